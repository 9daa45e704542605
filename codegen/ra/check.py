"""Symbolic check of a register allocation: does every read find the value that was last written?

Walks all paths with, for each physical register and spill slot, the virtual register whose value it holds.  A write
of v puts v into v's place and so evicts what was there; fixed writes and calls evict what they destroy; a move makes
its destination equal to its source, so both names are kept for united registers.  At joins only what agrees on all
paths stays.  The checker knows nothing of liveness, positions or interference, which is what makes it worth having.

Places: physical register ids, and 1000 + slot for spill slots.
"""
from __future__ import annotations

from mypy_extensions import i64

from codegen.core.machine import FIRST_VREG, VOLATILE_MASK
from codegen.lower.minst import M_FMOV, M_GCPOLL, M_MOV, READS_D, VK_FP, VK_GP, MFunc
from codegen.ra.allocate import Allocation

State = dict[int, frozenset[int]]


def _place(ra: Allocation, v: i64) -> int:
    if v < FIRST_VREG:
        return int(v)
    r = int(ra.reg[v])
    return r if r else 1000 + int(ra.spill[v])


def _reads(m: MFunc, i: i64) -> list[int]:
    out: list[int] = []
    for v in (i64(m.a[i]), i64(m.b[i]), i64(m.base[i]), i64(m.index[i])):
        if v >= FIRST_VREG:
            out.append(int(v))
    if READS_D[i64(m.op[i])] and m.d[i] >= FIRST_VREG:
        out.append(int(m.d[i]))
    return out


def _step(m: MFunc, ra: Allocation, i: i64, state: State, errors: list[str]) -> None:
    for v in _reads(m, i):
        if v not in state.get(_place(ra, v), frozenset()):
            errors.append(f"instruction {i}: register {v} is not in place {_place(ra, v)}")
    op = m.op[i]
    d = i64(m.d[i])
    mask = int(m.idf[i])
    moved: frozenset[int] = frozenset()
    if (op == M_MOV or op == M_FMOV) and m.a[i] >= FIRST_VREG:
        moved = state.get(_place(ra, i64(m.a[i])), frozenset())
    for r in range(1, FIRST_VREG):
        if mask >> r & 1:
            state.pop(r, None)
    if op == M_GCPOLL:
        for r in range(1, FIRST_VREG):
            if VOLATILE_MASK >> r & 1 and r in state:
                state[r] = frozenset(v for v in state[r] if v < FIRST_VREG or m.vkind[v] in (VK_GP, VK_FP))
    if not d:
        return
    # The old value of d is gone wherever it was known.
    for place in list(state):
        if d in state[place]:
            rest = state[place] - {int(d)}
            if rest:
                state[place] = rest
            else:
                del state[place]
    if d >= FIRST_VREG and not ra.reg[d] and not ra.spill[d]:
        errors.append(f"instruction {i}: register {d} has no place")
        return
    state[_place(ra, d)] = moved | {int(d)} if d >= FIRST_VREG else moved


def check(m: MFunc, ra: Allocation, handlers: list[int]) -> list[str]:
    """Errors of the allocation, empty when every read is right; `handlers` are entry blocks of handlers."""
    errors: list[str] = []
    entry: dict[int, State] = {}
    order = [x - 1 for x in m.seq if x > 0]
    work: list[int] = []
    for b in [order[0], *handlers]:
        entry[b] = {}
        work.append(b)
    while work:
        b = work.pop()
        state = dict(entry[b])
        blk = m.blocks[b]
        found: list[str] = []
        i = blk.start
        while i < blk.end:
            _step(m, ra, i, state, found)
            i += 1
        for s in blk.succs:
            if s not in entry:
                entry[s] = dict(state)
                work.append(s)
                continue
            merged: State = {}
            for place, names in entry[s].items():
                both = names & state.get(place, frozenset())
                if both:
                    merged[place] = both
            if merged != entry[s]:
                entry[s] = merged
                work.append(s)
    for b in order:
        if b in entry:
            state = dict(entry[b])
            blk = m.blocks[b]
            i = blk.start
            while i < blk.end:
                _step(m, ra, i, state, errors)
                i += 1
    return errors
