"""Text maps from addresses to methods, as profilers read them.

    file   := header line*                           lines in address order
    header := FFFFFFFF 00 signature  FFFFFFFE 00 1  FFFFFFFD 00 os  FFFFFFFC 00 machine  FFFFFFFB 00 abi
    line   := rva:8 hexadecimal digits ' ' size: at least 2 ' ' [return type ' '] name

`X.ni.r2rmap` is such a file; its signature, the MD5 of module version and platform, ties it to the image.  Profilers
that look at a running process want addresses instead of RVAs and no header: `address_lines`.

Sources: docs/design/coreclr/botr/r2r-perfmap-format.md; linux/tools/perf/Documentation/jit-interface.txt.
"""
from __future__ import annotations

import hashlib

from mypy_extensions import i64

from codegen.link.symbols import MethodSymbol
from codegen.target import Target


def r2rmap(symbols: list[MethodSymbol], mvid: bytes, target: Target) -> bytes:
    """The contents of `X.ni.r2rmap`."""
    os: i64 = 1 if target.is_windows else 2
    machine: i64 = 3 if target.is_x64 else 4
    abi: i64 = 1
    platform = b"".join([int(v).to_bytes(4, "little") for v in (os, machine, abi)])
    signature = hashlib.md5(mvid + platform, usedforsecurity=False).hexdigest().upper()
    lines = [_line(0xFFFFFFFF, 0, signature), _line(0xFFFFFFFE, 0, "1"), _line(0xFFFFFFFD, 0, str(os)),
             _line(0xFFFFFFFC, 0, str(machine)), _line(0xFFFFFFFB, 0, str(abi))]
    for s in symbols:
        lines.append(_line(s.rva, s.size, f"{s.returns} {s.name}" if s.returns else s.name))
    return "".join(lines).encode("utf-8", "surrogatepass")


def _line(rva: i64, size: i64, name: str) -> str:
    return f"{int(rva):08X} {int(size):02X} {name}\n"


def address_lines(symbols: list[MethodSymbol], base: i64) -> bytes:
    """Lines of `/tmp/perf-PID.map` for an image that is mapped at `base`."""
    lines = [f"{int(base + s.rva):x} {int(s.size):x} {s.name}\n" for s in symbols]
    return "".join(lines).encode("utf-8", "surrogatepass")
