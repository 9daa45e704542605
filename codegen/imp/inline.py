"""Inlining: the body of a small callee is imported in the place of the call.

What may be inlined is decided by facts that no batch and no order of methods can change, so images stay the same:

    whose body     of the version bubble: nobody else can replace it
    which body     at most ALWAYS bytes of IL, AGGRESSIVE where the attribute asks for it; forward branches only, no
                   exception clauses, no `throw`, nothing that depends on the frame it runs in, like GetCurrentMethod
    generics       not shared code, or code of the caller's own class over the caller's own context, whose lookups mean
                   the same in the caller
    class init     no precise class constructor that the caller would not have run anyway
    how much       DEPTH levels, BUDGET bytes of IL in one method, not on the way to a `throw`

A body that turns out to be unsuitable while it is imported raises NotInlined; the whole method is imported again
without it.  Instructions of the callee carry the IL offset of the call.

Sources: ECMA-335 III.3.19; dotnet/runtime docs/design/coreclr/botr/ryujit-overview.md (inlining), the rules for code
of other version bubbles in docs/design/coreclr/botr/readytorun-overview.md.
"""
from __future__ import annotations

from typing import Final, final

from mypy_extensions import i64

from binder import il, kinds
from binder.bubble import versions_with_method
from binder.errors import BadImage, ResolveError
from binder.members import MethodDesc
from codegen.core.reject import Reject
from codegen.imp.fields import must_init_class
from codegen.imp.flow import Flow, analyse
from codegen.imp.importer import Importer
from codegen.imp.items import Item, Variable
from codegen.imp.state import Inliner, NotInlined, State
from codegen.ssa.ops import (
    FLAG_STACK,
    OP_BITCAST,
    OP_CONST,
    OP_JMP,
    OP_SLOT_ADDR,
    OP_ZERO,
    TY_BYREF,
    TY_I64,
    TY_NONE,
)

ALWAYS: Final = 24
AGGRESSIVE: Final = 120
DEPTH: Final = 4
BUDGET: Final = 400

_UNSUITABLE: Final = (il.OP_LOCALLOC, il.OP_JMP, il.OP_ARGLIST, il.OP_TAIL, il.OP_CALLI, il.OP_THROW, il.OP_RETHROW,
                      il.OP_LEAVE, il.OP_LEAVE_S, il.OP_ENDFINALLY, il.OP_ENDFILTER)
_ATTRIBUTES: Final = ("System.Runtime.BypassNGenAttribute", "System.Runtime.BypassReadyToRunAttribute",
                      "System.Runtime.CompilerServices.IntrinsicAttribute",
                      "System.Runtime.InteropServices.UnmanagedCallersOnlyAttribute",
                      "System.Security.DynamicSecurityMethodAttribute")


@final
class BodyInliner(Inliner):
    """One per compiler: what it remembers of callees does not depend on callers."""

    def __init__(self) -> None:
        self.flows: dict[int, Flow | None] = {}

    def expand(self, s: State, opened: MethodDesc, m: MethodDesc, args: list[Item]) -> bool:
        """Import `m` at the current place and push its result; False when it has to be called."""
        if s.depth >= DEPTH or s.cold:
            return False
        callee = m.canon()
        flow = self.flow_of(callee)
        if flow is None or not _fits_context(s, opened, callee):
            return False
        root = s.root
        size = len(flow.code)
        if root.inlined + size > BUDGET or callee.id in root.not_inlined or _recursive(s, callee):
            return False
        single = len(flow.order) == 1
        if not single and len(s.f.regions) > 1:
            # Blocks of methods with exception clauses are laid out in the order of the IL.
            return False
        if must_init_class(callee) and not (callee.owner is root.method.owner and must_init_class(root.method)):
            return False
        root.inlined += size
        try:
            _import_body(s, callee, flow, args, single)
        except (Reject, ResolveError, BadImage):
            raise NotInlined(callee.id) from None
        return True

    def flow_of(self, m: MethodDesc) -> Flow | None:
        """Blocks of a body that may be inlined somewhere, else None."""
        if m.id not in self.flows:
            self.flows[m.id] = _suitable_flow(m)
        return self.flows[m.id]


def _suitable_flow(m: MethodDesc) -> Flow | None:
    if (m.rid == 0 or m.is_abstract or m.is_internal_call or m.is_pinvoke or not m.is_il or m.is_synchronized
            or m.is_async or m.no_optimization or m.aggressive_optimization or m.no_inlining
            or m.sig.callconv == kinds.SIG_VARARG or not versions_with_method(m)):
        return None
    try:
        body = m.body()
        limit = AGGRESSIVE if m.aggressive_inlining else ALWAYS
        if body is None or len(body.code) > limit or body.clauses:
            return None
        for name in _ATTRIBUTES:
            if m.attribute(name):
                return None
        locals_ = m.local_types()
        for _, pinned in locals_:
            if pinned:
                return None
        flow = analyse(body, len(m.sig.params) + (1 if m.sig.has_this else 0), len(locals_))
    except (Reject, ResolveError, BadImage):
        return None
    returns = 0
    for b in flow.order:
        for target in b.succs:
            if target <= b.start:
                return None
        if b.last_op == il.OP_RET:
            returns += 1
        at = b.start
        while at < b.end:
            if il.opcode_at(flow.code, at) in _UNSUITABLE:
                return None
            at = il.next_offset(flow.code, at)
    return flow if returns else None


def _fits_context(s: State, opened: MethodDesc, callee: MethodDesc) -> bool:
    """Runtime lookups of the callee, if it needs any, mean the same in the caller."""
    if not callee.is_shared:
        return True
    if callee.margs or callee.owner is not s.method.owner.canon():
        return False
    return opened.owner is opened.owner.defn


def _recursive(s: State, callee: MethodDesc) -> bool:
    up: State | None = s
    while up is not None:
        if up.method is callee:
            return True
        up = up.caller
    return False


def _import_body(s: State, callee: MethodDesc, flow: Flow, args: list[Item], single: bool) -> None:
    f = s.f
    child = State(s.ts, callee, f, s.inliner)
    child.enter(s, single)
    imp = Importer(child, flow)
    imp.inlined = True
    _declare(child, imp, args)
    imp.run_inlined()
    ret = callee.sig.ret
    returns = imp.returns
    if len(returns) == 1:
        s.cur = returns[0].block
        result = returns[0].item
        if result is not None:
            s.push_item(result)
    else:
        _join(s, child, imp, ret.kind == kinds.TK_VOID)
    if single:
        for it in args:
            if it.ty == TY_NONE:
                s.release(it)
    else:
        s.forget_temps()


def _declare(s: State, imp: Importer, args: list[Item]) -> None:
    """Arguments are the caller's values, which are its own copies; locals start anew at each call."""
    flow = imp.flow
    m = s.method
    homed = flow.address_taken
    index = 0
    if m.sig.has_this:
        owner = m.owner
        _declare_argument(s, flow, Variable(s.ts.byref(owner) if owner.is_value_type else owner, args[0].ty, 0),
                          args[0], index, homed)
        index = 1
    for p in m.sig.params:
        ty, mk = s.scalar(p)
        _declare_argument(s, flow, Variable(p, ty, mk), args[index], index, homed)
        index += 1
    for opened, _ in m.local_types():
        t = opened.subst(s.targs, s.margs)
        ty, mk = s.scalar(t)
        v = Variable(t, ty, mk)
        s.variables.append(v)
        used = index in flow.var_region
        value: i64 = 0
        if used and (ty == TY_NONE or homed & (1 << index)):
            v.slot = s.slot_for(t)
            addr = s.slot_addr(v.slot, 0)
            if ty != TY_NONE:
                s.store(addr, 0, mk, s.emit(OP_CONST, ty, 0, 0, 0, 0), FLAG_STACK)
            elif flow.body.init_locals:
                zero = s.emit(OP_ZERO, TY_NONE, addr, 0, 0, s.layout_of(t))
                s.f.flags[zero] = FLAG_STACK
        elif used:
            value = s.emit(OP_CONST, ty, 0, 0, 0, 0)
        s.values.append(value)
        index += 1


def _declare_argument(s: State, flow: Flow, v: Variable, it: Item, index: int, homed: int) -> None:
    s.variables.append(v)
    bit = 1 << index
    if v.ty == TY_NONE:
        v.slot = it.slot
        if v.slot == 0:
            v.slot = s.slot_for(v.type)
            s.copy_struct(s.slot_addr(v.slot, 0), it.val, v.type, FLAG_STACK)
        s.values.append(0)
        return
    value = it.val
    if homed & bit:
        v.slot = s.slot_for(v.type)
        s.store_value(s.slot_addr(v.slot, 0), 0, it, v.type, FLAG_STACK)
        value = 0
    elif v.ty == TY_BYREF and not flow.written & bit and s.f.op[value] == OP_BITCAST:
        inner = i64(s.f.a[value])
        if s.f.op[inner] == OP_SLOT_ADDR:
            # An address of this frame needs neither write barriers nor null checks.
            v.ty = TY_I64
            value = inner
    s.values.append(value)


def _join(s: State, child: State, imp: Importer, void: bool) -> None:
    """Several returns meet in one block, with the result as its parameter or in a temporary."""
    f = s.f
    t = child.method.sig.ret
    join = f.new_block(f.blocks[s.cur].region, f.cur_il)
    ty: i64 = TY_NONE if void else s.scalar(t)[0]
    slot = 0 if void or ty != TY_NONE else s.slot_for(t)
    value = f.add_param(join, ty) if ty != TY_NONE else 0
    for r in imp.returns:
        child.cur = r.block
        passed: list[int] = []
        if r.item is not None and ty != TY_NONE:
            passed.append(r.item.val)
        elif r.item is not None:
            child.copy_struct(child.slot_addr(slot, 0), r.item.val, t, FLAG_STACK)
        child.emit(OP_JMP, TY_NONE, 0, 0, 0, 0)
        f.set_succs(r.block, [join], [passed])
    f.order.append(join)
    s.cur = join
    if ty != TY_NONE:
        s.push(ty, value)
    elif not void:
        s.push_temp(t, slot)
