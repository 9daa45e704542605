"""The PE container around an assembly: headers, sections, the CLI header.

Idea: read the fixed headers once, keep the file as one `bytes`, translate RVAs to file offsets on demand.
Only what lies inside a section's raw data (or the headers) has a file offset; everything else is BadImage.

    file     := DOS header (u4 at 0x3C = e_lfanew) .. 'PE\\0\\0' COFF(20) optional header, section header * n
    COFF     := machine u2, sections u2, timestamp u4, u4, u4, size of optional header u2, characteristics u2
    optional := magic 0x10B (PE32) | 0x20B (PE32+) ..., data directories at +96 | +112
    CLI      := cb u4, u2, u2, {metadata}, flags u4, entry token u4, {resources}, {strong name},
                {code manager}, {vtable fixups}, {export jumps}, {managed native header}
    {x}      := rva u4, size u4

Sources: PE/COFF specification; ECMA-335 II.25.
"""

from __future__ import annotations

import os
import stat
from typing import Final, final

from librt.strings import read_i16_le, read_i32_le, read_i64_le
from mypy_extensions import i64

from binder.errors import BadImage

# RVAs and file offsets are u4, and a CLI loader maps with signed 32-bit sizes.
MAX_FILE: Final = 0x7FFFFFFF
MAX_SECTIONS: Final = 96

DIR_EXPORT: Final = 0
DIR_IMPORT: Final = 1
DIR_RESOURCE: Final = 2
DIR_RELOC: Final = 5
DIR_DEBUG: Final = 6
DIR_CLI: Final = 14

CLI_IL_ONLY: Final = 1
CLI_32BIT_REQUIRED: Final = 2
CLI_IL_LIBRARY: Final = 4
CLI_STRONG_NAME_SIGNED: Final = 8
CLI_NATIVE_ENTRY_POINT: Final = 0x10
CLI_32BIT_PREFERRED: Final = 0x20000

R2R_SIGNATURE: Final = 0x00525452


@final
class PeSection:
    """One section header; `ofs`/`size` describe the raw data in the file."""

    def __init__(self, name: str, rva: i64, vsize: i64, ofs: i64, size: i64, flags: i64) -> None:
        self.name: str = name
        self.rva: i64 = rva
        self.vsize: i64 = vsize
        self.ofs: i64 = ofs
        self.size: i64 = size
        self.flags: i64 = flags


@final
class PeFile:
    def __init__(self, data: bytes, path: str) -> None:
        self.data: bytes = data
        self.path: str = path
        self.sections: list[PeSection] = []
        self.machine: i64 = 0
        self.is_pe32plus: bool = False
        self.timestamp: i64 = 0
        self.characteristics: i64 = 0
        self.subsystem: i64 = 0
        self.dll_characteristics: i64 = 0
        self.image_base: i64 = 0
        self.section_alignment: i64 = 0
        self.file_alignment: i64 = 0
        self.size_of_image: i64 = 0
        self.size_of_headers: i64 = 0
        self.stack_reserve: i64 = 0
        self.stack_commit: i64 = 0
        self.heap_reserve: i64 = 0
        self.heap_commit: i64 = 0
        self.opt_offset: i64 = 0
        self.dir_offset: i64 = 0
        self.dir_count: i64 = 0
        self.cli_offset: i64 = 0
        self.cli_flags: i64 = 0
        self.entry_token: i64 = 0
        self.metadata_rva: i64 = 0
        self.metadata_size: i64 = 0
        self.resources_rva: i64 = 0
        self.resources_size: i64 = 0
        self.strongname_rva: i64 = 0
        self.strongname_size: i64 = 0
        self.vtable_fixups_rva: i64 = 0
        self.vtable_fixups_size: i64 = 0
        self.native_header_rva: i64 = 0
        self.native_header_size: i64 = 0
        self.debug_dir_rva: i64 = 0
        self.debug_dir_size: i64 = 0
        self.win32_res_rva: i64 = 0
        self.win32_res_size: i64 = 0
        self.has_r2r: bool = False
        self._read_headers()
        self._read_cli()

    # -- bytes at file offsets, bounds checked -------------------------------------------------------

    def bad(self, ofs: i64, message: str) -> BadImage:
        return BadImage(self.path, int(ofs), message)

    def u1(self, ofs: i64) -> i64:
        if ofs < 0 or ofs >= len(self.data):
            raise self.bad(ofs, "truncated: 1 byte expected")
        return self.data[ofs]

    def u2(self, ofs: i64) -> i64:
        if ofs < 0 or ofs + 2 > len(self.data):
            raise self.bad(ofs, "truncated: 2 bytes expected")
        return i64(read_i16_le(self.data, ofs)) & 0xFFFF

    def u4(self, ofs: i64) -> i64:
        if ofs < 0 or ofs + 4 > len(self.data):
            raise self.bad(ofs, "truncated: 4 bytes expected")
        return i64(read_i32_le(self.data, ofs)) & 0xFFFFFFFF

    def s8(self, ofs: i64) -> i64:
        if ofs < 0 or ofs + 8 > len(self.data):
            raise self.bad(ofs, "truncated: 8 bytes expected")
        return read_i64_le(self.data, ofs)

    # -- addresses -----------------------------------------------------------------------------------

    def rva_to_offset(self, rva: i64) -> i64:
        """File offset of an RVA that has bytes in the file."""
        return self.rva_range(rva, 1)

    def rva_range(self, rva: i64, size: i64) -> i64:
        """File offset of `size` bytes at `rva`, all inside one section's raw data."""
        if rva > 0 and size >= 0:
            for s in self.sections:
                if s.rva <= rva and rva + size <= s.rva + s.size:
                    return s.ofs + (rva - s.rva)
            if rva + size <= self.size_of_headers and rva + size <= len(self.data):
                return rva
        raise self.bad(0, f"RVA {rva:#x} (size {size:#x}) has no data in the file")

    def rva_limit(self, rva: i64) -> i64:
        """File offset where the raw data of the section that holds `rva` ends."""
        for s in self.sections:
            if s.rva <= rva < s.rva + s.size:
                return s.ofs + s.size
        return min(self.size_of_headers, len(self.data))

    def directory(self, index: i64) -> tuple[i64, i64]:
        """(rva, size) of a data directory; (0, 0) when absent."""
        if index < 0 or index >= self.dir_count:
            return 0, 0
        p = self.dir_offset + 8 * index
        return self.u4(p), self.u4(p + 4)

    # -- headers -------------------------------------------------------------------------------------

    def _read_headers(self) -> None:
        if len(self.data) < 64 or self.u2(0) != 0x5A4D:
            native = " (it is an ELF file, native code)" if self.data[:4] == b"\x7fELF" else ""
            raise self.bad(0, "not a PE file: no MZ header" + native)
        pe = self.u4(0x3C)
        if self.u4(pe) != 0x4550:
            raise self.bad(pe, "not a PE file: no PE signature")
        self.machine = self.u2(pe + 4)
        count = self.u2(pe + 6)
        self.timestamp = self.u4(pe + 8)
        opt_size = self.u2(pe + 20)
        self.characteristics = self.u2(pe + 22)
        opt = pe + 24
        self.opt_offset = opt
        magic = self.u2(opt)
        if magic == 0x20B:
            self.is_pe32plus = True
            self.image_base = self.s8(opt + 24)
            self.stack_reserve = self.s8(opt + 72)
            self.stack_commit = self.s8(opt + 80)
            self.heap_reserve = self.s8(opt + 88)
            self.heap_commit = self.s8(opt + 96)
            self.dir_offset = opt + 112
        elif magic == 0x10B:
            self.image_base = self.u4(opt + 28)
            self.stack_reserve = self.u4(opt + 72)
            self.stack_commit = self.u4(opt + 76)
            self.heap_reserve = self.u4(opt + 80)
            self.heap_commit = self.u4(opt + 84)
            self.dir_offset = opt + 96
        else:
            raise self.bad(opt, f"unknown optional header magic {magic:#x}")
        self.section_alignment = self.u4(opt + 32)
        self.file_alignment = self.u4(opt + 36)
        self.size_of_image = self.u4(opt + 56)
        self.size_of_headers = self.u4(opt + 60)
        self.subsystem = self.u2(opt + 68)
        self.dll_characteristics = self.u2(opt + 70)
        self.dir_count = self.u4(self.dir_offset - 4)
        if self.dir_offset + 8 * self.dir_count > opt + opt_size:
            raise self.bad(self.dir_offset - 4, "data directories exceed the optional header")
        if count == 0 or count > MAX_SECTIONS:
            raise self.bad(pe + 6, f"{count} sections")
        self._read_sections(opt + opt_size, count)

    def _read_sections(self, table: i64, count: i64) -> None:
        if table + 40 * count > len(self.data):
            raise self.bad(table, "truncated: section table")
        i: i64 = 0
        while i < count:
            p = table + 40 * i
            name = self.data[p : p + 8].split(b"\0")[0].decode("latin-1")
            vsize = self.u4(p + 8)
            size = self.u4(p + 16)
            ofs = self.u4(p + 20)
            if size != 0 and ofs + size > len(self.data):
                raise self.bad(p, f"truncated: section {name} ends at {ofs + size:#x}, behind the file")
            self.sections.append(PeSection(name, self.u4(p + 12), vsize, ofs, size, self.u4(p + 36)))
            i += 1

    def _read_cli(self) -> None:
        rva, size = self.directory(DIR_CLI)
        if rva == 0:
            raise self.bad(self.dir_offset, "not a .NET assembly: no CLI header")
        p = self.rva_range(rva, 72)
        if size < 72 or self.u4(p) < 72:
            raise self.bad(p, "CLI header is shorter than 72 bytes")
        self.cli_offset = p
        self.metadata_rva = self.u4(p + 8)
        self.metadata_size = self.u4(p + 12)
        self.cli_flags = self.u4(p + 16)
        self.entry_token = self.u4(p + 20)
        self.resources_rva = self.u4(p + 24)
        self.resources_size = self.u4(p + 28)
        self.strongname_rva = self.u4(p + 32)
        self.strongname_size = self.u4(p + 36)
        self.vtable_fixups_rva = self.u4(p + 48)
        self.vtable_fixups_size = self.u4(p + 52)
        self.native_header_rva = self.u4(p + 64)
        self.native_header_size = self.u4(p + 68)
        self.debug_dir_rva, self.debug_dir_size = self.directory(DIR_DEBUG)
        self.win32_res_rva, self.win32_res_size = self.directory(DIR_RESOURCE)
        if self.native_header_rva != 0 and self.native_header_size >= 16:
            self.has_r2r = self.u4(self.rva_range(self.native_header_rva, 16)) == R2R_SIGNATURE


def open_pe(path: str) -> PeFile:
    """Reads a file.  Anything but a regular file of sane size is BadImage; absence stays an OSError."""
    info = os.stat(path)
    if not stat.S_ISREG(info.st_mode):
        raise BadImage(path, 0, "not a regular file")
    if info.st_size > MAX_FILE:
        raise BadImage(path, MAX_FILE, "file larger than 2 GiB")
    with open(path, "rb") as f:
        data = f.read(info.st_size)
    return PeFile(data, path)
