"""Base relocations: the absolute words of the image, which are the start values of lazily bound cells.

    block := u32 page RVA  u32 block size  { u16 type << 12 | offset in page } *   padded with 0 to 4 bytes

Types: 10 DIR64 (x64), 3 HIGHLOW (x86).  Source: PE/COFF specification, section 5.6.
"""
from __future__ import annotations

from typing import Final, final

from librt.strings import BytesWriter
from mypy_extensions import i64

from codegen.link.import_sections import ImportCells
from codegen.link.model import SECTION_RELOC, Chunk, put_u16, put_u32
from codegen.link.thunks import Thunks
from codegen.target import Target

_DIR64: Final = 10
_HIGHLOW: Final = 3
_PAGE: Final = 0x1000


@final
class Relocations(Chunk):
    """Built when the other sections are placed."""

    def __init__(self, target: Target, cells: list[ImportCells], thunks: Thunks) -> None:
        super().__init__("relocations", SECTION_RELOC, 4)
        self.kind: i64 = _DIR64 if target.is_x64 else _HIGHLOW
        self.rvas: list[int] = []
        for c in cells:
            c.relocations(self.rvas)
        thunks.relocations(self.rvas)
        self.rvas.sort()

    def needed(self) -> bool:
        return len(self.rvas) != 0

    def measure(self) -> i64:
        size: i64 = 0
        for first, end in self._blocks():
            size += 8 + 2 * (end - first + (end - first) % 2)
        return size

    def _blocks(self) -> list[tuple[int, int]]:
        """Ranges of `rvas` that lie in the same page."""
        out: list[tuple[int, int]] = []
        first = 0
        count = len(self.rvas)
        for i in range(1, count + 1):
            if i == count or self.rvas[i] // _PAGE != self.rvas[first] // _PAGE:
                out.append((first, i))
                first = i
        return out

    def write(self, out: BytesWriter) -> None:
        for first, end in self._blocks():
            count = end - first
            put_u32(out, self.rvas[first] // _PAGE * _PAGE)
            put_u32(out, 8 + 2 * (count + count % 2))
            for i in range(first, end):
                put_u16(out, self.kind << 12 | self.rvas[i] % _PAGE)
            if count % 2:
                put_u16(out, 0)
