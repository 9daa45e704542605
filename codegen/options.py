"""CompileOptions: what the user can change about generated code; part of every action key."""
from __future__ import annotations

from typing import Final, final

# Words of a scenario, in the order of its text.
SCENARIO_DEBUG: Final = "debug"
SCENARIO_PROFILE: Final = "profile"
SCENARIO_NONE: Final = "none"


@final
class CompileOptions:
    """`debug` gives code that a debugger steps through, without optimisation; `profile` gives every method a frame
    pointer; `check` verifies the SSA after every pass; `only` and `skip` select methods by a suffix of their hash
    bits."""

    def __init__(self, optimize: bool = True, check: bool = False, only: str = "", skip: str = "",
                 debug: bool = False, profile: bool = False) -> None:
        self.optimize: bool = optimize
        self.check: bool = check
        self.only: str = only
        self.skip: str = skip
        self.debug: bool = debug
        self.profile: bool = profile

    def scenario(self) -> str:
        """`debug`, `profile`, `debug+profile` or `none`."""
        words: list[str] = []
        if self.debug:
            words.append(SCENARIO_DEBUG)
        if self.profile:
            words.append(SCENARIO_PROFILE)
        return "+".join(words) if words else SCENARIO_NONE

    def text(self) -> str:
        """Canonical text, also the inverse of `parse_options`."""
        return (f"scenario={self.scenario()} optimize={int(self.optimize)} check={int(self.check)} "
                f"only={self.only} skip={self.skip}")


def parse_options(text: str) -> CompileOptions:
    """The options of `CompileOptions.text`; ValueError for anything else."""
    o = CompileOptions()
    for word in text.split():
        name, eq, value = word.partition("=")
        if not eq:
            raise ValueError(f"malformed option {word!r}")
        if name == "scenario":
            _scenario(o, value)
        elif name == "optimize":
            o.optimize = value == "1"
        elif name == "check":
            o.check = value == "1"
        elif name == "only":
            o.only = value
        elif name == "skip":
            o.skip = value
        else:
            raise ValueError(f"unknown option {word!r}")
    return o


def _scenario(o: CompileOptions, text: str) -> None:
    if text == SCENARIO_NONE:
        return
    for word in text.split("+"):
        if word == SCENARIO_DEBUG:
            o.debug = True
        elif word == SCENARIO_PROFILE:
            o.profile = True
        else:
            raise ValueError(f"unknown scenario {word!r}")
