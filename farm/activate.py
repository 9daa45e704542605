"""Activation in place: an image takes the place of the file it was made from, and leaves it again.

The image carries the assembly's own IL and metadata, so any host runs it as it ran the original. Order of events,
each durable before the next:

    activate:    originals and their records into the store -> images beside the files under temporary names ->
                 rows in the index, one commit -> a rename over each file
    deactivate:  the original renamed over the file -> row removed -> record and original removed

So after a crash at any point each file is the original or an image, and the store has the original of each image
and knows it for an image: by the row, which names the image that stood there before too. Space is needed before the
first rename only, so a full disk changes nothing.

Whoever upgrades the application replaces the file; then the file holds neither the image nor the original, and it
is left alone: the newer file is the user's. Only renames are used, never writes into a file that may be mapped.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

from cache.cas import Corrupt, Missing
from cache.digest import digest_bytes, digest_file
from cache.files import publish_bytes, stage, sync_folder
from cache.guard import Unsafe
from cache.index import Activation, Busy
from cache.store import Store

RESTORED = "restored"
UNCHANGED = "unchanged"
CHANGED = "changed"
GONE = "gone"


class ActivationError(Exception):
    """A file of the application cannot be replaced; whatever had been replaced is as it was."""


class Replacement:
    """A file and the image that is to stand there."""

    def __init__(self, path: str, image: str) -> None:
        self.path = path
        self.image = image


def source_of(store: Store, path: str, digest: str) -> tuple[str, str]:
    """(file, digest) of the IL that was installed at `path`, which now holds contents of `digest`: the file itself, or
    the kept original while an image stands there."""
    active = store.index.activations.find(path)
    if active is None or not active.made(digest):
        return path, digest
    return str(store.original_path(active.original, os.path.basename(path))), active.original


def check_replaceable(paths: list[str]) -> None:
    """Raise ActivationError unless files can be created and renamed in the folders of all these files."""
    for folder in sorted({os.path.dirname(p) for p in paths}):
        try:
            _try_writing(folder)
        except OSError as e:
            raise ActivationError(f"cannot write to {folder}: {e.strerror or e}") from None


def _try_writing(folder: str) -> None:
    """A file without a name leaves nothing behind whatever happens."""
    nameless = getattr(os, "O_TMPFILE", 0)
    if nameless:
        try:
            os.close(os.open(folder, os.O_WRONLY | nameless, 0o600))
            return
        except OSError as e:
            if e.errno not in (errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL):
                raise
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, "Permission denied", folder)


class _Step:
    """One file that changes: what stood there, and the row that is to stand for it."""

    def __init__(self, path: Path, found: os.stat_result, before: Activation | None, row: Activation) -> None:
        self.path = path
        self.found = found
        self.before = before
        self.row = row
        self.staged = ""
        self.done = False

    def unchanged(self) -> bool:
        now = self.path.stat()
        before = self.found
        return (now.st_ino, now.st_size, now.st_mtime_ns) == (before.st_ino, before.st_size, before.st_mtime_ns)


def activate(store: Store, replacements: list[Replacement]) -> int:
    """Put every image in place, or none; returns how many files changed."""
    steps: list[_Step] = []
    try:
        for r in replacements:
            step = _prepare(store, r)
            if step is not None:
                steps.append(step)
        for step in steps:
            image = store.images.get(step.row.image, step.path.name)
            step.staged = stage(step.path.parent, image, step.found)
        with store.index.write():
            for step in steps:
                store.index.activations.put(step.row)
        for step in steps:
            if not step.unchanged():
                raise ActivationError(f"{step.path} is being replaced by someone else")
            os.replace(step.staged, step.path)
            step.done = True
        for folder in sorted({s.path.parent for s in steps}):
            sync_folder(folder)
        for step in steps:
            if step.before is not None and step.before.original != step.row.original:
                store.originals.remove_place(step.before)
    except (OSError, Missing, Corrupt, Unsafe, Busy, ActivationError) as e:
        stuck = [str(s.path) for s in reversed(steps) if not _undo(store, s)]
        state = f"{', '.join(stuck)} could not be put back" if stuck else "the application is as it was"
        raise ActivationError(f"activation failed, {state}: {e}") from None
    return len(steps)


def _prepare(store: Store, r: Replacement) -> _Step | None:
    """Keep the original of one file; None when its image stands there."""
    path = Path(r.path)
    found = path.stat()
    current = path.read_bytes()
    digest = digest_bytes(current)
    before = store.index.activations.find(r.path)
    if before is not None and before.made(digest):
        if digest == r.image == before.image:
            return None
        row = Activation(r.path, before.original, r.image, before.mtime_ns, digest)
        if not store.original_path(row.original, path.name).is_file():
            raise ActivationError(f"the original of {path} is missing from the store")
    elif digest == r.image:
        return None
    else:
        row = Activation(r.path, store.originals.put(current, path.name), r.image, found.st_mtime_ns)
    store.originals.put_place(row)
    return _Step(path, found, before, row)


def _undo(store: Store, step: _Step) -> bool:
    """Back to what stood there; False when that fails, and then the file and its row are of the new image."""
    try:
        if step.done:
            if step.before is None:
                deactivate(store, str(step.path))
                return True
            image = store.images.get(step.row.former, step.path.name)
            publish_bytes(step.path, image, step.path.stat())
        elif step.staged:
            Path(step.staged).unlink(missing_ok=True)
        if step.before is not None:
            store.originals.put_place(step.before)
            store.index.activations.put(step.before)
        else:
            _forget(store, step.row)
    except (OSError, Missing, Corrupt, Unsafe, Busy):
        # Nothing is lost: a file that was not replaced is right whichever row it has.
        return not step.done
    return True


def deactivate(store: Store, path: str) -> str:
    """Put the original back. RESTORED; or UNCHANGED (it stands there), CHANGED (someone put another file), GONE."""
    active = store.index.activations.find(path)
    if active is None:
        return UNCHANGED
    target = Path(path)
    try:
        st = target.stat()
        found = digest_file(target)
    except FileNotFoundError:
        outcome = GONE
    else:
        if active.made(found):
            original = store.originals.get(active.original, target.name)
            publish_bytes(target, original, st, active.mtime_ns)
            outcome = RESTORED
        else:
            outcome = UNCHANGED if found == active.original else CHANGED
    _forget(store, active)
    return outcome


def _forget(store: Store, active: Activation) -> None:
    store.index.activations.remove(active.path)
    store.originals.remove_place(active)
