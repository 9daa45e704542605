"""Reading an image's bytes and native tables by RVA.

The formats and their readers are those of codegen.link.nativeformat and nativetable; here positions become RVAs.
"""
from __future__ import annotations

from typing import final

from mypy_extensions import i64

from binder.pe_reader import PeFile
from codegen.link.nativeformat import decode_fixups, get_nu, number_size
from codegen.link.nativetable import NativeArray, NativeHashtable


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
        ofs = self.pe.rva_to_offset(rva)
        return get_nu(self.pe.data, ofs), rva + number_size(self.pe.data, ofs)


def read_array(b: R2RBytes, rva: i64) -> dict[int, int]:
    """Index -> position of the element's data, for every element that is present."""
    ofs = b.pe.rva_to_offset(rva)
    array = NativeArray(b.pe.data, ofs)
    out: dict[int, int] = {}
    for i in range(array.count):
        position = array.find(i)
        if position:
            out[i] = int(position - ofs + rva)
    return out


def read_table(b: R2RBytes, rva: i64) -> list[tuple[int, int, int]]:
    """(bucket, low byte of the hash, position of the payload) of every entry."""
    ofs = b.pe.rva_to_offset(rva)
    table = NativeHashtable(b.pe.data, ofs)
    out: list[tuple[int, int, int]] = []
    for bucket in range(table.buckets):
        for item in table.bucket(bucket):
            out.append((bucket, item >> 32, int((item & 0xFFFFFFFF) - ofs + rva)))
    return out


def read_fixups(b: R2RBytes, rva: i64) -> list[tuple[int, int]]:
    """(section, slot) of every cell of a method's list."""
    cells, _ = decode_fixups(b.pe.data, b.pe.rva_to_offset(rva))
    return [(cell >> 32, cell & 0xFFFFFFFF) for cell in cells]
