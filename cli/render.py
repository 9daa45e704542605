"""How results are shown: lines for people, one schema-versioned object for programs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from cache.index import Root
    from cache.store import Store
    from farm.install import Outcome

SCHEMA = 1


def print_json(command: str, fields: dict[str, Any]) -> None:
    import json

    click.echo(json.dumps({"schema": SCHEMA, "command": command, **fields}, indent=1, sort_keys=False))


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


def size_text(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size / 1e3:.1f} kB"


def plural(count: int, word: str, many: str = "") -> str:
    return f"{count:,} {word}" if count == 1 else f"{count:,} {many or word + 's'}"


def time_text(seconds: int) -> str:
    import time

    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))


def root_text(root: Root) -> str:
    """A root in a line: the file's name, with what tells it from other roots of that file."""
    about = [part for part in (root.scenario, os.path.basename(root.exe_config)) if part]
    if root.app_base:
        about.append(f"base {root.app_base}")
    return os.path.basename(root.path) + (f" ({', '.join(about)})" if about else "")


def outcome_line(outcome: Outcome) -> str:
    """The one line of an install."""
    left = outcome.methods - outcome.compiled
    if not outcome.changed:
        origin = "all from cache"
    elif outcome.reused:
        origin = f"{outcome.reused:,} methods from cache"
    else:
        origin = "nothing from cache"
    return (
        f"{os.path.basename(outcome.app.path)}: {plural(len(outcome.built), 'image')}, {outcome.methods:,} methods: "
        f"{outcome.compiled:,} compiled ({percent(outcome.compiled, outcome.methods)}), {left:,} left to the JIT; "
        f"{size_text(outcome.size)} in {outcome.seconds:.1f} s, {origin}"
    )


def outcome_fields(store: Store, outcome: Outcome) -> dict[str, Any]:
    from farm.assemble import reasons

    images = []
    for b in outcome.built:
        images.append(
            {
                "name": b.image.name,
                "version": b.image.version,
                "path": b.assembly.path,
                "digest": b.image.digest,
                "size": b.image.size,
                "methods": b.image.methods,
                "compiled": b.image.compiled,
                "left_to_jit": dict(reasons(store.index.why.of_image(b.image.id))),
                "from_cache": b.cached,
                "methods_from_cache": b.reused,
                "quarantined": b.quarantined,
                "seconds": round(b.seconds, 3),
                "worker_seconds": round(b.worker_seconds, 3),
            }
        )
    return {
        "path": outcome.app.path,
        "kind": outcome.app.kind,
        "target": outcome.app.target,
        "framework": outcome.app.framework,
        "mode": outcome.mode,
        "methods": outcome.methods,
        "compiled": outcome.compiled,
        "left_to_jit": outcome.methods - outcome.compiled,
        "size": outcome.size,
        "seconds": round(outcome.seconds, 3),
        "methods_from_cache": outcome.reused,
        "images_from_cache": len(outcome.built) - outcome.changed,
        "files_activated": outcome.activated,
        "kept_aside": outcome.aside,
        "symbols": outcome.artefacts,
        "images": images,
        "not_compiled": [
            {"path": a.path, "reason": a.why_not} for a in outcome.app.assemblies if a.why_not
        ],
        "failed": [{"path": f.assembly.path, "message": str(f.error)} for f in outcome.failures],
        "missing": [
            {"name": m.name, "wanted_by": m.wanted_by, "reason": m.reason} for m in outcome.app.missing
        ],
    }
