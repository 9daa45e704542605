"""Reads what was JIT-compiled and what was taken from images out of a NetTrace file, format version 4, as .NET 8 and
10 write it.

    file    := "Nettrace" u32 20 "!FastSerialization.1" object* 0x01
    object  := 5 5 1 u32 version u32 minReader u32 nameLength name 6 payload 6
    payload := for "Trace": 48 bytes; else u32 size, zeros to a multiple of 4 of the file position, `size` bytes
    block   := i16 headerSize, i16 flags (1: compressed event headers), ... ; then events
    event 159 R2RGetEntryPoint  := u64 MethodID, method, u64 entry point (0: not found or rejected), u16
    event 143 MethodLoadVerbose := u64 MethodID, u64 ModuleID, u64 start, u32 size, u32 token, u32 flags, method, ...
    method  := z namespace, z name, z signature                                                    (z: UTF-16, NUL)
    flags   := 8 JIT-compiled, bits 7 to 9 the tier, the four highest bits: part of a method (0 the whole, or its main)

Source: microsoft/perfview src/TraceEvent/EventPipe/NetTraceFormat.md, dotnet/runtime src/coreclr/vm/ClrEtwAll.man.
"""

from __future__ import annotations

from collections.abc import Callable

_R2R_GET_ENTRY_POINT = 159
_METHOD_LOAD_VERBOSE = 143
_TRACE_PAYLOAD = 48
_JITTED = 8
_TIERS = (
    "unknown tier", "MinOpts", "FullOpts", "Tier0", "Tier1", "Tier1-OSR", "Instrumented Tier0", "Instrumented Tier1",
)


class BadTrace(Exception):
    """Not a trace this reader understands."""


class EntryPoint:
    """A precompiled method that was asked for; `address` is 0 when the image had none, or it was rejected."""

    def __init__(self, method: str, address: int) -> None:
        self.method = method
        self.address = address


class Jitted:
    """One compilation by the JIT; a method may have several, of different tiers."""

    def __init__(self, method: str, tier: str) -> None:
        self.method = method
        self.tier = tier


class Trace:
    def __init__(self) -> None:
        self.entry_points: list[EntryPoint] = []
        self.jitted: list[Jitted] = []


class _Cursor:
    def __init__(self, data: bytes, at: int, end: int) -> None:
        self.data = data
        self.at = at
        self.end = end

    def take(self, count: int) -> bytes:
        if count < 0 or self.at + count > self.end:
            raise BadTrace("truncated")
        found = self.data[self.at : self.at + count]
        self.at += count
        return found

    def number(self, count: int) -> int:
        return int.from_bytes(self.take(count), "little")

    def varint(self) -> int:
        value = shift = 0
        while True:
            byte = self.number(1)
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value
            if shift > 70:
                raise BadTrace("number too long")

    def text(self) -> str:
        start = self.at
        while self.number(2):
            pass
        return self.data[start : self.at - 2].decode("utf-16-le", "replace")


def read_trace(data: bytes) -> Trace:
    """The events of a trace, in its order. One that ends early gives what was complete."""
    c = _Cursor(data, 0, len(data))
    if c.take(8) != b"Nettrace" or c.number(4) != 20 or c.take(20) != b"!FastSerialization.1":
        raise BadTrace("not a NetTrace file of version 4")
    ids: dict[int, int] = {}
    found = Trace()
    try:
        while c.number(1) == 5:
            c.take(2 + 8)
            name = c.take(c.number(4)).decode("ascii", "replace")
            c.take(1)
            if name == "Trace":
                c.take(_TRACE_PAYLOAD)
            else:
                size = c.number(4)
                c.at += -c.at % 4
                block = _Cursor(data, c.at, min(c.at + size, c.end))
                c.take(size)
                if name == "MetadataBlock":
                    _read_block(block, lambda id, event: _read_metadata(event, ids))
                elif name == "EventBlock":
                    _read_block(block, lambda id, event: _read_event(ids.get(id, 0), event, found))
            c.take(1)
    except BadTrace:
        # The process was killed while it wrote; what came before is sound.
        return found
    return found


def _read_metadata(event: _Cursor, ids: dict[int, int]) -> None:
    id = event.number(4)
    provider = event.text()
    if provider == "Microsoft-Windows-DotNETRuntime":
        ids[id] = event.number(4)


def _read_event(kind: int, event: _Cursor, found: Trace) -> None:
    if kind == _R2R_GET_ENTRY_POINT:
        event.take(8)
        method = _read_method(event)
        found.entry_points.append(EntryPoint(method, event.number(8)))
    elif kind == _METHOD_LOAD_VERBOSE:
        event.take(8 + 8 + 8 + 4 + 4)
        flags = event.number(4)
        if flags & _JITTED and flags >> 28 == 0:
            found.jitted.append(Jitted(_read_method(event), _TIERS[flags >> 7 & 7]))


def _read_method(event: _Cursor) -> str:
    """`Namespace.Type:Name(arguments)`."""
    owner, name, signature = event.text(), event.text(), event.text()
    return f"{owner}:{name}{signature[max(signature.find('('), 0) :]}"


def _read_block(c: _Cursor, handle: Callable[[int, _Cursor], None]) -> None:
    header = c.number(2)
    compressed = c.number(2) & 1
    c.take(header - 4)
    metadata = size = 0
    while c.at < c.end:
        if compressed:
            flags = c.number(1)
            if flags & 1:
                metadata = c.varint()
            if flags & 2:
                c.varint()
                c.varint()
                c.varint()
            if flags & 4:
                c.varint()
            if flags & 8:
                c.varint()
            c.varint()
            c.take(16 if flags & 16 else 0)
            c.take(16 if flags & 32 else 0)
            if flags & 128:
                size = c.varint()
            id = metadata
        else:
            total = c.number(4)
            begin = c.at
            id = c.number(4) & 0x7FFFFFFF
            c.take(4 + 8 + 8 + 4 + 4 + 8 + 32)
            size = c.number(4)
            if c.at - begin + size > total:
                raise BadTrace("event longer than its record")
        event = _Cursor(c.data, c.at, min(c.at + size, c.end))
        c.take(size)
        handle(id, event)
        if not compressed:
            c.at += -c.at % 4
