"""The verbs on roots: install, uninstall, update. Everything here leaves the store and the application consistent.

install:   bind -> compile every assembly of the closure that needs it -> record root and images in one transaction ->
           put the images in place (farm.placement), or leave the application untouched.
uninstall: restore the files that no other root needs -> forget the roots, then images nobody needs.
update:    check what is stale (farm.validity) and install exactly those roots again; whatever is unchanged comes out
           of the store without work.

A dependency is counted by the roots whose closure holds it: its image goes with the last of them. The scenarios other
than the normal one are always kept aside: they are for the runs that ask for them.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from binder.errors import BadImage, ResolveError
from cache.index import Root
from cache.store import Store
from cache.tables.deps import ASIDE, IN_PLACE
from farm import activate, validity
from farm.application import AppAssembly, Application
from farm.assemble import BrokenImage, Builder, Built
from farm.bind import bind
from farm.build_id import compiler_id
from farm.placement import settle
from farm.request import NO_DEPENDENCIES, Request, environment_text, request_of


class NothingToCompile(Exception):
    """The closure holds no assembly that could be compiled."""


class MissingDependencies(Exception):
    """Assemblies that are referenced are not there; `app.missing` has them."""

    def __init__(self, app: Application) -> None:
        lines = "".join(f"\n  {m.name}, wanted by {m.wanted_by}: {m.reason}" for m in app.missing)
        super().__init__(f"{app.path} needs assemblies that are not there:{lines}")
        self.app = app


class Failure:
    """An assembly that could not be compiled as a whole; the others were."""

    def __init__(self, assembly: AppAssembly, error: Exception) -> None:
        self.assembly = assembly
        self.error = error


class Outcome:
    """What an install did, as data. `aside` are files whose image could not be put in place, since another root has
    its own there; `reasons` say why an update did it."""

    def __init__(self, app: Application, mode: str) -> None:
        self.app = app
        self.mode = mode
        self.built: list[Built] = []
        self.failures: list[Failure] = []
        self.activated = 0
        self.aside: list[str] = []
        self.reasons: list[str] = []
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

    @property
    def artefacts(self) -> list[str]:
        return [path for b in self.built for path in b.artefacts]


class Valid:
    """Nothing of the root was stale."""


class Gone:
    """The root's assembly is not there any more; it stays installed until it is uninstalled."""

    def __init__(self, path: str) -> None:
        self.path = path


def install(store: Store, request: Request, builder: Builder) -> Outcome:
    """Errors of bind; MissingDependencies, NothingToCompile, ActivationError."""
    with store.lock():
        app = bind(store, request)
        if app.missing and not request.ignore_missing:
            raise MissingDependencies(app)
        return install_bound(store, app, builder)


def install_bound(store: Store, app: Application, builder: Builder) -> Outcome:
    """Call with the store's lock held."""
    start = time.perf_counter()
    chosen = app.to_compile()
    if not chosen:
        raise NothingToCompile(app.root.why_not or "no assembly with IL code to compile")
    outcome = Outcome(app, _mode(store, app.request))
    if outcome.mode == IN_PLACE:
        activate.check_replaceable([a.path for a in chosen])
    _build_all(app, chosen, builder, outcome)
    if not outcome.built:
        raise outcome.failures[0].error
    root, before = _record(store, outcome)
    outcome.activated = settle(store, before | {b.assembly.path for b in outcome.built}).activated
    if outcome.mode == IN_PLACE:
        outcome.aside = [d.path for d in store.index.deps.of_root(root) if d.place == ASIDE]
    sweep(store)
    outcome.seconds = time.perf_counter() - start
    return outcome


def _mode(store: Store, request: Request) -> str:
    if request.scenario:
        return ASIDE
    if request.activate is not None:
        return IN_PLACE if request.activate else ASIDE
    known = store.index.roots.find(*request.identity)
    return known.mode if known is not None else IN_PLACE


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


def _record(store: Store, outcome: Outcome) -> tuple[int, set[str]]:
    """Id of the root, and the files it had before."""
    app, request, identity = outcome.app, outcome.app.request, outcome.app.root
    now = int(time.time())
    binding = store.blobs.put(app.probes.encode("utf-8", "surrogatepass"))
    with store.index.write():
        root = store.index.roots.put(
            Root(
                app.path, request.scenario, request.exe_config, request.app_base, gac="\n".join(request.gac),
                name=identity.name, version=identity.version, culture=identity.culture, token=identity.token,
                architecture=identity.architecture, kind=app.kind,
                options="" if request.dependencies else NO_DEPENDENCIES, target=app.target, framework=app.framework,
                runtime=app.runtime, compiler=compiler_id(), mode=outcome.mode,
                environment=environment_text(request.environment), binding=binding, installed=now, updated=now,
            )
        )
        before = {d.path for d in store.index.deps.of_root(root)}
        store.index.deps.put(root, [(b.assembly.path, b.image.id, outcome.mode) for b in outcome.built])
        store.index.refs.put(root, app.references())
        store.index.consulted.put(root, app.evidence)
    return root, before


class Removal:
    """What an uninstall did: the roots, the fate of each file (farm.activate), and how many images went."""

    def __init__(self, roots: list[Root]) -> None:
        self.roots = roots
        self.files: list[tuple[str, str]] = []
        self.images = 0


def uninstall(store: Store, roots: list[Root]) -> Removal:
    with store.lock():
        removal = Removal(roots)
        ids = {r.id for r in roots}
        paths = [d.path for id in ids for d in store.index.deps.of_root(id)]
        removal.files = settle(store, paths, without=ids).restored
        with store.index.write():
            for id in ids:
                store.index.roots.remove(id)
        removal.images = sweep(store)
        store.index.files.remove_unused()
    return removal


def sweep(store: Store) -> int:
    """Forget images no root needs, and delete their files; returns how many images went."""
    gone = store.index.images.remove_unused()
    for digest in store.images.digests():
        if not store.index.images.file_in_use(digest):
            store.images.remove(digest)
    return len(gone)


Updated = tuple[Root, Outcome | Valid | Gone | Exception]


def update(
    store: Store, roots: list[Root] | None, open_builder: Callable[[], Builder], force: bool = False
) -> list[Updated]:
    """Bring roots (None: all) up to date, each on its own; what is wrong with one does not stop the others. The builder
    is opened when there is something to do, serves all roots, and is closed. With `force` all are installed again."""
    results: list[Updated] = []
    builder: Builder | None = None
    with store.lock():
        checker = validity.Checker(store)
        try:
            for root in store.index.roots.all() if roots is None else roots:
                state = checker.check(root)
                if state.state == validity.MISSING:
                    results.append((root, Gone(root.path)))
                elif state.state == validity.VALID and not force:
                    results.append((root, Valid()))
                else:
                    builder = builder or open_builder()
                    results.append((root, _renew(store, state, builder)))
                    checker.forget()
        finally:
            checker.close()
            if builder is not None:
                builder.close()
    return results


def _renew(store: Store, state: validity.RootState, builder: Builder) -> Outcome | Exception:
    try:
        outcome = install_bound(store, state.app or bind(store, request_of(state.root)), builder)
    except Exception as e:  # the caller tells known errors from bugs
        return e
    outcome.reasons = state.reasons
    return outcome
