"""RuntimeFunctions (R2R section 102): every body and funclet in address order.

    x64   := { u32 begin  u32 end  u32 unwind RVA } *
    x86   := { u32 begin  u32 unwind RVA } *
    both are followed by u32 FFFFFFFF, which the section's size does not count: lookups read begin[i + 1]

Source: src/coreclr/vm/readytoruninfo.cpp, src/coreclr/vm/codeman.cpp.
"""
from __future__ import annotations

from typing import final

from librt.strings import BytesWriter
from mypy_extensions import i64

from codegen.link.methods import Code, LinkMethod, UnwindData
from codegen.link.model import SECTION_TEXT, BlobChunk, Chunk, put_u32
from codegen.target import Target


@final
class RuntimeFunctions(Chunk):
    def __init__(self, target: Target, methods: list[LinkMethod], code: Code, unwind: UnwindData) -> None:
        super().__init__("runtime-functions", SECTION_TEXT, 4)
        self.target: Target = target
        self.methods: list[LinkMethod] = methods
        self.code: Code = code
        self.unwind: UnwindData = unwind
        self.numbered: bool = False

    def measure(self) -> i64:
        count = 0
        for m in self.methods:
            m.first_function = count
            count += len(m.compiled.parts)
        self.numbered = True
        return count * (12 if self.target.is_x64 else 8)

    def write(self, out: BytesWriter) -> None:
        wide = self.target.is_x64
        for m in self.methods:
            start = self.code.rva + m.code_ofs
            parts = m.compiled.parts
            for i in range(len(parts)):
                put_u32(out, start + parts[i].start)
                if wide:
                    put_u32(out, start + parts[i].end)
                put_u32(out, self.unwind.rva + m.unwind_ofs[i])


def sentinel() -> Chunk:
    """What has to stand directly behind the table."""
    return BlobChunk("runtime-functions-end", SECTION_TEXT, 4, b"\xff\xff\xff\xff")
