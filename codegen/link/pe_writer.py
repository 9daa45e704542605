"""The PE file around the sections: placement and headers.

    file := DOS header, zeros to 0x80, 'PE\\0\\0', COFF header, optional header, section headers, padding, raw data

Placement on Linux: the runtime maps each section straight from the file when its RVA and file offset agree modulo
the page size and no two sections share a page; otherwise it copies the file into private memory.  RVAs therefore
agree with file offsets in the low 16 bits and every section starts in a fresh 64 KiB area, which holds for any page
size up to that and for images inside a bundle.  On Windows both are multiples of the section alignment.

Sources: PE/COFF specification; src/coreclr/pal/src/map/map.cpp, src/coreclr/utilcode/pedecoder.cpp (the checks).
"""
from __future__ import annotations

from typing import Final

from librt.strings import BytesWriter
from mypy_extensions import i64

from binder.pe_reader import PeFile
from codegen.link.model import Chunk, Section, align_up, put_fill, put_u8, put_u16, put_u32, put_u64
from codegen.target import Target

DIR_RESOURCE: Final = 2
DIR_EXCEPTION: Final = 3
DIR_RELOC: Final = 5
DIR_DEBUG: Final = 6
DIR_CLI: Final = 14
_DIRECTORIES: Final = 16

SCN_TEXT: Final = 0x60000020
SCN_DATA: Final = 0xC0000040
SCN_RELOC: Final = 0x42000040

_PE_OFFSET: Final = 0x80
_SECTION_HEADER: Final = 40
_AREA: Final = 0x10000


def headers_size(target: Target, sections: i64) -> i64:
    """Bytes in front of the first section, a multiple of the file alignment."""
    optional: i64 = 0xF0 if target.is_x64 else 0xE0
    return align_up(_PE_OFFSET + 24 + optional + _SECTION_HEADER * sections, target.file_alignment)


def place_section(target: Target, section: Section, previous: Section | None, headers: i64) -> None:
    """Gives the section and its chunks their addresses; the previous section is placed."""
    if previous is None:
        section.file_ofs = headers
    else:
        section.file_ofs = previous.file_ofs + previous.raw_size
    if target.is_windows:
        end = headers if previous is None else previous.rva + previous.vsize
        section.rva = align_up(end, target.section_alignment)
    elif previous is None:
        section.rva = _AREA + section.file_ofs
    else:
        section.rva = align_up(previous.rva + previous.raw_size, _AREA) + (section.file_ofs & (_AREA - 1))
    rva = section.rva
    for chunk in section.chunks:
        chunk.size = chunk.measure()
        chunk.rva = align_up(rva, chunk.align)
        if chunk.size:
            rva = chunk.rva + chunk.size
    section.vsize = rva - section.rva
    section.raw_size = align_up(section.vsize, target.file_alignment)


def write_section(section: Section, out: BytesWriter) -> None:
    """Appends the raw data of a placed section at its file offset."""
    put_fill(out, section.file_ofs - len(out), 0)
    base = section.file_ofs - section.rva
    for chunk in section.chunks:
        if chunk.size == 0:
            continue
        put_fill(out, base + chunk.rva - len(out), section.fill)
        chunk.write(out)
        if len(out) != base + chunk.rva + chunk.size:
            raise AssertionError(f"{chunk.name}: {chunk.size} bytes announced, "
                                 f"{len(out) - base - chunk.rva} written")
    put_fill(out, section.file_ofs + section.raw_size - len(out), 0)


def write_headers(target: Target, pe: PeFile, sections: list[Section], directories: dict[int, Chunk],
                  out: BytesWriter) -> None:
    """DOS, COFF, optional and section headers; time, subsystem and identity are those of the IL file."""
    put_u16(out, 0x5A4D)
    put_fill(out, 0x3C - 2, 0)
    put_u32(out, _PE_OFFSET)
    put_fill(out, _PE_OFFSET - len(out), 0)
    wide = target.is_x64
    put_u32(out, 0x00004550)
    put_u16(out, target.machine)
    put_u16(out, len(sections))
    put_u32(out, pe.timestamp)
    put_u32(out, 0)
    put_u32(out, 0)
    put_u16(out, 0xF0 if wide else 0xE0)
    put_u16(out, 0x2022 if wide else 0x2102)
    _write_optional_header(target, pe, sections, out)
    for i in range(_DIRECTORIES):
        chunk = directories.get(i)
        used = chunk is not None and chunk.size != 0
        put_u32(out, chunk.rva if chunk is not None and used else 0)
        put_u32(out, chunk.size if chunk is not None and used else 0)
    for s in sections:
        name = s.name.encode("ascii")
        out.write(name + bytes(8 - len(name)))
        put_u32(out, s.vsize)
        put_u32(out, s.rva)
        put_u32(out, s.raw_size)
        put_u32(out, s.file_ofs)
        put_fill(out, 12, 0)
        put_u32(out, s.flags)


def _write_optional_header(target: Target, pe: PeFile, sections: list[Section], out: BytesWriter) -> None:
    wide = target.is_x64
    last = sections[len(sections) - 1]
    data_size: i64 = 0
    for s in sections[1:]:
        data_size += s.raw_size
    put_u16(out, 0x20B if wide else 0x10B)
    put_u8(out, 11)
    put_u8(out, 0)
    put_u32(out, sections[0].raw_size)
    put_u32(out, data_size)
    put_u32(out, 0)
    put_u32(out, 0)
    put_u32(out, sections[0].rva)
    if wide:
        put_u64(out, target.image_base)
    else:
        put_u32(out, sections[1].rva)
        put_u32(out, target.image_base)
    put_u32(out, target.section_alignment)
    put_u32(out, target.file_alignment)
    put_u16(out, 4)
    put_u16(out, 0)
    put_u16(out, 0)
    put_u16(out, 0)
    put_u16(out, 4)
    put_u16(out, 0)
    put_u32(out, 0)
    put_u32(out, align_up(last.rva + last.raw_size, target.section_alignment))
    put_u32(out, headers_size(target, len(sections)))
    put_u32(out, 0)
    put_u16(out, pe.subsystem)
    put_u16(out, 0x8160 if wide else 0x8540)
    if wide:
        put_u64(out, 0x400000)
        put_u64(out, 0x4000)
        put_u64(out, 0x100000)
        put_u64(out, 0x2000)
    else:
        put_u32(out, 0x100000)
        put_u32(out, 0x1000)
        put_u32(out, 0x100000)
        put_u32(out, 0x1000)
    put_u32(out, 0)
    put_u32(out, _DIRECTORIES)
