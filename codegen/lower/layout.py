"""Block layout: the order of code, from the order of blocks and the region tree.

The main body comes first, then every handler and filter as a funclet of its own; a handler nested in a handler is
its own funclet too.  Within a funclet every region's blocks are contiguous, children in place, and cold blocks stand
at the end of their region.  The result is a list of items: block id + 1, or -(region + 1) where a region ends.

Source: docs/design/coreclr/botr/clr-abi.md in the .NET runtime (placement of funclets).
"""
from __future__ import annotations

from mypy_extensions import i64

from codegen.ssa.func import REGION_ROOT, REGION_TRY, Func


def _emit_region(f: Func, region: i64, members: list[list[int]], children: list[list[int]], out: list[int]) -> None:
    """Append the subtree of `region` without nested funclets."""
    cold: list[int] = []
    kids = children[region]
    placed = [False] * len(kids)
    for b in members[region]:
        k = 0
        while k < len(kids):
            kid = kids[k]
            if not placed[k] and _first(f, kid, members, children) < f.blocks[b].il and b != f.order[0]:
                placed[k] = True
                _emit_region(f, kid, members, children, out)
            k += 1
        if f.blocks[b].cold and b != f.order[0]:
            cold.append(b)
        else:
            out.append(b + 1)
    k = 0
    while k < len(kids):
        if not placed[k]:
            _emit_region(f, kids[k], members, children, out)
        k += 1
    for b in cold:
        out.append(b + 1)
    out.append(-(int(region) + 1))


def _first(f: Func, region: i64, members: list[list[int]], children: list[list[int]]) -> i64:
    """Lowest IL offset of the subtree."""
    best: i64 = 1 << 40
    for b in members[region]:
        if f.blocks[b].il < best:
            best = f.blocks[b].il
    for kid in children[region]:
        at = _first(f, kid, members, children)
        if at < best:
            best = at
    return best


def _entry_first(f: Func, region: i64, order: list[int]) -> None:
    """The entry block of a handler or filter must be the first of its funclet."""
    entry: i64 = 0
    for c in f.clauses:
        if c.handler_region == region:
            entry = c.handler
        elif c.filter and c.filter_region == region:
            entry = c.filter
    at = order.index(int(entry) + 1)
    if at > 0:
        order.insert(0, order.pop(at))


def layout(f: Func) -> tuple[list[int], list[int]]:
    """The items of the module's head, and the region of each funclet in order (main body first)."""
    if len(f.regions) == 1:
        out = [b + 1 for b in f.order if not f.blocks[b].cold or b == f.order[0]]
        out.extend([b + 1 for b in f.order if f.blocks[b].cold and b != f.order[0]])
        out.append(-1)
        return out, [REGION_ROOT]
    members: list[list[int]] = [[] for _ in f.regions]
    children: list[list[int]] = [[] for _ in f.regions]
    for b in f.order:
        members[f.blocks[b].region].append(b)
    for r in range(1, len(f.regions)):
        if f.regions[r].kind == REGION_TRY:
            children[f.regions[r].parent].append(r)
    for r in range(len(f.regions)):
        kids = children[r]
        for i in range(1, len(kids)):
            k = i
            while k > 0 and (_first(f, kids[k - 1], members, children)
                             > _first(f, kids[k], members, children)):
                kids[k - 1], kids[k] = kids[k], kids[k - 1]
                k -= 1
    out = []
    _emit_region(f, REGION_ROOT, members, children, out)
    funclets: list[int] = [REGION_ROOT]
    for r in range(1, len(f.regions)):
        if f.regions[r].kind != REGION_TRY and (members[r] or children[r]):
            part: list[int] = []
            _emit_region(f, r, members, children, part)
            if max(part) < 0:
                # Nothing is left of the handler but the regions inside it.
                continue
            _entry_first(f, r, part)
            out.extend(part)
            funclets.append(r)
    return out, funclets
