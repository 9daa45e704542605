"""What the commands share: options, the one assembly they take, and the store.

`@common` gathers the options every command has into one `Common`, so that a command's signature holds only what is
its own. Nothing here imports more than click: start-up is most of what a short command costs.

The banner is one line on standard output, and only where a person reads it: at a terminal, and not with --nologo,
--silent, --json, $NGEN_NOLOGO or $DOTNET_NOLOGO. `run`, `dump` and `completion` print nothing of their own.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli import __version__

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from cache.store import Store

_Command = Callable[..., Any]

# Set by the scripts of `ngen completion`.
COMPLETE = "_NGEN_COMPLETE"
BANNER = f"ngen {__version__}, native image generator for .NET. MIT licence."
# The second is the one by which the dotnet command's own banner is switched off.
_NO_BANNER = ("NGEN_NOLOGO", "DOTNET_NOLOGO")


@dataclass(frozen=True)
class Common:
    """How loud, how, and on which store a command works; `wait` is how long for another one, in seconds."""

    home: str | None
    as_json: bool = False
    quiet: bool = False
    verbose: bool = False
    wait: float | None = None

    def open_store(self) -> Store:
        from cache.store import Store

        return Store(self.store_path(), self.wait, self.notice)

    def store_path(self) -> Path:
        from cache.store import default_home

        return Path(self.home).absolute() if self.home else default_home()

    def notice(self, holder: str) -> None:
        if sys.stderr.isatty() and not self.quiet:
            click.echo(f"ngen: waiting for {holder}", err=True)

    def say(self, line: str) -> None:
        """A line for people; not for --silent, and not beside JSON."""
        if not self.quiet and not self.as_json:
            click.echo(line)


def common(function: _Command) -> _Command:
    """Adds --store, --json, --silent, --verbose and --nologo; the command gets them as `common`."""

    def call(
        *args: Any, home: str | None, as_json: bool, quiet: bool, verbose: bool, no_logo: bool,
        wait: float | None = None, **words: Any,
    ) -> Any:
        if sys.stdout.isatty() and not (no_logo or quiet or as_json or any(map(os.environ.get, _NO_BANNER))):
            click.echo(BANNER)
        return function(*args, common=Common(home, as_json, quiet, verbose, wait), **words)

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


def with_wait(function: _Command) -> _Command:
    """For commands that change the store; goes under `common`, which takes the value."""
    return click.option(
        "--wait", type=click.FloatRange(0), metavar="SECONDS",
        help="Wait so long for another command that changes the store (default: as long as it takes).",
    )(function)


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


def with_scenarios(function: _Command) -> _Command:
    function = click.option("--profile", is_flag=True, help="The images for the profiling scenario.")(function)
    return click.option("--debug", is_flag=True, help="The images for the debugging scenario.")(function)


def with_binding(function: _Command) -> _Command:
    function = click.option(
        "--app-base", metavar="DIR", default="", help="Look for dependencies in this folder."
    )(function)
    return click.option(
        "--exe-config", metavar="PATH", default="",
        help="Bind dependencies as this application does, by its configuration.",
    )(function)


def with_gac(function: _Command) -> _Command:
    return click.option(
        "--gac", metavar="DIR", multiple=True, help="A global assembly cache; repeatable (default: $NGEN_GAC)."
    )(function)


def with_queue(help: str) -> Callable[[_Command], _Command]:
    """--queue [1|2|3]; the value may be left out (cli.switches fills it in)."""
    return click.option("--queue", type=click.Choice(["1", "2", "3"]), metavar="[1|2|3]", help=help)


def assembly(name: str, required: bool = True) -> Callable[[_Command], _Command]:
    """The one assembly a command takes, by path or name; '' when it may be left out and is."""

    def check(context: click.Context, _: click.Parameter, words: tuple[str, ...]) -> str:
        return one_assembly(context.info_name or "", words, required)

    return click.argument(
        "what", metavar=name if required else f"[{name}]", nargs=-1, callback=check, shell_complete=complete_roots
    )


def one_assembly(action: str, words: Sequence[str], required: bool) -> str:
    if not words:
        if required:
            raise click.UsageError(
                f"{action} needs an assembly: a path, or a name such as \"MyLib, Version=1.0.0.0\""
            )
        return ""
    if len(words) > 1:
        joined = " ".join(words)
        if "=" in joined:
            raise click.UsageError(f'a name with spaces is one argument: quote it, as in {action} "{joined}"')
        raise click.UsageError(f"{action} takes one assembly, and there are {len(words)}: {', '.join(words)}")
    what = words[0]
    if not what:
        raise click.UsageError(f"{action} needs an assembly, and its name is empty")
    if "://" in what:
        raise click.UsageError(f"{what} is an address; ngen fetches nothing, so download it and give its path")
    return what


def complete_roots(context: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
    """Files, as the shell completes them, Ngen's switches, and what is installed."""
    from click.shell_completion import CompletionItem

    from cli.switches import completions

    found = [CompletionItem(typed, type="file")]
    if typed.startswith("/"):
        options = {name for parameter in context.command.get_params(context) for name in parameter.opts}
        found += [CompletionItem(switch) for switch in completions(typed, options)]
    try:
        store = Common(context.params.get("home")).open_store()
    except Exception:  # whatever is wrong with the store, a completion is no place to say so
        return found
    names = {name for root in store.index.roots.all() for name in (root.name, root.path)}
    store.close()
    return found + [CompletionItem(name) for name in sorted(names) if name and name.startswith(typed)]
