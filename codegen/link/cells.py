"""Import cells: the words of the image that the runtime fills, grouped into import sections.

A cell is identified by its import section, its symbol's text and a qualifier.  Cells are numbered when all of them
are known, in the order of their texts, so that the numbering does not depend on the order of methods.  In the text
order the Check fixups stand before those that load types, which is also the cheapest order to resolve them in.

The qualifier keeps cells apart that have the same signature but must not be shared.  Calls by jump start with
another thunk.  Lookups through the type or method context are resolved to a slot number in the dictionary of the
code that first ran them, and each canonical type or method numbers its dictionary slots on its own.

The import sections and their numbers are those crossgen2 uses; section numbers are part of thunks.
Source: src/coreclr/inc/readytorun.h (READYTORUN_IMPORT_SECTION, READYTORUN_HELPER) in the .NET runtime.
"""
from __future__ import annotations

from typing import Final, final

from mypy_extensions import i64

from codegen.core.symbols import (
    CELL_DISPATCH,
    CELL_EAGER,
    CELL_LAZY,
    CELL_METHOD,
    CELL_PRECODE,
    CELL_STRING,
    CELL_TAIL,
)
from codegen.link.model import NotExpressible

IMPORT_IL_BODY: Final = 0   # checks of other modules' method bodies; resolved before everything else
IMPORT_DISPATCH: Final = 1
IMPORT_EAGER: Final = 2
IMPORT_HELPER: Final = 3
IMPORT_METHOD: Final = 4
IMPORT_PRECODE: Final = 5
IMPORT_STRING: Final = 6
IMPORT_COUNT: Final = 7

IMPORT_FLAG_EAGER: Final = 1
IMPORT_FLAG_PCODE: Final = 4
IMPORT_TYPE_UNKNOWN: Final = 0
IMPORT_TYPE_STUB_DISPATCH: Final = 2
IMPORT_TYPE_STRING: Final = 3

IMPORT_NAMES: Final = ("il-body", "dispatch", "eager", "helper", "method", "precode", "string")
IMPORT_FLAGS: Final = (0, IMPORT_FLAG_PCODE, IMPORT_FLAG_EAGER, IMPORT_FLAG_PCODE, IMPORT_FLAG_PCODE, 0, 0)
IMPORT_TYPES: Final = (
    IMPORT_TYPE_UNKNOWN, IMPORT_TYPE_STUB_DISPATCH, IMPORT_TYPE_UNKNOWN, IMPORT_TYPE_UNKNOWN,
    IMPORT_TYPE_STUB_DISPATCH, IMPORT_TYPE_UNKNOWN, IMPORT_TYPE_STRING,
)

HELPER_MODULE: Final = 0x01
HELPER_DELAY_METHOD: Final = 0x08
HELPER_DELAY: Final = 0x10
HELPER_DELAY_OBJ: Final = 0x11
HELPER_DELAY_OBJ_OBJ: Final = 0x12
HELPER_PERSONALITY: Final = 0xF0
HELPER_PERSONALITY_FILTER: Final = 0xF1

TAIL_QUALIFIER: Final = "tail"

# Which arguments of a lazily bound helper are object references (the runtime protects them while it binds).
_OBJ_HELPERS: Final = frozenset(("IsInstanceOf", "ChkCast", "VirtualEntry"))


@final
class Cell:
    """One import cell; `slot` and `thunk` are set when the table is numbered."""

    def __init__(self, section: i64, text: str, qualifier: str, refmap: bytes, signature: bytes) -> None:
        self.section: i64 = section
        self.tail: bool = qualifier == TAIL_QUALIFIER
        self.key: str = text + "\t" + qualifier
        self.text: str = text
        self.refmap: bytes = refmap
        self.signature: bytes = signature
        self.slot: i64 = 0
        self.rva: i64 = 0


@final
class CellTable:
    """All cells of an image."""

    def __init__(self) -> None:
        self.sections: list[list[Cell]] = [[] for _ in range(IMPORT_COUNT)]
        self._index: list[dict[str, Cell]] = [{} for _ in range(IMPORT_COUNT)]

    def add(self, section: i64, text: str, refmap: bytes, signature: bytes, qualifier: str) -> Cell:
        """The cell of that section, text and qualifier, added when new."""
        key = text + "\t" + qualifier
        found = self._index[section].get(key)
        if found is not None:
            return found
        cell = Cell(section, text, qualifier, refmap, signature)
        self._index[section][key] = cell
        self.sections[section].append(cell)
        return cell

    def add_helper(self, helper: i64) -> Cell:
        """The eager cell of a runtime helper."""
        return self.add(IMPORT_EAGER, helper_text(helper), b"", helper_signature(helper), "")

    def number(self) -> None:
        """Fixes the order of cells."""
        for cells in self.sections:
            cells.sort(key=_cell_key)
            for i in range(len(cells)):
                cells[i].slot = i


def _cell_key(cell: Cell) -> str:
    return cell.key


def helper_text(helper: i64) -> str:
    return f"Helper\t{int(helper):02X}"


def helper_signature(helper: i64) -> bytes:
    """Fixup kind 1A and the compressed helper number."""
    if helper < 0x80:
        return bytes((0x1A, int(helper)))
    return bytes((0x1A, 0x80 | int(helper >> 8), int(helper & 0xFF)))


def section_of(cell: i64, text: str) -> i64:
    """The import section of a symbol."""
    if cell == CELL_METHOD or cell == CELL_TAIL:
        return IMPORT_METHOD
    if cell == CELL_PRECODE:
        return IMPORT_IL_BODY if text.startswith("CheckILBody\t") else IMPORT_PRECODE
    if cell == CELL_STRING:
        return IMPORT_STRING
    if cell == CELL_LAZY:
        return IMPORT_HELPER
    if cell == CELL_DISPATCH:
        return IMPORT_DISPATCH
    if cell == CELL_EAGER:
        return IMPORT_EAGER
    raise NotExpressible(f"no import section for cell class {cell}")


def delay_helper(cell: Cell) -> i64:
    """The runtime's binder for a lazily bound cell."""
    if cell.section != IMPORT_HELPER:
        return HELPER_DELAY_METHOD
    mnemonic = cell.text.partition("\t")[0]
    if mnemonic in _OBJ_HELPERS:
        return HELPER_DELAY_OBJ
    if mnemonic == "DelegateCtor":
        return HELPER_DELAY_OBJ_OBJ
    return HELPER_DELAY
