"""The engine without workers: a batch is compiled when its result is asked for. For small work and for debugging."""

from __future__ import annotations

from collections import deque

from farm.engine import Engine, EngineError
from farm.model import Batch, BatchResult
from farm.worker import Worker


class InlineEngine(Engine):
    def __init__(self) -> None:
        self.name = "inline"
        self.workers = 1
        self._worker = Worker()
        self._queue: deque[Batch] = deque()

    def submit(self, batch: Batch) -> None:
        self._queue.append(batch)

    def next_done(self) -> BatchResult:
        if not self._queue:
            raise EngineError("no batch is outstanding")
        batch = self._queue.popleft()
        data, error, seconds = self._worker.compile(batch.snapshot.text, batch.encode())
        return BatchResult(batch.number, data, error, seconds)

    def cancel(self) -> None:
        self._queue.clear()

    def close(self) -> None:
        self._queue.clear()
        self._worker = Worker()

    @property
    def outstanding(self) -> int:
        return len(self._queue)
