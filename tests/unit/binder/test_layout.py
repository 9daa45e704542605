"""Field layouts: known values, and everything the running runtime says about edge cases and real libraries."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from type_systems import ASSETS, VERSIONS, dotnet_root, newtonsoft, shared

from binder.errors import ResolveError
from binder.kinds import TK_I, TK_I4, TK_I8, TK_OBJECT, TK_U1
from binder.layout import up
from binder.statics import ST_NONGC, ST_RVA, static_slot
from binder.types import TypeDesc
from binder.typesystem import TypeSystem

EDGE = "[layouts]Edge."


@pytest.fixture(scope="module")
def ts() -> TypeSystem:
    return shared(8)


def edge(ts: TypeSystem, name: str) -> TypeDesc:
    module = ts.module_by_name("layouts")
    assert module is not None
    t = module.find_type("Edge", name)
    assert t is not None
    return t


@pytest.mark.parametrize(
    ("name", "size", "align", "gc"),
    [
        ("Nothing", 1, 1, []),
        ("Mixed", 12, 4, []),
        ("WithRef", 16, 8, [0]),
        ("Auto2", 8, 8, []),
        ("Auto3", 4, 4, []),
        ("Auto6", 16, 8, []),
        ("Size13", 16, 8, []),
        ("Size25", 25, 8, []),
        ("Exp3", 24, 8, [0]),
        ("Pack1", 15, 1, []),
        ("Pack8", 24, 8, []),
        ("Inl1", 28, 4, []),
        ("Inl2", 48, 8, [0, 16, 32]),
        ("Int128s", 64, 16, []),
    ],
)
def test_known_values(ts: TypeSystem, name: str, size: int, align: int, gc: list[int]) -> None:
    layout = edge(ts, name).layout()
    assert layout.ok, layout.reason
    assert (layout.size, layout.align, layout.gc) == (size, align, gc)


def test_scalars(ts: TypeSystem) -> None:
    for kind, size in ((TK_U1, 1), (TK_I4, 4), (TK_I8, 8), (TK_I, 8)):
        layout = ts.prim(kind).layout()
        assert (layout.size, layout.align, layout.gc) == (size, size, [])
    assert ts.byref(ts.prim(TK_I4)).layout().byrefs == [0]
    assert ts.ptr(ts.prim(TK_I4)).layout().byrefs == []


def test_managed_pointers_are_listed(ts: TypeSystem) -> None:
    span = ts.inst(ts.well_known("System", "Span`1"), [ts.prim(TK_I4)])
    assert (span.layout().size, span.layout().byrefs, span.layout().gc) == (16, [0], [])
    both = edge(ts, "Ref2").layout()
    assert both.ok and len(both.gc) == 1 and len(both.byrefs) == 3


def test_shared_layout_is_exact(ts: TypeSystem) -> None:
    pair = ts.well_known("System.Collections.Generic", "KeyValuePair`2")
    exact = ts.inst(pair, [ts.prim(TK_OBJECT), ts.prim(TK_U1)])
    assert exact.canon() is not exact
    assert exact.canon().layout().offsets == exact.layout().offsets
    assert exact.canon().layout().gc == [0]


def test_what_cannot_be_known_is_not_ok(ts: TypeSystem) -> None:
    vector = ts.well_known("System.Numerics", "Vector`1")
    for t in (ts.inst(vector, [ts.prim(TK_I4)]), ts.var(0), edge(ts, "Gen1`1"), ts.szarray(ts.prim(TK_I4))):
        assert not t.layout().ok and t.layout().reason
    with pytest.raises(ResolveError):
        edge(ts, "Gen1`1").fields()[0].offset  # noqa: B018


def test_statics(ts: TypeSystem) -> None:
    fields = {f.name: f for f in edge(ts, "Statics").fields()}
    # Eight-byte fields come first, then a byte; the struct is boxed and stands before the reference.
    assert static_slot(fields["c"]).kind == ST_NONGC
    assert static_slot(fields["a"]).offset == static_slot(fields["c"]).offset + 8
    assert static_slot(fields["d"]).boxed
    assert static_slot(fields["b"]).offset == static_slot(fields["d"]).offset + 8
    with pytest.raises(ResolveError):
        static_slot(fields["f"])
    core = ts.corlib
    rva = [f for t in core.typedefs() if t.name == "<PrivateImplementationDetails>" for f in t.fields()]
    assert any(static_slot(f).kind == ST_RVA for f in rva if f.has_rva)


@pytest.mark.e2e
@pytest.mark.parametrize("major", [8, 10])
def test_agrees_with_the_running_runtime(major: int, tmp_path: Path) -> None:
    root = dotnet_root(major)
    library = newtonsoft()
    ts = shared(major)
    out = tmp_path / "layouts.txt"
    command = [
        str(root / "dotnet"), "exec", "--fx-version", VERSIONS[major], str(ASSETS / "layouts.dll"), str(out),
        ".", "System.Collections.Immutable", "System.Linq", str(library),
    ]  # fmt: skip
    subprocess.run(command, check=True, timeout=120, env={**os.environ, "DOTNET_ROOT": str(root)})
    pair = ts.well_known("System.Collections.Generic", "KeyValuePair`2")
    arguments = [ts.prim(TK_OBJECT), ts.prim(TK_OBJECT), ts.prim(TK_U1)]
    arguments.append(ts.inst(pair, [ts.prim(TK_OBJECT), ts.prim(TK_U1)]))
    arguments.append(ts.prim(TK_I8))
    wrong: list[str] = []
    count = 0
    for line in out.read_text().splitlines():
        if not line.startswith("#"):
            count += 1
            wrong += compare(ts, line, arguments)
    assert not wrong
    assert count > 900


def compare(ts: TypeSystem, line: str, arguments: list[TypeDesc]) -> list[str]:
    """What of one line of the probe program disagrees with our layout."""
    head, words, statics = line.split(" |")
    assembly, row, argument_set, what, size, base_size, *fields = head.split()
    module = ts.module_by_name(assembly)
    assert module is not None
    t = module.typedef(int(row))
    if argument_set != "0":
        t = ts.inst(t, [arguments[int(argument_set)]] * len(t.args))
    layout = t.layout()
    if not layout.ok:
        return [f"{t.text}: {layout.reason}"]
    value = what == "vt"
    wrong: list[str] = []
    if t.is_value_type != value or (value and layout.size != int(size)):
        wrong.append(f"{t.text}: size {size}, computed {layout.size}")
    object_size = max(24, 16 + up(layout.size, 8) if value else 8 + up(layout.size, 8))
    if int(base_size) != object_size:
        wrong.append(f"{t.text}: base size {base_size}, computed {object_size}")
    for entry in fields:
        rid, offset = entry.split(":")
        f = t.field_of_row(int(rid))
        if f.offset - (0 if value else 8) != int(offset):
            wrong.append(f"{f.text}: offset {offset}, computed {f.offset}")
    if sorted(int(w) for w in words.split()) != [g + 8 if value else g for g in layout.gc]:
        wrong.append(f"{t.text}: references at {words}, computed {layout.gc}")
    for entry in statics.split():
        rid, offset = entry.split(":")
        f = t.field_of_row(int(rid))
        if static_slot(f).offset != int(offset):
            wrong.append(f"{f.text}: static offset {offset}, computed {static_slot(f).offset}")
    return wrong
