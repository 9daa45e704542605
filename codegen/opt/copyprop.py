"""Copy propagation: remove block parameters that always receive the same value.

    bb2(v3:i32):            with both predecessors passing v1 (or v3 itself)      bb2:
      v4:i32 = add v3 v3                                                            v4:i32 = add v1 v1

The importer creates parameters on the fly and many turn out to be trivial, also in rings that pass each other
around a loop.  Optimistic: every parameter starts as "no value yet" and takes the common value of its arguments;
where arguments differ it stands for itself.  Constants and addresses count as equal by content and are made anew in
the block.
"""
from __future__ import annotations

from mypy_extensions import i32, i64

from codegen.core.scratch import cleared32
from codegen.opt.cfg import remove_unreachable
from codegen.opt.work import Work, is_recomputed, same_recomputed
from codegen.ssa.func import Func
from codegen.ssa.ops import OP_PARAM


def _meet_edges(f: Func, w: Work) -> None:
    """next[p] = common value of what the edges pass to p, p itself when they differ, 0 when nothing is known."""
    val = w.mark
    new = w.next
    for b in f.order:
        for p in f.blocks[b].params:
            new[p] = 0
    for b in f.order:
        bb = f.blocks[b]
        k: i64 = 0
        while k < len(bb.succs):
            args = bb.succ_args[k]
            if args:
                params = f.blocks[bb.succs[k]].params
                i: i64 = 0
                while i < len(args):
                    x: i64 = args[i]
                    p = params[i]
                    if f.op[x] == OP_PARAM:
                        x = i64(val[x])
                    if x != 0 and new[p] != p and x != p:
                        if new[p] == 0:
                            new[p] = i32(x)
                        elif new[p] != x and not same_recomputed(f, i64(new[p]), x):
                            new[p] = i32(p)
                    i += 1
            k += 1


def copyprop_pass(f: Func, w: Work) -> i64:
    """Returns the number of removed parameters (and blocks: edges of those that cannot run must not count)."""
    dead = remove_unreachable(f, w)
    any_params = False
    for b in f.order:
        if f.blocks[b].params:
            any_params = True
            break
    if not any_params:
        return dead
    w.mark = cleared32(w.mark, f.n + 1)
    w.next = cleared32(w.next, f.n + 1)
    w.clear_repl(f)
    changed = True
    while changed:
        _meet_edges(f, w)
        changed = False
        for b in f.order:
            for p in f.blocks[b].params:
                # Standing for itself is final: that is what makes the iteration end.
                if w.mark[p] != p and w.mark[p] != w.next[p]:
                    w.mark[p] = w.next[p]
                    changed = True
    removed: i64 = 0
    for b in f.order:
        bb = f.blocks[b]
        for p in bb.params:
            x = i64(w.mark[p])
            if x == p or x == 0:
                continue
            if is_recomputed(i64(f.op[x])):
                copy = f.new_value(i64(f.op[x]), i64(f.ty[x]), 0, 0, f.imm[x], i64(f.aux[x]))
                f.il[copy] = f.il[bb.first]
                f.link_before(copy, bb.first)
                x = copy
            w.replace(p, x)
            removed += 1
    if removed == 0:
        return dead
    for b in f.order:
        _drop_args(f, w, b)
    for b in f.order:
        bb = f.blocks[b]
        if bb.params:
            bb.params = [p for p in bb.params if not w.repl[p]]
    w.apply_repl(f)
    return removed + dead


def _drop_args(f: Func, w: Work, b: i64) -> None:
    """Drop the arguments of block b's edges that belong to replaced parameters."""
    bb = f.blocks[b]
    k: i64 = 0
    while k < len(bb.succs):
        args = bb.succ_args[k]
        if args:
            params = f.blocks[bb.succs[k]].params
            keep: list[int] = []
            i: i64 = 0
            while i < len(args):
                if not w.repl[i64(params[i])]:
                    keep.append(args[i])
                i += 1
            if len(keep) != len(args):
                bb.succ_args[k] = keep
        k += 1
