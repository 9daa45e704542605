"""Types as interned values: two TypeDesc are the same type exactly when they are the same object.

A generic definition is its own "typical instantiation" over its variables, so List`1 and List`1<!0> are one
object of kind TK_INST.  Primitive rows of the core library are the primitive TypeDesc themselves.  Everything is
resolved on demand and kept; a TypeDesc is made only by TypeSystem.  For a constructed type without metadata
(array, pointer, byref, variable) `module` is the core library and `rid` 0; `elem` of a type without element is the
type itself.
Rules: ECMA-335 I.8, II.10, II.14; canonical forms as in dotnet/runtime
src/coreclr/tools/Common/TypeSystem/Canon/StandardCanonicalizationAlgorithm.cs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, final

from mypy_extensions import i64

from binder import names
from binder.classify import CF_DELEGATE, CF_ENUM, CF_VALUE, facts_of, is_byref_like
from binder.errors import ResolveError
from binder.forms import canonical, substitute, type_hash
from binder.inheritance import base_of, declared_interfaces_of, derives_from, interfaces_of
from binder.kinds import (
    FF_STATIC,
    MAX_TYPE_DEPTH,
    TF_BEFOREFIELDINIT,
    TF_IMPORT,
    TF_INTERFACE,
    TF_SEALED,
    TK_BYREF,
    TK_CANON,
    TK_DEF,
    TK_FNPTR,
    TK_I,
    TK_INST,
    TK_MDARRAY,
    TK_MVAR,
    TK_OBJECT,
    TK_PTR,
    TK_R8,
    TK_STRING,
    TK_SZARRAY,
    TK_U,
    TK_VAR,
    TK_VOID,
)
from binder.layout import compute_layout
from binder.layout_result import Layout, failed_layout
from binder.stability import compute_abi_unstable, compute_layout_fixed, compute_registers_unchecked

if TYPE_CHECKING:
    from binder.members import FieldDesc, MethodDesc, MethodSig
    from binder.modules import Module
    from binder.typesystem import TypeSystem

TRI_UNKNOWN: Final = 0
TRI_NO: Final = 1
TRI_YES: Final = 2


@final
class TypeDesc:
    def __init__(self, ts: TypeSystem, ident: i64, kind: i64, module: Module, rid: i64) -> None:
        self.ts = ts
        self.id = ident
        self.kind = kind
        self.module = module
        self.rid = rid
        self.args: list[TypeDesc] = []
        self.elem: TypeDesc = self
        self.rank: i64 = 0
        self.index: i64 = 0
        self.sig: MethodSig | None = None
        # Own variables occur, __Canon occurs, and nesting depth of constructed types: fixed when interned.
        self.has_vars = kind == TK_VAR or kind == TK_MVAR
        self.is_shared = kind == TK_CANON
        self.depth: i64 = 1
        self.defn: TypeDesc = self
        self.flags: i64 = module.md.typedef_flags(rid) if rid else 0
        self._class: i64 = 0
        self._byref_like: i64 = TRI_UNKNOWN
        self._cctor: i64 = TRI_UNKNOWN
        self._fixed: i64 = TRI_UNKNOWN
        self._abi: i64 = TRI_UNKNOWN
        self._registers: i64 = TRI_UNKNOWN
        self._base: TypeDesc | None = None
        self._base_done = False
        self._declared_interfaces: list[TypeDesc] | None = None
        self._interfaces: list[TypeDesc] | None = None
        self._interfaces_busy = False
        self._fields: list[FieldDesc] | None = None
        self._methods: list[MethodDesc | None] = []
        self._methods_first: i64 = 0
        self._methods_done = False
        self._by_name: dict[str, list[int]] | None = None
        # Explicit overrides (body, declaration) on this instantiation; filled by binder.virtual.
        self.method_impls: list[tuple[MethodDesc, MethodDesc]] | None = None
        self._canon: TypeDesc | None = None
        self._underlying: TypeDesc | None = None
        self._layout: Layout | None = None
        self._layout_busy = False
        self._text = ""
        self._definition_name = ""
        self._hash: i64 = -1
        # Interning of what is built from this type.
        self.szarray_of: TypeDesc | None = None
        self.byref_of: TypeDesc | None = None
        self.ptr_of: TypeDesc | None = None
        self.insts: dict[int, TypeDesc] = {}

    def __repr__(self) -> str:
        return f"TypeDesc({self.text})"

    # ---- classification

    @property
    def is_primitive(self) -> bool:
        kind = self.kind
        return (TK_VOID < kind <= TK_R8) or kind == TK_I or kind == TK_U

    @property
    def is_array(self) -> bool:
        return self.kind == TK_SZARRAY or self.kind == TK_MDARRAY

    @property
    def is_var(self) -> bool:
        return self.kind == TK_VAR or self.kind == TK_MVAR

    @property
    def is_byref(self) -> bool:
        return self.kind == TK_BYREF

    @property
    def is_pointer(self) -> bool:
        return self.kind == TK_PTR or self.kind == TK_FNPTR

    @property
    def has_definition(self) -> bool:
        """The type comes from a TypeDef row (primitives, string and object included)."""
        return self.rid != 0

    @property
    def is_generic(self) -> bool:
        return self.kind == TK_INST

    def _facts(self) -> i64:
        if self._class == 0:
            if self.defn is not self:
                self._class = self.defn._facts()
            else:
                self._class = facts_of(self)
        return self._class

    @property
    def is_value_type(self) -> bool:
        return (self._facts() & CF_VALUE) != 0

    @property
    def is_enum(self) -> bool:
        return (self._facts() & CF_ENUM) != 0

    @property
    def is_delegate(self) -> bool:
        return (self._facts() & CF_DELEGATE) != 0

    @property
    def is_interface(self) -> bool:
        return (self.flags & TF_INTERFACE) != 0

    @property
    def is_com_import(self) -> bool:
        return (self.flags & TF_IMPORT) != 0

    @property
    def is_ref(self) -> bool:
        """A location of this type holds an object reference.  Variables do not count: their kind is unknown."""
        kind = self.kind
        if kind == TK_DEF or kind == TK_INST:
            return (self._facts() & CF_VALUE) == 0
        return (
            kind == TK_STRING
            or kind == TK_OBJECT
            or kind == TK_CANON
            or kind == TK_SZARRAY
            or kind == TK_MDARRAY
        )

    @property
    def is_sealed(self) -> bool:
        if self.rid == 0:
            return self.kind == TK_SZARRAY or self.kind == TK_MDARRAY
        return (self.flags & TF_SEALED) != 0 or self.is_value_type

    @property
    def is_byref_like(self) -> bool:
        if self._byref_like == TRI_UNKNOWN:
            self._byref_like = TRI_YES if is_byref_like(self) else TRI_NO
        return self._byref_like == TRI_YES

    @property
    def is_nullable(self) -> bool:
        return self.kind == TK_INST and self.defn is self.ts.nullable_type

    @property
    def before_field_init(self) -> bool:
        return (self.flags & TF_BEFOREFIELDINIT) != 0

    @property
    def has_cctor(self) -> bool:
        return self.cctor() is not None

    def cctor(self) -> MethodDesc | None:
        """The static constructor, on this instantiation."""
        if self.rid == 0 or self._cctor == TRI_NO:
            return None
        for rid in self.method_rids(".cctor"):
            m = self.method_of_row(rid)
            if m.is_cctor:
                self._cctor = TRI_YES
                return m
        self._cctor = TRI_NO
        return None

    @property
    def name(self) -> str:
        """Metadata name of the definition; "" for constructed types."""
        return self.module.md.typedef_name(self.rid) if self.rid else ""

    @property
    def namespace(self) -> str:
        return self.module.md.typedef_namespace(self.rid) if self.rid else ""

    def enclosing(self) -> TypeDesc | None:
        """Definition of the type this one is nested in."""
        if self.rid == 0:
            return None
        outer = self.module.md.enclosing(self.rid)
        return self.module.typedef(outer) if outer else None

    def attribute(self, name: str) -> bool:
        """The definition carries the custom attribute "Namespace.Name", whatever assembly defines it."""
        return self.rid != 0 and self.module.has_attribute(0x02000000 | self.rid, name)

    # ---- relations

    def definition(self) -> TypeDesc:
        return self.defn

    def base(self) -> TypeDesc | None:
        if not self._base_done:
            self._base = base_of(self)
            self._base_done = True
            # Every walk to the root relies on it.
            if self.defn is self and derives_from(self._base, self):
                self._base_done = False
                raise ResolveError(f"{self.text} derives from itself")
        return self._base

    def declared_interfaces(self) -> list[TypeDesc]:
        """What the type itself lists, in order."""
        found = self._declared_interfaces
        if found is None:
            found = declared_interfaces_of(self)
            self._declared_interfaces = found
        return found

    def interfaces(self) -> list[TypeDesc]:
        """All interfaces: the base's first, then each declared one followed by what it inherits; no duplicates."""
        found = self._interfaces
        if found is None:
            if self._interfaces_busy:
                raise ResolveError(f"{self.text} inherits from itself")
            self._interfaces_busy = True
            found = interfaces_of(self)
            self._interfaces = found
            self._interfaces_busy = False
        return found

    def underlying(self) -> TypeDesc:
        """The primitive an enum is stored as; other types are their own."""
        if not self.is_enum:
            return self
        found = self._underlying
        if found is None:
            found = self
            for f in self.fields():
                if not f.is_static:
                    found = f.type
                    break
            if not found.is_primitive:
                raise ResolveError(f"enum {self.text} has no primitive instance field")
            self._underlying = found
        return found

    def canon(self) -> TypeDesc:
        """Canonical form: reference-type arguments replaced by __Canon.  Not applied to the type itself."""
        found = self._canon
        if found is None:
            found = canonical(self)
            self._canon = found
        return found

    def canon_arg(self) -> TypeDesc:
        """This type as an argument of a canonical instantiation."""
        if self.is_ref:
            return self.ts.canon_type
        return self.canon()

    def over_canon(self) -> TypeDesc:
        """A generic definition instantiated over __Canon for each parameter; other types unchanged."""
        if self.kind != TK_INST:
            return self
        args: list[TypeDesc] = []
        for _ in self.args:
            args.append(self.ts.canon_type)
        return self.ts.inst(self.defn, args)

    def subst(self, targs: list[TypeDesc], margs: list[TypeDesc]) -> TypeDesc:
        """Replace !n by targs[n] and !!n by margs[n]; an empty list leaves that kind of variable as it is."""
        return substitute(self, targs, margs) if self.has_vars else self


    # ---- members

    def fields(self) -> list[FieldDesc]:
        """Declared fields in metadata order, on this instantiation."""
        found = self._fields
        if found is None:
            found = self.ts.make_fields(self)
            self._fields = found
        return found

    def field_of_row(self, rid: i64) -> FieldDesc:
        found = self.fields()
        if len(found):
            at = rid - found[0].rid
            if 0 <= at < len(found):
                return found[at]
        raise ResolveError(f"field row {rid} is not declared by {self.text}")

    def find_field(self, name: str) -> FieldDesc | None:
        """The first declared field of that name."""
        for f in self.fields():
            if f.name == name:
                return f
        return None

    def instance_fields(self) -> list[FieldDesc]:
        found: list[FieldDesc] = []
        for f in self.fields():
            if not f.flags & FF_STATIC:
                found.append(f)
        return found

    def _open_methods(self) -> None:
        if self.rid:
            first, end = self.module.md.typedef_methods(self.rid)
            self._methods_first = first
            self._methods = [None] * (end - first)
        self._methods_done = True

    def method_of_row(self, rid: i64) -> MethodDesc:
        """The method of that MethodDef row on this instantiation; open over its own variables."""
        if not self._methods_done:
            self._open_methods()
        at = rid - self._methods_first
        if at < 0 or at >= len(self._methods):
            raise ResolveError(f"method row {rid} is not declared by {self.text}")
        m = self._methods[at]
        if m is None:
            m = self.ts.make_method(self, rid)
            self._methods[at] = m
        return m

    def methods(self) -> list[MethodDesc]:
        """Declared methods in metadata order, on this instantiation."""
        if not self._methods_done:
            self._open_methods()
        found: list[MethodDesc] = []
        at: i64 = 0
        while at < len(self._methods):
            found.append(self.method_of_row(self._methods_first + at))
            at += 1
        return found

    def method_rids(self, name: str) -> list[int]:
        """MethodDef rows of that name, in order."""
        if self.defn is not self:
            return self.defn.method_rids(name)
        table = self._by_name
        if table is None:
            table = {}
            if self.rid:
                md = self.module.md
                first, end = md.typedef_methods(self.rid)
                for rid in range(first, end):
                    own = md.method_name(rid)
                    rows = table.get(own)
                    if rows is None:
                        table[own] = [rid]
                    else:
                        rows.append(rid)
            self._by_name = table
        empty: list[int] = []
        return table.get(name, empty)

    def find_method(self, name: str, sig: MethodSig | None = None) -> MethodDesc | None:
        """The declared method of that name and signature (as seen on this type); without signature the only one
        of that name.  None when there is none; ResolveError when several match."""
        hit: MethodDesc | None = None
        for rid in self.method_rids(name):
            m = self.method_of_row(rid)
            if sig is None or m.sig.same(sig):
                if hit is not None:
                    raise ResolveError(f"{self.text} declares several methods {name} that match")
                hit = m
        return hit

    # ---- layout and stability

    def layout(self) -> Layout:
        found = self._layout
        if found is None:
            if self._layout_busy:
                return failed_layout(f"{self.text} contains itself")
            self._layout_busy = True
            try:
                found = compute_layout(self)
            except ResolveError as e:
                found = failed_layout(e.message)
            finally:
                self._layout_busy = False
            self._layout = found
        return found

    def layout_fixed(self) -> bool:
        """The layout cannot change without recompiling the module being compiled (or is guaranteed forever)."""
        if self._fixed == TRI_UNKNOWN:
            self._fixed = TRI_YES if compute_layout_fixed(self) else TRI_NO
        return self._fixed == TRI_YES

    def abi_unstable(self) -> bool:
        """How the type is passed in calls depends on vector hardware: no precompiled code may pass it."""
        if self._abi == TRI_UNKNOWN:
            self._abi = TRI_YES if compute_abi_unstable(self) else TRI_NO
        return self._abi == TRI_YES

    def registers_unchecked(self) -> bool:
        """In which registers the struct is passed may change without a layout check noticing."""
        if self._registers == TRI_UNKNOWN:
            self._registers = TRI_YES if compute_registers_unchecked(self) else TRI_NO
        return self._registers == TRI_YES

    # ---- text and hash

    @property
    def definition_name(self) -> str:
        """Symbol text of the definition without type arguments."""
        defn = self.defn
        if defn._definition_name == "":
            defn._definition_name = names.definition_text(defn)
        return defn._definition_name

    @property
    def text(self) -> str:
        if self._text == "":
            self._text = names.type_text(self)
        return self._text

    @property
    def hash(self) -> i64:
        if self._hash < 0:
            self._hash = type_hash(self)
        return self._hash


def adopt(t: TypeDesc, part: TypeDesc) -> None:
    """Let the constructed type `t` inherit what interning records about its component `part`."""
    if part.has_vars:
        t.has_vars = True
    if part.is_shared:
        t.is_shared = True
    if part.depth + 1 > t.depth:
        t.depth = part.depth + 1
        if t.depth > MAX_TYPE_DEPTH:
            raise ResolveError("type nested too deeply")
