"""One SQLite connection: its settings, writer transactions, and rows as dataclasses.

Invariants: WAL with one writer at a time (`write()` opens BEGIN IMMEDIATE and waits at most `_BUSY_SECONDS`, then
raises Busy); readers never wait; what is committed survives a power cut (synchronous=FULL).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

_BUSY_SECONDS = 10.0
_CHUNK = 500


class Busy(Exception):
    """Another process holds the store for writing."""


class Database:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
        self._writing = False
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            self.connection.execute(f"PRAGMA {pragma}")

    def close(self) -> None:
        self.connection.close()

    @contextmanager
    def write(self) -> Iterator[None]:
        """One writer transaction; everything in it becomes visible at once, or nothing."""
        if self._writing:
            yield  # already inside one: it commits or rolls back as a whole
            return
        try:
            self.connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as e:
            raise Busy(f"{self.path}: {e}") from None
        self._writing = True
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        else:
            self.connection.execute("COMMIT")
        finally:
            self._writing = False

    def run(self, sql: str, values: Iterable[Any] = ()) -> sqlite3.Cursor:
        """Execute one statement that changes something."""
        with self.write():
            return self.connection.execute(sql, tuple(values))

    def run_many(self, sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
        with self.write():
            self.connection.executemany(sql, rows)

    def rows(self, sql: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql, tuple(values)).fetchall()

    def row(self, sql: str, values: Iterable[Any] = ()) -> tuple[Any, ...] | None:
        found: tuple[Any, ...] | None = self.connection.execute(sql, tuple(values)).fetchone()
        return found

    def truth(self, sql: str, values: Iterable[Any] = ()) -> bool:
        """The value of a condition."""
        found = self.row(f"SELECT {sql}", values)
        return found is not None and bool(found[0])


class Table:
    """What every table of the index has: the database it is in."""

    def __init__(self, database: Database) -> None:
        self._db = database


def names(row: type, without: tuple[str, ...] = ()) -> list[str]:
    """The columns a row class stands for, in order."""
    return [f.name for f in fields(row) if f.name not in without]


def columns(row: type, table: str = "") -> str:
    """The same as a list for SELECT, qualified by `table` if given."""
    return ", ".join(f"{table}.{n}" if table else n for n in names(row))


def marks(count: int) -> str:
    return ",".join("?" * count)


def chunks(values: list[str]) -> Iterator[list[str]]:
    """Pieces short enough for the parameters of one statement."""
    for at in range(0, len(values), _CHUNK):
        yield values[at : at + _CHUNK]
