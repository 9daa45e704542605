"""The real compiler as the farm sees it: sessions over a snapshot, batches of methods, and linking.

A session holds the type system of one bubble, with whatever has been read and laid out so far; it lives as long as
the worker works on the snapshot.
"""

from __future__ import annotations

import os

from binder.errors import ResolveError
from binder.members import MethodDesc
from binder.pe_reader import PeFile
from binder.typesystem import TypeSystem
from codegen import compile as codegen
from codegen.blob import CompiledMethod, left_to_jit
from codegen.link.elf_symbols import elf_symbols
from codegen.link.image import link_image
from codegen.link.perfmap import r2rmap
from codegen.link.symbols import method_symbols
from codegen.options import parse_options
from codegen.target import parse_target
from farm.model import MAP_FILE, SYMBOL_FILE, Snapshot, decode_keys


class Session:
    def __init__(self, snapshot: Snapshot) -> None:
        self.target = parse_target(snapshot.target)
        self.options = parse_options(snapshot.options)
        self.ts = TypeSystem(int(self.target.pointer_size), int(self.target.runtime_major))
        for a in snapshot.assemblies:
            self.ts.add_reference(a.path)
        for a in snapshot.assemblies:
            if a.precompiled:
                self.ts.expect_r2r(os.path.splitext(os.path.basename(a.path))[0])
        self.module = self.ts.add_module(snapshot.bubble)
        self.ts.set_bubble(self.module)
        self.compiler = self.new_compiler()

    def new_compiler(self) -> codegen.Compiler:
        return codegen.Compiler(self.ts, self.target, self.options)


def open_snapshot(snapshot: Snapshot) -> Session:
    return Session(snapshot)


def roots(session: Session) -> list[str]:
    return sorted({key_of(m) for m in codegen.roots(session.module)})


def key_of(method: MethodDesc) -> str:
    """The method's text. One whose signature names a type that is missing has none; what stands for it cannot be
    resolved either, so that it is left to the JIT with that reason."""
    try:
        return method.text
    except ResolveError:
        return f"{method.owner.text}::{method.name}(row {method.rid})"


def compile_batch(session: Session, batch: bytes) -> bytes:
    """An error in the compiler costs the one method it happened in, and the compiler's arrays, which may be in any
    state then; what kills the process is found by the scheduler."""
    parts: list[bytes] = []
    for key in decode_keys(batch):
        try:
            parts.append(session.compiler.compile_keys([key]))
        except Exception as e:
            parts.append(left_to_jit(key, "compiler-failure", f"{type(e).__name__}: {e}").encode())
            session.compiler = session.new_compiler()
    return b"".join(parts)


def link(session: Session, methods: list[CompiledMethod], compiler_id: str) -> tuple[bytes, list[tuple[str, str]]]:
    """The image, and (method, reason) of those that could not be put into it."""
    return link_image(session.ts, session.module, [m for m in methods if m.ok], session.target, compiler_id)


def symbols(session: Session, methods: list[CompiledMethod], dropped: list[tuple[str, str]],
            image: bytes) -> list[tuple[str, bytes]]:
    """What stands beside the image of a profile scenario: (what follows the assembly's simple name in the file's
    name, contents).  `methods` and `dropped` are those of `link`, `image` its result."""
    if not session.options.profile:
        return []
    left_out = {key for key, _ in dropped}
    linked = [m for m in methods if m.ok and m.key not in left_out]
    pe = PeFile(image, session.module.name)
    found = method_symbols(session.ts, linked, pe)
    files = [(MAP_FILE, r2rmap(found, session.module.mvid, session.target))]
    if session.target.is_x64:
        files.append((SYMBOL_FILE, elf_symbols(found, pe)))
    return files
