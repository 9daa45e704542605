"""Calls: direct, virtual, interface, constrained, constructors and delegates.

A direct call goes through a MethodEntry cell of the canonical method; code shared between instantiations takes a
hidden argument after `this`: the exact MethodDesc or MethodTable.  Virtual and interface calls go through dispatch
cells that name the declared method; no vtable slot is ever baked in.  A method of another version bubble that is
called with callvirt is dispatched even when it is not virtual today.

Sources: docs/design/coreclr/botr/clr-abi.md, readytorun-format.md, shared-generics.md; ECMA-335 III.3.19, III.4.2,
III.4.21, III.2.1 (constrained.).
"""
from __future__ import annotations

from typing import Final

from mypy_extensions import i64

from binder import kinds
from binder.members import MethodDesc
from binder.types import TypeDesc
from binder.virtual import resolve_constrained, resolve_virtual
from codegen.core.reject import Reject
from codegen.core.symbols import CELL_DISPATCH, CELL_LAZY, CELL_METHOD
from codegen.imp import intrinsics
from codegen.imp.helpers import HELPER_VIRTUAL_FUNC_PTR
from codegen.imp.items import Item
from codegen.imp.objects import box_item, new_object
from codegen.imp.shapes import scalar_of
from codegen.imp.state import State
from codegen.ssa.func import (
    CALL_CELL,
    CALL_DISPATCH,
    CALL_REG,
    CALL_REG_CELL,
    CTX_METHOD,
    CTX_NONE,
    CTX_THIS,
    CTX_TYPE,
    ROLE_METHOD_CTX,
    ROLE_TYPE_CTX,
    ArgInfo,
    CallSite,
)
from codegen.ssa.ops import (
    FLAG_NULLCHECK,
    FLAG_STACK,
    MK_BYREF,
    MK_I64,
    MK_REF,
    OP_BITCAST,
    OP_CONST,
    OP_NULLCHECK,
    OP_ZERO,
    TY_BYREF,
    TY_I64,
    TY_NONE,
    TY_REF,
)

DELEGATE_TARGET: Final = 8
DELEGATE_METHOD_PTR: Final = 24


def resolve_method(s: State, token: i64) -> tuple[MethodDesc, MethodDesc]:
    """(open, canonical-context) method of a token."""
    opened = s.module.resolve_method_token(token)
    m = opened.subst(s.targs, s.margs)
    if m.margs and not m.is_method_inst:
        # The token instantiates the method over the caller's own variables, which look like the callee's.
        own: list[TypeDesc] = []
        for a in opened.margs:
            own.append(a.subst(s.targs, s.margs))
        m = s.ts.inst_method(m, own)
    if m.owner.depth > 10:
        raise Reject("generic-depth", m.text)
    for a in m.margs:
        if a.depth > 10:
            raise Reject("generic-depth", m.text)
    if m.sig.callconv == kinds.SIG_VARARG:
        raise Reject("varargs", m.text)
    if m.is_array_method:
        raise Reject("array-rank", m.text)
    if s.depth and m.flags & kinds.MF_REQUIRESECOBJECT:
        raise Reject("unsupported-il", f"inlined code calls {m.text}, which asks who its caller is")
    if m.unmanaged_callers_only:
        # Its address is that of a thunk for native code, which only the JIT can ask for; managed code may not call it.
        raise Reject("pinvoke", m.text)
    return opened, m


def _needs_lookup(opened: MethodDesc, m: MethodDesc) -> bool:
    return opened.has_vars and m.is_shared


def call(s: State, token: i64) -> None:
    """call."""
    opened, m = resolve_method(s, token)
    if m.is_abstract:
        raise Reject("static-virtual" if m.is_static else "invalid-il", m.text)
    args = pop_args(s, m)
    if not intrinsics.expand(s, m, args):
        direct_call(s, opened, m, args)


def pop_params(s: State, m: MethodDesc) -> list[Item]:
    """The user arguments, converted, last one first."""
    params = m.sig.params
    args: list[Item] = []
    i = len(params) - 1
    while i >= 0:
        args.append(s.pop_as(params[i]))
        i -= 1
    return args


def pop_args(s: State, m: MethodDesc) -> list[Item]:
    """`this` and the user arguments, converted."""
    args = pop_params(s, m)
    if m.sig.has_this:
        it = s.pop_scalar()
        if m.owner.is_value_type:
            if it.ty != TY_BYREF and it.ty != TY_I64:
                raise Reject("invalid-il", "`this` of a struct method is no address")
            if it.ty == TY_I64:
                it.val = s.emit(OP_BITCAST, TY_BYREF, it.val, 0, 0, 0)
                it.ty = TY_BYREF
        elif it.ty != TY_REF:
            raise Reject("invalid-il", "`this` is no object reference")
        args.append(it)
    args.reverse()
    return args


def direct_call(s: State, opened: MethodDesc, m: MethodDesc, args: list[Item]) -> None:
    """Call exactly this method, or import its body."""
    if s.inliner.expand(s, opened, m, args):
        return
    canonical = m.canon()
    site = CallSite(CALL_CELL, s.f.symbols.intern(CELL_METHOD, f"MethodEntry\t{canonical.text}\t-"))
    s.note_dependency(canonical)
    context = canonical.context
    hidden: i64 = 0
    role: i64 = ROLE_TYPE_CTX
    if context == CTX_METHOD:
        role = ROLE_METHOD_CTX
        if _needs_lookup(opened, m):
            hidden = s.lookup(f"MethodHandle\t{opened.text}\tI")
        else:
            hidden = s.cell(f"MethodDictionary\t{m.text}")
    elif context != CTX_NONE and context != CTX_THIS:
        if _needs_lookup(opened, m):
            hidden = s.lookup(f"TypeHandle\t{opened.owner.text}")
        else:
            hidden = s.cell(f"TypeDictionary\t{m.owner.text}")
    emit_call(s, site, m, args, hidden, role, 0)


def emit_call(s: State, site: CallSite, m: MethodDesc, args: list[Item], hidden: i64, role: i64, target: i64) -> None:
    """Build the call: operands in order, hidden context after `this`, register target last; push the result."""
    operands: list[int] = []
    sig = m.sig
    has_this = sig.has_this
    site.has_this = has_this
    at = 0
    if has_this:
        this_ty: i64 = args[0].ty
        site.args.append(ArgInfo(this_ty, MK_REF if this_ty == TY_REF else MK_BYREF, 0, 0))
        operands.append(args[0].val)
        at = 1
    if hidden:
        site.args.append(ArgInfo(TY_I64, MK_I64, 0, role))
        operands.append(hidden)
    for p in sig.params:
        site.args.append(s.arg_info(p))
        operands.append(args[at].val)
        at += 1
    if target:
        operands.append(target)
    ret = sig.ret
    if ret.kind == kinds.TK_VOID:
        s.f.new_call(s.cur, site, TY_NONE, operands)
        _release(s, args)
        return
    info = s.arg_info(ret)
    site.ret = info
    if info.ty == TY_NONE:
        slot = s.new_temp(ret)
        site.ret_slot = slot
        s.f.new_call(s.cur, site, TY_NONE, operands)
        _release(s, args)
        s.push_temp(ret, slot)
        return
    v = s.f.new_call(s.cur, site, info.ty, operands)
    _release(s, args)
    s.push(info.ty, v)


def _release(s: State, args: list[Item]) -> None:
    for it in args:
        if it.ty == TY_NONE:
            s.release(it)


def callvirt(s: State, token: i64, constrained: i64) -> None:
    """callvirt, with the token of a constrained. prefix or 0."""
    opened, m = resolve_method(s, token)
    if m.is_static:
        raise Reject("static-virtual" if constrained else "invalid-il", m.text)
    if constrained:
        copened, ctype = s.resolve_type(constrained)
        constrained_call(s, opened, m, copened, ctype)
        return
    args = pop_args(s, m)
    virtual_call(s, opened, m, args)


def virtual_call(s: State, opened: MethodDesc, m: MethodDesc, args: list[Item]) -> None:
    """Call on an object reference (or value type method, which is direct)."""
    owner = m.owner
    this = args[0].val
    if intrinsics.expand(s, m, args):
        return
    if owner.is_value_type:
        direct_call(s, opened, m, args)
        return
    if owner.is_delegate and m.name == "Invoke":
        invoke_delegate(s, m, args)
        return
    if not owner.is_interface:
        object_get_type = m.name == "GetType" and owner.kind == kinds.TK_OBJECT
        # A class may override by MethodImpl what it declares itself: ask before a virtual method is bound.
        known = not m.is_virtual or ((m.is_final or owner.is_sealed) and resolve_virtual(m, owner) is m)
        if object_get_type or (known and s.in_bubble(m)):
            s.emit(OP_NULLCHECK, TY_NONE, this, 0, 0, 0)
            direct_call(s, opened, m, args)
            return
    elif not m.is_virtual:
        s.emit(OP_NULLCHECK, TY_NONE, this, 0, 0, 0)
        direct_call(s, opened, m, args)
        return
    if m.margs and not m.is_virtual:
        # A generic method that is not virtual has no dispatch cell form: its shared code needs the hidden argument.
        s.emit(OP_NULLCHECK, TY_NONE, this, 0, 0, 0)
        direct_call(s, opened, m, args)
        return
    if m.margs:
        s.emit(OP_NULLCHECK, TY_NONE, this, 0, 0, 0)
        code = _generic_virtual_code(s, opened, m, this)
        emit_call(s, CallSite(CALL_REG, 0), m, args, 0, 0, code)
        return
    if owner.is_interface:
        if _needs_lookup(opened, m):
            target = s.lookup(f"VirtualEntry\t{opened.text}")
            emit_call(s, CallSite(CALL_REG_CELL, 0), m, args, 0, 0, target)
            return
        text = m.text
    else:
        s.emit(OP_NULLCHECK, TY_NONE, this, 0, 0, 0)
        text = m.canon().text if _needs_lookup(opened, m) else m.text
    site = CallSite(CALL_DISPATCH, s.f.symbols.intern(CELL_DISPATCH, f"VirtualEntry\t{text}"))
    emit_call(s, site, m, args, 0, 0, 0)


def _generic_virtual_code(s: State, opened: MethodDesc, m: MethodDesc, this: i64) -> i64:
    """Code address of a generic virtual method for an object; called without a hidden argument."""
    if _needs_lookup(opened, m):
        owner = s.type_handle(opened.owner, m.owner)
        handle = s.lookup(f"MethodHandle\t{opened.text}\tI")
        return s.helper(HELPER_VIRTUAL_FUNC_PTR, [TY_REF, TY_I64, TY_I64], [this, owner, handle], TY_I64)
    flags = "-" if m.canon() is m else "I"
    return s.lazy(f"VirtualEntry\t{m.text}\t{flags}", [TY_REF], [this], TY_I64, False)


def invoke_delegate(s: State, m: MethodDesc, args: list[Item]) -> None:
    """Delegate.Invoke: call the delegate's code with its target as first argument."""
    d = args[0].val
    target = s.load(d, DELEGATE_TARGET, MK_REF, FLAG_NULLCHECK)
    code = s.load(d, DELEGATE_METHOD_PTR, MK_I64, 0)
    args[0] = Item(TY_REF, target, None)
    emit_call(s, CallSite(CALL_REG, 0), m, args, 0, 0, code)


def constrained_call(s: State, opened: MethodDesc, m: MethodDesc, copened: TypeDesc, t: TypeDesc) -> None:
    """constrained. T callvirt M on a byref to T."""
    args = pop_params(s, m)
    this = s.pop_address()
    if not t.is_value_type:
        args.append(Item(TY_REF, s.load(this, 0, MK_REF, FLAG_NULLCHECK), None))
        args.reverse()
        virtual_call(s, opened, m, args)
        return
    if not m.margs and s.needs_lookup(copened, t):
        shared_constrained_call(s, opened, m, copened, t, this, args)
        return
    if m.margs or t.is_shared or m.is_shared:
        raise Reject("constrained", f"{t.text} {m.text}")
    found = resolve_constrained(t, m)
    if found is None and not t.is_enum:
        raise Reject("constrained", f"{t.text} {m.text}")
    if found is not None and found.owner is t:
        if s.f.ty[this] == TY_I64:
            this = s.emit(OP_BITCAST, TY_BYREF, this, 0, 0, 0)
        args.append(Item(TY_BYREF, this, None))
        args.reverse()
        if s.in_bubble(found):
            direct_call(s, found, found, args)
            return
        # The runtime resolves the constraint to the shared code when there is one, not to a stub for this type.
        hidden: i64 = 0
        if found.canon().context == CTX_TYPE:
            hidden = s.cell(f"TypeDictionary\t{t.text}")
        elif found.canon().context != CTX_NONE:
            raise Reject("constrained", f"{t.text} {m.text}")
        site = CallSite(CALL_CELL, s.f.symbols.intern(CELL_METHOD, f"MethodEntry\t{m.text}\t-\t{t.text}"))
        emit_call(s, site, found, args, hidden, ROLE_TYPE_CTX, 0)
        return
    # The method is inherited from Object, ValueType or Enum, or a default interface method: box a copy.
    if not (t.is_primitive or t.is_enum or s.type_in_bubble(t)) or t.is_nullable:
        raise Reject("constrained", f"{t.text} {m.text}")
    s.push_loaded(this, 0, t, FLAG_NULLCHECK)
    it = s.pop_as(t)
    obj = box_item(s, it, copened, t)
    s.release(it)
    args.append(Item(TY_REF, obj, None))
    args.reverse()
    virtual_call(s, opened, m, args)


def shared_constrained_call(s: State, opened: MethodDesc, m: MethodDesc, copened: TypeDesc, t: TypeDesc, this: i64,
                            args: list[Item]) -> None:
    """The type is a struct only the context knows: look up the code of its method, which needs no hidden argument."""
    found = resolve_constrained(t, m)
    if found is None or found.owner is not t:
        raise Reject("constrained", f"{t.text} {m.text}")
    s.note_dependency(found.canon())
    if s.f.ty[this] == TY_I64:
        this = s.emit(OP_BITCAST, TY_BYREF, this, 0, 0, 0)
    args.append(Item(TY_BYREF, this, None))
    args.reverse()
    code = s.lookup(f"MethodEntry\t{opened.text}\tI\t{copened.text}")
    emit_call(s, CallSite(CALL_REG, 0), found, args, 0, 0, code)


def load_function(s: State, token: i64) -> None:
    """ldftn: kept symbolic for the delegate construction that nearly always follows."""
    opened, m = resolve_method(s, token)
    if m.is_abstract:
        raise Reject("static-virtual", m.text)
    it = Item(TY_I64, 0, None)
    it.ftn = m
    it.ftn_open = opened
    s.push_item(it)


def load_virtual_function(s: State, token: i64) -> None:
    """ldvirtftn."""
    opened, m = resolve_method(s, token)
    obj = s.pop_ref()
    if _needs_lookup(opened, m) and not m.margs:
        raise Reject("generic-virtual", m.text)
    s.emit(OP_NULLCHECK, TY_NONE, obj, 0, 0, 0)
    if not m.is_virtual:
        it = Item(TY_I64, 0, None)
        it.ftn = m
        it.ftn_open = opened
        s.push_item(it)
        return
    if m.margs:
        s.push(TY_I64, _generic_virtual_code(s, opened, m, obj))
        return
    s.push(TY_I64, s.lazy(f"VirtualEntry\t{m.text}\t-", [TY_REF], [obj], TY_I64, False))


def new_object_call(s: State, token: i64) -> None:
    """newobj."""
    opened, ctor = resolve_method(s, token)
    owner = ctor.owner
    if ctor.is_static or not ctor.is_ctor:
        raise Reject("invalid-il", f"newobj {ctor.text}")
    if owner.kind == kinds.TK_STRING:
        string_constructor(s, ctor)
        return
    if owner.is_delegate:
        new_delegate(s, opened, ctor)
        return
    if owner.flags & kinds.TF_ABSTRACT:
        raise Reject("invalid-il", f"newobj of abstract {owner.text}")
    args = pop_params(s, ctor)
    if owner.is_value_type:
        new_value(s, opened, ctor, args)
        return
    obj = new_object(s, opened.owner, owner)
    args.append(Item(TY_REF, obj, None))
    args.reverse()
    direct_call(s, opened, ctor, args)
    s.push(TY_REF, obj)


def new_value(s: State, opened: MethodDesc, ctor: MethodDesc, args: list[Item]) -> None:
    """newobj of a struct: construct in a temporary."""
    t = ctor.owner
    ty, mk = scalar_of(t)
    slot = s.slot_for(t) if ty != TY_NONE else s.new_temp(t)
    addr = s.slot_addr(slot, 0)
    if ty == TY_NONE:
        v = s.emit(OP_ZERO, TY_NONE, addr, 0, 0, s.layout_of(t))
        s.f.flags[v] = FLAG_STACK
    else:
        s.store(addr, 0, mk, s.emit(OP_CONST, ty, 0, 0, 0, 0), FLAG_STACK)
    args.append(Item(TY_BYREF, s.emit(OP_BITCAST, TY_BYREF, addr, 0, 0, 0), None))
    args.reverse()
    direct_call(s, opened, ctor, args)
    if ty == TY_NONE:
        s.push_temp(t, slot)
    else:
        s.push(ty, s.load(s.slot_addr(slot, 0), 0, mk, 0))


def string_constructor(s: State, ctor: MethodDesc) -> None:
    """String constructors are allocators: no `this`, the string is the result."""
    site = CallSite(CALL_CELL, s.f.symbols.intern(CELL_METHOD, f"MethodEntry\t{ctor.text}\t-"))
    items = pop_params(s, ctor)
    items.reverse()
    operands: list[int] = []
    for k in range(len(items)):
        site.args.append(s.arg_info(ctor.sig.params[k]))
        operands.append(items[k].val)
    site.ret = ArgInfo(TY_REF, MK_REF, 0, 0)
    v = s.f.new_call(s.cur, site, TY_REF, operands)
    _release(s, items)
    s.push(TY_REF, v)


def new_delegate(s: State, opened: MethodDesc, ctor: MethodDesc) -> None:
    """newobj of a delegate type."""
    if len(ctor.sig.params) != 2:
        raise Reject("delegate-pattern", ctor.text)
    fn = s.pop()
    target = s.pop_ref()
    owner = ctor.owner
    m = fn.ftn
    fopened = fn.ftn_open
    lookup_type = s.needs_lookup(opened.owner, owner)
    if m is not None and fopened is not None and not lookup_type and not _needs_lookup(fopened, m):
        s.note_dependency(m.canon())
        obj = new_object(s, opened.owner, owner)
        flags = "I\t" if m.canon().context == CTX_METHOD else ""
        s.call_symbol(CELL_LAZY, f"DelegateCtor\t{m.text}\t{flags}{owner.text}", [TY_REF, TY_REF], [obj, target],
                      TY_NONE, False)
        s.push(TY_REF, obj)
        return
    code = s.materialise_ftn(fn) if m is not None else fn.val
    obj = new_object(s, opened.owner, owner)
    args = [Item(TY_REF, obj, None), Item(TY_REF, target, None), Item(TY_I64, code, None)]
    direct_call(s, opened, ctor, args)
    s.push(TY_REF, obj)
