"""Does what one item of the queue asks for; whatever went wrong in it is raised as one exception with all messages."""

from __future__ import annotations

from cache.store import Store
from cache.tables.queue import QueueItem
from farm.assemble import Builder, Progress
from farm.install import Outcome, install, update
from farm.queue import INSTALL
from farm.request import Request, from_text


class ItemFailed(Exception):
    """Some or all of the work of an item failed."""


class Performer:
    """Compiles with one engine and so many workers (0: as many as cores)."""

    def __init__(
        self, store: Store, engine: str = "auto", workers: int = 0, progress: Progress | None = None
    ) -> None:
        self._store = store
        self._engine = engine
        self._workers = workers
        self._progress = progress

    def __call__(self, item: QueueItem) -> None:
        if item.action == INSTALL:
            self._install(from_text(item.request))
        else:
            self._update(from_text(item.request) if item.request else None)

    def _open_builder(self) -> Builder:
        return Builder(self._store, self._engine, self._workers, self._progress)

    def _install(self, request: Request) -> None:
        builder = self._open_builder()
        try:
            outcome = install(self._store, request, builder)
        finally:
            builder.close()
        _check(_failures(outcome))

    def _update(self, request: Request | None) -> None:
        """A root that was uninstalled meanwhile, or whose file is gone, needs no update."""
        roots = None
        if request is not None:
            root = self._store.index.roots.find(*request.identity)
            roots = [root] if root is not None else []
        messages: list[str] = []
        for root, result in update(self._store, roots, self._open_builder):
            if isinstance(result, Outcome):
                messages += _failures(result)
            elif isinstance(result, Exception):
                messages.append(f"{root.path}: {result}")
        _check(messages)


def _failures(outcome: Outcome) -> list[str]:
    return [f"{f.assembly.path}: {f.error}" for f in outcome.failures]


def _check(messages: list[str]) -> None:
    if messages:
        raise ItemFailed("; ".join(messages))
