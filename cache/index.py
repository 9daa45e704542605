"""The index of the store: one SQLite file, one object for each table (cache.tables), and the version of its schema.

Invariant: a row that names a digest is committed only after the bytes are in the store. A file of an older version
is migrated in one transaction: its tables are renamed, the tables of schema.sql are created and filled from them.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from cache.database import Busy, Damaged, Database, marks
from cache.tables.actions import Actions
from cache.tables.activations import Activation, Activations
from cache.tables.artefacts import Artefacts
from cache.tables.consulted import Consulted
from cache.tables.deps import Dep, Deps
from cache.tables.files import Files, FileState
from cache.tables.images import Image, Images
from cache.tables.queue import Queue, QueueItem
from cache.tables.refs import Refs
from cache.tables.rejections import Rejection, Rejections
from cache.tables.roots import Root, Roots
from cache.tables.settings import Settings
from cache.tables.why import Why, WhyRecord

__all__ = [
    "Activation", "Busy", "Damaged", "Dep", "FileState", "Image", "Index", "QueueItem", "Rejection", "Root",
    "WhyRecord", "WrongVersion",
]

VERSION = 2
_MIGRATIONS = {1: "from_1.sql"}


class WrongVersion(Exception):
    """The store was written by another version of ngen."""


class Index:
    def __init__(self, path: Path) -> None:
        """Opens or creates the file; Damaged when it is no database, WrongVersion, Busy."""
        self.path = path
        self._db = Database(path)
        try:
            self._create()
        except BaseException:
            self._db.close()
            raise
        self.roots = Roots(self._db)
        self.images = Images(self._db)
        self.deps = Deps(self._db)
        self.refs = Refs(self._db)
        self.activations = Activations(self._db)
        self.why = Why(self._db)
        self.actions = Actions(self._db)
        self.artefacts = Artefacts(self._db)
        self.files = Files(self._db)
        self.consulted = Consulted(self._db)
        self.queue = Queue(self._db)
        self.settings = Settings(self._db)
        self.rejections = Rejections(self._db)

    def close(self) -> None:
        self._db.close()

    def write(self) -> AbstractContextManager[None]:
        """One writer transaction over all tables; they nest into the outermost."""
        return self._db.write()

    def check(self) -> list[str]:
        """What SQLite finds wrong with the file, in its own words."""
        try:
            there = {str(row[0]) for row in self._db.rows("SELECT name FROM sqlite_master WHERE type='table'")}
            lost = [f"table {name} is gone" for name in _tables() if name not in there]
            found = lost + [str(row[0]) for row in self._db.rows("PRAGMA integrity_check(20)") if row[0] != "ok"]
            return found + [f"{row[0]}: reference to nothing" for row in self._db.rows("PRAGMA foreign_key_check")]
        except Damaged as e:
            return [str(e)]

    def dump(self, tables: Iterable[str]) -> dict[str, Any]:
        """Columns and rows of tables, as plain data."""
        out: dict[str, Any] = {}
        for table in tables:
            names = [str(row[1]) for row in self._db.rows(f"PRAGMA table_info({table})")]
            out[table] = {"columns": names, "rows": self._db.rows(f"SELECT * FROM {table} ORDER BY 1, 2")}
        return out

    def load(self, tables: dict[str, Any]) -> None:
        """The reverse of `dump`, in the order of its tables."""
        with self.write():
            for table, data in tables.items():
                names = data["columns"]
                self._db.run_many(
                    f"INSERT OR REPLACE INTO {table} ({', '.join(names)}) VALUES ({marks(len(names))})", data["rows"]
                )

    def shrink(self) -> None:
        """Give the space of what was deleted back."""
        self._db.execute("VACUUM")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _version(self) -> int:
        found = self._db.row("PRAGMA user_version")
        return int(found[0]) if found else 0

    def _create(self) -> None:
        if self._version() < VERSION:
            # Renaming and dropping tables must not follow references; this cannot be set inside a transaction.
            self._db.execute("PRAGMA foreign_keys=OFF")
            self._db.execute("PRAGMA legacy_alter_table=ON")
            with self._db.write():
                if self._version() < VERSION:  # another process may have been first
                    self._migrate()
            self._db.execute("PRAGMA legacy_alter_table=OFF")
            self._db.execute("PRAGMA foreign_keys=ON")
        found = self._version()
        if found != VERSION:
            raise WrongVersion(f"{self.path}: schema {found}, this ngen reads {VERSION}")

    def _migrate(self) -> None:
        version = self._version()
        run = self._db.execute
        old = [str(row[0]) for row in self._db.rows("SELECT name FROM sqlite_master WHERE type='table'")]
        if bool(old) != (version in _MIGRATIONS):
            raise Damaged(f"{self.path}: {len(old)} tables, but schema {version}")
        for (name,) in self._db.rows("SELECT name FROM sqlite_master WHERE type='index' AND sql IS NOT NULL"):
            run(f"DROP INDEX {name}")
        for name in old:
            run(f"ALTER TABLE {name} RENAME TO old_{name}")
        for statement in _statements("schema.sql"):
            run(statement)
        if version:
            for statement in _statements(_MIGRATIONS[version]):
                run(statement)
        for name in old:
            run(f"DROP TABLE old_{name}")
        run(f"PRAGMA user_version={VERSION}")


def _tables() -> list[str]:
    """The names of all tables."""
    return [s.split()[2] for s in _statements("schema.sql") if s.split()[1] == "TABLE"]


def _statements(name: str) -> list[str]:
    """The statements of a file beside this one; comments may contain semicolons."""
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    lines = [line.split("--")[0] for line in text.splitlines()]
    return [s for s in "\n".join(lines).split(";") if s.strip()]
