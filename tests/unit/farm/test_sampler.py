"""What the service measures: which processor time is its own, pressure, terminals, the login manager."""

from __future__ import annotations

import os
import pty
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from farm import sampler
from farm.idle import Rules, Sample
from farm.sampler import OwnTime, Sampler, descendants, parse_stall

BURN = "import time\nwhile time.process_time() < 0.4: pass\nprint('burnt', flush=True)\ninput()"
# A grandchild that does the work, and a child that waits for it.
BURN_BELOW = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BURN!r}])"


def burnt(program: str, **options: object) -> subprocess.Popen[str]:
    """A process that has used 0.4 core-seconds and waits for the end of its input."""
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        **options,  # type: ignore[call-overload]
    )
    assert process.stdout.readline() == "burnt\n"
    return process


def test_descendants_are_ours_and_what_they_used_is_kept() -> None:
    own = OwnTime()
    before = own.seconds()
    process = burnt(BURN_BELOW, start_new_session=True)
    assert len(descendants(os.getpid())) >= 2
    used = own.seconds() - before
    assert used >= 0.35  # the kernel counts in ticks
    process.communicate("\n")
    after = own.seconds() - before
    assert used <= after < used + 1.0
    assert process.pid not in descendants(os.getpid())


def test_a_process_that_is_not_below_us_is_not_ours() -> None:
    # The parent ends at once, so that the one that works belongs to somebody else.
    orphan = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {BURN!r}])"
    own = OwnTime()
    read, write = os.pipe()
    ended = subprocess.Popen([sys.executable, "-c", orphan], stdin=read, stdout=subprocess.PIPE, text=True)
    assert ended.stdout is not None
    ended.wait()
    before = own.seconds()
    assert ended.stdout.readline() == "burnt\n"
    assert own.seconds() - before < 0.2
    os.close(read)
    os.close(write)
    ended.stdout.close()


def test_a_sample_of_this_machine(tmp_path: Path) -> None:
    measure = Sampler(tmp_path, Rules())
    first: Sample = measure.sample()
    time.sleep(0.1)
    second = measure.sample()
    assert second.time > first.time and second.others >= first.others - 0.05
    assert 0 <= first.minute < 1440 and first.cores >= 1
    assert 0 < first.free_memory <= 100 and first.free_disk > 0
    for before, after in ((first.memory_stall, second.memory_stall), (first.io_stall, second.io_stall)):
        assert (before is None and after is None) or (before is not None and after is not None and after >= before)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("some avg10=0.00 avg60=0.41 avg300=1.48 total=1511576934\nfull avg10=0 total=9\n", 1511.576934),
        ("full avg10=0.00 avg60=0.00 avg300=0.00 total=7\n", None),
        ("", None),
    ],
)
def test_pressure(text: str, seconds: float | None) -> None:
    assert parse_stall(text) == seconds


@pytest.mark.skipif(not os.path.isdir("/dev/pts"), reason="no pseudo-terminals")
def test_typing_at_a_terminal_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = pty.openpty()
    try:
        name = os.ttyname(theirs)
        if not name.startswith("/dev/pts/") or not stat.S_ISCHR(os.stat(name).st_mode):
            pytest.skip("pseudo-terminals are elsewhere")
        touched = os.stat(name).st_atime
        found = sampler._user_seconds(touched + 100)
        assert found is not None and found <= 100
        os.utime(name, (touched + 5000, touched))  # as if somebody typed then
        assert sampler._user_seconds(touched + 5010) == pytest.approx(10, abs=1)
    finally:
        os.close(ours)
        os.close(theirs)


def answering(folder: Path, text: str, code: int = 0) -> str:
    command = folder / "loginctl"
    command.write_text(f"#!/bin/sh\necho asked >> {folder}/asked\necho '{text}'\nexit {code}\n")
    command.chmod(0o755)
    return str(command)


@pytest.mark.parametrize(
    ("text", "idle"), [("IdleHint=yes", True), ("IdleHint=no", False), ("", None), ("Failed to connect to bus", None)]
)
def test_the_login_manager(tmp_path: Path, text: str, idle: bool | None) -> None:
    logind = sampler._Logind()
    logind._command = answering(tmp_path, text)
    for _ in range(3):
        assert logind.idle() is idle
    assert (tmp_path / "asked").read_text() == "asked\n"  # once a second, and not again without a proper answer
    logind._asked -= 2
    assert logind.idle() is idle
    assert (tmp_path / "asked").read_text().count("asked") == (1 if idle is None else 2)
