"""The engine interface, and the choice of an engine.

An engine runs batches somewhere and hands back results in whatever order they finish. It promises:

- every submitted batch comes back exactly once from `next_done`, unless `cancel` dropped it;
- a batch whose worker raised, died, or ran over its time comes back with `error` set, and the engine goes on;
- `close` ends all workers, also after an exception, and may be called twice.

It knows nothing of retries, splitting or caching: those are the scheduler's, the same for all engines, which is
why all engines give the same bytes.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod

from farm.model import Batch, BatchResult

# A batch may take this long before its worker is taken for stuck.
SECONDS_PER_BATCH = 120.0
SECONDS_PER_METHOD = 10.0

ENGINES = ("auto", "inline", "processes", "ray")


class EngineError(Exception):
    """The engine itself cannot work (not: a batch failed)."""


class Engine(ABC):
    name: str
    workers: int

    @abstractmethod
    def submit(self, batch: Batch) -> None:
        """Accept a batch; returns at once."""

    @abstractmethod
    def next_done(self) -> BatchResult:
        """Wait for any submitted batch to finish. Raises EngineError when none is outstanding."""

    @abstractmethod
    def cancel(self) -> None:
        """Drop every batch that has not been handed out by next_done."""

    @abstractmethod
    def close(self) -> None:
        """End all workers."""

    @property
    @abstractmethod
    def outstanding(self) -> int:
        """How many batches have been submitted and not yet handed out."""

    @property
    def window(self) -> int:
        """How many batches may be outstanding: every worker has one to do and one waiting."""
        return 2 * self.workers


def time_limit(batch: Batch) -> float:
    return SECONDS_PER_BATCH + SECONDS_PER_METHOD * len(batch.keys)


def default_workers() -> int:
    """The cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def open_engine(name: str, workers: int = 0) -> Engine:
    """`auto` is processes on more than one core, else inline. Modules are loaded only when chosen."""
    count = workers if workers > 0 else default_workers()
    if name == "auto":
        name = "processes" if count > 1 else "inline"
    if name == "inline":
        from farm.engines.inline import InlineEngine

        return InlineEngine()
    if name == "processes":
        from farm.engines.processes import ProcessEngine

        return ProcessEngine(count)
    if name == "ray":
        from farm.engines.ray_engine import RayEngine

        return RayEngine(count)
    raise EngineError(f"unknown engine {name!r}; there are {', '.join(ENGINES)}")
