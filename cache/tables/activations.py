"""Activations: which files of applications hold an image, and which original stood there.

The row is committed before the file is replaced. So the file holds the image, or what stood there before: the
original or, after an update, the former image. Anything else was put there by somebody else.
"""

from __future__ import annotations

from dataclasses import dataclass

from cache.database import Table, columns, marks, names


@dataclass(frozen=True)
class Activation:
    path: str
    original: str
    image: str
    mtime_ns: int
    former: str = ""

    def made(self, digest: str) -> bool:
        """True if a file of that digest is an image of ours: the one to be there or the one before."""
        return digest in (self.image, self.former)


_COLUMNS = columns(Activation)
_NAMES = names(Activation)


class Activations(Table):
    def put(self, activation: Activation) -> None:
        self._db.run(
            f"INSERT OR REPLACE INTO activations ({_COLUMNS}) VALUES ({marks(len(_NAMES))})",
            (getattr(activation, n) for n in _NAMES),
        )

    def find(self, path: str) -> Activation | None:
        row = self._db.row(f"SELECT {_COLUMNS} FROM activations WHERE path=?", (path,))
        return Activation(*row) if row else None

    def all(self) -> list[Activation]:
        return [Activation(*row) for row in self._db.rows(f"SELECT {_COLUMNS} FROM activations ORDER BY path")]

    def remove(self, path: str) -> None:
        self._db.run("DELETE FROM activations WHERE path=?", (path,))
