"""The pass table: what happens to a method between the importer and lowering, in this order, and why.

`ORDER` states which pass must come before which, with the reason; a test checks the table against it.  A pass is a
function (Func, Work) -> number of changes; it may rely on what codegen.ssa.verify checks and on nothing else, except
that `preds` are not up to date (a pass that needs them calls Func.fill_preds).
"""
from __future__ import annotations

from collections.abc import Callable
from typing import Final, final

from mypy_extensions import i64

from codegen.core.timing import (
    T_BRANCH,
    T_COPYPROP,
    T_CSE,
    T_DCE,
    T_FOLD,
    T_GCPOLL,
    T_LAYOUT,
    T_NULLCHECK,
    T_VERIFY,
    TIMING,
    now_ns,
)
from codegen.opt.branch import branch_pass
from codegen.opt.copyprop import copyprop_pass
from codegen.opt.cse import cse_pass
from codegen.opt.dce import dce_pass
from codegen.opt.fold import fold_pass
from codegen.opt.gcpoll import gcpoll_pass
from codegen.opt.layout import layout_pass
from codegen.opt.nullcheck import nullcheck_pass
from codegen.opt.work import Work
from codegen.ssa.func import Func
from codegen.ssa.verify import verify_func

PassFn = Callable[[Func, Work], i64]
TraceFn = Callable[[str, Func, int], None]

LEVEL_REQUIRED: Final = 0   # only what correct code needs
LEVEL_FULL: Final = 1


@final
class Pass:
    """A row of the table: `level` is the lowest level at which the pass runs, `timing` its id in core.timing."""

    def __init__(self, name: str, run: PassFn, level: int, timing: int, reason: str) -> None:
        self.name: str = name
        self.run: PassFn = run
        self.level: int = level
        self.timing: int = timing
        self.reason: str = reason


PASSES: Final[list[Pass]] = [
    Pass("copyprop", copyprop_pass, LEVEL_FULL, T_COPYPROP,
         "the importer makes a parameter for every variable at every join; most are trivial"),
    Pass("fold", fold_pass, LEVEL_FULL, T_FOLD,
         "constants of the IL and of trivial parameters decide branches and addresses"),
    Pass("branch", branch_pass, LEVEL_FULL, T_BRANCH,
         "fewer and longer blocks: what comes next works along paths without joins"),
    Pass("copyprop", copyprop_pass, LEVEL_FULL, T_COPYPROP,
         "edges that branch has removed leave trivial parameters behind"),
    Pass("cse", cse_pass, LEVEL_FULL, T_CSE,
         "IL repeats array lengths, checks, static bases and field loads at every use"),
    Pass("nullcheck", nullcheck_pass, LEVEL_FULL, T_NULLCHECK,
         "every member access of the IL checks its object"),
    Pass("fold", fold_pass, LEVEL_FULL, T_FOLD,
         "forwarded stores and merged values make new constants"),
    Pass("branch", branch_pass, LEVEL_FULL, T_BRANCH,
         "and those decide branches"),
    Pass("copyprop", copyprop_pass, LEVEL_FULL, T_COPYPROP,
         "as after the first branch"),
    Pass("dce", dce_pass, LEVEL_REQUIRED, T_DCE,
         "lowering wants no block that cannot run, and code for nobody costs"),
    Pass("layout", layout_pass, LEVEL_FULL, T_LAYOUT,
         "blocks that throw go to the end, out of the way of the instruction cache; the test of a loop to its bottom"),
    Pass("gcpoll", gcpoll_pass, LEVEL_REQUIRED, T_GCPOLL,
         "a loop that never lets the collector stop the thread would hang the process"),
]

# (earlier, later, every, reason): the first run of `earlier`, or every one, stands before the first run of `later`.
ORDER: Final[list[tuple[str, str, bool, str]]] = [
    ("copyprop", "cse", False, "a value and a parameter that always equals it must be one value"),
    ("fold", "cse", False, "equal expressions must have one form"),
    ("fold", "branch", False, "conditions must be constants before branches can be decided"),
    ("cse", "nullcheck", True, "checks of equal values must be checks of one value"),
    ("cse", "dce", True, "what was replaced is dead"),
    ("nullcheck", "dce", True, "an unused load that checks nothing goes altogether"),
    ("copyprop", "dce", True, "trivial parameters keep values alive"),
    ("fold", "dce", True, "folding leaves operands without uses"),
    ("dce", "layout", True, "blocks that cannot run have no place"),
    ("branch", "gcpoll", True, "joining blocks must not separate a poll from its branch"),
    ("dce", "gcpoll", True, "no poll in loops that cannot run"),
    ("layout", "gcpoll", True, "polls go into the final graph"),
]


class VerifyError(Exception):
    """A pass left a malformed function behind."""

    def __init__(self, after: str, errors: list[str]) -> None:
        super().__init__(f"after {after}: " + "; ".join(errors[:5]))
        self.after: str = after
        self.errors: list[str] = errors


@final
class Passes:
    """Runs the table; one object per worker, its tables are reused."""

    def __init__(self) -> None:
        self.work: Work = Work()
        self.check: bool = False            # verify before the first and after every pass

    def run(self, f: Func, level: int, trace: TraceFn | None) -> None:
        """All passes of `level`; `trace(name, f, changes)` is called after each."""
        if self.check:
            self.verify(f, "import")
        for p in PASSES:
            if p.level <= level:
                self.run_one(p, f, trace)

    def run_one(self, p: Pass, f: Func, trace: TraceFn | None) -> None:
        start = now_ns()
        changes = p.run(f, self.work)
        TIMING.add(p.timing, start)
        if trace is not None:
            trace(p.name, f, changes)
        if self.check:
            self.verify(f, p.name)

    def verify(self, f: Func, after: str) -> None:
        start = now_ns()
        errors = verify_func(f)
        TIMING.add(T_VERIFY, start)
        if errors:
            raise VerifyError(after, errors)


_PASSES: Final = Passes()


def run_passes(f: Func, level: int, trace: TraceFn | None = None, check: bool = False) -> None:
    """Optimise `f` in place; with `check` raise VerifyError when it is or becomes malformed."""
    _PASSES.check = check
    _PASSES.run(f, level, trace)
    f.fill_preds()


def find_pass(name: str) -> Pass | None:
    """A row of the table by name."""
    for p in PASSES:
        if p.name == name:
            return p
    return None
