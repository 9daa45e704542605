"""A reader of ReadyToRun images, ours and those of other compilers: header, tables, cells, methods.

Opening reads the header and the import sections; methods are read on demand.  Nothing is trusted: malformed
tables raise BadImage or ValueError.  `dump_text` is what `ngen dump` shows.
Format: see the heads of the modules in codegen.link.
"""
from __future__ import annotations

from typing import Final, final

from mypy_extensions import i64

from binder.metadata import Metadata
from binder.modules import Module
from binder.pe_reader import PeFile
from codegen.emit.debuginfo import DebugInfo, decode_debug
from codegen.inspect.native_reader import R2RBytes, read_array, read_fixups, read_table
from codegen.inspect.sigtext import SigText
from codegen.link.header import (
    R2R_COMPILER,
    R2R_DEBUG_INFO,
    R2R_EXCEPTIONS,
    R2R_IMPORTS,
    R2R_INSTANCE_ENTRIES,
    R2R_METHOD_ENTRIES,
    R2R_RUNTIME_FUNCTIONS,
    R2R_SECTION_NAMES,
)
from codegen.target import MACHINE_AMD64

_OS_OF_XOR: Final[dict[int, str]] = {0: "win", 0x7B79: "linux", 0x4644: "osx", 0xADC4: "freebsd"}


@final
class DumpedCell:
    """One import cell: what it holds, what it starts with, and its GC reference map (empty when none)."""

    def __init__(self, rva: int, value: int, text: str, signature: bytes) -> None:
        self.rva: int = rva
        self.value: int = value
        self.text: str = text
        self.signature: bytes = signature


@final
class DumpedImport:
    def __init__(self, rva: int, size: int, flags: int, kind: int, entry_size: int, aux: int) -> None:
        self.rva: int = rva
        self.size: int = size
        self.flags: int = flags
        self.kind: int = kind
        self.entry_size: int = entry_size
        self.aux: int = aux
        self.cells: list[DumpedCell] = []


@final
class DumpedMethod:
    """`row` is the MethodDef row; `text` the name, with arguments for instantiations."""

    def __init__(self, row: int, text: str, function: int, fixups: list[tuple[int, int]]) -> None:
        self.row: int = row
        self.text: str = text
        self.function: int = function
        self.fixups: list[tuple[int, int]] = fixups
        self.parts: list[tuple[int, int, int]] = []    # begin, end (0 on x86), unwind
        self.clauses: list[tuple[int, int, int, int, int, int]] = []


@final
class R2RImage:
    """With a Module (of the same assembly) names are those of the type system, otherwise those of the metadata."""

    def __init__(self, pe: PeFile, module: Module | None = None) -> None:
        if not pe.has_r2r:
            raise pe.bad(pe.cli_offset, "no ReadyToRun header")
        self.pe: PeFile = pe
        self.md: Metadata = Metadata(pe)
        self.module: Module | None = module
        self.bytes: R2RBytes = R2RBytes(pe)
        b = self.bytes
        head = pe.native_header_rva
        self.os: str = ""
        self.arch: str = ""
        for xor, name in _OS_OF_XOR.items():
            cpu = pe.machine ^ xor
            if cpu == MACHINE_AMD64 or cpu == 0x14C:
                self.os = name
                self.arch = "x64" if cpu == MACHINE_AMD64 else "x86"
                break
        self.pointer_size: int = 4 if self.arch == "x86" else 8
        self.major: int = int(b.u2(head + 4))
        self.minor: int = int(b.u2(head + 6))
        self.flags: int = int(b.u4(head + 8))
        self.sections: dict[int, tuple[int, int]] = {}
        for i in range(b.u4(head + 12)):
            p = head + 16 + 12 * i
            self.sections[int(b.u4(p))] = (int(b.u4(p + 4)), int(b.u4(p + 8)))
        self.imports: list[DumpedImport] = []
        self._read_imports()
        self._debug: dict[int, int] | None = None
        self._functions: list[tuple[int, int, int]] = []
        self._read_functions()

    @property
    def compiler(self) -> str:
        rva, size = self.sections.get(R2R_COMPILER, (0, 0))
        return self.bytes.bytes(rva, size).rstrip(b"\0").decode("utf-8", "replace")

    def _read_imports(self) -> None:
        b = self.bytes
        rva, size = self.sections.get(R2R_IMPORTS, (0, 0))
        for i in range(size // 20):
            p = rva + 20 * i
            section = DumpedImport(int(b.u4(p)), int(b.u4(p + 4)), int(b.u2(p + 8)), int(b.u1(p + 10)),
                                   int(b.u1(p + 11)), int(b.u4(p + 16)))
            self.imports.append(section)
            signatures = b.u4(p + 12)
            if signatures == 0:
                continue
            for k in range(section.size // self.pointer_size):
                cell = section.rva + self.pointer_size * k
                value = b.u8(cell) if self.pointer_size == 8 else int(b.u4(cell))
                section.cells.append(self._cell(cell, value, b.u4(signatures + 4 * k)))

    def _cell(self, rva: int, value: int, signature: i64) -> DumpedCell:
        start = int(self.pe.rva_to_offset(signature))
        text = SigText(self.md, self.module, self.pe.data, start, self.pointer_size)
        shown = text.fixup()
        return DumpedCell(rva, value, shown, self.pe.data[start:text.pos])

    def _read_functions(self) -> None:
        b = self.bytes
        rva, size = self.sections.get(R2R_RUNTIME_FUNCTIONS, (0, 0))
        width = 8 if self.arch == "x86" else 12
        for i in range(size // width):
            p = rva + width * i
            if width == 8:
                self._functions.append((int(b.u4(p)), 0, int(b.u4(p + 4))))
            else:
                self._functions.append((int(b.u4(p)), int(b.u4(p + 4)), int(b.u4(p + 8))))

    # -- methods -------------------------------------------------------------------------------------

    def methods(self) -> list[DumpedMethod]:
        """All methods with code in the image: those found by row first, then instantiations."""
        out: list[DumpedMethod] = []
        rva, _ = self.sections.get(R2R_METHOD_ENTRIES, (0, 0))
        if rva:
            for index, position in read_array(self.bytes, rva).items():
                text = SigText(self.md, self.module, b"\0" + _compressed(index + 1), 0, self.pointer_size).method()
                out.append(self._method(index + 1, text.partition("\t")[0], position))
        rva, size = self.sections.get(R2R_INSTANCE_ENTRIES, (0, 0))
        if size:
            for _, _, position in read_table(self.bytes, rva):
                out.append(self._instance(position))
        self._attach_parts(out)
        self._attach_clauses(out)
        return out

    def _instance(self, position: int) -> DumpedMethod:
        start = int(self.pe.rva_to_offset(position))
        sig = SigText(self.md, self.module, self.pe.data, start, self.pointer_size)
        text = sig.method()
        return self._method(0, text.partition("\t")[0], position + sig.pos - start)

    def _method(self, row: int, text: str, position: int) -> DumpedMethod:
        entry, after = self.bytes.unsigned(position)
        fixups: list[tuple[int, int]] = []
        if (entry & 1) == 0:
            return DumpedMethod(row, text, int(entry >> 1), fixups)
        at = after
        if (entry & 2) != 0:
            back, _ = self.bytes.unsigned(after)
            at = after - back
        return DumpedMethod(row, text, int(entry >> 2), read_fixups(self.bytes, at))

    def _attach_parts(self, methods: list[DumpedMethod]) -> None:
        starts = sorted([m.function for m in methods])
        end_of: dict[int, int] = {}
        for i in range(len(starts)):
            end_of[starts[i]] = starts[i + 1] if i + 1 < len(starts) else len(self._functions)
        for m in methods:
            m.parts = self._functions[m.function:end_of[m.function]]

    def _attach_clauses(self, methods: list[DumpedMethod]) -> None:
        b = self.bytes
        rva, size = self.sections.get(R2R_EXCEPTIONS, (0, 0))
        by_start = {m.parts[0][0]: m for m in methods if m.parts}
        for i in range(size // 8 - 1):
            p = rva + 8 * i
            method = by_start.get(int(b.u4(p)))
            if method is None:
                raise ValueError(f"exception clauses of an unknown method at {b.u4(p):#x}")
            clause = b.u4(p + 4)
            while clause < b.u4(p + 12):
                method.clauses.append((
                    int(b.u4(clause)), int(b.u4(clause + 4)), int(b.u4(clause + 8)),
                    int(b.u4(clause + 12)), int(b.u4(clause + 16)), int(b.u4(clause + 20)),
                ))
                clause += 24

    def code(self, method: DumpedMethod) -> bytes:
        """The bytes of a method's body and funclets (x64)."""
        first = method.parts[0][0]
        return self.bytes.bytes(first, method.parts[-1][1] - first)

    def debug_info(self, method: DumpedMethod) -> DebugInfo | None:
        """Where the method's IL offsets and variables are; None when the image does not say."""
        if self._debug is None:
            rva, _ = self.sections.get(R2R_DEBUG_INFO, (0, 0))
            self._debug = read_array(self.bytes, rva) if rva else {}
        entry = self._debug.get(method.function)
        if entry is None:
            return None
        back, after = self.bytes.unsigned(entry)
        info, _ = decode_debug(self.pe.data, self.pe.rva_to_offset(entry - back if back else after), self.major)
        return info


def _compressed(value: int) -> bytes:
    if value < 0x80:
        return bytes((value,))
    if value < 0x4000:
        return bytes((0x80 | value >> 8, value & 0xFF))
    return bytes((0xC0 | value >> 24, (value >> 16) & 0xFF, (value >> 8) & 0xFF, value & 0xFF))


def dump_text(image: R2RImage, with_cells: bool, with_methods: bool) -> str:
    """The image as readable text, one fact a line, in the order of the file's tables."""
    lines = [
        f"ReadyToRun {image.major}.{image.minor} {image.os}-{image.arch} flags {image.flags:#x}",
        f"compiler {image.compiler}",
    ]
    for kind, (rva, size) in image.sections.items():
        lines.append(f"section {kind:3} {R2R_SECTION_NAMES.get(kind, '?'):26} rva {rva:#x} size {size:#x}")
    for i in range(len(image.imports)):
        s = image.imports[i]
        lines.append(f"import {i} flags {s.flags} type {s.kind} entry {s.entry_size} cells {len(s.cells)}")
        if with_cells:
            for k in range(len(s.cells)):
                lines.append(f"  [{i}:{k}] {s.cells[k].text}".replace("\t", " "))
    if with_methods:
        for m in image.methods():
            row = f"{m.row:06X}" if m.row else "inst"
            first = m.parts[0]
            lines.append(f"method {row} {m.text} at {first[0]:#x} parts {len(m.parts)}")
            for section, slot in m.fixups:
                lines.append(f"  needs [{section}:{slot}] {image.imports[section].cells[slot].text}".replace("\t", " "))
            for flags, start, end, handler, handler_end, last in m.clauses:
                lines.append(f"  clause {flags:#x} [{start:#x},{end:#x}) [{handler:#x},{handler_end:#x}) {last:#x}")
    return "\n".join(lines) + "\n"
