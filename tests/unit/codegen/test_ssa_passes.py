"""The pass table keeps the order it promises; the arithmetic behind folding is right at the edges."""
from __future__ import annotations

import math

import pytest

from codegen.core import bits
from codegen.opt.passes import LEVEL_FULL, LEVEL_REQUIRED, ORDER, PASSES, VerifyError, run_passes
from codegen.ssa import ops
from codegen.ssa.eval import divide, eval_op, trap_of
from codegen.ssa.interp import Interp, Trap
from codegen.ssa.parse import parse_func
from codegen.ssa.scan import ParseError
from codegen.ssa.verify import verify_func

NAMES = [p.name for p in PASSES]


@pytest.mark.parametrize("earlier,later,every,reason", ORDER)
def test_order(earlier: str, later: str, every: bool, reason: str) -> None:
    runs = [k for k in range(len(NAMES)) if NAMES[k] == earlier]
    assert reason
    assert (runs[-1] if every else runs[0]) < NAMES.index(later)


def test_required_passes_stand_at_every_level() -> None:
    assert [p.name for p in PASSES if p.level == LEVEL_REQUIRED] == ["dce", "gcpoll"]


def test_division_by_every_small_constant() -> None:
    values = [0, 1, -1, 2, 6, 7, -7, 99, 0x7FFFFFFF, -0x80000000, -0x7FFFFFFF, 123456789, 0x55555555]
    for op in ("div", "rem", "udiv", "urem"):
        for d in [2, 3, 5, 6, 7, 9, 10, 11, 12, 13, 25, 100, 125, 641, 1000, 65537, 0x7FFFFFFF, -2, -3, -7, -10, -64]:
            text = f"""func "m" {{
  args (i32) -> i32
bb1:
  v1:i32 = arg 0
  v2:i32 = const {d}
  v3:i32 = {op} v1 v2
  ret v3
}}"""
            f = parse_func(text)
            run_passes(f, LEVEL_FULL, None, check=True)
            for x in values:
                assert Interp({}).run(f, [x]) == Interp({}).run(parse_func(text), [x]), (op, x, d)


def test_floats_round_once() -> None:
    assert bits.int_to_f32((1 << 60) + (1 << 36) + 1) == bits.f32_bits(float((1 << 60) + (1 << 37)))
    assert bits.int_to_f32(-16777217) == bits.f32_bits(-16777216.0)
    assert bits.f64_bits(-0.0) == -(1 << 63)
    assert math.copysign(1.0, divide(1.0, -math.inf)) == -1.0
    assert divide(-1.0, 0.0) == -math.inf
    assert math.isnan(divide(0.0, 0.0))


def test_traps() -> None:
    assert trap_of(ops.OP_DIV, ops.TY_I32, 1, 0)
    assert trap_of(ops.OP_REM, ops.TY_I64, -(1 << 63), -1)
    assert not trap_of(ops.OP_UDIV, ops.TY_I32, -0x80000000, -1)
    assert trap_of(ops.OP_SUB_OVF_U, ops.TY_I32, 1, 2)
    assert not trap_of(ops.OP_ADD_OVF, ops.TY_I64, 1 << 62, 1)
    assert eval_op(ops.OP_UREM, ops.TY_I32, ops.TY_I32, 0, -1, 10) == 5
    assert eval_op(ops.OP_REM, ops.TY_I32, ops.TY_I32, 0, -7, 3) == -1


def test_handlers_in_the_interpreter() -> None:
    f = parse_func("""func "m" {
  args (i32 i32) -> i32
  slot1 size 8 align 8 zero
  region1 try in region0
  region2 catch in region0
  region3 try in region1
  region4 finally in region1
  clause finally region3 region4 bb4
  clause catch region1 region2 bb5 "[A]E"
bb1:
  v1:i32 = arg 0
  v2:i32 = arg 1
  v3:i64 = slot_addr slot1
  store i32 v3 v1
  store i32 v3 +4 v2
  jmp bb2
bb2 region3:
  v4:i32 = load i32 v3
  v5:i32 = load i32 v3 +4
  v6:i32 = div v4 v5
  store i32 v3 v6
  call_finally bb4 bb3
bb3 region1:
  jmp bb6
bb4 region4:
  v7:i32 = load i32 v3
  v8:i32 = const 100
  v9:i32 = add v7 v8
  store i32 v3 v9
  end_finally
bb5 region2:
  v10:ref = catch_arg
  catch_ret bb6
bb6:
  v11:i32 = load i32 v3
  ret v11
}""")
    assert verify_func(f) == []
    assert Interp({}).run(f, [6, 3]) == 102
    assert Interp({}).run(f, [6, 0]) == 106
    run_passes(f, LEVEL_FULL, None, check=True)
    assert Interp({}).run(f, [6, 3]) == 102
    assert Interp({}).run(f, [6, 0]) == 106


BROKEN = [
    ("v1:i32 = arg 0\n  v2:i32 = add v3 v1\n  v3:i32 = const 1\n  ret v2", "defined later"),
    ("v1:i32 = arg 0\n  v2:i64 = sx32 v1\n  v3:i32 = add v1 v2\n  ret v3", "bad types"),
    ("v1:i32 = arg 0\n  ret v1\nbb2:\n  v2:i32 = const 1", "no terminator"),
    ("v1:i32 = arg 0\n  br v1 bb2 bb3\nbb2:\n  v2:i32 = add v1 v1\n  jmp bb3\nbb3:\n  ret v2", "does not dominate"),
    ("v1:i32 = arg 0\n  jmp bb2(v1)\nbb2:\n  ret v1", "arguments for the 0 parameters"),
    ("v1:i32 = arg 0\n  br v1 bb2\nbb2:\n  ret v1", "1 successors"),
    ("v1:i32 = arg 0\n  jmp bb2\nbb2 region1:\n  ret v1", "another region"),
    ("v1:i64 = arg 0\n  ret v1", "bad types"),
]


@pytest.mark.parametrize("body,message", BROKEN)
def test_verifier(body: str, message: str) -> None:
    head = """func "m" {
  args (i32) -> i32
  region1 try in region0
  region2 catch in region0
  clause catch region1 region2 bb9 "[A]E"
bb1:
  """
    tail = "\nbb9 region2:\n  v90:ref = catch_arg\n  v91:i32 = const 0\n  ret v91\n}"
    f = parse_func(head + body + tail)
    assert any(message in e for e in verify_func(f)), verify_func(f)
    with pytest.raises(VerifyError):
        run_passes(f, LEVEL_FULL, None, check=True)


@pytest.mark.parametrize("text", ["", "func m {\n}", 'func "m" {\nbb1:\n  frob v1\n}', 'func "m" {\nbb1:\n  ret v1\n}'])
def test_parser_says_where(text: str) -> None:
    with pytest.raises(ParseError):
        parse_func(text)


def test_null_is_a_trap() -> None:
    f = parse_func('func "m" {\n args (ref) -> i32\nbb1:\n v1:ref = arg 0\n v2:i32 = load i32 v1 +8\n ret v2\n}')
    with pytest.raises(Trap):
        Interp({}).run(f, [0])
