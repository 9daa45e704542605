"""What engines with workers share: waiting batches, one slot per worker, deadlines, and the results of failures.

A worker has at most one batch, so when it is lost (crash of compiled code, out of memory, killed) or runs over its
time, exactly one batch fails, and a new worker takes its place.  An engine says how a worker is started, given a
batch, awaited and ended. When several workers in a row end before they are ready, no batch is to blame and the
engine gives up.
"""

from __future__ import annotations

import time
from abc import abstractmethod
from collections import deque
from typing import Generic, TypeVar

from farm.engine import Engine, EngineError, time_limit
from farm.model import Batch, BatchResult

# Workers that may end before they are ready, one after another.
_FALSE_STARTS = 3


class Slot:
    """One worker and what it is doing."""

    def __init__(self) -> None:
        self.ready = False              # it has started up, and said so
        self.snapshot = ""              # digest of the one the worker holds
        self.batch: Batch | None = None
        self.started = 0.0
        self.deadline = 0.0


S = TypeVar("S", bound=Slot)


class PoolEngine(Engine, Generic[S]):
    def __init__(self, name: str, workers: int) -> None:
        self.name = name
        self.workers = workers
        self.slots: list[S] = []
        self._queue: deque[Batch] = deque()
        self._done: deque[BatchResult] = deque()
        self._false_starts = 0

    @abstractmethod
    def start_worker(self) -> S:
        """A new idle worker."""

    @abstractmethod
    def end_worker(self, slot: S) -> None:
        """End the worker whatever it does."""

    @abstractmethod
    def send(self, slot: S, snapshot: str, batch: bytes) -> str:
        """Hand an encoded batch to an idle worker, with the snapshot's text unless it is known there; returns what
        went wrong, or ""."""

    @abstractmethod
    def wait(self, busy: list[S], seconds: float) -> list[S]:
        """Those of `busy` that have an answer, have become ready, or are lost, within this time."""

    @abstractmethod
    def receive(self, slot: S) -> tuple[bytes, str, float] | str | None:
        """The answer of a worker that has one; how the worker was lost; or None from one that has become ready. Sets
        `slot.ready`."""

    @property
    def outstanding(self) -> int:
        return len(self._queue) + len(self._done) + len(self._busy())

    def submit(self, batch: Batch) -> None:
        self._queue.append(batch)
        self._feed()

    def next_done(self) -> BatchResult:
        while not self._done:
            busy = self._busy()
            if not busy:
                raise EngineError("no batch is outstanding")
            seconds = max(0.0, min(s.deadline for s in busy) - time.monotonic())
            ready = self.wait(busy, seconds)
            now = time.monotonic()
            for slot in busy:
                if slot in ready:
                    self._finish(slot)
                elif now >= slot.deadline:
                    self._fail(slot, f"worker gave no answer in {now - slot.started:.0f} s")
            self._feed()
        return self._done.popleft()

    def cancel(self) -> None:
        self._queue.clear()
        self._done.clear()
        for slot in self._busy():
            self._end(slot)

    def close(self) -> None:
        self._queue.clear()
        self._done.clear()
        for slot in list(self.slots):
            self._end(slot)

    def _busy(self) -> list[S]:
        return [s for s in self.slots if s.batch is not None]

    def _feed(self) -> None:
        """Give waiting batches to idle workers, starting workers up to the limit."""
        while self._queue:
            slot = next((s for s in self.slots if s.batch is None), None)
            if slot is None:
                if len(self.slots) >= self.workers:
                    return
                slot = self.start_worker()
                self.slots.append(slot)
            self._give(slot, self._queue.popleft())

    def _give(self, slot: S, batch: Batch) -> None:
        known = slot.snapshot == batch.snapshot.digest
        slot.batch = batch
        slot.snapshot = batch.snapshot.digest
        slot.started = time.monotonic()
        slot.deadline = slot.started + time_limit(batch)
        error = self.send(slot, "" if known else batch.snapshot.text, batch.encode())
        if error:
            self._lost(slot, error)

    def _finish(self, slot: S) -> None:
        batch = slot.batch
        assert batch is not None
        answer = self.receive(slot)
        if slot.ready:
            self._false_starts = 0
        if isinstance(answer, str):
            self._lost(slot, answer)
        if answer is None or isinstance(answer, str):
            return
        slot.batch = None
        data, error, seconds = answer
        self._done.append(BatchResult(batch.number, data, error, seconds))

    def _lost(self, slot: S, how: str) -> None:
        if not slot.ready:
            self._false_starts += 1
        self._fail(slot, how)
        if self._false_starts >= _FALSE_STARTS:
            self.cancel()
            raise EngineError(
                f"{_FALSE_STARTS} workers of the engine '{self.name}' in a row ended while they were starting: {how}; "
                "what they wrote says why (a program that calls ngen needs `if __name__ == \"__main__\":`), or use "
                "--engine inline"
            )

    def _fail(self, slot: S, error: str) -> None:
        batch = slot.batch
        assert batch is not None
        self._done.append(BatchResult(batch.number, b"", error, time.monotonic() - slot.started))
        self._end(slot)

    def _end(self, slot: S) -> None:
        self.slots.remove(slot)
        self.end_worker(slot)
