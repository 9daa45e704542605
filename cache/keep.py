"""Files of the store that others map as they are: images, and the originals that images stand for.

    images/<digest>/ngen-image/X.dll     under the name and in the shape the runtime's probing wants
    originals/<digest>/X.dll             what stood where an image was activated
    originals/<digest>/ngen-places/<id>  one record for each place where it stood
    record := JSON object of an activation  LF  digest of that line  LF

The records repeat the activations of the index beside the bytes that they are about: with them the user's files can
be restored when the index is lost. Invariants: a record is there before its row and goes after it; what is put is
durable when `put` returns, whoever wrote it first.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from pathlib import Path

from cache.cas import Corrupt, Missing
from cache.digest import digest_bytes, digest_file, digest_text, is_digest
from cache.files import make_folders, publish_bytes, sync_folder
from cache.guard import check_inside
from cache.tables.activations import Activation

# A relative path that no application has, since the host looks for it in the application's folder first.
IMAGE_FOLDER = "ngen-image"
_PLACES = "ngen-places"


class Keep:
    """Files under `<root>/<digest>/[<inside>/]<file name>`."""

    def __init__(self, root: Path, inside: str = "") -> None:
        self.root = root
        self._inside = inside

    def path(self, digest: str, file_name: str) -> Path:
        return self.root / digest / self._inside / file_name

    def put(self, data: bytes, file_name: str) -> str:
        """Returns the digest."""
        digest = digest_bytes(data)
        path = check_inside(self.root, self.path(digest, file_name))
        make_folders(path.parent)
        if path.is_file() and digest_file(path) == digest:
            # Whoever wrote it may have been killed between the rename and the sync.
            sync_folder(path.parent)
        else:
            publish_bytes(path, data, temp_folder=self.root)
        sync_folder(self.root)
        return digest

    def get(self, digest: str, file_name: str) -> bytes:
        """Missing or Corrupt when the contents cannot be had."""
        path = check_inside(self.root, self.path(digest, file_name))
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise Missing(f"{path}: the store does not have it") from None
        if digest_bytes(data) != digest:
            raise Corrupt(f"{path}: contents do not have the digest of its name")
        return data

    def has(self, digest: str, file_name: str) -> bool:
        return check_inside(self.root, self.path(digest, file_name)).is_file()

    def remove(self, digest: str) -> None:
        shutil.rmtree(self.root / digest, ignore_errors=True)

    def remove_file(self, digest: str, file_name: str) -> None:
        self.path(digest, file_name).unlink(missing_ok=True)

    def digests(self) -> list[str]:
        return sorted(p.name for p in self.root.iterdir() if is_digest(p.name))

    def files(self, digest: str) -> list[Path]:
        """The copies of one content, one for each name it has."""
        folder = check_inside(self.root, self.root / digest / self._inside)
        return sorted(p for p in folder.iterdir() if p.name != _PLACES) if folder.is_dir() else []


class Originals(Keep):
    def put_place(self, activation: Activation) -> None:
        line = json.dumps(asdict(activation), sort_keys=True)
        path = check_inside(self.root, self._place(activation))
        make_folders(path.parent)
        publish_bytes(path, f"{line}\n{digest_text(line)}\n".encode("utf-8", "surrogatepass"), temp_folder=self.root)

    def remove_place(self, activation: Activation) -> None:
        """The record, and the original when no other place needs it."""
        self._place(activation).unlink(missing_ok=True)
        if not self.places(activation.original):
            self.remove(activation.original)

    def places(self, digest: str) -> list[Activation]:
        """The records of one original; those that cannot be read are left out."""
        folder = check_inside(self.root, self.root / digest / _PLACES)
        found = [read_place(p) for p in sorted(folder.iterdir())] if folder.is_dir() else []
        return [a for a in found if a is not None and a.original == digest]

    def all_places(self) -> list[Activation]:
        return [a for digest in self.digests() for a in self.places(digest)]

    def _place(self, activation: Activation) -> Path:
        return self.root / activation.original / _PLACES / digest_text(activation.path)[:32]


def read_place(path: Path) -> Activation | None:
    """None when the file is no record or is damaged."""
    try:
        line, check, _ = path.read_bytes().decode("utf-8", "surrogatepass").split("\n")
        if digest_text(line) != check:
            return None
        return Activation(**json.loads(line))
    except (OSError, ValueError, TypeError):
        return None
