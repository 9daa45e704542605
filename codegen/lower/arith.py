"""Lowering of arithmetic, comparisons, conversions and checks.

Division uses idiv and div, which trap: the runtime turns the trap into DivideByZeroException or OverflowException by
looking at the divisor, so it must still be in place.  Conditions on floats follow UCOMIS, which sets ZF, PF and CF
for unordered operands; equality needs two flags.

Sources: ECMA-335 III.3; Intel SDM volume 2 (UCOMISD, IDIV, CVTTSD2SI).
"""
from __future__ import annotations

from typing import Final

from mypy_extensions import i64, u8

from codegen.core.machine import FIRST_VREG, RAX, RCX, RDX
from codegen.core.symbols import CELL_EAGER
from codegen.lower import minst as mi
from codegen.lower.lower import SKIP_LOAD, Lowerer, log2_of, size_of
from codegen.lower.minst import FORM_MI, FORM_MR, VK_FP, VK_GP
from codegen.ssa import ops
from codegen.ssa.ops import CC_SWAPPED, TY_F32, TY_F64

HELPER_OVERFLOW: Final = "Helper\t22"
HELPER_RANGE: Final = "Helper\t23"

_ALU: Final = {ops.OP_ADD: mi.M_ADD, ops.OP_SUB: mi.M_SUB, ops.OP_AND: mi.M_AND, ops.OP_OR: mi.M_OR,
               ops.OP_XOR: mi.M_XOR, ops.OP_MUL: mi.M_IMUL,
               ops.OP_ADD_OVF: mi.M_ADD, ops.OP_ADD_OVF_U: mi.M_ADD, ops.OP_SUB_OVF: mi.M_SUB,
               ops.OP_SUB_OVF_U: mi.M_SUB, ops.OP_MUL_OVF: mi.M_IMUL,
               ops.OP_FADD: mi.M_FADD, ops.OP_FSUB: mi.M_FSUB, ops.OP_FMUL: mi.M_FMUL, ops.OP_FDIV: mi.M_FDIV}
_COMMUTES: Final = (ops.OP_ADD, ops.OP_AND, ops.OP_OR, ops.OP_XOR, ops.OP_MUL, ops.OP_ADD_OVF,
                    ops.OP_ADD_OVF_U, ops.OP_MUL_OVF)
_SHIFT: Final = {ops.OP_SHL: mi.M_SHL, ops.OP_SHR: mi.M_SHR, ops.OP_SAR: mi.M_SAR}
_EXT: Final = {ops.OP_SX8: mi.EXT_SX8, ops.OP_SX16: mi.EXT_SX16, ops.OP_ZX8: mi.EXT_ZX8,
               ops.OP_ZX16: mi.EXT_ZX16, ops.OP_SX32: mi.EXT_SX32, ops.OP_ZX32: mi.EXT_ZX32}
# x86 condition of each CC_* and FC_*; float ones after the operand order of `compare`.
_X: Final = (0, mi.X_E, mi.X_NE, mi.X_L, mi.X_LE, mi.X_G, mi.X_GE, mi.X_B, mi.X_BE, mi.X_A, mi.X_AE,
             mi.X_E, mi.X_NE, mi.X_A, mi.X_AE, mi.X_A, mi.X_AE, mi.X_B, mi.X_BE, mi.X_B, mi.X_BE)
_FLOAT_SWAP: Final = (ops.FC_LT, ops.FC_LE, ops.FC_GTU, ops.FC_GEU)

# Which of two flags decide a comparison.
MODE_ONE: Final = 0
MODE_OR_PARITY: Final = 1    # true when PF, or the condition
MODE_AND_NO_PARITY: Final = 2  # true when not PF and the condition

_SIGN64: Final = -0x8000000000000000


def fail(lo: Lowerer, cc: i64, helper: str) -> None:
    """Branch to the region's call of a throwing helper."""
    i = lo.m.emit(mi.M_JFAIL, 0, 0, 0, 0)
    lo.m.cc[i] = u8(cc)
    lo.m.sym[i] = i32_sym(lo, helper)


def i32_sym(lo: Lowerer, helper: str) -> int:
    """Symbol index of a helper."""
    return int(lo.f.symbols.intern(CELL_EAGER, helper))


def binary(lo: Lowerer, v: i64, op: i64) -> None:
    """Two-operand integer or float arithmetic."""
    f = lo.f
    m = lo.m
    d = FIRST_VREG - 1 + v
    size = size_of(i64(f.ty[v]))
    x = i64(f.a[v])
    y = i64(f.b[v])
    if op in _COMMUTES and lo.is_imm(x) and not lo.is_imm(y) and lo.skip[y] != SKIP_LOAD:
        x, y = y, x
    if op == ops.OP_MUL and lo.is_imm(y):
        c = lo.const_of(y)
        k = log2_of(c)
        if k >= 0:
            lo.into(d, x)
            if k:
                m.emit_i(mi.M_SHL, size, d, 0, k)
        else:
            m.emit_i(mi.M_IMUL3, size, d, lo.use(x), c)
        return
    lo.into(d, x)
    i = lo.source(_ALU[int(op)], size, d, 0, y)
    if op >= ops.OP_ADD_OVF and op <= ops.OP_MUL_OVF_U:
        m.cc[i] = 1
        signed = op == ops.OP_ADD_OVF or op == ops.OP_SUB_OVF or op == ops.OP_MUL_OVF
        fail(lo, mi.X_O if signed else mi.X_B, HELPER_OVERFLOW)


def mul_ovf_u(lo: Lowerer, v: i64) -> None:
    """Unsigned multiplication with overflow check."""
    f = lo.f
    m = lo.m
    size = size_of(i64(f.ty[v]))
    y = lo.use(i64(f.b[v]))
    lo.into(RAX, i64(f.a[v]))
    i = m.emit(mi.M_MUL1, size, 0, y, 0)
    m.iu[i] = 1 << RAX
    m.idf[i] = (1 << RAX) | (1 << RDX)
    fail(lo, mi.X_O, HELPER_OVERFLOW)
    m.emit(mi.M_MOV, size, FIRST_VREG - 1 + v, RAX, 0)


def divide(lo: Lowerer, v: i64, op: i64) -> None:
    """Division and remainder."""
    f = lo.f
    m = lo.m
    size = size_of(i64(f.ty[v]))
    y = lo.use(i64(f.b[v]))
    lo.into(RAX, i64(f.a[v]))
    if op == ops.OP_DIV or op == ops.OP_REM:
        i = m.emit(mi.M_CDQ, size, 0, 0, 0)
        m.iu[i] = 1 << RAX
        m.idf[i] = 1 << RDX
        i = m.emit(mi.M_IDIV, size, 0, y, 0)
    else:
        m.emit_i(mi.M_MOVI, 4, RDX, 0, 0)
        i = m.emit(mi.M_DIV, size, 0, y, 0)
    m.iu[i] = (1 << RAX) | (1 << RDX)
    m.idf[i] = (1 << RAX) | (1 << RDX)
    quotient = op == ops.OP_DIV or op == ops.OP_UDIV
    m.emit(mi.M_MOV, size, FIRST_VREG - 1 + v, RAX if quotient else RDX, 0)


def shift(lo: Lowerer, v: i64, op: i64) -> None:
    """Shifts; a variable count goes through RCX."""
    f = lo.f
    m = lo.m
    d = FIRST_VREG - 1 + v
    size = size_of(i64(f.ty[v]))
    y = i64(f.b[v])
    if f.op[y] == ops.OP_CONST:
        lo.into(d, i64(f.a[v]))
        k = f.imm[y] & (31 if size == 4 else 63)
        if k:
            m.emit_i(_SHIFT[int(op)], size, d, 0, k)
        return
    lo.into(d, i64(f.a[v]))
    lo.into(RCX, y)
    i = m.emit(_SHIFT[int(op)], size, d, 0, 0)
    m.iu[i] = 1 << RCX


def compare(lo: Lowerer, v: i64) -> tuple[int, int]:
    """Emit the comparison of CMP or FCMP v; returns (x86 condition, MODE_*)."""
    f = lo.f
    m = lo.m
    cc = f.imm[v]
    x = i64(f.a[v])
    y = i64(f.b[v])
    ty = i64(f.ty[x])
    if f.op[v] == ops.OP_FCMP:
        if cc in _FLOAT_SWAP:
            if lo.skip[y] == SKIP_LOAD:
                # The folded load would have to be the first operand.
                t = m.new_vreg(VK_FP)
                lo.load_addr(y)
                i = m.emit(mi.M_LOAD, 8, t, 0, 0)
                m.cc[i] = u8(f.aux[y])
                lo.mem(i)
                m.emit(mi.M_UCOMI, size_of(ty), 0, t, lo.use(x))
            else:
                r = lo.use(y)
                lo.source(mi.M_UCOMI, size_of(ty), 0, r, x)
        else:
            r = lo.use(x)
            lo.source(mi.M_UCOMI, size_of(ty), 0, r, y)
        mode = MODE_ONE
        if cc == ops.FC_EQ:
            mode = MODE_AND_NO_PARITY
        elif cc == ops.FC_NEU:
            mode = MODE_OR_PARITY
        return _X[cc], mode
    size = size_of(ty)
    if lo.skip[x] == SKIP_LOAD:
        if lo.is_imm(y):
            lo.load_addr(x)
            i = m.emit_i(mi.M_CMP, size, 0, 0, lo.const_of(y))
            m.form[i] = FORM_MI
        else:
            r = lo.use(y)
            lo.load_addr(x)
            i = m.emit(mi.M_CMP, size, 0, 0, r)
            m.form[i] = FORM_MR
        lo.mem(i)
        return _X[cc], MODE_ONE
    if lo.is_imm(x) and not lo.is_imm(y) and lo.skip[y] != SKIP_LOAD:
        x, y = y, x
        cc = CC_SWAPPED[cc]
    r = lo.use(x)
    if lo.is_imm(y) and lo.const_of(y) == 0:
        m.emit(mi.M_TEST, size, 0, r, r)
    else:
        lo.source(mi.M_CMP, size, 0, r, y)
    return _X[cc], MODE_ONE


def set_cond(lo: Lowerer, v: i64) -> None:
    """CMP or FCMP as a value."""
    m = lo.m
    d = FIRST_VREG - 1 + v
    cc, mode = compare(lo, v)
    i = m.emit(mi.M_SETCC, 4, d, 0, 0)
    m.cc[i] = u8(cc)
    if mode != MODE_ONE:
        t = m.new_vreg(VK_GP)
        i = m.emit(mi.M_SETCC, 4, t, 0, 0)
        m.cc[i] = mi.X_P if mode == MODE_OR_PARITY else mi.X_NP
        m.emit(mi.M_OR if mode == MODE_OR_PARITY else mi.M_AND, 4, d, 0, t)


def bounds(lo: Lowerer, v: i64) -> None:
    """Raise IndexOutOfRange unless a < b, unsigned."""
    f = lo.f
    m = lo.m
    x = i64(f.a[v])
    y = i64(f.b[v])
    size = size_of(i64(f.ty[x]))
    if lo.is_imm(x) and lo.skip[y] == SKIP_LOAD:
        lo.load_addr(y)
        i = m.emit_i(mi.M_CMP, size, 0, 0, lo.const_of(x))
        m.form[i] = FORM_MI
        lo.mem(i)
        fail(lo, mi.X_BE, HELPER_RANGE)
    elif lo.is_imm(x) and not lo.is_imm(y):
        m.emit_i(mi.M_CMP, size, 0, lo.use(y), lo.const_of(x))
        fail(lo, mi.X_BE, HELPER_RANGE)
    else:
        lo.source(mi.M_CMP, size, 0, lo.use(x), y)
        fail(lo, mi.X_AE, HELPER_RANGE)


def unary(lo: Lowerer, v: i64, op: i64) -> None:
    """Negation, square root and absolute value."""
    f = lo.f
    m = lo.m
    d = FIRST_VREG - 1 + v
    ty = i64(f.ty[v])
    size = size_of(ty)
    if op == ops.OP_NEG or op == ops.OP_NOT:
        lo.into(d, i64(f.a[v]))
        m.emit(mi.M_NEG if op == ops.OP_NEG else mi.M_NOT, size, d, 0, 0)
    elif op == ops.OP_FSQRT:
        m.emit(mi.M_FSQRT, size, d, lo.use(i64(f.a[v])), 0)
    else:
        mask: i64 = 0x80000000 if ty == TY_F32 else _SIGN64
        if op == ops.OP_FABS:
            mask = 0x7FFFFFFF if ty == TY_F32 else 0x7FFFFFFFFFFFFFFF
        t = m.new_vreg(VK_FP)
        i = m.emit(mi.M_LOAD, 8, t, 0, 0)
        m.cc[i] = ops.MK_F32 if ty == TY_F32 else ops.MK_F64
        m.sym[i] = int(lo.rodata_sym())
        m.disp[i] = int(lo.float_const(mask, size))
        lo.into(d, i64(f.a[v]))
        m.emit(mi.M_FXOR if op == ops.OP_FNEG else mi.M_FAND, size, d, 0, t)


def convert(lo: Lowerer, v: i64, op: i64) -> None:
    """Conversions between kinds of numbers."""
    f = lo.f
    m = lo.m
    d = FIRST_VREG - 1 + v
    x = i64(f.a[v])
    ty = i64(f.ty[v])
    src = i64(f.ty[x])
    if op >= ops.OP_SX8 and op <= ops.OP_ZX32:
        i = m.emit(mi.M_EXT, 8 if op >= ops.OP_SX32 else 4, d, lo.use(x), 0)
        m.cc[i] = _EXT[int(op)]
    elif op == ops.OP_TRUNC:
        m.emit(mi.M_MOV, 4, d, lo.use(x), 0)
    elif op == ops.OP_ITOF:
        i = m.emit(mi.M_ITOF, size_of(src), d, lo.use(x), 0)
        m.cc[i] = u8(size_of(ty))
    elif op == ops.OP_UTOF:
        unsigned_to_float(lo, d, lo.use(x), ty)
    elif op == ops.OP_FTOI:
        i = m.emit(mi.M_FTOI, size_of(ty), d, lo.use(x), 0)
        m.cc[i] = u8(size_of(src))
    elif op == ops.OP_FCVT:
        if ty == src:
            lo.into(d, x)
        else:
            m.emit(mi.M_FCVT, size_of(ty), d, lo.use(x), 0)
    else:
        from_fp = src == TY_F32 or src == TY_F64
        to_fp = ty == TY_F32 or ty == TY_F64
        if from_fp and not to_fp:
            m.emit(mi.M_FTOG, size_of(ty), d, lo.use(x), 0)
        elif to_fp and not from_fp:
            m.emit(mi.M_GTOF, size_of(ty), d, lo.use(x), 0)
        else:
            lo.into(d, x)


def unsigned_to_float(lo: Lowerer, d: i64, x: i64, ty: i64) -> None:
    """64-bit unsigned to float as .NET 8 does: signed, plus 2^64 when the sign was set, then to float."""
    m = lo.m
    if lo.major >= 10:
        halved_to_float(lo, d, x, size_of(ty))
        return
    wide = d if ty == TY_F64 else m.new_vreg(VK_FP)
    i = m.emit(mi.M_ITOF, 8, wide, x, 0)
    m.cc[i] = 8
    sign = m.new_vreg(VK_GP)
    m.emit(mi.M_MOV, 8, sign, x, 0)
    m.emit_i(mi.M_SAR, 8, sign, 0, 63)
    two64 = m.new_vreg(VK_GP)
    m.emit_i(mi.M_MOVI, 8, two64, 0, 0x43F0000000000000)
    m.emit(mi.M_AND, 8, sign, 0, two64)
    add = m.new_vreg(VK_FP)
    m.emit(mi.M_GTOF, 8, add, sign, 0)
    m.emit(mi.M_FADD, 8, wide, 0, add)
    if ty != TY_F64:
        m.emit(mi.M_FCVT, 4, d, wide, 0)



def halved_to_float(lo: Lowerer, d: i64, x: i64, size: i64) -> None:
    """64-bit unsigned to float as .NET 10 does: above 2^63 half of it, the lost bit kept, and doubled."""
    m = lo.m
    sign = m.new_vreg(VK_GP)
    m.emit(mi.M_MOV, 8, sign, x, 0)
    m.emit_i(mi.M_SAR, 8, sign, 0, 63)
    half = m.new_vreg(VK_GP)
    m.emit(mi.M_MOV, 8, half, x, 0)
    m.emit_i(mi.M_SHR, 8, half, 0, 1)
    low = m.new_vreg(VK_GP)
    m.emit(mi.M_MOV, 8, low, x, 0)
    m.emit_i(mi.M_AND, 8, low, 0, 1)
    m.emit(mi.M_OR, 8, half, 0, low)
    # half where the sign is set, else x
    m.emit(mi.M_XOR, 8, half, 0, x)
    m.emit(mi.M_AND, 8, half, 0, sign)
    m.emit(mi.M_XOR, 8, half, 0, x)
    i = m.emit(mi.M_ITOF, 8, d, half, 0)
    m.cc[i] = u8(size)
    bits = m.new_vreg(VK_GP)
    m.emit(mi.M_FTOG, size, bits, d, 0)
    m.emit(mi.M_AND, 8, bits, 0, sign)
    add = m.new_vreg(VK_FP)
    m.emit(mi.M_GTOF, size, add, bits, 0)
    m.emit(mi.M_FADD, size, d, 0, add)
