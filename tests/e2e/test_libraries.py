"""Real libraries, precompiled whole together with the program that drives them, behave as their IL does."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from e2e.images import build_image
from harness import DRIVER_LIBRARIES, MODES, default_dotnet, framework_dir, library_files, run_dotnet, stage

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
    for file in [plain.name, *COMPILED[name]]:
        built = build_image(plain.parent / file, framework_dir(dotnet))
        assert len(built.compiled) > len(built.left)
        (native.parent / file).write_bytes(built.image)
    for mode in MODES:
        if mode == "gcstress" and name not in DRIVER_LIBRARIES:
            continue
        args = ["short"] if mode == "gcstress" else []
        # Tracing the JIT with tiering on can crash any program at exit.
        traced = mode != "default"
        expected = run_dotnet(dotnet, plain, args, timeout=900)
        got = run_dotnet(dotnet, native, args, MODES[mode], trace=traced, timeout=900)
        assert got.stdout == expected.stdout, got.stderr
        assert got.code == expected.code
        if traced:
            log = [line for line in got.r2r if str(native.parent) in line]
            ours = [line for line in log if any(f"/{file}" in line for file in [plain.name, *COMPILED[name]])]
            assert any(f"/{plain.name}" in line for line in ours), log
            assert all("initialized successfully" in line for line in ours), ours
