"""One loaded module: tokens -> types, methods and fields.

Every resolution is done once per token and kept.  Results are *open*: !n and !!n of the surrounding definition
stay, the caller substitutes.  A reference is followed by simple assembly name, then through type forwarders
(ECMA-335 II.22.14) to the module that defines the type; failure is a ResolveError and is not kept.
Member references are matched by name and exact signature on the parent and then its base types (II.22.25).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, final

from mypy_extensions import i64

from binder import sigs
from binder.errors import ResolveError
from binder.kinds import MF_ACCESS_MASK
from binder.metadata import Metadata
from binder.pe_reader import PeFile
from binder.stability import has_framework_key

if TYPE_CHECKING:
    from binder.members import FieldDesc, MethodDesc, MethodSig
    from binder.statics import StaticBlocks
    from binder.types import TypeDesc
    from binder.typesystem import TypeSystem

TAB_MODULE: Final = 0x00
TAB_TYPEREF: Final = 0x01
TAB_TYPEDEF: Final = 0x02
TAB_FIELD: Final = 0x04
TAB_METHODDEF: Final = 0x06
TAB_MEMBERREF: Final = 0x0A
TAB_MODULEREF: Final = 0x1A
TAB_TYPESPEC: Final = 0x1B
TAB_ASSEMBLY: Final = 0x20
TAB_ASSEMBLYREF: Final = 0x23
TAB_EXPORTEDTYPE: Final = 0x27
TAB_METHODSPEC: Final = 0x2B

MAX_FORWARDS: Final = 10
UNSPECIFIED: Final = 0xFFFF


@final
class Module:
    def __init__(self, ts: TypeSystem, pe: PeFile, path: str) -> None:
        self.ts = ts
        self.pe = pe
        self.path = path
        self.md = Metadata(pe)
        md = self.md
        self.has_assembly = md.row_count(TAB_ASSEMBLY) != 0
        self.name = ""
        self.version: tuple[int, int, int, int] = (0, 0, 0, 0)
        self.has_framework_key = False
        if self.has_assembly:
            self.name, self.version, _, _, key = md.assembly()
            self.has_framework_key = has_framework_key(key)
        else:
            self.name = md.module_name()
        self.mvid: bytes = md.mvid
        # The runtime lays out classes of precompiled images differently; true also for what will be precompiled.
        self.is_r2r: bool = pe.has_r2r
        self.is_corlib = False
        self._typedefs: list[TypeDesc | None] = [None] * (md.row_count(TAB_TYPEDEF) + 1)
        self._typerefs: list[TypeDesc | None] = [None] * (md.row_count(TAB_TYPEREF) + 1)
        self._typespecs: list[TypeDesc | None] = [None] * (md.row_count(TAB_TYPESPEC) + 1)
        self._methoddefs: list[MethodDesc | None] = [None] * (md.row_count(TAB_METHODDEF) + 1)
        self._method_refs: list[MethodDesc | None] = [None] * (md.row_count(TAB_MEMBERREF) + 1)
        self._field_refs: list[FieldDesc | None] = [None] * (md.row_count(TAB_MEMBERREF) + 1)
        self._methodspecs: list[MethodDesc | None] = [None] * (md.row_count(TAB_METHODSPEC) + 1)
        self._assemblies: list[Module | None] = [None] * (md.row_count(TAB_ASSEMBLYREF) + 1)
        self._attributes: dict[int, list[str]] = {}
        # Filled by binder.statics.
        self.static_blocks: StaticBlocks | None = None

    def __repr__(self) -> str:
        return f"Module({self.name})"

    def check(self, table: i64, rid: i64) -> None:
        if rid <= 0 or rid > self.md.row_count(table):
            raise ResolveError(f"{self.name}: no row {rid} in table {table:#04x}")

    # ---- definitions

    def typedef(self, rid: i64) -> TypeDesc:
        """The definition of a TypeDef row, open over its own variables when generic."""
        self.check(TAB_TYPEDEF, rid)
        t = self._typedefs[rid]
        if t is None:
            t = self.ts.make_definition(self, rid)
            self._typedefs[rid] = t
        return t

    def set_typedef(self, rid: i64, t: TypeDesc) -> None:
        self._typedefs[rid] = t

    def methoddef(self, rid: i64) -> MethodDesc:
        self.check(TAB_METHODDEF, rid)
        m = self._methoddefs[rid]
        if m is None:
            m = self.typedef(self.md.method_owner(rid)).method_of_row(rid)
            self._methoddefs[rid] = m
        return m

    def fielddef(self, rid: i64) -> FieldDesc:
        self.check(TAB_FIELD, rid)
        return self.typedef(self.md.field_owner(rid)).field_of_row(rid)

    def typedefs(self) -> list[TypeDesc]:
        """All definitions in row order, `<Module>` included."""
        found: list[TypeDesc] = []
        for rid in range(1, len(self._typedefs)):
            found.append(self.typedef(rid))
        return found

    def find_type(self, namespace: str, name: str) -> TypeDesc | None:
        """A top-level definition of this module itself; forwarders are not followed."""
        rid = self.md.find_typedef(namespace, name)
        return self.typedef(rid) if rid else None

    def base_of_row(self, rid: i64) -> TypeDesc | None:
        token = self.md.typedef_extends(rid)
        return self.resolve_type_token(token) if token & 0xFFFFFF else None

    def has_attribute(self, token: i64, name: str) -> bool:
        found = self._attributes.get(int(token))
        if found is None:
            found = self.md.attribute_names(token)
            self._attributes[int(token)] = found
        return name in found

    def type_token_name(self, token: i64) -> str:
        """Full name of a type token without resolving it (custom modifiers may name types nobody ships)."""
        return self.md.type_name(token)

    # ---- types

    def resolve_type_token(self, token: i64) -> TypeDesc:
        table = token >> 24
        rid = token & 0xFFFFFF
        if table == TAB_TYPEDEF:
            return self.typedef(rid)
        if table == TAB_TYPEREF:
            self.check(TAB_TYPEREF, rid)
            t = self._typerefs[rid]
            if t is None:
                t = self._resolve_typeref(rid, 0)
                self._typerefs[rid] = t
            return t
        if table == TAB_TYPESPEC:
            self.check(TAB_TYPESPEC, rid)
            t = self._typespecs[rid]
            if t is None:
                t = sigs.decode_type(self, self.md.typespec(rid))
                self._typespecs[rid] = t
            return t
        raise ResolveError(f"{self.name}: {token:#010x} is not a type")

    def _resolve_typeref(self, rid: i64, depth: i64) -> TypeDesc:
        scope, namespace, name = self.md.typeref(rid)
        table = scope >> 24
        if table == TAB_TYPEREF and scope & 0xFFFFFF:
            if depth > 64:
                raise ResolveError(f"{self.name}: type reference {rid} nested too deeply")
            outer = self._resolve_typeref(scope & 0xFFFFFF, depth + 1)
            inner = outer.module.md.find_nested(outer.rid, name)
            if inner == 0:
                raise ResolveError(f"{outer.text} has no nested type {name}")
            return outer.module.typedef(inner)
        if table == TAB_ASSEMBLYREF:
            return self.assembly_of_row(scope & 0xFFFFFF).resolve_name(namespace, name)
        if scope & 0xFFFFFF == 0 or table == TAB_MODULE:
            return self.resolve_name(namespace, name)
        raise ResolveError(f"{self.name}: {namespace}.{name} lies in another module file of the assembly")

    def resolve_name(self, namespace: str, name: str) -> TypeDesc:
        """A top-level type seen through this module: its own, or forwarded by it."""
        module = self
        for _ in range(MAX_FORWARDS):
            rid = module.md.find_typedef(namespace, name)
            if rid:
                return module.typedef(rid)
            rid = module.md.find_exported(namespace, name)
            if rid == 0:
                break
            target = module.md.exported(rid)[0]
            if target >> 24 != TAB_ASSEMBLYREF:
                break
            module = module.assembly_of_row(target & 0xFFFFFF)
        raise ResolveError(f"type {namespace}.{name} not found in {self.name}")

    def assembly_of_row(self, rid: i64) -> Module:
        """The module an AssemblyRef row is bound to: same simple name, version at least the requested one."""
        self.check(TAB_ASSEMBLYREF, rid)
        found = self._assemblies[rid]
        if found is None:
            ref = self.md.assemblyref(rid)
            found = self.ts.module_by_name(ref[0])
            if found is None:
                raise ResolveError(f"assembly {ref[0]} referenced by {self.name} not found")
            for i in range(4):
                want = ref[1][i]
                have = found.version[i]
                if want == UNSPECIFIED or have > want:
                    break
                if have < want:
                    raise ResolveError(f"{self.name} needs a newer {ref[0]} than the one found")
            self._assemblies[rid] = found
        return found

    # ---- methods

    def resolve_method_token(self, token: i64) -> MethodDesc:
        """The method a MethodDef, MemberRef or MethodSpec token names; a MethodSpec comes instantiated."""
        table = token >> 24
        rid = token & 0xFFFFFF
        if table == TAB_METHODDEF:
            return self.methoddef(rid)
        if table == TAB_MEMBERREF:
            self.check(TAB_MEMBERREF, rid)
            m = self._method_refs[rid]
            if m is None:
                m = self._resolve_method_ref(rid)
                self._method_refs[rid] = m
            return m
        if table == TAB_METHODSPEC:
            self.check(TAB_METHODSPEC, rid)
            m = self._methodspecs[rid]
            if m is None:
                generic, blob = self.md.methodspec(rid)
                m = self.ts.inst_method(self.resolve_method_token(generic), sigs.decode_inst(self, blob))
                self._methodspecs[rid] = m
            return m
        raise ResolveError(f"{self.name}: {token:#010x} is not a method")

    def _resolve_method_ref(self, rid: i64) -> MethodDesc:
        parent_token, name, blob = self.md.memberref(rid)
        if parent_token >> 24 == TAB_METHODDEF:
            return self.methoddef(parent_token & 0xFFFFFF)
        if sigs.is_field_sig(blob):
            raise ResolveError(f"{self.name}: member reference {name} is a field")
        parent = self._parent(parent_token, name)
        sig = sigs.decode_method(self, blob)
        if parent.is_array:
            if name == "Get" or name == "Set" or name == "Address" or name == ".ctor":
                return self.ts.array_method(parent, name, len(sig.params))
        m = find_member(parent, name, sig)
        if m is None:
            raise ResolveError(f"method {parent.text}::{name} not found with the signature asked for")
        return m

    def _parent(self, token: i64, name: str) -> TypeDesc:
        table = token >> 24
        if table != TAB_TYPEDEF and table != TAB_TYPEREF and table != TAB_TYPESPEC:
            raise ResolveError(f"{self.name}: member reference {name} has no type as parent")
        t = self.resolve_type_token(token)
        if t.rid == 0 and not t.is_array:
            raise ResolveError(f"{t.text} has no members")
        return t

    # ---- fields

    def resolve_field_token(self, token: i64) -> FieldDesc:
        table = token >> 24
        rid = token & 0xFFFFFF
        if table == TAB_FIELD:
            return self.fielddef(rid)
        if table != TAB_MEMBERREF:
            raise ResolveError(f"{self.name}: {token:#010x} is not a field")
        self.check(TAB_MEMBERREF, rid)
        f = self._field_refs[rid]
        if f is None:
            f = self._resolve_field_ref(rid)
            self._field_refs[rid] = f
        return f

    def _resolve_field_ref(self, rid: i64) -> FieldDesc:
        parent_token, name, blob = self.md.memberref(rid)
        if not sigs.is_field_sig(blob):
            raise ResolveError(f"{self.name}: member reference {name} is a method")
        parent = self._parent(parent_token, name)
        wanted = sigs.decode_field(self, blob)
        level: TypeDesc | None = parent.defn
        while level is not None:
            hit: FieldDesc | None = None
            for f in level.fields():
                if f.name == name and f.type is wanted:
                    if hit is not None:
                        raise ResolveError(f"{level.text} declares several fields {name} that match")
                    hit = f
            if hit is not None:
                owner = hit.owner.subst(parent.args, [])
                return owner.fields()[hit.position]
            level = level.base()
        raise ResolveError(f"field {parent.text}::{name} not found")


def find_member(parent: TypeDesc, name: str, sig: MethodSig) -> MethodDesc | None:
    """The method of that name and signature on `parent` or a base type.  The signature is written in terms of the
    variables of the parent's definition, so the search runs on the definition."""
    level: TypeDesc | None = parent.defn
    while level is not None:
        m = level.find_method(name, sig)
        if m is not None and m.flags & MF_ACCESS_MASK:
            return m.on_owner(m.owner.subst(parent.args, []))
        level = level.base()
    return None
