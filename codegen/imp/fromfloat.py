"""Floats to integers without overflow check: the hardware's result up to .NET 8, saturation from .NET 9 on.

The hardware gives the smallest integer for everything that it cannot represent.  Saturation corrects that with masks,
where M(c) is -1 when c holds and 0 else, and comparisons with NaN do not hold:

    int32, int64   (trunc(x) ^ M(x >= 2^(n-1))) & M(x == x)
    uint32         (low half of trunc64(x) | M(x >= 2^32)) & M(x >= 0)
    uint64         (t | (trunc64(x - 2^63) & (t >> 63)) | M(x >= 2^64)) & M(x >= 0)      with t = trunc64(x)

Sources: ECMA-335 III.3.27; the conversions as .NET 9 documents them.
"""
from __future__ import annotations

from typing import Final

from mypy_extensions import i64

from codegen.core.bits import f64_bits
from codegen.imp.helpers import HELPER_DBL2ULNG
from codegen.imp.state import State
from codegen.ssa.ops import (
    FC_EQ,
    FC_GE,
    OP_AND,
    OP_CONST,
    OP_FCMP,
    OP_FCVT,
    OP_FSUB,
    OP_FTOI,
    OP_NEG,
    OP_OR,
    OP_SAR,
    OP_SX32,
    OP_TRUNC,
    OP_XOR,
    TY_F32,
    TY_F64,
    TY_I32,
    TY_I64,
)

_ZERO: Final = f64_bits(0.0)
_TWO_31: Final = f64_bits(2147483648.0)
_TWO_32: Final = f64_bits(4294967296.0)
_TWO_63: Final = f64_bits(9223372036854775808.0)
_TWO_64: Final = f64_bits(18446744073709551616.0)


def _saturates(s: State) -> bool:
    return s.ts.runtime_major > 8


def _double(s: State, v: i64) -> i64:
    return s.emit(OP_FCVT, TY_F64, v, 0, 0, 0) if s.f.ty[v] == TY_F32 else v


def _mask(s: State, ty: i64, cond: i64, x: i64, y: i64) -> i64:
    """-1 when the comparison holds, else 0."""
    m = s.emit(OP_NEG, TY_I32, s.emit(OP_FCMP, TY_I32, x, y, cond, 0), 0, 0, 0)
    return m if ty == TY_I32 else s.emit(OP_SX32, TY_I64, m, 0, 0, 0)


def _at_least(s: State, ty: i64, x: i64, bits: int) -> i64:
    return _mask(s, ty, FC_GE, x, s.emit(OP_CONST, TY_F64, 0, 0, bits, 0))


def to_signed(s: State, v: i64, ty: i64) -> i64:
    """The float v as a signed integer of type `ty`."""
    if not _saturates(s):
        return s.emit(OP_FTOI, ty, v, 0, 0, 0)
    x = _double(s, v)
    t = s.emit(OP_FTOI, ty, x, 0, 0, 0)
    t = s.emit(OP_XOR, ty, t, _at_least(s, ty, x, _TWO_31 if ty == TY_I32 else _TWO_63), 0, 0)
    return s.emit(OP_AND, ty, t, _mask(s, ty, FC_EQ, x, x), 0, 0)


def to_uint32(s: State, v: i64) -> i64:
    """The float v as an unsigned 32-bit integer."""
    if not _saturates(s):
        return s.emit(OP_TRUNC, TY_I32, s.emit(OP_FTOI, TY_I64, v, 0, 0, 0), 0, 0, 0)
    x = _double(s, v)
    t = s.emit(OP_TRUNC, TY_I32, s.emit(OP_FTOI, TY_I64, x, 0, 0, 0), 0, 0, 0)
    t = s.emit(OP_OR, TY_I32, t, _at_least(s, TY_I32, x, _TWO_32), 0, 0)
    return s.emit(OP_AND, TY_I32, t, _at_least(s, TY_I32, x, _ZERO), 0, 0)


def to_uint64(s: State, v: i64) -> i64:
    """The float v as an unsigned 64-bit integer."""
    x = _double(s, v)
    if not _saturates(s):
        return s.helper(HELPER_DBL2ULNG, [TY_F64], [x], TY_I64)
    t = s.emit(OP_FTOI, TY_I64, x, 0, 0, 0)
    less = s.emit(OP_FSUB, TY_F64, x, s.emit(OP_CONST, TY_F64, 0, 0, _TWO_63, 0), 0, 0)
    high = s.emit(OP_AND, TY_I64, s.emit(OP_FTOI, TY_I64, less, 0, 0, 0),
                  s.emit(OP_SAR, TY_I64, t, s.const32(63), 0, 0), 0, 0)
    t = s.emit(OP_OR, TY_I64, s.emit(OP_OR, TY_I64, t, high, 0, 0), _at_least(s, TY_I64, x, _TWO_64), 0, 0)
    return s.emit(OP_AND, TY_I64, t, _at_least(s, TY_I64, x, _ZERO), 0, 0)
