"""What the runtime itself says about a run: which methods it took from images, which it JIT-compiled.

    DOTNET_JitStdOutFile + JitDisasmSummary=1   one line for each method that was JIT-compiled
    DOTNET_ReadyToRunLogFile                    one line for each module that was accepted or rejected
    EventPipe, R2RGetEntryPoint events          one for each precompiled method that was asked for

Tracing makes the runtime start its own event machinery; methods that only this needs are left out of the counts.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from cli.nettrace import BadTrace, entry_points

_JIT_LINE = re.compile(r"^\s*\d+: JIT compiled (.*) \[([^,\]]+)(.*)\]\s*$")
_TRACING = re.compile(r"EventSource|InvokeStub_Event|NativeRuntimeEventSource|EventPipe|Tracing\.Event|EventAttribute")
_R2R_KEYWORD = "0x2000000000"


class JitLine:
    def __init__(self, method: str, tier: str) -> None:
        self.method = method
        self.tier = tier


class Report:
    def __init__(self, jitted: list[JitLine], modules: list[str], used: int | None, rejected: int) -> None:
        self.jitted = jitted
        self.modules = modules  # lines of the loader, in its own words
        self.used = used  # methods that ran from images; None when there was no trace
        self.rejected = rejected

    def fields(self) -> dict[str, Any]:
        return {
            "methods_from_images": self.used,
            "methods_not_found_in_images": self.rejected,
            "methods_jitted": len(self.jitted),
            "tiers": dict(Counter(j.tier for j in self.jitted)),
            "jitted": [{"method": j.method, "tier": j.tier} for j in self.jitted],
            "modules": self.modules,
        }

    def lines(self, most: int) -> list[str]:
        used = "unknown (no trace)" if self.used is None else f"{self.used:,}"
        tiers = ", ".join(f"{n:,} {tier}" for tier, n in Counter(j.tier for j in self.jitted).most_common())
        out = [f"methods from images: {used}; JIT-compiled: {len(self.jitted):,}" + (f" ({tiers})" if tiers else "")]
        out += [f"  {j.method} [{j.tier}]" for j in self.jitted[:most]]
        if len(self.jitted) > most:
            out.append(f"  ... and {len(self.jitted) - most:,} more; --report-json FILE has all")
        out += [f"  {line}" for line in self.modules if "initialized successfully" not in line]
        return out


class Recorder:
    """The environment to start a program with, and the reading of what it left behind."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="ngen-report-")
        self._path = Path(self._folder.name)

    def environment(self) -> dict[str, str]:
        return {
            "DOTNET_JitStdOutFile": str(self._path / "jit"),
            "DOTNET_JitDisasmSummary": "1",
            "DOTNET_ReadyToRunLogFile": str(self._path / "r2r"),
            "DOTNET_EnableEventPipe": "1",
            "DOTNET_EventPipeOutputPath": str(self._path / "{pid}.nettrace"),
            "DOTNET_EventPipeConfig": f"Microsoft-Windows-DotNETRuntime:{_R2R_KEYWORD}:5",
            "DOTNET_EventPipeRundown": "0",
            "DOTNET_EventPipeEnableStackwalk": "0",
        }

    def read(self, pid: int, framework_dirs: tuple[str, ...]) -> Report:
        """The report of one process; children that inherited the settings are not mixed in. What the loader says
        of the framework's own assemblies is left out."""
        try:
            return self._read(pid, framework_dirs)
        finally:
            self._folder.cleanup()

    def _read(self, pid: int, framework_dirs: tuple[str, ...]) -> Report:
        jit = self._path / "jit"
        jitted = parse_jit(jit.read_text(errors="replace")) if jit.is_file() else []
        log = self._path / f"r2r.{pid}"
        lines = log.read_text(errors="replace").splitlines() if log.is_file() else []
        modules = [line for line in lines if line and not any(d in line for d in framework_dirs)]
        used: int | None = None
        rejected = 0
        trace = self._path / f"{pid}.nettrace"
        if trace.is_file():
            try:
                points = entry_points(trace.read_bytes())
            except BadTrace:
                points = []
            found = {p.key for p in points if p.address and not _TRACING.search(p.key)}
            asked = {p.key for p in points if not _TRACING.search(p.key)}
            used, rejected = (len(found), len(asked - found)) if points else (None, 0)
        return Report(jitted, modules, used, rejected)


def parse_jit(text: str) -> list[JitLine]:
    out: list[JitLine] = []
    for line in text.splitlines():
        match = _JIT_LINE.match(line)
        if match and not _TRACING.search(match.group(1)):
            out.append(JitLine(match.group(1), match.group(2)))
    return out
