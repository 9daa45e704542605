"""Liveness of machine code: for every register the exact set of positions where it is occupied.

A set of positions is one Python integer, bit p for position p; instruction i reads at 2i and writes at 2i+1, and a
value lives from its definition up to and including its last read.  Interference is then one AND of two integers,
and holes in live ranges cost nothing.  Sets of registers live at block borders are integers too, over the registers
that are read in a block before being written there; all others live inside one block.
"""
from __future__ import annotations

from typing import final

from librt.vecs import vec
from mypy_extensions import i32, i64

from codegen.core.machine import FIRST_VREG, VOLATILE_MASK
from codegen.core.scratch import cleared32
from codegen.lower.minst import M_CALLFIN, M_FMOV, M_GCPOLL, M_MOV, READS_D, MFunc


@final
class Liveness:
    """Occupation of all registers of one function; reused."""

    def __init__(self) -> None:
        self.masks: list[int] = []             # positions by virtual register - FIRST_VREG
        self.fixed: list[int] = [0] * FIRST_VREG  # positions by physical register
        self.calls: int = 0                    # write positions of instructions that destroy all volatile registers
        self.finallys: int = 0                 # the same of calls of finally handlers
        self.polls: int = 0                    # of GC polls, where references have to be where the collector looks
        self.weight: vec[i32] = vec[i32]()     # reads and writes, ten times as much per loop
        self.hints: dict[int, list[int]] = {}  # physical registers connected by moves
        self.moves: list[tuple[int, int, int]] = []  # (-weight, register, register) of moves
        self.handler_live: list[int] = []      # live at the entry of a handler
        self._first: vec[i32] = vec[i32]()     # open range of each register: last position + 1, 0 none
        self._start: vec[i32] = vec[i32]()     # latest closed range
        self._end: vec[i32] = vec[i32]()
        self._stamp: vec[i32] = vec[i32]()
        self._gid: vec[i32] = vec[i32]()

    def run(self, m: MFunc, handlers: list[int]) -> None:
        """Compute everything for `m`; `handlers` are the entry blocks of handlers and filters."""
        nv = m.nv
        self.masks = [0] * int(nv - FIRST_VREG)
        self.fixed = [0] * FIRST_VREG
        self.calls = 0
        self.finallys = 0
        self.polls = 0
        self.weight = cleared32(self.weight, nv)
        self.hints = {}
        self.moves = []
        self.handler_live = []
        self._first = cleared32(self._first, nv)
        self._start = cleared32(self._start, nv)
        self._end = cleared32(self._end, nv)
        self._stamp = cleared32(self._stamp, nv)
        self._gid = cleared32(self._gid, nv)
        order: list[int] = []
        for x in m.seq:
            if x > 0:
                order.append(x - 1)
        names: list[int] = []
        outs = self._borders(m, order, names, handlers)
        k = len(order) - 1
        while k >= 0:
            self._block(m, order[k], outs[order[k]], names)
            k -= 1
        v: i64 = FIRST_VREG
        while v < nv:
            if self._end[v]:
                self._store(v)
            v += 1

    def _borders(self, m: MFunc, order: list[int], names: list[int], handlers: list[int]) -> list[int]:
        """Registers live out of every block, as bits over `names`."""
        stamp = self._stamp
        gid = self._gid
        nb = len(m.blocks)
        reads: list[int] = [0] * nb
        writes: list[list[int]] = [[] for _ in range(nb)]
        if len(order) == 1:
            return [0] * nb
        for b in order:
            blk = m.blocks[b]
            mark = i32(b + 1)
            use = 0
            defs = writes[b]
            i = blk.start
            while i < blk.end:
                d = i64(m.d[i])
                v = i64(m.a[i])
                if v >= FIRST_VREG and stamp[v] != mark:
                    use |= self._name(v, names)
                v = i64(m.b[i])
                if v >= FIRST_VREG and stamp[v] != mark:
                    use |= self._name(v, names)
                v = i64(m.base[i])
                if v >= FIRST_VREG and stamp[v] != mark:
                    use |= self._name(v, names)
                v = i64(m.index[i])
                if v >= FIRST_VREG and stamp[v] != mark:
                    use |= self._name(v, names)
                if d >= FIRST_VREG and stamp[d] != mark:
                    if READS_D[i64(m.op[i])]:
                        use |= self._name(d, names)
                    stamp[d] = mark
                    defs.append(d)
                i += 1
            reads[b] = use
        outs: list[int] = [0] * nb
        if not names:
            return outs
        ins: list[int] = [0] * nb
        keeps: list[int] = [0] * nb
        full = (1 << len(names)) - 1
        for b in order:
            kill = 0
            for d in writes[b]:
                if gid[d]:
                    kill |= 1 << int(gid[d] - 1)
            keeps[b] = full & ~kill
            ins[b] = reads[b]
        changed = True
        while changed:
            changed = False
            j = len(order) - 1
            while j >= 0:
                b = order[j]
                out = 0
                for s in m.blocks[b].succs:
                    out |= ins[s]
                if out != outs[b]:
                    outs[b] = out
                    new = reads[b] | (out & keeps[b])
                    if new != ins[b]:
                        ins[b] = new
                        changed = True
                j -= 1
        for h in handlers:
            live = ins[h]
            while live:
                low = live & -live
                self.handler_live.append(names[low.bit_length() - 1])
                live ^= low
        return outs

    def _name(self, v: i64, names: list[int]) -> int:
        """The bit of v among the registers that are live at block borders."""
        if not self._gid[v]:
            names.append(v)
            self._gid[v] = i32(len(names))
        return 1 << int(self._gid[v] - 1)

    def _store(self, v: i64) -> None:
        """Put the latest closed range of v into its mask."""
        s = int(self._start[v])
        e = int(self._end[v])
        self.masks[v - FIRST_VREG] |= ((1 << (e - s)) - 1) << s

    def _close(self, v: i64, start: i64) -> None:
        """The open range of v begins at `start`; ranges that touch are joined."""
        end = self._first[v]
        self._first[v] = 0
        if v < FIRST_VREG:
            self.fixed[v] |= ((1 << int(end) - int(start)) - 1) << int(start)
            return
        if self._end[v]:
            if self._start[v] == end:
                self._start[v] = i32(start)
                return
            self._store(v)
        self._start[v] = i32(start)
        self._end[v] = end

    def _block(self, m: MFunc, b: i64, out: int, names: list[int]) -> None:
        """Walk block b backwards."""
        first = self._first
        weight = self.weight
        blk = m.blocks[b]
        depth = blk.depth if blk.depth < 4 else 4
        w: i32 = 1
        while depth > 0:
            w *= 10
            depth -= 1
        opened: list[int] = []
        while out:
            low = out & -out
            v = names[low.bit_length() - 1]
            first[v] = i32(2 * blk.end)
            opened.append(v)
            out ^= low
        fixed: i64 = 0
        i = blk.end - 1
        start = blk.start
        while i >= start:
            op = m.op[i]
            p = 2 * i
            d = i64(m.d[i])
            if d:
                if d < FIRST_VREG:
                    if first[d]:
                        self._close(d, p + 1)
                        fixed &= ~(i64(1) << d)
                    else:
                        self.fixed[d] |= 1 << int(p + 1)
                else:
                    weight[d] += w
                    if READS_D[i64(op)]:
                        if not first[d]:
                            first[d] = i32(p + 2)
                            opened.append(d)
                    else:
                        if not first[d]:
                            first[d] = i32(p + 2)
                        self._close(d, p + 1)
            idf = m.idf[i]
            if idf:
                if op == M_GCPOLL:
                    self.polls |= 1 << int(p + 1)
                hit = fixed & idf
                r: i64 = 1
                while hit >> r:
                    if (hit >> r) & 1:
                        self._close(r, p + 1)
                    r += 1
                fixed &= ~idf
                if idf & VOLATILE_MASK == VOLATILE_MASK:
                    self.calls |= 1 << int(p + 1)
                    if op == M_CALLFIN:
                        self.finallys |= 1 << int(p + 1)
                else:
                    r = 1
                    while idf >> r:
                        if (idf >> r) & 1:
                            self.fixed[r] |= 1 << int(p + 1)
                        r += 1
            iu = m.iu[i]
            if iu:
                r = 1
                while iu >> r:
                    if (iu >> r) & 1 and not first[r]:
                        first[r] = i32(p + 1)
                    r += 1
                fixed |= iu
            a = i64(m.a[i])
            if a:
                if not first[a]:
                    first[a] = i32(p + 1)
                    if a < FIRST_VREG:
                        fixed |= i64(1) << a
                    else:
                        opened.append(a)
                weight[a] += w
                if op == M_MOV or op == M_FMOV:
                    if d >= FIRST_VREG and a >= FIRST_VREG:
                        self.moves.append((-int(w), int(d), int(a)))
                    elif d >= FIRST_VREG:
                        self._hint(d, a)
                    elif a >= FIRST_VREG:
                        self._hint(a, d)
            a = i64(m.b[i])
            if a:
                if not first[a]:
                    first[a] = i32(p + 1)
                    opened.append(a)
                weight[a] += w
            a = i64(m.base[i])
            if a:
                if not first[a]:
                    first[a] = i32(p + 1)
                    if a < FIRST_VREG:
                        fixed |= i64(1) << a
                    else:
                        opened.append(a)
                weight[a] += w
            a = i64(m.index[i])
            if a:
                if not first[a]:
                    first[a] = i32(p + 1)
                    opened.append(a)
                weight[a] += w
            i -= 1
        for v in opened:
            if first[v]:
                self._close(v, 2 * start)
        r = 1
        while fixed >> r:
            if (fixed >> r) & 1 and first[r]:
                self._close(r, 2 * start)
            r += 1

    def _hint(self, v: i64, r: i64) -> None:
        """A move connects v with the physical register r."""
        if v in self.hints:
            self.hints[int(v)].append(int(r))
        else:
            self.hints[int(v)] = [int(r)]
