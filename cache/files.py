"""Publishing files so that nobody ever sees half of one.

Everything the store and the activation write goes through `publish_bytes`: a temporary name in the same folder,
the bytes, fsync, then an atomic rename over the final name and an fsync of the folder. A process that has the old
file mapped keeps the old inode. A crash leaves at most a file whose name starts with `.ngen-tmp-`, which
`remove_leftovers` deletes.
"""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

TEMP_PREFIX = ".ngen-tmp-"


def publish_bytes(path: Path, data: bytes, like: os.stat_result | None = None) -> None:
    """Put `data` at `path` atomically; with `like`, the new file gets that file's permission bits and owner."""
    fd, temp = tempfile.mkstemp(prefix=TEMP_PREFIX, dir=path.parent)
    try:
        with os.fdopen(fd, "wb") as f:
            f.write(data)
            f.flush()
            if like is not None:
                _copy_attributes(temp, like)
            else:
                os.chmod(temp, 0o644)
            os.fsync(f.fileno())
        os.replace(temp, path)
    except BaseException:
        Path(temp).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


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


def remove_leftovers(folder: Path) -> int:
    """Delete temporary files of writers that were killed; returns how many."""
    count = 0
    for entry in folder.rglob(TEMP_PREFIX + "*"):
        entry.unlink(missing_ok=True)
        count += 1
    return count
