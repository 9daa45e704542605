"""What is said when something goes wrong: the exit code and message of every exception from below.

No traceback ever reaches the user: what is expected to go wrong has an exit code (cli.exits) and a message that says
what to do next; a bug is written to a file in the store's log, which the message names.
"""

from __future__ import annotations

import os

import click

from cli import exits
from cli.exits import CliError


def fail(code: int, message: str) -> int:
    click.echo(f"ngen: {message}", err=True)
    return code


def explain(e: Exception) -> int:
    """Print what happened and what to do; returns the exit code."""
    if isinstance(e, CliError):
        return fail(e.code, e.message)
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
    import time
    import traceback

    from cache.store import default_home

    text = "".join(traceback.format_exception(type(e), e, e.__traceback__))
    folder = default_home() / "log"
    path = folder / f"crash-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.txt"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError:
        return f"The details could not be written to {path}."
    return f"This is a bug; please report it with {path}."
