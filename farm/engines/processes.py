"""The engine of one machine: worker processes, started when there is work for them, one pipe each.

Processes are spawned, not forked: a forked child would inherit the driver's locks and database connection.
"""

from __future__ import annotations

import multiprocessing
import sys
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from farm.engines.pool import PoolEngine, Slot
from farm.worker import READY, serve

_END_SECONDS = 2.0


class _Process(Slot):
    def __init__(self, process: BaseProcess, pipe: Connection) -> None:
        super().__init__()
        self.process = process
        self.pipe = pipe


class ProcessEngine(PoolEngine[_Process]):
    def __init__(self, workers: int) -> None:
        super().__init__("processes", workers)
        self._context = multiprocessing.get_context("spawn")

    def start_worker(self) -> _Process:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=serve, args=(theirs, list(sys.path)), daemon=True)
        process.start()
        theirs.close()
        return _Process(process, ours)

    def end_worker(self, slot: _Process) -> None:
        slot.pipe.close()
        if slot.batch is None:
            slot.process.join(_END_SECONDS)
        if slot.process.is_alive():
            slot.process.kill()
        slot.process.join()

    def send(self, slot: _Process, snapshot: str, batch: bytes) -> str:
        try:
            slot.pipe.send((snapshot, batch))
        except OSError:
            return "worker process died"
        return ""

    def wait(self, busy: list[_Process], seconds: float) -> list[_Process]:
        ready = wait([s.pipe for s in busy], seconds)
        return [s for s in busy if s.pipe in ready]

    def receive(self, slot: _Process) -> tuple[bytes, str, float] | str | None:
        try:
            said = slot.pipe.recv()
        except (EOFError, OSError):
            slot.process.join(_END_SECONDS)
            return f"worker process died (exit {slot.process.exitcode})"
        if said == READY:
            slot.ready = True
            return None
        data, error, seconds = said
        return data, error, seconds
