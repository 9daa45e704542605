"""Run compiled methods in this process: code, read-only data and cells in one executable mapping.

Cells of symbols whose text is in `callees` hold the address of a ctypes callback; throwing helpers leave through a
stub that restores the stack of the entry thunk and notes which helper it was.  Only for code without references.
"""
from __future__ import annotations

import ctypes
import mmap
import struct
from collections.abc import Callable
from typing import Any

from codegen.blob import CompiledMethod

TRAPS = {"Helper\t22": "overflow", "Helper\t23": "range", "Helper\t20": "throw"}


class Native:
    """One loaded method."""

    def __init__(self, m: CompiledMethod, callees: dict[str, object] | None = None) -> None:
        self.callees = callees or {}
        self.map = mmap.mmap(-1, (len(m.code) + len(m.rodata) + 16 * len(m.symbols) + 4096 + 8191) & ~4095,
                             prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        self.base = ctypes.addressof(ctypes.c_char.from_buffer(self.map))
        self.traps: dict[int, str] = {}
        code_at = 1024
        ro_at = (code_at + len(m.code) + 15) & ~15
        cell_at = (ro_at + len(m.rodata) + 15) & ~15
        self._put(code_at, m.code)
        self._put(ro_at, m.rodata)
        self.status_at = 0
        self.saved_at = 8
        self._thunk(64, code_at)
        stub_at = 256
        for k in range(1, len(m.symbols)):
            s = m.symbols[k]
            value = 0
            if s.text in self.callees:
                value = ctypes.cast(self.callees[s.text], ctypes.c_void_p).value or 0
            elif s.text in TRAPS:
                value = self.base + stub_at
                self.traps[k] = TRAPS[s.text]
                stub_at = self._stub(stub_at, k)
            elif s.text == "Helper\t3":
                value = self.base + 16
            self._put(cell_at + 8 * k, struct.pack("<Q", value))
        for r in m.relocs:
            s = m.symbols[r.symbol]
            target = ro_at if s.text == "RoData" else cell_at + 8 * r.symbol
            p = code_at + r.offset
            self._put(p, struct.pack("<i", target + r.addend - (p + 4)))
        self.entry = self.base + 64

    def _put(self, at: int, data: bytes) -> None:
        self.map[at:at + len(data)] = data

    def _thunk(self, at: int, code_at: int) -> None:
        out = bytearray(b"\x55\x53\x41\x54\x41\x55\x41\x56\x41\x57\x48\x83\xec\x08")
        out += b"\x48\x89\x25" + struct.pack("<i", self.saved_at - (at + len(out) + 7))
        out += b"\xe8" + struct.pack("<i", code_at - (at + len(out) + 5))
        self.done_at = at + len(out)
        out += b"\x48\x83\xc4\x08\x41\x5f\x41\x5e\x41\x5d\x41\x5c\x5b\x5d\xc3"
        self._put(at, bytes(out))

    def _stub(self, at: int, k: int) -> int:
        out = bytearray(b"\xc7\x05" + struct.pack("<ii", self.status_at - (at + 10), k))
        out += b"\x48\x8b\x25" + struct.pack("<i", self.saved_at - (at + len(out) + 7))
        out += b"\xe9" + struct.pack("<i", self.done_at - (at + len(out) + 5))
        self._put(at, bytes(out))
        return at + len(out)

    def call(self, ret: Any, types: list[Any], args: list[object]) -> tuple[object, str]:
        """Result and name of the trap, empty when there was none."""
        fn: Callable[..., object] = ctypes.CFUNCTYPE(ret, *types)(self.entry)
        self._put(self.status_at, bytes(8))
        value = fn(*args)
        status = struct.unpack("<i", self.map[0:4])[0]
        return value, self.traps.get(status, "")
