from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from unit.farm.world import World


@pytest.fixture(scope="session")
def compiled_once(tmp_path_factory: pytest.TempPathFactory, dotnet_root: Path) -> Path:
    """Blobs of a store in which the methods of the assets are compiled, for the worlds of the tests to begin with."""
    world = World(tmp_path_factory.mktemp("compiled"), dotnet_root)
    world.install(world.application())
    world.store.close()
    return world.folder / "home"


@pytest.fixture()
def world(tmp_path: Path, dotnet_root: Path, compiled_once: Path) -> Iterator[World]:
    shutil.copytree(compiled_once, tmp_path / "home")
    world = World(tmp_path, dotnet_root)
    for root in world.roots():
        world.store.index.roots.remove(root.id)
    for active in world.store.index.activations.all():
        world.store.index.activations.remove(active.path)
        world.store.originals.remove(active.original)
    yield world
    world.store.close()
