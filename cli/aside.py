"""Running an application with images that are not in its folder: the files and options the host needs.

The host takes an assembly from elsewhere if an additional deps.json lists it as an asset for the machine's RID (a
plain asset would be found in the application's folder first), with versions not below those the application's own
deps.json gives, and finds it under a probing path. Only this start is affected: child processes see nothing.

    <probing path>/<library path>/<asset>  =  <store>/images/<digest>/ngen-image/X.dll
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cache.digest import digest_text
from cache.files import publish_bytes
from cache.index import Dep
from cache.store import IMAGE_FOLDER, Store

_HIGHEST_FILE_VERSION = "65535.65535.65535.65535"
_DEFAULT_TFM = "net8.0"


def deps_json(deps: list[Dep], rid: str, tfm: str) -> str:
    version = (tfm or _DEFAULT_TFM).removeprefix("net")
    target = f".NETCoreApp,Version=v{version}"
    libraries: dict[str, Any] = {}
    targets: dict[str, Any] = {}
    for dep in deps:
        library = f"ngen.{dep.image.name.lower()}/1.0.0"
        asset = {
            "rid": rid,
            "assetType": "runtime",
            "assemblyVersion": dep.image.version,
            "fileVersion": _HIGHEST_FILE_VERSION,
        }
        targets[library] = {"runtimeTargets": {f"{IMAGE_FOLDER}/{Path(dep.path).name}": asset}}
        libraries[library] = {"type": "package", "serviceable": False, "sha512": "", "path": dep.image.digest}
    document = {"runtimeTarget": {"name": target}, "targets": {target: targets}, "libraries": libraries}
    return json.dumps(document, indent=1, sort_keys=True)


def host_options(store: Store, deps: list[Dep], rid: str, tfm: str) -> list[str]:
    """Options for `dotnet`, in front of the application's path."""
    if not deps:
        return []
    text = deps_json(deps, rid, tfm)
    folder = store.home / "deps"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{digest_text(text)[:16]}.deps.json"
    if not path.is_file():
        publish_bytes(path, text.encode())
    return ["--additional-deps", str(path), "--additionalprobingpath", str(store.home / "images")]
