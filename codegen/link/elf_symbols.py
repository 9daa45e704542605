"""An ELF file that holds nothing but the symbols of an image, for tools that know ELF: gdb, perf, addr2line.

    file := ELF header  program header  .note.gnu.build-id  .debug_frame  .symtab  .strtab  .shstrtab  section headers

`.text` takes no room in the file: its address is the RVA of the image's code, and the program header says where in
the image that lies, so that tools which see the image mapped as a file find the symbols too.  Every method is a
function symbol that covers its funclets.  The build id is the beginning of the image's SHA-256.

Source: System V ABI, chapter 4 (object files); x86-64 psABI.
"""
from __future__ import annotations

import hashlib
from typing import Final, final

from librt.strings import BytesWriter, write_i64_le
from mypy_extensions import i64

from binder.pe_reader import PeFile
from codegen.emit.bits import put_u16, put_u32
from codegen.link.dwarf_frame import debug_frame
from codegen.link.model import align_up, put_fill
from codegen.link.symbols import MethodSymbol

_HEADER: Final = 64
_PROGRAM_HEADER: Final = 56
_SECTION_HEADER: Final = 64
_SYMBOL: Final = 24
_BUILD_ID: Final = 20

_ET_DYN: Final = 3
_EM_X86_64: Final = 62
_PT_LOAD: Final = 1
_PF_READ_EXECUTE: Final = 5
_SHT_PROGBITS: Final = 1
_SHT_SYMTAB: Final = 2
_SHT_STRTAB: Final = 3
_SHT_NOTE: Final = 7
_SHT_NOBITS: Final = 8
_SHF_ALLOC_EXECUTE: Final = 6
_TEXT: Final = 2                     # number of the section
_STRTAB: Final = 5
_GLOBAL_FUNCTION: Final = 0x12


@final
class _Section:
    def __init__(self, name: str, kind: i64, data: bytes, entry: i64, link: i64, info: i64) -> None:
        self.name: str = name
        self.kind: i64 = kind
        self.data: bytes = data
        self.entry: i64 = entry
        self.link: i64 = link
        self.info: i64 = info
        self.name_ofs: i64 = 0
        self.flags: i64 = 0
        self.address: i64 = 0
        self.ofs: i64 = 0
        self.size: i64 = len(data)


def elf_symbols(symbols: list[MethodSymbol], image: PeFile) -> bytes:
    """The symbol file of an x64 image; `symbols` are those of `image`, in address order."""
    names = BytesWriter()
    names.write(b"\0")
    table = BytesWriter()
    put_fill(table, _SYMBOL, 0)
    for s in symbols:
        put_u32(table, len(names))
        put_u16(table, _GLOBAL_FUNCTION)
        put_u16(table, _TEXT)
        _put_u64(table, s.rva)
        _put_u64(table, s.size)
        names.write(s.name.encode("utf-8", "surrogatepass") + b"\0")
    text = _Section(".text", _SHT_NOBITS, b"", 0, 0, 0)
    if symbols:
        last = symbols[len(symbols) - 1]
        text.address = symbols[0].rva
        text.size = last.rva + last.size - text.address
        text.ofs = image.rva_range(text.address, text.size)
    text.flags = _SHF_ALLOC_EXECUTE
    sections = [
        _Section("", 0, b"", 0, 0, 0),
        _Section(".note.gnu.build-id", _SHT_NOTE, _build_id(image.data), 0, 0, 0),
        text,
        _Section(".debug_frame", _SHT_PROGBITS, debug_frame(symbols), 0, 0, 0),
        _Section(".symtab", _SHT_SYMTAB, table.getvalue(), _SYMBOL, _STRTAB, 1),
        _Section(".strtab", _SHT_STRTAB, names.getvalue(), 0, 0, 0),
        _Section(".shstrtab", _SHT_STRTAB, b"", 0, 0, 0),
    ]
    titles = BytesWriter()
    for section in sections:
        section.name_ofs = len(titles)
        titles.write(section.name.encode() + b"\0")
    sections[len(sections) - 1].data = titles.getvalue()
    sections[len(sections) - 1].size = len(titles)
    return _write(sections, text)


def _build_id(image: bytes) -> bytes:
    w = BytesWriter()
    put_u32(w, 4)
    put_u32(w, _BUILD_ID)
    put_u32(w, 3)
    w.write(b"GNU\0" + hashlib.sha256(image).digest()[:_BUILD_ID])
    return w.getvalue()


def _write(sections: list[_Section], text: _Section) -> bytes:
    end: i64 = _HEADER + _PROGRAM_HEADER
    for section in sections:
        if section.data:
            section.ofs = align_up(end, 8)
            end = section.ofs + section.size
    table = align_up(end, 8)
    w = BytesWriter()
    w.write(b"\x7fELF\x02\x01\x01" + bytes(9))
    put_u16(w, _ET_DYN)
    put_u16(w, _EM_X86_64)
    put_u32(w, 1)
    _put_u64(w, 0)
    _put_u64(w, _HEADER)
    _put_u64(w, table)
    put_u32(w, 0)
    put_u16(w, _HEADER)
    put_u16(w, _PROGRAM_HEADER)
    put_u16(w, 1)
    put_u16(w, _SECTION_HEADER)
    put_u16(w, len(sections))
    put_u16(w, len(sections) - 1)
    put_u32(w, _PT_LOAD)
    put_u32(w, _PF_READ_EXECUTE)
    _put_u64(w, text.ofs)
    _put_u64(w, text.address)
    _put_u64(w, text.address)
    _put_u64(w, 0)
    _put_u64(w, text.size)
    _put_u64(w, 0x1000)
    for section in sections:
        if section.data:
            put_fill(w, section.ofs - len(w), 0)
            w.write(section.data)
    put_fill(w, table - len(w), 0)
    for section in sections:
        put_u32(w, section.name_ofs)
        put_u32(w, section.kind)
        _put_u64(w, section.flags)
        _put_u64(w, section.address)
        _put_u64(w, section.ofs)
        _put_u64(w, section.size)
        put_u32(w, section.link)
        put_u32(w, section.info)
        _put_u64(w, 8 if section.kind == _SHT_SYMTAB else 4 if section.kind == _SHT_NOTE else 1)
        _put_u64(w, section.entry)
    return w.getvalue()


def _put_u64(w: BytesWriter, value: i64) -> None:
    write_i64_le(w, value)
