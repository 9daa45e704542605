"""Back end: from SSA to a CompiledMethod.

Lowering, register allocation, frame layout and emission in this order, then the tables that go with the code.  The
working objects of a Backend are kept between methods.  Raises Reject for what it does not compile.
"""
from __future__ import annotations

from typing import Final, final

from mypy_extensions import i64

from codegen.blob import (
    PART_FILTER,
    PART_HANDLER,
    PART_MAIN,
    Bound,
    CompiledMethod,
    HomedVariable,
    Part,
    Reloc,
)
from codegen.core.reject import Reject
from codegen.core.symbols import CELL_PRECODE, CELL_STRING, Symbol
from codegen.core.timing import T_EMIT, T_LOWER, T_REGALLOC, TIMING, now_ns
from codegen.emit.assemble_gc import gc_info
from codegen.emit.ehinfo import EhRegion, make_clauses
from codegen.emit.emitter import Emitter, fill_tables
from codegen.emit.gcrefmap import RefMap
from codegen.lower.control import lower_func
from codegen.lower.lower import Lowerer
from codegen.lower.minst import MFunc
from codegen.ra.allocate import Allocation
from codegen.ra.liveness import Liveness
from codegen.ssa.func import REGION_FILTER, Func
from codegen.target import Target

# Machine instructions of one method; position sets grow with the square of it.
_MAX_INSTRUCTIONS: Final = 16000


@final
class Backend:
    """Working objects of the back end."""

    def __init__(self, target: Target) -> None:
        self.target: Target = target
        self.lo: Lowerer = Lowerer()
        self.m: MFunc = MFunc()
        self.lv: Liveness = Liveness()
        self.ra: Allocation = Allocation()
        self.e: Emitter = Emitter()

    def generate(self, f: Func, out: CompiledMethod) -> None:
        """Compile f into out."""
        target = self.target
        if not target.is_x64 or target.is_windows:
            raise Reject("unsupported-il", "target " + target.text)
        major = target.runtime_major
        m = self.m
        lo = self.lo
        start = now_ns()
        lo.start(f, m, major)
        funclets = lower_func(lo)
        if m.n > _MAX_INSTRUCTIONS:
            raise Reject("large-method", f"{m.n} instructions")
        TIMING.add(T_LOWER, start)
        start = now_ns()
        handlers: list[int] = []
        for c in f.clauses:
            handlers.append(int(c.handler))
            if c.filter:
                handlers.append(int(c.filter))
        self.lv.run(m, handlers)
        self.ra.run(m, self.lv)
        TIMING.add(T_REGALLOC, start)
        start = now_ns()
        e = self.e
        e.start(f, m, self.ra, major)
        code = e.run()
        fill_tables(e)
        out.code = code
        out.gcinfo = gc_info(e, len(code), major)
        out.rodata = bytes(m.rodata)
        out.rodata_align = 8
        _parts(e, funclets, out)
        _relocations(e, out)
        _clauses(e, out, target.r2r_major)
        _bounds(e, out)
        _variables(e, out)
        TIMING.add(T_EMIT, start)
        out.ok = True


def _parts(e: Emitter, funclets: list[int], out: CompiledMethod) -> None:
    for k in range(len(funclets)):
        kind = PART_MAIN
        if k:
            kind = PART_FILTER if e.f.regions[funclets[k]].kind == REGION_FILTER else PART_HANDLER
        out.parts.append(Part(e.a.pos(e.part_start[k]), e.a.pos(e.part_end[k]), kind, e.unwinds[k]))


def _relocations(e: Emitter, out: CompiledMethod) -> None:
    """Relocations, fixups, and the symbols they name: code that was removed may have left others."""
    items = e.f.symbols.items
    for s, positions in e.m.refmaps.items():
        w = RefMap()
        for position, token in positions:
            w.add(position, token)
        items[s].refmap = w.encode()
    number = [0] * len(items)
    out.symbols = [items[0]]
    fixed: set[int] = set()
    for s in e.f.fixups:
        if s not in fixed:
            fixed.add(s)
            out.fixups.append(_numbered(s, items, number, out))
    for k in range(len(e.a.r_mark)):
        s = e.a.r_sym[k]
        n = _numbered(s, items, number, out)
        out.relocs.append(Reloc(e.a.pos(e.a.r_mark[k]), n, e.a.r_addend[k]))
        cell = items[s].cell
        if (cell == CELL_PRECODE or cell == CELL_STRING) and s not in fixed:
            fixed.add(s)
            out.fixups.append(n)


def _numbered(s: int, items: list[Symbol], number: list[int], out: CompiledMethod) -> int:
    """Index of the function's symbol s among those of the result."""
    if not number[s]:
        number[s] = len(out.symbols)
        out.symbols.append(items[s])
    return number[s]


def _clauses(e: Emitter, out: CompiledMethod, r2r_major: i64) -> None:
    f = e.f
    if not f.clauses:
        return
    first = [0] * len(f.regions)
    last = [0] * len(f.regions)
    _number(f, 0, first, last, 0)
    regions: list[EhRegion] = []
    for c in f.clauses:
        t = c.try_region
        h = c.handler_region
        r = EhRegion(c.kind, first[t], last[t], first[h], last[h], c.class_text)
        if e.region_start[t] >= 0 and e.region_start[h] >= 0:
            r.try_start = e.a.pos(e.region_start[t])
            r.try_end = e.a.pos(e.region_end[t])
            r.handler_start = e.a.pos(e.region_start[h])
            r.handler_end = e.a.pos(e.region_end[h])
            if c.filter:
                r.filter_start = e.a.pos(e.region_start[c.filter_region])
        regions.append(r)
    out.eh = make_clauses(regions, r2r_major)


def _number(f: Func, region: i64, first: list[int], last: list[int], at: i64) -> i64:
    """Number the region tree so that a region's interval encloses those of its descendants."""
    first[region] = int(at)
    at += 1
    for r in range(1, len(f.regions)):
        if f.regions[r].parent == region:
            at = _number(f, r, first, last, at)
    last[region] = int(at)
    return at


def _bounds(e: Emitter, out: CompiledMethod) -> None:
    last: i64 = -1
    for mark, il, source in e.bounds:
        at = e.a.pos(mark)
        if at == last:
            out.bounds.pop()
        last = at
        out.bounds.append(Bound(at, il, source))


def _variables(e: Emitter, out: CompiledMethod) -> None:
    """Homes hold their variables from the first IL instruction to the end, in funclets too: RBP is the parent's."""
    start: i64 = 0
    for b in out.bounds:
        if b.il >= 0:
            start = b.native
            break
    for number, slot in e.f.homes:
        out.variables.append(HomedVariable(number, start, len(out.code), e.fr.slot[slot]))


def generate(f: Func, target: Target, out: CompiledMethod) -> None:
    """Compile one function with working objects of its own."""
    Backend(target).generate(f, out)
