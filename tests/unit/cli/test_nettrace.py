"""The trace reader on a trace written by hand, whole, cut anywhere, and on garbage."""

from __future__ import annotations

import pytest

from cli.nettrace import BadTrace, entry_points
from cli.report import parse_jit


def z(text: str) -> bytes:
    return (text + "\0").encode("utf-16-le")


def u32(*values: int) -> bytes:
    return b"".join(v.to_bytes(4, "little") for v in values)


def varint(value: int) -> bytes:
    out = b""
    while value >= 0x80:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def block(data: bytes, name: str, events: bytes) -> bytes:
    """Append a block object to `data`."""
    data += b"\5\5\1" + u32(2, 2, len(name)) + name.encode() + b"\6"
    body = (20).to_bytes(2, "little") + b"\1\0" + bytes(16) + events
    data += u32(len(body))
    data += bytes(-len(data) % 4)
    return data + body + b"\6"


def event(flags: int, head: bytes, payload: bytes) -> bytes:
    return bytes([flags]) + head + varint(len(payload)) + payload


def trace() -> bytes:
    data = b"Nettrace" + u32(20) + b"!FastSerialization.1"
    data += b"\5\5\1" + u32(4, 4, 5) + b"Trace\6" + bytes(48) + b"\6"
    meta = u32(7) + z("Microsoft-Windows-DotNETRuntime") + u32(159) + z("") + bytes(20)
    other = u32(8) + z("Other") + u32(159) + z("") + bytes(20)
    # flags: 1 metadata id, 2 sequence triple, 4 thread, 8 stack, 128 size; the timestamp is always there
    events = event(128, b"\0", meta) + event(128, b"\0", other)
    data = block(data, "MetadataBlock", events)
    found = bytes(8) + z("N.T") + z("M") + z("void ()") + (0x1000).to_bytes(8, "little") + b"\0\0"
    absent = bytes(8) + z("N.T") + z("A") + z("void ()") + bytes(8) + b"\0\0"
    events = event(1 | 2 | 4 | 8 | 128, varint(7) + b"\1\1\1" + varint(300) + b"\2" + varint(1000), found)
    events += event(128, b"\1", absent)
    events += event(1 | 128, varint(8) + b"\1", found)
    return block(data, "EventBlock", events) + b"\1"


def test_entry_points() -> None:
    points = entry_points(trace())
    assert [(p.key, p.address) for p in points] == [("N.T.M void ()", 0x1000), ("N.T.A void ()", 0)]


def test_a_trace_cut_anywhere_gives_what_was_complete() -> None:
    whole = trace()
    for end in range(32, len(whole)):
        assert len(entry_points(whole[:end])) <= 2


def test_garbage_is_refused() -> None:
    for data in (b"", b"Nettrace", b"x" * 100):
        with pytest.raises(BadTrace):
            entry_points(data)


def test_jit_summary() -> None:
    text = (
        "   1: JIT compiled Smoke:Main() [Tier0, IL size=9, code size=20]\n"
        "   2: JIT compiled A`1[int]:M(int[]):this [Tier1-OSR @0x5 with Dynamic PGO, IL size=1, code size=2]\n"
        "   3: JIT compiled (dynamicClass):InvokeStub_EventAttribute.set_Level() [FullOpts, IL size=1]\n"
        "noise\n"
    )
    assert [(j.method, j.tier) for j in parse_jit(text)] == [
        ("Smoke:Main()", "Tier0"),
        ("A`1[int]:M(int[]):this", "Tier1-OSR @0x5 with Dynamic PGO"),
    ]
