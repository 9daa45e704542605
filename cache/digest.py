"""Digests: SHA-256 in lower-case hex, of bytes, files and ordered lists of parts.

Invariant: a digest of parts is unambiguous (every part is preceded by its length), so no two different lists of
parts have the same digest.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

HEX_LENGTH = 64
_CHUNK = 1 << 20


def digest_bytes(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def digest_text(text: str) -> str:
    return digest_bytes(text.encode("utf-8", "surrogatepass"))


def digest_parts(parts: Iterable[bytes]) -> str:
    h = hashlib.sha256()
    for part in parts:
        h.update(len(part).to_bytes(8, "little"))
        h.update(part)
    return h.hexdigest()


def digest_file(path: str | os.PathLike[str]) -> str:
    """Digest of a file's contents; the same value as digest_bytes of them."""
    h = hashlib.sha256()
    with Path(path).open("rb") as f:
        while chunk := f.read(_CHUNK):
            h.update(chunk)
    return h.hexdigest()


def is_digest(text: str) -> bool:
    return len(text) == HEX_LENGTH and all(c in "0123456789abcdef" for c in text)
