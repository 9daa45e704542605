"""The importer: one IL body to SSA.

Blocks are translated in reverse post-order, so that every block but the head of a loop knows the state of a
predecessor.  At a block with one predecessor the variables keep their values; elsewhere each live SSA variable and
each stack entry becomes a block parameter (copy propagation removes those that turn out to be trivial).

`leave` out of protected regions becomes one block per region that is left: a CALL_FINALLY for a try with a finally
handler, a CATCH_RET for a catch handler, each in the region around what it leaves.

Sources: ECMA-335 III (instructions), I.12.4.2 (exceptions); docs/design/coreclr/botr/clr-abi.md (funclets).
"""
from __future__ import annotations

from typing import final

from mypy_extensions import i64

from binder import il, kinds
from binder.errors import BadImage, ResolveError
from binder.members import MethodDesc
from binder.types import TypeDesc
from binder.typesystem import TypeSystem
from codegen.core.ilmap import IL_PROLOG, VAR_CONTEXT
from codegen.core.reject import Reject
from codegen.imp import fields
from codegen.imp.dispatch import translate
from codegen.imp.flow import Flow, ILBlock, analyse
from codegen.imp.items import Item, Return, Variable
from codegen.imp.state import Inliner, NotInlined, State
from codegen.ssa.func import (
    CTX_METHOD,
    CTX_THIS,
    CTX_TYPE,
    REGION_CATCH,
    REGION_FILTER,
    REGION_ROOT,
    REGION_TRY,
    ROLE_METHOD_CTX,
    ROLE_TYPE_CTX,
    ArgInfo,
    ClauseInfo,
    Func,
    Region,
)
from codegen.ssa.ops import (
    FLAG_STACK,
    MK_I64,
    MK_REF,
    OP_ADD,
    OP_ARG,
    OP_BR,
    OP_CATCH_ARG,
    OP_CONST,
    OP_JMP,
    OP_SLOT_ADDR,
    TY_BYREF,
    TY_F32,
    TY_F64,
    TY_I32,
    TY_I64,
    TY_NONE,
    TY_REF,
)


@final
class Importer:
    """Translates one body; see `import_method` and `codegen.imp.inline`."""

    def __init__(self, s: State, flow: Flow) -> None:
        self.s: State = s
        self.f: Func = s.f
        self.flow: Flow = flow
        self.block_of: dict[int, int] = {}
        self.in_values: dict[int, list[int]] = {}     # single predecessor: variables at its end
        self.in_stack: dict[int, list[Item]] = {}
        self.live_vars: dict[int, list[int]] = {}     # several predecessors: variables that are parameters
        self.in_il: dict[int, int] = {}               # debug: where the last statement began that a block may continue
        self.inlined: bool = False                    # a callee's body in a region of the caller
        self.returns: list[Return] = []               # of an inlined body

    # ---- set-up

    def run(self) -> None:
        s = self.s
        f = self.f
        for r in self.flow.regions[1:]:
            f.regions.append(Region(r.kind, r.parent))
        entry = f.new_block(0, IL_PROLOG if f.debug else 0)
        for b in self.flow.order:
            self.block_of[b.start] = f.new_block(b.region, b.start)
        first = self.flow.blocks[0]
        if first.region and f.regions[first.region].kind != REGION_TRY:
            raise Reject("invalid-il", "method starts inside a handler")
        first.npreds += 1
        handlers: list[int] = []
        for c in self.flow.clauses:
            handlers.append(self.flow.regions[c.handler_region].start)
            if c.filter_region:
                handlers.append(self.flow.regions[c.filter_region].start)
        for h in handlers:
            if h in self.flow.blocks:
                self.flow.blocks[h].npreds += 1
        s.cur = entry
        f.cur_il = f.blocks[entry].il
        f.order.append(entry)
        self.declare_variables()
        fields.trigger_class_init(s)
        self.jump_to(0)
        self.make_handlers()
        for b in self.flow.order:
            self.import_block(b)
        if f.clauses or f.debug:
            order = f.order[1:]
            order.sort(key=self.block_il)
            f.order = [entry] + order

    def run_inlined(self) -> None:
        """Import a body without clauses and loops, its variables declared; it starts in the current block."""
        s = self.s
        f = self.f
        region = f.blocks[s.cur].region
        for b in self.flow.order[1:]:
            self.block_of[b.start] = f.new_block(region, f.cur_il)
        self.block_of[0] = s.cur
        self.in_values[0] = s.values[:]
        self.in_stack[0] = []
        for b in self.flow.order:
            self.import_block(b)

    def block_il(self, block: int) -> int:
        return int(self.f.blocks[block].il) * 65536 + block

    def declare_variables(self) -> None:
        """Arguments, generic context, locals: SSA variables with their first value, or slots."""
        s = self.s
        f = self.f
        m = s.method
        sig = m.sig
        homed = -1 if f.debug else self.flow.address_taken | self.flow.crossing
        index = 0
        if sig.has_this:
            owner = m.owner
            t = s.ts.byref(owner) if owner.is_value_type else owner
            self.declare_argument(t, homed, index)
            index += 1
            if m.context == CTX_THIS:
                self.keep_context(CTX_THIS, s.emit(OP_ARG, TY_REF, 0, 0, 0, 0))
        f.has_this = sig.has_this
        if m.context == CTX_TYPE or m.context == CTX_METHOD:
            role: i64 = ROLE_METHOD_CTX if m.context == CTX_METHOD else ROLE_TYPE_CTX
            f.args.append(ArgInfo(TY_I64, MK_I64, 0, role))
            self.keep_context(m.context, s.emit(OP_ARG, TY_I64, 0, 0, len(f.args) - 1, 0))
        for p in sig.params:
            self.declare_argument(p, homed, index)
            index += 1
        if sig.ret.kind != kinds.TK_VOID:
            f.ret = s.arg_info(sig.ret)
        body = self.flow.body
        for opened, pinned in m.local_types():
            self.declare_local(opened.subst(s.targs, s.margs), pinned, homed, index, body.init_locals)
            index += 1

    def keep_context(self, context: i64, value: i64) -> None:
        s = self.s
        slot = s.f.new_slot(8, 8)
        s.f.context = context
        s.f.context_slot = slot
        if context != CTX_THIS:
            s.f.homes.append((VAR_CONTEXT, int(slot)))
        if context == CTX_THIS:
            s.f.slots[slot].gc = [0]
        s.store(s.slot_addr(slot, 0), 0, MK_REF if context == CTX_THIS else MK_I64, value, FLAG_STACK)

    def declare_argument(self, t: TypeDesc, homed: int, index: int) -> None:
        s = self.s
        f = self.f
        info = s.arg_info(t)
        f.args.append(info)
        v = Variable(t, info.ty, info.mk)
        s.variables.append(v)
        if info.ty == TY_NONE:
            v.slot = s.slot_for(t)
            f.slots[v.slot].arg = len(f.args) - 1
            f.slots[v.slot].zero = False
            self.at_home(index, v.slot)
            s.values.append(0)
            return
        value = s.emit(OP_ARG, info.ty, 0, 0, len(f.args) - 1, 0)
        if info.ty == 1:
            value = s.narrow(value, info.mk)
        if homed & (1 << index):
            v.slot = s.slot_for(t)
            self.at_home(index, v.slot)
            s.store(s.slot_addr(v.slot, 0), 0, info.mk, value, FLAG_STACK)
            value = 0
        s.values.append(value)

    def declare_local(self, t: TypeDesc, pinned: bool, homed: int, index: int, init: bool) -> None:
        s = self.s
        f = self.f
        ty, mk = s.scalar(t)
        v = Variable(t, ty, mk)
        s.variables.append(v)
        if ty == TY_NONE:
            if index not in self.flow.var_region:
                # Never referenced: no need of a slot, nor of a stable layout.
                s.values.append(0)
                return
            v.slot = s.slot_for(t)
            self.at_home(index, v.slot)
            if init:
                f.slots[v.slot].zero = True
            s.values.append(0)
            return
        if pinned or homed & (1 << index):
            v.slot = s.slot_for(t)
            f.slots[v.slot].zero = f.slots[v.slot].zero or init
            f.slots[v.slot].pinned = pinned
            self.at_home(index, v.slot)
            s.values.append(0)
            return
        s.values.append(s.emit(OP_CONST, ty, 0, 0, 0, 0) if index in self.flow.var_region else 0)

    def at_home(self, index: int, slot: i64) -> None:
        """Variable `index` lives in `slot`: where a debugger finds it, as last stored."""
        f = self.f
        if f.debug:
            f.slots[slot].home = True
            f.homes.append((index, int(slot)))

    def make_handlers(self) -> None:
        """The entry block of each reachable handler, before the handler's own IL."""
        s = self.s
        f = self.f
        for c in self.flow.clauses:
            start = self.flow.regions[c.handler_region].start
            if start not in self.flow.blocks:
                continue
            entry = self.handler_entry(c.handler_region, start)
            info = ClauseInfo(c.kind, c.try_region, c.handler_region, entry)
            if c.filter_region:
                info.filter_region = c.filter_region
                info.filter = self.handler_entry(c.filter_region, self.flow.regions[c.filter_region].start)
            if c.kind == 0:
                opened, t = s.resolve_type(c.token)
                if s.needs_lookup(opened, t):
                    raise Reject("handler-in-generic", t.text)
                info.class_text = opened.text
            f.clauses.append(info)

    def handler_entry(self, region: i64, start: i64) -> i64:
        s = self.s
        block = self.f.new_block(region, start)
        self.f.order.append(block)
        s.cur = block
        s.stack = []
        kind = self.f.regions[region].kind
        if kind == REGION_CATCH or kind == REGION_FILTER:
            s.push(TY_REF, s.emit(OP_CATCH_ARG, TY_REF, 0, 0, 0, 0))
        self.jump_to(start)
        return block

    # ---- edges

    def edge(self, target: i64, region: i64) -> list[int]:
        """Arguments for the edge from the current state, in `region`, to IL offset `target`."""
        s = self.s
        b = self.flow.blocks[target]
        self.check_edge(target, region)
        self.in_il[target] = max(self.in_il.get(target, 0), int(self.f.cur_il))
        if b.npreds == 1:
            self.in_values[target] = s.values[:]
            self.in_stack[target] = s.stack[:]
            return []
        if target not in self.in_stack:
            self.make_params(b)
        args: list[int] = []
        for index in self.live_vars[target]:
            args.append(s.values[index])
        want = self.in_stack[target]
        if len(want) != len(s.stack):
            raise Reject("invalid-il", f"stack depth differs at IL_{target:04x}")
        for k in range(len(want)):
            have = s.stack[k]
            if want[k].ty == TY_NONE:
                if have.ty != TY_NONE or have.type is None or want[k].type is None:
                    raise Reject("invalid-il", "stack entries differ at a join")
                t = want[k].type
                if t is None or have.type.canon() is not t.canon():
                    raise Reject("invalid-il", "structs differ at a join")
                s.copy_struct(s.slot_addr(want[k].slot, 0), have.val, t, FLAG_STACK)
            else:
                check_join(have, want[k].ty)
                args.append(s.coerce(have, want[k].ty, 0))
        return args

    def check_edge(self, target: i64, region: i64) -> None:
        """A region is entered only at its start and only a try region; it is left only by `leave`."""
        if self.inlined:
            return
        regions = self.flow.regions
        r = self.flow.blocks[target].region
        while r != region:
            if regions[r].kind != REGION_TRY or regions[r].start != target:
                raise Reject("invalid-il", f"branch across the border of a protected region to IL_{target:04x}")
            r = regions[r].parent

    def make_params(self, b: ILBlock) -> None:
        """Fix the shape of a join from the state of the first edge that reaches it."""
        s = self.s
        f = self.f
        block = self.block_of[b.start]
        live: list[int] = []
        bits = b.live_in
        index = 0
        while bits:
            if bits & 1:
                v = s.variables[index]
                if v.slot == 0 and v.ty != TY_NONE:
                    live.append(index)
            bits >>= 1
            index += 1
        self.live_vars[b.start] = live
        values = [0] * len(s.values)
        for k in live:
            values[k] = f.add_param(block, s.variables[k].ty)
        stack: list[Item] = []
        for it in s.stack:
            ty = TY_I64 if it.ftn is not None else it.ty
            if ty == TY_I64 and it.ftn is None and self.in_frame(it.val):
                # Another edge may bring a reference into the heap, which has to stay visible to the collector.
                ty = TY_BYREF
            if ty == TY_NONE and it.type is not None:
                join = Item(TY_NONE, 0, it.type)
                join.slot = s.slot_for(it.type)
                stack.append(join)
            else:
                stack.append(Item(ty, f.add_param(block, ty), None))
        self.in_values[b.start] = values
        self.in_stack[b.start] = stack

    def in_frame(self, v: i64) -> bool:
        """The value is the address of a variable, or of a part of it."""
        f = self.f
        while f.op[v] == OP_ADD:
            v = i64(f.a[v])
        return f.op[v] == OP_SLOT_ADDR

    def jump_to(self, target: i64) -> None:
        """End the current block with a jump to IL offset `target`."""
        self.jump_from(self.f.blocks[self.s.cur].region, target)

    def jump_from(self, region: i64, target: i64) -> None:
        """The same after `leave` out of try regions up to `region`."""
        s = self.s
        args = self.edge(target, region)
        s.emit(OP_JMP, TY_NONE, 0, 0, 0, 0)
        self.f.set_succs(s.cur, [self.block_of[target]], [args])

    def branch(self, cond: i64, target: i64, fall: i64) -> None:
        """End the current block with a conditional branch."""
        s = self.s
        if target == fall:
            self.jump_to(fall)
            return
        region = self.f.blocks[s.cur].region
        a = self.edge(target, region)
        b = self.edge(fall, region)
        s.emit(OP_BR, TY_NONE, cond, 0, 0, 0)
        self.f.set_succs(s.cur, [self.block_of[target], self.block_of[fall]], [a, b])

    # ---- blocks

    def import_block(self, b: ILBlock) -> None:
        s = self.s
        f = self.f
        block = self.block_of[b.start]
        if b.start not in self.in_stack:
            raise Reject("invalid-il", f"unreached block IL_{b.start:04x}")
        s.cur = block
        s.values = self.in_values[b.start][:]
        s.stack = []
        if b.start or not self.inlined:
            f.order.append(block)
            s.forget_temps()
        s.begin(b.start)
        if f.debug:
            f.cur_il = self.in_il[b.start]
        s.cold = b.last_op == il.OP_THROW
        for it in self.in_stack[b.start]:
            # Another successor holds the same item, and instructions convert their operands in place.
            copy = Item(it.ty, it.val, it.type)
            copy.ftn = it.ftn
            copy.ftn_open = it.ftn_open
            if it.ty == TY_NONE and it.slot:
                # The address of a temporary is not a value that may cross blocks.
                copy.val = s.slot_addr(it.slot, 0)
            s.stack.append(copy)
        region = self.flow.regions[b.region]
        if region.kind == REGION_TRY and region.start == b.start and s.stack:
            raise Reject("invalid-il", "stack is not empty at the start of a try region")
        translate(self, b)

    def starts_statement(self, b: ILBlock) -> bool:
        """A debugger may stop at the start of `b` even when the stack is not empty: it is a handler's exception."""
        return self.flow.regions[b.region].start == b.start and self.f.regions[b.region].kind != REGION_ROOT

def check_join(have: Item, want: i64) -> None:
    """A stack entry may only widen on an edge: nothing is lost, and no reference becomes a plain number."""
    ty = TY_I64 if have.ftn is not None else have.ty
    if ty == want and ty != TY_NONE:
        return
    if ty == TY_NONE:
        raise Reject("invalid-il", "stack entries differ at a join")
    widens = (want == TY_I64 and ty == TY_I32) or (want == TY_F64 and ty == TY_F32) or (
        want == TY_BYREF and ty == TY_I64)
    if not widens:
        raise Reject("unsupported-il", "stack entries of different types at a join")


def import_method(ts: TypeSystem, m: MethodDesc, f: Func, debug: bool = False,
                  inliner: Inliner | None = None) -> State:
    """Translate the canonical method `m` into `f`, with `debug` for a debugger.  Raises Reject."""
    refused: set[int] = set()
    while True:
        try:
            return _import_once(ts, m, f, debug, Inliner() if inliner is None else inliner, refused)
        except NotInlined as e:
            refused.add(e.callee)


def _import_once(ts: TypeSystem, m: MethodDesc, f: Func, debug: bool, inliner: Inliner, refused: set[int]) -> State:
    f.reset(m.text)
    f.debug = debug
    s = State(ts, m, f, inliner)
    s.not_inlined = refused
    try:
        body = m.body()
        if body is None:
            raise Reject("no-body", m.text)
        count = len(m.sig.params) + (1 if m.sig.has_this else 0)
        flow = analyse(body, count, len(m.local_types()))
        Importer(s, flow).run()
    except ResolveError as e:
        raise Reject("unresolved", str(e)) from None
    except BadImage as bad:
        raise Reject("invalid-il", str(bad)) from None
    return s
