"""Emission: machine code with registers assigned, to bytes: blocks, regions, jumps and calls.

Blocks that only jump are not emitted; jumps to them go to their target.  A region's failing checks share one call
per helper, at the end of the region; for a debugger each check has its own call, where the check is.  Between a call
and a region's or function's end, or an epilog, stands a nop: the return address must lie in the same region as the
call.

Sources: Intel SDM volume 2; docs/design/coreclr/botr/clr-abi.md in the .NET runtime.
"""
from __future__ import annotations

from typing import final

from iced_x86 import Code
from mypy_extensions import i64, u8

from codegen.core.ilmap import IL_EPILOG, IL_NO_MAPPING, IL_PROLOG, SOURCE_STACK_EMPTY
from codegen.core.machine import R10, R11, RAX, RBP, XMM0
from codegen.emit import forms
from codegen.emit.asm import B_CALL, B_JMP, B_LEA, B_START, G64, XMM, Asm
from codegen.emit.encode import add_three, instruction
from codegen.emit.frame import Frame
from codegen.emit.operands import Operands
from codegen.lower import minst as mi
from codegen.lower.minst import MFunc
from codegen.ra.allocate import Allocation
from codegen.ssa.func import Func


@final
class Emitter:
    """State of emitting one method; reused."""

    def __init__(self) -> None:
        self.o: Operands = Operands()
        self.a: Asm = self.o.a
        self.fr: Frame = self.o.fr
        self.f: Func = Func()
        self.m: MFunc = self.o.m
        self.ra: Allocation = self.o.ra
        self.alias: list[int] = []           # block -> block to jump to instead
        self.stubs: list[tuple[int, int, int]] = []  # (region, symbol, label)
        self.polls: list[tuple[int, int, int, int, int]] = []  # (region, symbol, label, back, instruction)
        self.region_start: list[int] = []    # marks, -1 not seen
        self.region_end: list[int] = []
        self.part_start: list[int] = []      # marks
        self.part_end: list[int] = []
        self.unwinds: list[bytes] = []
        self.safe: list[tuple[int, int]] = []  # (mark, instruction; 0 nothing live, else +1)
        self.bounds: list[tuple[int, int, int]] = []  # (mark, IL offset, SOURCE_*)
        self.tables: list[tuple[int, list[int]]] = []  # (offset in the read-only data, blocks)
        self.context_mark: i64 = 0
        self.in_funclet: bool = False
        self.after_call: i64 = -1

    def start(self, f: Func, m: MFunc, ra: Allocation, major: i64) -> None:
        """The method to emit next: lowered, allocated, for runtimes of version `major`."""
        self.f = f
        self.m = m
        self.ra = ra
        self.o.m = m
        self.o.ra = ra
        self.fr.plan(f, m, ra, major)

    def run(self) -> bytes:
        """Emit the whole method; returns its code."""
        m = self.m
        a = self.a
        self._find_aliases()
        a.reset(len(m.blocks))
        self.stubs = []
        self.polls = []
        nr = len(self.f.regions)
        self.region_start = [-1] * nr
        self.region_end = [-1] * nr
        self.part_start = [0]
        self.part_end = []
        self.safe = []
        self.bounds = [(0, IL_PROLOG, SOURCE_STACK_EMPTY)]
        self.tables = []
        self.in_funclet = False
        self.after_call = -1
        self.unwinds = [self.fr.prolog(a)]
        self.context_mark = 0
        region: i64 = 0
        fresh = False
        k: i64 = 0
        n = len(m.seq)
        while k < n:
            item = m.seq[k]
            if item < 0:
                self._region_end(-item - 1)
                if not self._is_try(-item - 1):
                    self.part_end.append(int(a.here()))
                    fresh = True
                k += 1
                continue
            b = item - 1
            if self.alias[b] == b:
                blk = m.blocks[b]
                if fresh:
                    fresh = False
                    self.in_funclet = True
                    self.part_start.append(int(a.here()))
                    a.place(b)
                    self._enter(blk.region)
                    self._outside_il(IL_PROLOG)
                    self.unwinds.append(self.fr.funclet_prolog(a))
                else:
                    if blk.region != region:
                        self._pad()
                    a.place(b)
                    self._enter(blk.region)
                region = blk.region
                self._block(b, k + 1)
            k += 1
        return a.finish()

    def _is_try(self, region: i64) -> bool:
        return self.f.regions[region].kind == 1

    def _outside_il(self, il: int) -> None:
        """For a debugger: here begins code that belongs to no IL, of kind `il`."""
        if self.f.debug:
            self.bounds.append((int(self.a.here()), il, SOURCE_STACK_EMPTY))

    def _enter(self, region: i64) -> None:
        """A block of `region` begins: regions around it that have not begun begin here."""
        while self.region_start[region] < 0:
            self.region_start[region] = int(self.a.here())
            if not self._is_try(region):
                return
            region = self.f.regions[region].parent

    def _pad(self) -> None:
        """A nop when the last instruction is a call."""
        if self.after_call == self.a.here():
            self.a.op0(forms.NOP)

    def _find_aliases(self) -> None:
        """Blocks that consist of a jump within their region."""
        m = self.m
        entries: set[int] = {self.f.order[0]}
        for c in self.f.clauses:
            entries.add(int(c.handler))
            entries.add(int(c.filter))
        self.alias = list(range(len(m.blocks)))
        for x in m.seq:
            if x <= 0 or x - 1 in entries:
                continue
            blk = m.blocks[x - 1]
            i = blk.start
            while i < blk.end and m.op[i] != mi.M_JMP and self.o.is_nop(i):
                i += 1
            if i < blk.end and m.op[i] == mi.M_JMP:
                t = int(m.imm[i])
                seen = 0
                while self.alias[t] != t and seen < 50:
                    t = self.alias[t]
                    seen += 1
                if t != x - 1 and m.blocks[t].region == blk.region:
                    self.alias[x - 1] = t
        for k in range(len(self.alias)):
            t = k
            seen = 0
            while self.alias[t] != t and seen < 50:
                t = self.alias[t]
                seen += 1
            if seen == 50:
                self.alias[k] = k

    def target(self, b: i64) -> i64:
        """Label to jump to for block b."""
        t = self.alias[b]
        while self.alias[t] != t:
            t = self.alias[t]
        return t

    def _next(self, k: i64) -> i64:
        """The block that is emitted next without anything between, -1 none."""
        m = self.m
        while k < len(m.seq):
            x = m.seq[k]
            if x < 0:
                if not self._is_try(-x - 1) or self._has_stubs(-x - 1):
                    return -1
            elif self.alias[x - 1] == x - 1:
                return x - 1
            k += 1
        return -1

    def _has_stubs(self, region: i64) -> bool:
        for s in self.stubs:
            if s[0] == region:
                return True
        for p in self.polls:
            if p[0] == region:
                return True
        return False

    def _region_end(self, region: i64) -> None:
        """Emit the shared calls of the region's failing checks, and close it."""
        a = self.a
        for r, sym, label, back, i in self.polls:
            if r == region:
                self._pad()
                a.place(label)
                self._call_poll(i, sym)
                a.branch(B_JMP, back)
        for r, sym, label in self.stubs:
            if r == region:
                self._pad()
                a.place(label)
                a.rip(forms.CALL_M, 0, 0, 0, 3, sym, 0)
                self.safe.append((int(a.here()), 0))
                a.op0(forms.INT3)
        self._pad()
        if self.region_start[region] < 0:
            self.region_start[region] = int(a.here())
        self.region_end[region] = int(a.here())

    def _call_poll(self, i: i64, sym: i64) -> None:
        """Stop for the collector, with the volatile registers that hold something kept in the frame."""
        a = self.a
        saved = self.ra.polled.get(int(i), [])
        for r in saved:
            at = self.fr.spill[self.ra.save_slot[r]]
            if r >= XMM0:
                a.mr(Code.MOVSD_XMMM64_XMM, RBP, 0, 0, at, XMM, r)
            else:
                a.mr(Code.MOV_RM64_R64, RBP, 0, 0, at, G64, r)
        a.rip(forms.CALL_M, 0, 0, 0, 3, sym, 0)
        self.safe.append((int(a.here()), int(i) + 1))
        for r in saved:
            at = self.fr.spill[self.ra.save_slot[r]]
            if r >= XMM0:
                a.rm(Code.MOVSD_XMM_XMMM64, XMM, r, RBP, 0, 0, at)
            else:
                a.rm(Code.MOV_R64_RM64, G64, r, RBP, 0, 0, at)

    def stub(self, region: i64, sym: i64) -> i64:
        """Label of the region's call of a throwing helper."""
        for r, s, label in self.stubs:
            if r == region and s == sym:
                return label
        label = int(self.a.new_label())
        self.stubs.append((int(region), int(sym), label))
        return label

    def _block(self, b: i64, follow: i64) -> None:
        """Emit block b; `follow` is the layout index after it."""
        m = self.m
        blk = m.blocks[b]
        i = blk.start
        end = blk.end
        il: i64 = -9
        while i < end:
            op = i64(m.op[i])
            if m.il[i] != il and op != mi.M_MARK and not ((op == mi.M_MOV or op == mi.M_FMOV) and self.o.is_nop(i)):
                il = i64(m.il[i])
                if self.bounds[len(self.bounds) - 1][1] != il:
                    self.bounds.append((int(self.a.here()), int(il), 0))
            if op == mi.M_MOV and i + 1 < end and add_three(self.o, i):
                i += 2
            elif op >= mi.M_JMP:
                i = self.control(i, op, blk.region, follow)
            else:
                instruction(self.o, i, op)
                i += 1
            if i == m.context_end:
                self.context_mark = self.a.here()

    def control(self, i: i64, op: i64, region: i64, follow: i64) -> i64:
        """Jumps, calls and returns; returns the next instruction."""
        m = self.m
        a = self.a
        if op == mi.M_JMP:
            t = self.target(m.imm[i])
            if t != self._next(follow):
                a.branch(B_JMP, t)
        elif op == mi.M_JCC:
            t = self.target(m.imm[i])
            cc = i64(m.cc[i])
            if m.op[i + 1] == mi.M_JMP:
                other = self.target(m.imm[i + 1])
                if t == self._next(follow):
                    if other != t:
                        a.branch(cc ^ 1, other)
                    return i + 2
            a.branch(cc, t)
        elif op == mi.M_JFAIL:
            if self.f.debug:
                self.fail_here(i)
            else:
                a.branch(i64(m.cc[i]), self.stub(region, i64(m.sym[i])))
        elif op <= mi.M_CALLR and op >= mi.M_CALL:
            self.call(i, op)
        elif op == mi.M_RET:
            self._pad()
            self._outside_il(IL_EPILOG)
            self.fr.epilog(a)
        elif op == mi.M_MARK:
            if not m.imm[i]:
                # A call whose result waits on the stack: its return address belongs to what called.
                self._pad()
            self.bounds.append((int(a.here()), int(m.il[i]), int(m.imm[i])))
            a.op0(forms.NOP)
        elif op == mi.M_INT3:
            a.op0(forms.INT3)
        elif op == mi.M_JTAB:
            self.jump_table(i)
        elif op == mi.M_MOVSQ:
            a.out.write(b"\x48\xa5")
        elif op == mi.M_REPMOVSQ:
            a.out.write(b"\xf3\x48\xa5")
        elif op == mi.M_REPSTOSQ:
            a.out.write(b"\xf3\x48\xab")
        elif op == mi.M_GCPOLL:
            a.rip(forms.MOV64_R, G64, RAX, 0, 0, i64(m.sym[i]), 0)
            a.mi(forms.CMP32_MI8, RAX, 0, 0, 0, 0)
            back = a.new_label()
            if self.f.debug:
                a.branch(mi.X_E, back)
                self._call_poll(i, i64(m.slot[i]))
            else:
                cold = a.new_label()
                a.branch(mi.X_NE, cold)
                self.polls.append((int(region), int(m.slot[i]), int(cold), int(back), int(i)))
            a.place(back)
        elif op == mi.M_CALLFIN:
            # Between the end of the handler and the code after it a debugger does not stop.
            self._outside_il(IL_NO_MAPPING)
            self.fr.finally_argument(a, self.in_funclet)
            a.branch(B_CALL, m.imm[i])
            a.op0(forms.NOP)
        elif op == mi.M_LEARET:
            a.branch(B_LEA, self.target(m.imm[i]))
        else:
            self._pad()
            self._outside_il(IL_EPILOG)
            self.fr.funclet_epilog(a)
        return i + 1

    def fail_here(self, i: i64) -> None:
        """A failing check for a debugger: its own call, so that the exception is raised at its own IL offset."""
        a = self.a
        good = a.new_label()
        a.branch(i64(self.m.cc[i]) ^ 1, good)
        self._pad()
        a.rip(forms.CALL_M, 0, 0, 0, 3, i64(self.m.sym[i]), 0)
        self.safe.append((int(a.here()), 0))
        a.op0(forms.INT3)
        a.place(good)

    def call(self, i: i64, op: i64) -> None:
        """The three shapes of calls."""
        m = self.m
        a = self.a
        target = i64(m.a[i])
        if op == mi.M_CALL:
            a.rip(forms.CALL_M, 0, 0, 0, 3, i64(m.sym[i]), 0)
        elif op == mi.M_CALLD:
            if target:
                r = self.o.src(target, R11)
                if r != R11:
                    a.rr(forms.MOV64_R, G64, R11, G64, r)
            else:
                a.rip(forms.LEA64, G64, R11, 0, 0, i64(m.sym[i]), 0)
            a.rm(forms.CALL_M, G64, 0, R11, 0, 0, 0)
        else:
            a.r(forms.CALL_M, G64, self.o.src(target, R10))
        rec = m.calls[m.imm[i]]
        if rec.gc:
            self.safe.append((int(a.here()), 0 if rec.no_return else int(i) + 1))
        self.after_call = a.here()

    def jump_table(self, i: i64) -> None:
        """Jump through a table of offsets from the method's start."""
        m = self.m
        a = self.a
        blocks = m.tables[m.imm[i]]
        while len(m.rodata) % 4:
            m.rodata.append(0)
        at = len(m.rodata)
        m.rodata.extend(bytes(4 * len(blocks)))
        self.tables.append((at, blocks))
        index = self.o.src(i64(m.a[i]), R10)
        if not m.ro_sym:
            raise AssertionError("no read-only data symbol")
        a.rip(forms.LEA64, G64, R11, 0, 0, m.ro_sym, at)
        a.rm(forms.MOVSXD_R, G64, R10, R11, index, 2, 0)
        a.branch(B_START, 0)
        a.rr(forms.ADD64_R, G64, R10, G64, R11)
        a.r(forms.JMP_M, G64, R10)


def fill_tables(e: Emitter) -> None:
    """Write the jump tables into the read-only data once positions are known."""
    for at, blocks in e.tables:
        for b in blocks:
            v = e.a.pos(e.a.label[e.target(b)])
            k: i64 = 0
            while k < 4:
                e.m.rodata[at + k] = u8((v >> (8 * k)) & 0xFF)
                k += 1
            at += 4

