"""`ngen run` in a scenario uses the images of exactly that scenario, and otherwise none of the program's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from harness import RunResult, run_dotnet
from unit.farm.world import World

from binder.discovery import resolve_application
from cli.launch import command_line

_MODE = {"DOTNET_TieredCompilation": "0"}


@pytest.fixture()
def world(tmp_path: Path, dotnet_root: Path) -> World:
    return World(tmp_path, dotnet_root)


def run(world: World, app: Path, scenario: str) -> RunResult:
    command = command_line(world.store, resolve_application(str(app), dict(world.environment)), scenario)
    dotnet, *arguments = command
    assert arguments[-1] == str(app)
    first = arguments[0] if len(arguments) > 1 else str(app)
    result = run_dotnet(Path(dotnet), Path(first), arguments[1:], _MODE, trace=True)
    assert result.code == 0, result.stderr
    return result


def loaded(result: RunResult, where: Path) -> list[str]:
    """Assemblies of the program whose image at that place was accepted."""
    lines = [line for line in result.r2r if "initialized successfully" in line and str(where) in line]
    return sorted(n for n in ("Deep.dll", "Parts.dll", "upgrade.dll") if any(n in line for line in lines))


ALL = ["Deep.dll", "Parts.dll", "upgrade.dll"]


@pytest.mark.e2e
def test_scenarios(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    app = world.application()
    images = world.store.home / "images"
    world.install(app)
    expected = run(world, app, "")
    assert (loaded(expected, app.parent), loaded(expected, images)) == (ALL, [])

    # Not installed for a debugger: its IL runs.
    result = run(world, app, "debug")
    assert result.stdout == expected.stdout
    assert (loaded(result, app.parent), loaded(result, world.store.home)) == ([], [])
    assert any(name.startswith("Program:Main") for name in result.jitted_names())
    assert "is not installed for debug" in capsys.readouterr().err

    world.install(app, "debug", dependencies=False)
    result = run(world, app, "debug")
    assert result.stdout == expected.stdout
    assert (loaded(result, app.parent), loaded(result, images)) == ([], ["upgrade.dll"])
    world.install(app, "debug")
    result = run(world, app, "debug")
    assert result.stdout == expected.stdout
    assert (loaded(result, app.parent), loaded(result, images)) == ([], ALL)
    assert not any(name.startswith("Program:Main") for name in result.jitted_names())
    assert capsys.readouterr().err == ""

    # What is for both is another scenario.
    assert loaded(run(world, app, "debug+profile"), images) == []
    assert "debug and profile" in capsys.readouterr().err


@pytest.mark.e2e
def test_an_upgraded_file_is_not_replaced_by_its_old_image(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    app = world.application()
    world.install(app, "profile")
    world.upgrade(app.parent, "body/Parts.dll")
    result = run(world, app, "profile")
    assert "hello, new" in result.stdout
    assert loaded(result, world.store.home) == ["Deep.dll", "upgrade.dll"]
    assert f"{app.parent}{os.sep}Parts.dll has changed" in capsys.readouterr().err


@pytest.mark.e2e
def test_a_file_that_holds_the_image_for_another_application(world: World) -> None:
    """Started as ever, the program runs that image, whose assumptions are checked; `ngen run` gives it its own."""
    app = world.application()
    other = world.application("other", "fields/Deep.dll")
    expected = run(world, world.application("il"), "").stdout
    world.install(app.parent / "Parts.dll", exe_config=other)
    world.install(app)
    plain = run_dotnet(Path(world.environment[0][1]) / "dotnet", app, [], _MODE, trace=True)
    assert plain.stdout == expected and "Parts.dll" in loaded(plain, app.parent)
    result = run(world, app, "")
    assert result.stdout == expected
    assert loaded(result, world.store.home / "images") == ["Parts.dll"]
    assert loaded(result, app.parent) == ["Deep.dll", "upgrade.dll"]
