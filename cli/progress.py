"""The progress bar of long work: on a terminal's standard error, silent anywhere else."""

from __future__ import annotations

import os
import sys
from typing import Any

from farm.assemble import Progress


class Bar(Progress):
    """A progress bar on a terminal's standard error; silent anywhere else."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as RichProgress

        columns = (
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        )
        self._rich = RichProgress(*columns, console=Console(stderr=True), transient=True)
        self._task: Any = None
        self._total = 0
        self._rich.start()

    def assembly(self, name: str, methods: int) -> None:
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
        self._rich.stop()


def open_bar(wanted: bool) -> Bar | None:
    return Bar() if wanted and sys.stderr.isatty() and not os.environ.get("NO_COLOR") else None
