"""Deferred work on the command line: eqi, queue, service, on real programs and with real processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from cache.process import same_modules
from cache.store import Store
from cli import exits
from cli.main import run
from farm import queue
from farm.request import Request, environment_of
from farm.service import read_state
from farm.start import log_path, start_service

ASSETS = Path(__file__).resolve().parents[2] / "assets" / "bin"


class Work:
    """Programs to compile, a store, and the commands on it."""

    def __init__(self, folder: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.store = Store(home)
        self._capsys = capsys

    def program(self, name: str) -> Path:
        path = self.folder / name / f"{name}.dll"
        if not path.parent.is_dir():
            path.parent.mkdir()
            for ending in ("dll", "runtimeconfig.json"):
                path.with_suffix(f".{ending}").write_bytes((ASSETS / f"{name}.{ending}").read_bytes())
        return path

    def add(self, name: str, priority: int = 3) -> Path:
        path = self.program(name)
        request = Request(os.path.realpath(path), environment=environment_of(os.environ))
        queue.enqueue_install(self.store, request, priority)
        return path

    def __call__(self, *words: str) -> tuple[int, str, str]:
        self._capsys.readouterr()
        code = run(list(words))
        out, err = self._capsys.readouterr()
        return code, out, err

    def json(self, *words: str) -> dict[str, Any]:
        _, out, _ = self(*words, "--json")
        found: dict[str, Any] = json.loads(out)
        assert found["schema"] == 1
        return found

    def installed(self) -> list[str]:
        return [os.path.basename(r.path) for r in self.store.index.roots.all()]


@pytest.fixture()
def work(
    tmp_path: Path, ngen_home: Path, dotnet_root: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Work]:
    monkeypatch.setenv("DOTNET_ROOT", str(dotnet_root))
    monkeypatch.delenv("DOTNET_ROOT_X64", raising=False)
    work = Work(tmp_path, ngen_home, capsys)
    yield work
    work.store.close()


def test_install_and_update_are_queued(work: Work) -> None:
    smoke, polls = work.program("smoke"), work.program("polls")
    code, out, _ = work("install", str(smoke), "/queue")
    assert code == exits.DONE
    assert out.splitlines() == [
        f"install {smoke}: queued at priority 3",
        "no service runs; start it with `ngen service run`, or execute the queue now with `ngen eqi`",
    ]
    assert "was queued before at priority 3" in work("install", str(smoke), "--queue", "3")[1]
    found = work.json("install", str(polls), "/queue:1", "--no-dependencies", "--no-activate", "--ignore-missing")
    [item] = found["queued"]
    assert (item["priority"], item["known"], item["state"]) == (1, False, "waiting")
    assert item["request"]["activate"] is False and item["request"]["ignore_missing"] is True
    assert item["request"]["dependencies"] is False
    said = work("update", "/queue:1")[1]
    assert "updates always have priority 3" in said and "update: queued at priority 3" in said
    assert [i.priority for i in work.store.index.queue.list()] == [1, 3, 3]
    assert work.installed() == []
    assert work("eqi", "--silent") == (exits.DONE, "", "")
    assert work.installed() == ["polls.dll", "smoke.dll"]
    [kept_aside] = [r for r in work.store.index.roots.all() if r.path == str(polls)]
    assert kept_aside.mode == "aside"
    assert f"update {smoke}: queued at priority 3" in work("update", str(smoke), "--queue")[1]
    assert work("eqi", "1")[1].endswith("0 items done, 0 failed, 1 left waiting\n")


def test_what_cannot_be_queued(work: Work) -> None:
    smoke = str(work.program("smoke"))
    assert work("install", smoke, "--queue", "--force")[0] == exits.USAGE
    assert work("update", "--queue", "--force")[0] == exits.USAGE
    assert work("install", smoke, "/queue:4")[0] == exits.USAGE
    assert work("install", smoke + "x", "/queue")[0] == exits.NOT_FOUND
    assert work("update", smoke, "/queue")[0] == exits.NOT_FOUND
    assert work.store.index.queue.list() == []


def test_a_queued_update_compiles_what_became_stale(work: Work) -> None:
    smoke = work.program("smoke")
    original = smoke.read_bytes()
    assert work("install", str(smoke))[0] == exits.DONE
    image = smoke.read_bytes()
    smoke.write_bytes(original)  # as an upgrade does
    assert work("update", "/queue")[0] == exits.DONE
    assert smoke.read_bytes() == original
    assert work("eqi")[0] == exits.DONE
    assert smoke.read_bytes() == image


def test_what_is_queued_binds_in_the_environment_it_was_queued_in(
    work: Work, dotnet_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    smoke = work.program("smoke")
    assert work("install", str(smoke), "/queue:1")[0] == exits.DONE
    monkeypatch.delenv("DOTNET_ROOT")
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    assert service().returncode == exits.DONE
    [root] = work.store.index.roots.all()
    assert f"DOTNET_ROOT={dotnet_root}" in root.environment.splitlines()


def test_eqi_executes_up_to_a_priority(work: Work) -> None:
    work.add("smoke", 3)
    work.add("polls", 1)
    code, out, _ = work("eqi", "1")
    assert code == exits.DONE and work.installed() == ["polls.dll"]
    assert "1 item done, 0 failed, 1 left waiting" in out
    code, out, _ = work("executeQueuedItems")
    assert code == exits.DONE and work.installed() == ["polls.dll", "smoke.dll"]
    assert work("EQI") == (exits.DONE, "the queue is empty\n", "")
    assert work("eqi", "4")[0] == exits.USAGE


def test_eqi_tells_of_failures(work: Work) -> None:
    broken = work.add("smoke", 1)
    work.add("polls", 2)
    broken.unlink()
    code, _, err = work("eqi", "--silent")
    assert code == exits.FAILED and work.installed() == ["polls.dll"]
    assert err.startswith(f"ngen: install {broken} failed: ") and "Traceback" not in err
    found = work.json("eqi")
    assert [i["request"]["path"] for i in found["failed"]] == [str(broken)] and found["done"] == []
    assert found["failed"][0]["attempts"] == 2 and found["failed"][0]["message"]
    shown = work("queue", "status")[1]
    assert f"1 failed 2 times install {broken}: " in shown
    status = work.json("queue", "status")
    assert [len(status[s]) for s in ("waiting", "running", "failed", "done")] == [0, 0, 1, 1]


def test_pause_continue_status(work: Work) -> None:
    assert work("queue", "status")[1] == "service: none runs\nqueue: 0 running, 0 waiting, 0 failed, 0 done\n"
    path = work.add("smoke")
    work.store.index.queue.add(work.store.index.queue.list()[0].__class__("update", "", 3, estimate=300.0))
    shown = work("queue", "status")[1]
    assert "service: none runs; `ngen service run` starts it" in shown
    assert "0 running, 2 waiting, 0 failed, 0 done; about 5 min of work or more" in shown
    assert f"  3 waiting install {path}\n" in shown and "  3 waiting update, about 5 min\n" in shown
    assert "the queue is paused" in work("queue", "pause")[1]
    assert work.json("queue", "status")["paused"] is True
    assert "the queue is paused (`ngen queue continue`)" in work("queue", "Status")[1]
    found = work.json("queue", "continue")
    assert found["paused"] is False and found["service"] is None and found["estimate_seconds"] is None
    assert work("queue", "stop")[0] == exits.USAGE


def service(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli", "service", "run", *words], capture_output=True, text=True, timeout=120,
        env=same_modules(),
    )


def test_a_service_compiles_and_ends(work: Work) -> None:
    program = work.add("smoke", 1)
    before = program.read_bytes()
    work.add("polls", 2)
    done = service()
    assert done.returncode == exits.DONE, done.stderr
    assert work.installed() == ["polls.dll", "smoke.dll"] and program.read_bytes() != before
    assert [f"install {program}, priority 1" in done.stdout, "the queue is empty" in done.stdout] == [True, True]


def test_settings_that_make_no_sense_end_it(work: Work) -> None:
    (work.store.home / "service.toml").write_text("load = 1")
    done = service("--silent")
    assert (done.returncode, done.stdout) == (exits.FAILED, "")
    assert "load: there is no such key" in done.stderr and "Traceback" not in done.stderr


def test_queueing_starts_a_service_that_outlives_the_command(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NGEN_AUTOSTART")
    monkeypatch.setattr("farm.start.systemd.start", lambda store: "")
    work.add("smoke", 1)
    said = start_service(work.store)
    assert said.startswith("the service was started (process ") and str(log_path(work.store.home)) in said
    process = psutil.Process(int(said.split("process ")[1].split(",")[0]))
    deadline = time.monotonic() + 60
    while work.store.index.queue.counts()["done"] == 0:
        state = read_state(work.store)
        assert state is None or state.pid == process.pid
        if state is not None:
            assert start_service(work.store) == f"the service is at it (process {process.pid})"
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.wait(20)
    assert "the queue is empty" in log_path(work.store.home).read_text()
    assert start_service(work.store) == "nothing is waiting"


def test_service_status_shows_the_rules(work: Work) -> None:
    (work.store.home / "service.toml").write_text('load_cores = 1.5\nquiet_hours = ["08:00-18:00"]\n')
    shown = work("service", "status")[1]
    assert "  load_cores = 1.5\n" in shown and '  quiet_hours = ["08:00-18:00"]\n' in shown
    assert "  on_battery = false\n" in shown and "service: none runs\n" in shown
    found = work.json("service", "status")
    assert found["rules"]["load_cores"] == 1.5 and found["waiting"] == [] and found["units"] == []


def test_units_can_be_seen_before_they_are_written(
    work: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    code, out, _ = work("service", "install", "--print")
    assert code == exits.DONE and f"# {tmp_path}/config/systemd/user/ngen-" in out and "ExecStart=" in out
    found = work.json("service", "install", "--dry-run", "--system", "--writable", "/usr/lib/tools")
    assert not found["written"] and len(found["units"]) == 3
    assert all(path.startswith("/etc/systemd/system/ngen-") for path in found["units"])
    assert not (tmp_path / "config").exists()
    assert work("service", "uninstall")[:2] == (exits.DONE, "there are no units\n")


def test_without_systemd_install_says_what_works(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("farm.systemd.is_running", lambda: False)
    code, _, err = work("service", "install")
    assert code == exits.FAILED and "systemd does not run here; `ngen service run` works without it" in err
