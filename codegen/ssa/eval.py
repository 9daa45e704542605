"""What the operations compute, on constants: the one definition behind constant folding and the interpreter.

Operands and results are canonical constants (codegen.core.bits); floats are their bits.  `trap_of` says whether an
operation raises, before `eval_op` may be asked for its result.  Results that are NaN have the bits of the machine's
default NaN only by chance: folding leaves them to the machine.
"""
from __future__ import annotations

import math
from typing import Final

from mypy_extensions import i64

from codegen.core.bits import (
    MASK32,
    MASK64,
    bits_f32,
    bits_f64,
    f32_bits,
    f64_bits,
    float_to_int,
    int_to_f32,
    sign_extend,
    trunc_div,
    trunc_rem,
    zero_extend,
)
from codegen.ssa.ops import (
    CC_EQ,
    CC_GE,
    CC_GT,
    CC_LE,
    CC_LT,
    CC_NE,
    CC_UGE,
    CC_UGT,
    CC_ULE,
    CC_ULT,
    FC_EQ,
    FC_GE,
    FC_GEU,
    FC_GT,
    FC_GTU,
    FC_LE,
    FC_LEU,
    FC_LT,
    FC_LTU,
    FC_NEU,
    OP_ADD,
    OP_ADD_OVF,
    OP_ADD_OVF_U,
    OP_AND,
    OP_BITCAST,
    OP_CMP,
    OP_DIV,
    OP_FABS,
    OP_FADD,
    OP_FCMP,
    OP_FCVT,
    OP_FDIV,
    OP_FMUL,
    OP_FNEG,
    OP_FSQRT,
    OP_FSUB,
    OP_FTOI,
    OP_ITOF,
    OP_MUL,
    OP_MUL_OVF,
    OP_MUL_OVF_U,
    OP_NEG,
    OP_NOT,
    OP_OR,
    OP_REM,
    OP_SAR,
    OP_SHL,
    OP_SHR,
    OP_SUB,
    OP_SUB_OVF,
    OP_SUB_OVF_U,
    OP_SX8,
    OP_SX16,
    OP_SX32,
    OP_TRUNC,
    OP_UDIV,
    OP_UREM,
    OP_UTOF,
    OP_XOR,
    OP_ZX8,
    OP_ZX16,
    OP_ZX32,
    TY_F32,
    TY_F64,
    TY_I32,
)

TRAP_NONE: Final = 0
TRAP_NULL: Final = 1
TRAP_BOUNDS: Final = 2
TRAP_DIV0: Final = 3
TRAP_OVERFLOW: Final = 4

TRAP_NAMES: Final = ("none", "null", "bounds", "div0", "overflow")


def width(ty: i64) -> int:
    """Bits of a type."""
    return 32 if ty == TY_I32 or ty == TY_F32 else 64


def trap_of(op: i64, ty: i64, a: int, b: int) -> i64:
    """What the arithmetic operation raises for these operands: TRAP_*."""
    bits = width(ty)
    if op == OP_DIV or op == OP_REM:
        if b == 0:
            return TRAP_DIV0
        return TRAP_OVERFLOW if b == -1 and a == -(1 << (bits - 1)) else TRAP_NONE
    if op == OP_UDIV or op == OP_UREM:
        return TRAP_DIV0 if b == 0 else TRAP_NONE
    exact = 0
    if op == OP_ADD_OVF or op == OP_SUB_OVF or op == OP_MUL_OVF:
        exact = a + b if op == OP_ADD_OVF else (a - b if op == OP_SUB_OVF else a * b)
        return TRAP_NONE if sign_extend(exact, bits) == exact else TRAP_OVERFLOW
    if op == OP_ADD_OVF_U or op == OP_SUB_OVF_U or op == OP_MUL_OVF_U:
        x = zero_extend(a, bits)
        y = zero_extend(b, bits)
        exact = x + y if op == OP_ADD_OVF_U else (x - y if op == OP_SUB_OVF_U else x * y)
        return TRAP_NONE if zero_extend(exact, bits) == exact else TRAP_OVERFLOW
    return TRAP_NONE


def compare_int(cc: i64, a: int, b: int) -> bool:
    """CC_* on sign-extended operands; as unsigned numbers they compare alike at either width."""
    if cc == CC_EQ:
        return a == b
    if cc == CC_NE:
        return a != b
    if cc == CC_LT:
        return a < b
    if cc == CC_LE:
        return a <= b
    if cc == CC_GT:
        return a > b
    if cc == CC_GE:
        return a >= b
    x = a & MASK64
    y = b & MASK64
    if cc == CC_ULT:
        return x < y
    if cc == CC_ULE:
        return x <= y
    if cc == CC_UGT:
        return x > y
    assert cc == CC_UGE
    return x >= y


def compare_float(fc: i64, x: float, y: float) -> bool:
    """FC_*."""
    if fc == FC_EQ:
        return x == y
    if fc == FC_NEU:
        return x != y
    if fc == FC_LT:
        return x < y
    if fc == FC_LE:
        return x <= y
    if fc == FC_GT:
        return x > y
    if fc == FC_GE:
        return x >= y
    if fc == FC_LTU:
        return not x >= y
    if fc == FC_LEU:
        return not x > y
    if fc == FC_GTU:
        return not x <= y
    assert fc == FC_GEU
    return not x < y


def to_float(ty: i64, bits: int) -> float:
    return bits_f32(bits) if ty == TY_F32 else bits_f64(bits)


def from_float(ty: i64, x: float) -> int:
    return f32_bits(x) if ty == TY_F32 else f64_bits(x)


def divide(x: float, y: float) -> float:
    """IEEE division; Python's raises for y == 0."""
    if y != 0.0 or y != y:
        return x / y
    if x == 0.0 or x != x:
        return math.nan
    return math.copysign(math.inf, x) * math.copysign(1.0, y)


def eval_op(op: i64, ty: i64, operand_ty: i64, cc: i64, a: int, b: int) -> int:
    """Result of an operation that does not raise; `operand_ty` is the type of a, `cc` the condition of CMP, FCMP."""
    if op == OP_CMP:
        return 1 if compare_int(cc, a, b) else 0
    if op == OP_FCMP:
        return 1 if compare_float(cc, to_float(operand_ty, a), to_float(operand_ty, b)) else 0
    if OP_FADD <= op <= OP_FABS:
        return _eval_float(op, ty, a, b)
    if OP_SX8 <= op <= OP_BITCAST:
        return _eval_conversion(op, ty, operand_ty, a)
    return sign_extend(_eval_int(op, width(ty), a, b), width(ty))


def _eval_int(op: i64, bits: int, a: int, b: int) -> int:
    if op == OP_ADD or op == OP_ADD_OVF or op == OP_ADD_OVF_U:
        return a + b
    if op == OP_SUB or op == OP_SUB_OVF or op == OP_SUB_OVF_U:
        return a - b
    if op == OP_MUL or op == OP_MUL_OVF or op == OP_MUL_OVF_U:
        return a * b
    if op == OP_AND:
        return a & b
    if op == OP_OR:
        return a | b
    if op == OP_XOR:
        return a ^ b
    if op == OP_SHL:
        return a << (b & (bits - 1))
    if op == OP_SHR:
        return zero_extend(a, bits) >> (b & (bits - 1))
    if op == OP_SAR:
        return a >> (b & (bits - 1))
    if op == OP_NEG:
        return -a
    if op == OP_NOT:
        return ~a
    if op == OP_DIV:
        return trunc_div(a, b)
    if op == OP_REM:
        return trunc_rem(a, b)
    if op == OP_UDIV:
        return zero_extend(a, bits) // zero_extend(b, bits)
    assert op == OP_UREM
    return zero_extend(a, bits) % zero_extend(b, bits)


def _eval_float(op: i64, ty: i64, a: int, b: int) -> int:
    sign = 1 << (width(ty) - 1)
    if op == OP_FNEG or op == OP_FABS:
        bits = a & (MASK32 if ty == TY_F32 else MASK64)
        bits = bits ^ sign if op == OP_FNEG else bits & (sign - 1)
        return bits if ty == TY_F32 else sign_extend(bits, 64)
    x = to_float(ty, a)
    if op == OP_FSQRT:
        return from_float(ty, math.nan if x < 0.0 else math.sqrt(x))
    y = to_float(ty, b)
    # One double precision operation rounded to single is the single precision operation: 53 >= 2 * 24 + 2.
    if op == OP_FADD:
        return from_float(ty, x + y)
    if op == OP_FSUB:
        return from_float(ty, x - y)
    if op == OP_FMUL:
        return from_float(ty, x * y)
    assert op == OP_FDIV
    return from_float(ty, divide(x, y))


def _eval_conversion(op: i64, ty: i64, operand_ty: i64, a: int) -> int:
    if op == OP_SX8:
        return sign_extend(a, 8)
    if op == OP_SX16:
        return sign_extend(a, 16)
    if op == OP_ZX8:
        return zero_extend(a, 8)
    if op == OP_ZX16:
        return zero_extend(a, 16)
    if op == OP_SX32:
        return a
    if op == OP_ZX32:
        return zero_extend(a, 32)
    if op == OP_TRUNC:
        return sign_extend(a, 32)
    if op == OP_ITOF or op == OP_UTOF:
        x = zero_extend(a, 64) if op == OP_UTOF else a
        return int_to_f32(x) if ty == TY_F32 else f64_bits(float(x))
    if op == OP_FTOI:
        return float_to_int(to_float(operand_ty, a), width(ty))
    if op == OP_FCVT:
        return from_float(ty, to_float(operand_ty, a))
    assert op == OP_BITCAST
    if ty == TY_F32:
        return zero_extend(a, 32)
    if operand_ty == TY_F32:
        return sign_extend(a, 32)
    return a


def is_nan(ty: i64, bits: int) -> bool:
    """Is this float constant a NaN?"""
    if ty != TY_F32 and ty != TY_F64:
        return False
    x = to_float(ty, bits)
    return x != x
