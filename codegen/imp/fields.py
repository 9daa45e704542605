"""Fields: instance fields by constant, checked or runtime-read offset; static fields by address.

Every static is reached through a FieldAddress cell, which runs the class constructor when it must; its address does
not depend on the layout of statics.  Sources: ECMA-335 III.4.10-4.14 and 4.28-4.30; design of field fixups in
docs/design/coreclr/botr/readytorun-format.md.
"""
from __future__ import annotations

from mypy_extensions import i64

from binder import kinds
from binder.bubble import FA_BASE, FA_CELL, FA_CHECK, FA_CONST, field_access_kind
from binder.members import FieldDesc, MethodDesc
from binder.statics import ST_GC, static_slot
from codegen.core.reject import Reject
from codegen.core.symbols import CELL_PRECODE
from codegen.imp.helpers import HELPER_GC_STATIC_BASE, HELPER_NONGC_STATIC_BASE
from codegen.imp.items import Item
from codegen.imp.shapes import scalar_of
from codegen.imp.state import BOX_DATA, State
from codegen.ssa.ops import (
    FLAG_HEAP,
    FLAG_NULLCHECK,
    FLAG_STACK,
    FLAG_VOLATILE,
    MK_REF,
    OP_ADD,
    OP_NULLCHECK,
    OP_SLOT_ADDR,
    TY_BYREF,
    TY_I64,
    TY_NONE,
    TY_REF,
)


def resolve_field(s: State, token: i64) -> tuple[FieldDesc, FieldDesc]:
    """(open, canonical) field."""
    opened = s.module.resolve_field_token(token)
    owner = opened.owner.subst(s.targs, s.margs)
    if owner is opened.owner:
        return opened, opened
    return opened, owner.fields()[opened.position]


def field_place(s: State, base: i64, f: FieldDesc) -> tuple[i64, i64]:
    """(address, constant offset) of an instance field; `base` is the object or the struct's address."""
    access = field_access_kind(f)
    if access.kind == FA_CONST:
        return base, access.offset
    if access.kind == FA_CHECK:
        sym = s.f.symbols.intern(CELL_PRECODE, f"CheckFieldOffset\t{access.offset}\t{f.text}")
        s.f.fixups.append(sym)
        return base, access.offset
    if access.kind == FA_BASE:
        delta = s.cell(f"FieldBaseOffset\t{f.owner.text}")
    elif access.kind == FA_CELL:
        delta = s.cell(f"FieldOffset\t{f.text}")
    else:
        raise Reject("field-offset", f.text)
    ty: i64 = TY_I64 if s.f.ty[base] == TY_I64 else TY_BYREF
    if s.f.ty[base] == TY_REF:
        # The sum hides the object: a null base has to be found before.
        s.emit(OP_NULLCHECK, TY_NONE, base, 0, 0, 0)
    return s.emit(OP_ADD, ty, base, delta, 0, 0), access.offset if access.kind == FA_BASE else 0


def _instance(s: State, token: i64) -> FieldDesc:
    opened, f = resolve_field(s, token)
    if f.is_literal:
        raise Reject("invalid-il", f"constant field {f.text}")
    return f


def load_field(s: State, token: i64, volatile: bool) -> None:
    """ldfld."""
    f = _instance(s, token)
    it = s.pop()
    if it.ftn is not None:
        raise Reject("invalid-il", "ldfld on a function pointer")
    if f.is_static:
        load_static(s, token, volatile)
        return
    flags: i64 = FLAG_VOLATILE if volatile else 0
    if it.ty == TY_NONE:
        if it.type is None or it.type.canon() is not f.owner.canon():
            raise Reject("invalid-il", f"ldfld {f.text} on another struct")
        addr, offset = field_place(s, it.val, f)
        s.push_loaded(addr, offset, f.type, flags)
        s.release(it)
        return
    _check_base(it, f)
    addr, offset = field_place(s, it.val, f)
    if it.ty == TY_REF or it.ty == TY_BYREF:
        flags |= FLAG_NULLCHECK
        if scalar_of(f.type)[0] == TY_NONE:
            s.emit(OP_NULLCHECK, TY_NONE, it.val, 0, 0, 0)
    s.push_loaded(addr, offset, f.type, flags)


def _check_base(it: Item, f: FieldDesc) -> None:
    """Fields of classes are reached from the object, fields of structs from an address."""
    if not _is_base(it) or (it.ty == TY_REF) == f.owner.is_value_type:
        raise Reject("invalid-il", f"no base for field {f.text}")


def _is_base(it: Item) -> bool:
    return it.ty == TY_REF or it.ty == TY_BYREF or it.ty == TY_I64


def load_field_address(s: State, token: i64) -> None:
    """ldflda."""
    f = _instance(s, token)
    it = s.pop_scalar()
    if f.is_static:
        load_static_address(s, token)
        return
    _check_base(it, f)
    if it.ty == TY_REF:
        s.emit(OP_NULLCHECK, TY_NONE, it.val, 0, 0, 0)
    addr, offset = field_place(s, it.val, f)
    v = s.add_offset(addr, offset)
    s.push(i64(s.f.ty[v]), v)


def store_field(s: State, token: i64, volatile: bool) -> None:
    """stfld."""
    f = _instance(s, token)
    if f.is_static:
        store_static(s, token, volatile)
        s.pop()
        return
    val = s.pop_as(f.type)
    it = s.pop_scalar()
    _check_base(it, f)
    addr, offset = field_place(s, it.val, f)
    flags: i64 = FLAG_VOLATILE if volatile else 0
    if it.ty == TY_REF:
        flags |= FLAG_HEAP
    if it.ty == TY_REF or it.ty == TY_BYREF:
        flags |= FLAG_NULLCHECK
        if val.ty == TY_NONE:
            s.emit(OP_NULLCHECK, TY_NONE, it.val, 0, 0, 0)
    s.store_value(addr, offset, val, f.type, flags)
    s.release(val)


def static_address(s: State, token: i64) -> tuple[i64, FieldDesc]:
    """Address of a static field, its class initialised."""
    opened, f = resolve_field(s, token)
    if not f.is_static or f.is_literal:
        raise Reject("invalid-il", f"{f.text} is not a static field")
    if f.owner.kind == kinds.TK_INST and (s.ts.in_bubble(f.owner.module) or s.needs_lookup(opened.owner, f.owner)):
        return _generic_static_address(s, opened, f), f
    if f.has_rva:
        if f.owner.has_cctor:
            s.lazy(f"StaticBaseNonGC\t{f.owner.text}", [], [], TY_I64, False)
        return s.cell(f"FieldAddress\t{f.text}"), f
    if f.owner.kind == kinds.TK_INST and not f.owner.has_cctor:
        raise Reject("generic-lookup", f"static field {f.text}")
    s.size_of(f.type)
    return _initialising(s, s.lazy(f"FieldAddress\t{f.text}", [], [], TY_BYREF, True)), f


def _initialising(s: State, v: i64) -> i64:
    """The call of a helper that gives an address, and runs the class constructor the first time."""
    site = s.f.calls[s.f.imm[v]]
    site.pure = True
    site.init = True
    return v


def _generic_static_address(s: State, opened: FieldDesc, f: FieldDesc) -> i64:
    """Address of a static field of a generic class of the bubble, relative to its static base.

    FieldAddress does not do: of an instantiation without class constructor nothing may have been allocated yet.
    """
    if f.is_thread_static or f.has_rva or not s.ts.in_bubble(f.owner.module):
        raise Reject("generic-lookup", f"static field {f.text}")
    slot = static_slot(f)
    for other in f.owner.fields():
        # The others stand before and behind by their sizes.
        if other.is_static and not other.is_literal and other.type.is_enum:
            s.check_layout(other.type)
    if s.needs_lookup(opened.owner, f.owner):
        number = HELPER_GC_STATIC_BASE if slot.kind == ST_GC else HELPER_NONGC_STATIC_BASE
        base = _initialising(s, s.helper(number, [TY_I64], [s.type_handle(opened.owner, f.owner)], TY_BYREF))
    else:
        kind = "StaticBaseGC" if slot.kind == ST_GC else "StaticBaseNonGC"
        base = _initialising(s, s.lazy(f"{kind}\t{f.owner.text}", [], [], TY_BYREF, True))
    if slot.boxed:
        return s.add_offset(s.load(base, slot.offset, MK_REF, 0), BOX_DATA)
    return s.add_offset(base, slot.offset)


def load_static(s: State, token: i64, volatile: bool) -> None:
    """ldsfld."""
    addr, f = static_address(s, token)
    s.push_loaded(addr, 0, f.type, FLAG_VOLATILE if volatile else 0)


def load_static_address(s: State, token: i64) -> None:
    """ldsflda."""
    addr, f = static_address(s, token)
    s.push(i64(s.f.ty[addr]), addr)


def store_static(s: State, token: i64, volatile: bool) -> None:
    """stsfld.  The value is evaluated before the class is initialised."""
    opened, f = resolve_field(s, token)
    val = s.pop_as(f.type)
    addr, f = static_address(s, token)
    s.store_value(addr, 0, val, f.type, FLAG_VOLATILE if volatile else 0)
    s.release(val)


def must_init_class(m: MethodDesc) -> bool:
    """The method begins with the precise static constructor of its class."""
    t = m.owner
    if m.is_cctor or not t.has_cctor or t.before_field_init:
        return False
    return m.is_static or m.is_ctor or t.is_value_type or t.is_interface


def trigger_class_init(s: State) -> None:
    """At the start of a method whose class has a precise static constructor: run it."""
    t = s.method.owner
    if not must_init_class(s.method):
        return
    if t.is_shared:
        raise Reject("generic-cctor", t.text)
    s.lazy(f"StaticBaseNonGC\t{t.text}", [], [], TY_I64, False)


def load_indirect(s: State, mk: i64, flags: i64) -> None:
    """ldind.*."""
    it = s.pop_scalar()
    if not _is_base(it) or it.ty == TY_REF:
        raise Reject("invalid-il", "ldind on something that is no address")
    v = s.load(it.val, 0, mk, flags | FLAG_NULLCHECK)
    s.push(i64(s.f.ty[v]), v)


def address_flags(s: State, addr: i64) -> i64:
    """FLAG_STACK for an address of this frame."""
    return FLAG_STACK if s.f.op[addr] == OP_SLOT_ADDR else 0


