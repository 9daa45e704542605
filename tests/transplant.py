"""Takes the code of another compiler's image apart into compiled methods, so that our linker can link it again.

This is the strongest test of the linker there is without a compiler of our own: real code with every kind of cell,
clause, funclet and GC data goes in, and what comes out runs on the real runtime.  Displacements in the code are
found with a disassembler; whatever does not lie in a cell is data of the method.  Linux x64 images of crossgen2
8.0 only.
"""

from __future__ import annotations

from bisect import bisect_right

from iced_x86 import Decoder, Register

from binder.modules import Module
from codegen.blob import PART_FILTER, PART_HANDLER, PART_MAIN, Bound, Clause, CompiledMethod, Part, Reloc
from codegen.core.symbols import (
    CELL_DISPATCH,
    CELL_EAGER,
    CELL_LAZY,
    CELL_METHOD,
    CELL_PRECODE,
    CELL_STRING,
    CELL_TAIL,
    SYM_RODATA,
    Symbol,
)
from codegen.inspect.r2rdump import DumpedImport, DumpedMethod, R2RImage
from codegen.link.header import R2R_THUNKS

CELL_OF_SECTION = (CELL_PRECODE, CELL_DISPATCH, CELL_EAGER, CELL_LAZY, CELL_METHOD, CELL_PRECODE, CELL_STRING)
REFMAP_STRIDE = 1024
MAX_RODATA = 4096
CALL_THUNK = b"\x33\xc0\x6a"
TAIL_THUNK = b"\x6a"
DISPATCH_THUNK = b"\x49\x8b\xc3\x6a"


class Unsupported(Exception):
    pass


class Transplant:
    def __init__(self, image: R2RImage, module: Module) -> None:
        self.image = image
        self.module = module
        self.found = image.methods()
        self.cells: dict[int, tuple[int, int]] = {}
        for i, section in enumerate(image.imports):
            for k, cell in enumerate(section.cells):
                self.cells[cell.rva] = (i, k)
        borders = {begin for begin, _, _ in image._functions} | {unwind for _, _, unwind in image._functions}
        borders |= {rva for rva, size in image.sections.values() if size} | {image.sections[R2R_THUNKS][0]}
        borders |= {end for _, end, _ in image._functions}
        self.thunks = image.sections[R2R_THUNKS]
        self.borders = sorted(borders)
        self.left_out: list[tuple[str, str]] = []

    def methods(self) -> list[CompiledMethod]:
        out: list[CompiledMethod] = []
        for m in self.found:
            try:
                out.append(self.method(m))
            except Unsupported as e:
                self.left_out.append((m.text, str(e)))
        return out

    def next_border(self, rva: int) -> int:
        return self.borders[bisect_right(self.borders, rva)]

    def method(self, m: DumpedMethod) -> CompiledMethod:
        image = self.image
        b = image.bytes
        c = CompiledMethod(m.text)
        c.ok = True
        c.code = image.code(m)
        c.symbols = [Symbol(0, "", b"")]
        start = m.parts[0][0]
        index: dict[int, int] = {}
        for n, (begin, end, unwind) in enumerate(m.parts):
            size = 4 + 2 * ((int(b.u1(unwind + 2)) + 1) & ~1)
            thunk = int(b.u4(unwind + size))
            is_filter = any(f & 1 and last == begin - start for f, _, _, _, _, last in m.clauses)
            kind = PART_MAIN if n == 0 else PART_FILTER if is_filter else PART_HANDLER
            assert self.thunks[0] <= thunk < self.thunks[0] + self.thunks[1]
            c.parts.append(Part(begin - start, end - start, kind, b.bytes(unwind, size)))
            if n == 0:
                gc = unwind + size + 4
                c.gcinfo = b.bytes(gc, self.next_border(gc) - gc)
        rodata: list[tuple[int, int]] = []
        for begin, end, _ in m.parts:
            self.scan(c, index, rodata, b.bytes(begin, end - begin), begin, start)
        self.take_rodata(c, rodata)
        for cell in m.fixups:
            c.fixups.append(self.symbol(c, index, image.imports[cell[0]].rva + 8 * cell[1]))
        for flags, try_start, try_end, handler, handler_end, last in m.clauses:
            typed = flags & 7 == 0
            text = self.module.resolve_type_token(last).text if typed else ""
            c.eh.append(Clause(flags, try_start, try_end, handler, handler_end, 0 if typed else last, text))
        info = image.debug_info(m)
        if info is not None:
            for k in range(len(info.natives)):
                c.bounds.append(Bound(info.natives[k], info.ils[k], info.sources[k]))
        return c

    def scan(self, c: CompiledMethod, index: dict[int, int], rodata: list[tuple[int, int]], code: bytes,
             begin: int, start: int) -> None:
        decoder = Decoder(64, code, ip=begin)
        for instruction in decoder:
            if instruction.memory_base != Register.RIP:
                continue
            target = instruction.ip_rel_memory_address
            offsets = decoder.get_constant_offsets(instruction)
            at = instruction.ip + offsets.displacement_offset
            tail = instruction.next_ip - (at + 4)
            if start <= target < start + len(c.code):
                continue
            if target in self.cells:
                c.relocs.append(Reloc(at - start, self.symbol(c, index, target), -tail))
            else:
                rodata.append((len(c.relocs), target))
                c.relocs.append(Reloc(at - start, 0, -tail))

    def symbol(self, c: CompiledMethod, index: dict[int, int], rva: int) -> int:
        if rva in index:
            return index[rva]
        i, k = self.cells[rva]
        section = self.image.imports[i]
        cell = section.cells[k]
        kind = CELL_OF_SECTION[i]
        refmap = b""
        if section.flags & 4 and cell.value:
            thunk = self.image.bytes.bytes(cell.value - self.image.pe.image_base, 4)
            if thunk.startswith(DISPATCH_THUNK):
                kind = CELL_DISPATCH
            elif thunk.startswith(TAIL_THUNK):
                kind = CELL_TAIL
            elif not thunk.startswith(CALL_THUNK):
                raise Unsupported("unknown thunk")
            elif i == 1:
                kind = CELL_LAZY
        if kind in (CELL_METHOD, CELL_TAIL, CELL_DISPATCH):
            refmap = self.refmap(section, k)
        c.symbols.append(Symbol(kind, cell.text, refmap))
        index[rva] = len(c.symbols) - 1
        return index[rva]

    def refmap(self, section: DumpedImport, slot: int) -> bytes:
        b = self.image.bytes
        at = section.aux + int(b.u4(section.aux + 4 * (slot // REFMAP_STRIDE)))
        data = self.image.pe.data
        ofs = int(self.image.pe.rva_to_offset(at))
        for _ in range(slot % REFMAP_STRIDE):
            while data[ofs] & 0x80:
                ofs += 1
            ofs += 1
        end = ofs
        while data[end] & 0x80:
            end += 1
        return data[ofs:end + 1]

    def take_rodata(self, c: CompiledMethod, uses: list[tuple[int, int]]) -> None:
        if not uses:
            return
        low = min(target for _, target in uses)
        high = max(target for _, target in uses)
        first = low & ~63
        home = next(s for s in self.image.pe.sections if s.rva <= first < s.rva + s.size)
        end = min(self.next_border(high), high + MAX_RODATA, int(home.rva + home.size))
        c.rodata = self.image.bytes.bytes(first, end - first)
        c.rodata_align = 64
        c.symbols.append(Symbol(SYM_RODATA, "RoData", b""))
        for reloc, target in uses:
            old = c.relocs[reloc]
            c.relocs[reloc] = Reloc(old.offset, len(c.symbols) - 1, old.addend + target - first)
