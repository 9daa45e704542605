"""Walks the instructions of a body: what the stepping functions of `binder.il` have to get right together."""

from __future__ import annotations

from binder import il
from binder.errors import BadImage


def instruction_starts(code: bytes, path: str, offset: int) -> bytes:
    """One byte per code offset, 1 where an instruction starts.

    Proves that the whole code decodes and that every branch goes to an instruction; else BadImage.  `offset`
    is the file offset of the code.
    """
    starts = bytearray(len(code))
    pos: int = 0
    size: int = len(code)
    while pos < size:
        following = il.next_offset(code, pos)
        if following == 0:
            raise BadImage(path, int(offset + pos), f"undefined or truncated IL instruction at IL_{pos:04x}")
        starts[pos] = 1
        pos = following
    _check_targets(code, bytes(starts), path, offset)
    return bytes(starts)


def _check_targets(code: bytes, starts: bytes, path: str, offset: int) -> None:
    pos: int = 0
    size: int = len(code)
    while pos < size:
        kind = il.operand_kind(il.opcode_at(code, pos))
        if kind == il.OPERAND_BR1 or kind == il.OPERAND_BR4:
            _check_target(il.branch_target(code, pos), pos, starts, path, offset)
        elif kind == il.OPERAND_SWITCH:
            i: int = 0
            n = il.u4(code, pos + 1)
            while i < n:
                _check_target(il.switch_target(code, pos, i), pos, starts, path, offset)
                i += 1
        pos = il.next_offset(code, pos)


def _check_target(target: int, pos: int, starts: bytes, path: str, offset: int) -> None:
    if target < 0 or target >= len(starts) or starts[target] == 0:
        raise BadImage(path, int(offset + pos), f"branch at IL_{pos:04x} into the middle of an instruction")
