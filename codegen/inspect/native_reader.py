"""Reading the runtime's native formats: integers, sparse arrays, hash tables, fixup lists.

    unsigned := low bits of the first byte give the length: 0 (7 bits), 01 (14), 011 (21), 0111 (28), 01111 (u32)
    array    := unsigned(count << 2 | width)  offset * ceil(count / 16)  nodes
    table    := u8 log2(buckets) << 2 | width  offset * (buckets + 1)  { u8 low hash  signed distance }*
    fixups   := nibbles: section  { slot  delta* 0 }  delta of section ...  0

Positions are RVAs; `R2RBytes` maps them to the file.  Sources: src/coreclr/vm/nativeformatreader.h,
src/coreclr/inc/nibblestream.h.
"""
from __future__ import annotations

from typing import Final, final

from mypy_extensions import i64

from binder.pe_reader import PeFile

_BLOCK: Final = 16


@final
class R2RBytes:
    """The image's bytes by RVA."""

    def __init__(self, pe: PeFile) -> None:
        self.pe: PeFile = pe

    def u1(self, rva: i64) -> i64:
        return self.pe.u1(self.pe.rva_to_offset(rva))

    def u2(self, rva: i64) -> i64:
        return self.pe.u2(self.pe.rva_range(rva, 2))

    def u4(self, rva: i64) -> i64:
        return self.pe.u4(self.pe.rva_range(rva, 4))

    def u8(self, rva: i64) -> int:
        return int(self.u4(rva)) | int(self.u4(rva + 4)) << 32

    def bytes(self, rva: i64, size: i64) -> bytes:
        if size == 0:
            return b""
        start = self.pe.rva_range(rva, size)
        return self.pe.data[start:start + size]

    def unsigned(self, rva: i64) -> tuple[i64, i64]:
        """(value, position behind it)."""
        first = self.u1(rva)
        if (first & 1) == 0:
            return first >> 1, rva + 1
        if (first & 2) == 0:
            return self.u2(rva) >> 2, rva + 2
        if (first & 4) == 0:
            return (self.u2(rva) | self.u1(rva + 2) << 16) >> 3, rva + 3
        if (first & 8) == 0:
            return self.u4(rva) >> 4, rva + 4
        return self.u4(rva + 1), rva + 5

    def signed(self, rva: i64) -> tuple[i64, i64]:
        value, end = self.unsigned(rva)
        width: i64 = 32 if end - rva == 5 else 7 * (end - rva)
        if value >> (width - 1) != 0:
            value -= i64(1) << width
        return value, end

    def index(self, rva: i64, number: i64, width: i64) -> i64:
        """Entry `number` of an array of 1 << width byte offsets."""
        if width == 0:
            return self.u1(rva + number)
        if width == 1:
            return self.u2(rva + 2 * number)
        return self.u4(rva + 4 * number)


def read_array(b: R2RBytes, rva: i64) -> dict[int, int]:
    """Index -> position of the element's data, for every element that is present."""
    header, base = b.unsigned(rva)
    out: dict[int, int] = {}
    for i in range(header >> 2):
        p = base + b.index(base, i // _BLOCK, header & 3)
        bit: i64 = _BLOCK >> 1
        found = True
        while bit:
            value, after = b.unsigned(p)
            if (i & bit) != 0:
                if (value & 2) != 0:
                    p += value >> 2
                    bit >>= 1
                    continue
            elif (value & 1) != 0:
                p = after
                bit >>= 1
                continue
            found = (value & 3) == 0 and value >> 2 == i % _BLOCK
            p = after
            break
        if found:
            out[i] = int(p)
    return out


def read_table(b: R2RBytes, rva: i64) -> list[tuple[int, int, int]]:
    """(bucket, low byte of the hash, position of the payload) of every entry."""
    header = b.u1(rva)
    width = header & 3
    base = rva + 1
    out: list[tuple[int, int, int]] = []
    for bucket in range(1 << int(header >> 2)):
        p = base + b.index(base, bucket, width)
        end = base + b.index(base, bucket + 1, width)
        while p < end:
            low = b.u1(p)
            distance, after = b.signed(p + 1)
            out.append((bucket, int(low), int(p + 1 + distance)))
            p = after
    return out


def read_fixups(b: R2RBytes, rva: i64) -> list[tuple[int, int]]:
    """(section, slot) of every cell of a method's list."""
    out: list[tuple[int, int]] = []
    at = _Nibbles(b, rva)
    section = at.unsigned()
    while True:
        slot = at.unsigned()
        while True:
            out.append((int(section), int(slot)))
            delta = at.unsigned()
            if delta == 0:
                break
            slot += delta
        delta = at.unsigned()
        if delta == 0:
            return out
        section += delta


@final
class _Nibbles:
    def __init__(self, b: R2RBytes, rva: i64) -> None:
        self.b: R2RBytes = b
        self.rva: i64 = rva
        self.position: i64 = 0

    def unsigned(self) -> i64:
        value: i64 = 0
        while True:
            nibble = self.b.u1(self.rva + self.position // 2) >> (4 * (self.position % 2)) & 15
            self.position += 1
            value = value << 3 | (nibble & 7)
            if (nibble & 8) == 0:
                return value
