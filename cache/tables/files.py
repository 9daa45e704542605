"""File states: size, times and inode of a path when its digest was taken, so that it need not be read again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cache.database import Table, chunks, columns, marks, names

FILE = "file"
FOLDER = "folder"
ABSENT = "absent"


@dataclass(frozen=True)
class FileState:
    path: str
    kind: str = ABSENT
    size: int = 0
    mtime_ns: int = 0
    ctime_ns: int = 0
    inode: int = 0
    digest: str = ""


_NAMES = names(FileState)
_COLUMNS = columns(FileState)


class Files(Table):
    def put(self, states: Iterable[FileState]) -> None:
        self._db.run_many(
            f"INSERT OR REPLACE INTO files ({_COLUMNS}) VALUES ({marks(len(_NAMES))})",
            (tuple(getattr(s, n) for n in _NAMES) for s in states),
        )

    def find(self, paths: list[str]) -> dict[str, FileState]:
        found: dict[str, FileState] = {}
        for part in chunks(paths):
            for row in self._db.rows(f"SELECT {_COLUMNS} FROM files WHERE path IN ({marks(len(part))})", part):
                found[row[0]] = FileState(*row)
        return found

    def all(self) -> dict[str, FileState]:
        return {row[0]: FileState(*row) for row in self._db.rows(f"SELECT {_COLUMNS} FROM files")}

    def remove_unused(self) -> int:
        """Forget paths that no root consulted; returns how many."""
        return self._db.run("DELETE FROM files WHERE path NOT IN (SELECT path FROM consulted)").rowcount
