"""Whether what is installed still holds, and if not, why.

A root is valid while everything its binding looked at is what it was (table `consulted`), the compiler is the one
that made its images, every image is in the store, and the images that belong in place stand there. All of that is
answered from the file system's own records (farm.fingerprint): nothing is bound, and no file is read that has not
been touched.

When something has changed, the root is bound again and the key of each image is compared with the one it would have
now: that is exact, so `update` makes exactly the images that are stale. The two texts of inputs say why.

    valid     the image is what would be made now, and is where it belongs
    stale     another one would be made, or it is not where it belongs
    missing   the image, or the assembly itself, is gone
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cache.cas import Corrupt, Missing
from cache.digest import digest_text
from cache.index import Dep, Image, Root
from cache.store import Store
from cache.tables.deps import IN_PLACE
from farm.build_id import compiler_id
from farm.fingerprint import Fingerprints
from farm.request import request_of

# Mostly nothing has changed: what binding takes is imported when something has.
if TYPE_CHECKING:
    from farm.application import AppAssembly, Application

VALID = "valid"
STALE = "stale"
MISSING = "missing"


@dataclass
class FileState:
    """A file of the closure; `image` is None while it has none."""

    path: str
    image: Image | None
    place: str
    state: str = VALID
    reasons: list[str] = field(default_factory=list)


@dataclass
class RootState:
    """`reasons` are sentences. `app` is what the root binds to now, if it had to be bound."""

    root: Root
    state: str
    reasons: list[str]
    files: list[FileState]
    app: Application | None = None


def check(store: Store, roots: list[Root]) -> list[RootState]:
    checker = Checker(store)
    states = [checker.check(root) for root in roots]
    checker.close()
    return states


class Checker:
    """Looks at each path once. `forget` when files may have changed meanwhile, `close` to keep what was learnt."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._prints = Fingerprints(store)

    def forget(self) -> None:
        self._prints.flush()
        self._prints = Fingerprints(self._store)

    def close(self) -> None:
        self._prints.flush()

    @property
    def reads(self) -> int:
        """How many files and folders had to be read."""
        return self._prints.reads

    def check(self, root: Root) -> RootState:
        deps = self._store.index.deps.of_root(root.id)
        files = [FileState(d.path, d.image, d.place) for d in deps]
        if not self._prints.digest(root.path):
            reason = f"{root.path} is not there any more"
            for f in files:
                f.state, f.reasons = STALE if self._prints.digest(f.path) else MISSING, [reason]
            return RootState(root, MISSING, [reason], files)
        app: Application | None = None
        if not self._unchanged(root):
            from binder.errors import BadImage, BindError
            from farm.bind import bind

            try:
                app = bind(self._store, request_of(root), self._prints)
            except (BindError, BadImage) as e:
                return RootState(root, STALE, [f"it cannot be bound any more: {e}"], files)
            except OSError as e:
                return RootState(root, STALE, [f"it cannot be bound any more: {e.filename}: {e.strerror}"], files)
            files = _Comparison(self._store, root, app, deps).run()
        for f in files:
            self._find(f)
        reasons = list(dict.fromkeys(r for f in files for r in f.reasons))
        if app is not None and not reasons:
            self._remember(root, app)
        return RootState(root, STALE if reasons else VALID, reasons, files, app)

    def _unchanged(self, root: Root) -> bool:
        consulted = self._store.index.consulted.of_root(root.id)
        if not consulted or root.compiler != compiler_id():
            return False
        try:
            return all(self._prints.source(path) == digest for path, digest in consulted.items())
        except OSError:
            return False  # binding says what cannot be read

    def _find(self, f: FileState) -> None:
        """The image has to be in the store, and in its place."""
        if f.image is None or f.state != VALID:
            return
        name = os.path.basename(f.path)
        if not self._store.images.has(f.image.digest, name):
            f.state, f.reasons = MISSING, [f"the image of {name} is missing from the store"]
        elif f.place == IN_PLACE and self._prints.digest(f.path) != f.image.digest:
            f.state, f.reasons = STALE, [f"the image of {name} is not in its place"]

    def _remember(self, root: Root, app: Application) -> None:
        """What changed made no difference to the images: it need not be looked into again."""
        binding = self._store.blobs.put(app.probes.encode("utf-8", "surrogatepass"))
        with self._store.index.write():
            if self._store.index.roots.get(root.id) is not None:
                found = replace(root, framework=app.framework, runtime=app.runtime, binding=binding)
                self._store.index.roots.put(found)
                self._store.index.consulted.put(root.id, app.evidence)


class _Comparison:
    """What a root has, against what it would be given now."""

    def __init__(self, store: Store, root: Root, app: Application, deps: list[Dep]) -> None:
        self._store = store
        self._root = root
        self._app = app
        self._deps = {d.path: d for d in deps}
        chosen = app.to_compile()
        # One that could not become an image is not counted on (farm.install).
        self._precompiled = {a.name for a in chosen if a.path in self._deps}
        self._chosen = chosen

    def run(self) -> list[FileState]:
        """The files with an image, now or then, by path."""
        files: list[FileState] = []
        for a in self._chosen:
            dep = self._deps.get(a.path)
            if dep is None:
                reason = f"{os.path.basename(a.path)} has no image yet"
                files.append(FileState(a.path, None, "", STALE, [reason]))
            else:
                reasons = self._reasons(a, dep.image)
                files.append(FileState(a.path, dep.image, dep.place, STALE if reasons else VALID, reasons))
        now = {a.path for a in self._chosen}
        for d in self._deps.values():
            if d.path not in now:
                reason = f"{os.path.basename(d.path)} is not needed any more"
                files.append(FileState(d.path, d.image, d.place, STALE, [reason]))
        return sorted(files, key=_by_path)

    def _reasons(self, a: AppAssembly, image: Image) -> list[str]:
        from farm.assemble import image_key

        environment = self._app.environment(a, self._precompiled, compiler_id())
        if image_key(environment) == image.action:
            return []
        found: list[str] = []
        if self._root.compiler != compiler_id():
            found.append("ngen itself has changed")
        if self._app.target != image.target:
            found.append(f"the target was {image.target} and is {self._app.target}")
        if digest_text(environment.inputs) != image.inputs:
            found += self._input_reasons(image, environment.inputs)
        return found or ["something it depends on has changed"]

    def _input_reasons(self, image: Image, inputs: str) -> list[str]:
        from farm.application import parse_inputs

        try:
            before = parse_inputs(self._store.blobs.get(image.inputs).decode("utf-8", "surrogatepass"))
        except (Missing, Corrupt):
            return ["something it depends on has changed"]
        now = parse_inputs(inputs)
        framework = {os.path.basename(a.path) for a in self._app.assemblies if a.framework}
        ours = {os.path.basename(path) for path in self._deps}
        reasons: list[str] = []
        serviced = 0
        for name in sorted(before.keys() | now.keys()):
            old, new = before.get(name), now.get(name)
            if old == new:
                continue
            if name in framework or (new is None and name not in ours):
                # Which of them are reached follows from the others.
                serviced += old is not None and new is not None
            elif old is None:
                reasons.append(f"{name} has come")
            elif new is None:
                reasons.append(f"{name} has gone")
            elif old[0] != new[0]:
                reasons.append(f"{name} was replaced")
            else:
                reasons.append(f"{name} {'has an image now' if new[1] == 'precompiled' else 'has no image now'}")
        if serviced:
            reasons.append(self._framework_reason(serviced))
        return reasons

    def _framework_reason(self, count: int) -> str:
        before, now = _versions(self._root.framework), _versions(self._app.framework)
        changes = [
            f"{name} {before.get(name, 'none')} -> {version}" for name, version in now.items()
            if before.get(name) != version
        ]
        return "; ".join(changes) or f"assemblies of the framework were replaced: {count}"


def _by_path(state: FileState) -> str:
    return state.path


def _versions(framework: str) -> dict[str, str]:
    """Name -> version of a root's framework text."""
    return dict(_pair(part) for part in framework.split("; ") if part)


def _pair(part: str) -> tuple[str, str]:
    name, _, version = part.partition(" ")
    return name, version
