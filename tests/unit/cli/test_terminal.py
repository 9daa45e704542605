"""Long work at a terminal: a bar, nothing when piped, and an interrupt that leaves everything as it was."""

from __future__ import annotations

import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from harness import BIN

from cli import exits

ENTRY = "from cli.main import main; main()"


@pytest.fixture()
def program(tmp_path: Path) -> Path:
    """One that takes a few seconds to compile."""
    folder = tmp_path / "app"
    folder.mkdir()
    for name in ("generics.dll", "generics.runtimeconfig.json"):
        shutil.copy(BIN / name, folder / name)
    return folder / "generics.dll"


def environment(home: Path, dotnet_root: Path) -> dict[str, str]:
    return {
        **os.environ, "NGEN_HOME": str(home), "DOTNET_ROOT": str(dotnet_root), "COLUMNS": "100", "TERM": "xterm",
        "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
    }


def start(words: list[str], variables: dict[str, str]) -> tuple[subprocess.Popen[bytes], int]:
    """The command with a terminal for its standard error; gives the other end of it."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", ENTRY, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=slave,
        env=variables, start_new_session=True,
    )
    os.close(slave)
    return process, master


def read(master: int, until: bytes = b"") -> bytes:
    """What the terminal shows, to its end or until a text appears."""
    text = b""
    while not until or until not in text:
        try:
            part = os.read(master, 4096)
        except OSError:  # the other side is closed: Linux says so with EIO
            break
        if not part:
            break
        text += part
    return text


def test_a_bar_at_a_terminal(program: Path, ngen_home: Path, dotnet_root: Path) -> None:
    process, master = start(["install", str(program), "--engine", "inline"], environment(ngen_home, dotnet_root))
    shown = read(master)
    os.close(master)
    assert process.stdout is not None
    out = process.stdout.read()
    assert process.wait(60) == exits.DONE
    assert b"generics" in shown and b" methods" in shown and b" left" in shown
    assert out.startswith(b"generics.dll: 1 image, ") and out.count(b"\n") == 1


def test_no_bar_without_one(program: Path, ngen_home: Path, dotnet_root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ENTRY, "install", str(program)], capture_output=True,
        env=environment(ngen_home, dotnet_root), timeout=120,
    )
    assert done.returncode == exits.DONE and done.stderr == b""


@pytest.mark.parametrize("engine", ["inline", "processes"])
def test_an_interrupt_leaves_everything_as_it_was(
    program: Path, ngen_home: Path, dotnet_root: Path, engine: str
) -> None:
    before = {p.name: p.read_bytes() for p in program.parent.iterdir()}
    variables = environment(ngen_home, dotnet_root)
    process, master = start(["install", str(program), "--engine", engine], variables)
    read(master, b"methods")
    # The terminal sends it to the whole group.
    os.killpg(process.pid, signal.SIGINT)
    shown = read(master)
    os.close(master)
    assert process.wait(30) == exits.INTERRUPTED
    assert b"interrupted; nothing was left half-written" in shown and b"Traceback" not in shown
    assert {p.name: p.read_bytes() for p in program.parent.iterdir()} == before
    words = [sys.executable, "-c", ENTRY]
    listed = subprocess.run([*words, "display"], capture_output=True, text=True, env=variables)
    assert listed.stdout == "Roots: 0\nImages: 0\n"
    again = subprocess.run([*words, "install", str(program), "--wait", "5"], capture_output=True, env=variables)
    assert again.returncode == exits.DONE, again.stderr


def test_waiting_for_another_command_is_said(program: Path, ngen_home: Path, dotnet_root: Path) -> None:
    from cache.store import Store

    store = Store(ngen_home)
    variables = environment(ngen_home, dotnet_root)
    with store.lock():
        process, master = start(["install", str(program), "--engine", "inline"], variables)
        assert b"ngen: waiting for process" in read(master, b"waiting for process")
        bounded = subprocess.run(
            [sys.executable, "-c", ENTRY, "update", "--wait", "0.1"], capture_output=True, text=True, env=variables
        )
        assert bounded.returncode == exits.BUSY and "is at work in this store" in bounded.stderr
    read(master)
    os.close(master)
    deadline = time.monotonic() + 60
    assert process.stdout is not None
    process.stdout.read()
    assert process.wait(deadline - time.monotonic()) == exits.DONE
    store.close()
