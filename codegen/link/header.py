"""READYTORUN_HEADER: the entry to all tables.

    header := u32 "RTR\\0"  u16 major  u16 minor  u32 flags  u32 sections  { u32 type  u32 rva  u32 size } *

Sections are sorted by type; the CLI header's ManagedNativeHeader directory covers exactly this chunk.
Source: src/coreclr/inc/readytorun.h.
"""
from __future__ import annotations

from typing import Final, final

from librt.strings import BytesWriter
from mypy_extensions import i64

from binder.pe_reader import CLI_32BIT_REQUIRED, CLI_IL_ONLY, PeFile
from codegen.link.model import SECTION_TEXT, Chunk, put_u16, put_u32
from codegen.target import MACHINE_I386, Target

R2R_COMPILER: Final = 100
R2R_IMPORTS: Final = 101
R2R_RUNTIME_FUNCTIONS: Final = 102
R2R_METHOD_ENTRIES: Final = 103
R2R_EXCEPTIONS: Final = 104
R2R_DEBUG_INFO: Final = 105
R2R_THUNKS: Final = 106
R2R_AVAILABLE_TYPES: Final = 108
R2R_INSTANCE_ENTRIES: Final = 109
R2R_MANIFEST: Final = 112
R2R_METHOD_IS_GENERIC: Final = 121
R2R_ENCLOSING_TYPES: Final = 122
R2R_TYPE_GENERIC_INFO: Final = 123

R2R_SECTION_NAMES: Final[dict[int, str]] = {
    100: "CompilerIdentifier", 101: "ImportSections", 102: "RuntimeFunctions", 103: "MethodDefEntryPoints",
    104: "ExceptionInfo", 105: "DebugInfo", 106: "DelayLoadMethodCallThunks", 108: "AvailableTypes",
    109: "InstanceMethodEntryPoints", 110: "InliningInfo", 111: "ProfileDataInfo", 112: "ManifestMetadata",
    113: "AttributePresence", 114: "InliningInfo2", 115: "ComponentAssemblies", 116: "OwnerCompositeExecutable",
    117: "PgoInstrumentationData", 118: "ManifestAssemblyMvids", 119: "CrossModuleInlineInfo", 120: "HotColdMap",
    121: "MethodIsGenericMap", 122: "EnclosingTypeMap", 123: "TypeGenericInfoMap",
}

_SIGNATURE: Final = 0x00525452
_FLAG_PLATFORM_NEUTRAL_SOURCE: Final = 1
_FLAG_NONSHARED_PINVOKE_STUBS: Final = 8
_FIRST_MANIFEST: Final = 9   # R2R major version


@final
class R2RHeader(Chunk):
    """Chunks are added before measuring; those that turn out empty keep their entry with size 0."""

    def __init__(self, target: Target, pe: PeFile) -> None:
        super().__init__("r2r-header", SECTION_TEXT, 4)
        self.target: Target = target
        self.pe: PeFile = pe
        self.types: list[int] = []
        self.tables: list[Chunk] = []

    def add(self, kind: int, table: Chunk) -> None:
        """Tables are added in ascending order of their type."""
        self.types.append(kind)
        self.tables.append(table)

    def measure(self) -> i64:
        return 16 + 12 * len(self.types)

    def write(self, out: BytesWriter) -> None:
        put_u32(out, _SIGNATURE)
        put_u16(out, self.target.r2r_major)
        put_u16(out, self.target.r2r_minor)
        put_u32(out, self._flags())
        put_u32(out, len(self.types))
        for i in range(len(self.types)):
            put_u32(out, self.types[i])
            put_u32(out, self.tables[i].rva)
            put_u32(out, self.tables[i].size)

    def _flags(self) -> i64:
        pe = self.pe
        flags: i64 = 0
        neutral = pe.machine == MACHINE_I386 and not pe.is_pe32plus
        if neutral and (pe.cli_flags & CLI_IL_ONLY) != 0 and (pe.cli_flags & CLI_32BIT_REQUIRED) == 0:
            flags |= _FLAG_PLATFORM_NEUTRAL_SOURCE
        if self.target.r2r_major >= _FIRST_MANIFEST:
            flags |= _FLAG_NONSHARED_PINVOKE_STUBS
        return flags
