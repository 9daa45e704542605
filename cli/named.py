"""Which installed roots and images an argument means."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cli import exits
from cli.exits import CliError

if TYPE_CHECKING:
    from cache.index import Root
    from cache.store import Store


def find_roots(store: Store, path: str) -> list[Root]:
    """The installed roots of that path, one for each scenario, also when the file itself is gone."""
    for candidate in root_paths(path):
        roots = store.index.roots.of_path(candidate)
        if roots:
            return roots
    raise CliError(exits.NOT_FOUND, f"{path} is not installed; `ngen display` lists what is")


def root_paths(path: str) -> list[str]:
    from binder.discovery import managed_root
    from binder.errors import BindError

    found = [os.path.realpath(path)]
    try:
        found.append(managed_root(path))
    except BindError:
        found.append(found[0] + ".dll")
    return found


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
