"""Which tokens the compiled module has for types, methods, fields and strings.

Signatures may only use tokens of the module's own metadata.  For what the module defines that is the definition's
row; for anything else the reference rows are resolved once and turned around.  When several references resolve to
the same thing, one whose parent is exactly the declaring type wins, then the lowest row, so that the choice depends
on the metadata alone.
Source: ECMA-335 II.22.25 (MemberRef), II.22.38 (TypeRef), II.24.2.4 (#US).
"""
from __future__ import annotations

from typing import Final, final

from mypy_extensions import i64

from binder.errors import ResolveError
from binder.kinds import TK_INST
from binder.members import FieldDesc, MethodDesc
from binder.metadata import Metadata
from binder.modules import Module
from binder.schema import T_MEMBERREF, T_METHODDEF, T_TYPEREF, T_TYPESPEC
from binder.types import TypeDesc
from codegen.link.model import NotExpressible

_TOKEN_TYPEREF: Final = 0x01000000
_TOKEN_TYPEDEF: Final = 0x02000000
_TOKEN_MEMBERREF: Final = 0x0A000000
_TOKEN_TYPESPEC: Final = 0x1B000000
_SIG_FIELD: Final = 6


@final
class TokenMap:
    """Reverse maps of one module; each is built when first needed."""

    def __init__(self, module: Module) -> None:
        self.module: Module = module
        self._typerefs: dict[TypeDesc, int] | None = None
        self._typespecs: dict[TypeDesc, int] | None = None
        self._methods: dict[MethodDesc, int] = {}
        self._fields: dict[FieldDesc, int] = {}
        # References whose parent is exactly one closed instantiation (or array): they need no owner beside them.
        self._exact_methods: dict[MethodDesc, int] = {}
        self._open_fields: dict[FieldDesc, int] = {}
        self._array_methods: dict[str, int] = {}
        self._exact_fields: dict[FieldDesc, int] = {}
        self._identity_fields: set[FieldDesc] = set()   # whose open reference is through their own definition
        self._members_done: bool = False
        self._strings: dict[str, int] | None = None

    def type_token(self, definition: TypeDesc) -> i64:
        """TypeDef or TypeRef token of a type definition."""
        if definition.module is self.module and definition.rid:
            return _TOKEN_TYPEDEF | definition.rid
        if self._typerefs is None:
            self._typerefs = self._read_types(T_TYPEREF, _TOKEN_TYPEREF)
        rid = self._typerefs.get(definition, 0)
        if rid == 0:
            raise NotExpressible(f"no reference to type {definition.text}")
        return _TOKEN_TYPEREF | rid

    def class_token(self, t: TypeDesc) -> i64:
        """TypeDef, TypeRef or TypeSpec token of a type named by an exception clause."""
        if self._typespecs is None:
            self._typespecs = self._read_types(T_TYPESPEC, _TOKEN_TYPESPEC)
        rid = self._typespecs.get(t, 0)
        if rid:
            return _TOKEN_TYPESPEC | rid
        if t.definition() is not t or t.rid == 0:
            raise NotExpressible(f"no specification of type {t.text}")
        return self.type_token(t)

    def array_method_ref(self, name: str, rank: i64, params: i64) -> i64:
        """Row of a MemberRef for the accessor of any array of that rank; the owner has to be given beside it."""
        self._read_members()
        return self._array_methods.get(f"{name}/{rank}/{params}", 0)

    def method_ref(self, method: MethodDesc) -> i64:
        """Row of a MemberRef for a typical method (or array method) of another module; 0 when there is none."""
        self._read_members()
        return self._methods.get(method, 0)

    def exact_method_ref(self, method: MethodDesc) -> i64:
        """Row of a MemberRef for a method on exactly this closed instantiation or array; 0 when there is none."""
        self._read_members()
        return self._exact_methods.get(method, 0)

    def exact_field_ref(self, field: FieldDesc) -> i64:
        """Row of a MemberRef for a field of exactly this closed instantiation; 0 when there is none."""
        self._read_members()
        return self._exact_fields.get(field, 0)

    def open_field_ref(self, field: FieldDesc) -> i64:
        """Row of a MemberRef for a typical field through an open instantiation; 0 when there is none.

        With the exact owner beside it the runtime finds the field of that instantiation.
        """
        self._read_members()
        return self._open_fields.get(field, 0)

    def field_ref(self, field: FieldDesc) -> i64:
        """Row of a MemberRef for a typical field of another module; 0 when there is none."""
        self._read_members()
        return self._fields.get(field, 0)

    def string_offset(self, text: str) -> i64:
        """Offset in the user string heap."""
        if self._strings is None:
            self._strings = _read_strings(self.module.md)
        found = self._strings.get(text)
        if found is None:
            raise NotExpressible("string literal that the module does not contain")
        return found

    def _read_types(self, table: i64, token: i64) -> dict[TypeDesc, int]:
        out: dict[TypeDesc, int] = {}
        for rid in range(1, self.module.md.row_count(table) + 1):
            try:
                t = self.module.resolve_type_token(token | rid)
            except ResolveError:
                continue
            if t not in out:
                out[t] = rid
        return out

    def _read_members(self) -> None:
        if self._members_done:
            return
        self._members_done = True
        module = self.module
        md = module.md
        exact_methods: set[MethodDesc] = set()
        exact_fields: set[FieldDesc] = set()
        for rid in range(1, md.row_count(T_MEMBERREF) + 1):
            parent, _, sig = md.memberref(rid)
            if parent >> 24 == T_METHODDEF or len(sig) == 0:
                continue
            try:
                if sig[0] == _SIG_FIELD:
                    field = module.resolve_field_token(_TOKEN_MEMBERREF | rid)
                    exact = self._is_owner(parent, field.owner)
                    if exact and field.owner.kind == TK_INST:
                        self._add_generic_field(field, rid)
                        continue
                    if field not in self._fields or (exact and field not in exact_fields):
                        self._fields[field] = rid
                        if exact:
                            exact_fields.add(field)
                else:
                    method = module.resolve_method_token(_TOKEN_MEMBERREF | rid)
                    exact = self._is_owner(parent, method.owner)
                    if exact and not method.owner.has_vars and method not in self._exact_methods:
                        self._exact_methods[method] = rid
                    if method.is_array_method:
                        key = f"{method.name}/{method.owner.rank}/{len(method.sig.params)}"
                        self._array_methods[key] = self._array_methods.get(key, rid)
                        continue
                    method = method.typical()
                    if method not in self._methods or (exact and method not in exact_methods):
                        self._methods[method] = rid
                        if exact:
                            exact_methods.add(method)
            except ResolveError:
                continue

    def _add_generic_field(self, field: FieldDesc, rid: int) -> None:
        if not field.owner.has_vars:
            self._exact_fields[field] = self._exact_fields.get(field, rid)
            return
        typical = field.typical()
        if typical not in self._open_fields or (typical is field and typical not in self._identity_fields):
            self._open_fields[typical] = rid
        if typical is field:
            self._identity_fields.add(typical)

    def _is_owner(self, parent: i64, owner: TypeDesc) -> bool:
        if parent >> 24 > T_TYPEREF + 1 and parent >> 24 != T_TYPESPEC:
            return False
        return self.module.resolve_type_token(parent).definition() is owner.definition()


def _read_strings(md: Metadata) -> dict[str, int]:
    """Every user string with the lowest offset at which it stands."""
    out: dict[str, int] = {}
    data = md.data
    pos: i64 = 1
    while pos < md.us_size:
        p = md.us_offset + pos
        first: i64 = data[p]
        if first < 0x80:
            length, head = first, 1
        elif first < 0xC0:
            length, head = (first & 0x3F) << 8 | data[p + 1], 2
        else:
            length, head = ((first & 0x1F) << 24) | (data[p + 1] << 16) | (data[p + 2] << 8) | data[p + 3], 4
        if length == 0 and head == 1:
            pos += 1
            continue
        if pos + head + length > md.us_size:
            break
        text = md.user_string(pos)
        if text not in out:
            out[text] = int(pos)
        pos += head + length
    if "" not in out:
        out[""] = 0
    return out
