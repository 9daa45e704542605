"""Type systems over real runtimes, shared by the tests of this folder (one per process: they only grow)."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest

from binder.typesystem import TypeSystem

PEERS = Path(os.environ.get("NGEN_PEERS") or Path.home() / ".cache" / "ngen-peers")
ASSETS = Path(__file__).resolve().parents[2] / "assets" / "bin"
VERSIONS = {8: "8.0.30", 10: "10.0.12"}


def dotnet_root(major: int) -> Path:
    root = PEERS / f"runtime-linux-x64-{major}.0" / VERSIONS[major]
    if not root.is_dir():
        pytest.skip(f"runtime {VERSIONS[major]} is not unpacked on this machine")
    return root


def newtonsoft() -> Path:
    path = PEERS / "libs" / "newtonsoft.json" / "Newtonsoft.Json.dll"
    if not path.is_file():
        pytest.skip("Newtonsoft.Json is not unpacked on this machine")
    return path


def fresh(major: int = 8) -> TypeSystem:
    ts = TypeSystem(8, major)
    folder = dotnet_root(major) / "shared" / "Microsoft.NETCore.App" / VERSIONS[major]
    for path in sorted(folder.glob("*.dll")):
        ts.add_reference(str(path))
    ts.add_reference(str(PEERS / "libs" / "newtonsoft.json" / "Newtonsoft.Json.dll"))
    for path in sorted(ASSETS.glob("*.dll")):
        ts.add_reference(str(path))
    return ts


@cache
def shared(major: int = 8) -> TypeSystem:
    return fresh(major)
