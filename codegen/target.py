"""Target: the one value that selects everything which differs between machines and image formats.

    text := os "-" arch "-r2r" major "." minor          e.g. linux-x64-r2r9.1

`machine` is the COFF machine XORed with the constant of the operating system: a runtime loads an image only when
the result equals its own.  Sections of Linux images are mapped straight from the file, so their RVAs and file
offsets agree in the low 16 bits and no two sections share a page; Windows maps sections at page-aligned RVAs.

Sources: src/coreclr/inc/readytorun.h and src/coreclr/inc/pedecoder.h in the .NET runtime; PE/COFF specification.
"""
from __future__ import annotations

from typing import Final, final

from mypy_extensions import i64

MACHINE_I386: Final = 0x14C
MACHINE_AMD64: Final = 0x8664

_ARCH_X64: Final = "x64"
_ARCH_X86: Final = "x86"


@final
class Target:
    """Operating system, architecture and R2R version, with everything derived from them."""

    def __init__(self, os: str, arch: str, r2r_major: i64, r2r_minor: i64) -> None:
        if arch not in (_ARCH_X64, _ARCH_X86) or os not in ("linux", "win") or (os == "linux" and arch != _ARCH_X64):
            raise ValueError(f"unknown target {os}-{arch}")
        if (r2r_major, r2r_minor) not in ((3, 1), (9, 1), (16, 0)):
            raise ValueError(f"unknown ReadyToRun version {r2r_major}.{r2r_minor}")
        self.os: str = os
        self.arch: str = arch
        self.r2r_major: i64 = r2r_major
        self.r2r_minor: i64 = r2r_minor
        self.is_x64: bool = arch == _ARCH_X64
        self.is_windows: bool = os == "win"
        self.pointer_size: i64 = 8 if self.is_x64 else 4
        os_xor: i64 = 0 if self.is_windows else 0x7B79
        cpu: i64 = MACHINE_AMD64 if self.is_x64 else MACHINE_I386
        self.machine: i64 = cpu ^ os_xor
        self.image_base: i64 = 0x180000000 if self.is_x64 else 0x400000
        self.section_alignment: i64 = 0x1000 if self.is_windows else 0x200
        self.file_alignment: i64 = 0x1000 if self.is_windows else 0x200
        self.runtime_major: i64 = 10 if r2r_major == 16 else (8 if r2r_major == 9 else 3)
        self.text: str = f"{os}-{arch}-r2r{r2r_major}.{r2r_minor}"


def parse_target(text: str) -> Target:
    """The inverse of Target.text; ValueError when it is none."""
    parts = text.split("-")
    if len(parts) != 3 or not parts[2].startswith("r2r"):
        raise ValueError(f"unknown target {text!r}")
    version = parts[2][3:].split(".")
    if len(version) != 2 or not version[0].isdigit() or not version[1].isdigit():
        raise ValueError(f"unknown target {text!r}")
    return Target(parts[0], parts[1], int(version[0]), int(version[1]))
