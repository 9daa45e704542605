"""Symbols: what compiled code refers to, by name and never by address or token.

A symbol is a cell class and a text.  The class says how the runtime fills the cell and therefore which import
section the linker puts it in; the text says what the cell holds, in a grammar without tokens:

    text     := mnemonic { TAB operand }
    Helper          <hex id>                      TypeHandle       <type>
    MethodHandle    <method> <flags>              FieldHandle      <field>
    MethodEntry     <method> <flags> [<type>]     VirtualEntry     <method>
    String          <JSON string>                 NewObject        <type>
    NewArray        <array type>                  IsInstanceOf     <type>
    ChkCast         <type>                        FieldAddress     <field>
    StaticBaseNonGC <type>                        FieldBaseOffset  <type>
    FieldOffset     <field>                       TypeDictionary   <type>
    MethodDictionary <method>                     DelegateCtor     <method> <delegate type>
    CheckTypeLayout <type> <size> <align> <gc bitmap in hex, or ->
    CheckFieldOffset <offset> <field>
    Lookup          This|Type|Method <context type or -> <inner mnemonic> <inner operands...>
    RvaField        <field>                       RoData

<flags> is "-" or letters: U unboxing stub, I instantiating stub.  Types, methods and fields are written as
binder.names defines.  The kinds are those of src/coreclr/inc/readytorun.h in the .NET runtime.
"""
from __future__ import annotations

from typing import Final, final

from mypy_extensions import i64

CELL_EAGER: Final = 1      # filled when the image is loaded
CELL_LAZY: Final = 2       # helper call, filled by its first use
CELL_METHOD: Final = 3     # method call, filled by its first use
CELL_DISPATCH: Final = 4   # virtual stub dispatch
CELL_PRECODE: Final = 5    # filled before the method that lists it first runs
CELL_STRING: Final = 6     # string literal, filled like CELL_PRECODE
SYM_RODATA: Final = 7      # the method's own read-only data
SYM_RVADATA: Final = 8     # data of a field with an RVA, in the image itself
CELL_TAIL: Final = 9       # method call by a jump, with the cell's address in rax (x64)

CELL_NAMES: Final = ("none", "eager", "lazy", "method", "dispatch", "precode", "string", "rodata", "rvadata", "tail")


@final
class Symbol:
    """One symbol of a method; `refmap` is the GC reference map of METHOD, TAIL and DISPATCH cells."""

    __slots__ = ("cell", "text", "refmap")

    def __init__(self, cell: i64, text: str, refmap: bytes) -> None:
        self.cell: i64 = cell
        self.text: str = text
        self.refmap: bytes = refmap


@final
class SymbolTable:
    """Interns the symbols of one method; index 0 is NONE."""

    def __init__(self) -> None:
        self.items: list[Symbol] = [Symbol(0, "", b"")]
        self._index: dict[str, int] = {}

    def intern(self, cell: i64, text: str) -> i64:
        """Index of the symbol (cell, text), added when new."""
        key = CELL_NAMES[cell] + "\t" + text
        found = self._index.get(key, 0)
        if found:
            return found
        n = len(self.items)
        self.items.append(Symbol(cell, text, b""))
        self._index[key] = n
        return n

    def clear(self) -> None:
        self.items = [Symbol(0, "", b"")]
        self._index = {}
