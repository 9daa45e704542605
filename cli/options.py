"""What the commands share: their options, the store, and the two ways an argument names an installed root.

`@common` gathers the options every command has into one `Common`, so that a command's signature holds only what is
its own. Nothing here imports more than click: start-up is most of what a short command costs.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli import __version__

if TYPE_CHECKING:
    from cache.store import Store

_Command = Callable[..., Any]

BANNER = f"ngen {__version__}, native image generator for .NET. MIT licence."
# The second is the one by which the dotnet command's own banner is switched off.
_NO_BANNER = ("NGEN_NOLOGO", "DOTNET_NOLOGO")


@dataclass(frozen=True)
class Common:
    """How loud, how, and on which store a command works."""

    home: str | None
    as_json: bool
    quiet: bool
    verbose: bool

    def open_store(self) -> Store:
        from cache.store import Store, default_home

        return Store(Path(self.home).absolute() if self.home else default_home())

    def say(self, line: str) -> None:
        """A line for people; not for --silent, and not beside JSON."""
        if not self.quiet and not self.as_json:
            click.echo(line)


def common(function: _Command) -> _Command:
    """Adds --store, --json, --silent, --verbose and --nologo; the command gets them as `common`."""

    def call(
        *args: Any, home: str | None, as_json: bool, quiet: bool, verbose: bool, no_logo: bool, **words: Any
    ) -> Any:
        if sys.stdout.isatty() and not (no_logo or quiet or as_json or any(map(os.environ.get, _NO_BANNER))):
            click.echo(BANNER)
        return function(*args, common=Common(home, as_json, quiet, verbose), **words)

    out: _Command = functools.wraps(function)(call)
    for option in (
        click.option("--no-logo", "--nologo", "no_logo", is_flag=True, help="No banner line at a terminal."),
        click.option("-v", "--verbose", is_flag=True, help="Say more."),
        click.option("-q", "--silent", "--quiet", "quiet", is_flag=True, help="Print errors only."),
        click.option("--json", "as_json", is_flag=True, help="Print one JSON object."),
        with_store,
    ):
        out = option(out)
    return out


def with_store(function: _Command) -> _Command:
    return click.option(
        "--store", "home", metavar="DIR", help="The store to use (default: $NGEN_HOME, else the user's data folder)."
    )(function)


def with_engine(function: _Command) -> _Command:
    engines = click.Choice(["auto", "inline", "processes", "ray"])
    function = click.option(
        "--engine", type=engines, default="auto", show_default=True, help="Where methods are compiled."
    )(function)
    return click.option("--workers", type=click.IntRange(0), default=0, help="How many at once (default: cores).")(
        function
    )
