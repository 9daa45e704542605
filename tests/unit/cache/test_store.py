"""cache: blobs, atomic publishing, action keys, and the refusal of unsafe stores."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from cache import files
from cache.action import ActionEnvironment
from cache.cas import BlobStore, Corrupt, Missing
from cache.digest import digest_bytes, digest_file, digest_parts, digest_text, is_digest
from cache.store import Store, Unsafe, default_home


def test_digests(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"abc" * 1000)
    assert digest_file(tmp_path / "f") == digest_bytes(b"abc" * 1000)
    assert digest_parts([b"ab", b"c"]) != digest_parts([b"a", b"bc"])
    assert is_digest(digest_text("x")) and not is_digest("../../etc") and not is_digest("")


@pytest.mark.parametrize("data", [b"", b"x", b"abc" * 5000, os.urandom(4000)])
def test_blob_round_trip(tmp_path: Path, data: bytes) -> None:
    store = BlobStore(tmp_path)
    digest = store.put(data)
    assert digest == digest_bytes(data)
    assert store.put(data) == digest
    assert store.contains(digest) and store.get(digest) == data
    store.remove(digest)
    with pytest.raises(Missing):
        store.get(digest)


def test_every_damaged_blob_is_noticed(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    digest = store.put(b"hello " * 200)
    path = store.path(digest)
    whole = path.read_bytes()
    for at in range(len(whole)):
        if at in (5, 6, 7):  # reserved
            continue
        damaged = bytearray(whole)
        damaged[at] ^= 0x41
        path.write_bytes(bytes(damaged))
        with pytest.raises(Corrupt):
            store.get(digest)
    path.write_bytes(whole[:-1])
    with pytest.raises(Corrupt):
        store.get(digest)


def test_blob_names_cannot_leave_the_store(tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        BlobStore(tmp_path).path("../../x")


def test_publish_keeps_mode_and_old_inode(tmp_path: Path) -> None:
    target = tmp_path / "a.dll"
    target.write_bytes(b"old")
    target.chmod(0o640)
    with target.open("rb") as running:
        files.publish_bytes(target, b"new", target.stat())
        assert running.read() == b"old"
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_publish_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.dll"
    target.write_bytes(b"old")

    def refuse(a: object, b: object) -> None:
        raise OSError("no")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError):
        files.publish_bytes(target, b"new")
    assert [p.name for p in tmp_path.iterdir()] == ["a.dll"]
    assert target.read_bytes() == b"old"


def test_action_key_is_the_digest_of_its_text() -> None:
    env = ActionEnvironment("c1", "linux-x64 9.1", "o", "assembly A 1\nassembly B 2")
    assert env.key("m") == digest_text(env.key_text("m"))
    assert env.key("m") != env.key("n")
    other = ActionEnvironment("c1", "linux-x64 9.1", "o", "assembly A 1\nassembly B 3")
    assert other.key("m") != env.key("m")
    with pytest.raises(ValueError):
        ActionEnvironment("c", "two\nlines", "", "")


def test_store_images(tmp_path: Path) -> None:
    store = Store(tmp_path / "home")
    digest = store.images.put(b"MZ image", "A.dll")
    assert store.image_path(digest, "A.dll").read_bytes() == b"MZ image"
    assert store.images.get(digest, "A.dll") == b"MZ image"
    store.image_path(digest, "A.dll").write_bytes(b"MZ other")
    with pytest.raises(Corrupt):
        store.images.get(digest, "A.dll")
    store.images.remove(digest)
    with pytest.raises(Missing):
        store.images.get(digest, "A.dll")


@pytest.mark.skipif(os.name == "nt", reason="permission bits are POSIX")
def test_store_that_others_can_write_is_refused(tmp_path: Path) -> None:
    home = tmp_path / "home"
    Store(home).close()
    home.chmod(0o777)
    with pytest.raises(Unsafe, match="can be written by others"):
        Store(home)


def test_home_is_taken_from_the_environment(ngen_home: Path) -> None:
    assert default_home() == ngen_home
