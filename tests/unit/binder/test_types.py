"""Identity, resolution, canonical forms, text and hashes of types and members, on the real core library."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from type_systems import fresh, newtonsoft, shared

from binder import hashing
from binder.errors import ResolveError
from binder.kinds import (
    CTX_METHOD,
    CTX_NONE,
    CTX_THIS,
    CTX_TYPE,
    TK_CANON,
    TK_I4,
    TK_I8,
    TK_OBJECT,
    TK_STRING,
)
from binder.names import parse_field, parse_method, parse_type
from binder.typesystem import TypeSystem

GENERIC = "System.Collections.Generic"


@pytest.fixture(scope="module")
def ts() -> TypeSystem:
    return shared(8)


def test_primitives_are_their_definitions(ts: TypeSystem) -> None:
    assert ts.well_known("System", "Int32") is ts.prim(TK_I4)
    assert ts.well_known("System", "__Canon") is ts.prim(TK_CANON)
    assert ts.prim(TK_I4).is_value_type and ts.prim(TK_I4).is_primitive
    assert ts.prim(TK_STRING).is_ref and ts.prim(TK_STRING).is_sealed
    assert ts.prim(TK_OBJECT).base() is None
    with pytest.raises(ResolveError):
        ts.prim(0x12)


def test_constructed_types_are_interned(ts: TypeSystem) -> None:
    i4 = ts.prim(TK_I4)
    lst = ts.well_known(GENERIC, "List`1")
    assert ts.szarray(i4) is ts.szarray(i4)
    assert ts.mdarray(i4, 2) is ts.mdarray(i4, 2) is not ts.mdarray(i4, 3)
    assert ts.mdarray(i4, 1) is not ts.szarray(i4)
    assert ts.byref(ts.ptr(i4)) is ts.byref(ts.ptr(i4))
    assert ts.inst(lst, [i4]) is ts.inst(lst, [i4])
    assert ts.inst(lst, [ts.var(0)]) is lst
    assert ts.inst(lst, [i4]).definition() is lst
    for bad in ([], [i4, i4], [ts.byref(i4)]):
        with pytest.raises(ResolveError):
            ts.inst(lst, bad)


def test_nesting_is_limited(ts: TypeSystem) -> None:
    t = ts.prim(TK_I4)
    with pytest.raises(ResolveError):
        for _ in range(100):
            t = ts.szarray(t)


def test_classification(ts: TypeSystem) -> None:
    def flags(name: str, namespace: str = "System") -> str:
        t = ts.well_known(namespace, name)
        return "".join(
            c if f else "-"
            for c, f in (
                ("v", t.is_value_type),
                ("e", t.is_enum),
                ("d", t.is_delegate),
                ("i", t.is_interface),
                ("s", t.is_sealed),
                ("b", t.is_byref_like),
                ("r", t.is_ref),
            )
        )

    assert flags("ValueType") == "------r"
    assert flags("Enum") == "------r"
    assert flags("DayOfWeek") == "ve--s--"
    assert flags("DateTime") == "v---s--"
    assert flags("Span`1") == "v---sb-"
    assert flags("ArgIterator") == "v---sb-"
    assert flags("TypedReference") == "v---sb-"
    assert flags("Action") == "--d-s-r"
    assert flags("MulticastDelegate") == "------r"
    assert flags("IDisposable") == "---i--r"
    assert flags("Nullable`1") == "v---s--"
    assert ts.well_known("System", "DayOfWeek").underlying() is ts.prim(TK_I4)


def test_forwarders_lead_to_the_core_library(ts: TypeSystem) -> None:
    for facade in ("System.Runtime", "netstandard", "mscorlib"):
        module = ts.module_by_name(facade)
        assert module is not None
        assert module.resolve_name("System", "String") is ts.prim(TK_STRING)
        with pytest.raises(ResolveError):
            module.resolve_name("System", "NoSuchType")
    assert ts.module_by_name("no.such.assembly") is None


def test_every_reference_of_a_library_resolves(ts: TypeSystem) -> None:
    newtonsoft()
    module = ts.module_by_name("newtonsoft.json")
    assert module is not None
    md = module.md
    for table in (0x01, 0x1B):
        for rid in range(1, md.row_count(table) + 1):
            t = module.resolve_type_token(table << 24 | rid)
            assert t is module.resolve_type_token(table << 24 | rid)
    for rid in range(1, md.row_count(0x0A) + 1):
        if md.memberref(rid)[2][0] == 6:
            assert module.resolve_field_token(0x0A000000 | rid).name == md.memberref(rid)[1]
        else:
            assert module.resolve_method_token(0x0A000000 | rid).name == md.memberref(rid)[1]
    for rid in range(1, md.row_count(0x2B) + 1):
        assert module.resolve_method_token(0x2B000000 | rid).is_generic
    for bad in (0x02FFFFFF, 0x01000000, 0x1B7FFFFF, 0x70000001):
        with pytest.raises(ResolveError):
            module.resolve_type_token(bad)


def test_canonical_forms_and_contexts(ts: TypeSystem) -> None:
    string, i4, canon = ts.prim(TK_STRING), ts.prim(TK_I4), ts.canon_type
    lst = ts.well_known(GENERIC, "List`1")
    pair = ts.well_known(GENERIC, "KeyValuePair`2")
    assert ts.inst(lst, [string]).canon() is ts.inst(lst, [canon])
    assert ts.inst(lst, [i4]).canon() is ts.inst(lst, [i4])
    mixed = ts.inst(lst, [ts.inst(pair, [string, i4])])
    assert mixed.canon() is ts.inst(lst, [ts.inst(pair, [canon, i4])])
    assert mixed.canon().is_shared and not mixed.is_shared
    assert ts.szarray(string).canon() is ts.szarray(canon)
    assert lst.over_canon() is ts.inst(lst, [canon])

    add = mixed.find_method("Add")
    assert add is not None and add.context == CTX_NONE
    assert add.canon().context == CTX_THIS
    assert add.canon().owner is mixed.canon()
    key = ts.inst(pair, [string, i4]).find_method("get_Key")
    assert key is not None and key.canon().context == CTX_TYPE
    empty = ts.well_known("System", "Array").find_method("Empty")
    assert empty is not None and empty.is_generic and not empty.is_method_inst
    of_string = ts.inst_method(empty, [string])
    assert of_string is ts.inst_method(empty, [string])
    assert of_string.canon() is ts.inst_method(empty, [canon])
    assert of_string.canon().context == CTX_METHOD
    assert of_string.sig.ret is ts.szarray(string)
    assert empty.over_canon() is of_string.canon()


def test_substitution_reaches_members(ts: TypeSystem) -> None:
    i8 = ts.prim(TK_I8)
    lst = ts.inst(ts.well_known(GENERIC, "List`1"), [i8])
    items = lst.find_field("_items")
    assert items is not None and items.type is ts.szarray(i8)
    assert items.typical().type is ts.szarray(ts.var(0))
    add = lst.find_method("Add")
    assert add is not None and add.sig.params == [i8]
    assert add.typical().sig.params == [ts.var(0)]
    convert = lst.find_method("ConvertAll")
    assert convert is not None
    out = ts.inst_method(convert, [ts.prim(TK_STRING)])
    assert out.sig.ret.text == "[System.Private.CoreLib]System.Collections.Generic.List`1<string>"
    assert ts.well_known("System", "Array") is ts.szarray(i8).base()
    # A call of M<!!0> inside a generic method is the open form of M, and yet gets the caller's arguments.
    over_caller = ts.inst_method(convert, [ts.mvar(0)])
    assert over_caller.subst([], [ts.prim(TK_STRING)]) is out


def test_array_methods(ts: TypeSystem) -> None:
    a = ts.mdarray(ts.prim(TK_I8), 2)
    get = ts.array_method(a, "Get", 2)
    assert get.is_array_method and get is ts.array_method(a, "Get", 2)
    assert get.sig.ret is ts.prim(TK_I8)
    assert ts.array_method(a, "Address", 2).sig.ret is ts.byref(ts.prim(TK_I8))
    assert ts.array_method(a, ".ctor", 4).is_ctor
    for name, count in (("Get", 1), ("Set", 2), (".ctor", 3), ("Put", 2)):
        with pytest.raises(ResolveError):
            ts.array_method(a, name, count)


@pytest.mark.parametrize("name", ["System.Private.CoreLib", "Newtonsoft.Json"])
def test_text_round_trip(name: str) -> None:
    newtonsoft()
    writer, reader = shared(8), fresh(8)
    module, other = writer.module_by_name(name), reader.module_by_name(name)
    assert module is not None and other is not None
    seen: set[str] = set()
    for t in module.typedefs():
        assert parse_type(reader, t.text) is other.typedef(t.rid)
        for m in t.methods():
            assert m.text not in seen
            seen.add(m.text)
            assert parse_method(reader, m.text) is other.methoddef(m.rid)
        for f in t.fields():
            assert parse_field(reader, f.text) is other.fielddef(f.rid)
    for rid in range(1, module.md.row_count(0x2B) + 1):
        m = module.resolve_method_token(0x2B000000 | rid)
        assert parse_method(writer, m.text) is m
        assert parse_method(writer, m.canon().text) is m.canon()
    for rid in range(1, module.md.row_count(0x1B) + 1):
        t = module.resolve_type_token(0x1B000000 | rid)
        assert parse_type(writer, t.text) is t


def test_text_forms(ts: TypeSystem) -> None:
    core = "[System.Private.CoreLib]System."
    for text in (
        "i4[1]",
        "i4[,,]&",
        "void**",
        "!0[]",
        "!!12",
        "fn(0;void;i4,string)",
        "fn(9;i*;)*",
        core + "Collections.Generic.Dictionary`2/Enumerator<string,i4>",
        core + "Collections.Generic.List`1<!0>",
    ):
        assert parse_type(ts, text).text == text
    for text in (
        "i4[,]::Get(i;0;i4;i4,i4)",
        core + "Array::Empty`1(s;0;!!0[];)",
        core + "Array::Empty`1(s;0;!!0[];)<string>",
        core + "Collections.Generic.List`1<__Canon>::Add(i;0;void;!0)",
    ):
        assert parse_method(ts, text).text == text
    for bad in (
        "",
        "i5",
        "i4[",
        "[System.Private.CoreLib]",
        core + "Nope",
        "i4[,",
        "fn(0;void",
        "i4]",
        "i4\\",
    ):
        with pytest.raises(ResolveError):
            parse_type(ts, bad)
    for bad in (
        "i4",
        core + "String::Nope(s;0;void;)",
        core + "Array::Empty(s;0;!!0[];)",
        "i4::F(x;0;void;)",
    ):
        with pytest.raises(ResolveError):
            parse_method(ts, bad)


def test_hashes() -> None:
    assert hashing.name_hash(b"") == 0
    # Bytes above 0x7F count as negative numbers.
    assert hashing.name_hash("é".encode()) != hashing.name_hash(b"\x43\x29")
    ts = shared(8)
    i4 = ts.prim(TK_I4)
    assert i4.hash == hashing.type_name_hash("System", "Int32")
    lst = ts.well_known(GENERIC, "List`1")
    of_int = ts.inst(lst, [i4])
    assert of_int.hash == hashing.combine_end(hashing.combine_step(lst.hash, i4.hash))
    nested = ts.module_by_name("System.Private.CoreLib")
    assert nested is not None
    inner = parse_type(ts, "[System.Private.CoreLib]System.Collections.Generic.List`1/Enumerator<!0>")
    own = hashing.type_name_hash("", "Enumerator")
    assert inner.hash == hashing.nested_hash(lst.hash, own)
    add = of_int.find_method("Add")
    assert add is not None and add.hash == of_int.hash ^ hashing.name_hash(b"Add")
