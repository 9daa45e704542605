"""Artefacts: further files made with an image, such as symbols; an image that is recorded again loses its old ones."""

from __future__ import annotations

from cache.database import Table


class Artefacts(Table):
    def put(self, image: int, suffix: str, blob: str) -> None:
        self._db.run("INSERT OR REPLACE INTO artefacts (image, suffix, blob) VALUES (?,?,?)", (image, suffix, blob))

    def of_image(self, image: int) -> dict[str, str]:
        """The digest of the blob for each ending."""
        rows = self._db.rows("SELECT suffix, blob FROM artefacts WHERE image=? ORDER BY suffix", (image,))
        return {str(row[0]): str(row[1]) for row in rows}

    def remove(self, image: int, suffix: str) -> None:
        self._db.run("DELETE FROM artefacts WHERE image=? AND suffix=?", (image, suffix))

    def blobs(self) -> list[str]:
        return [str(row[0]) for row in self._db.rows("SELECT DISTINCT blob FROM artefacts ORDER BY blob")]
