"""Who may write where: a store is refused, or a path in it, when somebody else could have put something there.

The store's folders belong to its user and nobody else can write to them. While that holds nobody else can plant
anything, so looking (lstat) before opening is enough; what was planted while it did not hold is a symbolic link, a
folder of somebody else or one that others can write to, and each is refused wherever below the home it is met. The
home itself may be reached through links of one's own or of the administrator.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

_OTHERS = stat.S_IWGRP | stat.S_IWOTH


class Unsafe(Exception):
    """The store, or a path in it, may be written by others, belongs to someone else or leads elsewhere."""


def check_home(home: Path) -> None:
    """Raise Unsafe unless the folder is the user's own and only the user's to write or to replace."""
    if os.name == "nt":
        return
    own = (os.getuid(), 0)
    for folder in (home, *home.parents):
        link = folder.lstat()
        if stat.S_ISLNK(link.st_mode) and link.st_uid not in own:
            raise Unsafe(f"{folder} is a symbolic link of another user; set NGEN_HOME to a folder of your own")
    real = Path(os.path.realpath(home))
    found = real.stat()
    if found.st_uid != os.getuid():
        raise Unsafe(f"{home} belongs to another user; set NGEN_HOME to a folder of your own")
    if found.st_mode & _OTHERS:
        raise Unsafe(f"{home} can be written by others; run: chmod go-w '{home}'")
    for folder in real.parents:
        mode = folder.stat().st_mode
        if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
            raise Unsafe(f"others can replace what is in {folder}; run: chmod o-w '{folder}', or set NGEN_HOME")


def problem(path: Path) -> str:
    """What is wrong with one path of a store, in words; '' when nothing is or there is nothing."""
    try:
        found = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    if stat.S_ISLNK(found.st_mode):
        return "is a symbolic link"
    if not stat.S_ISDIR(found.st_mode) and not stat.S_ISREG(found.st_mode):
        return "is neither a file nor a folder"
    if os.name != "nt":
        if found.st_uid != os.getuid():
            return "belongs to another user"
        if found.st_mode & _OTHERS:
            return "can be written by others"
    return ""


def check_inside(root: Path, path: Path) -> Path:
    """`path`, which lies below `root`, after a look at every component between the two; raises Unsafe."""
    at = root
    for part in path.relative_to(root).parts:
        at = at / part
        wrong = problem(at)
        if wrong:
            raise Unsafe(f"{at} {wrong}; run: ngen verify --repair")
    return path
