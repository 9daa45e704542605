"""Compile assemblies of a staged program in this process, and say which of their methods became native code."""
from __future__ import annotations

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
    dll: Path, framework: Path, options: CompileOptions | None = None, target: Target = TARGET
) -> Built:
    """The image of `dll`, bound to the files beside it and to the framework."""
    ts = TypeSystem(8, int(target.runtime_major))
    beside = sorted(dll.parent.glob("*.dll"))
    names = {p.name for p in beside}
    for ref in beside + [p for p in sorted(framework.glob("*.dll")) if p.name not in names]:
        ts.add_reference(str(ref))
    module = ts.add_module(str(dll))
    ts.set_bubble(module)
    results = compile_module(ts, module, target, options or CompileOptions())
    image, dropped = link_image(ts, module, [m for m in results if m.ok], target, "ngen test")
    return Built(image, results, dropped)


def jit_name(key: str) -> str:
    """`[asm]Ns.Type/Nested::Name(...)` as the JIT's summary begins its lines: `Ns.Type+Nested:Name`."""
    owner, _, rest = key.partition("::")
    name = rest.partition("(")[0].partition("`")[0]
    text = owner.partition("]")[2].replace("/", "+") + ":" + name
    return text.replace("\\", "")
