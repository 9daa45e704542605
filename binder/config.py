"""What configuration files say: `*.runtimeconfig.json`, `*.runtimeconfig.dev.json`, `*.deps.json`.

Idea: read exactly the keys the host reads, into frozen values; decide nothing.  Like the host, comments and a
byte order mark are accepted.  Anything else that is malformed is BindError with the file and the key.

    runtimeOptions := tfm, framework {name, version, rollForward, applyPatches} | frameworks [..]
                      | includedFrameworks [..], rollForward, applyPatches, additionalProbingPaths,
                      configProperties
    deps           := runtimeTarget name | {name}; targets {name: {lib/version: {runtime, runtimeTargets}}};
                      libraries {lib/version: {type, serviceable, path}}

Sources: dotnet/runtime src/native/corehost/runtime_config.cpp, hostpolicy/deps_format.cpp.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass

from binder.errors import BindError
from binder.versions import parse_framework_version

MAX_CONFIG = 64 << 20

Version4 = tuple[int, int, int, int]
NO_VERSION: Version4 = (-1, -1, -1, -1)

# From least to most permissive; the host compares them in this order.
ROLL_FORWARD = ("disable", "latestpatch", "minor", "latestminor", "major", "latestmajor")
_NO_CANDIDATE = {"0": "latestpatch", "1": "minor", "2": "major"}


@dataclass(frozen=True)
class FrameworkReference:
    """`roll_forward` is one of ROLL_FORWARD; `prefer_release`: prereleases only if no release fits."""

    name: str
    version: str
    roll_forward: str
    apply_patches: bool
    prefer_release: bool


@dataclass(frozen=True)
class RuntimeConfig:
    path: str
    tfm: str
    frameworks: tuple[FrameworkReference, ...]
    included: tuple[FrameworkReference, ...]
    probing_paths: tuple[str, ...]
    properties: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DepsAsset:
    """A managed file that deps.json lists.  `rid` is "" for a portable one."""

    library: str
    relative: str
    rid: str
    assembly_version: Version4
    file_version: Version4
    library_path: str
    serviceable: bool

    @property
    def name(self) -> str:
        return asset_name(self.relative)


@dataclass(frozen=True)
class DepsFile:
    path: str
    target: str
    assets: tuple[DepsAsset, ...]


def asset_name(path: str) -> str:
    """Simple name a file is bound by: without directory, extension and a trailing `.ni`."""
    stem = path.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return stem[:-3] if stem.lower().endswith(".ni") else stem


def parse_version4(text: object) -> Version4:
    if not isinstance(text, str):
        return NO_VERSION
    parts = text.split(".")
    if not 1 <= len(parts) <= 4 or not all(p.isascii() and p.isdigit() and len(p) < 10 for p in parts):
        return NO_VERSION
    numbers = [int(p) for p in parts] + [0] * (4 - len(parts))
    return numbers[0], numbers[1], numbers[2], numbers[3]


def roll_forward_of(text: object, where: str) -> str:
    if isinstance(text, str) and text.lower() in ROLL_FORWARD:
        return text.lower()
    raise BindError(
        f"{where}: rollForward is {text!r}; it must be one of {', '.join(ROLL_FORWARD)} in any case"
    )


# -- JSON -------------------------------------------------------------------------------------------------


def strip_comments(text: str) -> str:
    """Blanks // and /* */ comments outside strings."""
    if "/" not in text:
        return text
    out: list[str] = []
    i = 0
    n = len(text)
    while i < n:
        c = text[i]
        if c == '"':
            j = i + 1
            while j < n and text[j] != '"':
                j += 2 if text[j] == "\\" else 1
            out.append(text[i : j + 1])
            i = j + 1
        elif text.startswith("//", i):
            j = text.find("\n", i)
            i = n if j < 0 else j
        elif text.startswith("/*", i):
            j = text.find("*/", i + 2)
            out.append(" ")
            i = n if j < 0 else j + 2
        else:
            out.append(c)
            i += 1
    return "".join(out)


def read_json(path: str) -> dict[str, object]:
    try:
        size = os.stat(path).st_size
        if size > MAX_CONFIG:
            raise BindError(f"{path}: {size} bytes is too large for a configuration file")
        with open(path, "rb") as f:
            text = f.read(MAX_CONFIG).decode("utf-8-sig")
        try:
            value = json.loads(text)
        except json.JSONDecodeError:
            value = json.loads(strip_comments(text))
    except OSError as e:
        raise BindError(f"{path}: cannot be read: {e.strerror}")
    except (ValueError, RecursionError) as e:
        raise BindError(f"{path}: is not valid JSON: {e}; restore the file the build made")
    return expect_object(value, path)


def expect_object(value: object, where: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise BindError(f"{where}: an object is expected")
    return value


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise BindError(f"{where}: a string is expected")
    return value


def _list(value: object, where: str) -> list[object]:
    if not isinstance(value, list):
        raise BindError(f"{where}: a list is expected")
    return value


# -- runtimeconfig ----------------------------------------------------------------------------------------


def read_runtimeconfig(path: str, env: Mapping[str, str]) -> RuntimeConfig:
    """A missing file is BindError; the `.dev.json` beside it is optional and only adds probing paths."""
    options = _options(read_json(path), path)
    if not options and not os.path.basename(path).startswith("Microsoft."):
        raise BindError(f"{path}: has no runtimeOptions; restore the file the build made")
    forward, patches = _settings(options, path, _default_roll_forward(env), True)
    frameworks: list[FrameworkReference] = []
    if "framework" in options:
        frameworks.append(_framework(options["framework"], f"{path}: framework", forward, patches, env))
    for item in _list(options.get("frameworks", []), f"{path}: frameworks"):
        frameworks.append(_framework(item, f"{path}: frameworks", forward, patches, env))
    included: list[FrameworkReference] = []
    for item in _list(options.get("includedFrameworks", []), f"{path}: includedFrameworks"):
        included.append(_framework(item, f"{path}: includedFrameworks", forward, patches, {}))
    if frameworks and included:
        raise BindError(f"{path}: has both frameworks and includedFrameworks; only one of them may be given")
    names = [f.name for f in frameworks]
    if len(set(names)) != len(names):
        raise BindError(f"{path}: a framework is referenced twice: {', '.join(names)}")
    properties: list[tuple[str, str]] = []
    for key, value in expect_object(options.get("configProperties", {}), f"{path}: configProperties").items():
        properties.append((key, value if isinstance(value, str) else json.dumps(value)))
    probing = _probing_paths(options, path)
    dev = path[: -len(".json")] + ".dev.json"
    if os.path.isfile(dev):
        probing += _probing_paths(_options(read_json(dev), dev), dev)
    tfm = _text(options.get("tfm", ""), f"{path}: tfm")
    return RuntimeConfig(path, tfm, tuple(frameworks), tuple(included), tuple(probing), tuple(properties))


def _options(document: dict[str, object], path: str) -> dict[str, object]:
    value = document.get("runtimeOptions")
    return {} if value is None else expect_object(value, f"{path}: runtimeOptions")


def _probing_paths(options: dict[str, object], path: str) -> list[str]:
    value = options.get("additionalProbingPaths", [])
    if isinstance(value, str):
        return [value]
    return [
        _text(p, f"{path}: additionalProbingPaths") for p in _list(value, f"{path}: additionalProbingPaths")
    ]


def _default_roll_forward(env: Mapping[str, str]) -> str:
    return _NO_CANDIDATE.get(env.get("DOTNET_ROLL_FORWARD_ON_NO_CANDIDATE_FX", ""), "minor")


def _settings(options: dict[str, object], where: str, forward: str, patches: bool) -> tuple[str, bool]:
    if "rollForward" in options:
        forward = roll_forward_of(options["rollForward"], where)
    if "applyPatches" in options:
        patches = options["applyPatches"] is not False
    if "rollForwardOnNoCandidateFx" in options:
        forward = _NO_CANDIDATE.get(str(options["rollForwardOnNoCandidateFx"]), forward)
    return forward, patches


def _framework(
    value: object, where: str, forward: str, patches: bool, env: Mapping[str, str]
) -> FrameworkReference:
    fields = expect_object(value, where)
    name = _text(fields.get("name", ""), f"{where}: name")
    version = _text(fields.get("version", ""), f"{where}: version")
    if name in ("", ".", "..") or "/" in name or "\\" in name:
        raise BindError(f"{where}: the name {name!r} is not that of a framework")
    forward, patches = _settings(fields, where, forward, patches)
    override = env.get("DOTNET_ROLL_FORWARD", "")
    if override:
        forward = roll_forward_of(override, "environment variable DOTNET_ROLL_FORWARD")
    parsed = parse_framework_version(version)
    release = parsed is not None and parsed.prerelease == ""
    prefer = release and env.get("DOTNET_ROLL_FORWARD_TO_PRERELEASE") != "1"
    return FrameworkReference(name, version, forward, patches, prefer)


# -- deps.json --------------------------------------------------------------------------------------------


def read_deps(path: str, rids: tuple[str, ...]) -> DepsFile:
    """Managed runtime assets.  `rids` lists the machine's RIDs, best first; RID-specific assets of a library
    replace its portable ones."""
    document = read_json(path)
    target_value = document.get("runtimeTarget", "")
    if isinstance(target_value, dict):
        target_value = target_value.get("name", "")
    target = _text(target_value, f"{path}: runtimeTarget")
    targets = expect_object(document.get("targets", {}), f"{path}: targets")
    libraries = expect_object(document.get("libraries", {}), f"{path}: libraries")
    assets: list[DepsAsset] = []
    contents = expect_object(targets.get(target, {}), f"{path}: {target}")
    # The host goes through `libraries`: what only the target names is not seen.
    for library, description in libraries.items():
        content = contents.get(library)
        if content is None:
            continue
        where = f"{path}: {library}"
        about = expect_object(description, where)
        chosen, rid = _chosen_files(expect_object(content, where), where, rids)
        library_path = about.get("path")
        for relative, info in chosen.items():
            facts = expect_object(info, f"{where}: {relative}")
            assets.append(
                DepsAsset(
                    library,
                    relative,
                    rid,
                    parse_version4(facts.get("assemblyVersion")),
                    parse_version4(facts.get("fileVersion")),
                    library_path if isinstance(library_path, str) else library.lower(),
                    about.get("serviceable") is True,
                )
            )
    return DepsFile(path, target, tuple(assets))


def _chosen_files(
    content: dict[str, object], where: str, rids: tuple[str, ...]
) -> tuple[dict[str, object], str]:
    by_rid: dict[str, dict[str, object]] = {}
    for relative, info in expect_object(content.get("runtimeTargets", {}), where).items():
        facts = expect_object(info, f"{where}: {relative}")
        rid = facts.get("rid")
        if facts.get("assetType") == "runtime" and isinstance(rid, str):
            by_rid.setdefault(rid, {})[relative] = info
    for rid in rids:
        if rid in by_rid:
            return _managed(by_rid[rid]), rid
    return _managed(expect_object(content.get("runtime", {}), where)), ""


def _managed(files: dict[str, object]) -> dict[str, object]:
    # Placeholders such as `lib/net8.0/_._` mark a package without assets.
    return {name: info for name, info in files.items() if name.lower().endswith((".dll", ".exe"))}
