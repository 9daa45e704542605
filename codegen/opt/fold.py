"""Constant folding and algebraic simplification, one walk in reverse postorder.

    v3:i32 = mul v1 v2        with v2 = const 8        v4:i32 = const 3
                                                       v3:i32 = shl v1 v4

Rules never make code worse, never drop an exception, and hold for every input: integers wrap; floats are only
folded where the result is one number in every rounding-to-nearest implementation (no NaN), and simplified only by
rules that are exact for infinities, zeros of both signs and NaN.  Rules on integers are in fold_int.

A rule returns the value that replaces v, CHANGED when it rewrote v in place (rules are then tried again), or 0.
"""
from __future__ import annotations

from mypy_extensions import i32, i64

from codegen.core.bits import f32_bits, f64_bits
from codegen.opt.fold_int import (
    CHANGED,
    KEEP,
    REMOVED,
    fold_compare,
    fold_int,
    range_high,
    range_low,
    to_const,
)
from codegen.opt.work import Work
from codegen.ssa.eval import TRAP_NONE, eval_op, is_nan, to_float, trap_of
from codegen.ssa.func import Func
from codegen.ssa.ops import (
    FLAG_NULLCHECK,
    OP_ADD,
    OP_ARGC,
    OP_BITCAST,
    OP_BOUNDS,
    OP_CMP,
    OP_CONST,
    OP_FABS,
    OP_FADD,
    OP_FCMP,
    OP_FDIV,
    OP_FMUL,
    OP_FNEG,
    OP_FTOI,
    OP_LOAD,
    OP_STORE,
    OP_STORE_REF,
    OP_SX8,
    OP_SX16,
    OP_SX32,
    OP_TRUNC,
    OP_ZX8,
    OP_ZX16,
    OP_ZX32,
    TY_BYREF,
    TY_F32,
    TY_I32,
    TY_REF,
)

_GUARD_PAGE = 4096


def _fold_constants(f: Func, v: i64) -> i64:
    """All operands are constants: the result is one, unless it raises or depends on the machine."""
    op = i64(f.op[v])
    ty = i64(f.ty[v])
    a = int(f.imm[i64(f.a[v])])
    b = int(f.imm[i64(f.b[v])]) if OP_ARGC[op] > 1 else 0
    if ty == TY_REF or ty == TY_BYREF or trap_of(op, ty, a, b) != TRAP_NONE:
        return KEEP
    operand_ty = i64(f.ty[i64(f.a[v])])
    if op == OP_FTOI:
        x = to_float(operand_ty, a)
        limit = 2147483648.0 if ty == TY_I32 else 9223372036854775808.0
        if not -limit <= x < limit:
            return KEEP
    result = eval_op(op, ty, operand_ty, f.imm[v], a, b)
    if is_nan(ty, result):
        return KEEP
    to_const(f, v, result)
    return CHANGED


def _fold_float(f: Func, v: i64, op: i64) -> i64:
    a = i64(f.a[v])
    if op == OP_FNEG and f.op[a] == OP_FNEG:
        return i64(f.a[a])
    if op == OP_FABS and (f.op[a] == OP_FNEG or f.op[a] == OP_FABS):
        f.a[v] = f.a[a]
        return CHANGED
    if op == OP_FDIV:
        return _reciprocal(f, v)
    return KEEP


def _reciprocal(f: Func, v: i64) -> i64:
    """x / 2**k = x * 2**-k exactly, as long as 2**-k is a normal number."""
    b = i64(f.b[v])
    ty = i64(f.ty[v])
    if f.op[b] != OP_CONST:
        return KEEP
    bits = int(f.imm[b])
    if ty == TY_F32:
        exponent = (bits >> 23) & 0xFF
        if bits & 0x7F_FFFF or not 1 <= exponent <= 253:
            return KEEP
        inverse = f32_bits(1.0 / to_float(ty, bits))
    else:
        exponent = (bits >> 52) & 0x7FF
        if bits & 0xF_FFFF_FFFF_FFFF or not 1 <= exponent <= 2045:
            return KEEP
        inverse = f64_bits(1.0 / to_float(ty, bits))
    c = f.new_value(OP_CONST, ty, 0, 0, inverse, 0)
    f.il[c] = f.il[v]
    f.link_before(c, v)
    f.op[v] = i32(OP_FMUL)
    f.b[v] = i32(c)
    return CHANGED


def _fold_conversion(f: Func, v: i64, op: i64) -> i64:
    a = i64(f.a[v])
    inner = i64(f.op[a])
    if op == OP_TRUNC and (inner == OP_SX32 or inner == OP_ZX32):
        return i64(f.a[a])
    if op == OP_BITCAST:
        x = i64(f.a[a])
        ty = f.ty[v]
        if ty == f.ty[a]:
            return a
        if inner == OP_BITCAST and f.ty[x] == ty and ty != TY_REF and ty != TY_BYREF:
            return x
        return KEEP
    low = range_low(f, a)
    high = range_high(f, a)
    if op == OP_SX8:
        return a if low >= -128 and high <= 127 else KEEP
    if op == OP_SX16:
        return a if low >= -32768 and high <= 32767 else KEEP
    if op == OP_ZX8:
        return a if low >= 0 and high <= 255 else KEEP
    if op == OP_ZX16:
        return a if low >= 0 and high <= 65535 else KEEP
    if op == OP_SX32 and low >= 0:
        # One form for both extensions: moving to a 32-bit register clears the rest for nothing.
        f.op[v] = i32(OP_ZX32)
        return CHANGED
    return KEEP


def _fold_address(f: Func, v: i64) -> i64:
    """Constant parts of an address go into the instruction's offset."""
    a = i64(f.a[v])
    if f.op[a] != OP_ADD:
        return KEEP
    c = i64(f.b[a])
    if f.op[c] != OP_CONST:
        return KEEP
    if not -0x4000_0000 < f.imm[c] < 0x4000_0000:
        return KEEP
    offset = f.imm[v] + f.imm[c]
    if not -0x4000_0000 < offset < 0x4000_0000:
        return KEEP
    if f.flags[v] & FLAG_NULLCHECK and not 0 <= offset < _GUARD_PAGE:
        return KEEP
    f.a[v] = f.a[a]
    f.imm[v] = offset
    return CHANGED


def _fold_bounds(f: Func, v: i64) -> i64:
    a = i64(f.a[v])
    b = i64(f.b[v])
    if f.op[b] == OP_CONST and f.op[a] == OP_CONST:
        return REMOVED if 0 <= f.imm[a] < f.imm[b] else KEEP
    if f.ty[a] == TY_I32 and range_low(f, a) >= 0 and range_high(f, a) < range_low(f, b):
        return REMOVED
    return KEEP


def _simplify(f: Func, v: i64) -> i64:
    op = i64(f.op[v])
    argc = OP_ARGC[op]
    if OP_ADD <= op <= OP_BITCAST:
        a_const = f.op[i64(f.a[v])] == OP_CONST
        if a_const and (argc == 1 or f.op[i64(f.b[v])] == OP_CONST):
            result = _fold_constants(f, v)
            if result != KEEP:
                return result
        if op == OP_CMP or op == OP_FCMP:
            return fold_compare(f, v)
        if op < OP_FADD:
            return fold_int(f, v)
        if op <= OP_FABS:
            return _fold_float(f, v, op)
        return _fold_conversion(f, v, op)
    if op == OP_LOAD or op == OP_STORE or op == OP_STORE_REF:
        return _fold_address(f, v)
    if op == OP_BOUNDS:
        return _fold_bounds(f, v)
    return KEEP


def fold_pass(f: Func, w: Work) -> i64:
    """Returns the number of changes."""
    w.clear_repl(f)
    rpo = w.dom.rpo
    rpo.fill(f)
    changes: i64 = 0
    replaced = False
    k: i64 = 1
    while k <= rpo.n:
        bb = f.blocks[i64(rpo.order[k])]
        v = bb.first
        while v:
            after = i64(f.nxt[v])
            argc: i64 = OP_ARGC[f.op[v]]
            if argc > 0:
                f.a[v] = i32(w.resolve(i64(f.a[v])))
                if argc > 1:
                    f.b[v] = i32(w.resolve(i64(f.b[v])))
                result = _simplify(f, v)
                tries = 0
                while result == CHANGED and tries < 16:
                    changes += 1
                    tries += 1
                    result = _simplify(f, v)
                if result == REMOVED:
                    f.unlink(v)
                    changes += 1
                elif result > 0:
                    w.replace(v, result)
                    f.unlink(v)
                    replaced = True
                    changes += 1
            v = after
        k += 1
    if replaced:
        w.apply_repl(f)
    return changes
