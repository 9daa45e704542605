"""Reads x64 GC info back into the model it was made from, and prints it.

Idea: the decoder is the second opinion on the encoder, and the reader of images made elsewhere. Safe points come
back as return addresses; transitions come back in code offsets, in the order (offset, slot). A slot's number is
its place in the slot table plus one. The grammar is in gcinfo64.py; additionally understood here:

    liveAtSafePoints := 1 U(w-1,3) offset:w* align vector*    per safe point an offset into shared vectors

Source: src/coreclr/vm/gcinfodecoder.cpp.
"""

from __future__ import annotations

from typing import Final, final

from librt.vecs import append, vec
from mypy_extensions import i64

from codegen.emit.bits import BitReader, ceil_log2
from codegen.emit.bitvector import read_vector
from codegen.emit.gcinfo import (
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
from codegen.emit.gcinfo64 import CHUNK

_REGISTERS: Final = (
    "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi",
    "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15",
)  # fmt: skip
_BASES: Final = ("caller", "sp", "frame")
_CONTEXTS: Final = ("none", "type", "method", "this")


@final
class Decoded:
    """A model, where its encoding ends, and whether it used the shared form of live states."""

    def __init__(self) -> None:
        self.info: GcInfo = GcInfo()
        # first byte after the blob
        self.end: i64 = 0
        self.shared_states: bool = False


def _header(r: BitReader, version: i64, info: GcInfo) -> tuple[i64, i64]:
    """Read everything before the safe points; returns how many safe points and ranges follow."""
    fat = r.bits(1)
    flags = r.bits(10) if fat != 0 else r.bits(1) * F_BASE
    info.flags = flags & ~F_BASE
    if version < 4:
        info.return_kind = r.bits(4 if fat != 0 else 2)
    info.code_len = r.unsigned(8)
    if flags & F_GS_COOKIE != 0:
        info.prolog_size = r.unsigned(5) + 1
        info.gs_valid_end = info.code_len - r.unsigned(3)
        info.gs_slot = r.signed(6) * 8
    elif flags & F_CONTEXT_MASK != 0:
        info.prolog_size = r.unsigned(5) + 1
    if flags & F_PSP != 0:
        info.psp_slot = r.signed(6) * 8
    if flags & F_CONTEXT_MASK != 0:
        info.context_slot = r.signed(6) * 8
    if flags & F_BASE != 0:
        info.base_reg = (r.unsigned(3) if fat != 0 else 0) ^ REG_RBP
    if flags & F_ENC != 0:
        info.enc_size = r.unsigned(4)
    if flags & F_REVERSE != 0:
        info.reverse_slot = r.signed(6) * 8
    if fat != 0:
        info.out_area = r.unsigned(3) * 8
    points = r.unsigned(2)
    return points, (r.unsigned(1) if fat != 0 else 0)


def _slot_group(r: BitReader, info: GcInfo, kind: i64, count: i64) -> None:
    flags: i64 = 1
    place: i64 = 0
    scaled: i64 = 0
    k: i64 = 0
    while k < count:
        full = flags != 0
        if kind == SLOT_REGISTER:
            if full:
                place = r.unsigned(3)
            else:
                place += r.unsigned(2) + 1
        else:
            place = r.bits(2)
            if full:
                scaled = r.signed(6)
            else:
                scaled += r.unsigned(4)
        if full:
            flags = r.bits(2)
        if kind == SLOT_REGISTER:
            info.add_register(place, flags)
        elif kind == SLOT_TRACKED:
            info.add_tracked(place, scaled * 8, flags)
        else:
            info.add_untracked(place, scaled * 8, flags)
        k += 1


def _mark_row(info: GcInfo, row: i64, values: vec[i64]) -> None:
    k: i64 = 0
    while k < len(values):
        if values[k] != 0:
            info.live = append(info.live, (row << 32) | (k + 1))
        k += 1


def _live_at_safe_points(r: BitReader, d: Decoded, points: i64, tracked: i64) -> None:
    info = d.info
    row: i64 = 0
    if r.bits(1) == 0:
        while row < points:
            values: vec[i64] = vec[i64]([0] * tracked)
            k: i64 = 0
            while k < tracked:
                values[k] = r.bits(1)
                k += 1
            _mark_row(info, row, values)
            row += 1
        return
    d.shared_states = True
    width = r.unsigned(3) + 1
    offsets: vec[i64] = vec[i64]([0] * points)
    while row < points:
        offsets[row] = r.bits(width)
        row += 1
    r.align()
    pool = r.pos
    end = pool
    row = 0
    while row < points:
        r.pos = pool + offsets[row]
        _mark_row(info, row, read_vector(r, tracked))
        if r.pos > end:
            end = r.pos
        row += 1
    r.pos = end


def _code_offset(info: GcInfo, pseudo: i64) -> i64:
    """The code offset of a byte counted inside the ranges only."""
    k: i64 = 0
    while k < len(info.ranges):
        start = info.ranges[k] >> 32
        length = (info.ranges[k] & 0xFFFFFFFF) - start
        if pseudo < length:
            return start + pseudo
        pseudo -= length
        k += 1
    raise ValueError("transition outside the interruptible ranges")


def _live_in_ranges(r: BitReader, info: GcInfo, tracked: i64) -> None:
    total: i64 = 0
    k: i64 = 0
    while k < len(info.ranges):
        total += (info.ranges[k] & 0xFFFFFFFF) - (info.ranges[k] >> 32)
        k += 1
    chunks = (total + CHUNK - 1) // CHUNK
    width = r.unsigned(3)
    pointers: vec[i64] = vec[i64]([0] * chunks)
    k = 0
    while k < chunks and width != 0:
        pointers[k] = r.bits(width)
        k += 1
    if width == 0:
        return
    r.align()
    area = r.pos
    state: vec[i64] = vec[i64]([0] * tracked)
    found: list[int] = []
    chunk: i64 = 0
    while chunk < chunks:
        if pointers[chunk] != 0:
            r.pos = area + pointers[chunk] - 1
            could = read_vector(r, tracked)
            final: vec[i64] = vec[i64]([0] * tracked)
            slot: i64 = 0
            while slot < tracked:
                if could[slot] != 0:
                    final[slot] = r.bits(1)
                slot += 1
            slot = 0
            while slot < tracked:
                if could[slot] != 0:
                    _slot_transitions(r, info, found, chunk, slot, state[slot], final[slot])
                elif state[slot] != 0:
                    raise ValueError("a live slot is missing in a chunk")
                slot += 1
            state = final
        chunk += 1
    found.sort()
    for item in found:
        info.transitions = append(info.transitions, item)


def _slot_transitions(
    r: BitReader, info: GcInfo, found: list[int], chunk: i64, slot: i64, before: i64, final: i64
) -> None:
    """Read what `slot` does in `chunk` and add it to `found`; its state on entry follows from the last one."""
    offsets: vec[i64] = vec[i64]()
    while r.bits(1) != 0:
        offsets = append(offsets, r.bits(6))
    count: i64 = len(offsets)
    value = final ^ (count & 1)
    if value != before:
        where = _code_offset(info, chunk * CHUNK)
        found.append((where << 32) | ((slot + 1) << 1) | value)
    k: i64 = 0
    while k < count:
        value ^= 1
        where = _code_offset(info, chunk * CHUNK + offsets[k])
        found.append((where << 32) | ((slot + 1) << 1) | value)
        k += 1


def decode(data: bytes, pos: i64, version: i64) -> Decoded:
    """Decode the GC info at byte `pos`; raises ValueError when it is malformed or runs off `data`."""
    d = Decoded()
    info = d.info
    r = BitReader(data, pos)
    points, ranges = _header(r, version, info)
    width = ceil_log2(info.code_len)
    forward: i64 = 1 if version < 4 else 0
    k: i64 = 0
    while k < points:
        info.add_safe_point(r.bits(width) + forward)
        k += 1
    last: i64 = 0
    k = 0
    while k < ranges:
        start = last + r.unsigned(6)
        last = start + r.unsigned(6) + 1
        info.ranges = append(info.ranges, (start << 32) | last)
        k += 1
    registers = r.unsigned(2) if r.bits(1) != 0 else 0
    tracked: i64 = 0
    untracked: i64 = 0
    if r.bits(1) != 0:
        tracked = r.unsigned(2)
        untracked = r.unsigned(1)
    _slot_group(r, info, SLOT_REGISTER, registers)
    _slot_group(r, info, SLOT_TRACKED, tracked)
    _slot_group(r, info, SLOT_UNTRACKED, untracked)
    tracked += registers
    if tracked != 0:
        if points != 0:
            _live_at_safe_points(r, d, points, tracked)
        if ranges != 0:
            _live_in_ranges(r, info, tracked)
    d.end = (r.pos + 7) >> 3
    return d


def slot_text(info: GcInfo, slot: i64) -> str:
    """`rbx`, `[frame-16]`, with `&` for a byref, `!` for pinned and `*` for an untracked slot."""
    flags = info.slot_flags[slot]
    if info.slot_kind[slot] == SLOT_REGISTER:
        text = _REGISTERS[info.slot_place[slot]]
    else:
        text = f"[{_BASES[info.slot_place[slot]]}{int(info.slot_offset[slot]):+d}]"
    if info.slot_kind[slot] == SLOT_UNTRACKED:
        text += "*"
    return text + ("", "&", "!", "&!")[flags]


def describe(info: GcInfo) -> list[str]:
    """The model as lines of text, for dumps and failing tests."""
    base = _REGISTERS[info.base_reg] if info.base_reg != 0 else "-"
    context = _CONTEXTS[(info.flags & F_CONTEXT_MASK) >> 4]
    lines = [
        f"len {info.code_len} flags {int(info.flags):#x} base {base} return {info.return_kind} "
        f"prolog {info.prolog_size} context {context}@{info.context_slot} psp {info.psp_slot} "
        f"gs {info.gs_slot} outgoing {info.out_area}"
    ]
    slot: i64 = 1
    while slot < len(info.slot_kind):
        lines.append(f"  slot {slot} {slot_text(info, slot)}")
        slot += 1
    for r in info.ranges:
        lines.append(f"  range [{r >> 32},{r & 0xFFFFFFFF})")
    index: i64 = 0
    while index < len(info.safe_points):
        live = [slot_text(info, v & 0xFFFFFFFF) for v in info.live if v >> 32 == index]
        lines.append(f"  return at {info.safe_points[index]}: {' '.join(live)}")
        index += 1
    for t in info.transitions:
        sign = "+" if t & 1 != 0 else "-"
        lines.append(f"  at {t >> 32}: {sign}{slot_text(info, (t & 0xFFFFFFFF) >> 1)}")
    return lines
