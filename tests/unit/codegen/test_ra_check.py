"""Register allocations of random functions pass the symbolic checker, and the checker finds planted mistakes."""
from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

from mypy_extensions import i32

from codegen.core.machine import FIRST_VREG
from codegen.lower.control import lower_func
from codegen.lower.lower import Lowerer
from codegen.lower.minst import MFunc
from codegen.ra.allocate import Allocation
from codegen.ra.check import check
from codegen.ra.liveness import Liveness

_spec = importlib.util.spec_from_file_location("backend_random", Path(__file__).with_name("test_backend_random.py"))
assert _spec is not None and _spec.loader is not None
backend_random = importlib.util.module_from_spec(_spec)
sys.modules["backend_random"] = backend_random
_spec.loader.exec_module(backend_random)


def allocate(seed: int, size: int) -> tuple[MFunc, Allocation]:
    f = backend_random.Maker(seed).build(size)
    lo = Lowerer()
    m = MFunc()
    lv = Liveness()
    ra = Allocation()
    lo.start(f, m, 8)
    lower_func(lo)
    lv.run(m, [])
    ra.run(m, lv)
    return m, ra


def test_random_allocations() -> None:
    for seed in range(60):
        m, ra = allocate(seed, 1 + seed % 9)
        assert check(m, ra, []) == [], seed


def test_planted_mistake_is_found() -> None:
    found = 0
    for seed in range(10):
        m, ra = allocate(seed, 3)
        # Everything in one register: almost any function of two values breaks.
        v = FIRST_VREG
        while v < m.nv:
            if 0 < ra.reg[v] <= 16:
                ra.reg[v] = i32(4)
            v += 1
        found += 1 if check(m, ra, []) else 0
    assert found >= 8
