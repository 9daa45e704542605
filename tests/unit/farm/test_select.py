"""What an argument means: paths and display names, of what is to be installed and of what is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from unit.farm.world import World

from binder.errors import BindError
from farm.select import NotFound, locate, select_files, select_roots

CORE = "System.Runtime"


def test_paths_are_taken_as_they_are(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    app = world.application()
    assert locate(str(app), (), {}) == str(app)
    monkeypatch.chdir(app.parent)
    assert locate("upgrade.dll", (), {}) == "upgrade.dll"
    with pytest.raises(NotFound, match=r"other.dll: there is no such file in the current folder"):
        locate("other.dll", (), {})
    with pytest.raises(NotFound, match=r"no such file$"):
        locate("sub/other.dll", (), {})


def test_names_are_found_here_then_in_caches_then_in_frameworks(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = world.application()
    env = dict(world.environment)
    found = locate(f"{CORE}, Culture=neutral, PublicKeyToken=b03f5f7f11d50a3a", (), env)
    assert os.path.basename(found) == "System.Runtime.dll" and "Microsoft.NETCore.App" in found
    name = "Parts, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null"
    with pytest.raises(NotFound, match="there is no assembly Parts") as refused:
        locate(name, (), env)
    assert "(current folder)" in str(refused.value) and "Microsoft.NETCore.App" in str(refused.value)
    entry = tmp_path / "gac" / "Parts" / "1.0.0.0__" / "Parts.dll"
    entry.parent.mkdir(parents=True)
    entry.write_bytes((app.parent / "Parts.dll").read_bytes())
    assert locate(name, (str(tmp_path / "gac"),), env) == str(entry)
    assert locate("parts", (), {**env, "NGEN_GAC": str(tmp_path / "gac")}) == str(entry)
    monkeypatch.chdir(app.parent)
    assert locate(name, (), env) == str(app.parent / "Parts.dll")
    with pytest.raises(NotFound):
        locate("Parts, Version=2.0.0.0", (), env)
    with pytest.raises(BindError):
        locate("Parts, Version=x", (), env)


def test_a_partial_name_of_several_versions_is_refused(world: World, tmp_path: Path) -> None:
    app = world.application()
    for version in ("1.0.0.0", "2.0.0.0"):
        entry = tmp_path / "gac" / "Parts" / f"{version}__" / "Parts.dll"
        entry.parent.mkdir(parents=True)
        entry.write_bytes((app.parent / "Parts.dll").read_bytes())
    gac = (str(tmp_path / "gac"),)
    with pytest.raises(NotFound, match="several") as refused:
        locate("Parts", gac, {})
    assert "Version=1.0.0.0" in str(refused.value) and "Version=2.0.0.0" in str(refused.value)
    assert "2.0.0.0" in locate("Parts, Version=2.0.0.0", gac, {})


def test_roots_by_path_and_by_name(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    app = world.application()
    host = app.with_suffix("")
    host.write_bytes(b"\x7fELF")
    world.install(app)
    world.install(app, "debug")
    names = [
        str(app), str(host), "upgrade", "UPGRADE", "upgrade, Version=0.0.0.0", "upgrade, Version=0",
        "upgrade, Culture=neutral, PublicKeyToken=null, processorArchitecture=MSIL",
    ]
    for what in names:
        assert [r.scenario for r in select_roots(world.store, what)] == ["", "debug"], what
        assert [r.scenario for r in select_roots(world.store, what, "debug")] == ["debug"]
    for what in ("Parts", "upgrade, Version=1.0.0.0", "upgrade, Culture=de", "upgrad"):
        with pytest.raises(NotFound):
            select_roots(world.store, what)
    monkeypatch.chdir(app.parent)
    assert select_roots(world.store, "upgrade.dll") == select_roots(world.store, str(app))
    # Also when nothing of it is left.
    for path in (app, host):
        path.unlink()
    assert [len(select_roots(world.store, what)) for what in names] == [2] * len(names)


def test_files_are_roots_and_dependencies(world: World) -> None:
    app = world.application()
    world.install(app)
    folder = str(app.parent)
    assert select_files(world.store, "Parts") == {f"{folder}/Parts.dll"}
    assert select_files(world.store, "Parts, Version=1.0.0.0, processorArchitecture=MSIL") == {f"{folder}/Parts.dll"}
    assert select_files(world.store, f"{folder}/Deep.dll") == {f"{folder}/Deep.dll"}
    assert select_files(world.store, "upgrade") == {str(app)}
    with pytest.raises(NotFound, match="neither installed nor a dependency"):
        select_files(world.store, "Parts, Version=3.0.0.0")
