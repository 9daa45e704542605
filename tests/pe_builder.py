"""Writes minimal assemblies byte by byte, so that tests control every field of them.

One section at RVA 0x2000 holds the CLI header, method bodies and metadata. Tables are given as lists of rows,
rows as lists of integers in column order; all indices are two bytes wide.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

SECTION_RVA = 0x2000
SECTION_OFS = 0x200
CLI = 72
SORTED = 0x16003301FA00

# Column widths by table: numbers as of struct, with two bytes for every index.
WIDTHS: dict[int, str] = {
    0x00: "HHHHH",
    0x01: "HHH",
    0x02: "IHHHHH",
    0x04: "HHH",
    0x06: "IHHHHH",
    0x08: "HHH",
    0x09: "HH",
    0x0A: "HHH",
    0x0C: "HHH",
    0x0F: "HIH",
    0x10: "IH",
    0x11: "H",
    0x19: "HHH",
    0x1A: "H",
    0x1B: "H",
    0x1C: "HHHH",
    0x1D: "IH",
    0x20: "IHHHHIHHH",
    0x23: "HHHHIHHHH",
    0x26: "IHH",
    0x27: "IIHHH",
    0x29: "HH",
    0x2A: "HHHH",
    0x2B: "HH",
    0x2C: "HH",
}


class Heap:
    """#Strings or #Blob; entry 0 is the empty one."""

    def __init__(self) -> None:
        self.data = bytearray(b"\0")

    def string(self, text: str) -> int:
        self.data += text.encode() + b"\0"
        return len(self.data) - len(text.encode()) - 1

    def blob(self, value: bytes) -> int:
        assert len(value) < 128
        self.data += bytes([len(value)]) + value
        return len(self.data) - len(value) - 1


def metadata(
    tables: dict[int, list[list[int]]],
    strings: bytes,
    blobs: bytes,
    us: bytes = b"\0",
    sorted_mask: int = SORTED,
) -> bytes:
    valid = sum(1 << t for t in tables)
    stream = struct.pack("<IBBBBQQ", 0, 2, 0, 0, 1, valid, sorted_mask)
    for t in sorted(tables):
        stream += struct.pack("<I", len(tables[t]))
    for t in sorted(tables):
        for row in tables[t]:
            stream += struct.pack("<" + WIDTHS[t], *row)
    parts = [(b"#~\0\0", stream), (b"#Strings\0\0\0\0", strings), (b"#US\0", us)]
    parts += [(b"#GUID\0\0\0", bytes(range(16))), (b"#Blob\0\0\0", blobs)]
    head = b"BSJB" + struct.pack("<HHII", 1, 1, 0, 12) + b"v4.0.30319\0\0" + struct.pack("<HH", 0, len(parts))
    ofs = len(head) + sum(8 + len(name) for name, _ in parts)
    body = b""
    for name, content in parts:
        content += bytes(-len(content) % 4)
        head += struct.pack("<II", ofs + len(body), len(content)) + name
        body += content
    return head + body


def image(bodies: bytes, md: bytes, pe32plus: bool = False, native: tuple[int, int] = (0, 0)) -> bytes:
    """Bodies start at RVA 0x2048, metadata follows them 4-aligned."""
    bodies += bytes(-len(bodies) % 4)
    md_rva = SECTION_RVA + CLI + len(bodies)
    cli = struct.pack("<IHHIIII", CLI, 2, 5, md_rva, len(md), 1, 0)
    cli += bytes(64 - len(cli)) + struct.pack("<II", *native)
    section = cli + bodies + md
    raw = section + bytes(-len(section) % 0x200)
    directories = bytearray(16 * 8)
    struct.pack_into("<II", directories, 14 * 8, SECTION_RVA, CLI)
    sizes = (
        struct.pack("<QQQQ", 0x100000, 0x1000, 0x100000, 0x1000)
        if pe32plus
        else struct.pack("<IIII", 1, 2, 3, 4)
    )
    opt = struct.pack("<HBBIIIII", 0x20B if pe32plus else 0x10B, 8, 0, 0, 0, 0, 0, SECTION_RVA)
    opt += struct.pack("<Q", 0x180000000) if pe32plus else struct.pack("<II", 0, 0x400000)
    opt += struct.pack("<IIHHHHHHIIIIHH", 0x2000, 0x200, 4, 0, 0, 0, 4, 0, 0, 0x4000, 0x200, 0, 3, 0x8540)
    opt += sizes + struct.pack("<II", 0, 16) + directories
    dos = b"MZ" + bytes(58) + struct.pack("<I", 0x40)
    machine = 0x8664 if pe32plus else 0x14C
    coff = struct.pack("<IHHIIIHH", 0x4550, machine, 1, 0x5EED, 0, 0, len(opt), 0x2022)
    header = b".text\0\0\0" + struct.pack("<IIII", len(section), SECTION_RVA, len(raw), SECTION_OFS)
    header += bytes(12) + struct.pack("<I", 0x60000020)
    head = dos + coff + opt + header
    return head + bytes(SECTION_OFS - len(head)) + raw


# A name, or with version, or with version, culture and public key token.
Reference = str | tuple[str, tuple[int, int, int, int]] | tuple[str, tuple[int, int, int, int], str, bytes]


def library(
    name: str,
    references: Sequence[Reference] = (),
    version: tuple[int, ...] = (1, 0, 0, 0),
    culture: str = "",
    key: bytes = b"",
    files: Sequence[str] = (),
    pe32plus: bool = False,
) -> bytes:
    """An assembly of no types that references others; `key` is its public key, `files` are linked to it."""
    strings = Heap()
    blobs = Heap()
    module = [[0, strings.string(name + ".dll"), 1, 0, 0]]
    refs: list[list[int]] = []
    for reference in references:
        parts = (reference,) if isinstance(reference, str) else reference
        simple, wanted, tag, token = (*parts, *((1, 0, 0, 0), "", b"")[len(parts) - 1 :])
        language = strings.string(tag) if tag else 0
        refs.append([*wanted, 0, blobs.blob(token) if token else 0, strings.string(simple), language, 0])
    tables = {0x00: module, 0x02: [[0, strings.string("<Module>"), 0, 0, 1, 1]]}
    flags, public_key = (1, blobs.blob(key)) if key else (0, 0)
    language = strings.string(culture) if culture else 0
    tables[0x20] = [[0x8004, *version, flags, public_key, strings.string(name), language]]
    if refs:
        tables[0x23] = refs
    if files:
        tables[0x26] = [[1, strings.string(file), 0] for file in files]
    return image(b"", metadata(tables, bytes(strings.data), bytes(blobs.data)), pe32plus)
