"""Call frame information (.debug_frame) of an image: how tools other than the runtime walk its frames.

    section := cie fde*                                one fde for each body and funclet
    cie     := length FFFFFFFF 1 '' 1 -8 16  def_cfa rsp+8  offset return address          padded to 8 bytes
    fde     := length cie:u4 start:u8 size:u8  instruction*                                padded to 8 bytes

The rules of a prolog are those of its unwind information, translated.  Epilogs have none there, so the code is
searched for what the prolog's pushes make an epilog of: the pops in reverse and a return.  Bytes that look like one by
chance do no harm, because they lie inside an instruction, where no program counter ever points.

Addresses are RVAs.  Source: DWARF 4, section 6.4; System V x86-64 psABI, figure 3.36 (register numbers).
"""
from __future__ import annotations

from typing import Final

from librt.strings import BytesWriter
from mypy_extensions import i64, u8

from codegen.emit.bits import put_u32
from codegen.emit.unwindinfo import (
    UWOP_ALLOC_LARGE,
    UWOP_ALLOC_SMALL,
    UWOP_PUSH_NONVOL,
    UWOP_SET_FPREG,
    UWOP_SET_FPREG_LARGE,
    UnwindInfo,
    decode_unwind,
)
from codegen.link.model import align_up, put_fill
from codegen.link.symbols import MethodSymbol

_ADVANCE: Final = 0x40
_OFFSET: Final = 0x80
_RESTORE: Final = 0xC0
_ADVANCE1: Final = 0x02
_ADVANCE2: Final = 0x03
_ADVANCE4: Final = 0x04
_REMEMBER_STATE: Final = 0x0A
_RESTORE_STATE: Final = 0x0B
_DEF_CFA: Final = 0x0C
_DEF_CFA_OFFSET: Final = 0x0E

_RSP: Final = 7
_RETURN_ADDRESS: Final = 16
# DWARF numbers of the registers 0 to 15 of the machine.
_DWARF: Final = (0, 2, 1, 3, 7, 6, 4, 5, 8, 9, 10, 11, 12, 13, 14, 15)
_RET: Final = b"\xc3"


def debug_frame(symbols: list[MethodSymbol]) -> bytes:
    """The section for all parts of all methods."""
    out = BytesWriter()
    head = BytesWriter()
    put_u32(head, 0xFFFFFFFF)
    head.write(b"\x01\0\x01\x78")
    head.append(u8(_RETURN_ADDRESS))
    _define(head, _RSP, 8)
    head.append(u8(_OFFSET | _RETURN_ADDRESS))
    _uleb(head, 1)
    _entry(out, head)
    for s in symbols:
        for part in s.parts:
            entry = BytesWriter()
            put_u32(entry, 0)
            _address(entry, s.rva + part.start)
            _address(entry, part.end - part.start)
            _rules(entry, decode_unwind(part.unwind, 0), s.code[part.start:part.end])
            _entry(out, entry)
    return out.getvalue()


def _entry(out: BytesWriter, body: BytesWriter) -> None:
    size = align_up(len(body) + 4, 8)
    put_u32(out, size - 4)
    out.write(body.getvalue())
    put_fill(out, size - 4 - len(body), 0)


def _rules(out: BytesWriter, unwind: UnwindInfo, code: bytes) -> None:
    """The prolog, then every epilog."""
    at: i64 = 0
    depth: i64 = 8          # distance of the frame's address from RSP
    pushed: list[int] = []
    k: i64 = 0
    while k < len(unwind.ops):
        op = unwind.ops[k]
        at = _advance(out, at, unwind.ends[k])
        if op == UWOP_PUSH_NONVOL:
            depth += 8
            pushed.append(int(unwind.infos[k]))
            _offset(out, depth)
            out.append(u8(_OFFSET | _DWARF[unwind.infos[k]]))
            _uleb(out, depth // 8)
        elif op == UWOP_ALLOC_SMALL or op == UWOP_ALLOC_LARGE:
            depth += unwind.values[k]
            _offset(out, depth)
        elif op == UWOP_SET_FPREG or op == UWOP_SET_FPREG_LARGE:
            _define(out, _DWARF[unwind.frame_reg], depth - unwind.frame_offset)
        k += 1
    if not pushed:
        return
    epilog = b"".join([_pop(r) for r in reversed(pushed)]) + _RET
    found = code.find(epilog, unwind.prolog_size)
    while found >= 0:
        at = _advance(out, at, found)
        out.append(u8(_REMEMBER_STATE))
        depth = 8 + 8 * len(pushed)
        _define(out, _RSP, depth)
        for r in reversed(pushed):
            at = _advance(out, at, at + len(_pop(r)))
            depth -= 8
            _offset(out, depth)
            out.append(u8(_RESTORE | _DWARF[r]))
        at = _advance(out, at, at + len(_RET))
        out.append(u8(_RESTORE_STATE))
        found = code.find(epilog, at)


def _pop(r: int) -> bytes:
    return bytes([0x58 + r]) if r < 8 else bytes([0x41, 0x50 + r])


def _define(out: BytesWriter, register: i64, offset: i64) -> None:
    """The frame's address is register + offset."""
    out.append(u8(_DEF_CFA))
    _uleb(out, register)
    _uleb(out, offset)


def _offset(out: BytesWriter, offset: i64) -> None:
    out.append(u8(_DEF_CFA_OFFSET))
    _uleb(out, offset)


def _advance(out: BytesWriter, at: i64, to: i64) -> i64:
    """What follows holds from the code offset `to` on, which is returned."""
    delta = to - at
    if delta == 0:
        return to
    if delta < 0x40:
        out.append(u8(_ADVANCE | delta))
    elif delta < 0x100:
        out.append(u8(_ADVANCE1))
        out.append(u8(delta))
    elif delta < 0x10000:
        out.append(u8(_ADVANCE2))
        out.append(u8(delta & 0xFF))
        out.append(u8(delta >> 8))
    else:
        out.append(u8(_ADVANCE4))
        put_u32(out, delta)
    return to


def _uleb(out: BytesWriter, value: i64) -> None:
    while value >= 0x80:
        out.append(u8(value & 0x7F | 0x80))
        value >>= 7
    out.append(u8(value))


def _address(out: BytesWriter, value: i64) -> None:
    put_u32(out, value)
    put_u32(out, 0)
