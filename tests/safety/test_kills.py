"""Accidents in the middle of verbs: the process is killed, the disk is full. Whatever happens, an application holds
originals or images, nothing that was kept is lost, `ngen verify --repair` mends the store, and the next install and
uninstall do what they always do. A few operations of each verb here; `make safety` takes every one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from harness import default_dotnet

SCRIPT = Path(__file__).with_name("kills.py")


def sweep(folder: Path, step: int) -> str:
    dotnet = default_dotnet()
    if dotnet is None:
        pytest.skip("no .NET 8 runtime: neither the peer nor the embedded wheel")
    environment = {
        **os.environ, "NGEN_AUTOSTART": "0", "DOTNET_ROOT": str(dotnet.parent),
        "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
    }
    command = [sys.executable, str(SCRIPT), str(folder), str(step)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.e2e
def test_some_accidents(tmp_path: Path) -> None:
    lines = sweep(tmp_path, 40).splitlines()
    assert len(lines) == 12 and all(", 0 failures, " in line and ": 0 accidents" not in line for line in lines)


@pytest.mark.e2e
@pytest.mark.slow
def test_every_accident(tmp_path: Path) -> None:
    print(sweep(tmp_path, 1))
