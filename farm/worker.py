"""What runs inside a worker, of any engine: load a snapshot once, then compile batches of it.

Entry points stay interpreted (process and actor systems refuse compiled functions); they call compiled code once
per batch. A worker reads nothing but the files its snapshot names.
"""

from __future__ import annotations

import gc
import importlib
import signal
import sys
import threading
import time
import traceback
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from farm.model import parse_snapshot

# Compiled code is recursive over nested types and expressions; the default 8 MB stack is small for hostile input.
_STACK_BYTES = 256 << 20
_DETAIL_LIMIT = 400
# The first thing that a worker process says.
READY = "ready"


class Worker:
    """Holds the session of the snapshot that was asked for last. Compiles on a deep stack, whatever thread asks."""

    def __init__(self) -> None:
        self._snapshot = ""
        self._compiler: Any = None
        self._session: Any = None

    def compile(self, snapshot: str, batch: bytes) -> tuple[bytes, str, float]:
        """(result bytes, error, seconds); never raises for what a method or a file can contain."""
        answers: list[tuple[bytes, str, float]] = []
        before = threading.stack_size(_STACK_BYTES)
        try:
            thread = threading.Thread(target=lambda: answers.append(self._compile(snapshot, batch)), daemon=True)
            thread.start()
        finally:
            threading.stack_size(before)
        thread.join()
        return answers[0]

    def _compile(self, snapshot: str, batch: bytes) -> tuple[bytes, str, float]:
        start = time.perf_counter()
        try:
            if snapshot != self._snapshot or self._session is None:
                self._open(snapshot)
            data: bytes = self._compiler.compile_batch(self._session, batch)
            return data, "", time.perf_counter() - start
        except BaseException as e:
            return b"", describe(e), time.perf_counter() - start

    def _open(self, text: str) -> None:
        self._session = None
        self._snapshot = text
        snapshot = parse_snapshot(text)
        self._compiler = importlib.import_module(snapshot.compiler)
        # Loading only allocates what stays, so collecting in between is wasted.
        enabled = gc.isenabled()
        gc.disable()
        try:
            self._session = self._compiler.open_snapshot(snapshot)
        finally:
            if enabled:
                gc.enable()


def describe(e: BaseException) -> str:
    """One line: what was raised, and where."""
    frames = traceback.extract_tb(e.__traceback__)
    where = f" at {frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else ""
    return f"{type(e).__name__}: {e}{where}".replace("\n", " ")[:_DETAIL_LIMIT]


def serve(pipe: Connection, path: list[str]) -> None:
    """A local worker process: answers (snapshot or "", batch) by (data, error, seconds) until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the driver is interrupted, and closes the pipe
    for entry in path:
        if entry not in sys.path:
            sys.path.append(entry)
    gc.set_threshold(200_000, 30, 30)
    worker = Worker()
    snapshot = ""
    with suppress(EOFError, OSError):
        pipe.send(READY)
        while True:
            text, batch = pipe.recv()
            snapshot = text or snapshot
            pipe.send(worker.compile(snapshot, batch))
