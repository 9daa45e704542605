"""Where the runtime finds a method's code: by row, or for instantiations by hash (R2R sections 103 and 109).

    MethodDefEntryPoints      := native array by MethodDef row - 1 of entries
    InstanceMethodEntryPoints := native hash table by method hash of { method signature  entry }
    entry                     := index of the body in the runtime function table, list of cells to fill first

Rows have only methods that are neither generic nor on generic types.
Source: src/coreclr/vm/readytoruninfo.cpp (GetEntryPoint).
"""
from __future__ import annotations

from typing import final

from librt.strings import BytesWriter
from mypy_extensions import i64

from codegen.link.collect import is_instance
from codegen.link.methods import LinkMethod
from codegen.link.model import SECTION_TEXT, Chunk
from codegen.link.nativetable import NativeArrayWriter, NativeHashtableWriter
from codegen.link.runtime_functions import RuntimeFunctions
from codegen.link.sigencode import SigEncoder


@final
class MethodEntries(Chunk):
    """Numbers come from the runtime function table, which therefore has to be measured first."""

    def __init__(self, methods: list[LinkMethod], functions: RuntimeFunctions) -> None:
        super().__init__("method-entry-points", SECTION_TEXT, 4)
        self.methods: list[LinkMethod] = methods
        self.functions: RuntimeFunctions = functions
        self._data: bytes = b""

    def measure(self) -> i64:
        assert self.functions.numbered
        table = NativeArrayWriter()
        for m in self.methods:
            if not is_instance(m.desc):
                table.add_entry(m.desc.rid - 1, m.first_function, m.fixups)
        self._data = table.finish()
        return len(self._data)

    def write(self, out: BytesWriter) -> None:
        out.write(self._data)


@final
class InstanceEntries(Chunk):
    def __init__(self, methods: list[LinkMethod], functions: RuntimeFunctions, encoder: SigEncoder) -> None:
        super().__init__("instance-entry-points", SECTION_TEXT, 4)
        self.methods: list[LinkMethod] = methods
        self.functions: RuntimeFunctions = functions
        self.encoder: SigEncoder = encoder
        self._data: bytes = b""

    def measure(self) -> i64:
        assert self.functions.numbered
        table = NativeHashtableWriter()
        for m in self.methods:
            if is_instance(m.desc):
                table.add_entry(m.desc.hash, self.encoder.instance_method(m.desc), m.first_function, m.fixups)
        self._data = table.finish()
        return len(self._data)

    def write(self, out: BytesWriter) -> None:
        out.write(self._data)
