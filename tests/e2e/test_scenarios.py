"""Images for a debugger or a profiler run like any other, and the runtime finds the IL offsets in them that the JIT
would have given it."""
from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from e2e.images import TARGET, TARGET_10, build_image, jit_name
from harness import MICRO, MODES, default_dotnet, find_dotnet, framework_dir, run_dotnet, stage

from codegen.options import parse_options
from codegen.target import Target


def run_in_modes(
    name: str, scenario: str, modes: list[str], tmp_path: Path, dotnet: Path | None, target: Target = TARGET
) -> None:
    if dotnet is None:
        pytest.skip("the runtime is missing")
    plain = stage(name, tmp_path / "il")
    shutil.copytree(tmp_path / "il", tmp_path / "ni")
    native = tmp_path / "ni" / plain.name
    built = build_image(plain, framework_dir(dotnet), parse_options(f"scenario={scenario} check=1"), target)
    native.write_bytes(built.image)
    for mode in modes:
        args = MICRO.get(name, []) if mode == "gcstress" else []
        traced = mode != "default"
        env = MODES[mode] | {"DOTNET_ROLL_FORWARD": "Major"}
        expected = run_dotnet(dotnet, plain, args, env)
        got = run_dotnet(dotnet, native, args, env, trace=traced)
        assert (got.stdout, got.code) == (expected.stdout, expected.code), (mode, got.stderr)
        if traced:
            compiled = {jit_name(key) for key in built.compiled if "<" not in key}
            left = {jit_name(key) for key in built.left}
            jitted = {text.partition("(")[0] for text in got.jitted_names()}
            assert not (jitted & (compiled - left)), "precompiled methods were compiled again"


@pytest.mark.e2e
@pytest.mark.parametrize("scenario", ["debug", "debug+profile"])
def test_stack_frames_have_the_il_offsets_of_the_jit(scenario: str, tmp_path: Path) -> None:
    run_in_modes("stepping", scenario, list(MODES), tmp_path, default_dotnet())


@pytest.mark.e2e
@pytest.mark.peers
def test_stack_frames_on_net_10(tmp_path: Path) -> None:
    run_in_modes("stepping", "debug", ["tc0", "gcstress"], tmp_path, find_dotnet("10.0.12"), TARGET_10)


@pytest.mark.e2e
@pytest.mark.parametrize("scenario", ["debug", "profile"])
@pytest.mark.parametrize("name", ["eh", "structs"])
def test_same_behaviour(name: str, scenario: str, tmp_path: Path) -> None:
    run_in_modes(name, scenario, ["tc0", "gcsmall"], tmp_path, default_dotnet())


@pytest.mark.e2e
@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["debug", "profile"])
@pytest.mark.parametrize("name", list(MICRO))
def test_same_behaviour_in_every_mode(name: str, scenario: str, tmp_path: Path) -> None:
    run_in_modes(name, scenario, list(MODES), tmp_path, default_dotnet())
