"""Command lines run in this process, with what they print and return."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cli import exits
from cli.main import run


class CommandLine:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *words: str) -> tuple[int, str, str]:
        """Exit code, standard output, standard error."""
        self._capsys.readouterr()
        code = run(list(words))
        out, err = self._capsys.readouterr()
        return code, out, err

    def done(self, *words: str) -> str:
        """What a command prints that succeeds."""
        code, out, err = self(*words)
        assert code == exits.DONE, err
        return out

    def json(self, *words: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.done(*words, "--json"))
        assert found["schema"] == 1
        return found
