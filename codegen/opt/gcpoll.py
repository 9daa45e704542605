"""GC polls: a loop that neither returns nor calls would keep the garbage collector waiting for ever.

    bb2(v3:i32):                                    bb2(v3:i32):
      ...                                             ...
      br v6 bb2(v5) bb3                               gcpoll
                                                      br v6 bb2(v5) bb3

The runtime stops a thread at a safe point or by redirecting the return of a method, so every cycle of the method
must contain a call that does so.  Calls of managed methods do; helpers do not count, since they may take a path that
returns without looking.  Blocks with such a call are cut out of the graph; every cycle that remains contains an edge
to a block that a depth-first walk is still inside of, and the block that edge leaves gets a poll before its branch.
Where an iteration may take either a path with a call or one without, only the latter is polled.

Source: src/coreclr/vm/threadsuspend.cpp; docs/design/coreclr/botr/clr-abi.md.
"""
from __future__ import annotations

from mypy_extensions import i32, i64

from codegen.core.scratch import cleared32, grown32
from codegen.core.symbols import CELL_DISPATCH, CELL_METHOD
from codegen.opt.work import Work
from codegen.ssa.func import CALL_CELL, Block, Func
from codegen.ssa.ops import OP_BR, OP_CALL, OP_CMP, OP_FCMP, OP_GCPOLL, TY_NONE

_UNSEEN = 0
_INSIDE = 1     # the walk is in the block's subtree
_DONE = 2
_CALLS = 3      # cut out


def is_managed_call(f: Func, v: i64) -> bool:
    """Is v a CALL of a managed method, which a thread can be stopped in or on return from?"""
    if f.op[v] != OP_CALL:
        return False
    site = f.calls[f.imm[v]]
    if site.no_gc:
        return False
    if site.kind != CALL_CELL:
        return True
    symbol = f.symbols.items[site.symbol]
    if symbol.cell == CELL_METHOD and ("System.Math::" in symbol.text or "System.MathF::" in symbol.text):
        return False       # most of them are native code that returns without looking
    return symbol.cell == CELL_METHOD or symbol.cell == CELL_DISPATCH


def _stops(f: Func, b: i64) -> bool:
    v = f.blocks[b].first
    while v:
        if f.op[v] == OP_GCPOLL or is_managed_call(f, v):
            return True
        v = i64(f.nxt[v])
    return False


def _insert(f: Func, bb: Block) -> None:
    """Poll before the branch, and before its comparison so that the two stay together."""
    where = bb.last
    before = i64(f.prv[where])
    if f.op[where] == OP_BR and before != 0 and f.a[where] == before:
        if f.op[before] == OP_CMP or f.op[before] == OP_FCMP:
            where = before
    poll = f.new_value(OP_GCPOLL, TY_NONE, 0, 0, 0, 0)
    f.il[poll] = f.il[where]
    f.link_before(poll, where)


def gcpoll_pass(f: Func, w: Work) -> i64:
    """Returns the number of polls."""
    nb: i64 = len(f.blocks)
    w.bmark = cleared32(w.bmark, nb)
    w.head = grown32(w.head, nb)
    for b in f.order:
        if _stops(f, b):
            w.bmark[b] = _CALLS
    polls: i64 = 0
    for b in f.order:
        if w.bmark[b] == _UNSEEN:
            polls += _walk(f, w, b)
    return polls


def _walk(f: Func, w: Work, root: i64) -> i64:
    polls: i64 = 0
    w.sp = 0
    w.push(root)
    w.bmark[root] = _INSIDE
    w.head[root] = 0
    while w.sp > 0:
        b = i64(w.stack[w.sp - 1])
        bb = f.blocks[b]
        k = i64(w.head[b])
        if k < len(bb.succs):
            w.head[b] = i32(k + 1)
            s: i64 = bb.succs[k]
            if w.bmark[s] == _UNSEEN:
                w.bmark[s] = _INSIDE
                w.head[s] = 0
                w.push(s)
            elif w.bmark[s] == _INSIDE:
                _insert(f, bb)
                polls += 1
                w.head[b] = i32(len(bb.succs))     # one poll serves all edges of the block
                # The block now stops threads: nothing needs to be found through it.
        else:
            w.bmark[b] = _DONE
            w.sp -= 1
    return polls
