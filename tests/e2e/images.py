"""Compile assemblies of a staged program in this process, and say which of their methods became native code."""
from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from binder.typesystem import TypeSystem
from codegen.blob import CompiledMethod
from codegen.compile import compile_module
from codegen.link.image import link_image
from codegen.options import CompileOptions
from codegen.target import Target

TARGET = Target("linux", "x64", 9, 1)
TARGET_10 = Target("linux", "x64", 16, 0)


class Built:
    """One image: its methods by key, compiled or left to the JIT."""

    def __init__(self, image: bytes, results: list[CompiledMethod], dropped: list[tuple[str, str]]) -> None:
        self.image = image
        gone = {key for key, _ in dropped}
        self.compiled = {m.key for m in results if m.ok and m.key not in gone}
        self.left = {m.key: m.reason for m in results if not m.ok}
        self.left.update(dropped)


def build_image(
    dll: Path, framework: Path, options: CompileOptions | None = None, target: Target = TARGET,
    precompiled: Sequence[str] = (),
) -> Built:
    """The image of `dll`, bound to the files beside it and to the framework; `precompiled` are the simple names of
    those that will run as images too."""
    ts = TypeSystem(8, int(target.runtime_major))
    beside = sorted(dll.parent.glob("*.dll"))
    names = {p.name for p in beside}
    for ref in beside + [p for p in sorted(framework.glob("*.dll")) if p.name not in names]:
        ts.add_reference(str(ref))
    for name in precompiled:
        ts.expect_r2r(name)
    module = ts.add_module(str(dll))
    ts.set_bubble(module)
    results = compile_module(ts, module, target, options or CompileOptions())
    image, dropped = link_image(ts, module, [m for m in results if m.ok], target, "ngen test")
    return Built(image, results, dropped)


def jit_name(key: str) -> str:
    """`[asm]Ns.Type/Nested`1<__Canon>::Name`1(...)<__Canon>` as the JIT's summary begins its lines:
    `Ns.Type+Nested`1[System.__Canon]:Name[System.__Canon]`. Other type arguments stay as they are."""
    owner, _, member = _hidden(key).partition("::")
    name = member.partition("(")[0].partition("`")[0]
    return _shown(f"{_spelled(owner.partition(']')[2])}:{name}{_spelled(member.rpartition(')')[2])}")


def type_of_key(key: str) -> str:
    """The type of a method, without type arguments."""
    owner = _hidden(key).partition("::")[0].partition("]")[2]
    return _shown(owner.partition("<")[0].replace("/", "+"))


def type_of_line(text: str) -> str:
    """The same of a method as the JIT's summary or an event trace spells it."""
    return text.partition(":")[0].partition("[")[0]


def _spelled(text: str) -> str:
    canonical = re.sub(r"<((?:__Canon,?)+)>$", lambda m: "[" + m[1].replace("__Canon", "System.__Canon") + "]", text)
    return canonical.replace("/", "+")


def _hidden(text: str) -> str:
    """Characters that a key has behind a backslash, moved to where nothing takes them for the key's own."""
    return re.sub(r"\\(.)", lambda m: chr(0xE000 + ord(m[1])), text)


def _shown(text: str) -> str:
    return re.sub("[\ue000-\ue07f]", lambda m: chr(ord(m[0]) - 0xE000), text)
