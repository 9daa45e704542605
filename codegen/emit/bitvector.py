"""Bit vectors of GC info: which slots could be live.

    vector := 0 bit*                  as many bits as the reader already knows
            | 1 swapped:1 run*        alternating run lengths, zeros first, up to the known length
    run    := U(n, base)              the first as it is, all later ones minus one

Runs of zeros have base 4 and runs of ones base 2, or the other way round when swapped: whichever is shorter.

Source: src/coreclr/gcinfo/gcinfoencoder.cpp.
"""

from __future__ import annotations

from typing import Final

from librt.vecs import vec
from mypy_extensions import i64

from codegen.emit.bits import BitReader, BitWriter

BASE_LONG: Final = 4
BASE_SHORT: Final = 2


def write_vector(w: BitWriter, values: vec[i64], count: i64) -> None:
    """Write the first `count` values (0 or 1) in the shortest form."""
    k: i64 = 0
    # Run lengths never win on so few bits.
    if count > 9:
        plain = _runs_size(values, count, 0)
        swapped = _runs_size(values, count, 1)
        if plain + 1 < count and plain <= swapped:
            w.bits(1, 2)
            _write_runs(w, values, count, 0)
            return
        if swapped + 1 < count and swapped < plain:
            w.bits(3, 2)
            _write_runs(w, values, count, 1)
            return
    w.bits(0, 1)
    while k < count:
        w.bits(values[k], 1)
        k += 1


def _runs_size(values: vec[i64], count: i64, swapped: i64) -> i64:
    w = BitWriter()
    _write_runs(w, values, count, swapped)
    return w.position()


def _write_runs(w: BitWriter, values: vec[i64], count: i64, swapped: i64) -> None:
    at: i64 = 0
    current: i64 = 0
    less: i64 = 0
    while at < count:
        start = at
        while at < count and values[at] == current:
            at += 1
        w.unsigned(at - start - less, BASE_LONG if current == swapped else BASE_SHORT)
        less = 1
        current ^= 1


def read_vector(r: BitReader, count: i64) -> vec[i64]:
    values: vec[i64] = vec[i64]([0] * count)
    k: i64 = 0
    if r.bits(1) == 0:
        while k < count:
            values[k] = r.bits(1)
            k += 1
        return values
    swapped = r.bits(1)
    current: i64 = 0
    more: i64 = 0
    while k < count:
        length = r.unsigned(BASE_LONG if current == swapped else BASE_SHORT) + more
        more = 1
        while length > 0:
            if k >= count:
                raise ValueError("run of a bit vector is too long")
            values[k] = current
            k += 1
            length -= 1
        current ^= 1
    return values
