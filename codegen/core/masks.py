"""Powers of two and bit masks as i64, right in both builds.

mypyc (2.4) translates a shift of a constant, `1 << n` or `i64(1) << n` with n: i64, to a C shift of an `int`: from
n = 31 on the result is wrong, while the interpreter has it right. A constant that needs 64 bits is not affected, so
here a power of two is made by shifting 2 ** 62 down. Use these wherever the distance is not a constant and can
exceed 30.
"""

from __future__ import annotations

from typing import Final

from mypy_extensions import i64

_BIT62: Final = 0x4000000000000000


def bit(n: i64) -> i64:
    """2 ** n for n in 0 .. 62."""
    return _BIT62 >> (62 - n)


def low_mask(n: i64) -> i64:
    """The low n bits set, for n in 0 .. 62."""
    return (_BIT62 >> (62 - n)) - 1
