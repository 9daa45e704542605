"""Ends of blocks other than branches: switch, return, throw, leaving protected regions and handlers."""
from __future__ import annotations

from typing import TYPE_CHECKING

from mypy_extensions import i64

from binder import il, kinds
from codegen.core.reject import Reject
from codegen.imp.helpers import HELPER_RETHROW, HELPER_THROW
from codegen.imp.items import Return
from codegen.ssa.func import (
    CLAUSE_FINALLY,
    REGION_CATCH,
    REGION_FAULT,
    REGION_FILTER,
    REGION_FINALLY,
    REGION_TRY,
)
from codegen.ssa.ops import (
    OP_CALL_FINALLY,
    OP_CATCH_RET,
    OP_END_FINALLY,
    OP_FILTER_RET,
    OP_JMP,
    OP_RET,
    OP_SWITCH,
    OP_UNREACHABLE,
    TY_I32,
    TY_NONE,
    TY_REF,
)

if TYPE_CHECKING:
    from codegen.imp.importer import Importer


def switch(imp: Importer, at: i64) -> None:
    s = imp.s
    code = imp.flow.code
    it = s.pop_scalar()
    if it.ty != TY_I32:
        # The JIT compares all bits of a native int.
        raise Reject("unsupported-il", f"switch on a native int at IL_{at:04x}")
    index = it.val
    succs: list[int] = []
    succ_args: list[list[int]] = []
    region = imp.f.blocks[s.cur].region
    count = il.u4(code, at + 1)
    k: i64 = 0
    while k < count:
        target = il.switch_target(code, at, k)
        succs.append(imp.block_of[target])
        succ_args.append(imp.edge(target, region))
        k += 1
    after = il.next_offset(code, at)
    succs.append(imp.block_of[after])
    succ_args.append(imp.edge(after, region))
    s.emit(OP_SWITCH, TY_NONE, index, 0, 0, 0)
    imp.f.set_succs(s.cur, succs, succ_args)


def ret(imp: Importer) -> None:
    s = imp.s
    if imp.f.blocks[s.cur].region and not imp.inlined:
        raise Reject("invalid-il", "ret inside a protected region")
    t = s.method.sig.ret
    it = s.pop_as(t) if t.kind != kinds.TK_VOID else None
    if s.stack:
        raise Reject("invalid-il", "values left on the stack at ret")
    if imp.inlined:
        imp.returns.append(Return(s.cur, it))
    else:
        s.emit(OP_RET, TY_NONE, 0 if it is None else it.val, 0, 0, 0)


def throw(imp: Importer) -> None:
    s = imp.s
    obj = s.pop_ref()
    v = s.helper(HELPER_THROW, [TY_REF], [obj], TY_NONE)
    s.f.calls[s.f.imm[v]].no_return = True
    s.f.blocks[s.cur].cold = not s.f.debug
    s.emit(OP_UNREACHABLE, TY_NONE, 0, 0, 0, 0)


def rethrow(imp: Importer) -> None:
    s = imp.s
    r = s.f.blocks[s.cur].region
    while r and s.f.regions[r].kind == REGION_TRY:
        r = s.f.regions[r].parent
    if r == 0:
        raise Reject("invalid-il", "rethrow outside a catch handler")
    s.throw_helper(HELPER_RETHROW)


def end_finally(imp: Importer) -> None:
    s = imp.s
    kind = s.f.regions[s.f.blocks[s.cur].region].kind
    if kind != REGION_FINALLY and kind != REGION_FAULT:
        raise Reject("invalid-il", "endfinally outside a finally handler")
    s.emit(OP_END_FINALLY, TY_NONE, 0, 0, 0, 0)


def end_filter(imp: Importer) -> None:
    s = imp.s
    if s.f.regions[s.f.blocks[s.cur].region].kind != REGION_FILTER:
        raise Reject("invalid-il", "endfilter outside a filter")
    s.emit(OP_FILTER_RET, TY_NONE, s.pop_int32(), 0, 0, 0)


def leave(imp: Importer, target: i64) -> None:
    """Leave protected regions up to the one that contains the target."""
    s = imp.s
    f = imp.f
    s.stack = []
    goal = imp.flow.blocks[target].region
    r = f.blocks[s.cur].region
    while r != goal and not contains(imp, r, goal):
        region = f.regions[r]
        parent = region.parent
        if region.kind == REGION_CATCH:
            step = s.new_block(parent)
            f.blocks[step].il = imp.flow.regions[r].end
            s.emit(OP_CATCH_RET, TY_NONE, 0, 0, 0, 0)
            f.set_succs(s.cur, [step], [[]])
            s.cur = step
        elif region.kind == REGION_TRY:
            handler = finally_of(imp, r)
            if handler:
                step = s.new_block(parent)
                f.blocks[step].il = imp.flow.regions[r].end
                s.emit(OP_JMP, TY_NONE, 0, 0, 0, 0)
                f.set_succs(s.cur, [step], [[]])
                after = s.new_block(parent)
                f.blocks[after].il = imp.flow.regions[r].end
                s.cur = step
                s.emit(OP_CALL_FINALLY, TY_NONE, 0, 0, 0, 0)
                f.set_succs(step, [handler, after], [[], []])
                s.cur = after
        else:
            raise Reject("invalid-il", "leave out of a finally handler or filter")
        r = parent
    imp.jump_from(r, target)


def contains(imp: Importer, outer: i64, inner: i64) -> bool:
    """`outer` is `inner` or one of its ancestors."""
    r = inner
    while True:
        if r == outer:
            return True
        if r == 0:
            return False
        r = imp.f.regions[r].parent


def finally_of(imp: Importer, try_region: i64) -> i64:
    """Entry block of the finally handler of a try region, 0 when it has none."""
    for c in imp.f.clauses:
        if c.try_region == try_region and c.kind == CLAUSE_FINALLY:
            return c.handler
    return 0
