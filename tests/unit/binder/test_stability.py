"""Which facts about other assemblies hold until this one is compiled again: sizes of enumerations, and the registers
in which small structs travel."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from type_systems import fresh

from binder.stability import has_framework_key
from binder.types import TypeDesc
from binder.typesystem import TypeSystem

UPGRADES = Path(__file__).resolve().parents[2] / "assets" / "upgrades" / "bin" / "first"


@pytest.fixture(scope="module")
def ts() -> TypeSystem:
    system = fresh(8)
    for name in ("Deep", "Parts"):
        system.add_reference(str(UPGRADES / f"{name}.dll"))
    system.set_bubble(system.add_module(str(UPGRADES / "upgrade.dll")))
    return system


def part(ts: TypeSystem, name: str, module: str = "Parts") -> TypeDesc:
    found = ts.module_by_name(module)
    assert found is not None
    t = found.find_type("" if module == "upgrade" else module, name)
    assert t is not None, name
    return t


def test_keys_of_the_framework(ts: TypeSystem) -> None:
    assert ts.corlib.has_framework_key
    for name in ("Deep", "Parts", "upgrade"):
        module = ts.module_by_name(name)
        assert module is not None and not module.has_framework_key
    assert not has_framework_key(b"")


def test_enumerations(ts: TypeSystem) -> None:
    """The framework keeps what an enumeration is stored as; others may not."""
    assert ts.well_known("System", "DayOfWeek").layout_fixed()
    assert not part(ts, "Color").layout_fixed() and not part(ts, "ColorPair", "upgrade").layout_fixed()


def test_small_structs(ts: TypeSystem) -> None:
    amount, pair = part(ts, "Amount"), part(ts, "Pair`2")
    knife, guid = part(ts, "Knife", "upgrade"), ts.well_known("System", "Guid")
    assert amount.registers_unchecked() and part(ts, "Bare").registers_unchecked()
    for trusted in (guid, knife, ts.well_known("System", "DateTime"), ts.prim(8)):
        assert not trusted.registers_unchecked(), trusted.text
    # Too large for registers whatever it holds.
    assert not part(ts, "Point").registers_unchecked()
    # What a struct of the framework is made of may be of others.
    nullable = ts.well_known("System", "Nullable`1")
    assert ts.inst(nullable, [amount]).registers_unchecked()
    assert not ts.inst(nullable, [knife]).registers_unchecked()
    # References are where the layout check says; everything else in it is not.
    string = ts.well_known("System", "String")
    assert not ts.inst(pair, [string, string]).registers_unchecked()
    assert ts.inst(pair, [string, ts.well_known("System", "Int32")]).registers_unchecked()
