"""Encoding of single instructions: machine instructions with registers assigned, to x64 forms.

Each function chooses the form by where the operands are (registers, spill slots, memory, constants).  What decides
the flow of control is in emitter.py.  Source: Intel SDM volume 2.
"""
from __future__ import annotations

from mypy_extensions import i64

from codegen.core.machine import R10, RBP, XMM14, XMM15
from codegen.emit import forms
from codegen.emit.asm import G8, G32, G64, XMM
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
from codegen.emit.operands import RIP, Operands
from codegen.lower import minst as mi
from codegen.lower.minst import FORM_I, FORM_M, FORM_MI, FORM_MR, FORM_R, MK_X16
from codegen.ssa.ops import MK_F32, MK_F64, MK_I8, MK_I16, MK_U8, MK_U16


def instruction(o: Operands, i: i64, op: i64) -> None:
    """Everything that is not control flow."""
    m = o.m
    a = o.a
    size = i64(m.size[i])
    g = G64 if size == 8 else G32
    w: i64 = 1 if size == 8 else 0
    d = i64(m.d[i])
    if op == mi.M_MOV:
        move(o, d, i64(m.a[i]), g, w)
    elif op == mi.M_LOAD:
        load(o, i, d)
    elif op == mi.M_STORE:
        store(o, i)
    elif op <= mi.M_TEST and op >= mi.M_ADD:
        alu(o, i, op, g, w)
    elif op == mi.M_MOVI:
        move_imm(o, d, m.imm[i], size)
    elif op == mi.M_LEA:
        o.mem(i)
        r = o.dst(d, R10)
        if o.b != RIP and not o.x and o.p == 0:
            if r != o.b:
                a.rr(forms.MOV64_R, G64, r, G64, o.b)
        else:
            o.rm(forms.LEA64, G64, r)
        o.done(d, r)
    elif op == mi.M_FMOV:
        s = i64(m.a[i])
        if o.is_nop(i):
            return
        r = o.src(s, XMM15)
        if o.ra.reg[d]:
            if r != o.ra.reg[d]:
                a.rr(forms.MOVAPS, XMM, i64(o.ra.reg[d]), XMM, r)
        else:
            o.done(d, r)
    elif op >= mi.M_FADD and op <= mi.M_UCOMI:
        float_op(o, i, op, size)
    elif op == mi.M_IMUL3:
        imul3(o, d, i64(m.a[i]), m.imm[i], g, w)
    elif op <= mi.M_SAR:
        code = forms.SHIFT_IMM[op - mi.M_SHL][w] if m.form[i] == FORM_I else forms.SHIFT_CL[op - mi.M_SHL][w]
        if m.form[i] == FORM_I:
            if o.ra.reg[d]:
                a.ri(code, g, i64(o.ra.reg[d]), m.imm[i])
            else:
                a.mi(code, RBP, 0, 0, o.slot_of(d), m.imm[i])
        elif o.ra.reg[d]:
            a.rr(code, g, i64(o.ra.reg[d]), G8, 2)
        else:
            a.mr(code, RBP, 0, 0, o.slot_of(d), G8, 2)
    elif op == mi.M_CDQ:
        a.op0(forms.CQO if w else forms.CDQ)
    elif op <= mi.M_MUL1:
        v = d if op <= mi.M_NOT else i64(m.a[i])
        code = U1[op - mi.M_NEG][w]
        if o.ra.reg[v]:
            a.r(code, g, i64(o.ra.reg[v]))
        else:
            a.rm(code, g, 0, RBP, 0, 0, o.slot_of(v))
    elif op == mi.M_SETCC:
        r = o.dst(d, R10)
        a.r(forms.SETCC[i64(m.cc[i])], G8, r)
        a.rr(EXT_CODE[mi.EXT_ZX8], G32, r, G8, r)
        o.done(d, r)
    elif op == mi.M_EXT:
        extend(o, i64(m.cc[i]), d, i64(m.a[i]))
    elif op == mi.M_NULLCHK:
        r = o.src(i64(m.a[i]), R10)
        a.mr(forms.CMP32_MR, r, 0, 0, 0, G32, r)
    else:
        convert(o, i, op, d, i64(m.a[i]), w)


def add_three(o: Operands, i: i64) -> bool:
    """A move and an addition to the same register, as one LEA where that is possible."""
    m = o.m
    j = i + 1
    op = m.op[j]
    if op != mi.M_ADD and op != mi.M_SUB or m.d[j] != m.d[i] or m.cc[j]:
        return False
    r = i64(o.ra.reg[i64(m.d[i])])
    s = i64(o.ra.reg[i64(m.a[i])])
    if not r or not s or r == s or m.size[i] != m.size[j]:
        return False
    code = forms.LEA64 if m.size[j] == 8 else forms.LEA32
    cls = G64 if m.size[j] == 8 else G32
    if m.form[j] == FORM_I:
        imm = m.imm[j] if op == mi.M_ADD else -m.imm[j]
        if imm > 0x7FFFFFFF:
            return False
        o.a.rm(code, cls, r, s, 0, 0, imm)
        return True
    y = i64(o.ra.reg[i64(m.b[j])])
    if m.form[j] != FORM_R or op == mi.M_SUB or not y:
        return False
    o.a.rm(code, cls, r, s, y, 0, 0)
    return True


def move(o: Operands, d: i64, s: i64, g: i64, w: i64) -> None:
    """d = s."""
    ra = o.ra
    rd = i64(ra.reg[d])
    rs = i64(ra.reg[s])
    a = o.a
    if rd:
        if rs:
            if rd != rs:
                a.rr(forms.MOV64_R if w else forms.MOV32_R, g, rd, g, rs)
        else:
            a.rm(forms.MOV64_R if w else forms.MOV32_R, g, rd, RBP, 0, 0, o.slot_of(s))
    elif rs:
        o.done(d, rs)
    elif ra.spill[d] != ra.spill[s]:
        o.done(d, o.src(s, R10))


def move_imm(o: Operands, d: i64, imm: i64, size: i64) -> None:
    """d = constant."""
    a = o.a
    r = i64(o.ra.reg[d])
    if not r:
        if not o.ra.spill[d]:
            return
        if -0x80000000 <= imm <= 0x7FFFFFFF:
            a.mi(forms.MOV64_MI, RBP, 0, 0, o.slot_of(d), imm)
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
    o.done(d, r)


def load(o: Operands, i: i64, d: i64) -> None:
    """d = memory."""
    mk = i64(o.m.cc[i])
    o.mem(i)
    if mk == MK_F32 or mk == MK_F64 or mk == MK_X16:
        r = o.dst(d, XMM15)
        o.rm(LOAD_CODE[mk], XMM, r)
    else:
        r = o.dst(d, R10)
        o.rm(LOAD_CODE[mk], G64 if forms.LOAD_WIDE[mk] else G32, r)
    o.done(d, r)


def store(o: Operands, i: i64) -> None:
    """memory = a or constant."""
    m = o.m
    mk = i64(m.cc[i])
    o.mem(i)
    if m.form[i] == FORM_I:
        imm = m.imm[i]
        if mk == MK_I8 or mk == MK_U8:
            imm = ((imm & 0xFF) ^ 0x80) - 0x80
        elif mk == MK_I16 or mk == MK_U16:
            imm = ((imm & 0xFFFF) ^ 0x8000) - 0x8000
        o.mi(STORE_IMM[mk], imm)
        return
    s = i64(m.a[i])
    if mk == MK_F32 or mk == MK_F64 or mk == MK_X16:
        r = o.src(s, XMM15)
    elif o.ra.reg[s]:
        r = i64(o.ra.reg[s])
    else:
        r = o.src(s, o.spare())
    o.mr(STORE_CODE[mk], forms.STORE_CLASS[mk], r)


def alu(o: Operands, i: i64, op: i64, g: i64, w: i64) -> None:
    """Two-operand integer instructions, CMP and TEST."""
    m = o.m
    a = o.a
    ra = o.ra
    form = m.form[i]
    k = (op - mi.M_ADD) * 2 + w
    if form == FORM_MI:
        o.mem(i)
        imm = m.imm[i]
        o.mi(ALU_MI8[k] if -128 <= imm <= 127 else ALU_MI32[k], imm)
        return
    if form == FORM_MR:
        o.mem(i)
        v = i64(m.b[i])
        r = i64(ra.reg[v])
        if not r:
            r = o.src(v, o.spare())
        o.mr(ALU_MR[k], g, r)
        return
    v = i64(m.a[i]) if op >= mi.M_CMP else i64(m.d[i])
    r = i64(ra.reg[v])
    if op == mi.M_IMUL:
        imul(o, i, v, r, k, g)
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
            a.mi(code, RBP, 0, 0, o.slot_of(v), imm)
    elif form == FORM_M:
        o.mem(i)
        if r:
            o.rm(ALU_RM[k], g, r)
        elif op >= mi.M_CMP:
            r = o.src(v, o.spare())
            o.rm(ALU_RM[k], g, r)
        else:
            r = o.spare()
            o.rm(forms.MOV64_R if w else forms.MOV32_R, g, r)
            a.mr(ALU_MR[k], RBP, 0, 0, o.slot_of(v), g, r)
    else:
        y = i64(m.b[i])
        ry = i64(ra.reg[y])
        if r:
            if ry:
                a.rr(ALU_MR[k], g, r, g, ry)
            elif op == mi.M_TEST:
                a.mr(ALU_MR[k], RBP, 0, 0, o.slot_of(y), g, r)
            else:
                a.rm(ALU_RM[k], g, r, RBP, 0, 0, o.slot_of(y))
        elif op == mi.M_TEST and y == v:
            a.mi(forms.CMP64_MI8 if w else forms.CMP32_MI8, RBP, 0, 0, o.slot_of(v), 0)
        else:
            if not ry:
                ry = o.src(y, R10)
            a.mr(ALU_MR[k], RBP, 0, 0, o.slot_of(v), g, ry)


def imul(o: Operands, i: i64, v: i64, r: i64, k: i64, g: i64) -> None:
    """IMUL needs its destination in a register."""
    m = o.m
    a = o.a
    w = k & 1
    if m.form[i] == FORM_I:
        imul3(o, v, v, m.imm[i], g, w)
        return
    if m.form[i] == FORM_M:
        o.mem(i)
        if not r:
            t = o.spare()
            o.rm(forms.MOV64_R if w else forms.MOV32_R, g, t)
            a.rm(ALU_RM[k], g, t, RBP, 0, 0, o.slot_of(v))
            o.done(v, t)
            return
        o.rm(ALU_RM[k], g, r)
        return
    y = i64(m.b[i])
    t = o.src(v, R10)
    if o.ra.reg[y]:
        a.rr(ALU_RM[k], g, t, g, i64(o.ra.reg[y]))
    else:
        a.rm(ALU_RM[k], g, t, RBP, 0, 0, o.slot_of(y))
    o.done(v, t)


def imul3(o: Operands, d: i64, s: i64, imm: i64, g: i64, w: i64) -> None:
    """d = s * constant."""
    r = o.dst(d, R10)
    rs = o.src(s, R10)
    code = forms.IMUL_I8[w] if -128 <= imm <= 127 else forms.IMUL_I32[w]
    o.a.rri(code, g, r, g, rs, imm)
    o.done(d, r)


def float_op(o: Operands, i: i64, op: i64, size: i64) -> None:
    """SSE arithmetic and comparison."""
    m = o.m
    a = o.a
    k = 1 if size == 8 else 0
    code = forms.FLOAT[op - mi.M_FADD][k]
    if op == mi.M_FSQRT:
        d = i64(m.d[i])
        r = o.dst(d, XMM15)
        a.rr(code, XMM, r, XMM, o.src(i64(m.a[i]), XMM15))
        o.done(d, r)
        return
    v = i64(m.a[i]) if op == mi.M_UCOMI else i64(m.d[i])
    r = o.src(v, XMM15)
    if m.form[i] == FORM_M:
        o.mem(i)
        o.rm(code, XMM, r)
    else:
        y = i64(m.b[i])
        if o.ra.reg[y]:
            a.rr(code, XMM, r, XMM, i64(o.ra.reg[y]))
        elif op == mi.M_FXOR or op == mi.M_FAND:
            a.rr(code, XMM, r, XMM, o.src(y, XMM14))
        else:
            a.rm(code, XMM, r, RBP, 0, 0, o.slot_of(y))
    if op != mi.M_UCOMI:
        o.done(v, r)


def extend(o: Operands, kind: i64, d: i64, s: i64) -> None:
    """Sign and zero extensions."""
    r = o.dst(d, R10)
    rs = i64(o.ra.reg[s])
    code = EXT_CODE[kind]
    cls = G64 if kind == mi.EXT_SX32 else G32
    if rs:
        o.a.rr(code, cls, r, forms.EXT_CLASS[kind], rs)
    else:
        o.a.rm(code, cls, r, RBP, 0, 0, o.slot_of(s))
    o.done(d, r)


def convert(o: Operands, i: i64, op: i64, d: i64, s: i64, w: i64) -> None:
    """Between integer and float registers."""
    a = o.a
    cc = i64(o.m.cc[i])
    if op == mi.M_FZERO:
        r = o.dst(d, XMM15)
        a.rr(forms.XORPS, XMM, r, XMM, r)
    elif op == mi.M_ITOF:
        r = o.dst(d, XMM15)
        a.rr(forms.XORPS, XMM, r, XMM, r)
        a.rr(forms.ITOF[w * 2 + (1 if cc == 8 else 0)], XMM, r, G64 if w else G32, o.src(s, R10))
    elif op == mi.M_FTOI:
        r = o.dst(d, R10)
        a.rr(forms.FTOI[w * 2 + (1 if cc == 8 else 0)], G64 if w else G32, r, XMM, o.src(s, XMM15))
    elif op == mi.M_FCVT:
        r = o.dst(d, XMM15)
        a.rr(forms.CVT[w], XMM, r, XMM, o.src(s, XMM15))
    elif op == mi.M_GTOF:
        r = o.dst(d, XMM15)
        a.rr(forms.GTOF[w], XMM, r, G64 if w else G32, o.src(s, R10))
    else:
        r = o.dst(d, R10)
        a.rr(forms.FTOG[w], G64 if w else G32, r, XMM, o.src(s, XMM15))
    o.done(d, r)
