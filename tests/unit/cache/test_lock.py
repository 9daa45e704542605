"""The lock of a store: exclusion, bounded waiting, precedence of people over the service, and what the dead leave."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cache.database import Busy
from cache.store import Store

HOLD = (
    "import sys, time; from pathlib import Path; from cache.store import Store\n"
    "with Store(Path(sys.argv[1])).lock():\n print('held', flush=True); sys.stdin.read()"
)


@contextmanager
def held(home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Another process has the lock."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    )
    assert child.stdin is not None and child.stdout is not None
    try:
        assert child.stdout.readline() == b"held\n"
        yield child
    finally:
        child.kill()
        child.wait()
        child.stdin.close()
        child.stdout.close()


def test_a_wait_that_is_bounded_ends_with_busy(tmp_path: Path) -> None:
    told: list[str] = []
    store = Store(tmp_path, wait=0.7, notice=told.append)
    with held(tmp_path) as child:
        assert f"process {child.pid} " in store.holder()
        with pytest.raises(Busy, match=f"process {child.pid} "):
            with store.lock():
                pass
        assert len(told) == 1 and f"process {child.pid} " in told[0]
        with pytest.raises(Busy):
            with store.lock(wait=0):
                pass
        child.kill()
        child.wait()
        with store.lock(wait=5):
            assert f"process {os.getpid()} " in Store(tmp_path).holder()
    assert store.holder() == ""
    assert list((tmp_path / "waiting").iterdir()) == []


def test_it_nests(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with store.lock():
        with store.lock():
            pass
        with pytest.raises(Busy):
            with Store(tmp_path).lock(wait=0):
                pass
    with Store(tmp_path).lock(wait=0):
        pass


def test_who_is_not_manual_lets_people_go_first(tmp_path: Path) -> None:
    order: list[str] = []

    def take(name: str, manual: bool) -> None:
        with Store(tmp_path).lock(wait=20, manual=manual):
            order.append(name)
            time.sleep(0.2)

    service = threading.Thread(target=take, args=("service", False))
    person = threading.Thread(target=take, args=("person", True))
    store = Store(tmp_path)
    with held(tmp_path) as child:
        service.start()
        time.sleep(0.2)
        assert not store.manual_waiting()
        person.start()
        deadline = time.monotonic() + 60
        while not store.manual_waiting():
            assert time.monotonic() < deadline
            time.sleep(0.01)
        child.kill()
        service.join()
        person.join()
    assert order == ["person", "service"]
    assert not store.manual_waiting()


def test_the_dead_are_not_waited_for(tmp_path: Path) -> None:
    store = Store(tmp_path)
    folder = tmp_path / "waiting"
    folder.mkdir(exist_ok=True)
    (folder / str(os.getpid())).write_text(f"{os.getpid()}.of-another-boot")
    (folder / "4194999").write_text("4194999.x")
    (tmp_path / "holder").write_text("4194999.x\nngen install\n")
    assert store.holder() == ""
    assert not store.manual_waiting()
    with store.lock(wait=1, manual=False):
        pass
    assert not (folder / "4194999").exists()


def test_a_planted_link_is_not_written_through(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    home = tmp_path / "home"
    store = Store(home)
    (home / "holder").symlink_to(victim)
    with pytest.raises(OSError):
        with store.lock():
            pass
    assert victim.read_text() == "precious"
