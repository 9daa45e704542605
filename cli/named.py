"""A file that the user names, before anything is done with it."""

from __future__ import annotations

import os

from cli import exits
from cli.exits import CliError


def check_input(path: str) -> None:
    """Tell a path that does not exist from a file that is no assembly; what else may be missing comes later."""
    from binder.discovery import managed_root
    from binder.errors import BindError

    if not os.path.exists(path):
        raise CliError(exits.NOT_FOUND, f"{path}: there is no such file")
    try:
        managed_root(path)
    except BindError as e:
        raise CliError(exits.FAILED, e.message) from None
