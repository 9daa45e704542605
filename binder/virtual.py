"""Which method a virtual, interface or constrained call reaches on a known type.

The answer is needed only to call directly what would otherwise go through a cell, so "do not know" (None) is always
allowed and given for every rule that depends on history (several MethodImpl of one slot), on access, on default
interface methods that are generic or ambiguous, and on duplicate interfaces made by instantiation.  Resolution runs
on open definitions and the answer is instantiated at the end, because signatures that become equal only by
instantiation neither override nor implement each other.
Rules: ECMA-335 II.10.3, II.12.2 and its augments (default interface methods, covariant returns); order of the search
as in dotnet/runtime src/coreclr/tools/Common/TypeSystem/Common/MetadataVirtualMethodAlgorithm.cs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from binder.kinds import MF_ACCESS_MASK, MF_PUBLIC, TK_CANON

if TYPE_CHECKING:
    from binder.members import MethodDesc
    from binder.types import TypeDesc

PRESERVE_OVERRIDES: Final = "System.Runtime.CompilerServices.PreserveBaseOverridesAttribute"


def match_virtual(t: TypeDesc, decl: MethodDesc) -> MethodDesc | None:
    """The last virtual instance method `t` itself declares with the name and signature of `decl`."""
    hit: MethodDesc | None = None
    for rid in t.method_rids(decl.name):
        m = t.method_of_row(rid)
        if m.is_virtual and not m.is_static and m.sig.same(decl.sig):
            hit = m
    return hit


def slot_definer(m: MethodDesc) -> MethodDesc:
    """The method that introduced the slot `m` occupies by name and signature.

    Found on the definition that declares `m`: signatures that become equal only by instantiation do not override."""
    m = m.open_form
    typical = m.typical()
    if typical.is_newslot:
        return m
    level = typical.owner.base()
    while level is not None:
        above = match_virtual(level, typical)
        if above is not None:
            found = slot_definer(above)
            return found.on_owner(found.owner.subst(m.owner.args, []))
        level = level.base()
    return m


def method_impls(t: TypeDesc) -> list[tuple[MethodDesc, MethodDesc]]:
    """(body, declaration) of the explicit overrides of `t`, on this instantiation."""
    known = t.method_impls
    if known is not None:
        return known
    found: list[tuple[MethodDesc, MethodDesc]] = []
    for body_token, decl_token in t.module.md.method_impls(t.rid) if t.rid else []:
        body = t.module.resolve_method_token(body_token)
        decl = t.module.resolve_method_token(decl_token)
        found.append((body.subst(t.args, []), decl.subst(t.args, [])))
    t.method_impls = found
    return found


def _class_slot_overridden(obj: TypeDesc, slot: MethodDesc, target: MethodDesc) -> bool:
    """A MethodImpl somewhere on the chain touches the slot of the call or of the answer."""
    level: TypeDesc | None = obj
    while level is not None:
        for body, decl in method_impls(level):
            if decl.owner.is_interface or body.is_static:
                continue
            for m in (decl, body):
                definer = slot_definer(m)
                if definer is slot or definer is target or m.open_form is target:
                    return True
            if body.attribute(PRESERVE_OVERRIDES) and body.name == slot.name:
                return True
        level = level.base()
    return False


def resolve_class_slot(decl: MethodDesc, obj: TypeDesc) -> MethodDesc | None:
    """Target of a class method's slot on objects of exactly the type `obj`."""
    # Both chains at once: the types the object has, and the same in terms of its definition's variables.
    exact: TypeDesc | None = obj
    level: TypeDesc | None = obj.defn
    while exact is not None and level is not None and exact is not decl.owner:
        exact = exact.base()
        level = level.base()
    if exact is None or level is None:
        return None
    open_decl = decl.open_form.on_owner(level)
    slot = slot_definer(open_decl)
    level = obj.defn
    target: MethodDesc | None = None
    while level is not None and target is None:
        for rid in level.method_rids(open_decl.name):
            m = level.method_of_row(rid)
            if m.is_virtual and not m.is_static and m.sig.same(open_decl.sig) and slot_definer(m) is slot:
                target = m
        level = level.base()
    if target is None or _class_slot_overridden(obj.defn, slot, target):
        return None
    return target.on_owner(target.owner.subst(obj.args, []))


def _interfaces_of(t: TypeDesc, defn: TypeDesc) -> list[TypeDesc]:
    """The interfaces of `t` that instantiate the definition."""
    found: list[TypeDesc] = []
    for i in t.interfaces():
        if i.defn is defn:
            found.append(i)
    return found


def _is_unambiguous(obj: TypeDesc, iface: TypeDesc) -> bool:
    """`obj` has this interface and no other of its definition, and no type of the chain declares two that only
    instantiation made equal."""
    found = _interfaces_of(obj, iface.defn)
    if len(found) != 1 or found[0] is not iface:
        return False
    level: TypeDesc | None = obj
    while level is not None:
        if len(_interfaces_of(level.defn, iface.defn)) > 1:
            return False
        level = level.base()
    return True


def _explicit_interface_body(t: TypeDesc, decl: MethodDesc) -> tuple[bool, MethodDesc | None]:
    """(found, body) of a MethodImpl of `t` whose declaration is exactly `decl`."""
    for body, d in method_impls(t):
        if d.open_form is decl:
            return True, body
    return False, None


def _public_match(t: TypeDesc, decl: MethodDesc) -> tuple[bool, MethodDesc | None]:
    """(found, method) of the only virtual method of `t` with that name and signature; (True, None) when another
    rule than "public and only" would have to decide."""
    hit: MethodDesc | None = None
    for rid in t.method_rids(decl.name):
        m = t.method_of_row(rid)
        if m.is_virtual and not m.is_static and m.sig.same(decl.sig):
            if hit is not None or (m.flags & MF_ACCESS_MASK) != MF_PUBLIC:
                return True, None
            hit = m
    return hit is not None, hit


def _match_from(level: TypeDesc | None, decl: MethodDesc) -> tuple[bool, MethodDesc | None]:
    while level is not None:
        found, m = _public_match(level, decl)
        if found:
            return True, m
        level = level.base()
    return False, None


def _interface_answer(defn: TypeDesc, iface: TypeDesc, rid: i64) -> tuple[bool, MethodDesc | None]:
    """What the definition `defn` itself says about method row `rid` of the interface definition `iface`:
    (decided, class method in terms of its variables).  Undecided: ask its base."""
    own = _interfaces_of(defn, iface)
    if len(own) != 1:
        return len(own) != 0, None
    decl = own[0].method_of_row(rid)
    found, body = _explicit_interface_body(defn, decl)
    if found:
        return True, body
    base = defn.base()
    inherited = base is not None and own[0] in base.interfaces()
    if own[0] in defn.declared_interfaces():
        found, body = _public_match(defn, decl)
        if found:
            return True, body
        return (False, None) if inherited else _match_from(base, decl)
    return (False, None) if inherited else _match_from(defn, decl)


def _interface_class_method(decl: MethodDesc, obj: TypeDesc) -> tuple[bool, MethodDesc | None]:
    """(decided, class method) that implements the interface method on `obj`; decided with None: do not know."""
    level: TypeDesc | None = obj
    while level is not None:
        decided, m = _interface_answer(level.defn, decl.owner.defn, decl.rid)
        if decided:
            if m is not None:
                m = m.on_owner(m.owner.subst(level.args, []))
            return True, m
        level = level.base()
    return False, None


def _default_method(decl: MethodDesc, obj: TypeDesc) -> MethodDesc | None:
    """The interface's own body, when nothing more specific can exist."""
    iface = decl.owner
    if decl.is_abstract or iface.kind != iface.defn.kind or len(iface.args):
        return None
    for t in obj.interfaces():
        if t is not iface and iface in t.interfaces():
            return None
    return decl


def resolve_interface(decl: MethodDesc, obj: TypeDesc) -> MethodDesc | None:
    """Target of an interface method on objects of exactly the type `obj`."""
    open_decl = decl.open_form
    iface = open_decl.owner
    if iface.is_shared or not _is_unambiguous(obj, iface):
        return None
    decided, m = _interface_class_method(open_decl, obj)
    if not decided:
        return _default_method(open_decl, obj)
    if m is None or m.is_static:
        return None
    if m.owner.is_interface:
        return None
    return resolve_class_slot(m, obj)


def resolve_virtual(decl: MethodDesc, obj: TypeDesc) -> MethodDesc | None:
    """The method that a virtual call of `decl` reaches on an object whose exact type is `obj`; None: do not know.

    Arrays, delegates' Invoke, COM objects and shared unknown types are not answered."""
    if decl.is_static or not decl.is_virtual or obj.kind == TK_CANON or obj.is_var or obj.is_interface:
        return None
    if obj.has_vars or decl.has_vars:
        return None
    level: TypeDesc | None = obj
    while level is not None:
        if level.is_com_import:
            return None
        level = level.base()
    if decl.owner.is_interface:
        if obj.is_array or not obj.has_definition:
            return None
        found = resolve_interface(decl, obj)
    else:
        found = resolve_class_slot(decl, obj)
    if found is None or found.is_abstract:
        return None
    return found.owner.ts.inst_method(found, decl.margs) if decl.is_method_inst else found


def resolve_constrained(constraint: TypeDesc, decl: MethodDesc) -> MethodDesc | None:
    """The method a `constrained.` call of `decl` on the value type `constraint` reaches without boxing.

    None when nothing is known, or the receiver has to be boxed (the method found belongs to a base class)."""
    if not constraint.is_value_type or constraint.kind == TK_CANON or decl.is_static:
        return None
    if decl.owner.is_shared and _shared_matches(constraint, decl.owner) > 1:
        return None
    found = resolve_virtual(decl, constraint)
    if found is None or found.owner is not constraint:
        return None
    return found


def _shared_matches(t: TypeDesc, iface: TypeDesc) -> int:
    wanted = iface.canon()
    count = 0
    for i in t.interfaces():
        if i.canon() is wanted:
            count += 1
    return count
