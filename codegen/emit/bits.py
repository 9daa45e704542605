"""Bit streams, nibble streams and little-endian words: the primitives under every table of an image.

Bit stream (GC info): bit 0 of byte 0 comes first, a value is written least significant bit first.
    U(v, base)  groups of base + 1 bits, least significant group first: base payload bits, then a bit that
                says whether another group follows
    S(v, base)  the same grouping of the two's complement value; ends when what is left is all sign and the
                last payload bit is that sign
Nibble stream (debug info, fixup lists): 4-bit units, the low nibble of a byte first.
    unsigned    3-bit groups, most significant first, bit 3 set on all nibbles but the last
    signed      unsigned of (|v| << 1 | v < 0)
    the end is padded to a byte with a zero nibble

Invariants: a writer holds fewer than 8 pending bits (one pending nibble) between calls. Readers raise
ValueError when they run off their data.

Sources: src/coreclr/inc/gcinfoencoder.h, gcinfodecoder.h, nibblestream.h.
"""

from __future__ import annotations

from typing import Final, final

from librt.strings import BytesWriter, read_i16_le, read_i32_le, write_i16_le, write_i32_le
from mypy_extensions import i16, i32, i64, u8

from codegen.core.masks import bit, low_mask

# A call of BitWriter.bits or BitReader.bits moves at most this many bits: pending bits fit beside them in i64.
MAX_BITS: Final = 48


def put_u16(out: BytesWriter, value: i64) -> None:
    write_i16_le(out, i16(((value & 0xFFFF) ^ 0x8000) - 0x8000))


def put_u32(out: BytesWriter, value: i64) -> None:
    """Write the low 32 bits of `value`, signed or unsigned."""
    write_i32_le(out, i32(((value & 0xFFFFFFFF) ^ 0x80000000) - 0x80000000))


def get_u16(data: bytes, pos: i64) -> i64:
    return i64(read_i16_le(data, pos)) & 0xFFFF


def get_u32(data: bytes, pos: i64) -> i64:
    return i64(read_i32_le(data, pos)) & 0xFFFFFFFF


def ceil_log2(value: i64) -> i64:
    """Number of bits that can hold 0 .. value - 1; 0 for value <= 1."""
    width: i64 = 0
    while bit(width) < value:
        width += 1
    return width


@final
class BitWriter:
    """Least-significant-bit-first stream into a BytesWriter."""

    def __init__(self) -> None:
        self.out: BytesWriter = BytesWriter()
        self.acc: i64 = 0
        self.pending: i64 = 0

    def position(self) -> i64:
        """Number of bits written so far."""
        return len(self.out) * 8 + self.pending

    def bits(self, value: i64, count: i64) -> None:
        """Write the low `count` (0 .. MAX_BITS) bits of `value`."""
        acc = self.acc | ((value & low_mask(count)) << self.pending)
        pending = self.pending + count
        while pending >= 8:
            self.out.append(u8(acc & 0xFF))
            acc >>= 8
            pending -= 8
        self.acc = acc
        self.pending = pending

    def unsigned(self, value: i64, base: i64) -> None:
        """U(value, base)."""
        more = bit(base)
        mask = more - 1
        while value > mask:
            self.bits((value & mask) | more, base + 1)
            value >>= base
        self.bits(value, base + 1)

    def signed(self, value: i64, base: i64) -> None:
        """S(value, base)."""
        more = bit(base)
        mask = more - 1
        limit = more >> 1
        while value < -limit or value >= limit:
            self.bits((value & mask) | more, base + 1)
            value >>= base
        self.bits(value & mask, base + 1)

    def align(self) -> None:
        """Pad with zero bits to a byte boundary."""
        if self.pending != 0:
            self.bits(0, 8 - self.pending)

    def finish(self) -> bytes:
        """Pad to a byte and return all bytes."""
        self.align()
        return self.out.getvalue()


@final
class BitReader:
    """Reads what BitWriter writes; `pos` counts bits from the first byte of `data`."""

    def __init__(self, data: bytes, byte_pos: i64) -> None:
        self.data: bytes = data
        self.pos: i64 = byte_pos * 8
        self.limit: i64 = i64(len(data)) * 8

    def bits(self, count: i64) -> i64:
        """Read an unsigned value of `count` (0 .. MAX_BITS) bits."""
        if self.pos + count > self.limit:
            raise ValueError("bit stream ends at bit " + str(self.limit))
        index = self.pos >> 3
        have: i64 = 8 - (self.pos & 7)
        if count == 0:
            return 0
        value = i64(self.data[index]) >> (8 - have)
        while have < count:
            index += 1
            value |= i64(self.data[index]) << have
            have += 8
        self.pos += count
        return value & low_mask(count)

    def unsigned(self, base: i64) -> i64:
        value: i64 = 0
        shift: i64 = 0
        more = bit(base)
        while True:
            group = self.bits(base + 1)
            if shift >= 60:
                raise ValueError("variable-length number is too long")
            value |= (group & (more - 1)) << shift
            shift += base
            if group & more == 0:
                return value

    def signed(self, base: i64) -> i64:
        start = self.pos
        value = self.unsigned(base)
        groups = (self.pos - start) // (base + 1)
        sign = bit(groups * base - 1)
        return (value ^ sign) - sign

    def align(self) -> None:
        self.pos = (self.pos + 7) & ~7


@final
class NibbleWriter:
    """Stream of 4-bit units, low nibble first."""

    def __init__(self) -> None:
        self.out: BytesWriter = BytesWriter()
        self.low: i64 = 0
        self.half: bool = False

    def nibble(self, value: i64) -> None:
        if self.half:
            self.out.append(u8((self.low | (value << 4)) & 0xFF))
            self.half = False
        else:
            self.low = value & 15
            self.half = True

    def unsigned(self, value: i64) -> None:
        shift: i64 = 0
        while value >> (shift + 3) != 0:
            shift += 3
        while shift > 0:
            self.nibble(((value >> shift) & 7) | 8)
            shift -= 3
        self.nibble(value & 7)

    def signed(self, value: i64) -> None:
        if value < 0:
            self.unsigned(((-value) << 1) | 1)
        else:
            self.unsigned(value << 1)

    def finish(self) -> bytes:
        """Pad to a byte and return all bytes."""
        if self.half:
            self.nibble(0)
        return self.out.getvalue()


@final
class NibbleReader:
    """Reads what NibbleWriter writes; `pos` counts nibbles from the first byte of `data`."""

    def __init__(self, data: bytes, byte_pos: i64) -> None:
        self.data: bytes = data
        self.pos: i64 = byte_pos * 2

    def nibble(self) -> i64:
        index = self.pos >> 1
        if index >= len(self.data):
            raise ValueError("nibble stream ends at byte " + str(index))
        value = i64(self.data[index])
        if self.pos & 1 != 0:
            value >>= 4
        self.pos += 1
        return value & 15

    def unsigned(self) -> i64:
        value: i64 = 0
        groups: i64 = 0
        while True:
            unit = self.nibble()
            value = (value << 3) | (unit & 7)
            if unit & 8 == 0:
                return value
            groups += 1
            if groups > 20:
                raise ValueError("variable-length number is too long")

    def signed(self) -> i64:
        value = self.unsigned()
        if value & 1 != 0:
            return -(value >> 1)
        return value >> 1

    def byte_position(self) -> i64:
        """Position of the next whole byte: where the data that follows the stream starts."""
        return (self.pos + 1) >> 1
