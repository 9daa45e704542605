"""Calling convention of compiled code: structs in registers and in memory, stack arguments, results."""
from __future__ import annotations

import ctypes
import importlib.util
import sys
from pathlib import Path
from typing import Any

from codegen.blob import CompiledMethod
from codegen.core.symbols import CELL_METHOD
from codegen.emit.backend import generate
from codegen.lower.abi_sysv import CLS_BYREF, CLS_INT, CLS_REF, CLS_SSE, assign, classify, ref_positions
from codegen.ssa import ops
from codegen.ssa.func import (
    CALL_CELL,
    ROLE_METHOD_CTX,
    ROLE_NORMAL,
    ROLE_TYPE_CTX,
    ArgInfo,
    CallSite,
    Func,
    StructLayout,
)
from codegen.target import parse_target

_spec = importlib.util.spec_from_file_location("native", Path(__file__).parents[2] / "native.py")
assert _spec is not None and _spec.loader is not None
native = importlib.util.module_from_spec(_spec)
sys.modules["native"] = native
_spec.loader.exec_module(native)

TARGET = parse_target("linux-x64-r2r9.1")
I64 = ArgInfo(ops.TY_I64, ops.MK_I64, 0, 0)
F64 = ArgInfo(ops.TY_F64, ops.MK_F64, 0, 0)
REF = ArgInfo(ops.TY_REF, ops.MK_REF, 0, 0)


def layout(size: int, *fields: tuple[int, int], gc: list[int] | None = None) -> StructLayout:
    return StructLayout("s", size, 8, gc or [], [], list(fields), False)


def test_classification() -> None:
    i4, i8, f4, f8, ref = ops.MK_I32, ops.MK_I64, ops.MK_F32, ops.MK_F64, ops.MK_REF
    assert classify(layout(8, (0, f4), (4, f4))) == [CLS_SSE]
    assert classify(layout(12, (0, f4), (4, f4), (8, i4))) == [CLS_SSE, CLS_INT]
    assert classify(layout(12, (0, i4), (4, f4), (8, f4))) == [CLS_INT, CLS_SSE]
    assert classify(layout(16, (0, ref), (8, f4))) == [CLS_REF, CLS_SSE]
    assert classify(layout(16, (0, ops.MK_BYREF), (8, i4))) == [CLS_BYREF, CLS_INT]
    assert classify(layout(8, (0, i8), (0, f8))) == [CLS_INT]
    assert classify(layout(8, (0, f4), (0, f8))) == [CLS_SSE]
    assert classify(layout(16, (0, f8), (8, f8), (12, i4))) == [CLS_SSE, CLS_INT]
    assert classify(layout(16, (8, i4))) == [CLS_INT, CLS_INT]
    assert classify(layout(16, (8, f8))) == [CLS_INT, CLS_SSE]
    assert classify(layout(8, (0, ops.MK_U8), (1, i4))) == []
    assert classify(layout(24, (0, i8), (8, i8), (16, i8))) == []
    assert classify(layout(1, (0, ops.MK_U8))) == [CLS_INT]


def test_struct_that_does_not_fit_takes_no_register() -> None:
    pair = layout(16, (0, ops.MK_I64), (8, ops.MK_I64))
    args = [I64] * 5 + [ArgInfo(0, 0, 1, 0), I64]
    sig = assign(args, False, None, [layout(0), pair])
    assert sig.places[5].stack == 0
    assert sig.places[6].regs
    assert sig.stack_bytes == 16


def test_reference_positions() -> None:
    big = layout(24, (0, ops.MK_REF), (8, ops.MK_I64), (16, ops.MK_REF), gc=[0, 16])
    ctx = ArgInfo(ops.TY_I64, ops.MK_I64, 0, ROLE_TYPE_CTX)
    layouts = [layout(0), big]
    args = [ctx, REF, REF]
    assert ref_positions(assign(args, False, None, layouts), args, layouts, True) == [(0, 4), (1, 1), (2, 1)]
    args = [REF, ArgInfo(0, 0, 1, 0)]
    ret = ArgInfo(0, 0, 1, ROLE_NORMAL)
    assert ref_positions(assign(args, True, ret, layouts), args, layouts, True) == [(0, 1), (1, 2), (13, 1), (15, 1)]
    args = [REF, ArgInfo(ops.TY_I64, ops.MK_I64, 0, ROLE_METHOD_CTX)]
    assert ref_positions(assign(args, True, None, layouts), args, layouts, True) == [(0, 1), (1, 3)]


class Pair(ctypes.Structure):
    _fields_ = [("a", ctypes.c_int64), ("b", ctypes.c_double)]


class Three(ctypes.Structure):
    _fields_ = [("a", ctypes.c_uint8), ("b", ctypes.c_uint8), ("c", ctypes.c_uint8)]


class Big(ctypes.Structure):
    _fields_ = [("a", ctypes.c_int64), ("b", ctypes.c_int32), ("c", ctypes.c_double)]


_LAYOUTS: dict[Any, StructLayout] = {
    Pair: layout(16, (0, ops.MK_I64), (8, ops.MK_F64)),
    Three: layout(3, (0, ops.MK_U8), (1, ops.MK_U8), (2, ops.MK_U8)),
    Big: layout(24, (0, ops.MK_I64), (8, ops.MK_I32), (16, ops.MK_F64)),
}


def forward(kinds: list[Any], ret: Any) -> Func:
    """A function that calls "target" with its own arguments and returns what that returns."""
    f = Func()
    f.reset("forward")
    args: list[ArgInfo] = []
    slots: list[int] = []
    for k in kinds:
        if k in _LAYOUTS:
            f.layouts.append(_LAYOUTS[k])
            args.append(ArgInfo(0, 0, len(f.layouts) - 1, 0))
            slot = int(f.new_slot(_LAYOUTS[k].size, 8))
            f.slots[slot].arg = len(args) - 1
            slots.append(slot)
        else:
            args.append(I64 if k is ctypes.c_int64 else F64)
            slots.append(0)
    f.args = args
    site = CallSite(CALL_CELL, f.symbols.intern(CELL_METHOD, "target"))
    site.args = args
    b = int(f.new_block(0, 0))
    f.order.append(b)
    ops_list: list[int] = []
    for k in range(len(args)):
        if slots[k]:
            ops_list.append(int(f.append_value(b, ops.OP_SLOT_ADDR, ops.TY_I64, 0, 0, 0, slots[k])))
        else:
            ops_list.append(int(f.append_value(b, ops.OP_ARG, args[k].ty, 0, 0, k, 0)))
    if ret in _LAYOUTS:
        f.layouts.append(_LAYOUTS[ret])
        f.ret = ArgInfo(0, 0, len(f.layouts) - 1, 0)
        site.ret_slot = f.new_slot(_LAYOUTS[ret].size, 8)
    else:
        f.ret = I64 if ret is ctypes.c_int64 else F64
    site.ret = f.ret
    v = int(f.new_call(b, site, f.ret.ty, ops_list))
    if ret in _LAYOUTS:
        v = int(f.append_value(b, ops.OP_SLOT_ADDR, ops.TY_I64, 0, 0, 0, site.ret_slot))
    f.append_value(b, ops.OP_RET, 0, v, 0, 0, 0)
    f.fill_preds()
    return f


def fields(x: Any) -> Any:
    return tuple(getattr(x, name) for name, _ in x._fields_) if isinstance(x, ctypes.Structure) else x


def check(kinds: list[Any], args: list[Any], ret: Any, result: Any) -> None:
    seen: list[Any] = []

    def target(*got: Any) -> Any:
        seen.extend(fields(x) for x in got)
        return 0 if isinstance(result, ctypes.Structure) else result

    if isinstance(result, ctypes.Structure):
        lib = ctypes.CFUNCTYPE(None, *kinds)(target)
    else:
        lib = ctypes.CFUNCTYPE(ret, *kinds)(target)
    out = CompiledMethod("m")
    generate(forward(kinds, ret), TARGET, out)
    loaded = native.Native(out, {"target": lib})
    loaded.entry = loaded.base + 1024  # the thunk would move the stack arguments
    value, _ = loaded.call(ret, kinds, args)
    assert seen == [fields(x) for x in args]
    if not isinstance(result, ctypes.Structure):
        assert value == result


def test_forwarded_arguments() -> None:
    i, d = ctypes.c_int64, ctypes.c_double
    check([i, d, i], [1, 2.5, 3], i, 42)
    check([i] * 9 + [d] * 10, list(range(9)) + [k * 0.5 for k in range(10)], d, 1.25)
    check([Pair, i, Pair], [Pair(7, 0.5), 9, Pair(-1, 8.0)], i, -5)
    check([Three, Big, i], [Three(1, 2, 3), Big(4, 5, 6.0), 7], d, 0.0)
    check([i] * 5 + [Pair, Big, Three, Pair], [1, 2, 3, 4, 5, Pair(6, 7.0), Big(8, 9, 10.0), Three(11, 12, 13),
                                               Pair(14, 15.0)], i, 99)


def test_struct_results() -> None:
    for kind, value in ((Pair, Pair(5, 6.5)), (Big, Big(7, 8, 9.5)), (Three, Three(1, 2, 3))):
        f = Func()
        f.reset("ret")
        f.layouts.append(_LAYOUTS[kind])
        f.ret = ArgInfo(0, 0, 1, 0)
        f.args = [ArgInfo(0, 0, 1, 0)]
        slot = int(f.new_slot(_LAYOUTS[kind].size, 8))
        f.slots[slot].arg = 0
        b = int(f.new_block(0, 0))
        f.order.append(b)
        v = int(f.append_value(b, ops.OP_SLOT_ADDR, ops.TY_I64, 0, 0, 0, slot))
        f.append_value(b, ops.OP_RET, 0, v, 0, 0, 0)
        out = CompiledMethod("m")
        generate(f, TARGET, out)
        loaded = native.Native(out)
        loaded.entry = loaded.base + 1024
        got, _ = loaded.call(kind, [kind], [value])
        assert fields(got) == fields(value)


def test_symbols_of_removed_code_are_left_out() -> None:
    f = forward([ctypes.c_int64], ctypes.c_int64)
    f.symbols.clear()
    f.symbols.intern(CELL_METHOD, "removed")
    assert f.symbols.intern(CELL_METHOD, "target") == 2
    f.calls[-1].symbol = 2
    out = CompiledMethod("m")
    generate(f, TARGET, out)
    assert [s.text for s in out.symbols] == ["", "target"]
    assert [r.symbol for r in out.relocs] == [1]
    assert out.symbols[1].refmap
