"""Shared by all tests: which build is under test, and where the real runtimes are.

NGEN_EXPECT=pure|compiled makes a run fail at once when it would test the other build by mistake.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

REPO = Path(__file__).resolve().parent.parent

if importlib.util.find_spec("binder") is None:  # a plain checkout, nothing installed: test the sources
    sys.path.insert(0, str(REPO))


# A machine that does other work is no failure.
settings.register_profile("ngen", deadline=None)
settings.load_profile("ngen")


def is_compiled() -> bool:
    module = importlib.import_module("binder.metadata")
    return not str(module.__file__).endswith(".py")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the expected text of golden files")


def pytest_configure(config: pytest.Config) -> None:
    os.environ["NGEN_AUTOSTART"] = "0"  # what a test queues starts no service behind its back
    expected = os.environ.get("NGEN_EXPECT")
    if not expected:
        return
    found = "compiled" if is_compiled() else "pure"
    if found != expected:
        raise pytest.UsageError(f"asked to test the {expected} build, but 'binder' imports as {found}")


@pytest.fixture(scope="session")
def peers() -> Path:
    """The folder of real runtimes and libraries; tests that need it are skipped where it is missing."""
    root = Path(os.environ.get("NGEN_PEERS") or Path.home() / ".cache" / "ngen-peers")
    if not root.is_dir():
        pytest.skip("peers are not unpacked on this machine")
    return root


@pytest.fixture()
def ngen_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of the test's own."""
    home = tmp_path / "ngen-home"
    monkeypatch.setenv("NGEN_HOME", str(home))
    return home


@pytest.fixture(scope="session")
def dotnet_root() -> Path:
    """A .NET 8 installation: a peer, else whatever this machine has (the wheel is enough)."""
    peer = Path(os.environ.get("NGEN_PEERS") or Path.home() / ".cache" / "ngen-peers")
    peer = peer / "runtime-linux-x64-8.0" / "8.0.30"
    if (peer / "dotnet").is_file():
        return peer
    from binder.runtimes import find_runtimes

    for runtime in find_runtimes(os.environ):
        if any(v.startswith("8.") for v in runtime.frameworks["Microsoft.NETCore.App"]):
            return Path(runtime.root)
    pytest.skip("no .NET 8 runtime on this machine")
