"""From compiled methods to what the image has to contain: which methods stay, and the cells they need.

A method stays when everything it mentions has an encoding in the module's tokens.  Otherwise it is dropped as a
whole, with the reason `token-not-expressible`, before any of its cells is made; the JIT compiles it.  A method that
contradicts itself (a lazily bound call without a reference map, no body) is a fault of the compiler: linked, it
would corrupt the heap, so it is dropped with the reason `compiler-failure`.
"""
from __future__ import annotations

from typing import Final, final

from binder.errors import ResolveError
from binder.kinds import TK_INST
from binder.members import MethodDesc
from binder.modules import Module
from binder.names_parser import parse_field, parse_method
from binder.typesystem import TypeSystem
from codegen.blob import CompiledMethod
from codegen.core.symbols import CELL_DISPATCH, CELL_METHOD, CELL_TAIL, SYM_RODATA, SYM_RVADATA, Symbol
from codegen.link.cells import IMPORT_FLAG_PCODE, IMPORT_FLAGS, TAIL_QUALIFIER, Cell, CellTable, section_of
from codegen.link.methods import LinkMethod
from codegen.link.model import NotExpressible
from codegen.link.nativeformat import encode_fixups
from codegen.link.sigencode import SigEncoder
from codegen.link.thunks import Thunks

# Clause flags that say a clause is no typed one: filter, finally, fault.
EH_KIND_MASK: Final = 7

REASON_FAILURE: Final = "compiler-failure"
REASON_TOKEN: Final = "token-not-expressible"


@final
class Collector:
    """Admits methods one by one; `dropped` lists the keys that could not stay, with the detail."""

    def __init__(self, ts: TypeSystem, module: Module, encoder: SigEncoder, cells: CellTable, thunks: Thunks) -> None:
        self.ts: TypeSystem = ts
        self.module: Module = module
        self.encoder: SigEncoder = encoder
        self.cells: CellTable = cells
        self.thunks: Thunks = thunks
        self.methods: list[LinkMethod] = []
        self.dropped: list[tuple[str, str]] = []
        self._signatures: dict[str, bytes] = {}

    def admit_all(self, compiled: list[CompiledMethod]) -> None:
        """Methods in any order; equal keys count once."""
        last = ""
        for m in sorted(compiled, key=_key):
            if m.ok and m.key != last:
                last = m.key
                fault = _fault(m)
                if fault != "":
                    self.dropped.append((m.key, f"{REASON_FAILURE}: {fault}"))
                    continue
                try:
                    self.methods.append(self._admit(m))
                except NotExpressible as e:
                    self.dropped.append((m.key, f"{REASON_TOKEN}: {e.detail}"))
                except ResolveError as unresolved:
                    self.dropped.append((m.key, f"{REASON_TOKEN}: {unresolved.message}"))

    def _admit(self, compiled: CompiledMethod) -> LinkMethod:
        desc = parse_method(self.ts, compiled.key)
        if desc.module is not self.module or desc.rid == 0:
            raise NotExpressible(f"{compiled.key} is defined by another module")
        method = LinkMethod(compiled, desc)
        symbols = compiled.symbols
        for i in range(1, len(symbols)):
            s = symbols[i]
            if s.cell == SYM_RVADATA:
                method.rva_data[i] = self._field_rva(s.text)
            elif s.cell != SYM_RODATA and s.text not in self._signatures:
                self._signatures[s.text] = self.encoder.fixup(s.text)
        for c in compiled.eh:
            method.class_tokens.append(int(self.encoder.class_token(c.class_text)) if c.class_text else 0)
        self._make_cells(method)
        return method

    def _make_cells(self, method: LinkMethod) -> None:
        for s in method.compiled.symbols:
            if s.cell == 0 or s.cell == SYM_RODATA or s.cell == SYM_RVADATA:
                method.cells.append(None)
                continue
            section = section_of(s.cell, s.text)
            cell = self.cells.add(section, s.text, s.refmap, self._signatures[s.text], _qualifier(method, s))
            if cell.refmap != s.refmap:
                raise AssertionError(f"two GC reference maps for {s.text}")
            if (IMPORT_FLAGS[section] & IMPORT_FLAG_PCODE) != 0:
                self.thunks.for_cell(cell)
            method.cells.append(cell)

    def _field_rva(self, text: str) -> int:
        field = parse_field(self.ts, text.partition("\t")[2])
        rva = int(self.module.md.field_rva(field.rid)) if field.module is self.module else 0
        if rva == 0:
            raise NotExpressible(f"no data in this module for {text}")
        return rva


def encode_method_fixups(method: LinkMethod) -> bytes:
    """The cells that must be filled before the method runs, when cells are numbered; empty when there are none.

    That is every cell the method lists, and every cell its code reads that nobody else fills.
    """
    slots: set[int] = set()
    for index in method.compiled.fixups:
        _add_slot(slots, method.cells[index])
    for r in method.compiled.relocs:
        _add_slot(slots, method.cells[r.symbol])
    return encode_fixups(sorted(slots)) if slots else b""


def _add_slot(slots: set[int], cell: Cell | None) -> None:
    if cell is not None and IMPORT_FLAGS[cell.section] == 0:
        slots.add(int(cell.section << 32 | cell.slot))


def _fault(m: CompiledMethod) -> str:
    """What makes a compiled method impossible to link; empty when nothing does."""
    if len(m.code) == 0 or len(m.parts) == 0 or len(m.symbols) == 0:
        return "no code"
    for s in m.symbols:
        if s.cell in (CELL_METHOD, CELL_TAIL, CELL_DISPATCH) and len(s.refmap) == 0:
            return f"no reference map for {s.text}"
    for r in m.relocs:
        if r.symbol < 1 or r.symbol >= len(m.symbols) or r.offset < 0 or r.offset + 4 > len(m.code):
            return "relocation outside of the code or of the symbols"
    for c in m.eh:
        if (c.flags & EH_KIND_MASK) == 0 and c.class_text == "":
            return "typed exception clause without a type"
    for f in m.fixups:
        if f < 1 or f >= len(m.symbols):
            return "fixup outside of the symbols"
    return ""


def is_instance(method: MethodDesc) -> bool:
    """Found through the instance entry point table instead of by row."""
    return len(method.margs) != 0 or method.owner.kind == TK_INST


def _qualifier(method: LinkMethod, symbol: Symbol) -> str:
    """What must be equal, beside the text, for two methods to share a cell (see codegen.link.cells)."""
    if symbol.cell == CELL_TAIL:
        return TAIL_QUALIFIER
    if symbol.text.startswith("Lookup\tType\t"):
        return method.desc.owner.text
    if symbol.text.startswith("Lookup\tMethod\t"):
        return method.compiled.key
    return ""


def _key(m: CompiledMethod) -> str:
    return m.key
