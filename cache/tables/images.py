"""Images: what was compiled. Identity: the action that made it; the file itself is named by `digest`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cache.database import Table, columns, marks, names
from cache.tables.why import WhyRecord


@dataclass(frozen=True)
class Image:
    action: str
    digest: str
    name: str
    version: str = ""
    culture: str = ""
    token: str = ""
    mvid: str = ""
    source: str = ""
    inputs: str = ""
    target: str = ""
    scenario: str = ""
    runtime: str = ""
    size: int = 0
    methods: int = 0
    compiled: int = 0
    seconds: float = 0.0
    created: int = 0
    id: int = 0


COLUMNS = columns(Image, "images")
_NAMES = names(Image, ("id",))


class Images(Table):
    def put(self, image: Image, why: Iterable[WhyRecord]) -> int:
        """Record an image and its why-records, replacing those of the same action; image.id is ignored."""
        with self._db.write():
            self._db.run(
                f"INSERT INTO images ({', '.join(_NAMES)}) VALUES ({marks(len(_NAMES))})"
                " ON CONFLICT(action) DO UPDATE SET " + ", ".join(f"{n}=excluded.{n}" for n in _NAMES[1:]),
                (getattr(image, n) for n in _NAMES),
            )
            found = self.find(image.action)
            assert found is not None
            self._db.run("DELETE FROM why WHERE image=?", (found.id,))
            self._db.run("DELETE FROM artefacts WHERE image=?", (found.id,))
            self._db.run_many(
                "INSERT OR REPLACE INTO why (image, method, reason, detail) VALUES (?,?,?,?)",
                ((found.id, w.method, w.reason, w.detail) for w in why),
            )
        return found.id

    def find(self, action: str) -> Image | None:
        row = self._db.row(f"SELECT {COLUMNS} FROM images WHERE action=?", (action,))
        return Image(*row) if row else None

    def all(self) -> list[Image]:
        return [Image(*row) for row in self._db.rows(f"SELECT {COLUMNS} FROM images ORDER BY name, version, id")]

    def of_path(self, path: str) -> list[Image]:
        """The images that stand for a file in some root."""
        rows = self._db.rows(
            f"SELECT DISTINCT {COLUMNS} FROM deps JOIN images ON images.id=deps.image WHERE deps.path=?"
            " ORDER BY images.id",
            (path,),
        )
        return [Image(*row) for row in rows]

    def file_in_use(self, digest: str) -> bool:
        """True if some image or activation still names that image file."""
        return self._db.truth(
            "EXISTS(SELECT 1 FROM images WHERE digest=?1)"
            " OR EXISTS(SELECT 1 FROM activations WHERE image=?1)",
            (digest,),
        )

    def remove(self, id: int) -> None:
        """Forget an image that no root needs, or whose roots' dependencies on it are removed in the same write."""
        self._db.run("DELETE FROM images WHERE id=?", (id,))

    def unused(self) -> list[Image]:
        """Images that no root needs."""
        rows = self._db.rows(f"SELECT {COLUMNS} FROM images WHERE id NOT IN (SELECT image FROM deps) ORDER BY id")
        return [Image(*row) for row in rows]

    def remove_unused(self) -> list[Image]:
        """Forget them; returns them so that their files can go too."""
        with self._db.write():
            unused = self.unused()
            self._db.run_many("DELETE FROM images WHERE id=?", ((i.id,) for i in unused))
        return unused
