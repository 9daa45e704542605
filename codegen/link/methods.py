"""The methods of an image while it is linked, and the chunks made of them: code, read-only data, unwind and GC data.

    code    := method * , each aligned to 16: the body followed by its funclets, as compiled
    unwind  := { UNWIND_INFO  u32 RVA of the personality thunk (x64)  [GC info, for the main body] } *    align 4

Methods stand in the order of their keys.  Equal unwind data and equal read-only data are stored once.
A method's funclets directly follow its body: the runtime finds the method of a funclet by walking backwards.
Sources: src/coreclr/vm/codeman.cpp (ReadyToRunJitManager); x64 exception handling ABI (UNWIND_INFO).
"""
from __future__ import annotations

from typing import Final, final

from librt.strings import BytesWriter
from mypy_extensions import i64

from binder.members import MethodDesc
from codegen.blob import PART_FILTER, CompiledMethod
from codegen.core.symbols import SYM_RODATA
from codegen.link.cells import HELPER_PERSONALITY, HELPER_PERSONALITY_FILTER, Cell
from codegen.link.il_copy import MetadataCopy
from codegen.link.model import SECTION_TEXT, Chunk, align_up, patch_u32, put_fill, put_u32
from codegen.link.thunks import Thunk, Thunks
from codegen.target import Target

_CODE_ALIGN: Final = 16
_INT3: Final = 0xCC


@final
class LinkMethod:
    """One method of the image.  `cells` parallels the compiled method's symbols; None where there is no cell."""

    def __init__(self, compiled: CompiledMethod, desc: MethodDesc) -> None:
        self.compiled: CompiledMethod = compiled
        self.desc: MethodDesc = desc
        self.cells: list[Cell | None] = []
        self.rva_data: dict[int, int] = {}     # symbol index -> original RVA of field data
        self.class_tokens: list[int] = []      # one per exception clause
        self.fixups: bytes = b""
        self.code_ofs: i64 = 0
        self.rodata_ofs: i64 = 0
        self.first_function: i64 = 0           # index of the body in the runtime function table
        self.unwind_ofs: list[int] = []


@final
class RoData(Chunk):
    """Constants that code addresses directly."""

    def __init__(self, methods: list[LinkMethod]) -> None:
        super().__init__("read-only-data", SECTION_TEXT, 64)
        self.methods: list[LinkMethod] = methods
        self._blobs: list[bytes] = []
        self._offsets: list[int] = []

    def measure(self) -> i64:
        seen: dict[tuple[bytes, int], int] = {}
        end: i64 = 0
        for m in self.methods:
            data = m.compiled.rodata
            if not data:
                continue
            key = (data, int(m.compiled.rodata_align))
            found = seen.get(key)
            if found is None:
                found = int(align_up(end, m.compiled.rodata_align))
                seen[key] = found
                self._blobs.append(data)
                self._offsets.append(found)
                end = found + len(data)
            m.rodata_ofs = found
        return end

    def write(self, out: BytesWriter) -> None:
        base = len(out)
        for i in range(len(self._blobs)):
            put_fill(out, base + self._offsets[i] - len(out), 0)
            out.write(self._blobs[i])


@final
class UnwindData(Chunk):
    def __init__(self, target: Target, methods: list[LinkMethod], thunks: Thunks) -> None:
        super().__init__("unwind-and-gc-info", SECTION_TEXT, 4)
        self.target: Target = target
        self.methods: list[LinkMethod] = methods
        self.thunks: Thunks = thunks
        self.personality: Thunk | None = None
        self.filter_personality: Thunk | None = None
        if target.is_x64 and methods:
            self.personality = thunks.jump_to(HELPER_PERSONALITY)
            self.filter_personality = thunks.jump_to(HELPER_PERSONALITY_FILTER)
        self._unwinds: list[bytes] = []
        self._gcinfos: list[bytes] = []
        self._filters: list[bool] = []

    def measure(self) -> i64:
        seen: dict[tuple[bytes, bytes, bool], int] = {}
        end: i64 = 0
        extra: i64 = 4 if self.target.is_x64 else 0
        for m in self.methods:
            parts = m.compiled.parts
            for i in range(len(parts)):
                p = parts[i]
                gcinfo = m.compiled.gcinfo if i == 0 else b""
                is_filter = p.kind == PART_FILTER
                key = (p.unwind, gcinfo, is_filter)
                found = seen.get(key)
                if found is None:
                    found = int(end)
                    seen[key] = found
                    self._unwinds.append(p.unwind)
                    self._gcinfos.append(gcinfo)
                    self._filters.append(is_filter)
                    end = align_up(end + len(p.unwind) + extra + len(gcinfo), 4)
                m.unwind_ofs.append(found)
        return end

    def write(self, out: BytesWriter) -> None:
        normal = self.personality
        filters = self.filter_personality
        base = len(out)
        for i in range(len(self._unwinds)):
            out.write(self._unwinds[i])
            if normal is not None and filters is not None:
                put_u32(out, self.thunks.rva + (filters.offset if self._filters[i] else normal.offset))
            out.write(self._gcinfos[i])
            used = len(out) - base
            put_fill(out, align_up(used, 4) - used, 0)


@final
class Code(Chunk):
    def __init__(self, methods: list[LinkMethod], rodata: RoData, metadata: MetadataCopy) -> None:
        super().__init__("code", SECTION_TEXT, _CODE_ALIGN)
        self.methods: list[LinkMethod] = methods
        self.rodata: RoData = rodata
        self.metadata: MetadataCopy = metadata

    def measure(self) -> i64:
        end: i64 = 0
        for m in self.methods:
            m.code_ofs = align_up(end, _CODE_ALIGN)
            end = m.code_ofs + len(m.compiled.code)
        return end

    def write(self, out: BytesWriter) -> None:
        base = len(out)
        to_rva = self.rva - base
        for m in self.methods:
            put_fill(out, base + m.code_ofs - len(out), _INT3)
            start = len(out)
            out.write(m.compiled.code)
            for r in m.compiled.relocs:
                pos = start + r.offset
                cell = m.cells[r.symbol]
                if cell is not None:
                    address = cell.rva
                elif m.compiled.symbols[r.symbol].cell == SYM_RODATA:
                    address = self.rodata.rva + m.rodata_ofs
                else:
                    address = self.metadata.field_rva(m.rva_data[int(r.symbol)])
                patch_u32(out, pos, address + r.addend - (pos + to_rva + 4))
