"""Files that a deps.json lists and nobody has, which a start with additional dependencies would fail on.

A plain start takes every deps.json at its word. With additional dependencies or probing paths the host looks for each
listed file, and refuses to start when one is missing, though many installations leave out what only debuggers and
tracers need (`createdump`, `libmscordaccore.so`). For a missing native file an empty one is put where the host looks
last, a probing path; the runtime itself looks for those files in its own folder only. A missing assembly cannot be
replaced so, since it would be loaded: then the program has to start without images.

    <probing path>/<library path>/<relative path>  =  <store>/deps/absent/...

Source: dotnet/runtime src/native/corehost/hostpolicy/deps_resolver.cpp, deps_entry.cpp.
"""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

from binder.config import expect_object, read_deps, read_json
from binder.discovery import Application


def missing_assembly(app: Application) -> str:
    """The first assembly that a deps.json lists and nobody has, with that deps.json; empty when all are there."""
    for manifest, folder in _manifests(app):
        for asset in read_deps(manifest, app.rids).assets:
            place = asset.relative if asset.rid else os.path.basename(asset.relative)
            if not _is_somewhere(app, folder, [place], os.path.join(asset.library_path, asset.relative)):
                return f"{manifest} lists {asset.relative}"
    return ""


def stand_ins(app: Application, folder: Path) -> str:
    """Puts an empty file below `folder` for every native file that is missing; the probing path to give to the
    host, or empty when nothing is missing."""
    found = False
    for manifest, beside in _manifests(app):
        for library_path, relative in _native_files(manifest):
            inside = PurePosixPath(library_path, relative)
            if inside.is_absolute() or ".." in inside.parts:
                continue
            if not _is_somewhere(app, beside, [relative, os.path.basename(relative)], str(inside)):
                found = True
                path = folder / inside
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                path.touch()
    return str(folder) if found else ""


def _manifests(app: Application) -> list[tuple[str, str]]:
    """(deps.json, the folder its files lie in) of the application and its frameworks."""
    found = [] if app.deps is None else [(app.deps.path, app.app_dir)]
    for framework in app.frameworks:
        path = os.path.join(framework.directory, f"{framework.name}.deps.json")
        if os.path.isfile(path):
            found.append((path, framework.directory))
    return found


def _native_files(manifest: str) -> list[tuple[str, str]]:
    """(library path, relative path), for all machines: a file for another one is never looked for."""
    document = read_json(manifest)
    libraries = expect_object(document.get("libraries", {}), manifest)
    found: list[tuple[str, str]] = []
    for target in expect_object(document.get("targets", {}), manifest).values():
        for library, content in expect_object(target, manifest).items():
            about = expect_object(libraries.get(library, {}), manifest)
            path = about.get("path")
            files = expect_object(content, f"{manifest}: {library}")
            names = list(expect_object(files.get("native", {}), manifest))
            for name, facts in expect_object(files.get("runtimeTargets", {}), manifest).items():
                if expect_object(facts, manifest).get("assetType") == "native":
                    names.append(name)
            found += [(path if isinstance(path, str) else library, name) for name in names]
    return found


def _is_somewhere(app: Application, folder: str, places: list[str], inside: str) -> bool:
    candidates = [os.path.join(folder, place) for place in places]
    candidates += [os.path.join(root, inside) for root in app.probing_paths]
    if app.servicing:
        candidates.append(os.path.join(app.servicing, "pkgs", inside))
    return any(os.path.exists(path) for path in candidates)
