"""Thunks: the code a lazily bound cell points to until its first use, and the jumps to personality routines.

A thunk pushes the number of the import section and the Module pointer and jumps to the runtime's binder, which
finds the cell: x64 from the displacement of the six-byte call (rax = 0), from rax after a tail call, or, for stub
dispatch, from r11.

    call           33 C0  6A ss  FF 35 rel32(Module cell)  FF 25 rel32(binder cell)        x64
    stub dispatch  49 8B C3  6A ss  FF 35 rel32  FF 25 rel32                               x64
    tail call      6A ss  FF 35 rel32  FF 25 rel32                                         x64, rax is the cell
    jump           FF 25 rel32(cell)                                                       x64
    any call       33 C0  6A ss  FF 35 abs32  FF 25 abs32                                  x86, two relocations

One thunk is shared by all cells with the same binder, section and form.  All thunks stand together, because the
image declares their range: the runtime must not take a thunk for part of a method.
Sources: src/coreclr/vm/amd64/externalmethodfixupthunk.S, src/coreclr/vm/i386/asmhelpers.S in the .NET runtime.
"""
from __future__ import annotations

from typing import Final, final

from librt.strings import BytesWriter
from mypy_extensions import i64

from codegen.link.cells import HELPER_MODULE, IMPORT_DISPATCH, Cell, CellTable, delay_helper
from codegen.link.model import SECTION_TEXT, Chunk, align_up, put_fill, put_u8, put_u32
from codegen.target import Target

_CALL: Final = 0
_DISPATCH: Final = 1
_JUMP: Final = 2
_TAIL: Final = 3

_FORM_SIZES: Final = (16, 17, 6, 14)
_THUNK_ALIGN: Final = 4


@final
class Thunk:
    """One thunk; `offset` counts from the start of the chunk."""

    def __init__(self, form: i64, section: i64, binder: Cell) -> None:
        self.form: i64 = form
        self.section: i64 = section
        self.binder: Cell = binder
        self.offset: i64 = 0


@final
class Thunks(Chunk):
    def __init__(self, target: Target, cells: CellTable) -> None:
        super().__init__("thunks", SECTION_TEXT, 16)
        self.target: Target = target
        self.cells: CellTable = cells
        self.module: Cell = cells.add_helper(HELPER_MODULE)
        self.thunks: list[Thunk] = []
        self._index: dict[int, Thunk] = {}

    def for_cell(self, cell: Cell) -> Thunk:
        """The thunk a lazily bound cell starts with."""
        form: i64 = _CALL
        if self.target.is_x64 and cell.section == IMPORT_DISPATCH:
            form = _DISPATCH
        elif self.target.is_x64 and cell.tail:
            form = _TAIL
        return self._get(form, cell.section, delay_helper(cell))

    def jump_to(self, helper: i64) -> Thunk:
        """A jump to a runtime helper."""
        return self._get(_JUMP, 0, helper)

    def _get(self, form: i64, section: i64, helper: i64) -> Thunk:
        key = int((helper << 16) | (section << 8) | form)
        found = self._index.get(key)
        if found is None:
            found = Thunk(form, section, self.cells.add_helper(helper))
            self._index[key] = found
            self.thunks.append(found)
        return found

    def measure(self) -> i64:
        keys = sorted(self._index)
        self.thunks = [self._index[k] for k in keys]
        size: i64 = 0
        for t in self.thunks:
            t.offset = size
            size = align_up(size + _FORM_SIZES[t.form], _THUNK_ALIGN)
        return size

    def relocations(self, into: list[int]) -> None:
        """RVAs of absolute words (x86 only); known when placed."""
        if self.target.is_x64:
            return
        for t in self.thunks:
            if t.form != _JUMP:
                into.append(int(self.rva + t.offset + 6))
            into.append(int(self.rva + t.offset + (2 if t.form == _JUMP else 12)))

    def write(self, out: BytesWriter) -> None:
        for t in self.thunks:
            pc = self.rva + t.offset
            if t.form == _DISPATCH:
                put_u8(out, 0x49)
                put_u8(out, 0x8B)
                put_u8(out, 0xC3)
                pc += 3
            elif t.form == _CALL:
                put_u8(out, 0x33)
                put_u8(out, 0xC0)
                pc += 2
            if t.form != _JUMP:
                put_u8(out, 0x6A)
                put_u8(out, t.section)
                put_u8(out, 0xFF)
                put_u8(out, 0x35)
                pc += 4
                put_u32(out, self._operand(self.module, pc))
                pc += 4
            put_u8(out, 0xFF)
            put_u8(out, 0x25)
            put_u32(out, self._operand(t.binder, pc + 2))
            size: i64 = _FORM_SIZES[t.form]
            put_fill(out, align_up(size, _THUNK_ALIGN) - size, 0xCC)

    def _operand(self, cell: Cell, field_rva: i64) -> i64:
        if self.target.is_x64:
            return cell.rva - (field_rva + 4)
        return self.target.image_base + cell.rva
