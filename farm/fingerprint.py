"""What a path holds now, as a digest, without reading what has not changed since it was last read.

    file    digest of its contents         folder  digest of the names in it that matter to binding
    absent  ''

A digest is kept in the store with the size, times and inode that the path had (cache.tables.files); as long as those
are the same, so is the digest. A path that changed a moment ago is digested but not kept, since it may change once
more without its times showing it. Where an image of ours stands in the place of an assembly, `source` is the digest
of the original: activation is no change of the application.
"""

from __future__ import annotations

import os
import stat
import time

from cache.digest import digest_file, digest_text
from cache.store import Store
from cache.tables.files import FILE, FOLDER, FileState

# File systems keep times in steps of up to two seconds.
_SETTLED_NS = 2 * 10**9
_BINARIES = (".dll", ".exe")


class Fingerprints:
    """Each path is looked at once; `flush` keeps what was learnt. `reads` counts the files and folders read."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known = store.index.files.all()
        self._seen: dict[str, FileState] = {}
        self._learnt: dict[str, FileState] = {}
        self._active = {a.path: a for a in store.index.activations.all()}
        self._images = {image for a in self._active.values() for image in (a.image, a.former)}
        self.reads = 0

    def digest(self, path: str) -> str:
        """'' when nothing is there. OSError when it cannot be read."""
        found = self._seen.get(path)
        if found is None:
            found = self._look(path)
            self._seen[path] = found
        return found.digest

    def source(self, path: str) -> str:
        """Like `digest`, but of the original where its image stands."""
        digest = self.digest(path)
        if digest and digest in self._images:
            active = self._active.get(os.path.realpath(path))
            if active is not None and active.made(digest):
                return active.original
        return digest

    def flush(self) -> None:
        if self._learnt:
            self._store.index.files.put(self._learnt.values())
            self._known.update(self._learnt)
            self._learnt.clear()

    def _look(self, path: str) -> FileState:
        try:
            st = os.stat(path)
        except (FileNotFoundError, NotADirectoryError):
            return FileState(path)
        known = self._known.get(path)
        if known is not None and _state(path, st, known.digest) == known:
            return known
        self.reads += 1
        digest = _listing(path) if stat.S_ISDIR(st.st_mode) else digest_file(path)
        found = _state(path, st, digest)
        settled = time.time_ns() - max(st.st_mtime_ns, st.st_ctime_ns) > _SETTLED_NS
        if settled and _state(path, os.stat(path), digest) == found:
            self._learnt[path] = found
        return found


def _state(path: str, st: os.stat_result, digest: str) -> FileState:
    kind = FOLDER if stat.S_ISDIR(st.st_mode) else FILE
    return FileState(path, kind, st.st_size, st.st_mtime_ns, st.st_ctime_ns, st.st_ino, digest)


def _listing(folder: str) -> str:
    """Folders and binaries; what else comes and goes, such as logs, decides nothing."""
    with os.scandir(folder) as entries:
        names = sorted(e.name for e in entries if e.name.lower().endswith(_BINARIES) or e.is_dir())
    return digest_text("\n".join(names))
