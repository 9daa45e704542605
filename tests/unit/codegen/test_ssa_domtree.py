"""Dominators against their definition: x dominates y when y cannot be reached without x."""
from __future__ import annotations

import random

import pytest

from codegen.ssa.domtree import DomTree
from codegen.ssa.func import Func
from codegen.ssa.parse import parse_func

DOM = DomTree()


def graph(seed: int) -> Func:
    r = random.Random(seed)
    n = r.randrange(2, 12)
    out = ['func "g" {', "  args (i32) -> none", "bb1:", "  v1:i32 = arg 0", "  jmp bb2"]
    for b in range(2, n + 1):
        out.append(f"bb{b}:")
        targets = [r.randrange(2, n + 1) for _ in range(r.randrange(3))]
        if not targets:
            out.append("  ret")
        elif len(targets) == 1:
            out.append(f"  jmp bb{targets[0]}")
        else:
            out.append(f"  br v1 bb{targets[0]} bb{targets[1]}")
    return parse_func("\n".join(out) + "\n}")


def reachable(f: Func, without: int) -> set[int]:
    seen: set[int] = set()
    todo = [f.order[0]]
    while todo:
        b = todo.pop()
        if b not in seen and b != without:
            seen.add(b)
            todo.extend(f.blocks[b].succs)
    return seen


@pytest.mark.parametrize("seed", range(60))
def test_dominators(seed: int) -> None:
    f = graph(seed)
    DOM.fill(f)
    live = reachable(f, 0)
    assert {b for b in f.order if DOM.rpo.pos[b]} == live
    for x in live:
        rest = reachable(f, x)
        for y in live:
            assert DOM.dominates(x, y) == (y not in rest), (x, y)


@pytest.mark.parametrize("seed", range(20))
def test_reverse_postorder_puts_blocks_before_what_they_dominate(seed: int) -> None:
    f = graph(seed)
    DOM.fill(f)
    for k in range(1, DOM.rpo.n + 1):
        assert DOM.idom[k] < k
