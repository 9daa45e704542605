"""What is to be compiled: an application or library with the assemblies it is bound to.

`inputs_text` is the part of an action key that lists what the code of one assembly may depend on: the assembly
itself and everything reachable from it by references, each by file name and digest. An assembly that it does not
reach cannot change its code, so changing the application leaves the images of its libraries valid.
"""

from __future__ import annotations

import os

from farm.model import Assembly, Snapshot


class AppAssembly:
    """One assembly of the closure. `path` is where the application has it, `source` the IL file to read."""

    def __init__(
        self, path: str, source: str, digest: str, name: str, version: str, mvid: str, references: list[str],
        compile: bool, why_not: str,
    ) -> None:
        self.path = path
        self.source = source
        self.digest = digest
        self.name = name
        self.version = version
        self.mvid = mvid
        self.references = references  # simple names
        self.compile = compile
        self.why_not = why_not  # one line, when compile is False and the user may wonder


class Missing:
    """An assembly that someone references and nobody has."""

    def __init__(self, name: str, wanted_by: str, reason: str) -> None:
        self.name = name
        self.wanted_by = wanted_by
        self.reason = reason


class Host:
    """How the application is started. `dotnet` is empty when it brings its own runtime."""

    def __init__(
        self, dotnet: str, runtime_root: str, app_dir: str, tfm: str, rid: str, self_contained: bool
    ) -> None:
        self.dotnet = dotnet
        self.runtime_root = runtime_root
        self.app_dir = app_dir
        self.tfm = tfm
        self.rid = rid
        self.self_contained = self_contained


class Application:
    def __init__(
        self, path: str, kind: str, target: str, framework: str, host: Host, assemblies: list[AppAssembly],
        missing: list[Missing],
    ) -> None:
        self.path = path
        self.kind = kind
        self.target = target
        self.framework = framework
        self.host = host
        self.assemblies = assemblies
        self.missing = missing
        self._by_name = {a.name.lower(): a for a in assemblies}

    def to_compile(self, dependencies: bool) -> list[AppAssembly]:
        """In a total order: by name; with `dependencies` False only the root itself."""
        chosen = [a for a in self.assemblies if a.compile and (dependencies or a.path == self.path)]
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

    def snapshot(self, bubble: AppAssembly, precompiled: set[str], options: str, compiler: str) -> Snapshot:
        files = [Assembly(a.source, a.digest, a.name in precompiled) for a in self.reachable(bubble)]
        return Snapshot(files, bubble.source, self.target, options, compiler)

    def inputs_text(self, bubble: AppAssembly, precompiled: set[str]) -> str:
        lines = [f"bubble {bubble.name} {bubble.digest}"]
        for a in self.reachable(bubble):
            word = "precompiled" if a.name in precompiled else "assembly"
            lines.append(f"{word} {os.path.basename(a.path)} {a.digest}")
        return "\n".join(lines) + "\n"


def _sort_key(assembly: AppAssembly) -> tuple[str, str]:
    return assembly.name.lower(), assembly.path
