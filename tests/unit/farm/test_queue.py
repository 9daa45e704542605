"""The queue: order, equal requests, failures and their bound, pausing, estimates, settings, starting a service."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as settings_of_tests
from hypothesis import strategies as st

from cache.index import Image, Root
from cache.process import identity
from cache.store import Store
from cache.tables.queue import QueueItem
from farm import queue, settings, start
from farm.idle import Rules
from farm.request import Request, from_text
from farm.settings import BadSettings, Settings

ASSETS = Path(__file__).resolve().parents[2] / "assets" / "bin"


@pytest.fixture()
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "home")
    yield store
    store.close()


def name(item: QueueItem) -> str:
    return os.path.basename(from_text(item.request).path) if item.request else item.action


def executed(store: Store, up_to: int = 3, failing: str = "") -> list[str]:
    """What was executed, in order."""
    order: list[str] = []

    def perform(item: QueueItem) -> None:
        order.append(name(item))
        if name(item) in failing.split():
            raise ValueError(f"{name(item)} does not compile")

    queue.execute(store, up_to, perform)
    return order


def test_order_and_the_limit_of_eqi(store: Store) -> None:
    for path, priority in (("c", 3), ("a", 1), ("b", 2), ("a2", 1)):
        queue.enqueue_install(store, Request("/" + path), priority)
    update = queue.enqueue_update(store)
    assert update.item.priority == 3
    assert executed(store, 1) == ["a", "a2"]
    assert executed(store, 2) == ["b"]
    assert executed(store, 3) == ["c", "update"]
    assert executed(store, 3) == []
    assert store.index.queue.counts() == {"waiting": 0, "running": 0, "failed": 0, "done": 5}


def test_what_is_queued_meanwhile_is_executed_too(store: Store) -> None:
    queue.enqueue_install(store, Request("/first"), 2)
    order: list[str] = []

    def perform(item: QueueItem) -> None:
        order.append(name(item))
        if name(item) == "first":
            queue.enqueue_install(store, Request("/late"), 1)
            queue.enqueue_install(store, Request("/idle"), 3)

    queue.execute(store, 2, perform)
    assert order == ["first", "late"]


def test_equal_requests_wait_once_at_the_better_priority(store: Store) -> None:
    first = queue.enqueue_install(store, Request("/a"))
    same = queue.enqueue_install(store, Request("/a"))
    assert same.known and same.item.id == first.item.id and not first.known
    better = queue.enqueue_install(store, Request("/a"), 1)
    worse = queue.enqueue_install(store, Request("/a"), 2)
    other = queue.enqueue_install(store, Request("/a", "debug"), 3)
    assert not better.known and worse.known and not other.known
    assert [(name(i), i.priority) for i in store.index.queue.list()] == [("a", 1), ("a", 3)]
    assert queue.enqueue_update(store).known is False and queue.enqueue_update(store).known is True
    assert executed(store) == ["a", "a", "update"]
    assert queue.enqueue_install(store, Request("/a")).known is False  # what is done does not count


REQUESTS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 3)), max_size=12)


@settings_of_tests(max_examples=20)
@given(REQUESTS, st.integers(1, 3))
def test_each_request_is_executed_once_at_its_best_priority(
    tmp_path_factory: pytest.TempPathFactory, requests: list[tuple[str, int]], up_to: int
) -> None:
    store = Store(tmp_path_factory.mktemp("queue") / "home")
    best: dict[str, int] = {}
    for path, priority in requests:
        queue.enqueue_install(store, Request("/" + path), priority)
        best[path] = min(priority, best.get(path, 3))
    order = executed(store, up_to)
    assert sorted(order) == sorted(p for p, priority in best.items() if priority <= up_to)
    assert [best[p] for p in order] == sorted(best[p] for p in order)
    store.close()


def test_failures_are_kept_and_tried_again_up_to_the_bound(store: Store) -> None:
    queue.enqueue_install(store, Request("/bad"), 1)
    queue.enqueue_install(store, Request("/good"), 1)
    assert executed(store, failing="bad") == ["bad", "good"]
    for attempts in (1, 2, 3):
        [failed] = store.index.queue.list("failed")
        assert (failed.attempts, failed.message) == (attempts, "bad does not compile")
        assert queue.retry_failed(store) == (attempts < queue.ATTEMPTS)
        assert executed(store, failing="bad") == ["bad"] * (attempts < queue.ATTEMPTS)
    assert queue.retry_failed(store, 1, None) == 1  # a person asks
    assert executed(store, failing="bad") == ["bad"]
    again = queue.enqueue_install(store, Request("/bad"))
    assert (again.known, again.item.attempts, again.item.priority) == (False, 0, 3)
    assert store.index.queue.counts()["failed"] == 0
    assert executed(store) == ["bad"]


def test_only_failures_up_to_a_priority_are_tried_again(store: Store) -> None:
    for path, priority in (("a", 1), ("b", 2), ("c", 3)):
        queue.enqueue_install(store, Request("/" + path), priority)
    assert executed(store, failing="a b c") == ["a", "b", "c"]
    assert queue.retry_failed(store, 2, None) == 2
    assert executed(store) == ["a", "b"]


def test_an_interrupted_item_is_put_back_and_is_no_failure(store: Store) -> None:
    queue.enqueue_install(store, Request("/a"), 1)

    def interrupted(item: QueueItem) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        queue.execute(store, 3, interrupted)
    [item] = store.index.queue.list()
    assert (item.state, item.attempts) == ("waiting", 0)


_DIE_AT_WORK = """
import os, sys
from pathlib import Path
from cache.store import Store
from farm import queue
queue.execute(Store(Path(sys.argv[1])), 3, lambda item: os._exit(9))
"""


def test_what_a_dead_process_was_doing_is_done_by_the_next(store: Store) -> None:
    queue.enqueue_install(store, Request("/a"), 1)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    worker = subprocess.run([sys.executable, "-c", _DIE_AT_WORK, str(store.home)], env=environment, cwd=store.home)
    assert worker.returncode == 9
    [item] = store.index.queue.list()
    assert item.state == "running" and item.owner != identity()
    assert executed(store) == ["a"]


def test_the_death_of_the_owner_is_a_failure_with_a_bound(store: Store) -> None:
    queue.enqueue_install(store, Request("/a"), 1)
    for attempts in (1, 2, 3):
        claimed = store.index.queue.claim(3, "7.long-ago")
        assert claimed is not None
        queue.owner_died(store, "8.someone-else", "not this one")
        queue.owner_died(store, "7.long-ago", "it died")
        [item] = store.index.queue.list()
        state = "waiting" if attempts < queue.ATTEMPTS else "failed"
        assert (item.state, item.attempts, item.message) == (state, attempts, "it died")


def test_pausing_is_kept_in_the_store(store: Store) -> None:
    assert not queue.is_paused(store)
    queue.pause(store)
    other = Store(store.home)
    assert queue.is_paused(other)
    queue.resume(other)
    assert not queue.is_paused(store)
    other.close()


def test_items_in_words() -> None:
    request = Request("/x/a.dll", "debug+profile", "/x/app.exe")
    item = QueueItem(queue.INSTALL, request.to_text(), 1)
    assert queue.describe(item) == "install /x/a.dll (debug+profile, as app.exe would)"
    assert queue.describe(QueueItem(queue.INSTALL, Request("/x/a.dll").to_text(), 1)) == "install /x/a.dll"
    assert queue.describe(QueueItem(queue.UPDATE, "", 3)) == "update"


def test_estimates(store: Store, tmp_path: Path) -> None:
    app = tmp_path / "app"
    app.mkdir()
    for asset in ("smoke.dll", "generics.dll"):
        (app / asset).write_bytes((ASSETS / asset).read_bytes())
    (app / "text.dll").write_text("no assembly")
    request = Request(str(app / "smoke.dll"))
    assert queue.estimate_install(store, request) == 0.0  # nothing was measured yet
    both = queue.count_methods(request)
    alone = queue.count_methods(Request(request.path, dependencies=False))
    assert both > alone > 5
    image = Image("action", "digest", "Lib", methods=500, seconds=2.0)
    id = store.index.images.put(image, [])
    store.index.images.put(Image("cached", "d", "Other", methods=900), [])
    assert queue.methods_per_second(store) == 250.0
    assert queue.enqueue_install(store, request).item.estimate == pytest.approx(both / 250)
    root = store.index.roots.put(Root(request.path))
    store.index.deps.put(root, [(request.path, id, "in-place")])
    assert queue.estimate_install(store, request) == 2.0
    assert queue.estimate_install(store, Request("/not/there.dll")) == 0.0


# settings


def test_settings(tmp_path: Path) -> None:
    assert settings.load(tmp_path, {}) == Settings()
    (tmp_path / "service.toml").write_text(
        'load_cores = 1\non_battery = true\nquiet_hours = ["08:00-18:00", "23:30-01:00"]\nworkers = 3\n'
    )
    found = settings.load(tmp_path, {})
    assert found.rules == Rules(load_cores=1.0, on_battery=True, quiet_hours=("08:00-18:00", "23:30-01:00"))
    assert found.workers == 3 and found.autostart
    assert not settings.load(tmp_path, {"NGEN_AUTOSTART": "0"}).autostart


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("lod_cores = 1", "lod_cores: there is no such key; there are ask_logind, autostart"),
        ("load_cores = true", "load_cores: expected a number"),
        ("load_cores = -1", "load_cores: expected a number, 0 or more"),
        ("on_battery = 1", "on_battery: expected true or false"),
        ('quiet_hours = "08:00-18:00"', 'quiet_hours: expected a list such as ["08:00-18:00"]'),
        ('quiet_hours = ["8-18"]', 'quiet_hours: expected hours such as "08:00-18:00"'),
        ("load_cores", "service.toml: "),
    ],
)
def test_settings_that_make_no_sense(tmp_path: Path, text: str, part: str) -> None:
    (tmp_path / "service.toml").write_text(text)
    with pytest.raises(BadSettings) as e:
        settings.load(tmp_path, {})
    assert part in str(e.value) and str(tmp_path) in str(e.value)


# starting a service


def test_no_service_is_started_without_need(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NGEN_AUTOSTART", raising=False)
    monkeypatch.setattr(start, "start_process", lambda home: pytest.fail("it was started"))
    monkeypatch.setattr(start.systemd, "start", lambda store: "")
    assert start.start_service(store) == "nothing is waiting"
    queue.enqueue_install(store, Request("/a"))
    queue.pause(store)
    assert "paused" in start.start_service(store)
    queue.resume(store)
    monkeypatch.setenv("NGEN_AUTOSTART", "0")
    assert "`ngen eqi`" in start.start_service(store)


def test_a_unit_is_preferred_and_a_refusal_is_said(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(store: Store) -> str:
        raise start.systemd.SystemdError("no bus")

    monkeypatch.delenv("NGEN_AUTOSTART", raising=False)
    queue.enqueue_install(store, Request("/a"))
    monkeypatch.setattr(start.systemd, "start", lambda store: "ngen.service")
    assert start.start_service(store) == "the service was started (ngen.service)"
    monkeypatch.setattr(start.systemd, "start", refused)
    assert "could not be started (no bus); start it with" in start.start_service(store)
