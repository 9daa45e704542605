"""Methods, fields and signatures on exact, shared or open types; interned like types.

A MethodDesc belongs to one owner (definition or instantiation) and one list of method arguments; the *typical*
method is the one on the open owner with its own variables.  Signatures are decoded once, for the typical method,
and substituted for the others.  Methods of arrays have no row: rid is 0 and `is_array_method` true.
Rules: ECMA-335 II.15, II.16, II.23.2, II.14.2 (arrays).  Custom modifiers are part of a signature's identity and
kept as text beside it (position, kind, modifier name).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, final

from mypy_extensions import i64

from binder import hashing, names, sigs
from binder.errors import ResolveError
from binder.kinds import (
    CTX_METHOD,
    CTX_NONE,
    CTX_THIS,
    CTX_TYPE,
    FF_HASRVA,
    FF_LITERAL,
    FF_STATIC,
    IF_AGGRESSIVEINLINING,
    IF_AGGRESSIVEOPTIMIZATION,
    IF_ASYNC,
    IF_CODETYPE_MASK,
    IF_INTERNALCALL,
    IF_NOINLINING,
    IF_NOOPTIMIZATION,
    IF_SYNCHRONIZED,
    MF_ABSTRACT,
    MF_FINAL,
    MF_NEWSLOT,
    MF_PINVOKE,
    MF_RTSPECIALNAME,
    MF_STATIC,
    MF_VIRTUAL,
    SIG_EXPLICITTHIS,
    SIG_HASTHIS,
)

if TYPE_CHECKING:
    from binder.body import MethodBody
    from binder.modules import Module
    from binder.types import TypeDesc


@final
class MethodSig:
    def __init__(
        self, callconv_byte: i64, gen_arity: i64, ret: TypeDesc, params: list[TypeDesc], mods: str
    ) -> None:
        self.callconv_byte = callconv_byte
        self.callconv: i64 = callconv_byte & 0x0F
        self.has_this = (callconv_byte & SIG_HASTHIS) != 0
        self.explicit_this = (callconv_byte & SIG_EXPLICITTHIS) != 0
        self.gen_arity = gen_arity
        self.ret = ret
        self.params = params
        self.mods = mods
        has_vars = ret.has_vars
        for p in params:
            if p.has_vars:
                has_vars = True
        self.has_vars = has_vars

    def subst(self, targs: list[TypeDesc], margs: list[TypeDesc]) -> MethodSig:
        if not self.has_vars:
            return self
        params: list[TypeDesc] = []
        for p in self.params:
            params.append(p.subst(targs, margs))
        return MethodSig(self.callconv_byte, self.gen_arity, self.ret.subst(targs, margs), params, self.mods)

    def same(self, other: MethodSig) -> bool:
        """Identical for the purpose of binding and overriding, custom modifiers included."""
        if self is other:
            return True
        if (
            self.has_this != other.has_this
            or self.callconv != other.callconv
            or self.gen_arity != other.gen_arity
            or self.ret is not other.ret
            or len(self.params) != len(other.params)
            or self.mods != other.mods
        ):
            return False
        for i in range(len(self.params)):
            if self.params[i] is not other.params[i]:
                return False
        return True


@final
class FieldDesc:
    def __init__(self, owner: TypeDesc, module: Module, rid: i64, position: i64) -> None:
        self.owner = owner
        self.module = module
        self.rid = rid
        self.position = position
        self.flags: i64 = module.md.field_flags(rid)
        self.name: str = module.md.field_name(rid)
        self._type: TypeDesc | None = None
        self._text = ""

    def __repr__(self) -> str:
        return f"FieldDesc({self.text})"

    @property
    def is_static(self) -> bool:
        return (self.flags & FF_STATIC) != 0

    @property
    def is_literal(self) -> bool:
        return (self.flags & FF_LITERAL) != 0

    @property
    def has_rva(self) -> bool:
        return (self.flags & FF_HASRVA) != 0

    @property
    def is_thread_static(self) -> bool:
        return self.is_static and self.attribute("System.ThreadStaticAttribute")

    def attribute(self, name: str) -> bool:
        return self.module.has_attribute(0x04000000 | self.rid, name)

    def typical(self) -> FieldDesc:
        defn = self.owner.defn
        return self if defn is self.owner else defn.fields()[self.position]

    @property
    def type(self) -> TypeDesc:
        """Type of the field with the owner's arguments substituted."""
        found = self._type
        if found is None:
            typical = self.typical()
            if typical is self:
                found = sigs.decode_field(self.module, self.module.md.field_sig(self.rid))
            else:
                found = typical.type
                if found.has_vars:
                    found = found.subst(self.owner.args, [])
            self._type = found
        return found

    @property
    def offset(self) -> int:
        """Offset of an instance field: from the value's start, for classes from the MethodTable pointer."""
        layout = self.owner.layout()
        if not layout.ok:
            raise ResolveError(layout.reason)
        if self.is_static:
            raise ResolveError(f"{self.text} is static")
        return layout.offsets[self.position]

    def ordinal(self) -> int:
        """1, or more when earlier fields of the same type have the same name and signature."""
        blob = self.module.md.field_sig(self.rid)
        count = 1
        for f in self.owner.fields():
            if f is self:
                break
            if f.name == self.name and f.module.md.field_sig(f.rid) == blob:
                count += 1
        return count

    @property
    def text(self) -> str:
        if self._text == "":
            self._text = names.field_text(self)
        return self._text


@final
class MethodDesc:
    def __init__(
        self, ident: i64, owner: TypeDesc, module: Module, rid: i64, name: str, flags: i64, implflags: i64
    ) -> None:
        self.id = ident
        self.owner = owner
        self.module = module
        self.rid = rid
        self.name = name
        self.flags = flags
        self.implflags = implflags
        self.margs: list[TypeDesc] = []
        # This method with its own variables as arguments; itself unless it is an instantiation of a generic method.
        self.open_form: MethodDesc = self
        self.insts: dict[int, MethodDesc] = {}
        self._sig: MethodSig | None = None
        self._canon: MethodDesc | None = None
        self._text = ""
        self._member_text = ""
        self._hash: i64 = -1
        self._locals: list[tuple[TypeDesc, bool]] | None = None
        self._body: MethodBody | None = None
        self._body_done = False
        self._native_only: i64 = -1

    def __repr__(self) -> str:
        return f"MethodDesc({self.text})"

    # ---- flags

    @property
    def is_static(self) -> bool:
        return (self.flags & MF_STATIC) != 0

    @property
    def is_virtual(self) -> bool:
        return (self.flags & MF_VIRTUAL) != 0

    @property
    def is_final(self) -> bool:
        return (self.flags & MF_FINAL) != 0

    @property
    def is_abstract(self) -> bool:
        return (self.flags & MF_ABSTRACT) != 0

    @property
    def is_newslot(self) -> bool:
        return (self.flags & MF_NEWSLOT) != 0

    @property
    def is_ctor(self) -> bool:
        return (self.flags & MF_RTSPECIALNAME) != 0 and self.name == ".ctor"

    @property
    def is_cctor(self) -> bool:
        return (self.flags & MF_RTSPECIALNAME) != 0 and self.name == ".cctor"

    @property
    def is_pinvoke(self) -> bool:
        return (self.flags & MF_PINVOKE) != 0

    @property
    def is_internal_call(self) -> bool:
        return (self.implflags & IF_INTERNALCALL) != 0

    @property
    def is_il(self) -> bool:
        return (self.implflags & IF_CODETYPE_MASK) == 0

    @property
    def is_async(self) -> bool:
        return (self.implflags & IF_ASYNC) != 0

    @property
    def no_optimization(self) -> bool:
        return (self.implflags & IF_NOOPTIMIZATION) != 0

    @property
    def no_inlining(self) -> bool:
        return (self.implflags & IF_NOINLINING) != 0

    @property
    def aggressive_inlining(self) -> bool:
        return (self.implflags & IF_AGGRESSIVEINLINING) != 0

    @property
    def is_synchronized(self) -> bool:
        return (self.implflags & IF_SYNCHRONIZED) != 0

    @property
    def aggressive_optimization(self) -> bool:
        return (self.implflags & IF_AGGRESSIVEOPTIMIZATION) != 0

    @property
    def is_array_method(self) -> bool:
        return self.rid == 0

    @property
    def is_generic(self) -> bool:
        """The method has type parameters of its own."""
        return len(self.margs) != 0

    @property
    def is_method_inst(self) -> bool:
        """Type arguments other than the method's own variables are given."""
        return self.open_form is not self

    @property
    def has_vars(self) -> bool:
        """Variables of the owner or of the method are still open."""
        if self.owner.has_vars:
            return True
        for a in self.margs:
            if a.has_vars:
                return True
        return False

    @property
    def is_shared(self) -> bool:
        if self.owner.is_shared:
            return True
        for a in self.margs:
            if a.is_shared:
                return True
        return False

    @property
    def context(self) -> int:
        """Where the shared code of this canonical method gets its exact type arguments."""
        if not self.is_shared:
            return CTX_NONE
        if len(self.margs):
            return CTX_METHOD
        if self.is_static or self.owner.is_value_type or self.owner.is_interface:
            return CTX_TYPE
        return CTX_THIS

    def attribute(self, name: str) -> bool:
        return self.rid != 0 and self.module.has_attribute(0x06000000 | self.rid, name)

    @property
    def unmanaged_callers_only(self) -> bool:
        """Only native code may call the method."""
        if self._native_only < 0:
            marked = self.is_static and self.attribute("System.Runtime.InteropServices.UnmanagedCallersOnlyAttribute")
            self._native_only = 1 if marked else 0
        return self._native_only == 1

    # ---- relations

    def typical(self) -> MethodDesc:
        """The method as its definition declares it, over the owner's and its own variables."""
        m = self.open_form
        if m.rid == 0 or m.owner.defn is m.owner:
            return m
        return m.owner.defn.method_of_row(m.rid)

    def canon(self) -> MethodDesc:
        found = self._canon
        if found is None:
            owner = self.owner.canon()
            if self.rid == 0:
                found = owner.ts.array_method(owner, self.name, len(self.sig.params))
            else:
                found = owner.method_of_row(self.rid)
            if self.is_method_inst:
                margs: list[TypeDesc] = []
                for a in self.margs:
                    margs.append(a.canon_arg())
                found = owner.ts.inst_method(found, margs)
            self._canon = found
        return found

    def over_canon(self) -> MethodDesc:
        """A definition's method with __Canon for every type parameter of owner and method."""
        owner = self.owner.over_canon()
        m = owner.method_of_row(self.rid)
        if len(m.margs) == 0:
            return m
        margs: list[TypeDesc] = []
        for _ in m.margs:
            margs.append(owner.ts.canon_type)
        return owner.ts.inst_method(m, margs)

    def on_owner(self, owner: TypeDesc) -> MethodDesc:
        """The same row and method arguments on another instantiation of the owner's definition."""
        if owner is self.owner:
            return self
        if self.rid == 0:
            return owner.ts.array_method(owner, self.name, len(self.sig.params))
        m = owner.method_of_row(self.rid)
        return owner.ts.inst_method(m, self.margs) if self.is_method_inst else m

    def subst(self, targs: list[TypeDesc], margs: list[TypeDesc]) -> MethodDesc:
        """Replace variables in the owner and in the method's arguments.

        A generic method that a token names over its caller's own variables is the same object as its open form, so
        the open form is substituted too when `margs` are given."""
        m = self
        if self.owner.has_vars:
            m = self.on_owner(self.owner.subst(targs, margs))
        own: list[TypeDesc] = []
        changed = False
        for a in self.margs:
            b = a.subst(targs, margs)
            changed = changed or b is not a
            own.append(b)
        if changed:
            return m.owner.ts.inst_method(m.open_form, own)
        return m

    # ---- signature and body

    @property
    def sig(self) -> MethodSig:
        found = self._sig
        if found is None:
            typical = self.typical()
            if typical is self:
                found = sigs.decode_method(self.module, self.module.md.method_sig(self.rid))
                if found.gen_arity != len(self.margs) or found.has_this == self.is_static:
                    raise ResolveError(f"{self.owner.text}::{self.name} contradicts its signature")
            else:
                found = typical.sig
                if found.has_vars:
                    found = found.subst(self.owner.args, self.margs)
            self._sig = found
        return found

    def set_sig(self, sig: MethodSig) -> None:
        """For methods without a row, whose signature follows from the owner."""
        self._sig = sig

    def body(self) -> MethodBody | None:
        if self.rid == 0:
            return None
        typical = self.typical()
        if not typical._body_done:
            typical._body = self.module.md.body(self.rid)
            typical._body_done = True
        return typical._body

    def local_types(self) -> list[tuple[TypeDesc, bool]]:
        """Type and pinnedness of each local, over the variables of the definition."""
        typical = self.typical()
        found = typical._locals
        if found is None:
            body = self.body()
            if body is None or body.locals_token == 0:
                found = []
            else:
                blob = self.module.md.standalonesig(body.locals_token & 0xFFFFFF)
                found = sigs.decode_locals(self.module, blob)
            typical._locals = found
        return found

    # ---- text and hash

    def ordinal(self) -> int:
        """1, or more when earlier methods of the owner have the same name and signature."""
        if self.rid == 0:
            return 1
        rows = self.owner.method_rids(self.name)
        count = 1
        if len(rows) > 1:
            md = self.module.md
            blob = md.method_sig(self.rid)
            for rid in rows:
                if rid == self.rid:
                    break
                if md.method_sig(rid) == blob:
                    count += 1
        return count

    @property
    def member_text(self) -> str:
        """Name and signature without owner and arguments, as in the definition."""
        typical = self.typical()
        if typical._member_text == "":
            typical._member_text = names.method_member_text(typical)
        return typical._member_text

    @property
    def text(self) -> str:
        if self._text == "":
            self._text = names.method_text(self)
        return self._text

    @property
    def hash(self) -> i64:
        if self._hash < 0:
            h = hashing.name_hash(self.name.encode("utf-8", "surrogatepass"))
            if self.is_method_inst:
                for a in self.margs:
                    h = hashing.combine_step(h, a.hash)
                h = hashing.combine_end(h)
            self._hash = self.owner.hash ^ h
        return self._hash
