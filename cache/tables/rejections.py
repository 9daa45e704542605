"""Rejections: what a runtime said when it did not take an image."""

from __future__ import annotations

from dataclasses import dataclass

from cache.database import Table, columns


@dataclass(frozen=True)
class Rejection:
    path: str
    image: str  # digest of the image file
    reason: str
    seen: int


_COLUMNS = columns(Rejection)


class Rejections(Table):
    def add(self, rejection: Rejection) -> None:
        """Said again, only the time changes."""
        self._db.run(
            f"INSERT OR REPLACE INTO rejections ({_COLUMNS}) VALUES (?,?,?,?)",
            (rejection.path, rejection.image, rejection.reason, rejection.seen),
        )

    def of_path(self, path: str) -> list[Rejection]:
        rows = self._db.rows(f"SELECT {_COLUMNS} FROM rejections WHERE path=? ORDER BY seen, reason", (path,))
        return [Rejection(*row) for row in rows]

    def remove(self, path: str) -> None:
        self._db.run("DELETE FROM rejections WHERE path=?", (path,))
