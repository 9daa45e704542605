"""Runs one wave of methods over an engine: batching, window, retry, splitting, quarantine.

Batches grow or shrink so that one takes about half a second, which keeps both the overhead and the loss at a
failure small; since every method is compiled by itself, batching cannot change any result. A batch that fails is
split in two until the method that makes it fail is alone; alone it gets one more chance (its worker may have been
the victim of something else), then it is quarantined: left to the JIT with the reason `compiler-failure`.
"""

from __future__ import annotations

from collections.abc import Callable

from codegen.blob import left_to_jit
from farm.engine import Engine
from farm.model import Batch, BatchResult, Snapshot, split_records

QUARANTINED = "compiler-failure"
_TARGET_SECONDS = 0.5
_FIRST_BATCH = 16
_LARGEST_BATCH = 2000
_ATTEMPTS_ALONE = 2


class Scheduler:
    """One scheduler serves all waves of a compilation, so that what it learnt about batch sizes stays."""

    def __init__(self, engine: Engine, progress: Callable[[int], None] | None = None) -> None:
        self.engine = engine
        self.quarantined: list[str] = []
        self.worker_seconds = 0.0
        self._progress = progress
        self._number = 0
        self._size = _FIRST_BATCH

    def run(
        self, snapshot: Snapshot, keys: list[str], keep: Callable[[dict[str, bytes]], None] | None = None
    ) -> dict[str, bytes]:
        """Compile the methods; returns the record of each. `keep` gets those that are worth keeping as they come."""
        results: dict[str, bytes] = {}
        running: dict[int, Batch] = {}
        again: list[Batch] = []
        at = 0
        try:
            while at < len(keys) or again or running:
                while len(running) < self.engine.window and (again or at < len(keys)):
                    if again:
                        batch = again.pop()
                    else:
                        size = self._next_size(len(keys) - at)
                        batch = self._batch(snapshot, keys[at : at + size], 1)
                        at += size
                    running[batch.number] = batch
                    self.engine.submit(batch)
                done = self.engine.next_done()
                batch = running.pop(done.number)
                self.worker_seconds += done.seconds
                made = self._take(batch, done, results, again)
                if keep is not None and made:
                    keep(made)
        except BaseException:
            self.engine.cancel()
            raise
        return results

    def _batch(self, snapshot: Snapshot, keys: list[str], attempt: int) -> Batch:
        self._number += 1
        return Batch(self._number, snapshot, keys, attempt)

    def _next_size(self, left: int) -> int:
        """Never so large that some workers go without near the end."""
        share = -(-left // (2 * self.engine.workers))
        return max(1, min(self._size, share))

    def _take(
        self, batch: Batch, done: BatchResult, results: dict[str, bytes], again: list[Batch]
    ) -> dict[str, bytes]:
        """The records that the batch made; nothing when it failed and is tried again or given up."""
        error = done.error
        if not error:
            try:
                records = split_records(done.data)
            except ValueError as e:
                error = str(e)
            else:
                if [key for key, _ in records] == batch.keys:
                    results.update(records)
                    self._learn(batch, done.seconds)
                    if self._progress is not None:
                        self._progress(len(records))
                    return dict(records)
                error = "the worker answered for other methods than it was asked for"
        if len(batch.keys) > 1:
            half = len(batch.keys) // 2
            again.append(self._batch(batch.snapshot, batch.keys[half:], 1))
            again.append(self._batch(batch.snapshot, batch.keys[:half], 1))
        elif batch.attempt < _ATTEMPTS_ALONE:
            again.append(self._batch(batch.snapshot, batch.keys, batch.attempt + 1))
        else:
            key = batch.keys[0]
            self.quarantined.append(key)
            results[key] = left_to_jit(key, QUARANTINED, error).encode()
            if self._progress is not None:
                self._progress(1)
        return {}

    def _learn(self, batch: Batch, seconds: float) -> None:
        """Move half way to the size that would have taken the target time, at most doubling."""
        ideal = int(len(batch.keys) * _TARGET_SECONDS / max(seconds, 0.001))
        self._size = max(1, min(_LARGEST_BATCH, 2 * self._size, (self._size + ideal) // 2))
