"""Virtual, interface and constrained calls: the answer is the running runtime's, or none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from type_systems import ASSETS, VERSIONS, dotnet_root, shared

from binder.kinds import TK_I4, TK_STRING
from binder.members import MethodDesc
from binder.types import TypeDesc
from binder.typesystem import TypeSystem
from binder.virtual import resolve_constrained, resolve_virtual


@pytest.fixture(scope="module")
def ts() -> TypeSystem:
    return shared(8)


def edge(ts: TypeSystem, name: str) -> TypeDesc:
    module = ts.module_by_name("vtables")
    assert module is not None
    t = module.find_type("Edge", name)
    assert t is not None
    return t


def method(t: TypeDesc, name: str) -> MethodDesc:
    m = t.find_method(name)
    assert m is not None
    return m


@pytest.mark.parametrize(
    ("declared_on", "name", "seen_on", "found_on"),
    [
        ("Base", "M", "Derived", "Derived"),
        ("Base", "M", "Leaf", "Derived"),
        ("Base", "P", "Leaf", "Base"),
        ("Derived", "P", "Leaf", "Leaf"),
        ("Base", "M", "HiddenToo", "Base"),
        ("Hidden", "M", "HiddenToo", "HiddenToo"),
        ("IA", "M", "Leaf", "Derived"),
        ("IA", "M", "Reimpl", "Reimpl"),
        ("IA", "N", "Base", "IA"),
        ("IA", "M", "FromBase", "Plain"),
        ("IA", "N", "FromBase2", "FromBase2"),
        ("IA", "M", "Conc", "Conc"),
    ],
)
def test_override_shapes(ts: TypeSystem, declared_on: str, name: str, seen_on: str, found_on: str) -> None:
    found = resolve_virtual(method(edge(ts, declared_on), name), edge(ts, seen_on))
    assert found is not None and found.owner is edge(ts, found_on)


def test_unknown_stays_unknown(ts: TypeSystem) -> None:
    ia = method(edge(ts, "IA"), "N")
    # A more specific default method, covariant returns, an abstract target, an interface that is not implemented.
    assert resolve_virtual(ia, edge(ts, "Defaults")) is None
    assert resolve_virtual(method(edge(ts, "Cov1"), "C"), edge(ts, "Cov4")) is None
    assert resolve_virtual(ia, edge(ts, "Abs")) is None
    assert resolve_virtual(ia, edge(ts, "Plain")) is None
    assert resolve_virtual(method(edge(ts, "Base"), "Q"), edge(ts, "Leaf")) is None
    assert resolve_virtual(method(edge(ts, "Base"), "M"), ts.canon_type) is None


def test_equal_only_by_instantiation(ts: TypeSystem) -> None:
    """Gen<int> has Pick(T) and Pick(int) with one signature; each keeps its own slot."""
    gen = ts.inst(edge(ts, "Gen`1"), [ts.prim(TK_I4)])
    for m in gen.methods():
        if m.name == "Pick":
            assert resolve_virtual(m, gen) is m
            assert resolve_virtual(m, edge(ts, "GenInt")) is m


def test_generic_virtual_keeps_its_arguments(ts: TypeSystem) -> None:
    g = [m for m in edge(ts, "GMeth").methods() if m.name == "G"]
    of_string = ts.inst_method(g[0], [ts.prim(TK_STRING)])
    found = resolve_virtual(of_string, edge(ts, "GMeth2"))
    assert found is not None and found.margs == [ts.prim(TK_STRING)]
    assert found.owner is edge(ts, "GMeth2")


def test_constrained(ts: TypeSystem) -> None:
    value = edge(ts, "Val")
    obj = ts.object_type
    found = resolve_constrained(value, method(obj, "ToString"))
    assert found is not None and found.owner is value
    # Inherited from ValueType or Object: the receiver has to be boxed.
    assert resolve_constrained(value, method(obj, "GetHashCode")) is None
    assert resolve_constrained(value, method(obj, "GetType")) is None
    found = resolve_constrained(value, method(edge(ts, "IA"), "M"))
    assert found is not None and found.owner is value
    assert resolve_constrained(value, method(edge(ts, "IA"), "N")) is None
    assert resolve_constrained(edge(ts, "Base"), method(obj, "ToString")) is None
    shared_form = ts.inst(edge(ts, "GVal`1"), [ts.canon_type])
    over_canon = ts.inst(edge(ts, "IG`1"), [ts.canon_type])
    assert resolve_constrained(shared_form, method(over_canon, "Get")) is None


@pytest.mark.e2e
@pytest.mark.parametrize("major", [8, 10])
def test_agrees_with_the_running_runtime(major: int, tmp_path: Path) -> None:
    root = dotnet_root(major)
    ts = shared(major)
    out = tmp_path / "vtables.txt"
    command = [
        str(root / "dotnet"), "exec", "--fx-version", VERSIONS[major], str(ASSETS / "vtables.dll"), str(out),
        ".", "System.Collections.Immutable", "System.Linq", "System.Linq.Expressions",
    ]  # fmt: skip
    subprocess.run(command, check=True, timeout=120, env={**os.environ, "DOTNET_ROOT": str(root)})
    arguments = [ts.prim(TK_STRING), ts.prim(TK_STRING), ts.prim(TK_I4)]
    answered = 0
    wrong: list[str] = []
    lines = out.read_text().splitlines()
    for line in lines:
        kind, assembly, row, argument_set, where, definition, decl_row, target_in, target_row = line.split()
        modules = [ts.module_by_name(n) for n in (assembly, where, target_in)]
        assert modules[0] and modules[1] and modules[2]
        t = modules[0].typedef(int(row))
        if argument_set != "0":
            t = ts.inst(t, [arguments[int(argument_set)]] * len(t.args))
        wanted = modules[1].typedef(int(definition))
        owners = [i for i in t.interfaces() if i.defn is wanted] if kind == "i" else bases(t, wanted)
        if len(owners) != 1:
            continue
        decl = owners[0].method_of_row(int(decl_row))
        found = None if decl.is_static else resolve_virtual(decl, t)
        if found is None:
            continue
        answered += 1
        if found.typical() is not modules[2].methoddef(int(target_row)):
            wrong.append(f"{decl.text} on {t.text}: {found.text}")
    assert not wrong
    assert answered > len(lines) * 9 // 10 > 5000


def bases(t: TypeDesc, wanted: TypeDesc) -> list[TypeDesc]:
    found: list[TypeDesc] = []
    level: TypeDesc | None = t
    while level is not None:
        if level.defn is wanted:
            found.append(level)
        level = level.base()
    return found
