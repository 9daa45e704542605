"""Global assembly caches of both layouts, made by the tests, and that of Debian's Mono where it is there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from binder.display_name import parse_display_name, read_identity
from binder.evidence import Evidence
from binder.gac import Gac
from tests.pe_builder import library
from tests.unit.binder.applications import mono

KEY = bytes.fromhex("00000000000000000400000000000000")
TOKEN = "b77a5c561934e089"


def put(
    folder: Path, name: str, version: str, culture: str = "", prefix: str = "", files: Sequence[str] = ()
) -> Path:
    """An assembly in its place in a cache."""
    path = folder / name / f"{prefix}{version}_{culture}_{TOKEN}" / f"{name}.dll"
    path.parent.mkdir(parents=True)
    numbers = tuple(map(int, version.split(".")))
    path.write_bytes(library(name, version=numbers, culture=culture, key=KEY, files=files))
    return path


def found(gac: Gac, text: str) -> list[str]:
    return [e.path for e in gac.find(parse_display_name(text))]


def test_framework_4_layout(tmp_path: Path) -> None:
    old = put(tmp_path / "GAC_MSIL", "Lib", "1.0.0.0", prefix="v4.0_")
    new = put(tmp_path / "GAC_MSIL", "Lib", "10.0.0.0", prefix="v4.0_")
    german = put(tmp_path / "GAC_MSIL", "Lib", "1.0.0.0", "de", prefix="v4.0_")
    wide = put(tmp_path / "GAC_64", "Lib", "1.0.0.0", prefix="v4.0_")
    narrow = put(tmp_path / "GAC_32", "Lib", "1.0.0.0", prefix="v4.0_")
    gac = Gac([str(tmp_path)])
    assert found(gac, "lib, culture=neutral") == [str(new), str(wide), str(old)]
    assert found(gac, "Lib, Version=1.0.0.0, Culture=de") == [str(german)]
    assert found(gac, "Lib, processorArchitecture=x86") == [str(narrow)]
    assert found(gac, "Lib, processorArchitecture=MSIL, Version=1, Culture=neutral") == [str(old)]
    assert found(gac, f"Lib, Version=10.0.0.0, Culture=neutral, PublicKeyToken={TOKEN}") == [str(new)]
    assert found(gac, "Lib, Version=10.0.0.0, Culture=neutral, PublicKeyToken=null") == []
    assert found(gac, "Li") == []
    assert len(gac.entries()) == 5
    for entry in gac.entries():
        identity = read_identity(entry.path)
        assert (entry.identity.full_name, entry.identity.token) == (identity.full_name, identity.token)


def test_framework_2_and_mono_layouts(tmp_path: Path) -> None:
    two, mono = tmp_path / "two", tmp_path / "mono"
    in_two = put(two / "GAC_MSIL", "Lib", "2.0.0.0")
    in_one = put(two / "GAC", "Old", "1.0.0.0")
    in_mono = put(mono, "Lib", "2.0.0.0")
    assert found(Gac([str(two), str(mono)]), "Lib") == [str(in_two), str(in_mono)]
    assert found(Gac([str(mono), str(two)]), "Lib") == [str(in_mono), str(in_two)]
    assert found(Gac([str(two)]), "old") == [str(in_one)]
    assert found(Gac([]), "Lib") == found(Gac([str(tmp_path / "nothing")]), "Lib") == []


def test_strange_names_and_missing_files_are_passed_over(tmp_path: Path) -> None:
    good = put(tmp_path, "Lib", "1.0.0.0")
    for folder in ("2.0.0.0_b77a5c561934e089", "x__b77a5c561934e089", "2.0.0.0__nothex", "3.0.0.0__b77a5c561934e089"):
        (tmp_path / "Lib" / folder).mkdir()
    (tmp_path / "Lib" / "readme").write_text("")
    (tmp_path / "readme").write_text("")
    gac = Gac([str(tmp_path)])
    assert found(gac, "Lib") == [str(good)]
    assert [e.identity.version for e in gac.entries()] == [(1, 0, 0, 0), (3, 0, 0, 0)]


def test_a_program_in_the_cache(tmp_path: Path) -> None:
    path = put(tmp_path, "Tool", "1.0.0.0")
    program = path.with_suffix(".exe")
    path.rename(program)
    assert found(Gac([str(tmp_path)]), "Tool") == [str(program)]


def test_publisher_policy(tmp_path: Path) -> None:
    put(tmp_path, "policy.1.2.Lib", "1.0.0.0", files=["old.config"])
    newest = put(tmp_path, "policy.1.2.Lib", "2.0.0.0", files=["lib.config"])
    put(tmp_path, "policy.1.3.Lib", "1.0.0.0")
    put(tmp_path, "policy.1.4.Lib", "1.0.0.0", files=["../../secret.config"])
    gac = Gac([str(tmp_path)])
    token = bytes.fromhex(TOKEN)
    assert gac.policy("lib", (1, 2, 9, 9), "", token) == str(newest.parent / "lib.config")
    assert gac.policy("Lib", (1, 2, 0, 0), "", bytes(8)) == ""
    assert gac.policy("Lib", (1, 3, 0, 0), "", token) == ""
    assert gac.policy("Lib", (1, 4, 0, 0), "", token) == ""
    assert gac.policy("Lib", (2, 0, 0, 0), "", token) == ""


def test_what_lies_in_a_cache(tmp_path: Path) -> None:
    path = put(tmp_path / "gac", "Lib", "1.0.0.0")
    outside = tmp_path / "gac2" / "Lib.dll"
    outside.parent.mkdir()
    outside.write_bytes(b"")
    gac = Gac([str(tmp_path / "gac")])
    assert gac.holds(str(path)) and not gac.holds(str(outside))


def test_what_was_listed_is_evidence(tmp_path: Path) -> None:
    path = put(tmp_path, "Lib", "1.0.0.0")
    evidence = Evidence()
    gac = Gac([str(tmp_path)], evidence)
    found(gac, "Lib")
    assert evidence.listed == (str(tmp_path), str(tmp_path / "Lib")) and str(path) in evidence.consulted


def test_every_entry_of_debians_mono_is_what_its_path_says() -> None:
    gac = Gac([str(mono() / "usr" / "lib" / "mono" / "gac")])
    entries = gac.entries()
    assert entries
    for entry in entries:
        identity = read_identity(entry.path)
        assert entry.identity.full_name == identity.full_name
        assert found(gac, identity.full_name) == [entry.path]
    assert found(gac, "system.xml, version=4") == [e.path for e in entries if e.identity.name == "System.Xml"]
