"""Where a static field of the module being compiled lives, relative to its static base.

The runtime keeps four blocks: object references and everything else, for the process and per thread.  Structs are
stored boxed, so they count as references.  Offsets inside the blocks are compile-time facts only within the bubble.
In .NET 8 all non-generic types of a module share the blocks, filled in TypeDef order, so an added static field moves
those of later types; from .NET 9 on each type has its own blocks.
Rules: dotnet/runtime src/coreclr/tools/aot/ILCompiler.ReadyToRun/Compiler/ReadyToRunMetadataFieldLayoutAlgorithm.cs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, final

from binder.errors import ResolveError
from binder.kinds import TK_BYREF, TK_FNPTR, TK_PTR
from binder.layout import primitive_size, up

if TYPE_CHECKING:
    from binder.members import FieldDesc
    from binder.modules import Module
    from binder.types import TypeDesc

ST_NONGC: Final = 1
ST_GC: Final = 2
ST_THREAD_NONGC: Final = 3
ST_THREAD_GC: Final = 4
ST_RVA: Final = 5


@final
class StaticSlot:
    """`offset` from the base of kind `kind`; `boxed`: the slot refers to a box that holds the value."""

    def __init__(self, kind: int, offset: int, boxed: bool) -> None:
        self.kind = kind
        self.offset = offset
        self.boxed = boxed


@final
class StaticBlocks:
    """For each TypeDef row of a module, where its part of the four blocks starts."""

    def __init__(self, rows: int) -> None:
        self.nongc = [0] * (rows + 1)
        self.gc = [0] * (rows + 1)
        self.thread_nongc = [0] * (rows + 1)
        self.thread_gc = [0] * (rows + 1)


def _scalar_size(t: TypeDesc) -> int:
    """Size of a field that is not stored as a reference; 0 for references and structs."""
    p = t.ts.pointer_size
    if t.is_primitive:
        return primitive_size(int(t.kind), p)
    if t.is_enum:
        return primitive_size(int(t.underlying().kind), p)
    if t.kind == TK_PTR or t.kind == TK_FNPTR:
        return p
    if t.is_ref:
        return 0
    if t.kind == TK_BYREF or not t.is_value_type:
        raise ResolveError(f"static field of type {t.text}")
    return 0


class _Cursor:
    def __init__(self, nongc: int) -> None:
        self.nongc = nongc
        self.gc = 0


def _module_blocks(module: Module) -> StaticBlocks:
    """The blocks that .NET 8 shares between all non-generic types of a module."""
    known = module.static_blocks
    if known is not None:
        return known
    p = module.ts.pointer_size
    rows = int(module.md.row_count(0x02))
    blocks = StaticBlocks(rows)
    regular = _Cursor(6 * p + rows)
    thread = _Cursor(3 * p + rows)
    for t in module.typedefs():
        if len(t.args):
            continue
        _reserve(t, False, regular, blocks.nongc, blocks.gc)
        _reserve(t, True, thread, blocks.thread_nongc, blocks.thread_gc)
    module.static_blocks = blocks
    return blocks


def _reserve(t: TypeDesc, thread: bool, cursor: _Cursor, nongc: list[int], gc: list[int]) -> None:
    """Take one type's room.  Its fields of struct and enum types from other modules count as the worst of both
    kinds, because the runtime reserves before it may load those types; data mapped from the image counts too."""
    p = t.ts.pointer_size
    size = 0
    align = 1
    slots = 0
    for f in t.fields():
        if not f.is_static or f.is_literal or f.is_thread_static != thread:
            continue
        ft = f.type
        if ft.is_value_type and not ft.is_primitive and ft.module is not t.module:
            size += 8
            align = 8
            slots += 1
            continue
        scalar = _scalar_size(ft)
        if scalar:
            size += scalar
            align = max(align, scalar)
        else:
            slots += 1
    rid = t.rid
    if size:
        cursor.nongc = up(cursor.nongc, align)
        nongc[rid] = cursor.nongc
        cursor.nongc += size
    if slots:
        gc[rid] = cursor.gc
        cursor.gc += p * slots


def static_slot(f: FieldDesc) -> StaticSlot:
    """Place of a static field on its (exact or shared) owner."""
    if not f.is_static or f.is_literal:
        raise ResolveError(f"{f.text} has no static storage")
    if f.has_rva:
        return StaticSlot(ST_RVA, 0, False)
    owner = f.owner
    ts = owner.ts
    p = ts.pointer_size
    thread = f.is_thread_static
    nongc_start = 0
    gc_start = 0
    if ts.runtime_major >= 9:
        if thread:
            nongc_start = 2 * p
            gc_start = 2 * p
    elif len(owner.args):
        nongc_start = p
    else:
        blocks = _module_blocks(owner.module)
        rid = owner.rid
        nongc_start = blocks.thread_nongc[rid] if thread else blocks.nongc[rid]
        gc_start = blocks.thread_gc[rid] if thread else blocks.gc[rid]

    own = _scalar_size(f.type)
    boxed = f.type.is_value_type and own == 0
    offset = nongc_start if own else gc_start
    for other in owner.fields():
        if not other.is_static or other.is_literal or other.has_rva or other.is_thread_static != thread:
            continue
        size = _scalar_size(other.type)
        earlier = other.position < f.position
        if own:
            # Largest first, in order within a size.
            if size > own or (size == own and earlier):
                offset += size
        elif size == 0:
            # Boxed structs first, then references.
            other_boxed = other.type.is_value_type
            if other_boxed == boxed:
                offset += p if earlier else 0
            elif other_boxed:
                offset += p
    if thread:
        return StaticSlot(ST_THREAD_NONGC if own else ST_THREAD_GC, offset, boxed)
    return StaticSlot(ST_NONGC if own else ST_GC, offset, boxed)
