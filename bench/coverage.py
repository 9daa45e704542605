"""Coverage: how many methods with bodies of each library are compiled, beside crossgen2's number.

    python bench/coverage.py [--write README.md]

Prints a Markdown table; `--write` puts it between the coverage markers of a file.
"""
from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent))

from bench import peers
from binder.modules import Module
from binder.pe_reader import PeFile
from binder.typesystem import TypeSystem
from codegen import compile as codegen
from codegen.inspect.r2rdump import R2RImage
from codegen.link.image import link_image
from codegen.options import CompileOptions
from codegen.target import Target

BEGIN = "<!-- coverage:begin -->"
END = "<!-- coverage:end -->"


def bodies(module: Module) -> int:
    """MethodDef rows with a body."""
    count = 0
    for rid in range(1, module.md.row_count(6) + 1):
        if module.md.method_rva(rid):
            count += 1
    return count


def measure(name: str) -> tuple[int, int, int, Counter[str]]:
    """(methods with bodies, compiled by ngen, compiled by crossgen2, reasons)."""
    dll = peers.library(name)
    target = Target("linux", "x64", 9, 1)
    ts = TypeSystem()
    for ref in peers.references(dll):
        ts.add_reference(str(ref))
    module = ts.add_module(str(dll))
    ts.set_bubble(module)
    results = codegen.compile_module(ts, module, target, CompileOptions())
    _, dropped = link_image(ts, module, [m for m in results if m.ok], target, "ngen bench")
    gone = {key for key, _ in dropped}
    reasons = Counter(m.reason for m in results if not m.ok)
    reasons.update(reason for _, reason in dropped)
    # A row counts once, whatever number of instantiations was compiled; roots are one per row.
    keys = {m.text for m in codegen.roots(module)}
    ours = sum(1 for m in results if m.ok and m.key not in gone and m.key in keys)
    with peers.scratch() as folder:
        out = Path(folder) / dll.name
        peers.crossgen2(dll, out, [])
        theirs = len(R2RImage(PeFile(out.read_bytes(), str(out))).methods())
    return bodies(module), ours, theirs, reasons


def table(names: list[str]) -> str:
    lines = ["| library | methods with bodies | ngen | % | crossgen2 (with instantiations) | most left to the JIT by |",
             "| --- | ---: | ---: | ---: | ---: | --- |"]
    for name in names:
        total, ours, theirs, reasons = measure(name)
        top = ", ".join(f"{reason} {count}" for reason, count in reasons.most_common(3))
        lines.append(f"| {name} | {total} | {ours} | {100 * ours / total:.1f} | {theirs} | {top} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="methods compiled, by library")
    parser.add_argument("--library", action="append", choices=sorted(peers.LIBRARIES))
    parser.add_argument("--write", type=Path)
    args = parser.parse_args()
    text = table(args.library or list(peers.LIBRARIES))
    print(text)
    if args.write:
        page = args.write.read_text()
        if BEGIN not in page or END not in page:
            sys.exit(f"bench: {args.write} has no coverage markers ({BEGIN} ... {END})")
        head, rest = page.split(BEGIN, 1)
        tail = rest.split(END, 1)[1]
        args.write.write_text(f"{head}{BEGIN}\n{text}\n{END}{tail}")


if __name__ == "__main__":
    main()
