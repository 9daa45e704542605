"""What kind of type a definition is, by its base and attributes.

Sources: ECMA-335 II.10.1, II.13, II.14; src/coreclr/vm/methodtablebuilder.cpp.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from binder.kinds import (
    TF_INTERFACE,
    TF_SEALED,
    TK_DEF,
    TK_I,
    TK_INST,
    TK_R8,
    TK_TYPEDREF,
    TK_U,
    TK_VOID,
)

if TYPE_CHECKING:
    from binder.types import TypeDesc

# Facts about a definition, one bit each, computed together.
CF_KNOWN: Final = 1
CF_VALUE: Final = 2
CF_ENUM: Final = 4
CF_DELEGATE: Final = 8


def facts_of(t: TypeDesc) -> i64:
    """From the name of the base alone: the base may not be resolvable yet while types refer to each other."""
    facts: i64 = CF_KNOWN
    kind = t.kind
    if kind == TK_TYPEDREF or (TK_VOID <= kind <= TK_R8) or kind == TK_I or kind == TK_U:
        return facts | CF_VALUE
    if kind != TK_DEF and kind != TK_INST:
        return facts
    if t.flags & TF_INTERFACE:
        return facts
    # A constructed base may mention this very type, and is none of the special ones.
    if t.module.md.typedef_extends(t.rid) >> 24 == 0x1B:
        return facts
    base = t.module.base_of_row(t.rid)
    if base is None:
        return facts
    ts = t.ts
    if base is ts.enum_type:
        return facts | CF_VALUE | CF_ENUM
    if base is ts.value_type and t is not ts.enum_type:
        return facts | CF_VALUE
    if base is ts.multicast_delegate and t.flags & TF_SEALED:
        return facts | CF_DELEGATE
    return facts


def is_byref_like(t: TypeDesc) -> bool:
    """Values of the type live on the stack only."""
    if t.kind == TK_TYPEDREF:
        return True
    if t.defn is not t:
        return t.defn.is_byref_like
    if not t.is_value_type or t.is_primitive or t.rid == 0:
        return False
    return (
        t is t.ts.arg_iterator
        or t is t.ts.runtime_argument_handle
        or t.attribute("System.Runtime.CompilerServices.IsByRefLikeAttribute")
    )
