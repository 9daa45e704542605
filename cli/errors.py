"""What is said when something goes wrong: the exit code and message of every exception from below.

No traceback ever reaches the user: what is expected to go wrong has an exit code (cli.exits) and a message that says
what to do next; a bug is written to a file in the store's log, which the message names.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

import click

from cli import exits
from cli.exits import CliError


def fail(code: int, message: str) -> int:
    click.echo(f"ngen: {message}", err=True)
    return code


def explain_usage(e: click.ClickException, words: Sequence[str]) -> int:
    """A command line that cannot be understood: what is wrong in it, in the user's own spelling, and where to look."""
    context = e.ctx if isinstance(e, click.UsageError) else None
    action = (context.info_name or "") if context is not None and context.parent is not None else ""
    message = e.format_message()
    if isinstance(e, click.NoSuchOption):
        message = _no_such_option(e, words)
    elif isinstance(e, click.BadParameter) and e.param is not None and e.param.param_type_name == "option":
        message = f"{e.param.opts[-1]}: {e.message}"
    text = f"{action}: {message}" if action and not message.startswith(action) else message
    return fail(exits.USAGE, f"{text}\nTry `ngen {action + ' ' if action else ''}--help`.")


def _no_such_option(e: click.NoSuchOption, words: Sequence[str]) -> str:
    from cli.switches import spelling

    near = [p for p in e.possibilities or () if p.startswith("--")]
    written = spelling(words, e.option_name)
    hint = f"; did you mean {' or '.join(near[:2])}?" if near and written == e.option_name else ""
    return f"there is no switch {written} here{hint}"


def no_such_action(word: str, actions: Sequence[str]) -> str:
    import difflib

    if word.lower().endswith((".dll", ".exe")) or os.path.isfile(word):
        return f"{word} is a file, and an action comes first: ngen install {word}"
    near = difflib.get_close_matches(word.lower(), actions, 2)
    if near:
        return f"there is no action {word}; did you mean {' or '.join(near)}?"
    return f"there is no action {word}\nActions: {', '.join(actions)}."


def explain(e: Exception) -> int:
    """Print what happened and what to do; returns the exit code."""
    if isinstance(e, CliError):
        return fail(e.code, e.message)
    from binder.errors import BadImage, BindError, ResolveError
    from cache.cas import Corrupt, Missing
    from cache.index import Busy, Damaged, WrongVersion
    from cache.store import Unsafe
    from farm.activate import ActivationError
    from farm.assemble import BrokenImage
    from farm.engine import EngineError
    from farm.install import MissingDependencies, NothingToCompile
    from farm.request import BadRequest
    from farm.select import NotFound
    from farm.service import CannotWork
    from farm.settings import BadSettings
    from farm.systemd import SystemdError

    if isinstance(e, Busy):
        return fail(exits.BUSY, f"{e}\nWait for it to finish, or use another store (--store).")
    if isinstance(e, NotFound):
        return fail(exits.NOT_FOUND, str(e))
    if isinstance(e, BindError):
        return fail(exits.NOT_FOUND, e.message)
    if isinstance(e, MissingDependencies):
        return fail(
            exits.NOT_FOUND,
            f"{e}\nPut them beside the application, or compile without them: --ignore-missing.",
        )
    if isinstance(e, NothingToCompile):
        return fail(exits.FAILED, f"nothing to compile: {e}")
    if isinstance(e, ActivationError):
        return fail(
            exits.FAILED,
            f"{e}\nWith --no-activate the application stays as it is, and `ngen run` starts it with its images.",
        )
    if isinstance(e, (Corrupt, Missing, Damaged)):
        return fail(exits.BAD_DATA, f"the store is damaged: {e}\nRun: ngen verify --repair")
    if isinstance(e, BrokenImage):
        return fail(exits.BAD_DATA, str(e))
    if isinstance(e, (BadImage, BadRequest, EngineError, ResolveError, Unsafe, WrongVersion)):
        return fail(exits.FAILED, str(e))
    if isinstance(e, (BadSettings, CannotWork, SystemdError)):
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
