"""The engine on Ray: one actor per worker, each with at most one batch. `ray` is imported only here.

Without RAY_ADDRESS a Ray node is started on this machine and ended by `close`. Actors are not restarted by Ray but
replaced by the engine, so that a lost worker is a failed batch here just as in the process engine.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections import deque
from typing import Any

from farm.engine import Engine, EngineError, time_limit
from farm.model import Batch, BatchResult
from farm.worker import Worker, describe


class _Actor:
    """The remote side; holds a farm worker."""

    def __init__(self) -> None:
        self._worker = Worker()
        self._snapshot = ""

    def compile(self, snapshot: str, batch: bytes) -> tuple[bytes, str, float]:
        self._snapshot = snapshot or self._snapshot
        return self._worker.compile(self._snapshot, batch)


class _Slot:
    def __init__(self, actor: Any) -> None:
        self.actor = actor
        self.snapshot = ""
        self.batch: Batch | None = None
        self.ref: Any = None
        self.started = 0.0
        self.deadline = 0.0


class RayEngine(Engine):
    def __init__(self, workers: int) -> None:
        try:
            import ray
        except ImportError:
            raise EngineError("the ray package is not installed; pip install 'ngen[ray]'") from None
        self.name = "ray"
        self.workers = workers
        self._ray = ray
        self._slots: list[_Slot] = []
        self._queue: deque[Batch] = deque()
        self._done: deque[BatchResult] = deque()
        self._ours = not ray.is_initialized()
        if self._ours:
            self._init()
        self._remote = ray.remote(num_cpus=1, max_restarts=0, max_task_retries=0)(_Actor)

    def _init(self) -> None:
        address = os.environ.get("RAY_ADDRESS") or None
        options: dict[str, Any] = {
            "logging_level": logging.ERROR,
            "log_to_driver": False,
            "runtime_env": {"env_vars": {"PYTHONPATH": os.pathsep.join(p or os.getcwd() for p in sys.path)}},
        }
        if address is None:
            options.update(num_cpus=self.workers, include_dashboard=False)
        else:
            options["address"] = address
        os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        try:
            self._ray.init(**options)
        except Exception as e:  # ray has no common base for what a missing cluster raises
            raise EngineError(f"Ray could not be started: {describe(e)}") from None

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
                raise EngineError("no batch is outstanding")
            timeout = max(0.0, min(s.deadline for s in busy) - time.monotonic())
            ready, _ = self._ray.wait([s.ref for s in busy], num_returns=1, timeout=timeout)
            now = time.monotonic()
            for slot in busy:
                if ready and slot.ref == ready[0]:
                    self._receive(slot)
                elif now >= slot.deadline:
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
        for slot in list(self._slots):
            self._end(slot)
        if self._ours and self._ray.is_initialized():
            self._ray.shutdown()

    def _end(self, slot: _Slot) -> None:
        self._ray.kill(slot.actor, no_restart=True)
        self._slots.remove(slot)

    def _feed(self) -> None:
        while self._queue:
            slot = next((s for s in self._slots if s.batch is None), None)
            if slot is None:
                if len(self._slots) >= self.workers:
                    return
                slot = _Slot(self._remote.remote())
                self._slots.append(slot)
            self._give(slot, self._queue.popleft())

    def _give(self, slot: _Slot, batch: Batch) -> None:
        known = slot.snapshot == batch.snapshot.digest
        slot.batch = batch
        slot.snapshot = batch.snapshot.digest
        slot.started = time.monotonic()
        slot.deadline = slot.started + time_limit(batch)
        slot.ref = slot.actor.compile.remote("" if known else batch.snapshot.text, batch.encode())

    def _receive(self, slot: _Slot) -> None:
        batch = slot.batch
        assert batch is not None
        try:
            data, error, seconds = self._ray.get(slot.ref)
        except self._ray.exceptions.RayError as e:
            self._fail(slot, f"worker process died ({type(e).__name__})")
            return
        slot.batch = None
        self._done.append(BatchResult(batch.number, data, error, seconds))

    def _fail(self, slot: _Slot, error: str) -> None:
        batch = slot.batch
        assert batch is not None
        self._done.append(BatchResult(batch.number, b"", error, time.monotonic() - slot.started))
        self._end(slot)
