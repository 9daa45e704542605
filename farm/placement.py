"""Which image stands in which file, when several roots want different ones.

A file holds one image. Of the roots that are activated in place, the one installed first decides; a root whose
image is another one (its configuration binds the library's dependencies differently) has its image of that file kept
aside, where `ngen run` uses it. An image whose assembly has been replaced since is no candidate: the file is newer.

Invariant: the outcome follows from the rows of the index and the files alone, so `settle` may be called at any time,
and mends what a crash left behind.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from cache.index import Activation, Dep, Root
from cache.store import Store
from cache.tables.deps import ASIDE, IN_PLACE
from farm import activate
from farm.activate import Replacement
from farm.fingerprint import Fingerprints


def run_roots(store: Store, path: str, scenario: str = "") -> list[Root]:
    """The roots whose images a run of that program uses: its own of that very scenario, then those of the libraries
    that were installed with its configuration."""
    own = [r for r in store.index.roots.of_path(path) if (r.scenario, r.exe_config) == (scenario, "")]
    return own[:1] + [r for r in store.index.roots.all() if (r.scenario, r.exe_config) == (scenario, path)]


def run_aside(store: Store, roots: list[Root]) -> list[Dep]:
    """Of these roots, what a run has to be given because it does not stand in its place; one image for each file.

    Of a library only what lies with the program: what is given can be loaded by name, and nothing else may be that
    could not be before.
    """
    found: dict[str, Dep] = {}
    for root in roots:
        folder = os.path.dirname(root.exe_config)
        for dep in store.index.deps.of_root(root.id):
            if dep.place == ASIDE and folder in ("", os.path.dirname(dep.path)):
                found.setdefault(dep.path, dep)
    return list(found.values())


def run_originals(store: Store, folder: str, given: list[Dep]) -> list[Activation]:
    """Where images of the normal scenario stand in a folder, and a run in another scenario has been given none."""
    others = {dep.path for dep in given}
    active = store.index.activations.all()
    return [a for a in active if os.path.dirname(a.path) == folder and a.path not in others]


class Settled:
    """`activated` files changed to an image; `restored` holds the fate of each that went out of activation."""

    def __init__(self) -> None:
        self.activated = 0
        self.restored: list[tuple[str, str]] = []


def settle(store: Store, paths: Iterable[str], without: Iterable[int] = ()) -> Settled:
    """Put into each of these files the image that belongs there, or the original when no root wants one; `without`
    are ids of roots that are about to go. ActivationError when a file cannot be replaced: then none is."""
    going = set(without)
    prints = Fingerprints(store)
    roots = {r.id: r for r in store.index.roots.all() if r.mode == IN_PLACE and r.id not in going}
    settled = Settled()
    replacements: list[Replacement] = []
    for path in sorted(set(paths)):
        wanted = [(roots[id], dep) for id, dep in store.index.deps.of_path(path) if id in roots]
        if not wanted:
            if store.index.activations.find(path) is not None:
                settled.restored.append((path, activate.deactivate(store, path)))
            continue
        source = prints.source(path)
        candidates = [(root, dep) for root, dep in wanted if dep.image.source == source]
        if candidates:
            winner = _place(store, candidates)
            replacements.append(Replacement(path, winner.image.digest))
    settled.activated = activate.activate(store, replacements)
    prints.flush()
    return settled


def _place(store: Store, candidates: list[tuple[Root, Dep]]) -> Dep:
    """The dependency of the root that was installed first (ids grow); the places of all are recorded."""
    winner = candidates[0][1]
    with store.index.write():
        for root, dep in candidates:
            place = IN_PLACE if dep.image.digest == winner.image.digest else ASIDE
            if dep.place != place:
                store.index.deps.set_place(root.id, dep.path, place)
    return winner
