"""References: the dependency graph of each root, file to file."""

from __future__ import annotations

from collections.abc import Iterable

from cache.database import Table


class Refs(Table):
    def put(self, root: int, refs: Iterable[tuple[str, str]]) -> None:
        """Replace the graph of a root by these (path, referenced path)."""
        with self._db.write():
            self._db.run("DELETE FROM refs WHERE root=?", (root,))
            self._db.run_many(
                "INSERT OR REPLACE INTO refs (root, path, target) VALUES (?,?,?)", ((root, *ref) for ref in refs)
            )

    def of_root(self, root: int) -> list[tuple[str, str]]:
        rows = self._db.rows("SELECT path, target FROM refs WHERE root=? ORDER BY path, target", (root,))
        return [(str(row[0]), str(row[1])) for row in rows]
