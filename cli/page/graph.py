"""Layout of the dependency graph: layers from left to right, as for a drawing by Sugiyama, Tagawa and Toda (1981).

    strongly connected components -> edges that longer paths imply are left out -> layer = longest path from a source
    -> order in a layer by the mean of the neighbours, in sweeps -> y: towards the neighbours, never closer than a row

Assemblies may reference each other in circles; the edges inside a component are drawn, but do not count for layers.
A layer with more than `TALL` nodes becomes several columns. The result depends only on the graph: nodes are taken in
the order given. Sizes in pixels; `place` takes O(nodes * edges) for the implied edges, and is meant for hundreds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 190
HEIGHT = 34
ROW = 46
COLUMN = 238
TALL = 28
MARGIN = 12
_SWEEPS = 8


@dataclass(frozen=True)
class Placed:
    """Top left corners by node, the edges that are drawn, and the size of the whole."""

    at: dict[str, tuple[float, float]]
    edges: list[tuple[str, str]]
    width: float
    height: float


def place(nodes: Sequence[str], edges: Sequence[tuple[str, str]]) -> Placed:
    """`edges` (from, to) between `nodes`; others, loops and repeats are ignored."""
    known = set(nodes)
    targets: dict[str, list[str]] = {n: [] for n in nodes}
    for start, end in dict.fromkeys(edges):
        if start != end and start in known and end in known:
            targets[start].append(end)
    component = _components(nodes, targets)
    kept = _reduce(nodes, targets, component)
    columns = _columns(nodes, kept, component)
    _order(columns, kept)
    at = _coordinates(columns, kept)
    return Placed(
        at, kept,
        2 * MARGIN + WIDTH + COLUMN * max(len(columns) - 1, 0),
        MARGIN + max((y + HEIGHT for _, y in at.values()), default=0.0),
    )


def _components(nodes: Sequence[str], targets: dict[str, list[str]]) -> dict[str, int]:
    """Tarjan (1972), without recursion; components are numbered in reverse topological order."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    component: dict[str, int] = {}
    stack: list[str] = []
    count = 0
    for start in nodes:
        if start in index:
            continue
        work = [(start, iter(targets[start]))]
        index[start] = low[start] = len(index)
        stack.append(start)
        while work:
            node, rest = work[-1]
            child = next(rest, None)
            if child is None:
                work.pop()
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[node])
                if low[node] == index[node]:
                    while True:
                        member = stack.pop()
                        component[member] = count
                        if member == node:
                            break
                    count += 1
            elif child not in index:
                index[child] = low[child] = len(index)
                stack.append(child)
                work.append((child, iter(targets[child])))
            elif child not in component:
                low[node] = min(low[node], index[child])
    return component


def _reduce(
    nodes: Sequence[str], targets: dict[str, list[str]], component: dict[str, int]
) -> list[tuple[str, str]]:
    """The edges without those that a longer path implies."""
    below: dict[int, set[int]] = {}
    nexts: dict[int, set[int]] = {c: set() for c in component.values()}
    for node in nodes:
        nexts[component[node]] |= {component[t] for t in targets[node]} - {component[node]}
    for number in sorted(nexts):  # what a component reaches has a lower number
        below[number] = set(nexts[number]).union(*(below[n] for n in nexts[number]))
    kept: list[tuple[str, str]] = []
    for node in nodes:
        here = component[node]
        for target in targets[node]:
            there = component[target]
            if here == there or not any(there in below[n] for n in nexts[here] if n != there):
                kept.append((node, target))
    return kept


def _columns(
    nodes: Sequence[str], edges: list[tuple[str, str]], component: dict[str, int]
) -> list[list[str]]:
    layer: dict[int, int] = dict.fromkeys(component.values(), 0)
    for number in sorted(layer, reverse=True):
        for start, end in edges:
            if component[start] == number and component[end] != number:
                layer[component[end]] = max(layer[component[end]], layer[number] + 1)
    layers: list[list[str]] = [[] for _ in range(max(layer.values(), default=-1) + 1)]
    for node in nodes:
        layers[layer[component[node]]].append(node)
    return [part for members in layers for part in _parts(members)]


def _parts(members: list[str]) -> list[list[str]]:
    count = -(-len(members) // TALL)
    size = -(-len(members) // count) if count else 1
    return [members[i : i + size] for i in range(0, len(members), size)]


def _neighbours(edges: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for start, end in edges:
        found.setdefault(start, []).append(end)
        found.setdefault(end, []).append(start)
    return found


def _order(columns: list[list[str]], edges: list[tuple[str, str]]) -> None:
    """Sort every column by the mean position of the neighbours in the columns on one side, then the other."""
    near = _neighbours(edges)
    column_of = {node: i for i, column in enumerate(columns) for node in column}
    position = {node: i / len(column) for column in columns for i, node in enumerate(column)}
    for sweep in range(_SWEEPS):
        forward = sweep % 2 == 0
        for i in range(len(columns)) if forward else reversed(range(len(columns))):
            means: dict[str, float] = {}
            for node in columns[i]:
                side = [position[n] for n in near.get(node, ()) if (column_of[n] < i) == forward and column_of[n] != i]
                means[node] = sum(side) / len(side) if side else position[node]
            columns[i].sort(key=means.__getitem__)
            for at, node in enumerate(columns[i]):
                position[node] = at / len(columns[i])


def _coordinates(columns: list[list[str]], edges: list[tuple[str, str]]) -> dict[str, tuple[float, float]]:
    near = _neighbours(edges)
    tallest = max((len(c) for c in columns), default=0)
    y = {n: (tallest - len(c)) * ROW / 2 + i * ROW for c in columns for i, n in enumerate(c)}
    for _ in range(_SWEEPS):
        for column in columns:
            wanted = [sum(y[m] for m in near[n]) / len(near[n]) if n in near else y[n] for n in column]
            for node, value in zip(column, _spread(wanted)):
                y[node] = value
    top = min(y.values(), default=0.0)
    return {n: (MARGIN + i * COLUMN, MARGIN + y[n] - top) for i, c in enumerate(columns) for n in c}


def _spread(wanted: list[float]) -> list[float]:
    """Positions in the same order, a row apart at least, as near as possible to those wanted in the least-squares
    sense: pool adjacent violators on the positions less the rows before them."""
    blocks: list[tuple[float, int]] = []  # (sum, count)
    for i, value in enumerate(wanted):
        total, count = value - i * ROW, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / count:
            total += blocks[-1][0]
            count += blocks[-1][1]
            blocks.pop()
        blocks.append((total, count))
    out: list[float] = []
    for total, count in blocks:
        out += [total / count] * count
    return [value + i * ROW for i, value in enumerate(out)]
