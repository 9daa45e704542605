"""The native image service: its decisions as a table and by properties, and real processes that are paused, killed,
pushed aside and started twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cache.lock import StoreLock
from cache.process import same_modules
from cache.store import Store
from farm import queue
from farm.idle import Decision
from farm.request import Request
from farm.service import Act, Step, View, next_step, read_state

SCRIPT = Path(__file__).with_name("service_process.py")
IDLE = Decision(True, "the machine is idle")
BUSY = Decision(False, "load 2.0 by others")


def view(
    paused: bool = False, manual: str = "", next: int | None = None, working: bool = False,
    running: int | None = None, machine: Decision = IDLE, stay: bool = False,
) -> View:
    return View(paused, manual, next, working, running, machine, stay)


@pytest.mark.parametrize(
    ("seen", "step"),
    [
        (view(), Step(Act.END, "the queue is empty")),
        (view(paused=True), Step(Act.END, "the queue is empty")),
        (view(stay=True), Step(Act.WAIT, "the queue is empty")),
        (view(next=1, machine=BUSY), Step(Act.START, "priority 1 does not wait for the machine to be idle", 2)),
        (view(next=2, machine=BUSY), Step(Act.START, "priority 2 does not wait for the machine to be idle", 2)),
        (view(next=2), Step(Act.START, "priority 2 does not wait for the machine to be idle", 2)),
        (view(next=3), Step(Act.START, "the machine is idle", 3)),
        (view(next=3, machine=BUSY), Step(Act.WAIT, "load 2.0 by others")),
        (view(next=1, paused=True), Step(Act.WAIT, "the queue is paused")),
        (view(next=1, manual="a command waits"), Step(Act.WAIT, "a command waits")),
        (view(working=True), Step(Act.GO_ON, "")),
        (view(working=True, running=3), Step(Act.GO_ON, "")),
        (view(working=True, running=3, next=3), Step(Act.GO_ON, "")),
        (view(working=True, running=3, machine=BUSY), Step(Act.STOP, "load 2.0 by others")),
        (view(working=True, running=2, machine=BUSY), Step(Act.GO_ON, "")),
        (view(working=True, machine=BUSY, next=3), Step(Act.GO_ON, "")),
        (view(working=True, running=1, paused=True), Step(Act.STOP, "the queue is paused")),
        (view(working=True, running=1, manual="a command waits"), Step(Act.STOP, "a command waits")),
        (view(working=True, running=3, next=1), Step(Act.STOP, "an item of priority 1 goes first")),
        (view(working=True, running=2, next=1), Step(Act.STOP, "an item of priority 1 goes first")),
        (view(working=True, running=1, next=1), Step(Act.GO_ON, "")),
    ],
)
def test_steps(seen: View, step: Step) -> None:
    assert next_step(seen) == step


PRIORITY = st.one_of(st.none(), st.integers(1, 3))


@given(
    st.booleans(), st.sampled_from(["", "a command waits"]), PRIORITY, st.booleans(), PRIORITY,
    st.sampled_from([IDLE, BUSY]), st.booleans(),
)
def test_steps_keep_the_rules(
    paused: bool, manual: str, next: int | None, working: bool, running: int | None, machine: Decision, stay: bool
) -> None:
    seen = View(paused, manual, next, working, running if working else None, machine, stay)
    step = next_step(seen)
    assert (step.act in (Act.STOP, Act.GO_ON)) == working
    if step.act is Act.START:
        assert not paused and not manual and next is not None and next <= step.up_to
        assert machine.idle or step.up_to < queue.WHEN_IDLE
    if step.act is Act.GO_ON:
        assert not paused and not manual and (machine.idle or seen.running != queue.WHEN_IDLE)
    if step.act is Act.END:
        assert next is None and not stay
    assert step.reason or step.act is Act.GO_ON


# real processes


def until(what: Callable[[], object], seconds: float = 20.0) -> float:
    """Wait for it; returns how long it took."""
    start = time.monotonic()
    while not what():
        assert time.monotonic() - start < seconds, "it did not happen"
        time.sleep(0.01)
    return time.monotonic() - start


class Desk:
    """A store with items that are files to wait for, and services on it."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.files = folder
        self.store = Store(self.home)
        self.services: list[subprocess.Popen[str]] = []

    def add(self, name: str, priority: int = 3) -> Path:
        path = self.files / name
        queue.enqueue_install(self.store, Request(str(path)), priority)
        return path

    def start(self, *words: str) -> subprocess.Popen[str]:
        service = subprocess.Popen(
            [sys.executable, str(SCRIPT), "service", str(self.home), *words],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=same_modules(),
        )
        self.services.append(service)
        return service

    def ended(self, service: subprocess.Popen[str]) -> str:
        """What it said, once it has ended."""
        return service.communicate(timeout=30)[0]

    @property
    def events(self) -> list[str]:
        path = self.home / "events"
        return path.read_text().splitlines() if path.exists() else []

    def begun(self, name: str, times: int = 1) -> Callable[[], bool]:
        return lambda: self.events.count(f"begin {name}") >= times

    def states(self) -> dict[str, str]:
        items = self.store.index.queue.list()
        return {os.path.basename(queue.describe(i)): i.state for i in items}

    def child(self) -> psutil.Process:
        [running] = self.store.index.queue.list("running")
        return psutil.Process(int(running.owner.partition(".")[0]))

    def saying(self, state: str, reason: str) -> Callable[[], bool]:
        def said() -> bool:
            now = read_state(self.store)
            return now is not None and now.state == state and reason in now.reason

        return said

    def close(self) -> None:
        for service in self.services:
            service.kill()
            service.communicate()
        self.store.close()


@pytest.fixture()
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    try:
        yield desk
    finally:
        desk.close()


def test_the_queue_is_executed_in_order_and_the_service_ends(desk: Desk) -> None:
    for name, priority in (("c", 3), ("b", 2), ("a2", 1), ("a1", 1)):
        desk.add(name, priority).touch()
    service = desk.start()
    said = desk.ended(service)
    assert service.returncode == 0 and "the queue is empty" in said
    begun = [e for e in desk.events if e.startswith("begin")]
    assert begun == ["begin a2", "begin a1", "begin b", "begin c"]
    assert set(desk.states().values()) == {"done"}
    assert read_state(desk.store) is None


def test_only_priority_3_waits_for_idleness_and_it_stops_within_a_second(desk: Desk) -> None:
    busy = desk.home / "busy"
    busy.touch()
    desk.add("now", 2).touch()
    slow = desk.add("slow")
    desk.start()
    until(lambda: desk.states() == {"now": "done", "slow": "waiting"})
    until(desk.saying("waiting", "load 2.0 by others"))
    assert not desk.begun("slow")()
    busy.unlink()
    until(desk.begun("slow"))
    child = desk.child()
    busy.touch()
    assert until(lambda: not child.is_running()) < 1.0
    until(lambda: desk.states()["slow"] == "waiting")
    busy.unlink()
    until(desk.begun("slow", 2))
    slow.touch()
    assert "stopped: load" in desk.ended(desk.services[0])
    assert desk.states()["slow"] == "done"
    assert desk.store.index.queue.list("done")[-1].attempts == 0


def test_pause_outlives_the_service_and_continue_goes_on(desk: Desk) -> None:
    slow = desk.add("slow", 1)
    service = desk.start()
    until(desk.begun("slow"))
    child = desk.child()
    queue.pause(desk.store)
    assert until(lambda: not child.is_running()) < 1.0
    until(desk.saying("paused", "the queue is paused"))
    assert desk.states() == {"slow": "waiting"}
    service.kill()
    service.wait()
    desk.start()
    until(desk.saying("paused", "the queue is paused"))
    assert not desk.begun("slow", 2)()
    queue.resume(desk.store)
    slow.touch()
    desk.ended(desk.services[1])
    assert desk.states() == {"slow": "done"}


def test_a_manual_command_goes_first(desk: Desk) -> None:
    slow = desk.add("slow", 1)
    desk.start()
    until(desk.begun("slow"))
    start = time.monotonic()
    with desk.store.lock():
        assert time.monotonic() - start < 1.0
        until(desk.saying("waiting", "the store is in use by"))
        assert not desk.begun("slow", 2)()
        slow.touch()
    said = desk.ended(desk.services[0])
    assert "stopped: a command waits for the store" in said
    assert desk.states() == {"slow": "done"}


def test_something_more_urgent_takes_the_place_of_what_runs(desk: Desk) -> None:
    slow = desk.add("slow")
    desk.start()
    until(desk.begun("slow"))
    desk.add("urgent", 1).touch()
    until(lambda: desk.states()["urgent"] == "done")
    slow.touch()
    desk.ended(desk.services[0])
    assert desk.events == ["begin slow", "begin urgent", "end urgent", "begin slow", "end slow"]


def test_kill_9_of_the_service_ends_its_child_and_the_next_service_finishes(desk: Desk) -> None:
    slow = desk.add("slow", 1)
    service = desk.start()
    until(desk.begun("slow"))
    child = desk.child()
    service.kill()
    until(lambda: not child.is_running())
    assert desk.states() == {"slow": "running"}  # of a dead owner, as after a power cut
    assert read_state(desk.store) is None
    slow.touch()
    desk.ended(desk.start())
    assert desk.states() == {"slow": "done"}


def test_kill_9_of_the_child_is_made_good(desk: Desk) -> None:
    slow = desk.add("slow", 1)
    desk.start()
    until(desk.begun("slow"))
    slow.touch()
    desk.child().kill()
    assert "the compiling process died: killed by SIGKILL" in desk.ended(desk.services[0])
    assert desk.states() == {"slow": "done"}


def test_what_kills_its_process_is_given_up(desk: Desk) -> None:
    desk.add("dies", 1)
    desk.add("fine", 1).touch()
    desk.ended(desk.start())
    assert desk.states() == {"dies": "failed", "fine": "done"}
    [failed] = desk.store.index.queue.list("failed")
    assert (failed.attempts, failed.message) == (3, "the compiling process died: killed by SIGKILL")
    assert desk.events.count("begin dies") == queue.ATTEMPTS
    desk.ended(desk.start())
    assert desk.events.count("begin dies") == queue.ATTEMPTS


def test_a_child_that_cannot_work_ends_the_service_and_costs_no_item(desk: Desk) -> None:
    desk.add("fine", 1).touch()
    (desk.home / "broken").touch()
    service = desk.start()
    said = desk.ended(service)
    assert service.returncode != 0 and said.count("died: exit code 3\n") == 3
    assert "exit code 3, before it took an item" in said
    assert desk.store.index.queue.list()[0].attempts == 0 and read_state(desk.store) is None
    (desk.home / "broken").unlink()
    desk.ended(desk.start())
    assert desk.states() == {"fine": "done"}


def test_failures_are_tried_once_by_each_service_up_to_the_bound(desk: Desk) -> None:
    desk.add("fails", 1)
    desk.add("fine", 1).touch()
    for round in (1, 2, 3):
        desk.ended(desk.start())
        [failed] = desk.store.index.queue.list("failed")
        assert (failed.message, failed.attempts) == ("this one fails", round)
    assert desk.states()["fine"] == "done"
    desk.add("fails", 1)
    [again] = desk.store.index.queue.list("waiting")
    assert again.attempts == 0


def test_a_second_service_says_so_and_leaves(desk: Desk) -> None:
    desk.add("slow", 1)
    first = desk.start()
    until(desk.begun("slow"))
    second = desk.start()
    said = desk.ended(second)
    assert second.returncode != 0 and f"a service already works on {desk.home} (process {first.pid})" in said
    assert first.poll() is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_end_it_cleanly_within_a_second(desk: Desk, number: signal.Signals) -> None:
    desk.add("slow", 1)
    service = desk.start("--stay")
    until(desk.begun("slow"))
    child = desk.child()
    start = time.monotonic()
    service.send_signal(number)
    service.wait(10)
    assert time.monotonic() - start < 1.0
    assert service.returncode == 0 and not child.is_running()
    assert desk.states() == {"slow": "waiting"} and read_state(desk.store) is None


def test_all_processes_of_an_item_are_killed_whatever_they_ignore(desk: Desk) -> None:
    desk.add("stubborn", 1)
    service = desk.start()
    until(desk.begun("stubborn"))
    worker = psutil.Process(int((desk.home / "worker").read_text()))
    service.terminate()
    service.wait(10)
    until(lambda: not worker.is_running())


def test_stay_waits_for_more(desk: Desk) -> None:
    service = desk.start("--stay")
    until(desk.saying("waiting", "the queue is empty"))
    desk.add("late", 1).touch()
    until(lambda: desk.states() == {"late": "done"})
    assert service.poll() is None


def test_it_goes_on_with_an_index_that_was_made_anew(desk: Desk) -> None:
    desk.start("--stay")
    until(desk.saying("waiting", "the queue is empty"))
    desk.store.close()
    with StoreLock(desk.home).hold(None, True, None):
        for path in desk.home.glob("index.sqlite*"):
            path.rename(path.with_name("damaged-" + path.name))
        desk.store = Store(desk.home)
    desk.add("late", 1).touch()
    until(lambda: desk.states() == {"late": "done"})
    until(desk.saying("waiting", "the queue is empty"))
