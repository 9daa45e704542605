"""Interrupted compilations: what was finished is kept, and what failed in a worker is not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cache.store import Store
from farm import assemble
from farm.assemble import Builder, Progress
from farm.engine import open_engine
from farm.install import install
from farm.model import Assembly, Snapshot
from farm.request import Request, environment_of
from farm.scheduler import Scheduler

ASSETS = Path(__file__).resolve().parents[2] / "assets" / "bin"


class Interrupt(Progress):
    """Presses Ctrl-C once so many methods are finished."""

    def __init__(self, after: int) -> None:
        self._left = after

    def done(self, methods: int) -> None:
        self._left -= methods
        if self._left < 0:
            raise KeyboardInterrupt


def test_the_next_attempt_starts_with_what_was_finished(
    tmp_path: Path, dotnet_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assemble, "_SAVE_SECONDS", 0.0)
    program = tmp_path / "gcstress.dll"
    for ending in (".dll", ".runtimeconfig.json"):
        program.with_suffix(ending).write_bytes((ASSETS / f"gcstress{ending}").read_bytes())
    environment = environment_of({**os.environ, "DOTNET_ROOT": str(dotnet_root)})
    request = Request(str(program), environment=environment)
    store = Store(tmp_path / "home")
    builder = Builder(store, "inline", 1, Interrupt(30))
    with pytest.raises(KeyboardInterrupt):
        install(store, request, builder)
    builder.close()
    assert store.index.roots.all() == [] and program.read_bytes() == (ASSETS / "gcstress.dll").read_bytes()
    builder = Builder(store, "inline", 1)
    outcome = install(store, request, builder)
    builder.close()
    assert 16 <= outcome.reused <= 30 and not outcome.failures
    store.close()


def test_only_results_of_methods_that_compiled_are_worth_keeping(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    kept: list[str] = []
    engine = open_engine("inline")
    snapshot = Snapshot([Assembly("/a.dll", "d")], "/a.dll", "t", "o", "fake_compiler")
    results = Scheduler(engine).run(snapshot, ["a", "raise", "b"], kept.extend)
    engine.close()
    assert sorted(kept) == ["a", "b"] and sorted(results) == ["a", "b", "raise"]
