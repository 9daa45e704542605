"""CompiledMethod: the position-free, token-free result of compiling one method, and its wire format.

Code never contains addresses, tokens or cell numbers: every such field is a relocation against a symbol
(codegen.core.symbols).  A blob can therefore be cached, sent between machines and linked in any order.

Wire format, little endian; `str` and `bytes` are u32 length + data, `n*` is u32 count + items:

    blob   := u32 total  u8 ok  str key  str reason  str detail  body
    body   := bytes code  n*part  bytes gcinfo  bytes rodata  u32 rodata_align  n*symbol  n*reloc  n*u32 fixup
              n*clause  n*bound  n*variable  n*str dep
    part   := u32 start  u32 end  u32 kind  bytes unwind
    symbol := u32 cell  str text  bytes refmap
    reloc  := u32 offset  u32 symbol  i32 addend
    clause := u32 flags  u32 try_start  u32 try_end  u32 handler_start  u32 handler_end  u32 filter_start  str class
    bound  := u32 native  i32 il  u32 source
    variable := i32 number  u32 start  u32 end  i32 offset
"""
from __future__ import annotations

from typing import Final, final

from librt.strings import BytesWriter, read_i32_le, write_i32_le
from mypy_extensions import i32, i64, u8

from codegen.core.symbols import Symbol

PART_MAIN: Final = 0
PART_HANDLER: Final = 1
PART_FILTER: Final = 2


@final
class Part:
    """A contiguous piece of code with its own unwind data: the main body or one funclet."""

    __slots__ = ("start", "end", "kind", "unwind")

    def __init__(self, start: i64, end: i64, kind: i64, unwind: bytes) -> None:
        self.start: i64 = start
        self.end: i64 = end
        self.kind: i64 = kind
        self.unwind: bytes = unwind  # UNWIND_INFO header and codes, without the personality RVA


@final
class Reloc:
    """A 4-byte field of the code: symbol + addend - (offset + 4), relative to the code's position."""

    __slots__ = ("offset", "symbol", "addend")

    def __init__(self, offset: i64, symbol: i64, addend: i64) -> None:
        self.offset: i64 = offset
        self.symbol: i64 = symbol
        self.addend: i64 = addend


@final
class Clause:
    """One exception clause; offsets are relative to the method's first byte, ends exclusive."""

    __slots__ = ("flags", "try_start", "try_end", "handler_start", "handler_end", "filter_start", "class_text")

    def __init__(self, flags: i64, try_start: i64, try_end: i64, handler_start: i64, handler_end: i64,
                 filter_start: i64, class_text: str) -> None:
        self.flags: i64 = flags
        self.try_start: i64 = try_start
        self.try_end: i64 = try_end
        self.handler_start: i64 = handler_start
        self.handler_end: i64 = handler_end
        self.filter_start: i64 = filter_start
        self.class_text: str = class_text


@final
class Bound:
    """Native offset, IL offset (-1 no mapping, -2 prolog, -3 epilog), source flags."""

    __slots__ = ("native", "il", "source")

    def __init__(self, native: i64, il: i64, source: i64) -> None:
        self.native: i64 = native
        self.il: i64 = il
        self.source: i64 = source


@final
class HomedVariable:
    """Argument or local `number` (arguments first) is at RBP + `offset` while the code in [start, end) runs."""

    __slots__ = ("number", "start", "end", "offset")

    def __init__(self, number: i64, start: i64, end: i64, offset: i64) -> None:
        self.number: i64 = number
        self.start: i64 = start
        self.end: i64 = end
        self.offset: i64 = offset


@final
class CompiledMethod:
    """See the module's head.  `symbols[0]` is NONE; relocations and fixups index `symbols`."""

    def __init__(self, key: str) -> None:
        self.key: str = key
        self.ok: bool = False
        self.reason: str = ""
        self.detail: str = ""
        self.code: bytes = b""
        self.parts: list[Part] = []
        self.gcinfo: bytes = b""
        self.rodata: bytes = b""
        self.rodata_align: i64 = 4
        self.symbols: list[Symbol] = []
        self.relocs: list[Reloc] = []
        self.fixups: list[int] = []
        self.eh: list[Clause] = []
        self.bounds: list[Bound] = []
        self.variables: list[HomedVariable] = []
        self.deps: list[str] = []

    def encode(self) -> bytes:
        """The wire format of the module's head."""
        w = BytesWriter()
        w.append(u8(1 if self.ok else 0))
        _put_str(w, self.key)
        _put_str(w, self.reason)
        _put_str(w, self.detail)
        _put_bytes(w, self.code)
        _put_int(w, len(self.parts))
        for p in self.parts:
            _put_int(w, p.start)
            _put_int(w, p.end)
            _put_int(w, p.kind)
            _put_bytes(w, p.unwind)
        _put_bytes(w, self.gcinfo)
        _put_bytes(w, self.rodata)
        _put_int(w, self.rodata_align)
        _put_int(w, len(self.symbols))
        for s in self.symbols:
            _put_int(w, s.cell)
            _put_str(w, s.text)
            _put_bytes(w, s.refmap)
        _put_int(w, len(self.relocs))
        for r in self.relocs:
            _put_int(w, r.offset)
            _put_int(w, r.symbol)
            _put_int(w, r.addend)
        _put_int(w, len(self.fixups))
        for f in self.fixups:
            _put_int(w, f)
        _put_int(w, len(self.eh))
        for c in self.eh:
            _put_int(w, c.flags)
            _put_int(w, c.try_start)
            _put_int(w, c.try_end)
            _put_int(w, c.handler_start)
            _put_int(w, c.handler_end)
            _put_int(w, c.filter_start)
            _put_str(w, c.class_text)
        _put_int(w, len(self.bounds))
        for b in self.bounds:
            _put_int(w, b.native)
            _put_int(w, b.il)
            _put_int(w, b.source)
        _put_int(w, len(self.variables))
        for v in self.variables:
            _put_int(w, v.number)
            _put_int(w, v.start)
            _put_int(w, v.end)
            _put_int(w, v.offset)
        _put_int(w, len(self.deps))
        for d in self.deps:
            _put_str(w, d)
        body = w.getvalue()
        head = BytesWriter()
        _put_int(head, len(body) + 4)
        return head.getvalue() + body


def _put_int(w: BytesWriter, v: i64) -> None:
    write_i32_le(w, i32(v))


def _put_bytes(w: BytesWriter, b: bytes) -> None:
    write_i32_le(w, i32(len(b)))
    w.write(b)


def _put_str(w: BytesWriter, s: str) -> None:
    _put_bytes(w, s.encode("utf-8", "surrogatepass"))


@final
class _Reader:
    """Cursor over the wire format; reading past the end raises ValueError."""

    __slots__ = ("data", "pos")

    def __init__(self, data: bytes, pos: i64) -> None:
        self.data: bytes = data
        self.pos: i64 = pos

    def int(self) -> i64:
        if self.pos + 4 > len(self.data):
            raise ValueError("truncated compiled method")
        v = read_i32_le(self.data, self.pos)
        self.pos += 4
        return i64(v)

    def bytes(self) -> bytes:
        n = self.int()
        if n < 0 or self.pos + n > len(self.data):
            raise ValueError("truncated compiled method")
        v = self.data[self.pos:self.pos + n]
        self.pos += n
        return v

    def str(self) -> str:
        return self.bytes().decode("utf-8", "surrogatepass")


def decode_method(data: bytes, pos: i64) -> tuple[CompiledMethod, int]:
    """Decode one blob at `pos`; returns it and the position after it.  Raises ValueError when malformed."""
    r = _Reader(data, pos)
    total = r.int()
    if total < 5 or pos + total > len(data):
        raise ValueError("truncated compiled method")
    ok = data[r.pos] == 1
    r.pos += 1
    m = CompiledMethod(r.str())
    m.ok = ok
    m.reason = r.str()
    m.detail = r.str()
    m.code = r.bytes()
    for _ in range(r.int()):
        start = r.int()
        end = r.int()
        kind = r.int()
        m.parts.append(Part(start, end, kind, r.bytes()))
    m.gcinfo = r.bytes()
    m.rodata = r.bytes()
    m.rodata_align = r.int()
    for _ in range(r.int()):
        cell = r.int()
        text = r.str()
        m.symbols.append(Symbol(cell, text, r.bytes()))
    for _ in range(r.int()):
        ofs = r.int()
        sym = r.int()
        m.relocs.append(Reloc(ofs, sym, r.int()))
    for _ in range(r.int()):
        m.fixups.append(r.int())
    for _ in range(r.int()):
        flags = r.int()
        try_start = r.int()
        try_end = r.int()
        handler_start = r.int()
        handler_end = r.int()
        filter_start = r.int()
        m.eh.append(Clause(flags, try_start, try_end, handler_start, handler_end, filter_start, r.str()))
    for _ in range(r.int()):
        native = r.int()
        il = r.int()
        m.bounds.append(Bound(native, il, r.int()))
    for _ in range(r.int()):
        number = r.int()
        start = r.int()
        end = r.int()
        m.variables.append(HomedVariable(number, start, end, r.int()))
    for _ in range(r.int()):
        m.deps.append(r.str())
    if r.pos != pos + total:
        raise ValueError("compiled method of inconsistent length")
    return m, r.pos


def decode_methods(data: bytes) -> list[CompiledMethod]:
    """Decode concatenated blobs."""
    out: list[CompiledMethod] = []
    pos = 0
    while pos < len(data):
        m, pos = decode_method(data, pos)
        out.append(m)
    return out


def left_to_jit(key: str, reason: str, detail: str) -> CompiledMethod:
    """The result for a method that is not compiled; `reason` is a code of codegen.reasons."""
    m = CompiledMethod(key)
    m.reason = reason
    m.detail = detail
    return m
