"""What is to be compiled: an application or library with the assemblies it is bound to.

`inputs_text` is the part of an action key that lists what the code of one assembly may depend on: the assembly
itself and everything reachable from it by references, each by file name and digest. An assembly that it does not
reach cannot change its code, so changing the application leaves the images of its libraries valid.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from cache.action import ActionEnvironment
from farm.model import Assembly as SnapshotAssembly
from farm.model import Snapshot
from farm.request import Request


@dataclass(frozen=True)
class AppAssembly:
    """One assembly of the closure. `path` is where the application has it, `source` the IL file to read."""

    path: str
    source: str
    digest: str  # of the IL file
    name: str
    version: str
    culture: str
    token: str
    architecture: str
    mvid: str
    references: tuple[str, ...]  # simple names
    framework: bool
    compile: bool
    why_not: str  # one line, when compile is False and the user may wonder


@dataclass(frozen=True)
class Missing:
    """An assembly that someone references and nobody has."""

    name: str
    wanted_by: str
    reason: str


@dataclass(frozen=True)
class Host:
    """How the application is started. `dotnet` is empty when it brings its own runtime."""

    dotnet: str
    runtime_root: str
    app_dir: str
    tfm: str
    rid: str
    self_contained: bool


class Application:
    """`request` is the one it was bound for, with the root's own path. `evidence` is what binding rested on: (path,
    digest), where farm.fingerprint says of what. `probes` is JSON: how each reference was bound."""

    def __init__(
        self, request: Request, kind: str, target: str, framework: str, runtime: str, host: Host,
        assemblies: list[AppAssembly], missing: list[Missing], evidence: list[tuple[str, str]], probes: str,
    ) -> None:
        self.request = request
        self.path = request.path
        self.kind = kind
        self.target = target
        self.framework = framework
        self.runtime = runtime
        self.host = host
        self.assemblies = assemblies
        self.missing = missing
        self.evidence = evidence
        self.probes = probes
        self._by_name = {a.name.lower(): a for a in assemblies}

    @property
    def root(self) -> AppAssembly:
        return next(a for a in self.assemblies if a.path == self.path)

    def to_compile(self) -> list[AppAssembly]:
        """In a total order: by name; without dependencies only the root itself."""
        everything = self.request.dependencies
        chosen = [a for a in self.assemblies if a.compile and (everything or a.path == self.path)]
        return sorted(chosen, key=_sort_key)

    def reachable(self, start: AppAssembly) -> list[AppAssembly]:
        """`start` and everything it references directly or not, by name."""
        seen = {start.name.lower()}
        todo = [start]
        found: list[AppAssembly] = []
        while todo:
            assembly = todo.pop()
            found.append(assembly)
            for name in assembly.references:
                key = name.lower()
                if key not in seen and key in self._by_name:
                    seen.add(key)
                    todo.append(self._by_name[key])
        return sorted(found, key=_sort_key)

    def references(self) -> list[tuple[str, str]]:
        """(path, path it references) among the assemblies that are not the framework's."""
        pairs: list[tuple[str, str]] = []
        for a in self.assemblies:
            if not a.framework:
                targets = [self._by_name[name.lower()] for name in a.references if name.lower() in self._by_name]
                pairs += [(a.path, t.path) for t in targets if not t.framework]
        return pairs

    def snapshot(self, bubble: AppAssembly, precompiled: set[str], compiler: str) -> Snapshot:
        files = [SnapshotAssembly(a.source, a.digest, a.name in precompiled) for a in self.reachable(bubble)]
        return Snapshot(files, bubble.source, self.target, self.options, compiler)

    @property
    def options(self) -> str:
        return f"scenario={self.request.scenario or 'none'}"

    def environment(self, bubble: AppAssembly, precompiled: set[str], compiler_id: str) -> ActionEnvironment:
        """What the keys of all actions on one assembly have in common. `precompiled` are the simple names of the
        assemblies that will run as images."""
        return ActionEnvironment(compiler_id, self.target, self.options, self.inputs_text(bubble, precompiled))

    def inputs_text(self, bubble: AppAssembly, precompiled: set[str]) -> str:
        lines = [f"bubble {bubble.name} {bubble.digest}"]
        for a in self.reachable(bubble):
            word = "precompiled" if a.name in precompiled else "assembly"
            lines.append(f"{word} {os.path.basename(a.path)} {a.digest}")
        return "\n".join(lines) + "\n"


def parse_inputs(text: str) -> dict[str, tuple[str, str]]:
    """File name -> (digest, `assembly` or `precompiled`) of an inputs text."""
    found: dict[str, tuple[str, str]] = {}
    for line in text.splitlines()[1:]:
        word, _, rest = line.partition(" ")
        name, _, digest = rest.rpartition(" ")
        found[name] = (digest, word)
    return found


def _sort_key(assembly: AppAssembly) -> tuple[str, str]:
    return assembly.name.lower(), assembly.path
