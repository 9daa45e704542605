"""The process that compiles for the service: how far it steps back, and that it does not outlive the service."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cache.process import same_modules
from cache.store import Store
from farm.child import Child, spawn

# The file is empty for a process whose session has no group of its own, as that of the first process of a machine.
SHOW = """
import os, psutil, sys
from farm.child import step_back
path = "/proc/self/autogroup"
def share():
    return (open(path).read().split() or ["none"])[-1] if os.path.exists(path) else "none"
before = share()
step_back(sys.argv[1] == "idle")
print(os.nice(0), os.sched_getscheduler(0), int(psutil.Process().ionice().ioclass))
print(before, share())
"""

linux = pytest.mark.skipif(sys.platform != "linux", reason="scheduling classes of Linux")


def shown(how: str, own_session: bool) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", SHOW, how], capture_output=True, text=True, env=same_modules(),
        start_new_session=own_session, check=True,
    )
    return done.stdout.splitlines()


@linux
@pytest.mark.parametrize(
    ("how", "nice", "scheduler", "io"), [("idle", 19, "SCHED_IDLE", 3), ("at once", 10, "SCHED_OTHER", 2)]
)
def test_priorities_for_processor_disk_and_session(how: str, nice: int, scheduler: str, io: int) -> None:
    priorities, session = shown(how, True)
    assert priorities == f"{nice} {getattr(os, scheduler)} {io}"
    before, after = session.split()
    assert after == ("none" if before == "none" else str(nice))


@linux
def test_the_session_of_others_keeps_its_share() -> None:
    before, after = shown("at once", False)[1].split()
    assert after == before


def test_a_child_with_nothing_to_do_ends_well(tmp_path: Path) -> None:
    Store(tmp_path / "home").close()
    child = spawn(tmp_path / "home", 3)
    os.waitid(os.P_PID, int(child.identity.partition(".")[0]), os.WEXITED | os.WNOWAIT)
    assert child.ended() == ""


@pytest.mark.parametrize(
    ("program", "end"), [("raise SystemExit(3)", "exit code 3"), ("import os; os.kill(0, 9)", "killed by SIGKILL")]
)
def test_how_a_child_ended(tmp_path: Path, program: str, end: str) -> None:
    child = Child([sys.executable, "-c", program], tmp_path)
    os.waitid(os.P_PID, int(child.identity.partition(".")[0]), os.WEXITED | os.WNOWAIT)
    assert child.ended() == end


def test_a_child_ends_when_its_input_does() -> None:
    program = "import time; from farm.child import die_with_service; die_with_service(); time.sleep(600)"
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, start_new_session=True, env=same_modules()
    )
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(30) == -signal.SIGKILL
