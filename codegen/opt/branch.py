"""Branches: decide those with a constant condition, jump over empty blocks, join blocks that only follow each other.

    br v1 bb2 bb3     with v1 = const 1, bb2: jmp bb4(v5)          jmp bb4(v5)

Nothing crosses a region: an edge between regions is where the runtime or a funclet takes over.  Entries of handlers
and filters stay blocks of their own.
"""
from __future__ import annotations

from typing import Final

from mypy_extensions import i32, i64

from codegen.core.scratch import cleared32
from codegen.opt.cfg import remove_unreachable
from codegen.opt.work import Work
from codegen.ssa.func import Block, Func
from codegen.ssa.ops import OP_BR, OP_CONST, OP_JMP, OP_SWITCH

_MAX_HOPS: Final = 8


def _keep_edge(f: Func, bb: Block, k: i64) -> None:
    """Make the terminator a jump along edge k."""
    last = bb.last
    f.op[last] = i32(OP_JMP)
    f.a[last] = 0
    bb.succs = [bb.succs[k]]
    bb.succ_args = [bb.succ_args[k]]


def _same_edges(bb: Block) -> bool:
    """Do all edges go to one block with the same arguments?"""
    k: i64 = 1
    while k < len(bb.succs):
        if bb.succs[k] != bb.succs[0]:
            return False
        x = bb.succ_args[k]
        y = bb.succ_args[0]
        i: i64 = 0
        while i < len(x):
            if x[i] != y[i]:
                return False
            i += 1
        k += 1
    return True


def _decide(f: Func, bb: Block) -> i64:
    op = i64(f.op[bb.last])
    if op != OP_BR and op != OP_SWITCH:
        return 0
    if _same_edges(bb):
        _keep_edge(f, bb, 0)
        return 1
    a = i64(f.a[bb.last])
    if f.op[a] != OP_CONST:
        return 0
    if op == OP_BR:
        _keep_edge(f, bb, 0 if f.imm[a] else 1)
    else:
        default: i64 = len(bb.succs) - 1
        index = f.imm[a]
        _keep_edge(f, bb, index if 0 <= index < default else default)
    return 1


def _thread(f: Func, bb: Block) -> i64:
    """Point the edges of bb at where empty blocks lead."""
    op = i64(f.op[bb.last])
    if op != OP_BR and op != OP_SWITCH and op != OP_JMP:
        return 0
    changes: i64 = 0
    k: i64 = 0
    while k < len(bb.succs):
        hops = 0
        while hops < _MAX_HOPS:
            t = f.blocks[bb.succs[k]]
            if t.params or t.region != bb.region or t.first != t.last or f.op[t.last] != OP_JMP:
                break
            u = f.blocks[t.succs[0]]
            if u.region != t.region or u.id == t.id:
                break
            bb.succs[k] = u.id
            bb.succ_args[k] = list(t.succ_args[0])
            hops += 1
            changes += 1
        k += 1
    return changes


def _join(f: Func, w: Work, bb: Block) -> i64:
    """Append blocks that only follow bb; w.bmark counts edges into blocks, and handlers as two."""
    joined: i64 = 0
    while f.op[bb.last] == OP_JMP:
        t = f.blocks[bb.succs[0]]
        if w.bmark[t.id] != 1 or t.region != bb.region or t.id == bb.id:
            break
        args = bb.succ_args[0]
        k: i64 = 0
        while k < len(args):
            w.replace(i64(t.params[k]), i64(args[k]))
            k += 1
        f.unlink(bb.last)
        v = t.first
        while v:
            f.blk[v] = i32(bb.id)
            v = i64(f.nxt[v])
        if bb.last:
            f.nxt[bb.last] = i32(t.first)
            f.prv[t.first] = i32(bb.last)
        else:
            bb.first = t.first
        bb.last = t.last
        bb.succs = t.succs
        bb.succ_args = t.succ_args
        t.first = 0
        t.last = 0
        t.succs = []
        t.succ_args = []
        t.params = []
        t.dead = True
        joined += 1
    return joined


def branch_pass(f: Func, w: Work) -> i64:
    """Returns the number of changes."""
    changes: i64 = 0
    for b in f.order:
        changes += _decide(f, f.blocks[b])
    for b in f.order:
        changes += _thread(f, f.blocks[b])
        changes += _decide(f, f.blocks[b])
    changes += remove_unreachable(f, w)
    nb: i64 = len(f.blocks)
    w.bmark = cleared32(w.bmark, nb)
    for b in f.order:
        for s in f.blocks[b].succs:
            w.bmark[s] += 1
    for c in f.clauses:
        w.bmark[c.handler] += 2
        if c.filter:
            w.bmark[c.filter] += 2
    w.clear_repl(f)
    joined: i64 = 0
    for b in f.order:
        if not f.blocks[b].dead:
            joined += _join(f, w, f.blocks[b])
    if joined:
        f.order = [b for b in f.order if not f.blocks[b].dead]
        w.apply_repl(f)
    return changes + joined
