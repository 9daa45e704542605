"""Consulted paths: what the binding of a root looked at, with the digest it had (cache.tables.files)."""

from __future__ import annotations

from collections.abc import Iterable

from cache.database import Table


class Consulted(Table):
    def put(self, root: int, paths: Iterable[tuple[str, str]]) -> None:
        """Replace what a root consulted by these (path, digest)."""
        with self._db.write():
            self._db.run("DELETE FROM consulted WHERE root=?", (root,))
            self._db.run_many(
                "INSERT OR REPLACE INTO consulted (root, path, digest) VALUES (?,?,?)", ((root, *p) for p in paths)
            )

    def of_root(self, root: int) -> dict[str, str]:
        """Digest of each path; '' means that it was absent."""
        rows = self._db.rows("SELECT path, digest FROM consulted WHERE root=? ORDER BY path", (root,))
        return {str(row[0]): str(row[1]) for row in rows}
