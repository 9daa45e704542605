"""The queue of deferred work: what is put in, in which order it is executed, and what becomes of failures.

Priorities: 1 at once; 2 after all of 1, without waiting for idleness; 3 (the default, and of every update) when the
machine is idle. An item is executed whole, with all its dependencies, before the next is taken. Equal requests wait
once, at the better of their priorities. Whoever executes holds the store's lock from taking items to finishing them,
so an item that is still marked as running when the lock is taken belongs to the dead, and is put back.

A failed item keeps its message. Each service tries it once more, until it has failed ATTEMPTS times; a person's `eqi`
tries it however often it has failed. Being interrupted is no failure.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from binder.errors import BadImage
from binder.metadata import Metadata
from binder.pe_reader import open_pe
from cache.process import identity
from cache.store import Store
from cache.tables.queue import DONE, FAILED, RUNNING, WAITING, QueueItem
from farm.request import Request

AT_ONCE, AFTER_ALL_AT_ONCE, WHEN_IDLE = 1, 2, 3
ATTEMPTS = 3
INSTALL = "install"
UPDATE = "update"
_PAUSED = "queue-paused"
_DONE_KEPT = 24 * 3600
_METHODS = 0x06


@dataclass(frozen=True)
class Queued:
    """The item that stands for a request, and whether it was there before."""

    item: QueueItem
    known: bool


def enqueue_install(store: Store, request: Request, priority: int = WHEN_IDLE) -> Queued:
    estimate = estimate_install(store, request)
    return _add(store, QueueItem(INSTALL, request.to_text(), priority, estimate=estimate))


def enqueue_update(store: Store, request: Request | None = None) -> Queued:
    """Of one root, or of all that is installed."""
    text = request.to_text() if request is not None else ""
    return _add(store, QueueItem(UPDATE, text, WHEN_IDLE))


def _add(store: Store, item: QueueItem) -> Queued:
    table = store.index.queue
    with store.index.write():
        for other in table.list(WAITING) + table.list(FAILED):
            if (other.action, other.request) != (item.action, item.request):
                continue
            if other.state == WAITING and other.priority <= item.priority:
                return Queued(other, True)
            table.remove(other.id)
        added = table.get(table.add(item))
    assert added is not None
    return Queued(added, False)


def describe(item: QueueItem) -> str:
    """For people: "install app.dll", "update"."""
    if not item.request:
        return item.action
    fields = json.loads(item.request)
    more = [fields["scenario"]] if fields.get("scenario") else []
    if fields.get("exe_config"):
        more.append(f"as {os.path.basename(fields['exe_config'])} would")
    return f"{item.action} {fields['path']}" + (f" ({', '.join(more)})" if more else "")


# pausing: kept in the store, so it outlives processes and reboots


def is_paused(store: Store) -> bool:
    return store.index.settings.get(_PAUSED) != ""


def pause(store: Store) -> None:
    store.index.settings.set(_PAUSED, str(int(time.time())))


def resume(store: Store) -> None:
    store.index.settings.remove(_PAUSED)


# executing


@dataclass
class Executed:
    done: list[QueueItem] = field(default_factory=list)
    failed: list[QueueItem] = field(default_factory=list)


def execute(
    store: Store, up_to: int, perform: Callable[[QueueItem], None], manual: bool = True,
    begin: Callable[[QueueItem], None] | None = None,
) -> Executed:
    """Execute what waits at priority numbers up to `up_to`, also what is added meanwhile; each failing item once.
    `manual`: a person asked for it, so the service makes room."""
    table = store.index.queue
    executed = Executed()
    with store.lock(manual=manual):
        put_back_lost(store)
        while True:
            item = table.claim(up_to, identity())
            if item is None:
                break
            if begin is not None:
                begin(item)
            try:
                perform(item)
            except Exception as e:
                executed.failed.append(_fail(store, item, str(e) or type(e).__name__))
            except BaseException:
                table.requeue(item.id)
                raise
            else:
                table.finish(item.id, DONE)
                executed.done.append(item)
        table.remove_finished(int(time.time()) - _DONE_KEPT)
    return executed


def put_back_lost(store: Store) -> None:
    """What a process that is no more was doing waits again."""
    with store.index.write():
        store.index.queue.recover()
        _unite(store)


def _fail(store: Store, item: QueueItem, message: str) -> QueueItem:
    with store.index.write():
        store.index.queue.finish(item.id, FAILED, message)
        failed = store.index.queue.get(item.id)
        _unite(store)
    assert failed is not None
    return failed


def _unite(store: Store) -> None:
    """An equal request may have been queued while an item was running; of both only one waits or has failed."""
    table = store.index.queue
    seen: set[tuple[str, str]] = set()
    for item in table.list(WAITING) + table.list(FAILED):
        if (item.action, item.request) in seen:
            table.remove(item.id)
        seen.add((item.action, item.request))


def retry_failed(store: Store, up_to: int = WHEN_IDLE, attempts: int | None = ATTEMPTS) -> int:
    """Put failed items of priority numbers up to `up_to` back if they have failed less than `attempts` times (None:
    however often); returns how many."""
    table = store.index.queue
    with store.index.write():
        again = [i for i in table.list(FAILED) if i.priority <= up_to and (attempts is None or i.attempts < attempts)]
        for item in again:
            table.requeue(item.id)
    return len(again)


def owner_died(store: Store, owner: str, message: str) -> bool:
    """The process that worked on an item ended without finishing it, by itself: that counts as a failure, since the
    item may be what killed it. False when it worked on none."""
    table = store.index.queue
    with store.index.write():
        held = [item for item in table.list(RUNNING) if item.owner == owner]
        for item in held:
            if _fail(store, item, message).attempts < ATTEMPTS and table.get(item.id) is not None:
                table.requeue(item.id)
    return bool(held)


# estimates


def estimate_install(store: Store, request: Request) -> float:
    """Seconds, from what compiling has taken here; 0 when there is nothing to go by."""
    root = store.index.roots.find(*request.identity)
    if root is not None:
        return sum(dep.image.seconds for dep in store.index.deps.of_root(root.id))
    rate = methods_per_second(store)
    return count_methods(request) / rate if rate else 0.0


def methods_per_second(store: Store) -> float:
    measured = [i for i in store.index.images.all() if i.seconds > 0]
    seconds = sum(i.seconds for i in measured)
    return sum(i.methods for i in measured) / seconds if seconds else 0.0


def count_methods(request: Request) -> int:
    """In the assembly and, unless it goes without, in those beside it, which are most of what it needs."""
    paths = [request.path]
    if request.dependencies:
        folder = os.path.dirname(request.path)
        try:
            names = sorted(os.listdir(folder))
        except OSError:
            names = []
        paths += [os.path.join(folder, n) for n in names if n.lower().endswith(".dll")]
    return sum(_methods(path) for path in dict.fromkeys(paths))


def _methods(path: str) -> int:
    try:
        return int(Metadata(open_pe(path)).row_count(_METHODS))
    except (OSError, BadImage):
        return 0
