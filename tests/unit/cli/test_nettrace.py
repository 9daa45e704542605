"""The trace reader on a trace written by hand, whole, cut anywhere, and on garbage; and what a report makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.nettrace import BadTrace, read_trace
from cli.report import Recorder


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
    loads = u32(9) + z("Microsoft-Windows-DotNETRuntime") + u32(143) + z("") + bytes(20)
    # flags: 1 metadata id, 2 sequence triple, 4 thread, 8 stack, 128 size; the timestamp is always there
    events = event(128, b"\0", meta) + event(128, b"\0", other) + event(128, b"\0", loads)
    data = block(data, "MetadataBlock", events)
    found = bytes(8) + z("N.T") + z("M") + z("void ()") + (0x1000).to_bytes(8, "little") + b"\0\0"
    absent = bytes(8) + z("N.T") + z("A") + z("void ()") + bytes(8) + b"\0\0"
    events = event(1 | 2 | 4 | 8 | 128, varint(7) + b"\1\1\1" + varint(300) + b"\2" + varint(1000), found)
    events += event(128, b"\1", absent)
    events += event(1 | 128, varint(8) + b"\1", found)
    # Tier0; Tier1; precompiled code, which is not the JIT's; the cold part of a method
    for flags in (8 | 3 << 7, 8 | 4 << 7, 2 << 7, 8 | 2 << 7 | 1 << 28):
        load = bytes(24) + u32(10, 0x06000001, flags) + z("N.T") + z("J") + z("instance int32  (int32)") + bytes(10)
        events += event(1 | 128, varint(9) + b"\1", load)
    return block(data, "EventBlock", events) + b"\1"


def test_events() -> None:
    found = read_trace(trace())
    assert [(p.method, p.address) for p in found.entry_points] == [("N.T:M()", 0x1000), ("N.T:A()", 0)]
    assert [(j.method, j.tier) for j in found.jitted] == [("N.T:J(int32)", "Tier0"), ("N.T:J(int32)", "Tier1")]


def test_a_trace_cut_anywhere_gives_what_was_complete() -> None:
    whole = trace()
    for end in range(32, len(whole)):
        found = read_trace(whole[:end])
        assert len(found.entry_points) <= 2 and len(found.jitted) <= 2


def test_garbage_is_refused() -> None:
    for data in (b"", b"Nettrace", b"x" * 100):
        with pytest.raises(BadTrace):
            read_trace(data)


def test_a_report() -> None:
    recorder = Recorder()
    environment = recorder.environment()
    Path(environment["DOTNET_EventPipeOutputPath"].replace("{pid}", "7")).write_bytes(trace())
    log = Path(environment["DOTNET_ReadyToRunLogFile"] + ".7")
    lines = ['Ready to Run header not found: "/app/a.dll".', 'Ready to Run initialized successfully: "/fx/b.dll".']
    log.write_text("\n".join(lines) + "\n")
    report = recorder.read(7, ("/fx",))
    assert report.fields() == {
        "methods_from_images": 1,
        "methods_not_found_in_images": 1,
        "methods_jitted": 2,
        "tiers": {"Tier0": 1, "Tier1": 1},
        "jitted": [{"method": "N.T:J(int32)", "tier": "Tier0"}, {"method": "N.T:J(int32)", "tier": "Tier1"}],
        "modules": ['Ready to Run header not found: "/app/a.dll".'],
    }
    assert report.lines(1) == [
        "methods from images: 1; JIT-compiled: 2 (1 Tier0, 1 Tier1)",
        "  N.T:J(int32) [Tier0]",
        "  ... and 1 more; --report-json FILE has all",
        '  Ready to Run header not found: "/app/a.dll".',
    ]


def test_a_report_without_a_trace() -> None:
    report = Recorder().read(7, ())
    assert report.used is None and report.fields()["methods_jitted"] is None
    assert report.lines(1)[0].startswith("methods from images and JIT-compiled: unknown")
