"""Activation in place: an image takes the place of the file it was made from, and leaves it again.

The image carries the assembly's own IL and metadata, so any host runs it as it ran the original. Order of events,
so that a crash at any point can be mended by `deactivate`:

    activate:    original into the store (synced) -> row in the index -> atomic rename over the file
    deactivate:  atomic rename of the original's bytes over the file -> row removed -> original removed

Whoever upgrades the application replaces the file; then the file holds neither the image nor the original, and it
is left alone: the newer file is the user's. Only renames are used, never writes into a file that may be mapped.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from cache.cas import Corrupt, Missing
from cache.digest import digest_bytes, digest_file
from cache.files import TEMP_PREFIX, publish_bytes
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


class Source:
    """The IL file to compile for a path of the application."""

    def __init__(self, path: str, digest: str) -> None:
        self.path = path
        self.digest = digest


def source_of(store: Store, path: str) -> Source:
    """What was installed at `path`: the file itself, or the kept original while an image stands there."""
    digest = digest_file(path)
    active = store.index.activations.find(path)
    if active is None or active.image != digest:
        return Source(path, digest)
    return Source(str(store.original_path(active.original, os.path.basename(path))), active.original)


def check_replaceable(paths: list[str]) -> None:
    """Raise ActivationError unless files can be created and renamed in the folders of all these files."""
    for folder in sorted({os.path.dirname(p) for p in paths}):
        try:
            fd, temp = tempfile.mkstemp(prefix=TEMP_PREFIX, dir=folder)
            os.close(fd)
            os.unlink(temp)
        except OSError as e:
            raise ActivationError(f"cannot write to {folder}: {e.strerror or e}") from None


def activate(store: Store, replacements: list[Replacement]) -> int:
    """Put every image in place, or none; returns how many files changed."""
    done: list[tuple[str, Activation | None]] = []
    try:
        for r in replacements:
            before = store.index.activations.find(r.path)
            if _put_image(store, r):
                done.append((r.path, before))
    except (OSError, Missing, Corrupt, Busy, ActivationError) as e:
        for path, before in reversed(done):
            _undo(store, path, before)
        raise ActivationError(f"activation failed, the application is as it was: {e}") from None
    return len(done)


def _put_image(store: Store, r: Replacement) -> bool:
    path = Path(r.path)
    current = path.read_bytes()
    digest = digest_bytes(current)
    if digest == r.image:
        return False
    st = path.stat()
    active = store.index.activations.find(r.path)
    if active is not None and active.image == digest:
        original, mtime_ns = active.original, active.mtime_ns
        if not store.original_path(original, path.name).is_file():
            raise ActivationError(f"the original of {path} is missing from the store")
    else:
        original, mtime_ns = store.put_original(current, path.name), st.st_mtime_ns
    image = store.get_image(r.image, path.name)
    store.index.activations.put(Activation(r.path, original, r.image, mtime_ns))
    publish_bytes(path, image, st)
    return True


def _undo(store: Store, path: str, before: Activation | None) -> None:
    """Back to the activation that was there before this one, or to the original."""
    if before is None:
        deactivate(store, path)
        return
    st = Path(path).stat()
    publish_bytes(Path(path), store.get_image(before.image, os.path.basename(path)), st)
    store.index.activations.put(before)


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
        if found == active.image:
            original = store.get_original(active.original, target.name)
            publish_bytes(target, original, st)
            os.utime(target, ns=(active.mtime_ns, active.mtime_ns))
            outcome = RESTORED
        else:
            outcome = UNCHANGED if found == active.original else CHANGED
    store.index.activations.remove(path)
    if not store.index.activations.original_in_use(active.original):
        store.remove_original(active.original)
    return outcome
