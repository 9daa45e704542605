"""Unwind information, exception clauses, debug information, reference maps, and the streams below them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from librt.strings import BytesWriter

from codegen.emit import debuginfo as dbg
from codegen.emit import ehinfo as eh
from codegen.emit import gcrefmap as refs
from codegen.emit import unwindinfo as uw
from codegen.emit.bits import BitReader, BitWriter, NibbleReader, NibbleWriter, ceil_log2

RBX, RBP = 3, 5


# streams ------------------------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(-(2**40), 2**40), st.integers(1, 8)), max_size=30))
def test_bit_stream_round_trip(items: list[tuple[int, int]]) -> None:
    w = BitWriter()
    for value, base in items:
        w.unsigned(abs(value), base)
        if base > 1:
            w.signed(value, base)
        w.bits(abs(value), 45)
    r = BitReader(w.finish(), 0)
    for value, base in items:
        assert r.unsigned(base) == abs(value)
        if base > 1:
            assert r.signed(base) == value
        assert r.bits(45) == abs(value)


@given(st.lists(st.integers(-(2**40), 2**40), max_size=30))
def test_nibble_stream_round_trip(items: list[int]) -> None:
    w = NibbleWriter()
    for value in items:
        w.unsigned(abs(value))
        w.signed(value)
    data = w.finish()
    r = NibbleReader(data, 0)
    for value in items:
        assert r.unsigned() == abs(value)
        assert r.signed() == value
    assert r.byte_position() == len(data)


def test_streams_refuse_to_run_off_their_data() -> None:
    with pytest.raises(ValueError):
        BitReader(b"\1", 0).bits(9)
    with pytest.raises(ValueError):
        NibbleReader(b"\xff", 0).unsigned()


def test_ceil_log2() -> None:
    assert [ceil_log2(n) for n in (0, 1, 2, 3, 4, 5, 64, 65)] == [0, 0, 1, 2, 2, 3, 6, 7]


# unwind information --------------------------------------------------------------------------------------------


def test_unwind_of_a_plain_frame() -> None:
    u = uw.UnwindInfo()
    u.prolog_size = 5
    u.push(1, RBP)
    u.alloc(5, 32)
    assert u.encode().hex(" ") == "19 05 02 00 05 32 01 50"


def test_unwind_with_frame_register() -> None:
    u = uw.UnwindInfo()
    u.prolog_size = 11
    u.push(1, RBP)
    u.push(2, RBX)
    u.alloc(6, 24)
    u.set_frame(11, RBP, 32)
    assert u.encode().hex(" ") == "19 0b 04 25 0b 03 06 22 02 30 01 50"


def test_unwind_leaf() -> None:
    assert uw.UnwindInfo().encode().hex(" ") == "19 00 00 00"


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("push"), st.integers(0, 15)),
            st.tuples(st.just("alloc"), st.integers(1, 200000).map(lambda n: n * 8)),
            st.tuples(st.just("save"), st.integers(0, 200000).map(lambda n: n * 8)),
            st.tuples(st.just("xmm"), st.integers(0, 200000).map(lambda n: n * 16)),
        ),
        max_size=20,
    ),
    st.sampled_from([0, 16, 240, 256, 65536]),
)
def test_unwind_round_trip(ops: list[tuple[str, int]], frame: int) -> None:
    u = uw.UnwindInfo()
    end = 0
    for name, value in ops:
        end += 2
        if name == "push":
            u.push(end, value)
        elif name == "alloc":
            u.alloc(end, value)
        elif name == "save":
            u.save(end, 12, value)
        else:
            u.save_xmm(end, 6, value)
    if frame:
        u.set_frame(end + 2, RBP, frame)
    u.prolog_size = end + 2
    blob = u.encode()
    assert len(blob) == uw.encoded_size(blob, 0) and len(blob) % 4 == 0
    back = uw.decode_unwind(blob, 0)
    assert uw.describe_unwind(back) == uw.describe_unwind(u)
    assert back.encode() == blob


def test_unwind_refuses_other_versions() -> None:
    with pytest.raises(ValueError):
        uw.decode_unwind(b"\x02\0\0\0", 0)
    with pytest.raises(ValueError):
        uw.decode_unwind(b"\x19\0\x05\0", 0)


# exception clauses ---------------------------------------------------------------------------------------------


def region(kind: int, il: tuple[int, int, int, int], native: tuple[int, int, int, int], filt: int = 0) -> eh.EhRegion:
    r = eh.EhRegion(kind, *il, class_text="T" if kind == 0 else "")
    r.try_start, r.try_end, r.handler_start, r.handler_end = native
    r.filter_start = filt
    return r


def nested_regions() -> list[eh.EhRegion]:
    """try { try { try A catch (DZ) catch (IC) when } finally } catch"""
    return [
        region(0, (0, 10, 10, 20), (0x16, 0x31, 0x4D, 0x7F)),
        region(1, (0, 10, 24, 30), (0x16, 0x31, 0xC0, 0xE4), 0x7F),
        region(4, (0, 32, 32, 36), (0x16, 0x32, 0xE4, 0x106)),
        region(0, (0, 38, 38, 44), (0x16, 0x44, 0x106, 0x11D)),
    ]


def clause_text(c: eh.Clause) -> str:
    return f"{c.flags:X}[{c.try_start:X},{c.try_end:X})h{c.handler_start:X}"


def test_clauses_for_net8_are_duplicated_over_nested_funclets() -> None:
    texts = [clause_text(c) for c in eh.make_clauses(nested_regions(), 9)]
    assert texts == [
        "0[16,31)h4D", "11[16,31)hC0", "4[16,32)hE4", "0[16,44)h106",
        "C[4D,7F)hE4", "8[4D,7F)h106", "C[C0,E4)hE4", "8[C0,E4)h106", "8[E4,106)h106",
    ]  # fmt: skip


def test_clauses_for_net10_are_the_real_ones() -> None:
    assert [c.flags for c in eh.make_clauses(nested_regions(), 16)] == [0, 0x11, 4, 0]


def test_equal_native_tries_nest_by_il() -> None:
    inner = region(0, (0, 4, 4, 8), (0, 9, 20, 30))
    outer = region(2, (0, 8, 8, 12), (0, 9, 30, 40))
    flags = [clause_text(c) for c in eh.make_clauses([inner, outer], 9)]
    assert flags == ["0[0,9)h14", "2[0,9)h1E", "A[14,1E)h1E"]


def test_clause_of_unreachable_try_is_dropped() -> None:
    assert eh.make_clauses([region(2, (0, 4, 4, 8), (5, 5, 9, 12))], 9) == []


def test_finally_of_an_empty_try_is_covered_by_the_clauses_around_it() -> None:
    inner = region(2, (2, 4, 4, 8), (12, 12, 40, 50))
    outer = region(0, (0, 9, 9, 12), (5, 20, 50, 60))
    assert [clause_text(c) for c in eh.make_clauses([inner, outer], 9)] == ["0[5,14)h32", "8[28,32)h32"]
    assert [clause_text(c) for c in eh.make_clauses([inner, outer], 16)] == ["0[5,14)h32"]


def test_clause_bytes() -> None:
    out = BytesWriter()
    clauses = eh.make_clauses(nested_regions(), 16)
    for c in clauses:
        eh.encode_clause(out, c, 0x0100000A)
    data = out.getvalue()
    assert data[:24].hex(" ", 4) == "00000000 16000000 31000000 4d000000 7f000000 0a000001"
    assert data[24:48].hex(" ", 4) == "11000000 16000000 31000000 c0000000 e4000000 7f000000"
    for k, c in enumerate(clauses):
        back, token = eh.decode_clause(data, k * eh.CLAUSE_SIZE)
        assert clause_text(back) == clause_text(c)
        assert (back.handler_end, back.filter_start) == (c.handler_end, c.filter_start)
        assert token == (0x0100000A if c.class_text else 0)
    with pytest.raises(ValueError):
        eh.decode_clause(data, len(data) - 23)


# debug information ---------------------------------------------------------------------------------------------

bounds = st.lists(
    st.tuples(st.integers(0, 300), st.integers(-3, 5000), st.sampled_from([0, 2, 16, 18])), min_size=1, max_size=20
)
locations = st.lists(
    st.tuples(st.integers(0, 500), st.integers(0, 500), st.integers(-4, 40), st.integers(0, 10),
              st.integers(0, 40), st.integers(0, 40), st.integers(0, 40)),
    max_size=12,
)  # fmt: skip


@given(bounds, locations, st.sampled_from([9, 16]))
def test_debug_round_trip(rows, places, major) -> None:  # type: ignore[no-untyped-def]
    info = dbg.DebugInfo()
    at = 0
    for delta, il, source in rows:
        at += delta
        info.add_bound(at, il, source)
    for start, length, number, kind, a, b, c in places:
        count = len(dbg._OPERANDS[kind])
        info.add_var(start, start + length, number, kind, a, b if count > 1 else 0, c if count > 2 else 0)
    blob = info.encode(major)
    back, end = dbg.decode_debug(b"\7" + blob + b"\1", 1, major)
    assert end == len(blob) + 1
    for name in ("natives", "ils", "sources", "vars"):
        assert list(getattr(back, name)) == list(getattr(info, name))


def test_debug_negative_stack_offset_and_nothing() -> None:
    info = dbg.DebugInfo()
    assert info.encode(9) == b"" and info.encode(16) == b""
    info.add_var(1, 5, 0, dbg.LOC_STACK, RBP, -24, 0)
    assert info.encode(16) == b""
    back, _ = dbg.decode_debug(info.encode(9), 0, 9)
    assert list(back.vars) == [1, 5, 0, dbg.LOC_STACK, RBP, -24, 0]


# reference maps ------------------------------------------------------------------------------------------------


def refmap(*items: tuple[int, int]) -> refs.RefMap:
    m = refs.RefMap()
    for position, token in items:
        m.add(position, token)
    return m


def test_refmap_vectors() -> None:
    assert refmap().encode() == b"\x00"
    assert refmap((0, refs.REF)).encode() == b"\x01"
    assert refmap((0, refs.REF), (1, refs.REF)).encode() == b"\x05"
    assert refmap((0, refs.INTERIOR)).encode() == b"\x02"
    shared = refmap((0, refs.TYPE_PARAM), (1, refs.REF), (2, refs.REF))
    assert shared.encode().hex(" ") == "cf 02"


@given(st.dictionaries(st.integers(0, 400), st.integers(1, 5), max_size=20), st.binary(max_size=3))
def test_refmap_round_trip(items: dict[int, int], tail: bytes) -> None:
    m = refmap(*sorted(items.items()))
    blob = m.encode()
    back, end = refs.decode_refmap(blob + tail, 0)
    assert end == len(blob)
    assert list(back.items) == list(m.items)


@pytest.mark.parametrize("count", [0, 1, 1023, 1024, 1025, 2500])
def test_refmap_table(count: int) -> None:
    maps = [refmap((k % 7, refs.REF), (k, refs.INTERIOR)) if k > 7 else refmap() for k in range(count)]
    data = b"zz" + refs.encode_refmap_table([m.encode() for m in maps])
    assert int.from_bytes(data[2:6], "little") == 4 * (count // 1024 + 1)
    for k in {0, 1, count // 2, 1023, 1024, count - 1}:
        if 0 <= k < count:
            assert list(refs.refmap_at(data, 2, k).items) == list(maps[k].items)
