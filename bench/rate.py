"""Compile rate: methods per CPU-second of this compiler beside crossgen2's, on the same input in the same run.

    python bench/rate.py [--library NAME]... [--json]

One thread each.  For crossgen2 the whole process counts (it loads, compiles and writes), for ngen everything after
the interpreter has started: reading, compiling, linking.  Methods are those in the resulting image.  The table of
passes shows where our time went.
"""
from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent))

from bench import peers
from binder.pe_reader import PeFile
from binder.typesystem import TypeSystem
from codegen import compile as codegen
from codegen.core.timing import TIMING
from codegen.inspect.r2rdump import R2RImage
from codegen.link.image import link_image
from codegen.options import CompileOptions
from codegen.target import Target


def compile_library(dll: Path) -> dict[str, float]:
    """Compile and link one assembly in this process."""
    target = Target("linux", "x64", 9, 1)
    gc.set_threshold(200_000, 30, 30)
    TIMING.clear()
    start = time.process_time()
    ts = TypeSystem()
    for ref in peers.references(dll):
        ts.add_reference(str(ref))
    module = ts.add_module(str(dll))
    ts.set_bubble(module)
    results = codegen.compile_module(ts, module, target, CompileOptions())
    compiled = time.process_time()
    image, dropped = link_image(ts, module, [m for m in results if m.ok], target, "ngen bench")
    end = time.process_time()
    done = sum(1 for m in results if m.ok) - len(dropped)
    return {
        "methods": done,
        "left": len(results) - done,
        "compile_s": compiled - start,
        "link_s": end - compiled,
        "rate": done / (end - start),
        "bytes": len(image),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="compile rate beside crossgen2")
    parser.add_argument("--library", action="append", choices=sorted(peers.LIBRARIES))
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    build = "compiled" if not codegen.__file__.endswith(".py") else "interpreted"
    report: dict[str, object] = {"build": build}
    for name in args.library or ["Microsoft.CodeAnalysis.CSharp"]:
        dll = peers.library(name)
        ours = compile_library(dll)
        passes = TIMING.lines()
        with peers.scratch() as folder:
            out = Path(folder) / dll.name
            seconds = peers.crossgen2(dll, out, [])
            theirs = len(R2RImage(PeFile(out.read_bytes(), str(out))).methods())
            size = out.stat().st_size
        rate = theirs / seconds
        report[name] = {"ngen": ours, "crossgen2": {"methods": theirs, "cpu_s": seconds, "rate": rate, "bytes": size}}
        if not args.json:
            print(f"{name} ({build} build)")
            print(f"  ngen       {ours['methods']:7.0f} methods  {ours['compile_s']:7.2f} s compile"
                  f"  {ours['link_s']:6.2f} s link  {ours['rate']:7.0f} methods/CPU-s  {ours['bytes']:10.0f} bytes")
            print(f"  crossgen2  {theirs:7d} methods  {seconds:7.2f} s whole process  {rate:14.0f} methods/CPU-s"
                  f"  {size:10d} bytes")
            print(f"  ratio of rates {ours['rate'] / rate:.2f}")
            for line in passes:
                print("    " + line)
    if args.json:
        print(json.dumps(report))


if __name__ == "__main__":
    main()
