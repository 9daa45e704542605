"""Operands of machine instructions: a value's register, or the memory it was spilled to.

Operands that live in spill slots become memory operands where the encoding allows one, else pass through the scratch
registers R10, R11, XMM14 and XMM15.  Loads and stores of scratch registers leave the flags alone, so they may stand
between a comparison and its branch.
"""
from __future__ import annotations

from typing import Final, final

from mypy_extensions import i64

from codegen.core.machine import R10, R11, RBP
from codegen.emit import forms
from codegen.emit.asm import G64, XMM, Asm
from codegen.emit.frame import Frame
from codegen.lower import minst as mi
from codegen.lower.minst import MFunc
from codegen.ra.allocate import Allocation

RIP: Final = 17   # pseudo base: symbol-relative


@final
class Operands:
    """Where one method's values are, and the memory operand of the instruction at hand; reused."""

    def __init__(self) -> None:
        self.a: Asm = Asm()
        self.m: MFunc = MFunc()
        self.ra: Allocation = Allocation()
        self.fr: Frame = Frame()
        # resolved memory operand
        self.b: i64 = 0
        self.x: i64 = 0
        self.s: i64 = 0
        self.p: i64 = 0
        self.sym: i64 = 0
        self.used_a: bool = False            # scratch registers taken by it
        self.used_b: bool = False

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
            self.b = RIP
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
        if self.b == RIP:
            self.a.rip(code, cls, r, 0, 0, self.sym, self.p)
        else:
            self.a.rm(code, cls, r, self.b, self.x, self.s, self.p)

    def mr(self, code: int, cls: i64, r: i64) -> None:
        """Instruction with the resolved memory operand and register."""
        if self.b == RIP:
            self.a.rip(code, cls, r, 0, 1, self.sym, self.p)
        else:
            self.a.mr(code, self.b, self.x, self.s, self.p, cls, r)

    def mi(self, code: int, imm: i64) -> None:
        """Instruction with the resolved memory operand and immediate."""
        if self.b == RIP:
            self.a.rip(code, 0, 0, imm, 2, self.sym, self.p)
        else:
            self.a.mi(code, self.b, self.x, self.s, self.p, imm)

    def is_nop(self, i: i64) -> bool:
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
