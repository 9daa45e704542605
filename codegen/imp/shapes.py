"""How values of a type travel: as a scalar of the SSA form, or as a struct, which small ones leave in registers.

A struct of at most 16 bytes goes in registers by what its scalar leaves are and where they stand.

Sources: src/coreclr/vm/methodtable.cpp (ClassifyEightBytes); System V AMD64 ABI 3.2.3.
"""
from __future__ import annotations

from mypy_extensions import i64

from binder import kinds
from binder.layout import INLINE_ARRAY
from binder.members import FieldDesc
from binder.types import TypeDesc
from codegen.core.reject import Reject
from codegen.ssa import ops
from codegen.ssa.ops import (
    MK_BYREF,
    MK_F32,
    MK_F64,
    MK_I8,
    MK_I16,
    MK_I32,
    MK_I64,
    MK_REF,
    MK_U8,
    MK_U16,
    TY_BYREF,
    TY_F32,
    TY_F64,
    TY_I32,
    TY_I64,
    TY_NONE,
    TY_REF,
)


def scalar_of(t: TypeDesc) -> tuple[i64, i64]:
    """(TY_*, MK_*) of a scalar type; (TY_NONE, 0) for a struct or void."""
    u = t.underlying()
    k = u.kind
    if k == kinds.TK_I4 or k == kinds.TK_U4:
        return TY_I32, MK_I32
    if k == kinds.TK_BOOL or k == kinds.TK_U1:
        return TY_I32, MK_U8
    if k == kinds.TK_I8 or k == kinds.TK_U8 or k == kinds.TK_I or k == kinds.TK_U:
        return TY_I64, MK_I64
    if k == kinds.TK_CHAR or k == kinds.TK_U2:
        return TY_I32, MK_U16
    if k == kinds.TK_I1:
        return TY_I32, MK_I8
    if k == kinds.TK_I2:
        return TY_I32, MK_I16
    if k == kinds.TK_R4:
        return TY_F32, MK_F32
    if k == kinds.TK_R8:
        return TY_F64, MK_F64
    if k == kinds.TK_BYREF:
        return TY_BYREF, MK_BYREF
    if k == kinds.TK_PTR or k == kinds.TK_FNPTR:
        return TY_I64, MK_I64
    if u.is_ref:
        return TY_REF, MK_REF
    if k == kinds.TK_VAR or k == kinds.TK_MVAR:
        raise Reject("generic-lookup", f"open type variable {t.text}")
    if k == kinds.TK_TYPEDREF:
        raise Reject("typed-reference", t.text)
    return TY_NONE, 0


def leaves(t: TypeDesc, base: i64, out: list[tuple[int, int]]) -> bool:
    """Append (offset, MK_*) of each scalar in a small struct; False when the calling convention puts it in memory.

    A struct without fields does that up to .NET 8; later it counts as padding, which MK_* 0 stands for.
    """
    fields = t.instance_fields()
    if not fields:
        out.append((int(base), 0))
        return t.ts.runtime_major > 8
    if len(fields) == 1 and _is_repeated(t, fields[0]):
        step = size_of(fields[0].type)
        at: i64 = 0
        while at + step <= t.layout().size:
            if not _leaf(fields[0].type, base + at, out):
                return False
            at += step
        return True
    for f in fields:
        if not _leaf(f.type, base + f.offset, out):
            return False
    return True


def _is_repeated(t: TypeDesc, f: FieldDesc) -> bool:
    """The only field stands for several: inline arrays, fixed buffers, and what looks like those."""
    size = size_of(f.type)
    if f.offset or t.layout().size <= size:
        return False
    if t.attribute(INLINE_ARRAY):
        return True
    scalar = f.type.is_primitive or f.type.is_value_type
    return scalar and t.flags & kinds.TF_LAYOUT_MASK != 0 and t.layout().size % size == 0


def _leaf(t: TypeDesc, at: i64, out: list[tuple[int, int]]) -> bool:
    ty, mk = scalar_of(t)
    if ty == TY_NONE:
        return leaves(t, at, out)
    if at % ops.MEM_SIZES[mk] != 0:
        return False
    out.append((int(at), int(mk)))
    return True


def size_of(t: TypeDesc) -> i64:
    """Bytes of a value of type `t`."""
    ty, mk = scalar_of(t)
    return ops.MEM_SIZES[mk] if ty != TY_NONE else t.layout().size
