"""Runs tests/golden/ssa/*.test: text in, passes, text out, and the interpreter on both sides."""
from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from codegen.opt.passes import PASSES, find_pass
from codegen.opt.work import Work
from codegen.ssa.interp import Interp, InterpError, Trap
from codegen.ssa.parse import parse_func
from codegen.ssa.text import print_func
from codegen.ssa.verify import verify_func

_SPEC = importlib.util.spec_from_file_location("ssa_golden", Path(__file__).with_name("ssa_golden.py"))
assert _SPEC is not None and _SPEC.loader is not None
golden = importlib.util.module_from_spec(_SPEC)
sys.modules["ssa_golden"] = golden
_SPEC.loader.exec_module(golden)

CASES = golden.all_cases()
WORK = Work()


def run(text: str, args: list[int]) -> str:
    def callee(interp: Interp, values: list[int]) -> int:
        return sum(values) * 3 + 1

    interp = Interp({"f": callee, "g": callee, "h": callee})
    try:
        return str(interp.run(parse_func(text), args))
    except Trap as trap:
        return f"trap {trap.kind}"
    except InterpError as error:
        return f"error {error}"


@pytest.mark.parametrize("case", CASES, ids=[f"{c.path.stem}-{c.name}" for c in CASES])
def test_golden(case: golden.Case, request: pytest.FixtureRequest) -> None:
    f = parse_func(case.text_in)
    assert verify_func(f) == []
    before = print_func(f)
    assert print_func(parse_func(before)) == before
    for name in case.passes:
        p = find_pass(name)
        assert p is not None, f"no pass {name}"
        p.run(f, WORK)
        assert verify_func(f) == [], f"after {name}: {print_func(f, raw=True)}"
    after = print_func(f)
    for args, expected in case.runs:
        assert run(before, args) == expected, "before the passes"
        assert run(after, args) == expected, "after the passes"
    text = "same\n" if after == before else after
    if request.config.getoption("--update-golden"):
        cases = golden.read_cases(case.path)
        for c in cases:
            if c.name == case.name:
                c.text_out = text
        golden.write_cases(case.path, cases)
    else:
        assert text.strip() == case.text_out.strip()


def test_every_pass_has_golden_cases() -> None:
    used = {name for case in CASES for name in case.passes}
    assert {p.name for p in PASSES} <= used
