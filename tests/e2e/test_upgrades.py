"""Upgrades of what is installed, end to end on real runtimes: of the program, of what it depends on directly or not,
and of the runtime.

Each time the program does before `update` what its IL does, `check` says what is stale and why, `update` makes exactly
that, and afterwards everything is valid and precompiled bodies run.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from harness import RunResult, find_dotnet, run_dotnet
from unit.farm.world import World

from farm.install import Outcome, Valid
from farm.validity import STALE, VALID

_MODE = {"DOTNET_TieredCompilation": "0"}
_PATCHES = ("8.0.30", "8.0.31", "8.0.33")
# Of what is replaced: the images that are stale by it.
_CASES = {
    "next/upgrade.dll": ["upgrade"],
    "body/Parts.dll": ["Parts", "upgrade"],
    "fields/Parts.dll": ["Parts", "upgrade"],
    "virtuals/Parts.dll": ["Parts", "upgrade"],
    "moved/Parts.dll": ["Parts", "upgrade"],
    "fields/Deep.dll": ["Deep", "Parts", "upgrade"],
}


@pytest.fixture()
def world(tmp_path: Path, dotnet_root: Path) -> World:
    return World(tmp_path, dotnet_root)


def started(world: World, dll: Path, trace: bool = True) -> RunResult:
    root = Path(dict(world.environment)["DOTNET_ROOT"])
    if not os.access(root / "dotnet", os.X_OK):
        (root / "dotnet").chmod(0o755)
    result = run_dotnet(root / "dotnet", dll, [], {**_MODE, "DOTNET_ROOT": str(root)}, trace=trace)
    assert result.code == 0, result.stderr
    return result


def expected(world: World, name: str, *upgrades: str) -> str:
    """What the same files do as IL."""
    return started(world, world.application(name, *upgrades), trace=False).stdout


def jitted(result: RunResult) -> set[str]:
    return {name.partition("(")[0] for name in result.jitted_names()}


@pytest.mark.e2e
@pytest.mark.parametrize("upgrade", list(_CASES))
def test_upgrade(world: World, upgrade: str) -> None:
    app = world.application()
    world.install(app)
    first = started(world, app)
    assert first.stdout == expected(world, "il")
    assert "Program:Struct" not in jitted(first)

    world.upgrade(app.parent, upgrade)
    after = expected(world, "il-upgraded", upgrade)
    assert started(world, app).stdout == after != ""

    (found,) = world.check()
    assert found.state == STALE and found.reasons == [f"{Path(upgrade).name} was replaced"]
    stale = [Path(f.path).stem for f in found.files if f.state == STALE]
    assert stale == _CASES[upgrade]
    ((_, outcome),) = world.update()
    assert isinstance(outcome, Outcome)
    assert [b.image.name for b in outcome.built if not b.cached] == stale

    assert [s.state for s in world.check()] == [VALID]
    ((_, again),) = world.update()
    assert isinstance(again, Valid)
    last = started(world, app)
    assert last.stdout == after
    assert not {"Program:Struct", "Program:Main", "Program:VirtualOrder"} & jitted(last)
    world.uninstall(str(app))
    assert started(world, app).stdout == after


@pytest.mark.e2e
def test_two_upgrades_and_one_taken_back(world: World) -> None:
    """Going back finds the results of methods in the store, though the images were deleted."""
    app = world.application()
    first = [b.image.digest for b in world.install(app).built]
    for upgrade in ("fields/Deep.dll", "fields/Parts.dll", "first/Deep.dll", "first/Parts.dll"):
        world.upgrade(app.parent, upgrade)
        out = started(world, app).stdout
        ((_, outcome),) = world.update()
        assert isinstance(outcome, Outcome)
        assert started(world, app).stdout == out
    assert outcome.reused == outcome.methods
    assert [b.image.digest for b in outcome.built] == first


@pytest.mark.e2e
def test_one_of_two_roots_is_updated(world: World) -> None:
    """The shared dependency stands as the image of its new version beside the stale image of the other program."""
    app = world.application()
    other = app.parent / "other.dll"
    other.write_bytes(app.read_bytes())
    shutil.copy(app.with_suffix(".runtimeconfig.json"), other.with_suffix(".runtimeconfig.json"))
    world.install(app)
    world.install(other)
    world.upgrade(app.parent, "fields/Parts.dll")
    world.install(other)
    after = expected(world, "il-upgraded", "fields/Parts.dll")
    result = started(world, app)
    assert result.stdout == after
    assert "Program:Struct" in jitted(result) and "Parts.Point:Make" not in jitted(result)
    found, valid = sorted(world.check(), key=lambda s: s.root.path != str(app))
    assert [Path(f.path).stem for f in found.files if f.state == STALE] == ["Parts", "upgrade"]
    assert valid.state == VALID
    (_, result_of_app), (_, result_of_other) = sorted(world.update(), key=lambda r: r[0].path != str(app))
    assert isinstance(result_of_app, Outcome) and isinstance(result_of_other, Valid)
    assert result_of_app.changed == 1  # what both need was there
    assert "Program:Struct" not in jitted(started(world, app))


def runtimes(folder: Path, *versions: str) -> Path:
    """A DOTNET_ROOT with the host of the first and the frameworks of all."""
    found = [find_dotnet(v) for v in versions]
    for version, dotnet in zip(versions, found, strict=True):
        if dotnet is None:
            pytest.skip(f"the peer runtime {version} is missing")
    folder.mkdir()
    add_runtime(folder, versions[0])
    return folder


def add_runtime(folder: Path, version: str) -> None:
    """What an installer of that patch does: a newer host, and its framework beside the others."""
    dotnet = find_dotnet(version)
    assert dotnet is not None
    shutil.copy(dotnet, folder / "dotnet")
    for part in ("host/fxr", "shared/Microsoft.NETCore.App"):
        (folder / part).mkdir(parents=True, exist_ok=True)
        for entry in (dotnet.parent / part).iterdir():
            (folder / part / entry.name).symlink_to(entry)


@pytest.mark.e2e
@pytest.mark.peers
def test_the_runtime_is_upgraded(world: World, tmp_path: Path) -> None:
    root = runtimes(tmp_path / "dotnet", *_PATCHES)
    world.environment = (("DOTNET_ROOT", str(root)),)
    app = world.application()
    world.install(app)
    out = started(world, app).stdout
    before = _PATCHES[0]
    for version in _PATCHES[1:]:
        assert world.roots()[0].runtime == before
        add_runtime(root, version)
        stale = started(world, app)
        assert stale.stdout == out
        assert any(f"/{version}/" in line for line in stale.r2r)
        (found,) = world.check()
        assert found.reasons == [f"Microsoft.NETCore.App {before} -> {version}"]
        assert [f.state for f in found.files] == [STALE] * 3
        ((_, outcome),) = world.update()
        assert isinstance(outcome, Outcome) and outcome.changed == 3
        assert [s.state for s in world.check()] == [VALID]
        result = started(world, app)
        assert result.stdout == out
        assert not {"Program:Struct", "Program:Main"} & jitted(result)
        before = version
    # The installer takes the newest back: it runs on the one before, and the images are made again from the store.
    (root / "shared" / "Microsoft.NETCore.App" / _PATCHES[2]).unlink()
    assert started(world, app).stdout == out
    ((_, outcome),) = world.update()
    assert isinstance(outcome, Outcome) and outcome.reused == outcome.methods
    assert outcome.reasons == [f"Microsoft.NETCore.App {_PATCHES[2]} -> {_PATCHES[1]}"]
