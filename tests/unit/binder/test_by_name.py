"""Assemblies found by their display name."""

from __future__ import annotations

from pathlib import Path

import pytest

from binder.by_name import NameSearch, find_by_name
from binder.display_name import parse_display_name
from binder.options import BindOptions
from binder.runtimes import Runtime, runtime_at
from tests.pe_builder import library
from tests.unit.binder.applications import CORE, WEB, install

KEY = bytes.fromhex("00000000000000000400000000000000")
TOKEN = "b77a5c561934e089"


@pytest.fixture()
def runtime(tmp_path: Path) -> Runtime:
    found = runtime_at(str(install(tmp_path / "dotnet", "8.0.1", "8.0.2", web="8.0.2")), "test")
    assert found is not None
    return found


def cached(gac: Path, name: str, version: str) -> str:
    path = gac / name / f"{version}__{TOKEN}" / f"{name}.dll"
    path.parent.mkdir(parents=True)
    path.write_bytes(library(name, version=tuple(map(int, version.split("."))), key=KEY))
    return str(path)


def search(text: str, runtime: Runtime, *gac: Path, exe_config: str = "") -> NameSearch:
    options = BindOptions(exe_config=exe_config, gac=tuple(map(str, gac)))
    return find_by_name(parse_display_name(text), [runtime], options)


def test_the_newest_framework_comes_first(runtime: Runtime) -> None:
    found = search("system.runtime", runtime)
    assert [Path(f.path).parent.name for f in found.found] == ["8.0.2", "8.0.1"]
    assert found.found[0].reason == f"framework {CORE} 8.0.2"
    assert found.found[0].identity.version == (8, 0, 0, 0) and found.found[0].path.endswith("System.Runtime.dll")
    outcomes = {a.path: a.outcome for a in found.attempts}
    assert outcomes[found.found[0].path].startswith("won") and outcomes[found.found[1].path].startswith("lost")
    assert [f.reason for f in search("Web, Version=1.0.0.0", runtime).found] == [f"framework {WEB} 8.0.2"]


def test_assembly_caches_come_before_frameworks(runtime: Runtime, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    old, new = cached(one, "System.Runtime", "4.0.0.0"), cached(two, "System.Runtime", "5.0.0.0")
    assert [f.path for f in search("System.Runtime", runtime, one, two).found][:2] == [new, old]
    full = f"System.Runtime, Version=4.0.0.0, Culture=neutral, PublicKeyToken={TOKEN}"
    found = search(full, runtime, one, two)
    assert [f.path for f in found.found] == [old] and found.found[0].reason == "in an assembly cache"
    assert any("it is System.Runtime, Version=8.0.0.0" in a.outcome for a in found.attempts)


def test_what_is_nowhere_says_where_it_was_looked_for(runtime: Runtime, tmp_path: Path) -> None:
    found = search("Nowhere", runtime, tmp_path)
    assert found.found == () and len(found.attempts) == 4
    assert all(a.outcome.startswith("lost") for a in found.attempts) and found.attempts[0].path == str(tmp_path)
    (Path(runtime.root) / "shared" / CORE / "8.0.2" / "Broken.dll").write_bytes(b"MZ")
    assert any("not a PE file" in a.outcome for a in search("Broken", runtime).attempts)


def test_a_configuration_qualifies_a_partial_name(runtime: Runtime, tmp_path: Path) -> None:
    cached(tmp_path / "gac", "Math", "2.0.0.0")
    wanted = cached(tmp_path / "gac", "Math", "1.0.0.0")
    full = f"Math, Version=1.0.0.0, Culture=neutral, PublicKeyToken={TOKEN}"
    (tmp_path / "app.exe.config").write_text(
        '<configuration><runtime><assemblyBinding xmlns="urn:schemas-microsoft-com:asm.v1">'
        f'<qualifyAssembly partialName="math" fullName="{full}"/></assemblyBinding></runtime></configuration>'
    )
    for exe in ("app.exe", "app.exe.config"):
        found = search("Math", runtime, tmp_path / "gac", exe_config=str(tmp_path / exe))
        assert str(found.name) == full and [f.path for f in found.found] == [wanted]
        assert found.attempts[0].outcome == f"now {full} is looked for"
    assert len(search("Math", runtime, tmp_path / "gac").found) == 2


def test_real_framework(dotnet_root: Path) -> None:
    runtime = runtime_at(str(dotnet_root), "test")
    assert runtime is not None
    name = "System.Xml, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089, processorArchitecture=MSIL"
    found = search(name, runtime)
    assert found.found and found.found[0].identity.full_name == name.rsplit(", ", 1)[0]
    assert found.found[0].path.endswith("System.Xml.dll")
