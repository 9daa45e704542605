"""uninstall: what goes, what stays, and which arguments name it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from harness import BIN
from reference.conftest import UPGRADES, Ngen

from cli import exits


def test_uninstall_removes_the_closure(ngen: Ngen) -> None:
    before = ngen.bytes()
    ngen.done("install", str(ngen.app))
    assert ngen.done("uninstall", str(ngen.app)) == "upgrade.dll: 3 files restored, 3 images removed\n"
    assert ngen.bytes() == before and ngen.images() == [] and ngen.roots() == []


def test_uninstall_of_everything_is_refused(installed: Ngen) -> None:
    code, _, err = installed("uninstall", "*")
    assert code == exits.USAGE and "uninstall * is not supported" in err
    assert installed.roots() == [("upgrade.dll", "")]


def test_a_shared_dependency_goes_with_its_last_root(installed: Ngen) -> None:
    """Deep is needed by the program and by Parts, which is a root of its own: a shared component."""
    original = (UPGRADES / "first" / "Deep.dll").read_bytes()
    installed.done("install", str(installed.parts))
    installed.done("uninstall", str(installed.app))
    assert installed.images() == ["Deep", "Parts"] and installed.deep.read_bytes() != original
    installed.done("uninstall", str(installed.parts))
    assert installed.images() == [] and installed.deep.read_bytes() == original


def test_a_dependency_that_is_a_root_stays(installed: Ngen) -> None:
    installed.done("install", str(installed.deep))
    installed.done("uninstall", str(installed.app))
    assert installed.roots() == [("Deep.dll", "")] and installed.images() == ["Deep"]
    assert installed.deep.read_bytes() != (UPGRADES / "first" / "Deep.dll").read_bytes()
    assert installed.parts.read_bytes() == (UPGRADES / "first" / "Parts.dll").read_bytes()


# Scenarios.


@pytest.fixture()
def four(installed: Ngen) -> Ngen:
    """Installed in all scenarios."""
    for switches in (["/debug"], ["/profile"], ["/debug", "/profile"]):
        installed.done("install", str(installed.app), *switches)
    return installed


def test_uninstall_of_a_scenario(four: Ngen) -> None:
    four.done("uninstall", "upgrade", "/debug")
    assert [s for _, s in four.roots()] == ["", "debug+profile", "profile"]
    assert not [i for i in four.images() if i.endswith("/debug")]
    four.done("uninstall", "upgrade", "/profile", "/debug")
    assert [s for _, s in four.roots()] == ["", "profile"]
    code, _, err = four("uninstall", "upgrade", "/debug")
    assert code == exits.NOT_FOUND and "upgrade.dll /profile" in err


def test_uninstall_by_partial_name(four: Ngen) -> None:
    four.done("uninstall", "UPGRADE")
    assert four.roots() == [] and four.images() == []


def test_uninstall_by_display_name(four: Ngen) -> None:
    code, _, err = four("uninstall", "upgrade, Version=1.0")
    assert code == exits.NOT_FOUND and "is not installed" in err
    full = "upgrade, Version=0.0.0.0, Culture=neutral, PublicKeyToken=null, processorArchitecture=MSIL"
    four.done("uninstall", full, "/debug")
    assert [s for _, s in four.roots()] == ["", "debug+profile", "profile"]
    four.done("uninstall", "upgrade, Version=0.0.0.0")
    assert four.roots() == []
    four.done("install", str(four.app))
    four.done("uninstall", full)
    assert four.roots() == []


def test_uninstall_of_a_file(installed: Ngen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = installed("uninstall", "upgrade.dll")
    assert code == exits.NOT_FOUND and "is not installed" in err
    monkeypatch.chdir(installed.folder)
    installed.done("uninstall", "upgrade.dll")
    installed.done("install", "upgrade.dll")
    monkeypatch.chdir(tmp_path)
    installed.done("uninstall", "app/upgrade.dll")
    assert installed.roots() == []


def test_a_file_that_is_gone_can_be_uninstalled(installed: Ngen) -> None:
    for path in (installed.app, installed.parts, installed.deep):
        path.unlink()
    installed.done("uninstall", str(installed.app))
    assert installed.roots() == [] and not installed.app.exists()


# Roots that are bound for an application.


@pytest.fixture()
def for_application(installed: Ngen) -> Path:
    """A library that the program loads by reflection, installed with its configuration."""
    plugin = installed.folder / "smoke.dll"
    shutil.copy(BIN / "smoke.dll", plugin)
    installed.done("install", str(plugin), f"/ExeConfig:{installed.app}")
    return plugin


def test_a_library_bound_for_an_application_outlives_it(installed: Ngen, for_application: Path) -> None:
    installed.done("uninstall", str(installed.app))
    assert installed.roots() == [("smoke.dll", "")] and installed.images() == ["smoke"]


def test_a_library_bound_for_an_application_is_uninstalled_with_the_same_arguments(
    installed: Ngen, for_application: Path
) -> None:
    code, _, err = installed("uninstall", str(for_application))
    assert code == exits.NOT_FOUND and f"/ExeConfig:{installed.app}" in err
    installed.done("uninstall", str(for_application), "--exe-config", str(installed.app))
    assert installed.roots() == [("upgrade.dll", "")]
    assert for_application.read_bytes() == (BIN / "smoke.dll").read_bytes()
