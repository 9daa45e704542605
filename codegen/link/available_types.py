"""AvailableTypes (R2R section 108): finding a type by name without scanning the metadata.

    table := native hash table of NU(row << 1 | is exported)

Every TypeDef is listed, `<Module>` and nested ones included, and every ExportedType.  The hash of a type is the XOR
of the hashes of its own name and of the names of all types around it.  The runtime trusts the table: a type that is
missing is not found by name.
Source: src/coreclr/vm/classhash.cpp, src/coreclr/vm/readytoruninfo.cpp.
"""
from __future__ import annotations

from typing import Final

from librt.strings import BytesWriter
from mypy_extensions import i64

from binder.errors import ResolveError
from binder.hashing import type_name_hash
from binder.metadata import Metadata
from binder.schema import T_EXPORTEDTYPE, T_TYPEDEF
from codegen.link.model import SECTION_TEXT, BlobChunk
from codegen.link.nativeformat import put_nu
from codegen.link.nativetable import NativeHashtableWriter

_MAX_NESTING: Final = 1000


def available_types(md: Metadata) -> BlobChunk:
    table = NativeHashtableWriter()
    for rid in range(1, md.row_count(T_TYPEDEF) + 1):
        table.add_raw(_typedef_hash(md, rid), _payload(rid << 1))
    for rid in range(1, md.row_count(T_EXPORTEDTYPE) + 1):
        table.add_raw(_exported_hash(md, rid), _payload(rid << 1 | 1))
    return BlobChunk("available-types", SECTION_TEXT, 4, table.finish())


def _payload(value: i64) -> bytes:
    w = BytesWriter()
    put_nu(w, value)
    return w.getvalue()


def _typedef_hash(md: Metadata, rid: i64) -> i64:
    h: i64 = 0
    for _ in range(_MAX_NESTING):
        h ^= type_name_hash(md.typedef_namespace(rid), md.typedef_name(rid))
        rid = md.enclosing(rid)
        if rid == 0:
            return h
    raise ResolveError("types nested in a circle")


def _exported_hash(md: Metadata, rid: i64) -> i64:
    h: i64 = 0
    for _ in range(_MAX_NESTING):
        implementation, _, ns, name = md.exported(rid)
        h ^= type_name_hash(ns, name)
        if implementation >> 24 != T_EXPORTEDTYPE:
            return h
        rid = implementation & 0xFFFFFF
    raise ResolveError("exported types nested in a circle")
