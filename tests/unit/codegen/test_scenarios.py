"""Scenarios of a compilation: their text, what `debug` and `profile` change in the code, methods that opt out."""
from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from e2e.images import TARGET
from harness import BIN, crossgen2, default_dotnet, find_crossgen2, framework_dir

from binder.modules import Module
from binder.pe_reader import PeFile
from binder.typesystem import TypeSystem
from codegen.blob import CompiledMethod
from codegen.compile import compile_module
from codegen.core.ilmap import (
    IL_EPILOG,
    IL_NO_MAPPING,
    IL_PROLOG,
    SOURCE_CALL,
    VAR_CONTEXT,
    VAR_RETURN_BUFFER,
)
from codegen.emit.debuginfo import DEBUG_RBP, LOC_STACK, DebugInfo
from codegen.inspect.r2rdump import R2RImage
from codegen.link.image import link_image
from codegen.options import CompileOptions, parse_options

PUSH_FRAME = b"\x55\x48\x89\xe5"


class Compiled:
    """All methods of a test program under one scenario."""

    def __init__(self, name: str, options: CompileOptions) -> None:
        dotnet = default_dotnet()
        if dotnet is None:
            pytest.skip("no .NET 8 runtime: neither the peer nor the embedded wheel")
        self.ts = TypeSystem()
        for path in sorted(framework_dir(dotnet).glob("*.dll")):
            self.ts.add_reference(str(path))
        self.module: Module = self.ts.add_module(str(Path(BIN, f"{name}.dll")))
        self.ts.set_bubble(self.module)
        self.methods: list[CompiledMethod] = compile_module(self.ts, self.module, TARGET, options)
        self.good = [m for m in self.methods if m.ok]

    def image(self) -> bytes:
        image, dropped = link_image(self.ts, self.module, self.good, TARGET, "ngen test")
        assert dropped == []
        return image


@cache
def debugged(name: str) -> Compiled:
    return Compiled(name, CompileOptions(debug=True))


def debug_infos(image: bytes, module: Module) -> dict[str, DebugInfo]:
    reader = R2RImage(PeFile(image, module.name), module)
    found: dict[str, DebugInfo] = {}
    for method in reader.methods():
        info = reader.debug_info(method)
        if info is not None:
            found[method.text] = info
    return found


def numbers(info: DebugInfo) -> set[int]:
    return {info.vars[k + 2] for k in range(0, len(info.vars), 7)}


@pytest.mark.parametrize("text", ["none", "debug", "profile", "debug+profile"])
def test_options_have_one_text(text: str) -> None:
    options = parse_options(f"scenario={text}")
    assert (options.debug, options.profile) == ("debug" in text, "profile" in text)
    assert options.scenario() == text
    assert parse_options(options.text()).text() == options.text()


@pytest.mark.parametrize("text", ["scenario=fast", "scenario=debug+", "scenario", "speed=1"])
def test_other_options_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_options(text)


@pytest.mark.parametrize("options", [CompileOptions(profile=True), CompileOptions(debug=True)])
def test_methods_have_frame_pointers(options: CompileOptions) -> None:
    assert any(not m.code.startswith(PUSH_FRAME) for m in Compiled("smoke", CompileOptions()).good)
    good = Compiled("smoke", options).good
    assert good and all(m.code.startswith(PUSH_FRAME) for m in good)


def test_method_that_bypasses_native_images() -> None:
    results = debugged("stepping").methods
    assert {m.key: m.reason for m in results if not m.ok} == {
        "[stepping]Stepping::Bypassed(s;0;i4;i4)": "bypass-ngen"}


@pytest.mark.parametrize("name", ["stepping", "eh", "structs"])
def test_image_holds_the_debug_information(name: str) -> None:
    program = debugged(name)
    infos = debug_infos(program.image(), program.module)
    assert set(infos) == {m.key for m in program.good}
    for m in program.good:
        info = infos[m.key]
        assert list(zip(info.natives, info.ils, info.sources)) == [(b.native, b.il, b.source) for b in m.bounds]
        assert [tuple(info.vars[k:k + 6]) for k in range(0, len(info.vars), 7)] == [
            (v.start, v.end, v.number, LOC_STACK, DEBUG_RBP, v.offset) for v in m.variables]


@pytest.mark.parametrize("name", ["stepping", "eh", "structs"])
def test_variables_have_homes_of_their_own(name: str) -> None:
    for m in debugged(name).good:
        offsets = [v.offset for v in m.variables]
        assert len(set(offsets)) == len(offsets), m.key
        first = min(b.native for b in m.bounds if b.il == 0)
        assert all((v.start, v.end) == (first, len(m.code)) for v in m.variables), m.key


def test_places_to_stop_at() -> None:
    """Every IL offset is a place of its own in the code, and prolog and epilog are none."""
    for m in debugged("stepping").good:
        natives = [b.native for b in m.bounds]
        assert natives == sorted(set(natives)) and natives[-1] < len(m.code)
        assert m.bounds[0].il == IL_PROLOG and m.bounds[0].native == 0
        starts = {b.native for b in m.bounds if b.il >= 0 and b.source}
        assert starts and all(m.code[at] == 0x90 for at in starts), m.key
        if b"\xc3" in m.code[-1:]:
            assert IL_EPILOG in {b.il for b in m.bounds}


@pytest.mark.peers
@pytest.mark.parametrize("name", ["stepping", "eh", "generics"])
def test_same_places_and_variables_as_crossgen2(name: str, tmp_path: Path) -> None:
    dotnet = default_dotnet()
    if find_crossgen2() is None or dotnet is None:
        pytest.skip("crossgen2 of the peers is missing")
    out = tmp_path / f"{name}.dll"
    done = crossgen2(BIN / f"{name}.dll", [framework_dir(dotnet)], out, level="--Od")
    assert done.code == 0, done.stderr
    program = debugged(name)
    ours = debug_infos(program.image(), program.module)
    theirs = debug_infos(out.read_bytes(), program.module)
    common = sorted(set(ours) & set(theirs))
    assert len(common) * 10 >= len(ours) * 9
    for key in common:
        # Call instructions are listed beside the places to stop at; a return buffer is no variable of the IL.
        places = {il for il, source in zip(theirs[key].ils, theirs[key].sources) if source != SOURCE_CALL}
        assert set(ours[key].ils) - {IL_NO_MAPPING} == places - {IL_NO_MAPPING}, key
        assert numbers(ours[key]) == numbers(theirs[key]) - {VAR_RETURN_BUFFER}, key
    if name == "generics":
        assert any(VAR_CONTEXT in numbers(ours[key]) for key in common)
