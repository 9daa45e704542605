"""Interpreter of the SSA form: the oracle that passes and lowering are tested against.

All values are canonical constants (codegen.core.bits), addresses included.  Memory is a set of segments, each a byte
array; an address is segment number and offset, so that address 0 is null and running off an object is an error of the
function, not a trap.  Calls go to Python functions by symbol text.  Effects that a caller could see (calls and polls)
are logged in order.

Exceptions take one pass from the inside out: a finally handler runs before the filter of a clause further out.
"""
from __future__ import annotations

from collections.abc import Callable
from typing import Final

from librt.strings import BytesWriter, read_i64_le, write_i64_le
from mypy_extensions import i64

from codegen.core.bits import sign_extend
from codegen.ssa.eval import (
    TRAP_BOUNDS,
    TRAP_NAMES,
    TRAP_NULL,
    eval_op,
    trap_of,
)
from codegen.ssa.func import (
    CALL_CELL,
    CALL_DISPATCH,
    CLAUSE_CATCH,
    CLAUSE_FILTER,
    Block,
    Func,
)
from codegen.ssa.ops import (
    MEM_SIZES,
    MK_I8,
    MK_I16,
    MK_I32,
    MK_REF,
    OP_ADD,
    OP_ARG,
    OP_ARGC,
    OP_BITCAST,
    OP_BOUNDS,
    OP_BR,
    OP_CALL,
    OP_CALL_FINALLY,
    OP_CATCH_ARG,
    OP_CELL,
    OP_CONST,
    OP_COPY,
    OP_END_FINALLY,
    OP_FILTER_RET,
    OP_GCPOLL,
    OP_LOAD,
    OP_MARK,
    OP_MEMCPY,
    OP_NULLCHECK,
    OP_RET,
    OP_SLOT_ADDR,
    OP_STORE,
    OP_STORE_REF,
    OP_SWITCH,
    OP_SYM_ADDR,
    OP_UNREACHABLE,
    OP_ZERO,
)

_SEGMENT_BITS: Final = 24
NULL_PAGE: Final = 0x10000


class Trap(Exception):
    """The function raised: `kind` is of TRAP_NAMES or what a call gave."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind: str = kind


class InterpError(Exception):
    """The function did something undefined, or ran too long."""


class _Pending:
    """What to do at the end of a handler: go to a block, or go on looking for a handler from clause `clause`."""

    def __init__(self, block: i64, trap: Trap | None, clause: i64) -> None:
        self.block: i64 = block
        self.trap: Trap | None = trap
        self.clause: i64 = clause


class Interp:
    """Memory, callees and log; `run` executes a function."""

    def __init__(self, callees: dict[str, Callable[[Interp, list[int]], int]]) -> None:
        self.callees: dict[str, Callable[[Interp, list[int]], int]] = callees
        self.segments: list[bytearray] = [bytearray()]
        self.log: list[str] = []
        self.cells: dict[str, int] = {}         # symbol text -> content of the cell, or address
        self.fuel: int = 100_000
        self.ret_bytes: bytes = b""             # the struct a function returned

    # memory

    def alloc(self, size: int) -> int:
        """Address of `size` zero bytes."""
        self.segments.append(bytearray(size))
        return (len(self.segments) - 1) << _SEGMENT_BITS

    def span(self, address: int, size: int) -> tuple[bytearray, int]:
        """The segment and offset of an access."""
        if 0 <= address < NULL_PAGE:
            raise Trap(TRAP_NAMES[TRAP_NULL])
        segment = address >> _SEGMENT_BITS
        offset = address & ((1 << _SEGMENT_BITS) - 1)
        if segment <= 0 or segment >= len(self.segments) or offset + size > len(self.segments[segment]):
            raise InterpError(f"access of {size} bytes at {address:#x}")
        return self.segments[segment], offset

    def read(self, address: int, size: int) -> bytes:
        data, ofs = self.span(address, size)
        return bytes(data[ofs:ofs + size])

    def write(self, address: int, data: bytes) -> None:
        memory, ofs = self.span(address, len(data))
        for k in range(len(data)):
            memory[ofs + k] = data[k]

    def load(self, address: int, mk: i64) -> int:
        """A scalar, extended as its memory kind says."""
        data = self.read(address, MEM_SIZES[mk])
        value = int(read_i64_le(data + bytes(8), 0)) & ((1 << (8 * len(data))) - 1)
        if mk == MK_I8 or mk == MK_I16 or mk == MK_I32 or len(data) == 8:
            return sign_extend(value, 8 * len(data))
        return value

    def store(self, address: int, mk: i64, value: int) -> None:
        w = BytesWriter()
        write_i64_le(w, sign_extend(value, 64))
        self.write(address, w.getvalue()[:MEM_SIZES[mk]])

    def cell(self, text: str) -> int:
        """Content of a cell: what the test put there, else an address of its own."""
        if text not in self.cells:
            self.cells[text] = self.alloc(64)
        return self.cells[text]

    # execution

    def run(self, f: Func, args: list[int]) -> int:
        """The scalar result, 0 when there is none; Trap when the function raised."""
        return _Frame(self, f, args).run()


class _Frame:
    """One activation."""

    def __init__(self, interp: Interp, f: Func, args: list[int]) -> None:
        self.interp: Interp = interp
        self.f: Func = f
        self.args: list[int] = args
        self.val: list[int] = [0] * (int(f.n) + 1)
        self.slots: list[int] = [0]
        for k in range(1, len(f.slots)):
            address = interp.alloc(int(f.slots[k].size))
            self.slots.append(address)
            if f.slots[k].arg >= 0:
                interp.write(address, interp.read(args[f.slots[k].arg], int(f.slots[k].size)))
        self.pending: list[_Pending] = []
        self.exception: Trap = Trap("none")
        self.result: int = 0

    def run(self) -> int:
        block: i64 = self.f.order[0]
        while block:
            try:
                block = self.block(self.f.blocks[block])
            except Trap as trap:
                block = self.dispatch(trap, self.f.blocks[block].region, 0)
        return self.result

    def dispatch(self, trap: Trap, region: i64, first: i64) -> i64:
        """The handler block for an exception raised in `region`, looking from clause `first` on."""
        f = self.f
        k = first
        while k < len(f.clauses):
            c = f.clauses[k]
            k += 1
            r = region
            while r and r != c.try_region:
                r = f.regions[r].parent
            if r != c.try_region:
                continue
            self.exception = trap
            if c.kind == CLAUSE_CATCH:
                return c.handler
            self.pending.append(_Pending(0, trap, k))
            return c.filter if c.kind == CLAUSE_FILTER else c.handler
        raise trap

    def block(self, bb: Block) -> i64:
        """Execute a block; the next one, 0 at the end of the function."""
        f = self.f
        v = bb.first
        while v != bb.last:
            self.val[v] = self.instr(v)
            v = i64(f.nxt[v])
        self.interp.fuel -= 1
        if self.interp.fuel < 0:
            raise InterpError("too many steps")
        return self.terminator(bb, v)

    def goto(self, bb: Block, k: i64) -> i64:
        target = self.f.blocks[bb.succs[k]]
        passed = [self.val[x] for x in bb.succ_args[k]]
        for i in range(len(passed)):
            self.val[target.params[i]] = passed[i]
        return target.id

    def terminator(self, bb: Block, v: i64) -> i64:
        f = self.f
        op = i64(f.op[v])
        a = self.val[i64(f.a[v])] if OP_ARGC[op] > 0 else 0
        if op == OP_BR:
            return self.goto(bb, 0 if a else 1)
        if op == OP_SWITCH:
            last = len(bb.succs) - 1
            k = a & 0xFFFF_FFFF
            return self.goto(bb, k if k < last else last)
        if op == OP_RET:
            if f.ret is not None and f.ret.layout:
                self.interp.ret_bytes = self.interp.read(a, int(f.layouts[f.ret.layout].size))
            elif f.ret is not None:
                self.result = a
            return 0
        if op == OP_UNREACHABLE:
            raise InterpError("unreachable")
        if op == OP_CALL_FINALLY:
            self.pending.append(_Pending(bb.succs[1], None, 0))
            return self.goto(bb, 0)
        if op == OP_END_FINALLY:
            return self.resume(self.pending.pop())
        if op == OP_FILTER_RET:
            p = self.pending.pop()
            if a:
                return f.clauses[p.clause - 1].handler
            return self.resume(p)
        return self.goto(bb, 0)

    def resume(self, p: _Pending) -> i64:
        if p.trap is None:
            return p.block
        return self.dispatch(p.trap, self.f.clauses[p.clause - 1].try_region, p.clause)

    def instr(self, v: i64) -> int:
        f = self.f
        interp = self.interp
        op = i64(f.op[v])
        if op == OP_CONST:
            return int(f.imm[v])
        if op == OP_CALL:
            return self.call(v)
        if op == OP_ARG:
            return self.args[f.imm[v]]
        if op == OP_SLOT_ADDR:
            return self.slots[f.aux[v]] + int(f.imm[v])
        if op == OP_CELL or op == OP_SYM_ADDR:
            return interp.cell(f.symbols.items[i64(f.aux[v])].text)
        if op == OP_CATCH_ARG:
            return interp.cell("exception " + self.exception.kind)
        if op == OP_GCPOLL or op == OP_MARK:
            return 0
        a = self.val[i64(f.a[v])]
        b = self.val[i64(f.b[v])] if OP_ARGC[op] > 1 else 0
        if OP_ADD <= op <= OP_BITCAST:
            trap = trap_of(op, i64(f.ty[v]), a, b)
            if trap:
                raise Trap(TRAP_NAMES[trap])
            return eval_op(op, i64(f.ty[v]), i64(f.ty[i64(f.a[v])]), f.imm[v], a, b)
        if op == OP_NULLCHECK:
            if 0 <= a < NULL_PAGE:
                raise Trap(TRAP_NAMES[TRAP_NULL])
        elif op == OP_BOUNDS:
            if (a & 0xFFFF_FFFF_FFFF_FFFF) >= (b & 0xFFFF_FFFF_FFFF_FFFF):
                raise Trap(TRAP_NAMES[TRAP_BOUNDS])
        elif op == OP_LOAD:
            return interp.load(a + int(f.imm[v]), i64(f.aux[v]))
        elif op == OP_STORE or op == OP_STORE_REF:
            interp.store(a + int(f.imm[v]), MK_REF if op == OP_STORE_REF else i64(f.aux[v]), b)
        elif op == OP_COPY:
            interp.write(a, interp.read(b, int(f.layouts[i64(f.aux[v])].size)))
        elif op == OP_ZERO:
            interp.write(a, bytes(int(f.layouts[i64(f.aux[v])].size)))
        elif op == OP_MEMCPY:
            interp.write(a, interp.read(b, int(f.imm[v])))
        else:
            raise InterpError(f"operation {op}")
        return 0

    def call(self, v: i64) -> int:
        f = self.f
        site = f.calls[f.imm[v]]
        start = i64(f.a[v])
        args: list[int] = []
        k: i64 = 0
        while k < i64(f.b[v]):
            args.append(self.val[i64(f.pool[start + k])])
            k += 1
        if site.kind == CALL_CELL or site.kind == CALL_DISPATCH:
            name = f.symbols.items[site.symbol].text
        else:
            name = f"at {args.pop()}"
        if site.ret_slot:
            args.append(self.slots[site.ret_slot])
        if name not in self.interp.callees:
            raise InterpError(f"no callee {name}")
        if not site.pure:
            shown = [str(args[k]) for k in range(len(site.args)) if not site.args[k].layout]
            self.interp.log.append(name + "(" + ", ".join(shown) + ")")
        return self.interp.callees[name](self.interp, args)
