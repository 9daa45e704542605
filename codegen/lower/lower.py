"""Lowering: SSA to machine IR.

Value v becomes virtual register FIRST_VREG - 1 + v.  Constants, slot addresses, cells and symbol addresses have no
register: every use makes its own (or folds it into an operand), so they are never spilled.  A pre-pass over each
block marks values that fold into their only consumer: additions into addresses, comparisons into branches, loads
into the second operand of arithmetic.  Block arguments become moves on the edges; an edge that needs moves and
leaves a block with several successors gets a block of its own.

Folding a load moves it to its consumer; that is only done when nothing but pure instructions stands between.
"""
from __future__ import annotations

from typing import Final, final

from librt.vecs import vec
from mypy_extensions import i32, i64, u8

from codegen.core.machine import (
    FIRST_VREG,
)
from codegen.core.reject import Reject
from codegen.core.scratch import cleared32
from codegen.core.symbols import SYM_RODATA
from codegen.lower import minst as mi
from codegen.lower.minst import (
    FORM_M,
    M_FMOV,
    M_JMP,
    M_LEA,
    M_LOAD,
    M_MOV,
    M_MOVI,
    M_NULLCHK,
    VK_BYREF,
    VK_FP,
    VK_GP,
    VK_REF,
    MFunc,
)
from codegen.ssa import ops
from codegen.ssa.func import Func
from codegen.ssa.ops import (
    FLAG_NULLCHECK,
    MK_F32,
    MK_F64,
    MK_I32,
    MK_I64,
    OP_ADD,
    OP_BOUNDS,
    OP_BR,
    OP_CALL,
    OP_CELL,
    OP_CMP,
    OP_CONST,
    OP_FADD,
    OP_FCMP,
    OP_FDIV,
    OP_LOAD,
    OP_MUL,
    OP_SHL,
    OP_SLOT_ADDR,
    OP_STORE,
    OP_SYM_ADDR,
    OP_XOR,
    TY_BYREF,
    TY_F32,
    TY_F64,
    TY_I32,
    TY_REF,
)

# Why a value has no code at its own place.
SKIP_ADDR: Final = 1
SKIP_CMP: Final = 2
SKIP_LOAD: Final = 3

# Faults at offsets below this become NullReferenceException; checked beyond.
NULL_LIMIT: Final = 2047

_EFFECT: Final = ops.OP_EFFECT


def fits32(v: i64) -> bool:
    """Does v fit a sign-extended 32-bit immediate?"""
    return -0x80000000 <= v <= 0x7FFFFFFF


def size_of(ty: i64) -> i64:
    """Bytes of a value of type `ty`."""
    return 4 if ty == TY_I32 or ty == TY_F32 else 8


def log2_of(v: i64) -> i64:
    """k when v = 1 << k with k < 63, else -1 (an answer, never an id)."""
    if v <= 0 or v & (v - 1):
        return -1
    k: i64 = 0
    while v > 1:
        v >>= 1
        k += 1
    return k


@final
class Lowerer:
    """State of lowering one function; reused."""

    def __init__(self) -> None:
        self.f: Func = Func()
        self.m: MFunc = MFunc()
        self.major: i64 = 8
        self.uses: vec[i32] = vec[i32]()
        self.skip: vec[i32] = vec[i32]()
        self.retbuf: i64 = 0
        self.region: i64 = 0
        # address computed by `addr`, consumed by `mem`
        self.m_base: i64 = 0
        self.m_index: i64 = 0
        self.m_scale: i64 = 0
        self.m_disp: i64 = 0
        self.m_slot: i64 = 0
        self.m_sym: i64 = 0

    def start(self, f: Func, m: MFunc, major: i64) -> None:
        """Count uses, choose foldings and kinds of registers."""
        self.f = f
        self.m = m
        self.major = major
        self.retbuf = 0
        n = f.n + 1
        self.uses = cleared32(self.uses, n)
        self.skip = cleared32(self.skip, n)
        m.reset(f.n)
        self._count_uses()
        v: i64 = 1
        while v < n:
            ty = f.ty[v]
            kind: i64 = VK_GP
            if ty == TY_REF:
                kind = VK_REF
            elif ty == TY_BYREF:
                kind = VK_BYREF
            elif ty == TY_F32 or ty == TY_F64:
                kind = VK_FP
            m.vkind[FIRST_VREG - 1 + v] = u8(kind)
            v += 1
        for b in f.order:
            self._mark_block(b)

    def _count_uses(self) -> None:
        f = self.f
        uses = self.uses
        for b in f.order:
            bb = f.blocks[b]
            v: i64 = bb.first
            while v:
                op = i64(f.op[v])
                if op == OP_CALL:
                    k = i64(f.a[v])
                    end = k + i64(f.b[v])
                    while k < end:
                        uses[i64(f.pool[k])] += 1
                        k += 1
                else:
                    if f.a[v]:
                        uses[i64(f.a[v])] += 1
                    if f.b[v]:
                        uses[i64(f.b[v])] += 1
                v = i64(f.nxt[v])
            for args in bb.succ_args:
                for x in args:
                    uses[x] += 1

    def _only(self, v: i64, block: i64) -> bool:
        """Is v used once and defined in `block`?"""
        return self.uses[v] == 1 and self.f.blk[v] == block

    def _clean(self, y: i64, v: i64) -> bool:
        """Are there only pure instructions between y and v (same block)?"""
        f = self.f
        x = i64(f.nxt[y])
        left: i64 = 12
        while x and x != v:
            if _EFFECT[f.op[x]] != ops.EFFECT_PURE or left == 0:
                return False
            left -= 1
            x = i64(f.nxt[x])
        return x == v

    def _can_fold_load(self, y: i64, v: i64, block: i64, ty: i64) -> bool:
        f = self.f
        if f.op[y] != OP_LOAD or not self._only(y, block):
            return False
        if f.flags[y] & FLAG_NULLCHECK and f.imm[y] > NULL_LIMIT:
            return False
        mk = f.aux[y]
        if ty == TY_I32:
            if mk != MK_I32:
                return False
        elif ty == TY_F32:
            if mk != MK_F32:
                return False
        elif ty == TY_F64:
            if mk != MK_F64:
                return False
        elif mk < MK_I64 or mk == MK_F32 or mk == MK_F64:
            return False
        return self._clean(y, v)

    def _mark_block(self, b: i64) -> None:
        f = self.f
        bb = f.blocks[b]
        v = bb.first
        while v:
            op = i64(f.op[v])
            if OP_ADD <= op <= OP_XOR or OP_FADD <= op <= OP_FDIV or op == OP_BOUNDS:
                y = i64(f.b[v])
                if self._can_fold_load(y, v, b, i64(f.ty[y])):
                    self.skip[y] = SKIP_LOAD
            elif op == OP_CMP or op == OP_FCMP:
                at = v
                if self._only(v, b) and f.op[bb.last] == OP_BR and f.a[bb.last] == v:
                    at = bb.last
                    if self._clean(v, at):
                        self.skip[v] = SKIP_CMP
                    else:
                        # Moving the comparison past effects is fine; moving its loads is not.
                        self.skip[v] = SKIP_CMP
                        v = i64(f.nxt[v])
                        continue
                y = i64(f.b[v])
                x = i64(f.a[v])
                if self._can_fold_load(y, at, b, i64(f.ty[y])):
                    self.skip[y] = SKIP_LOAD
                elif op == OP_CMP and x != y and self._can_fold_load(x, at, b, i64(f.ty[x])):
                    self.skip[x] = SKIP_LOAD
            elif op == OP_LOAD or op == OP_STORE or op == ops.OP_STORE_REF:
                if not f.flags[v] & FLAG_NULLCHECK:
                    self._mark_addr(i64(f.a[v]), b)
            v = i64(f.nxt[v])

    def _mark_addr(self, a: i64, b: i64) -> None:
        f = self.f
        if f.op[a] != OP_ADD or not self._only(a, b) or self.skip[i64(f.b[a])] == SKIP_LOAD:
            return
        self.skip[a] = SKIP_ADDR
        x = i64(f.a[a])
        y = i64(f.b[a])
        if (f.op[x] == OP_ADD and self._only(x, b) and f.op[i64(f.b[x])] == OP_CONST
                and fits32(f.imm[i64(f.b[x])])):
            self.skip[x] = SKIP_ADDR
        if self._only(y, b) and (f.op[y] == OP_SHL or f.op[y] == OP_MUL):
            c = i64(f.b[y])
            if f.op[c] == OP_CONST:
                k = f.imm[c]
                if f.op[y] == OP_MUL:
                    k = log2_of(k)
                if 0 <= k <= 3:
                    self.skip[y] = SKIP_ADDR

    # ---- operands

    def is_remat(self, v: i64) -> bool:
        """Is v recomputed at every use?"""
        op = self.f.op[v]
        return op == OP_CONST or op == OP_SLOT_ADDR or op == OP_CELL or op == OP_SYM_ADDR

    def const_of(self, v: i64) -> i64:
        """Value of the integer constant v, sign-extended to its width."""
        c = self.f.imm[v]
        if self.f.ty[v] == TY_I32:
            c = ((c & 0xFFFFFFFF) ^ 0x80000000) - 0x80000000
        return c

    def is_imm(self, v: i64) -> bool:
        """Is v a constant that fits an immediate operand?"""
        f = self.f
        if f.op[v] != OP_CONST or f.ty[v] == TY_F32 or f.ty[v] == TY_F64:
            return False
        return fits32(self.const_of(v))

    def use(self, v: i64) -> i64:
        """A register with the value v."""
        if self.is_remat(v):
            d = self.m.new_vreg(VK_FP if self.f.ty[v] == TY_F32 or self.f.ty[v] == TY_F64 else VK_GP)
            self.into(d, v)
            return d
        return FIRST_VREG - 1 + v

    def into(self, d: i64, v: i64) -> None:
        """Put the value v into register d (physical or virtual)."""
        f = self.f
        m = self.m
        op = f.op[v]
        ty = i64(f.ty[v])
        if op == OP_CONST:
            if ty == TY_F32 or ty == TY_F64:
                bits = f.imm[v]
                if bits == 0:
                    m.emit(mi.M_FZERO, 8, d, 0, 0)
                    return
                i = m.emit(M_LOAD, 8, d, 0, 0)
                m.cc[i] = u8(MK_F32 if ty == TY_F32 else MK_F64)
                m.sym[i] = i32(self.rodata_sym())
                m.disp[i] = i32(self.float_const(bits, size_of(ty)))
                return
            c = self.const_of(v)
            m.emit_i(M_MOVI, 4 if ty == TY_I32 else 8, d, 0, c)
        elif op == OP_SLOT_ADDR or op == OP_SYM_ADDR:
            self.addr(v, 0)
            i = m.emit(M_LEA, 8, d, 0, 0)
            self.mem(i)
        elif op == OP_CELL:
            i = m.emit(M_LOAD, 8, d, 0, 0)
            m.cc[i] = MK_I64
            m.sym[i] = f.aux[v]
        elif ty == TY_F32 or ty == TY_F64:
            m.emit(M_FMOV, size_of(ty), d, FIRST_VREG - 1 + v, 0)
        else:
            m.emit(M_MOV, size_of(ty), d, FIRST_VREG - 1 + v, 0)

    def rodata_sym(self) -> i64:
        """Symbol of the method's read-only data."""
        if not self.m.ro_sym:
            self.m.ro_sym = self.f.symbols.intern(SYM_RODATA, "RoData")
        return self.m.ro_sym

    def float_const(self, bits: i64, size: i64) -> i64:
        """Offset of a float constant in the read-only data."""
        k: i64 = 0
        out = bytearray()
        while k < size:
            out.append(int((bits >> (8 * k)) & 0xFF))
            k += 1
        return self.m.const_data(bytes(out))

    def addr(self, v: i64, disp: i64) -> None:
        """Decompose the address v + disp; `mem` attaches it to an instruction emitted afterwards."""
        f = self.f
        self.m_base = 0
        self.m_index = 0
        self.m_scale = 0
        self.m_slot = 0
        self.m_sym = 0
        self.m_disp = disp
        if f.op[v] == OP_ADD and self.skip[v] == SKIP_ADDR:
            x = i64(f.a[v])
            y = i64(f.b[v])
            if self.is_imm(y) and fits32(self.m_disp + self.const_of(y)):
                self.m_disp += self.const_of(y)
                y = 0
            if self.skip[x] == SKIP_ADDR:
                c = self.const_of(i64(f.b[x]))
                if fits32(self.m_disp + c):
                    self.m_disp += c
                    x = i64(f.a[x])
                else:
                    self._late(x)
            if f.op[x] == OP_SLOT_ADDR:
                self.m_slot = i64(f.aux[x])
                self.m_disp += f.imm[x]
            else:
                self.m_base = self.use(x)
            if y:
                if self.skip[y] == SKIP_ADDR:
                    k = f.imm[i64(f.b[y])]
                    if f.op[y] == OP_MUL:
                        k = log2_of(k)
                    self.m_scale = k
                    self.m_index = self.use(i64(f.a[y]))
                else:
                    self.m_index = self.use(y)
            return
        if f.op[v] == OP_SLOT_ADDR:
            self.m_slot = i64(f.aux[v])
            self.m_disp += f.imm[v]
        elif f.op[v] == OP_SYM_ADDR:
            self.m_sym = i64(f.aux[v])
        else:
            self.m_base = self.use(v)
        if not fits32(self.m_disp):
            raise Reject("unsupported-il", "address offset")

    def _late(self, x: i64) -> None:
        """Compute an addition that was marked as foldable but does not fit."""
        self.m.emit(M_MOV, 8, FIRST_VREG - 1 + x, self.use(i64(self.f.a[x])), 0)
        self.m.emit_i(mi.M_ADD, 8, FIRST_VREG - 1 + x, 0, self.const_of(i64(self.f.b[x])))

    def mem(self, i: i64) -> None:
        """Attach the address of the last `addr` to instruction i."""
        m = self.m
        m.base[i] = i32(self.m_base)
        m.index[i] = i32(self.m_index)
        m.scale[i] = u8(self.m_scale)
        m.disp[i] = i32(self.m_disp)
        m.slot[i] = i32(self.m_slot)
        m.sym[i] = i32(self.m_sym)

    def load_addr(self, v: i64) -> None:
        """`addr` of the load v, with its explicit null check when the offset asks for one."""
        f = self.f
        self.null_check(v)
        self.addr(i64(f.a[v]), f.imm[v])

    def null_check(self, v: i64) -> None:
        """Explicit null check of an access whose offset is too large for the implicit one."""
        f = self.f
        if f.flags[v] & FLAG_NULLCHECK and (f.imm[v] > NULL_LIMIT or f.imm[v] < 0):
            self.m.emit(M_NULLCHK, 4, 0, self.use(i64(f.a[v])), 0)

    def source(self, i_op: i64, size: i64, d: i64, a: i64, y: i64) -> i64:
        """Emit `i_op` with source value y as immediate, memory or register operand."""
        m = self.m
        if self.is_imm(y):
            return m.emit_i(i_op, size, d, a, self.const_of(y))
        if self.skip[y] == SKIP_LOAD:
            self.load_addr(y)
            i = m.emit(i_op, size, d, a, 0)
            m.form[i] = FORM_M
            self.mem(i)
            return i
        f = self.f
        if f.op[y] == OP_CELL or f.op[y] == OP_CONST and (f.ty[y] == TY_F32 or f.ty[y] == TY_F64):
            if f.op[y] == OP_CONST:
                sym = self.rodata_sym()
                disp = self.float_const(f.imm[y], size)
            else:
                sym = i64(f.aux[y])
                disp = 0
            i = m.emit(i_op, size, d, a, 0)
            m.form[i] = FORM_M
            m.sym[i] = i32(sym)
            m.disp[i] = i32(disp)
            return i
        r = self.use(y)
        return m.emit(i_op, size, d, a, r)

    # ---- moves and jumps

    def move(self, d: i64, a: i64) -> None:
        """Copy a whole register."""
        if self.m.vkind[a] == VK_FP:
            self.m.emit(M_FMOV, 8, d, a, 0)
        else:
            self.m.emit(M_MOV, 8, d, a, 0)

    def jump(self, block: i64) -> None:
        """Unconditional jump."""
        self.m.emit_i(M_JMP, 0, 0, 0, block)
