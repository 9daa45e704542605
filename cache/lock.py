"""The lock of a store: one process at a time changes it, and people go before the service.

    <home>/lock            held by the process at work (the kernel releases it when the process ends)
    <home>/holder          identity of that process, and its command line; what is left of one that was killed
    <home>/waiting/<pid>   identity of a command that a person started and that waits

Invariants: whoever is killed leaves nothing that others wait for, since an identity (cache.process) is checked
against the living; what is not manual takes the lock only while nobody manual waits for it. Within one StoreLock the
lock nests.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cache.database import Busy
from cache.process import identity, is_alive, pid_of

if TYPE_CHECKING:
    import filelock

_POLL_SECONDS = 0.05
# A shorter wait is not worth a line on the terminal.
_NOTICE_SECONDS = 0.5


class StoreLock:
    def __init__(self, home: Path) -> None:
        self._home = home
        self._waiting = home / "waiting"
        self._depth = 0

    @contextmanager
    def hold(self, wait: float | None, manual: bool, notice: Callable[[str], None] | None) -> Iterator[bool]:
        """Wait at most `wait` seconds (None: as long as needed), then raise Busy. `notice` is told once who holds
        the lock. The value is True when the last holder was killed at work."""
        if self._depth:
            self._depth += 1
            try:
                yield False
            finally:
                self._depth -= 1
            return
        import filelock

        lock = filelock.FileLock(self._home / "lock")
        self._acquire(lock, wait, manual, notice)
        self._depth = 1
        mark = self._home / "holder"
        try:
            interrupted = mark.exists()
            _write(mark, f"{identity()}\n{_command()}\n")
            yield interrupted
            mark.unlink(missing_ok=True)
        except Exception:
            # Whatever was raised has been cleaned up after by those it passed through.
            mark.unlink(missing_ok=True)
            raise
        finally:
            self._depth = 0
            lock.release()

    @property
    def held(self) -> bool:
        return self._depth > 0

    def _acquire(
        self, lock: filelock.BaseFileLock, wait: float | None, manual: bool, notice: Callable[[str], None] | None
    ) -> None:
        start = time.monotonic()
        announced = self._waiting / str(os.getpid())
        try:
            while not self._try(lock, manual):
                waited = time.monotonic() - start
                if wait is not None and waited >= wait:
                    raise Busy(f"{self._home}: {self.holder() or 'another ngen'} is at work in this store")
                if manual and not announced.exists():
                    self._waiting.mkdir(mode=0o700, exist_ok=True)
                    _write(announced, identity())
                if notice is not None and waited >= _NOTICE_SECONDS:
                    notice(self.holder() or "another ngen")
                    notice = None
                time.sleep(_POLL_SECONDS)
        finally:
            if manual:
                announced.unlink(missing_ok=True)

    def _try(self, lock: filelock.BaseFileLock, manual: bool) -> bool:
        import filelock

        try:
            lock.acquire(timeout=0)
        except filelock.Timeout:
            return False
        # Someone may have begun to wait at any moment before this one.
        if not manual and self.manual_waiting():
            lock.release()
            return False
        return True

    def manual_waiting(self) -> bool:
        """True while a command that a person started waits for the lock."""
        for entry in self._waiting.iterdir() if self._waiting.is_dir() else ():
            name = _read(entry)
            if is_alive(name):
                return True
            # Half-written by the living, or left by the dead.
            if not is_alive(identity(pid_of(entry.name))):
                entry.unlink(missing_ok=True)
        return False

    def holder(self) -> str:
        """Who holds the lock, for people; '' when nobody does or it is not known."""
        name, _, command = _read(self._home / "holder").partition("\n")
        return f"process {pid_of(name)} ({command.strip()})" if is_alive(name) else ""


def _command() -> str:
    return " ".join([os.path.basename(sys.argv[0]), *sys.argv[1:]])


def _write(path: Path, text: str) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="utf-8") as f:
        f.write(text)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
