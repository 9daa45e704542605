"""What belongs into an image, and which layout facts its code may contain."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from type_systems import fresh, newtonsoft

from binder.bubble import (
    FA_BASE,
    FA_CELL,
    FA_CHECK,
    FA_CONST,
    field_access_kind,
    field_base_offset,
    layout_check_text,
    versions_with_method,
    versions_with_type,
)
from binder.kinds import TK_I4, TK_STRING
from binder.types import TypeDesc
from binder.typesystem import TypeSystem

GENERIC = "System.Collections.Generic"


@pytest.fixture(scope="module")
def ts() -> TypeSystem:
    newtonsoft()
    system = fresh(8)
    module = system.module_by_name("layouts")
    assert module is not None
    system.set_bubble(module)
    return system


def edge(ts: TypeSystem, name: str) -> TypeDesc:
    assert ts.bubble is not None
    t = ts.bubble.find_type("Edge", name)
    assert t is not None
    return t


def test_membership(ts: TypeSystem) -> None:
    gen, own = edge(ts, "Gen1`1"), edge(ts, "Mixed")
    lst = ts.well_known(GENERIC, "List`1")
    i4, string = ts.prim(TK_I4), ts.prim(TK_STRING)
    guid = ts.well_known("System", "Guid")
    for inside in (
        own,
        ts.szarray(own),
        ts.canon_type,
        ts.inst(gen, [i4]),
        ts.inst(gen, [own]),
        ts.inst(gen, [ts.canon_type]),
        ts.inst(gen, [string]),
    ):
        assert versions_with_type(inside), inside.text
    for outside in (i4, guid, ts.inst(gen, [guid]), ts.inst(lst, [own]), ts.inst(gen, [ts.inst(lst, [own])])):
        assert not versions_with_type(outside), outside.text
    add = ts.inst(lst, [own]).find_method("Add")
    assert add is not None and not versions_with_method(add)


def test_constraints_keep_foreign_arguments_out() -> None:
    system = fresh(8)
    module = system.module_by_name("System.Collections.Immutable")
    assert module is not None
    system.set_bubble(module)
    i4 = system.prim(TK_I4)
    seen = 0
    for t in module.typedefs():
        if not t.is_generic or t.defn is not t or len(t.args) != 1:
            continue
        params = module.md.generic_params(0x02000000 | t.rid)
        constrained = len(module.md.generic_constraints(params[0][2])) != 0 or params[0][1] & 4
        assert versions_with_type(system.inst(t, [i4])) == (not constrained)
        seen += 1
    assert seen > 10


def kind_of(ts: TypeSystem, owner: str, field: str) -> int:
    f = edge(ts, owner).find_field(field)
    assert f is not None
    return field_access_kind(f).kind


def test_field_access(ts: TypeSystem) -> None:
    assert kind_of(ts, "Tail6", "b") == FA_CONST
    assert kind_of(ts, "GapJ", "e") == FA_CONST
    assert kind_of(ts, "Mixed", "b") == FA_CONST
    assert kind_of(ts, "Num", "b") == FA_CHECK  # Half may change
    assert kind_of(ts, "Time", "b") == FA_CHECK
    assert kind_of(ts, "DeepA", "a") == FA_BASE
    assert kind_of(ts, "DeepC", "b") == FA_BASE
    assert kind_of(ts, "DeepD", "a") == FA_CELL  # holds a DateTime
    assert kind_of(ts, "AutoOverSeq", "b") == FA_CHECK
    assert kind_of(ts, "SeqA", "b") == FA_CHECK


def test_base_relative_offsets(ts: TypeSystem) -> None:
    deep = edge(ts, "DeepC")
    wide = deep.find_field("b")
    assert wide is not None
    access = field_access_kind(wide)
    assert access.offset + field_base_offset(deep) == wide.offset
    assert access.offset == 0


def test_layout_checks(ts: TypeSystem) -> None:
    when = ts.well_known("System", "DateTime")
    assert layout_check_text(when) == "CheckTypeLayout\t[System.Private.CoreLib]System.DateTime\t8\t8\t-"
    assert layout_check_text(edge(ts, "WithRefs")).endswith("\t48\t8\t15")
    # The runtime takes an enum for a type without declared layout, aligned to a pointer.
    kind = ts.well_known("System", "DateTimeKind")
    assert layout_check_text(kind) == "CheckTypeLayout\t[System.Private.CoreLib]System.DateTimeKind\t4\t8\t-"


def test_layouts_that_need_no_check(ts: TypeSystem) -> None:
    when = ts.well_known("System", "DateTime")
    assert not when.layout_fixed()
    for name in ("Guid", "Decimal"):
        assert ts.well_known("System", name).layout_fixed()
    nullable = ts.nullable_type
    assert ts.inst(nullable, [ts.prim(TK_I4)]).layout_fixed()
    assert not ts.inst(nullable, [when]).layout_fixed()
    assert edge(ts, "Mixed").layout_fixed()


def test_vectors_taint_signatures(ts: TypeSystem) -> None:
    for name, tainted in (("VecA", True), ("VecD", True), ("Int128s", True), ("Geo", False), ("Num", False)):
        assert edge(ts, name).abi_unstable() == tainted
