"""CompileOptions: what the user can change about generated code; part of every action key."""
from __future__ import annotations

from typing import final


@final
class CompileOptions:
    """`check` verifies the SSA after every pass; `only` and `skip` select methods by a suffix of their hash bits."""

    def __init__(self, optimize: bool = True, check: bool = False, only: str = "", skip: str = "") -> None:
        self.optimize: bool = optimize
        self.check: bool = check
        self.only: str = only
        self.skip: str = skip

    def text(self) -> str:
        """Canonical text, also the inverse of `parse_options`."""
        return f"optimize={int(self.optimize)} check={int(self.check)} only={self.only} skip={self.skip}"


def parse_options(text: str) -> CompileOptions:
    """The options of `CompileOptions.text`; ValueError for anything else."""
    o = CompileOptions()
    for word in text.split():
        name, eq, value = word.partition("=")
        if not eq:
            raise ValueError(f"malformed option {word!r}")
        if name == "optimize":
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
