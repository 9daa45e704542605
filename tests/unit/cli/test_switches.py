"""Ngen's switches beside POSIX options; paths that look like switches."""

from __future__ import annotations

import pytest

from cli.switches import translate


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["install", "a.dll", "/Debug"], ["install", "a.dll", "--debug"]),
        (["INSTALL", "a.dll", "/NODEPENDENCIES", "/silent"], ["INSTALL", "a.dll", "--no-dependencies", "--silent"]),
        (["install", "/opt/app/a.dll", "--debug"], ["install", "/opt/app/a.dll", "--debug"]),
        (["install", "/debugger/a.dll"], ["install", "/debugger/a.dll"]),
        (["install", "--", "/debug"], ["install", "--", "/debug"]),
        (["/?"], ["--help"]),
        (["run", "--report", "a.dll", "/debug", "/help"], ["run", "--report", "a.dll", "/debug", "/help"]),
        (["run", "--store", "s", "/debug", "a.dll", "/x"], ["run", "--store", "s", "--debug", "a.dll", "/x"]),
        (["install", "a", "/ExeConfig:/opt/app.dll"], ["install", "a", "--exe-config=/opt/app.dll"]),
        (["install", "a", "/EXECONFIG:", "b c.exe"], ["install", "a", "--exe-config=b c.exe"]),
        (["install", "/AppBase:/srv", "a"], ["install", "--app-base=/srv", "a"]),
        (["install", "a", "/queue"], ["install", "a", "--queue=3"]),
        (["install", "a", "/Queue:1"], ["install", "a", "--queue=1"]),
        (["install", "a", "/queue:9"], ["install", "a", "--queue=9"]),
        (["install", "--queue", "a"], ["install", "--queue=3", "a"]),
        (["install", "--queue", "2", "a"], ["install", "--queue=2", "a"]),
        (["install", "--queue=1", "a"], ["install", "--queue=1", "a"]),
        (["install", "/queue:/a.dll"], ["install", "/queue:/a.dll"]),
        (["install", "/Debug/app.dll", "/debug:on"], ["install", "/Debug/app.dll", "/debug:on"]),
        (["install", "/execonfig"], ["install", "/execonfig"]),
        (["run", "/app/a.dll", "--", "/debug"], ["run", "/app/a.dll", "--", "/debug"]),
        ([], []),
    ],
)
def test_translation(words: list[str], expected: list[str]) -> None:
    assert translate(words) == expected
