"""DebugInfo (R2R section 105): each method's native to IL offsets and variables, by index of its runtime function.

Funclets have no entry of their own; methods without bounds have none either.
Source: src/coreclr/vm/readytoruninfo.cpp (GetDebugInfo), src/coreclr/vm/debuginfostore.cpp.
"""
from __future__ import annotations

from typing import final

from librt.strings import BytesWriter
from mypy_extensions import i64

from codegen.emit.debuginfo import DEBUG_RBP, LOC_STACK, DebugInfo
from codegen.link.methods import LinkMethod
from codegen.link.model import SECTION_TEXT, Chunk
from codegen.link.nativetable import NativeArrayWriter
from codegen.link.runtime_functions import RuntimeFunctions
from codegen.target import Target


@final
class DebugInfoTable(Chunk):
    def __init__(self, target: Target, methods: list[LinkMethod], functions: RuntimeFunctions) -> None:
        super().__init__("debug-info", SECTION_TEXT, 4)
        self.target: Target = target
        self.methods: list[LinkMethod] = methods
        self.functions: RuntimeFunctions = functions
        self._data: bytes = b""

    def measure(self) -> i64:
        assert self.functions.numbered
        table = NativeArrayWriter()
        for m in self.methods:
            if m.compiled.bounds:
                info = DebugInfo()
                for b in m.compiled.bounds:
                    info.add_bound(b.native, b.il, b.source)
                for v in m.compiled.variables:
                    info.add_var(v.start, v.end, v.number, LOC_STACK, DEBUG_RBP, v.offset, 0)
                table.add_debug(m.first_function, info.encode(self.target.r2r_major))
        self._data = table.finish()
        return len(self._data)

    def write(self, out: BytesWriter) -> None:
        out.write(self._data)
