"""Two PE directories that are copied with their addresses rewritten: debug entries and Win32 resources.

    debug     := { u32 characteristics  u32 time  u16 major  u16 minor  u32 type  u32 size  u32 rva  u32 file offset }*
    resources := tree of { 12 bytes  u16 named  u16 ids  { u32 name  u32 offset }* }, offsets from the tree's start,
                 bit 31 of an offset marks a subtree; a leaf is { u32 rva  u32 size  u32 code page  u32 0 }

Source: PE/COFF specification, sections 6.1 and 6.9.
"""
from __future__ import annotations

from typing import Final, final

from librt.strings import BytesWriter
from mypy_extensions import i64

from binder.pe_reader import PeFile
from codegen.link.model import SECTION_TEXT, Chunk, Section, align_up, patch_u32, put_fill, put_u32

_DEBUG_ENTRY: Final = 28
_SUBTREE: Final = 0x80000000
_MAX_DEPTH: Final = 8


@final
class DebugDirectory(Chunk):
    """The IL file's debug entries in order, then their data."""

    def __init__(self, pe: PeFile, section: Section) -> None:
        super().__init__("debug-directory", SECTION_TEXT, 4)
        self.pe: PeFile = pe
        self.home: Section = section
        self.count: i64 = pe.debug_dir_size // _DEBUG_ENTRY
        self._data: list[bytes] = []

    def measure(self) -> i64:
        if self.count == 0:
            return 0
        pe = self.pe
        p = pe.rva_range(pe.debug_dir_rva, self.count * _DEBUG_ENTRY)
        size = self.count * _DEBUG_ENTRY
        for i in range(self.count):
            entry = p + i * _DEBUG_ENTRY
            length = pe.u4(entry + 16)
            start = pe.u4(entry + 24)
            if start + length > len(pe.data):
                raise pe.bad(entry, "debug data lies outside the file")
            self._data.append(pe.data[start:start + length] if start else b"")
            size = align_up(size, 4) + len(self._data[-1])
        return size

    def write(self, out: BytesWriter) -> None:
        if self.count == 0:
            return
        pe = self.pe
        base = len(out)
        p = pe.rva_range(pe.debug_dir_rva, self.count * _DEBUG_ENTRY)
        ofs = self.count * _DEBUG_ENTRY
        to_file = self.home.file_ofs - self.home.rva
        for i in range(self.count):
            entry = p + i * _DEBUG_ENTRY
            out.write(pe.data[entry:entry + 16])
            data = self._data[i]
            ofs = align_up(ofs, 4)
            put_u32(out, len(data))
            put_u32(out, self.rva + ofs if data else 0)
            put_u32(out, self.rva + ofs + to_file if data else 0)
            ofs += len(data)
        for data in self._data:
            put_fill(out, align_up(len(out) - base, 4) - (len(out) - base), 0)
            out.write(data)


@final
class Win32Resources(Chunk):
    """The resource tree; leaves point into the copy."""

    def __init__(self, pe: PeFile) -> None:
        super().__init__("win32-resources", SECTION_TEXT, 8)
        self.pe: PeFile = pe
        self._leaves: list[int] = []    # offsets of leaf entries in the tree
        self._targets: list[int] = []   # offset of each leaf's data in the copy
        self._extra: list[bytes] = []   # data that lies outside the directory

    def measure(self) -> i64:
        pe = self.pe
        if pe.win32_res_size == 0:
            return 0
        start = pe.rva_range(pe.win32_res_rva, pe.win32_res_size)
        self._walk(start, 0, 0)
        size = align_up(pe.win32_res_size, 8)
        for leaf in self._leaves:
            rva = pe.u4(start + leaf)
            length = pe.u4(start + leaf + 4)
            inside = rva - pe.win32_res_rva
            if inside >= 0 and inside + length <= pe.win32_res_size:
                self._targets.append(int(inside))
                continue
            ofs = pe.rva_range(rva, length)
            self._targets.append(int(size))
            padded = align_up(length, 8)
            self._extra.append(pe.data[ofs:ofs + length] + bytes(int(padded - length)))
            size += padded
        return size

    def _walk(self, start: i64, node: i64, depth: i64) -> None:
        pe = self.pe
        if depth > _MAX_DEPTH or node + 16 > pe.win32_res_size:
            raise pe.bad(start + node, "malformed resource directory")
        count = pe.u2(start + node + 12) + pe.u2(start + node + 14)
        for i in range(count):
            child = pe.u4(start + node + 16 + 8 * i + 4)
            if (child & _SUBTREE) != 0:
                self._walk(start, child & ~_SUBTREE, depth + 1)
            elif child + 16 > pe.win32_res_size:
                raise pe.bad(start + node, "malformed resource directory")
            else:
                self._leaves.append(int(child))

    def write(self, out: BytesWriter) -> None:
        pe = self.pe
        if self.size == 0:
            return
        base = len(out)
        start = pe.rva_range(pe.win32_res_rva, pe.win32_res_size)
        out.write(pe.data[start:start + pe.win32_res_size])
        put_fill(out, align_up(pe.win32_res_size, 8) - pe.win32_res_size, 0)
        for blob in self._extra:
            out.write(blob)
        for i in range(len(self._leaves)):
            patch_u32(out, base + self._leaves[i], self.rva + self._targets[i])
