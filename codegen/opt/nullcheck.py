"""Null checks that an earlier one has made superfluous.

    v2:i32 = load i32 v1 +8 nullcheck            v2:i32 = load i32 v1 +8 nullcheck
    nullcheck v1                                 v3:i32 = load i32 v1 +12
    v3:i32 = load i32 v1 +12 nullcheck

A value is known not to be null below a check of it or an access that checks it in the dominator tree, in the block
that only the non-null edge of a comparison with null leads to, and always when it is flagged so or is an address of a
stack slot.  A reference plus a constant offset is an address inside an object, so it is not null where the reference
is not.
"""
from __future__ import annotations

from mypy_extensions import i32, i64

from codegen.core.scratch import cleared32, grown32
from codegen.opt.work import Work
from codegen.ssa.func import Func
from codegen.ssa.ops import (
    CC_EQ,
    CC_NE,
    FLAG_NONNULL,
    FLAG_NULLCHECK,
    OP_ADD,
    OP_BR,
    OP_CMP,
    OP_CONST,
    OP_COPY,
    OP_LOAD,
    OP_MEMCPY,
    OP_NULLCHECK,
    OP_SLOT_ADDR,
    OP_STORE,
    OP_STORE_REF,
    TY_BYREF,
    TY_REF,
)


def _is_known(f: Func, w: Work, v: i64) -> bool:
    hops = 0
    while hops < 4:
        if w.mark[v] or f.op[v] == OP_SLOT_ADDR or f.flags[v] & FLAG_NONNULL:
            return True
        if f.op[v] != OP_ADD or f.ty[v] != TY_BYREF or f.op[i64(f.b[v])] != OP_CONST:
            return False
        v = i64(f.a[v])
        hops += 1
    return False


def _learn(w: Work, v: i64) -> None:
    """v is not null from here on in the scope; the work list is the log by which scopes end."""
    if not w.mark[v]:
        w.mark[v] = 1
        w.push(v)


def _learn_from_edge(f: Func, w: Work, b: i64) -> None:
    """The only way into b may be the edge of a comparison with null."""
    bb = f.blocks[b]
    if len(bb.preds) != 1:
        return
    pred = f.blocks[bb.preds[0]]
    if f.op[pred.last] != OP_BR:
        return
    c = i64(f.a[pred.last])
    if f.op[c] != OP_CMP or f.op[i64(f.b[c])] != OP_CONST or f.imm[i64(f.b[c])] != 0:
        return
    x = i64(f.a[c])
    if f.ty[x] != TY_REF and f.ty[x] != TY_BYREF:
        return
    if (f.imm[c] == CC_NE and pred.succs[0] == b) or (f.imm[c] == CC_EQ and pred.succs[1] == b):
        _learn(w, x)


def _block(f: Func, w: Work, b: i64) -> i64:
    changes: i64 = 0
    v = f.blocks[b].first
    while v:
        after = i64(f.nxt[v])
        op = i64(f.op[v])
        if op == OP_NULLCHECK:
            if _is_known(f, w, i64(f.a[v])):
                f.unlink(v)
                changes += 1
            else:
                _learn(w, i64(f.a[v]))
        elif f.flags[v] & FLAG_NULLCHECK and (op == OP_LOAD or op == OP_STORE or op == OP_STORE_REF):
            if _is_known(f, w, i64(f.a[v])):
                f.flags[v] = i32(i64(f.flags[v]) - FLAG_NULLCHECK)
                changes += 1
            else:
                _learn(w, i64(f.a[v]))
        elif f.flags[v] & FLAG_NULLCHECK and (op == OP_COPY or op == OP_MEMCPY):
            if _is_known(f, w, i64(f.a[v])) and _is_known(f, w, i64(f.b[v])):
                f.flags[v] = i32(i64(f.flags[v]) - FLAG_NULLCHECK)
                changes += 1
        v = after
    return changes


def nullcheck_pass(f: Func, w: Work) -> i64:
    """Returns the number of checks that went."""
    f.fill_preds()
    dom = w.dom
    dom.fill(f)
    w.mark = cleared32(w.mark, f.n + 1)
    w.head = grown32(w.head, dom.rpo.n + 1)
    w.sp = 0
    changes: i64 = 0
    k: i64 = 0
    entering = True
    while True:
        if entering:
            w.head[k] = i32(w.sp)
            if k:
                _learn_from_edge(f, w, i64(dom.rpo.order[k]))
                changes += _block(f, w, i64(dom.rpo.order[k]))
            if dom.child[k]:
                k = i64(dom.child[k])
                continue
        while w.sp > i64(w.head[k]):
            w.sp -= 1
            w.mark[i64(w.stack[w.sp])] = 0
        if k == 0:
            return changes
        if dom.sibling[k]:
            k = i64(dom.sibling[k])
            entering = True
        else:
            k = i64(dom.idom[k])
            entering = False
