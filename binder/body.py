"""Method bodies: IL code, local signature token, exception clauses.

    tiny    := u1 (size << 2 | 2), code[size]                       max stack 8, no locals, no clauses
    fat     := flags u2 (low nibble 3, 8 more sections, 0x10 init locals, high nibble header size / 4),
               max stack u2, size u4, locals u4, code[size], [align 4, section*]
    section := kind u1 (1 EH, 0x40 fat, 0x80 another follows), small: size u1, u2, clause(12)*
                                                               fat: size u3, clause(24)*
    small   := flags u2, try u2, try length u1, handler u2, handler length u1, token or filter u4
    fat     := the same six, each u4

Invariants: code and clauses lie inside the section of the body; every try, handler and filter range lies
inside the code.  Source: ECMA-335 II.25.4.
"""

from __future__ import annotations

from typing import Final, final

from mypy_extensions import i64

from binder.pe_reader import PeFile

EH_CATCH: Final = 0
EH_FILTER: Final = 1
EH_FINALLY: Final = 2
EH_FAULT: Final = 4

_SECTION_EH: Final = 1
_SECTION_FAT: Final = 0x40
_SECTION_MORE: Final = 0x80


@final
class EhClauseIL:
    def __init__(
        self, flags: i64, try_ofs: i64, try_len: i64, handler_ofs: i64, handler_len: i64, token_or_filter: i64
    ) -> None:
        self.flags: i64 = flags
        self.try_ofs: i64 = try_ofs
        self.try_len: i64 = try_len
        self.handler_ofs: i64 = handler_ofs
        self.handler_len: i64 = handler_len
        self.token_or_filter: i64 = token_or_filter


@final
class MethodBody:
    """`offset` and `total_size` delimit the whole body in the file: header, code, sections."""

    def __init__(self, rva: i64, offset: i64) -> None:
        self.rva: i64 = rva
        self.offset: i64 = offset
        self.code_offset: i64 = 0
        self.code: bytes = b""
        self.max_stack: i64 = 8
        self.init_locals: bool = False
        self.locals_token: i64 = 0
        self.clauses: list[EhClauseIL] = []
        self.total_size: i64 = 0


def read_body(pe: PeFile, rva: i64) -> MethodBody:
    p = pe.rva_to_offset(rva)
    limit = pe.rva_limit(rva)
    body = MethodBody(rva, p)
    first = pe.u1(p)
    if first & 3 == 2:
        size = first >> 2
        _take_code(pe, body, p + 1, size, limit)
        body.total_size = 1 + size
        return body
    if first & 7 != 3 or p + 12 > limit:
        raise pe.bad(p, f"method body at RVA {rva:#x} has neither a tiny nor a fat header")
    flags = pe.u2(p)
    header = (flags >> 12) * 4
    if header < 12:
        raise pe.bad(p, f"fat method header of {header} bytes")
    body.max_stack = pe.u2(p + 2)
    body.init_locals = flags & 0x10 != 0
    size = pe.u4(p + 4)
    body.locals_token = pe.u4(p + 8)
    if body.locals_token != 0 and body.locals_token >> 24 != 0x11:
        raise pe.bad(p + 8, f"local signature token {body.locals_token:#010x}")
    _take_code(pe, body, p + header, size, limit)
    end = p + header + size
    if flags & 8:
        end = _read_sections(pe, body, end, limit)
    body.total_size = end - p
    return body


def _take_code(pe: PeFile, body: MethodBody, start: i64, size: i64, limit: i64) -> None:
    if start + size > limit:
        raise pe.bad(body.offset, f"method body at RVA {body.rva:#x} exceeds its section")
    body.code_offset = start
    body.code = pe.data[start : start + size]


def _read_sections(pe: PeFile, body: MethodBody, p: i64, limit: i64) -> i64:
    code_size: i64 = len(body.code)
    more = True
    while more:
        # Sections align by RVA; the raw data of a PE section keeps the distance to the body.
        p += (4 - ((body.rva + (p - body.offset)) & 3)) & 3
        if p + 4 > limit:
            raise pe.bad(p, "method data section exceeds the PE section")
        kind = pe.u1(p)
        fat = kind & _SECTION_FAT != 0
        size = pe.u4(p) >> 8 if fat else pe.u1(p + 1)
        # Some producers count the clauses only, so the 4 header bytes are not taken for granted.
        each: i64 = 24 if fat else 12
        count = size // each
        length = max(size, 4 + count * each)
        if kind & 0x3F != _SECTION_EH:
            raise pe.bad(p, f"method data section of kind {kind:#x}")
        if p + length > limit:
            raise pe.bad(p, "exception clauses exceed the PE section")
        i: i64 = 0
        while i < count:
            clause = _read_clause(pe, p + 4 + i * each, fat)
            if (
                clause.try_ofs + clause.try_len > code_size
                or clause.handler_ofs + clause.handler_len > code_size
                or (clause.flags == EH_FILTER and clause.token_or_filter >= code_size)
            ):
                raise pe.bad(p + 4 + i * each, "exception clause exceeds the code")
            body.clauses.append(clause)
            i += 1
        more = kind & _SECTION_MORE != 0
        p += length
    return p


def _read_clause(pe: PeFile, p: i64, fat: bool) -> EhClauseIL:
    if fat:
        flags = pe.u4(p)
        clause = EhClauseIL(flags, pe.u4(p + 4), pe.u4(p + 8), pe.u4(p + 12), pe.u4(p + 16), pe.u4(p + 20))
    else:
        flags = pe.u2(p)
        clause = EhClauseIL(flags, pe.u2(p + 2), pe.u1(p + 4), pe.u2(p + 5), pe.u1(p + 7), pe.u4(p + 8))
    if flags != EH_CATCH and flags != EH_FILTER and flags != EH_FINALLY and flags != EH_FAULT:
        raise pe.bad(p, f"exception clause flags {flags:#x}")
    return clause
