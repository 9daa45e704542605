"""The native image service: executes the queue while nobody is disturbed by it, and ends when it is empty.

    paused ---- continue --->  waiting  --- start ---> working --- queue empty ---> ended
       ^                        ^   ^---- stop -----------|
       '---------- pause -------+-------------------------'

Each turn looks at the queue, the store's lock and the machine, and `next_step`, a pure function, says what to do. The
work is done by a child process (farm.child); stopping is killing it, which is safe at any moment, and its item goes
back into the queue. Invariants: one service for a store; nothing runs while the queue is paused or a command that a
person started wants the store; an item of priority 3 runs only while the machine is idle, one of 2 only when no 1
is left. Whoever queues an item finds a service in the index that will see it, or none: the service takes itself out
in the transaction in which it finds the queue empty.
"""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import Enum
from types import FrameType
from typing import TYPE_CHECKING

from cache.database import Busy
from cache.process import identity, is_alive, pid_of
from cache.store import Store
from farm import queue
from farm.idle import Decision, Sample, decide, keep
from farm.queue import WHEN_IDLE

if TYPE_CHECKING:
    from farm.child import Child
    from farm.settings import Settings

TICK = 0.25
_TURN_WAITING = 1.0
_STATE = "service"
_REFRESH = 30.0
_MISSES = 3
# So long may the predecessor take to end.
_LOCK_SECONDS = 1.0


class AlreadyRunning(Busy):
    """Another service works on this store."""


class CannotWork(Exception):
    """The process that compiles ends before it takes an item, again and again."""


class Act(Enum):
    START = "start"
    STOP = "stop"
    GO_ON = "go on"
    WAIT = "wait"
    END = "end"


@dataclass(frozen=True)
class View:
    """What a turn saw. Priorities are numbers, 1 the most urgent."""

    paused: bool
    manual: str  # why the store belongs to a person now; '' when it does not
    next: int | None  # the most urgent waiting item's priority; None when nothing waits
    working: bool  # there is a child
    running: int | None  # the priority of the child's item; None before it has taken one
    machine: Decision
    stay: bool


@dataclass(frozen=True)
class Step:
    act: Act
    reason: str
    up_to: int = 0  # START: the largest priority number to execute


def next_step(view: View) -> Step:
    if view.paused:
        obstacle = "the queue is paused"
    elif view.manual:
        obstacle = view.manual
    elif view.running == WHEN_IDLE and not view.machine.idle:
        obstacle = view.machine.reason
    elif view.running is not None and view.next is not None and view.next < view.running:
        obstacle = f"an item of priority {view.next} goes first"
    else:
        obstacle = ""
    if view.working:
        return Step(Act.STOP, obstacle) if obstacle else Step(Act.GO_ON, "")
    if view.next is None:
        return Step(Act.WAIT, "the queue is empty") if view.stay else Step(Act.END, "the queue is empty")
    if obstacle:
        return Step(Act.WAIT, obstacle)
    if view.next < WHEN_IDLE:
        return Step(Act.START, f"priority {view.next} does not wait for the machine to be idle", WHEN_IDLE - 1)
    if view.machine.idle:
        return Step(Act.START, view.machine.reason, WHEN_IDLE)
    return Step(Act.WAIT, view.machine.reason)


@dataclass(frozen=True)
class State:
    """What a service says of itself in the index."""

    process: str
    state: str  # working | waiting | paused
    reason: str
    since: int

    @property
    def pid(self) -> int:
        return pid_of(self.process)


def read_state(store: Store) -> State | None:
    """Of the service that runs on the store; None when none does."""
    text = store.index.settings.get(_STATE)
    state = State(**json.loads(text)) if text else None
    return state if state is not None and is_alive(state.process) else None


def can_run() -> bool:
    """The system has process groups, and tells of a child's end without forgetting it (farm.child)."""
    return hasattr(os, "killpg") and hasattr(os, "waitid")


class Service:
    """`spawn` starts the process that executes items up to a priority number; `measure` samples the machine. The
    store is closed in the end."""

    def __init__(
        self, store: Store, settings: Settings, spawn: Callable[[int], Child], measure: Callable[[], Sample],
        stay: bool = False, say: Callable[[str], None] = print,
    ) -> None:
        self._store = store
        self._rules = settings.rules
        self._spawn = spawn
        self._measure = measure
        self._stay = stay
        self._say = say
        self._samples: list[Sample] = []
        self._child: Child | None = None
        self._told = ("", "")
        self._told_at = 0.0
        self._since = 0
        self._misses = 0
        self._file = store.index.path.stat().st_ino
        self._ending = False

    def run(self) -> None:
        """Until the queue is empty, or a signal. Raises AlreadyRunning."""
        import filelock

        lock = filelock.FileLock(self._store.home / "service.lock")
        try:
            lock.acquire(timeout=_LOCK_SECONDS)
        except filelock.Timeout:
            other = read_state(self._store)
            who = f" (process {other.pid})" if other is not None else ""
            raise AlreadyRunning(f"a service already works on {self._store.home}{who}") from None
        try:
            with self._signals():
                queue.put_back_lost(self._store)
                queue.retry_failed(self._store)
                self._turns()
        finally:
            self._stop("the service ends")
            self._store.index.settings.remove(_STATE)
            self._store.close()
            lock.release()

    def _turns(self) -> None:
        while not self._ending:
            self._reap()
            self._follow_index()
            view = self._look()
            step = next_step(view)
            if step.act is Act.STOP:
                self._stop(step.reason)
                continue
            if step.act is Act.START:
                self._child = self._spawn(step.up_to)
                self._tell("working", step.reason)
            elif step.act is Act.WAIT:
                self._tell("paused" if view.paused else "waiting", step.reason)
            elif step.act is Act.END and self._take_out():
                self._say("the queue is empty")
                return
            self._sleep(TICK if self._child is not None else _TURN_WAITING)

    def _look(self) -> View:
        self._samples.append(self._measure())
        keep(self._samples, self._rules)
        running = self._running_priority()
        waiting = self._store.index.queue.list("waiting")
        return View(
            paused=queue.is_paused(self._store),
            manual=self._manual(),
            next=waiting[0].priority if waiting else None,
            working=self._child is not None,
            running=running,
            machine=decide(self._samples, self._rules, running == WHEN_IDLE),
            stay=self._stay,
        )

    def _manual(self) -> str:
        if self._store.manual_waiting():
            return "a command waits for the store"
        holder = "" if self._child is not None else self._store.holder()
        return f"the store is in use by {holder}" if holder else ""

    def _follow_index(self) -> None:
        """Go on with the index that `ngen verify --repair` has made anew, once it is ready."""
        path = self._store.index.path
        if self._child is not None or not path.exists() or self._manual():
            return
        file = path.stat().st_ino
        if file != self._file:
            self._store.close()
            self._store = Store(self._store.home)
            self._file = file
            self._told = ("", "")

    def _running_priority(self) -> int | None:
        if self._child is None:
            return None
        mine = [i.priority for i in self._store.index.queue.list("running") if i.owner == self._child.identity]
        return mine[0] if mine else None

    def _reap(self) -> None:
        """Notice that the child has ended by itself."""
        if self._child is None:
            return
        end = self._child.ended()
        if end is None:
            return
        owner, self._child = self._child.identity, None
        if not end:
            self._misses = 0
            return
        message = f"the compiling process died: {end}"
        self._say(message)
        self._misses = 0 if queue.owner_died(self._store, owner, message) else self._misses + 1
        if self._misses >= _MISSES:
            raise CannotWork(f"{message}, before it took an item; what it said stands above")

    def _stop(self, reason: str) -> None:
        if self._child is None:
            return
        self._child.stop()
        self._child = None
        self._samples.clear()
        queue.put_back_lost(self._store)
        self._say(f"stopped: {reason}")

    def _take_out(self) -> bool:
        """End for those who queue: nothing may be waiting in the transaction that says so."""
        with self._store.index.write():
            if self._store.index.queue.counts()["waiting"]:
                return False
            self._store.index.settings.remove(_STATE)
            return True

    def _tell(self, state: str, reason: str) -> None:
        """Others see state and reason in the index; the log gets changes of the state only. A reason whose numbers
        alone have changed is not worth waking the disk for, but now and then."""
        told = (state, re.sub(r"\d+", "", reason))
        now = time.monotonic()
        if told == self._told and now < self._told_at + _REFRESH:
            return
        if state != self._told[0]:
            self._say(f"{state}: {reason}")
            self._since = int(time.time())
        self._told, self._told_at = told, now
        text = json.dumps(asdict(State(identity(), state, reason, self._since)))
        self._store.index.settings.set(_STATE, text)

    def _sleep(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not self._ending and (left := end - time.monotonic()) > 0:
            time.sleep(min(TICK, left))

    @contextmanager
    def _signals(self) -> Iterator[None]:
        """SIGTERM and SIGINT end the turns."""
        before = {s: signal.signal(s, self._end) for s in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for s, handler in before.items():
                signal.signal(s, handler)

    def _end(self, number: int, frame: FrameType | None) -> None:
        self._ending = True
