"""What the runtime itself says about a run: which methods it took from images, which it JIT-compiled.

    EventPipe, R2RGetEntryPoint events     one for each precompiled method that was asked for
    EventPipe, MethodLoadVerbose events    one for each compilation by the JIT
    DOTNET_ReadyToRunLogFile               one line for each module that was accepted or rejected

The JIT's own list (DOTNET_JitStdOutFile with DOTNET_JitDisasmSummary=1) is not asked for: with tiering on, about one
run in a hundred crashes while it exits, when a background thread still writes to the closed file. Whoever sets these
variables gets the files as without `--report`. Tracing makes the runtime start its own event machinery; methods that
only this needs are left out of the counts.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from cli.nettrace import BadTrace, Jitted, Trace, read_trace

_TRACING = re.compile(r"EventSource|InvokeStub_Event|NativeRuntimeEventSource|EventPipe|Tracing\.Event|EventAttribute")
# Keywords of Microsoft-Windows-DotNETRuntime: CompilationDiagnostic (R2RGetEntryPoint) and JIT (MethodLoadVerbose).
_KEYWORDS = 0x2000000000 | 0x10
_LOADER_LOG = "DOTNET_ReadyToRunLogFile"


class Report:
    """`used` counts the methods that ran from images, `rejected` those that images lack or that failed a check there;
    None, like `jitted`, when there was no trace."""

    def __init__(self, jitted: list[Jitted] | None, modules: list[str], used: int | None, rejected: int) -> None:
        self.jitted = jitted
        self.modules = modules  # lines of the loader, in its own words
        self.used = used
        self.rejected = rejected

    def fields(self) -> dict[str, Any]:
        jitted = self.jitted or []
        return {
            "methods_from_images": self.used,
            "methods_not_found_in_images": self.rejected,
            "methods_jitted": None if self.jitted is None else len(jitted),
            "tiers": dict(Counter(j.tier for j in jitted)),
            "jitted": [{"method": j.method, "tier": j.tier} for j in jitted],
            "modules": self.modules,
        }

    def lines(self, most: int) -> list[str]:
        if self.jitted is None:
            out = ["methods from images and JIT-compiled: unknown, the runtime left no trace (is EventPipe disabled?)"]
        else:
            tiers = ", ".join(f"{n:,} {tier}" for tier, n in Counter(j.tier for j in self.jitted).most_common())
            counts = f"methods from images: {self.used:,}; JIT-compiled: {len(self.jitted):,}"
            out = [counts + (f" ({tiers})" if tiers else "")]
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
        # A file that the user asks for is written where the user wants it.
        self._log = os.environ.get(_LOADER_LOG) or str(self._path / "r2r")

    def environment(self) -> dict[str, str]:
        return {
            _LOADER_LOG: self._log,
            "DOTNET_EnableEventPipe": "1",
            "DOTNET_EventPipeOutputPath": str(self._path / "{pid}.nettrace"),
            "DOTNET_EventPipeConfig": f"Microsoft-Windows-DotNETRuntime:{_KEYWORDS:#x}:5",
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
        log = Path(f"{self._log}.{pid}")
        lines = log.read_text(errors="replace").splitlines() if log.is_file() else []
        modules = [line for line in lines if line and not any(d in line for d in framework_dirs)]
        file = self._path / f"{pid}.nettrace"
        trace = Trace()
        if file.is_file():
            try:
                trace = read_trace(file.read_bytes())
            except BadTrace:
                return Report(None, modules, None, 0)
        points = [p for p in trace.entry_points if not _TRACING.search(p.method)]
        # Every program asks for some of the framework's methods.
        if not points:
            return Report(None, modules, None, 0)
        found = {p.method for p in points if p.address}
        asked = {p.method for p in points}
        jitted = [j for j in trace.jitted if not _TRACING.search(j.method)]
        return Report(jitted, modules, len(found), len(asked - found))
