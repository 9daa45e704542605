"""Integers of the native tables, and the list of cells a method needs before it first runs.

    NU, NS  := v << 1                 7 bits            low bit 0
             | v << 2 | 1            14 bits            low bits 01
             | v << 3 | 3            21 bits            low bits 011
             | v << 4 | 7            28 bits            low bits 0111
             | 0F v:u32              32 bits            little endian; NS sign-extends each form from its top bit
    fixups  := section slot slotDelta* 0 (sectionDelta slot slotDelta* 0)* 0        nibble stream, padded to a byte

In a fixup list sections and slots ascend; a list is never empty: a method without fixups has none.

Sources: src/coreclr/vm/nativeformatreader.h, src/coreclr/inc/nibblestream.h.
"""

from __future__ import annotations

from librt.strings import BytesWriter
from mypy_extensions import i64, u8

from codegen.core.masks import bit, low_mask
from codegen.emit.bits import NibbleReader, NibbleWriter, get_u32


def nu_size(value: i64) -> i64:
    """Bytes of the shortest NU."""
    if value < 0x80:
        return 1
    if value < 0x4000:
        return 2
    if value < 0x200000:
        return 3
    if value < 0x10000000:
        return 4
    return 5


def ns_size(value: i64) -> i64:
    """Bytes of the shortest NS."""
    return nu_size((value if value >= 0 else ~value) << 1)


def put_number(out: BytesWriter, value: i64, size: i64) -> None:
    """NU or NS in the form of `size` bytes, which must be able to hold `value`."""
    if size == 5:
        out.append(u8(0x0F))
        size = 4
    else:
        value = (value << size) | low_mask(size - 1)
    while size > 0:
        out.append(u8(value & 0xFF))
        value >>= 8
        size -= 1


def put_nu(out: BytesWriter, value: i64) -> None:
    put_number(out, value, nu_size(value))


def put_ns(out: BytesWriter, value: i64) -> None:
    put_number(out, value, ns_size(value))


def nu_bytes(value: i64) -> bytes:
    out = BytesWriter()
    put_nu(out, value)
    return out.getvalue()


def number_size(data: bytes, pos: i64) -> i64:
    """Bytes of the NU or NS at `pos`; ValueError when it is none or is cut off."""
    if pos < 0 or pos >= len(data):
        raise ValueError("native number outside the data")
    first = i64(data[pos])
    size: i64 = 1
    while first & 1 != 0 and size < 5:
        first >>= 1
        size += 1
    if size == 5 and first & 1 != 0:
        raise ValueError("not a native number")
    if pos + size > len(data):
        raise ValueError("truncated native number")
    return size


def get_nu(data: bytes, pos: i64) -> i64:
    size = number_size(data, pos)
    if size == 5:
        return get_u32(data, pos + 1)
    value: i64 = 0
    k = size
    while k > 0:
        k -= 1
        value = (value << 8) | i64(data[pos + k])
    return value >> size


def get_ns(data: bytes, pos: i64) -> i64:
    size = number_size(data, pos)
    bits: i64 = 32 if size == 5 else 7 * size
    sign = bit(bits - 1)
    return (get_nu(data, pos) ^ sign) - sign


def encode_fixups(cells: list[int]) -> bytes:
    """`cells`: import section << 32 | slot, ascending, without repetition, at least one."""
    w = NibbleWriter()
    count: i64 = len(cells)
    section: i64 = 0
    k: i64 = 0
    while k < count:
        cell: i64 = cells[k]
        w.unsigned((cell >> 32) - section)
        section = cell >> 32
        slot: i64 = 0
        while k < count:
            cell = cells[k]
            if cell >> 32 != section:
                break
            w.unsigned((cell & 0xFFFFFFFF) - slot)
            slot = cell & 0xFFFFFFFF
            k += 1
        w.unsigned(0)
    w.unsigned(0)
    return w.finish()


def decode_fixups(data: bytes, pos: i64) -> tuple[list[int], int]:
    """The cells of a list, as encode_fixups takes them, and the position after it."""
    r = NibbleReader(data, pos)
    cells: list[int] = []
    section = r.unsigned()
    while True:
        slot = r.unsigned()
        while True:
            cells.append((section << 32) | slot)
            delta = r.unsigned()
            if delta == 0:
                break
            slot += delta
        delta = r.unsigned()
        if delta == 0:
            return cells, r.byte_position()
        section += delta
