"""Signature blobs -> types (ECMA-335 II.23.2, plus function pointers and unmanaged conventions).

    method := callconv [arity] count ret param*         field := 06 type       locals := 07 count local*
    type   := modifier* element ...                     methodspec := 0A count type*

Custom modifiers are accepted in front of any type at any level and collected as text, because they take part in
matching signatures but never in the identity of types.  CLASS or VALUETYPE that contradicts the resolved type is an
error, as it is for the runtime.  Every failure is a ResolveError.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, final

from mypy_extensions import i64

from binder.errors import ResolveError
from binder.kinds import (
    ET_CLASS,
    ET_CMOD_OPT,
    ET_CMOD_REQD,
    ET_PINNED,
    ET_SENTINEL,
    ET_VALUETYPE,
    MAX_TYPE_DEPTH,
    SIG_DEFAULT,
    SIG_FIELD,
    SIG_GENERIC,
    SIG_GENERICINST,
    SIG_HASTHIS,
    SIG_LOCALS,
    SIG_UNMANAGED,
    SIG_VARARG,
    TK_BYREF,
    TK_FNPTR,
    TK_I,
    TK_INST,
    TK_MDARRAY,
    TK_MVAR,
    TK_OBJECT,
    TK_PTR,
    TK_STRING,
    TK_SZARRAY,
    TK_TYPEDREF,
    TK_U,
    TK_VAR,
)

if TYPE_CHECKING:
    from binder.members import MethodSig
    from binder.modules import Module
    from binder.types import TypeDesc


@final
class SigReader:
    """One pass over one blob."""

    def __init__(self, module: Module, blob: bytes) -> None:
        self.module = module
        self.blob = blob
        self.pos: i64 = 0
        self.mods = ""
        # Counts decoded types, so that the text of a modifier says where it stands.
        self.place: i64 = 0

    def byte(self) -> i64:
        pos = self.pos
        if pos >= len(self.blob):
            raise ResolveError("truncated signature")
        self.pos = pos + 1
        return self.blob[pos]

    def number(self) -> i64:
        """Compressed unsigned integer (II.23.2)."""
        b = self.byte()
        if b < 0x80:
            return b
        if b & 0x40 == 0:
            return ((b & 0x3F) << 8) | self.byte()
        if b & 0x20:
            raise ResolveError("bad compressed integer in signature")
        value = b & 0x1F
        value = (value << 8) | self.byte()
        value = (value << 8) | self.byte()
        return (value << 8) | self.byte()

    def token(self) -> i64:
        """TypeDefOrRefOrSpecEncoded."""
        v = self.number()
        tag = v & 3
        if tag == 0:
            return 0x02000000 | (v >> 2)
        if tag == 1:
            return 0x01000000 | (v >> 2)
        if tag == 2:
            return 0x1B000000 | (v >> 2)
        raise ResolveError("bad type token in signature")

    def modifiers(self) -> None:
        while self.pos < len(self.blob):
            b: i64 = self.blob[self.pos]
            if b != ET_CMOD_REQD and b != ET_CMOD_OPT:
                return
            self.pos += 1
            name = self.module.type_token_name(self.token())
            self.mods += f"{self.place}{'!' if b == ET_CMOD_REQD else '?'}{name} "

    def type(self, depth: i64 = 0) -> TypeDesc:
        if depth > MAX_TYPE_DEPTH:
            raise ResolveError("type nested too deeply")
        self.modifiers()
        self.place += 1
        ts = self.module.ts
        et = self.byte()
        if 0x01 <= et <= TK_STRING or et == TK_I or et == TK_U or et == TK_OBJECT or et == TK_TYPEDREF:
            return ts.prim(et)
        if et == ET_CLASS or et == ET_VALUETYPE:
            return self.named(et)
        if et == TK_VAR:
            return ts.var(self.number())
        if et == TK_MVAR:
            return ts.mvar(self.number())
        if et == TK_SZARRAY:
            return ts.szarray(self.type(depth + 1))
        if et == TK_BYREF:
            return ts.byref(self.type(depth + 1))
        if et == TK_PTR:
            return ts.ptr(self.type(depth + 1))
        if et == TK_INST:
            kind = self.byte()
            if kind != ET_CLASS and kind != ET_VALUETYPE:
                raise ResolveError("bad generic instantiation in signature")
            defn = self.named(kind)
            count = self.number()
            args: list[TypeDesc] = []
            i: i64 = 0
            while i < count:
                args.append(self.type(depth + 1))
                i += 1
            return ts.inst(defn, args)
        if et == TK_MDARRAY:
            elem = self.type(depth + 1)
            rank = self.number()
            for _ in range(2):
                count = self.number()
                i = 0
                while i < count:
                    self.number()
                    i += 1
            if rank < 1 or rank > 32:
                raise ResolveError("bad array rank")
            return ts.mdarray(elem, rank)
        if et == TK_FNPTR:
            return ts.fnptr(self.method(depth + 1))
        raise ResolveError(f"unknown element type {et:#x} in signature")

    def named(self, kind: i64) -> TypeDesc:
        token = self.token()
        if token >> 24 == 0x1B:
            raise ResolveError("type specification where a class is named")
        t = self.module.resolve_type_token(token)
        if t.is_value_type != (kind == ET_VALUETYPE):
            raise ResolveError(f"{t.text}: signature and definition disagree about value type or class")
        return t

    def method(self, depth: i64 = 0) -> MethodSig:
        cc = self.byte()
        kind = cc & 0x0F
        if kind > SIG_VARARG and kind != SIG_UNMANAGED:
            raise ResolveError("not a method signature")
        arity: i64 = 0
        if cc & SIG_GENERIC:
            arity = self.number()
        count = self.number()
        ret = self.type(depth)
        params: list[TypeDesc] = []
        i: i64 = 0
        while i < count:
            if self.pos < len(self.blob) and self.blob[self.pos] == ET_SENTINEL:
                self.pos += 1
            params.append(self.type(depth))
            i += 1
        mods = ""
        if depth == 0:
            mods = self.mods.rstrip()
        return self.module.ts.make_sig(cc, arity, ret, params, mods)


def decode_type(module: Module, blob: bytes) -> TypeDesc:
    return SigReader(module, blob).type()


def decode_field(module: Module, blob: bytes) -> TypeDesc:
    r = SigReader(module, blob)
    if r.byte() != SIG_FIELD:
        raise ResolveError("not a field signature")
    return r.type()


def decode_method(module: Module, blob: bytes) -> MethodSig:
    return SigReader(module, blob).method()


def is_field_sig(blob: bytes) -> bool:
    return len(blob) > 0 and blob[0] == SIG_FIELD


def decode_locals(module: Module, blob: bytes) -> list[tuple[TypeDesc, bool]]:
    r = SigReader(module, blob)
    if r.byte() != SIG_LOCALS:
        raise ResolveError("not a local variable signature")
    found: list[tuple[TypeDesc, bool]] = []
    for _ in range(r.number()):
        pinned = False
        r.modifiers()
        while r.pos < len(blob) and blob[r.pos] == ET_PINNED:
            pinned = True
            r.pos += 1
            r.modifiers()
        found.append((r.type(), pinned))
    return found


def decode_inst(module: Module, blob: bytes) -> list[TypeDesc]:
    r = SigReader(module, blob)
    if r.byte() != SIG_GENERICINST:
        raise ResolveError("not an instantiation signature")
    args: list[TypeDesc] = []
    for _ in range(r.number()):
        args.append(r.type())
    return args


def managed_callconv(callconv_byte: i64) -> i64:
    """Function pointer types differ only by managed/unmanaged and by having a `this`."""
    kind = callconv_byte & 0x0F
    if kind != SIG_DEFAULT and kind != SIG_VARARG:
        kind = SIG_UNMANAGED
    return kind | (callconv_byte & SIG_HASTHIS)
