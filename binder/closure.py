"""The closure of an application: every assembly its references reach, found the way the host and loader do.

Idea: first the host's part, a table from simple name to the file that wins (the trusted assemblies); then the
loader's part, a walk over AssemblyRefs from the root.  Every decision leaves a probe: who asked, what was
looked at in which order, why it won or lost; and evidence: what a later bind has to find unchanged.

    reference: simple name without case; the definition's version must not be lower than the wanted one

An application of .NET Framework will run on today's runtime: what the frameworks of that have comes from there,
everything else is bound as .NET Framework does (binder.fxbind).  The runtime loads one assembly of a simple name;
a second one that the configuration asks for is missing.

Sources: dotnet/runtime src/coreclr/binder/assemblybindercommon.cpp.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from binder.config import NO_VERSION, Version4, asset_name
from binder.discovery import Application
from binder.display_name import AssemblyIdentity, identity_of, identity_of_reference
from binder.errors import BadImage, BindError
from binder.metadata import Metadata
from binder.pe_reader import open_pe
from binder.probes import Attempt, Probe, version_text
from binder.trusted import Trusted, TrustedAssemblies

if TYPE_CHECKING:
    from binder.fxbind import FxBinder

# A reference with this version accepts any definition.
_UNSPECIFIED: Version4 = (0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF)


@dataclass(frozen=True)
class AssemblyFile:
    path: str
    name: str
    version: Version4
    mvid: str
    framework: bool
    references: tuple[str, ...]
    identity: AssemblyIdentity


@dataclass(frozen=True)
class MissingReference:
    name: str
    version: Version4
    asked_by: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Closure:
    """`assemblies` begins with the root, then in the order references are met, breadth first.
    `unreferenced` are files of the application that only reflection could reach; none when the root is bound for
    another application.  `consulted`, `listed` and `environment` are what the other members but `unreferenced` rest
    on (see binder.evidence).  `shadowed_by` is the file that the application loads for the root's name in place of the
    root, "" when it has none: what is compiled for the root will not be used there."""

    assemblies: tuple[AssemblyFile, ...]
    probes: tuple[Probe, ...]
    missing: tuple[MissingReference, ...]
    unreferenced: tuple[AssemblyFile, ...]
    consulted: tuple[str, ...]
    listed: tuple[str, ...]
    environment: tuple[tuple[str, str], ...]
    shadowed_by: str

    def paths(self) -> list[str]:
        return [a.path for a in self.assemblies]


class _Loaded:
    """What the walk needs of an assembly once its metadata has been read."""

    def __init__(self, path: str) -> None:
        pe = open_pe(path)
        md = Metadata(pe)
        self.identity = identity_of(md, pe)
        self.mvid = _guid(md.mvid)
        self.references = [identity_of_reference(md, rid) for rid in range(1, int(md.assembly_ref_count()) + 1)]


def _guid(value: bytes) -> str:
    """The usual text of a GUID, whose first three fields are stored with the low byte first."""
    fields = (value[3::-1], value[5:3:-1], value[7:5:-1], value[8:10], value[10:16])
    return "-".join(field.hex() for field in fields)


class _Walk:
    def __init__(self, app: Application) -> None:
        self.app = app
        self.evidence = app.evidence.copy()
        self.table = TrustedAssemblies(app, self.evidence)
        self.loaded: dict[str, _Loaded] = {}
        self.failed: dict[str, str] = {}
        self.framework_way: FxBinder | None = None
        if app.fx is not None:
            from binder.fxbind import FxBinder, machine_config
            from binder.gac import Gac

            machine = machine_config(app.gac, self.evidence)
            gac = Gac(app.gac, self.evidence)
            self.framework_way = FxBinder(app.app_dir, app.fx, machine, gac, self.evidence, self._identify)
        self.assemblies: list[AssemblyFile] = []
        self.reached: set[str] = set()
        self.probes: dict[tuple[str, Version4], Probe] = {}
        self.missing: dict[tuple[str, Version4], tuple[str, list[str]]] = {}

    def run(self) -> Closure:
        root = self.table.names[asset_name(self.app.root).lower()]
        if self._load(root.path) is None:
            raise BindError(f"{self.app.root}: is not an assembly: {self.failed[root.path]}")
        self._reach(root)
        position = 0
        while position < len(self.assemblies):
            self._follow(self.assemblies[position])
            position += 1
            if position == len(self.assemblies):
                # Whatever else is compiled, the types of the core library are needed.
                core = self.table.names.get("system.private.corelib")
                if core is not None and self._load(core.path) is not None:
                    self.evidence.note(core.path)
                    self._reach(core)
        shadowed_by = self._shadow(root)
        missing = tuple(
            MissingReference(name, version, tuple(askers), reason)
            for (name, version), (reason, askers) in self.missing.items()
        )
        return Closure(
            tuple(self.assemblies),
            tuple(self.probes.values()),
            missing,
            self._unreferenced() if self.app.context == self.app.root else (),
            self.evidence.consulted,
            self.evidence.listed,
            self.evidence.environment,
            shadowed_by,
        )

    def _shadow(self, root: Trusted) -> str:
        """Of the application's own files of the root's name the one that it would load."""
        if self.app.context == self.app.root:
            return ""
        if self.framework_way is not None:
            bound = self.framework_way.bind(self._identify(root.path)).path
            return "" if not bound or os.path.realpath(bound) == root.path else bound
        # The root won as the first of its name; what the application lists comes next.
        others = [a.path for a in root.attempts[1:] if os.path.isfile(a.path)]
        return others[0] if others else ""

    def _load(self, path: str) -> _Loaded | None:
        found = self.loaded.get(path)
        if found is None and path not in self.failed:
            try:
                found = _Loaded(path)
                self.loaded[path] = found
            except BadImage as e:
                self.failed[path] = str(e)
            except OSError as e:
                self.failed[path] = f"{path}: cannot be read: {e.strerror}"
        return found

    def _reach(self, trusted: Trusted) -> None:
        if trusted.path not in self.reached:
            self.reached.add(trusted.path)
            self.assemblies.append(self._file(trusted, self.loaded[trusted.path]))

    def _identify(self, path: str) -> AssemblyIdentity:
        loaded = self._load(path)
        if loaded is None:
            raise BindError(self.failed[path])
        return loaded.identity

    def _file(self, trusted: Trusted, loaded: _Loaded) -> AssemblyFile:
        names = tuple(r.name for r in loaded.references)
        identity = loaded.identity
        return AssemblyFile(
            trusted.path, identity.name, identity.version, loaded.mvid, trusted.framework, names, identity
        )

    def _follow(self, asker: AssemblyFile) -> None:
        for wanted in self.loaded[asker.path].references:
            name, version = wanted.name, wanted.version
            key = (name, version)
            if key in self.missing:
                self.missing[key][1].append(asker.name)
            elif key not in self.probes:
                trusted, reason, attempts = self._bind(wanted)
                path = trusted.path if trusted is not None else ""
                self.probes[key] = Probe(name, version, asker.name, path, tuple(attempts))
                if trusted is not None:
                    self._reach(trusted)
                else:
                    self.missing[key] = (reason, [asker.name])

    def _bind(self, wanted: AssemblyIdentity) -> tuple[Trusted | None, str, list[Attempt]]:
        """The file for a reference, or the reason why there is none; and what was looked at."""
        if wanted.windows_runtime:
            return None, "a Windows Runtime component, which is no file", []
        if wanted.culture != "":
            return None, f"a satellite assembly (culture {wanted.culture}) holds no code", []
        held = self.table.names.get(wanted.name.lower())
        if self.framework_way is not None and (held is None or not self._is_given(held)):
            return self._bind_as_framework(self.framework_way, held, wanted)
        reason = "no file of that name is among those the host would give to the runtime"
        if held is not None:
            reason = self._mismatch(held, wanted)
        return None if reason else held, reason, self._attempts(wanted.name)

    def _is_given(self, held: Trusted) -> bool:
        return held.path in (self.app.root, self.app.context)

    def _mismatch(self, held: Trusted, wanted: AssemblyIdentity) -> str:
        """Why the runtime would not accept the file, "" when it does."""
        self.evidence.note(held.path)
        loaded = self._load(held.path)
        if loaded is None:
            return self.failed[held.path]
        found = loaded.identity
        if found.name.lower() != wanted.name.lower():
            return f"{held.path} holds the assembly {found.name}"
        if wanted.version != _UNSPECIFIED and found.version < wanted.version:
            lower, asked = version_text(found.version), version_text(wanted.version)
            return f"{held.path} has version {lower}, lower than the {asked} asked for"
        return ""

    def _bind_as_framework(
        self, binder: FxBinder, held: Trusted | None, wanted: AssemblyIdentity
    ) -> tuple[Trusted | None, str, list[Attempt]]:
        attempts: list[Attempt] = []
        too_old = ""
        if held is not None and held.framework:
            too_old = self._mismatch(held, wanted)
            if not too_old:
                return held, "", list(held.attempts)
            attempts.append(Attempt(held.path, held.attempts[0].source, f"lost: {too_old}"))
        bound = binder.bind(wanted)
        attempts += bound.attempts
        if not bound.path:
            return None, f"{too_old}; {bound.reason}" if too_old else bound.reason, attempts
        if held is not None and held.path != bound.path and held.path in self.reached:
            reason = f"{held.path} is bound already, and the runtime loads one assembly of a name; not {bound.path}"
            return None, reason, attempts
        if self._load(bound.path) is None:
            return None, self.failed[bound.path], attempts
        chosen = Trusted(bound.path, False, NO_VERSION, NO_VERSION, attempts)
        self.table.names[wanted.name.lower()] = chosen
        return chosen, "", attempts

    def _attempts(self, name: str) -> list[Attempt]:
        trusted = self.table.names.get(name.lower())
        if trusted is not None:
            return list(trusted.attempts)
        attempts = list(self.table.absent.get(name.lower(), []))
        for directory in dict.fromkeys((self.app.app_dir, *self.app.framework_dirs)):
            path = os.path.join(directory, name + ".dll")
            # The name is data of the assembly; it must not lead to another directory.
            if os.path.basename(path) == name + ".dll" and all(a.path != path for a in attempts):
                there = os.path.isfile(path)
                outcome = "lost: deps.json does not list it" if there else "lost: there is no such file"
                attempts.append(Attempt(path, f"directory {directory}", outcome))
        return attempts

    def _unreferenced(self) -> tuple[AssemblyFile, ...]:
        out: list[AssemblyFile] = []
        for trusted in self.table.names.values():
            if not trusted.framework and trusted.path not in self.reached:
                loaded = self._load(trusted.path)
                if loaded is not None:
                    out.append(self._file(trusted, loaded))
        return tuple(out)


def compute_closure(app: Application) -> Closure:
    return _Walk(app).run()
