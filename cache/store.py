"""The store under $NGEN_HOME: where things lie, who may write, and the lock.

    <home>/index.sqlite            the index (cache.index); backup.json: a copy of what is precious in it (cache.backup)
    <home>/blobs/                  results of methods, texts (cache.cas)
    <home>/images/, originals/     files that are mapped as they are (cache.keep)
    <home>/log/                    reports of runs
    <home>/lock, holder, waiting/  held by the one process that installs, updates or uninstalls (cache.lock)

The folder belongs to its user: a store that others can write to is refused, since they could put code into other
people's programs (cache.guard).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cache import backup
from cache.cas import BlobStore
from cache.files import make_folders, remove_leftovers, sync_folder
from cache.guard import Unsafe, check_home, check_inside
from cache.index import Damaged, Index
from cache.keep import IMAGE_FOLDER, Keep, Originals
from cache.lock import StoreLock

__all__ = ["IMAGE_FOLDER", "Store", "Unsafe", "default_home"]

FOLDERS = ("blobs", "images", "originals", "log")
INDEX = "index.sqlite"
BACKUP = "backup.json"
FILES = (INDEX, INDEX + "-wal", INDEX + "-shm", BACKUP, "lock", "holder", "waiting", "deps")


def default_home() -> Path:
    """$NGEN_HOME, or the platform's per-user data folder."""
    named = os.environ.get("NGEN_HOME", "")
    if named:
        return Path(named).absolute()
    import platformdirs

    return Path(platformdirs.user_data_dir("ngen", appauthor=False))


class Store:
    """`wait` and `notice` are what `lock` uses when it is not told otherwise."""

    def __init__(
        self, home: Path, wait: float | None = None, notice: Callable[[str], None] | None = None
    ) -> None:
        """Opens or creates it. Raises Unsafe, Damaged, WrongVersion, Busy, OSError."""
        self.home = home
        make_folders(home)
        check_home(home)
        for name in (*FOLDERS, *FILES):
            check_inside(home, home / name)
        for name in FOLDERS:
            make_folders(home / name)
        self.blobs = BlobStore(home / "blobs")
        self.images = Keep(home / "images", IMAGE_FOLDER)
        self.originals = Originals(home / "originals")
        self.index = self._open_index()
        self.log = home / "log"
        self._lock = StoreLock(home)
        self._wait = wait
        self._notice = notice

    def _open_index(self) -> Index:
        path = self.home / INDEX
        fresh = not path.exists() or not path.stat().st_size
        if fresh and ((self.home / BACKUP).exists() or self.originals.digests()):
            raise Damaged(f"{path} is gone or empty")
        index = Index(path)
        if fresh:
            path.chmod(0o600)
            sync_folder(self.home)
        return index

    def close(self) -> None:
        self.index.close()

    @contextmanager
    def lock(self, wait: float | None = None, manual: bool = True) -> Iterator[None]:
        """Held while anything is installed, updated or uninstalled; it nests. Waits as long as needed, or at most
        `wait` seconds, then raises Busy. What is not `manual` lets everything manual go first."""
        outermost = not self._lock.held
        with self._lock.hold(self._wait if wait is None else wait, manual, self._notice) as interrupted:
            if outermost and backup.behind(self.home / BACKUP, self.index):
                raise Damaged(f"{self.index.path} has lost what {BACKUP} still has")
            if interrupted:
                self.clean()
            yield
            if outermost:
                backup.write(self.home / BACKUP, self.index)

    def manual_waiting(self) -> bool:
        """True while a command that a person started waits for the lock."""
        return self._lock.manual_waiting()

    def holder(self) -> str:
        """Who holds the lock, for people; '' when nobody does."""
        return self._lock.holder()

    def image_path(self, digest: str, file_name: str) -> Path:
        return self.images.path(digest, file_name)

    def original_path(self, digest: str, file_name: str) -> Path:
        return self.originals.path(digest, file_name)

    def clean(self) -> int:
        """Remove temporary files that killed writers left in the store and beside files that have an image; returns
        how many. Call with the lock held."""
        folders = {self.home, *(self.home / name for name in (*FOLDERS, "deps"))}
        folders |= {Path(os.path.dirname(path)) for path in self.index.deps.paths()}
        folders |= {Path(os.path.dirname(a.path)) for a in self.index.activations.all()}
        return sum(remove_leftovers(folder) for folder in sorted(folders))
