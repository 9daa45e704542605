"""The assembly's own contents, carried over into the image: CLI header, metadata, IL bodies, data, resources.

An image stays a complete assembly: the runtime reads types and names from it, compiles hot methods again from its
IL, and shows its resources.  The metadata blob is copied byte for byte except for two columns that hold addresses
(MethodDef.RVA and FieldRVA.RVA); both are four bytes wide, so nothing moves inside it.

    CLI header := 72 bytes; flags lose ILONLY and gain IL_LIBRARY; ManagedNativeHeader := the R2R header
    tiny body  := u8 size << 2 | 2   code                            any alignment
    fat body   := u16 flags  u16 max stack  u32 code size  u32 locals   code  [pad 4  EH section]*       align 4
    EH section := u8 kind  u24 size (kind bit 6)  |  u8 kind  u8 size  u16

Sources: ECMA-335 II.25.3.3, II.25.4; src/coreclr/utilcode/pedecoder.cpp (what a header with native code may say).
"""
from __future__ import annotations

from typing import Final, final

from librt.strings import BytesWriter
from mypy_extensions import i64

from binder.metadata import Metadata
from binder.modules import Module
from binder.pe_reader import PeFile
from binder.schema import T_FIELDRVA, T_METHODDEF
from codegen.link.model import (
    SECTION_DATA,
    SECTION_TEXT,
    Chunk,
    align_up,
    patch_u32,
    put_fill,
    put_u16,
    put_u32,
)

_CLI_HEADER_SIZE: Final = 72
_CLI_ILONLY: Final = 1
_CLI_IL_LIBRARY: Final = 4

_BODY_FORMAT_MASK: Final = 3
_BODY_TINY: Final = 2
_BODY_MORE_SECTIONS: Final = 8
_SECTION_FAT: Final = 0x40
_SECTION_MORE: Final = 0x80

_MAX_DATA_ALIGN: Final = 16
_SCN_WRITE: Final = 0x80000000


def body_size(pe: PeFile, start: i64) -> i64:
    """Bytes of the method body at file offset `start`, with its exception sections."""
    first = pe.u1(start)
    if (first & _BODY_FORMAT_MASK) == _BODY_TINY:
        return 1 + (first >> 2)
    flags = pe.u2(start)
    end = start + 4 * (flags >> 12) + pe.u4(start + 4)
    more = (flags & _BODY_MORE_SECTIONS) != 0
    while more:
        p = start + align_up(end - start, 4)
        kind = pe.u1(p)
        if (kind & _SECTION_FAT) != 0:
            end = p + (pe.u4(p) >> 8)
        else:
            end = p + pe.u1(p + 1)
        if end < p + 4:
            raise pe.bad(p, "method data section is shorter than its header")
        more = (kind & _SECTION_MORE) != 0
    return end - start


@final
class IlBodies(Chunk):
    """Every IL body, in the order of the MethodDef table; bodies that share an RVA stay shared."""

    def __init__(self, pe: PeFile, md: Metadata) -> None:
        super().__init__("il-bodies", SECTION_TEXT, 4)
        self.pe: PeFile = pe
        self.md: Metadata = md
        self.offsets: dict[int, int] = {}  # old RVA -> offset in the chunk
        self._starts: list[int] = []
        self._sizes: list[int] = []

    def measure(self) -> i64:
        end: i64 = 0
        for rid in range(1, self.md.row_count(T_METHODDEF) + 1):
            rva = self.md.col(T_METHODDEF, rid, 0)
            if rva == 0 or rva in self.offsets:
                continue
            start = self.pe.rva_to_offset(rva)
            size = body_size(self.pe, start)
            self.pe.rva_range(rva, size)
            if (self.pe.u1(start) & _BODY_FORMAT_MASK) != _BODY_TINY:
                end = align_up(end, 4)
            self.offsets[int(rva)] = int(end)
            self._starts.append(int(start))
            self._sizes.append(int(size))
            end += size
        return end

    def write(self, out: BytesWriter) -> None:
        data = self.pe.data
        base = len(out)
        i = 0
        for ofs in self.offsets.values():
            put_fill(out, base + ofs - len(out), 0)
            start = self._starts[i]
            out.write(data[start:start + self._sizes[i]])
            i += 1


@final
class FieldData(Chunk):
    """Initial data of fields with an RVA.  Data of writable sections stays writable.

    The original alignment is kept up to 16 bytes, which covers every alignment a field's type can ask for.
    """

    def __init__(self, module: Module, section: i64) -> None:
        super().__init__("field-data" if section == SECTION_TEXT else "writable-field-data", section, _MAX_DATA_ALIGN)
        self.module: Module = module
        self.writable: bool = section == SECTION_DATA
        self.offsets: dict[int, int] = {}  # old RVA -> offset in the chunk
        self._sizes: dict[int, int] = {}

    def measure(self) -> i64:
        md = self.module.md
        for row in range(1, md.row_count(T_FIELDRVA) + 1):
            rva = int(md.col(T_FIELDRVA, row, 0))
            if rva == 0 or self._is_writable(rva) != self.writable:
                continue
            size = int(self._size_of(md.col(T_FIELDRVA, row, 1), rva))
            self._sizes[rva] = max(size, self._sizes.get(rva, 0))
        end: i64 = 0
        for rva in sorted(self._sizes):
            end = align_up(end, min(_MAX_DATA_ALIGN, rva & -rva))
            self.offsets[rva] = int(end)
            end += self._sizes[rva]
        return end

    def _is_writable(self, rva: i64) -> bool:
        for s in self.module.pe.sections:
            if s.rva <= rva < s.rva + s.size:
                return (s.flags & _SCN_WRITE) != 0
        return False

    def _size_of(self, field: i64, rva: i64) -> i64:
        layout = self.module.fielddef(field).type.layout()
        if layout.ok:
            return layout.size
        raise self.module.pe.bad(0, f"field {field} has data of unknown size at {rva:#x}: {layout.reason}")

    def write(self, out: BytesWriter) -> None:
        pe = self.module.pe
        base = len(out)
        for rva, ofs in self.offsets.items():
            put_fill(out, base + ofs - len(out), 0)
            size = self._sizes[rva]
            if size:
                start = pe.rva_range(rva, size)
                out.write(pe.data[start:start + size])


@final
class MetadataCopy(Chunk):
    """The metadata with the addresses of bodies and field data rewritten."""

    def __init__(self, pe: PeFile, md: Metadata, bodies: IlBodies, data: list[FieldData]) -> None:
        super().__init__("metadata", SECTION_TEXT, 4)
        self.pe: PeFile = pe
        self.md: Metadata = md
        self.bodies: IlBodies = bodies
        self.data: list[FieldData] = data

    def measure(self) -> i64:
        return self.pe.metadata_size

    def field_rva(self, old: i64) -> i64:
        """The new address of field data, 0 when there is none."""
        for d in self.data:
            if old in d.offsets:
                return d.rva + d.offsets[int(old)]
        return 0

    def write(self, out: BytesWriter) -> None:
        md = self.md
        start = self.pe.rva_range(self.pe.metadata_rva, self.pe.metadata_size)
        base = len(out)
        out.write(self.pe.data[start:start + self.pe.metadata_size])
        for rid in range(1, md.row_count(T_METHODDEF) + 1):
            rva = md.col(T_METHODDEF, rid, 0)
            if rva != 0:
                patch_u32(out, base + md.col_offset(T_METHODDEF, rid, 0) - start,
                          self.bodies.rva + self.bodies.offsets[int(rva)])
        for row in range(1, md.row_count(T_FIELDRVA) + 1):
            rva = md.col(T_FIELDRVA, row, 0)
            if rva != 0:
                patch_u32(out, base + md.col_offset(T_FIELDRVA, row, 0) - start, self.field_rva(rva))


@final
class CliHeader(Chunk):
    """The runtime header, pointing at the copies and at the R2R header."""

    def __init__(self, pe: PeFile, metadata: Chunk, resources: Chunk, strong_name: Chunk, native: Chunk) -> None:
        super().__init__("cli-header", SECTION_TEXT, 4)
        self.pe: PeFile = pe
        self.metadata: Chunk = metadata
        self.resources: Chunk = resources
        self.strong_name: Chunk = strong_name
        self.native: Chunk = native

    def measure(self) -> i64:
        return _CLI_HEADER_SIZE

    def write(self, out: BytesWriter) -> None:
        pe = self.pe
        put_u32(out, _CLI_HEADER_SIZE)
        put_u16(out, pe.u2(pe.cli_offset + 4))
        put_u16(out, pe.u2(pe.cli_offset + 6))
        _put_directory(out, self.metadata)
        put_u32(out, (pe.cli_flags & ~_CLI_ILONLY) | _CLI_IL_LIBRARY)
        put_u32(out, pe.entry_token)
        _put_directory(out, self.resources)
        _put_directory(out, self.strong_name)
        put_fill(out, 24, 0)
        _put_directory(out, self.native)


def _put_directory(out: BytesWriter, chunk: Chunk) -> None:
    put_u32(out, chunk.rva if chunk.size else 0)
    put_u32(out, chunk.size)


def copied_bytes(pe: PeFile, rva: i64, size: i64) -> bytes:
    """The bytes of a directory that is copied unchanged."""
    if rva == 0 or size == 0:
        return b""
    start = pe.rva_range(rva, size)
    return pe.data[start:start + size]
