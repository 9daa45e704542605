"""GC info: bytes seen in images made by the reference compiler, and random models through both directions."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.emit import gcinfo as g
from codegen.emit.gcinfo import GcInfo
from codegen.emit.gcinfo64 import encode
from codegen.emit.gcinfo64_decode import decode, describe

RBX, RSI, RDI, RAX = 3, 6, 7, 0
FRAME = g.BASE_FRAME


def hexed(info: GcInfo, version: int) -> str:
    return encode(info, version).hex(" ")


def model(length: int, base: bool = False, kind: int = 0, flags: int = 0) -> GcInfo:
    info = GcInfo()
    info.code_len = length
    info.base_reg = g.REG_RBP if base else 0
    info.return_kind = kind
    info.flags = flags
    return info


def points(info: GcInfo, returns: list[int], slots: list[int], rows: list[list[int]]) -> None:
    for at, row in zip(returns, rows):
        info.add_safe_point(at)
        for slot, bit in zip(slots, row):
            if bit:
                info.mark_live(slot)


def moves(info: GcInfo, slot: int, text: str) -> list[tuple[int, int, bool]]:
    """`4+ 19-` as (pseudo-offset -> code offset, slot, live)."""
    out = []
    for item in text.split():
        pseudo = int(item[:-1])
        for r in info.ranges:
            start, stop = r >> 32, r & 0xFFFFFFFF
            if pseudo < stop - start:
                out.append((start + pseudo, slot, item[-1] == "+"))
                break
            pseudo -= stop - start
    return out


def transitions(info: GcInfo, texts: dict[int, str]) -> None:
    found: list[tuple[int, int, bool]] = []
    for slot, text in texts.items():
        found += moves(info, slot, text)
    for offset, slot, live in sorted(found):
        info.add_transition(offset, slot, live)


def test_leaf() -> None:
    assert hexed(model(6), 2) == "60 00 00"
    assert hexed(model(6), 4) == "18 00"


def test_v2_register_live_across_a_call() -> None:
    m = model(32, kind=2)
    rbx = m.add_register(RBX, 0)
    points(m, [13, 31], [rbx], [[1], [0]])
    assert hexed(m, 2) == "08 42 cc 8f 41"


def test_v2_two_register_return_needs_the_fat_header() -> None:
    m = model(71, base=True, kind=5)
    rbx = m.add_register(RBX, 0)
    m.add_untracked(FRAME, -16, 0)
    m.add_untracked(FRAME, -24, 0)
    points(m, [33, 56], [rbx], [[1], [0]])
    assert hexed(m, 2) == "81 a8 23 00 02 74 9b b0 c1 1e 06 01"


def test_v2_pinned_untracked() -> None:
    m = model(72, base=True)
    m.add_untracked(FRAME, -16, g.SLOT_PINNED)
    points(m, [55, 71], [], [[], []])
    assert hexed(m, 2) == "82 44 36 a3 48 9f"


def test_v2_range() -> None:
    m = model(29, base=True)
    rdi = m.add_register(RDI, 0)
    m.add_range(4, 27)
    m.add_transition(4, rdi, True)
    m.add_transition(27, rdi, False)
    assert hexed(m, 2) == "81 80 0e 00 88 60 19 47 04 06"


def test_v2_method_context() -> None:
    m = model(58, base=True, kind=1, flags=g.F_CONTEXT_METHOD)
    m.prolog_size = 12
    m.context_slot = -32
    rbx = m.add_register(RBX, 0)
    points(m, [21, 30, 39, 48], [rbx], [[1]] * 4)
    assert hexed(m, 2) == "c1 08 1d 0b 0f 80 81 ea cc 77 0c 1e"


def test_v2_eh_method() -> None:
    m = model(104, base=True, flags=g.F_PSP | g.F_REPORT_LEAF)
    m.add_range(14, 43)
    m.add_range(65, 98)
    rsi = m.add_register(RSI, 0)
    rdi = m.add_register(RDI, 0)
    slot = m.add_tracked(FRAME, -16, 0)
    transitions(
        m,
        {rsi: "29+ 38-", rdi: "0+ 4- 19+ 25- 32+ 38- 42+ 48-", slot: "4+ 26- 29+ 42-"},
    )
    assert hexed(m, 2) == (
        "91 01 34 00 00 98 83 63 01 d5 60 40 1f 11 8e 5d 53 e2 34 0b 36 ab 61 89 da ae 0a"
    )


def test_v4_register_live_across_a_call() -> None:
    m = model(32)
    rbx = m.add_register(RBX, 0)
    points(m, [13, 31], [rbx], [[1], [0]])
    assert hexed(m, 4) == "80 50 fb 63 10"


def test_v4_method_context() -> None:
    m = model(58, base=True, flags=g.F_CONTEXT_METHOD)
    m.prolog_size = 12
    m.context_slot = -16
    rbx = m.add_register(RBX, 0)
    rax = m.add_register(RAX, 0)
    points(m, [21, 30, 39, 48], [rax, rbx], [[0, 1], [1, 1], [0, 1], [0, 1]])
    assert hexed(m, 4) == "c1 d0 b1 f8 00 18 2a ef 84 0b 20 ae"


def test_v4_this_context_without_frame() -> None:
    m = model(76, flags=g.F_CONTEXT_THIS)
    m.prolog_size = 14
    m.context_slot = 8
    rax = m.add_register(RAX, 0)
    rbx = m.add_register(RBX, 0)
    m.add_untracked(g.BASE_SP, 8, 0)
    points(m, [32, 44, 53, 65], [rax, rbx], [[0, 1], [0, 1], [0, 1], [1, 1]])
    assert hexed(m, 4) == "61 60 d2 04 80 01 c4 aa 05 2b 02 54 00 ea"


def test_v4_eh_method() -> None:
    m = model(85, base=True, flags=g.F_REPORT_LEAF)
    m.add_range(14, 46)
    m.add_range(50, 84)
    rbx = m.add_register(RBX, 0)
    rdi = m.add_register(RDI, 0)
    slot = m.add_tracked(FRAME, -24, 0)
    transitions(m, {rbx: "0+ 24-", rdi: "18+ 24- 32+ 38- 42+ 48-", slot: "4+ 25- 32+ 42-"})
    assert hexed(m, 4) == "81 a9 02 00 73 7c 08 a1 1a 86 d9 23 02 8e 98 52 2c d8 ac 86 25 66 c1 2a"


def test_unused_and_repeated_slots_vanish() -> None:
    plain = model(32, kind=2)
    points(plain, [13, 31], [plain.add_register(RBX, 0)], [[1], [0]])
    m = model(32, kind=2)
    m.add_register(12, 0)
    first = m.add_register(RBX, 0)
    again = m.add_register(RBX, 0)
    m.add_tracked(FRAME, -8, 1)
    points(m, [13, 31], [first, again], [[1, 1], [0, 0]])
    assert encode(m, 2) == encode(plain, 2)


def test_outgoing_area_alone_keeps_the_slim_header() -> None:
    m = model(40, base=True)
    m.out_area = 32
    assert encode(m, 4) == encode(model(40, base=True), 4)
    points(m, [20], [m.add_tracked(g.BASE_SP, 40, 0)], [[1]])
    assert decode(encode(m, 4), 0, 4).info.out_area == 32


def shape(info: GcInfo, version: int) -> list[str]:
    """What a model means: its text after one trip, which puts slots in encoded order."""
    return describe(decode(encode(info, version) + bytes(8), 0, version).info)


registers = st.tuples(st.sampled_from([0, 1, 2, 3, 6, 7, 12, 13, 14, 15]), st.integers(0, 1))
stack = st.tuples(st.integers(0, 2), st.integers(-300, 300), st.integers(0, 3))


@settings(max_examples=150)
@given(
    st.integers(2, 5000),
    st.lists(registers, max_size=12, unique=True),
    st.lists(stack, max_size=70, unique=True),
    st.lists(stack, max_size=10, unique=True),
    st.data(),
    st.sampled_from([2, 4]),
)
def test_safe_points_round_trip(length, regs, tracked, untracked, data, version) -> None:  # type: ignore[no-untyped-def]
    m = model(length, base=data.draw(st.booleans()), kind=data.draw(st.integers(0, 10)))
    slots = [m.add_register(r, f) for r, f in regs] + [m.add_tracked(b, o * 8, f) for b, o, f in tracked]
    for b, o, f in untracked:
        m.add_untracked(b, o * 8, f)
    if data.draw(st.booleans()):
        m.flags |= g.F_CONTEXT_TYPE
        m.prolog_size = data.draw(st.integers(1, 99))
        m.context_slot = data.draw(st.integers(-99, 99)) * 8
    rows: list[set[str]] = []
    for at in sorted(data.draw(st.sets(st.integers(1, length - 1), max_size=6))):
        m.add_safe_point(at)
        live = data.draw(st.sets(st.sampled_from(slots), max_size=8)) if slots else set()
        for s in live:
            m.mark_live(s)
        rows.append(live)
    blob = encode(m, version)
    back = decode(blob + bytes(8), 0, version)
    assert encode(back.info, version) == blob
    assert back.end <= len(blob)
    from codegen.emit.gcinfo64_decode import slot_text

    seen: list[set[str]] = [set() for _ in rows]
    for v in back.info.live:
        seen[v >> 32].add(slot_text(back.info, v & 0xFFFFFFFF))
    assert seen == [{slot_text(m, s) for s in row} for row in rows]
    assert list(back.info.safe_points) == list(m.safe_points)


@settings(max_examples=150)
@given(
    st.lists(st.tuples(st.integers(1, 40), st.integers(1, 200)), min_size=1, max_size=5),
    st.lists(registers, min_size=1, max_size=15, unique=True),
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 14), st.booleans()), max_size=60),
    st.sampled_from([2, 4]),
)
def test_ranges_round_trip(gaps, regs, events, version) -> None:  # type: ignore[no-untyped-def]
    m = model(sum(a + b for a, b in gaps) + 5)
    at = 0
    ranges = []
    for gap, size in gaps:
        ranges.append((at + gap, at + gap + size))
        at += gap + size
        m.add_range(*ranges[-1])
    slots = [m.add_register(r, f) for r, f in regs]
    state: dict[int, bool] = {}
    timeline: dict[int, set[int]] = {}
    ordered = sorted(((o, slots[s % len(slots)], v) for o, s, v in events), key=lambda e: e[0])
    for o, s, v in ordered:
        m.add_transition(o, s, v)
    k = 0
    for o in range(m.code_len):
        while k < len(ordered) and ordered[k][0] <= o:
            state[ordered[k][1]] = ordered[k][2]
            k += 1
        if any(a <= o < b for a, b in ranges):
            timeline[o] = {s for s, v in state.items() if v}
    blob = encode(m, version)
    back = decode(blob + bytes(8), 0, version).info
    assert encode(back, version) == blob
    from codegen.emit.gcinfo64_decode import slot_text

    live: set[str] = set()
    k = 0
    got = list(back.transitions)
    for o in sorted(timeline):
        while k < len(got) and got[k] >> 32 <= o:
            name = slot_text(back, (got[k] & 0xFFFFFFFF) >> 1)
            if got[k] & 1:
                live.add(name)
            else:
                live.discard(name)
            k += 1
        assert live == {slot_text(m, s) for s in timeline[o]}
