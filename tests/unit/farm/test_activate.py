"""Activation in place and back: atomic, complete or not at all, and byte for byte."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from cache.digest import digest_bytes
from cache.files import publish_bytes
from cache.index import Activation
from cache.store import Store
from farm import activate
from farm.activate import ActivationError, Replacement


@pytest.fixture()
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "home")


@pytest.fixture()
def app(tmp_path: Path) -> Path:
    folder = tmp_path / "app"
    folder.mkdir()
    for name in ("a.dll", "b.dll"):
        (folder / name).write_bytes(b"IL of " + name.encode())
        os.utime(folder / name, ns=(10**18, 10**18))
    (folder / "a.dll").chmod(0o755)
    return folder


def images(store: Store, app: Path, text: bytes = b"image of ") -> list[Replacement]:
    return [Replacement(str(p), store.put_image(text + p.name.encode(), p.name)) for p in sorted(app.iterdir())]


def snapshot(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    return {
        p.name: (p.read_bytes(), stat.S_IMODE(p.stat().st_mode), p.stat().st_mtime_ns) for p in folder.iterdir()
    }


def test_there_and_back(store: Store, app: Path) -> None:
    before = snapshot(app)
    todo = images(store, app)
    assert activate.activate(store, todo) == 2
    assert (app / "a.dll").read_bytes() == b"image of a.dll"
    assert stat.S_IMODE((app / "a.dll").stat().st_mode) == 0o755
    assert activate.source_of(store, str(app / "a.dll")).digest == digest_bytes(b"IL of a.dll")
    assert activate.activate(store, todo) == 0
    assert [activate.deactivate(store, r.path) for r in todo] == [activate.RESTORED] * 2
    assert snapshot(app) == before
    assert store.index.activations.all() == []
    assert list((store.home / "originals").iterdir()) == []


def test_a_second_image_keeps_the_first_original(store: Store, app: Path) -> None:
    before = snapshot(app)
    activate.activate(store, images(store, app))
    activate.activate(store, images(store, app, b"better image of "))
    assert (app / "b.dll").read_bytes() == b"better image of b.dll"
    for path in app.iterdir():
        activate.deactivate(store, str(path))
    assert snapshot(app) == before


def test_an_upgraded_file_is_left_alone(store: Store, app: Path) -> None:
    activate.activate(store, images(store, app))
    publish_bytes(app / "a.dll", b"IL of a newer a.dll")
    (app / "b.dll").unlink()
    assert activate.source_of(store, str(app / "a.dll")).path == str(app / "a.dll")
    assert activate.deactivate(store, str(app / "a.dll")) == activate.CHANGED
    assert activate.deactivate(store, str(app / "b.dll")) == activate.GONE
    assert (app / "a.dll").read_bytes() == b"IL of a newer a.dll"
    assert store.index.activations.all() == []


def test_all_or_none(store: Store, app: Path) -> None:
    before = snapshot(app)
    todo = images(store, app)
    store.remove_image(todo[1].image)
    with pytest.raises(ActivationError, match=todo[1].image):
        activate.activate(store, todo)
    assert snapshot(app) == before


def test_rename_that_fails_takes_everything_back(
    store: Store, app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(app)
    todo = images(store, app)
    real = os.replace

    def fail_on_b(a: str, b: str) -> None:
        if str(b).endswith("b.dll") and "app" in str(b):
            raise OSError(28, "No space left on device")
        real(a, b)

    monkeypatch.setattr(os, "replace", fail_on_b)
    with pytest.raises(ActivationError, match="as it was"):
        activate.activate(store, todo)
    assert {n: (v[0], v[1]) for n, v in snapshot(app).items()} == {n: (v[0], v[1]) for n, v in before.items()}


def test_a_crash_between_row_and_rename_is_harmless(store: Store, app: Path) -> None:
    before = snapshot(app)
    path = app / "a.dll"
    original = store.put_original(path.read_bytes(), path.name)
    store.index.activations.put(Activation(str(path), original, "0" * 64, 10**18))
    assert activate.source_of(store, str(path)).path == str(path)
    assert activate.deactivate(store, str(path)) == activate.UNCHANGED
    assert snapshot(app) == before


def test_a_folder_that_cannot_be_written_is_noticed_first(tmp_path: Path) -> None:
    with pytest.raises(ActivationError, match="cannot write"):
        activate.check_replaceable([str(tmp_path / "missing" / "a.dll")])
    activate.check_replaceable([str(tmp_path / "a.dll")])
    assert list(tmp_path.iterdir()) == []
