"""The engine of one machine: worker processes, started when there is work for them, one pipe each.

A worker has at most one batch, so when it dies (crash of compiled code, out of memory, killed) or runs over its
time, exactly one batch fails, and a new worker takes its place. Processes are spawned, not forked: a forked child
would inherit the driver's locks and database connection.
"""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections import deque
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from farm.engine import Engine, EngineError, time_limit
from farm.model import Batch, BatchResult
from farm.worker import serve

_END_SECONDS = 2.0


class _Slot:
    """One worker process and what it is doing."""

    def __init__(self, process: BaseProcess, pipe: Connection) -> None:
        self.process = process
        self.pipe = pipe
        self.snapshot = ""
        self.batch: Batch | None = None
        self.started = 0.0
        self.deadline = 0.0


class ProcessEngine(Engine):
    def __init__(self, workers: int) -> None:
        self.name = "processes"
        self.workers = workers
        self._context = multiprocessing.get_context("spawn")
        self._slots: list[_Slot] = []
        self._queue: deque[Batch] = deque()
        self._done: deque[BatchResult] = deque()

    @property
    def outstanding(self) -> int:
        return len(self._queue) + len(self._done) + sum(1 for s in self._slots if s.batch is not None)

    def submit(self, batch: Batch) -> None:
        self._queue.append(batch)
        self._feed()

    def next_done(self) -> BatchResult:
        while True:
            if self._done:
                return self._done.popleft()
            busy = [s for s in self._slots if s.batch is not None]
            if not busy:
                if not self._queue:
                    raise EngineError("no batch is outstanding")
                self._feed()
                continue
            timeout = max(0.0, min(s.deadline for s in busy) - time.monotonic())
            ready = wait([s.pipe for s in busy], timeout)
            for slot in busy:
                if slot.pipe in ready:
                    result = self._receive(slot)
                    self._feed()
                    return result
            now = time.monotonic()
            for slot in busy:
                if now >= slot.deadline:
                    self._fail(slot, f"worker gave no answer in {now - slot.started:.0f} s")
            self._feed()

    def cancel(self) -> None:
        self._queue.clear()
        self._done.clear()
        for slot in list(self._slots):
            if slot.batch is not None:
                self._end(slot)

    def close(self) -> None:
        self._queue.clear()
        self._done.clear()
        for slot in self._slots:
            slot.pipe.close()
        for slot in list(self._slots):
            if slot.batch is None:
                slot.process.join(_END_SECONDS)
            self._end(slot)

    # workers

    def _start(self) -> _Slot:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=serve, args=(theirs, list(sys.path)), daemon=True)
        process.start()
        theirs.close()
        slot = _Slot(process, ours)
        self._slots.append(slot)
        return slot

    def _end(self, slot: _Slot) -> None:
        if slot.process.is_alive():
            slot.process.kill()
        slot.process.join()
        slot.pipe.close()
        self._slots.remove(slot)

    def _feed(self) -> None:
        """Give waiting batches to idle workers, starting workers up to the limit."""
        while self._queue:
            slot = next((s for s in self._slots if s.batch is None), None)
            if slot is None:
                if len(self._slots) >= self.workers:
                    return
                slot = self._start()
            self._give(slot, self._queue.popleft())

    def _give(self, slot: _Slot, batch: Batch) -> None:
        known = slot.snapshot == batch.snapshot.digest
        slot.batch = batch
        slot.snapshot = batch.snapshot.digest
        slot.started = time.monotonic()
        slot.deadline = slot.started + time_limit(batch)
        try:
            slot.pipe.send(("" if known else batch.snapshot.text, batch.encode()))
        except (BrokenPipeError, OSError):
            self._fail(slot, "worker process died")

    def _receive(self, slot: _Slot) -> BatchResult:
        batch = slot.batch
        assert batch is not None
        try:
            data, error, seconds = slot.pipe.recv()
        except (EOFError, OSError):
            slot.process.join(_END_SECONDS)
            self._fail(slot, f"worker process died (exit {slot.process.exitcode})")
            return self._done.pop()
        slot.batch = None
        return BatchResult(batch.number, data, error, seconds)

    def _fail(self, slot: _Slot, error: str) -> None:
        batch = slot.batch
        assert batch is not None
        self._done.append(BatchResult(batch.number, b"", error, time.monotonic() - slot.started))
        self._end(slot)
