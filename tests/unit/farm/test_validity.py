"""What is stale is found, with the reason, and made again, and nothing else; what is valid costs no reading."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from unit.farm.world import World, state

from cache.digest import digest_file
from farm.fingerprint import Fingerprints
from farm.install import Gone, Outcome, Valid
from farm.validity import MISSING, STALE, VALID, Checker


def only(found: list[tuple[object, object]]) -> object:
    assert len(found) == 1
    return found[0][1]


@pytest.fixture()
def old(monkeypatch: pytest.MonkeyPatch) -> None:
    """Change times cannot be set, so what is trusted is."""
    monkeypatch.setattr("farm.fingerprint._SETTLED_NS", -(10**9))


def test_nothing_to_do(world: World, old: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten applications and a library: neither a check nor an update reads, binds or opens an engine."""
    for i in range(10):
        world.install(world.application(f"app{i}"))
    world.install(world.application("lib").parent / "Parts.dll", "debug")
    world.check()
    opened = world.opened

    def refuse(*args: object) -> None:
        raise AssertionError("read or bound")

    monkeypatch.setattr("farm.fingerprint.digest_file", refuse)
    monkeypatch.setattr("farm.fingerprint._listing", refuse)
    monkeypatch.setattr("farm.bind.bind", refuse)
    checker = Checker(world.store)
    assert {checker.check(r).state for r in world.roots()} == {VALID}
    assert checker.reads == 0
    assert all(isinstance(result, Valid) for _, result in world.update())
    assert world.opened == opened


@pytest.mark.parametrize(
    ("upgrade", "stale"),
    [
        ("next/upgrade.dll", ["upgrade.dll"]),
        ("body/Parts.dll", ["Parts.dll", "upgrade.dll"]),
        ("fields/Deep.dll", ["Deep.dll", "Parts.dll", "upgrade.dll"]),
    ],
)
def test_an_upgrade_makes_its_dependents_stale(world: World, upgrade: str, stale: list[str]) -> None:
    app = world.application()
    world.install(app)
    untouched = world.application("other")
    world.install(untouched)
    before = state(untouched.parent)
    world.upgrade(app.parent, upgrade)
    reason = f"{Path(upgrade).name} was replaced"

    found, other = world.check()
    assert (found.state, found.reasons, other.state) == (STALE, [reason], VALID)
    assert [os.path.basename(f.path) for f in found.files if f.state == STALE] == stale
    assert all(f.reasons == [reason] for f in found.files if f.state == STALE)

    (_, outcome), (_, nothing) = world.update()
    assert isinstance(outcome, Outcome) and isinstance(nothing, Valid)
    assert [os.path.basename(b.assembly.path) for b in outcome.built if not b.cached] == stale
    assert outcome.reasons == [reason]
    # Code that does not look into another assembly is the same when that one has changed.
    assert 1 <= outcome.activated <= len(stale)
    assert [s.state for s in world.check()] == [VALID, VALID]
    assert state(untouched.parent) == before
    world.uninstall(str(app))
    assert Path(app.parent / Path(upgrade).name).read_bytes() == (
        Path(__file__).parents[2] / "assets" / "upgrades" / "bin" / upgrade
    ).read_bytes()


def test_a_touched_file_is_read_and_found_the_same(world: World, old: None) -> None:
    app = world.application()
    world.install(app)
    world.check()
    os.utime(app.parent / "Deep.dll")
    checker = Checker(world.store)
    assert checker.check(world.roots()[0]).state == VALID
    assert checker.reads == 1
    checker.close()
    again = Checker(world.store)
    assert again.check(world.roots()[0]).state == VALID
    assert again.reads == 0


def test_what_comes_and_goes_beside_the_application(world: World) -> None:
    """Without a deps.json the host takes every assembly of the folder; logs do not matter."""
    app = world.application()
    world.install(app)
    (app.parent / "app.log").write_text("started")
    assert [s.state for s in world.check()] == [VALID]
    (app.parent / "Unrelated.dll").write_bytes((app.parent / "Deep.dll").read_bytes())
    assert [s.state for s in world.check()] == [VALID]
    (app.parent / "Deep.dll").unlink()
    (state,) = world.check()
    assert state.state == STALE and "Deep.dll has gone" in state.reasons


def test_another_runtime(world: World, tmp_path: Path) -> None:
    """A newer patch version beside the old one: every image is stale, and the versions are named."""
    real = Path(dict(world.environment)["DOTNET_ROOT"])
    version = sorted((real / "shared" / "Microsoft.NETCore.App").iterdir())[-1]
    root = tmp_path / "dotnet"
    frameworks = root / "shared" / "Microsoft.NETCore.App"
    frameworks.mkdir(parents=True)
    for name in ("dotnet", "host"):
        if (real / name).exists():
            (root / name).symlink_to(real / name)
    (frameworks / version.name).symlink_to(version)
    world.environment = (("DOTNET_ROOT", str(root)),)
    app = world.application()
    world.install(app)
    patches = [f"{version.name.rpartition('.')[0]}.{patch}" for patch in (998, 999)]
    for newer in patches:
        (frameworks / newer).mkdir()
        for file in version.iterdir():
            (frameworks / newer / file.name).symlink_to(file)
        if newer == patches[0]:
            # The same bytes under a newer version: nothing has to be made.
            assert [s.state for s in world.check()] == [VALID]
            assert isinstance(only(world.update()), Valid)
            assert world.roots()[0].runtime == newer
        core = frameworks / newer / "System.Private.CoreLib.dll"
        data = core.read_bytes()
        core.unlink()
        core.write_bytes(data + newer.encode())
        (found,) = world.check()
        assert [f.state for f in found.files] == [STALE] * 3
        if newer == patches[0]:
            assert found.reasons == ["assemblies of the framework were replaced: 1"]
            world.update()
        else:
            assert found.reasons == [f"Microsoft.NETCore.App {patches[0]} -> {newer}"]


def test_another_compiler(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.install(world.application())
    for module in ("validity", "assemble", "install"):
        monkeypatch.setattr(f"farm.{module}.compiler_id", lambda: "f" * 64)
    (found,) = world.check()
    assert (found.state, found.reasons) == (STALE, ["ngen itself has changed"])
    outcome = only(world.update())
    assert isinstance(outcome, Outcome) and outcome.changed == 3 and outcome.reused == 0
    assert [s.state for s in world.check()] == [VALID]


def test_an_image_that_is_missing_or_not_in_its_place(world: World) -> None:
    app = world.application()
    built = {b.image.name: b.image for b in world.install(app).built}
    world.store.images.remove(built["Deep"].digest)
    path = app.parent / "Parts.dll"
    original = world.store.originals.get(built["Parts"].source, path.name)
    path.write_bytes(original)
    (found,) = world.check()
    assert found.state == STALE
    assert [(os.path.basename(f.path), f.state) for f in found.files] == [
        ("Deep.dll", MISSING), ("Parts.dll", STALE), ("upgrade.dll", VALID),
    ]
    assert found.reasons == [
        "the image of Deep.dll is missing from the store", "the image of Parts.dll is not in its place",
    ]
    outcome = only(world.update())
    assert isinstance(outcome, Outcome) and (outcome.changed, outcome.activated) == (1, 1)
    assert [s.state for s in world.check()] == [VALID]
    assert digest_file(path) == built["Parts"].digest


def test_an_application_that_is_gone(world: World) -> None:
    app = world.application()
    library = world.application("lib").parent / "Parts.dll"
    world.install(app)
    world.install(library)
    app.unlink()
    gone, there = world.check()
    assert (gone.state, there.state) == (MISSING, VALID) and str(app) in gone.reasons[0]
    results = [result for _, result in world.update()]
    assert isinstance(results[0], Gone) and isinstance(results[1], Valid)
    assert len(world.roots()) == 2
    world.uninstall(str(app))
    assert len(world.roots()) == 1


def test_one_root_that_fails_does_not_stop_the_others(world: World) -> None:
    apps = [world.application(name) for name in "abc"]
    for app in apps:
        world.install(app)
        world.upgrade(app.parent, "fields/Deep.dll")
    (apps[1].parent / "upgrade.runtimeconfig.json").write_text("{ nonsense")
    opened = world.opened
    results = [result for _, result in world.update()]
    assert isinstance(results[0], Outcome) and isinstance(results[1], Exception) and isinstance(results[2], Outcome)
    assert "upgrade.runtimeconfig.json" in str(results[1])
    # One engine for all, and what the applications share is compiled once.
    assert world.opened == opened + 1
    assert (results[0].changed, results[2].changed) == (3, 0)
    assert [s.state for s in world.check()] == [VALID, STALE, VALID]


def test_a_damaged_image_is_not_taken_for_an_upgrade(world: World) -> None:
    app = world.application()
    world.install(app)
    path = app.parent / "Deep.dll"
    data = bytearray(path.read_bytes())
    data[-100] ^= 1
    path.write_bytes(bytes(data))
    (found,) = world.check()
    assert found.state == STALE and "damaged image" in found.reasons[0] and "verify" in found.reasons[0]
    assert isinstance(only(world.update()), Exception)
    assert path.read_bytes() == bytes(data)
    assert len(world.store.index.activations.all()) == 3


def test_a_store_of_an_older_version_is_looked_into_once(world: World) -> None:
    """Its roots have neither evidence nor an environment."""
    app = world.application()
    world.install(app)
    root = world.roots()[0]
    world.store.index.consulted.put(root.id, [])
    assert [s.state for s in world.check()] == [VALID]
    assert world.store.index.consulted.of_root(root.id)


def test_young_files_are_read_again(world: World, tmp_path: Path) -> None:
    """What was written a moment ago may be written again within the same tick of the clock."""
    path = tmp_path / "young"
    path.write_bytes(b"1")
    first = Fingerprints(world.store)
    one = first.digest(str(path))
    first.flush()
    path.write_bytes(b"2")
    assert Fingerprints(world.store).digest(str(path)) != one
    assert str(path) not in world.store.index.files.all()


def test_fingerprints(world: World, tmp_path: Path, old: None) -> None:
    prints = Fingerprints(world.store)
    folder = tmp_path / "folder"
    folder.mkdir()
    empty = prints.digest(str(folder))
    assert prints.digest(str(folder / "nothing")) == "" and prints.digest(str(tmp_path / "a" / "b")) == ""
    (folder / "x.txt").write_text("x")
    assert Fingerprints(world.store).digest(str(folder)) == empty
    (folder / "X.DLL").write_text("x")
    assert Fingerprints(world.store).digest(str(folder)) != empty
    assert prints.digest(str(folder)) == empty  # each path is looked at once
    prints.flush()


class Killed(BaseException):
    """As if the process ended here."""


def test_killed_before_the_images_are_in_place(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    app = world.application()
    before = state(app.parent)

    def die(*args: object, **words: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("farm.install.settle", die)
        with pytest.raises(Killed):
            world.install(app)
    assert state(app.parent) == before
    (found,) = world.check()
    assert found.reasons == [f"the image of {name}.dll is not in its place" for name in ("Deep", "Parts", "upgrade")]
    outcome = only(world.update())
    assert isinstance(outcome, Outcome) and (outcome.changed, outcome.activated) == (0, 3)
    assert [s.state for s in world.check()] == [VALID]

    # And before the root is forgotten.
    with monkeypatch.context() as patch:
        patch.setattr(type(world.store.index.roots), "remove", die)
        with pytest.raises(Killed):
            world.uninstall(str(app))
    assert state(app.parent) == before and len(world.roots()) == 1
    world.uninstall(str(app))
    assert (state(app.parent), world.roots(), world.images()) == (before, [], [])


def test_killed_between_two_conflicting_roots(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second of them is recorded, and which of the images stands in the file is not decided yet."""
    first, second = world.application("first"), world.application("second", "fields/Deep.dll")
    library = first.parent / "Parts.dll"
    world.install(library, exe_config=first)
    image = digest_file(library)
    with monkeypatch.context() as patch:
        patch.setattr("farm.install.settle", lambda *args: (_ for _ in ()).throw(Killed()))
        with pytest.raises(Killed):
            world.install(library, exe_config=second)
    assert [s.state for s in world.check()] == [VALID, STALE]
    world.update()
    assert [s.state for s in world.check()] == [VALID, VALID]
    assert digest_file(library) == image
