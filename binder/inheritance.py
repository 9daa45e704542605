"""What a type inherits: its base and its interfaces, those of a constructed type by substitution in its definition's.

TypeDesc keeps the answers. Source: ECMA-335 II.10.1.3, II.12.2; the order of interfaces is that of
dotnet/runtime src/coreclr/tools/Common/TypeSystem/Common/MetadataRuntimeInterfacesAlgorithm.cs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from binder.kinds import TF_INTERFACE, TK_MDARRAY, TK_SZARRAY

if TYPE_CHECKING:
    from binder.types import TypeDesc


def base_of(t: TypeDesc) -> TypeDesc | None:
    """None for Object, interfaces, and what has no metadata of its own but arrays."""
    if t.kind == TK_SZARRAY or t.kind == TK_MDARRAY:
        return t.ts.array_type
    if t.defn is not t:
        base = t.defn.base()
        return base.subst(t.args, []) if base is not None and base.has_vars else base
    if t.rid and not t.flags & TF_INTERFACE:
        return t.module.base_of_row(t.rid)
    return None


def derives_from(t: TypeDesc | None, definition: TypeDesc) -> bool:
    """True if `t` or one of its bases is an instance of the definition."""
    while t is not None:
        if t.defn is definition:
            return True
        t = t.base()
    return False


def declared_interfaces_of(t: TypeDesc) -> list[TypeDesc]:
    """What the type itself lists, in order."""
    found: list[TypeDesc] = []
    if t.defn is not t:
        for i in t.defn.declared_interfaces():
            found.append(i.subst(t.args, []) if i.has_vars else i)
    elif t.rid:
        for token in t.module.md.interface_impls(t.rid):
            found.append(t.module.resolve_type_token(token))
    return found


def interfaces_of(t: TypeDesc) -> list[TypeDesc]:
    """The base's first, then each declared one followed by what it inherits; no duplicates."""
    found: list[TypeDesc] = []
    base = t.base()
    if base is not None:
        found.extend(base.interfaces())
    for i in t.declared_interfaces():
        if i not in found:
            found.append(i)
        for inner in i.interfaces():
            if inner not in found:
                found.append(inner)
    return found
