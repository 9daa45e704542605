"""The closure of an application: every assembly its references reach, found the way the host and loader do.

Idea: first the host's part, a table from simple name to the file that wins (the trusted assemblies); then the
loader's part, a walk over AssemblyRefs from the root.  Every decision leaves a probe: who asked, what was
looked at in which order, why it won or lost.

    order of candidates for a name: the root; deps.json assets (or, without deps.json, every file of the
    application's directory); frameworks in the host's order; the core library
    order of places for an asset:   servicing directory, directory of the deps.json, shared stores, probing paths
    conflict:  a later candidate replaces an earlier one when its assembly version is higher, or equal and its
               file version is not lower
    reference: simple name without case; the definition's version must not be lower than the wanted one

Sources: dotnet/runtime src/native/corehost/hostpolicy/deps_resolver.cpp, deps_entry.cpp;
src/coreclr/binder/assemblybindercommon.cpp.
"""

from __future__ import annotations

import os
import uuid
from dataclasses import dataclass, field

from binder.config import NO_VERSION, DepsAsset, Version4, asset_name, read_deps
from binder.discovery import CORE_LIBRARY, Application
from binder.errors import BadImage, BindError
from binder.metadata import Metadata
from binder.pe_reader import open_pe

# A reference with this version accepts any definition.
_UNSPECIFIED: Version4 = (0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF)

# AssemblyRef.Flags content type; Windows Runtime components are not files.
_CONTENT_TYPE = 0xE00


@dataclass(frozen=True)
class Attempt:
    """One file that was considered; `outcome` begins with "won" or "lost"."""

    path: str
    source: str
    outcome: str


@dataclass(frozen=True)
class Probe:
    """How one AssemblyRef (of the first assembly that has it) was bound; `path` is "" when it was not."""

    name: str
    version: Version4
    asked_by: str
    path: str
    attempts: tuple[Attempt, ...]


@dataclass(frozen=True)
class AssemblyFile:
    path: str
    name: str
    version: Version4
    mvid: str
    framework: bool
    references: tuple[str, ...]


@dataclass(frozen=True)
class MissingReference:
    name: str
    version: Version4
    asked_by: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Closure:
    """`assemblies` begins with the root, then in the order references are met, breadth first.
    `unreferenced` are files of the application that only reflection could reach."""

    assemblies: tuple[AssemblyFile, ...]
    probes: tuple[Probe, ...]
    missing: tuple[MissingReference, ...]
    unreferenced: tuple[AssemblyFile, ...]

    def paths(self) -> list[str]:
        return [a.path for a in self.assemblies]


@dataclass
class _Trusted:
    """The candidates of one simple name, and which of them stands."""

    path: str
    framework: bool
    assembly_version: Version4
    file_version: Version4
    attempts: list[Attempt] = field(default_factory=list)


class _Table:
    """Simple name -> trusted file, filled in the host's order."""

    def __init__(self, app: Application) -> None:
        self.app = app
        self.names: dict[str, _Trusted] = {}
        # Of names that no existing file has: the listed files that are not there.
        self.absent: dict[str, list[Attempt]] = {}
        self.offer(app.root, False, NO_VERSION, NO_VERSION, "the root")
        if app.deps is not None:
            directory = os.path.dirname(app.deps.path)
            for asset in app.deps.assets:
                runtime_pack = app.self_contained and asset.library.startswith("runtimepack.")
                self.offer_asset(asset, directory, runtime_pack, f"listed in {app.deps.path}")
        else:
            self._offer_directory(app.app_dir, False)
        if not app.self_contained:
            for framework in app.frameworks:
                self._offer_framework(framework.name, framework.directory)
        core = os.path.join(app.framework_dirs[-1], CORE_LIBRARY)
        if "system.private.corelib" not in self.names and os.path.isfile(core):
            self.offer(core, True, NO_VERSION, NO_VERSION, "core library")

    def offer(
        self, path: str, framework: bool, version: Version4, file_version: Version4, source: str
    ) -> None:
        name = asset_name(path).lower()
        held = self.names.get(name)
        if held is None:
            held = _Trusted(path, framework, version, file_version)
            self.names[name] = held
            held.attempts.append(Attempt(path, source, "won: first of its name"))
            return
        if held.path == path:
            return
        higher = version > held.assembly_version
        if (higher or (version == held.assembly_version and file_version >= held.file_version)) and (
            held.path != self.app.root
        ):
            why = (
                "its assembly version is higher"
                if higher
                else "equal assembly version, file version not lower"
            )
            self._lost(held, f"lost: to {path}, {why}")
            held.path, held.framework = path, framework
            held.assembly_version, held.file_version = version, file_version
            held.attempts.append(Attempt(path, source, f"won: {why}"))
        else:
            held.attempts.append(Attempt(path, source, f"lost: {held.path} comes first and is not older"))

    def _lost(self, held: _Trusted, outcome: str) -> None:
        for i, attempt in enumerate(held.attempts):
            if attempt.path == held.path:
                held.attempts[i] = Attempt(attempt.path, attempt.source, outcome)

    def offer_asset(self, asset: DepsAsset, directory: str, framework: bool, source: str) -> None:
        looked: list[str] = []
        for path in self._places(asset, directory):
            if os.path.isfile(path):
                self.offer(path, framework, asset.assembly_version, asset.file_version, source)
                return
            looked.append(path)
        name = asset.name.lower()
        held = self.names.get(name)
        attempts = [Attempt(path, source, "lost: there is no such file") for path in looked]
        if held is not None:
            held.attempts.extend(attempts)
        else:
            self.absent.setdefault(name, []).extend(attempts)

    def _places(self, asset: DepsAsset, directory: str) -> list[str]:
        app = self.app
        relative = asset.relative.replace("\\", "/")
        inside = os.path.join(asset.library_path, relative)
        out: list[str] = []
        if app.servicing and asset.serviceable:
            machine = os.path.join(app.servicing, "x64")
            if os.path.isdir(machine):
                out.append(os.path.join(machine, inside))
            out.append(os.path.join(app.servicing, "pkgs", inside))
        out.append(os.path.join(directory, relative if asset.rid else os.path.basename(relative)))
        for root in app.probing_paths:
            out.append(os.path.join(root, inside))
        return out

    def _offer_directory(self, directory: str, framework: bool) -> None:
        try:
            files = sorted(os.listdir(directory))
        except OSError as e:
            raise BindError(f"{directory}: cannot be listed: {e.strerror}")
        for extension in (".dll", ".exe"):
            for name in files:
                path = os.path.join(directory, name)
                known = asset_name(name).lower() in self.names
                if name.lower().endswith(extension) and not known and os.path.isfile(path):
                    version = self._library_version(path)
                    self.offer(
                        path, framework, version, NO_VERSION, f"in {directory}, which has no deps.json"
                    )

    def _library_version(self, path: str) -> Version4:
        """The host knows no versions without deps.json.  A library alone has no host yet: the application that
        will use it lists the files beside it with their versions."""
        if self.app.config is not None or self.app.self_contained:
            return NO_VERSION
        try:
            return Metadata(open_pe(path)).assembly()[1]
        except (BadImage, OSError):
            return NO_VERSION

    def _offer_framework(self, name: str, directory: str) -> None:
        path = os.path.join(directory, f"{name}.deps.json")
        if not os.path.isfile(path):
            self._offer_directory(directory, True)
            return
        for asset in read_deps(path, self.app.rids).assets:
            self.offer_asset(asset, directory, True, f"framework {name}: {path}")


class _Loaded:
    """What the walk needs of an assembly once its metadata has been read."""

    def __init__(self, path: str) -> None:
        md = Metadata(open_pe(path))
        self.name, self.version, _, _, _ = md.assembly()
        self.mvid = str(uuid.UUID(bytes_le=md.mvid))
        self.references: list[tuple[str, Version4, str, int]] = []
        for rid in range(1, int(md.assembly_ref_count()) + 1):
            name, version, culture, flags, _ = md.assemblyref(rid)
            self.references.append((name, version, culture, flags))


class _Walk:
    def __init__(self, app: Application) -> None:
        self.app = app
        self.table = _Table(app)
        self.loaded: dict[str, _Loaded] = {}
        self.failed: dict[str, str] = {}
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
                    self._reach(core)
        missing = tuple(
            MissingReference(name, version, tuple(askers), reason)
            for (name, version), (reason, askers) in self.missing.items()
        )
        return Closure(tuple(self.assemblies), tuple(self.probes.values()), missing, self._unreferenced())

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

    def _reach(self, trusted: _Trusted) -> None:
        if trusted.path not in self.reached:
            self.reached.add(trusted.path)
            self.assemblies.append(self._file(trusted, self.loaded[trusted.path]))

    def _file(self, trusted: _Trusted, loaded: _Loaded) -> AssemblyFile:
        names = tuple(r[0] for r in loaded.references)
        return AssemblyFile(trusted.path, loaded.name, loaded.version, loaded.mvid, trusted.framework, names)

    def _follow(self, asker: AssemblyFile) -> None:
        for name, version, culture, flags in self.loaded[asker.path].references:
            key = (name, version)
            if key in self.missing:
                self.missing[key][1].append(asker.name)
            elif key not in self.probes:
                trusted, reason = self._bind(name, version, culture, flags)
                path = trusted.path if trusted is not None else ""
                self.probes[key] = Probe(name, version, asker.name, path, tuple(self._attempts(name)))
                if trusted is not None:
                    self._reach(trusted)
                else:
                    self.missing[key] = (reason, [asker.name])

    def _bind(self, name: str, version: Version4, culture: str, flags: int) -> tuple[_Trusted | None, str]:
        """The file for a reference, or the reason why there is none."""
        if flags & _CONTENT_TYPE != 0:
            return None, "a Windows Runtime component, which is no file"
        if culture != "":
            return None, f"a satellite assembly (culture {culture}) holds no code"
        trusted = self.table.names.get(name.lower())
        if trusted is None:
            return None, "no file of that name is among those the host would give to the runtime"
        loaded = self._load(trusted.path)
        if loaded is None:
            return None, self.failed[trusted.path]
        if loaded.name.lower() != name.lower():
            return None, f"{trusted.path} holds the assembly {loaded.name}"
        if version != _UNSPECIFIED and loaded.version < version:
            found, wanted = version_text(loaded.version), version_text(version)
            return None, f"{trusted.path} has version {found}, lower than the {wanted} asked for"
        return trusted, ""

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


def version_text(version: Version4) -> str:
    return ".".join(map(str, version))


def compute_closure(app: Application) -> Closure:
    return _Walk(app).run()
