"""The queue: requests that are executed later, the lowest priority number first, then the oldest.

    waiting -> running -> done | failed          requeue, recover: running -> waiting

Invariant: an item is running for one process at most; `claim` takes it in one transaction. An item whose process
has died is found by `recover`, since its owner is a process with the time it was started.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from cache.database import Table, columns, marks, names
from cache.process import is_alive

WAITING = "waiting"
RUNNING = "running"
FAILED = "failed"
DONE = "done"


@dataclass(frozen=True)
class QueueItem:
    action: str  # install | update
    request: str
    priority: int
    state: str = WAITING
    attempts: int = 0
    owner: str = ""
    queued: int = 0
    started: int = 0
    finished: int = 0
    message: str = ""
    estimate: float = 0.0
    id: int = 0


_COLUMNS = columns(QueueItem)
_NAMES = names(QueueItem, ("id",))


class Queue(Table):
    def add(self, item: QueueItem) -> int:
        """Append; the id of `item` is ignored, and a `queued` of 0 means now. Returns the id."""
        values = [getattr(item, n) for n in _NAMES]
        values[_NAMES.index("queued")] = item.queued or int(time.time())
        with self._db.write():
            self._db.run(f"INSERT INTO queue ({', '.join(_NAMES)}) VALUES ({marks(len(_NAMES))})", values)
            row = self._db.row("SELECT last_insert_rowid()")
        assert row is not None
        return int(row[0])

    def claim(self, max_priority: int, owner: str) -> QueueItem | None:
        """Take the next waiting item of a priority number up to `max_priority`; None when there is none."""
        with self._db.write():
            row = self._db.row(
                "SELECT id FROM queue WHERE state=? AND priority<=? ORDER BY priority, id LIMIT 1",
                (WAITING, max_priority),
            )
            if row is None:
                return None
            self._db.run(
                "UPDATE queue SET state=?, owner=?, started=?, finished=0 WHERE id=?",
                (RUNNING, owner, int(time.time()), row[0]),
            )
            return self.get(int(row[0]))

    def finish(self, id: int, state: str, message: str = "") -> None:
        """`state` is DONE or FAILED; `attempts` counts the failures."""
        self._db.run(
            "UPDATE queue SET state=?, owner='', finished=?, message=?, attempts=attempts+? WHERE id=?",
            (state, int(time.time()), message, state == FAILED, id),
        )

    def requeue(self, id: int) -> None:
        """Put an item back where it was in the order; what it failed of last stays with it."""
        self._db.run("UPDATE queue SET state=?, owner='', started=0, finished=0 WHERE id=?", (WAITING, id))

    def recover(self) -> int:
        """Put back what runs for a process that no longer exists; returns how many."""
        with self._db.write():
            dead = [i.id for i in self.list(RUNNING) if not is_alive(i.owner)]
            for id in dead:
                self.requeue(id)
        return len(dead)

    def get(self, id: int) -> QueueItem | None:
        row = self._db.row(f"SELECT {_COLUMNS} FROM queue WHERE id=?", (id,))
        return QueueItem(*row) if row else None

    def list(self, state: str = "") -> list[QueueItem]:
        """In the order of execution; all, or those in one state."""
        rows = self._db.rows(
            f"SELECT {_COLUMNS} FROM queue WHERE ?1='' OR state=?1 ORDER BY priority, id", (state,)
        )
        return [QueueItem(*row) for row in rows]

    def counts(self) -> dict[str, int]:
        """How many items are in each state; every state is there."""
        found = dict.fromkeys((WAITING, RUNNING, FAILED, DONE), 0)
        for state, count in self._db.rows("SELECT state, COUNT(*) FROM queue GROUP BY state"):
            found[str(state)] = int(count)
        return found

    def remove(self, id: int) -> None:
        self._db.run("DELETE FROM queue WHERE id=?", (id,))

    def remove_finished(self, before: int) -> int:
        """Forget items that were done before that time; failed ones stay. Returns how many."""
        return self._db.run("DELETE FROM queue WHERE state=? AND finished<?", (DONE, before)).rowcount
