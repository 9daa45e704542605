"""Roots: scenarios, counts of dependencies, configurations; after the last one everything is as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from unit.farm.world import World, state

from cache.digest import digest_file
from cache.tables.deps import ASIDE, IN_PLACE
from farm.install import NothingToCompile
from farm.placement import run_aside, run_roots
from farm.select import NotFound

ALL = ["Deep", "Parts", "upgrade"]
SCENARIOS = ["", "debug", "debug+profile", "profile"]


def test_each_scenario_is_a_set_of_images(world: World) -> None:
    app = world.application()
    before = state(app.parent)
    for scenario in SCENARIOS:
        outcome = world.install(app, scenario)
        assert outcome.mode == (ASIDE if scenario else IN_PLACE)
        assert outcome.activated == (0 if scenario else 3)
    assert [r.scenario for r in world.roots()] == SCENARIOS
    assert world.images() == [f"{name} {s}".strip() for name in ALL for s in SCENARIOS]
    digests = [{d.image.digest for d in world.store.index.deps.of_root(r.id)} for r in world.roots()]
    normal, debug, _, profile = digests
    assert len(normal | debug | profile) == 9
    # Only the one that is both stays, and the normal one.
    world.uninstall(str(app), "debug")
    world.uninstall(str(app), "profile")
    assert [r.scenario for r in world.roots()] == ["", "debug+profile"]
    assert state(app.parent)["Deep.dll"] != before["Deep.dll"]
    removal = world.uninstall("upgrade")
    assert len(removal.roots) == 2 and removal.images == 6
    assert (world.roots(), world.images(), state(app.parent)) == ([], [], before)


def test_symbols_of_a_profile_stand_beside_the_images(world: World) -> None:
    app = world.application()
    outcome = world.install(app, "profile")
    assert len(outcome.built) == len(ALL)
    for built in outcome.built:
        image = world.store.image_path(built.image.digest, Path(built.assembly.path).name)
        assert [Path(p).relative_to(image.parent) for p in built.artefacts] == [
            Path(".debug", image.name), Path(f"{built.assembly.name}.ni.r2rmap")]
    # They come back with an image that is taken from the store.
    for path in outcome.artefacts:
        Path(path).unlink()
    again = world.install(app, "profile")
    assert again.changed == 0 and again.artefacts == outcome.artefacts
    assert all(Path(p).stat().st_size for p in again.artefacts)
    assert world.install(app).artefacts == []
    world.uninstall(str(app))
    assert not any(Path(p).exists() for p in outcome.artefacts)


def test_no_dependencies_builds_the_named_assembly_only(world: World) -> None:
    app = world.application()
    before = state(app.parent)
    outcome = world.install(app, dependencies=False)
    assert [b.image.name for b in outcome.built] == ["upgrade"]
    after = state(app.parent)
    assert [name for name in before if before[name] != after[name]] == ["upgrade.dll"]
    # It says how much is built, and is no part of the identity.
    assert [b.image.name for b in world.install(app).built] == ALL
    assert len(world.roots()) == 1 and len(world.images()) == 3
    world.install(app, dependencies=False)
    assert world.images() == ["upgrade"]
    assert state(app.parent) == after


def test_a_dependency_goes_with_the_last_root_that_needs_it(world: World) -> None:
    app = world.application()
    other = app.parent / "other.dll"
    for suffix in (".dll", ".runtimeconfig.json"):
        (app.parent / f"other{suffix}").write_bytes((app.parent / f"upgrade{suffix}").read_bytes())
    before = state(app.parent)
    world.install(app)
    assert [b.cached for b in world.install(other).built] == [True, True, False]
    world.uninstall(str(app))
    now = state(app.parent)
    assert [n for n in now if now[n] != before[n]] == ["Deep.dll", "Parts.dll", "other.dll"]
    world.uninstall(str(other))
    assert state(app.parent) == before and world.images() == []


def test_a_dependency_that_is_a_root_stays(world: World) -> None:
    app = world.application()
    before = state(app.parent)
    world.install(app)
    world.install(app.parent / "Parts.dll", exe_config=app)
    world.uninstall("upgrade")
    assert [r.name for r in world.roots()] == ["Parts"]
    now = state(app.parent)
    assert [n for n in now if now[n] != before[n]] == ["Deep.dll", "Parts.dll"]
    with pytest.raises(NotFound, match="/ExeConfig:"):
        world.uninstall("Parts")
    world.uninstall("Parts", exe_config=str(app))
    assert state(app.parent) == before


def test_two_configurations_give_a_library_two_images(world: World) -> None:
    """The applications bring different versions of what the library depends on."""
    first = world.application("first")
    second = world.application("second", "fields/Deep.dll")
    library = world.folder / "shared" / "Parts.dll"
    library.parent.mkdir()
    library.write_bytes((first.parent / "Parts.dll").read_bytes())
    before = {folder: state(folder) for folder in (first.parent, second.parent, library.parent)}

    one = world.install(library, exe_config=first)
    assert (one.aside, len(one.built)) == ([], 2)
    two = world.install(library, exe_config=second)
    assert two.aside == [str(library)]
    images = {b.assembly.path: b.image.digest for o in (one, two) for b in o.built}
    assert len(set(images.values())) == 3
    mine = {o: next(b.image.digest for b in o.built if b.image.name == "Parts") for o in (one, two)}
    assert mine[one] != mine[two] and digest_file(library) == mine[one]
    assert [s.state for s in world.check()] == ["valid", "valid"]

    # The application goes, what was installed for it stays; its file passes to the other when it goes.
    world.install(first)
    world.uninstall(str(first))
    assert len(world.roots()) == 2 and digest_file(library) == mine[one]
    world.uninstall(str(library), exe_config=str(first))
    assert digest_file(library) == mine[two]
    assert [s.state for s in world.check()] == ["valid"]
    world.uninstall(str(library), exe_config=str(second))
    assert {folder: state(folder) for folder in before} == before


def test_arguments_of_the_install_select_the_root(world: World) -> None:
    app = world.application()
    library = app.parent / "Parts.dll"
    world.install(library)
    world.install(library, exe_config=app)
    world.install(library, "debug", exe_config=app)
    world.install(library, app_base=str(app.parent))
    assert len(world.roots()) == 4
    world.uninstall(str(library))
    assert [(r.scenario, bool(r.exe_config), bool(r.app_base)) for r in world.roots()] == [
        ("", False, True), ("", True, False), ("debug", True, False),
    ]
    world.uninstall(str(library), "debug", str(app))
    world.uninstall(str(library), None, "", str(app.parent))
    assert [(r.scenario, bool(r.exe_config)) for r in world.roots()] == [("", True)]
    with pytest.raises(NotFound, match="not installed in that way"):
        world.uninstall(str(library), "profile")
    with pytest.raises(NotFound, match="ngen display"):
        world.uninstall("Unknown")


def test_no_activation_is_kept_until_told_otherwise(world: World) -> None:
    app = world.application()
    before = state(app.parent)
    assert world.install(app, activate=False).mode == ASIDE
    assert state(app.parent) == before
    assert world.install(app).mode == ASIDE
    assert world.install(app, activate=True).activated == 3
    assert world.install(app, activate=False).mode == ASIDE
    assert state(app.parent) == before


def test_an_older_original_is_taken_from_the_store(world: World) -> None:
    """A scenario that is installed while images stand in place is made from what they were made of."""
    app = world.application()
    world.install(app, "debug")
    expected = [b.image.digest for b in world.install(app, "debug").built]
    world.uninstall(str(app))
    world.install(app)
    assert [b.image.digest for b in world.install(app, "debug").built] == expected


def test_what_binding_looked_at_is_kept(world: World) -> None:
    app = world.application()
    world.install(app)
    root = world.roots()[0]
    assert (root.name, root.version, root.kind) == ("upgrade", "0.0.0.0", "application")
    assert root.runtime.startswith("8.0.") and root.runtime in root.framework
    assert b'"name": "Parts"' in world.store.blobs.get(root.binding)
    folder = str(app.parent)
    assert world.store.index.refs.of_root(root.id) == [
        (f"{folder}/{a}.dll", f"{folder}/{b}.dll")
        for a, b in (("Parts", "Deep"), ("upgrade", "Deep"), ("upgrade", "Parts"))
    ]
    image = world.store.index.deps.of_root(root.id)[0].image
    assert image.runtime == root.runtime and image.seconds > 0 and image.mvid
    assert b"assembly System.Private.CoreLib.dll " in world.store.blobs.get(image.inputs)


def test_nothing_to_compile(world: World, tmp_path: Path) -> None:
    app = world.application()
    image = world.install(app.parent / "Deep.dll").built[0].image
    foreign = tmp_path / "foreign" / "Deep.dll"
    foreign.parent.mkdir()
    foreign.write_bytes(world.store.images.get(image.digest, "Deep.dll"))
    with pytest.raises(NothingToCompile, match="already holds native code"):
        world.install(foreign)


def test_what_a_run_is_given(world: World) -> None:
    app = world.application()
    other = world.application("other", "fields/Deep.dll")
    library = app.parent / "Parts.dll"

    def given(path: Path, scenario: str = "") -> list[str]:
        roots = run_roots(world.store, str(path), scenario)
        return [str(Path(d.path).relative_to(world.folder)) for d in run_aside(world.store, roots)]

    assert run_roots(world.store, str(app)) == []
    world.install(library, exe_config=other)
    world.install(app)
    # The file of the library holds the other one's image; of its own the program is given that one.
    assert given(app) == ["app/Parts.dll"]
    assert given(other) == [] and len(run_roots(world.store, str(other))) == 1
    world.install(app, "debug", dependencies=False)
    world.install(library, "debug", exe_config=app)
    assert given(app, "debug") == ["app/upgrade.dll", "app/Deep.dll", "app/Parts.dll"]
    assert given(app, "profile") == []
    world.install(app.parent / "Deep.dll", "debug", exe_config=other)
    assert given(other, "debug") == []
    world.uninstall("Parts", "", str(other))
    assert given(app) == []
