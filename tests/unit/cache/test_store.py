"""cache: blobs, atomic publishing, action keys, the index, and the refusal of unsafe stores."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from cache import files
from cache.action import ActionEnvironment, explain_difference
from cache.cas import BlobStore, Corrupt, Missing
from cache.digest import digest_bytes, digest_file, digest_parts, digest_text, is_digest
from cache.index import Activation, Busy, Image, Index, WhyRecord, WrongVersion
from cache.store import Store, Unsafe, default_home


def image(action: str, name: str = "A", digest: str = "d") -> Image:
    return Image(0, action, digest, name, "1.0.0.0", "mvid", "src", "in", "linux-x64", "", 10, 3, 2, 7)


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
    assert explain_difference(env.inputs, other.inputs) == ["- assembly B 2", "+ assembly B 3"]
    with pytest.raises(ValueError):
        ActionEnvironment("c", "two\nlines", "", "")


def test_index_roots_images_and_counts(tmp_path: Path) -> None:
    index = Index(tmp_path / "i.sqlite")
    a = index.put_image(image("k1", "A"), [WhyRecord("m", "pinvoke", "d")])
    b = index.put_image(image("k2", "B"), [])
    one = index.put_root("/one.dll", "application", "", "", "t", "f", "in-place", 1)
    two = index.put_root("/two.dll", "application", "", "", "t", "f", "aside", 1)
    index.put_deps(one, [("/one.dll", a), ("/lib.dll", b)])
    index.put_deps(two, [("/lib.dll", b)])
    assert (index.root_count(a), index.root_count(b)) == (1, 2)
    assert index.roots_of_path("/lib.dll") == ["/one.dll", "/two.dll"]
    assert index.active_in_place("/lib.dll")
    assert [d.image.name for d in index.deps(one)] == ["B", "A"]
    assert [(w.method, w.reason) for w in index.why(a)] == [("m", "pinvoke")]
    assert index.put_root("/one.dll", "library", "", "", "t", "f", "in-place", 2) == one
    index.remove_root(one)
    assert not index.active_in_place("/lib.dll")
    assert [i.name for i in index.remove_unused_images()] == ["A"]
    assert [i.name for i in index.images()] == ["B"]
    assert index.why(a) == []


def test_index_transactions_are_all_or_nothing(tmp_path: Path) -> None:
    index = Index(tmp_path / "i.sqlite")
    with pytest.raises(RuntimeError):
        with index.write():
            index.put_activation(Activation("/x", "o", "i", 5))
            raise RuntimeError("stop")
    assert index.find_activation("/x") is None
    index.put_actions([("k1", "b", 0, 5), ("k2", "b", 5, 6)])
    assert index.find_actions(["k2", "k3"]) == {"k2": ("b", 5, 6)}
    index.remove_actions_of("b")
    assert index.find_actions(["k1", "k2"]) == {}


def test_a_second_writer_is_told_that_the_store_is_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cache.index._BUSY_SECONDS", 0.1)
    first, second = Index(tmp_path / "i.sqlite"), Index(tmp_path / "i.sqlite")
    with first.write():
        with pytest.raises(Busy):
            with second.write():
                pass
        assert second.roots() == []


def test_newer_schema_is_refused(tmp_path: Path) -> None:
    index = Index(tmp_path / "i.sqlite")
    index._db.execute("PRAGMA user_version=99")
    index.close()
    with pytest.raises(WrongVersion):
        Index(tmp_path / "i.sqlite")


def test_store_images_and_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path / "home")
    digest = store.put_image(b"MZ image", "A.dll")
    assert store.image_path(digest, "A.dll").read_bytes() == b"MZ image"
    assert store.get_image(digest, "A.dll") == b"MZ image"
    store.image_path(digest, "A.dll").write_bytes(b"MZ other")
    with pytest.raises(Corrupt):
        store.get_image(digest, "A.dll")
    store.remove_image(digest)
    with pytest.raises(Missing):
        store.get_image(digest, "A.dll")
    monkeypatch.setattr("cache.store._LOCK_SECONDS", 0.1)
    caught: list[BaseException] = []

    def contend() -> None:
        try:
            with Store(tmp_path / "home").lock():
                pass
        except Busy as e:
            caught.append(e)

    with store.lock():
        thread = threading.Thread(target=contend)
        thread.start()
        thread.join()
    assert len(caught) == 1
    with store.lock():
        pass


@pytest.mark.skipif(os.name == "nt", reason="permission bits are POSIX")
def test_store_that_others_can_write_is_refused(tmp_path: Path) -> None:
    home = tmp_path / "home"
    Store(home).close()
    home.chmod(0o777)
    with pytest.raises(Unsafe, match="can be written by others"):
        Store(home)


def test_home_is_taken_from_the_environment(ngen_home: Path) -> None:
    assert default_home() == ngen_home
