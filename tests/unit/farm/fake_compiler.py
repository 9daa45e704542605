"""A compiler for the engines' contract tests; what a method does is written in its key.

    plain        compiles        deps:a,b     compiles and needs a and b     depth:N   compiles and needs depth:N-1
    raise        raises          die          kills its worker               once:F    dies unless file F exists
    wrong        answers for another method   hang  never ends
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from codegen.blob import CompiledMethod
from farm.model import Snapshot, decode_keys


class Session:
    def __init__(self, snapshot: Snapshot) -> None:
        paths = [a.path for a in snapshot.assemblies]
        self.text = "|".join([*paths, snapshot.bubble, snapshot.target, snapshot.options])


def open_snapshot(snapshot: Snapshot) -> Session:
    if snapshot.options == "cannot-open":
        raise ValueError("snapshot cannot be opened")
    return Session(snapshot)


def compile_batch(session: Session, batch: bytes) -> bytes:
    return b"".join(compile_one(session, key).encode() for key in decode_keys(batch))


def compile_one(session: Session, key: str) -> CompiledMethod:
    method = CompiledMethod("something else" if key == "wrong" else key)
    method.ok = True
    method.code = f"{session.text}:{key}".encode()
    if key == "raise":
        raise RuntimeError("this method\nraises")
    if key == "die":
        os._exit(7)
    if key == "hang":
        time.sleep(600)
    if key.startswith("once:") and not Path(key[5:]).exists():
        Path(key[5:]).touch()
        os._exit(7)
    if key.startswith("deps:"):
        method.deps = key[5:].split(",")
    if key.startswith("depth:") and key != "depth:0":
        method.deps = [f"depth:{int(key[6:]) - 1}"]
    return method
