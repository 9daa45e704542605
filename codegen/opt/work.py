"""Work: what the passes share - the dominator tree and side tables indexed by value, reused between functions.

Replacing values is done in two steps: a pass records `repl[v] = w` (w may be replaced in turn) and unlinks v, and
`apply_repl` rewrites all operands once at its end.
"""
from __future__ import annotations

from typing import final

from librt.vecs import append, vec
from mypy_extensions import i32, i64

from codegen.core.scratch import cleared32, grown32
from codegen.ssa.domtree import DomTree
from codegen.ssa.func import Func
from codegen.ssa.ops import OP_ARGC, OP_CELL, OP_CONST, OP_SLOT_ADDR, OP_SYM_ADDR


@final
class Work:
    """Tables of one worker; each pass clears what it uses."""

    def __init__(self) -> None:
        self.dom: DomTree = DomTree()
        self.repl: vec[i32] = vec[i32]()      # valid up to repl_n; above it is what earlier functions left
        self.repl_n: i64 = 0
        self.mark: vec[i32] = vec[i32]()
        self.next: vec[i32] = vec[i32]()
        self.head: vec[i32] = vec[i32]()
        self.bmark: vec[i32] = vec[i32]()
        self.stack: vec[i32] = vec[i32]()
        self.sp: i64 = 0

    def push(self, v: i64) -> None:
        """Push on the work list."""
        if self.sp < len(self.stack):
            self.stack[self.sp] = i32(v)
        else:
            self.stack = append(self.stack, i32(v))
        self.sp += 1

    def clear_repl(self, f: Func) -> None:
        """Forget all replacements."""
        self.repl_n = f.n + 1
        self.repl = cleared32(self.repl, self.repl_n)

    def _cover(self, n: i64) -> None:
        """Make the first n entries valid."""
        self.repl = grown32(self.repl, n)
        while self.repl_n < n:
            self.repl[self.repl_n] = 0
            self.repl_n += 1

    def replace(self, v: i64, w: i64) -> None:
        """All uses of v shall use w."""
        self._cover((v if v > w else w) + 1)
        self.repl[v] = i32(w)

    def resolve(self, v: i64) -> i64:
        """What v has been replaced by in the end."""
        while v < self.repl_n and self.repl[v]:
            v = i64(self.repl[v])
        return v

    def apply_repl(self, f: Func) -> None:
        """Rewrite the operands of all instructions and branches."""
        self._cover(f.n + 1)
        for b in f.order:
            bb = f.blocks[b]
            v = bb.first
            while v:
                argc: i64 = OP_ARGC[f.op[v]]
                if argc < 0:
                    k = i64(f.a[v])
                    end = k + i64(f.b[v])
                    while k < end:
                        if self.repl[i64(f.pool[k])]:
                            f.pool[k] = i32(self.resolve(i64(f.pool[k])))
                        k += 1
                elif argc > 0:
                    if self.repl[i64(f.a[v])]:
                        f.a[v] = i32(self.resolve(i64(f.a[v])))
                    if argc > 1 and self.repl[i64(f.b[v])]:
                        f.b[v] = i32(self.resolve(i64(f.b[v])))
                v = i64(f.nxt[v])
            for args in bb.succ_args:
                i: i64 = 0
                while i < len(args):
                    if self.repl[i64(args[i])]:
                        args[i] = self.resolve(i64(args[i]))
                    i += 1


def is_recomputed(op: i64) -> bool:
    """Values that are made anew where they are needed, so no region keeps them in."""
    return op == OP_CONST or op == OP_SLOT_ADDR or op == OP_CELL or op == OP_SYM_ADDR


def same_recomputed(f: Func, x: i64, y: i64) -> bool:
    """Are x and y the same constant or address?"""
    op = i64(f.op[x])
    return (is_recomputed(op) and op == f.op[y] and f.ty[x] == f.ty[y] and f.imm[x] == f.imm[y]
            and f.aux[x] == f.aux[y])
