"""Native integers, fixup lists, arrays and hash tables: known bytes, and random content through both directions."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from librt.strings import BytesWriter

from codegen.link.nativeformat import (
    decode_fixups,
    encode_fixups,
    get_ns,
    get_nu,
    ns_size,
    nu_bytes,
    nu_size,
    number_size,
    put_ns,
    put_number,
)
from codegen.link.nativetable import (
    NativeArray,
    NativeArrayWriter,
    NativeHashtable,
    NativeHashtableWriter,
    debug_position,
    read_entry,
)


@given(st.one_of(st.integers(0, 2**32 - 1), st.sampled_from([0x7F, 0x80, 0x3FFF, 0x4000, 0x1FFFFF, 0x10000000])))
def test_unsigned_numbers(value: int) -> None:
    data = nu_bytes(value)
    assert len(data) == nu_size(value) == number_size(data + b"\0", 0)
    assert get_nu(data, 0) == value
    for size in range(len(data), 6):
        out = BytesWriter()
        put_number(out, value, size)
        assert get_nu(out.getvalue(), 0) == value and len(out.getvalue()) == size


@given(st.one_of(st.integers(-(2**31), 2**31 - 1), st.sampled_from([-64, 63, 64, -65, 8191, -8192, 8192])))
def test_signed_numbers(value: int) -> None:
    out = BytesWriter()
    put_ns(out, value)
    assert len(out.getvalue()) == ns_size(value)
    assert get_ns(out.getvalue(), 0) == value


def test_sizes_of_numbers() -> None:
    assert [nu_size(v) for v in (0x7F, 0x80, 0x3FFF, 0x4000, 0x1FFFFF, 0x200000, 0xFFFFFFF)] == [1, 2, 2, 3, 3, 4, 4]
    assert [ns_size(v) for v in (63, -64, 64, -65, 8191, -8192, 8192)] == [1, 1, 2, 2, 2, 2, 3]


def test_malformed_numbers() -> None:
    for data in (b"", b"\x01", b"\x1f\0\0\0\0", b"\x0f\0\0\0"):
        with pytest.raises(ValueError):
            get_nu(data, 0)


def cell(section: int, slot: int) -> int:
    return (section << 32) | slot


def test_fixup_vectors() -> None:
    assert encode_fixups([cell(6, 0)]).hex(" ") == "06 00"
    assert encode_fixups([cell(5, 3), cell(5, 4)]).hex(" ") == "35 01 00"
    assert encode_fixups([cell(2, 0)]).hex(" ") == "02 00"


@given(st.sets(st.tuples(st.integers(0, 8), st.integers(0, 5000)), min_size=1, max_size=40), st.binary(max_size=2))
def test_fixups_round_trip(cells: set[tuple[int, int]], tail: bytes) -> None:
    items = sorted(cell(*c) for c in cells)
    blob = encode_fixups(items)
    assert decode_fixups(blob + tail, 0) == (items, len(blob))


def test_array_vectors() -> None:
    w = NativeArrayWriter()
    w.add_entry(1, 1, b"")
    w.add_entry(0, 0, b"\6\0")
    assert w.finish().hex(" ") == "10 01 02 02 02 26 02 06 00 04"
    assert w.finish().hex(" ") == "10 01 02 02 02 26 02 06 00 04"
    w = NativeArrayWriter()
    w.add_entry(0, 0, b"")
    assert w.finish().hex(" ") == "08 01 00 00"
    w = NativeArrayWriter()
    w.add_entry(0, 0, b"\2\0")
    assert w.finish().hex(" ") == "08 01 00 02 02 00"


blobs = st.one_of(st.just(b""), st.binary(min_size=1, max_size=3), st.sampled_from([b"a" * 300, b"b" * 70]))


@settings(max_examples=60)
@given(st.dictionaries(st.integers(0, 700), st.tuples(st.integers(0, 40000), blobs), max_size=90), st.integers(0, 3))
def test_entry_array_round_trip(items: dict[int, tuple[int, bytes]], before: int) -> None:
    w = NativeArrayWriter()
    for index, (function, fixups) in sorted(items.items(), reverse=True):
        w.add_entry(index, function, fixups)
    data = bytes(before) + w.finish() + bytes(4)
    array = NativeArray(data, before)
    assert array.count == max(items, default=-1) + 1
    for index in range(720):
        at = array.find(index)
        if index not in items:
            assert at == 0
            continue
        function, where = read_entry(data, at)
        assert function == items[index][0]
        expected = items[index][1]
        assert (data[where : where + len(expected)] == expected) if where else expected == b""


@settings(max_examples=40)
@given(st.dictionaries(st.integers(0, 300), st.binary(min_size=1, max_size=30), max_size=60))
def test_debug_array_round_trip(items: dict[int, bytes]) -> None:
    w = NativeArrayWriter()
    for index, blob in items.items():
        w.add_debug(index, blob)
    data = w.finish()
    array = NativeArray(data, 0)
    for index in range(310):
        at = array.find(index)
        assert (at != 0) == (index in items)
        if at:
            where = debug_position(data, at)
            assert data[where : where + len(items[index])] == items[index]


def test_equal_blobs_are_stored_once() -> None:
    w = NativeArrayWriter()
    for index in range(40):
        w.add_debug(index, b"x" * 100)
    assert len(w.finish()) < 300


def test_big_array_uses_wide_words() -> None:
    w = NativeArrayWriter()
    for index in range(0, 3000, 2):
        w.add_debug(index, bytes([index & 255, index >> 8]) * 40)
    data = w.finish()
    array = NativeArray(data, 0)
    assert array.width == 2
    for index in range(3000):
        at = array.find(index)
        assert (at == 0) == (index % 2 == 1)
        if at:
            assert data[debug_position(data, at)] == index & 255


def test_empty_hashtable() -> None:
    assert NativeHashtableWriter().finish().hex(" ") == "00 02 02"


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), st.binary(min_size=1, max_size=9)), max_size=120))
def test_hashtable_round_trip(items: list[tuple[int, bytes]]) -> None:
    w = NativeHashtableWriter()
    for k, (value, payload) in enumerate(items):
        if k % 2:
            w.add_raw(value, b"\1" + payload)
        else:
            w.add_entry(value, b"\2" + payload, k, payload)
    data = w.finish()
    table = NativeHashtable(data, 0)
    total = 0
    for number in range(table.buckets):
        stored = table.bucket(number)
        total += len(stored)
        assert [i >> 32 for i in stored] == sorted(i >> 32 for i in stored)
    assert total == len(items)
    for k, (value, payload) in enumerate(items):
        hits = []
        for at in table.find(value):
            if data[at + 1 : at + 1 + len(payload)] != payload or data[at] != (1 if k % 2 else 2):
                continue
            if k % 2 == 0:
                function, where = read_entry(data, at + 1 + len(payload))
                if function != k:
                    continue
                assert data[where : where + len(payload)] == payload
            hits.append(at)
        assert hits


def test_hello_world_type_table() -> None:
    """The type table of a two-type assembly as the reference compiler writes it."""
    w = NativeHashtableWriter()
    w.add_raw(0x38, nu_bytes(2 << 1))
    w.add_raw(0xA3, nu_bytes(1 << 1))
    data = w.finish()
    table = NativeHashtable(data, 0)
    assert (data[0], data[1], data[2], len(data)) == (0, 2, 6, 9)
    assert [get_nu(data, at) for at in table.find(0x38)] == [4]
    assert [get_nu(data, at) for at in table.find(0xA3)] == [2]
