"""The process that compiles for the service, so that the service can end the work within a second by killing it.

    python -m farm.child HOME UP_TO        executes the queue of the store at HOME up to that priority number

It is the first of a process group and a session of its own, which holds the workers too, and it kills that group when
its standard input ends: the service is gone then. It works at the lowest priority for processor and disk: for items
that wait for idleness in the classes that get only what nobody else wants, for others merely nicer.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from cache.process import identity, same_modules
from cache.tables.queue import QueueItem
from farm.queue import WHEN_IDLE, describe, execute

# From asking it to end to killing it.
_GRACE = 0.2
_NICE_AT_ONCE = 10
_NICE_IDLE = 19


class Child:
    """The process as the service sees it."""

    def __init__(self, command: list[str], folder: Path) -> None:
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, cwd=folder, start_new_session=True, env=same_modules()
        )
        self.identity = identity(self._process.pid)

    def ended(self) -> str | None:
        """None while it runs; '' when it ended well, else how it ended."""
        if not self._is_over():
            return None
        code = self._clear()
        if code == 0:
            return ""
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"

    def stop(self) -> None:
        """End it and all its workers."""
        os.killpg(self._process.pid, signal.SIGTERM)
        end = time.monotonic() + _GRACE
        while not self._is_over() and time.monotonic() < end:
            time.sleep(0.01)
        self._clear()

    def _is_over(self) -> bool:
        """Looks without waiting for it, so that its id and its group stay its own."""
        return os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def _clear(self) -> int:
        """Kill what is left of the group; returns the code it ended with."""
        os.killpg(self._process.pid, signal.SIGKILL)
        assert self._process.stdin is not None
        self._process.stdin.close()
        return self._process.wait()


def spawn(home: Path, up_to: int) -> Child:
    return Child([sys.executable, "-m", "farm.child", str(home), str(up_to)], home)


def main(home: Path, up_to: int) -> None:
    die_with_service()
    step_back(idle=up_to >= WHEN_IDLE)
    from cache.store import Store
    from farm import settings
    from farm.perform import Performer

    store = Store(home)
    perform = Performer(store, workers=settings.load(home).workers)
    execute(store, up_to, perform, manual=False, begin=tell)
    store.close()


def die_with_service() -> None:
    threading.Thread(target=_wait_for_end, daemon=True).start()


def _wait_for_end() -> None:
    os.read(sys.stdin.fileno(), 1)
    os.killpg(os.getpgrp(), signal.SIGKILL)


def step_back(idle: bool) -> None:
    """As far as the system allows; workers started later inherit it. A unit may have set more than is wanted."""
    import psutil

    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, _NICE_IDLE if idle else _NICE_AT_ONCE)
    with suppress(OSError, AttributeError):
        os.sched_setscheduler(0, os.SCHED_IDLE if idle else os.SCHED_OTHER, os.sched_param(0))
    if os.getsid(0) == os.getpid():
        # Where the kernel shares processors out by session, priorities count within one only.
        with suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(_NICE_IDLE if idle else _NICE_AT_ONCE))
    with suppress(psutil.Error, AttributeError, OSError):
        if idle:
            psutil.Process().ionice(psutil.IOPRIO_CLASS_IDLE)
        else:
            psutil.Process().ionice(psutil.IOPRIO_CLASS_BE, 7)


def tell(item: QueueItem) -> None:
    print(f"{describe(item)}, priority {item.priority}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
