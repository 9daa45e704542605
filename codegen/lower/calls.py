"""Lowering of calls, of incoming arguments and of returns.

Outgoing arguments: stack arguments are stored first, then registers are loaded, values before constants.  A struct
result that comes in registers is stored to its slot; one in memory is built there by the callee, since every caller
passes a buffer in its own frame.  A callee whose own result is in memory must assume the buffer anywhere before
R2R 12, so it copies with checked barriers, and it returns the buffer's address in RAX.

Sources: docs/design/coreclr/botr/clr-abi.md; src/coreclr/inc/readytorun.h; System V AMD64 ABI 3.2.3.
"""
from __future__ import annotations

from mypy_extensions import i64, u8

from codegen.core.machine import (
    FIRST_VREG,
    RAX,
    RDI,
    RSI,
    RSP,
    VOLATILE_MASK,
    XMM0,
)
from codegen.core.reject import Reject
from codegen.core.symbols import CELL_DISPATCH, CELL_METHOD
from codegen.lower import minst as mi
from codegen.lower.abi_sysv import CLS_BYREF, CLS_REF, Signature, assign, classify, ref_positions
from codegen.lower.lower import Lowerer, size_of
from codegen.lower.memory import barrier_copy
from codegen.lower.minst import FORM_I, VK_BYREF, VK_GP, CallRec
from codegen.ssa import ops
from codegen.ssa.func import (
    CALL_CELL,
    CALL_DISPATCH,
    CALL_REG,
    CTX_METHOD,
    CTX_NONE,
    CTX_THIS,
    ROLE_METHOD_CTX,
    ROLE_TYPE_CTX,
    ArgInfo,
    CallSite,
    StructLayout,
)
from codegen.ssa.ops import (
    MK_F32,
    MK_F64,
    MK_I8,
    MK_I16,
    MK_I32,
    MK_I64,
    MK_U8,
    MK_U16,
    TY_F32,
    TY_F64,
    TY_NONE,
)


def _kind_of(ty: i64) -> i64:
    """Memory kind of a whole scalar in an 8-byte argument slot."""
    if ty == TY_F32:
        return MK_F32
    if ty == TY_F64:
        return MK_F64
    return MK_I32 if size_of(ty) == 4 else MK_I64


def ret_gc(sig: Signature) -> i64:
    """References in the return registers: two bits for RAX, two for RDX."""
    out: i64 = 0
    shift: i64 = 0
    for k in range(len(sig.ret)):
        if sig.ret[k] >= XMM0:
            continue
        if sig.ret_classes[k] == CLS_REF:
            out |= 1 << shift
        elif sig.ret_classes[k] == CLS_BYREF:
            out |= 2 << shift
        shift += 2
    return out


def load_piece(lo: Lowerer, d: i64, src: i64, ofs: i64, n: i64) -> None:
    """Load n (1..8) bytes at src + ofs into the register d, without touching memory beyond them."""
    m = lo.m
    if d >= XMM0 and d < FIRST_VREG:
        lo.addr(src, ofs)
        i = m.emit(mi.M_LOAD, 8, d, 0, 0)
        m.cc[i] = MK_F32 if n == 4 else MK_F64
        lo.mem(i)
        return
    if n == 8 or n == 4 or n == 2 or n == 1:
        lo.addr(src, ofs)
        i = m.emit(mi.M_LOAD, 8 if n == 8 else 4, d, 0, 0)
        m.cc[i] = u8(MK_I64 if n == 8 else (MK_I32 if n == 4 else (MK_U16 if n == 2 else MK_U8)))
        lo.mem(i)
        return
    first: i64 = 4 if n > 4 else 2
    t = m.new_vreg(VK_GP)
    load_piece(lo, t, src, ofs + first, n - first)
    m.emit_i(mi.M_SHL, 8, t, 0, first * 8)
    low = m.new_vreg(VK_GP)
    load_piece(lo, low, src, ofs, first)
    # A 4-byte load clears the upper half.
    i = m.emit(mi.M_EXT, 8, low, low, 0)
    m.cc[i] = mi.EXT_ZX32
    m.emit(mi.M_OR, 8, t, 0, low)
    m.emit(mi.M_MOV, 8, d, t, 0)


def call(lo: Lowerer, v: i64) -> None:
    """OP_CALL."""
    f = lo.f
    m = lo.m
    site: CallSite = f.calls[f.imm[v]]
    sig = assign(site.args, site.has_this, site.ret, f.layouts)
    start = i64(f.a[v])
    count = len(site.args)
    if sig.stack_bytes > m.out_area:
        m.out_area = sig.stack_bytes
    target: i64 = 0
    if site.kind != CALL_CELL and site.kind != CALL_DISPATCH:
        target = lo.use(i64(f.pool[start + i64(f.b[v]) - 1]))
    stack_args(lo, site, sig, start)
    used: i64 = 0
    k: i64 = 0
    while k < count:
        place = sig.places[k]
        arg = site.args[k]
        x = i64(f.pool[start + k])
        if place.regs:
            if arg.ty == TY_NONE:
                size = f.layouts[arg.layout].size
                for e in range(len(place.regs)):
                    left = size - 8 * e
                    load_piece(lo, place.regs[e], x, 8 * e, 8 if left > 8 else left)
            elif not lo.is_remat(x):
                lo.into(place.regs[0], x)
            for r in place.regs:
                used |= i64(1) << r
        k += 1
    k = 0
    while k < count:
        if sig.places[k].regs and site.args[k].ty != TY_NONE and lo.is_remat(i64(f.pool[start + k])):
            lo.into(sig.places[k].regs[0], i64(f.pool[start + k]))
        k += 1
    if sig.retbuf:
        i = m.emit(mi.M_LEA, 8, sig.retbuf, 0, 0)
        m.slot[i] = int(site.ret_slot)
        used |= i64(1) << sig.retbuf
    m.calls.append(CallRec(not site.no_gc, site.no_return, ret_gc(sig)))
    op: i64 = mi.M_CALL
    if site.kind == CALL_REG:
        op = mi.M_CALLR
    elif site.kind != CALL_CELL:
        op = mi.M_CALLD
    i = m.emit_i(op, 8, 0, target, len(m.calls) - 1)
    m.sym[i] = int(site.symbol)
    m.iu[i] = used
    m.idf[i] = VOLATILE_MASK
    refmap(lo, site, sig)
    if site.no_return:
        m.emit(mi.M_INT3, 0, 0, 0, 0)
        return
    result(lo, v, site, sig)


def stack_args(lo: Lowerer, site: CallSite, sig: Signature, start: i64) -> None:
    """Store the arguments that travel in memory."""
    f = lo.f
    m = lo.m
    for k in range(len(site.args)):
        place = sig.places[k]
        if place.stack < 0:
            continue
        arg = site.args[k]
        x = i64(f.pool[start + k])
        if arg.ty == TY_NONE:
            layout = f.layouts[arg.layout]
            at: i64 = 0
            while at < layout.size:
                left = layout.size - at
                n: i64 = 8 if left >= 8 else (4 if left >= 4 else (2 if left >= 2 else 1))
                t = m.new_vreg(VK_GP)
                load_piece(lo, t, x, at, n)
                i = m.emit(mi.M_STORE, 8, 0, t, 0)
                m.cc[i] = u8(MK_I64 if n == 8 else (MK_I32 if n == 4 else (MK_U16 if n == 2 else MK_U8)))
                m.base[i] = RSP
                m.disp[i] = int(place.stack + at)
                at += n
            continue
        if lo.is_imm(x):
            i = m.emit_i(mi.M_STORE, 8, 0, 0, lo.const_of(x))
            m.form[i] = FORM_I
            m.cc[i] = MK_I64
        else:
            r = lo.use(x)
            i = m.emit(mi.M_STORE, 8, 0, r, 0)
            m.cc[i] = u8(_kind_of(arg.ty))
        m.base[i] = RSP
        m.disp[i] = int(place.stack)


def refmap(lo: Lowerer, site: CallSite, sig: Signature) -> None:
    """Note which arguments are references, once per symbol."""
    f = lo.f
    if not site.symbol:
        return
    sym = f.symbols.items[site.symbol]
    if sym.cell == CELL_METHOD or sym.cell == CELL_DISPATCH:
        if site.symbol not in lo.m.refmaps:
            lo.m.refmaps[int(site.symbol)] = ref_positions(sig, site.args, f.layouts, lo.major < 10)


def result(lo: Lowerer, v: i64, site: CallSite, sig: Signature) -> None:
    """Take the result of a call from its registers."""
    m = lo.m
    ret = site.ret
    if ret is None or sig.retbuf:
        return
    if ret.ty != TY_NONE:
        if lo.uses[v]:
            if sig.ret[0] == XMM0:
                m.emit(mi.M_FMOV, size_of(ret.ty), FIRST_VREG - 1 + v, XMM0, 0)
            else:
                m.emit(mi.M_MOV, size_of(ret.ty), FIRST_VREG - 1 + v, RAX, 0)
        return
    for e in range(len(sig.ret)):
        i = m.emit(mi.M_STORE, 8, 0, sig.ret[e], 0)
        m.cc[i] = MK_F64 if sig.ret[e] >= XMM0 else MK_I64
        m.slot[i] = int(site.ret_slot)
        m.disp[i] = 8 * e


def incoming(lo: Lowerer) -> None:
    """Entry: home the generic context and struct arguments, then take the scalars."""
    f = lo.f
    m = lo.m
    sig = assign(f.args, f.has_this, f.ret, f.layouts)
    if f.context != CTX_NONE and f.context_slot:
        role = ROLE_METHOD_CTX if f.context == CTX_METHOD else ROLE_TYPE_CTX
        at = -1
        for k in range(len(f.args)):
            if f.context == CTX_THIS and k == 0 or f.context != CTX_THIS and f.args[k].role == role:
                at = k
        if at < 0:
            raise Reject("compiler-failure", "generic context is not an argument")
        place = sig.places[at]
        r: i64 = 0
        if place.regs:
            r = place.regs[0]
        else:
            r = m.new_vreg(VK_GP)
            i = m.emit(mi.M_LOAD, 8, r, 0, 0)
            m.cc[i] = MK_I64
            m.slot[i] = -1
            m.disp[i] = int(16 + place.stack)
            m.stack_args = True
        i = m.emit(mi.M_STORE, 8, 0, r, 0)
        m.cc[i] = MK_I64
        m.slot[i] = int(f.context_slot)
        m.context_end = m.n
    for s in range(1, len(f.slots)):
        arg = f.slots[s].arg
        if arg < 0:
            continue
        place = sig.places[arg]
        if not place.regs:
            m.in_slots[s] = int(16 + place.stack)
            m.stack_args = True
            continue
        for e in range(len(place.regs)):
            i = m.emit(mi.M_STORE, 8, 0, place.regs[e], 0)
            m.cc[i] = MK_F64 if place.regs[e] >= XMM0 else MK_I64
            m.slot[i] = s
            m.disp[i] = 8 * e
    if sig.retbuf:
        lo.retbuf = m.new_vreg(VK_BYREF if lo.major < 10 else VK_GP)
        m.emit(mi.M_MOV, 8, lo.retbuf, sig.retbuf, 0)
    late: list[int] = []
    v = f.blocks[f.order[0]].first
    while v:
        if f.op[v] == ops.OP_ARG and lo.uses[v]:
            place = sig.places[f.imm[v]]
            if place.regs:
                take(lo, FIRST_VREG - 1 + v, place.regs[0], f.args[f.imm[v]])
            else:
                late.append(v)
        v = i64(f.nxt[v])
    for v in late:
        arg_info = f.args[f.imm[v]]
        i = m.emit(mi.M_LOAD, size_of(arg_info.ty), FIRST_VREG - 1 + v, 0, 0)
        m.cc[i] = u8(arg_info.mk if arg_info.mk else _kind_of(arg_info.ty))
        m.slot[i] = -1
        m.disp[i] = int(16 + sig.places[f.imm[v]].stack)
        m.stack_args = True


def take(lo: Lowerer, d: i64, r: i64, arg: ArgInfo) -> None:
    """Move an incoming register argument, extending small ones."""
    m = lo.m
    if r >= XMM0:
        m.emit(mi.M_FMOV, size_of(arg.ty), d, r, 0)
        return
    extend(lo, d, r, arg)


def extend(lo: Lowerer, d: i64, r: i64, arg: ArgInfo) -> None:
    """d = r, extended from the argument's memory kind."""
    m = lo.m
    mk = arg.mk
    if mk == MK_I8 or mk == MK_U8 or mk == MK_I16 or mk == MK_U16:
        i = m.emit(mi.M_EXT, 4, d, r, 0)
        m.cc[i] = u8(mi.EXT_SX8 if mk == MK_I8 else (mi.EXT_ZX8 if mk == MK_U8 else (
            mi.EXT_SX16 if mk == MK_I16 else mi.EXT_ZX16)))
    else:
        m.emit(mi.M_MOV, size_of(arg.ty), d, r, 0)


def ret(lo: Lowerer, v: i64) -> None:
    """OP_RET."""
    f = lo.f
    m = lo.m
    used: i64 = 0
    x = i64(f.a[v])
    info = f.ret
    if info is not None and x:
        if info.ty == TY_NONE:
            used = ret_struct(lo, x, f.layouts[info.layout])
        elif info.ty == TY_F32 or info.ty == TY_F64:
            lo.into(XMM0, x)
            used = i64(1) << XMM0
        else:
            small = info.mk == MK_I8 or info.mk == MK_U8 or info.mk == MK_I16 or info.mk == MK_U16
            if small and f.op[x] != ops.OP_CMP and not (
                    f.op[x] == ops.OP_LOAD and f.aux[x] == info.mk):
                extend(lo, RAX, lo.use(x), info)
            else:
                lo.into(RAX, x)
            used = 1 << RAX
    i = m.emit(mi.M_RET, 0, 0, 0, 0)
    m.iu[i] = used


def ret_struct(lo: Lowerer, x: i64, layout: StructLayout) -> i64:
    """Put the struct at address x into its return registers or the return buffer; returns the registers."""
    f = lo.f
    m = lo.m
    if lo.retbuf:
        if layout.gc and lo.major < 10:
            lo.addr(x, 0)
            i = m.emit(mi.M_LEA, 8, RSI, 0, 0)
            lo.mem(i)
            m.emit(mi.M_MOV, 8, RDI, lo.retbuf, 0)
            barrier_copy(lo, layout)
        else:
            copy_to_register(lo, lo.retbuf, x, layout)
        m.emit(mi.M_MOV, 8, RAX, lo.retbuf, 0)
        return 1 << RAX
    sig = assign([], False, f.ret, f.layouts)
    used: i64 = 0
    for e in range(len(classify(layout))):
        left = layout.size - 8 * e
        load_piece(lo, sig.ret[e], x, 8 * e, 8 if left > 8 else left)
        used |= i64(1) << sig.ret[e]
    return used


def copy_to_register(lo: Lowerer, base: i64, x: i64, layout: StructLayout) -> None:
    """Copy a struct to the address in register `base`."""
    m = lo.m
    if layout.size > 64:
        lo.addr(x, 0)
        i = m.emit(mi.M_LEA, 8, RSI, 0, 0)
        lo.mem(i)
        m.emit(mi.M_MOV, 8, RDI, base, 0)
        at: i64 = 0
        while at + 8 <= layout.size:
            i = m.emit(mi.M_MOVSQ, 8, 0, 0, 0)
            m.iu[i] = (1 << RDI) | (1 << RSI)
            m.idf[i] = (1 << RDI) | (1 << RSI)
            at += 8
    else:
        at = 0
    while at < layout.size:
        left = layout.size - at
        n: i64 = 8 if left >= 8 else (4 if left >= 4 else (2 if left >= 2 else 1))
        r = m.new_vreg(VK_GP)
        load_piece(lo, r, x, at, n)
        i = m.emit(mi.M_STORE, 8, 0, r, 0)
        m.cc[i] = u8(MK_I64 if n == 8 else (MK_I32 if n == 4 else (MK_U16 if n == 2 else MK_U8)))
        m.base[i] = int(base)
        m.disp[i] = int(at)
        at += n

