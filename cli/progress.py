"""The progress bar of long work: on a terminal's standard error, nothing anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from farm.assemble import Progress


class Bar(Progress):
    """For each assembly: methods done and known so far, time gone and time left. Nothing is drawn, and nothing that
    draws is imported, before there is work."""

    def __init__(self) -> None:
        self._rich: Any = None
        self._task: Any = None
        self._total = 0

    def assembly(self, name: str, methods: int) -> None:
        if self._rich is None:
            self._rich = _open()
        if self._task is not None:
            self._rich.remove_task(self._task)
        self._total = methods
        self._task = self._rich.add_task(name, total=methods)

    def more(self, methods: int) -> None:
        self._total += methods
        self._rich.update(self._task, total=self._total)

    def done(self, methods: int) -> None:
        self._rich.advance(self._task, methods)

    def close(self) -> None:
        if self._rich is not None:
            self._rich.stop()


def _open() -> Any:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as RichProgress

    shown = RichProgress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("methods,"),
        TimeElapsedColumn(), TextColumn("gone,"), TimeRemainingColumn(), TextColumn("left"),
        console=Console(stderr=True), transient=True,
    )
    shown.start()
    return shown


@contextmanager
def progress(wanted: bool) -> Iterator[Progress]:
    """A bar where a person sees it, else what ignores everything; the bar is gone afterwards, however it ends."""
    if not (wanted and sys.stderr.isatty()):
        yield Progress()
        return
    bar = Bar()
    try:
        yield bar
    finally:
        bar.close()
