"""The verifier: what every pass may rely on and must leave behind.

Checked: list links and owners, one terminator at the end of each block and nowhere else, numbers and types of
operands, successors against the terminator, branch arguments against block parameters, dominance of definitions over
uses, and the region rule of codegen.ssa.func.  `verify_func` returns texts, one for each error.
"""
from __future__ import annotations

from mypy_extensions import i64

from codegen.core.symbols import CELL_DISPATCH
from codegen.ssa.domtree import DomTree
from codegen.ssa.func import (
    CALL_CELL,
    CALL_DISPATCH,
    CALL_REG,
    CALL_REG_CELL,
    REGION_CATCH,
    REGION_FAULT,
    REGION_FILTER,
    REGION_FINALLY,
    Block,
    Func,
)
from codegen.ssa.ops import (
    EFFECT_TERM,
    MEM_TYPES,
    OP_ADD,
    OP_ARG,
    OP_ARGC,
    OP_BITCAST,
    OP_BOUNDS,
    OP_BR,
    OP_CALL,
    OP_CALL_FINALLY,
    OP_CATCH_ARG,
    OP_CATCH_RET,
    OP_CELL,
    OP_CMP,
    OP_CONST,
    OP_COPY,
    OP_COUNT,
    OP_DIV,
    OP_EFFECT,
    OP_END_FINALLY,
    OP_FABS,
    OP_FADD,
    OP_FCMP,
    OP_FCVT,
    OP_FILTER_RET,
    OP_FTOI,
    OP_ITOF,
    OP_JMP,
    OP_LOAD,
    OP_MEMCPY,
    OP_MUL,
    OP_MUL_OVF_U,
    OP_NAMES,
    OP_NEG,
    OP_NOT,
    OP_NULLCHECK,
    OP_PARAM,
    OP_RET,
    OP_SAR,
    OP_SHL,
    OP_SLOT_ADDR,
    OP_STORE,
    OP_STORE_REF,
    OP_SUB,
    OP_SWITCH,
    OP_SX8,
    OP_SX32,
    OP_SYM_ADDR,
    OP_TRUNC,
    OP_UTOF,
    OP_XOR,
    OP_ZERO,
    OP_ZX16,
    OP_ZX32,
    TY_BYREF,
    TY_F32,
    TY_F64,
    TY_I32,
    TY_I64,
    TY_NONE,
    TY_REF,
    TYPE_NAMES,
)


def is_recomputed(op: i64) -> bool:
    """Values that are made anew wherever they are used, so the region rule does not bind them."""
    return op == OP_CONST or op == OP_SLOT_ADDR or op == OP_CELL or op == OP_SYM_ADDR


def home_region(f: Func, region: i64) -> i64:
    """The nearest region around `region` (or itself) that a clause protects or runs in; 0 when there is none."""
    while region:
        for c in f.clauses:
            if c.try_region == region or c.handler_region == region or c.filter_region == region:
                return region
        region = f.regions[region].parent
    return 0


def _is_int(ty: i64) -> bool:
    return ty == TY_I32 or ty == TY_I64


def _is_float(ty: i64) -> bool:
    return ty == TY_F32 or ty == TY_F64


def _fits(have: i64, want: i64) -> bool:
    """May a value of type `have` go where a `want` is expected?  Unmanaged addresses and references are byrefs."""
    return have == want or (want == TY_BYREF and (have == TY_I64 or have == TY_REF))


def _is_address(ty: i64) -> bool:
    return ty == TY_I64 or ty == TY_REF or ty == TY_BYREF


class Verifier:
    """One verification; collects errors."""

    def __init__(self, f: Func) -> None:
        self.f: Func = f
        self.errors: list[str] = []
        self.dom: DomTree = DomTree()
        self.where: list[int] = [0] * (int(f.n) + 1)     # position in its block; 0 not placed
        self.home: list[int] = []                        # home region of every region

    def error(self, v: i64, text: str) -> None:
        op = i64(self.f.op[v])
        name = OP_NAMES[op] if 0 <= op < OP_COUNT else f"op{op}"
        self.errors.append(f"v{v} ({name}) in bb{self.f.blk[v]}: {text}")

    def block_error(self, bb: Block, text: str) -> None:
        self.errors.append(f"bb{bb.id}: {text}")

    def run(self) -> list[str]:
        f = self.f
        if not f.order:
            return ["no blocks"]
        seen = [False] * len(f.blocks)
        for b in f.order:
            if b <= 0 or b >= len(f.blocks):
                return [f"bb{b} in the order does not exist"]
            if seen[b]:
                self.errors.append(f"bb{b} is twice in the order")
            seen[b] = True
        for b in f.order:
            bb = f.blocks[b]
            if bb.region < 0 or bb.region >= len(f.regions):
                return [f"bb{b}: region {bb.region} does not exist"]
            for s in bb.succs:
                if s <= 0 or s >= len(f.blocks) or not seen[s]:
                    return [f"bb{b}: successor bb{s} is not in the order"]
            self.links(bb)
        if self.errors:
            return self.errors
        if f.blocks[f.order[0]].params:
            self.errors.append("the entry block has parameters")
        for k in range(len(f.regions)):
            self.home.append(int(home_region(f, k)))
        f.fill_preds()
        if f.blocks[f.order[0]].preds:
            self.errors.append("the entry block has predecessors")
        self.dom.fill(f)
        for b in f.order:
            bb = f.blocks[b]
            self.edges(bb)
            v = bb.first
            while v:
                self.instr(bb, v)
                v = i64(f.nxt[v])
        return self.errors

    def links(self, bb: Block) -> None:
        f = self.f
        for p in bb.params:
            if p <= 0 or p > f.n or f.op[i64(p)] != OP_PARAM or f.blk[i64(p)] != bb.id:
                self.block_error(bb, f"v{p} is no parameter of this block")
            elif self.where[p]:
                self.block_error(bb, f"v{p} is a parameter twice")
            else:
                self.where[p] = 1
                if not f.ty[i64(p)]:
                    self.error(p, "parameter without a type")
        prev: i64 = 0
        v = bb.first
        at = 1
        while v:
            if v < 0 or v > f.n:
                self.block_error(bb, f"v{v} does not exist")
                return
            if self.where[v]:
                self.block_error(bb, f"v{v} is linked twice")
                return
            at += 1
            self.where[v] = at
            op = i64(f.op[v])
            if op <= 0 or op >= OP_COUNT or op == OP_PARAM:
                self.error(v, "not an instruction")
                return
            if f.blk[v] != bb.id:
                self.error(v, f"its block field is bb{f.blk[v]}, not bb{bb.id}")
            if f.prv[v] != prev:
                self.error(v, f"prv is v{f.prv[v]}, not v{prev}")
            is_term = OP_EFFECT[op] == EFFECT_TERM
            if is_term and f.nxt[v]:
                self.error(v, "terminator inside a block")
            prev = v
            v = i64(f.nxt[v])
        if bb.last != prev:
            self.block_error(bb, f"last is v{bb.last}, not v{prev}")
        elif prev == 0 or OP_EFFECT[f.op[prev]] != EFFECT_TERM:
            self.block_error(bb, "no terminator")

    def edges(self, bb: Block) -> None:
        f = self.f
        op = i64(f.op[bb.last])
        n = len(bb.succs)
        region = f.regions[bb.region].kind
        if op == OP_JMP or op == OP_CATCH_RET:
            expected = n == 1
        elif op == OP_BR or op == OP_CALL_FINALLY:
            expected = n == 2
        elif op == OP_SWITCH:
            expected = n >= 1
        else:
            expected = n == 0
        if not expected:
            self.error(bb.last, f"{n} successors")
            return
        if op == OP_CATCH_RET and not self.inside(bb.region, REGION_CATCH):
            self.error(bb.last, "not in a catch handler")
        if op == OP_END_FINALLY and region != REGION_FINALLY and region != REGION_FAULT:
            self.error(bb.last, "not in a finally or fault handler")
        if op == OP_FILTER_RET and region != REGION_FILTER:
            self.error(bb.last, "not in a filter")
        if len(bb.succ_args) != n:
            self.error(bb.last, f"{len(bb.succ_args)} argument lists for {n} successors")
            return
        for k in range(n):
            args = bb.succ_args[k]
            target = f.blocks[bb.succs[k]]
            if len(args) != len(target.params):
                self.error(bb.last, f"{len(args)} arguments for the {len(target.params)} parameters of bb{target.id}")
                continue
            if args and self.home[bb.region] != self.home[target.region]:
                self.error(bb.last, f"arguments to bb{target.id}, which is in another region")
            for i in range(len(args)):
                self.use(bb, bb.last, args[i])
                if 0 < args[i] <= f.n and f.ty[i64(args[i])] != f.ty[i64(target.params[i])]:
                    self.error(bb.last, f"argument v{args[i]} of bb{target.id} is "
                               f"{TYPE_NAMES[f.ty[i64(args[i])]]}, parameter v{target.params[i]} is "
                               f"{TYPE_NAMES[f.ty[i64(target.params[i])]]}")

    def inside(self, region: i64, kind: i64) -> bool:
        """Is `region` of that kind, or in such a region?"""
        while region:
            if self.f.regions[region].kind == kind:
                return True
            region = self.f.regions[region].parent
        return False

    def use(self, bb: Block, user: i64, v: i64) -> None:
        """v is used by `user`, which is in bb."""
        f = self.f
        if v <= 0 or v > f.n:
            self.error(user, f"operand v{v} does not exist")
            return
        if not self.where[v]:
            self.error(user, f"operand v{v} is in no block")
            return
        if not f.ty[v]:
            self.error(user, f"operand v{v} has no value")
            return
        d = i64(f.blk[v])
        if d == bb.id:
            if self.where[v] >= self.where[user]:
                self.error(user, f"operand v{v} is defined later")
        elif not self.dom.dominates(d, bb.id) and not self.is_made_anew(v):
            self.error(user, f"operand v{v} of bb{d} does not dominate the use")
        if not is_recomputed(i64(f.op[v])) and self.home[f.blocks[d].region] != self.home[bb.region]:
            self.error(user, f"operand v{v} comes from another region")

    def is_made_anew(self, v: i64) -> bool:
        """Is v recomputed at its uses?  Then paths through handlers, which nothing dominates, do not matter."""
        return len(self.f.clauses) > 0 and is_recomputed(i64(self.f.op[v]))

    def instr(self, bb: Block, v: i64) -> None:
        f = self.f
        op = i64(f.op[v])
        argc = OP_ARGC[op]
        errors = len(self.errors)
        if argc < 0:
            start = i64(f.a[v])
            count = i64(f.b[v])
            if start < 0 or count < 0 or start + count > f.pool_n:
                self.error(v, "operands outside the pool")
                return
            k: i64 = 0
            while k < count:
                self.use(bb, v, i64(f.pool[start + k]))
                k += 1
        else:
            if argc >= 1 and not (op == OP_RET and f.a[v] == 0):
                self.use(bb, v, i64(f.a[v]))
            if argc >= 2:
                self.use(bb, v, i64(f.b[v]))
        if len(self.errors) == errors:
            self.types(bb, v, op)

    def types(self, bb: Block, v: i64, op: i64) -> None:
        f = self.f
        ty = i64(f.ty[v])
        argc = OP_ARGC[op]
        ta: i64 = i64(f.ty[i64(f.a[v])]) if argc >= 1 and f.a[v] else 0
        tb: i64 = i64(f.ty[i64(f.b[v])]) if argc >= 2 else 0
        aux = i64(f.aux[v])
        ok = True
        if op == OP_CONST:
            ok = ty != TY_NONE and (ty < TY_REF or f.imm[v] == 0)
            if ty == TY_I32 and not -0x8000_0000 <= f.imm[v] <= 0x7FFF_FFFF:
                self.error(v, f"constant {f.imm[v]} is not sign-extended from 32 bits")
            if ty == TY_F32 and not 0 <= f.imm[v] <= 0xFFFF_FFFF:
                self.error(v, f"constant {f.imm[v]} is not zero-extended from 32 bits")
        elif op == OP_ARG:
            k = f.imm[v]
            ok = 0 <= k < len(f.args) and f.args[k].layout == 0 and f.args[k].ty == ty
            if bb.id != f.order[0]:
                self.error(v, "outside the entry block")
        elif op == OP_SLOT_ADDR:
            ok = ty == TY_I64 and 0 < aux < len(f.slots)
        elif op == OP_CELL or op == OP_SYM_ADDR:
            ok = (ty == TY_I64 or ty == TY_REF) and 0 < aux < len(f.symbols.items)
        elif op == OP_CATCH_ARG:
            ok = ty == TY_REF
        elif op == OP_ADD:
            ok = (ty == ta and tb == ta and _is_int(ty)) or (
                ty == TY_BYREF and (ta == TY_REF or ta == TY_BYREF) and tb == TY_I64)
        elif op == OP_SUB:
            ok = (ty == ta and tb == ta and _is_int(ty)) or (
                ty == TY_BYREF and ta == TY_BYREF and tb == TY_I64) or (
                ty == TY_I64 and ta == TY_BYREF and tb == TY_BYREF)
        elif OP_SHL <= op <= OP_SAR:
            ok = _is_int(ty) and ta == ty and tb == TY_I32
        elif OP_MUL <= op <= OP_XOR or OP_DIV <= op <= OP_MUL_OVF_U:
            ok = _is_int(ty) and ta == ty and tb == ty
        elif op == OP_NEG or op == OP_NOT:
            ok = _is_int(ty) and ta == ty
        elif OP_FADD <= op <= OP_FABS:
            ok = _is_float(ty) and ta == ty and (argc == 1 or tb == ty)
        elif op == OP_CMP:
            ok = ty == TY_I32 and 1 <= f.imm[v] <= 10 and not _is_float(ta) and (
                ta == tb or (_is_address(ta) and _is_address(tb)))
        elif op == OP_FCMP:
            ok = ty == TY_I32 and 11 <= f.imm[v] <= 20 and _is_float(ta) and ta == tb
        elif OP_SX8 <= op <= OP_ZX16:
            ok = ty == TY_I32 and ta == TY_I32
        elif OP_SX32 <= op <= OP_ZX32:
            ok = ty == TY_I64 and ta == TY_I32
        elif op == OP_TRUNC:
            ok = ty == TY_I32 and ta == TY_I64
        elif op == OP_ITOF:
            ok = _is_float(ty) and _is_int(ta)
        elif op == OP_UTOF:
            ok = _is_float(ty) and ta == TY_I64
        elif op == OP_FTOI:
            ok = _is_int(ty) and _is_float(ta)
        elif op == OP_FCVT:
            ok = _is_float(ty) and _is_float(ta) and ta != ty
        elif op == OP_BITCAST:
            ok = self.bitcast(ty, ta)
        elif op == OP_NULLCHECK:
            ok = ty == TY_NONE and _is_address(ta)
        elif op == OP_BOUNDS:
            ok = ty == TY_NONE and _is_int(ta) and ta == tb
        elif op == OP_LOAD:
            ok = 1 <= aux <= 10 and ty == MEM_TYPES[aux] and _is_address(ta)
        elif op == OP_STORE:
            ok = ty == TY_NONE and 1 <= aux <= 10 and _fits(tb, MEM_TYPES[aux]) and _is_address(ta)
        elif op == OP_STORE_REF:
            ok = ty == TY_NONE and tb == TY_REF and _is_address(ta)
        elif op == OP_COPY:
            ok = ty == TY_NONE and _is_address(ta) and _is_address(tb) and 0 < aux < len(f.layouts)
        elif op == OP_ZERO:
            ok = ty == TY_NONE and _is_address(ta) and 0 < aux < len(f.layouts)
        elif op == OP_MEMCPY:
            ok = ty == TY_NONE and _is_address(ta) and _is_address(tb) and f.imm[v] >= 0
        elif op == OP_CALL:
            self.call(v, ty)
        elif op == OP_BR or op == OP_SWITCH or op == OP_FILTER_RET:
            ok = ty == TY_NONE and ta == TY_I32
        elif op == OP_RET:
            ok = self.ret(ty, ta)
        elif OP_EFFECT[op] == EFFECT_TERM:
            ok = ty == TY_NONE
        if not ok:
            self.error(v, f"bad types or fields: {TYPE_NAMES[ty]} from {TYPE_NAMES[ta]} {TYPE_NAMES[tb]} aux {aux}")

    def bitcast(self, ty: i64, ta: i64) -> bool:
        if ty == TY_I32 or ty == TY_F32:
            return ta == (TY_F32 if ty == TY_I32 else TY_I32)
        if ty == TY_F64:
            return ta == TY_I64
        if ty == TY_I64:
            return ta == TY_F64 or ta == TY_REF or ta == TY_BYREF
        if ty == TY_BYREF:
            return ta == TY_I64 or ta == TY_REF
        return ty == TY_REF and (ta == TY_BYREF or ta == TY_I64)

    def ret(self, ty: i64, ta: i64) -> bool:
        ret = self.f.ret
        if ty != TY_NONE:
            return False
        if ret is None:
            return ta == TY_NONE
        if ret.layout:
            return _is_address(ta)
        return _fits(ta, ret.ty)

    def call(self, v: i64, ty: i64) -> None:
        f = self.f
        if f.imm[v] <= 0 or f.imm[v] >= len(f.calls):
            self.error(v, f"call site {f.imm[v]} does not exist")
            return
        site = f.calls[f.imm[v]]
        extra = 1 if site.kind == CALL_REG or site.kind == CALL_REG_CELL else 0
        if f.b[v] != len(site.args) + extra:
            self.error(v, f"{f.b[v]} operands for {len(site.args)} arguments")
            return
        start = i64(f.a[v])
        for k in range(len(site.args)):
            have = i64(f.ty[i64(f.pool[start + i64(k)])])
            want = site.args[k]
            if not (_is_address(have) if want.layout else _fits(have, want.ty)):
                self.error(v, f"argument {k} is {TYPE_NAMES[have]}")
        if site.kind == CALL_CELL or site.kind == CALL_DISPATCH:
            if site.symbol <= 0 or site.symbol >= len(f.symbols.items):
                self.error(v, f"symbol {site.symbol} does not exist")
            elif (f.symbols.items[site.symbol].cell == CELL_DISPATCH) != (site.kind == CALL_DISPATCH):
                self.error(v, "the cell's class does not fit the kind of call")
        elif not extra:
            self.error(v, f"unknown kind of call {site.kind}")
        ret = site.ret
        if ret is None or ret.layout:
            if ty != TY_NONE:
                self.error(v, "a call without a scalar result has a value")
            if ret is not None and (site.ret_slot <= 0 or site.ret_slot >= len(f.slots)):
                self.error(v, "no slot for the struct result")
        elif ty != ret.ty:
            self.error(v, f"result is {TYPE_NAMES[ty]}, not {TYPE_NAMES[ret.ty]}")
        if site.has_this and not site.args:
            self.error(v, "`this` without arguments")


def verify_func(f: Func) -> list[str]:
    """All errors of `f`, empty when it is well formed.  Fills `preds`."""
    return Verifier(f).run()
