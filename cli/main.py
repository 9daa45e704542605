"""The `ngen` command: parses, calls farm, renders. Commands are in cli.commands; this file holds what they share.

No traceback ever reaches the user: what is expected to go wrong has an exit code (cli.exits) and a message that says
what to do next; a bug is written to a file in the store's log, which the message names.
"""

from __future__ import annotations

import os
import sys
import time
import traceback
from pathlib import Path

import click

from cli import exits
from cli.exits import CliError
from cli.switches import translate


def show_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            text = version("ngen")
        except PackageNotFoundError:
            text = "(running from a checkout)"
        click.echo(f"ngen {text}")
        context.exit(exits.DONE)


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="Switches may also be written Ngen's way: /Debug, /NoDependencies, /silent ...",
)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=show_version,
              help="Show the version and exit.")
def cli() -> None:
    """Compiles .NET assemblies ahead of time and keeps their native images."""


def register() -> None:
    """Add the commands; apart, because their module imports what they share from here."""
    from cli import commands

    for command in commands.ALL:
        cli.add_command(command)


def main(arguments: list[str] | None = None) -> int:
    """Run one command line and exit with its code."""
    words = sys.argv[1:] if arguments is None else arguments
    register()
    code = run(words)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough (`ngen display | head`).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def run(words: list[str]) -> int:
    try:
        result = cli.main(args=translate(words), prog_name="ngen", standalone_mode=False)
        return result if isinstance(result, int) else exits.DONE
    except CliError as e:
        return fail(e.code, e.message)
    except click.exceptions.Abort:
        return fail(exits.INTERRUPTED, "interrupted")
    except KeyboardInterrupt:
        return fail(exits.INTERRUPTED, "interrupted; nothing was left half-written")
    except click.ClickException as e:
        e.show()
        return exits.USAGE
    except BrokenPipeError:
        return exits.DONE
    except Exception as e:
        return explain(e)


def fail(code: int, message: str) -> int:
    click.echo(f"ngen: {message}", err=True)
    return code


def explain(e: Exception) -> int:
    """The exit code and message of an exception from below."""
    from binder.errors import BadImage, BindError, ResolveError
    from cache.cas import Corrupt, Missing
    from cache.index import Busy, WrongVersion
    from cache.store import Unsafe
    from farm.activate import ActivationError
    from farm.assemble import BrokenImage
    from farm.engine import EngineError
    from farm.install import NothingToCompile

    if isinstance(e, Busy):
        return fail(exits.BUSY, f"{e}\nWait for it to finish, or use another store (--store).")
    if isinstance(e, BindError):
        return fail(exits.NOT_FOUND, e.message)
    if isinstance(e, NothingToCompile):
        return fail(exits.FAILED, f"nothing to compile: {e}")
    if isinstance(e, ActivationError):
        return fail(
            exits.FAILED,
            f"{e}\nWith --no-activate the application stays as it is, and `ngen run` starts it with its images.",
        )
    if isinstance(e, (Corrupt, Missing)):
        return fail(exits.BAD_DATA, f"the store is damaged: {e}\nRun the command again with --force.")
    if isinstance(e, BrokenImage):
        return fail(exits.BAD_DATA, str(e))
    if isinstance(e, (BadImage, ResolveError, EngineError, Unsafe, WrongVersion)):
        return fail(exits.FAILED, str(e))
    if isinstance(e, OSError):
        where = f"{e.filename}: " if e.filename else ""
        return fail(exits.FAILED, f"{where}{e.strerror or e}")
    return fail(exits.FAILED, f"internal error: {type(e).__name__}: {e}\n{log_crash(e)}")


def log_crash(e: Exception) -> str:
    """Write the traceback to the store's log; returns a sentence that says where it is."""
    from cache.store import default_home

    text = "".join(traceback.format_exception(type(e), e, e.__traceback__))
    folder = default_home() / "log"
    path = folder / f"crash-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.txt"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        Path(path).write_text(text, encoding="utf-8")
    except OSError:
        return f"The details could not be written to {path}."
    return f"This is a bug; please report it with {path}."
