"""What a compiler asks about the rows of one assembly.

Idea: each question reads the cells it needs (`MetadataTables.col`) and keeps nothing, except two maps built
at first use: names of top-level types, and children of enclosing types.  Answers are rids and tokens of this
assembly; nothing here follows a reference into another one (that is `binder.types`).

Invariants: 0 is none.  Ranges are [first, end).  Lists keep table order, which is declaration order.

Sources: ECMA-335 II.22; II.10.7 (layout), II.23.1 (flags).
"""

from __future__ import annotations

from typing import final

from mypy_extensions import i64

from binder.body import MethodBody, read_body
from binder.pe_reader import PeFile
from binder.schema import (
    CODED_CUSTOMATTRIBUTETYPE,
    CODED_HASCUSTOMATTRIBUTE,
    CODED_IMPLEMENTATION,
    CODED_MEMBERREFPARENT,
    CODED_METHODDEFORREF,
    CODED_RESOLUTIONSCOPE,
    CODED_TYPEDEFORREF,
    T_ASSEMBLY,
    T_ASSEMBLYREF,
    T_CLASSLAYOUT,
    T_CONSTANT,
    T_CUSTOMATTRIBUTE,
    T_EXPORTEDTYPE,
    T_FIELD,
    T_FIELDLAYOUT,
    T_FIELDRVA,
    T_GENERICPARAM,
    T_GENERICPARAMCONSTRAINT,
    T_IMPLMAP,
    T_INTERFACEIMPL,
    T_MEMBERREF,
    T_METHODDEF,
    T_METHODIMPL,
    T_METHODSPEC,
    T_MODULE,
    T_MODULEREF,
    T_NESTEDCLASS,
    T_PARAM,
    T_STANDALONESIG,
    T_TYPEDEF,
    T_TYPEREF,
    T_TYPESPEC,
)
from binder.tables import MetadataTables


@final
class Metadata(MetadataTables):
    def __init__(self, pe: PeFile) -> None:
        super().__init__(pe)
        self._top: dict[str, int] = {}
        self._top_built: bool = False
        self._exported: dict[str, int] = {}
        self._exported_built: bool = False
        self._children: dict[int, list[int]] = {}
        self._children_built: bool = False
        self._attribute_types: dict[int, str] = {}
        if self.row_count(T_MODULE) != 1:
            raise self.bad(self.tables_offset, f"{self.row_count(T_MODULE)} Module rows")

    # -- module and assembly -------------------------------------------------------------------------

    @property
    def mvid(self) -> bytes:
        return self.guid(self.col(T_MODULE, 1, 2))

    def module_name(self) -> str:
        return self.string_at(T_MODULE, 1, 1)

    def assembly(self) -> tuple[str, tuple[int, int, int, int], str, int, bytes]:
        """(name, version, culture, flags, public key); BadImage for a netmodule without a manifest."""
        if self.row_count(T_ASSEMBLY) == 0:
            raise self.bad(self.tables_offset, "no assembly manifest (a netmodule)")
        version = self._version(T_ASSEMBLY, 1)
        return (
            self.string_at(T_ASSEMBLY, 1, 7),
            version,
            self.string_at(T_ASSEMBLY, 1, 8),
            int(self.col(T_ASSEMBLY, 1, 5)),
            self.blob_at(T_ASSEMBLY, 1, 6),
        )

    def assembly_ref_count(self) -> i64:
        return self.row_count(T_ASSEMBLYREF)

    def assemblyref(self, rid: i64) -> tuple[str, tuple[int, int, int, int], str, int, bytes]:
        """(name, version, culture, flags, public key or token)."""
        return (
            self.string_at(T_ASSEMBLYREF, rid, 6),
            self._version(T_ASSEMBLYREF, rid),
            self.string_at(T_ASSEMBLYREF, rid, 7),
            int(self.col(T_ASSEMBLYREF, rid, 4)),
            self.blob_at(T_ASSEMBLYREF, rid, 5),
        )

    def _version(self, t: i64, rid: i64) -> tuple[int, int, int, int]:
        c: i64 = 1 if t == T_ASSEMBLY else 0
        return (
            int(self.col(t, rid, c)),
            int(self.col(t, rid, c + 1)),
            int(self.col(t, rid, c + 2)),
            int(self.col(t, rid, c + 3)),
        )

    def moduleref(self, rid: i64) -> str:
        return self.string_at(T_MODULEREF, rid, 0)

    # -- types ---------------------------------------------------------------------------------------

    def typedef_flags(self, rid: i64) -> i64:
        return self.col(T_TYPEDEF, rid, 0)

    def typedef_name(self, rid: i64) -> str:
        return self.string_at(T_TYPEDEF, rid, 1)

    def typedef_namespace(self, rid: i64) -> str:
        return self.string_at(T_TYPEDEF, rid, 2)

    def typedef_extends(self, rid: i64) -> i64:
        """Token of the base type; 0 for interfaces, System.Object and <Module>."""
        return self.coded(CODED_TYPEDEFORREF, self.col(T_TYPEDEF, rid, 3))

    def typedef_fields(self, rid: i64) -> tuple[i64, i64]:
        return self.range_end(T_TYPEDEF, rid, 4, T_FIELD)

    def typedef_methods(self, rid: i64) -> tuple[i64, i64]:
        return self.range_end(T_TYPEDEF, rid, 5, T_METHODDEF)

    def enclosing(self, rid: i64) -> i64:
        row = self.first_row(T_NESTEDCLASS, 0, rid)
        return self.col(T_NESTEDCLASS, row, 1) if row != 0 else 0

    def nested(self, rid: i64) -> list[int]:
        if not self._children_built:
            self._children_built = True
            row: i64 = 1
            n = self.row_count(T_NESTEDCLASS)
            while row <= n:
                outer = int(self.col(T_NESTEDCLASS, row, 1))
                inner = int(self.col(T_NESTEDCLASS, row, 0))
                children = self._children.get(outer)
                if children is None:
                    self._children[outer] = [inner]
                else:
                    children.append(inner)
                row += 1
        found = self._children.get(int(rid))
        return found if found is not None else []

    def find_typedef(self, namespace: str, name: str) -> i64:
        """rid of a top-level type, or 0."""
        if not self._top_built:
            self._build_top()
        found = self._top.get(namespace + "\0" + name)
        return found if found is not None else 0

    def _build_top(self) -> None:
        top = self._top
        names: i64 = 0
        rid = self.row_count(T_TYPEDEF)
        # Backwards, so that of two types of one name the first stays.
        while rid >= 1:
            if self.col(T_TYPEDEF, rid, 0) & 7 < 2:
                key = self.string_at(T_TYPEDEF, rid, 2) + "\0" + self.string_at(T_TYPEDEF, rid, 1)
                names += len(key)
                top[key] = int(rid)
            rid -= 1
            self._limit_names(names)
        self._top_built = True

    def _limit_names(self, total: i64) -> None:
        """Rows may share one huge string; honest files stay far below this."""
        if total > 16 * self.strings_size + 0x100000:
            raise self.bad(self.strings_offset, "type names exceed the string heap many times")

    def find_nested(self, enclosing: i64, name: str) -> i64:
        for rid in self.nested(enclosing):
            if self.string_at(T_TYPEDEF, rid, 1) == name:
                return rid
        return 0

    def find_exported(self, namespace: str, name: str) -> i64:
        """rid of a top-level ExportedType row, or 0."""
        if not self._exported_built:
            rid = self.row_count(T_EXPORTEDTYPE)
            names: i64 = 0
            while rid >= 1:
                # Nested forwarders have an ExportedType as implementation.
                if self.col(T_EXPORTEDTYPE, rid, 4) & 3 != 2:
                    key = (
                        self.string_at(T_EXPORTEDTYPE, rid, 3) + "\0" + self.string_at(T_EXPORTEDTYPE, rid, 2)
                    )
                    names += len(key)
                    self._exported[key] = int(rid)
                rid -= 1
                self._limit_names(names)
            self._exported_built = True
        found = self._exported.get(namespace + "\0" + name)
        return found if found is not None else 0

    def exported(self, rid: i64) -> tuple[i64, i64, str, str]:
        """(implementation token, flags, namespace, name)."""
        return (
            self.coded(CODED_IMPLEMENTATION, self.col(T_EXPORTEDTYPE, rid, 4)),
            self.col(T_EXPORTEDTYPE, rid, 0),
            self.string_at(T_EXPORTEDTYPE, rid, 3),
            self.string_at(T_EXPORTEDTYPE, rid, 2),
        )

    def interface_impls(self, rid: i64) -> list[int]:
        out: list[int] = []
        row = self.first_row(T_INTERFACEIMPL, 0, rid)
        while row != 0:
            out.append(int(self.coded(CODED_TYPEDEFORREF, self.col(T_INTERFACEIMPL, row, 1))))
            row = self.next_row(T_INTERFACEIMPL, 0, row)
        return out

    def method_impls(self, rid: i64) -> list[tuple[int, int]]:
        """(body token, declaration token) of every explicit override of a type."""
        out: list[tuple[int, int]] = []
        row = self.first_row(T_METHODIMPL, 0, rid)
        while row != 0:
            body = self.coded(CODED_METHODDEFORREF, self.col(T_METHODIMPL, row, 1))
            decl = self.coded(CODED_METHODDEFORREF, self.col(T_METHODIMPL, row, 2))
            out.append((int(body), int(decl)))
            row = self.next_row(T_METHODIMPL, 0, row)
        return out

    def class_layout(self, rid: i64) -> tuple[i64, i64]:
        """(packing size, class size), both 0 when there is no row."""
        row = self.first_row(T_CLASSLAYOUT, 2, rid)
        if row == 0:
            return 0, 0
        return self.col(T_CLASSLAYOUT, row, 0), self.col(T_CLASSLAYOUT, row, 1)

    # -- fields --------------------------------------------------------------------------------------

    def field_flags(self, rid: i64) -> i64:
        return self.col(T_FIELD, rid, 0)

    def field_name(self, rid: i64) -> str:
        return self.string_at(T_FIELD, rid, 1)

    def field_sig(self, rid: i64) -> bytes:
        return self.blob_at(T_FIELD, rid, 2)

    def field_owner(self, rid: i64) -> i64:
        return self._owner(rid, 4, T_FIELD)

    def field_layout_offset(self, rid: i64) -> int:
        """Explicit offset, or -1 when the field has none."""
        row = self.first_row(T_FIELDLAYOUT, 1, rid)
        return int(self.col(T_FIELDLAYOUT, row, 0)) if row != 0 else -1

    def field_rva(self, rid: i64) -> int:
        """RVA of the initial data, or -1 when the field has none."""
        row = self.first_row(T_FIELDRVA, 1, rid)
        return int(self.col(T_FIELDRVA, row, 0)) if row != 0 else -1

    def constant(self, token: i64) -> tuple[int, bytes] | None:
        """(element type, value) of a literal field, parameter or property."""
        t = token >> 24
        tag: i64 = 0 if t == T_FIELD else 1 if t == T_PARAM else 2
        row = self.first_row(T_CONSTANT, 2, (token & 0xFFFFFF) << 2 | tag)
        if row == 0:
            return None
        return int(self.col(T_CONSTANT, row, 0)), self.blob_at(T_CONSTANT, row, 3)

    # -- methods -------------------------------------------------------------------------------------

    def method_rva(self, rid: i64) -> i64:
        return self.col(T_METHODDEF, rid, 0)

    def method_implflags(self, rid: i64) -> i64:
        return self.col(T_METHODDEF, rid, 1)

    def method_flags(self, rid: i64) -> i64:
        return self.col(T_METHODDEF, rid, 2)

    def method_name(self, rid: i64) -> str:
        return self.string_at(T_METHODDEF, rid, 3)

    def method_sig(self, rid: i64) -> bytes:
        return self.blob_at(T_METHODDEF, rid, 4)

    def method_owner(self, rid: i64) -> i64:
        return self._owner(rid, 5, T_METHODDEF)

    def param(self, rid: i64) -> tuple[i64, i64, str]:
        """(flags, sequence, name); sequence 0 is the return value."""
        return self.col(T_PARAM, rid, 0), self.col(T_PARAM, rid, 1), self.string_at(T_PARAM, rid, 2)

    def pinvoke(self, rid: i64) -> tuple[int, str, str] | None:
        """(flags, import name, module name) of a P/Invoke method."""
        row = self.first_row(T_IMPLMAP, 1, rid << 1 | 1)
        if row == 0:
            return None
        scope = self.col(T_IMPLMAP, row, 3)
        module = self.moduleref(scope) if scope != 0 else ""
        return int(self.col(T_IMPLMAP, row, 0)), self.string_at(T_IMPLMAP, row, 2), module

    def body(self, rid: i64) -> MethodBody | None:
        """The IL body, or None for a method without one (abstract, extern, native)."""
        rva = self.col(T_METHODDEF, rid, 0)
        # Code type 0 is IL; native and runtime-provided methods may carry an RVA that is not IL.
        if rva == 0 or self.col(T_METHODDEF, rid, 1) & 3 != 0:
            return None
        return read_body(self.pe, rva)

    def _owner(self, rid: i64, c: i64, t: i64) -> i64:
        """The TypeDef whose run in list column `c` holds `rid`: the last one that starts at or before it."""
        if rid < 1 or rid > self.row_count(t):
            raise self.bad(self.tables_offset, f"member row {rid} of table {t:#x} does not exist")
        lo: i64 = 0
        hi = self.row_count(T_TYPEDEF)
        while lo < hi:
            mid = (lo + hi + 1) >> 1
            if self.col(T_TYPEDEF, mid, c) <= rid:
                lo = mid
            else:
                hi = mid - 1
        if lo == 0:
            raise self.bad(self.tables_offset, f"member row {rid} of table {t:#x} has no owner")
        first, end = self.range_end(T_TYPEDEF, lo, c, t)
        if rid < first or rid >= end:
            raise self.bad(self.tables_offset, f"member row {rid} of table {t:#x} has no owner")
        return lo

    # -- references ----------------------------------------------------------------------------------

    def typeref(self, rid: i64) -> tuple[i64, str, str]:
        """(scope token, namespace, name); scope 0 means: look among the exported types."""
        return (
            self.coded(CODED_RESOLUTIONSCOPE, self.col(T_TYPEREF, rid, 0)),
            self.string_at(T_TYPEREF, rid, 2),
            self.string_at(T_TYPEREF, rid, 1),
        )

    def memberref(self, rid: i64) -> tuple[i64, str, bytes]:
        """(parent token, name, signature)."""
        return (
            self.coded(CODED_MEMBERREFPARENT, self.col(T_MEMBERREF, rid, 0)),
            self.string_at(T_MEMBERREF, rid, 1),
            self.blob_at(T_MEMBERREF, rid, 2),
        )

    def methodspec(self, rid: i64) -> tuple[i64, bytes]:
        """(method token, instantiation blob)."""
        method = self.coded(CODED_METHODDEFORREF, self.col(T_METHODSPEC, rid, 0))
        return method, self.blob_at(T_METHODSPEC, rid, 1)

    def typespec(self, rid: i64) -> bytes:
        return self.blob_at(T_TYPESPEC, rid, 0)

    def standalonesig(self, rid: i64) -> bytes:
        return self.blob_at(T_STANDALONESIG, rid, 0)

    # -- generics ------------------------------------------------------------------------------------

    def generic_params(self, owner_token: i64) -> list[tuple[int, int, int]]:
        """(number, flags, rid) of each parameter of a TypeDef or MethodDef token."""
        out: list[tuple[int, int, int]] = []
        key = (owner_token & 0xFFFFFF) << 1 | (1 if owner_token >> 24 == T_METHODDEF else 0)
        row = self.first_row(T_GENERICPARAM, 2, key)
        while row != 0:
            out.append(
                (int(self.col(T_GENERICPARAM, row, 0)), int(self.col(T_GENERICPARAM, row, 1)), int(row))
            )
            row = self.next_row(T_GENERICPARAM, 2, row)
        return out

    def generic_constraints(self, gp_rid: i64) -> list[int]:
        """TypeDefOrRef tokens that constrain a generic parameter."""
        out: list[int] = []
        row = self.first_row(T_GENERICPARAMCONSTRAINT, 0, gp_rid)
        while row != 0:
            out.append(int(self.coded(CODED_TYPEDEFORREF, self.col(T_GENERICPARAMCONSTRAINT, row, 1))))
            row = self.next_row(T_GENERICPARAMCONSTRAINT, 0, row)
        return out

    # -- custom attributes ---------------------------------------------------------------------------

    def attribute_names(self, token: i64) -> list[str]:
        """Full type names of the custom attributes of a row, in table order."""
        out: list[str] = []
        row = self.first_row(T_CUSTOMATTRIBUTE, 0, self.encode_coded(CODED_HASCUSTOMATTRIBUTE, token))
        while row != 0:
            out.append(self._attribute_type(self.col(T_CUSTOMATTRIBUTE, row, 1)))
            row = self.next_row(T_CUSTOMATTRIBUTE, 0, row)
        return out

    def has_attribute(self, token: i64, name: str) -> bool:
        row = self.first_row(T_CUSTOMATTRIBUTE, 0, self.encode_coded(CODED_HASCUSTOMATTRIBUTE, token))
        while row != 0:
            if self._attribute_type(self.col(T_CUSTOMATTRIBUTE, row, 1)) == name:
                return True
            row = self.next_row(T_CUSTOMATTRIBUTE, 0, row)
        return False

    def attribute_blob(self, token: i64, name: str) -> bytes:
        """Value blob of the first attribute of that type; b"" when there is none."""
        row = self.first_row(T_CUSTOMATTRIBUTE, 0, self.encode_coded(CODED_HASCUSTOMATTRIBUTE, token))
        while row != 0:
            if self._attribute_type(self.col(T_CUSTOMATTRIBUTE, row, 1)) == name:
                return self.blob_at(T_CUSTOMATTRIBUTE, row, 2)
            row = self.next_row(T_CUSTOMATTRIBUTE, 0, row)
        return b""

    def _attribute_type(self, ctor: i64) -> str:
        """Type name of an attribute constructor (a raw CustomAttributeType index)."""
        found = self._attribute_types.get(int(ctor))
        if found is not None:
            return found
        token = self.coded(CODED_CUSTOMATTRIBUTETYPE, ctor)
        name = ""
        if token >> 24 == T_METHODDEF:
            name = self.type_name(T_TYPEDEF << 24 | self.method_owner(token & 0xFFFFFF))
        elif token != 0:
            name = self.type_name(
                self.coded(CODED_MEMBERREFPARENT, self.col(T_MEMBERREF, token & 0xFFFFFF, 0))
            )
        self._attribute_types[int(ctor)] = name
        return name

    def type_name(self, token: i64) -> str:
        """ "Ns.Name", nested "Ns.Outer/Inner"; of a TypeSpec the name of its generic definition or ""."""
        t = token >> 24
        rid = token & 0xFFFFFF
        if t == T_TYPESPEC:
            rid = self._generic_definition(self.typespec(rid))
            t = rid >> 24
            rid &= 0xFFFFFF
        inner = ""
        # A chain of enclosing types longer than this is a cycle.
        depth = 0
        while depth < 64:
            if t == T_TYPEDEF:
                namespace = self.string_at(T_TYPEDEF, rid, 2)
                name = self.string_at(T_TYPEDEF, rid, 1)
                outer = self.enclosing(rid)
            elif t == T_TYPEREF:
                namespace = self.string_at(T_TYPEREF, rid, 2)
                name = self.string_at(T_TYPEREF, rid, 1)
                scope = self.coded(CODED_RESOLUTIONSCOPE, self.col(T_TYPEREF, rid, 0))
                outer = scope & 0xFFFFFF if scope >> 24 == T_TYPEREF else 0
            else:
                return inner
            if outer == 0:
                return (f"{namespace}.{name}" if namespace != "" else name) + inner
            inner = f"/{name}{inner}"
            rid = outer
            depth += 1
        raise self.bad(self.tables_offset, f"type {token:#010x} is nested in itself")

    def _generic_definition(self, blob: bytes) -> i64:
        """Token of T in a TypeSpec `GENERICINST (CLASS | VALUETYPE) T ...`, else 0."""
        if len(blob) < 3 or blob[0] != 0x15:
            return 0
        b: i64 = blob[2]
        value: i64 = 0
        if b < 0x80:
            value = b
        elif b < 0xC0 and len(blob) > 3:
            value = (b & 0x3F) << 8 | i64(blob[3])
        elif b < 0xE0 and len(blob) > 5:
            value = (b & 0x1F) << 24 | i64(blob[3]) << 16 | i64(blob[4]) << 8 | i64(blob[5])
        return self.coded(CODED_TYPEDEFORREF, value)
