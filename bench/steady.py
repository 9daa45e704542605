"""Steady state: compute programs with TieredCompilation=0, the JIT, crossgen2's image and ours in turn.

    python bench/steady.py [--repeat N] [PROGRAM]...

Each program prints a checksum and, on standard error, the milliseconds of its kernel; the best of N is taken, runs
take turns, checksums must agree.  With TieredCompilation=0 precompiled code runs for ever, and what is not
precompiled is fully optimised by the JIT.
"""
from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent))

from bench import peers
from binder.typesystem import TypeSystem
from codegen.compile import compile_module
from codegen.link.image import link_image
from codegen.options import CompileOptions
from codegen.target import Target

PROGRAMS = ("arithmetic", "arrays", "text", "dispatch", "dictionaries")
BIN = Path(__file__).resolve().parent / "steady" / "bin"
VARIANTS = ("jit", "crossgen2", "ngen")


def build(name: str, folder: Path) -> dict[str, Path]:
    """The program in its three forms."""
    forms: dict[str, Path] = {}
    for variant in VARIANTS:
        place = folder / variant
        place.mkdir()
        for file in BIN.glob(f"{name}.*"):
            shutil.copy(file, place / file.name)
        forms[variant] = place / f"{name}.dll"
    source = BIN / f"{name}.dll"
    peers.crossgen2(source, forms["crossgen2"], [])
    target = Target("linux", "x64", 9, 1)
    ts = TypeSystem()
    for ref in peers.references(source):
        ts.add_reference(str(ref))
    module = ts.add_module(str(source))
    ts.set_bubble(module)
    results = compile_module(ts, module, target, CompileOptions())
    image, _ = link_image(ts, module, [m for m in results if m.ok], target, "ngen bench")
    forms["ngen"].write_bytes(image)
    return forms


def run(dll: Path) -> tuple[str, float]:
    """(checksum output, milliseconds)."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("DOTNET_")}
    env["DOTNET_TieredCompilation"] = "0"
    env["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1"
    done = subprocess.run([str(peers.dotnet()), str(dll)], env=env, capture_output=True, text=True)
    found = re.findall(r"[0-9]+(?:\.[0-9]+)?", done.stderr)
    if done.returncode or not found:
        sys.exit(f"bench: {dll} failed with {done.returncode}: {done.stderr}")
    return done.stdout, float(found[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description="steady-state ratios")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("programs", nargs="*", default=list(PROGRAMS))
    args = parser.parse_args()
    print("| program | JIT ms | crossgen2 / JIT | ngen / JIT | ngen / crossgen2 |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name in args.programs:
        best = dict.fromkeys(VARIANTS, float("inf"))
        with peers.scratch() as folder:
            forms = build(name, Path(folder))
            outputs: set[str] = set()
            for _ in range(args.repeat):
                for variant in VARIANTS:
                    text, ms = run(forms[variant])
                    outputs.add(text)
                    best[variant] = min(best[variant], ms)
        if len(outputs) != 1:
            sys.exit(f"bench: {name} computes different results: {outputs}")
        jit = best["jit"]
        print(f"| {name} | {jit:.0f} | {best['crossgen2'] / jit:.2f} | {best['ngen'] / jit:.2f} |"
              f" {best['ngen'] / best['crossgen2']:.2f} |", flush=True)


if __name__ == "__main__":
    main()
