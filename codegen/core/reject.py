"""Reject: raised anywhere inside a compilation to leave the method to the JIT."""
from __future__ import annotations


class Reject(Exception):
    """The method is not compiled; `reason` is a code of codegen.reasons, `detail` says what exactly."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason + ": " + detail)
        self.reason: str = reason
        self.detail: str = detail
