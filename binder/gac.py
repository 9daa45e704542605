"""Global assembly caches: directories that hold assemblies by their identity.

    .NET Framework := root / ( GAC_64 | GAC_32 | GAC_MSIL | GAC ) / name / folder / name.dll
    Mono           := root / name / folder / name.dll
    folder         := [ "v4.0_" ] version "_" culture "_" token          culture is empty for neutral
    policy         := an assembly "policy." major "." minor "." name, whose manifest names the file of the same
                      folder that redirects versions major.minor of `name` (publisher policy)

Idea: an entry is what its path says; no assembly is opened to find one.  Names are compared without case, as the
cache of .NET Framework does.  What is listed is noted in the Evidence.

Sources: "How the runtime locates assemblies" and "Global assembly cache" of the .NET Framework documentation;
mono/mono mcs/tools/gacutil/driver.cs, mono/metadata/assembly.c.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from binder.config import NO_VERSION, Version4, parse_version4
from binder.display_name import AssemblyIdentity, DisplayName, matches
from binder.evidence import Evidence
from binder.metadata import Metadata
from binder.pe_reader import open_pe
from binder.schema import T_FILE

# In the order in which a 64-bit process looks.  GAC is that of version 1, and holds code for any processor or x86.
_FOLDERS = (("GAC_64", "AMD64"), ("GAC_MSIL", "MSIL"), ("GAC", "MSIL"), ("GAC_32", "x86"))
_FRAMEWORK_4 = "v4.0_"


@dataclass(frozen=True)
class GacEntry:
    """`path` may not exist: see `Gac.find`."""

    identity: AssemblyIdentity
    path: str


class Gac:
    """The caches below `roots`, the first one before the others."""

    def __init__(self, roots: Sequence[str], evidence: Evidence | None = None) -> None:
        self.roots = tuple(os.path.abspath(r) for r in roots)
        self._evidence = evidence or Evidence()
        self._listings: dict[str, dict[str, str]] = {}

    def entries(self) -> list[GacEntry]:
        """Everything, by name within each cache, whether or not the file is there."""
        out: list[GacEntry] = []
        for folder, architecture in self._folders():
            for name in sorted(self._names(folder).values()):
                out += self._versions(folder, name, architecture)
        return out

    def find(self, name: DisplayName) -> list[GacEntry]:
        """Entries that match and whose file exists: the highest version first, then in the order of the caches.
        Code for 32-bit processors only comes when it is asked for."""
        found: list[GacEntry] = []
        for folder, architecture in self._folders():
            actual = self._names(folder).get(name.name.lower())
            if actual is None or architecture == "x86" and name.architecture != "x86":
                continue
            for entry in self._versions(folder, actual, architecture):
                if matches(name, entry.identity) and self._evidence.is_file(entry.path):
                    found.append(entry)
        # Equal versions keep their order.
        return sorted(found, key=_version_of, reverse=True)

    def policy(self, name: str, version: Version4, culture: str, token: bytes) -> str:
        """The publisher's configuration for `version` of an assembly, "" when there is none.  BadImage when the
        policy assembly is malformed."""
        wanted = DisplayName(f"policy.{version[0]}.{version[1]}.{name}", (), culture, token)
        for entry in self.find(wanted):
            md = Metadata(open_pe(entry.path))
            self._evidence.note(entry.path)
            if md.row_count(T_FILE) != 0:
                linked = md.string_at(T_FILE, 1, 1)
                if linked == os.path.basename(linked) and linked not in ("", ".", ".."):
                    return os.path.join(os.path.dirname(entry.path), linked)
        return ""

    def holds(self, path: str) -> bool:
        """Whether a file lies in one of the caches."""
        full = os.path.realpath(path)
        return any(full.startswith(os.path.join(os.path.realpath(root), "")) for root in self.roots)

    def _folders(self) -> list[tuple[str, str]]:
        """(directory with one folder for each name, architecture)"""
        out: list[tuple[str, str]] = []
        for root in self.roots:
            names = self._names(root)
            framework = [
                (os.path.join(root, names[folder.lower()]), architecture)
                for folder, architecture in _FOLDERS
                if folder.lower() in names
            ]
            out += framework or [(root, "MSIL")]
        return out

    def _names(self, directory: str) -> dict[str, str]:
        known = self._listings.get(directory)
        if known is None:
            known = {name.lower(): name for name in self._evidence.directories(directory)}
            self._listings[directory] = known
        return known

    def _versions(self, folder: str, name: str, architecture: str) -> list[GacEntry]:
        out: list[GacEntry] = []
        directory = os.path.join(folder, name)
        for text in self._names(directory).values():
            identity = _identity(name, text, architecture)
            if identity is not None:
                out.append(GacEntry(identity, self._file(os.path.join(directory, text), name)))
        return out

    def _file(self, directory: str, name: str) -> str:
        """An assembly of a cache may be a program."""
        program = os.path.join(directory, name + ".exe")
        return program if self._evidence.is_file(program) else os.path.join(directory, name + ".dll")


def _version_of(entry: GacEntry) -> Version4:
    return entry.identity.version


def _identity(name: str, folder: str, architecture: str) -> AssemblyIdentity | None:
    parts = folder.removeprefix(_FRAMEWORK_4).split("_")
    version = parse_version4(parts[0])
    if len(parts) != 3 or version == NO_VERSION:
        return None
    try:
        token = bytes.fromhex(parts[2])
    except ValueError:
        return None
    culture = "" if parts[1].lower() == "neutral" else parts[1]
    return AssemblyIdentity(name, version, culture, token, architecture)
