"""The importer over every method of the test programs, and imported methods executed in the SSA interpreter."""
from __future__ import annotations

import functools
import re
from collections import Counter
from pathlib import Path

import pytest
from harness import BIN, default_dotnet, framework_dir

from binder.errors import BadImage
from binder.members import MethodDesc
from binder.modules import Module
from binder.typesystem import TypeSystem
from codegen.compile import roots, skip_reason
from codegen.core.reject import Reject
from codegen.imp.importer import import_method
from codegen.opt.passes import LEVEL_FULL, Passes
from codegen.reasons import REASONS
from codegen.ssa.func import Func
from codegen.ssa.interp import Interp, InterpError, Trap
from codegen.ssa.verify import verify_func

REPO = Path(__file__).resolve().parents[3]
PROGRAMS = sorted(p.stem for p in BIN.glob("*.dll"))
MIN_I4 = -(1 << 31)
MAX_I4 = (1 << 31) - 1
MIN_I8 = -(1 << 63)


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
    return ts


@functools.cache
def program(name: str) -> Module:
    return type_system().add_module(str(BIN / f"{name}.dll"))


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_method_imports_or_says_why(name: str) -> None:
    ts = type_system()
    module = program(name)
    ts.set_bubble(module)
    f = Func()
    passes = Passes()
    left: Counter[str] = Counter()
    count = 0
    for m in roots(module):
        if skip_reason(m):
            continue
        count += 1
        try:
            import_method(ts, m, f)
        except Reject as e:
            left[e.reason] += 1
            continue
        assert verify_func(f) == [], m.text
        passes.run(f, LEVEL_FULL, None)
        assert verify_func(f) == [], m.text
    assert count > 0
    assert set(left) <= set(REASONS)
    # The border to native code is the JIT's.
    assert (sum(left.values()) - left["pinvoke"] - left["unmanaged-calli"]) * 10 <= count, left


def test_import_is_repeatable() -> None:
    """Importing a method again, after others, gives the same function: nothing of a method survives the next."""
    from codegen.ssa.text import print_func

    ts = type_system()
    module = program("generics")
    ts.set_bubble(module)
    f = Func()
    texts: list[str] = []
    methods = [m for m in roots(module) if not skip_reason(m)][:40]
    for order in (methods, methods[::-1]):
        found: dict[str, str] = {}
        for m in order:
            try:
                import_method(ts, m, f)
                found[m.text] = print_func(f)
            except Reject as e:
                found[m.text] = str(e)
        texts.append(repr(sorted(found.items())))
    assert texts[0] == texts[1]


def test_reasons_in_sources_are_listed() -> None:
    """Every code that a module of codegen rejects with is in the table."""
    used: set[str] = set()
    for path in (REPO / "codegen").rglob("*.py"):
        for call in re.findall(r'Reject\(([^,]*?"[a-z0-9-]+"[^,]*?),', path.read_text(encoding="utf-8")):
            used.update(re.findall(r'(?:^|if .*? else )\s*"([a-z][a-z0-9-]+)"', call))
    assert len(used) > 10
    assert used <= set(REASONS), used - set(REASONS)


# ---- execution


def method(name: str, owner: str, member: str) -> MethodDesc:
    ts = type_system()
    module = program(name)
    ts.set_bubble(module)
    for m in roots(module):
        if m.name == member and f"]{owner}::" in m.text:
            return m
    raise LookupError(f"{owner}::{member}")


def overflow(interp: Interp, args: list[int]) -> int:
    raise Trap("overflow")


def execute(name: str, owner: str, member: str, args: list[int]) -> list[str]:
    """Results before and after the passes: a number, or the trap."""
    f = Func()
    import_method(type_system(), method(name, owner, member), f)
    out: list[str] = []
    for optimised in (False, True):
        if optimised:
            Passes().run(f, LEVEL_FULL, None)
        interp = Interp({"Helper\t22": overflow})
        try:
            out.append(str(interp.run(f, args)))
        except Trap as trap:
            out.append(trap.kind)
        except InterpError as error:
            out.append(f"error {error}")
    return out


CASES: list[tuple[str, str, str, list[int], int]] = [
    ("smoke", "Smoke", "Add", [2, 3], 5),
    ("smoke", "Smoke", "Gcd", [84, 36], 12),
    ("smoke", "Smoke", "IsPrime", [97], 1),
    ("smoke", "Smoke", "IsPrime", [91], 0),
    ("arith", "Ops", "AddI4", [MAX_I4, 1], MIN_I4),
    ("arith", "Ops", "MulI8", [MIN_I8, 3], MIN_I8),
    ("arith", "Ops", "DivI4", [-7, 2], -3),
    ("arith", "Ops", "RemI4", [-7, 2], -1),
    ("arith", "Ops", "DivU4", [-1, 10], 429496729),
    ("arith", "Ops", "ShlI4", [1, 33], 2),
    ("arith", "Ops", "ShrI4", [-8, 1], -4),
    ("arith", "Ops", "UShrI4", [-1, 28], 15),
    ("arith", "Ops", "AddOvfI4", [40, 2], 42),
    ("arith", "Ops", "LtU4", [-1, 1], 0),
    ("arith", "Ops", "LtI4", [-1, 1], 1),
    ("arith", "Ops", "RotlI4", [1, 31], MIN_I4),
    ("arith", "Ops", "WideMul", [MAX_I4, 2], 4294967294),
    ("arith", "Ops", "WideMulU", [-1, 2], 8589934590),
    ("arith", "Ops", "AddI1", [127, 1], -128),
    ("arith", "Ops", "SubU1", [0, 1], 255),
    ("arith", "Ops", "MulI2", [300, 300], 24464),
    ("arith", "Ops", "NextChar", [65, 2], 67),
    ("arith", "Conv", "CI4ToU1", [-1], 255),
    ("arith", "Conv", "CI4ToI1", [200], -56),
    ("arith", "Conv", "CI4ToU8", [-1], -1),
    ("arith", "Conv", "CU4ToI8", [-1], 4294967295),
    ("arith", "Conv", "CI8ToI4", [(1 << 32) + 5], 5),
    ("arith", "Conv", "XI4ToU1", [255], 255),
    ("arith", "Conv", "XI8ToI4", [MIN_I4], MIN_I4),
    ("arith", "Conv", "XU8ToI8", [5], 5),
    ("control", "Control", "IfElse", [-3], -1),
    ("control", "Control", "Ternary", [3, 20], 20),
    ("control", "Control", "Ternary", [9, 4], 5),
    ("control", "Control", "AndAlso", [1, 2], 1),
    ("control", "Control", "UnsignedBranch", [-1, 1], 1),
    ("control", "Control", "LongBranch", [MIN_I8, 1], -1),
    ("control", "Control", "BoolBranch", [1, 0], 1),
    ("control", "Control", "SwitchDense", [4], 43),
    ("control", "Control", "SwitchDense", [6], -1),
    ("control", "Control", "SwitchOffset", [100], 6),
    ("control", "Control", "SwitchOffset", [103], 41),
    ("control", "Control", "SwitchSparse", [MIN_I4], 7),
    ("control", "Control", "SwitchLong", [1 << 32], 4),
    ("control", "Control", "SwitchEnum", [5], 1),
    ("control", "Control", "While", [10], 22),
    ("control", "Control", "DoWhile", [9], 14),
    ("control", "Control", "ForDown", [20], 2432902008176640000),
]


@pytest.mark.parametrize(
    ("name", "owner", "member", "args", "expected"), CASES, ids=[f"{c[2]}-{'-'.join(map(str, c[3]))}" for c in CASES])
def test_executes(name: str, owner: str, member: str, args: list[int], expected: int) -> None:
    assert execute(name, owner, member, args) == [str(expected), str(expected)]


@pytest.mark.parametrize(
    ("owner", "member", "args"), [
        ("Ops", "AddOvfI4", [MAX_I4, 1]), ("Ops", "SubOvfU4", [0, 1]), ("Ops", "MulOvfI8", [MIN_I8, -1]),
        ("Ops", "DivI4", [1, 0]), ("Ops", "DivI4", [MIN_I4, -1]), ("Ops", "RemU8", [1, 0]),
        ("Ops", "AddOvfU1", [255, 1]), ("Conv", "XI4ToU1", [-1]), ("Conv", "XI4ToI1", [128]),
        ("Conv", "XU4ToI4", [-1]), ("Conv", "XI8ToU4", [-1]), ("Conv", "XI8ToU8", [-1]), ("Conv", "XU8ToI8", [-1]),
        ("Conv", "XU8ToI4", [1 << 40]),
    ])
def test_raises(owner: str, member: str, args: list[int]) -> None:
    for result in execute("arith", owner, member, args):
        assert not result.lstrip("-").isdigit() and not result.startswith("error"), result
