"""Import sections (R2R section 101): the table, the cells, their signatures and their GC reference maps.

    table  := { u32 rva  u32 size  u16 flags  u8 type  u8 entry size  u32 signatures rva  u32 aux rva } * sections
    cells  := pointer * n            writable; 0, or the absolute address of a thunk for lazily bound cells
    sigs   := u32 rva of the fixup signature * n
    aux    := u32 offset[n / 1024 + 1]  map * n        offset of every 1024th map from the start of aux

Equal signatures are stored once.  Every method and dispatch cell has a GC reference map: it tells the collector
which argument registers and slots hold references while the call is being bound.
Sources: src/coreclr/inc/readytorun.h, src/coreclr/inc/gcrefmap.h in the .NET runtime.
"""
from __future__ import annotations

from typing import Final, final

from librt.strings import BytesWriter
from mypy_extensions import i64

from codegen.emit.gcrefmap import encode_refmap_table
from codegen.link.cells import (
    IMPORT_COUNT,
    IMPORT_DISPATCH,
    IMPORT_FLAG_PCODE,
    IMPORT_FLAGS,
    IMPORT_METHOD,
    IMPORT_NAMES,
    IMPORT_TYPES,
    Cell,
    CellTable,
)
from codegen.link.model import (
    SECTION_DATA,
    SECTION_TEXT,
    Chunk,
    put_u8,
    put_u16,
    put_u32,
    put_u64,
)
from codegen.link.thunks import Thunks
from codegen.target import Target

_ENTRY_SIZE: Final = 20
_EMPTY_REFMAP: Final = b"\x00"


@final
class ImportCells(Chunk):
    """The cells of one import section."""

    def __init__(self, target: Target, cells: CellTable, section: i64, thunks: Thunks) -> None:
        super().__init__("cells-" + IMPORT_NAMES[section], SECTION_DATA, target.pointer_size)
        self.target: Target = target
        self.cells: list[Cell] = cells.sections[section]
        self.thunks: Thunks = thunks
        self.lazy: bool = (IMPORT_FLAGS[section] & IMPORT_FLAG_PCODE) != 0

    def measure(self) -> i64:
        return len(self.cells) * self.target.pointer_size

    def place_cells(self) -> None:
        """Gives every cell its address; to be called when the chunk is placed."""
        width = self.target.pointer_size
        for c in self.cells:
            c.rva = self.rva + width * c.slot

    def relocations(self, into: list[int]) -> None:
        if self.lazy:
            for c in self.cells:
                into.append(int(c.rva))

    def write(self, out: BytesWriter) -> None:
        wide = self.target.pointer_size == 8
        base = self.target.image_base + self.thunks.rva
        for c in self.cells:
            value: i64 = base + self.thunks.for_cell(c).offset if self.lazy else 0
            if wide:
                put_u64(out, value)
            else:
                put_u32(out, value)


@final
class Signatures(Chunk):
    """The fixup signatures of all cells, each stored once, in the order of the cells."""

    def __init__(self, cells: CellTable) -> None:
        super().__init__("signatures", SECTION_TEXT, 1)
        self.cells: CellTable = cells
        self.offsets: dict[bytes, int] = {}
        self.blobs: list[bytes] = []

    def measure(self) -> i64:
        size = 0
        for cells in self.cells.sections:
            for c in cells:
                if c.signature not in self.offsets:
                    self.offsets[c.signature] = size
                    self.blobs.append(c.signature)
                    size += len(c.signature)
        return size

    def write(self, out: BytesWriter) -> None:
        for blob in self.blobs:
            out.write(blob)


@final
class SignatureRvas(Chunk):
    """Where the signature of each cell of one import section is."""

    def __init__(self, cells: CellTable, section: i64, signatures: Signatures) -> None:
        super().__init__("signature-rvas-" + IMPORT_NAMES[section], SECTION_TEXT, 4)
        self.cells: list[Cell] = cells.sections[section]
        self.signatures: Signatures = signatures

    def measure(self) -> i64:
        return 4 * len(self.cells)

    def write(self, out: BytesWriter) -> None:
        base = self.signatures.rva
        offsets = self.signatures.offsets
        for c in self.cells:
            put_u32(out, base + offsets[c.signature])


@final
class RefMaps(Chunk):
    """The GC reference maps of one import section; empty when no cell can have one."""

    def __init__(self, cells: CellTable, section: i64) -> None:
        super().__init__("refmaps-" + IMPORT_NAMES[section], SECTION_TEXT, 4)
        self.cells: list[Cell] = cells.sections[section]
        self.used: bool = section == IMPORT_METHOD or section == IMPORT_DISPATCH
        self._data: bytes = b""

    def measure(self) -> i64:
        if self.used and self.cells:
            self._data = encode_refmap_table([c.refmap if c.refmap else _EMPTY_REFMAP for c in self.cells])
        return len(self._data)

    def write(self, out: BytesWriter) -> None:
        out.write(self._data)


@final
class ImportTable(Chunk):
    """R2R section 101."""

    def __init__(self, target: Target, cells: list[ImportCells], sigs: list[SignatureRvas],
                 maps: list[RefMaps]) -> None:
        super().__init__("import-sections", SECTION_TEXT, 4)
        self.target: Target = target
        self.cells: list[ImportCells] = cells
        self.sigs: list[SignatureRvas] = sigs
        self.maps: list[RefMaps] = maps

    def measure(self) -> i64:
        return _ENTRY_SIZE * IMPORT_COUNT

    def write(self, out: BytesWriter) -> None:
        for i in range(IMPORT_COUNT):
            used = self.cells[i].size != 0
            put_u32(out, self.cells[i].rva)
            put_u32(out, self.cells[i].size)
            put_u16(out, IMPORT_FLAGS[i])
            put_u8(out, IMPORT_TYPES[i])
            put_u8(out, self.target.pointer_size)
            put_u32(out, self.sigs[i].rva if used else 0)
            put_u32(out, self.maps[i].rva if self.maps[i].size else 0)
