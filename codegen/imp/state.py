"""The importer's state: evaluation stack, variables, types and symbols of the method being translated.

Stack items carry a scalar SSA value, or the address of a struct, which always is a temporary of the item's own: what
happens to a variable after it was loaded does not change the item.

Tokens are resolved twice: in open form, as the metadata says, and over the canonical arguments of the method being
compiled.  When the open form has type variables and the canonical one contains __Canon, only a runtime lookup through
the method's generic context knows the exact entity.

Sources: ECMA-335 I.12.3.2 and III.1.1 (stack types, implicit conversions); docs/design/coreclr/botr/clr-abi.md.
"""
from __future__ import annotations

from typing import Final, final

from mypy_extensions import i64

from binder import kinds
from binder.bubble import layout_check_text, versions_with_method, versions_with_type
from binder.members import MethodDesc
from binder.modules import Module
from binder.types import TypeDesc
from binder.typesystem import TypeSystem
from codegen.core.reject import Reject
from codegen.core.symbols import CELL_EAGER, CELL_LAZY, CELL_PRECODE
from codegen.imp.items import Item, Variable
from codegen.imp.shapes import leaves, scalar_of
from codegen.ssa import ops
from codegen.ssa.func import (
    CALL_CELL,
    CTX_METHOD,
    CTX_NONE,
    CTX_THIS,
    ArgInfo,
    CallSite,
    Func,
    StructLayout,
)
from codegen.ssa.ops import (
    FLAG_STACK,
    MK_BYREF,
    MK_F32,
    MK_F64,
    MK_I8,
    MK_I16,
    MK_I32,
    MK_I64,
    MK_REF,
    MK_U8,
    MK_U16,
    OP_ADD,
    OP_BITCAST,
    OP_BR,
    OP_CELL,
    OP_CMP,
    OP_CONST,
    OP_COPY,
    OP_FCVT,
    OP_LOAD,
    OP_SLOT_ADDR,
    OP_STORE,
    OP_SX8,
    OP_SX16,
    OP_SX32,
    OP_TRUNC,
    OP_UNREACHABLE,
    OP_ZX8,
    OP_ZX16,
    TY_BYREF,
    TY_F32,
    TY_F64,
    TY_I32,
    TY_I64,
    TY_NONE,
    TY_REF,
)

# Distance of the payload of a boxed value from the object.
BOX_DATA: Final = 8

# Nesting of generic instantiations beyond which a method is left to the JIT.
MAX_GENERIC_DEPTH: Final = 10


class NotInlined(Exception):
    """The body of that callee cannot be imported here: the caller is imported again and calls it."""

    def __init__(self, callee: int) -> None:
        super().__init__(f"method {callee}")
        self.callee: int = callee


class Inliner:
    """Decides about direct calls; this one has them all made."""

    def expand(self, s: State, opened: MethodDesc, m: MethodDesc, args: list[Item]) -> bool:
        """Import the body of `m` instead of the call and push its result; False when it has to be called."""
        return False


@final
class State:
    """Everything the topic modules share.  One object per body: the method's own, and one for each inlined callee."""

    def __init__(self, ts: TypeSystem, method: MethodDesc, func: Func, inliner: Inliner) -> None:
        self.ts: TypeSystem = ts
        self.method: MethodDesc = method
        self.module: Module = method.module
        self.targs: list[TypeDesc] = method.owner.args
        self.margs: list[TypeDesc] = method.margs
        self.f: Func = func
        self.cur: i64 = 0
        self.at: i64 = 0                        # IL offset of the instruction that is translated
        self.stack: list[Item] = []
        self.values: list[int] = []             # current value of each SSA variable
        self.variables: list[Variable] = []
        self.deps: list[MethodDesc] = []
        self._layouts: dict[int, int] = {}
        self._free: dict[int, list[int]] = {}
        self._checked: set[int] = set()
        self.inliner: Inliner = inliner
        self.caller: State | None = None        # of an inlined body
        self.depth: i64 = 0
        self.inlined: i64 = 0                   # bytes of IL inlined into the method
        self.not_inlined: set[int] = set()      # callees that turned out to be unsuitable
        self.cold: bool = False                 # the block ends in a throw

    @property
    def root(self) -> State:
        """The state of the method itself."""
        s = self
        while s.caller is not None:
            s = s.caller
        return s

    def enter(self, caller: State, same_block: bool) -> None:
        """Go on in the caller's block; what the function holds once is shared."""
        self.caller = caller
        self.depth = caller.depth + 1
        self.cur = caller.cur
        self.at = caller.at
        self.deps = caller.deps
        self._layouts = caller._layouts
        self._checked = caller._checked
        if same_block:
            self._free = caller._free

    def begin(self, il: i64) -> None:
        """The instruction at IL offset `il` comes next; in an inlined body all belongs to the call."""
        if self.caller is None:
            self.at = il
            if not self.f.debug:
                self.f.cur_il = il

    # ---- instructions

    def emit(self, op: i64, ty: i64, a: i64, b: i64, imm: i64, aux: i64) -> i64:
        return self.f.append_value(self.cur, op, ty, a, b, imm, aux)

    def const32(self, v: i64) -> i64:
        return self.emit(OP_CONST, TY_I32, 0, 0, v, 0)

    def const64(self, v: i64) -> i64:
        return self.emit(OP_CONST, TY_I64, 0, 0, v, 0)

    def null(self) -> i64:
        return self.emit(OP_CONST, TY_REF, 0, 0, 0, 0)

    def slot_addr(self, slot: i64, offset: i64) -> i64:
        return self.emit(OP_SLOT_ADDR, TY_I64, 0, 0, offset, slot)

    def load(self, addr: i64, offset: i64, mk: i64, flags: i64) -> i64:
        v = self.emit(OP_LOAD, ops.MEM_TYPES[mk], addr, 0, offset, mk)
        self.f.flags[v] = int(flags)
        return v

    def store(self, addr: i64, offset: i64, mk: i64, val: i64, flags: i64) -> None:
        v = self.emit(OP_STORE, TY_NONE, addr, val, offset, mk)
        self.f.flags[v] = int(flags)

    def store_ref(self, addr: i64, offset: i64, val: i64, flags: i64) -> None:
        if flags & FLAG_STACK:
            self.store(addr, offset, MK_REF, val, flags)
            return
        v = self.emit(ops.OP_STORE_REF, TY_NONE, addr, val, offset, MK_REF)
        self.f.flags[v] = int(flags)

    def add_offset(self, addr: i64, offset: i64) -> i64:
        """Address plus constant; the sum with an object reference is a byref."""
        if offset == 0 and self.f.ty[addr] != TY_REF:
            return addr
        ty: i64 = TY_I64 if self.f.ty[addr] == TY_I64 else TY_BYREF
        return self.emit(OP_ADD, ty, addr, self.const64(offset), 0, 0)

    # ---- evaluation stack

    def push(self, ty: i64, val: i64) -> None:
        self.stack.append(Item(ty, val, None))

    def push_item(self, item: Item) -> None:
        self.stack.append(item)

    def pop(self) -> Item:
        if not self.stack:
            raise Reject("invalid-il", "evaluation stack underflow")
        return self.stack.pop()

    def pop_scalar(self) -> Item:
        """The top item, which must be a scalar; a function pointer is materialised."""
        it = self.pop()
        if it.ftn is not None:
            return Item(TY_I64, self.materialise_ftn(it), None)
        if it.ty == TY_NONE:
            raise Reject("invalid-il", "struct where a scalar is needed")
        return it

    def pop_ref(self) -> i64:
        it = self.pop_scalar()
        if it.ty != TY_REF:
            raise Reject("invalid-il", "object reference expected")
        return it.val

    def pop_int32(self) -> i64:
        it = self.pop_scalar()
        if it.ty == TY_I64:
            return self.emit(OP_TRUNC, TY_I32, it.val, 0, 0, 0)
        if it.ty != TY_I32:
            raise Reject("invalid-il", "int32 expected")
        return it.val

    def pop_native(self) -> i64:
        """A native int, sign-extended when it is an int32."""
        it = self.pop_scalar()
        if it.ty == TY_I32:
            return self.emit(OP_SX32, TY_I64, it.val, 0, 0, 0)
        if it.ty != TY_I64:
            raise Reject("invalid-il", "native int expected")
        return it.val

    def pop_address(self) -> i64:
        """A byref or unmanaged pointer."""
        it = self.pop_scalar()
        if it.ty == TY_I32:
            return self.emit(OP_SX32, TY_I64, it.val, 0, 0, 0)
        if it.ty != TY_I64 and it.ty != TY_BYREF:
            raise Reject("invalid-il", "address expected")
        return it.val

    def materialise_ftn(self, it: Item) -> i64:
        """Code address of a symbolic ldftn item, callable without a hidden argument."""
        m = it.ftn
        opened = it.ftn_open
        if m is None or opened is None:
            raise Reject("delegate-pattern", "no function")
        canonical = m.canon()
        self.note_dependency(canonical)
        flags = "I" if canonical.context != CTX_NONE and canonical.context != CTX_THIS else "-"
        if opened.has_vars and m.is_shared:
            return self.lookup(f"MethodEntry\t{opened.text}\t{flags}")
        return self.cell(f"MethodEntry\t{m.text}\t{flags}")

    # ---- types

    def resolve_type(self, token: i64) -> tuple[TypeDesc, TypeDesc]:
        """(open, canonical) form of a type token."""
        opened = self.module.resolve_type_token(token)
        if opened.kind == kinds.TK_INST and token >> 24 != 0x1B:
            # The name of a generic definition, not an instantiation over our own variables.
            raise Reject("invalid-il", f"{opened.text} without type arguments")
        t = opened.subst(self.targs, self.margs)
        if t.depth > MAX_GENERIC_DEPTH:
            raise Reject("generic-depth", t.text)
        return opened, t

    def needs_lookup(self, opened: TypeDesc, t: TypeDesc) -> bool:
        """Only the generic context knows the exact type."""
        return opened.has_vars and t.is_shared

    def layout_of(self, t: TypeDesc) -> i64:
        """Index of the struct layout of `t` in the function; adds the runtime check when the layout may change."""
        found = self._layouts.get(t.id, 0)
        if found:
            return found
        if t.kind == kinds.TK_TYPEDREF:
            raise Reject("typed-reference", t.text)
        lay = t.layout()
        if not lay.ok:
            raise Reject("layout-unstable", f"{t.text}: {lay.reason}")
        if t.abi_unstable():
            raise Reject("abi-unstable", t.text)
        fields: list[tuple[int, int]] = []
        memory = False
        if lay.size <= 16:
            memory = not leaves(t, 0, fields)
        self.f.layouts.append(
            StructLayout(t.text, lay.size, lay.align, lay.gc, lay.byrefs, fields, memory))
        index = len(self.f.layouts) - 1
        self._layouts[t.id] = index
        self.check_layout(t)
        return index

    def check_layout(self, t: TypeDesc) -> None:
        """Let the runtime verify the layout of a value type from another version bubble before the method runs."""
        if t.id in self._checked or t.is_primitive:
            return
        self._checked.add(t.id)
        if t.layout_fixed():
            return
        sym = self.f.symbols.intern(CELL_PRECODE, layout_check_text(t))
        self.f.fixups.append(sym)

    def scalar(self, t: TypeDesc) -> tuple[i64, i64]:
        """As scalar_of; adds the runtime check when the size of an enumeration may change."""
        if t.is_enum:
            self.check_layout(t)
        return scalar_of(t)

    def size_of(self, t: TypeDesc) -> i64:
        ty, mk = self.scalar(t)
        if ty != TY_NONE:
            return ops.MEM_SIZES[mk]
        self.layout_of(t)
        return t.layout().size

    def arg_info(self, t: TypeDesc) -> ArgInfo:
        """How a value of type `t` travels in a call."""
        if t.abi_unstable():
            raise Reject("abi-unstable", t.text)
        ty, mk = self.scalar(t)
        if ty != TY_NONE:
            return ArgInfo(ty, mk, 0, 0)
        if t.registers_unchecked():
            raise Reject("abi-unstable", f"{t.text}: its registers may change with another assembly")
        return ArgInfo(TY_NONE, 0, self.layout_of(t), 0)

    # ---- struct temporaries

    def new_temp(self, t: TypeDesc) -> i64:
        """A stack slot for a value of struct type `t`; reused when it was given back."""
        layout = self.layout_of(t)
        free = self._free.get(layout)
        if free:
            return free.pop()
        return self.slot_for(t)

    def slot_for(self, t: TypeDesc) -> i64:
        """A new stack slot for a value of type `t`, scalar or struct."""
        ty, mk = self.scalar(t)
        if ty != TY_NONE:
            size: i64 = ops.MEM_SIZES[mk]
            slot = self.f.new_slot(8 if size == 8 else size, size)
            if ty == TY_REF:
                self.f.slots[slot].gc = [0]
                self.f.slots[slot].zero = True
            elif ty == TY_BYREF:
                self.f.slots[slot].byrefs = [0]
                self.f.slots[slot].zero = True
            return slot
        lay = self.f.layouts[self.layout_of(t)]
        slot = self.f.new_slot(lay.size, max(lay.align, 8) if lay.size >= 8 else lay.align)
        s = self.f.slots[slot]
        s.gc = lay.gc
        s.byrefs = lay.byrefs
        s.zero = len(lay.gc) + len(lay.byrefs) > 0
        return slot

    def push_temp(self, t: TypeDesc, slot: i64) -> None:
        """Push the struct in a temporary."""
        it = Item(TY_NONE, self.slot_addr(slot, 0), t)
        it.slot = slot
        self.stack.append(it)

    def release(self, it: Item) -> None:
        """The struct item was consumed: its temporary may be used again."""
        if it.slot and it.type is not None:
            self._free.setdefault(self.layout_of(it.type), []).append(it.slot)

    def forget_temps(self) -> None:
        """At the start of a block: temporaries of other blocks may still be in use."""
        self._free = {}

    def copy_struct(self, dst: i64, src: i64, t: TypeDesc, flags: i64) -> None:
        v = self.emit(OP_COPY, TY_NONE, dst, src, 0, self.layout_of(t))
        self.f.flags[v] = int(flags)

    def push_struct_copy(self, addr: i64, t: TypeDesc) -> None:
        """Push a copy of the struct at `addr`."""
        slot = self.new_temp(t)
        self.copy_struct(self.slot_addr(slot, 0), addr, t, FLAG_STACK)
        self.push_temp(t, slot)

    # ---- conversions at stores, arguments and returns

    def coerce(self, it: Item, ty: i64, mk: i64) -> i64:
        """The scalar of `it` as a value of type `ty` that is exactly representable in a location of kind `mk`."""
        v = it.val
        have = it.ty
        if it.ftn is not None:
            v = self.materialise_ftn(it)
            have = TY_I64
        if have != ty:
            if ty == TY_I32 and have == TY_I64:
                v = self.emit(OP_TRUNC, TY_I32, v, 0, 0, 0)
            elif ty == TY_I64 and have == TY_I32:
                v = self.emit(OP_SX32, TY_I64, v, 0, 0, 0)
            elif ty == TY_F32 and have == TY_F64 or ty == TY_F64 and have == TY_F32:
                v = self.emit(OP_FCVT, ty, v, 0, 0, 0)
            elif ty == TY_I64 and have == TY_BYREF or ty == TY_BYREF and have == TY_I64:
                v = self.emit(OP_BITCAST, ty, v, 0, 0, 0)
            elif ty == TY_BYREF and have == TY_I32:
                v = self.emit(OP_BITCAST, ty, self.emit(OP_SX32, TY_I64, v, 0, 0, 0), 0, 0, 0)
            else:
                raise Reject("invalid-il", f"{ops.TYPE_NAMES[have]} where {ops.TYPE_NAMES[ty]} is needed")
        if ty == TY_I32 and mk != MK_I32:
            return self.narrow(v, mk)
        return v

    def narrow(self, v: i64, mk: i64) -> i64:
        """Truncate an I32 to a small kind and extend it again."""
        if self.f.op[v] == OP_LOAD and self.f.aux[v] == mk:
            return v
        if mk == MK_U8:
            return self.emit(OP_ZX8, TY_I32, v, 0, 0, 0)
        if mk == MK_I8:
            return self.emit(OP_SX8, TY_I32, v, 0, 0, 0)
        if mk == MK_U16:
            return self.emit(OP_ZX16, TY_I32, v, 0, 0, 0)
        if mk == MK_I16:
            return self.emit(OP_SX16, TY_I32, v, 0, 0, 0)
        return v

    def pop_as(self, t: TypeDesc) -> Item:
        """Pop a value and convert it to type `t`: the scalar, or the struct item itself."""
        ty, mk = self.scalar(t)
        it = self.pop()
        if ty == TY_NONE:
            if it.ty != TY_NONE or it.ftn is not None or it.type is None or it.type.canon() is not t.canon():
                raise Reject("invalid-il", f"value of type {t.text} expected")
            return it
        if it.ty == TY_NONE and it.ftn is None:
            raise Reject("invalid-il", f"struct where {t.text} is needed")
        return Item(ty, self.coerce(it, ty, mk), None)

    def store_value(self, addr: i64, offset: i64, it: Item, t: TypeDesc, flags: i64) -> None:
        """Store a converted item of type `t`."""
        ty, mk = self.scalar(t)
        if ty == TY_NONE:
            self.copy_struct(self.add_offset(addr, offset), it.val, t, flags)
        elif ty == TY_REF:
            self.store_ref(addr, offset, it.val, flags)
        else:
            self.store(addr, offset, mk, it.val, flags)

    def push_loaded(self, addr: i64, offset: i64, t: TypeDesc, flags: i64) -> None:
        """Push the value of type `t` at an address."""
        ty, mk = self.scalar(t)
        if ty == TY_NONE:
            self.push_struct_copy(self.add_offset(addr, offset), t)
        else:
            self.push(ty, self.load(addr, offset, mk, flags))

    # ---- symbols, helpers, runtime lookups

    def cell(self, text: str) -> i64:
        """Content of a PRECODE cell."""
        return self.emit(OP_CELL, TY_I64, 0, 0, 0, self.f.symbols.intern(CELL_PRECODE, text))

    def call_symbol(self, cell_class: i64, text: str, arg_types: list[int], args: list[int], ret: i64,
                    pure: bool) -> i64:
        """Call a helper through a cell; arguments and result are scalars of TY_*."""
        site = CallSite(CALL_CELL, self.f.symbols.intern(cell_class, text))
        for ty in arg_types:
            site.args.append(ArgInfo(ty, _PLAIN_KIND[ty], 0, 0))
        if ret != TY_NONE:
            site.ret = ArgInfo(ret, _PLAIN_KIND[ret], 0, 0)
        site.pure = pure
        return self.f.new_call(self.cur, site, ret, args)

    def helper(self, number: i64, arg_types: list[int], args: list[int], ret: i64) -> i64:
        return self.call_symbol(CELL_EAGER, f"Helper\t{number:x}", arg_types, args, ret, False)

    def lazy(self, text: str, arg_types: list[int], args: list[int], ret: i64, pure: bool) -> i64:
        return self.call_symbol(CELL_LAZY, text, arg_types, args, ret, pure)

    def throw_helper(self, number: i64) -> None:
        """Call a helper that does not return and end the block."""
        v = self.helper(number, [], [], TY_NONE)
        self.f.calls[self.f.imm[v]].no_return = True
        self.emit(OP_UNREACHABLE, TY_NONE, 0, 0, 0, 0)

    def throw_unless(self, cond: i64, number: i64) -> None:
        """Continue in a new block when `cond` is not zero, else call the throw helper."""
        f = self.f
        region = f.blocks[self.cur].region
        good = self.new_block(region)
        bad = self.new_block(region)
        self.emit(OP_BR, TY_NONE, cond, 0, 0, 0)
        f.set_succs(self.cur, [good, bad], [[], []])
        f.blocks[bad].cold = True
        self.cur = bad
        self.throw_helper(number)
        self.cur = good

    def new_block(self, region: i64) -> i64:
        b = self.f.new_block(region, self.at)
        self.f.order.append(b)
        return b

    def compare(self, cc: i64, a: i64, b: i64) -> i64:
        return self.emit(OP_CMP, TY_I32, a, b, cc, 0)

    def context_value(self) -> i64:
        """The generic context as the lookup helpers take it: a MethodTable or MethodDesc."""
        f = self.f
        if f.context == CTX_NONE:
            raise Reject("generic-lookup", "no generic context")
        addr = self.slot_addr(f.context_slot, 0)
        if f.context == CTX_THIS:
            return self.load(self.load(addr, 0, MK_REF, 0), 0, MK_I64, 0)
        return self.load(addr, 0, MK_I64, 0)

    def lookup(self, inner: str) -> i64:
        """Runtime lookup of a fixup text that contains type variables."""
        f = self.f
        if f.context == CTX_THIS:
            text = f"Lookup\tThis\t{self.method.owner.text}\t{inner}"
        elif f.context == CTX_METHOD:
            text = f"Lookup\tMethod\t-\t{inner}"
        else:
            text = f"Lookup\tType\t-\t{inner}"
        return self.lazy(text, [TY_I64], [self.context_value()], TY_I64, True)

    def type_handle(self, opened: TypeDesc, t: TypeDesc) -> i64:
        """MethodTable or TypeDesc pointer of the exact type."""
        if self.needs_lookup(opened, t):
            return self.lookup(f"TypeHandle\t{opened.text}")
        return self.cell(f"TypeHandle\t{t.text}")

    def in_bubble(self, m: MethodDesc) -> bool:
        return versions_with_method(m)

    def type_in_bubble(self, t: TypeDesc) -> bool:
        return versions_with_type(t)

    def note_dependency(self, m: MethodDesc) -> None:
        """A canonical method that this code calls: instantiations in the bubble have to be compiled too."""
        if (m.owner.kind == kinds.TK_INST or m.margs) and versions_with_method(m):
            self.deps.append(m)


_PLAIN_KIND: Final = (0, MK_I32, MK_I64, MK_F32, MK_F64, MK_REF, MK_BYREF)

