"""Dead code elimination.

Removes blocks that cannot run, values nobody uses, block parameters (with their arguments) that feed only
themselves, and stores to stack slots nobody reads.  What may raise stays: an unused load that also is a null check
becomes a NULLCHECK, divisions stay unless the divisor is a harmless constant.

Liveness starts at instructions with effects and follows operands; a parameter makes its arguments live, and a slot
whose address is used for anything but storing makes its stores live.
"""
from __future__ import annotations

from mypy_extensions import i32, i64

from codegen.core.scratch import cleared32, grown32
from codegen.opt.cfg import remove_unreachable
from codegen.opt.work import Work
from codegen.ssa.func import Func
from codegen.ssa.ops import (
    EFFECT_PURE,
    FLAG_NULLCHECK,
    FLAG_VOLATILE,
    OP_ARGC,
    OP_CONST,
    OP_COPY,
    OP_DIV,
    OP_EFFECT,
    OP_LOAD,
    OP_MEMCPY,
    OP_NULLCHECK,
    OP_PARAM,
    OP_REM,
    OP_SLOT_ADDR,
    OP_STORE,
    OP_STORE_REF,
    OP_UDIV,
    OP_UREM,
    OP_ZERO,
    TY_NONE,
)


def cannot_raise(f: Func, v: i64) -> bool:
    """A division by a constant other than 0 (and other than -1 when signed)."""
    op = i64(f.op[v])
    if op == OP_DIV or op == OP_REM or op == OP_UDIV or op == OP_UREM:
        d = i64(f.b[v])
        if f.op[d] == OP_CONST and f.imm[d] != 0:
            return f.imm[d] != -1 or op == OP_UDIV or op == OP_UREM
    return False


def stored_slot(f: Func, v: i64) -> i64:
    """The slot that v only stores to, 0 when v does more than that."""
    op = i64(f.op[v])
    if op != OP_STORE and op != OP_STORE_REF and op != OP_ZERO and op != OP_COPY and op != OP_MEMCPY:
        return 0
    if f.flags[v] & (FLAG_VOLATILE | FLAG_NULLCHECK):
        return 0
    a = i64(f.a[v])
    if f.op[a] != OP_SLOT_ADDR:
        return 0
    slot = i64(f.aux[a])
    if f.slots[slot].pinned or f.slots[slot].home or slot == f.context_slot:
        return 0
    return slot


def _live_value(f: Func, w: Work, v: i64) -> None:
    if not w.mark[v]:
        w.mark[v] = 1
        w.push(v)
    if f.op[v] == OP_SLOT_ADDR:
        _live_slot(f, w, i64(f.aux[v]))


def _live_operands(f: Func, w: Work, v: i64) -> None:
    op = i64(f.op[v])
    argc: i64 = OP_ARGC[op]
    if argc < 0:
        k = i64(f.a[v])
        end = k + i64(f.b[v])
        while k < end:
            _live_value(f, w, i64(f.pool[k]))
            k += 1
        return
    if argc > 0 and f.a[v]:
        a = i64(f.a[v])
        if stored_slot(f, v):
            w.mark[a] = 1          # the address is needed, but storing through it is no use of the slot
        else:
            _live_value(f, w, a)
    if argc > 1:
        _live_value(f, w, i64(f.b[v]))


def _live_slot(f: Func, w: Work, slot: i64) -> None:
    """The slot is read: its stores are live."""
    v = i64(w.head[slot])
    w.head[slot] = -1
    while v > 0:
        _live_value(f, w, v)
        v = i64(w.next[v])


def _live_args(f: Func, w: Work, p: i64) -> None:
    """p is a live parameter: so are the arguments it receives."""
    bb = f.blocks[i64(f.blk[p])]
    at: i64 = 0
    while bb.params[at] != p:
        at += 1
    for q in bb.preds:
        pred = f.blocks[q]
        k: i64 = 0
        while k < len(pred.succs):
            if pred.succs[k] == bb.id:
                _live_value(f, w, pred.succ_args[k][at])
            k += 1


def _mark(f: Func, w: Work) -> None:
    w.mark = cleared32(w.mark, f.n + 1)
    w.next = grown32(w.next, f.n + 1)
    w.head = cleared32(w.head, len(f.slots))
    w.sp = 0
    for b in f.order:
        v = f.blocks[b].first
        while v:
            effect = OP_EFFECT[f.op[v]]
            if effect != EFFECT_PURE:
                slot = stored_slot(f, v)
                if slot and w.head[slot] >= 0:
                    w.next[v] = w.head[slot]
                    w.head[slot] = i32(v)
                elif f.op[v] == OP_LOAD and not f.flags[v] & (FLAG_VOLATILE | FLAG_NULLCHECK):
                    pass
                elif not cannot_raise(f, v):
                    _live_value(f, w, v)
            v = i64(f.nxt[v])
    while w.sp > 0:
        w.sp -= 1
        v = i64(w.stack[w.sp])
        if f.op[v] == OP_PARAM:
            _live_args(f, w, v)
        else:
            _live_operands(f, w, v)


def _count_uses(f: Func, w: Work) -> None:
    """repl[v] = number of uses by what is live; only zero or not matters."""
    w.clear_repl(f)
    for b in f.order:
        bb = f.blocks[b]
        v = bb.first
        while v:
            if w.mark[v]:
                argc: i64 = OP_ARGC[f.op[v]]
                if argc < 0:
                    k = i64(f.a[v])
                    end = k + i64(f.b[v])
                    while k < end:
                        w.repl[i64(f.pool[k])] = 1
                        k += 1
                else:
                    if argc > 0:
                        w.repl[i64(f.a[v])] = 1
                    if argc > 1:
                        w.repl[i64(f.b[v])] = 1
            v = i64(f.nxt[v])
        i: i64 = 0
        while i < len(bb.succs):
            args = bb.succ_args[i]
            j: i64 = 0
            while j < len(args):
                if w.mark[i64(f.blocks[bb.succs[i]].params[j])]:
                    w.repl[i64(args[j])] = 1
                j += 1
            i += 1


def dce_pass(f: Func, w: Work) -> i64:
    """Returns the number of removed instructions, parameters and blocks."""
    removed = remove_unreachable(f, w)
    f.fill_preds()
    _mark(f, w)
    _count_uses(f, w)
    for b in f.order:
        bb = f.blocks[b]
        k: i64 = 0
        while k < len(bb.succs):
            args = bb.succ_args[k]
            if args:
                params = f.blocks[bb.succs[k]].params
                keep: list[int] = []
                i: i64 = 0
                while i < len(args):
                    if w.mark[i64(params[i])]:
                        keep.append(args[i])
                    i += 1
                if len(keep) != len(args):
                    bb.succ_args[k] = keep
            k += 1
    for b in f.order:
        bb = f.blocks[b]
        if bb.params:
            live = [p for p in bb.params if w.mark[p]]
            removed += len(bb.params) - len(live)
            bb.params = live
        v = bb.first
        while v:
            after = i64(f.nxt[v])
            if not w.mark[v]:
                f.unlink(v)
                removed += 1
            elif f.op[v] == OP_LOAD and not w.repl[v] and not f.flags[v] & FLAG_VOLATILE:
                f.op[v] = i32(OP_NULLCHECK)
                f.ty[v] = i32(TY_NONE)
                f.imm[v] = 0
                f.aux[v] = 0
                f.flags[v] = 0
                removed += 1
            v = after
    return removed
