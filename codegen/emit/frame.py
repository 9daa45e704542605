"""Frame layout, prologs and epilogs of System V x86-64 methods.

    rbp+16  incoming stack arguments
    rbp+8   return address
    rbp     saved RBP
            saved registers
            spill slots, then stack slots, those cleared by the prolog last
            PSPSym (methods with funclets, before R2R 11)
    rsp     outgoing stack arguments

RBP frames always, except for leaves that need no memory and are not to be profiled.  RSP is constant after the
prolog, so unwinding needs only the pushes and the allocation.  A funclet has a frame of its own but uses the
parent's slots through RBP: its prolog saves all registers the method uses, finds the parent's frame through the
PSPSym at a fixed offset from the establisher frame, and copies that for funclets nested in it.

Sources: docs/design/coreclr/botr/clr-abi.md; src/coreclr/inc/win64unwind.h in the .NET runtime.
"""
from __future__ import annotations

from typing import Final, final

from iced_x86 import Code
from mypy_extensions import i64

from codegen.core.machine import CALLEE_SAVED, R10, R11, RBP, RDI, RSP, XMM15
from codegen.core.reject import Reject
from codegen.emit.asm import G32, G64, XMM, Asm
from codegen.emit.unwindinfo import UnwindInfo
from codegen.lower.minst import (
    M_CALL,
    M_CALLD,
    M_CALLFIN,
    M_CALLR,
    M_GCPOLL,
    M_JFAIL,
    VK_BYREF,
    VK_REF,
    MFunc,
)
from codegen.ra.allocate import Allocation
from codegen.ssa.func import CTX_NONE, Func

# Larger frames would have to touch every page.
_MAX_FRAME: Final = 4000
# Cleared areas up to this size are unrolled.
_UNROLL_ZERO: Final = 256


@final
class Frame:
    """Offsets of one method's frame; all relative to RBP."""

    def __init__(self) -> None:
        self.exists: bool = False
        self.saved: list[int] = []
        self.spill: list[int] = []
        self.slot: list[int] = []
        self.size: i64 = 0          # bytes subtracted from RSP after the pushes
        self.out_area: i64 = 0
        self.funclets: bool = False
        self.psp: bool = False
        self.zero_low: i64 = 0      # area cleared by the prolog
        self.zero_high: i64 = 0
        self.to_rsp: i64 = 0        # RBP - RSP

    def plan(self, f: Func, m: MFunc, ra: Allocation, major: i64) -> None:
        """Assign offsets."""
        self.saved = [r for r in CALLEE_SAVED if ra.saved >> r & 1]
        self.funclets = len(f.clauses) > 0
        self.psp = self.funclets and major < 10
        self.out_area = m.out_area
        self.exists = (f.keep_frame or len(ra.slot_kind) > 1 or len(self.saved) > 0 or len(f.slots) > 1 or m.stack_args
                       or self.funclets or self._has_call(m))
        at: i64 = -8 * len(self.saved)
        self.spill = [0] * len(ra.slot_kind)
        self.slot = [0] * len(f.slots)
        for k in range(1, len(ra.slot_kind)):
            if not _spill_zeroed(ra, k):
                at -= 8
                self.spill[k] = int(at)
        for k in range(1, len(f.slots)):
            if k in m.in_slots:
                self.slot[k] = m.in_slots[k]
            elif not _slot_zeroed(f, k):
                at = self._room(f, k, at)
        self.zero_high = at
        for k in range(1, len(ra.slot_kind)):
            if _spill_zeroed(ra, k):
                at -= 8
                self.spill[k] = int(at)
        for k in range(1, len(f.slots)):
            if k not in m.in_slots and _slot_zeroed(f, k):
                at = self._room(f, k, at)
        self.zero_low = at
        if self.psp:
            at -= 8
        at -= self.out_area
        if -at % 16:
            at -= 8
        self.size = -at - 8 * len(self.saved)
        self.to_rsp = -at
        if self.size >= _MAX_FRAME:
            raise Reject("large-frame", f"{self.size} bytes")

    def _room(self, f: Func, k: int, at: i64) -> i64:
        s = f.slots[k]
        at -= (s.size + 7) // 8 * 8
        if s.align > 8:
            at &= ~(s.align - 1)
        self.slot[k] = int(at)
        return at

    def _has_call(self, m: MFunc) -> bool:
        i: i64 = 0
        while i < m.n:
            op = m.op[i]
            if op >= M_JFAIL and (op == M_CALL or op == M_CALLD or op == M_CALLR or op == M_JFAIL
                                  or op == M_GCPOLL or op == M_CALLFIN):
                return True
            i += 1
        return False

    def prolog(self, a: Asm) -> bytes:
        """Emit the main prolog; returns the unwind data."""
        u = UnwindInfo()
        if not self.exists:
            return u.encode()
        a.r(Code.PUSH_R64, G64, RBP)
        u.push(len(a.out), RBP - 1)
        a.rr(Code.MOV_RM64_R64, G64, RBP, G64, RSP)
        self._pushes(a, u, 0)
        self._alloc(a, u, self.size, 0)
        u.prolog_size = len(a.out)
        if self.psp:
            a.mr(Code.MOV_RM64_R64, RSP, 0, 0, self.out_area, G64, RSP)
        self._clear(a)
        return u.encode()

    def _pushes(self, a: Asm, u: UnwindInfo, start: i64) -> None:
        for r in self.saved:
            a.r(Code.PUSH_R64, G64, r)
            u.push(len(a.out) - start, r - 1)

    def _alloc(self, a: Asm, u: UnwindInfo, size: i64, start: i64) -> None:
        if size:
            a.ri(Code.SUB_RM64_IMM8 if size < 128 else Code.SUB_RM64_IMM32, G64, RSP, size)
            u.alloc(len(a.out) - start, size)

    def _clear(self, a: Asm) -> None:
        """Zero the reported slots; RAX, R10, R11 and XMM15 are free here."""
        at = self.zero_low
        size = self.zero_high - at
        if size <= 0:
            return
        if size <= 16:
            while at < self.zero_high:
                a.mi(Code.MOV_RM64_IMM32, RBP, 0, 0, at, 0)
                at += 8
            return
        a.rr(Code.XORPS_XMM_XMMM128, XMM, XMM15, XMM, XMM15)
        if size > _UNROLL_ZERO:
            a.rm(Code.LEA_R64_M, G64, R10, RBP, 0, 0, at)
            a.ri(Code.MOV_R32_IMM32, G32, R11, size // 16)
            top = a.new_label()
            a.place(top)
            a.mr(Code.MOVUPS_XMMM128_XMM, R10, 0, 0, 0, XMM, XMM15)
            a.ri(Code.ADD_RM64_IMM8, G64, R10, 16)
            a.r(Code.DEC_RM32, G32, R11)
            a.branch(5, top)
            at += size // 16 * 16
        while at + 16 <= self.zero_high:
            a.mr(Code.MOVUPS_XMMM128_XMM, RBP, 0, 0, at, XMM, XMM15)
            at += 16
        if at < self.zero_high:
            a.mi(Code.MOV_RM64_IMM32, RBP, 0, 0, at, 0)

    def epilog(self, a: Asm) -> None:
        """Leave the main body."""
        if self.exists:
            self._leave(a, self.size)
        a.op0(Code.RETNQ)

    def _leave(self, a: Asm, size: i64) -> None:
        if size:
            a.ri(Code.ADD_RM64_IMM8 if size < 128 else Code.ADD_RM64_IMM32, G64, RSP, size)
        k = len(self.saved) - 1
        while k >= 0:
            a.r(Code.POP_R64, G64, self.saved[k])
            k -= 1
        a.r(Code.POP_R64, G64, RBP)

    def _funclet_size(self) -> i64:
        size = self.out_area
        if self.psp:
            size += 8
            if (size + 8 * len(self.saved)) % 16:
                size += 8
        elif size % 16 != 8:
            size += 8
        return size

    def funclet_prolog(self, a: Asm) -> bytes:
        """Emit the prolog of a funclet; returns its unwind data.  RDI is the establisher frame."""
        u = UnwindInfo()
        start = len(a.out)
        size = self._funclet_size()
        if self.psp:
            a.r(Code.PUSH_R64, G64, RBP)
            u.push(len(a.out) - start, RBP - 1)
            self._pushes(a, u, start)
            self._alloc(a, u, size, start)
            u.prolog_size = len(a.out) - start
            a.rm(Code.MOV_R64_RM64, G64, RBP, RDI, 0, 0, self.out_area)
            a.mr(Code.MOV_RM64_R64, RSP, 0, 0, self.out_area, G64, RBP)
            a.rm(Code.LEA_R64_M, G64, RBP, RBP, 0, 0, self.to_rsp)
        else:
            self._alloc(a, u, size, start)
            u.prolog_size = len(a.out) - start
        return u.encode()

    def funclet_epilog(self, a: Asm) -> None:
        """Leave a funclet."""
        size = self._funclet_size()
        if self.psp:
            self._leave(a, size)
        elif size:
            a.ri(Code.ADD_RM64_IMM8 if size < 128 else Code.ADD_RM64_IMM32, G64, RSP, size)
        a.op0(Code.RETNQ)

    def finally_argument(self, a: Asm, in_funclet: bool) -> None:
        """RDI = establisher frame for a local call of a finally."""
        if self.psp:
            if in_funclet:
                a.rm(Code.MOV_R64_RM64, G64, RDI, RSP, 0, 0, self.out_area)
            else:
                a.rr(Code.MOV_RM64_R64, G64, RDI, G64, RSP)


def _spill_zeroed(ra: Allocation, k: int) -> bool:
    return ra.slot_eh[k] and (ra.slot_kind[k] == VK_REF or ra.slot_kind[k] == VK_BYREF)


def _slot_zeroed(f: Func, k: int) -> bool:
    s = f.slots[k]
    if s.arg >= 0 or f.context != CTX_NONE and f.context_slot == k:
        return False
    return s.zero or len(s.gc) > 0 or len(s.byrefs) > 0


