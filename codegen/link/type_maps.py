"""Three maps that spare the runtime scans of metadata tables (R2R sections 121 to 123, version 9.0 and later).

    MethodIsGenericMap := u32 MethodDef rows   1 bit a row, first row in the most significant bit
    EnclosingTypeMap   := u16 TypeDef rows     u16 enclosing TypeDef row or 0
    TypeGenericInfoMap := u32 TypeDef rows     4 bits a row, odd rows in the high half:
                          bits 0-1 number of type parameters (3 = more than two)
                          bit 2 some parameter is constrained   bit 3 some parameter is variant

The runtime trusts them, so they repeat the tables exactly.
Sources: docs/design/coreclr/botr/readytorun-format.md; bit order as in src/coreclr/vm/readytoruninfo.cpp.
"""
from __future__ import annotations

from typing import Final

from librt.strings import BytesWriter
from mypy_extensions import i64

from binder.metadata import Metadata
from binder.schema import T_GENERICPARAM, T_METHODDEF, T_TYPEDEF
from codegen.link.model import SECTION_TEXT, BlobChunk, put_u8, put_u16, put_u32

_VARIANCE: Final = 0x03
_SPECIAL_CONSTRAINTS: Final = 0x1C
_ALLOW_BYREF_LIKE: Final = 0x20
_FIRST_BYREF_LIKE: Final = 16   # R2R major version whose runtime counts it as a constraint
_MAX_ENCLOSING: Final = 0xFFFE


def method_is_generic(md: Metadata) -> BlobChunk:
    count = int(md.row_count(T_METHODDEF))
    bits = bytearray((count + 7) // 8)
    for row in range(1, md.row_count(T_GENERICPARAM) + 1):
        owner = md.col(T_GENERICPARAM, row, 2)   # TypeOrMethodDef: bit 0 says method
        index = int(owner >> 1) - 1
        if (owner & 1) != 0 and 0 <= index < count:
            bits[index >> 3] |= 0x80 >> (index & 7)
    w = BytesWriter()
    put_u32(w, count)
    w.write(bits)
    return BlobChunk("method-is-generic", SECTION_TEXT, 4, w.getvalue())


def enclosing_types(md: Metadata) -> BlobChunk | None:
    """None when the table is too large for the map."""
    count = md.row_count(T_TYPEDEF)
    if count >= _MAX_ENCLOSING:
        return None
    w = BytesWriter()
    put_u16(w, count)
    for rid in range(1, count + 1):
        put_u16(w, md.enclosing(rid))
    return BlobChunk("enclosing-types", SECTION_TEXT, 4, w.getvalue())


def type_generic_info(md: Metadata, r2r_major: i64) -> BlobChunk:
    special: i64 = _SPECIAL_CONSTRAINTS
    if r2r_major >= _FIRST_BYREF_LIKE:
        special |= _ALLOW_BYREF_LIKE
    w = BytesWriter()
    count = md.row_count(T_TYPEDEF)
    put_u32(w, count)
    pair: i64 = 0
    for rid in range(1, count + 1):
        params = md.generic_params(0x02000000 | rid)
        info: i64 = min(len(params), 3)
        for _, flags, row in params:
            if (flags & special) != 0 or md.generic_constraints(row):
                info |= 4
            if (flags & _VARIANCE) != 0:
                info |= 8
        if rid % 2:
            pair = info << 4
        else:
            put_u8(w, pair | info)
            pair = 0
    if count % 2:
        put_u8(w, pair)
    return BlobChunk("type-generic-info", SECTION_TEXT, 4, w.getvalue())
