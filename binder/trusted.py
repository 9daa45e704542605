"""The trusted assemblies: the host's table from simple name to the file it hands to the runtime.

Idea: candidates are offered in the host's order; of those of one name one stands, and each keeps why.

    order of candidates for a name: the root; the application it is bound for; deps.json assets (or, without
        deps.json, every file of the application's directory); frameworks in the host's order; the core library;
        files beside a library that is bound for an application, which Assembly.LoadFrom would find
    order of places for an asset:   servicing directory, directory of the deps.json (or the application base that
        replaces it), shared stores, probing paths
    conflict:  a later candidate replaces an earlier one when its assembly version is higher, or equal and its
               file version is not lower

Sources: dotnet/runtime src/native/corehost/hostpolicy/deps_resolver.cpp, deps_entry.cpp.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from binder.config import NO_VERSION, DepsAsset, Version4, asset_name, read_deps
from binder.discovery import Application
from binder.errors import BadImage, BindError
from binder.evidence import Evidence
from binder.metadata import Metadata
from binder.pe_reader import open_pe
from binder.probes import Attempt
from binder.runtimes import CORE_LIBRARY


@dataclass
class Trusted:
    """The candidates of one simple name, and which of them stands."""

    path: str
    framework: bool
    assembly_version: Version4
    file_version: Version4
    attempts: list[Attempt] = field(default_factory=list)


class TrustedAssemblies:
    """Simple name -> trusted file, filled in the host's order."""

    def __init__(self, app: Application, evidence: Evidence) -> None:
        self.app = app
        self.evidence = evidence
        self.names: dict[str, Trusted] = {}
        # Of names that no existing file has: the listed files that are not there.
        self.absent: dict[str, list[Attempt]] = {}
        self.offer(app.root, False, NO_VERSION, NO_VERSION, "the root")
        if app.context != app.root:
            self.offer(app.context, False, NO_VERSION, NO_VERSION, "the application")
        # An application of .NET Framework has no list of its own: what it needs is bound when it is referenced.
        if app.fx is None:
            self._offer_own(app)
        if not app.self_contained:
            for framework in app.frameworks:
                self._offer_framework(framework.name, framework.directory)
        core = os.path.join(app.core_dir, CORE_LIBRARY)
        if "system.private.corelib" not in self.names and evidence.is_file(core):
            self.offer(core, True, NO_VERSION, NO_VERSION, "core library")
        beside = os.path.dirname(app.root)
        if app.context != app.root and beside != app.app_dir and app.fx is None:
            self._offer_directory(beside, False, f"beside {app.root}, for Assembly.LoadFrom")

    def _offer_own(self, app: Application) -> None:
        if app.deps is None:
            self._offer_directory(app.app_dir, False, f"in {app.app_dir}, which has no deps.json")
            return
        for asset in app.deps.assets:
            runtime_pack = app.self_contained and asset.library.startswith("runtimepack.")
            self._offer_asset(asset, app.app_dir, None, runtime_pack, f"listed in {app.deps.path}")

    def offer(
        self, path: str, framework: bool, version: Version4, file_version: Version4, source: str
    ) -> None:
        name = asset_name(path).lower()
        held = self.names.get(name)
        if held is None:
            held = Trusted(path, framework, version, file_version)
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

    def _lost(self, held: Trusted, outcome: str) -> None:
        for i, attempt in enumerate(held.attempts):
            if attempt.path == held.path:
                held.attempts[i] = Attempt(attempt.path, attempt.source, outcome)

    def _offer_asset(
        self, asset: DepsAsset, directory: str, present: set[str] | None, framework: bool, source: str
    ) -> None:
        """`present`: the names in `directory` when it has been listed."""
        looked: list[str] = []
        for path in self._places(asset, directory):
            folder, name = os.path.split(path)
            if present is not None and folder == directory:
                there = name in present
            else:
                there = self.evidence.is_file(path)
            if there:
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
            if self.evidence.is_dir(machine):
                out.append(os.path.join(machine, inside))
            out.append(os.path.join(app.servicing, "pkgs", inside))
        out.append(os.path.join(directory, relative if asset.rid else os.path.basename(relative)))
        for root in app.probing_paths:
            out.append(os.path.join(root, inside))
        return out

    def _offer_directory(self, directory: str, framework: bool, source: str) -> None:
        """Names that are known stay as they are."""
        files = self._names(directory)
        for extension in (".dll", ".exe"):
            for name in files:
                path = os.path.join(directory, name)
                known = asset_name(name).lower() in self.names
                if name.lower().endswith(extension) and not known and os.path.isfile(path):
                    self.offer(path, framework, self._library_version(path), NO_VERSION, source)

    def _names(self, directory: str) -> list[str]:
        self.evidence.note_listing(directory)
        try:
            return sorted(os.listdir(directory))
        except OSError as e:
            raise BindError(f"{directory}: cannot be listed: {e.strerror}")

    def _library_version(self, path: str) -> Version4:
        """The host knows no versions without deps.json.  A library alone has no host yet: the application that
        will use it lists the files beside it with their versions."""
        if self.app.config is not None or self.app.self_contained:
            return NO_VERSION
        self.evidence.note(path)
        try:
            return Metadata(open_pe(path)).assembly()[1]
        except (BadImage, OSError):
            return NO_VERSION

    def _offer_framework(self, name: str, directory: str) -> None:
        path = os.path.join(directory, f"{name}.deps.json")
        if not self.evidence.is_file(path):
            self._offer_directory(directory, True, f"framework {name}: in {directory}, which has no deps.json")
            return
        present = set(self._names(directory))
        for asset in read_deps(path, self.app.rids).assets:
            self._offer_asset(asset, directory, present, True, f"framework {name}: {path}")
