"""Integers and floats as bit patterns: all wrapping, sign and rounding logic of the compiler's own arithmetic.

Everything here takes and returns `int`, which has no width, so the interpreted and the compiled build agree.
Canonical forms of constants: I32 and I64 are sign-extended; the bits of F32 are 0..2**32-1 and those of F64 are
sign-extended to 64 bits, so that every constant fits an i64.
"""
from __future__ import annotations

from typing import Final

from librt.strings import (
    BytesWriter,
    read_f32_le,
    read_f64_le,
    read_i32_le,
    read_i64_le,
    write_f32_le,
    write_f64_le,
    write_i32_le,
    write_i64_le,
)

MASK32: Final = 0xFFFF_FFFF
MASK64: Final = (1 << 64) - 1


def sign_extend(x: int, bits: int) -> int:
    """The low `bits` bits of x as a signed number."""
    x &= (1 << bits) - 1
    if x >> (bits - 1):
        return x - (1 << bits)
    return x


def zero_extend(x: int, bits: int) -> int:
    """The low `bits` bits of x as an unsigned number."""
    return x & ((1 << bits) - 1)


def trunc_div(x: int, y: int) -> int:
    """x / y rounded toward zero."""
    q = abs(x) // abs(y)
    return -q if (x < 0) != (y < 0) else q


def trunc_rem(x: int, y: int) -> int:
    """The remainder that belongs to trunc_div; it has the sign of x."""
    r = abs(x) % abs(y)
    return -r if x < 0 else r


def power_of_two(x: int) -> int:
    """k when x is 2**k with k >= 0, else -1."""
    if x <= 0 or x & (x - 1):
        return -1
    return x.bit_length() - 1


def f32_bits(x: float) -> int:
    """Canonical constant of x rounded to single precision."""
    w = BytesWriter()
    write_f32_le(w, x)
    return int(read_i32_le(w.getvalue(), 0)) & MASK32


def f64_bits(x: float) -> int:
    """Canonical constant of x."""
    w = BytesWriter()
    write_f64_le(w, x)
    return int(read_i64_le(w.getvalue(), 0))


def bits_f32(bits: int) -> float:
    """The float of a single precision constant."""
    w = BytesWriter()
    write_i32_le(w, sign_extend(bits, 32))
    return read_f32_le(w.getvalue(), 0)


def bits_f64(bits: int) -> float:
    """The float of a double precision constant."""
    w = BytesWriter()
    write_i64_le(w, sign_extend(bits, 64))
    return read_f64_le(w.getvalue(), 0)


def int_to_f32(x: int) -> int:
    """The single precision constant nearest to the integer x, rounded once."""
    size = abs(x).bit_length()
    if size > 53:
        # Keep more bits than single precision has, and remember in the lowest whether others were lost.
        shift = size - 40
        high = abs(x) >> shift
        if high << shift != abs(x):
            high |= 1
        y = float(high << shift)
        return f32_bits(-y if x < 0 else y)
    return f32_bits(float(x))


def float_to_int(x: float, bits: int) -> int:
    """x truncated to a signed integer of that width; the smallest one when it does not fit, as x86 does."""
    smallest = -(1 << (bits - 1))
    if x != x or x - x != 0.0:
        return smallest
    y = int(x)
    if y < smallest or y > -smallest - 1:
        return smallest
    return y
