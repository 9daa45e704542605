"""Golden files of the SSA: tests/golden/ssa/*.test.

    [case name]      what it shows, one per case
    [in]             a function
    [pass: a,b]      passes to run, by name; may be missing (round trip only)
    [run: 1 2 -> 3]  any number: the interpreter, before and after, with these arguments; `trap null` for a trap
    [out]            the canonical text afterwards; `same` when nothing may change
"""
from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent.parent / "golden" / "ssa"


class Case:
    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        self.name = name
        self.text_in = ""
        self.text_out = ""
        self.passes: list[str] = []
        self.runs: list[tuple[list[int], str]] = []


def read_cases(path: Path) -> list[Case]:
    cases: list[Case] = []
    section = ""
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.startswith("["):
            head = line[1:].rstrip("]").strip()
            if head.startswith("case "):
                cases.append(Case(path, head[5:]))
            elif head.startswith("pass:"):
                cases[-1].passes = [p.strip() for p in head[5:].split(",")]
            elif head.startswith("run:"):
                args, result = head[4:].split("->")
                cases[-1].runs.append(([int(a, 0) for a in args.split()], result.strip()))
            section = head
        elif section == "in":
            cases[-1].text_in += line + "\n"
        elif section == "out":
            cases[-1].text_out += line + "\n"
    return cases


def write_cases(path: Path, cases: list[Case]) -> None:
    out = ""
    for c in cases:
        out += f"[case {c.name}]\n[in]\n{c.text_in.strip()}\n"
        if c.passes:
            out += f"[pass: {','.join(c.passes)}]\n"
        for args, result in c.runs:
            out += f"[run: {' '.join(str(a) for a in args)} -> {result}]\n"
        out += f"[out]\n{c.text_out.strip()}\n\n"
    path.write_text(out.rstrip("\n") + "\n", encoding="utf-8")


def all_cases() -> list[Case]:
    found: list[Case] = []
    for path in sorted(FOLDER.glob("*.test")):
        found.extend(read_cases(path))
    return found
