"""What the runtime must know about the references of one x64 method: the model that emission fills.

Where a call returns to (safe points), where a thread may be stopped at any instruction (ranges), which registers and
stack slots hold references (slots), and when they are live.  A method has safe points or ranges, normally not both.
Slots are numbered from 1 in the order they are added.

Invariants: safe points are the calls' *return addresses*, ascending; ranges are ascending, disjoint and not empty; a
call is never the last instruction of the method.  Offsets count from the method's first byte, and `code_len`
includes all funclets.

Source: src/coreclr/inc/gcinfotypes.h.
"""
from __future__ import annotations

from typing import Final, final

from librt.vecs import append, vec
from mypy_extensions import i32, i64

# Header flags. The base register bit is derived from GcInfo.base_reg.
F_VARARGS: Final = 0x001
F_GS_COOKIE: Final = 0x004
F_PSP: Final = 0x008
F_CONTEXT_TYPE: Final = 0x010
F_CONTEXT_METHOD: Final = 0x020
F_CONTEXT_THIS: Final = 0x030
F_CONTEXT_MASK: Final = 0x030
F_BASE: Final = 0x040
F_REPORT_LEAF: Final = 0x080
F_ENC: Final = 0x100
F_REVERSE: Final = 0x200

RETURN_SCALAR: Final = 0
RETURN_OBJECT: Final = 1
RETURN_BYREF: Final = 2

SLOT_REGISTER: Final = 0
SLOT_TRACKED: Final = 1
SLOT_UNTRACKED: Final = 2

SLOT_INTERIOR: Final = 1
SLOT_PINNED: Final = 2

BASE_CALLER_SP: Final = 0
BASE_SP: Final = 1
BASE_FRAME: Final = 2

REG_RBP: Final = 5


@final
class GcInfo:
    """What the runtime must know about one method's references."""

    def __init__(self) -> None:
        self.code_len: i64 = 0
        self.flags: i64 = 0
        # 0 = none, REG_RBP
        self.base_reg: i64 = 0
        # version 2 only: what RAX (and RDX: kind << 2) hold at the return
        self.return_kind: i64 = RETURN_SCALAR
        self.prolog_size: i64 = 0
        # caller-SP relative before version 4; then relative to the base register, or SP without one
        self.context_slot: i64 = 0
        # relative to SP after the prolog
        self.psp_slot: i64 = 0
        self.gs_slot: i64 = 0
        self.gs_valid_end: i64 = 0
        self.enc_size: i64 = 0
        self.reverse_slot: i64 = 0
        self.out_area: i64 = 0
        self.safe_points: vec[i64] = vec[i64]()
        # start << 32 | stop
        self.ranges: vec[i64] = vec[i64]()
        # index 0 is no slot
        self.slot_kind: vec[i32] = vec[i32]([0])
        # register number, or BASE_*
        self.slot_place: vec[i32] = vec[i32]([0])
        self.slot_offset: vec[i32] = vec[i32]([0])
        self.slot_flags: vec[i32] = vec[i32]([0])
        # safe point index << 32 | slot
        self.live: vec[i64] = vec[i64]()
        # code offset << 32 | slot << 1 | becomes live
        self.transitions: vec[i64] = vec[i64]()

    def _add_slot(self, kind: i64, place: i64, offset: i64, flags: i64) -> i64:
        number: i64 = len(self.slot_kind)
        self.slot_kind = append(self.slot_kind, i32(kind))
        self.slot_place = append(self.slot_place, i32(place))
        self.slot_offset = append(self.slot_offset, i32(offset))
        self.slot_flags = append(self.slot_flags, i32(flags))
        return number

    def add_register(self, reg: i64, flags: i64) -> i64:
        return self._add_slot(SLOT_REGISTER, reg, 0, flags)

    def add_tracked(self, base: i64, offset: i64, flags: i64) -> i64:
        return self._add_slot(SLOT_TRACKED, base, offset, flags)

    def add_untracked(self, base: i64, offset: i64, flags: i64) -> i64:
        """A stack slot that holds null or a valid reference from the first GC point to the last."""
        return self._add_slot(SLOT_UNTRACKED, base, offset, flags)

    def add_safe_point(self, return_offset: i64) -> None:
        self.safe_points = append(self.safe_points, return_offset)

    def mark_live(self, slot: i64) -> None:
        """`slot` is live at the safe point added last."""
        index: i64 = len(self.safe_points) - 1
        self.live = append(self.live, (index << 32) | slot)

    def add_range(self, start: i64, stop: i64) -> None:
        """[start, stop) is fully interruptible; empty ranges are dropped, adjacent ones merged."""
        if stop <= start:
            return
        count: i64 = len(self.ranges)
        if count > 0 and self.ranges[count - 1] & 0xFFFFFFFF == start:
            self.ranges[count - 1] = (self.ranges[count - 1] & ~0xFFFFFFFF) | stop
        else:
            self.ranges = append(self.ranges, (start << 32) | stop)

    def add_transition(self, offset: i64, slot: i64, becomes_live: bool) -> None:
        """`slot` becomes live or dead at `offset` (the end of an instruction); of several the last counts."""
        bit: i64 = 1 if becomes_live else 0
        self.transitions = append(self.transitions, (offset << 32) | (slot << 1) | bit)
