"""How a reference was bound: every file that was considered, in order, and why it won or lost."""

from __future__ import annotations

from dataclasses import dataclass

from binder.config import Version4


@dataclass(frozen=True)
class Attempt:
    """One file, or one rule, that was considered.  `source` says where it comes from: a list, a directory, a policy.
    `outcome` begins with "won" or "lost"; that of a rule, which has no path, with "now" and what is looked for."""

    path: str
    source: str
    outcome: str


@dataclass(frozen=True)
class Probe:
    """How one AssemblyRef (of the first assembly that has it) was bound; `path` is "" when it was not."""

    name: str
    version: Version4
    asked_by: str
    path: str
    attempts: tuple[Attempt, ...]


def version_text(version: Version4) -> str:
    return ".".join(map(str, version))
