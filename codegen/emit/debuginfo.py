"""Debug information of a method: native to IL offsets, and where variables live.

    blob    := boundsSize varsSize (nibbles, padded)  bounds  vars            nibble streams, each padded to a byte
    bounds  := count (nativeDelta il+3 source)*                                R2R below 16
             | count nativeWidth-1 ilWidth-1 (padded)  record*                 R2R 16
    record  := source:2 nativeDelta:nativeWidth (il+3):ilWidth                 packed, least significant bit first
    vars    := count (start length number+4 kind operand*)*                    stack offsets are signed

An empty side has size 0. IL offsets below zero are special: no mapping, prolog, epilog. Source flags say that the
IL stack is empty at the place or that a call starts there; the packed form has its own bits for them.

Invariants: bounds ascend by native offset. R2R 16 needs at least one bound whenever there is a variable: a blob
that starts with 0 means something else there.

Sources: src/coreclr/vm/debuginfostore.cpp, src/coreclr/inc/cordebuginfo.h.
"""

from __future__ import annotations

from typing import Final, final

from librt.vecs import append, vec
from mypy_extensions import i64

from codegen.core.ilmap import SOURCE_CALL, SOURCE_STACK_EMPTY
from codegen.emit.bits import BitReader, BitWriter, NibbleReader, NibbleWriter

_PACKED_CALL: Final = 1
_PACKED_STACK_EMPTY: Final = 2

LOC_REG: Final = 0
LOC_REG_BYREF: Final = 1
LOC_REG_FP: Final = 2
LOC_STACK: Final = 3
LOC_STACK_BYREF: Final = 4
LOC_REG_REG: Final = 5
LOC_REG_STACK: Final = 6
LOC_STACK_REG: Final = 7
LOC_STACK2: Final = 8
LOC_FP_STACK: Final = 9
LOC_FIXED_VARARG: Final = 10

# Operands of each location: u unsigned, s signed.
_OPERANDS: Final = ("u", "u", "u", "us", "us", "uu", "uus", "suu", "us", "u", "s")

DEBUG_RBP: Final = 5

_PACKED_FROM: Final = 16
_SPECIALS: Final = 3
_VAR_SPECIALS: Final = 4


@final
class DebugInfo:
    """Bounds and variables of one method, as parallel arrays."""

    def __init__(self) -> None:
        self.natives: vec[i64] = vec[i64]()
        self.ils: vec[i64] = vec[i64]()
        self.sources: vec[i64] = vec[i64]()
        # seven numbers a variable: start, end, number, kind, and up to three operands
        self.vars: vec[i64] = vec[i64]()

    def add_bound(self, native: i64, il: i64, source: i64) -> None:
        self.natives = append(self.natives, native)
        self.ils = append(self.ils, il)
        self.sources = append(self.sources, source)

    def add_var(self, start: i64, end: i64, number: i64, kind: i64, a: i64, b: i64, c: i64) -> None:
        """Variable `number` (arguments first, then locals) is at `kind`(a, b, c) in [start, end)."""
        self.vars = append(self.vars, start)
        self.vars = append(self.vars, end)
        self.vars = append(self.vars, number)
        self.vars = append(self.vars, kind)
        self.vars = append(self.vars, a)
        self.vars = append(self.vars, b)
        self.vars = append(self.vars, c)

    def encode(self, r2r_major: i64) -> bytes:
        """The blob; empty when there is nothing to say and the method needs no entry."""
        if len(self.natives) == 0 and (len(self.vars) == 0 or r2r_major >= _PACKED_FROM):
            return b""
        if r2r_major >= _PACKED_FROM:
            bounds = self._packed_bounds()
        else:
            bounds = self._nibble_bounds()
        variables = self._variables()
        head = NibbleWriter()
        head.unsigned(len(bounds))
        head.unsigned(len(variables))
        return head.finish() + bounds + variables

    def _nibble_bounds(self) -> bytes:
        count: i64 = len(self.natives)
        if count == 0:
            return b""
        w = NibbleWriter()
        w.unsigned(count)
        last: i64 = 0
        k: i64 = 0
        while k < count:
            w.unsigned(self.natives[k] - last)
            last = self.natives[k]
            w.unsigned(self.ils[k] + _SPECIALS)
            w.unsigned(self.sources[k])
            k += 1
        return w.finish()

    def _packed_bounds(self) -> bytes:
        count: i64 = len(self.natives)
        native_width: i64 = 1
        il_width: i64 = 1
        last: i64 = 0
        k: i64 = 0
        while k < count:
            while (self.natives[k] - last) >> native_width != 0:
                native_width += 1
            last = self.natives[k]
            while (self.ils[k] + _SPECIALS) >> il_width != 0:
                il_width += 1
            k += 1
        head = NibbleWriter()
        head.unsigned(count)
        head.unsigned(native_width - 1)
        head.unsigned(il_width - 1)
        w = BitWriter()
        last = 0
        k = 0
        while k < count:
            source: i64 = 0
            if self.sources[k] & SOURCE_CALL != 0:
                source |= _PACKED_CALL
            if self.sources[k] & SOURCE_STACK_EMPTY != 0:
                source |= _PACKED_STACK_EMPTY
            w.bits(source, 2)
            w.bits(self.natives[k] - last, native_width)
            last = self.natives[k]
            w.bits(self.ils[k] + _SPECIALS, il_width)
            k += 1
        return head.finish() + w.finish()

    def _variables(self) -> bytes:
        count: i64 = len(self.vars) // 7
        if count == 0:
            return b""
        w = NibbleWriter()
        w.unsigned(count)
        k: i64 = 0
        while k < count * 7:
            w.unsigned(self.vars[k])
            w.unsigned(self.vars[k + 1] - self.vars[k])
            w.unsigned(self.vars[k + 2] + _VAR_SPECIALS)
            kind = self.vars[k + 3]
            w.unsigned(kind)
            operands = _OPERANDS[kind]
            n: i64 = 0
            while n < len(operands):
                if operands[n] == "u":
                    w.unsigned(self.vars[k + 4 + n])
                else:
                    w.signed(self.vars[k + 4 + n])
                n += 1
            k += 7
        return w.finish()


def decode_debug(data: bytes, pos: i64, r2r_major: i64) -> tuple[DebugInfo, int]:
    """The inverse of encode: the model, and the position after the blob."""
    head = NibbleReader(data, pos)
    bounds_size = head.unsigned()
    vars_size = head.unsigned()
    at = head.byte_position()
    if at + bounds_size + vars_size > len(data):
        raise ValueError("truncated debug information")
    info = DebugInfo()
    if bounds_size != 0:
        if r2r_major >= _PACKED_FROM:
            _read_packed(data, at, info)
        else:
            _read_nibbles(data, at, info)
    at += bounds_size
    if vars_size != 0:
        _read_variables(data, at, info)
    return info, at + vars_size


def _read_nibbles(data: bytes, pos: i64, info: DebugInfo) -> None:
    r = NibbleReader(data, pos)
    count = r.unsigned()
    native: i64 = 0
    while count > 0:
        native += r.unsigned()
        il = r.unsigned() - _SPECIALS
        info.add_bound(native, il, r.unsigned())
        count -= 1


def _read_packed(data: bytes, pos: i64, info: DebugInfo) -> None:
    head = NibbleReader(data, pos)
    count = head.unsigned()
    native_width = head.unsigned() + 1
    il_width = head.unsigned() + 1
    if native_width > 32 or il_width > 32:
        raise ValueError("debug bounds wider than 32 bits")
    r = BitReader(data, head.byte_position())
    native: i64 = 0
    while count > 0:
        packed = r.bits(2)
        source: i64 = 0
        if packed & _PACKED_CALL != 0:
            source |= SOURCE_CALL
        if packed & _PACKED_STACK_EMPTY != 0:
            source |= SOURCE_STACK_EMPTY
        native += r.bits(native_width)
        info.add_bound(native, r.bits(il_width) - _SPECIALS, source)
        count -= 1


def _read_variables(data: bytes, pos: i64, info: DebugInfo) -> None:
    r = NibbleReader(data, pos)
    count = r.unsigned()
    while count > 0:
        start = r.unsigned()
        end = start + r.unsigned()
        number = r.unsigned() - _VAR_SPECIALS
        kind = r.unsigned()
        if kind >= len(_OPERANDS):
            raise ValueError("unknown variable location " + str(kind))
        operands = _OPERANDS[kind]
        values: vec[i64] = vec[i64]([0] * 3)
        n: i64 = 0
        while n < len(operands):
            values[n] = r.unsigned() if operands[n] == "u" else r.signed()
            n += 1
        info.add_var(start, end, number, kind, values[0], values[1], values[2])
        count -= 1
