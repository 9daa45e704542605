"""Results of methods: the key of an action, and the piece of a blob that holds its result."""

from __future__ import annotations

from collections.abc import Iterable

from cache.database import Table, chunks, marks


class Actions(Table):
    def put(self, rows: Iterable[tuple[str, str, int, int]]) -> None:
        """Record (key, blob digest, start, length); the blob must be in the store."""
        self._db.run_many("INSERT OR REPLACE INTO actions (key, blob, start, length) VALUES (?,?,?,?)", rows)

    def find(self, keys: list[str]) -> dict[str, tuple[str, int, int]]:
        found: dict[str, tuple[str, int, int]] = {}
        for part in chunks(keys):
            sql = f"SELECT key, blob, start, length FROM actions WHERE key IN ({marks(len(part))})"
            for key, blob, start, length in self._db.rows(sql, part):
                found[key] = (blob, start, length)
        return found

    def blobs(self) -> list[str]:
        return [str(row[0]) for row in self._db.rows("SELECT DISTINCT blob FROM actions ORDER BY blob")]

    def remove_blob(self, blob: str) -> None:
        """Forget the results that lie in a blob: they are computed again."""
        self._db.run("DELETE FROM actions WHERE blob=?", (blob,))
