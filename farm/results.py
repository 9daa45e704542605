"""Results of methods in the store: one blob for the new results of a few seconds, one index row for each method.

A blob for each method would cost an fsync for each; rows point into a blob of many instead. Damage is harmless:
what cannot be read is forgotten and computed again.
"""

from __future__ import annotations

import time

from cache.action import ActionEnvironment
from cache.cas import Corrupt, Missing
from cache.store import Store
from farm.model import split_records


class ResultCache:
    """Looks results up under the action keys of one environment, and adds new ones."""

    def __init__(self, store: Store, environment: ActionEnvironment) -> None:
        self._store = store
        self._environment = environment
        self._keep: dict[str, bytes] = {}

    def find(self, methods: list[str]) -> dict[str, bytes]:
        by_action = {self._environment.key(m): m for m in methods}
        found: dict[str, bytes] = {}
        for action, (digest, start, length) in self._store.index.actions.find(list(by_action)).items():
            data = self._blob(digest)
            record = data[start : start + length]
            method = by_action[action]
            try:
                records = split_records(record)
            except ValueError:
                continue
            if len(records) == 1 and records[0][0] == method:
                found[method] = record
        return found

    def _blob(self, digest: str) -> bytes:
        data = self._keep.get(digest)
        if data is None:
            try:
                data = self._store.blobs.get(digest)
                self._store.blobs.touch(digest, time.time())
            except (Missing, Corrupt):
                self._store.blobs.remove(digest)
                self._store.index.actions.remove_blob(digest)
                data = b""
            self._keep[digest] = data
        return data

    def add(self, records: dict[str, bytes]) -> None:
        if not records:
            return
        parts: list[bytes] = []
        rows: list[tuple[str, int, int]] = []
        at = 0
        for method in sorted(records):
            record = records[method]
            parts.append(record)
            rows.append((self._environment.key(method), at, len(record)))
            at += len(record)
        digest = self._store.blobs.put(b"".join(parts))
        self._store.index.actions.put((key, digest, start, length) for key, start, length in rows)
