"""What the store holds, as plain data: read once, then shown as lines, as JSON or as a page.

    Inventory = roots, each with its files and the references between them + images, each with its roots

A file of a root's closure has one image; an image may stand for several files of several roots. The state of an
image is the worst of the files that it stands for.
"""

from __future__ import annotations

from dataclasses import dataclass, field

VALID = "valid"
STALE = "stale"
MISSING = "missing"
STATES = (VALID, STALE, MISSING)


@dataclass(frozen=True)
class FileView:
    """A file of a closure; `image` is the id of its image."""

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
