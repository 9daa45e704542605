"""Activations: which files of applications hold an image, and which original stood there."""

from __future__ import annotations

from dataclasses import dataclass

from cache.database import Table, columns


@dataclass(frozen=True)
class Activation:
    path: str
    original: str
    image: str
    mtime_ns: int


_COLUMNS = columns(Activation)


class Activations(Table):
    def put(self, activation: Activation) -> None:
        self._db.run(
            f"INSERT OR REPLACE INTO activations ({_COLUMNS}) VALUES (?,?,?,?)",
            (activation.path, activation.original, activation.image, activation.mtime_ns),
        )

    def find(self, path: str) -> Activation | None:
        row = self._db.row(f"SELECT {_COLUMNS} FROM activations WHERE path=?", (path,))
        return Activation(*row) if row else None

    def all(self) -> list[Activation]:
        return [Activation(*row) for row in self._db.rows(f"SELECT {_COLUMNS} FROM activations ORDER BY path")]

    def remove(self, path: str) -> None:
        self._db.run("DELETE FROM activations WHERE path=?", (path,))

    def original_in_use(self, digest: str) -> bool:
        return self._db.truth("EXISTS(SELECT 1 FROM activations WHERE original=?)", (digest,))
