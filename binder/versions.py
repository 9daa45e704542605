"""Framework versions: `major.minor.patch[-prerelease][+build]`, ordered as in SemVer 2 by `key`.

Source: semver.org 2.0.0 section 11; dotnet/runtime src/native/corehost/fxr/fx_ver.cpp.
"""

from __future__ import annotations

import re
from typing import final

_PATTERN = re.compile(
    r"(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?",
    re.ASCII,
)


@final
class FrameworkVersion:
    def __init__(self, text: str, major: int, minor: int, patch: int, prerelease: str) -> None:
        self.text: str = text
        self.major: int = major
        self.minor: int = minor
        self.patch: int = patch
        self.prerelease: str = prerelease
        # A release sorts behind its prereleases; numeric identifiers sort before others.
        parts: list[tuple[int, int, str]] = []
        for part in prerelease.split(".") if prerelease != "" else []:
            parts.append((0, int(part), "") if part.isdigit() else (1, 0, part))
        self.key: tuple[int, int, int, int, list[tuple[int, int, str]]] = (
            major,
            minor,
            patch,
            0 if prerelease != "" else 1,
            parts,
        )


def parse_framework_version(text: str) -> FrameworkVersion | None:
    if len(text) > 256:
        return None
    m = _PATTERN.fullmatch(text)
    if m is None:
        return None
    prerelease = m.group(4)
    return FrameworkVersion(
        text, int(m.group(1)), int(m.group(2)), int(m.group(3)), prerelease if prerelease is not None else ""
    )


def version_key(version: FrameworkVersion) -> tuple[int, int, int, int, list[tuple[int, int, str]]]:
    return version.key
