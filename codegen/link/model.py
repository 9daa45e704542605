"""The linker's vocabulary: chunks, sections, and the order in which things become known.

An image is a list of sections, a section a list of chunks.  A chunk is any piece of output: one table, all code,
the copied metadata.  Linking passes three milestones, and each chunk method may use only what is known before it:

    measure()     contents are collected; returns the chunk's size in bytes.  Sizes never depend on addresses,
                  except in the last section (.reloc), which is measured when all others are placed.
    (placed)      `rva` and `size` of every chunk are final.
    write(out)    appends exactly `size` bytes.  May ask any chunk for its RVA.

Chunks refer to each other as objects and ask for addresses when they write, so no table of names is needed.
"""
from __future__ import annotations

from typing import Final, final

from librt.strings import BytesWriter, write_i16_le, write_i32_le, write_i64_le
from mypy_extensions import i16, i32, i64, u8

SECTION_TEXT: Final = 1   # read and execute: code and everything that never changes
SECTION_DATA: Final = 2   # read and write: import cells
SECTION_RELOC: Final = 3

MILESTONE_COLLECTED: Final = 1
MILESTONE_PLACED: Final = 2
MILESTONE_WRITTEN: Final = 3


class NotExpressible(Exception):
    """Something has no encoding in the module's own tokens; the methods that need it are left to the JIT."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail: str = detail


class Chunk:
    """One piece of output; see the module's head for when which method may be called."""

    def __init__(self, name: str, section: i64, align: i64) -> None:
        self.name: str = name
        self.section: i64 = section
        self.align: i64 = align
        self.rva: i64 = 0
        self.size: i64 = 0

    def measure(self) -> i64:
        raise NotImplementedError(self.name)

    def write(self, out: BytesWriter) -> None:
        raise NotImplementedError(self.name)


class BlobChunk(Chunk):
    """A chunk whose bytes are known before anything is placed."""

    def __init__(self, name: str, section: i64, align: i64, data: bytes) -> None:
        super().__init__(name, section, align)
        self.data: bytes = data

    def measure(self) -> i64:
        return len(self.data)

    def write(self, out: BytesWriter) -> None:
        out.write(self.data)


@final
class Section:
    """One PE section: the chunks in order, then where they ended up."""

    def __init__(self, kind: i64, name: str, flags: i64, fill: i64) -> None:
        self.kind: i64 = kind
        self.name: str = name
        self.flags: i64 = flags
        self.fill: i64 = fill
        self.chunks: list[Chunk] = []
        self.rva: i64 = 0
        self.vsize: i64 = 0
        self.file_ofs: i64 = 0
        self.raw_size: i64 = 0


def align_up(value: i64, align: i64) -> i64:
    """`align` is a power of two."""
    return (value + align - 1) & ~(align - 1)


def put_u8(out: BytesWriter, v: i64) -> None:
    out.append(u8(v & 0xFF))


def put_u16(out: BytesWriter, v: i64) -> None:
    v &= 0xFFFF
    if v >= 0x8000:
        v -= 0x10000
    write_i16_le(out, i16(v))


def put_u32(out: BytesWriter, v: i64) -> None:
    v &= 0xFFFFFFFF
    if v >= 0x80000000:
        v -= 0x100000000
    write_i32_le(out, i32(v))


def put_u64(out: BytesWriter, v: i64) -> None:
    write_i64_le(out, v)


def put_fill(out: BytesWriter, count: i64, value: i64) -> None:
    """`count` bytes of `value`."""
    if count > 0:
        out.write(bytes([value]) * int(count))


def patch_u32(out: BytesWriter, pos: i64, v: i64) -> None:
    """Overwrites four bytes written before."""
    v &= 0xFFFFFFFF
    out[pos] = u8(v & 0xFF)
    out[pos + 1] = u8((v >> 8) & 0xFF)
    out[pos + 2] = u8((v >> 16) & 0xFF)
    out[pos + 3] = u8((v >> 24) & 0xFF)


def put_cu(out: BytesWriter, v: i64) -> None:
    """ECMA-335 II.23.2 compressed unsigned integer."""
    if v < 0x80:
        out.append(u8(v))
    elif v < 0x4000:
        out.append(u8(0x80 | (v >> 8)))
        out.append(u8(v & 0xFF))
    elif v < 0x20000000:
        out.append(u8(0xC0 | (v >> 24)))
        out.append(u8((v >> 16) & 0xFF))
        out.append(u8((v >> 8) & 0xFF))
        out.append(u8(v & 0xFF))
    else:
        raise NotExpressible(f"integer {v} is too large for a signature")
