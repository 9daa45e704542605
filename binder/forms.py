"""Types and numbers derived from a type: its canonical form, substitution of variables, its version-resilient hash.

Sources: dotnet/runtime src/coreclr/tools/Common/TypeSystem/Canon/StandardCanonicalizationAlgorithm.cs and
src/coreclr/vm/versionresilienthashcode.cpp.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from binder import hashing
from binder.errors import ResolveError
from binder.kinds import (
    TK_BYREF,
    TK_FNPTR,
    TK_INST,
    TK_MDARRAY,
    TK_MVAR,
    TK_PTR,
    TK_SZARRAY,
    TK_VAR,
)

if TYPE_CHECKING:
    from binder.types import TypeDesc


def canonical(t: TypeDesc) -> TypeDesc:
    """Reference-type arguments replaced by __Canon."""
    ts = t.ts
    if t.kind == TK_INST:
        return ts.inst(t.defn, [a.canon_arg() for a in t.args])
    if t.kind == TK_SZARRAY:
        return ts.szarray(t.elem.canon_arg())
    if t.kind == TK_MDARRAY:
        return ts.mdarray(t.elem.canon_arg(), t.rank)
    if t.kind == TK_BYREF:
        return ts.byref(t.elem.canon_arg())
    if t.kind == TK_PTR:
        return ts.ptr(t.elem.canon_arg())
    return t


def substitute(t: TypeDesc, targs: list[TypeDesc], margs: list[TypeDesc]) -> TypeDesc:
    """Replace the variables in a type that has some; see TypeDesc.subst."""
    kind = t.kind
    if kind == TK_VAR:
        if len(targs) == 0:
            return t
        if t.index >= len(targs):
            raise ResolveError(f"type variable !{t.index} out of range")
        return targs[t.index]
    if kind == TK_MVAR:
        if len(margs) == 0:
            return t
        if t.index >= len(margs):
            raise ResolveError(f"method variable !!{t.index} out of range")
        return margs[t.index]
    ts = t.ts
    if kind == TK_INST:
        args: list[TypeDesc] = []
        for a in t.args:
            args.append(a.subst(targs, margs))
        return ts.inst(t.defn, args)
    if kind == TK_FNPTR:
        assert t.sig is not None
        return ts.fnptr(t.sig.subst(targs, margs))
    elem = t.elem.subst(targs, margs)
    if kind == TK_SZARRAY:
        return ts.szarray(elem)
    if kind == TK_MDARRAY:
        return ts.mdarray(elem, t.rank)
    if kind == TK_BYREF:
        return ts.byref(elem)
    if kind == TK_PTR:
        return ts.ptr(elem)
    raise ResolveError(f"cannot substitute in {t.text}")


def type_hash(t: TypeDesc) -> i64:
    """The number that the hash tables of images key the type by."""
    kind = t.kind
    if kind == TK_SZARRAY:
        return hashing.array_hash(t.elem.hash, 1)
    if kind == TK_MDARRAY:
        return hashing.array_hash(t.elem.hash, t.rank)
    if kind == TK_PTR:
        return hashing.pointer_hash(t.elem.hash)
    if kind == TK_BYREF:
        return hashing.byref_hash(t.elem.hash)
    if t.rid == 0:
        raise ResolveError(f"{t.text} has no version-resilient hash")
    if kind == TK_INST and t.defn is not t:
        h = t.defn.hash
        for a in t.args:
            h = hashing.combine_step(h, a.hash)
        return hashing.combine_end(h)
    own = hashing.type_name_hash(t.namespace, t.name)
    outer = t.enclosing()
    if outer is not None:
        return hashing.nested_hash(outer.hash, own)
    return own
