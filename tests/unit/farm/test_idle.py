"""The decision whether the machine is idle: tables of single rules, and properties over random samples."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farm.idle import REACT, Decision, Rules, Sample, decide, keep, load_limit, parse_hours

RULES = Rules(settle_seconds=10.0)
NOON = 12 * 60


def trace(seconds: float, load: float = 0.0, memory: float = 0.0, io: float = 0.0, step: float = 0.25) -> list[Sample]:
    """Samples over so many seconds in which others use `load` cores and so many shares of the time are stalls."""
    count = int(seconds / step)
    return [
        Sample(
            time=100 + i * step, minute=NOON, cores=4, others=5 + load * i * step,
            memory_stall=7 + memory * i * step, io_stall=9 + io * i * step,
        )
        for i in range(count + 1)
    ]


def continued(samples: list[Sample], more: list[Sample]) -> list[Sample]:
    """`more` shifted so that it goes on where `samples` end."""
    last, first = samples[-1], more[0]

    def moved(s: Sample) -> Sample:
        return replace(
            s, time=s.time - first.time + last.time, others=s.others - first.others + last.others,
            memory_stall=(s.memory_stall or 0) - (first.memory_stall or 0) + (last.memory_stall or 0),
            io_stall=(s.io_stall or 0) - (first.io_stall or 0) + (last.io_stall or 0),
        )

    return samples + [moved(s) for s in more[1:]]


def with_last(**changes: object) -> list[Sample]:
    samples = trace(20)
    return samples[:-1] + [replace(samples[-1], **changes)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"plugged": False}, "on battery"),
        ({"free_memory": 3.0}, "only 3 % of memory is free (limit 10 %)"),
        ({"free_disk": 2e6}, "only 2 MB of disk are free (limit 1024 MB)"),
        ({"user_seconds": 12.0}, "somebody typed in the last 300 s"),
        ({"user_seconds": -1.0}, "somebody typed in the last 300 s"),
        ({"session_idle": False}, "somebody is at work (login manager)"),
    ],
)
def test_rules_that_hold_at_once(changes: dict[str, object], reason: str) -> None:
    for working in (False, True):
        assert decide(with_last(**changes), RULES, working) == Decision(False, reason)


@pytest.mark.parametrize(
    "changes",
    [
        {"plugged": True}, {"plugged": None}, {"user_seconds": 301.0}, {"user_seconds": None},
        {"session_idle": True}, {"session_idle": None}, {"memory_stall": None}, {"io_stall": None},
    ],
)
def test_what_breaks_no_rule(changes: dict[str, object]) -> None:
    for working in (False, True):
        assert decide(with_last(**changes), RULES, working) == Decision(True, "the machine is idle")


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({"plugged": False}, {"on_battery": True}),
        ({"free_memory": 3.0}, {"free_memory_percent": 2.0}),
        ({"free_disk": 2e6}, {"free_disk_mb": 1.0}),
        ({"user_seconds": 0.0}, {"user_idle_seconds": 0.0}),
        ({"session_idle": False}, {"ask_logind": False}),
    ],
)
def test_each_rule_can_be_loosened(changes: dict[str, object], rules: dict[str, object]) -> None:
    assert decide(with_last(**changes), replace(RULES, **rules), True).idle  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("hours", "minute", "inside"),
    [
        ("08:00-18:00", 8 * 60, True), ("08:00-18:00", 18 * 60, False), ("08:00-18:00", 7 * 60 + 59, False),
        ("22:00-06:00", 23 * 60, True), ("22:00-06:00", 5 * 60, True), ("22:00-06:00", 6 * 60, False),
        ("00:00-24:00", 0, True), ("00:00-24:00", 1439, True), ("12:00-12:00", 720, False),
    ],
)
def test_quiet_hours(hours: str, minute: int, inside: bool) -> None:
    decision = decide(with_last(minute=minute), replace(RULES, quiet_hours=("01:00-01:01", hours)), False)
    assert decision.idle is not inside
    if inside:
        assert decision.reason == f"it is within the quiet hours {hours}"


@pytest.mark.parametrize(
    "text", ["", "8-18", "08:00", "08:00-", "25:00-26:00", "08:60-09:00", "a:b-c:d", "-1:00-02:00"]
)
def test_hours_that_are_none(text: str) -> None:
    with pytest.raises(ValueError):
        parse_hours(text)


@pytest.mark.parametrize(
    ("load", "memory", "io", "working", "reason"),
    [
        (1.2, 0.0, 0.0, True, "load 1.2 by others (limit 0.5 cores)"),
        (0.4, 0.0, 0.0, True, ""),
        (0.0, 0.06, 0.0, True, "memory pressure 6 % (limit 5 %)"),
        (0.0, 0.04, 0.0, True, ""),
        (0.0, 0.0, 0.25, False, "disk pressure 25 % (limit 20 %)"),
        (0.0, 0.0, 0.25, True, ""),  # its own reading and writing counts, too
        (0.0, 0.0, 0.45, True, "disk pressure 45 % (limit 40 %)"),
    ],
)
def test_load_and_pressure(load: float, memory: float, io: float, working: bool, reason: str) -> None:
    decision = decide(trace(20, load, memory, io), RULES, working)
    assert decision == Decision(not reason, reason or "the machine is idle")


def test_work_stops_within_half_a_second_of_load_and_starts_after_the_settling_time() -> None:
    quiet = trace(20)
    assert decide(quiet, RULES, True).idle
    assert decide(continued(quiet, trace(0.25, 1.5)), RULES, True).idle is False
    assert decide(continued(quiet, trace(REACT, 1.0)), RULES, True).idle is False
    after = continued(continued(quiet, trace(9, 1.0)), trace(1.0))
    assert decide(after, RULES, True).idle  # nothing to stop for now
    assert decide(after, RULES, False).reason == "load 0.9 by others (limit 0.5 cores)"
    assert decide(continued(after, trace(9.5)), RULES, False).idle


def test_a_machine_is_watched_before_work_starts() -> None:
    assert decide([], RULES, False) == Decision(False, "nothing has been measured yet")
    assert decide(trace(4), RULES, False).reason == "the machine has to be idle for 10 s first"
    assert decide(trace(4), RULES, True).idle
    assert decide(trace(10), RULES, False).idle
    assert decide(trace(0), replace(RULES, settle_seconds=0.0), False).idle


def test_large_machines_may_have_some_load() -> None:
    assert [load_limit(n, RULES) for n in (1, 8, 10, 64)] == [0.5, 0.5, 0.5, 3.2]


SAMPLES = st.lists(
    st.tuples(st.floats(0.01, 5), st.floats(0, 8), st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=60
)


def built(steps: list[tuple[float, float, float, float]]) -> list[Sample]:
    samples = [Sample(time=0.0, minute=NOON, cores=4, memory_stall=0.0, io_stall=0.0)]
    for seconds, load, memory, io in steps:
        last = samples[-1]
        samples.append(
            replace(
                last, time=last.time + seconds, others=last.others + load * seconds,
                memory_stall=(last.memory_stall or 0) + memory * seconds, io_stall=(last.io_stall or 0) + io * seconds,
            )
        )
    return samples


@given(SAMPLES, st.booleans())
def test_every_decision_has_a_reason(steps: list[tuple[float, float, float, float]], working: bool) -> None:
    decision = decide(built(steps), RULES, working)
    assert decision.reason
    assert decision.idle == (decision.reason == "the machine is idle")


@given(SAMPLES)
def test_what_may_start_may_go_on(steps: list[tuple[float, float, float, float]]) -> None:
    samples = built(steps)
    if decide(samples, RULES, False).idle:
        assert decide(samples, RULES, True).idle


@given(SAMPLES, st.floats(0.6, 8))
def test_more_load_never_makes_a_machine_idle(steps: list[tuple[float, float, float, float]], more: float) -> None:
    samples = built(steps)
    busier = [replace(s, others=s.others + more * s.time) for s in samples]
    for working in (False, True):
        if not decide(samples, RULES, working).idle:
            assert not decide(busier, RULES, working).idle


@given(SAMPLES, st.booleans())
def test_samples_that_are_dropped_change_no_decision(
    steps: list[tuple[float, float, float, float]], working: bool
) -> None:
    kept: list[Sample] = []
    seen: list[Sample] = []
    for sample in built(steps):
        seen.append(sample)
        kept.append(sample)
        keep(kept, RULES)
        assert decide(kept, RULES, working) == decide(seen, RULES, working)
