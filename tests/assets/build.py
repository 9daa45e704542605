"""Builds the programs that tests, benchmarks and the demo run, from C# or IL into committed IL assemblies.

Each group below maps a folder of sources, one sub-folder a program, to a folder of outputs. `build.py`
rebuilds what is named (everything when nothing is), `build.py --check` rebuilds into a temporary folder and
fails when a committed assembly differs by one byte, so that sources and assemblies cannot drift apart.

Invariants: outputs are deterministic (no symbols, mapped paths, relative source names in sorted order) and
independent of the machine. The compiler and the reference assemblies come from the peers folder ($NGEN_PEERS,
else ~/.cache/ngen-peers); nothing here is needed to *run* the committed assemblies.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Program:
    """One assembly: its sources, what it references, and where it is written."""

    def __init__(self, name: str, sources: list[Path], out: Path, library: bool = False) -> None:
        self.name = name
        self.sources = sources
        self.out = out
        self.library = library
        self.references: list[Path] = []
        self.roll_forward = ""
        self.define = ""


def peers_root() -> Path:
    return Path(os.environ.get("NGEN_PEERS") or Path.home() / ".cache" / "ngen-peers")


# Programs about debugging, compiled as a debugger's user would.
UNOPTIMISED = {"stepping"}

# Library folders (below <peers>/libs) that a driver compiles against, by driver name.
DRIVER_LIBRARIES: dict[str, list[str]] = {
    "drv_json": ["newtonsoft.json"],
    "drv_markdig": ["markdig"],
    "drv_yaml": ["yamldotnet"],
    "drv_math": ["mathnet.numerics"],
    "drv_cecil": ["mono.cecil"],
    "drv_fsharp": ["fsharp.core"],
    "drv_roslyn": ["roslyn"],
}

# Programs for ASP.NET Core too. The peers have no reference assemblies of it: they are compiled against its own.
WEB = {"drv_web"}

# Assembly version of the framework assemblies that the library folders bring along.
FRAMEWORK_COPIES_VERSION = "10.0.0.0"


def library_files(name: str) -> list[Path]:
    """The assemblies that a driver needs at build time and at run time, sorted."""
    files: list[Path] = []
    for folder in DRIVER_LIBRARIES.get(name, []):
        files += sorted((peers_root() / "libs" / folder).glob("*.dll"))
    return files


def _simple_group(source: Path, out: Path, common: list[Path]) -> list[Program]:
    programs = []
    for folder in sorted(source.iterdir()) if source.is_dir() else []:
        il = sorted(folder.glob("*.il"))
        if il:
            programs.append(Program(folder.name, il, out / f"{folder.name}.dll"))
        files = sorted(folder.glob("*.cs"))
        if files and not folder.name.startswith("_"):
            programs.append(Program(folder.name, files + common, out / f"{folder.name}.dll"))
    return programs


def all_programs() -> list[Program]:
    assets = ROOT / "tests" / "assets"
    common = sorted((assets / "src" / "_common").glob("*.cs"))
    programs = _simple_group(assets / "src", assets / "bin", common)
    programs += _simple_group(ROOT / "bench" / "steady" / "src", ROOT / "bench" / "steady" / "bin", [])
    for driver in _simple_group(assets / "drivers" / "src", assets / "drivers" / "bin", common):
        driver.references = library_files(driver.name)
        programs.append(driver)
    sample = ROOT / "samples" / "wordstats"
    sources = sample / "src"
    out = sample / "app"
    library = Program("TextStats", sorted((sources / "TextStats").glob("*.cs")), out / "TextStats.dll", True)
    app = Program("wordstats", sorted((sources / "wordstats").glob("*.cs")), out / "wordstats.dll")
    app.references = [library.out]
    app.roll_forward = "Major"
    if app.sources:
        programs += [library, app]
    return programs + _upgrades(assets / "upgrades")


# A program, what it references and what that references, each in versions that differ by one #if symbol.
UPGRADES = {"Deep": ["FIELDS"], "Parts": ["BODY", "FIELDS", "VIRTUALS", "MOVED"], "upgrade": ["NEXT"]}


def _upgrades(folder: Path) -> list[Program]:
    programs: list[Program] = []
    references: list[Path] = []
    for name, symbols in UPGRADES.items():
        sources = sorted((folder / "src" / name).glob("*.cs"))
        for symbol in ["", *symbols]:
            out = folder / "bin" / (symbol.lower() or "first") / f"{name}.dll"
            program = Program(f"{name}-{out.parent.name}", sources, out, name != "upgrade")
            program.references = list(references)
            program.define = symbol
            programs.append(program)
        references.append(folder / "bin" / "first" / f"{name}.dll")
    return programs


def runtime_config(program: Program) -> str:
    framework = {"name": "Microsoft.NETCore.App", "version": "8.0.0"}
    options: dict[str, object] = {
        "tfm": "net8.0",
        "framework": framework,
        "configProperties": {"System.Globalization.Invariant": True},
    }
    if program.name in WEB:
        del options["framework"]
        options["frameworks"] = [framework, {"name": "Microsoft.AspNetCore.App", "version": "8.0.0"}]
    if program.roll_forward:
        options["rollForward"] = program.roll_forward
    return json.dumps({"runtimeOptions": options}, indent=2) + "\n"


def deps_json(program: Program) -> str:
    """The dependency manifest of a program that brings newer copies of framework assemblies, else empty.

    Without a manifest the host prefers the framework's copy; with one the higher assembly version wins.
    """
    framework = {path.name for path in (peers_root() / "csc-and-refs" / "ref" / "net8.0").glob("*.dll")}
    if not any(reference.name in framework for reference in program.references):
        return ""
    name = ".NETCoreApp,Version=v8.0"
    assets: dict[str, object] = {f"{program.name}/1.0.0": {"runtime": {program.out.name: {}}}}
    for reference in program.references:
        version = FRAMEWORK_COPIES_VERSION if reference.name in framework else "1.0.0.0"
        asset = {reference.name: {"assemblyVersion": version, "fileVersion": version}}
        assets[f"{reference.stem}/{version}"] = {"runtime": asset}
    libraries = {key: {"type": "project", "serviceable": False, "sha512": ""} for key in assets}
    manifest = {"runtimeTarget": {"name": name}, "targets": {name: assets}, "libraries": libraries}
    return json.dumps(manifest, indent=2) + "\n"


def side_files(program: Program) -> dict[Path, str]:
    """What the host needs beside the assembly."""
    if program.library:
        return {}
    files = {program.out.with_suffix(".runtimeconfig.json"): runtime_config(program)}
    deps = deps_json(program)
    if deps:
        files[program.out.with_suffix(".deps.json")] = deps
    return files


def compile_program(program: Program, out: Path) -> None:
    """Runs the C# compiler or the IL assembler; raises CalledProcessError with its messages on stderr."""
    peers = peers_root()
    dotnet = peers / "runtime-linux-x64-10.0" / "10.0.12" / "dotnet"
    csc = peers / "csc-and-refs" / "csc" / "csc.dll"
    references = sorted((peers / "csc-and-refs" / "ref" / "net8.0").glob("*.dll"))
    if program.name in WEB:
        shared = peers / "runtime-linux-x64-8.0" / "8.0.30" / "shared"
        references += sorted((shared / "Microsoft.AspNetCore.App" / "8.0.30").glob("*.dll"))
    # A library that ships a newer copy of a framework assembly is compiled against that copy.
    own = {reference.name for reference in program.references}
    references = [reference for reference in references if reference.name not in own] + program.references
    arguments = [
        str(dotnet), str(csc), "-noconfig", "-nologo", "-nostdlib+", "-deterministic+",
        "-optimize-" if program.name in UNOPTIMISED else "-optimize+", "-debug-", "-unsafe+",
        "-langversion:latest", "-warn:4", "-nowarn:CS1701,CS1702,CS8632,CS0649",
        "-warnaserror+", f"-pathmap:{ROOT}=/_", f"-out:{out}",
        f"-target:{'library' if program.library else 'exe'}",
    ]
    arguments += [f"-r:{reference}" for reference in references]
    if program.define:
        arguments.append(f"-define:{program.define}")
    if program.sources[0].suffix == ".il":
        ilasm = peers / "csc-and-refs" / "il" / "ilasm"
        arguments = [str(ilasm), "-quiet", "-nologo", "-det", "-exe", f"-output:{out}"]
    arguments += [str(source.relative_to(ROOT)) for source in program.sources]
    environment = dict(os.environ, DOTNET_TieredPGO="0", DOTNET_SYSTEM_GLOBALIZATION_INVARIANT="1")
    done = subprocess.run(arguments, cwd=ROOT, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        print(done.stdout + done.stderr, file=sys.stderr)
        done.check_returncode()


def build(program: Program) -> None:
    program.out.parent.mkdir(parents=True, exist_ok=True)
    compile_program(program, program.out)
    for file, text in side_files(program).items():
        file.write_text(text)
    print(f"{program.out.relative_to(ROOT)} {program.out.stat().st_size}")


def differs(program: Program) -> str:
    """Why the committed output is not what the sources give; empty when it is."""
    if not program.out.is_file():
        return "missing"
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / program.out.name
        compile_program(program, fresh)
        if fresh.read_bytes() != program.out.read_bytes():
            return "differs"
    for file, text in side_files(program).items():
        if not file.is_file() or file.read_text() != text:
            return f"{file.name} differs"
    return ""


def main() -> int:
    parser = argparse.ArgumentParser(description="Build the committed IL assemblies from their C# sources.")
    parser.add_argument("--check", action="store_true", help="compare with what is committed")
    parser.add_argument("names", nargs="*", help="programs to build; all when none is named")
    options = parser.parse_args()
    programs = [p for p in all_programs() if not options.names or p.name in options.names]
    if options.names and len(programs) != len(set(options.names)):
        print("unknown program among: " + " ".join(options.names), file=sys.stderr)
        return 2
    failed = False
    if options.check:
        with ThreadPoolExecutor(max_workers=2) as pool:
            for program, reason in zip(programs, pool.map(differs, programs), strict=True):
                if reason:
                    failed = True
                    print(f"{program.out.relative_to(ROOT)}: {reason}", file=sys.stderr)
        return 1 if failed else 0
    for program in programs:
        try:
            build(program)
        except subprocess.CalledProcessError:
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
