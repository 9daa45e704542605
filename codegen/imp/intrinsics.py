"""Methods of the core library that every runtime expands in place: strings, spans, a few of Math.

Their meaning and the layouts behind them are fixed for all versions of an image's format: a string has its length
after the method table and its characters after that, spans are a reference and a length (NonVersionable).  All other
methods of the framework are called.

Sources: dotnet/runtime src/coreclr/jit/importercalls.cpp (which methods are expanded), System.String, System.Span and
System.Math of the core library.
"""
from __future__ import annotations

from typing import Final

from mypy_extensions import i64

from binder import kinds
from binder.bubble import FA_CONST, field_access_kind
from binder.members import MethodDesc
from binder.types import TypeDesc
from codegen.imp.items import Item
from codegen.imp.objects import scaled
from codegen.imp.state import State
from codegen.ssa.ops import (
    CC_EQ,
    FLAG_NULLCHECK,
    MK_BYREF,
    MK_I32,
    MK_U16,
    OP_ADD,
    OP_BITCAST,
    OP_BOUNDS,
    OP_FABS,
    OP_FSQRT,
    TY_BYREF,
    TY_F32,
    TY_F64,
    TY_I32,
    TY_I64,
    TY_NONE,
)

_SPANS: Final = ("System.Span`1", "System.ReadOnlySpan`1")
# Operation of a function of one number, by method and kind of its parameter: (operation, type of the result).
_NUMBERS: Final = {
    f"System.Math::Sqrt {kinds.TK_R8}": (OP_FSQRT, TY_F64),
    f"System.MathF::Sqrt {kinds.TK_R4}": (OP_FSQRT, TY_F32),
    f"System.Math::Abs {kinds.TK_R8}": (OP_FABS, TY_F64),
    f"System.Math::Abs {kinds.TK_R4}": (OP_FABS, TY_F32),
    f"System.MathF::Abs {kinds.TK_R4}": (OP_FABS, TY_F32),
    f"System.BitConverter::DoubleToInt64Bits {kinds.TK_R8}": (OP_BITCAST, TY_I64),
    f"System.BitConverter::DoubleToUInt64Bits {kinds.TK_R8}": (OP_BITCAST, TY_I64),
    f"System.BitConverter::Int64BitsToDouble {kinds.TK_I8}": (OP_BITCAST, TY_F64),
    f"System.BitConverter::UInt64BitsToDouble {kinds.TK_U8}": (OP_BITCAST, TY_F64),
    f"System.BitConverter::SingleToInt32Bits {kinds.TK_R4}": (OP_BITCAST, TY_I32),
    f"System.BitConverter::SingleToUInt32Bits {kinds.TK_R4}": (OP_BITCAST, TY_I32),
    f"System.BitConverter::Int32BitsToSingle {kinds.TK_I4}": (OP_BITCAST, TY_F32),
    f"System.BitConverter::UInt32BitsToSingle {kinds.TK_U4}": (OP_BITCAST, TY_F32),
}


def expand(s: State, m: MethodDesc, args: list[Item]) -> bool:
    """Push the result of `m` on `args` without a call; False when `m` is not one of these methods."""
    owner = m.owner
    if not owner.module.is_corlib or s.f.debug or owner.namespace != "System":
        return False
    if owner.kind == kinds.TK_STRING:
        return _string(s, m, args)
    if m.is_static:
        return _number(s, m, args)
    if owner.kind == kinds.TK_INST and f"System.{owner.name}" in _SPANS:
        return _span(s, m, args)
    return False


def _string(s: State, m: MethodDesc, args: list[Item]) -> bool:
    if m.is_static or m.name not in ("get_Length", "get_Chars"):
        return False
    pointer: i64 = s.ts.pointer_size
    this = args[0].val
    length = s.load(this, pointer, MK_I32, FLAG_NULLCHECK)
    if m.name == "get_Length":
        s.push(TY_I32, length)
        return True
    index = args[1].val
    s.emit(OP_BOUNDS, TY_NONE, index, length, 0, 0)
    place = s.emit(OP_ADD, TY_BYREF, this, scaled(s, index, 2), 0, 0)
    s.push(TY_I32, s.load(place, pointer + 4, MK_U16, 0))
    return True


def _span(s: State, m: MethodDesc, args: list[Item]) -> bool:
    name = m.name
    if name not in ("get_Length", "get_Item", "get_IsEmpty"):
        return False
    owner = m.owner
    reference = _offset(owner, "_reference")
    count = _offset(owner, "_length")
    if reference < 0 or count < 0:
        return False
    this = args[0].val
    length = s.load(this, count, MK_I32, FLAG_NULLCHECK)
    if name == "get_Length":
        s.push(TY_I32, length)
    elif name == "get_IsEmpty":
        s.push(TY_I32, s.compare(CC_EQ, length, s.const32(0)))
    else:
        index = args[1].val
        s.emit(OP_BOUNDS, TY_NONE, index, length, 0, 0)
        start = s.load(this, reference, MK_BYREF, 0)
        s.push(TY_BYREF, s.emit(OP_ADD, TY_BYREF, start, scaled(s, index, s.size_of(owner.args[0])), 0, 0))
    return True


def _offset(owner: TypeDesc, name: str) -> i64:
    """Offset of a field that code may rely on, -1 when there is none of that name."""
    for f in owner.fields():
        if f.name == name and not f.is_static:
            access = field_access_kind(f)
            return access.offset if access.kind == FA_CONST else -1
    return -1


def _number(s: State, m: MethodDesc, args: list[Item]) -> bool:
    params = m.sig.params
    if len(params) != 1 or m.margs:
        return False
    found = _NUMBERS.get(f"System.{m.owner.name}::{m.name} {params[0].kind}")
    if found is None:
        return False
    op, ty = found
    s.push(ty, s.emit(op, ty, args[0].val, 0, 0, 0))
    return True
