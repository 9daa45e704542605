"""Activation in place and back: atomic, complete or not at all, and byte for byte."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from cache.digest import digest_bytes, digest_file
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
    return [Replacement(str(p), store.images.put(text + p.name.encode(), p.name)) for p in sorted(app.iterdir())]


def snapshot(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    return {
        p.name: (p.read_bytes(), stat.S_IMODE(p.stat().st_mode), p.stat().st_mtime_ns) for p in folder.iterdir()
    }


def source(store: Store, path: Path) -> tuple[str, str]:
    return activate.source_of(store, str(path), digest_file(path))


def test_there_and_back(store: Store, app: Path) -> None:
    before = snapshot(app)
    todo = images(store, app)
    assert activate.activate(store, todo) == 2
    assert (app / "a.dll").read_bytes() == b"image of a.dll"
    assert stat.S_IMODE((app / "a.dll").stat().st_mode) == 0o755
    assert source(store, app / "a.dll")[1] == digest_bytes(b"IL of a.dll")
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
    assert source(store, app / "a.dll")[0] == str(app / "a.dll")
    assert activate.deactivate(store, str(app / "a.dll")) == activate.CHANGED
    assert activate.deactivate(store, str(app / "b.dll")) == activate.GONE
    assert (app / "a.dll").read_bytes() == b"IL of a newer a.dll"
    assert store.index.activations.all() == []


def test_all_or_none(store: Store, app: Path) -> None:
    before = snapshot(app)
    todo = images(store, app)
    store.images.remove(todo[1].image)
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
    original = store.originals.put(path.read_bytes(), path.name)
    store.index.activations.put(Activation(str(path), original, "0" * 64, 10**18))
    assert source(store, path)[0] == str(path)
    assert activate.deactivate(store, str(path)) == activate.UNCHANGED
    assert snapshot(app) == before


def test_a_folder_that_cannot_be_written_is_noticed_first(tmp_path: Path) -> None:
    with pytest.raises(ActivationError, match="cannot write"):
        activate.check_replaceable([str(tmp_path / "missing" / "a.dll")])
    activate.check_replaceable([str(tmp_path / "a.dll")])
    assert list(tmp_path.iterdir()) == []


def test_a_crash_in_an_update_leaves_the_original_known(
    store: Store, app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the row and before the rename the file holds the former image, which is no original."""
    before = snapshot(app)
    activate.activate(store, images(store, app))

    def die(a: str, b: str) -> None:
        raise KeyboardInterrupt

    better = images(store, app, b"better image of ")
    with monkeypatch.context() as patch:
        real = os.replace
        patch.setattr(os, "replace", lambda a, b: die(a, b) if str(b).startswith(str(app)) else real(a, b))
        with pytest.raises(KeyboardInterrupt):
            activate.activate(store, better)
    path = str(app / "a.dll")
    assert (app / "a.dll").read_bytes() == b"image of a.dll"
    assert source(store, Path(path))[1] == digest_bytes(b"IL of a.dll")
    for leftover in app.glob(".ngen-tmp-*"):
        leftover.unlink()
    assert activate.activate(store, better) == 2
    for r in better:
        assert activate.deactivate(store, r.path) == activate.RESTORED
    assert snapshot(app) == before


def test_a_full_disk_changes_nothing(store: Store, app: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = snapshot(app)
    todo = images(store, app)
    real = os.write
    left = [1]
    for allowed in range(8):
        left[0] = allowed

        def write(fd: int, data: bytes) -> int:
            left[0] -= 1
            if left[0] < 0:
                raise OSError(28, "No space left on device")
            return real(fd, data)

        with monkeypatch.context() as patch:
            patch.setattr(os, "write", write)
            try:
                activate.activate(store, todo)
                break
            except ActivationError as e:
                assert "as it was" in str(e) and "No space left" in str(e)
        assert snapshot(app) == before
        assert store.index.activations.all() == [] and store.originals.all_places() == []
    assert allowed == 6  # two originals, two records, two images
    assert [a.path for a in store.originals.all_places()] == [r.path for r in todo]


def test_a_file_that_is_upgraded_meanwhile_is_not_lost(
    store: Store, app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    todo = images(store, app)
    real = store.index.activations.put

    def upgrade(row: Activation) -> None:
        real(row)
        publish_bytes(app / "b.dll", b"IL of a newer b.dll")

    monkeypatch.setattr(store.index.activations, "put", upgrade)
    with pytest.raises(ActivationError, match="is being replaced by someone else"):
        activate.activate(store, todo)
    assert (app / "a.dll").read_bytes() == b"IL of a.dll"
    assert (app / "b.dll").read_bytes() == b"IL of a newer b.dll"
