"""A service as a process of its own for the tests, and the child that works for it; both are real but for two things.

    service HOME [--stay]   the service; other processes load the machine as long as the file HOME/busy exists
    work HOME UP_TO         its child; an item is done once the file that its request names exists

Each line of HOME/events is what an item went through: `begin NAME` and `end NAME`. An item called `fails` raises, one
called `dies` ends its process, one called `stubborn` ignores SIGTERM and has a child that does, too. With a file
HOME/broken the child ends at once.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from cache.store import Store
from cache.tables.queue import QueueItem
from farm import queue
from farm.child import Child, die_with_service
from farm.idle import Rules, Sample
from farm.request import from_text
from farm.service import Service
from farm.settings import Settings


def service(home: Path, stay: bool) -> None:
    store = Store(home)
    used = 0.0
    before = time.monotonic()

    def measure() -> Sample:
        nonlocal used, before
        now = time.monotonic()
        used += 2.0 * (now - before) if (home / "busy").exists() else 0.0
        before = now
        return Sample(time=now, minute=0, cores=2, others=used)

    def spawn(up_to: int) -> Child:
        return Child([sys.executable, __file__, "work", str(home), str(up_to)], home)

    def say(line: str) -> None:
        print(line, flush=True)

    Service(store, Settings(Rules(settle_seconds=0.5)), spawn, measure, stay, say).run()


def work(home: Path, up_to: int) -> None:
    die_with_service()
    if (home / "broken").exists():
        sys.exit(3)
    store = Store(home)

    def note(line: str) -> None:
        with (home / "events").open("a") as f:
            f.write(line + "\n")

    def perform(item: QueueItem) -> None:
        path = Path(from_text(item.request).path)
        if path.name == "stubborn":
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            worker = subprocess.Popen(["sleep", "600"])
            (home / "worker").write_text(str(worker.pid))
        note(f"begin {path.name}")
        if path.name == "fails":
            raise ValueError("this one fails")
        if path.name == "dies":
            os.kill(os.getpid(), signal.SIGKILL)
        while not path.exists():
            time.sleep(0.02)
        note(f"end {path.name}")

    queue.execute(store, up_to, perform, manual=False)


if __name__ == "__main__":
    if sys.argv[1] == "service":
        service(Path(sys.argv[2]), "--stay" in sys.argv)
    else:
        work(Path(sys.argv[2]), int(sys.argv[3]))
