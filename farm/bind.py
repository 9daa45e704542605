"""From a request to an Application: resolves it as the host would, and reads originals where images stand.

Which file the host would load is binder's decision; this module adds what the store knows: where an image of ours
is in the place of an assembly, the kept original is the source to compile and to take digests of.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace

from binder.closure import AssemblyFile, Closure, compute_closure
from binder.discovery import Application as Resolved
from binder.discovery import resolve_application
from binder.display_name import AssemblyIdentity, identity_of
from binder.errors import BindError
from binder.metadata import Metadata
from binder.options import BindOptions
from binder.pe_reader import PeFile, open_pe
from binder.probes import version_text
from binder.runtimes import CORE_FRAMEWORK
from binder.schema import T_ASSEMBLY
from cache.store import Store
from farm.activate import source_of
from farm.application import AppAssembly, Application, Host, Missing
from farm.fingerprint import Fingerprints
from farm.request import Request

_T_METHODDEF = 0x06
_REFERENCE_ONLY = "System.Runtime.CompilerServices.ReferenceAssemblyAttribute"
_FLAG_IL_ONLY = 1
_FLAG_32BIT_REQUIRED = 2
# .NET major version -> version of the ReadyToRun format its images have.
_R2R = {8: "9.1", 10: "16.0"}
_RIDS = {"linux": "linux-x64", "win": "win-x64"}


def bind(store: Store, request: Request, prints: Fingerprints | None = None) -> Application:
    """BindError when the path or its runtime cannot be found or chosen, BadImage when a file is malformed."""
    request = request.absolute()
    prints = prints or Fingerprints(store)
    options = BindOptions(request.exe_config, request.app_base, request.gac_folders)
    resolved = resolve_application(request.path, dict(request.environment), options=options)
    closure = compute_closure(resolved)
    assemblies = [_assembly(store, f, prints) for f in closure.assemblies]
    program = resolved.config is not None or resolved.root.lower().endswith(".exe")
    kind = "application" if program and not request.exe_config else "library"
    framework = "; ".join(f"{f.name} {f.version}" for f in resolved.frameworks)
    host = Host(
        resolved.runtime.dotnet_path, resolved.runtime.root, resolved.app_dir, resolved.tfm, rid_of(resolved),
        resolved.self_contained,
    )
    evidence = [(path, prints.source(path)) for path in dict.fromkeys(closure.consulted + closure.listed)]
    found = Application(
        replace(request, path=resolved.root), kind, target_text(resolved), framework, runtime_version(resolved), host,
        assemblies, _missing(closure), evidence, _probes(resolved, closure),
    )
    prints.flush()
    return found


def _missing(closure: Closure) -> list[Missing]:
    # What only the framework's own assemblies lack is no concern of the application.
    ours = {f.name for f in closure.assemblies if not f.framework}
    missing: list[Missing] = []
    for m in closure.missing:
        askers = [name for name in m.asked_by if name in ours]
        if askers:
            missing.append(Missing(m.name, ", ".join(askers), m.reason))
    return missing


def _probes(resolved: Resolved, closure: Closure) -> str:
    """{"runtimes": [line], "references": [{"name", "version", "asked_by", "path", "attempts": [{"path", "source",
    "outcome"}]}]}"""
    references = [
        {
            "name": p.name, "version": version_text(p.version), "asked_by": p.asked_by, "path": p.path,
            "attempts": [{"path": a.path, "source": a.source, "outcome": a.outcome} for a in p.attempts],
        }
        for p in closure.probes
    ]
    return json.dumps({"runtimes": list(resolved.tried), "references": references})


def runtime_version(app: Resolved) -> str:
    return next((f.version for f in app.frameworks if f.name == CORE_FRAMEWORK), "")


def target_text(app: Resolved) -> str:
    return f"{rid_of(app)}-r2r{_R2R[int(runtime_version(app).split('.')[0])]}"


def rid_of(app: Resolved) -> str:
    return _RIDS["win" if any(r == "win-x64" for r in app.rids) else "linux"]


def _assembly(store: Store, file: AssemblyFile, prints: Fingerprints) -> AppAssembly:
    path = os.path.realpath(file.path)
    source, digest, why_not = path, prints.digest(path), ""
    identity: AssemblyIdentity | None = None
    # The framework's own images are used as they are, and nothing of ours ever stands there.
    if not file.framework:
        if os.path.basename(path).lower() != os.path.basename(file.path).lower():
            path = source = file.path
            why_not = "is a link to a file of another name"
        else:
            source, digest = source_of(store, path, digest)
        pe = open_pe(source)
        md = Metadata(pe)
        if pe.has_r2r and source == path:
            _check_undamaged(store, path, digest, md)
        identity = identity_of(md, pe)
        why_not = why_not or _why_not(pe, md)
    return AppAssembly(
        path, source, digest, file.name, version_text(file.version),
        identity.culture if identity else "", identity.token.hex() if identity else "",
        identity.architecture if identity else "", file.mvid, tuple(file.references), file.framework,
        not file.framework and not why_not, why_not,
    )


def _check_undamaged(store: Store, path: str, digest: str, md: Metadata) -> None:
    """An image of ours in which something has changed is no upgrade of the application; the original must not be
    forgotten for it."""
    active = store.index.activations.find(path)
    if active is None or active.original == digest:
        return
    original = store.original_path(active.original, os.path.basename(path))
    if original.is_file() and Metadata(open_pe(str(original))).mvid == md.mvid:
        raise BindError(f"{path} holds a damaged image; `ngen verify --repair` mends it")


def _why_not(pe: PeFile, md: Metadata) -> str:
    """Why an assembly of the application is not compiled; empty when it is."""
    if pe.has_r2r:
        return "already holds native code that was not made by ngen"
    if not pe.cli_flags & _FLAG_IL_ONLY:
        return "holds native code of its own (mixed mode)"
    if pe.cli_flags & _FLAG_32BIT_REQUIRED:
        return "runs in 32-bit processes only"
    if md.row_count(T_ASSEMBLY) and _REFERENCE_ONLY in md.attribute_names(T_ASSEMBLY << 24 | 1):
        return "is a reference assembly, whose methods have no code"
    for rid in range(1, md.row_count(_T_METHODDEF) + 1):
        if md.method_rva(rid):
            return ""
    return "has no code"
