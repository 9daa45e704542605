"""Assemblies that are named instead of pointed at: found in assembly caches, then in the frameworks of .NET.

    order: the caches as they are given, the highest version first across them; then each installation, its
           frameworks by name (the core framework first), the newest version of each first

A partial name that the configuration of an application qualifies is the full name from then on.  Whatever matches
is found, best first; what does not is told with the reason.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from binder.discovery import application_of
from binder.display_name import AssemblyIdentity, DisplayName, matches, read_identity
from binder.errors import BadImage
from binder.fxconfig import read_fxconfig
from binder.gac import Gac
from binder.options import BindOptions
from binder.probes import Attempt
from binder.runtimes import CORE_FRAMEWORK, Runtime


@dataclass(frozen=True)
class Located:
    path: str
    identity: AssemblyIdentity
    reason: str


@dataclass(frozen=True)
class NameSearch:
    """`name` is what was looked for after qualification."""

    name: DisplayName
    found: tuple[Located, ...]
    attempts: tuple[Attempt, ...]


def find_by_name(
    name: DisplayName, runtimes: Iterable[Runtime], options: BindOptions | None = None
) -> NameSearch:
    """BindError when the configuration of the application that `options` name is malformed."""
    options = options or BindOptions()
    attempts: list[Attempt] = []
    name = _qualified(name, options, attempts)
    found: list[Located] = []
    gac = Gac(options.gac)
    for entry in gac.find(name):
        found.append(Located(entry.path, entry.identity, "in an assembly cache"))
    if not found:
        for root in gac.roots:
            attempts.append(Attempt(root, "assembly cache", f"lost: it does not have {name}"))
    for directory, source in _framework_directories(runtimes):
        located = _in_directory(name, directory, source, attempts)
        if located is not None:
            found.append(located)
    for located in found:
        outcome = "won: the first that matches" if located is found[0] else f"lost: {found[0].path} comes first"
        attempts.append(Attempt(located.path, located.reason, outcome))
    return NameSearch(name, tuple(found), tuple(attempts))


def _qualified(name: DisplayName, options: BindOptions, attempts: list[Attempt]) -> DisplayName:
    path = application_of(options.exe_config) + ".config"
    if name.is_full or not options.exe_config or not os.path.isfile(path):
        return name
    full = read_fxconfig(path).qualify(name)
    if full != name:
        attempts.append(Attempt("", f"qualifyAssembly in {path}", f"now {full} is looked for"))
    return full


def _framework_directories(runtimes: Iterable[Runtime]) -> Iterator[tuple[str, str]]:
    """(directory, what it is)"""
    for runtime in runtimes:
        for framework in sorted(runtime.frameworks, key=lambda name: (name != CORE_FRAMEWORK, name)):
            for version in reversed(runtime.frameworks[framework]):
                directory = os.path.join(runtime.root, "shared", framework, version)
                yield directory, f"framework {framework} {version}"


def _in_directory(
    name: DisplayName, directory: str, source: str, attempts: list[Attempt]
) -> Located | None:
    """The assembly of that name if it is the one that is meant."""
    path = os.path.join(directory, _file_name(directory, name.name + ".dll"))
    if not os.path.isfile(path):
        attempts.append(Attempt(path, source, "lost: there is no such file"))
        return None
    try:
        identity = read_identity(path)
    except BadImage as e:
        attempts.append(Attempt(path, source, f"lost: {e.message}"))
        return None
    except OSError as e:
        attempts.append(Attempt(path, source, f"lost: cannot be read: {e.strerror}"))
        return None
    if not matches(name, identity):
        attempts.append(Attempt(path, source, f"lost: it is {identity.full_name}"))
        return None
    return Located(path, identity, source)


def _file_name(directory: str, name: str) -> str:
    """The name in the case the directory has it."""
    try:
        return next((n for n in os.listdir(directory) if n.lower() == name.lower()), name)
    except OSError:
        return name
