"""Func: one method in SSA form, as structure of arrays.

Values and instructions are the same thing: value id v (1..n, 0 is NONE) has op, type, operands and place.  Ids are
dense, so side tables are arrays.  Instructions of a block form a doubly linked list (`nxt`, `prv`); block parameters
(op PARAM) are in `Block.params` and not in the list.  A branch passes `succ_args[k]` to the parameters of `succs[k]`.

Structs, address-exposed variables and variables live across exception regions are stack slots.  No SSA value other
than OP_SLOT_ADDR, OP_CONST and OP_CELL (which are recomputed) is used in another region than it is defined in, except
inside nested regions of one handler-free nest: values never flow into or out of a region that belongs to a clause.

Regions form a tree.  Region 0 is the method; a TRY region may be protected by several clauses; handlers and filters
are regions whose parent is the region around the try.
"""
from __future__ import annotations

from typing import Final, final

from librt.vecs import append, vec
from mypy_extensions import i32, i64

from codegen.core.symbols import SymbolTable
from codegen.ssa.ops import OP_CALL, OP_NONE, OP_PARAM

REGION_ROOT: Final = 0
REGION_TRY: Final = 1
REGION_CATCH: Final = 2
REGION_FILTER: Final = 3
REGION_FINALLY: Final = 4
REGION_FAULT: Final = 5

CLAUSE_CATCH: Final = 0
CLAUSE_FILTER: Final = 1
CLAUSE_FINALLY: Final = 2
CLAUSE_FAULT: Final = 4

# How a call reaches its target.
CALL_CELL: Final = 1       # call [cell]: METHOD, LAZY or EAGER symbol
CALL_DISPATCH: Final = 2   # lea r11, [cell]; call [r11]: DISPATCH symbol
CALL_REG: Final = 3        # call reg: the last pool operand is the code address
CALL_REG_CELL: Final = 4   # the last pool operand is the address of a dispatch cell (from a runtime lookup)

# Role of an argument for the GC reference map of the callee's cell.
ROLE_NORMAL: Final = 0
ROLE_TYPE_CTX: Final = 1    # hidden MethodTable argument
ROLE_METHOD_CTX: Final = 2  # hidden MethodDesc argument

# What the hidden generic context of this method is.
CTX_NONE: Final = 0
CTX_THIS: Final = 1
CTX_TYPE: Final = 2
CTX_METHOD: Final = 3


@final
class StructLayout:
    """Layout of a struct in memory: byte offsets of object references and of byrefs, ABI classes computed from it.

    `fields` lists the scalar leaves as (offset, MK_* kind) for the calling convention; `memory` forces the struct
    to be passed in memory whatever its size.
    """

    def __init__(self, text: str, size: i64, align: i64, gc: list[int], byrefs: list[int],
                 fields: list[tuple[int, int]], memory: bool) -> None:
        self.text: str = text
        self.size: i64 = size
        self.align: i64 = align
        self.gc: list[int] = gc
        self.byrefs: list[int] = byrefs
        self.fields: list[tuple[int, int]] = fields
        self.memory: bool = memory


@final
class ArgInfo:
    """An argument or return value: a scalar of type `ty` and memory kind `mk`, or a struct (`layout` > 0)."""

    __slots__ = ("ty", "mk", "layout", "role")

    def __init__(self, ty: i64, mk: i64, layout: i64, role: i64) -> None:
        self.ty: i64 = ty          # TY_NONE for a struct
        self.mk: i64 = mk          # small kinds say how the callee must extend
        self.layout: i64 = layout  # index into Func.layouts, 0 for a scalar
        self.role: i64 = role      # ROLE_*


@final
class CallSite:
    """Everything about one call but its operands.  Struct arguments are passed as the address to copy from."""

    def __init__(self, kind: i64, symbol: i64) -> None:
        self.kind: i64 = kind              # CALL_*
        self.symbol: i64 = symbol          # symbol index, 0 for CALL_REG*
        self.args: list[ArgInfo] = []      # in the order of the operands: this, generic context, user arguments
        self.has_this: bool = False        # args[0] is `this` (the return buffer comes after it)
        self.ret: ArgInfo | None = None
        self.ret_slot: i64 = 0             # stack slot that receives a struct result
        self.no_return: bool = False
        self.no_gc: bool = False           # write barriers and the like: not a safe point
        self.pure: bool = False            # same operands, same result, no side effect that a second call could see
        self.init: bool = False            # a pure one whose first call may run a class constructor: memory changes


@final
class Slot:
    """A stack slot.  `gc`/`byrefs` are byte offsets reported as untracked; such slots are zeroed in the prolog."""

    def __init__(self, size: i64, align: i64) -> None:
        self.size: i64 = size
        self.align: i64 = align
        self.gc: list[int] = []
        self.byrefs: list[int] = []
        self.pinned: bool = False
        self.zero: bool = False            # must be all zero at entry (initlocals, or references inside)
        self.arg: i64 = -1                 # index of the incoming struct argument that lives here, -1 none
        self.home: bool = False            # an IL variable that a debugger looks at: stores to it stay


@final
class Region:
    """A node of the region tree."""

    def __init__(self, kind: i64, parent: i64) -> None:
        self.kind: i64 = kind
        self.parent: i64 = parent


@final
class ClauseInfo:
    """An exception clause in IL order (inner before outer); blocks are entry blocks, 0 none."""

    def __init__(self, kind: i64, try_region: i64, handler_region: i64, handler: i64) -> None:
        self.kind: i64 = kind
        self.try_region: i64 = try_region
        self.handler_region: i64 = handler_region
        self.handler: i64 = handler
        self.filter_region: i64 = 0
        self.filter: i64 = 0
        self.class_text: str = ""


@final
class Block:
    """A basic block; the terminator is its last instruction."""

    def __init__(self, id: i64) -> None:
        self.id: i64 = id
        self.params: list[int] = []
        self.first: i64 = 0
        self.last: i64 = 0
        self.succs: list[int] = []
        self.succ_args: list[list[int]] = []
        self.preds: list[int] = []         # one entry per edge; filled by Func.fill_preds
        self.region: i64 = 0
        self.il: i64 = 0                   # IL offset of its start; blocks of methods with EH are laid out by it
        self.cold: bool = False            # ends in a throw
        self.dead: bool = False


@final
class Func:
    """See the module's head.  One object is reused for all methods of a worker: `reset` empties it."""

    def __init__(self) -> None:
        self.name: str = ""
        self.n: i64 = 0                    # number of values; ids 1..n
        self.op: vec[i32] = vec[i32]()
        self.ty: vec[i32] = vec[i32]()
        self.a: vec[i32] = vec[i32]()
        self.b: vec[i32] = vec[i32]()
        self.aux: vec[i32] = vec[i32]()
        self.imm: vec[i64] = vec[i64]()
        self.flags: vec[i32] = vec[i32]()
        self.blk: vec[i32] = vec[i32]()
        self.il: vec[i32] = vec[i32]()
        self.nxt: vec[i32] = vec[i32]()
        self.prv: vec[i32] = vec[i32]()
        self.pool: vec[i32] = vec[i32]()
        self.pool_n: i64 = 0
        self.blocks: list[Block] = []
        self.order: list[int] = []         # blocks in layout order, entry first
        self.slots: list[Slot] = []
        self.layouts: list[StructLayout] = []
        self.calls: list[CallSite] = []
        self.regions: list[Region] = []
        self.clauses: list[ClauseInfo] = []
        self.args: list[ArgInfo] = []      # incoming: this, generic context, user arguments
        self.has_this: bool = False
        self.ret: ArgInfo | None = None
        self.symbols: SymbolTable = SymbolTable()
        self.fixups: list[int] = []        # symbols listed for the runtime whether or not code refers to them
        self.context: i64 = CTX_NONE       # generic context, and which argument or slot holds it
        self.debug: bool = False           # for a debugger: marks, variables in `homes`, no shared code
        self.homes: list[tuple[int, int]] = []  # (number of the IL variable, slot), arguments before locals
        self.keep_frame: bool = False      # an RBP frame even where none is needed
        self.context_slot: i64 = 0         # stack slot with the context (CTX_*) kept for the whole method
        self.cur_il: i64 = 0               # IL offset given to new instructions
        self.reset("")

    def reset(self, name: str) -> None:
        """Empty the function for the next method."""
        self.name = name
        if len(self.op) == 0:
            self._push()
        self.n = 0
        self.op[0] = OP_NONE
        self.pool_n = 0
        self.blocks = [Block(0)]
        self.order = []
        self.slots = [Slot(0, 1)]
        self.layouts = [StructLayout("", 0, 1, [], [], [], False)]
        self.calls = [CallSite(0, 0)]
        self.regions = [Region(REGION_ROOT, 0)]
        self.clauses = []
        self.args = []
        self.has_this = False
        self.ret = None
        self.symbols = SymbolTable()
        self.fixups = []
        self.context = CTX_NONE
        self.debug = False
        self.homes = []
        self.keep_frame = False
        self.context_slot = 0
        self.cur_il = 0

    def _push(self) -> None:
        self.op = append(self.op, i32(0))
        self.ty = append(self.ty, i32(0))
        self.a = append(self.a, i32(0))
        self.b = append(self.b, i32(0))
        self.aux = append(self.aux, i32(0))
        self.imm = append(self.imm, i64(0))
        self.flags = append(self.flags, i32(0))
        self.blk = append(self.blk, i32(0))
        self.il = append(self.il, i32(0))
        self.nxt = append(self.nxt, i32(0))
        self.prv = append(self.prv, i32(0))

    def new_value(self, op: i64, ty: i64, a: i64, b: i64, imm: i64, aux: i64) -> i64:
        """A value that is in no block yet."""
        self.n += 1
        v = self.n
        if v >= len(self.op):
            self._push()
        self.op[v] = i32(op)
        self.ty[v] = i32(ty)
        self.a[v] = i32(a)
        self.b[v] = i32(b)
        self.aux[v] = i32(aux)
        self.imm[v] = imm
        self.flags[v] = 0
        self.blk[v] = 0
        self.il[v] = i32(self.cur_il)
        self.nxt[v] = 0
        self.prv[v] = 0
        return v

    def new_block(self, region: i64, il: i64) -> i64:
        """A block that is in no order yet."""
        b = Block(len(self.blocks))
        b.region = region
        b.il = il
        self.blocks.append(b)
        return b.id

    def append_value(self, block: i64, op: i64, ty: i64, a: i64, b: i64, imm: i64, aux: i64) -> i64:
        """A new instruction at the end of `block`."""
        v = self.new_value(op, ty, a, b, imm, aux)
        self.link_last(block, v)
        return v

    def link_last(self, block: i64, v: i64) -> None:
        """Put the unlinked instruction v at the end of `block`."""
        bb = self.blocks[block]
        self.blk[v] = i32(block)
        self.prv[v] = i32(bb.last)
        self.nxt[v] = 0
        if bb.last:
            self.nxt[bb.last] = i32(v)
        else:
            bb.first = v
        bb.last = v

    def link_before(self, v: i64, where: i64) -> None:
        """Put the unlinked instruction v before the instruction `where`."""
        block = i64(self.blk[where])
        before = self.prv[where]
        self.blk[v] = i32(block)
        self.prv[v] = before
        self.nxt[v] = i32(where)
        self.prv[where] = i32(v)
        if before:
            self.nxt[i64(before)] = i32(v)
        else:
            self.blocks[block].first = v

    def unlink(self, v: i64) -> None:
        """Take the instruction v out of its block."""
        bb = self.blocks[i64(self.blk[v])]
        before = self.prv[v]
        after = self.nxt[v]
        if before:
            self.nxt[i64(before)] = after
        else:
            bb.first = i64(after)
        if after:
            self.prv[i64(after)] = before
        else:
            bb.last = i64(before)
        self.blk[v] = 0
        self.nxt[v] = 0
        self.prv[v] = 0

    def add_param(self, block: i64, ty: i64) -> i64:
        """A new parameter of `block`."""
        v = self.new_value(OP_PARAM, ty, 0, 0, 0, 0)
        self.blk[v] = i32(block)
        self.blocks[block].params.append(v)
        return v

    def pool_args(self, args: list[int]) -> i64:
        """Store operands in the pool; returns the start."""
        start = self.pool_n
        for x in args:
            if self.pool_n >= len(self.pool):
                self.pool = append(self.pool, i32(x))
            else:
                self.pool[self.pool_n] = i32(x)
            self.pool_n += 1
        return start

    def new_call(self, block: i64, site: CallSite, ty: i64, args: list[int]) -> i64:
        """A CALL at the end of `block`."""
        self.calls.append(site)
        return self.append_value(block, OP_CALL, ty, self.pool_args(args), len(args), len(self.calls) - 1, 0)

    def set_succs(self, block: i64, succs: list[int], succ_args: list[list[int]]) -> None:
        """Set the successors of `block` (its terminator is appended separately)."""
        bb = self.blocks[block]
        bb.succs = succs
        bb.succ_args = succ_args

    def fill_preds(self) -> None:
        """Compute `preds` of every block in `order`."""
        for b in self.order:
            self.blocks[b].preds = []
        for b in self.order:
            for s in self.blocks[b].succs:
                self.blocks[s].preds.append(b)

    def new_slot(self, size: i64, align: i64) -> i64:
        """A new stack slot."""
        self.slots.append(Slot(size, align))
        return len(self.slots) - 1


