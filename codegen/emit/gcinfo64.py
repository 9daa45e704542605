"""Encoding of GC info (gcinfo.py) for x64: GcInfo versions 2 and 4.

The encoder drops tracked slots that are never live, sorts the rest as the format wants it and merges equal ones.
Version 2 stores the byte before a safe point.

Format (U, S: emit/bits.py; stack offsets are divided by 8):
    header  := 0 hasBase | 1 flags:10             return kind (version 2 only): 2 bits | 4 bits
               U(codeLen,8) [GS: U(prolog-1,5) U(codeLen-validEnd,3) | context: U(prolog-1,5)]
               [GS: S(slot,6)] [PSP: S(slot,6)] [context: S(slot,6)] [fat, base: U(reg^5,3)]
               [EnC: U(size,4)] [reverse P/Invoke: S(slot,6)] [fat: U(outArea/8,3)]
               U(safePoints,2) [fat: U(ranges,1)] safePoint:clog2(codeLen)* (U(gap,6) U(length-1,6))*
    slots   := 0 | 1 U(registers,2)  0 | 1 U(tracked,2) U(untracked,1)  register* tracked* untracked*
    liveAtSafePoints := 0 (bit per tracked slot)*     per safe point
    liveInRanges     := U(w,3) pointer:w* align chunk*         one pointer per 64 bytes of all ranges together
    chunk   := vector(couldBeLive) (final state:1)* ((1 offset:6)* 0)*       per slot that could be live

Sources: src/coreclr/inc/gcinfotypes.h, src/coreclr/gcinfo/gcinfoencoder.cpp, src/coreclr/vm/gcinfodecoder.cpp.
"""

from __future__ import annotations

from typing import Final, final

from librt.vecs import append, vec
from mypy_extensions import i64

from codegen.core.masks import bit
from codegen.emit.bits import MAX_BITS, BitWriter, ceil_log2
from codegen.emit.bitvector import write_vector
from codegen.emit.gcinfo import (
    BASE_SP,
    F_BASE,
    F_CONTEXT_MASK,
    F_ENC,
    F_GS_COOKIE,
    F_PSP,
    F_REVERSE,
    REG_RBP,
    SLOT_REGISTER,
    SLOT_TRACKED,
    SLOT_UNTRACKED,
    GcInfo,
)

CHUNK: Final = 64

# Sort key of a slot: kind:2 flags:2 place:30 id:24, high to low.
_ID_BITS: Final = 24
_OFFSET_BIAS: Final = 1 << 27


def sort_packed(values: vec[i64]) -> vec[i64]:
    """Ascending and stable in effect (equal packed values are the same thing)."""
    count: i64 = len(values)
    i: i64 = 1
    while i < count and values[i - 1] <= values[i]:
        i += 1
    if i >= count:
        return values
    if count > 32:
        items: list[i64] = list(values)
        items.sort()
        return vec[i64](items)
    while i < count:
        value = values[i]
        j = i
        while j > 0 and values[j - 1] > value:
            values[j] = values[j - 1]
            j -= 1
        values[j] = value
        i += 1
    return values


def _sort_key(info: GcInfo, slot: i64) -> i64:
    kind = i64(info.slot_kind[slot])
    place = i64(info.slot_place[slot])
    if kind != SLOT_REGISTER:
        place |= (i64(info.slot_offset[slot]) + _OFFSET_BIAS) << 2
    group = (kind << 2) | (3 - i64(info.slot_flags[slot]))
    return (((group << 30) | place) << _ID_BITS) | slot


def effective_transitions(info: GcInfo) -> vec[i64]:
    """The transitions that change a state, as pseudo-offset << 32 | slot, ascending.

    A pseudo-offset counts the bytes inside ranges only; what happens between two ranges is seen at the first
    byte of the second one.
    """
    moved: vec[i64] = vec[i64]()
    events: i64 = len(info.transitions)
    if events == 0:
        return moved
    k: i64 = 1
    while k < events:
        if info.transitions[k - 1] >> 32 > info.transitions[k] >> 32:
            raise ValueError("transitions must ascend")
        k += 1
    slots: i64 = len(info.slot_kind)
    state: vec[i64] = vec[i64]([0] * slots)
    after: vec[i64] = vec[i64]([0] * slots)
    total: i64 = 0
    k = 0
    r: i64 = 0
    while r < len(info.ranges):
        start = info.ranges[r] >> 32
        stop = info.ranges[r] & 0xFFFFFFFF
        while k < events and info.transitions[k] >> 32 < stop:
            at = info.transitions[k] >> 32
            if at < start:
                at = start
            first = k
            while k < events and info.transitions[k] >> 32 <= at:
                after[(info.transitions[k] & 0xFFFFFFFF) >> 1] = info.transitions[k] & 1
                k += 1
            while first < k:
                slot = (info.transitions[first] & 0xFFFFFFFF) >> 1
                if state[slot] != after[slot]:
                    state[slot] = after[slot]
                    moved = append(moved, ((total + at - start) << 32) | slot)
                first += 1
        total += stop - start
        r += 1
    return moved


@final
class _Encoder:
    """State of one encoding: the rank of every slot among the tracked ones, and the bit stream."""

    def __init__(self, info: GcInfo, version: i64) -> None:
        self.info: GcInfo = info
        self.version: i64 = version
        self.w: BitWriter = BitWriter()
        slots: i64 = len(info.slot_kind)
        # slot -> index among the encoded registers and tracked stack slots
        self.rank: vec[i64] = vec[i64]([0] * slots)
        # pseudo-offset << 32 | slot: every change of a slot's state, ascending
        self.changes: vec[i64] = vec[i64]()
        # slots to write, in order
        self.order: vec[i64] = vec[i64]()
        self.registers: i64 = 0
        self.tracked: i64 = 0
        self.untracked: i64 = 0

    def rank_slots(self) -> None:
        info = self.info
        slots: i64 = len(info.slot_kind)
        used: vec[i64] = vec[i64]([0] * slots)
        k: i64 = 0
        while k < len(info.live):
            used[info.live[k] & 0xFFFFFFFF] = 1
            k += 1
        self.changes = effective_transitions(info)
        k = 0
        while k < len(self.changes):
            used[self.changes[k] & 0xFFFFFFFF] = 1
            k += 1
        keys: vec[i64] = vec[i64]()
        slot: i64 = 1
        while slot < slots:
            if used[slot] != 0 or info.slot_kind[slot] == SLOT_UNTRACKED:
                keys = append(keys, _sort_key(info, slot))
            slot += 1
        keys = sort_packed(keys)
        previous: i64 = -1
        k = 0
        while k < len(keys):
            slot = keys[k] & ((1 << _ID_BITS) - 1)
            if keys[k] >> _ID_BITS != previous:
                previous = keys[k] >> _ID_BITS
                self.order = append(self.order, slot)
                kind = info.slot_kind[slot]
                if kind == SLOT_REGISTER:
                    self.registers += 1
                elif kind == SLOT_TRACKED:
                    self.tracked += 1
                else:
                    self.untracked += 1
            elif len(self.changes) != 0 and info.slot_kind[slot] != SLOT_UNTRACKED:
                raise ValueError("a tracked location was added twice")
            self.rank[slot] = len(self.order) - 1
            k += 1

    def is_slim(self) -> bool:
        info = self.info
        if info.flags != 0 or len(info.ranges) != 0:
            return False
        if info.base_reg != 0 and info.base_reg != REG_RBP:
            return False
        if self.version < 4 and info.return_kind > 3:
            return False
        if info.out_area == 0:
            return True
        # The outgoing area only tells which SP-relative slots belong to the callee.
        k: i64 = 0
        while k < len(self.order):
            slot = self.order[k]
            if info.slot_kind[slot] == SLOT_TRACKED and info.slot_place[slot] == BASE_SP:
                return False
            k += 1
        return True

    def header(self) -> None:
        info = self.info
        w = self.w
        flags = info.flags
        slim = self.is_slim()
        if slim:
            w.bits(2 if info.base_reg != 0 else 0, 2)
        else:
            word = flags | (F_BASE if info.base_reg != 0 else 0)
            w.bits((word << 1) | 1, 11)
        if self.version < 4:
            w.bits(info.return_kind, 2 if slim else 4)
        w.unsigned(info.code_len, 8)
        if flags & F_GS_COOKIE != 0:
            w.unsigned(info.prolog_size - 1, 5)
            w.unsigned(info.code_len - info.gs_valid_end, 3)
            w.signed(info.gs_slot >> 3, 6)
        elif flags & F_CONTEXT_MASK != 0:
            w.unsigned(info.prolog_size - 1, 5)
        if flags & F_PSP != 0:
            w.signed(info.psp_slot >> 3, 6)
        if flags & F_CONTEXT_MASK != 0:
            w.signed(info.context_slot >> 3, 6)
        if not slim and info.base_reg != 0:
            w.unsigned(info.base_reg ^ REG_RBP, 3)
        if flags & F_ENC != 0:
            w.unsigned(info.enc_size, 4)
        if flags & F_REVERSE != 0:
            w.signed(info.reverse_slot >> 3, 6)
        if not slim:
            w.unsigned(info.out_area >> 3, 3)
        w.unsigned(len(info.safe_points), 2)
        if not slim:
            w.unsigned(len(info.ranges), 1)

    def places(self) -> None:
        """Safe points and ranges."""
        info = self.info
        w = self.w
        width = ceil_log2(info.code_len)
        back: i64 = 1 if self.version < 4 else 0
        previous: i64 = -1
        k: i64 = 0
        while k < len(info.safe_points):
            offset = info.safe_points[k] - back
            if offset <= previous or offset >> width != 0:
                raise ValueError("safe points must ascend and lie inside the code")
            previous = offset
            w.bits(offset, width)
            k += 1
        last: i64 = 0
        k = 0
        while k < len(info.ranges):
            start = info.ranges[k] >> 32
            stop = info.ranges[k] & 0xFFFFFFFF
            if start < last:
                raise ValueError("ranges must ascend")
            w.unsigned(start - last, 6)
            w.unsigned(stop - start - 1, 6)
            last = stop
            k += 1

    def slots(self) -> None:
        info = self.info
        w = self.w
        if self.registers != 0:
            w.bits(1, 1)
            w.unsigned(self.registers, 2)
        else:
            w.bits(0, 1)
        if self.tracked + self.untracked != 0:
            w.bits(1, 1)
            w.unsigned(self.tracked, 2)
            w.unsigned(self.untracked, 1)
        else:
            w.bits(0, 1)
        previous_kind: i64 = -1
        previous_flags: i64 = 0
        previous: i64 = 0
        k: i64 = 0
        while k < len(self.order):
            slot = self.order[k]
            kind = i64(info.slot_kind[slot])
            flags = i64(info.slot_flags[slot])
            place = i64(info.slot_place[slot])
            full = kind != previous_kind or previous_flags != 0
            if kind == SLOT_REGISTER:
                if full:
                    w.unsigned(place, 3)
                else:
                    w.unsigned(place - previous - 1, 2)
                previous = place
            else:
                scaled = i64(info.slot_offset[slot]) >> 3
                w.bits(place, 2)
                if full:
                    w.signed(scaled, 6)
                else:
                    w.unsigned(scaled - previous, 4)
                previous = scaled
            if full:
                w.bits(flags, 2)
            previous_kind = kind
            previous_flags = flags
            k += 1

    def live_at_safe_points(self) -> None:
        info = self.info
        w = self.w
        points: i64 = len(info.safe_points)
        count = self.registers + self.tracked
        w.bits(0, 1)
        words = (count + MAX_BITS - 1) // MAX_BITS
        size = points * words
        rows: vec[i64] = vec[i64]([0] * size)
        k: i64 = 0
        while k < len(info.live):
            rank = self.rank[info.live[k] & 0xFFFFFFFF]
            rows[(info.live[k] >> 32) * words + rank // MAX_BITS] |= bit(rank % MAX_BITS)
            k += 1
        k = 0
        while k < size:
            left = count - (k % words) * MAX_BITS
            w.bits(rows[k], MAX_BITS if left > MAX_BITS else left)
            k += 1

    def live_in_ranges(self) -> bytes:
        """Write the chunk pointers to the main stream; return the chunk area."""
        info = self.info
        count = self.registers + self.tracked
        total: i64 = 0
        k: i64 = 0
        while k < len(info.ranges):
            total += (info.ranges[k] & 0xFFFFFFFF) - (info.ranges[k] >> 32)
            k += 1
        chunks = (total + CHUNK - 1) // CHUNK
        moved = self.changes
        pool = BitWriter()
        pointers: vec[i64] = vec[i64]([0] * chunks)
        state: vec[i64] = vec[i64]([0] * (count + 1))
        could: vec[i64] = vec[i64]([0] * (count + 1))
        highest: i64 = 0
        k = 0
        while k < len(moved):
            chunk = (moved[k] >> 32) // CHUNK
            end = k
            rank: i64 = 0
            while rank < count:
                could[rank] = state[rank]
                rank += 1
            # rank << 8 | offset in the chunk: what one slot does, in order
            mine: vec[i64] = vec[i64]()
            while end < len(moved) and (moved[end] >> 32) // CHUNK == chunk:
                rank = self.rank[moved[end] & 0xFFFFFFFF]
                could[rank] = 1
                state[rank] ^= 1
                mine = append(mine, (rank << 8) | ((moved[end] >> 32) % CHUNK))
                end += 1
            mine = sort_packed(mine)
            highest = pool.position() + 1
            pointers[chunk] = highest
            write_vector(pool, could, count)
            rank = 0
            while rank < count:
                if could[rank] != 0:
                    pool.bits(state[rank], 1)
                rank += 1
            m: i64 = 0
            rank = 0
            while rank < count:
                if could[rank] != 0:
                    while m < len(mine) and mine[m] >> 8 == rank:
                        offset = mine[m] & 0xFF
                        if offset != 0:
                            pool.bits((offset << 1) | 1, 7)
                        m += 1
                    pool.bits(0, 1)
                rank += 1
            k = end
        width = ceil_log2(highest + 1)
        self.w.unsigned(width, 3)
        if width != 0:
            k = 0
            while k < chunks:
                self.w.bits(pointers[k], width)
                k += 1
        return pool.finish()


def encode(info: GcInfo, version: i64) -> bytes:
    """The GC info bytes of a method for GcInfo `version` 2 (R2R 3.1, 9.1) or 4 (R2R 11 and later)."""
    enc = _Encoder(info, version)
    enc.rank_slots()
    enc.header()
    enc.places()
    enc.slots()
    if enc.registers + enc.tracked == 0:
        return enc.w.finish()
    if len(info.safe_points) != 0:
        enc.live_at_safe_points()
    if len(info.ranges) == 0:
        return enc.w.finish()
    area = enc.live_in_ranges()
    return enc.w.finish() + area
