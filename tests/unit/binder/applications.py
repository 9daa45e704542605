"""Trees of files that look like installations of .NET and applications, made by the tests themselves."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from binder.closure import Closure
from binder.discovery import Application, resolve_application
from binder.options import BindOptions
from binder.runtimes import Runtime, find_runtimes
from tests.pe_builder import library

CORE = "Microsoft.NETCore.App"
WEB = "Microsoft.AspNetCore.App"


def install(root: Path, *versions: str, web: str = "") -> Path:
    """An installation whose framework has a core library and System.Runtime."""
    for version in versions:
        folder = root / "shared" / CORE / version
        folder.mkdir(parents=True)
        (folder / "System.Private.CoreLib.dll").write_bytes(
            library("System.Private.CoreLib", version=(8, 0, 0, 0))
        )
        runtime = library("System.Runtime", [("System.Private.CoreLib", (8, 0, 0, 0))], (8, 0, 0, 0))
        (folder / "System.Runtime.dll").write_bytes(runtime)
        listed = {
            "System.Private.CoreLib.dll": {"assemblyVersion": "8.0.0.0", "fileVersion": "8.0.1.1"},
            "System.Runtime.dll": {"assemblyVersion": "8.0.0.0", "fileVersion": "8.0.1.1"},
        }
        deps(folder / f"{CORE}.deps.json", {"runtime/1": {"runtime": listed}})
        config(folder / f"{CORE}.runtimeconfig.json")
    if web:
        folder = root / "shared" / WEB / web
        folder.mkdir(parents=True)
        (folder / "Web.dll").write_bytes(library("Web", ["System.Runtime"]))
        deps(folder / f"{WEB}.deps.json", {"web/1": {"runtime": {"Web.dll": {"assemblyVersion": "1.0.0.0"}}}})
        config(folder / f"{WEB}.runtimeconfig.json", (CORE, web), rollForward="LatestPatch")
    (root / "dotnet").write_text("")
    return root


def config(path: Path, *frameworks: tuple[str, str], **options: object) -> Path:
    content: dict[str, object] = {"tfm": "net8.0", **options}
    if frameworks:
        content["frameworks"] = [{"name": n, "version": v} for n, v in frameworks]
    path.write_text(json.dumps({"runtimeOptions": content}))
    return path


def deps(path: Path, target: dict[str, object], libraries: dict[str, object] | None = None) -> Path:
    about = {name: {"type": "package", "serviceable": False, "sha512": ""} for name in target}
    content = {"runtimeTarget": {"name": "T"}, "targets": {"T": target}, "libraries": {**about, **(libraries or {})}}
    path.write_text(json.dumps(content))
    return path


def bare(env: dict[str, str]) -> list[Runtime]:
    return find_runtimes(env, install_location="/nonexistent", defaults=(), embedded=False)


def resolve(
    path: Path, root: Path, options: BindOptions | None = None, **env: str
) -> Application:
    return resolve_application(str(path), env, bare({"DOTNET_ROOT": str(root)}), options=options)


def names(closure: Closure) -> list[str]:
    return [a.name for a in closure.assemblies]


def mono() -> Path:
    """The root of a tree with Debian's libmono-*-cil packages, installed or only unpacked among the peers."""
    peers = Path(os.environ.get("NGEN_PEERS") or Path.home() / ".cache" / "ngen-peers")
    for root in (peers / "mono", Path("/")):
        gac = root / "usr" / "lib" / "mono" / "gac"
        if (gac / "System.Xml").is_dir() and (gac / "Mono.Security").is_dir():
            return root
    pytest.skip("libmono-system-xml4.0-cil is neither installed nor among the peers")
