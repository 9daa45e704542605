"""What a closure says it rested on: enough to notice every change that matters, and little enough to be cheap."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from binder.closure import Closure, compute_closure
from binder.discovery import resolve_application
from binder.evidence import Environment, Evidence
from binder.options import BindOptions
from tests.pe_builder import library
from tests.unit.binder.applications import CORE, config, deps, install, names, resolve


@pytest.fixture()
def app(tmp_path: Path) -> Path:
    folder = tmp_path / "app"
    folder.mkdir()
    path = folder / "app.dll"
    path.write_bytes(library("app", ["lib", ("System.Runtime", (8, 0, 0, 0))]))
    (folder / "lib.dll").write_bytes(library("lib", ["System.Runtime"]))
    config(folder / "app.runtimeconfig.json", (CORE, "8.0.0"))
    deps(folder / "app.deps.json", {"x/1": {"runtime": {"lib.dll": {}, "lib/gone.dll": {}}}})
    return path


def answers(closure: Closure) -> dict[str, object]:
    """What a later bind would look at first: the answers to every question that was asked."""
    found: dict[str, object] = {}
    for path in closure.consulted:
        if os.path.isfile(path):
            found[path] = Path(path).read_bytes()
        else:
            found[path] = os.path.exists(path)
    for directory in closure.listed:
        found[directory + "/"] = sorted(os.listdir(directory)) if os.path.isdir(directory) else []
    return found


def test_questions_are_kept_once_and_copies_are_apart() -> None:
    evidence = Evidence()
    env = Environment({"A": "1", "B": "2"}, evidence)
    assert env.get("A", "") == "1" and env.get("A", "") == "1" and env.get("Z", "z") == "z"
    assert len(env) == 2 and dict.fromkeys(env) == {"A": None, "B": None}
    assert evidence.environment == (("A", "1"), ("Z", ""))
    assert not evidence.is_file("/nonexistent/x") and not evidence.is_dir("/nonexistent/x")
    assert evidence.directories("/nonexistent") == []
    assert evidence.consulted == ("/nonexistent/x",) and evidence.listed == ("/nonexistent",)
    evidence.note("relative")
    assert evidence.consulted[-1] == os.path.join(os.getcwd(), "relative")
    other = evidence.copy()
    other.note("/more")
    assert "/more" not in evidence.consulted and other.environment == evidence.environment


def test_what_an_application_rests_on(tmp_path: Path, app: Path) -> None:
    root = install(tmp_path / "dotnet", "8.0.1")
    env = {"DOTNET_ROOT": str(root), "UNRELATED": "1"}
    closure = compute_closure(resolve_application(str(app), env))
    assert names(closure)[:2] == ["app", "lib"]
    framework = root / "shared" / CORE / "8.0.1"
    for path in (
        app,
        app.parent / "lib.dll",
        app.parent / "gone.dll",
        app.parent / "app.deps.json",
        app.parent / "app.runtimeconfig.json",
        app.parent / "app.runtimeconfig.dev.json",
        framework / f"{CORE}.deps.json",
        framework / "System.Runtime.dll",
        framework / "System.Private.CoreLib.dll",
    ):
        assert str(path) in closure.consulted, path
    for directory in (root / "shared", root / "shared" / CORE, framework):
        assert str(directory) in closure.listed
    variables = dict(closure.environment)
    assert variables["DOTNET_ROOT"] == str(root) and variables["DOTNET_ROLL_FORWARD"] == ""
    # The application was satisfied before PATH or the default places were looked at.
    assert "PATH" not in variables and "UNRELATED" not in variables
    assert len(set(closure.consulted)) == len(closure.consulted) and all(map(os.path.isabs, closure.consulted))


@pytest.mark.parametrize(
    "change",
    [
        "asset appears",
        "asset goes",
        "assembly is upgraded",
        "newer framework",
        "framework file",
        "dev configuration",
        "deps.json goes",
        "brings its own runtime",
    ],
)
def test_every_change_of_the_binding_shows_in_the_answers(tmp_path: Path, app: Path, change: str) -> None:
    root = install(tmp_path / "dotnet", "8.0.1")
    env = {"DOTNET_ROOT": str(root)}
    before = compute_closure(resolve_application(str(app), env))
    answered = answers(before)
    if change == "asset appears":
        (app.parent / "gone.dll").write_bytes(library("gone"))
    elif change == "asset goes":
        os.remove(app.parent / "lib.dll")
    elif change == "assembly is upgraded":
        (app.parent / "lib.dll").write_bytes(library("lib", version=(2, 0, 0, 0)))
    elif change == "newer framework":
        install(tmp_path / "dotnet", "8.0.2")
    elif change == "framework file":
        os.remove(root / "shared" / CORE / "8.0.1" / "System.Runtime.dll")
    elif change == "dev configuration":
        config(app.parent / "app.runtimeconfig.dev.json", additionalProbingPaths=str(tmp_path))
    elif change == "deps.json goes":
        os.remove(app.parent / "app.deps.json")
    else:
        os.remove(app.parent / "app.runtimeconfig.json")
    assert answers(before) != answered


def test_a_directory_without_deps_json_is_listed(tmp_path: Path, app: Path) -> None:
    root = install(tmp_path / "dotnet", "8.0.1")
    os.remove(app.parent / "app.deps.json")
    closure = compute_closure(resolve(app, root))
    assert str(app.parent) in closure.listed
    (app.parent / "more.dll").write_bytes(library("more"))
    again = compute_closure(resolve(app, root))
    assert again.consulted == closure.consulted and again.listed == closure.listed


@pytest.mark.parametrize("change", ["configuration", "earlier place", "cache", "policy", "machine", "linked"])
def test_changes_of_a_program_of_the_framework_show_too(tmp_path: Path, change: str) -> None:
    root = install(tmp_path / "dotnet", "8.0.1")
    gac = tmp_path / "usr" / "lib" / "mono" / "gac"
    (gac / "Lib").mkdir(parents=True)
    key, token = bytes.fromhex("00000000000000000400000000000000"), "b77a5c561934e089"
    folder = tmp_path / "app"
    (folder / "bin").mkdir(parents=True)
    app = folder / "app.exe"
    app.write_bytes(library("app", [("Lib", (1, 0, 0, 0), "", bytes.fromhex(token))]))
    (folder / "bin" / "Lib.dll").write_bytes(library("Lib", key=key))
    binding = '<configuration><runtime><assemblyBinding xmlns="urn:schemas-microsoft-com:asm.v1">{}'
    binding += "</assemblyBinding></runtime></configuration>"
    linked = folder / "linked.config"
    linked.write_text(binding.format(""))
    own = '<probing privatePath="bin"/><linkedConfiguration href="linked.config"/>'
    (folder / "app.exe.config").write_text(binding.format(own))
    before = compute_closure(resolve(app, root, BindOptions(gac=(str(gac),))))
    assert names(before)[:2] == ["app", "Lib"]
    answered = answers(before)
    if change == "configuration":
        (folder / "app.exe.config").write_text(binding.format(""))
    elif change == "earlier place":
        (folder / "Lib.dll").write_bytes(library("Lib", key=key))
    elif change == "cache":
        (gac / "Lib" / f"1.0.0.0__{token}").mkdir()
    elif change == "policy":
        (gac / "policy.1.0.Lib").mkdir()
    elif change == "machine":
        machine = tmp_path / "etc" / "mono" / "4.5" / "machine.config"
        machine.parent.mkdir(parents=True)
        machine.write_text(binding.format(""))
    else:
        linked.write_text(binding.format('<publisherPolicy apply="no"/>'))
    assert answers(before) != answered
