"""Reverse postorder of the blocks that can run.

The roots are the entry block and the entries of handlers and filters; a handler counts only when a block of its try
region (or of a region inside it) can run, and a handler's filter with it.  Position 0 stands for the virtual
predecessor of all roots, so positions of blocks start at 1 and position 0 of `pos` means "cannot run".
"""
from __future__ import annotations

from typing import final

from librt.vecs import append, vec
from mypy_extensions import i32, i64

from codegen.core.scratch import cleared32, grown32
from codegen.ssa.func import Func


@final
class Rpo:
    """`order[1..n]` are block ids, `pos[block]` their positions; `roots` the live roots, entry first."""

    def __init__(self) -> None:
        self.n: i64 = 0
        self.order: vec[i32] = vec[i32]()
        self.pos: vec[i32] = vec[i32]()
        self.roots: vec[i32] = vec[i32]()
        self.nroots: i64 = 0
        self._stack: vec[i32] = vec[i32]()
        self._next: vec[i32] = vec[i32]()
        self._region: vec[i32] = vec[i32]()

    def fill(self, f: Func) -> None:
        """Compute everything; O(blocks + edges)."""
        nb: i64 = len(f.blocks)
        self.order = grown32(self.order, nb + 1)
        self.pos = cleared32(self.pos, nb + 1)
        self._stack = grown32(self._stack, nb + 1)
        self._next = grown32(self._next, nb + 1)
        self.nroots = 0
        self.n = 0
        if len(f.order) == 0:
            return
        self._find_roots(f)
        # pos holds -1 for reachable blocks now; number them in postorder from the back.
        count: i64 = 0
        k: i64 = 1
        while k < nb:
            if self.pos[k]:
                count += 1
            self.pos[k] = 0
            k += 1
        self.n = count
        at = count
        r = self.nroots
        while r > 0:
            r -= 1
            at = self._visit(f, i64(self.roots[r]), at)

    def _add_root(self, b: i64) -> None:
        if self.nroots < len(self.roots):
            self.roots[self.nroots] = i32(b)
        else:
            self.roots = append(self.roots, i32(b))
        self.nroots += 1

    def _find_roots(self, f: Func) -> None:
        """Mark reachable blocks with -1 in `pos` and collect the roots."""
        self._region = cleared32(self._region, len(f.regions))
        entry: i64 = f.order[0]
        self._add_root(entry)
        self._flood(f, entry)
        changed = len(f.clauses) > 0
        while changed:
            changed = False
            for c in f.clauses:
                if not self._region[c.try_region]:
                    continue
                if c.handler and self._is_new_root(c.handler):
                    self._add_root(c.handler)
                    self._flood(f, c.handler)
                    changed = True
                if c.filter and self._is_new_root(c.filter):
                    self._add_root(c.filter)
                    self._flood(f, c.filter)
                    changed = True

    def _is_new_root(self, b: i64) -> bool:
        k: i64 = 0
        while k < self.nroots:
            if self.roots[k] == b:
                return False
            k += 1
        return True

    def _flood(self, f: Func, start: i64) -> None:
        if self.pos[start]:
            return
        stack = self._stack
        sp: i64 = 0
        stack[0] = i32(start)
        self.pos[start] = -1
        sp = 1
        while sp > 0:
            sp -= 1
            bb = f.blocks[i64(stack[sp])]
            region = bb.region
            while not self._region[region]:
                self._region[region] = 1
                region = f.regions[region].parent
            for s in bb.succs:
                if not self.pos[s]:
                    self.pos[s] = -1
                    stack[sp] = i32(s)
                    sp += 1

    def _visit(self, f: Func, root: i64, at: i64) -> i64:
        """Number what is reachable from `root` and not numbered yet, downward from position `at`."""
        if self.pos[root]:
            return at
        stack = self._stack
        nxt = self._next
        sp: i64 = 1
        stack[0] = i32(root)
        nxt[root] = 0
        self.pos[root] = -1
        while sp > 0:
            b = i64(stack[sp - 1])
            bb = f.blocks[b]
            k = i64(nxt[b])
            if k < len(bb.succs):
                nxt[b] = i32(k + 1)
                s: i64 = bb.succs[k]
                if not self.pos[s]:
                    self.pos[s] = -1
                    nxt[s] = 0
                    stack[sp] = i32(s)
                    sp += 1
            else:
                sp -= 1
                self.pos[b] = i32(at)
                self.order[at] = i32(b)
                at -= 1
        return at
