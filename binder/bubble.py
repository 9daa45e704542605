"""The version bubble: what may be compiled into an image, and which layout facts its code may contain.

The bubble is the one module being compiled.  Everything else may be serviced without it, so facts about it need a
promise (NonVersionable), a run-time check (fixup), or a cell that the runtime fills.
Rules: dotnet/runtime src/coreclr/tools/aot/ILCompiler.ReadyToRun/Compiler/ReadyToRunCompilationModuleGroupBase.cs,
JitInterface/CorInfoImpl.ReadyToRun.cs (EncodeFieldBaseOffset).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, final

from binder.errors import ResolveError
from binder.kinds import (
    GP_CLASS,
    GP_NEW,
    GP_STRUCT,
    TF_LAYOUT_MASK,
    TK_CANON,
    TK_FNPTR,
    TK_INST,
    TK_OBJECT,
    TK_STRING,
)
from binder.layout import up

if TYPE_CHECKING:
    from binder.members import FieldDesc, MethodDesc
    from binder.types import TypeDesc

# How code may address an instance field.
FA_CONST: Final = 1  # at `offset`
FA_CHECK: Final = 2  # at `offset`, with a CheckFieldOffset fixup
FA_BASE: Final = 3  # at `offset` plus the value of a FieldBaseOffset cell
FA_CELL: Final = 4  # at the value of a FieldOffset cell

# Largest offset a fixup can state (compressed integer).
MAX_CHECKED_OFFSET: Final = 0x1FFFFFFF


def versions_with_type(t: TypeDesc) -> bool:
    """Code for this type's methods belongs into the image of the module being compiled."""
    if t.kind == TK_CANON:
        return True
    if t.rid == 0:
        if t.is_var or t.kind == TK_FNPTR:
            return False
        return versions_with_type(t.elem)
    if not t.ts.in_bubble(t.module):
        return False
    if t.kind == TK_INST:
        return _args_ok(t.args, t, 0x02000000 | int(t.rid))
    return True


def versions_with_method(m: MethodDesc) -> bool:
    """Code for this method (owner and arguments exact or canonical) belongs into the image."""
    if not versions_with_type(m.owner):
        return False
    if m.is_generic:
        return _args_ok(m.margs, m.owner, 0x06000000 | int(m.rid))
    return True


def _args_ok(args: list[TypeDesc], owner: TypeDesc, token: int) -> bool:
    md = owner.module.md
    params = md.generic_params(token)
    if len(params) != len(args):
        return False
    for number, flags, rid in params:
        if number >= len(args):
            return False
        a = args[number]
        if a.is_var:
            continue
        if versions_with_type(a):
            continue
        if a.is_primitive:
            if flags & GP_CLASS:
                return False
        elif a.kind == TK_STRING or a.kind == TK_OBJECT:
            if flags & GP_STRUCT or (a.kind == TK_STRING and flags & GP_NEW):
                return False
        else:
            return False
        if len(md.generic_constraints(rid)):
            return False
    return True


@final
class FieldAccess:
    """`offset` counts like FieldDesc.offset; for FA_BASE from the end of the base class, for FA_CELL unused."""

    def __init__(self, kind: int, offset: int) -> None:
        self.kind = kind
        self.offset = offset


def chain_fixed(t: TypeDesc) -> bool:
    """The class and all its bases have fixed layouts."""
    level: TypeDesc | None = t
    while level is not None and level.kind != TK_OBJECT:
        if not level.layout_fixed():
            return False
        level = level.base()
    return True


def _chain_declares_layout(t: TypeDesc) -> bool:
    """Some class of the chain is sequential or explicit: where compilers and runtimes were seen to disagree."""
    level: TypeDesc | None = t
    while level is not None:
        if level.flags & TF_LAYOUT_MASK and level.kind != TK_OBJECT:
            return True
        level = level.base()
    return False


def field_access_kind(f: FieldDesc) -> FieldAccess:
    """How to address the instance field `f`; ResolveError when its layout cannot be relied on at all."""
    owner = f.owner
    if f.is_static:
        raise ResolveError(f"{f.text} is static")
    if owner.is_value_type:
        offset = f.offset
        if owner.layout_fixed():
            return FieldAccess(FA_CONST, offset)
        return _checked(f, offset)
    if not owner.layout_fixed():
        return FieldAccess(FA_CELL, 0)
    base = owner.base()
    offset = f.offset
    if _chain_declares_layout(owner):
        return _checked(f, offset)
    if base is None or chain_fixed(base):
        return FieldAccess(FA_CONST, offset)
    return FieldAccess(FA_BASE, offset - field_base_offset(owner))


def _checked(f: FieldDesc, offset: int) -> FieldAccess:
    if offset > MAX_CHECKED_OFFSET:
        raise ResolveError(f"{f.text} lies too far from the start of its type")
    return FieldAccess(FA_CHECK, offset)


def field_base_offset(t: TypeDesc) -> int:
    """What the FieldBaseOffset cell of the class holds if nothing was serviced."""
    base = t.base()
    if base is None:
        raise ResolveError(f"{t.text} has no base class")
    layout = base.layout()
    if not layout.ok:
        raise ResolveError(layout.reason)
    return up(layout.size, t.ts.pointer_size)


def layout_check_text(t: TypeDesc) -> str:
    """Fixup text that makes the runtime reject the method unless `t` still has this layout."""
    layout = t.layout()
    if not layout.ok:
        raise ResolveError(layout.reason)
    bitmap = layout.gc_bitmap(t.ts.pointer_size)
    return f"CheckTypeLayout\t{t.text}\t{layout.size}\t{_checked_alignment(t)}\t{bitmap}"


def _checked_alignment(t: TypeDesc) -> int:
    """The runtime asks the fields of a type only when its layout is declared; others, enums too, count as aligned to
    a pointer."""
    return int(t.layout().align if t.flags & TF_LAYOUT_MASK else t.ts.pointer_size)
