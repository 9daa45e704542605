"""Argument and result assignment of managed code on System V x86-64.

Order: this, return buffer, generic context, user arguments.  Integers take RDI RSI RDX RCX R8 R9, floats XMM0..7,
the rest the stack in 8-byte units.  A struct of at most 16 bytes travels in registers by eightbytes, each INT, REF,
BYREF or SSE; when its registers do not suffice the whole struct goes to the stack and no register is consumed.

Sources: System V AMD64 ABI 3.2.3; SystemVStructClassificator.cs and ArgIterator.cs of crossgen2 (.NET runtime).
"""
from __future__ import annotations

from typing import Final, final

from mypy_extensions import i64

from codegen.core.machine import ARG_FP, ARG_GP, RAX, RDX, XMM0, XMM1
from codegen.ssa.func import ROLE_METHOD_CTX, ROLE_TYPE_CTX, ArgInfo, StructLayout
from codegen.ssa.ops import (
    MEM_SIZES,
    MK_BYREF,
    MK_F32,
    MK_F64,
    MK_REF,
    TY_BYREF,
    TY_F32,
    TY_F64,
    TY_NONE,
    TY_REF,
)

CLS_NONE: Final = 0
CLS_INT: Final = 1
CLS_REF: Final = 2
CLS_BYREF: Final = 3
CLS_SSE: Final = 4

TOKEN_REF: Final = 1
TOKEN_INTERIOR: Final = 2
TOKEN_METHOD_CTX: Final = 3
TOKEN_TYPE_CTX: Final = 4

# Position of stack slot 0 in a GC reference map; registers are 0..5.
_MAP_STACK: Final = 13


@final
class Place:
    """Where one argument is: registers by eightbyte, or `stack` >= 0 (offset in the argument area)."""

    __slots__ = ("regs", "classes", "stack")

    def __init__(self, regs: list[int], classes: list[int], stack: i64) -> None:
        self.regs: list[int] = regs
        self.classes: list[int] = classes  # CLS_* of each register
        self.stack: i64 = stack


@final
class Signature:
    """Assignment of a whole signature."""

    def __init__(self) -> None:
        self.places: list[Place] = []   # one per argument
        self.retbuf: i64 = 0            # register of the return buffer address, 0 none
        self.ret: list[int] = []        # registers of the result
        self.ret_classes: list[int] = []
        self.stack_bytes: i64 = 0


def _merge(x: int, y: int) -> int:
    if x == y or y == CLS_NONE:
        return x
    if x == CLS_NONE:
        return y
    if x == CLS_INT or y == CLS_INT:
        return CLS_INT
    if x == CLS_REF or y == CLS_REF:
        return CLS_REF
    if x == CLS_BYREF or y == CLS_BYREF:
        return CLS_BYREF
    return CLS_SSE


def classify(s: StructLayout) -> list[int]:
    """Classes of the eightbytes; empty when the struct travels in memory."""
    size = int(s.size)
    if s.memory or size > 16 or size <= 0:
        return []
    sizes = [0] * 17
    classes = [0] * 17
    largest = -1
    for ofs, mk in s.fields:
        if not mk:
            largest = ofs
            continue
        n = MEM_SIZES[mk]
        if ofs % n or ofs + n > size:
            return []
        cls = CLS_INT
        if mk == MK_F32 or mk == MK_F64:
            cls = CLS_SSE
        elif mk == MK_REF:
            cls = CLS_REF
        elif mk == MK_BYREF:
            cls = CLS_BYREF
        if sizes[ofs]:
            sizes[ofs] = max(sizes[ofs], n)
            old = classes[ofs]
            if cls == CLS_INT:
                classes[ofs] = CLS_INT
            elif cls == CLS_SSE or old == CLS_SSE:
                classes[ofs] = CLS_SSE if cls == old else CLS_INT
            continue
        largest = max(largest, ofs)
        sizes[ofs] = n
        classes[ofs] = cls
    last_end = largest + sizes[largest] if largest >= 0 else 0
    last_class = classes[largest] if largest >= 0 else CLS_NONE
    out = [CLS_NONE] * ((size + 7) // 8)
    found = False
    acc = 0
    for o in range(size):
        n = sizes[o]
        if n:
            found = True
            cls = classes[o]
        elif o < acc:
            n = 0
            cls = CLS_NONE
        else:
            n = 1
            cls = CLS_NONE if o < last_end else last_class
            if o % 8 == 0:
                found = False
        if n:
            for e in range(o // 8, (o + n - 1) // 8 + 1):
                out[e] = _merge(out[e], cls)
        if (o + 1) % 8 == 0 or o + 1 == size:
            if not found and out[o // 8] == CLS_NONE:
                out[o // 8] = CLS_INT
            found = False
        acc = max(acc, o + n)
    for e in range(len(out)):
        if out[e] == CLS_NONE:
            out[e] = CLS_INT
    return out


def _scalar_class(ty: i64) -> int:
    if ty == TY_F32 or ty == TY_F64:
        return CLS_SSE
    if ty == TY_REF:
        return CLS_REF
    if ty == TY_BYREF:
        return CLS_BYREF
    return CLS_INT


def assign(args: list[ArgInfo], has_this: bool, ret: ArgInfo | None, layouts: list[StructLayout]) -> Signature:
    """Places of the arguments and of the result."""
    sig = Signature()
    g = 0
    f = 0
    stack: i64 = 0
    buffer = False
    if ret is not None:
        if ret.ty == TY_NONE:
            cls = classify(layouts[ret.layout])
            if not cls:
                buffer = True
                sig.ret = [RAX]
                sig.ret_classes = [CLS_INT]
            gp = 0
            fp = 0
            for c in cls:
                if c == CLS_SSE:
                    sig.ret.append(XMM0 if fp == 0 else XMM1)
                    fp += 1
                else:
                    sig.ret.append(RAX if gp == 0 else RDX)
                    gp += 1
                sig.ret_classes.append(c)
        else:
            c = _scalar_class(ret.ty)
            sig.ret = [XMM0 if c == CLS_SSE else RAX]
            sig.ret_classes = [c]
    if buffer and not has_this:
        sig.retbuf = ARG_GP[0]
        g = 1
    for k in range(len(args)):
        arg = args[k]
        if arg.ty == TY_NONE:
            layout = layouts[arg.layout]
            cls = classify(layout)
            ns = 0
            for c in cls:
                if c == CLS_SSE:
                    ns += 1
            size: i64 = layout.size
        else:
            cls = [_scalar_class(arg.ty)]
            ns = 1 if cls[0] == CLS_SSE else 0
            size = 8
        ni = len(cls) - ns
        if cls and g + ni <= 6 and f + ns <= 8:
            regs: list[int] = []
            for c in cls:
                if c == CLS_SSE:
                    regs.append(ARG_FP[f])
                    f += 1
                else:
                    regs.append(ARG_GP[g])
                    g += 1
            sig.places.append(Place(regs, cls, -1))
        else:
            sig.places.append(Place([], cls, stack))
            stack += (size + 7) // 8 * 8
        if k == 0 and has_this and buffer:
            sig.retbuf = ARG_GP[g]
            g += 1
    sig.stack_bytes = stack
    return sig


def ref_positions(sig: Signature, args: list[ArgInfo], layouts: list[StructLayout],
                  retbuf_interior: bool) -> list[tuple[int, int]]:
    """(position, token) of the GC reference map of a call, ascending."""
    out: list[tuple[int, int]] = []
    if sig.retbuf and retbuf_interior:
        out.append((ARG_GP.index(int(sig.retbuf)), TOKEN_INTERIOR))
    for k in range(len(args)):
        arg = args[k]
        place = sig.places[k]
        slot = int(_MAP_STACK + place.stack // 8)
        if arg.role == ROLE_TYPE_CTX or arg.role == ROLE_METHOD_CTX:
            at = ARG_GP.index(place.regs[0]) if place.regs else slot
            out.append((at, TOKEN_TYPE_CTX if arg.role == ROLE_TYPE_CTX else TOKEN_METHOD_CTX))
        elif place.regs:
            for e in range(len(place.regs)):
                if place.classes[e] == CLS_REF:
                    out.append((ARG_GP.index(place.regs[e]), TOKEN_REF))
                elif place.classes[e] == CLS_BYREF:
                    out.append((ARG_GP.index(place.regs[e]), TOKEN_INTERIOR))
        elif arg.ty == TY_NONE:
            for o in layouts[arg.layout].gc:
                out.append((slot + o // 8, TOKEN_REF))
            for o in layouts[arg.layout].byrefs:
                out.append((slot + o // 8, TOKEN_INTERIOR))
        elif arg.ty == TY_REF:
            out.append((slot, TOKEN_REF))
        elif arg.ty == TY_BYREF:
            out.append((slot, TOKEN_INTERIOR))
    out.sort()
    return out
