"""The store under $NGEN_HOME: where things lie, who may write, and the lock.

    <home>/index.sqlite            the index (cache.index)
    <home>/blobs/                  results of methods, texts (cache.cas)
    <home>/images/<digest>/ngen-image/X.dll   images, under the name and in the shape the runtime's probing wants
    <home>/originals/<digest>/X.dll           what stood where an image was activated
    <home>/log/                    reports of runs
    <home>/lock, holder, waiting/  held by the one process that installs, updates or uninstalls (cache.lock)

The folder belongs to its user: a store that others can write to is refused, since they could put code into other
people's programs.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import platformdirs

from cache.cas import BlobStore, Corrupt, Missing
from cache.digest import digest_bytes, digest_file, is_digest
from cache.files import publish_bytes, remove_leftovers
from cache.index import Index
from cache.lock import StoreLock

# A relative path that no application has, since the host looks for it in the application's folder first.
IMAGE_FOLDER = "ngen-image"


class Unsafe(Exception):
    """The store's folder may be written by others, or belongs to someone else."""


def default_home() -> Path:
    """$NGEN_HOME, or the platform's per-user data folder."""
    named = os.environ.get("NGEN_HOME", "")
    if named:
        return Path(named).absolute()
    return Path(platformdirs.user_data_dir("ngen", appauthor=False))


class Store:
    """`wait` and `notice` are what `lock` uses when it is not told otherwise."""

    def __init__(
        self, home: Path, wait: float | None = None, notice: Callable[[str], None] | None = None
    ) -> None:
        self.home = home
        for folder in (home, home / "blobs", home / "images", home / "originals", home / "log"):
            if not folder.is_dir():
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        check_private(home)
        self.blobs = BlobStore(home / "blobs")
        self.index = Index(home / "index.sqlite")
        self.log = home / "log"
        self._lock = StoreLock(home)
        self._wait = wait
        self._notice = notice

    def close(self) -> None:
        self.index.close()

    def lock(self, wait: float | None = None, manual: bool = True) -> AbstractContextManager[None]:
        """Held while anything is installed, updated or uninstalled; it nests. Waits as long as needed, or at most
        `wait` seconds, then raises Busy. What is not `manual` lets everything manual go first."""
        return self._lock.hold(self._wait if wait is None else wait, manual, self._notice)

    def manual_waiting(self) -> bool:
        """True while a command that a person started waits for the lock."""
        return self._lock.manual_waiting()

    def holder(self) -> str:
        """Who holds the lock, for people; '' when nobody does."""
        return self._lock.holder()

    # images and originals lie as plain files, so that the runtime and the compiler can map them

    def image_path(self, digest: str, file_name: str) -> Path:
        return self.home / "images" / digest / IMAGE_FOLDER / file_name

    def put_image(self, data: bytes, file_name: str) -> str:
        return _put(self.image_path(digest_bytes(data), file_name), data)

    def get_image(self, digest: str, file_name: str) -> bytes:
        return _get(self.image_path(digest, file_name), digest)

    def remove_image(self, digest: str) -> None:
        shutil.rmtree(self.home / "images" / digest, ignore_errors=True)

    def image_digests(self) -> list[str]:
        return _names(self.home / "images")

    def original_digests(self) -> list[str]:
        return _names(self.home / "originals")

    def original_path(self, digest: str, file_name: str) -> Path:
        return self.home / "originals" / digest / file_name

    def put_original(self, data: bytes, file_name: str) -> str:
        return _put(self.original_path(digest_bytes(data), file_name), data)

    def get_original(self, digest: str, file_name: str) -> bytes:
        return _get(self.original_path(digest, file_name), digest)

    def remove_original(self, digest: str) -> None:
        shutil.rmtree(self.home / "originals" / digest, ignore_errors=True)

    def clean(self) -> None:
        """Remove what killed writers left behind; call with the lock held."""
        remove_leftovers(self.home)


def _names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if is_digest(p.name))


def _put(path: Path, data: bytes) -> str:
    digest = digest_bytes(data)
    if not path.is_file() or digest_file(path) != digest:
        path.parent.mkdir(parents=True, exist_ok=True)
        publish_bytes(path, data)
    return digest


def _get(path: Path, digest: str) -> bytes:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise Missing(digest) from None
    if digest_bytes(data) != digest:
        raise Corrupt(f"{path}: contents do not have the digest of its name")
    return data


def check_private(home: Path) -> None:
    if os.name == "nt":
        return
    st = home.stat()
    if st.st_uid != os.getuid():
        raise Unsafe(f"{home} belongs to another user; set NGEN_HOME to a folder of your own")
    if st.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise Unsafe(f"{home} can be written by others; run: chmod go-w '{home}'")
