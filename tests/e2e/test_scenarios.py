"""Images for a debugger or a profiler run like any other, and the runtime finds the IL offsets in them that the JIT
would have given it."""
from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from e2e.images import build_image, jit_name
from harness import MICRO, MODES, default_dotnet, framework_dir, run_dotnet, stage

from codegen.options import parse_options


def run_in_modes(name: str, scenario: str, modes: list[str], tmp_path: Path) -> None:
    dotnet = default_dotnet()
    if dotnet is None:
        pytest.skip("no .NET 8 runtime: neither the peer nor the embedded wheel")
    plain = stage(name, tmp_path / "il")
    shutil.copytree(tmp_path / "il", tmp_path / "ni")
    native = tmp_path / "ni" / plain.name
    built = build_image(plain, framework_dir(dotnet), parse_options(f"scenario={scenario} check=1"))
    native.write_bytes(built.image)
    for mode in modes:
        args = MICRO.get(name, []) if mode == "gcstress" else []
        traced = mode != "default"
        expected = run_dotnet(dotnet, plain, args, MODES[mode])
        got = run_dotnet(dotnet, native, args, MODES[mode], trace=traced)
        assert (got.stdout, got.code) == (expected.stdout, expected.code), (mode, got.stderr)
        if traced:
            compiled = {jit_name(key) for key in built.compiled if "<" not in key}
            left = {jit_name(key) for key in built.left}
            jitted = {text.partition("(")[0] for text in got.jitted_names()}
            assert not (jitted & (compiled - left)), "precompiled methods were compiled again"


@pytest.mark.e2e
@pytest.mark.parametrize("scenario", ["debug", "debug+profile"])
def test_stack_frames_have_the_il_offsets_of_the_jit(scenario: str, tmp_path: Path) -> None:
    run_in_modes("stepping", scenario, ["default", "tc0", "gcsmall", "gcstress"], tmp_path)


@pytest.mark.e2e
@pytest.mark.parametrize("scenario", ["debug", "profile"])
@pytest.mark.parametrize("name", ["eh", "structs"])
def test_same_behaviour(name: str, scenario: str, tmp_path: Path) -> None:
    run_in_modes(name, scenario, ["tc0", "gcsmall"], tmp_path)


@pytest.mark.e2e
@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["debug", "profile"])
@pytest.mark.parametrize("name", list(MICRO))
def test_same_behaviour_in_every_mode(name: str, scenario: str, tmp_path: Path) -> None:
    run_in_modes(name, scenario, list(MODES), tmp_path)
