"""Binding as .NET Framework does it: policy, assembly cache, codeBase, probing, and what today's runtime changes."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from binder.closure import Closure, compute_closure
from binder.display_name import AssemblyIdentity, read_identity
from binder.errors import BindError
from binder.evidence import Evidence
from binder.fxbind import Bound, FxBinder, machine_config
from binder.fxconfig import FxConfig, read_fxconfig
from binder.gac import Gac
from binder.options import BindOptions
from tests.pe_builder import library
from tests.unit.binder.applications import CORE, config, install, mono, names, resolve

KEY = bytes.fromhex("00000000000000000400000000000000")
TOKEN = bytes.fromhex("b77a5c561934e089")
RUNTIME = ("System.Runtime", (4, 0, 0, 0), "", TOKEN)

V1, V2, V3 = (1, 0, 0, 0), (2, 0, 0, 0), (3, 0, 0, 0)
Version = tuple[int, int, int, int]


def strong(name: str, version: Version = V1, culture: str = "") -> AssemblyIdentity:
    return AssemblyIdentity(name, version, culture, TOKEN, "")


def simple(name: str, version: Version = V1, culture: str = "") -> AssemblyIdentity:
    return AssemblyIdentity(name, version, culture, b"", "")


def put(path: Path, name: str, version: Version = V1, key: bytes = KEY, culture: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(library(name, version=version, key=key, culture=culture))
    return path


def cached(gac: Path, name: str, version: Version, files: list[str] | None = None) -> Path:
    path = gac / name / f"{'.'.join(map(str, version))}__{TOKEN.hex()}" / f"{name}.dll"
    path.parent.mkdir(parents=True)
    path.write_bytes(library(name, version=version, key=KEY, files=files or []))
    return path


def dependent(name: str, inner: str, token: bytes = TOKEN) -> str:
    key = f' publicKeyToken="{token.hex()}"' if token else ""
    return f'<dependentAssembly><assemblyIdentity name="{name}"{key}/>{inner}</dependentAssembly>'


def redirect(old: str, new: str) -> str:
    return f'<bindingRedirect oldVersion="{old}" newVersion="{new}"/>'


def xml(path: Path, *elements: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    binding = "\n".join(elements)
    path.write_text(
        f'<configuration><runtime><assemblyBinding xmlns="urn:schemas-microsoft-com:asm.v1">\n{binding}\n'
        "</assemblyBinding></runtime></configuration>"
    )
    return path


@pytest.fixture()
def base(tmp_path: Path) -> Path:
    folder = tmp_path / "base"
    folder.mkdir()
    return folder


@pytest.fixture()
def gac(tmp_path: Path) -> Path:
    folder = tmp_path / "usr" / "lib" / "mono" / "gac"
    folder.mkdir(parents=True)
    return folder


def bind(wanted: AssemblyIdentity, base: Path, *elements: str, gac: Path | None = None) -> Bound:
    path = xml(base / "app.exe.config", *elements)
    evidence = Evidence()
    roots = [str(gac)] if gac else []
    own = read_fxconfig(str(path), evidence)
    machine = machine_config(roots, evidence)
    return FxBinder(str(base), own, machine, Gac(roots, evidence), evidence, read_identity).bind(wanted)


def outcomes(bound: Bound) -> list[str]:
    return [a.outcome.split(":")[0] for a in bound.attempts]


# -- probing ----------------------------------------------------------------------------------------------


def test_order_of_probes(base: Path) -> None:
    probing = '<probing privatePath="bin;more\\deep"/>'
    bound = bind(simple("Lib"), base, probing)
    assert bound.path == "" and "nor found by probing" in bound.reason
    expected = []
    for extension in ("dll", "exe"):
        for directory in ("", "bin/", "more/deep/"):
            expected += [f"{directory}Lib.{extension}", f"{directory}Lib/Lib.{extension}"]
    assert [os.path.relpath(a.path, base) for a in bound.attempts] == expected
    # Every place is reached when the ones before it have nothing.
    for place in reversed(expected):
        path = put(base / place, "Lib", key=b"")
        bound = bind(simple("Lib"), base, probing)
        assert bound.path == str(path) and bound.attempts[-1].outcome.startswith("won")


def test_cultures_are_folders(base: Path) -> None:
    wanted = simple("Lib.resources", culture="de-AT")
    bound = bind(wanted, base, '<probing privatePath="bin"/>')
    assert [os.path.relpath(a.path, base) for a in bound.attempts[:4]] == [
        "de-AT/Lib.resources.dll",
        "de-AT/Lib.resources/Lib.resources.dll",
        "bin/de-AT/Lib.resources.dll",
        "bin/de-AT/Lib.resources/Lib.resources.dll",
    ]
    path = put(base / "bin" / "de-AT" / "Lib.resources.dll", "Lib.resources", key=b"", culture="de-at")
    assert bind(wanted, base, '<probing privatePath="bin"/>').path == str(path)


@pytest.mark.parametrize("private", ["..", "../other", "/", "bin/../../other", "..\\other"])
def test_private_paths_stay_inside(base: Path, private: str) -> None:
    put(base.parent / "other" / "Lib.dll", "Lib", key=b"")
    bound = bind(simple("Lib"), base, f'<probing privatePath="{private}"/>')
    assert bound.path == "" and bound.attempts[0].outcome == "lost: it leads out of the application base"
    assert all(a.path.startswith(str(base)) for a in bound.attempts[1:])


def test_a_private_path_that_is_the_base_is_probed_once(base: Path) -> None:
    assert len(bind(simple("Lib"), base, '<probing privatePath=".;bin;bin/"/>').attempts) == 8


@pytest.mark.parametrize("name", ["../Lib", "/etc/Lib", "..\\Lib"])
def test_names_stay_names(base: Path, name: str) -> None:
    put(base.parent / "Lib.dll", "Lib", key=b"")
    bound = bind(simple(name), base)
    assert bound.path == "" and "cannot be that of a file" in bound.reason and bound.attempts == ()


def test_what_matches(base: Path) -> None:
    put(base / "Strong.dll", "Strong", V2)
    assert bind(strong("Strong", V2), base).path
    assert bind(strong("STRONG", V2), base).path == "", "files are found by their exact name"
    for version in (V1, V3):
        bound = bind(strong("Strong", version), base)
        assert bound.path == "" and "version 2.0.0.0, not" in bound.reason and outcomes(bound) == ["lost"]
    other = AssemblyIdentity("Strong", V2, "", bytes(8), "")
    assert "public key token is b77a5c561934e089, not 0000000000000000" in bind(other, base).reason
    assert "public key token is b77a5c561934e089, not null" in bind(simple("Strong"), base).reason
    put(base / "Plain.dll", "Plain", V2, key=b"")
    for version in (V1, V2, V3):
        assert bind(simple("Plain", version), base).path, "without a strong name the version does not matter"
    assert "not b77a5c561934e089" in bind(strong("Plain", V2), base).reason
    put(base / "Renamed.dll", "Original")
    assert "holds the assembly Original" in bind(strong("Renamed"), base).reason
    put(base / "Lib.dll", "Lib", culture="de")
    assert "culture is de" in bind(strong("Lib"), base).reason


def test_a_file_that_does_not_match_ends_the_search(base: Path) -> None:
    put(base / "Lib.dll", "Lib", V1)
    put(base / "Lib" / "Lib.dll", "Lib", V2)
    bound = bind(strong("Lib", V2), base)
    assert bound.path == "" and "search ends there" in bound.reason and len(bound.attempts) == 1
    (base / "Lib.dll").write_bytes(b"MZ")
    assert bind(strong("Lib", V2), base).reason.startswith(f"{base / 'Lib.dll'}: not a PE file")


# -- codeBase ---------------------------------------------------------------------------------------------


def test_code_base(base: Path, tmp_path: Path) -> None:
    far = put(tmp_path / "far" / "x.dll", "Lib", V2)
    put(base / "Lib.dll", "Lib", V2)
    element = dependent("Lib", f'<codeBase version="2.0.0.0" href="file://{far}"/>')
    bound = bind(strong("Lib", V2), base, element)
    assert bound.path == str(far) and "codeBase in" in bound.attempts[0].source
    put(base / "Lib.dll", "Lib", V1)
    assert bind(strong("Lib", V1), base, element).path == str(base / "Lib.dll"), "another version is probed for"
    moved = dependent("Lib", redirect("1.0.0.0", "2.0.0.0") + f'<codeBase version="2.0.0.0" href="{far}"/>')
    assert bind(strong("Lib", V1), base, moved).path == str(far)


def test_code_base_is_final(base: Path, tmp_path: Path) -> None:
    put(base / "Lib.dll", "Lib", V2)
    for href, why in (
        ("absent.dll", "there is no such file"),
        ("https://example.org/Lib.dll", "nothing is fetched"),
        (str(put(tmp_path / "old.dll", "Lib", V1)), "version 1.0.0.0, not 2.0.0.0"),
    ):
        element = dependent("Lib", f'<codeBase version="2.0.0.0" href="{href}"/>')
        bound = bind(strong("Lib", V2), base, element)
        assert bound.path == "" and why in bound.reason and len(bound.attempts) == 1


def test_code_base_without_a_strong_name_is_inside(base: Path, tmp_path: Path) -> None:
    inside = put(base / "sub" / "x.dll", "Plain", V2, key=b"")
    element = dependent("Plain", '<codeBase href="sub/x.dll"/>', token=b"")
    assert bind(simple("Plain", V1), base, element).path == str(inside)
    outside = put(tmp_path / "x.dll", "Plain", key=b"")
    element = dependent("Plain", f'<codeBase href="{outside}"/>', token=b"")
    assert "has to be inside" in bind(simple("Plain"), base, element).reason


# -- policy and assembly cache ----------------------------------------------------------------------------


def test_application_publisher_and_machine_redirect_in_turn(base: Path, gac: Path, tmp_path: Path) -> None:
    first, second, third, fourth = (cached(gac, "Lib", (n, 0, 0, 0)) for n in (1, 2, 3, 4))
    wanted = strong("Lib", V1)
    assert bind(wanted, base, gac=gac).path == str(first)
    app = dependent("Lib", redirect("0.0.0.0-1.9.0.0", "2.0.0.0"))
    assert bind(wanted, base, app, gac=gac).path == str(second)
    policy = cached(gac, "policy.2.0.Lib", V1, ["lib.config"])
    xml(policy.parent / "lib.config", dependent("Lib", redirect("2.0.0.0", "3.0.0.0")))
    bound = bind(wanted, base, app, gac=gac)
    assert bound.path == str(third)
    where = base / "app.exe.config"
    assert bound.attempts[0].source == f"policy: application redirect 0.0.0.0-1.9.0.0 -> 2.0.0.0 ({where}:2)"
    assert bound.attempts[1].source.startswith("policy: publisher redirect 2.0.0.0 -> 3.0.0.0")
    assert outcomes(bound)[:2] == ["now version 2.0.0.0 is looked for", "now version 3.0.0.0 is looked for"]
    assert bind(wanted, base, gac=gac).path == str(first), "the policy is for version 2.0"
    machine = tmp_path / "etc" / "mono" / "4.5" / "machine.config"
    xml(machine, dependent("Lib", redirect("3.0.0.0", "4.0.0.0")))
    assert bind(wanted, base, app, gac=gac).path == str(fourth)
    machine.unlink()
    for refusal in ('<publisherPolicy apply="no"/>', dependent("Lib", '<publisherPolicy apply="no"/>')):
        assert bind(wanted, base, app, refusal, gac=gac).path == str(second)


def test_machine_configuration_beside_a_cache_of_the_framework(tmp_path: Path) -> None:
    root = tmp_path / "assembly"
    path = tmp_path / "Framework64" / "v4.0.30319" / "Config" / "machine.config"
    xml(path, dependent("Lib", redirect("1.0.0.0", "2.0.0.0")))
    assert machine_config([str(root)], Evidence()).redirect("Lib", "", TOKEN, V1) is not None
    assert machine_config([str(tmp_path / "a" / "b")], Evidence()) == FxConfig()


def test_the_cache_comes_first_and_only_for_strong_names(base: Path, gac: Path) -> None:
    in_cache = cached(gac, "Lib", V1)
    put(base / "Lib.dll", "Lib", V1)
    assert bind(strong("Lib", V1), base, gac=gac).path == str(in_cache)
    shutil.rmtree(gac / "Lib")
    bound = bind(strong("Lib", V1), base, gac=gac)
    assert bound.path == str(base / "Lib.dll") and bound.attempts[0].path == str(gac)
    put(base / "Plain.dll", "Plain", key=b"")
    cached(gac, "Plain", V1)
    bound = bind(simple("Plain"), base, gac=gac)
    assert bound.path == str(base / "Plain.dll") and len(bound.attempts) == 1


def test_simple_names_are_not_redirected(base: Path) -> None:
    put(base / "Plain.dll", "Plain", V1, key=b"")
    bound = bind(simple("Plain"), base, dependent("Plain", redirect("1.0.0.0", "9.0.0.0"), token=b""))
    assert bound.path and outcomes(bound) == ["won"]


def test_a_broken_policy_fails_the_reference_alone(base: Path, gac: Path) -> None:
    cached(gac, "Lib", V1)
    policy = cached(gac, "policy.1.0.Lib", V1, ["lib.config"])
    assert "lib.config: cannot be read" in bind(strong("Lib"), base, gac=gac).reason
    (policy.parent / "lib.config").write_text("<configuration>")
    assert "not well-formed" in bind(strong("Lib"), base, gac=gac).reason
    policy.write_bytes(b"MZ")
    assert "policy.1.0.Lib.dll" in bind(strong("Lib"), base, gac=gac).reason


# -- closures ---------------------------------------------------------------------------------------------


def program(folder: Path, *references: tuple[str, Version, str, bytes], **files: Version) -> Path:
    """A program of .NET Framework, with strong-named libraries of these versions beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "app.exe"
    path.write_bytes(library("app", [*references, RUNTIME]))
    for name, version in files.items():
        put(folder / f"{name}.dll", name, version)
    return path


def probe_of(closure: Closure, name: str) -> list[str]:
    probe = next(p for p in closure.probes if p.name == name)
    return [f"{a.source} {a.outcome}" for a in probe.attempts]


def test_a_program_of_the_framework(tmp_path: Path, gac: Path) -> None:
    root = install(tmp_path / "dotnet", "8.0.1")
    app = program(tmp_path / "app", ("Lib", V1, "", TOKEN), ("Cached", V1, "", TOKEN), ("Gone", V1, "", TOKEN), Lib=V2)
    in_cache = cached(gac, "Cached", V1)
    put(tmp_path / "app" / "unused.dll", "unused")
    xml(tmp_path / "app" / "app.exe.config", dependent("Lib", redirect("1.0.0.0", "2.0.0.0")))
    closure = compute_closure(resolve(app, root, BindOptions(gac=(str(gac),))))
    assert names(closure) == ["app", "Lib", "Cached", "System.Runtime", "System.Private.CoreLib"]
    assert [a.framework for a in closure.assemblies] == [False, False, False, True, True]
    assert closure.paths()[1:3] == [str(app.parent / "Lib.dll"), str(in_cache)]
    assert closure.assemblies[1].identity.version == V2 and closure.assemblies[1].identity.token == TOKEN
    assert [m.name for m in closure.missing] == ["Gone"] and "by probing" in closure.missing[0].reason
    assert probe_of(closure, "Lib")[0].startswith("policy: application redirect 1.0.0.0 -> 2.0.0.0")
    assert len(probe_of(closure, "Gone")) == 5
    # Nothing that was not asked for is looked at, and everything that was is evidence.
    assert closure.unreferenced == () and str(app.parent) not in closure.listed
    for path in (app.parent / "app.exe.config", app.parent / "Gone.dll", app.parent / "Lib.dll", in_cache):
        assert str(path) in closure.consulted
    assert str(gac) in closure.listed and str(gac / "Cached") in closure.listed


def test_what_the_runtime_has_comes_from_it(tmp_path: Path, gac: Path) -> None:
    """Whatever the program brings or the cache holds, unless the program needs a newer one."""
    root = install(tmp_path / "dotnet", "8.0.1")
    app = program(tmp_path / "app", **{"System.Runtime": (4, 0, 0, 0)})
    cached(gac, "System.Runtime", (4, 0, 0, 0))
    xml(tmp_path / "app" / "app.exe.config")
    options = BindOptions(gac=(str(gac),))
    framework = str(root / "shared" / CORE / "8.0.1" / "System.Runtime.dll")
    assert framework in compute_closure(resolve(app, root, options)).paths()
    newer = (9, 0, 0, 0)
    app.write_bytes(library("app", [("System.Runtime", newer, "", TOKEN)]))
    put(app.parent / "System.Runtime.dll", "System.Runtime", newer)
    closure = compute_closure(resolve(app, root, options))
    assert closure.paths()[1] == str(app.parent / "System.Runtime.dll") and framework not in closure.paths()
    outcomes = probe_of(closure, "System.Runtime")
    assert "version 8.0.0.0, lower than the 9.0.0.0" in outcomes[0] and "won" in outcomes[-1]


def test_only_one_assembly_of_a_name(tmp_path: Path, gac: Path) -> None:
    """Two versions side by side are what .NET Framework can do and the runtime cannot."""
    root = install(tmp_path / "dotnet", "8.0.1")
    cached(gac, "Lib", V1), cached(gac, "Lib", V2)
    app = program(tmp_path / "app", ("Lib", V1, "", TOKEN), ("Lib", V2, "", TOKEN))
    xml(tmp_path / "app" / "app.exe.config")
    closure = compute_closure(resolve(app, root, BindOptions(gac=(str(gac),))))
    assert names(closure).count("Lib") == 1 and closure.assemblies[1].version == V1
    assert [m.version for m in closure.missing] == [V2] and "bound already" in closure.missing[0].reason


def test_a_library_in_the_context_of_two_programs(tmp_path: Path, gac: Path) -> None:
    root = install(tmp_path / "dotnet", "8.0.1")
    cached(gac, "Part", V1), cached(gac, "Part", V2)
    shared = tmp_path / "shared" / "MyLib.dll"
    shared.parent.mkdir()
    shared.write_bytes(library("MyLib", [("Part", V1, "", TOKEN), RUNTIME], key=KEY))
    one = program(tmp_path / "one")
    xml(one.parent / "app.exe.config")
    two = program(tmp_path / "two")
    xml(two.parent / "app.exe.config", dependent("Part", redirect("1.0.0.0", "2.0.0.0")))
    versions = []
    for context in (one, two.parent / "app.exe.config"):
        options = BindOptions(exe_config=str(context), gac=(str(gac),))
        closure = compute_closure(resolve(shared, root, options))
        assert closure.paths()[0] == str(shared) and closure.missing == ()
        versions.append(closure.assemblies[1].version)
        assert closure.shadowed_by == ""
    assert versions == [V1, V2]
    put(two.parent / "MyLib.dll", "MyLib")
    closure = compute_closure(resolve(shared, root, BindOptions(exe_config=str(two), gac=(str(gac),))))
    assert closure.paths()[0] == str(shared) and closure.shadowed_by == str(two.parent / "MyLib.dll")
    options = BindOptions(exe_config=str(two), app_base=str(tmp_path / "base"), gac=(str(gac),))
    with pytest.raises(BindError, match="not a directory"):
        resolve(shared, root, options)
    (tmp_path / "base").mkdir()
    assert resolve(shared, root, options).app_dir == str(tmp_path / "base")


def test_who_is_bound_this_way(tmp_path: Path, gac: Path) -> None:
    root = install(tmp_path / "dotnet", "8.0.1")
    app = program(tmp_path / "app")
    assert resolve(app, root).fx is None, "without a configuration file it is a library"
    xml(tmp_path / "app" / "app.exe.config", '<probing privatePath="bin"/>')
    found = resolve(app, root)
    assert found.fx is not None and found.fx.private_paths == ("bin",)
    config(tmp_path / "app" / "app.runtimeconfig.json", (CORE, "8.0.0"))
    assert resolve(app, root).fx is None, "an application of .NET ignores the file"
    dll = put(tmp_path / "plain" / "Lib.dll", "Lib")
    xml(tmp_path / "plain" / "Lib.dll.config")
    assert resolve(dll, root).fx is None, "the configuration of a library is not read"
    in_cache = cached(gac, "Lib", V1)
    assert resolve(in_cache, root, BindOptions(gac=(str(gac),))).fx == FxConfig()
    assert resolve(in_cache, root).fx is None


def test_a_malformed_configuration_is_the_users_to_mend(tmp_path: Path) -> None:
    root = install(tmp_path / "dotnet", "8.0.1")
    app = program(tmp_path / "app")
    (tmp_path / "app" / "app.exe.config").write_text("<configuration>")
    with pytest.raises(BindError, match="app.exe.config:1: is not well-formed"):
        resolve(app, root)


def test_mono_security_from_debians_cache(dotnet_root: Path) -> None:
    """A root in the cache: its references to mscorlib and System go to the facades of today's runtime."""
    gac = mono() / "usr" / "lib" / "mono" / "gac"
    path = next((gac / "Mono.Security").glob("4.0.0.0__*/Mono.Security.dll"))
    closure = compute_closure(resolve(path, dotnet_root, BindOptions(gac=(str(gac),))))
    assert closure.paths()[0] == str(path)
    wanted = {p.name: p.path for p in closure.probes if p.asked_by == "Mono.Security"}
    assert set(wanted) == {"mscorlib", "System"}
    assert all("Microsoft.NETCore.App" in place for place in wanted.values())
