"""Whole programs on the real runtime: the same output and exit code with native images as without, in every mode,
and the precompiled bodies are the ones that ran."""
from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from e2e.images import TARGET_10, Built, build_image, jit_name
from harness import BIN, MICRO, MODES, default_dotnet, find_dotnet, framework_dir, run_dotnet, stage

# Methods that programs leave to the JIT on purpose.
THE_JITS = ("aggressive-optimization", "pinvoke", "unmanaged-calli")

PROGRAMS = [name for name in MICRO if (BIN / f"{name}.dll").is_file()]


@pytest.fixture(scope="module")
def staged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Built]:
    """(IL program, the same with its image in place, what was built)."""
    dotnet = default_dotnet()
    if dotnet is None:
        pytest.skip("no .NET 8 runtime: neither the peer nor the embedded wheel")
    name = request.param
    folder = tmp_path_factory.mktemp(name)
    plain = stage(name, folder / "il")
    shutil.copytree(folder / "il", folder / "ni")
    built = build_image(plain, framework_dir(dotnet))
    native = folder / "ni" / plain.name
    native.write_bytes(built.image)
    return plain, native, built


@pytest.mark.e2e
@pytest.mark.parametrize("mode", list(MODES))
@pytest.mark.parametrize("staged", PROGRAMS, indirect=True, scope="module")
def test_same_behaviour(staged: tuple[Path, Path, Built], mode: str) -> None:
    plain, native, built = staged
    dotnet = default_dotnet()
    assert dotnet is not None
    args = MICRO[plain.stem] if mode == "gcstress" else []
    expected = run_dotnet(dotnet, plain, args, MODES[mode])
    # With tiering on, a runtime that writes the JIT's report now and then crashes when it exits while the background
    # thread still compiles; the plain IL program does so too.
    got = run_dotnet(dotnet, native, args, MODES[mode], trace=mode != "default")
    assert got.stdout == expected.stdout, got.stderr
    assert got.code == expected.code
    if mode != "default":
        log = [line for line in got.r2r if f"{plain.stem}.dll" in line]
        assert log and all("initialized successfully" in line for line in log), log
        compiled = {jit_name(key) for key in built.compiled}
        left = {jit_name(key) for key in built.left}
        jitted = {text.partition("(")[0] for text in got.jitted_names()}
        assert not (jitted & (compiled - left)), "precompiled methods were compiled again"


@pytest.mark.parametrize("staged", PROGRAMS, indirect=True, scope="module")
def test_most_methods_are_compiled(staged: tuple[Path, Path, Built]) -> None:
    _, _, built = staged
    assert not [m for m in built.left if built.left[m].startswith("compiler-failure")]
    left = [m for m in built.left if built.left[m] not in THE_JITS]
    assert len(built.compiled) * 10 >= (len(built.compiled) + len(left)) * 7, sorted(built.left.items())[:20]


@pytest.mark.e2e
@pytest.mark.peers
@pytest.mark.slow
@pytest.mark.parametrize("name", PROGRAMS)
def test_same_behaviour_on_net_10(name: str, tmp_path: Path) -> None:
    dotnet = find_dotnet("10.0.12")
    if dotnet is None:
        pytest.skip("the peer runtime 10.0.12 is missing")
    plain = stage(name, tmp_path / "il")
    shutil.copytree(tmp_path / "il", tmp_path / "ni")
    native = tmp_path / "ni" / plain.name
    native.write_bytes(build_image(plain, framework_dir(dotnet), target=TARGET_10).image)
    for mode, args in (("gcsmall", []), ("gcstress", ["short"])):
        env = MODES[mode] | {"DOTNET_ROLL_FORWARD": "Major"}
        expected = run_dotnet(dotnet, plain, args, env)
        got = run_dotnet(dotnet, native, args, env, trace=True)
        assert (got.stdout, got.code) == (expected.stdout, expected.code), got.stderr
        log = [line for line in got.r2r if plain.name in line]
        assert log and all("initialized successfully" in line for line in log), log


@pytest.mark.parametrize("staged", ["pointers"], indirect=True, scope="module")
def test_what_native_code_calls_is_left_to_the_jit(staged: tuple[Path, Path, Built]) -> None:
    _, _, built = staged
    left = {key.partition("::")[2].partition("`")[0].partition("(")[0]: reason for key, reason in built.left.items()}
    for name in ("Native", "NativePair", "Address", "AddressPair", "AddressThrows"):
        assert left.get(name) == "pinvoke", left
