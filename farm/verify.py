"""`ngen verify`: everything in the store and in the applications that it changed is what it has to be, or is mended.

In order, since each relies on those before it: files of the store that others could have planted; the index; what
killed processes left; records and rows of activations; the applications' files; images, originals, blobs.

    found                                        mended by
    index damaged, gone or behind its backup     making it anew from the backup (cache.repair)
    an image not in place (a killed install)     putting it there
    an image in place damaged                    the store's copy, or else the original
    an image in the store damaged                the copy in place, or removing it: `update` makes it again
    an image in place that no root needs         putting the original back
    an original damaged or gone                  another copy of it; there may be none, and then it stays reported
    results or texts damaged                     removing them: they are computed again
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from binder.errors import BadImage
from binder.metadata import Metadata
from binder.pe_reader import PeFile
from cache import backup, repair
from cache.cas import Corrupt, Missing
from cache.digest import digest_file
from cache.files import publish_bytes
from cache.guard import check_home
from cache.index import Activation, Image
from cache.lock import StoreLock
from cache.repair import Finding
from cache.store import BACKUP, Store
from cache.tables.deps import IN_PLACE
from farm import activate
from farm.activate import ActivationError, Replacement

_BLOCK = 256


class NotInstalled(Exception):
    """No root has that path."""


def verify(
    home: Path, mend: bool, of: set[str] | None = None, wait: float | None = None,
    notice: Callable[[str], None] | None = None,
) -> list[Finding]:
    """Check a store, and mend it. With `of` only the files of the roots with these paths, and the store's own state.
    Takes the store's lock. Raises NotInstalled, Busy, WrongVersion, and Unsafe when the home cannot be trusted."""
    check_home(home)
    found = repair.check_locking(home, mend)
    if found and not mend:
        return found
    with StoreLock(home).hold(wait, True, notice):
        found += repair.check_layout(home, mend)
        found += repair.check_index(home, mend)
        if any(not f.repaired for f in found):
            # With these the store cannot be opened.
            return found
        store = Store(home)
        try:
            found += _Verifier(store, mend, None if of is None else _files_of(store, of)).run()
            if mend:
                backup.write(home / BACKUP, store.index)
        finally:
            store.close()
    return found


def _files_of(store: Store, of: set[str]) -> set[str]:
    roots = [r for r in store.index.roots.all() if r.path in of]
    if not roots:
        raise NotInstalled(", ".join(sorted(of)))
    return {d.path for r in roots for d in store.index.deps.of_root(r.id)}


class _Verifier:
    def __init__(self, store: Store, mend: bool, paths: set[str] | None) -> None:
        self._store = store
        self._mend = mend
        self._paths = paths
        self._found: list[Finding] = []
        # Images by the paths they stand for, in the roots that use them.
        self._wanted: dict[str, Image] = {}
        self._names: dict[int, set[str]] = {}
        for root in store.index.roots.all():
            for dep in store.index.deps.of_root(root.id):
                self._names.setdefault(dep.image.id, set()).add(dep.path)
                if dep.place == IN_PLACE:
                    self._wanted[dep.path] = dep.image

    def run(self) -> list[Finding]:
        if self._mend:
            self._store.clean()
        self._records()
        self._applications()
        self._images()
        self._originals()
        if self._paths is None:
            self._blobs()
        return self._found

    def _report(self, kind: str, path: str | Path, problem: str, mend: Callable[[], str]) -> None:
        """`mend` returns what it did, '' when nothing could be done; an error is part of the report."""
        done = ""
        if self._mend:
            try:
                done = mend()
            except (OSError, Missing, Corrupt, ActivationError) as e:
                problem = f"{problem}; {e}"
        self._found.append(Finding(kind, str(path), problem, done))

    def _concerns(self, path: str) -> bool:
        return self._paths is None or path in self._paths

    # records beside the originals, and rows

    def _records(self) -> None:
        kept = {a.path: a for a in self._store.originals.all_places()}
        rows = {a.path: a for a in self._store.index.activations.all()}
        for path in sorted(kept.keys() | rows.keys()):
            if self._concerns(path) and kept.get(path) != rows.get(path):
                self._report("record", path, *self._disagreement(kept.get(path), rows.get(path)))

    def _disagreement(self, record: Activation | None, row: Activation | None) -> tuple[str, Callable[[], str]]:
        store = self._store
        if row is not None:

            def write_record() -> str:
                if record is not None and record.original != row.original:
                    store.originals.remove_place(record)
                store.originals.put_place(row)
                return "written again"

            return "the record beside its original is not that of the index", write_record
        assert record is not None
        if record.made(digest_or_nothing(record.path)):

            def write_row() -> str:
                store.index.activations.put(record)
                return "entered again"

            return "holds an image that the index does not know", write_row

        def remove_record() -> str:
            store.originals.remove_place(record)
            return "record removed"

        return "has a record, but no image stands there", remove_record

    # the files of applications

    def _applications(self) -> None:
        rows = {a.path: a for a in self._store.index.activations.all()}
        for path in sorted(rows.keys() | self._wanted.keys()):
            if self._concerns(path):
                self._application(path, rows.get(path), self._wanted.get(path))

    def _application(self, path: str, row: Activation | None, wanted: Image | None) -> None:
        digest = digest_or_nothing(path)
        if wanted is None:
            # Its application was forgotten together with the index.
            if row is not None and row.made(digest):
                self._report("application", path, "holds an image that nothing installed needs", self._restore(path))
            return
        if digest == wanted.digest:
            if row is None:
                self._report("application", path, "holds an image whose original is not known", lambda: "")
            return
        if digest == wanted.source or (row is not None and (row.made(digest) or digest == row.original)):
            if self._has(wanted, path):
                self._report("application", path, "its image is not in place", self._put(path, wanted))
        elif row is not None and digest:
            found = Path(path).read_bytes()
            good = self._image(wanted, path)
            if good is not None and resembles(found, good):
                self._report("application", path, "the image there is damaged", self._overwrite(path, good))
            elif _is_image_of(found, wanted.mvid):
                self._report("application", path, "the image there is damaged", self._put_original(path, row))

    def _restore(self, path: str) -> Callable[[], str]:
        def mend() -> str:
            activate.deactivate(self._store, path)
            return "the original is back; install its application again"

        return mend

    def _put(self, path: str, image: Image) -> Callable[[], str]:
        def mend() -> str:
            activate.activate(self._store, [Replacement(path, image.digest)])
            return "finished"

        return mend

    def _put_original(self, path: str, row: Activation) -> Callable[[], str]:
        def mend() -> str:
            original = self._store.originals.get(row.original, os.path.basename(path))
            publish_bytes(Path(path), original, Path(path).stat(), row.mtime_ns)
            return "the original is back; `ngen update` makes the image again"

        return mend

    def _overwrite(self, path: str, data: bytes) -> Callable[[], str]:
        def mend() -> str:
            publish_bytes(Path(path), data, Path(path).stat())
            return "replaced by a good copy"

        return mend

    # images in the store

    def _images(self) -> None:
        for image in self._store.index.images.all():
            for path in sorted(self._names.get(image.id, ())):
                if self._concerns(path) and self._image(image, path) is None:
                    self._bad_image(image, path)

    def _bad_image(self, image: Image, path: str) -> None:
        name = os.path.basename(path)
        there = self._has(image, path)

        def mend() -> str:
            if there:
                self._store.images.remove_file(image.digest, name)
            for candidate in self._names.get(image.id, ()):
                if digest_or_nothing(candidate) == image.digest:
                    self._store.images.put(Path(candidate).read_bytes(), name)
                    return "replaced by the copy in place"
            return "removed; `ngen update` makes it again"

        if there or digest_or_nothing(path) == image.digest:
            problem = "does not have the digest of its name" if there else "is missing"
            self._report("image", self._store.image_path(image.digest, name), problem, mend)

    def _has(self, image: Image, path: str) -> bool:
        return self._store.images.has(image.digest, os.path.basename(path))

    def _image(self, image: Image, path: str) -> bytes | None:
        try:
            return self._store.images.get(image.digest, os.path.basename(path))
        except (Missing, Corrupt):
            return None

    # originals

    def _originals(self) -> None:
        for row in self._store.index.activations.all():
            if not self._concerns(row.path):
                continue
            name = os.path.basename(row.path)
            try:
                self._store.originals.get(row.original, name)
            except (Missing, Corrupt):
                self._report(
                    "original", self._store.original_path(row.original, name),
                    f"the original of {row.path} is damaged or gone; the image there runs as it did: install the "
                    "package that brings the file again, then run `ngen update`",
                    self._other_copy(row, name),
                )

    def _other_copy(self, row: Activation, name: str) -> Callable[[], str]:
        def mend() -> str:
            for copy in (Path(row.path), *self._store.originals.files(row.original)):
                if digest_or_nothing(str(copy)) == row.original:
                    self._store.originals.put(copy.read_bytes(), name)
                    return "replaced by another copy"
            return ""

        return mend

    # results and texts

    def _blobs(self) -> None:
        index, blobs = self._store.index, self._store.blobs
        there = set(blobs.digests())
        for digest in sorted(there):
            try:
                blobs.get(digest)
            except Corrupt:
                there.discard(digest)
                self._report("blob", blobs.path(digest), "is damaged", self._drop_blob(digest))
        for digest in index.actions.blobs():
            if digest not in there and not blobs.path(digest).exists():
                self._report("blob", blobs.path(digest), "results of methods are gone", self._drop_blob(digest))
        for root in index.roots.all():
            if root.binding and root.binding not in there:

                def forget(root_id: int = root.id) -> str:
                    found = index.roots.get(root_id)
                    if found is not None:
                        index.roots.put(replace(found, binding=""))
                    return "forgotten; `ngen update --force` makes it again"

                self._report("blob", blobs.path(root.binding), f"the binding log of {root.path} is gone", forget)
        for image in index.images.all():
            for suffix, digest in index.artefacts.of_image(image.id).items():
                if digest not in there:
                    problem = f"{image.name}{suffix} is gone"

                    def drop(image_id: int = image.id, suffix: str = suffix) -> str:
                        index.artefacts.remove(image_id, suffix)
                        return "forgotten; `ngen update --force` makes it again"

                    self._report("blob", blobs.path(digest), problem, drop)

    def _drop_blob(self, digest: str) -> Callable[[], str]:
        def mend() -> str:
            self._store.blobs.remove(digest)
            self._store.index.actions.remove_blob(digest)
            return "removed; what it held is computed again"

        return mend


def resembles(found: bytes, good: bytes) -> bool:
    """True if `found` is a damaged copy: bits flipped, blocks lost, cut short or empty, and no other file."""
    if len(found) > len(good):
        return False
    if not found.strip(b"\0"):
        return True
    blocks = list(_blocks(found))
    same = sum(1 for at, block in blocks if good[at : at + len(block)] == block)
    return 2 * same >= len(blocks)


def _blocks(data: bytes) -> Iterator[tuple[int, bytes]]:
    for at in range(0, len(data), _BLOCK):
        yield at, data[at : at + _BLOCK]


def _is_image_of(data: bytes, mvid: str) -> bool:
    """True if `data` is a precompiled image of that module."""
    try:
        pe = PeFile(data, "")
        return pe.has_r2r and str(uuid.UUID(bytes_le=Metadata(pe).mvid)) == mvid
    except (BadImage, ValueError, IndexError):
        return False


def digest_or_nothing(path: str) -> str:
    """'' when there is no such file."""
    try:
        return digest_file(path)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return ""
