"""The native image service on the real machine, with the real compiler: it stops for other load, for commands and for
kill -9, goes on afterwards, and makes the images that a plain install makes."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cache.process import pid_of, same_modules
from cache.store import Store
from farm.queue import enqueue_install, pause, resume
from farm.request import Request, environment_of
from farm.service import read_state

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

ASSETS = Path(__file__).resolve().parents[1] / "assets" / "bin"
RULES = "settle_seconds = 1\nuser_idle_seconds = 0\nask_logind = false\non_battery = true\nio_pressure = 100\n"
_PATIENCE = 60.0


def copies(folder: Path) -> list[Path]:
    folder.mkdir()
    for file in ASSETS.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    return sorted(folder.glob("*.dll"))


@pytest.fixture()
def ngen(dotnet_root: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("DOTNET_ROOT", str(dotnet_root))
    monkeypatch.delenv("DOTNET_ROOT_X64", raising=False)
    return [sys.executable, "-m", "cli"]


@pytest.fixture()
def load() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Processes that somebody else runs; all are ended after the test."""
    processes: list[subprocess.Popen[bytes]] = []
    yield processes
    end(processes)


def end(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.kill()
        process.wait()
    processes.clear()


def compiling(store: Store) -> int:
    """The process that works on an item; 0 when none does."""
    running = store.index.queue.list("running")
    return pid_of(running[0].owner) if running else 0


def test_it_yields_to_load_and_finishes(
    tmp_path: Path, ngen: list[str], load: list[subprocess.Popen[bytes]]
) -> None:
    home = tmp_path / "home"
    store = Store(home)
    (home / "service.toml").write_text(RULES)
    programs = copies(tmp_path / "deferred")
    for program in programs:
        enqueue_install(store, Request(str(program), environment=environment_of(os.environ)))
    service = subprocess.Popen(
        [*ngen, "service", "run", "--store", str(home)], env=same_modules(), stdout=subprocess.PIPE, text=True
    )
    try:
        start = time.monotonic()
        child = 0
        while not child:
            if time.monotonic() - start > _PATIENCE:
                state = read_state(store)
                pytest.skip(f"this machine is not idle: {state.reason if state else 'no service'}")
            time.sleep(0.5)
            child = compiling(store)
        for _ in range(os.cpu_count() or 1):
            load.append(subprocess.Popen([sys.executable, "-c", "while True: pass"]))
        start = time.monotonic()
        while os.path.isdir(f"/proc/{child}"):
            time.sleep(0.01)
            assert time.monotonic() - start < 1.0
        print(f"stopped {time.monotonic() - start:.2f} s after the load began")
        time.sleep(2.0)
        assert not compiling(store)
        state = read_state(store)
        assert state is not None and state.state == "waiting" and state.reason.startswith("load ")
        end(load)
        assert service.stdout is not None
        said = service.stdout.read()
        assert service.wait(300) == 0 and "stopped: load " in said
    finally:
        service.kill()
        service.wait()
    assert images_of_plain_installs(ngen, tmp_path) == [p.read_bytes() for p in programs]
    store.close()


def images_of_plain_installs(ngen: list[str], folder: Path) -> list[bytes]:
    plain = copies(folder / "plain")
    for program in plain:
        words = [*ngen, "install", str(program), "--silent", "--store", str(folder / "other")]
        assert subprocess.run(words, env=same_modules(), timeout=300).returncode == 0
    return [p.read_bytes() for p in plain]


def test_interruptions_of_every_kind_change_nothing(tmp_path: Path, ngen: list[str]) -> None:
    home = tmp_path / "home"
    store = Store(home)
    programs = copies(tmp_path / "deferred")
    for program in programs:
        enqueue_install(store, Request(str(program), environment=environment_of(os.environ)), 2)
    by_hand = copies(tmp_path / "by-hand")
    moments = random.Random(5)

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen([*ngen, "service", "run", "--store", str(home), "--silent"], env=same_modules())

    def work_for_a_while(service: subprocess.Popen[bytes]) -> int:
        """The child, in the middle of something; 0 when it is between two items, or nothing is left."""
        begin = time.monotonic()
        while service.poll() is None and not compiling(store):
            assert time.monotonic() - begin < _PATIENCE
            time.sleep(0.02)
        time.sleep(moments.uniform(0.0, 2.0))
        return compiling(store)

    service = start()
    try:
        for round, program in enumerate(by_hand[:4]):
            child = work_for_a_while(service)
            if child and round % 2:
                os.kill(child, signal.SIGKILL)
            elif child:
                pause(store)
                time.sleep(moments.uniform(0.0, 1.5))
                resume(store)
            work_for_a_while(service)
            words = [*ngen, "install", str(program), "--silent", "--store", str(home)]
            assert subprocess.run(words, env=same_modules(), timeout=300).returncode == 0
            work_for_a_while(service)
            service.kill()
            service.wait()
            service = start()
        assert service.wait(600) == 0
    finally:
        service.kill()
        service.wait()
    # A child that was killed from outside counts as a failure of its item, but for the last time.
    assert store.index.queue.counts() == {"waiting": 0, "running": 0, "failed": 0, "done": len(programs)}
    plain = images_of_plain_installs(ngen, tmp_path)
    assert [p.read_bytes() for p in programs] == plain
    assert [p.read_bytes() for p in by_hand[:4]] == plain[:4]
    verify = subprocess.run([*ngen, "verify", "--store", str(home)], env=same_modules(), timeout=300)
    assert verify.returncode == 0
    store.close()
