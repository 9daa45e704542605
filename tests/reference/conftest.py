"""A program with a dependency and that one's, in a folder, and the commands on it, in a store of the test's own.

The stores begin with the results of all methods in all scenarios, so that installing takes no compiling.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from commandline import CommandLine
from harness import ASSETS

from cli.main import run

UPGRADES = ASSETS / "upgrades" / "bin"
SCENARIOS: tuple[tuple[str, ...], ...] = ((), ("/debug",), ("/profile",), ("/debug", "/profile"))


class Ngen(CommandLine):
    """`app` is the program; `parts` and `deep` are what it references, directly and not."""

    def __init__(self, capsys: pytest.CaptureFixture[str], folder: Path, home: Path) -> None:
        super().__init__(capsys)
        self.folder = folder
        self.home = home
        self.app, self.parts, self.deep = (folder / f"{name}.dll" for name in ("upgrade", "Parts", "Deep"))

    def roots(self) -> list[tuple[str, str]]:
        """(file name, scenario) of all that is installed."""
        return [(Path(r["path"]).name, r["scenario"]) for r in self.json("display")["roots"]]

    def images(self) -> list[str]:
        """name, or name/scenario, of every image; one that there is twice comes twice."""
        found = [i["name"] + (f"/{i['scenario']}" if i["scenario"] else "") for i in self.json("display")["images"]]
        return sorted(found, key=str.lower)

    def states(self) -> dict[str, str]:
        return {i["name"]: i["state"] for i in self.json("display")["images"]}

    def upgrade(self, version: str, name: str) -> None:
        """Put another version of an assembly in the place of the one that is there, as an installer does."""
        replace(self.folder / name, UPGRADES / version / name)

    def bytes(self) -> dict[str, bytes]:
        return {p.name: p.read_bytes() for p in sorted(self.folder.iterdir())}


def replace(path: Path, by: Path) -> None:
    temp = path.with_suffix(".new")
    temp.write_bytes(by.read_bytes())
    temp.replace(path)


@pytest.fixture(scope="session")
def warm_home(tmp_path_factory: pytest.TempPathFactory, dotnet_root: Path) -> Path:
    folder = tmp_path_factory.mktemp("warm")
    shutil.copytree(UPGRADES / "first", folder / "app")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NGEN_HOME", str(folder / "home"))
        patch.setenv("DOTNET_ROOT", str(dotnet_root))
        for switches in SCENARIOS:
            assert run(["install", str(folder / "app" / "upgrade.dll"), "/silent", *switches]) == 0
        assert run(["uninstall", str(folder / "app" / "upgrade.dll"), "/silent"]) == 0
    return folder / "home"


@pytest.fixture()
def environment(dotnet_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in list(os.environ):
        if variable.startswith(("DOTNET_", "NGEN_")):
            monkeypatch.delenv(variable)
    monkeypatch.setenv("DOTNET_ROOT", str(dotnet_root))
    monkeypatch.setenv("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1")
    dotnet = dotnet_root / "dotnet"
    if not os.access(dotnet, os.X_OK):
        dotnet.chmod(dotnet.stat().st_mode | stat.S_IXUSR)


@pytest.fixture()
def ngen(
    tmp_path: Path, warm_home: Path, environment: None, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Ngen:
    home = tmp_path / "home"
    shutil.copytree(warm_home, home)
    monkeypatch.setenv("NGEN_HOME", str(home))
    shutil.copytree(UPGRADES / "first", tmp_path / "app")
    return Ngen(capsys, tmp_path / "app", home)


@pytest.fixture()
def installed(ngen: Ngen) -> Ngen:
    """With the program installed."""
    ngen.done("install", str(ngen.app))
    return ngen


@pytest.fixture()
def copy_app(tmp_path: Path) -> Callable[[str], Path]:
    """Another copy of the program, in a folder of that name; gives its path."""

    def copy(name: str) -> Path:
        shutil.copytree(UPGRADES / "first", tmp_path / name)
        return tmp_path / name / "upgrade.dll"

    return copy


def report_of(path: Path) -> dict[str, Any]:
    import json

    found: dict[str, Any] = json.loads(path.read_text())
    return found
