"""Content-addressed store: immutable blobs under the digest of their contents.

    blob file := magic "NGB1"  u8 codec (0 stored, 1 zstd)  u8[3] zero  u64 length of contents  payload
    path      := <root>/<digest[0:2]>/<digest[2:4]>/<digest>

The digest is of the contents, not of the file, so the codec may differ from machine to machine. Invariants: a blob
is complete or absent (cache.files); what `get` returns has the digest asked for, or it raises Corrupt; nothing is
reached through a symbolic link (cache.guard). Writing a blob that exists does nothing.
"""

from __future__ import annotations

import os
from pathlib import Path

import zstandard

from cache.digest import digest_bytes, is_digest
from cache.files import make_folders, publish_bytes
from cache.guard import check_inside

_MAGIC = b"NGB1"
_HEADER = 16
_STORED = 0
_ZSTD = 1
_LEVEL = 3
# Below this the frame costs more than it saves.
_SMALLEST_TO_COMPRESS = 512
_DAY = 24 * 3600


class Missing(KeyError):
    """The store has no blob of that digest."""


class Corrupt(Exception):
    """A blob's bytes do not have the digest of its name."""


class BlobStore:
    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, digest: str) -> Path:
        if not is_digest(digest):
            raise ValueError(f"not a digest: {digest!r}")
        return self.root / digest[:2] / digest[2:4] / digest

    def contains(self, digest: str) -> bool:
        return self.path(digest).is_file()

    def put(self, data: bytes) -> str:
        """Store `data`; returns its digest."""
        digest = digest_bytes(data)
        path = check_inside(self.root, self.path(digest))
        if path.is_file():
            return digest
        make_folders(path.parent)
        codec, payload = _STORED, data
        if len(data) >= _SMALLEST_TO_COMPRESS:
            packed = zstandard.ZstdCompressor(level=_LEVEL).compress(data)
            if len(packed) < len(data):
                codec, payload = _ZSTD, packed
        header = _MAGIC + bytes((codec, 0, 0, 0)) + len(data).to_bytes(8, "little")
        publish_bytes(path, header + payload, temp_folder=self.root)
        return digest

    def get(self, digest: str) -> bytes:
        """The contents; Missing or Corrupt when they cannot be had."""
        path = check_inside(self.root, self.path(digest))
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            raise Missing(digest) from None
        if len(raw) < _HEADER or raw[:4] != _MAGIC:
            raise Corrupt(f"{path}: not a blob file")
        length = int.from_bytes(raw[8:16], "little")
        payload = raw[_HEADER:]
        if raw[4] == _ZSTD:
            try:
                payload = zstandard.ZstdDecompressor().decompress(payload, max_output_size=length)
            except zstandard.ZstdError as e:
                raise Corrupt(f"{path}: {e}") from None
        elif raw[4] != _STORED:
            raise Corrupt(f"{path}: unknown codec {raw[4]}")
        if len(payload) != length or digest_bytes(payload) != digest:
            raise Corrupt(f"{path}: contents do not have the digest of its name")
        return payload

    def remove(self, digest: str) -> None:
        self.path(digest).unlink(missing_ok=True)

    def touch(self, digest: str, now: float) -> None:
        """Note that a blob was used, to the day."""
        path = self.path(digest)
        if path.stat().st_mtime < now - _DAY:
            os.utime(path, (now, now))

    def digests(self) -> list[str]:
        """Of all blobs there are, sound or not."""
        return sorted(p.name for p in self.root.glob("??/??/*") if is_digest(p.name))
