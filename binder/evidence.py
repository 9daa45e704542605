"""What a binding decision rested on, so that a later bind is known to decide the same without being done.

Idea: whoever decides asks the file system and the environment through one Evidence, which keeps the questions.
While every answer is what it was, the decision is what it was:

    consulted    paths: the same existence, and for files that exist the same content
    listed       directories: the same names in them (that one is absent counts as no names)
    environment  variables: the same value; an unset variable counts as ""

Invariants: paths are absolute, links in them are not resolved, each is kept once, in the order of asking.  Where
the existence of many files of one directory matters, the directory is listed instead.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping


class Evidence:
    def __init__(self) -> None:
        self._consulted: dict[str, None] = {}
        self._listed: dict[str, None] = {}
        self._environment: dict[str, str] = {}

    def copy(self) -> Evidence:
        other = Evidence()
        other._consulted = dict(self._consulted)
        other._listed = dict(self._listed)
        other._environment = dict(self._environment)
        return other

    @property
    def consulted(self) -> tuple[str, ...]:
        return tuple(self._consulted)

    @property
    def listed(self) -> tuple[str, ...]:
        return tuple(self._listed)

    @property
    def environment(self) -> tuple[tuple[str, str], ...]:
        return tuple(self._environment.items())

    def note(self, path: str) -> None:
        self._consulted[os.path.abspath(path)] = None

    def note_listing(self, directory: str) -> None:
        self._listed[os.path.abspath(directory)] = None

    def note_variable(self, name: str, value: str) -> None:
        self._environment[name] = value

    def is_file(self, path: str) -> bool:
        self.note(path)
        return os.path.isfile(path)

    def is_dir(self, path: str) -> bool:
        self.note(path)
        return os.path.isdir(path)

    def directories(self, path: str) -> list[str]:
        """Names of the directories in `path`, sorted; none when it cannot be listed."""
        self.note_listing(path)
        try:
            return sorted(e.name for e in os.scandir(path) if e.is_dir())
        except OSError:
            return []


class Environment(Mapping[str, str]):
    """Variables as they were given; every one that is asked for is noted.  Going through all of them is not asking."""

    def __init__(self, variables: Mapping[str, str], evidence: Evidence) -> None:
        self._variables = variables
        self._evidence = evidence

    def __getitem__(self, name: str) -> str:
        self._evidence.note_variable(name, self._variables.get(name, ""))
        return self._variables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._variables)

    def __len__(self) -> int:
        return len(self._variables)
