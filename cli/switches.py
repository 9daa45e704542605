"""Ngen's switches beside POSIX options: `/Debug`, `/ExeConfig:path`, `/queue:1` become options before the command
line is parsed, whatever their case.

Only the switches in the table are taken; any other word that starts with a slash is a path, as are all words after
`--` and all arguments of the program that `run` starts. So `/opt/app.dll` and `/Debug/app.dll` are paths, and a file
that is really called `/debug` is reached by `-- /debug`. A value may follow the colon or be the next word. The value
of `--queue` may be left out (priority 3), and is never taken from a word that is not 1, 2 or 3, so that
`--queue app.dll` queues app.dll.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

# Ngen's spelling in lower case -> ours.
FLAGS = {
    "debug": "--debug",
    "profile": "--profile",
    "nodependencies": "--no-dependencies",
    "silent": "--silent",
    "verbose": "--verbose",
    "nologo": "--no-logo",
    "help": "--help",
    "?": "--help",
}
VALUES = {"execonfig": "--exe-config", "appbase": "--app-base"}
QUEUE = "--queue"
DEFAULT_PRIORITY = "3"
_PRIORITIES = ("1", "2", "3")
# As people write them, for completion.
_WRITTEN = (
    "/Debug", "/Profile", "/NoDependencies", "/ExeConfig:", "/AppBase:", "/queue:", "/silent", "/verbose", "/nologo",
    "/help",
)
# Options of `run` whose value is not the program.
_RUN_VALUES = ("--store", "--report-json")


def translate(words: list[str]) -> list[str]:
    """The command line with every known switch in POSIX style and every `--queue` with its value."""
    out: list[str] = []
    rest = list(words)
    running = False
    while rest:
        word = rest.pop(0)
        if word == "--":
            return [*out, word, *rest]
        switch = _switch(word)
        if switch is not None:
            option, value = switch
            if option in VALUES.values() and value == "" and rest:
                value = rest.pop(0)
            out += [option] if value is None else [f"{option}={value}"]
        elif word == QUEUE:
            value = rest.pop(0) if rest and rest[0] in _PRIORITIES else DEFAULT_PRIORITY
            out.append(f"{QUEUE}={value}")
        elif running and not word.startswith("-"):
            return [*out, word, *rest]
        elif running and word in _RUN_VALUES and rest:
            out += [word, rest.pop(0)]
        else:
            running = running or (not out and word.lower() == "run")
            out.append(word)
    return out


def _switch(word: str) -> tuple[str, str | None] | None:
    """(option, value) of one of Ngen's switches; None for any other word."""
    if not word.startswith("/"):
        return None
    name, colon, value = word[1:].partition(":")
    name = name.lower()
    if name in FLAGS and not colon:
        return FLAGS[name], None
    if name in VALUES and colon:
        return VALUES[name], value
    if name == "queue" and "/" not in value:
        return QUEUE, value if colon else DEFAULT_PRIORITY
    return None


def completions(typed: str, options: Collection[str]) -> list[str]:
    """The switches that begin like a word and stand for one of a command's options."""
    if "/" in typed[1:]:
        return []
    found = [written for written in _WRITTEN if written.lower().startswith(typed.lower())]
    return [written for written in found if (_switch(written) or ("", None))[0] in options]


def spelling(words: Sequence[str], option: str) -> str:
    """How the user wrote an option."""
    for word in words:
        switch = _switch(word)
        if switch is not None and switch[0] == option:
            return word.partition(":")[0]
    return option
