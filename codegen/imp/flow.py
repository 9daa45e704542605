"""Control flow of an IL body: reachable basic blocks, the region tree of its exception clauses, variable liveness.

Only code reachable from the entry and from the handlers of reachable protected regions counts (ECMA-335 III.1.7.4
leaves the rest unverified, and compilers do emit garbage there).  Variables are numbered arguments first, then
locals; sets of variables are integers used as bit sets.

A variable may become an SSA value only when all its references are in one region and it is not live into a block of
another region: whatever crosses a region boundary has to be in the frame, where handlers find it.
"""
from __future__ import annotations

from typing import final

from mypy_extensions import i64

from binder import il
from binder.body import EH_CATCH, EH_FAULT, EH_FILTER, EH_FINALLY, MethodBody
from codegen.core.reject import Reject
from codegen.ssa.func import (
    CLAUSE_CATCH,
    CLAUSE_FAULT,
    CLAUSE_FILTER,
    CLAUSE_FINALLY,
    REGION_CATCH,
    REGION_FAULT,
    REGION_FILTER,
    REGION_FINALLY,
    REGION_ROOT,
    REGION_TRY,
)


@final
class ILBlock:
    """IL [start, end); `succs` are start offsets of blocks that follow without an exception."""

    def __init__(self, start: i64) -> None:
        self.start: i64 = start
        self.end: i64 = start
        self.succs: list[int] = []
        self.npreds: i64 = 0
        self.region: i64 = 0
        self.use: int = 0        # variables read before they are written here
        self.define: int = 0
        self.live_in: int = 0
        self.last_op: i64 = 0


@final
class ILRegion:
    """An IL range of the region tree; index 0 is the whole method."""

    def __init__(self, kind: i64, start: i64, end: i64) -> None:
        self.kind: i64 = kind
        self.start: i64 = start
        self.end: i64 = end
        self.parent: i64 = 0


@final
class ILClause:
    """A clause by regions; `filter_region` is 0 unless it is a filter."""

    def __init__(self, kind: i64, token: i64) -> None:
        self.kind: i64 = kind
        self.token: i64 = token
        self.try_region: i64 = 0
        self.handler_region: i64 = 0
        self.filter_region: i64 = 0


@final
class Flow:
    """Result of `analyse`."""

    def __init__(self, body: MethodBody, arg_count: i64) -> None:
        self.body: MethodBody = body
        self.code: bytes = body.code
        self.arg_count: i64 = arg_count
        self.regions: list[ILRegion] = [ILRegion(REGION_ROOT, 0, len(body.code))]
        self.clauses: list[ILClause] = []
        self.blocks: dict[int, ILBlock] = {}
        self.order: list[ILBlock] = []      # reverse post-order, handlers after what they protect
        self.address_taken: int = 0
        self.written: int = 0
        self.var_region: dict[int, int] = {}  # variable -> its only region, or -1
        self.crossing: int = 0              # variables that cross a region boundary


def analyse(body: MethodBody, arg_count: i64, local_count: i64) -> Flow:
    """Blocks, regions and liveness of `body`.  Raises Reject for IL that the runtime refuses."""
    flow = Flow(body, arg_count)
    _build_regions(flow)
    leaders = _find_leaders(flow)
    _build_blocks(flow, leaders, arg_count + local_count)
    _order_blocks(flow)
    _compute_liveness(flow)
    return flow


def _add_region(flow: Flow, kind: i64, start: i64, end: i64) -> i64:
    if start >= end or end > len(flow.code):
        raise Reject("invalid-il", f"exception clause with an empty or overlong range at IL_{start:04x}")
    flow.regions.append(ILRegion(kind, start, end))
    return len(flow.regions) - 1


def _build_regions(flow: Flow) -> None:
    for c in flow.body.clauses:
        t_end = c.try_ofs + c.try_len
        h_end = c.handler_ofs + c.handler_len
        kind: i64 = CLAUSE_CATCH
        region_kind: i64 = REGION_CATCH
        if c.flags == EH_FILTER:
            kind = CLAUSE_FILTER
        elif c.flags == EH_FINALLY:
            kind = CLAUSE_FINALLY
            region_kind = REGION_FINALLY
        elif c.flags == EH_FAULT:
            kind = CLAUSE_FAULT
            region_kind = REGION_FAULT
        elif c.flags != EH_CATCH:
            raise Reject("invalid-il", f"exception clause flags {c.flags}")
        clause = ILClause(kind, c.token_or_filter)
        clause.try_region = _gather_try(flow, kind, c.try_ofs, t_end)
        if clause.try_region == 0:
            clause.try_region = _add_region(flow, REGION_TRY, c.try_ofs, t_end)
        if kind == CLAUSE_FILTER:
            clause.filter_region = _add_region(flow, REGION_FILTER, c.token_or_filter, c.handler_ofs)
        clause.handler_region = _add_region(flow, region_kind, c.handler_ofs, h_end)
        flow.clauses.append(clause)
    _nest_regions(flow)


def _gather_try(flow: Flow, kind: i64, start: i64, end: i64) -> i64:
    """The try region of that range, with its clauses moved to the end of the list; 0 when there is none yet.

    Clauses of one try need not follow each other: those of tries inside a handler may stand before that handler's own
    clause. The runtime wants them together (SAMETRY).
    """
    found: i64 = 0
    same: list[ILClause] = []
    others: list[ILClause] = []
    for c in flow.clauses:
        r = flow.regions[c.try_region]
        if r.start == start and r.end == end:
            if kind == CLAUSE_FINALLY and c.kind == CLAUSE_FINALLY:
                raise Reject("invalid-il", f"two finally handlers of the try at IL_{start:04x}")
            found = c.try_region
            same.append(c)
        elif found and r.start <= start and end <= r.end:
            raise Reject("invalid-il", f"clauses of an outer try among those of the try at IL_{start:04x}")
        else:
            others.append(c)
    if found:
        flow.clauses = others + same
    return found


def _nest_regions(flow: Flow) -> None:
    """Parents are the smallest enclosing ranges; ranges that overlap without nesting are invalid."""
    n = len(flow.regions)
    for i in range(1, n):
        r = flow.regions[i]
        best = 0
        for j in range(1, n):
            if i == j:
                continue
            o = flow.regions[j]
            inside = o.start <= r.start and r.end <= o.end
            apart = o.end <= r.start or r.end <= o.start
            contains = r.start <= o.start and o.end <= r.end
            if inside and contains:
                raise Reject("invalid-il", "two exception regions cover the same range")
            if not inside and not apart and not contains:
                raise Reject("invalid-il", "exception regions overlap")
            if inside:
                b = flow.regions[best]
                if best == 0 or o.end - o.start < b.end - b.start:
                    best = j
        r.parent = best


def region_at(flow: Flow, ofs: i64) -> i64:
    """Index of the innermost region that contains IL offset `ofs`."""
    best: i64 = 0
    size: i64 = len(flow.code) + 1
    for i in range(1, len(flow.regions)):
        r = flow.regions[i]
        if r.start <= ofs < r.end and r.end - r.start < size:
            best = i
            size = r.end - r.start
    return best


def _find_leaders(flow: Flow) -> bytearray:
    """Mark per IL offset: 1 a reachable instruction starts here, 2 it also starts a block."""
    code = flow.code
    n: i64 = len(code)
    marks = bytearray(n + 1)
    work: list[int] = [0]
    if n == 0:
        raise Reject("invalid-il", "empty body")
    marks[0] = 2
    region_started = [False] * len(flow.regions)
    while work:
        at: i64 = work.pop()
        first = True
        while True:
            if at >= n:
                raise Reject("invalid-il", "control falls off the end of the method")
            if not first and marks[at] != 0:
                break
            if marks[at] == 0:
                marks[at] = 1
            first = False
            for k in range(1, len(flow.regions)):
                r = flow.regions[k]
                if not region_started[k] and r.kind == REGION_TRY and r.start <= at < r.end:
                    region_started[k] = True
                    _mark(marks, work, r.start, n)
                    for c in flow.clauses:
                        if c.try_region == k:
                            _mark(marks, work, flow.regions[c.handler_region].start, n)
                            if c.filter_region:
                                _mark(marks, work, flow.regions[c.filter_region].start, n)
            op = il.opcode_at(code, at)
            after = il.next_offset(code, at)
            if after == 0:
                raise Reject("invalid-il", f"unknown or truncated instruction at IL_{at:04x}")
            flow_kind = il.flow(op)
            if flow_kind == il.FLOW_BRANCH or flow_kind == il.FLOW_COND:
                if op == il.OP_SWITCH:
                    for target in _switch_targets(code, at):
                        _mark(marks, work, target, n)
                else:
                    _mark(marks, work, il.branch_target(code, at), n)
            if flow_kind == il.FLOW_BRANCH or flow_kind == il.FLOW_RETURN or flow_kind == il.FLOW_THROW:
                break
            if flow_kind == il.FLOW_COND:
                _mark(marks, work, after, n)
                break
            at = after
    return marks


def _mark(marks: bytearray, work: list[int], target: i64, n: i64) -> None:
    if target < 0 or target >= n:
        raise Reject("invalid-il", f"branch out of the method to {target}")
    if marks[target] == 0:
        work.append(target)
    marks[target] = 2


def _build_blocks(flow: Flow, marks: bytearray, var_count: i64) -> None:
    code = flow.code
    n: i64 = len(code)
    at: i64 = 0
    while at < n:
        if marks[at] != 2:
            at += 1
            continue
        block = ILBlock(at)
        block.region = region_at(flow, at)
        flow.blocks[at] = block
        pos = at
        while True:
            op = il.opcode_at(code, pos)
            after = il.next_offset(code, pos)
            _note_variable(flow, block, op, pos, var_count)
            kind = il.flow(op)
            block.last_op = op
            block.end = after
            if kind == il.FLOW_BRANCH or kind == il.FLOW_COND:
                if op == il.OP_SWITCH:
                    for target in _switch_targets(code, pos):
                        block.succs.append(target)
                else:
                    block.succs.append(il.branch_target(code, pos))
                if kind == il.FLOW_COND:
                    block.succs.append(after)
                break
            if kind == il.FLOW_RETURN or kind == il.FLOW_THROW:
                break
            if marks[after] == 2:
                block.succs.append(after)
                block.last_op = il.OP_NOP
                break
            pos = after
        # Leaders lie in ascending order, but code that jumps into operands makes blocks overlap: take the next mark.
        at += 1


def _switch_targets(code: bytes, at: i64) -> list[int]:
    out: list[int] = []
    for k in range(il.u4(code, at + 1)):
        out.append(il.switch_target(code, at, k))
    return out


def variable_of(code: bytes, op: i64, at: i64) -> i64:
    """Index of the argument or local that the instruction at `at` names; -1 when it names none."""
    if il.OP_LDARG_0 <= op <= il.OP_STLOC_3:
        return (op - il.OP_LDARG_0) & 3
    if il.OP_LDARG_S <= op <= il.OP_STLOC_S:
        return il.u1(code, at + 1)
    if il.OP_LDARG <= op <= il.OP_STLOC:
        return il.u2(code, at + 2)
    return -1


def _is_arg(op: i64) -> bool:
    return (op <= il.OP_LDARG_3 or il.OP_LDARG_S <= op <= il.OP_STARG_S
            or il.OP_LDARG <= op <= il.OP_STARG)


def _note_variable(flow: Flow, block: ILBlock, op: i64, at: i64, var_count: i64) -> None:
    index = variable_of(flow.code, op, at)
    if index < 0:
        return
    if not _is_arg(op):
        index += flow.arg_count
        if index >= var_count:
            raise Reject("invalid-il", f"local variable out of range at IL_{at:04x}")
    elif index >= flow.arg_count:
        raise Reject("invalid-il", f"argument out of range at IL_{at:04x}")
    bit = 1 << int(index)
    if op == il.OP_LDARGA_S or op == il.OP_LDLOCA_S or op == il.OP_LDARGA or op == il.OP_LDLOCA:
        flow.address_taken |= bit
    elif (il.OP_STLOC_0 <= op <= il.OP_STLOC_3 or op == il.OP_STARG_S or op == il.OP_STLOC_S
          or op == il.OP_STARG or op == il.OP_STLOC):
        block.define |= bit
        flow.written |= bit
    elif not block.define & bit:
        block.use |= bit
    known = flow.var_region.get(index, -2)
    if known == -2:
        flow.var_region[index] = block.region
    elif known != block.region:
        flow.var_region[index] = -1
        flow.crossing |= bit


def _order_blocks(flow: Flow) -> None:
    """Reverse post-order from the entry; then from each handler whose try region was reached."""
    seen: set[int] = set()
    post: list[ILBlock] = []
    tails: list[list[ILBlock]] = []
    _post_order(flow, 0, seen, post)
    post.reverse()
    tails.append(post)
    changed = True
    while changed:
        changed = False
        for c in flow.clauses:
            entries = [flow.regions[c.handler_region].start]
            if c.filter_region:
                entries.append(flow.regions[c.filter_region].start)
            for entry in entries:
                if entry in flow.blocks and entry not in seen:
                    part: list[ILBlock] = []
                    _post_order(flow, entry, seen, part)
                    part.reverse()
                    tails.append(part)
                    changed = True
    for group in tails:
        flow.order.extend(group)
    for b in flow.order:
        for s in b.succs:
            flow.blocks[s].npreds += 1


def _post_order(flow: Flow, entry: i64, seen: set[int], out: list[ILBlock]) -> None:
    stack: list[ILBlock] = [flow.blocks[entry]]
    index: list[int] = [0]
    seen.add(entry)
    while stack:
        b = stack[-1]
        k = index[-1]
        if k < len(b.succs):
            index[-1] = k + 1
            s = b.succs[k]
            if s not in seen:
                seen.add(s)
                stack.append(flow.blocks[s])
                index.append(0)
        else:
            out.append(b)
            stack.pop()
            index.pop()


def _compute_liveness(flow: Flow) -> None:
    """Backward data flow; an exception edge leads from every block of a try region to its handlers."""
    handlers: dict[int, list[int]] = {}
    for c in flow.clauses:
        entries = handlers.setdefault(int(c.try_region), [])
        entries.append(flow.regions[c.handler_region].start)
        if c.filter_region:
            entries.append(flow.regions[c.filter_region].start)
    changed = True
    while changed:
        changed = False
        for b in reversed(flow.order):
            live = 0
            for s in b.succs:
                live |= flow.blocks[s].live_in
            thrown = 0
            if flow.clauses:
                r = b.region
                while r:
                    for h in handlers.get(int(r), []):
                        if h in flow.blocks:
                            thrown |= flow.blocks[h].live_in
                    r = flow.regions[r].parent
            new = b.use | (live & ~b.define) | thrown
            if new != b.live_in:
                b.live_in = new
                changed = True
    if flow.clauses:
        if flow.blocks[0].region:
            # Arguments get their value in the method's own entry block.
            flow.crossing |= flow.blocks[0].live_in
        for b in flow.order:
            live = b.live_in & ~flow.crossing
            index = 0
            while live:
                if live & 1 and flow.var_region.get(index, -1) != b.region:
                    flow.crossing |= 1 << index
                live >>= 1
                index += 1
