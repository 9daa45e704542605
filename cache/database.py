"""One SQLite connection: its settings, writer transactions, rows as dataclasses, and what its errors mean.

Invariants: WAL with one writer at a time (`write()` opens BEGIN IMMEDIATE and waits at most `_BUSY_SECONDS`, then
raises Busy); readers never wait; what is committed survives a power cut (synchronous=FULL). An error of the disk is
raised as OSError, as it is for any other file, and a file that cannot be read as Damaged.
"""

from __future__ import annotations

import errno
import os
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


class Damaged(Exception):
    """The file is no index, or parts of it cannot be read, or it is gone while the rest of the store is there."""


class Database:
    def __init__(self, path: Path) -> None:
        self.path = path
        self._writing = False
        try:
            self._connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
        except sqlite3.Error as e:
            raise self._meaning(e) from None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            self.execute(f"PRAGMA {pragma}")

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def write(self) -> Iterator[None]:
        """One writer transaction; everything in it becomes visible at once, or nothing."""
        if self._writing:
            yield  # already inside one: it commits or rolls back as a whole
            return
        self.execute("BEGIN IMMEDIATE")
        self._writing = True
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            # After some errors SQLite has rolled back by itself.
            if self._connection.in_transaction:
                self.execute("ROLLBACK")
            raise
        finally:
            self._writing = False

    def execute(self, sql: str, values: Iterable[Any] = ()) -> sqlite3.Cursor:
        try:
            return self._connection.execute(sql, tuple(values))
        except sqlite3.Error as e:
            raise self._meaning(e) from None

    def _meaning(self, e: sqlite3.Error) -> Exception:
        text = str(e)
        if "locked" in text or "busy" in text:
            return Busy(f"{self.path}: {text}")
        if "full" in text:
            return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path))
        if "I/O" in text or "unable to open" in text or "readonly" in text:
            return OSError(errno.EIO, text, str(self.path))
        if isinstance(e, sqlite3.DatabaseError) and ("malformed" in text or "not a database" in text):
            return Damaged(f"{self.path}: {text}")
        return e

    def run(self, sql: str, values: Iterable[Any] = ()) -> sqlite3.Cursor:
        """Execute one statement that changes something."""
        with self.write():
            return self.execute(sql, values)

    def run_many(self, sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
        with self.write():
            try:
                self._connection.executemany(sql, rows)
            except sqlite3.Error as e:
                raise self._meaning(e) from None

    def rows(self, sql: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        cursor = self.execute(sql, values)
        try:
            return cursor.fetchall()
        except sqlite3.Error as e:
            raise self._meaning(e) from None

    def row(self, sql: str, values: Iterable[Any] = ()) -> tuple[Any, ...] | None:
        return next(iter(self.rows(sql, values)), None)

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
