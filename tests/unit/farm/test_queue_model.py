"""The queue against a model of it: items are queued, taken, finished, and lost with their process or a reboot in any
order; nothing is lost, nothing waits twice, and nothing is taken before what is more urgent."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cache.process import identity
from cache.store import Store
from cache.tables.queue import DONE, FAILED, RUNNING, WAITING, QueueItem
from farm import queue
from farm.request import Request, from_text

DEAD = "1.long-ago"
NAMES = st.sampled_from("abcd")


@dataclass
class Entry:
    priority: int
    order: int
    failures: int = 0


class Model(RuleBasedStateMachine):
    """Entries by name; one item runs at a time, since who executes holds the lock."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.order = 0
        self.waiting: dict[str, Entry] = {}
        self.failed: dict[str, Entry] = {}
        self.running: tuple[str, QueueItem, Entry] | None = None

    @initialize()
    def open(self) -> None:
        self.store = Store(Path(self.folder.name) / "home")

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    @rule(name=NAMES, priority=st.integers(1, 3))
    def add(self, name: str, priority: int) -> None:
        known = queue.enqueue_install(self.store, Request("/" + name), priority).known
        assert known == (name in self.waiting and self.waiting[name].priority <= priority)
        if not known:
            self.order += 1
            self.failed.pop(name, None)
            self.waiting[name] = Entry(priority, self.order)

    @precondition(lambda self: self.running is None)
    @rule(up_to=st.integers(1, 3), owner=st.sampled_from([identity(), DEAD]))
    def take(self, up_to: int, owner: str) -> None:
        item = self.store.index.queue.claim(up_to, owner)
        ready = {n: e for n, e in self.waiting.items() if e.priority <= up_to}
        if item is None:
            assert not ready
            return
        name = min(ready, key=lambda n: (ready[n].priority, ready[n].order))
        assert (name_of(item), item.priority, item.attempts) == (name, ready[name].priority, ready[name].failures)
        self.running = name, item, self.waiting.pop(name)

    @precondition(lambda self: self.running is not None and self.running[1].owner != DEAD)
    @rule()
    def finish(self) -> None:
        assert self.running is not None
        self.store.index.queue.finish(self.running[1].id, DONE)
        self.running = None

    @precondition(lambda self: self.running is not None)
    @rule()
    def die(self) -> None:
        assert self.running is not None
        name, item, entry = self.running
        assert queue.owner_died(self.store, item.owner, "it died")
        self.running = None
        entry.failures += 1
        if name in self.waiting or name in self.failed:
            return  # queued again while it ran
        (self.waiting if entry.failures < queue.ATTEMPTS else self.failed)[name] = entry

    @precondition(lambda self: self.running is None or self.running[1].owner == DEAD)
    @rule()
    def reboot(self) -> None:
        self.store.close()
        self.store = Store(self.store.home)
        queue.put_back_lost(self.store)
        if self.running is not None:
            name, _, entry = self.running
            self.running = None
            other = self.waiting.get(name)
            if other is None or (entry.priority, entry.order) < (other.priority, other.order):
                self.waiting[name] = entry

    @rule()
    def retry(self) -> None:
        queue.retry_failed(self.store, attempts=None)
        self.waiting.update(self.failed)
        self.failed.clear()

    @invariant()
    def nothing_is_lost_and_nothing_waits_twice(self) -> None:
        table = self.store.index.queue
        assert sorted(name_of(i) for i in table.list(WAITING)) == sorted(self.waiting)
        assert sorted(name_of(i) for i in table.list(FAILED)) == sorted(self.failed)
        assert [name_of(i) for i in table.list(RUNNING)] == ([self.running[0]] if self.running else [])


def name_of(item: QueueItem) -> str:
    return os.path.basename(from_text(item.request).path)


TestModel = Model.TestCase
TestModel.settings = settings(max_examples=20, stateful_step_count=25)
