"""Scenarios of a compilation: their text, what `debug` and `profile` change in the code, methods that opt out."""
from __future__ import annotations

from pathlib import Path

import pytest
from e2e.images import TARGET
from harness import BIN, default_dotnet, framework_dir

from binder.typesystem import TypeSystem
from codegen.blob import CompiledMethod
from codegen.compile import compile_module
from codegen.options import CompileOptions, parse_options

PUSH_FRAME = b"\x55\x48\x89\xe5"


def compiled(name: str, options: CompileOptions) -> list[CompiledMethod]:
    dotnet = default_dotnet()
    if dotnet is None:
        pytest.skip("no .NET 8 runtime: neither the peer nor the embedded wheel")
    ts = TypeSystem()
    for path in sorted(framework_dir(dotnet).glob("*.dll")):
        ts.add_reference(str(path))
    module = ts.add_module(str(Path(BIN, f"{name}.dll")))
    ts.set_bubble(module)
    return compile_module(ts, module, TARGET, options)


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


def test_profiled_methods_have_frame_pointers() -> None:
    plain = [m for m in compiled("smoke", CompileOptions()) if m.ok]
    profiled = [m for m in compiled("smoke", CompileOptions(profile=True)) if m.ok]
    assert any(not m.code.startswith(PUSH_FRAME) for m in plain)
    assert profiled and all(m.code.startswith(PUSH_FRAME) for m in profiled)


def test_method_that_bypasses_native_images() -> None:
    results = compiled("stepping", CompileOptions())
    assert {m.key: m.reason for m in results if not m.ok} == {
        "[stepping]Stepping::Bypassed(s;0;i4;i4)": "bypass-ngen"}
