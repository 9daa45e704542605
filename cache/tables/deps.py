"""Dependencies: the files of a root's closure that have an image, and whether each stands in place or aside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cache.database import Table
from cache.tables.images import COLUMNS as IMAGE_COLUMNS
from cache.tables.images import Image

IN_PLACE = "in-place"
ASIDE = "aside"


@dataclass(frozen=True)
class Dep:
    """One file of a root's closure with its image."""

    path: str
    image: Image
    place: str = IN_PLACE


class Deps(Table):
    def put(self, root: int, deps: Iterable[tuple[str, int, str]]) -> None:
        """Replace the closure of a root by these (path, image id, place)."""
        with self._db.write():
            self._db.run("DELETE FROM deps WHERE root=?", (root,))
            self._db.run_many(
                "INSERT INTO deps (root, path, image, place) VALUES (?,?,?,?)", ((root, *dep) for dep in deps)
            )

    def of_root(self, root: int) -> list[Dep]:
        rows = self._db.rows(
            f"SELECT deps.path, deps.place, {IMAGE_COLUMNS} FROM deps JOIN images ON images.id=deps.image"
            " WHERE root=? ORDER BY deps.path",
            (root,),
        )
        return [Dep(row[0], Image(*row[2:]), row[1]) for row in rows]

    def of_path(self, path: str) -> list[tuple[int, Dep]]:
        """(root id, dependency) of every root whose closure holds the file."""
        rows = self._db.rows(
            f"SELECT deps.root, deps.path, deps.place, {IMAGE_COLUMNS} FROM deps"
            " JOIN images ON images.id=deps.image WHERE deps.path=? ORDER BY deps.root",
            (path,),
        )
        return [(int(row[0]), Dep(row[1], Image(*row[3:]), row[2])) for row in rows]

    def paths(self) -> list[str]:
        """Every file that has an image in some root."""
        return [str(row[0]) for row in self._db.rows("SELECT DISTINCT path FROM deps ORDER BY path")]

    def set_place(self, root: int, path: str, place: str) -> None:
        self._db.run("UPDATE deps SET place=? WHERE root=? AND path=?", (place, root, path))
