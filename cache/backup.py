"""A copy of what cannot be computed again, beside the index: roots, images, dependencies, activations, the queue and
settings. It is written when a command that changed the store ends, and read when the index has to be made anew.

    backup.json := JSON {"schema": n, "generation": n, "tables": {name: {"columns": [...], "rows": [[...]]}}}
                   LF  digest of that line  LF

The generation is counted in the settings too: a backup of a higher one tells that the index has lost commits.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from cache.digest import digest_text
from cache.files import publish_bytes
from cache.index import VERSION, Index

GENERATION = "generation"
_TABLES = ("roots", "images", "deps", "refs", "activations", "queue", "settings")


class Backup:
    def __init__(self, generation: int, tables: dict[str, Any]) -> None:
        self.generation = generation
        self.tables = tables


def write(path: Path, index: Index) -> None:
    """Bring the file up to date; a file that is stays as it is."""
    tables = index.dump(_TABLES)
    old = read(path)
    if old is not None and _same(old.tables, tables):
        return
    generation = max(int(index.settings.get(GENERATION, "0")), old.generation if old else 0) + 1
    index.settings.set(GENERATION, str(generation))
    line = json.dumps({"schema": VERSION, "generation": generation, "tables": tables})
    publish_bytes(path, f"{line}\n{digest_text(line)}\n".encode())


def read(path: Path) -> Backup | None:
    """None when there is none, it is damaged, or it is of another version."""
    try:
        line, check, _ = path.read_text(encoding="utf-8").split("\n")
        if digest_text(line) != check:
            return None
        found = json.loads(line)
        return Backup(int(found["generation"]), found["tables"]) if found["schema"] == VERSION else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def restore(backup: Backup, index: Index) -> None:
    """Fill an empty index."""
    index.load(backup.tables)
    index.settings.set(GENERATION, str(backup.generation))


def behind(path: Path, index: Index) -> bool:
    """True when the index has lost what the backup still has."""
    found = read(path)
    return found is not None and found.generation > int(index.settings.get(GENERATION, "0"))


def _same(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Equal but for the generation, which the old copy was made with."""
    return _without_generation(old) == _without_generation(json.loads(json.dumps(new)))


def _without_generation(tables: dict[str, Any]) -> dict[str, Any]:
    settings = [row for row in tables["settings"]["rows"] if row[0] != GENERATION]
    return {**tables, "settings": settings}
