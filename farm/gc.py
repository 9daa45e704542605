"""`ngen gc`: deletes what nothing in the store needs, and says how much that was.

Needed are: images that a root's dependency names or that stand in place; originals of activations, and those whose
record leads to a file that holds an image; blobs named by images (inputs), roots (binding logs), artefacts and method
results. Results of methods serve whoever compiles something similar again, so they are needed as long as they were
used within `days` (the time of a blob is that of its last use, to the day).
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from cache.store import Store
from farm.verify import digest_or_nothing

DAYS = 30
_DAY = 24 * 3600
_FINISHED_DAYS = 7


@dataclass(frozen=True)
class Garbage:
    """Something that went, or would go: image | original | results | text, its digest, and its bytes on disk."""

    kind: str
    digest: str
    size: int


def collect(store: Store, dry: bool, days: int = DAYS) -> list[Garbage]:
    """Takes the store's lock. With `dry` nothing changes."""
    with store.lock():
        garbage = _images(store, dry) + _originals(store, dry) + _blobs(store, dry, time.time() - days * _DAY)
        if not dry:
            store.clean()
            store.index.files.remove_unused()
            store.index.queue.remove_finished(int(time.time()) - _FINISHED_DAYS * _DAY)
            store.index.shrink()
    return garbage


def _images(store: Store, dry: bool) -> list[Garbage]:
    unused = {i.id for i in store.index.images.unused()}
    needed = {i.digest for i in store.index.images.all() if i.id not in unused}
    needed |= {a.image for a in store.index.activations.all()}
    gone = [d for d in store.images.digests() if d not in needed]
    garbage = [Garbage("image", d, _size(store.images.root / d)) for d in gone]
    if not dry:
        store.index.images.remove_unused()
        for digest in gone:
            store.images.remove(digest)
    return garbage


def _originals(store: Store, dry: bool) -> list[Garbage]:
    needed = {a.original for a in store.index.activations.all()}
    garbage: list[Garbage] = []
    for digest in store.originals.digests():
        places = store.originals.places(digest)
        if digest not in needed and not any(p.made(digest_or_nothing(p.path)) for p in places):
            garbage.append(Garbage("original", digest, _size(store.originals.root / digest)))
            if not dry:
                store.originals.remove(digest)
    return garbage


def _blobs(store: Store, dry: bool, before: float) -> list[Garbage]:
    index = store.index
    texts = {i.inputs for i in index.images.all()} | {r.binding for r in index.roots.all()}
    texts |= set(index.artefacts.blobs())
    results = set(index.actions.blobs())
    garbage: list[Garbage] = []
    for digest in store.blobs.digests():
        found = store.blobs.path(digest).stat()
        old = digest in results and found.st_mtime < before
        if digest in texts or (digest in results and not old):
            continue
        garbage.append(Garbage("results" if old else "text", digest, found.st_size))
        if not dry:
            # The rows first: a blob without rows is garbage, rows without their blob are damage.
            index.actions.remove_blob(digest)
            store.blobs.remove(digest)
    return garbage


def _size(folder: Path) -> int:
    return sum(os.path.getsize(os.path.join(at, name)) for at, _, names in os.walk(folder) for name in names)
