"""ManifestMetadata (R2R section 112): the assemblies of the version bubble beyond the module's own references.

A small ECMA-335 metadata of its own: Module and Assembly "ManifestMetadata", TypeDef "<Module>", and one
AssemblyRef for each further assembly.  The bubble is one assembly, so there are none; the runtime of .NET 8 and
later needs the section to exist.
Sources: ECMA-335 II.24.2; docs/design/coreclr/botr/readytorun-format.md in the .NET runtime.
"""
from __future__ import annotations

from typing import Final

from librt.strings import BytesWriter

from codegen.link.model import SECTION_TEXT, BlobChunk, put_fill, put_u16, put_u32

_VERSION: Final = b"v4.0.30319\0\0"
_STRINGS: Final = b"\0<Module>\0ManifestMetadata\0\0"
_MODULE_NAME: Final = 0x0A
_TYPE_NAME: Final = 1
# Module, TypeDef, Assembly; the sorted mask is that of every compressed metadata.
_TABLES_PRESENT: Final = 0x0000000100000005
_TABLES_SORTED: Final = 0x000016003301FA00


def _tables() -> bytes:
    w = BytesWriter()
    put_u32(w, 0)
    w.write(b"\x02\x00\x00\x01")
    put_u32(w, _TABLES_PRESENT & 0xFFFFFFFF)
    put_u32(w, _TABLES_PRESENT >> 32)
    put_u32(w, _TABLES_SORTED & 0xFFFFFFFF)
    put_u32(w, _TABLES_SORTED >> 32)
    for _ in range(3):
        put_u32(w, 1)
    for v in (0, _MODULE_NAME, 1, 0, 0):              # Module: generation, name, mvid, two edit ids
        put_u16(w, v)
    put_u32(w, 0)                                     # TypeDef: flags, name, namespace, base, fields, methods
    for v in (_TYPE_NAME, 0, 0, 1, 1):
        put_u16(w, v)
    put_u32(w, 0)                                     # Assembly: hash, version, flags, key, name, culture
    for v in (0, 0, 0, 0):
        put_u16(w, v)
    put_u32(w, 0)
    for v in (0, _MODULE_NAME, 0):
        put_u16(w, v)
    used = len(w)
    put_fill(w, (-used) & 3, 0)
    return w.getvalue()


def manifest_blob() -> bytes:
    """The metadata of a bubble without further assemblies."""
    names = (b"#~\0\0", b"#Strings\0\0\0\0", b"#US\0", b"#GUID\0\0\0", b"#Blob\0\0\0")
    streams = (_tables(), _STRINGS, bytes(4), bytes(16), bytes(4))
    w = BytesWriter()
    w.write(b"BSJB\x01\x00\x01\x00\x00\x00\x00\x00")
    put_u32(w, len(_VERSION))
    w.write(_VERSION)
    put_u16(w, 0)
    put_u16(w, len(streams))
    ofs = len(w)
    for name in names:
        ofs += 8 + len(name)
    for i in range(len(streams)):
        put_u32(w, ofs)
        put_u32(w, len(streams[i]))
        w.write(names[i])
        ofs += len(streams[i])
    for s in streams:
        w.write(s)
    return w.getvalue()


def manifest_chunk() -> BlobChunk:
    return BlobChunk("manifest-metadata", SECTION_TEXT, 4, manifest_blob())
