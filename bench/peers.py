"""Where the benchmarks find their input and the peer they are measured against.

Peers live below $NGEN_PEERS, else ~/.cache/ngen-peers: .NET runtimes, crossgen2 and IL-only libraries.
"""
from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

LIBRARIES = {
    "Newtonsoft.Json": "newtonsoft.json/Newtonsoft.Json.dll",
    "Markdig": "markdig/Markdig.dll",
    "YamlDotNet": "yamldotnet/YamlDotNet.dll",
    "MathNet.Numerics": "mathnet.numerics/MathNet.Numerics.dll",
    "Mono.Cecil": "mono.cecil/Mono.Cecil.dll",
    "FSharp.Core": "fsharp.core/FSharp.Core.dll",
    "Microsoft.CodeAnalysis": "roslyn/Microsoft.CodeAnalysis.dll",
    "Microsoft.CodeAnalysis.CSharp": "roslyn/Microsoft.CodeAnalysis.CSharp.dll",
}


def peers_root() -> Path:
    """The folder of the peers; exits with a message when there is none."""
    root = Path(os.environ.get("NGEN_PEERS") or Path.home() / ".cache" / "ngen-peers")
    if not (root / "libs").is_dir():
        sys.exit(f"bench: no peers in {root}; set NGEN_PEERS to the folder that holds libs/ and the runtimes")
    return root


def framework_dir() -> Path:
    """Microsoft.NETCore.App 8.0.30."""
    return peers_root() / "runtime-linux-x64-8.0" / "8.0.30" / "shared" / "Microsoft.NETCore.App" / "8.0.30"


def dotnet() -> Path:
    return peers_root() / "runtime-linux-x64-8.0" / "8.0.30" / "dotnet"


def library(name: str) -> Path:
    return peers_root() / "libs" / LIBRARIES[name]


def references(dll: Path) -> list[Path]:
    """What `dll` is compiled against: what lies beside it, then the framework less what it already has."""
    beside = sorted(dll.parent.glob("*.dll"))
    names = {p.name for p in beside}
    return beside + [p for p in sorted(framework_dir().glob("*.dll")) if p.name not in names]


def crossgen2(dll: Path, out: Path, extra: list[str]) -> float:
    """Compile with crossgen2 on one thread; returns CPU seconds of the process."""
    tool = peers_root() / "crossgen2-linux-x64" / "crossgen2" / "8.0.30" / "crossgen2"
    command = [str(tool)]
    command += [str(dll), "-o", str(out), "--targetos:linux", "--targetarch:x64", "--parallelism:1", "-O", *extra]
    for r in references(dll):
        command += ["-r", str(r)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"bench: crossgen2 failed on {dll.name}: {done.stdout}{done.stderr}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def scratch() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="ngen-bench-")
