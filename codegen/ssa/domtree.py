"""Dominator tree over the positions of a reverse postorder.

Algorithm: Cooper, Harvey, Kennedy, "A Simple, Fast Dominance Algorithm" (2001).  Position 0 is the virtual root
above the entry and the handlers, so the tree is one tree; a handler is dominated by nothing but itself, which is
right because an exception may reach it from any point of its try region.
"""
from __future__ import annotations

from typing import final

from librt.vecs import vec
from mypy_extensions import i32, i64

from codegen.core.scratch import cleared32, grown32
from codegen.ssa.func import Func
from codegen.ssa.rpo import Rpo


@final
class DomTree:
    """All arrays are indexed by RPO position.  `pre`/`post` number the tree for constant-time queries."""

    def __init__(self) -> None:
        self.rpo: Rpo = Rpo()
        self.idom: vec[i32] = vec[i32]()
        self.child: vec[i32] = vec[i32]()      # first child, 0 none
        self.sibling: vec[i32] = vec[i32]()    # next child of the same parent, 0 none
        self.pre: vec[i32] = vec[i32]()
        self.post: vec[i32] = vec[i32]()
        self._stack: vec[i32] = vec[i32]()
        self._root: vec[i32] = vec[i32]()

    def fill(self, f: Func) -> None:
        """Compute RPO and dominators.  Requires `preds` of all blocks in f.order."""
        rpo = self.rpo
        rpo.fill(f)
        n = rpo.n
        self.idom = cleared32(self.idom, n + 1)
        self.child = cleared32(self.child, n + 1)
        self.sibling = grown32(self.sibling, n + 1)
        self.pre = grown32(self.pre, n + 1)
        self.post = grown32(self.post, n + 1)
        self._stack = grown32(self._stack, n + 2)
        self._root = cleared32(self._root, n + 1)
        k: i64 = 0
        while k < rpo.nroots:
            self._root[i64(rpo.pos[i64(rpo.roots[k])])] = 1
            k += 1
        self._solve(f)
        k = n
        while k >= 1:                          # backwards, so that children come in ascending order
            d = i64(self.idom[k])
            self.sibling[k] = self.child[d]
            self.child[d] = i32(k)
            k -= 1
        self._number()

    def _solve(self, f: Func) -> None:
        rpo = self.rpo
        idom = self.idom
        done = self.pre                        # scratch: 1 when idom is known
        k: i64 = 0
        while k <= rpo.n:
            done[k] = 0
            k += 1
        done[0] = 1
        changed = True
        while changed:
            changed = False
            k = 1
            while k <= rpo.n:
                best: i64 = 0
                if not self._root[k]:
                    for p in f.blocks[i64(rpo.order[k])].preds:
                        q = i64(rpo.pos[p])
                        if q and done[q]:
                            best = q if best == 0 else self._meet(best, q)
                            if best == 0:
                                break
                if not done[k] or idom[k] != best:
                    idom[k] = i32(best)
                    done[k] = 1
                    changed = True
                k += 1

    def _meet(self, x: i64, y: i64) -> i64:
        while x != y:
            while x > y:
                x = i64(self.idom[x])
            while y > x:
                y = i64(self.idom[y])
        return x

    def _number(self) -> None:
        stack = self._stack
        sp: i64 = 1
        count: i64 = 0
        stack[0] = 0
        self.pre[0] = 0
        while sp > 0:
            k = i64(stack[sp - 1])
            c = i64(self.child[k])
            if c:
                self.child[k] = self.sibling[c]
                count += 1
                self.pre[c] = i32(count)
                stack[sp] = i32(c)
                sp += 1
            else:
                self.post[k] = i32(count)
                sp -= 1
        k = self.rpo.n                         # the walk consumed the child lists: link them again
        while k >= 1:
            d = i64(self.idom[k])
            self.sibling[k] = self.child[d]
            self.child[d] = i32(k)
            k -= 1

    def dominates(self, x: i64, y: i64) -> bool:
        """Does block x dominate block y?  Both by id; a block that cannot run is dominated by everything."""
        px = i64(self.rpo.pos[x])
        py = i64(self.rpo.pos[y])
        if py == 0:
            return True
        if px == 0:
            return False
        return self.pre[px] <= self.pre[py] and self.post[py] <= self.post[px]
