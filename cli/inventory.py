"""What the store holds, as plain data: read once, then shown as lines, as JSON or as a page.

    Inventory = roots, each with its files and the references between them + images, each with its roots

A file of a root's closure has one image; an image may stand for several files of several roots. The state of an
image is the worst of the files that it stands for.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cache.index import Image, Root
    from cache.store import Store
    from farm.validity import RootState

VALID = "valid"
STALE = "stale"
MISSING = "missing"
STATES = (VALID, STALE, MISSING)


@dataclass(frozen=True)
class FileView:
    """A file of a closure; `image` is the id of its image, 0 when it has none yet."""

    path: str
    image: int
    place: str
    state: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class RootView:
    id: int
    path: str
    name: str
    version: str
    kind: str
    scenario: str
    exe_config: str
    app_base: str
    mode: str
    dependencies: bool
    target: str
    framework: str
    installed: int
    updated: int
    state: str
    reasons: tuple[str, ...]
    files: tuple[FileView, ...]
    refs: tuple[tuple[str, str], ...]  # (path, path it references), of files above


@dataclass(frozen=True)
class ImageView:
    """`left`: reason -> methods that were left to the JIT for it. `roots`: ids."""

    id: int
    name: str
    version: str
    culture: str
    token: str
    scenario: str
    target: str
    runtime: str
    digest: str
    source: str
    mvid: str
    size: int
    methods: int
    compiled: int
    seconds: float
    created: int
    roots: tuple[int, ...]
    state: str
    reasons: tuple[str, ...]
    left: dict[str, int] = field(default_factory=dict)

    @property
    def identity(self) -> str:
        return f"{self.name}, Version={self.version}"


@dataclass(frozen=True)
class Inventory:
    home: str
    roots: tuple[RootView, ...]
    images: tuple[ImageView, ...]


def worst(states: list[str]) -> str:
    """Missing before stale before valid; valid when there are none."""
    return max(states, key=STATES.index, default=VALID)


def collect(store: Store, roots: list[Root]) -> Inventory:
    """These roots with their states, and the images they need."""
    from farm.validity import check

    images: dict[int, Image] = {}
    files: dict[int, list[FileView]] = {}
    users: dict[int, list[int]] = {}
    views: list[RootView] = []
    for state in check(store, roots):
        view, found = _root(store, state)
        views.append(view)
        for file in view.files:
            files.setdefault(file.image, []).append(file)
            users.setdefault(file.image, []).append(view.id)
        images |= found
    shown = [_image(store, i, files[i.id], users[i.id]) for i in images.values()]
    shown.sort(key=lambda i: (i.name.lower(), i.version, i.scenario, i.id))
    return Inventory(str(store.home), tuple(views), tuple(shown))


def _root(store: Store, state: RootState) -> tuple[RootView, dict[int, Image]]:
    root = state.root
    images = {f.image.id: f.image for f in state.files if f.image is not None}
    files = tuple(
        FileView(f.path, f.image.id if f.image else 0, f.place, f.state, tuple(f.reasons)) for f in state.files
    )
    paths = {f.path for f in files}
    refs = tuple((a, b) for a, b in store.index.refs.of_root(root.id) if a in paths and b in paths)
    view = RootView(
        root.id, root.path, root.name or Path(root.path).stem, root.version, root.kind, root.scenario, root.exe_config,
        root.app_base, root.mode, "no-dependencies" not in root.options, root.target, root.framework, root.installed,
        root.updated, state.state, tuple(state.reasons), files, refs,
    )
    return view, images


def _image(store: Store, image: Image, files: list[FileView], users: list[int]) -> ImageView:
    reasons = tuple(dict.fromkeys(reason for f in files for reason in f.reasons))
    left = Counter(record.reason for record in store.index.why.of_image(image.id))
    return ImageView(
        image.id, image.name, image.version, image.culture, image.token, image.scenario, image.target, image.runtime,
        image.digest, image.source, image.mvid, image.size, image.methods, image.compiled, image.seconds,
        image.created, tuple(dict.fromkeys(users)), worst([f.state for f in files]), reasons, dict(left),
    )


def concerned(found: Inventory, paths: set[str]) -> Inventory:
    """The images of these files, what they depend on directly or not, and the roots that hold one of them."""
    roots: list[RootView] = []
    images: set[int] = set()
    for root in found.roots:
        files = {f.path: f.image for f in root.files}
        start = [p for p in files if p in paths]
        if start or root.path in paths:
            roots.append(root)
            images |= {files[p] for p in reach(start, root.refs)}
    return Inventory(found.home, tuple(roots), tuple(i for i in found.images if i.id in images))


def reach(start: list[str], refs: tuple[tuple[str, str], ...]) -> set[str]:
    """The paths and everything they reference, directly or not."""
    targets: dict[str, list[str]] = {}
    for a, b in refs:
        targets.setdefault(a, []).append(b)
    seen = set(start)
    todo = list(start)
    while todo:
        for target in targets.get(todo.pop(), ()):
            if target not in seen:
                seen.add(target)
                todo.append(target)
    return seen
