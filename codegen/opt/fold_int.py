"""Algebraic rules on integers, addresses and comparisons (see codegen.opt.fold).

Constants move to the right and subtraction of a constant becomes addition, so that later rules and value numbering
meet one form.  Divisions by constants become shifts and multiplications (Granlund and Montgomery, "Division by
Invariant Integers using Multiplication", 1994; figures for 32-bit dividends in 64-bit registers).
"""
from __future__ import annotations

from typing import Final

from mypy_extensions import i32, i64

from codegen.core.bits import power_of_two, sign_extend, zero_extend
from codegen.ssa.eval import width
from codegen.ssa.func import Func
from codegen.ssa.ops import (
    CC_EQ,
    CC_GE,
    CC_LE,
    CC_NE,
    CC_NEGATED,
    CC_SWAPPED,
    CC_UGE,
    CC_UGT,
    CC_ULE,
    CC_ULT,
    FLAG_NONNULL,
    MK_I8,
    MK_I16,
    MK_U8,
    MK_U16,
    OP_ADD,
    OP_ADD_OVF,
    OP_ADD_OVF_U,
    OP_AND,
    OP_CMP,
    OP_CONST,
    OP_DIV,
    OP_FCMP,
    OP_LOAD,
    OP_MUL,
    OP_MUL_OVF,
    OP_MUL_OVF_U,
    OP_NEG,
    OP_NOT,
    OP_OR,
    OP_REM,
    OP_SAR,
    OP_SHL,
    OP_SHR,
    OP_SLOT_ADDR,
    OP_SUB,
    OP_SUB_OVF,
    OP_SUB_OVF_U,
    OP_SX8,
    OP_SX16,
    OP_SX32,
    OP_TRUNC,
    OP_UDIV,
    OP_UREM,
    OP_XOR,
    OP_ZX8,
    OP_ZX16,
    OP_ZX32,
    TY_BYREF,
    TY_I32,
    TY_I64,
    TY_REF,
)

KEEP: Final = 0
CHANGED: Final = -1     # v was rewritten in place
REMOVED: Final = -2     # v is not needed (checks)

_MIN32: Final = -0x8000_0000
_MAX32: Final = 0x7FFF_FFFF


def to_const(f: Func, v: i64, value: int) -> None:
    """Turn v into a constant of its type."""
    f.op[v] = i32(OP_CONST)
    f.a[v] = 0
    f.b[v] = 0
    f.aux[v] = 0
    f.imm[v] = value


def const_before(f: Func, v: i64, ty: i64, value: int) -> i64:
    """A new constant in front of v."""
    return value_before(f, v, OP_CONST, ty, 0, 0, value)


def value_before(f: Func, v: i64, op: i64, ty: i64, a: i64, b: i64, imm: int) -> i64:
    """A new instruction in front of v."""
    c = f.new_value(op, ty, a, b, imm, 0)
    f.il[c] = f.il[v]
    f.link_before(c, v)
    return c


def rewrite(f: Func, v: i64, op: i64, a: i64, b: i64) -> i64:
    """Give v another operation and operands; CHANGED."""
    f.op[v] = i32(op)
    f.a[v] = i32(a)
    f.b[v] = i32(b)
    return CHANGED


def range_low(f: Func, v: i64) -> i64:
    """A lower bound of an I32 value, from its definition alone."""
    op = f.op[v]
    if op == OP_CONST:
        return f.imm[v]
    if op == OP_CMP or op == OP_FCMP or op == OP_ZX8 or op == OP_ZX16:
        return 0
    if op == OP_SX8:
        return -128
    if op == OP_SX16:
        return -32768
    if op == OP_LOAD:
        mk = f.aux[v]
        if mk == MK_U8 or mk == MK_U16:
            return 0
        if mk == MK_I8:
            return -128
        if mk == MK_I16:
            return -32768
    if op == OP_AND and f.op[i64(f.b[v])] == OP_CONST and f.imm[i64(f.b[v])] >= 0:
        return 0
    return _MIN32


def range_high(f: Func, v: i64) -> i64:
    """An upper bound of an I32 value, from its definition alone."""
    op = f.op[v]
    if op == OP_CONST:
        return f.imm[v]
    if op == OP_CMP or op == OP_FCMP:
        return 1
    if op == OP_SX8:
        return 127
    if op == OP_ZX8:
        return 255
    if op == OP_SX16:
        return 32767
    if op == OP_ZX16:
        return 65535
    if op == OP_LOAD:
        mk = f.aux[v]
        if mk == MK_U8:
            return 255
        if mk == MK_I8:
            return 127
        if mk == MK_U16:
            return 65535
        if mk == MK_I16:
            return 32767
    if op == OP_AND and f.op[i64(f.b[v])] == OP_CONST and f.imm[i64(f.b[v])] >= 0:
        return f.imm[i64(f.b[v])]
    return _MAX32


def is_commutative(op: i64) -> bool:
    """May the operands be exchanged?"""
    return (op == OP_ADD or op == OP_MUL or op == OP_AND or op == OP_OR or op == OP_XOR or op == OP_ADD_OVF
            or op == OP_MUL_OVF or op == OP_ADD_OVF_U or op == OP_MUL_OVF_U)


def fold_int(f: Func, v: i64) -> i64:
    """Integer arithmetic (OP_ADD..OP_MUL_OVF_U)."""
    op = i64(f.op[v])
    a = i64(f.a[v])
    if op == OP_NEG or op == OP_NOT:
        return i64(f.a[a]) if f.op[a] == op else KEEP
    b = i64(f.b[v])
    if f.op[b] != OP_CONST:
        if f.op[a] == OP_CONST and is_commutative(op) and f.ty[b] == f.ty[v]:
            return rewrite(f, v, op, b, a)
        return _same_operands(f, v, op) if a == b else KEEP
    c = int(f.imm[b])
    if op == OP_ADD:
        return _fold_add(f, v, a, c)
    if op == OP_SUB:
        if f.ty[a] == TY_BYREF and f.ty[v] == TY_I64:
            return KEEP
        bits = width(i64(f.ty[b]))
        return rewrite(f, v, OP_ADD, a, const_before(f, v, i64(f.ty[b]), sign_extend(-c, bits)))
    if op == OP_MUL:
        return _fold_mul(f, v, a, c)
    if op == OP_AND or op == OP_OR or op == OP_XOR:
        return _fold_bitwise(f, v, op, a, c)
    if op == OP_SHL or op == OP_SHR or op == OP_SAR:
        return a if c & (width(i64(f.ty[v])) - 1) == 0 else KEEP
    if op == OP_DIV or op == OP_REM:
        return _fold_div(f, v, op, a, c)
    if op == OP_UDIV or op == OP_UREM:
        return _fold_udiv(f, v, op, a, c)
    if c == 0 and (op == OP_ADD_OVF or op == OP_SUB_OVF or op == OP_ADD_OVF_U or op == OP_SUB_OVF_U):
        return a
    if op == OP_MUL_OVF or op == OP_MUL_OVF_U:
        if c == 1:
            return a
        if c == 0:
            to_const(f, v, 0)
            return CHANGED
    return KEEP


def _same_operands(f: Func, v: i64, op: i64) -> i64:
    if op == OP_AND or op == OP_OR:
        return i64(f.a[v])
    if op == OP_XOR or op == OP_SUB or op == OP_SUB_OVF or op == OP_SUB_OVF_U:
        to_const(f, v, 0)
        return CHANGED
    return KEEP


def _fold_add(f: Func, v: i64, a: i64, c: int) -> i64:
    ty = i64(f.ty[v])
    if c == 0 and f.ty[a] == ty:
        return a
    if f.op[a] == OP_ADD and f.op[i64(f.b[a])] == OP_CONST and f.ty[a] == ty:
        inner = i64(f.b[a])
        total = sign_extend(int(f.imm[inner]) + c, width(i64(f.ty[inner])))
        return rewrite(f, v, OP_ADD, i64(f.a[a]), const_before(f, v, i64(f.ty[inner]), total))
    if f.op[a] == OP_SLOT_ADDR and ty == TY_I64 and -0x1000_0000 < f.imm[a] + c < 0x1000_0000:
        f.op[v] = i32(OP_SLOT_ADDR)
        f.aux[v] = f.aux[a]
        f.imm[v] = f.imm[a] + c
        f.a[v] = 0
        f.b[v] = 0
        return CHANGED
    return KEEP


def _fold_mul(f: Func, v: i64, a: i64, c: int) -> i64:
    if c == 0:
        to_const(f, v, 0)
        return CHANGED
    if c == 1:
        return a
    if c == -1:
        return rewrite(f, v, OP_NEG, a, 0)
    k = power_of_two(zero_extend(c, width(i64(f.ty[v]))))
    if k > 0:
        return rewrite(f, v, OP_SHL, a, const_before(f, v, TY_I32, k))
    return KEEP


def _fold_bitwise(f: Func, v: i64, op: i64, a: i64, c: int) -> i64:
    if c == 0:
        if op == OP_AND:
            to_const(f, v, 0)
            return CHANGED
        return a
    if c == -1:
        if op == OP_AND:
            return a
        if op == OP_XOR:
            return rewrite(f, v, OP_NOT, a, 0)
        to_const(f, v, -1)
        return CHANGED
    if f.op[a] == op and f.op[i64(f.b[a])] == OP_CONST:
        x = int(f.imm[i64(f.b[a])])
        both = x & c if op == OP_AND else (x | c if op == OP_OR else x ^ c)
        return rewrite(f, v, op, i64(f.a[a]), const_before(f, v, i64(f.ty[v]), both))
    return KEEP


def _fold_div(f: Func, v: i64, op: i64, a: i64, c: int) -> i64:
    ty = i64(f.ty[v])
    bits = width(ty)
    if c == 1:
        if op == OP_DIV:
            return a
        to_const(f, v, 0)
        return CHANGED
    if c == 0 or c == -1 or c == -(1 << (bits - 1)):
        return KEEP
    k = power_of_two(abs(c))
    if k > 0:
        # Round toward zero: add 2**k - 1 to negative dividends first.
        sign = value_before(f, v, OP_SAR, ty, a, const_before(f, v, TY_I32, bits - 1), 0)
        bias = value_before(f, v, OP_SHR, ty, sign, const_before(f, v, TY_I32, bits - k), 0)
        biased = value_before(f, v, OP_ADD, ty, a, bias, 0)
        if op == OP_REM:
            multiple = value_before(f, v, OP_AND, ty, biased, const_before(f, v, ty, -(1 << k)), 0)
            return rewrite(f, v, OP_SUB, a, multiple)
        if c > 0:
            return rewrite(f, v, OP_SAR, biased, const_before(f, v, TY_I32, k))
        quotient = value_before(f, v, OP_SAR, ty, biased, const_before(f, v, TY_I32, k), 0)
        return rewrite(f, v, OP_NEG, quotient, 0)
    if ty != TY_I32:
        return KEEP
    # m = floor(2**(31+l) / |c|) + 1 with 2**(l-1) < |c| < 2**l; 2**31 < m < 2**32, so the product fits 64 bits.
    size = abs(c).bit_length()
    magic = (1 << (31 + size)) // abs(c) + 1
    wide = value_before(f, v, OP_SX32, TY_I64, a, 0, 0)
    product = value_before(f, v, OP_MUL, TY_I64, wide, const_before(f, v, TY_I64, magic), 0)
    high = value_before(f, v, OP_SAR, TY_I64, product, const_before(f, v, TY_I32, 31 + size), 0)
    floor = value_before(f, v, OP_TRUNC, TY_I32, high, 0, 0)
    sign = value_before(f, v, OP_SAR, TY_I32, a, const_before(f, v, TY_I32, 31), 0)
    if op == OP_DIV:
        if c > 0:
            return rewrite(f, v, OP_SUB, floor, sign)
        return rewrite(f, v, OP_SUB, sign, floor)
    positive = value_before(f, v, OP_SUB, TY_I32, floor, sign, 0)
    multiple = value_before(f, v, OP_MUL, TY_I32, positive, const_before(f, v, TY_I32, abs(c)), 0)
    return rewrite(f, v, OP_SUB, a, multiple)


def _fold_udiv(f: Func, v: i64, op: i64, a: i64, c: int) -> i64:
    ty = i64(f.ty[v])
    bits = width(ty)
    d = zero_extend(c, bits)
    if d == 0:
        return KEEP
    k = power_of_two(d)
    if k >= 0:
        if op == OP_UREM:
            return rewrite(f, v, OP_AND, a, const_before(f, v, ty, sign_extend(d - 1, bits)))
        return a if k == 0 else rewrite(f, v, OP_SHR, a, const_before(f, v, TY_I32, k))
    if ty != TY_I32:
        return KEEP
    # m = ceil(2**(32+s) / d) serves all 32-bit dividends when m * d - 2**(32+s) <= 2**s; it has to fit 32 bits.
    shift = d.bit_length() - 1
    magic = (1 << (32 + shift)) // d + 1
    if magic * d - (1 << (32 + shift)) > 1 << shift or magic >> 32:
        return KEEP
    wide = value_before(f, v, OP_ZX32, TY_I64, a, 0, 0)
    product = value_before(f, v, OP_MUL, TY_I64, wide, const_before(f, v, TY_I64, magic), 0)
    high = value_before(f, v, OP_SHR, TY_I64, product, const_before(f, v, TY_I32, 32 + shift), 0)
    if op == OP_UDIV:
        return rewrite(f, v, OP_TRUNC, high, 0)
    quotient = value_before(f, v, OP_TRUNC, TY_I32, high, 0, 0)
    multiple = value_before(f, v, OP_MUL, TY_I32, quotient, const_before(f, v, TY_I32, c), 0)
    return rewrite(f, v, OP_SUB, a, multiple)


def _never_null(f: Func, v: i64) -> bool:
    return f.op[v] == OP_SLOT_ADDR or f.flags[v] & FLAG_NONNULL != 0


def fold_compare(f: Func, v: i64) -> i64:
    """CMP and FCMP: CHANGED, KEEP or the value of an equal comparison."""
    if f.op[v] != OP_CMP:
        return KEEP
    cc = f.imm[v]
    a = i64(f.a[v])
    b = i64(f.b[v])
    if a == b:
        equal = cc == CC_EQ or cc == CC_LE or cc == CC_GE or cc == CC_ULE or cc == CC_UGE
        to_const(f, v, 1 if equal else 0)
        return CHANGED
    if f.op[a] == OP_CONST and f.op[b] != OP_CONST:
        f.imm[v] = CC_SWAPPED[cc]
        return rewrite(f, v, OP_CMP, b, a)
    if f.op[b] != OP_CONST or f.imm[b] != 0:
        return KEEP
    # against zero
    if cc == CC_ULT or cc == CC_UGE:
        to_const(f, v, 1 if cc == CC_UGE else 0)
        return CHANGED
    if cc == CC_UGT or cc == CC_ULE:
        f.imm[v] = CC_NE if cc == CC_UGT else CC_EQ
        return CHANGED
    if cc != CC_EQ and cc != CC_NE:
        return KEEP
    ty = f.ty[a]
    if (ty == TY_REF or ty == TY_BYREF or ty == TY_I64) and _never_null(f, a):
        to_const(f, v, 1 if cc == CC_NE else 0)
        return CHANGED
    inner = f.op[a]
    if inner == OP_CMP or inner == OP_FCMP:
        if cc == CC_NE:
            return a
        f.imm[v] = CC_NEGATED[f.imm[a]]
        return rewrite(f, v, i64(inner), i64(f.a[a]), i64(f.b[a]))
    return KEEP
