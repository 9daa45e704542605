"""The verbs on roots: install, uninstall, update. Everything here leaves the store and the application consistent.

install:  compile every assembly of the closure that needs it -> record root and images in one transaction ->
          activate (or, with `aside`, leave the application untouched).
uninstall: take the files that no other root needs out of activation -> forget the root, then images nobody needs.
update:   install again what is installed; whatever is unchanged comes out of the store without work.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from binder.errors import BadImage, ResolveError
from cache.index import Root
from cache.store import Store
from cache.tables.deps import ASIDE, IN_PLACE
from farm import activate
from farm.activate import Replacement
from farm.application import AppAssembly, Application
from farm.assemble import BrokenImage, Builder, Built
from farm.build_id import compiler_id

_ONLY_ROOT = "no-dependencies"


class NothingToCompile(Exception):
    """The closure holds no assembly that could be compiled."""


class Failure:
    """An assembly that could not be compiled as a whole; the others were."""

    def __init__(self, assembly: AppAssembly, error: Exception) -> None:
        self.assembly = assembly
        self.error = error


class Outcome:
    """What an install did, as data."""

    def __init__(self, app: Application, mode: str) -> None:
        self.app = app
        self.mode = mode
        self.built: list[Built] = []
        self.failures: list[Failure] = []
        self.activated = 0
        self.seconds = 0.0

    @property
    def methods(self) -> int:
        return sum(b.image.methods for b in self.built)

    @property
    def compiled(self) -> int:
        return sum(b.image.compiled for b in self.built)

    @property
    def size(self) -> int:
        return sum(b.image.size for b in self.built)

    @property
    def reused(self) -> int:
        return sum(b.reused for b in self.built)

    @property
    def changed(self) -> int:
        """Images that had to be made."""
        return sum(1 for b in self.built if not b.cached)


def install(
    store: Store, app: Application, builder: Builder, in_place: bool = True, dependencies: bool = True
) -> Outcome:
    """Call with the store's lock held."""
    start = time.perf_counter()
    chosen = app.to_compile(dependencies)
    if not chosen:
        reasons = "; ".join(f"{a.name}: {a.why_not}" for a in app.assemblies if a.path == app.path and a.why_not)
        raise NothingToCompile(reasons or "no assembly with IL code to compile")
    if in_place:
        activate.check_replaceable([a.path for a in chosen])
    outcome = Outcome(app, IN_PLACE if in_place else ASIDE)
    _build_all(app, chosen, builder, outcome)
    if not outcome.built:
        raise outcome.failures[0].error
    _record(store, outcome, builder.scenario, dependencies)
    if in_place:
        outcome.activated = activate.activate(
            store, [Replacement(b.assembly.path, b.image.digest) for b in outcome.built]
        )
    sweep(store)
    outcome.seconds = time.perf_counter() - start
    return outcome


def _build_all(app: Application, chosen: list[AppAssembly], builder: Builder, outcome: Outcome) -> None:
    """The code of an assembly may depend on which others run as images, since the runtime lays out the classes of
    images differently. So when one of them cannot become an image, the others are built again without counting on
    it; what does not depend on it comes out of the store."""
    left = list(chosen)
    while True:
        precompiled = {a.name for a in left}
        outcome.built = []
        failed: set[str] = set()
        for assembly in left:
            try:
                outcome.built.append(builder.build(app, assembly, precompiled))
            except (BrokenImage, BadImage, ResolveError) as e:
                outcome.failures.append(Failure(assembly, e))
                failed.add(assembly.path)
        if not failed:
            return
        left = [a for a in left if a.path not in failed]


def _record(store: Store, outcome: Outcome, scenario: str, dependencies: bool) -> None:
    app = outcome.app
    options = "" if dependencies else _ONLY_ROOT
    with store.index.write():
        now = int(time.time())
        root = store.index.roots.put(
            Root(
                app.path, scenario, kind=app.kind, options=options, target=app.target, framework=app.framework,
                compiler=compiler_id(), mode=outcome.mode, installed=now, updated=now,
            )
        )
        store.index.deps.put(root, [(b.assembly.path, b.image.id, outcome.mode) for b in outcome.built])
        if outcome.mode == IN_PLACE:
            for b in outcome.built:
                store.index.deps.share_image(b.assembly.path, b.image.id)


class Removal:
    """What an uninstall did: the fate of each file (farm.activate), and the images that went."""

    def __init__(self) -> None:
        self.files: list[tuple[str, str]] = []
        self.images = 0


def uninstall(store: Store, root: Root) -> Removal:
    """Call with the store's lock held."""
    removal = Removal()
    for dep in store.index.deps.of_root(root.id):
        others = store.index.deps.in_place(dep.path, root.id)
        if not others and store.index.activations.find(dep.path) is not None:
            removal.files.append((dep.path, activate.deactivate(store, dep.path)))
    store.index.roots.remove(root.id)
    removal.images = sweep(store)
    return removal


def sweep(store: Store) -> int:
    """Forget images no root needs, and delete their files; returns how many images went."""
    gone = store.index.images.remove_unused()
    for digest in store.images.digests():
        if not store.index.images.file_in_use(digest):
            store.images.remove(digest)
    return len(gone)


def update(
    store: Store, roots: list[Root], resolve: Callable[[str], Application], open_builder: Callable[[str], Builder]
) -> list[tuple[Root, Outcome | Exception]]:
    """Bring roots up to date, each on its own; what is wrong with one does not stop the others."""
    results: list[tuple[Root, Outcome | Exception]] = []
    for root in roots:
        builder: Builder | None = None
        try:
            app = resolve(root.path)
            builder = open_builder(root.scenario)
            outcome = install(store, app, builder, root.mode == IN_PLACE, root.options != _ONLY_ROOT)
            results.append((root, outcome))
        except Exception as e:  # the caller tells known errors from bugs
            results.append((root, e))
        finally:
            if builder is not None:
                builder.close()
    return results
