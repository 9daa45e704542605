"""Publishing files so that nobody ever sees half of one, and so that what was published survives a power cut.

Everything the store and the activation write is first a file of a temporary name on the same file system: the
bytes, attributes and times, fsync; then an atomic rename over the final name and an fsync of the folder. A process
that has the old file mapped keeps the old inode. A crash leaves at most a file whose name tells the process that
wrote it; `remove_leftovers` deletes those of the dead.

    temporary name := ".ngen-tmp-" pid "-" random
"""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from cache.process import identity

TEMP_PREFIX = ".ngen-tmp-"


def publish_bytes(
    path: Path, data: bytes, like: os.stat_result | None = None, mtime_ns: int | None = None,
    temp_folder: Path | None = None,
) -> None:
    """Put `data` at `path` atomically and durably; the other arguments are those of `stage`."""
    temp = stage(temp_folder or path.parent, data, like, mtime_ns)
    try:
        os.replace(temp, path)
    except BaseException:
        Path(temp).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def stage(folder: Path, data: bytes, like: os.stat_result | None = None, mtime_ns: int | None = None) -> str:
    """Write a synced file of a temporary name, to be renamed; with `like` it gets that file's permission bits and
    owner, with `mtime_ns` that time of modification. Returns its path."""
    fd, temp = tempfile.mkstemp(prefix=f"{TEMP_PREFIX}{os.getpid()}-", dir=folder)
    try:
        try:
            _write(fd, data)
            if like is not None:
                _copy_attributes(temp, like)
            else:
                os.chmod(temp, 0o644)
            if mtime_ns is not None:
                os.utime(temp, ns=(mtime_ns, mtime_ns))
            os.fsync(fd)
        finally:
            os.close(fd)
    except BaseException as e:
        if isinstance(e, OSError) and e.filename is None:
            e.filename = str(folder)
        Path(temp).unlink(missing_ok=True)
        raise
    return temp


def _write(fd: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]


def _copy_attributes(temp: str, like: os.stat_result) -> None:
    os.chmod(temp, stat.S_IMODE(like.st_mode))
    if hasattr(os, "chown") and (like.st_uid, like.st_gid) != (os.getuid(), os.getgid()):
        try:
            os.chown(temp, like.st_uid, like.st_gid)
        except PermissionError:
            # Not root: the file stays the user's own, as it does with any editor.
            return


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` durable; folders cannot be opened for this on Windows, where it is not needed."""
    if os.name == "nt":
        return
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def make_folders(folder: Path) -> None:
    """Create a folder of the user's own and those above it that are missing, durably."""
    if folder.is_dir():
        return
    make_folders(folder.parent)
    try:
        os.mkdir(folder, 0o700)
    except FileExistsError:
        return
    sync_folder(folder.parent)


def remove_leftovers(folder: Path) -> int:
    """Delete temporary files in `folder` whose writers are dead; returns how many."""
    count = 0
    for entry in folder.iterdir() if folder.is_dir() else ():
        if entry.name.startswith(TEMP_PREFIX) and not identity(_writer(entry.name)):
            entry.unlink(missing_ok=True)
            count += 1
    return count


def _writer(name: str) -> int:
    pid, dash, _ = name.removeprefix(TEMP_PREFIX).partition("-")
    # A name without a process is that of an older version.
    return int(pid) if dash and pid.isdecimal() else -1
