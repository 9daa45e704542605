"""Objects and values: boxing, casts, arrays, strings, tokens, whole-struct instructions.

Sources: ECMA-335 III.4; object layouts of src/coreclr/vm/object.h: MethodTable at 0, array length at 8, elements of
one-dimensional arrays at 16, payload of a boxed value at 8.
"""
from __future__ import annotations

import json
from typing import Final

from mypy_extensions import i64

from binder import kinds
from binder.types import TypeDesc
from codegen.core.reject import Reject
from codegen.core.symbols import CELL_STRING
from codegen.imp.fields import address_flags
from codegen.imp.helpers import (
    HELPER_BOX_NULLABLE,
    HELPER_CHECK_CAST,
    HELPER_INSTANCE_OF,
    HELPER_LDELEMA_REF,
    HELPER_NEW_ARRAY,
    HELPER_NEW_OBJECT,
    HELPER_RUNTIME_FIELD,
    HELPER_RUNTIME_METHOD,
    HELPER_RUNTIME_TYPE,
    HELPER_STELEM_REF,
    HELPER_UNBOX,
    HELPER_UNBOX_NULLABLE,
)
from codegen.imp.items import Item
from codegen.imp.shapes import scalar_of
from codegen.imp.state import BOX_DATA, State
from codegen.ssa.ops import (
    FLAG_HEAP,
    FLAG_NULLCHECK,
    FLAG_STACK,
    MEM_SIZES,
    MEM_TYPES,
    MK_BYREF,
    MK_I32,
    MK_I64,
    MK_REF,
    OP_ADD,
    OP_BOUNDS,
    OP_CELL,
    OP_CONST,
    OP_MUL,
    OP_NULLCHECK,
    OP_ZERO,
    OP_ZX32,
    TY_BYREF,
    TY_I32,
    TY_I64,
    TY_NONE,
    TY_REF,
)

ARRAY_LENGTH: Final = 8
ARRAY_DATA: Final = 16


def new_object(s: State, opened: TypeDesc, t: TypeDesc) -> i64:
    """A zeroed object of class `t` (or a box of value type `t`)."""
    if s.needs_lookup(opened, t):
        return s.helper(HELPER_NEW_OBJECT, [TY_I64], [s.type_handle(opened, t)], TY_REF)
    return s.lazy(f"NewObject\t{t.text}", [], [], TY_REF, False)


def box_item(s: State, it: Item, opened: TypeDesc, t: TypeDesc) -> i64:
    """Box a converted value of value type `t`."""
    if t.is_byref_like:
        raise Reject("invalid-il", f"box of {t.text}")
    if t.is_nullable:
        s.layout_of(t)
        return s.helper(HELPER_BOX_NULLABLE, [TY_I64, TY_I64], [s.type_handle(opened, t), it.val], TY_REF)
    obj = new_object(s, opened, t)
    s.store_value(obj, BOX_DATA, it, t, FLAG_HEAP)
    return obj


def box(s: State, token: i64) -> None:
    opened, t = s.resolve_type(token)
    if not t.is_value_type:
        if s.stack and s.stack[-1].ty != TY_REF:
            raise Reject("invalid-il", "box of a value that is no reference")
        return
    it = s.pop_as(t)
    obj = box_item(s, it, opened, t)
    s.release(it)
    s.push(TY_REF, obj)


def _unbox_address(s: State, opened: TypeDesc, t: TypeDesc) -> i64:
    obj = s.pop_ref()
    return s.helper(HELPER_UNBOX, [TY_I64, TY_REF], [s.type_handle(opened, t), obj], TY_BYREF)


def unbox(s: State, token: i64) -> None:
    opened, t = s.resolve_type(token)
    if not t.is_value_type or t.is_nullable:
        raise Reject("unsupported-il", f"unbox of {t.text}")
    s.push(TY_BYREF, _unbox_address(s, opened, t))


def unbox_any(s: State, token: i64) -> None:
    opened, t = s.resolve_type(token)
    if not t.is_value_type:
        cast(s, token, True)
        return
    if t.is_nullable:
        slot = s.new_temp(t)
        obj = s.pop_ref()
        handle = s.type_handle(opened, t)
        s.helper(HELPER_UNBOX_NULLABLE, [TY_I64, TY_I64, TY_REF], [s.slot_addr(slot, 0), handle, obj], TY_NONE)
        s.push_temp(t, slot)
        return
    s.push_loaded(_unbox_address(s, opened, t), 0, t, 0)


def cast(s: State, token: i64, throwing: bool) -> None:
    """castclass and isinst."""
    opened, t = s.resolve_type(token)
    obj = s.pop_ref()
    if t.is_nullable:
        # A boxed Nullable<T> is a boxed T (ECMA-335 III.4.3).
        if not opened.args:
            raise Reject("unsupported-il", f"cast to {t.text}")
        opened = opened.args[0]
        t = t.args[0]
    if s.needs_lookup(opened, t):
        number = HELPER_CHECK_CAST if throwing else HELPER_INSTANCE_OF
        s.push(TY_REF, s.helper(number, [TY_I64, TY_REF], [s.type_handle(opened, t), obj], TY_REF))
        return
    kind = "ChkCast" if throwing else "IsInstanceOf"
    s.push(TY_REF, s.lazy(f"{kind}\t{t.text}", [TY_REF], [obj], TY_REF, False))


def load_string(s: State, token: i64) -> None:
    """ldstr."""
    text = s.module.md.user_string(token & 0xFFFFFF)
    sym = s.f.symbols.intern(CELL_STRING, "String\t" + json.dumps(text))
    cell = s.emit(OP_CELL, TY_I64, 0, 0, 0, sym)
    s.push(TY_REF, s.load(cell, 0, MK_REF, 0))


def new_array(s: State, token: i64) -> None:
    opened, t = s.resolve_type(token)
    length = s.pop_native()
    array = s.ts.szarray(t)
    if t.is_value_type:
        s.size_of(t)
    if s.needs_lookup(opened, t):
        handle = s.lookup(f"TypeHandle\t{s.ts.szarray(opened).text}")
        s.push(TY_REF, s.helper(HELPER_NEW_ARRAY, [TY_I64, TY_I64], [handle, length], TY_REF))
        return
    s.push(TY_REF, s.lazy(f"NewArray\t{array.text}", [TY_I64], [length], TY_REF, False))


def array_length(s: State) -> None:
    """ldlen."""
    n = s.load(s.pop_ref(), ARRAY_LENGTH, MK_I32, FLAG_NULLCHECK)
    s.push(TY_I64, s.emit(OP_ZX32, TY_I64, n, 0, 0, 0))


def element_address(s: State, array: i64, index: Item, size: i64) -> i64:
    """Bounds check, then the address of the element less ARRAY_DATA."""
    n = s.load(array, ARRAY_LENGTH, MK_I32, FLAG_NULLCHECK)
    if index.ty == TY_I32:
        s.emit(OP_BOUNDS, TY_NONE, index.val, n, 0, 0)
        distance = scaled(s, index.val, size)
    elif index.ty == TY_I64:
        s.emit(OP_BOUNDS, TY_NONE, index.val, s.emit(OP_ZX32, TY_I64, n, 0, 0, 0), 0, 0)
        distance = scaled(s, index.val, size)
    else:
        raise Reject("invalid-il", "array index is no integer")
    return s.emit(OP_ADD, TY_BYREF, array, distance, 0, 0)


def scaled(s: State, index: i64, size: i64) -> i64:
    """Distance in bytes of an element with an index that is not negative."""
    wide = s.emit(OP_ZX32, TY_I64, index, 0, 0, 0) if s.f.ty[index] == TY_I32 else index
    return wide if size == 1 else s.emit(OP_MUL, TY_I64, wide, s.const64(size), 0, 0)


def load_element(s: State, mk: i64) -> None:
    """ldelem.* of primitives and references."""
    index = s.pop_scalar()
    array = s.pop_ref()
    addr = element_address(s, array, index, MEM_SIZES[mk])
    v = s.load(addr, ARRAY_DATA, mk, 0)
    s.push(i64(s.f.ty[v]), v)


def load_element_type(s: State, token: i64) -> None:
    """ldelem with a type."""
    opened, t = s.resolve_type(token)
    index = s.pop_scalar()
    array = s.pop_ref()
    addr = element_address(s, array, index, s.size_of(t))
    s.push_loaded(addr, ARRAY_DATA, t, 0)


def store_element(s: State, mk: i64) -> None:
    """stelem.* of primitives."""
    val = s.pop_scalar()
    index = s.pop_scalar()
    array = s.pop_ref()
    ty = MEM_TYPES[mk]
    v = s.coerce(val, ty, mk)
    addr = element_address(s, array, index, MEM_SIZES[mk])
    s.store(addr, ARRAY_DATA, mk, v, 0)


def store_element_ref(s: State) -> None:
    """stelem.ref: the helper checks null, bounds and the element type."""
    val = s.pop_ref()
    index = s.pop_native()
    array = s.pop_ref()
    s.helper(HELPER_STELEM_REF, [TY_REF, TY_I64, TY_REF], [array, index, val], TY_NONE)


def store_element_type(s: State, token: i64) -> None:
    """stelem with a type."""
    opened, t = s.resolve_type(token)
    if t.is_ref:
        store_element_ref(s)
        return
    val = s.pop_as(t)
    index = s.pop_scalar()
    array = s.pop_ref()
    addr = element_address(s, array, index, s.size_of(t))
    s.store_value(addr, ARRAY_DATA, val, t, FLAG_HEAP)
    s.release(val)


def load_element_address(s: State, token: i64, readonly: bool) -> None:
    """ldelema: of references the helper checks that the array's element type is exactly this one."""
    opened, t = s.resolve_type(token)
    if t.is_ref and not readonly:
        index = s.pop_native()
        array = s.pop_ref()
        handle = s.type_handle(opened, t)
        s.push(TY_BYREF, s.helper(HELPER_LDELEMA_REF, [TY_REF, TY_I64, TY_I64], [array, index, handle], TY_BYREF))
        return
    it = s.pop_scalar()
    array = s.pop_ref()
    addr = element_address(s, array, it, s.size_of(t))
    s.push(TY_BYREF, s.add_offset(addr, ARRAY_DATA))


def load_object(s: State, token: i64, flags: i64) -> None:
    """ldobj."""
    opened, t = s.resolve_type(token)
    addr = s.pop_address()
    if scalar_of(t)[0] == TY_NONE:
        if s.f.ty[addr] == TY_BYREF:
            s.emit(OP_NULLCHECK, TY_NONE, addr, 0, 0, 0)
        s.push_struct_copy(addr, t)
        return
    s.push_loaded(addr, 0, t, flags | FLAG_NULLCHECK)


def store_object(s: State, token: i64, flags: i64) -> None:
    """stobj."""
    opened, t = s.resolve_type(token)
    val = s.pop_as(t)
    addr = s.pop_address()
    if val.ty == TY_NONE and s.f.ty[addr] == TY_BYREF:
        s.emit(OP_NULLCHECK, TY_NONE, addr, 0, 0, 0)
    s.store_value(addr, 0, val, t, flags | FLAG_NULLCHECK | address_flags(s, addr))
    s.release(val)


def copy_object(s: State, token: i64) -> None:
    """cpobj."""
    opened, t = s.resolve_type(token)
    src = s.pop_address()
    dst = s.pop_address()
    s.push(i64(s.f.ty[dst]), dst)
    s.push(i64(s.f.ty[src]), src)
    load_object(s, token, 0)
    store_object(s, token, 0)


def init_object(s: State, token: i64) -> None:
    """initobj: no barrier is needed to store null."""
    opened, t = s.resolve_type(token)
    addr = s.pop_address()
    ty, mk = s.scalar(t)
    if ty == TY_NONE:
        if s.f.ty[addr] == TY_BYREF:
            s.emit(OP_NULLCHECK, TY_NONE, addr, 0, 0, 0)
        v = s.emit(OP_ZERO, TY_NONE, addr, 0, 0, s.layout_of(t))
        s.f.flags[v] = int(address_flags(s, addr))
        return
    s.store(addr, 0, mk, s.emit(OP_CONST, ty, 0, 0, 0, 0), FLAG_NULLCHECK | address_flags(s, addr))


def size_of(s: State, token: i64) -> None:
    """sizeof."""
    opened, t = s.resolve_type(token)
    s.push(TY_I32, s.const32(s.size_of(t)))


def store_indirect(s: State, mk: i64, flags: i64) -> None:
    """stind.*."""
    val = s.pop_scalar()
    addr = s.pop_address()
    where = address_flags(s, addr)
    if mk == MK_REF:
        if val.ty != TY_REF:
            raise Reject("invalid-il", "stind.ref of a value that is no reference")
        s.store_ref(addr, 0, val.val, flags | FLAG_NULLCHECK | where)
        return
    ty = MEM_TYPES[mk]
    if mk == MK_I64 and val.ty == TY_BYREF:
        # A managed pointer stored through a native pointer: keep its width.
        s.store(addr, 0, MK_BYREF, val.val, flags | FLAG_NULLCHECK)
        return
    s.store(addr, 0, mk, s.coerce(val, ty, mk), flags | FLAG_NULLCHECK)


def load_token(s: State, token: i64) -> None:
    """ldtoken: the handle structs wrap one object reference."""
    table = token >> 24
    if table == 0x04 or (table == 0x0A and is_field_ref(s, token)):
        f = s.module.resolve_field_token(token)
        if f.owner.has_vars:
            raise Reject("generic-lookup", f"ldtoken {f.text}")
        v = s.helper(HELPER_RUNTIME_FIELD, [TY_I64], [s.cell(f"FieldHandle\t{f.text}")], TY_REF)
        _push_handle(s, "RuntimeFieldHandle", v)
    elif table == 0x06 or table == 0x0A or table == 0x2B:
        m = s.module.resolve_method_token(token)
        if m.has_vars or m.is_array_method:
            raise Reject("generic-lookup", f"ldtoken {m.text}")
        # Without the flag, shared code instead of the exact instantiation would be meant.
        flags = "-" if m.canon() is m else "I"
        v = s.helper(HELPER_RUNTIME_METHOD, [TY_I64], [s.cell(f"MethodHandle\t{m.text}\t{flags}")], TY_REF)
        _push_handle(s, "RuntimeMethodHandle", v)
    elif (table == 0x01 or table == 0x02) and s.module.resolve_type_token(token).kind == kinds.TK_INST:
        # typeof(List<>): the definition itself.
        handle = s.cell(f"TypeHandle\t{s.module.resolve_type_token(token).text}")
        _push_handle(s, "RuntimeTypeHandle", s.helper(HELPER_RUNTIME_TYPE, [TY_I64], [handle], TY_REF))
    else:
        opened, t = s.resolve_type(token)
        v = s.helper(HELPER_RUNTIME_TYPE, [TY_I64], [s.type_handle(opened, t)], TY_REF)
        _push_handle(s, "RuntimeTypeHandle", v)


def is_field_ref(s: State, token: i64) -> bool:
    """A MemberRef whose signature is a field's."""
    _, _, sig = s.module.md.memberref(token & 0xFFFFFF)
    return len(sig) > 0 and sig[0] == 0x06


def _push_handle(s: State, name: str, v: i64) -> None:
    t = s.ts.well_known("System", name)
    slot = s.new_temp(t)
    s.store(s.slot_addr(slot, 0), 0, MK_REF, v, FLAG_STACK)
    s.push_temp(t, slot)




