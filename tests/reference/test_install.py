"""install: what is compiled, which arguments name an assembly, scenarios and configuration."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from harness import BIN
from reference.conftest import UPGRADES, Ngen

from binder.display_name import read_identity
from cli import exits


def test_install_covers_the_closure(ngen: Ngen) -> None:
    before = ngen.bytes()
    report = ngen.json("install", str(ngen.app))
    assert [i["name"] for i in report["images"]] == ["Deep", "Parts", "upgrade"]
    assert ngen.roots() == [("upgrade.dll", "")] and ngen.images() == ["Deep", "Parts", "upgrade"]
    changed = {name for name, data in ngen.bytes().items() if data != before[name]}
    assert changed == {"Deep.dll", "Parts.dll", "upgrade.dll"}


def test_no_dependencies_makes_one_image(ngen: Ngen) -> None:
    before = ngen.bytes()
    ngen.done("install", str(ngen.app), "/NoDependencies")
    assert ngen.images() == ["upgrade"]
    assert {n for n, data in ngen.bytes().items() if data != before[n]} == {"upgrade.dll"}


def test_paths_full_and_relative(ngen: Ngen, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder, word in (
        (ngen.folder, "upgrade.dll"), (ngen.folder, "./upgrade.dll"), (ngen.folder.parent, "app/upgrade.dll"),
        (ngen.folder.parent, str(ngen.app)), (ngen.folder, "upgrade"),
    ):
        monkeypatch.chdir(folder)
        assert ngen.json("install", word)["path"] == str(ngen.app), word
        assert ngen.roots() == [("upgrade.dll", "")]
        ngen.done("uninstall", word)
    code, _, err = ngen("install", "Parts.exe")
    assert code == exits.NOT_FOUND and "in the current folder" in err


def test_a_path_that_looks_like_a_switch(ngen: Ngen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ngen.folder)
    shutil.copy(ngen.deep, "queue.dll")
    code, _, err = ngen("install", "--", "/queue")
    assert code == exits.NOT_FOUND and "/queue: there is no such file" in err


def test_the_current_directory_is_not_the_base(ngen: Ngen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Dependencies are found beside the program, not where the command is started."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(UPGRADES / "fields" / "Parts.dll", elsewhere / "Parts.dll")
    monkeypatch.chdir(elsewhere)
    report = ngen.json("install", str(ngen.app))
    assert {i["path"] for i in report["images"]} == {str(ngen.app), str(ngen.parts), str(ngen.deep)}


def test_what_is_loaded_by_reflection_is_installed_on_its_own(ngen: Ngen) -> None:
    plugin = ngen.folder / "smoke.dll"
    shutil.copy(BIN / "smoke.dll", plugin)
    ngen.done("install", str(ngen.app))
    assert "smoke" not in ngen.images()
    ngen.done("install", str(plugin), f"/ExeConfig:{ngen.app}")
    assert "smoke" in ngen.images() and ("smoke.dll", "") in ngen.roots()


def test_missing_dependencies(ngen: Ngen) -> None:
    ngen.deep.unlink()
    code, _, err = ngen("install", str(ngen.app))
    assert code == exits.NOT_FOUND and "Deep, wanted by" in err and "--ignore-missing" in err
    assert ngen.roots() == []
    ngen.done("install", str(ngen.app), "--ignore-missing")
    assert ngen.images() == ["Parts", "upgrade"]


# By name.


def test_install_from_a_global_assembly_cache(ngen: Ngen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    identity = read_identity(str(ngen.deep))
    folder = tmp_path / "gac" / "Deep" / "0.0.0.0__0123456789abcdef"
    folder.mkdir(parents=True)
    shutil.copy(ngen.deep, folder / "Deep.dll")
    name = "Deep, Version=0.0.0.0, Culture=neutral, PublicKeyToken=0123456789abcdef"
    assert identity.name == "Deep"
    code, _, err = ngen("install", name)
    assert code == exits.NOT_FOUND and "there is no assembly Deep" in err
    report = ngen.json("install", name, "--gac", str(tmp_path / "gac"))
    assert report["path"] == str(folder / "Deep.dll")
    ngen.done("uninstall", str(folder / "Deep.dll"))
    monkeypatch.setenv("NGEN_GAC", str(tmp_path / "gac"))
    assert ngen.json("install", name)["path"] == str(folder / "Deep.dll")


def test_install_refuses_a_name_of_several_assemblies(
    ngen: Ngen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in ("1.0.0.0", "2.0.0.0"):
        folder = tmp_path / "gac" / "Deep" / f"{version}__0123456789abcdef"
        folder.mkdir(parents=True)
        shutil.copy(ngen.deep, folder / "Deep.dll")
    monkeypatch.setenv("NGEN_GAC", str(tmp_path / "gac"))
    code, _, err = ngen("install", "Deep")
    assert code == exits.NOT_FOUND and "Deep, Version=1.0.0.0" in err and "Deep, Version=2.0.0.0" in err
    assert ngen.json("install", "Deep, Version=2.0")["path"].startswith(str(tmp_path / "gac" / "Deep" / "2.0"))


# Scenarios.


@pytest.mark.parametrize("switches", [("/debug",), ("/profile",), ("/debug", "/profile")])
def test_each_scenario_has_a_set_of_its_own(installed: Ngen, switches: tuple[str, ...]) -> None:
    scenario = "+".join(s[1:] for s in switches)
    in_place = installed.bytes()
    installed.done("install", str(installed.app), *switches)
    assert installed.roots() == [("upgrade.dll", ""), ("upgrade.dll", scenario)]
    assert installed.images() == sorted(
        [n for name in ("Deep", "Parts", "upgrade") for n in (name, f"{name}/{scenario}")], key=str.lower
    )
    shown = installed.json("display")["images"]
    assert len({i["digest"] for i in shown}) == 6
    assert installed.bytes() == in_place


# Configuration.


def application(folder: Path, parts: Path) -> Path:
    """Another program (smoke), whose folder has its own Parts and Deep."""
    folder.mkdir()
    for name in ("smoke.dll", "smoke.runtimeconfig.json"):
        shutil.copy(BIN / name, folder / name)
    shutil.copy(parts, folder / "Parts.dll")
    shutil.copy(UPGRADES / "first" / "Deep.dll", folder / "Deep.dll")
    return folder / "smoke.dll"


@pytest.fixture()
def library(ngen: Ngen, tmp_path: Path) -> Path:
    """A library (the program, taken as one) that applications bring the dependencies of."""
    folder = tmp_path / "library"
    folder.mkdir()
    shutil.copy(ngen.app, folder / "upgrade.dll")
    return folder / "upgrade.dll"


def bound(ngen: Ngen, library: Path, exe: Path) -> dict[str, str]:
    """Reference -> file, of that root."""
    for root in ngen.json("log", str(library))["roots"]:
        if root["exe_config"] == str(exe):
            return {r["name"]: r["path"] for r in root["references"]}
    raise AssertionError("no such root")


def test_exe_config_binds_as_the_application_does(ngen: Ngen, library: Path, tmp_path: Path) -> None:
    exe = application(tmp_path / "one", UPGRADES / "first" / "Parts.dll")
    code, _, err = ngen("install", str(library))
    assert code == exits.NOT_FOUND and "Parts" in err
    ngen.done("install", str(library), f"/ExeConfig:{exe}")
    found = bound(ngen, library, exe)
    assert found["Parts"] == str(exe.parent / "Parts.dll") and found["Deep"] == str(exe.parent / "Deep.dll")


def test_two_configurations_make_two_images(ngen: Ngen, library: Path, tmp_path: Path) -> None:
    one = application(tmp_path / "one", UPGRADES / "first" / "Parts.dll")
    two = application(tmp_path / "two", UPGRADES / "fields" / "Parts.dll")
    for exe in (one, two):
        ngen.done("install", str(library), f"/ExeConfig:{exe}")
    roots = [r for r in ngen.json("display")["roots"] if r["path"] == str(library)]
    assert {r["exe_config"] for r in roots} == {str(one), str(two)}
    digests = {f["image"] for r in roots for f in r["files"] if f["path"] == str(library)}
    assert len(digests) == 2
    # A file holds one image; the second one is kept aside.
    assert sorted(f["place"] for r in roots for f in r["files"] if f["path"] == str(library)) == ["aside", "in-place"]


def test_app_base_is_where_dependencies_are_looked_for(ngen: Ngen, library: Path, tmp_path: Path) -> None:
    base = tmp_path / "base"
    base.mkdir()
    for name in ("Parts.dll", "Deep.dll"):
        shutil.copy(UPGRADES / "first" / name, base / name)
    (library.parent / "upgrade.runtimeconfig.json").write_text(
        (UPGRADES / "first" / "upgrade.runtimeconfig.json").read_text()
    )
    assert ngen("install", str(library))[0] == exits.NOT_FOUND
    report = ngen.json("install", str(library), "--app-base", str(base))
    assert {i["path"] for i in report["images"]} == {str(library), str(base / "Parts.dll"), str(base / "Deep.dll")}
    code, _, err = ngen("install", str(library), "/AppBase:nowhere")
    assert code == exits.NOT_FOUND and "--app-base nowhere: there is no such folder" in err


# What is said.


def test_verbose_says_more(ngen: Ngen) -> None:
    short = ngen.done("install", str(ngen.app))
    long = ngen.done("install", str(ngen.app), "/verbose")
    assert short.count("\n") == 1 and long.count("\n") > 4 and "bound to Microsoft.NETCore.App" in long


def test_an_image_is_larger_than_its_assembly(ngen: Ngen) -> None:
    before = ngen.bytes()
    for image in ngen.json("install", str(ngen.app))["images"]:
        assert image["size"] > len(before[Path(image["path"]).name])


def test_the_framework_is_not_compiled(installed: Ngen, copy_app: Callable[[str], Path]) -> None:
    names = {i["name"] for i in installed.json("display")["images"]}
    references = {r["name"] for root in installed.json("log")["roots"] for r in root["references"]}
    assert {"System.Runtime", "System.Private.CoreLib"} <= references
    assert names == {"upgrade", "Parts", "Deep"}


def test_what_is_recorded_with_an_image(installed: Ngen) -> None:
    from cache.store import Store

    shown = {i["name"]: i for i in installed.json("display")["images"]}
    image = shown["Parts"]
    assert image["runtime"].startswith("8.0.") and image["target"].startswith("linux-x64-r2r")
    assert image["mvid"] and image["digest"] and image["source"]
    store = Store(installed.home)
    record = next(i for i in store.index.images.all() if i.name == "Parts")
    inputs = store.blobs.get(record.inputs).decode()
    assert f"bubble Parts {image['source']}" in inputs and "Deep.dll" in inputs and "System.Runtime.dll" in inputs
    assert store.index.roots.all()[0].compiler
    store.close()


def test_json_of_install(ngen: Ngen) -> None:
    text = ngen.done("install", str(ngen.app), "--json")
    assert set(json.loads(text)) >= {"schema", "command", "path", "images", "missing", "failed", "kept_aside"}
