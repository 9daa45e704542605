"""Starts the service when there is work for it: by its systemd unit where there is one, else as a process of its own.

Queueing does this, as the user of an idle machine expects; `autostart = false` in service.toml, or NGEN_AUTOSTART=0
(image builds, containers), leaves it to a person.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from cache.process import same_modules
from cache.store import Store
from farm import queue, settings, systemd
from farm.service import can_run, read_state

_LARGEST_LOG = 1_000_000


def start_service(store: Store) -> str:
    """Start it unless it runs, is not wanted, or has nothing to do; returns a sentence that says which."""
    state = read_state(store)
    if state is not None:
        return f"the service is at it (process {state.pid})"
    if not store.index.queue.counts()["waiting"]:
        return "nothing is waiting"
    if queue.is_paused(store):
        return "the queue is paused; it goes on after `ngen queue continue`"
    by_hand = "start it with `ngen service run`, or execute the queue now with `ngen eqi`"
    if not settings.load(store.home).autostart or not can_run():
        return f"no service runs; {by_hand}"
    try:
        unit = systemd.start(store)
    except systemd.SystemdError as e:
        return f"the service could not be started ({e}); {by_hand}"
    if unit:
        return f"the service was started ({unit})"
    return f"the service was started (process {start_process(store.home)}, log in {log_path(store.home)})"


def log_path(home: Path) -> Path:
    return home / "log" / "service.log"


def start_process(home: Path) -> int:
    """A service that outlives this process; returns its id."""
    log = log_path(home)
    if log.is_file() and log.stat().st_size > _LARGEST_LOG:
        log.unlink()
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", "service", "run", "--store", str(home)],
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=home, start_new_session=True,
            env=same_modules(),
        )
    return process.pid
