"""Common subexpressions: value numbering along the dominator tree, and reuse of loads inside a block.

    v3:i32 = mul v1 v2                      v3:i32 = mul v1 v2
    v4:i32 = load i32 v5 +8                 v4:i32 = load i32 v5 +8
    v6:i32 = mul v1 v2                      v8:i32 = add v3 v4
    v7:i32 = load i32 v5 +8
    v8:i32 = add v6 v7

One hash table with scopes: an instruction is found by equal ones that it dominates, in the same region (no value
may cross regions).  Operations that may raise count too: the first did not.  Not merged: reinterpretation of
references as numbers, since the collector may move the object between the two.

Memory: a load matches an earlier load or store of the same place, kind and memory version.  Versions only hold inside
a block.  Stack slots whose address is used for nothing but accesses have a version each; all other memory shares one,
which every other store, call and volatile access ends.
"""
from __future__ import annotations

from typing import Final, final

from librt.vecs import vec
from mypy_extensions import i32, i64

from codegen.core.scratch import cleared32, grown32, grown64
from codegen.opt.work import Work
from codegen.ssa.func import Func
from codegen.ssa.ops import (
    EFFECT_CALL,
    EFFECT_PURE,
    EFFECT_THROW,
    EFFECT_WRITE,
    FLAG_VOLATILE,
    MEM_TYPES,
    MK_I32,
    MK_REF,
    OP_ARG,
    OP_ARGC,
    OP_BITCAST,
    OP_CALL,
    OP_COPY,
    OP_EFFECT,
    OP_LOAD,
    OP_MEMCPY,
    OP_RET,
    OP_SLOT_ADDR,
    OP_STORE,
    OP_STORE_REF,
    OP_ZERO,
    TY_BYREF,
    TY_REF,
)

_BUCKETS: Final = 1024


@final
class Cse:
    """Tables of the pass: buckets with chains of instructions, newest first."""

    def __init__(self) -> None:
        self.bucket: vec[i32] = vec[i32]()
        self.chain: vec[i32] = vec[i32]()      # by value: next in the bucket
        self.where: vec[i32] = vec[i32]()      # by value: its bucket
        self.base: vec[i32] = vec[i32]()       # by load or store: address value, or -slot
        self.offset: vec[i64] = vec[i64]()
        self.version: vec[i32] = vec[i32]()
        self.log: vec[i32] = vec[i32]()        # what was inserted, in order
        self.log_n: i64 = 0
        self.start: vec[i32] = vec[i32]()      # by tree position: log_n when its scope began
        self.escaped: vec[i32] = vec[i32]()    # by slot
        self.slot_version: vec[i32] = vec[i32]()
        self.block_version: i64 = 0
        self.heap_version: i64 = 0
        self.counter: i64 = 0
        self.changes: i64 = 0

    def run(self, f: Func, w: Work) -> i64:
        f.fill_preds()
        w.dom.fill(f)
        w.clear_repl(f)
        n = f.n + 1
        self.bucket = cleared32(self.bucket, _BUCKETS)
        self.chain = grown32(self.chain, n)
        self.where = grown32(self.where, n)
        self.base = grown32(self.base, n)
        self.offset = grown64(self.offset, n)
        self.version = grown32(self.version, n)
        self.log = grown32(self.log, n)
        self.log_n = 0
        self.start = grown32(self.start, w.dom.rpo.n + 1)
        self.slot_version = cleared32(self.slot_version, len(f.slots))
        self.counter = 0
        self.changes = 0
        self.find_escaped(f)
        self.walk(f, w)
        if self.changes:
            w.apply_repl(f)
        return self.changes

    def find_escaped(self, f: Func) -> None:
        """Mark slots whose address is used for more than accesses."""
        self.escaped = cleared32(self.escaped, len(f.slots))
        for b in f.order:
            bb = f.blocks[b]
            v = bb.first
            while v:
                op = i64(f.op[v])
                argc = OP_ARGC[op]
                if argc < 0:
                    k = i64(f.a[v])
                    end = k + i64(f.b[v])
                    while k < end:
                        self.escape(f, i64(f.pool[k]))
                        k += 1
                elif argc > 0:
                    copies = op == OP_COPY or op == OP_MEMCPY
                    if not (copies or op == OP_LOAD or op == OP_STORE or op == OP_STORE_REF or op == OP_ZERO
                            or op == OP_RET):
                        self.escape(f, i64(f.a[v]))
                    if argc > 1 and not copies:
                        self.escape(f, i64(f.b[v]))
                v = i64(f.nxt[v])
            for args in bb.succ_args:
                for x in args:
                    self.escape(f, x)

    def escape(self, f: Func, v: i64) -> None:
        if f.op[v] == OP_SLOT_ADDR:
            self.escaped[i64(f.aux[v])] = 1

    def walk(self, f: Func, w: Work) -> None:
        dom = w.dom
        w.sp = 0
        w.push(0)
        self.start[0] = 0
        entering = True
        while w.sp > 0:
            k = i64(w.stack[w.sp - 1])
            c = i64(0)
            if entering:
                self.start[k] = i32(self.log_n)
                if k:
                    self.block(f, w, i64(dom.rpo.order[k]))
                c = i64(dom.child[k])
            if entering and c:
                w.push(c)
                continue
            while self.log_n > i64(self.start[k]):         # leave the scope of k
                self.log_n -= 1
                v = i64(self.log[self.log_n])
                self.bucket[i64(self.where[v])] = self.chain[v]
            w.sp -= 1
            c = i64(dom.sibling[k]) if k else 0
            if c:
                w.push(c)
                entering = True
            else:
                entering = False

    def block(self, f: Func, w: Work, b: i64) -> None:
        bb = f.blocks[b]
        self.counter += 1
        self.block_version = self.counter
        self.heap_version = self.counter
        v = bb.first
        while v:
            after = i64(f.nxt[v])
            op = i64(f.op[v])
            effect = OP_EFFECT[op]
            self.operands(f, w, v, op)
            if op == OP_LOAD:
                self.load(f, w, v)
            elif effect == EFFECT_WRITE:
                self.write(f, v, op)
            elif effect == EFFECT_CALL:
                pure = op == OP_CALL and f.calls[f.imm[v]].pure
                if not (pure and self.number(f, w, v)) and (not pure or f.calls[f.imm[v]].init):
                    self.clobber_call(f, v, op)
            elif (effect == EFFECT_PURE or effect == EFFECT_THROW) and op != OP_ARG:
                if op != OP_BITCAST or not self.is_gc(f, i64(f.a[v])):
                    self.number(f, w, v)
            v = after

    def is_gc(self, f: Func, v: i64) -> bool:
        return f.ty[v] == TY_REF or f.ty[v] == TY_BYREF

    def operands(self, f: Func, w: Work, v: i64, op: i64) -> None:
        """Use what operands have been replaced by."""
        argc = OP_ARGC[op]
        if argc < 0:
            k = i64(f.a[v])
            end = k + i64(f.b[v])
            while k < end:
                f.pool[k] = i32(w.resolve(i64(f.pool[k])))
                k += 1
        elif argc > 0:
            f.a[v] = i32(w.resolve(i64(f.a[v])))
            if argc > 1:
                f.b[v] = i32(w.resolve(i64(f.b[v])))

    def insert(self, v: i64, h: i64) -> None:
        self.where[v] = i32(h)
        self.chain[v] = self.bucket[h]
        self.bucket[h] = i32(v)
        self.log[self.log_n] = i32(v)
        self.log_n += 1

    def number(self, f: Func, w: Work, v: i64) -> bool:
        """Replace v by an equal instruction that dominates it, or make it findable; whether it went."""
        op = i64(f.op[v])
        if op == OP_CALL:
            h: i64 = op * 7 + f.calls[f.imm[v]].symbol * 31
        else:
            h = op * 7 + i64(f.a[v]) * 31 + i64(f.b[v]) * 17 + (f.imm[v] & 0xFFFF) * 13 + i64(f.aux[v]) * 5
        h = h & (_BUCKETS - 1)
        region = f.blocks[i64(f.blk[v])].region
        e = i64(self.bucket[h])
        while e:
            if f.op[e] == op and f.ty[e] == f.ty[v] and f.blocks[i64(f.blk[e])].region == region:
                same = self.same_call(f, e, v) if op == OP_CALL else (
                    f.a[e] == f.a[v] and f.b[e] == f.b[v] and f.imm[e] == f.imm[v] and f.aux[e] == f.aux[v])
                if same:
                    if f.ty[v]:
                        w.replace(v, e)
                    f.unlink(v)
                    self.changes += 1
                    return True
            e = i64(self.chain[e])
        self.insert(v, h)
        return False

    def same_call(self, f: Func, x: i64, y: i64) -> bool:
        """Two pure calls of one target with the same operands and a scalar result."""
        s = f.calls[f.imm[x]]
        t = f.calls[f.imm[y]]
        if s.kind != t.kind or s.symbol != t.symbol or f.b[x] != f.b[y] or s.ret_slot or t.ret_slot:
            return False
        i = i64(f.a[x])
        j = i64(f.a[y])
        end = i + i64(f.b[x])
        while i < end:
            if f.pool[i] != f.pool[j]:
                return False
            i += 1
            j += 1
        return True

    # memory

    def place(self, f: Func, v: i64) -> i64:
        """Note the place and version that v accesses; its bucket."""
        a = i64(f.a[v])
        base = a
        offset = f.imm[v]
        version = self.heap_version
        if f.op[a] == OP_SLOT_ADDR:
            slot = i64(f.aux[a])
            base = -slot
            offset += f.imm[a]
            if not self.escaped[slot]:
                version = i64(self.slot_version[slot])
                if version < self.block_version:
                    version = self.block_version
        self.base[v] = i32(base)
        self.offset[v] = offset
        self.version[v] = i32(version)
        return (base * 31 + (offset & 0xFFFF) * 13 + version * 7 + 3) & (_BUCKETS - 1)

    def load(self, f: Func, w: Work, v: i64) -> None:
        if f.flags[v] & FLAG_VOLATILE:
            self.counter += 1
            self.heap_version = self.counter
            return
        h = self.place(f, v)
        mk = i64(f.aux[v])
        e = i64(self.bucket[h])
        while e:
            op = i64(f.op[e])
            if op == OP_LOAD or op == OP_STORE or op == OP_STORE_REF:
                kind = MK_REF if op == OP_STORE_REF else i64(f.aux[e])
                if (kind == mk and self.base[e] == self.base[v] and self.offset[e] == self.offset[v]
                        and self.version[e] == self.version[v]):
                    w.replace(v, e if op == OP_LOAD else i64(f.b[e]))
                    f.unlink(v)
                    self.changes += 1
                    return
            e = i64(self.chain[e])
        self.insert(v, h)

    def write(self, f: Func, v: i64, op: i64) -> None:
        a = i64(f.a[v])
        self.counter += 1
        if f.op[a] == OP_SLOT_ADDR and not self.escaped[i64(f.aux[a])]:
            self.slot_version[i64(f.aux[a])] = i32(self.counter)
        else:
            self.heap_version = self.counter
        if f.flags[v] & FLAG_VOLATILE or (op != OP_STORE and op != OP_STORE_REF):
            return
        mk: i64 = MK_REF if op == OP_STORE_REF else i64(f.aux[v])
        # What a narrow store leaves is not the value that was stored.
        if mk >= MK_I32 and MEM_TYPES[mk] == f.ty[i64(f.b[v])]:
            self.insert(v, self.place(f, v))

    def clobber_call(self, f: Func, v: i64, op: i64) -> None:
        self.counter += 1
        self.heap_version = self.counter
        if op == OP_CALL:
            slot = f.calls[f.imm[v]].ret_slot
            if slot:
                self.slot_version[slot] = i32(self.counter)


_CSE: Final = Cse()


def cse_pass(f: Func, w: Work) -> i64:
    """Returns the number of removed instructions."""
    return _CSE.run(f, w)
