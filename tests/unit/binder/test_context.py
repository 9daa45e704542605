"""Libraries bound in the context of an application, other application bases, several frameworks."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from binder.closure import compute_closure
from binder.config import read_runtimeconfig
from binder.discovery import application_of, resolve_application
from binder.errors import BindError
from binder.options import BindOptions
from binder.runtimes import resolve_frameworks, runtime_at
from tests.pe_builder import library
from tests.unit.binder.applications import CORE, WEB, config, deps, install, names, resolve


def make_app(folder: Path, *listed: tuple[str, tuple[int, int, int, int]]) -> Path:
    """An application that brings the given assemblies and says so in its deps.json."""
    folder.mkdir()
    path = folder / "app.dll"
    path.write_bytes(library("app", [("System.Runtime", (8, 0, 0, 0))]))
    assets: dict[str, object] = {"app.dll": {}}
    for name, version in listed:
        (folder / f"{name}.dll").write_bytes(library(name, ["System.Runtime"], version))
        assets[f"{name}.dll"] = {"assemblyVersion": ".".join(map(str, version))}
    deps(folder / "app.deps.json", {"x/1": {"runtime": assets}})
    config(folder / "app.runtimeconfig.json", (CORE, "8.0.0"))
    return path


@pytest.fixture()
def shared(tmp_path: Path) -> Path:
    """A library on its own, which needs `part` and `private`; only the latter is beside it."""
    folder = tmp_path / "shared"
    folder.mkdir()
    path = folder / "MyLib.dll"
    path.write_bytes(library("MyLib", ["part", "private", ("System.Runtime", (8, 0, 0, 0))]))
    (folder / "private.dll").write_bytes(library("private", ["System.Runtime"]))
    return path


def test_two_applications_two_closures(tmp_path: Path, shared: Path) -> None:
    root = install(tmp_path / "dotnet", "8.0.1")
    one = make_app(tmp_path / "one", ("part", (1, 0, 0, 0)))
    two = make_app(tmp_path / "two", ("part", (2, 0, 0, 0)))
    closures = []
    for app in (one, two):
        found = resolve(shared, root, BindOptions(exe_config=str(app)))
        assert found.root == str(shared) and found.context == str(app) and found.app_dir == str(app.parent)
        closures.append(compute_closure(found))
    first, second = closures
    core = ["System.Runtime", "System.Private.CoreLib"]
    assert names(first) == names(second) == ["MyLib", "part", "private", *core]
    assert first.paths()[1] == str(one.parent / "part.dll")
    assert second.paths()[1] == str(two.parent / "part.dll")
    assert [a.version for a in (first.assemblies[1], second.assemblies[1])] == [(1, 0, 0, 0), (2, 0, 0, 0)]
    # What the application does not have comes from beside the library, as Assembly.LoadFrom finds it.
    probe = next(p for p in first.probes if p.name == "private")
    assert probe.path == str(shared.parent / "private.dll") and "LoadFrom" in probe.attempts[0].source
    assert first.unreferenced == () and first.missing == ()
    for path in (one, one.parent / "app.deps.json", one.parent / "app.runtimeconfig.json"):
        assert str(path) in first.consulted
    alone = compute_closure(resolve(shared, root))
    assert [m.name for m in alone.missing] == ["part"]


def test_the_application_comes_before_the_directory_of_the_library(tmp_path: Path, shared: Path) -> None:
    root = install(tmp_path / "dotnet", "8.0.1")
    app = make_app(tmp_path / "one", ("part", (1, 0, 0, 0)), ("private", (1, 0, 0, 0)))
    closure = compute_closure(resolve(shared, root, BindOptions(exe_config=str(app))))
    assert str(app.parent / "private.dll") in closure.paths()


def test_the_library_given_is_the_one_that_is_bound(tmp_path: Path, shared: Path) -> None:
    """Also when the application lists one of the same name, of any version."""
    root = install(tmp_path / "dotnet", "8.0.1")
    app = make_app(tmp_path / "one", ("MyLib", (9, 0, 0, 0)), ("part", (1, 0, 0, 0)))
    closure = compute_closure(resolve(shared, root, BindOptions(exe_config=str(app))))
    assert closure.paths()[0] == str(shared) and str(app.parent / "MyLib.dll") not in closure.paths()
    assert closure.shadowed_by == str(app.parent / "MyLib.dll"), "which the application loads instead"
    own = compute_closure(resolve(app.parent / "MyLib.dll", root, BindOptions(exe_config=str(app))))
    assert own.shadowed_by == "" and own.paths()[0] == str(app.parent / "MyLib.dll")


def test_an_application_is_known_by_its_host_and_its_configuration_files(tmp_path: Path, shared: Path) -> None:
    root = install(tmp_path / "dotnet", "8.0.1")
    app = make_app(tmp_path / "one", ("part", (1, 0, 0, 0)))
    (app.parent / "app").write_bytes(b"\x7fELF")
    for name in ("app.dll", "app", "app.runtimeconfig.json", "app.deps.json", "app.dll.config"):
        options = BindOptions(exe_config=str(app.parent / name))
        assert resolve(shared, root, options).context == str(app)
    assert application_of("/x/App.EXE.config") == "/x/App.EXE"
    with pytest.raises(BindError, match="absent.dll: there is no such file"):
        resolve(shared, root, BindOptions(exe_config=str(app.parent / "absent.dll")))


def test_an_application_that_brings_its_runtime(tmp_path: Path, shared: Path) -> None:
    app = make_app(tmp_path / "own", ("part", (1, 0, 0, 0)))
    for name in ("System.Private.CoreLib", "System.Runtime"):
        (app.parent / f"{name}.dll").write_bytes(library(name, version=(8, 0, 0, 0)))
    included = [{"name": CORE, "version": "8.0.3"}]
    runtimeconfig = app.parent / "app.runtimeconfig.json"
    runtimeconfig.write_text(json.dumps({"runtimeOptions": {"includedFrameworks": included}}))
    pack = {"System.Runtime.dll": {"assemblyVersion": "8.0.0.0"}, "System.Private.CoreLib.dll": {}}
    listed = {"runtimepack.core/8.0.3": {"runtime": pack}, "part/1": {"runtime": {"part.dll": {}}}}
    deps(app.parent / "app.deps.json", listed)
    found = resolve_application(str(shared), {}, [], options=BindOptions(exe_config=str(app)))
    closure = compute_closure(found)
    assert found.self_contained and closure.missing == ()
    assert {a.name for a in closure.assemblies if a.framework} == {"System.Runtime", "System.Private.CoreLib"}


def test_application_base(tmp_path: Path) -> None:
    root = install(tmp_path / "dotnet", "8.0.1")
    app = make_app(tmp_path / "one", ("part", (1, 0, 0, 0)))
    app.write_bytes(library("app", ["part"]))
    base = tmp_path / "base"
    base.mkdir()
    (base / "part.dll").write_bytes(library("part", version=(1, 2, 0, 0)))
    options = BindOptions(app_base=str(base))
    closure = compute_closure(resolve(app, root, options))
    assert closure.paths()[:2] == [str(app), str(base / "part.dll")]
    os.remove(app.parent / "app.deps.json")
    closure = compute_closure(resolve(app, root, options))
    assert closure.paths()[:2] == [str(app), str(base / "part.dll")] and str(base) in closure.listed
    os.remove(app.parent / "app.runtimeconfig.json")
    assert str(base / "part.dll") in compute_closure(resolve(app, root, options)).paths()
    with pytest.raises(BindError, match="is not a directory"):
        resolve(app, root, BindOptions(app_base=str(app)))


def test_a_configuration_file_of_the_other_world_is_ignored(tmp_path: Path) -> None:
    root = install(tmp_path / "dotnet", "8.0.1")
    app = make_app(tmp_path / "one", ("part", (1, 0, 0, 0)))
    (app.parent / "app.dll.config").write_text("<configuration><not closed")
    before = compute_closure(resolve(app, root))
    os.remove(app.parent / "app.dll.config")
    assert compute_closure(resolve(app, root)) == before


# -- several frameworks -----------------------------------------------------------------------------------


def test_frameworks_that_others_rest_on_come_last(tmp_path: Path) -> None:
    """In whatever order the application names them."""
    root = install(tmp_path / "dotnet", "8.0.4", "8.0.7", web="8.0.7")
    runtime = runtime_at(str(root), "test")
    assert runtime is not None
    path = tmp_path / "x.runtimeconfig.json"
    for order in ((CORE, WEB), (WEB, CORE), (WEB,)):
        config(path, *((name, "8.0.0") for name in order))
        chosen = resolve_frameworks(read_runtimeconfig(str(path), {}), runtime, {})
        assert [f.name for f in chosen] == [WEB, CORE]


WEB_REFERENCES = [
    "Microsoft.AspNetCore.Http.Abstractions",
    "Microsoft.Extensions.Hosting.Abstractions",
    "System.Text.Json",
]


@pytest.mark.parametrize("override", ["", "8.0.0.0", "9.0.0.0"])
def test_web_application_as_the_real_host_sees_it(peers: Path, tmp_path: Path, override: str) -> None:
    """Two frameworks, and a copy of a framework assembly that the application brings: the host's own list decides."""
    root = peers / "runtime-linux-x64-8.0" / "8.0.30"
    if not (root / "shared" / WEB).is_dir():
        pytest.skip("runtime-linux-x64-8.0 8.0.30 with ASP.NET Core is missing")
    app = tmp_path / "app" / "web.dll"
    app.parent.mkdir()
    wanted = [(name, (8, 0, 0, 0)) for name in WEB_REFERENCES] + [("System.Runtime", (8, 0, 0, 0))]
    app.write_bytes(library("web", wanted))
    config(app.parent / "web.runtimeconfig.json", (CORE, "8.0.0"), (WEB, "8.0.0"))
    listed: dict[str, object] = {"web.dll": {}}
    if override:
        version = tuple(map(int, override.split(".")))
        (app.parent / "System.Text.Json.dll").write_bytes(library("System.Text.Json", version=version))
        listed["System.Text.Json.dll"] = {"assemblyVersion": override, "fileVersion": "8.0.0.1"}
    deps(app.parent / "web.deps.json", {"web/1": {"runtime": listed}})
    env = {"DOTNET_ROOT": str(root)}
    closure = compute_closure(resolve_application(str(app), env))
    trace = tmp_path / "trace"
    host_env = {"COREHOST_TRACE": "1", "COREHOST_TRACEFILE": str(trace)}
    subprocess.run([str(root / "dotnet"), str(app)], env=host_env, capture_output=True, timeout=60, check=False)
    lines = trace.read_text(errors="replace").splitlines()
    line = next(x for x in lines if "TRUSTED_PLATFORM_ASSEMBLIES = " in x)
    trusted = {os.path.realpath(p) for p in line.split(" = ", 1)[1].strip().split(":") if p}
    assert closure.missing == ()
    assert {os.path.realpath(p) for p in closure.paths()} <= trusted
    mine = str(app.parent / "System.Text.Json.dll")
    assert (mine in closure.paths()) == (override == "9.0.0.0")
    assert set(WEB_REFERENCES) <= set(names(closure))
