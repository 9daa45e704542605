"""Real libraries, precompiled whole together with the program that drives them, behave as their IL does."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from e2e.images import Built, build_image, jit_name, type_of_key, type_of_line
from harness import (
    DRIVER_LIBRARIES,
    MODES,
    RunResult,
    default_dotnet,
    framework_dir,
    library_files,
    run_dotnet,
    stage,
)

# Of the methods that ran, this many at least came from images, and this share.
_LEAST = 100
_SHARE = 0.9

# Program -> the assemblies beside it that become native images too.
COMPILED = {
    "wordstats": ["TextStats.dll"],
    "drv_markdig": ["Markdig.dll"],
    "drv_cecil": ["Mono.Cecil.dll", "Mono.Cecil.Rocks.dll"],
    "drv_yaml": ["YamlDotNet.dll"],
    "drv_json": ["Newtonsoft.Json.dll"],
    "drv_math": ["MathNet.Numerics.dll"],
    "drv_fsharp": ["FSharp.Core.dll"],
    "drv_roslyn": [
        "Microsoft.CodeAnalysis.dll",
        "Microsoft.CodeAnalysis.CSharp.dll",
        "System.Collections.Immutable.dll",
        "System.Reflection.Metadata.dll",
    ],
}


@pytest.mark.e2e
@pytest.mark.slow
@pytest.mark.parametrize("name", list(COMPILED))
def test_library_behaves_the_same(name: str, tmp_path: Path) -> None:
    dotnet = default_dotnet()
    if dotnet is None:
        pytest.skip("no .NET 8 runtime: neither the peer nor the embedded wheel")
    if name in DRIVER_LIBRARIES and library_files(name) is None:
        pytest.skip(f"the libraries of {name} are missing")
    plain = stage(name, tmp_path / "il")
    shutil.copytree(tmp_path / "il", tmp_path / "ni")
    native = tmp_path / "ni" / plain.name
    images: dict[str, Built] = {}
    files = [plain.name, *COMPILED[name]]
    names = [Path(file).stem for file in files]
    for file in files:
        images[file] = build_image(plain.parent / file, framework_dir(dotnet), precompiled=names)
        assert len(images[file].compiled) > len(images[file].left)
        (native.parent / file).write_bytes(images[file].image)
    for mode in MODES:
        if mode == "gcstress" and name not in DRIVER_LIBRARIES:
            continue
        args = ["short"] if mode == "gcstress" else []
        # Tracing the JIT with tiering on can crash any program at exit.
        traced = mode != "default"
        expected = run_dotnet(dotnet, plain, args, timeout=900)
        got = run_dotnet(dotnet, native, args, MODES[mode], trace=traced, events=mode == "tc0", timeout=900)
        assert got.stdout == expected.stdout, got.stderr
        assert got.code == expected.code
        if traced:
            check_acceptance(got, native, files)
            check_bodies(got, images)
        if mode == "tc0":
            check_use(got, [images[file] for file in COMPILED[name]])


def check_acceptance(run: RunResult, native: Path, files: list[str]) -> None:
    log = [line for line in run.r2r if str(native.parent) in line]
    ours = [line for line in log if any(f"/{file}" in line for file in files)]
    assert any(f"/{native.name}" in line for line in ours), log
    assert all("initialized successfully" in line for line in ours), ours


def check_bodies(run: RunResult, images: dict[str, Built]) -> None:
    """No method that an image holds was compiled by the JIT, shared generic code included. Instantiations over value
    types of other assemblies are in no image, unless its own code uses them."""
    jitted = {text.partition("(")[0] for text in run.jitted_names()}
    for file, built in images.items():
        compiled = {jit_name(key) for key in built.compiled}
        left = {jit_name(key) for key in built.left}
        assert not (jitted & (compiled - left)), f"{file}: precompiled methods were compiled again"


def check_use(run: RunResult, libraries: list[Built]) -> None:
    """Of the libraries' methods that ran, nearly all came from the images: the rest had been left to the JIT. What the
    JIT compiled besides are instantiations over types that no image knows, stubs, and methods made at run time."""
    keys = [key for built in libraries for key in [*built.compiled, *built.left]]
    types = {type_of_key(key) for key in keys}
    known = {jit_name(key) for key in keys}
    used = {text for text in run.from_images if type_of_line(text) in types}
    jitted = {text for text in run.jitted_names() if text.partition("(")[0] in known}
    besides = [text for text in run.jitted_names() if type_of_line(text) in types and text not in jitted]
    print(f"{len(used)} methods from images, {len(jitted)} left to the JIT, {len(besides)} instantiations and stubs")
    assert len(used) >= _LEAST and len(used) >= _SHARE * (len(used) + len(jitted)), sorted(jitted)[:20]
