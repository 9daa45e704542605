"""GC reference maps: which argument positions of a call hold references while its target is being bound.

    map     := byte*                 7 bits each, least significant first; bit 7: another byte follows
    bits    := unit*                 2 bits: 0 skip a position, 1 REF, 2 INTERIOR, 3 escape
    escape  := group*                3 bits, least significant group first, then a bit: another group follows
               even: skip value / 2 + 4 positions; odd: the token value / 2 + 3
    table   := offset:u32* map*      offset of every 1024th map from the table's start: count / 1024 + 1 of them

Trailing zero bits are dropped, but a map has at least one byte. A token takes one position. Positions of
linux-x64: the integer argument registers rdi rsi rdx rcx r8 r9 are 0 .. 5, stack slot k is STACK + k; floating
registers have none.

Sources: src/coreclr/inc/gcrefmap.h, src/coreclr/vm/frames.cpp.
"""

from __future__ import annotations

from typing import Final, final

from librt.strings import BytesWriter
from librt.vecs import append, vec
from mypy_extensions import i64, u8

from codegen.emit.bits import get_u32, put_u32

REF: Final = 1
INTERIOR: Final = 2
METHOD_PARAM: Final = 3
TYPE_PARAM: Final = 4
VASIG_COOKIE: Final = 5

# linux-x64: position of the first stack slot
STACK: Final = 13

STRIDE: Final = 1024


@final
class _SevenBits:
    """Bits in groups of seven, with the continuation bit put in when the next group comes."""

    def __init__(self) -> None:
        self.out: BytesWriter = BytesWriter()
        self.acc: i64 = 0
        self.pending: i64 = 0

    def bit(self, value: i64) -> None:
        if self.pending == 7:
            self.out.append(u8((self.acc | 0x80) & 0xFF))
            self.acc = 0
            self.pending = 0
        self.acc |= value << self.pending
        self.pending += 1

    def two(self, value: i64) -> None:
        self.bit(value & 1)
        self.bit(value >> 1)

    def number(self, value: i64) -> None:
        while True:
            self.bit(value & 1)
            self.bit((value >> 1) & 1)
            self.bit((value >> 2) & 1)
            value >>= 3
            if value == 0:
                self.bit(0)
                return
            self.bit(1)

    def finish(self) -> bytes:
        # A map never ends in skips, but its last unit can leave nothing but zeros in the pending byte.
        if self.acc != 0 or len(self.out) == 0:
            self.out.append(u8(self.acc & 0xFF))
            return self.out.getvalue()
        last: i64 = len(self.out) - 1
        self.out[last] = u8(self.out[last] & 0x7F)
        return self.out.getvalue()


@final
class RefMap:
    """Collects (position, token) of one call; positions ascend."""

    def __init__(self) -> None:
        # position << 3 | token
        self.items: vec[i64] = vec[i64]()

    def add(self, position: i64, token: i64) -> None:
        self.items = append(self.items, (position << 3) | token)

    def encode(self) -> bytes:
        w = _SevenBits()
        at: i64 = 0
        k: i64 = 0
        while k < len(self.items):
            position = self.items[k] >> 3
            token = self.items[k] & 7
            gap = position - at
            if gap < 0:
                raise ValueError("positions of a reference map must ascend")
            if gap >= 4:
                w.two(3)
                w.number((gap - 4) << 1)
            else:
                while gap > 0:
                    w.two(0)
                    gap -= 1
            if token >= METHOD_PARAM:
                w.two(3)
                w.number(((token - METHOD_PARAM) << 1) | 1)
            else:
                w.two(token)
            at = position + 1
            k += 1
        return w.finish()


@final
class _SevenBitReader:
    def __init__(self, data: bytes, pos: i64) -> None:
        self.data: bytes = data
        self.pos: i64 = pos
        self.used: i64 = 0
        # set when the last byte was read to its end: all further bits are zero
        self.done: bool = False

    def bit(self) -> i64:
        if self.done:
            return 0
        if self.pos >= len(self.data):
            raise ValueError("truncated reference map")
        value = (i64(self.data[self.pos]) >> self.used) & 1
        self.used += 1
        if self.used == 7:
            self.done = self.data[self.pos] & 0x80 == 0
            self.pos += 1
            self.used = 0
        return value

    def two(self) -> i64:
        low = self.bit()
        return low | (self.bit() << 1)

    def number(self) -> i64:
        value: i64 = 0
        shift: i64 = 0
        while shift < 60:
            low = self.bit()
            low |= self.bit() << 1
            low |= self.bit() << 2
            value |= low << shift
            if self.bit() == 0:
                return value
            shift += 3
        raise ValueError("number in a reference map is too long")

    def at_end(self) -> bool:
        """Only zero bits are left."""
        if self.done:
            return True
        if self.pos >= len(self.data):
            raise ValueError("truncated reference map")
        byte = i64(self.data[self.pos])
        return byte & 0x80 == 0 and byte >> self.used == 0


def decode_refmap(data: bytes, pos: i64) -> tuple[RefMap, int]:
    """The map at `pos`, and the position after it."""
    r = _SevenBitReader(data, pos)
    found = RefMap()
    at: i64 = 0
    while not r.at_end():
        unit = r.two()
        if unit == 3:
            number = r.number()
            if number & 1 == 0:
                at += (number >> 1) + 4
                continue
            unit = (number >> 1) + METHOD_PARAM
        if unit != 0:
            found.add(at, unit)
        at += 1
    return found, r.pos if r.done else r.pos + 1


def encode_refmap_table(maps: list[bytes]) -> bytes:
    """The auxiliary data of an import section: the maps of its cells in order, with an index."""
    count: i64 = len(maps)
    out = BytesWriter()
    area = BytesWriter()
    base = 4 * (count // STRIDE + 1)
    k: i64 = 0
    while k < count:
        if k % STRIDE == 0:
            put_u32(out, base + len(area))
        area.write(maps[k])
        k += 1
    if count % STRIDE == 0:
        put_u32(out, base + len(area))
    out.write(area.getvalue())
    return out.getvalue()


def refmap_at(data: bytes, pos: i64, index: i64) -> RefMap:
    """Map number `index` of the table at `pos`."""
    at = pos + get_u32(data, pos + 4 * (index // STRIDE))
    skip: i64 = index % STRIDE
    while skip > 0:
        while data[at] & 0x80 != 0:
            at += 1
        at += 1
        skip -= 1
    found, _ = decode_refmap(data, at)
    return found
