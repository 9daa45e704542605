"""Emission: machine code with registers assigned, to bytes.

Operands that live in spill slots become memory operands where the encoding allows one, else pass through the scratch
registers R10, R11, XMM14 and XMM15.  Loads and stores of scratch registers leave the flags alone, so they may stand
between a comparison and its branch.

Blocks that only jump are not emitted; jumps to them go to their target.  A region's failing checks share one call
per helper, at the end of the region.  Between a call and a region's or function's end, or an epilog, stands a nop:
the return address must lie in the same region as the call.

Sources: Intel SDM volume 2; docs/design/coreclr/botr/clr-abi.md in the .NET runtime.
"""
from __future__ import annotations

from typing import Final, final

from mypy_extensions import i64, u8

from codegen.core.machine import (
    R10,
    R11,
    RAX,
    RBP,
    XMM14,
    XMM15,
)
from codegen.emit import forms
from codegen.emit.asm import B_CALL, B_JMP, B_LEA, B_START, G8, G32, G64, XMM, Asm
from codegen.emit.forms import (
    ALU_MI8,
    ALU_MI32,
    ALU_MR,
    ALU_RM,
    EXT_CODE,
    LOAD_CODE,
    STORE_CODE,
    STORE_IMM,
    U1,
)
from codegen.emit.frame import Frame
from codegen.lower import minst as mi
from codegen.lower.minst import FORM_I, FORM_M, FORM_MI, FORM_MR, FORM_R, MK_X16, MFunc
from codegen.ra.allocate import Allocation
from codegen.ssa.func import Func
from codegen.ssa.ops import MK_F32, MK_F64, MK_I8, MK_I16, MK_U8, MK_U16

_RIP: Final = 17   # pseudo base: symbol-relative


@final
class Emitter:
    """State of emitting one method; reused."""

    def __init__(self) -> None:
        self.a: Asm = Asm()
        self.f: Func = Func()
        self.m: MFunc = MFunc()
        self.ra: Allocation = Allocation()
        self.fr: Frame = Frame()
        self.alias: list[int] = []           # block -> block to jump to instead
        self.stubs: list[tuple[int, int, int]] = []  # (region, symbol, label)
        self.polls: list[tuple[int, int, int, int, int]] = []  # (region, symbol, label, back, instruction)
        self.region_start: list[int] = []    # marks, -1 not seen
        self.region_end: list[int] = []
        self.part_start: list[int] = []      # marks
        self.part_end: list[int] = []
        self.unwinds: list[bytes] = []
        self.safe: list[tuple[int, int]] = []  # (mark, instruction; 0 nothing live, else +1)
        self.bounds: list[tuple[int, int]] = []  # (mark, IL offset)
        self.tables: list[tuple[int, list[int]]] = []  # (offset in the read-only data, blocks)
        self.context_mark: i64 = 0
        self.in_funclet: bool = False
        self.after_call: i64 = -1
        # resolved memory operand
        self.b: i64 = 0
        self.x: i64 = 0
        self.s: i64 = 0
        self.p: i64 = 0
        self.sym: i64 = 0
        self.used_a: bool = False            # scratch registers taken by it
        self.used_b: bool = False

    # ---- operands

    def slot_of(self, v: i64) -> i64:
        """RBP offset of the spill slot of v."""
        return self.fr.spill[i64(self.ra.spill[v])]

    def src(self, v: i64, scratch: i64) -> i64:
        """A register that holds v."""
        r = i64(self.ra.reg[v])
        if r:
            return r
        if scratch > 16:
            self.a.rm(forms.MOVSD_R, XMM, scratch, RBP, 0, 0, self.slot_of(v))
        else:
            self.a.rm(forms.MOV64_R, G64, scratch, RBP, 0, 0, self.slot_of(v))
        return scratch

    def dst(self, v: i64, scratch: i64) -> i64:
        """The register to compute v in; `done` stores it when v is spilled."""
        r = i64(self.ra.reg[v])
        return r if r else scratch

    def done(self, v: i64, r: i64) -> None:
        """v was computed in r."""
        if not self.ra.reg[v] and self.ra.spill[v]:
            if r > 16:
                self.a.mr(forms.MOVSD_M, RBP, 0, 0, self.slot_of(v), XMM, r)
            else:
                self.a.mr(forms.MOV64_M, RBP, 0, 0, self.slot_of(v), G64, r)

    def mem(self, i: i64) -> None:
        """Resolve the memory operand of instruction i."""
        m = self.m
        self.used_a = False
        self.used_b = False
        self.p = i64(m.disp[i])
        self.s = i64(m.scale[i])
        self.x = 0
        self.sym = i64(m.sym[i])
        slot = i64(m.slot[i])
        base = i64(m.base[i])
        if self.sym:
            self.b = _RIP
            return
        if slot:
            self.b = RBP
            if slot > 0:
                self.p += self.fr.slot[slot]
        else:
            self.b = self.src(base, R10)
            self.used_a = self.b == R10
        index = i64(m.index[i])
        if index:
            self.x = self.src(index, R11)
            self.used_b = self.x == R11

    def spare(self) -> i64:
        """A scratch register the memory operand does not use."""
        if not self.used_a:
            return R10
        if not self.used_b:
            return R11
        self.a.rm(forms.LEA64, G64, R10, self.b, self.x, self.s, self.p)
        self.b = R10
        self.x = 0
        self.s = 0
        self.p = 0
        self.used_b = False
        return R11

    def rm(self, code: int, cls: i64, r: i64) -> None:
        """Instruction with register and the resolved memory operand."""
        if self.b == _RIP:
            self.a.rip(code, cls, r, 0, 0, self.sym, self.p)
        else:
            self.a.rm(code, cls, r, self.b, self.x, self.s, self.p)

    def mr(self, code: int, cls: i64, r: i64) -> None:
        """Instruction with the resolved memory operand and register."""
        if self.b == _RIP:
            self.a.rip(code, cls, r, 0, 1, self.sym, self.p)
        else:
            self.a.mr(code, self.b, self.x, self.s, self.p, cls, r)

    def mi(self, code: int, imm: i64) -> None:
        """Instruction with the resolved memory operand and immediate."""
        if self.b == _RIP:
            self.a.rip(code, 0, 0, imm, 2, self.sym, self.p)
        else:
            self.a.mi(code, self.b, self.x, self.s, self.p, imm)

    # ---- driver

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
        self.bounds = []
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
            while i < blk.end and m.op[i] != mi.M_JMP and self._is_nop(i):
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

    def _is_nop(self, i: i64) -> bool:
        """Is instruction i a move to the same place?"""
        op = self.m.op[i]
        if op != mi.M_MOV and op != mi.M_FMOV:
            return False
        ra = self.ra
        d = i64(self.m.d[i])
        a = i64(self.m.a[i])
        if ra.reg[d]:
            return ra.reg[d] == ra.reg[a]
        return not ra.reg[a] and ra.spill[d] == ra.spill[a]

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
                a.rip(forms.CALL_M, 0, 0, 0, 3, sym, 0)
                self.safe.append((int(a.here()), i + 1))
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
            if m.il[i] != il and not ((op == mi.M_MOV or op == mi.M_FMOV) and self._is_nop(i)):
                il = i64(m.il[i])
                count = len(self.bounds)
                if not count or self.bounds[count - 1][1] != il:
                    self.bounds.append((int(self.a.here()), int(il)))
            if op == mi.M_MOV and i + 1 < end and self.add_three(i):
                i += 2
            elif op >= mi.M_JMP:
                i = self.control(i, op, blk.region, follow)
            else:
                self.instruction(i, op)
                i += 1
            if i == m.context_end:
                self.context_mark = self.a.here()

    # ---- control flow

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
            a.branch(i64(m.cc[i]), self.stub(region, i64(m.sym[i])))
        elif op <= mi.M_CALLR and op >= mi.M_CALL:
            self.call(i, op)
        elif op == mi.M_RET:
            self._pad()
            self.fr.epilog(a)
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
            cold = a.new_label()
            back = a.new_label()
            a.branch(mi.X_NE, cold)
            a.place(back)
            self.polls.append((int(region), int(m.slot[i]), int(cold), int(back), int(i)))
        elif op == mi.M_CALLFIN:
            self.fr.finally_argument(a, self.in_funclet)
            a.branch(B_CALL, m.imm[i])
            a.op0(forms.NOP)
        elif op == mi.M_LEARET:
            a.branch(B_LEA, self.target(m.imm[i]))
        else:
            self._pad()
            self.fr.funclet_epilog(a)
        return i + 1

    def call(self, i: i64, op: i64) -> None:
        """The three shapes of calls."""
        m = self.m
        a = self.a
        target = i64(m.a[i])
        if op == mi.M_CALL:
            a.rip(forms.CALL_M, 0, 0, 0, 3, i64(m.sym[i]), 0)
        elif op == mi.M_CALLD:
            if target:
                r = self.src(target, R11)
                if r != R11:
                    a.rr(forms.MOV64_R, G64, R11, G64, r)
            else:
                a.rip(forms.LEA64, G64, R11, 0, 0, i64(m.sym[i]), 0)
            a.rm(forms.CALL_M, G64, 0, R11, 0, 0, 0)
        else:
            a.r(forms.CALL_M, G64, self.src(target, R10))
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
        index = self.src(i64(m.a[i]), R10)
        if not m.ro_sym:
            raise AssertionError("no read-only data symbol")
        a.rip(forms.LEA64, G64, R11, 0, 0, m.ro_sym, at)
        a.rm(forms.MOVSXD_R, G64, R10, R11, index, 2, 0)
        a.branch(B_START, 0)
        a.rr(forms.ADD64_R, G64, R10, G64, R11)
        a.r(forms.JMP_M, G64, R10)

    # ---- instructions

    def instruction(self, i: i64, op: i64) -> None:
        """Everything that is not control flow."""
        m = self.m
        a = self.a
        size = i64(m.size[i])
        g = G64 if size == 8 else G32
        w: i64 = 1 if size == 8 else 0
        d = i64(m.d[i])
        if op == mi.M_MOV:
            self.move(d, i64(m.a[i]), g, w)
        elif op == mi.M_LOAD:
            self.load(i, d)
        elif op == mi.M_STORE:
            self.store(i)
        elif op <= mi.M_TEST and op >= mi.M_ADD:
            self.alu(i, op, size, g, w)
        elif op == mi.M_MOVI:
            self.move_imm(d, m.imm[i], size)
        elif op == mi.M_LEA:
            self.mem(i)
            r = self.dst(d, R10)
            if self.b != _RIP and not self.x and self.p == 0:
                if r != self.b:
                    a.rr(forms.MOV64_R, G64, r, G64, self.b)
            else:
                self.rm(forms.LEA64, G64, r)
            self.done(d, r)
        elif op == mi.M_FMOV:
            s = i64(m.a[i])
            if self._is_nop(i):
                return
            r = self.src(s, XMM15)
            if self.ra.reg[d]:
                if r != self.ra.reg[d]:
                    a.rr(forms.MOVAPS, XMM, i64(self.ra.reg[d]), XMM, r)
            else:
                self.done(d, r)
        elif op >= mi.M_FADD and op <= mi.M_UCOMI:
            self.float_op(i, op, size)
        elif op == mi.M_IMUL3:
            self.imul3(d, i64(m.a[i]), m.imm[i], g, w)
        elif op <= mi.M_SAR:
            code = forms.SHIFT_IMM[op - mi.M_SHL][w] if m.form[i] == FORM_I else forms.SHIFT_CL[op - mi.M_SHL][w]
            if m.form[i] == FORM_I:
                if self.ra.reg[d]:
                    a.ri(code, g, i64(self.ra.reg[d]), m.imm[i])
                else:
                    a.mi(code, RBP, 0, 0, self.slot_of(d), m.imm[i])
            elif self.ra.reg[d]:
                a.rr(code, g, i64(self.ra.reg[d]), G8, 2)
            else:
                a.mr(code, RBP, 0, 0, self.slot_of(d), G8, 2)
        elif op == mi.M_CDQ:
            a.op0(forms.CQO if w else forms.CDQ)
        elif op <= mi.M_MUL1:
            v = d if op <= mi.M_NOT else i64(m.a[i])
            code = U1[op - mi.M_NEG][w]
            if self.ra.reg[v]:
                a.r(code, g, i64(self.ra.reg[v]))
            else:
                a.rm(code, g, 0, RBP, 0, 0, self.slot_of(v))
        elif op == mi.M_SETCC:
            r = self.dst(d, R10)
            a.r(forms.SETCC[i64(m.cc[i])], G8, r)
            a.rr(EXT_CODE[mi.EXT_ZX8], G32, r, G8, r)
            self.done(d, r)
        elif op == mi.M_EXT:
            self.extend(i64(m.cc[i]), d, i64(m.a[i]))
        elif op == mi.M_NULLCHK:
            r = self.src(i64(m.a[i]), R10)
            a.mr(forms.CMP32_MR, r, 0, 0, 0, G32, r)
        else:
            self.convert(i, op, d, i64(m.a[i]), size, w)

    def add_three(self, i: i64) -> bool:
        """A move and an addition to the same register, as one LEA where that is possible."""
        m = self.m
        j = i + 1
        op = m.op[j]
        if op != mi.M_ADD and op != mi.M_SUB or m.d[j] != m.d[i] or m.cc[j]:
            return False
        r = i64(self.ra.reg[i64(m.d[i])])
        s = i64(self.ra.reg[i64(m.a[i])])
        if not r or not s or r == s or m.size[i] != m.size[j]:
            return False
        code = forms.LEA64 if m.size[j] == 8 else forms.LEA32
        cls = G64 if m.size[j] == 8 else G32
        if m.form[j] == FORM_I:
            imm = m.imm[j] if op == mi.M_ADD else -m.imm[j]
            if imm > 0x7FFFFFFF:
                return False
            self.a.rm(code, cls, r, s, 0, 0, imm)
            return True
        y = i64(self.ra.reg[i64(m.b[j])])
        if m.form[j] != FORM_R or op == mi.M_SUB or not y:
            return False
        self.a.rm(code, cls, r, s, y, 0, 0)
        return True

    def move(self, d: i64, s: i64, g: i64, w: i64) -> None:
        """d = s."""
        ra = self.ra
        rd = i64(ra.reg[d])
        rs = i64(ra.reg[s])
        a = self.a
        if rd:
            if rs:
                if rd != rs:
                    a.rr(forms.MOV64_R if w else forms.MOV32_R, g, rd, g, rs)
            else:
                a.rm(forms.MOV64_R if w else forms.MOV32_R, g, rd, RBP, 0, 0, self.slot_of(s))
        elif rs:
            self.done(d, rs)
        elif ra.spill[d] != ra.spill[s]:
            self.done(d, self.src(s, R10))

    def move_imm(self, d: i64, imm: i64, size: i64) -> None:
        """d = constant."""
        a = self.a
        r = i64(self.ra.reg[d])
        if not r:
            if not self.ra.spill[d]:
                return
            if -0x80000000 <= imm <= 0x7FFFFFFF:
                a.mi(forms.MOV64_MI, RBP, 0, 0, self.slot_of(d), imm)
                return
            r = R10
        if imm == 0:
            a.rr(forms.XOR32_R, G32, r, G32, r)
        elif size == 4 or 0 <= imm <= 0x7FFFFFFF:
            a.ri(forms.MOV32_I, G32, r, imm)
        elif -0x80000000 <= imm < 0:
            a.ri(forms.MOV64_I32, G64, r, imm)
        else:
            a.ri(forms.MOV64_I64, G64, r, imm)
        self.done(d, r)

    def load(self, i: i64, d: i64) -> None:
        """d = memory."""
        mk = i64(self.m.cc[i])
        self.mem(i)
        if mk == MK_F32 or mk == MK_F64 or mk == MK_X16:
            r = self.dst(d, XMM15)
            self.rm(LOAD_CODE[mk], XMM, r)
        else:
            r = self.dst(d, R10)
            self.rm(LOAD_CODE[mk], G64 if forms.LOAD_WIDE[mk] else G32, r)
        self.done(d, r)

    def store(self, i: i64) -> None:
        """memory = a or constant."""
        m = self.m
        mk = i64(m.cc[i])
        self.mem(i)
        if m.form[i] == FORM_I:
            imm = m.imm[i]
            if mk == MK_I8 or mk == MK_U8:
                imm = ((imm & 0xFF) ^ 0x80) - 0x80
            elif mk == MK_I16 or mk == MK_U16:
                imm = ((imm & 0xFFFF) ^ 0x8000) - 0x8000
            self.mi(STORE_IMM[mk], imm)
            return
        s = i64(m.a[i])
        if mk == MK_F32 or mk == MK_F64 or mk == MK_X16:
            r = self.src(s, XMM15)
        elif self.ra.reg[s]:
            r = i64(self.ra.reg[s])
        else:
            r = self.src(s, self.spare())
        self.mr(STORE_CODE[mk], forms.STORE_CLASS[mk], r)

    def alu(self, i: i64, op: i64, size: i64, g: i64, w: i64) -> None:
        """Two-operand integer instructions, CMP and TEST."""
        m = self.m
        a = self.a
        ra = self.ra
        form = m.form[i]
        k = (op - mi.M_ADD) * 2 + w
        if form == FORM_MI:
            self.mem(i)
            imm = m.imm[i]
            self.mi(ALU_MI8[k] if -128 <= imm <= 127 else ALU_MI32[k], imm)
            return
        if form == FORM_MR:
            self.mem(i)
            v = i64(m.b[i])
            r = i64(ra.reg[v])
            if not r:
                r = self.src(v, self.spare())
            self.mr(ALU_MR[k], g, r)
            return
        v = i64(m.a[i]) if op >= mi.M_CMP else i64(m.d[i])
        r = i64(ra.reg[v])
        if op == mi.M_IMUL:
            self.imul(i, v, r, k, g)
            return
        if form == FORM_I:
            imm = m.imm[i]
            if op == mi.M_TEST or imm < -128 or imm > 127:
                code = ALU_MI32[k]
            else:
                code = ALU_MI8[k]
            if r:
                a.ri(code, g, r, imm)
            else:
                a.mi(code, RBP, 0, 0, self.slot_of(v), imm)
        elif form == FORM_M:
            self.mem(i)
            if r:
                self.rm(ALU_RM[k], g, r)
            elif op >= mi.M_CMP:
                r = self.src(v, self.spare())
                self.rm(ALU_RM[k], g, r)
            else:
                r = self.spare()
                self.rm(forms.MOV64_R if w else forms.MOV32_R, g, r)
                a.mr(ALU_MR[k], RBP, 0, 0, self.slot_of(v), g, r)
        else:
            y = i64(m.b[i])
            ry = i64(ra.reg[y])
            if r:
                if ry:
                    a.rr(ALU_MR[k], g, r, g, ry)
                elif op == mi.M_TEST:
                    a.mr(ALU_MR[k], RBP, 0, 0, self.slot_of(y), g, r)
                else:
                    a.rm(ALU_RM[k], g, r, RBP, 0, 0, self.slot_of(y))
            elif op == mi.M_TEST and y == v:
                a.mi(forms.CMP64_MI8 if w else forms.CMP32_MI8, RBP, 0, 0, self.slot_of(v), 0)
            else:
                if not ry:
                    ry = self.src(y, R10)
                a.mr(ALU_MR[k], RBP, 0, 0, self.slot_of(v), g, ry)

    def imul(self, i: i64, v: i64, r: i64, k: i64, g: i64) -> None:
        """IMUL needs its destination in a register."""
        m = self.m
        a = self.a
        w = k & 1
        if m.form[i] == FORM_I:
            self.imul3(v, v, m.imm[i], g, w)
            return
        if m.form[i] == FORM_M:
            self.mem(i)
            if not r:
                t = self.spare()
                self.rm(forms.MOV64_R if w else forms.MOV32_R, g, t)
                a.rm(ALU_RM[k], g, t, RBP, 0, 0, self.slot_of(v))
                self.done(v, t)
                return
            self.rm(ALU_RM[k], g, r)
            return
        y = i64(m.b[i])
        t = self.src(v, R10)
        if self.ra.reg[y]:
            a.rr(ALU_RM[k], g, t, g, i64(self.ra.reg[y]))
        else:
            a.rm(ALU_RM[k], g, t, RBP, 0, 0, self.slot_of(y))
        self.done(v, t)

    def imul3(self, d: i64, s: i64, imm: i64, g: i64, w: i64) -> None:
        """d = s * constant."""
        r = self.dst(d, R10)
        rs = self.src(s, R10)
        code = forms.IMUL_I8[w] if -128 <= imm <= 127 else forms.IMUL_I32[w]
        self.a.rri(code, g, r, g, rs, imm)
        self.done(d, r)

    def float_op(self, i: i64, op: i64, size: i64) -> None:
        """SSE arithmetic and comparison."""
        m = self.m
        a = self.a
        k = 1 if size == 8 else 0
        code = forms.FLOAT[op - mi.M_FADD][k]
        if op == mi.M_FSQRT:
            d = i64(m.d[i])
            r = self.dst(d, XMM15)
            a.rr(code, XMM, r, XMM, self.src(i64(m.a[i]), XMM15))
            self.done(d, r)
            return
        v = i64(m.a[i]) if op == mi.M_UCOMI else i64(m.d[i])
        r = self.src(v, XMM15)
        if m.form[i] == FORM_M:
            self.mem(i)
            self.rm(code, XMM, r)
        else:
            y = i64(m.b[i])
            if self.ra.reg[y]:
                a.rr(code, XMM, r, XMM, i64(self.ra.reg[y]))
            elif op == mi.M_FXOR or op == mi.M_FAND:
                a.rr(code, XMM, r, XMM, self.src(y, XMM14))
            else:
                a.rm(code, XMM, r, RBP, 0, 0, self.slot_of(y))
        if op != mi.M_UCOMI:
            self.done(v, r)

    def extend(self, kind: i64, d: i64, s: i64) -> None:
        """Sign and zero extensions."""
        r = self.dst(d, R10)
        rs = i64(self.ra.reg[s])
        code = EXT_CODE[kind]
        cls = G64 if kind == mi.EXT_SX32 else G32
        if rs:
            self.a.rr(code, cls, r, forms.EXT_CLASS[kind], rs)
        else:
            self.a.rm(code, cls, r, RBP, 0, 0, self.slot_of(s))
        self.done(d, r)

    def convert(self, i: i64, op: i64, d: i64, s: i64, size: i64, w: i64) -> None:
        """Between integer and float registers."""
        a = self.a
        cc = i64(self.m.cc[i])
        if op == mi.M_FZERO:
            r = self.dst(d, XMM15)
            a.rr(forms.XORPS, XMM, r, XMM, r)
        elif op == mi.M_ITOF:
            r = self.dst(d, XMM15)
            a.rr(forms.XORPS, XMM, r, XMM, r)
            a.rr(forms.ITOF[w * 2 + (1 if cc == 8 else 0)], XMM, r, G64 if w else G32, self.src(s, R10))
        elif op == mi.M_FTOI:
            r = self.dst(d, R10)
            a.rr(forms.FTOI[w * 2 + (1 if cc == 8 else 0)], G64 if w else G32, r, XMM, self.src(s, XMM15))
        elif op == mi.M_FCVT:
            r = self.dst(d, XMM15)
            a.rr(forms.CVT[w], XMM, r, XMM, self.src(s, XMM15))
        elif op == mi.M_GTOF:
            r = self.dst(d, XMM15)
            a.rr(forms.GTOF[w], XMM, r, G64 if w else G32, self.src(s, R10))
        else:
            r = self.dst(d, R10)
            a.rr(forms.FTOG[w], G64 if w else G32, r, XMM, self.src(s, XMM15))
        self.done(d, r)


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

