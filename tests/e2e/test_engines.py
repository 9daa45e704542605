"""Every engine, with any number of workers, gives the same images of real programs, byte for byte; `--engine ray`
starts a node of its own."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest
from harness import DRIVER_LIBRARIES, NGEN, clean_environment, library_files, stage

needs_ray = pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="ray is not installed")
ENGINES = [
    ("processes", 1),
    ("processes", 2),
    ("processes", 3),
    pytest.param(("ray", 2), marks=[pytest.mark.ray, needs_ray]),
]
PROGRAMS = ["generics", pytest.param("drv_json", marks=pytest.mark.slow)]


def images(dll: Path, home: Path, dotnet_root: Path, engine: str, workers: int) -> dict[str, bytes]:
    """What an install into an empty store gives."""
    paths = os.pathsep.join(p for p in sys.path if p)
    environment = clean_environment({"NGEN_HOME": str(home), "DOTNET_ROOT": str(dotnet_root), "PYTHONPATH": paths})
    environment.pop("RAY_ADDRESS", None)
    words = ["install", str(dll), "--no-activate", "--engine", engine, "--workers", str(workers)]
    done = subprocess.run(
        [*NGEN, *words], env=environment, capture_output=True,
        text=True, timeout=900,
    )
    assert done.returncode == 0, done.stderr
    return {path.name: path.read_bytes() for path in sorted((home / "images").rglob("*.dll"))}


@pytest.fixture(scope="module", params=PROGRAMS)
def inline(
    request: pytest.FixtureRequest, dotnet_root: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, bytes]]:
    """A program, and its images made without workers."""
    name = request.param
    if name in DRIVER_LIBRARIES and library_files(name) is None:
        pytest.skip(f"the libraries of {name} are missing")
    folder = tmp_path_factory.mktemp(name)
    dll = stage(name, folder / "app")
    return dll, images(dll, folder / "store", dotnet_root, "inline", 1)


@pytest.mark.e2e
@pytest.mark.parametrize("engine", ENGINES, ids=str)
def test_same_bytes(
    inline: tuple[Path, dict[str, bytes]], engine: tuple[str, int], tmp_path: Path, dotnet_root: Path
) -> None:
    dll, expected = inline
    assert dll.name in expected
    assert images(dll, tmp_path / "store", dotnet_root, *engine) == expected
