"""Differential test of the back end: random functions run natively and in the SSA interpreter."""
from __future__ import annotations

import ctypes
import importlib.util
import random
import sys
from pathlib import Path
from typing import Any

import pytest

from codegen.blob import CompiledMethod
from codegen.core.bits import bits_f64, f64_bits, sign_extend
from codegen.core.symbols import CELL_METHOD
from codegen.emit.backend import generate
from codegen.ssa import ops
from codegen.ssa.func import CALL_CELL, ArgInfo, CallSite, Func, StructLayout
from codegen.ssa.interp import Interp, Trap
from codegen.ssa.text import print_func
from codegen.target import parse_target

_spec = importlib.util.spec_from_file_location("native", Path(__file__).parents[2] / "native.py")
assert _spec is not None and _spec.loader is not None
native = importlib.util.module_from_spec(_spec)
sys.modules["native"] = native
_spec.loader.exec_module(native)

TARGET = parse_target("linux-x64-r2r9.1")
I32 = ArgInfo(ops.TY_I32, ops.MK_I32, 0, 0)
I64 = ArgInfo(ops.TY_I64, ops.MK_I64, 0, 0)
F64 = ArgInfo(ops.TY_F64, ops.MK_F64, 0, 0)
U8 = ArgInfo(ops.TY_I32, ops.MK_U8, 0, 0)
I16 = ArgInfo(ops.TY_I32, ops.MK_I16, 0, 0)
KINDS = (I32, I64, F64)
C_TYPES: dict[int, Any] = {ops.TY_I32: ctypes.c_int32, ops.TY_I64: ctypes.c_int64, ops.TY_F64: ctypes.c_double}

_INT2 = (ops.OP_ADD, ops.OP_SUB, ops.OP_MUL, ops.OP_AND, ops.OP_OR, ops.OP_XOR)
_OVF = (ops.OP_ADD_OVF, ops.OP_SUB_OVF, ops.OP_MUL_OVF, ops.OP_ADD_OVF_U, ops.OP_SUB_OVF_U, ops.OP_MUL_OVF_U)
_SHIFTS = (ops.OP_SHL, ops.OP_SHR, ops.OP_SAR)
_EXT32 = (ops.OP_SX8, ops.OP_SX16, ops.OP_ZX8, ops.OP_ZX16)
_FLOAT2 = (ops.OP_FADD, ops.OP_FSUB, ops.OP_FMUL)
_MEM = (ops.MK_I8, ops.MK_U8, ops.MK_I16, ops.MK_U16, ops.MK_I32, ops.MK_I64, ops.MK_F64)


def _mix_int(x: int, y: int) -> int:
    return sign_extend(x * 31 + y * 7 + 5, 64)


class Maker:
    """Builds one random function: a chain of diamonds and counted loops over a pool of values."""

    def __init__(self, seed: int) -> None:
        self.r = random.Random(seed)
        self.f = Func()
        self.f.reset(f"random{seed}")
        self.slot = 0
        self.block = 0
        self.pool: dict[int, list[int]] = {ops.TY_I32: [], ops.TY_I64: [], ops.TY_F64: []}

    def add(self, op: int, ty: int, a: int = 0, b: int = 0, imm: int = 0, aux: int = 0) -> int:
        v = int(self.f.append_value(self.block, op, ty, a, b, imm, aux))
        if ty:
            self.pool[ty].append(v)
        return v

    def const(self, ty: int) -> int:
        r = self.r
        if ty == ops.TY_F64:
            value = f64_bits(r.choice((0.0, 1.0, -2.5, 1e10, 3.25, -0.5)))
        else:
            value = r.choice((0, 1, -1, 2, 7, 8, 100, -128, 127, 128, 255, 65535, 0x7FFFFFFF, -0x80000000))
            if ty == ops.TY_I64 and r.random() < 0.2:
                value = r.choice((0x123456789ABCDEF, -0x8000000000000000, 0x7FFFFFFFFFFFFFFF))
        return int(self.f.append_value(self.block, ops.OP_CONST, ty, 0, 0, value, 0))

    def pick(self, ty: int) -> int:
        pool = self.pool[ty]
        if not pool or self.r.random() < 0.2:
            return self.const(ty)
        return pool[-1 - min(int(self.r.expovariate(0.25)), len(pool) - 1)]

    def any_int(self) -> int:
        return self.r.choice((ops.TY_I32, ops.TY_I64))

    def step(self) -> None:
        r = self.r
        k = r.randrange(30)
        ty = self.any_int()
        if k < 9:
            self.add(r.choice(_INT2), ty, self.pick(ty), self.pick(ty))
        elif k < 11:
            self.add(r.choice(_SHIFTS), ty, self.pick(ty), self.pick(ops.TY_I32))
        elif k == 11:
            self.add(r.choice((ops.OP_NEG, ops.OP_NOT)), ty, self.pick(ty))
        elif k == 12:
            d = self.add(ops.OP_OR, ty, self.pick(ty), self.int_const(ty, 1))
            d = self.add(ops.OP_SHR, ty, d, self.int_const(ops.TY_I32, 1))
            d = self.add(ops.OP_ADD, ty, d, self.int_const(ty, 3))
            self.add(r.choice((ops.OP_DIV, ops.OP_UDIV, ops.OP_REM, ops.OP_UREM)), ty, self.pick(ty), d)
        elif k == 13:
            self.add(r.choice(_OVF), ty, self.pick(ty), self.pick(ty))
        elif k == 14:
            self.add(r.choice(_EXT32), ops.TY_I32, self.pick(ops.TY_I32))
        elif k == 15:
            self.add(r.choice((ops.OP_SX32, ops.OP_ZX32)), ops.TY_I64, self.pick(ops.TY_I32))
        elif k == 16:
            self.add(ops.OP_TRUNC, ops.TY_I32, self.pick(ops.TY_I64))
        elif k < 19:
            self.add(r.choice(_FLOAT2), ops.TY_F64, self.pick(ops.TY_F64), self.pick(ops.TY_F64))
        elif k == 19:
            self.add(r.choice((ops.OP_FNEG, ops.OP_FABS)), ops.TY_F64, self.pick(ops.TY_F64))
        elif k == 20:
            self.add(ops.OP_ITOF, ops.TY_F64, self.pick(ty))
        elif k == 21:
            self.add(ops.OP_FTOI, ty, self.pick(ops.TY_F64))
        elif k == 22:
            self.compare()
        elif k < 26:
            self.memory()
        elif k == 26 and r.random() < 0.5:
            n = self.int_const(ops.TY_I32, 50)
            i = self.add(ops.OP_AND, ops.TY_I32, self.pick(ops.TY_I32), self.int_const(ops.TY_I32, 63))
            self.f.append_value(self.block, ops.OP_BOUNDS, 0, i, n, 0, 0)
        elif k == 27:
            self.call()
        else:
            # Above 2^63 the runtime's conversion rounds twice; the interpreter's does not.
            x = self.add(ops.OP_SHR, ops.TY_I64, self.pick(ops.TY_I64), self.int_const(ops.TY_I32, 1))
            self.add(ops.OP_UTOF, ops.TY_F64, x)

    def int_const(self, ty: int, value: int) -> int:
        return int(self.f.append_value(self.block, ops.OP_CONST, ty, 0, 0, value, 0))

    def compare(self) -> int:
        r = self.r
        if r.random() < 0.3:
            return self.add(ops.OP_FCMP, ops.TY_I32, self.pick(ops.TY_F64), self.pick(ops.TY_F64),
                            r.randrange(ops.FC_EQ, ops.FC_GEU + 1))
        ty = self.any_int()
        return self.add(ops.OP_CMP, ops.TY_I32, self.pick(ty), self.pick(ty), r.randrange(1, ops.CC_UGE + 1))

    def memory(self) -> None:
        r = self.r
        mk = r.choice(_MEM)
        base = int(self.f.append_value(self.block, ops.OP_SLOT_ADDR, ops.TY_I64, 0, 0, 0, self.slot))
        if r.random() < 0.6:
            x = self.add(ops.OP_AND, ops.TY_I32, self.pick(ops.TY_I32), self.int_const(ops.TY_I32, 7))
            x = self.add(ops.OP_ZX32, ops.TY_I64, x)
            if r.random() < 0.7:
                x = self.add(ops.OP_SHL, ops.TY_I64, x, self.int_const(ops.TY_I32, r.randrange(3)))
            base = int(self.f.append_value(self.block, ops.OP_ADD, ops.TY_I64, base, x, 0, 0))
        ofs = r.randrange(3) * 8
        ty = int(ops.MEM_TYPES[mk])
        if r.random() < 0.5:
            self.f.append_value(self.block, ops.OP_STORE, 0, base, self.pick(ty), ofs, mk)
        else:
            self.add(ops.OP_LOAD, ty, base, 0, ofs, mk)

    def call(self) -> None:
        site = CallSite(CALL_CELL, self.f.symbols.intern(CELL_METHOD, "MethodEntry\tmix\t-"))
        site.args = [I64, I64]
        site.ret = I64
        if self.r.random() < 0.3:
            site = CallSite(CALL_CELL, self.f.symbols.intern(CELL_METHOD, "MethodEntry\tfmix\t-"))
            site.args = [F64, I32]
            site.ret = F64
        args = [self.pick(int(a.ty)) for a in site.args]
        v = int(self.f.new_call(self.block, site, site.ret.ty, args))
        self.pool[int(site.ret.ty)].append(v)

    def params(self, block: int) -> list[int]:
        r = self.r
        out = []
        for _ in range(r.randrange(4)):
            out.append(r.choice((ops.TY_I32, ops.TY_I64, ops.TY_F64)))
        for ty in out:
            self.pool[ty].append(int(self.f.add_param(block, ty)))
        return out

    def build(self, size: int) -> Func:
        f = self.f
        r = self.r
        f.args = [r.choice((I32, I64, F64, U8, I16)) for _ in range(r.randrange(7))]
        f.ret = r.choice((I32, I64, F64, U8))
        self.slot = int(f.new_slot(64, 8))
        f.slots[self.slot].zero = True
        f.layouts.append(StructLayout("buffer", 64, 8, [], [], [], False))
        self.block = int(f.new_block(0, 0))
        f.order.append(self.block)
        for k in range(len(f.args)):
            self.add(ops.OP_ARG, int(f.args[k].ty), 0, 0, k)
        for _ in range(size):
            for _ in range(r.randrange(6)):
                self.step()
            kind = r.random()
            if kind < 0.5:
                self.diamond()
            elif kind < 0.8:
                self.loop()
            else:
                self.switch()
        ret = f.append_value(self.block, ops.OP_RET, 0, self.pick(int(f.ret.ty)), 0, 0, 0)
        assert ret
        f.fill_preds()
        return f

    def new_block(self) -> int:
        b = int(self.f.new_block(0, 0))
        self.f.order.append(b)
        return b

    def arm(self, join: int, types: list[int], block: int, saved: dict[int, int]) -> None:
        self.block = block
        for _ in range(self.r.randrange(5)):
            self.step()
        args = [self.pick(t) for t in types]
        self.f.append_value(self.block, ops.OP_JMP, 0, 0, 0, 0, 0)
        self.f.set_succs(self.block, [join], [args])
        for ty, n in saved.items():
            del self.pool[ty][n:]

    def sizes(self) -> dict[int, int]:
        return {ty: len(p) for ty, p in self.pool.items()}

    def diamond(self) -> None:
        f = self.f
        head = self.block
        cond = self.compare() if self.r.random() < 0.8 else self.pick(ops.TY_I32)
        saved = self.sizes()
        yes = self.new_block()
        no = self.new_block()
        types = [self.r.choice((ops.TY_I32, ops.TY_I64, ops.TY_F64)) for _ in range(self.r.randrange(4))]
        join = int(f.new_block(0, 0))
        self.arm(join, types, yes, saved)
        direct = self.r.random() < 0.4
        if direct:
            f.order.remove(no)
            self.block = head
            args = [self.pick(t) for t in types]
        else:
            self.arm(join, types, no, saved)
        f.order.append(join)
        f.append_value(head, ops.OP_BR, 0, cond, 0, 0, 0)
        if direct:
            f.set_succs(head, [join, yes], [args, []])
        else:
            f.set_succs(head, [yes, no], [[], []])
        for t in types:
            self.pool[t].append(int(f.add_param(join, t)))
        self.block = join

    def loop(self) -> None:
        f = self.f
        types = [self.r.choice((ops.TY_I32, ops.TY_I64, ops.TY_F64)) for _ in range(self.r.randrange(5))]
        args = [self.int_const(ops.TY_I32, self.r.randrange(1, 6))] + [self.pick(t) for t in types]
        f.append_value(self.block, ops.OP_JMP, 0, 0, 0, 0, 0)
        head = self.new_block()
        f.set_succs(self.block, [head], [args])
        self.block = head
        count = int(f.add_param(head, ops.TY_I32))
        own = [int(f.add_param(head, t)) for t in types]
        for t, v in zip(types, own):
            self.pool[t].append(v)
        if self.r.random() < 0.3:
            self.f.append_value(self.block, ops.OP_GCPOLL, 0, 0, 0, 0, 0)
        for _ in range(self.r.randrange(1, 8)):
            self.step()
        if self.r.random() < 0.4:
            self.diamond()
        nxt = self.add(ops.OP_SUB, ops.TY_I32, count, self.int_const(ops.TY_I32, 1))
        back = [nxt] + [self.r.choice([self.pick(t), *own_of(types, own, t)]) for t in types]
        cond = self.add(ops.OP_CMP, ops.TY_I32, nxt, self.int_const(ops.TY_I32, 0), ops.CC_GT)
        f.append_value(self.block, ops.OP_BR, 0, cond, 0, 0, 0)
        last = self.block
        after = self.new_block()
        f.set_succs(last, [head, after], [back, []])
        self.block = after

    def switch(self) -> None:
        f = self.f
        head = self.block
        index = self.add(ops.OP_AND, ops.TY_I32, self.pick(ops.TY_I32), self.int_const(ops.TY_I32, 7))
        saved = self.sizes()
        n = self.r.randrange(1, 8)
        types = [self.r.choice((ops.TY_I32, ops.TY_F64)) for _ in range(self.r.randrange(3))]
        join = int(f.new_block(0, 0))
        succs = []
        succ_args: list[list[int]] = []
        for _ in range(n + 1):
            if self.r.random() < 0.3:
                succs.append(join)
                self.block = head
                succ_args.append([self.pick(t) for t in types])
            else:
                b = self.new_block()
                self.arm(join, types, b, saved)
                succs.append(b)
                succ_args.append([])
        f.append_value(head, ops.OP_SWITCH, 0, index, 0, 0, 0)
        f.set_succs(head, succs, succ_args)
        f.order.append(join)
        for t in types:
            self.pool[t].append(int(f.add_param(join, t)))
        self.block = join


def own_of(types: list[int], own: list[int], t: int) -> list[int]:
    return [v for k, v in zip(types, own) if k == t]


def _mix(interp: Interp, args: list[int]) -> int:
    return _mix_int(args[0], args[1])


def _fmix(interp: Interp, args: list[int]) -> int:
    return f64_bits(bits_f64(args[0]) * 0.5 + float(sign_extend(args[1], 32)))


_CALLEES: dict[str, object] = {
    "MethodEntry\tmix\t-": ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_int64, ctypes.c_int64)(_mix_int),
    "MethodEntry\tfmix\t-": ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_double, ctypes.c_int32)(
        lambda x, y: x * 0.5 + float(y)),
}


def compare_once(seed: int, size: int) -> None:
    f = Maker(seed).build(size)
    r = random.Random(seed + 1)
    out = CompiledMethod("m")
    text = print_func(f)
    generate(f, TARGET, out)
    loaded = native.Native(out, _CALLEES)
    ret = f.ret
    assert ret is not None
    for _ in range(3):
        args: list[int] = []
        c_args: list[Any] = []
        for a in f.args:
            if a.ty == ops.TY_F64:
                x = r.choice((0.0, 1.5, -3.0, 1e20, float("nan"), float("inf")))
                args.append(f64_bits(x))
                c_args.append(x)
            else:
                n = r.choice((0, 1, -1, 5, 100, 0x7FFFFFFF, -0x80000000, r.getrandbits(64)))
                c_args.append(sign_extend(n, 32 if a.ty == ops.TY_I32 else 64))
                if a.mk == ops.MK_U8:
                    n &= 0xFF
                elif a.mk == ops.MK_I16:
                    n = sign_extend(n, 16)
                args.append(sign_extend(n, 32 if a.ty == ops.TY_I32 else 64))
        interp = Interp({"MethodEntry\tmix\t-": _mix, "MethodEntry\tfmix\t-": _fmix})
        want: Any = 0
        trap = ""
        try:
            want = interp.run(f, args)
        except Trap as t:
            trap = t.kind
        got, got_trap = loaded.call(C_TYPES[int(ret.ty)], [C_TYPES[int(a.ty)] for a in f.args], c_args)
        where = f"seed {seed} args {c_args}\n{text}"
        assert bool(trap) == bool(got_trap), (trap, got_trap, where)
        if trap:
            continue
        if ret.ty == ops.TY_F64:
            want = bits_f64(want)
            assert got == want or (got != got and want != want), (got, want, where)
        elif ret.mk == ops.MK_U8:
            assert got == want & 0xFF, (got, want, where)
        else:
            assert got == sign_extend(want, 32 if ret.ty == ops.TY_I32 else 64), (got, want, where)


@pytest.mark.parametrize("start", range(0, 200, 20))
def test_random_functions(start: int) -> None:
    for seed in range(start, start + 20):
        compare_once(seed, 1 + seed % 5)
