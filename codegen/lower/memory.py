"""Lowering of loads, stores and struct copies.

A reference stored into the heap goes through a write barrier; into the frame, or a null, it does not.  Structs with
references are copied to places outside the frame word by word: the by-ref barrier copies one reference and advances
both addresses, movsq does the same for other words, so the addresses stay in RDI and RSI.  Words that hold
references are never moved in pieces or by vector instructions.

Source: docs/design/coreclr/botr/clr-abi.md (write barriers); src/coreclr/inc/readytorun.h (helper numbers).
"""
from __future__ import annotations

from typing import Final

from mypy_extensions import i64, u8

from codegen.core.machine import (
    FIRST_VREG,
    RAX,
    RCX,
    RDI,
    RSI,
    VOLATILE_MASK,
)
from codegen.core.symbols import CELL_EAGER
from codegen.lower import minst as mi
from codegen.lower.lower import Lowerer
from codegen.lower.minst import FORM_I, MK_X16, VK_FP, VK_GP
from codegen.ssa import ops
from codegen.ssa.func import StructLayout
from codegen.ssa.ops import FLAG_HEAP, FLAG_STACK, MK_F32, MK_I16, MK_I32, MK_I64, MK_REF, MK_U8

_BARRIER: Final = "Helper\t30"
_CHECKED: Final = "Helper\t31"
_BYREF_BARRIER: Final = "Helper\t32"

# Copies and clears up to this many bytes are unrolled.
_UNROLL: Final = 128


def load(lo: Lowerer, v: i64) -> None:
    """OP_LOAD as an instruction of its own."""
    f = lo.f
    mk = i64(f.aux[v])
    lo.load_addr(v)
    i = lo.m.emit(mi.M_LOAD, 8 if mk >= MK_I64 and mk != MK_F32 else 4, FIRST_VREG - 1 + v, 0, 0)
    lo.m.cc[i] = u8(mk)
    lo.mem(i)


def store(lo: Lowerer, v: i64) -> None:
    """OP_STORE, and STORE_REF without barrier."""
    f = lo.f
    m = lo.m
    mk = i64(f.aux[v]) if f.op[v] == ops.OP_STORE else MK_REF
    y = i64(f.b[v])
    imm = lo.is_imm(y)
    if not imm and f.op[y] == ops.OP_CONST and mk == MK_F32 and f.imm[y] == 0:
        imm = True
    r: i64 = 0
    if not imm:
        r = lo.use(y)
    lo.null_check(v)
    lo.addr(i64(f.a[v]), f.imm[v])
    i = m.emit(mi.M_STORE, 8, 0, r, 0)
    m.cc[i] = u8(mk)
    if imm:
        m.form[i] = FORM_I
        m.imm[i] = lo.const_of(y) if mk != MK_F32 else 0
    lo.mem(i)


def store_ref(lo: Lowerer, v: i64) -> None:
    """OP_STORE_REF."""
    f = lo.f
    m = lo.m
    y = i64(f.b[v])
    if f.flags[v] & FLAG_STACK or f.op[y] == ops.OP_CONST or f.op[i64(f.a[v])] == ops.OP_SLOT_ADDR:
        store(lo, v)
        return
    lo.null_check(v)
    lo.addr(i64(f.a[v]), f.imm[v])
    i = m.emit(mi.M_LEA, 8, RDI, 0, 0)
    lo.mem(i)
    lo.into(RSI, y)
    barrier(lo, _BARRIER if f.flags[v] & FLAG_HEAP else _CHECKED)


def barrier(lo: Lowerer, helper: str) -> None:
    """Call of a write barrier: no safe point."""
    m = lo.m
    i = m.emit(mi.M_CALL, 8, 0, 0, 0)
    m.sym[i] = int(lo.f.symbols.intern(CELL_EAGER, helper))
    m.iu[i] = (1 << RDI) | (1 << RSI)
    m.idf[i] = VOLATILE_MASK


def copy_struct(lo: Lowerer, dst: i64, src: i64, layout: StructLayout, flags: i64) -> None:
    """Copy a struct between two addresses (values)."""
    f = lo.f
    if layout.gc and not flags & FLAG_STACK and f.op[dst] != ops.OP_SLOT_ADDR:
        m = lo.m
        d = lo.use(dst)
        lo.addr(src, 0)
        i = m.emit(mi.M_LEA, 8, RSI, 0, 0)
        lo.mem(i)
        m.emit(mi.M_MOV, 8, RDI, d, 0)
        barrier_copy(lo, layout)
        return
    copy_bytes(lo, dst, 0, src, 0, layout.size, len(layout.gc) + len(layout.byrefs) > 0)


def barrier_copy(lo: Lowerer, layout: StructLayout) -> None:
    """Copy a struct with references from [RSI] to [RDI]."""
    m = lo.m
    gc = layout.gc
    ofs: i64 = 0
    last = gc[len(gc) - 1]
    while ofs + 8 <= layout.size:
        if ofs in gc:
            i = m.emit(mi.M_CALL, 8, 0, 0, 0)
            m.sym[i] = int(lo.f.symbols.intern(CELL_EAGER, _BYREF_BARRIER))
            m.iu[i] = (1 << RDI) | (1 << RSI)
            m.idf[i] = VOLATILE_MASK
        else:
            i = m.emit(mi.M_MOVSQ, 8, 0, 0, 0)
            m.iu[i] = (1 << RDI) | (1 << RSI)
            m.idf[i] = (1 << RDI) | (1 << RSI)
        ofs += 8
    # References keep a struct's size a multiple of 8, except where a layout says otherwise explicitly.
    if ofs < layout.size and last < ofs:
        piece(lo, RDI, RSI, 0, layout.size - ofs)


def piece(lo: Lowerer, d: i64, s: i64, disp: i64, left: i64) -> None:
    """Copy `left` (< 8) bytes between two registers' addresses."""
    m = lo.m
    while left > 0:
        mk: i64 = MK_I32 if left >= 4 else (MK_I16 if left >= 2 else MK_U8)
        t = m.new_vreg(VK_GP)
        i = m.emit(mi.M_LOAD, 4, t, 0, 0)
        m.cc[i] = u8(mk)
        m.base[i] = int(s)
        m.disp[i] = int(disp)
        i = m.emit(mi.M_STORE, 4, 0, t, 0)
        m.cc[i] = u8(mk)
        m.base[i] = int(d)
        m.disp[i] = int(disp)
        n = ops.MEM_SIZES[mk]
        disp += n
        left -= n


def copy_bytes(lo: Lowerer, dst: i64, dofs: i64, src: i64, sofs: i64, size: i64, words: bool) -> None:
    """Copy bytes without barriers; `words`: at most 8 at a time, since some are references."""
    m = lo.m
    if size > _UNROLL:
        s = lo.use(src)
        lo.addr(dst, dofs)
        i = m.emit(mi.M_LEA, 8, RDI, 0, 0)
        lo.mem(i)
        if sofs:
            i = m.emit(mi.M_LEA, 8, RSI, 0, 0)
            m.base[i] = int(s)
            m.disp[i] = int(sofs)
        else:
            m.emit(mi.M_MOV, 8, RSI, s, 0)
        m.emit_i(mi.M_MOVI, 4, RCX, 0, size // 8)
        i = m.emit(mi.M_REPMOVSQ, 8, 0, 0, 0)
        m.iu[i] = (1 << RDI) | (1 << RSI) | (1 << RCX)
        m.idf[i] = (1 << RDI) | (1 << RSI) | (1 << RCX)
        piece(lo, RDI, RSI, 0, size % 8)
        return
    at: i64 = 0
    while at < size:
        left = size - at
        mk: i64 = MK_U8
        n: i64 = 1
        if left >= 16 and not words:
            mk = MK_X16
            n = 16
        elif left >= 8:
            mk = MK_I64
            n = 8
        elif left >= 4:
            mk = MK_I32
            n = 4
        elif left >= 2:
            mk = MK_I16
            n = 2
        t = m.new_vreg(VK_FP if n == 16 else VK_GP)
        lo.addr(src, sofs + at)
        i = m.emit(mi.M_LOAD, 8 if n >= 8 else 4, t, 0, 0)
        m.cc[i] = u8(mk)
        lo.mem(i)
        lo.addr(dst, dofs + at)
        i = m.emit(mi.M_STORE, 8, 0, t, 0)
        m.cc[i] = u8(mk)
        lo.mem(i)
        at += n


def zero(lo: Lowerer, dst: i64, layout: StructLayout) -> None:
    """OP_ZERO."""
    m = lo.m
    size = layout.size
    if size > _UNROLL:
        lo.addr(dst, 0)
        i = m.emit(mi.M_LEA, 8, RDI, 0, 0)
        lo.mem(i)
        m.emit_i(mi.M_MOVI, 4, RAX, 0, 0)
        m.emit_i(mi.M_MOVI, 4, RCX, 0, size // 8)
        i = m.emit(mi.M_REPSTOSQ, 8, 0, 0, 0)
        m.iu[i] = (1 << RDI) | (1 << RAX) | (1 << RCX)
        m.idf[i] = (1 << RDI) | (1 << RCX)
        at = size // 8 * 8
        base: i64 = RDI
        while at < size:
            n: i64 = 4 if size - at >= 4 else (2 if size - at >= 2 else 1)
            i = m.emit_i(mi.M_STORE, 4, 0, 0, 0)
            m.cc[i] = u8(MK_I32 if n == 4 else (MK_I16 if n == 2 else MK_U8))
            m.base[i] = int(base)
            m.disp[i] = int(at - size // 8 * 8)
            at += n
        return
    x: i64 = 0
    if size >= 16 and not layout.gc:
        x = m.new_vreg(VK_FP)
        m.emit(mi.M_FZERO, 8, x, 0, 0)
    at = 0
    while at < size:
        left = size - at
        lo.addr(dst, at)
        if left >= 16 and x:
            i = m.emit(mi.M_STORE, 8, 0, x, 0)
            m.cc[i] = MK_X16
            n = 16
        else:
            i = m.emit_i(mi.M_STORE, 8, 0, 0, 0)
            n = 8 if left >= 8 else (4 if left >= 4 else (2 if left >= 2 else 1))
            m.cc[i] = u8(MK_I64 if n == 8 else (MK_I32 if n == 4 else (MK_I16 if n == 2 else MK_U8)))
        lo.mem(i)
        at += n
