"""Ngen's switches: `/Debug`, `/NoDependencies`, `/silent` become options before the command line is parsed.

Only the switches in the table are taken, whatever their case; any other word that starts with a slash is a path,
as are all words after `--` and all arguments of the program that `run` starts.
"""

from __future__ import annotations

# Ngen's spelling in lower case -> ours.
SWITCHES = {
    "debug": "--debug",
    "profile": "--profile",
    "nodependencies": "--no-dependencies",
    "silent": "--quiet",
    "verbose": "--verbose",
    "nologo": "--no-logo",
    "help": "--help",
    "?": "--help",
}


def translate(words: list[str]) -> list[str]:
    """The command line with every known switch in POSIX style."""
    out: list[str] = []
    running = False
    paths = 0
    for at, word in enumerate(words):
        if word == "--":
            return out + words[at:]
        if word.startswith("/") and word[1:].lower() in SWITCHES:
            out.append(SWITCHES[word[1:].lower()])
            continue
        if not out and word.lower() in COMMANDS:
            word = word.lower()
        if running and not word.startswith("-"):
            paths += 1
        if word == "run" and not out:
            running = True
        out.append(word)
        if paths:
            return out + words[at + 1 :]
    return out


COMMANDS = ("install", "uninstall", "display", "update", "run", "why")
