"""Ngen's switches beside POSIX options; paths that look like switches."""

from __future__ import annotations

import pytest

from cli.switches import translate


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["install", "a.dll", "/Debug"], ["install", "a.dll", "--debug"]),
        (["INSTALL", "a.dll", "/NODEPENDENCIES", "/silent"], ["install", "a.dll", "--no-dependencies", "--quiet"]),
        (["install", "/opt/app/a.dll", "--debug"], ["install", "/opt/app/a.dll", "--debug"]),
        (["install", "/debugger/a.dll"], ["install", "/debugger/a.dll"]),
        (["install", "--", "/debug"], ["install", "--", "/debug"]),
        (["/?"], ["--help"]),
        (["run", "--report", "a.dll", "/debug", "/help"], ["run", "--report", "a.dll", "/debug", "/help"]),
        (["run", "/app/a.dll", "--", "/debug"], ["run", "/app/a.dll", "--", "/debug"]),
        ([], []),
    ],
)
def test_translation(words: list[str], expected: list[str]) -> None:
    assert translate(words) == expected
