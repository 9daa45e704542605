"""Running an application with images that are not in its folder: the files and options the host needs.

The host takes an assembly from elsewhere if an additional deps.json lists it as an asset for the machine's RID (a
plain asset would be found in the application's folder first), with the versions that the application's own deps.json
gives, so that the image wins and loses against the framework's files exactly where the assembly does, and finds it
under a probing path. Only this start is affected: child processes see nothing.

    probing path      library path   asset
    <store>/images    <digest>       ngen-image/X.dll       an image
    <store>           originals      <digest>/X.dll         an original whose image stands in place
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from binder.config import NO_VERSION, asset_name
from binder.discovery import Application
from cache.digest import digest_text
from cache.files import publish_bytes
from cache.index import Activation, Image
from cache.store import IMAGE_FOLDER, Store
from cli import absent

_DEFAULT_TFM = "net8.0"


@dataclass(frozen=True)
class File:
    """A file that a run uses instead of the one in the application's folder, and where the host finds it."""

    simple_name: str
    file_name: str
    probing_path: Path
    library_path: str
    asset: str


def image_file(store: Store, path: str, image: Image) -> File:
    name = os.path.basename(path)
    return File(image.name, name, store.images.root, image.digest, f"{IMAGE_FOLDER}/{name}")


def original_file(store: Store, active: Activation) -> File:
    name = os.path.basename(active.path)
    root = store.originals.root
    return File(os.path.splitext(name)[0], name, root.parent, root.name, f"{active.original}/{name}")


def deps_json(app: Application, files: list[File]) -> str:
    version = (app.tfm or _DEFAULT_TFM).removeprefix("net")
    target = f".NETCoreApp,Version=v{version}"
    libraries: dict[str, Any] = {}
    targets: dict[str, Any] = {}
    for file in files:
        library = f"ngen.{file.simple_name.lower()}/1.0.0"
        asset = {"rid": app.rids[0], "assetType": "runtime", **listed_versions(app, file.file_name)}
        targets[library] = {"runtimeTargets": {file.asset: asset}}
        libraries[library] = {"type": "package", "serviceable": False, "sha512": "", "path": file.library_path}
    document = {"runtimeTarget": {"name": target}, "targets": {target: targets}, "libraries": libraries}
    return json.dumps(document, indent=1, sort_keys=True)


def listed_versions(app: Application, file_name: str) -> dict[str, str]:
    """The highest versions under which the application's deps.json lists a file; none when it does not."""
    name = asset_name(file_name).lower()
    assets = app.deps.assets if app.deps is not None else ()
    listed = [(a.assembly_version, a.file_version) for a in assets if a.name.lower() == name]
    if not listed:
        return {}
    fields = zip(("assemblyVersion", "fileVersion"), max(listed))
    return {field: ".".join(map(str, version)) for field, version in fields if version != NO_VERSION}


def host_options(store: Store, app: Application, files: list[File]) -> list[str]:
    """Options for `dotnet`, in front of the application's path."""
    if not files:
        return []
    text = deps_json(app, files)
    folder = store.home / "deps"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{digest_text(text)[:16]}.deps.json"
    if not path.is_file():
        publish_bytes(path, text.encode())
    # The option takes the place of the variable.
    others = os.environ.get("DOTNET_ADDITIONAL_DEPS", "")
    options = ["--additional-deps", os.pathsep.join(p for p in (others, str(path)) if p)]
    places = dict.fromkeys(str(file.probing_path) for file in files)
    for probing in (*places, absent.stand_ins(app, folder / "absent")):
        if probing:
            options += ["--additionalprobingpath", probing]
    return options
