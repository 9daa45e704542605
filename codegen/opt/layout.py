"""Order of blocks: throws out of the way, and the test of a loop at its bottom.

    bb2: br v1 bb3 bb5      bb3, bb4: jmp bb2        ->      bb3, bb4, bb2, bb5

With the test last, an iteration takes one branch instead of two; the way into the loop pays for it once.  Methods
with exception clauses keep the order of the IL, where compilers put loops the same way.
"""
from __future__ import annotations

from mypy_extensions import i64

from codegen.opt.work import Work
from codegen.ssa.func import Func
from codegen.ssa.ops import OP_BR, OP_JMP, OP_UNREACHABLE


def layout_pass(f: Func, w: Work) -> i64:
    """Mark blocks that end in a throw as cold; without clauses, move them to the end and turn loops round."""
    cold: list[int] = []
    warm: list[int] = []
    entry = True
    for b in f.order:
        bb = f.blocks[b]
        bb.cold = f.op[bb.last] == OP_UNREACHABLE
        if bb.cold and not entry:
            cold.append(b)
        else:
            warm.append(b)
        entry = False
    if f.clauses:
        return 0
    changes: i64 = len(cold) if cold and f.order[len(warm):] != cold else 0
    changes += _rotate_loops(f, warm)
    f.order = warm + cold
    return changes


def _rotate_loops(f: Func, order: list[int]) -> i64:
    """Put the blocks of every loop together, and its head last if the loop can be left there; inner loops first."""
    at: list[int] = [-1] * len(f.blocks)
    latches: dict[int, list[int]] = {}     # head -> blocks that branch back to it
    k = 0
    for b in order:
        at[b] = k
        for s in f.blocks[b].succs:
            if 0 < at[s] <= k:
                latches.setdefault(s, []).append(b)
        k += 1
    if not latches:
        return 0
    f.fill_preds()
    changes: i64 = 0
    heads = list(latches)
    heads.sort(key=at.__getitem__, reverse=True)
    for h in heads:
        inside = _loop_blocks(f, h, latches[h], at)
        begin = order.index(h)
        loop = [b for b in order[begin:] if b in inside]
        if len(loop) != len(inside):
            # Reached around its head: not a loop that one block leads into.
            continue
        head = f.blocks[h]
        tail = f.blocks[loop[-1]]
        if (len(loop) > 1 and f.op[head.last] == OP_BR and f.op[tail.last] == OP_JMP and tail.succs[0] == h
                and (head.succs[0] in inside) != (head.succs[1] in inside)):
            loop = [*loop[1:], h]
        changed = order[:begin] + loop + [b for b in order[begin:] if b not in inside]
        if changed != order:
            order[:] = changed
            changes += 1
    return changes


def _loop_blocks(f: Func, head: i64, latches: list[int], at: list[int]) -> set[int]:
    """The natural loop: what reaches a latch without passing the head."""
    inside: set[int] = {int(head)}
    work = list(latches)
    while work:
        b = work.pop()
        if b not in inside and at[b] >= 0:
            inside.add(b)
            work.extend(f.blocks[b].preds)
    return inside
