"""Lowering driver: blocks, terminators and exception-handling flow.

A handler is left through its funclet's return: a catch returns the address where to resume, a filter 0 or 1, a
finally nothing.  A call of a finally destroys every register, like the way through a handler does.

Sources: ECMA-335 III.3; docs/design/coreclr/botr/clr-abi.md (funclets).
"""
from __future__ import annotations

from typing import Final

from mypy_extensions import i64, u8

from codegen.core.machine import FIRST_VREG, RAX, RDI, RSI
from codegen.core.reject import Reject
from codegen.core.symbols import CELL_EAGER
from codegen.lower import arith, calls, memory
from codegen.lower import minst as mi
from codegen.lower.edges import edge_moves, flush_edges, has_args, succ_block
from codegen.lower.layout import layout
from codegen.lower.lower import SKIP_CMP, Lowerer
from codegen.lower.minst import VK_GP, CallRec, MBlock
from codegen.ssa import ops
from codegen.ssa.func import REGION_TRY

_ALL_MASK: Final = 0x1FFFFFFFE & ~((1 << 5) | (1 << 6))

# Switches with at most this many targets become a chain of comparisons.
_CHAIN: Final = 3


def _find_depths(lo: Lowerer, items: list[int]) -> None:
    """Loop depth of every block, from back edges in layout order."""
    f = lo.f
    at: dict[int, int] = {}
    order: list[int] = []
    for x in items:
        if x > 0:
            at[x - 1] = len(order)
            order.append(x - 1)
    spans: list[tuple[int, int]] = []
    for b in order:
        for s in f.blocks[b].succs:
            if at[s] <= at[b]:
                spans.append((at[s], at[b]))
    heads: dict[int, int] = {}
    for first, last in spans:
        if heads.get(first, -1) < last:
            heads[first] = last
    for first, last in heads.items():
        k = first
        while k <= last:
            lo.m.blocks[order[k]].depth += 1
            k += 1


def lower_func(lo: Lowerer) -> list[int]:
    """Fill lo.m from lo.f; returns the regions of the funclets in order."""
    f = lo.f
    m = lo.m
    items, funclets = layout(f)
    for b in range(len(f.blocks)):
        m.blocks.append(MBlock(b, f.blocks[b].region))
    _find_depths(lo, items)
    n = len(items)
    k = 0
    while k < n:
        x = items[k]
        if x < 0:
            m.seq.append(x)
        else:
            lower_block(lo, x - 1)
        k += 1
    return funclets


def lower_block(lo: Lowerer, b: i64) -> None:
    """One block with the blocks of its edges."""
    f = lo.f
    m = lo.m
    bb = f.blocks[b]
    mb = m.blocks[b]
    lo.region = bb.region
    mb.start = m.n
    m.seq.append(int(b) + 1)
    m.cur_il = bb.il
    if b == f.order[0]:
        calls.incoming(lo)
    pending: list[int] = []
    v = bb.first
    while v:
        if not lo.skip[v]:
            op = i64(f.op[v])
            m.cur_il = i64(f.il[v])
            if op >= ops.OP_JMP:
                terminator(lo, b, v, op, pending)
            else:
                instruction(lo, v, op)
        v = i64(f.nxt[v])
    mb.end = m.n
    flush_edges(lo, b, pending)


def instruction(lo: Lowerer, v: i64, op: i64) -> None:
    """One instruction that is not a terminator."""
    f = lo.f
    m = lo.m
    if lo.uses[v] == 0 and ops.OP_EFFECT[op] == ops.EFFECT_PURE:
        return
    if op == ops.OP_LOAD:
        memory.load(lo, v)
    elif op == ops.OP_CALL:
        calls.call(lo, v)
    elif op <= ops.OP_SYM_ADDR:
        return
    elif op == ops.OP_STORE:
        memory.store(lo, v)
    elif op <= ops.OP_XOR and op != ops.OP_CATCH_ARG or (ops.OP_ADD_OVF <= op <= ops.OP_ADD_OVF_U
                                                        or op == ops.OP_SUB_OVF_U):
        arith.binary(lo, v, op)
    elif op == ops.OP_CATCH_ARG:
        m.emit(mi.M_MOV, 8, FIRST_VREG - 1 + v, RSI if lo.major < 10 else RDI, 0)
    elif op <= ops.OP_SAR:
        arith.shift(lo, v, op)
    elif op <= ops.OP_NOT or op == ops.OP_FNEG or op == ops.OP_FSQRT or op == ops.OP_FABS:
        arith.unary(lo, v, op)
    elif op <= ops.OP_UREM:
        arith.divide(lo, v, op)
    elif op == ops.OP_MUL_OVF_U:
        arith.mul_ovf_u(lo, v)
    elif op <= ops.OP_FDIV:
        arith.binary(lo, v, op)
    elif op <= ops.OP_FCMP:
        arith.set_cond(lo, v)
    elif op <= ops.OP_BITCAST:
        arith.convert(lo, v, op)
    elif op == ops.OP_NULLCHECK:
        if f.op[i64(f.a[v])] != ops.OP_SLOT_ADDR:
            m.emit(mi.M_NULLCHK, 4, 0, lo.use(i64(f.a[v])), 0)
    elif op == ops.OP_BOUNDS:
        arith.bounds(lo, v)
    elif op == ops.OP_STORE_REF:
        memory.store_ref(lo, v)
    elif op == ops.OP_COPY:
        memory.copy_struct(lo, i64(f.a[v]), i64(f.b[v]), f.layouts[f.aux[v]], i64(f.flags[v]))
    elif op == ops.OP_ZERO:
        memory.zero(lo, i64(f.a[v]), f.layouts[f.aux[v]])
    elif op == ops.OP_MEMCPY:
        memory.copy_bytes(lo, i64(f.a[v]), 0, i64(f.b[v]), 0, f.imm[v], False)
    elif op == ops.OP_MARK:
        m.emit_i(mi.M_MARK, 0, 0, 0, f.imm[v])
    elif op == ops.OP_GCPOLL:
        m.calls.append(CallRec(True, False, 0))
        i = m.emit_i(mi.M_GCPOLL, 8, 0, 0, len(m.calls) - 1)
        m.sym[i] = int(f.symbols.intern(CELL_EAGER, "Helper\t3"))
        m.slot[i] = int(f.symbols.intern(CELL_EAGER, "Helper\t44"))
        # The call on its slow path saves what it would destroy; only references may not be in volatile registers.
        m.idf[i] = i64(1) << RAX
    else:
        raise Reject("compiler-failure", f"lower {ops.OP_NAMES[op]}")


def terminator(lo: Lowerer, b: i64, v: i64, op: i64, pending: list[int]) -> None:
    """The end of block b."""
    f = lo.f
    m = lo.m
    bb = f.blocks[b]
    mb = m.blocks[b]
    if op == ops.OP_JMP:
        if has_args(lo, b, 0):
            edge_moves(lo, b, 0)
        lo.jump(bb.succs[0])
        mb.succs = [bb.succs[0]]
    elif op == ops.OP_BR:
        branch(lo, b, i64(f.a[v]), pending)
    elif op == ops.OP_RET:
        calls.ret(lo, v)
    elif op == ops.OP_UNREACHABLE:
        if not m.n or m.op[m.n - 1] != mi.M_INT3 or mb.start == m.n:
            m.emit(mi.M_INT3, 0, 0, 0, 0)
    elif op == ops.OP_SWITCH:
        switch(lo, b, i64(f.a[v]), pending)
    elif op == ops.OP_CALL_FINALLY:
        i = m.emit_i(mi.M_CALLFIN, 8, 0, 0, bb.succs[0])
        m.idf[i] = _ALL_MASK
        if len(bb.succ_args) > 1 and bb.succ_args[1]:
            edge_moves(lo, b, 1)
        lo.jump(bb.succs[1])
        mb.succs = [bb.succs[1]]
    elif op == ops.OP_CATCH_RET:
        i = m.emit_i(mi.M_LEARET, 8, RAX, 0, bb.succs[0])
        i = m.emit(mi.M_FUNCRET, 0, 0, 0, 0)
        m.iu[i] = 1 << RAX
        mb.succs = [bb.succs[0]]
        if bb.succ_args and bb.succ_args[0]:
            raise Reject("compiler-failure", "values leave a handler")
    elif op == ops.OP_END_FINALLY:
        m.emit(mi.M_FUNCRET, 0, 0, 0, 0)
    else:
        lo.into(RAX, i64(f.a[v]))
        i = m.emit(mi.M_FUNCRET, 0, 0, 0, 0)
        m.iu[i] = 1 << RAX
    if lo.region and f.regions[lo.region].kind != REGION_TRY and op == ops.OP_RET:
        raise Reject("invalid-il", "return from a handler")


def branch(lo: Lowerer, b: i64, cond: i64, pending: list[int]) -> None:
    """Conditional branch; JCC then JMP, which emission turns around where that saves a jump."""
    f = lo.f
    m = lo.m
    bb = f.blocks[b]
    mode: i64 = arith.MODE_ONE
    cc: i64 = mi.X_NE
    if lo.skip[cond] == SKIP_CMP:
        cc, mode = arith.compare(lo, cond)
    elif lo.is_remat(cond) and f.op[cond] == ops.OP_CONST:
        k = 0 if f.imm[cond] & 0xFFFFFFFF else 1
        t = succ_block(lo, b, k, pending)
        lo.jump(t)
        m.blocks[b].succs = [int(t)]
        return
    else:
        r = lo.use(cond)
        m.emit(mi.M_TEST, 4, 0, r, r)
    no = succ_block(lo, b, 1, pending)
    yes = succ_block(lo, b, 0, pending)
    if mode != arith.MODE_ONE:
        i = m.emit_i(mi.M_JCC, 0, 0, 0, yes if mode == arith.MODE_OR_PARITY else no)
        m.cc[i] = mi.X_P
    i = m.emit_i(mi.M_JCC, 0, 0, 0, yes)
    m.cc[i] = u8(cc)
    lo.jump(no)
    m.blocks[b].succs = [int(yes), int(no)]
    if len(bb.succs) != 2:
        raise Reject("compiler-failure", "branch without two successors")


def switch(lo: Lowerer, b: i64, index: i64, pending: list[int]) -> None:
    """Jump table, or a few comparisons."""
    f = lo.f
    m = lo.m
    bb = f.blocks[b]
    count = len(bb.succs) - 1
    if lo.is_remat(index):
        t = m.new_vreg(VK_GP)
        lo.into(t, index)
        r = t
    else:
        r = FIRST_VREG - 1 + index
    targets: list[int] = []
    known: dict[int, int] = {}
    for k in range(count + 1):
        s = bb.succs[k]
        if not has_args(lo, b, k):
            targets.append(s)
        else:
            same = known.get(s, 0)
            if same and bb.succ_args[same - 1] == bb.succ_args[k]:
                targets.append(targets[same - 1])
            else:
                targets.append(int(succ_block(lo, b, k, pending)))
                known[s] = k + 1
    m.blocks[b].succs = sorted(set(targets))
    if count <= _CHAIN:
        for k in range(count):
            m.emit_i(mi.M_CMP, 4, 0, r, k)
            i = m.emit_i(mi.M_JCC, 0, 0, 0, targets[k])
            m.cc[i] = mi.X_E
        lo.jump(targets[count])
        return
    m.emit_i(mi.M_CMP, 4, 0, r, count)
    i = m.emit_i(mi.M_JCC, 0, 0, 0, targets[count])
    m.cc[i] = mi.X_AE
    wide = m.new_vreg(VK_GP)
    i = m.emit(mi.M_EXT, 8, wide, r, 0)
    m.cc[i] = mi.EXT_ZX32
    lo.rodata_sym()
    m.tables.append(targets[:count])
    m.emit_i(mi.M_JTAB, 8, 0, wide, len(m.tables) - 1)
