"""Time spent in each part of compiling a method: a closed list of ids, two clock reads a part.

The totals are for people and never reach an image.
"""
from __future__ import annotations

from time import perf_counter_ns
from typing import Final, final

from mypy_extensions import i64

T_IMPORT: Final = 1
T_COPYPROP: Final = 2
T_FOLD: Final = 3
T_BRANCH: Final = 4
T_CSE: Final = 5
T_NULLCHECK: Final = 6
T_DCE: Final = 7
T_LAYOUT: Final = 8
T_GCPOLL: Final = 9
T_VERIFY: Final = 10
T_LOWER: Final = 11
T_REGALLOC: Final = 12
T_EMIT: Final = 13

T_NAMES: Final = ("none", "import", "copyprop", "fold", "branch", "cse", "nullcheck", "dce", "layout", "gcpoll",
                  "verify", "lower", "regalloc", "emit")


@final
class Timing:
    """Totals by id.  Parts may nest; each counts its own whole time."""

    def __init__(self) -> None:
        self.ns: list[int] = [0] * len(T_NAMES)
        self.count: list[int] = [0] * len(T_NAMES)

    def clear(self) -> None:
        k: i64 = 0
        while k < len(T_NAMES):
            self.ns[k] = 0
            self.count[k] = 0
            k += 1

    def add(self, part: i64, start_ns: int) -> None:
        """The part that began at `start_ns` (of now_ns) is over."""
        self.ns[part] += perf_counter_ns() - start_ns
        self.count[part] += 1

    def lines(self) -> list[str]:
        """A table: part, runs, total milliseconds; only parts that ran."""
        out: list[str] = []
        for k in range(1, len(T_NAMES)):
            if self.count[k]:
                out.append(f"{T_NAMES[k]:<10} {self.count[k]:>9} {self.ns[k] / 1e6:>12.3f} ms")
        return out


TIMING: Final = Timing()


def now_ns() -> int:
    """The clock that Timing.add expects."""
    return perf_counter_ns()
