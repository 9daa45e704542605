"""ExceptionInfo (R2R section 104) and the clauses it points to.

    table   := { u32 method start RVA  u32 clauses RVA } * , FFFFFFFF and the end of the last clauses
    clauses := { u32 flags  u32 try start  u32 try end  u32 handler start  u32 handler end  u32 token or filter } *

Only methods with clauses are listed.  A method's number of clauses is the distance to the next entry, so clauses
stand in table order without gaps; the closing entry counts in the section's size.  Offsets are relative to the
method's first byte.
Source: src/coreclr/inc/readytorun.h (READYTORUN_EXCEPTION_LOOKUP_TABLE_ENTRY, READYTORUN_EXCEPTION_CLAUSE).
"""
from __future__ import annotations

from typing import Final, final

from librt.strings import BytesWriter
from mypy_extensions import i64

from codegen.emit.ehinfo import encode_clause
from codegen.link.methods import Code, LinkMethod
from codegen.link.model import SECTION_TEXT, Chunk, put_u32

_CLAUSE_SIZE: Final = 24


@final
class EhClauses(Chunk):
    def __init__(self, methods: list[LinkMethod]) -> None:
        super().__init__("eh-clauses", SECTION_TEXT, 4)
        self.methods: list[LinkMethod] = [m for m in methods if m.compiled.eh]

    def measure(self) -> i64:
        count = 0
        for m in self.methods:
            count += len(m.compiled.eh)
        return count * _CLAUSE_SIZE

    def write(self, out: BytesWriter) -> None:
        for m in self.methods:
            clauses = m.compiled.eh
            for i in range(len(clauses)):
                encode_clause(out, clauses[i], m.class_tokens[i])


@final
class EhTable(Chunk):
    def __init__(self, clauses: EhClauses, code: Code) -> None:
        super().__init__("exception-info", SECTION_TEXT, 4)
        self.clauses: EhClauses = clauses
        self.code: Code = code

    def measure(self) -> i64:
        count = len(self.clauses.methods)
        return 8 * (count + 1) if count else 0

    def write(self, out: BytesWriter) -> None:
        rva = self.clauses.rva
        for m in self.clauses.methods:
            put_u32(out, self.code.rva + m.code_ofs)
            put_u32(out, rva)
            rva += _CLAUSE_SIZE * len(m.compiled.eh)
        put_u32(out, 0xFFFFFFFF)
        put_u32(out, rva)
