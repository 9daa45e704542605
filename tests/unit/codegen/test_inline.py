"""Inlining: which calls of the program `inlining` disappear, which stay, and that nothing else decides about it."""
from __future__ import annotations

import functools

import pytest
from harness import BIN, default_dotnet, framework_dir

from binder.errors import BadImage
from binder.members import MethodDesc
from binder.typesystem import TypeSystem
from codegen.blob import decode_methods
from codegen.compile import Compiler, roots
from codegen.core.symbols import CELL_METHOD
from codegen.imp.importer import import_method
from codegen.imp.inline import BodyInliner
from codegen.options import CompileOptions
from codegen.ssa.func import Func
from codegen.ssa.ops import OP_CALL
from codegen.ssa.verify import verify_func
from codegen.target import Target

TARGET = Target("linux", "x64", 9, 1)


@functools.cache
def type_system() -> TypeSystem:
    dotnet = default_dotnet()
    if dotnet is None:
        pytest.skip("no .NET 8 runtime: neither the peer nor the embedded wheel")
    ts = TypeSystem()
    for path in sorted(framework_dir(dotnet).glob("*.dll")):
        try:
            ts.add_reference(str(path))
        except BadImage:
            continue
    ts.set_bubble(ts.add_module(str(BIN / "inlining.dll")))
    return ts


def methods() -> list[MethodDesc]:
    return roots(type_system().add_module(str(BIN / "inlining.dll")))


def imported(name: str) -> Func:
    found = [m for m in methods() if f"::{name}(" in m.text or f"::{name}<" in m.text]
    assert len(found) == 1, found
    f = Func()
    import_method(type_system(), found[0], f, inliner=BodyInliner())
    assert verify_func(f) == []
    return f


def called(name: str) -> set[str]:
    """Names of the methods of the program that the imported method calls."""
    f = imported(name)
    texts = {s.text for s in f.symbols.items if s.cell == CELL_METHOD and "[inlining]" in s.text.split("::")[0]}
    return {t.split("::")[1].split("(")[0] for t in texts}


def calls_in(f: Func) -> int:
    return sum(1 for b in f.order for v in block_values(f, b) if f.op[v] == OP_CALL)


def block_values(f: Func, block: int) -> list[int]:
    out: list[int] = []
    v = int(f.blocks[block].first)
    while v:
        out.append(v)
        v = int(f.nxt[v])
    return out


def test_small_bodies_take_the_place_of_their_calls() -> None:
    assert called("Order") == set()
    assert calls_in(imported("AddressOf")) == 0
    assert called("Loop") == set()


def test_recursion_ends() -> None:
    assert called("Fact") == {"Fact"}


def test_what_is_marked_is_called() -> None:
    assert {"Order", "Loop", "Structs", "Throws", "Statics", "Garbage"} <= called("Main")


def test_a_precise_class_constructor_keeps_the_call() -> None:
    assert called("Statics") == {"Next"}


def test_shared_code_is_inlined_into_its_own_class_only() -> None:
    assert "Get" not in called("Describe")
    assert "Describe" in called("Generic`1")


def test_unoptimised_code_keeps_its_calls() -> None:
    compiler = Compiler(type_system(), TARGET, CompileOptions(debug=True))
    order = next(m for m in methods() if "::Order(" in m.text)
    texts = {s.text for s in compiler.compile_method(order).symbols if s.cell == CELL_METHOD}
    assert any("::Add(" in t for t in texts)


def test_code_does_not_depend_on_what_was_compiled_before() -> None:
    keys = [m.text for m in methods()]
    forward = Compiler(type_system(), TARGET, CompileOptions()).compile_keys(keys)
    backward = Compiler(type_system(), TARGET, CompileOptions()).compile_keys(keys[::-1])
    blobs = {m.key: m.encode() for m in decode_methods(backward)}
    assert {m.key: m.encode() for m in decode_methods(forward)} == blobs


@pytest.mark.parametrize("name", ["Nulls", "Spans"])
def test_strings_and_spans_are_read_in_place(name: str) -> None:
    texts = {s.text for s in imported(name).symbols.items}
    for accessor in ("get_Length", "get_Chars", "get_Item", "get_IsEmpty"):
        assert not any(f"::{accessor}(" in t for t in texts), accessor
