"""The index: every table, transactions, and the migration of what an older version wrote."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from cache.index import (
    Activation,
    Busy,
    FileState,
    Image,
    Index,
    QueueItem,
    Rejection,
    Root,
    WhyRecord,
    WrongVersion,
)
from cache.process import identity, is_alive

SCHEMA_1 = Path(__file__).with_name("schema_1.sql")


def image(action: str, name: str = "A", digest: str = "d") -> Image:
    return Image(action, digest, name, "1.0.0.0", mvid="mvid", source="src", size=10, methods=3, compiled=2, created=7)


@pytest.fixture()
def index(tmp_path: Path) -> Index:
    return Index(tmp_path / "i.sqlite")


def test_roots_images_and_counts(index: Index) -> None:
    a = index.images.put(image("k1", "A"), [WhyRecord("m", "pinvoke", "d")])
    b = index.images.put(image("k2", "B"), [])
    one = index.roots.put(Root("/one.dll", kind="application", installed=1, updated=1))
    two = index.roots.put(Root("/two.dll", installed=1))
    index.deps.put(one, [("/one.dll", a, "in-place"), ("/lib.dll", b, "in-place")])
    index.deps.put(two, [("/lib.dll", b, "aside")])
    assert [d.image.name for d in index.deps.of_root(one)] == ["B", "A"]
    assert [(r, d.place) for r, d in index.deps.of_path("/lib.dll")] == [(one, "in-place"), (two, "aside")]
    assert [(w.method, w.reason) for w in index.why.of_image(a)] == [("m", "pinvoke")]
    assert index.roots.put(Root("/one.dll", kind="library", installed=2, updated=2)) == one
    again = index.roots.get(one)
    assert again is not None and (again.kind, again.installed, again.updated) == ("library", 1, 2)
    index.roots.remove(one)
    assert [i.name for i in index.images.remove_unused()] == ["A"]
    assert [i.name for i in index.images.all()] == ["B"]
    assert index.why.of_image(a) == []
    index.deps.put(two, [])
    index.images.remove(b)
    assert index.images.find("k2") is None and index.images.of_path("/lib.dll") == []


def test_the_identity_of_a_root_is_path_scenario_and_whose_binding(index: Index) -> None:
    same = Root("/a.dll", name="A")
    ids = {
        index.roots.put(r)
        for r in (
            same, replace(same, scenario="debug"), replace(same, exe_config="/app.exe"),
            replace(same, exe_config="/app.exe", app_base="/b"), replace(same, name="other", gac="/gac"),
        )
    }
    assert len(ids) == 4
    assert [(r.scenario, r.exe_config, r.app_base) for r in index.roots.of_path("/a.dll")] == [
        ("", "", ""), ("", "/app.exe", ""), ("", "/app.exe", "/b"), ("debug", "", ""),
    ]
    found = index.roots.find("/a.dll")
    assert found is not None and (found.name, found.gac) == ("other", "/gac")
    assert index.roots.find("/a.dll", "profile") is None


def test_a_file_of_a_root_changes_place(index: Index) -> None:
    one, two = [index.roots.put(Root(p)) for p in ("/one", "/two")]
    made = index.images.put(image("k1"), [])
    for root in (one, two):
        index.deps.put(root, [("/lib", made, "aside")])
    index.deps.set_place(two, "/lib", "in-place")
    assert [index.deps.of_root(root)[0].place for root in (one, two)] == ["aside", "in-place"]


def test_what_belongs_to_a_root_goes_with_it(index: Index) -> None:
    root = index.roots.put(Root("/a.dll"))
    index.refs.put(root, [("/a.dll", "/c.dll"), ("/a.dll", "/b.dll"), ("/a.dll", "/b.dll")])
    index.consulted.put(root, [("/a.dll", "d1"), ("/gone", "")])
    index.files.put([FileState("/a.dll", "file", 1, 2, 3, 4, "d1"), FileState("/other")])
    assert index.refs.of_root(root) == [("/a.dll", "/b.dll"), ("/a.dll", "/c.dll")]
    assert index.consulted.of_root(root) == {"/a.dll": "d1", "/gone": ""}
    assert index.files.find(["/a.dll", "/no"]) == {"/a.dll": FileState("/a.dll", "file", 1, 2, 3, 4, "d1")}
    assert index.files.remove_unused() == 1 and list(index.files.all()) == ["/a.dll"]
    index.roots.remove(root)
    assert index.refs.of_root(root) == [] and index.consulted.of_root(root) == {}


def test_artefacts_settings_and_rejections(index: Index) -> None:
    made = index.images.put(image("k1"), [])
    index.artefacts.put(made, ".map", "b1")
    index.artefacts.put(made, ".debug", "b2")
    assert index.artefacts.of_image(made) == {".debug": "b2", ".map": "b1"}
    assert index.artefacts.blobs() == ["b1", "b2"]
    index.images.put(image("k1"), [])
    assert index.artefacts.of_image(made) == {}
    assert index.settings.get("idle.load", "0.5") == "0.5"
    index.settings.set("idle.load", "0.1")
    index.settings.set("idle.load", "0.2")
    assert index.settings.all() == {"idle.load": "0.2"}
    index.settings.remove("idle.load")
    assert index.settings.all() == {}
    for seen in (1, 2):
        index.rejections.add(Rejection("/a", "d", "too old", seen))
    assert index.rejections.of_path("/a") == [Rejection("/a", "d", "too old", 2)]
    index.rejections.remove("/a")
    assert index.rejections.of_path("/a") == []


def test_the_queue_is_taken_in_order_by_one_process_each(index: Index) -> None:
    late = index.queue.add(QueueItem("update", "r3", 3))
    second = index.queue.add(QueueItem("install", "r2", 1, estimate=2.5))
    third = index.queue.add(QueueItem("install", "r1", 1))
    me = identity()
    first = index.queue.claim(2, me)
    assert first is not None and (first.id, first.state, first.attempts) == (second, "running", 0)
    assert first.queued > 0 and first.started > 0 and first.estimate == 2.5
    index.queue.requeue(second)
    assert [i.id for i in index.queue.list()] == [second, third, late]
    taken = [index.queue.claim(2, me) for _ in range(3)]
    assert [i.id if i else None for i in taken] == [second, third, None]
    index.queue.finish(second, "done")
    index.queue.finish(third, "failed", "why")
    assert index.queue.counts() == {"waiting": 1, "running": 0, "failed": 1, "done": 1}
    failed = index.queue.get(third)
    assert failed is not None and failed.message == "why" and failed.owner == "" and failed.finished > 0
    assert failed.attempts == 1
    assert index.queue.remove_finished(failed.finished + 1) == 1
    index.queue.remove(third)
    assert index.queue.add(QueueItem("install", "r4", 1)) > third


def test_work_of_a_dead_process_is_put_back(index: Index) -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    theirs = identity(child.pid)
    for _ in range(2):
        index.queue.add(QueueItem("install", "r", 1))
    index.queue.claim(1, theirs)
    index.queue.claim(1, identity())
    assert is_alive(theirs) and index.queue.recover() == 0
    child.kill()
    child.wait()
    assert not is_alive(theirs) and not is_alive(f"{os.getpid()}.elsewhen") and not is_alive("nonsense")
    assert index.queue.recover() == 1
    assert index.queue.counts()["running"] == 1


def test_transactions_are_all_or_nothing(index: Index) -> None:
    with pytest.raises(RuntimeError):
        with index.write():
            index.activations.put(Activation("/x", "o", "i", 5))
            raise RuntimeError("stop")
    assert index.activations.find("/x") is None
    index.actions.put([("k1", "b", 0, 5), ("k2", "b", 5, 6)])
    assert index.actions.find(["k2", "k3"]) == {"k2": ("b", 5, 6)}
    assert index.actions.blobs() == ["b"]
    index.actions.remove_blob("b")
    assert index.actions.find(["k1", "k2"]) == {}


def test_a_second_writer_is_told_that_the_store_is_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cache.database._BUSY_SECONDS", 0.1)
    first, second = Index(tmp_path / "i.sqlite"), Index(tmp_path / "i.sqlite")
    with first.write():
        with pytest.raises(Busy):
            with second.write():
                pass
        assert second.roots.all() == []


def test_newer_schema_is_refused(tmp_path: Path) -> None:
    Index(tmp_path / "i.sqlite").close()
    with sqlite3.connect(tmp_path / "i.sqlite") as db:
        db.execute("PRAGMA user_version=99")
    db.close()
    with pytest.raises(WrongVersion):
        Index(tmp_path / "i.sqlite")


def version_1(path: Path) -> None:
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode=WAL")
    db.executescript(SCHEMA_1.read_text())
    root = (7, "/a.dll", "application", "debug", "no-dependencies", "t", "f", "aside", 11)
    db.execute("INSERT INTO roots VALUES (?,?,?,?,?,?,?,?,?)", root)
    db.execute("INSERT INTO images VALUES (3, 'k', 'd', 'A', '1.0', 'm', 's', 'in', 't', 'debug', 5, 4, 2, 12)")
    db.execute("INSERT INTO deps VALUES (7, '/a.dll', 3)")
    db.execute("INSERT INTO activations VALUES ('/a.dll', 'o', 'd', 99)")
    db.execute("INSERT INTO why VALUES (3, 'm', 'pinvoke', 'x')")
    db.execute("INSERT INTO actions VALUES ('key', 'blob', 1, 2)")
    db.execute("PRAGMA user_version=1")
    db.commit()
    db.close()


def test_a_store_of_version_1_is_migrated_with_all_it_holds(tmp_path: Path) -> None:
    version_1(tmp_path / "i.sqlite")
    index = Index(tmp_path / "i.sqlite")
    root = Root(
        "/a.dll", "debug", kind="application", options="no-dependencies", target="t", framework="f", mode="aside",
        installed=11, updated=11, id=7,
    )
    assert index.roots.all() == [root]
    (dep,) = index.deps.of_root(7)
    assert (dep.path, dep.place, dep.image.id, dep.image.action) == ("/a.dll", "aside", 3, "k")
    assert (dep.image.source, dep.image.size, dep.image.created) == ("s", 5, 12)
    assert index.activations.all() == [Activation("/a.dll", "o", "d", 99)]
    assert index.why.of_image(3) == [WhyRecord("m", "pinvoke", "x")]
    assert index.actions.find(["key"]) == {"key": ("blob", 1, 2)}
    index.roots.remove(7)
    assert index.deps.of_root(7) == []
    index.close()
    migrated, fresh = layout(tmp_path / "i.sqlite"), tmp_path / "fresh.sqlite"
    Index(fresh).close()
    assert migrated == layout(fresh)


def layout(path: Path) -> list[tuple[str, str]]:
    db = sqlite3.connect(path)
    rows = db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").fetchall()
    db.close()
    return rows


def test_a_migration_that_fails_leaves_the_old_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    version_1(tmp_path / "i.sqlite")
    from cache import index as module

    real = module._statements
    broken = {"from_1.sql": ["INSERT INTO no_such_table VALUES (1)"]}
    monkeypatch.setattr(module, "_statements", lambda name: broken.get(name) or real(name))
    before = layout(tmp_path / "i.sqlite")
    with pytest.raises(sqlite3.OperationalError):
        Index(tmp_path / "i.sqlite")
    assert layout(tmp_path / "i.sqlite") == before
    monkeypatch.undo()
    assert len(Index(tmp_path / "i.sqlite").roots.all()) == 1
