"""A compiler for the engines' contract tests; what a method does is written in its key.

    plain        compiles        deps:a,b     compiles and needs a and b     depth:N   compiles and needs depth:N-1
    raise        raises          die          kills its worker               once:F    dies unless file F exists
    stack        compiles; its code is the size of the stack it runs on, in MB
    wrong        answers for another method   hang  never ends
"""

from __future__ import annotations

import ctypes
import os
import sys
import time
from pathlib import Path

from codegen.blob import CompiledMethod
from farm.model import Snapshot, decode_keys


class Session:
    def __init__(self, snapshot: Snapshot) -> None:
        paths = [a.path for a in snapshot.assemblies]
        self.text = "|".join([*paths, snapshot.bubble, snapshot.target, snapshot.options])


def stack_megabytes() -> int:
    """Of the thread that asks."""
    c = ctypes.CDLL(None)
    c.pthread_self.restype = ctypes.c_void_p
    attributes = ctypes.create_string_buffer(256)
    size = ctypes.c_size_t()
    c.pthread_getattr_np(ctypes.c_void_p(c.pthread_self()), attributes)
    c.pthread_attr_getstacksize(attributes, ctypes.byref(size))
    return size.value >> 20


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
    if key == "stack":
        method.code = str(stack_megabytes()).encode()
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


def does_not_serve(pipe: object, path: list[str]) -> None:
    """In place of the loop of a worker process."""
    sys.exit(5)


class DoesNotStart:
    """In place of an actor."""

    def __init__(self, build: str) -> None:
        raise OSError("no actor here")

    def ready(self) -> None:
        pass

    def compile(self, snapshot: str, batch: bytes) -> None:
        pass
