"""x64 unwind information: how to undo a prolog from any of its instructions.

    blob  := 0x19 prologSize:u8 codeCount:u8 (frameReg | frameOffset << 4):u8 code:u16* pad | personality:u32
    code  := end offset of the instruction:u8 (op | info << 4):u8 operand:u16*

A code with operands takes the slots after it; codes stand in descending prolog order and are padded to an even
count. The encoded blob ends where `|` stands: the linker appends the personality RVA, and after the first part of
a method its GC info. 0x19 is version 1 with both handler flags, which every entry carries.

Invariants: codes are added in the order of the prolog's instructions; sizes are multiples of 8. RSP constant
after the prolog needs no frame code: one is written only for methods whose RSP moves (localloc).

Sources: src/coreclr/inc/win64unwind.h, src/coreclr/jit/unwindamd64.cpp, src/coreclr/unwinder/amd64.
"""

from __future__ import annotations

from typing import Final, final

from librt.strings import BytesWriter
from librt.vecs import append, vec
from mypy_extensions import i64, u8

from codegen.emit.bits import get_u16, get_u32, put_u16, put_u32

UWOP_PUSH_NONVOL: Final = 0
UWOP_ALLOC_LARGE: Final = 1
UWOP_ALLOC_SMALL: Final = 2
UWOP_SET_FPREG: Final = 3
UWOP_SAVE_NONVOL: Final = 4
UWOP_SAVE_NONVOL_FAR: Final = 5
UWOP_SAVE_XMM128: Final = 8
UWOP_SAVE_XMM128_FAR: Final = 9
# Unix only: the frame offset is in the operand, in units of 16
UWOP_SET_FPREG_LARGE: Final = 11

VERSION_AND_FLAGS: Final = 0x19

_OP_NAMES: Final = (
    "push", "alloc", "alloc", "frame", "save", "save", "", "", "savexmm", "savexmm", "", "frame",
)  # fmt: skip


@final
class UnwindInfo:
    """The prolog of one part of a method, as a list of (end offset, op, info, value)."""

    def __init__(self) -> None:
        self.prolog_size: i64 = 0
        # 0 = none; the frame register is never rax
        self.frame_reg: i64 = 0
        # bytes from RSP to where the frame register points
        self.frame_offset: i64 = 0
        self.ends: vec[i64] = vec[i64]()
        self.ops: vec[i64] = vec[i64]()
        # register number of PUSH and SAVE
        self.infos: vec[i64] = vec[i64]()
        # size of ALLOC, offset of SAVE, in bytes
        self.values: vec[i64] = vec[i64]()

    def add(self, end: i64, op: i64, info: i64, value: i64) -> None:
        self.ends = append(self.ends, end)
        self.ops = append(self.ops, op)
        self.infos = append(self.infos, info)
        self.values = append(self.values, value)

    def push(self, end: i64, reg: i64) -> None:
        self.add(end, UWOP_PUSH_NONVOL, reg, 0)

    def alloc(self, end: i64, size: i64) -> None:
        """`sub rsp, size`, or the `mov rsp, r11` that ends a probed allocation."""
        self.add(end, UWOP_ALLOC_SMALL if size <= 128 else UWOP_ALLOC_LARGE, 0, size)

    def set_frame(self, end: i64, reg: i64, offset: i64) -> None:
        """The frame register becomes RSP + offset (multiple of 16; at most 240 on Windows)."""
        self.frame_reg = reg
        self.frame_offset = offset
        self.add(end, UWOP_SET_FPREG if offset <= 240 else UWOP_SET_FPREG_LARGE, 0, 0)

    def save(self, end: i64, reg: i64, offset: i64) -> None:
        """`mov [rsp+offset], reg`."""
        self.add(end, UWOP_SAVE_NONVOL if offset < 0x80000 else UWOP_SAVE_NONVOL_FAR, reg, offset)

    def save_xmm(self, end: i64, reg: i64, offset: i64) -> None:
        """`movaps [rsp+offset], xmm`."""
        self.add(end, UWOP_SAVE_XMM128 if offset < 0x100000 else UWOP_SAVE_XMM128_FAR, reg, offset)

    def encode(self) -> bytes:
        """Everything up to the personality RVA."""
        codes = BytesWriter()
        k: i64 = len(self.ops)
        while k > 0:
            k -= 1
            self._put_code(codes, k)
        count: i64 = len(codes) // 2
        if self.prolog_size > 255 or count > 255:
            raise ValueError("prolog too long for unwind information")
        if count & 1 != 0:
            put_u16(codes, 0)
        scaled: i64 = self.frame_offset >> 4
        if scaled > 15:
            scaled = 15
        out = BytesWriter()
        out.append(u8(VERSION_AND_FLAGS))
        out.append(u8(self.prolog_size & 0xFF))
        out.append(u8(count & 0xFF))
        out.append(u8((self.frame_reg | (scaled << 4)) & 0xFF))
        out.write(codes.getvalue())
        return out.getvalue()

    def _put_code(self, out: BytesWriter, k: i64) -> None:
        op = self.ops[k]
        info = self.infos[k]
        value = self.values[k]
        if op == UWOP_ALLOC_SMALL:
            info = (value >> 3) - 1
        elif op == UWOP_ALLOC_LARGE:
            info = 0 if value < 0x80000 else 1
        out.append(u8(self.ends[k] & 0xFF))
        out.append(u8((op | (info << 4)) & 0xFF))
        if op == UWOP_ALLOC_LARGE:
            if info == 0:
                put_u16(out, value >> 3)
            else:
                put_u32(out, value)
        elif op == UWOP_SAVE_NONVOL:
            put_u16(out, value >> 3)
        elif op == UWOP_SAVE_XMM128:
            put_u16(out, value >> 4)
        elif op == UWOP_SAVE_NONVOL_FAR or op == UWOP_SAVE_XMM128_FAR:
            put_u32(out, value)
        elif op == UWOP_SET_FPREG_LARGE:
            put_u32(out, self.frame_offset >> 4)


def encoded_size(data: bytes, pos: i64) -> i64:
    """Bytes of the blob at `pos` up to the personality RVA."""
    count = i64(data[pos + 2])
    return 4 + 2 * (count + (count & 1))


def decode_unwind(data: bytes, pos: i64) -> UnwindInfo:
    """The inverse of encode; ValueError when malformed or not of the form the head describes."""
    if pos + 4 > len(data) or pos + encoded_size(data, pos) > len(data):
        raise ValueError("truncated unwind information")
    if data[pos] != VERSION_AND_FLAGS:
        raise ValueError("unwind information of another version")
    back = UnwindInfo()
    info = UnwindInfo()
    info.prolog_size = i64(data[pos + 1])
    info.frame_reg = i64(data[pos + 3]) & 15
    info.frame_offset = (i64(data[pos + 3]) >> 4) * 16
    at = pos + 4
    stop = at + 2 * i64(data[pos + 2])
    while at < stop:
        end = i64(data[at])
        op = i64(data[at + 1]) & 15
        kind = i64(data[at + 1]) >> 4
        at += 2
        value: i64 = 0
        if op == UWOP_ALLOC_SMALL:
            value = kind * 8 + 8
            kind = 0
        elif op == UWOP_ALLOC_LARGE:
            if kind == 0:
                value = get_u16(data, at) * 8
                at += 2
            else:
                value = get_u32(data, at)
                at += 4
            kind = 0
        elif op == UWOP_SAVE_NONVOL or op == UWOP_SAVE_XMM128:
            value = get_u16(data, at) * (8 if op == UWOP_SAVE_NONVOL else 16)
            at += 2
        elif op == UWOP_SAVE_NONVOL_FAR or op == UWOP_SAVE_XMM128_FAR:
            value = get_u32(data, at)
            at += 4
        elif op == UWOP_SET_FPREG_LARGE:
            info.frame_offset = get_u32(data, at) * 16
            at += 4
        elif op != UWOP_PUSH_NONVOL and op != UWOP_SET_FPREG:
            raise ValueError("unknown unwind code " + str(op))
        back.add(end, op, kind, value)
    if at != stop:
        raise ValueError("unwind code runs over the end")
    k: i64 = len(back.ops)
    while k > 0:
        k -= 1
        info.add(back.ends[k], back.ops[k], back.infos[k], back.values[k])
    return info


def describe_unwind(info: UnwindInfo) -> str:
    """One line of text, for dumps."""
    parts = [f"prolog {info.prolog_size}"]
    if info.frame_reg != 0:
        parts.append(f"frame r{info.frame_reg}=rsp+{info.frame_offset}")
    k: i64 = 0
    while k < len(info.ops):
        parts.append(f"@{info.ends[k]} {_OP_NAMES[info.ops[k]]} r{info.infos[k]} {info.values[k]}")
        k += 1
    return "; ".join(parts)
