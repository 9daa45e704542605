"""Edges between blocks: the parallel moves of their arguments, and the blocks that hold moves of edges of branches."""
from __future__ import annotations

from mypy_extensions import i64

from codegen.core.machine import FIRST_VREG
from codegen.lower.lower import Lowerer
from codegen.lower.minst import MBlock


def edge_moves(lo: Lowerer, b: i64, k: i64) -> None:
    """The parallel moves of edge k of block b, as a sequence."""
    f = lo.f
    m = lo.m
    bb = f.blocks[b]
    args = bb.succ_args[k]
    params = f.blocks[bb.succs[k]].params
    dst: list[int] = []
    src: list[int] = []
    late: list[int] = []
    for j in range(len(args)):
        if lo.is_remat(args[j]):
            late.append(j)
        elif args[j] != params[j]:
            dst.append(int(FIRST_VREG - 1 + params[j]))
            src.append(int(FIRST_VREG - 1 + args[j]))
    while dst:
        done = -1
        for j in range(len(dst)):
            if dst[j] not in src:
                done = j
                break
        if done < 0:
            # Only cycles are left: free the first destination.
            t = m.new_vreg(i64(m.vkind[src[0]]))
            lo.move(t, src[0])
            first = src[0]
            for j in range(len(src)):
                if src[j] == first:
                    src[j] = int(t)
            continue
        lo.move(dst[done], src[done])
        dst.pop(done)
        src.pop(done)
    for j in late:
        lo.into(FIRST_VREG - 1 + params[j], args[j])


def has_args(lo: Lowerer, b: i64, k: i64) -> bool:
    """Does edge k of block b need moves?"""
    bb = lo.f.blocks[b]
    return len(bb.succ_args[k]) > 0 if k < len(bb.succ_args) else False


def new_edge_block(lo: Lowerer, depth: i64) -> i64:
    """A block for the moves of an edge."""
    m = lo.m
    e = MBlock(len(m.blocks), lo.region)
    e.depth = depth
    m.blocks.append(e)
    return e.id


def succ_block(lo: Lowerer, b: i64, k: i64, pending: list[int]) -> i64:
    """Target of edge k: the successor, or a new block with the edge's moves (noted in `pending`)."""
    bb = lo.f.blocks[b]
    if not has_args(lo, b, k):
        return bb.succs[k]
    e = new_edge_block(lo, lo.m.blocks[b].depth)
    pending.append(int(e))
    pending.append(int(k))
    return e


def flush_edges(lo: Lowerer, b: i64, pending: list[int]) -> None:
    """Emit the edge blocks noted by `succ_block`; block b has ended."""
    m = lo.m
    bb = lo.f.blocks[b]
    j = 0
    while j < len(pending):
        e = m.blocks[pending[j]]
        k = pending[j + 1]
        m.seq.append(pending[j] + 1)
        e.start = m.n
        edge_moves(lo, b, k)
        lo.jump(bb.succs[k])
        e.succs = [bb.succs[k]]
        e.end = m.n
        j += 2
