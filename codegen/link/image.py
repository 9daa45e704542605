"""Linking: compiled methods and the assembly they came from become one ReadyToRun image.

The story: decide which methods stay and which cells they need, number the cells, list the chunks in the order in
which they will stand in the file, place the sections one after the other, write.  Same inputs in any order give
the same bytes: methods are sorted by key, cells by text, tables by what their formats demand.

Read `chunks_of_text` for what an image contains.
"""
from __future__ import annotations

from typing import Final, final

from librt.strings import BytesWriter

from binder.modules import Module
from binder.typesystem import TypeSystem
from codegen.blob import CompiledMethod
from codegen.link import type_maps
from codegen.link.available_types import available_types
from codegen.link.cells import HELPER_MODULE, IMPORT_COUNT, CellTable
from codegen.link.collect import Collector, encode_method_fixups
from codegen.link.debug_info import DebugInfoTable
from codegen.link.eh_table import EhClauses, EhTable
from codegen.link.entrypoints import InstanceEntries, MethodEntries
from codegen.link.header import (
    R2R_AVAILABLE_TYPES,
    R2R_COMPILER,
    R2R_DEBUG_INFO,
    R2R_ENCLOSING_TYPES,
    R2R_EXCEPTIONS,
    R2R_IMPORTS,
    R2R_INSTANCE_ENTRIES,
    R2R_MANIFEST,
    R2R_METHOD_ENTRIES,
    R2R_METHOD_IS_GENERIC,
    R2R_RUNTIME_FUNCTIONS,
    R2R_THUNKS,
    R2R_TYPE_GENERIC_INFO,
    R2RHeader,
)
from codegen.link.il_copy import CliHeader, FieldData, IlBodies, MetadataCopy, copied_bytes
from codegen.link.import_sections import ImportCells, ImportTable, RefMaps, SignatureRvas, Signatures
from codegen.link.manifest import manifest_chunk
from codegen.link.methods import Code, LinkMethod, RoData, UnwindData
from codegen.link.model import (
    MILESTONE_COLLECTED,
    MILESTONE_PLACED,
    MILESTONE_WRITTEN,
    SECTION_DATA,
    SECTION_RELOC,
    SECTION_TEXT,
    BlobChunk,
    Chunk,
    Section,
)
from codegen.link.pe_extras import DebugDirectory, Win32Resources
from codegen.link.pe_writer import (
    DIR_CLI,
    DIR_DEBUG,
    DIR_EXCEPTION,
    DIR_RELOC,
    DIR_RESOURCE,
    SCN_DATA,
    SCN_RELOC,
    SCN_TEXT,
    headers_size,
    place_section,
    write_headers,
    write_section,
)
from codegen.link.relocations import Relocations
from codegen.link.runtime_functions import RuntimeFunctions, sentinel
from codegen.link.sigencode import SigEncoder
from codegen.link.thunks import Thunks
from codegen.target import Target

_FIRST_MANIFEST: Final = 9   # R2R major versions from which the runtime wants a manifest
_INT3: Final = 0xCC


def link_image(ts: TypeSystem, module: Module, methods: list[CompiledMethod], target: Target,
               compiler_id: str) -> tuple[bytes, list[tuple[str, str]]]:
    """The image, and (key, reason) of each method that had to be left out of it."""
    link = Link(ts, module, target, compiler_id)
    link.collect(methods)
    link.place()
    return link.write(), link.collector.dropped


@final
class Link:
    """One image being linked; the three steps are called once each, in order."""

    def __init__(self, ts: TypeSystem, module: Module, target: Target, compiler_id: str) -> None:
        self.module: Module = module
        self.target: Target = target
        self.compiler_id: str = compiler_id
        self.cells: CellTable = CellTable()
        self.cells.add_helper(HELPER_MODULE)
        self.thunks: Thunks = Thunks(target, self.cells)
        encoder = SigEncoder(ts, module, target.pointer_size)
        self.collector: Collector = Collector(ts, module, encoder, self.cells, self.thunks)
        self.encoder: SigEncoder = encoder
        self.text: Section = Section(SECTION_TEXT, ".text", SCN_TEXT, 0)
        self.data: Section = Section(SECTION_DATA, ".data", SCN_DATA, 0)
        self.reloc: Section = Section(SECTION_RELOC, ".reloc", SCN_RELOC, 0)
        self.sections: list[Section] = [self.text, self.data]
        self.import_cells: list[ImportCells] = []
        self.directories: dict[int, Chunk] = {}
        self.milestone: int = 0

    # -- 1: what the image contains ------------------------------------------------------------------

    def collect(self, compiled: list[CompiledMethod]) -> None:
        assert self.milestone == 0
        self.collector.admit_all(compiled)
        methods = self.collector.methods
        unwind = UnwindData(self.target, methods, self.thunks)
        self.cells.number()
        for m in methods:
            m.fixups = encode_method_fixups(m)
        for i in range(IMPORT_COUNT):
            self.import_cells.append(ImportCells(self.target, self.cells, i, self.thunks))
        writable = FieldData(self.module, SECTION_DATA)
        self.chunks_of_text(methods, unwind, writable)
        for cells in self.import_cells:
            self.data.chunks.append(cells)
        self.data.chunks.append(writable)
        self.milestone = MILESTONE_COLLECTED

    def chunks_of_text(self, methods: list[LinkMethod], unwind: UnwindData, writable: FieldData) -> None:
        """Everything that never changes, in the order of the file."""
        target = self.target
        pe = self.module.pe
        md = self.module.md
        header = R2RHeader(target, pe)
        bodies = IlBodies(pe, md)
        field_data = FieldData(self.module, SECTION_TEXT)
        metadata = MetadataCopy(pe, md, bodies, [field_data, writable])
        resources = BlobChunk("resources", SECTION_TEXT, 8, copied_bytes(pe, pe.resources_rva, pe.resources_size))
        strong_name = BlobChunk("strong-name", SECTION_TEXT, 4,
                                copied_bytes(pe, pe.strongname_rva, pe.strongname_size))
        cli = CliHeader(pe, metadata, resources, strong_name, header)
        debug_directory = DebugDirectory(pe, self.text)
        win32 = Win32Resources(pe)

        rodata = RoData(methods)
        code = Code(methods, rodata, metadata)
        functions = RuntimeFunctions(target, methods, code, unwind)
        clauses = EhClauses(methods)
        exceptions = EhTable(clauses, code)
        signatures = Signatures(self.cells)
        sigs: list[SignatureRvas] = []
        maps: list[RefMaps] = []
        for i in range(IMPORT_COUNT):
            sigs.append(SignatureRvas(self.cells, i, signatures))
            maps.append(RefMaps(self.cells, i))
        imports = ImportTable(target, self.import_cells, sigs, maps)
        entries = MethodEntries(methods, functions)
        instances = InstanceEntries(methods, functions, self.encoder)
        debug = DebugInfoTable(target, methods, functions)
        types = available_types(md)
        compiler = BlobChunk("compiler-identifier", SECTION_TEXT, 1, self.compiler_id.encode("utf-8"))

        header.add(R2R_COMPILER, compiler)
        header.add(R2R_IMPORTS, imports)
        header.add(R2R_RUNTIME_FUNCTIONS, functions)
        header.add(R2R_METHOD_ENTRIES, entries)
        if clauses.methods:
            header.add(R2R_EXCEPTIONS, exceptions)
        header.add(R2R_DEBUG_INFO, debug)
        header.add(R2R_THUNKS, self.thunks)
        header.add(R2R_AVAILABLE_TYPES, types)
        header.add(R2R_INSTANCE_ENTRIES, instances)
        # What the loader reads first stands first, then what it reads per method, then what it may never read.
        front: list[Chunk] = [cli, header, compiler, imports]
        back: list[Chunk] = []
        if target.r2r_major >= _FIRST_MANIFEST:
            manifest = manifest_chunk()
            is_generic = type_maps.method_is_generic(md)
            enclosing = type_maps.enclosing_types(md)
            generic_info = type_maps.type_generic_info(md, target.r2r_major)
            header.add(R2R_MANIFEST, manifest)
            header.add(R2R_METHOD_IS_GENERIC, is_generic)
            front.append(manifest)
            back.append(is_generic)
            if enclosing is not None:
                header.add(R2R_ENCLOSING_TYPES, enclosing)
                back.append(enclosing)
            header.add(R2R_TYPE_GENERIC_INFO, generic_info)
            back.append(generic_info)
        chunks = self.text.chunks
        chunks.extend(front)
        chunks.append(metadata)
        chunks.append(types)
        chunks.extend(back)
        # The tables that follow use the numbers the runtime function table gives out when it is measured.
        chunks.append(functions)
        chunks.append(sentinel())
        chunks.append(entries)
        chunks.append(instances)
        chunks.extend(sigs)
        chunks.append(signatures)
        chunks.extend(maps)
        chunks.append(exceptions)
        chunks.append(clauses)
        chunks.append(unwind)
        chunks.append(self.thunks)
        chunks.append(rodata)
        chunks.append(code)
        chunks.append(field_data)
        chunks.append(bodies)
        chunks.append(debug)
        chunks.append(resources)
        chunks.append(strong_name)
        chunks.append(debug_directory)
        chunks.append(win32)
        self.directories = {
            DIR_RESOURCE: win32, DIR_EXCEPTION: functions, DIR_DEBUG: debug_directory, DIR_CLI: cli,
        }

    # -- 2: where everything is ----------------------------------------------------------------------

    def place(self) -> None:
        assert self.milestone == MILESTONE_COLLECTED
        headers = headers_size(self.target, 3)
        place_section(self.target, self.text, None, headers)
        place_section(self.target, self.data, self.text, headers)
        for cells in self.import_cells:
            cells.place_cells()
        relocations = Relocations(self.target, self.import_cells, self.thunks)
        if relocations.needed():
            self.reloc.chunks.append(relocations)
            self.sections.append(self.reloc)
            self.directories[DIR_RELOC] = relocations
            place_section(self.target, self.reloc, self.data, headers)
        self.milestone = MILESTONE_PLACED

    # -- 3: the bytes --------------------------------------------------------------------------------

    def write(self) -> bytes:
        assert self.milestone == MILESTONE_PLACED
        out = BytesWriter()
        write_headers(self.target, self.module.pe, self.sections, self.directories, out)
        for section in self.sections:
            write_section(section, out)
        self.milestone = MILESTONE_WRITTEN
        return out.getvalue()
