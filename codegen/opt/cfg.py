"""Edits of the block graph that several passes need."""
from __future__ import annotations

from mypy_extensions import i64

from codegen.opt.work import Work
from codegen.ssa.func import ClauseInfo, Func


def remove_unreachable(f: Func, w: Work) -> i64:
    """Take blocks that cannot run out of the order, and clauses whose try region cannot run.  Fills RPO."""
    rpo = w.dom.rpo
    rpo.fill(f)
    if rpo.n == len(f.order):
        return 0
    keep: list[int] = []
    for b in f.order:
        if rpo.pos[b]:
            keep.append(b)
        else:
            f.blocks[b].dead = True
    removed: i64 = len(f.order) - len(keep)
    f.order = keep
    if f.clauses:
        clauses: list[ClauseInfo] = []
        for c in f.clauses:
            if rpo.pos[c.handler]:
                clauses.append(c)
        f.clauses = clauses
    return removed
