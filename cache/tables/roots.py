"""Roots: what the user asked for. Identity: path, scenario, exe_config, app_base (see schema.sql for the columns)."""

from __future__ import annotations

from dataclasses import dataclass

from cache.database import Table, columns, marks, names


@dataclass(frozen=True)
class Root:
    path: str
    scenario: str = ""
    exe_config: str = ""
    app_base: str = ""
    gac: str = ""
    name: str = ""
    version: str = ""
    culture: str = ""
    token: str = ""
    architecture: str = ""
    kind: str = ""
    options: str = ""
    target: str = ""
    framework: str = ""
    runtime: str = ""
    compiler: str = ""
    mode: str = ""
    environment: str = ""
    binding: str = ""
    installed: int = 0
    updated: int = 0
    id: int = 0


_COLUMNS = columns(Root)
_NAMES = names(Root, ("id",))
_IDENTITY = ("path", "scenario", "exe_config", "app_base")
# A root that is installed again keeps the time of its first install.
_CHANGING = [n for n in _NAMES if n not in (*_IDENTITY, "installed")]


class Roots(Table):
    def put(self, root: Root) -> int:
        """Insert, or replace the root of the same identity, which keeps its id; root.id is ignored. Returns the id."""
        with self._db.write():
            self._db.run(
                f"INSERT INTO roots ({', '.join(_NAMES)}) VALUES ({marks(len(_NAMES))})"
                f" ON CONFLICT({', '.join(_IDENTITY)}) DO UPDATE SET "
                + ", ".join(f"{n}=excluded.{n}" for n in _CHANGING),
                (getattr(root, n) for n in _NAMES),
            )
            found = self.find(root.path, root.scenario, root.exe_config, root.app_base)
        assert found is not None
        return found.id

    def find(self, path: str, scenario: str = "", exe_config: str = "", app_base: str = "") -> Root | None:
        row = self._db.row(
            f"SELECT {_COLUMNS} FROM roots WHERE path=? AND scenario=? AND exe_config=? AND app_base=?",
            (path, scenario, exe_config, app_base),
        )
        return Root(*row) if row else None

    def get(self, id: int) -> Root | None:
        row = self._db.row(f"SELECT {_COLUMNS} FROM roots WHERE id=?", (id,))
        return Root(*row) if row else None

    def of_path(self, path: str) -> list[Root]:
        """All roots of that file, the normal scenario first."""
        rows = self._db.rows(
            f"SELECT {_COLUMNS} FROM roots WHERE path=? ORDER BY scenario, exe_config, app_base", (path,)
        )
        return [Root(*row) for row in rows]

    def all(self) -> list[Root]:
        rows = self._db.rows(f"SELECT {_COLUMNS} FROM roots ORDER BY path, scenario, exe_config, app_base")
        return [Root(*row) for row in rows]

    def remove(self, id: int) -> None:
        """With its dependencies; images stay until they are swept."""
        self._db.run("DELETE FROM roots WHERE id=?", (id,))
