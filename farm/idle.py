"""When the machine is idle: the rules of the native image service, and the decision they lead to.

A *sample* is what was measured at one moment (farm.sampler); a decision is a pure function of the latest samples, the
rules, and whether the service is at work. Every decision gives its reason as a sentence.

Sums in samples (`others`, `memory_stall`, `io_stall`) grow from sample to sample, so that the mean over any window is
exact. Work stops when the mean over the last `REACT` seconds breaks a rule; it starts when neither that window nor the
last `settle_seconds` do. Rules on what is read at one moment (battery, user, disk, hours) hold at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

REACT = 0.5
# What the service itself reads and writes makes others and itself wait, too.
_OWN_IO = 2.0


@dataclass(frozen=True)
class Rules:
    """The limits; docs/service.md explains each. Those of time are in seconds, those of pressure in percent."""

    settle_seconds: float = 30.0
    load_cores: float = 0.5
    load_share: float = 5.0
    memory_pressure: float = 5.0
    io_pressure: float = 20.0
    free_memory_percent: float = 10.0
    free_disk_mb: float = 1024.0
    user_idle_seconds: float = 300.0
    ask_logind: bool = True
    on_battery: bool = False
    quiet_hours: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sample:
    """`others` is the processor time of all processes but ours; None stands for what this machine cannot tell."""

    time: float  # seconds of a clock that never jumps
    minute: int  # of the day, local time
    cores: int
    others: float = 0.0  # core-seconds
    memory_stall: float | None = None  # seconds in which some process waited for memory
    io_stall: float | None = None  # seconds in which some process waited for input or output
    free_memory: float = 100.0  # percent
    free_disk: float = 1e12  # bytes, where the store is
    plugged: bool | None = None
    user_seconds: float | None = None  # since somebody typed at a terminal
    session_idle: bool | None = None  # what the login manager says of all sessions


@dataclass(frozen=True)
class Decision:
    idle: bool
    reason: str


def decide(samples: Sequence[Sample], rules: Rules, working: bool) -> Decision:
    """Whether work of priority 3 may start or, if `working`, go on. `samples` are in the order of time."""
    if not samples:
        return Decision(False, "nothing has been measured yet")
    now = samples[-1]
    reason = at_once(now, rules) or over(_since(samples, REACT), now, rules, working)
    if reason or working:
        return Decision(not reason, reason or "the machine is idle")
    first = _since(samples, rules.settle_seconds)
    if now.time - first.time < rules.settle_seconds:
        return Decision(False, f"the machine has to be idle for {rules.settle_seconds:g} s first")
    reason = over(first, now, rules, working)
    return Decision(not reason, reason or "the machine is idle")


def at_once(now: Sample, rules: Rules) -> str:
    """The broken rule among those that look at one moment; '' when none is."""
    for hours in rules.quiet_hours:
        if _within(now.minute, hours):
            return f"it is within the quiet hours {hours}"
    if now.plugged is False and not rules.on_battery:
        return "on battery"
    if now.free_memory < rules.free_memory_percent:
        return f"only {now.free_memory:.0f} % of memory is free (limit {rules.free_memory_percent:g} %)"
    if now.free_disk < rules.free_disk_mb * 1e6:
        return f"only {now.free_disk / 1e6:.0f} MB of disk are free (limit {rules.free_disk_mb:g} MB)"
    if now.user_seconds is not None and now.user_seconds < rules.user_idle_seconds:
        return f"somebody typed in the last {rules.user_idle_seconds:g} s"
    if now.session_idle is False and rules.ask_logind:
        return "somebody is at work (login manager)"
    return ""


def over(first: Sample, now: Sample, rules: Rules, working: bool) -> str:
    """The broken rule among those that look at the time between two samples; '' when none is."""
    seconds = now.time - first.time
    if seconds <= 0:
        return ""
    load = (now.others - first.others) / seconds
    limit = load_limit(now.cores, rules)
    if load > limit:
        return f"load {load:.1f} by others (limit {limit:.1f} cores)"
    stalls = (
        ("memory", first.memory_stall, now.memory_stall, rules.memory_pressure),
        ("disk", first.io_stall, now.io_stall, rules.io_pressure * (_OWN_IO if working else 1.0)),
    )
    for what, before, after, most in stalls:
        if before is not None and after is not None:
            pressure = 100 * (after - before) / seconds
            if pressure > most:
                return f"{what} pressure {pressure:.0f} % (limit {most:g} %)"
    return ""


def load_limit(cores: int, rules: Rules) -> float:
    """In cores; on large machines a share of them, since something always runs there."""
    return max(rules.load_cores, rules.load_share / 100 * cores)


def keep(samples: list[Sample], rules: Rules) -> None:
    """Drop what no later decision can need."""
    horizon = samples[-1].time - max(rules.settle_seconds, REACT)
    while len(samples) > 2 and samples[1].time <= horizon:
        samples.pop(0)


def _since(samples: Sequence[Sample], seconds: float) -> Sample:
    """The latest sample that is at least so old, else the first."""
    at = samples[-1].time - seconds
    for sample in reversed(samples):
        if sample.time <= at:
            return sample
    return samples[0]


def parse_hours(text: str) -> tuple[int, int]:
    """(first, last) minute of the day of "HH:MM-HH:MM"; ValueError for anything else."""
    begin, dash, end = text.partition("-")
    if not dash:
        raise ValueError(text)
    return _minute(begin), _minute(end)


def _minute(text: str) -> int:
    hour, colon, minute = text.strip().partition(":")
    if not (colon and hour.isdecimal() and minute.isdecimal() and int(hour) <= 24 and int(minute) < 60):
        raise ValueError(text)
    return int(hour) * 60 + int(minute)


def _within(minute: int, hours: str) -> bool:
    begin, end = parse_hours(hours)
    if begin <= end:
        return begin <= minute < end
    return minute >= begin or minute < end
