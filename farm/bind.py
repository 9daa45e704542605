"""From a path to an Application: resolves it as the host would, and reads originals where images stand.

Which file the host would load is binder's decision; this module adds what the store knows: where an image of ours
is in the place of an assembly, the kept original is the source to compile and to take digests of.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from binder.closure import AssemblyFile, compute_closure
from binder.discovery import Application as Resolved
from binder.discovery import resolve_application
from binder.metadata import T_ASSEMBLY, Metadata
from binder.pe_reader import PeFile, open_pe
from binder.runtimes import CORE_FRAMEWORK
from cache.digest import digest_file
from cache.store import Store
from farm.activate import source_of
from farm.application import AppAssembly, Application, Host, Missing

_T_METHODDEF = 0x06
_REFERENCE_ONLY = "System.Runtime.CompilerServices.ReferenceAssemblyAttribute"
_FLAG_IL_ONLY = 1
_FLAG_32BIT_REQUIRED = 2
# .NET major version -> version of the ReadyToRun format its images have.
_R2R = {8: "9.1", 10: "16.0"}
_RIDS = {"linux": "linux-x64", "win": "win-x64"}


def bind(store: Store, path: str, env: Mapping[str, str]) -> Application:
    """BindError when the path or its runtime cannot be found or chosen, BadImage when a file is malformed."""
    resolved = resolve_application(path, env)
    closure = compute_closure(resolved)
    assemblies = [_assembly(store, f) for f in closure.assemblies]
    # What only the framework's own assemblies lack is no concern of the application.
    ours = {f.name for f in closure.assemblies if not f.framework}
    missing: list[Missing] = []
    for m in closure.missing:
        askers = [name for name in m.asked_by if name in ours]
        if askers:
            missing.append(Missing(m.name, ", ".join(askers), m.reason))
    kind = "library" if resolved.config is None else "application"
    framework = "; ".join(f"{f.name} {f.version}" for f in resolved.frameworks)
    host = Host(
        resolved.runtime.dotnet_path, resolved.runtime.root, resolved.app_dir, resolved.tfm, rid_of(resolved),
        resolved.self_contained,
    )
    return Application(resolved.root, kind, target_text(resolved), framework, host, assemblies, missing)


def target_text(app: Resolved) -> str:
    version = next((f.version for f in app.frameworks if f.name == CORE_FRAMEWORK), "8")
    return f"{rid_of(app)}-r2r{_R2R[int(version.split('.')[0])]}"


def rid_of(app: Resolved) -> str:
    return _RIDS["win" if any(r == "win-x64" for r in app.rids) else "linux"]


def _assembly(store: Store, file: AssemblyFile) -> AppAssembly:
    path = os.path.realpath(file.path)
    source = path
    if file.framework:
        # Its own images are used as they are, and nothing of ours ever stands there.
        digest, why_not = digest_file(path), ""
    elif os.path.basename(path).lower() != os.path.basename(file.path).lower():
        path = source = file.path
        digest, why_not = digest_file(path), "is a link to a file of another name"
    else:
        found = source_of(store, path)
        source, digest = found.path, found.digest
        pe = open_pe(source)
        why_not = _why_not(pe)
    version = ".".join(str(n) for n in file.version)
    compile = not file.framework and not why_not
    return AppAssembly(
        path, source, digest, file.name, version, file.mvid, list(file.references), compile, why_not
    )


def _why_not(pe: PeFile) -> str:
    """Why an assembly of the application is not compiled; empty when it is."""
    if pe.has_r2r:
        return "already holds native code that was not made by ngen"
    if not pe.cli_flags & _FLAG_IL_ONLY:
        return "holds native code of its own (mixed mode)"
    if pe.cli_flags & _FLAG_32BIT_REQUIRED:
        return "runs in 32-bit processes only"
    md = Metadata(pe)
    if md.row_count(T_ASSEMBLY) and _REFERENCE_ONLY in md.attribute_names(T_ASSEMBLY << 24 | 1):
        return "is a reference assembly, whose methods have no code"
    for rid in range(1, md.row_count(_T_METHODDEF) + 1):
        if md.method_rva(rid):
            return ""
    return "has no code"
