"""Checks of a store that cannot be opened yet: its folders, what was planted in them, and the index.

A damaged index is moved aside, never deleted, and made anew from the backup (cache.backup). What happened after the
backup is found by farm.verify in the records beside the originals.
"""

from __future__ import annotations

import os
import stat
import time
from dataclasses import dataclass
from pathlib import Path

from cache import backup, guard
from cache.files import sync_folder
from cache.index import Damaged, Index
from cache.keep import Originals
from cache.store import BACKUP, INDEX

_LOCKING = ("lock", "holder", "waiting")


@dataclass(frozen=True)
class Finding:
    """Something that is not as it has to be. `repaired` says what was done about it, '' when nothing was."""

    kind: str
    path: str
    problem: str
    repaired: str = ""


def check_locking(home: Path, repair: bool) -> list[Finding]:
    """The files that are needed before the store can be locked."""
    return [f for name in _LOCKING for f in _check(home / name, repair)]


def check_layout(home: Path, repair: bool) -> list[Finding]:
    """Every file and folder of the store; symbolic links are not followed."""
    found: list[Finding] = []
    for folder, names, files in os.walk(home):
        for name in (*names, *files):
            found += _check(Path(folder) / name, repair)
    return found


def _check(path: Path, repair: bool) -> list[Finding]:
    problem = guard.problem(path)
    if not problem:
        return []
    return [Finding("layout", str(path), problem, _mend(path) if repair else "")]


def _mend(path: Path) -> str:
    mode = path.lstat().st_mode
    if not stat.S_ISDIR(mode) and not stat.S_ISREG(mode):
        path.unlink()
        return "removed"
    if path.lstat().st_uid != os.getuid():
        return ""
    path.chmod(stat.S_IMODE(mode) & ~0o022)
    return "nobody else can write to it now"


def check_index(home: Path, repair: bool) -> list[Finding]:
    """Raises WrongVersion for an index of a newer ngen, which is not touched."""
    path = home / INDEX
    problem = _index_problem(home)
    if not problem:
        return []
    if not repair:
        return [Finding("index", str(path), problem)]
    aside = _move_aside(path)
    index = Index(path)
    found = backup.read(home / BACKUP)
    if found is not None:
        backup.restore(found, index)
    index.close()
    sync_folder(home)
    done = "made anew " + ("from the backup" if found else "without a backup: what was installed is forgotten")
    return [Finding("index", str(path), problem, done + (f"; the damaged one is {aside}" if aside else ""))]


def _index_problem(home: Path) -> str:
    path = home / INDEX
    if not path.exists() or not path.stat().st_size:
        precious = (home / BACKUP).exists() or ((home / "originals").is_dir() and _originals(home).digests())
        return "is gone or empty" if precious else ""
    try:
        index = Index(path)
    except (Damaged, OSError) as e:
        return str(e)
    try:
        problems = index.check()
        if not problems and backup.behind(home / BACKUP, index):
            return "has lost what the backup still has"
        return "; ".join(problems[:3])
    finally:
        index.close()


def _originals(home: Path) -> Originals:
    return Originals(home / "originals")


def _move_aside(path: Path) -> str:
    name = f"{path.name}.damaged-{time.strftime('%Y%m%d-%H%M%S')}"
    moved = ""
    for ending in ("", "-wal", "-shm"):
        source = path.with_name(path.name + ending)
        if source.exists():
            moved = name
            os.replace(source, path.with_name(name + ending))
    return moved
