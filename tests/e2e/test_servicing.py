"""Assemblies are upgraded under native images that were made for what they were: the program does what its IL does.

The images of the program stay in place while its dependency, or that one's, is replaced by another version. Methods
whose assumptions no longer hold must be refused by the runtime and compiled by the JIT; the others still run.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from e2e.images import build_image
from harness import ASSETS, MODES, RunResult, default_dotnet, framework_dir, run_dotnet

UPGRADES = ASSETS / "upgrades" / "bin"
FILES = ("Deep.dll", "Parts.dll", "upgrade.dll")
# What is upgraded, one of the program's methods that then cannot run precompiled, and one that does.
CASES: dict[str, tuple[list[str], str, str]] = {
    "nothing": ([], "", "Struct"),
    "bodies": (["body/Parts.dll"], "", "Body"),
    "fields": (["fields/Parts.dll"], "Struct", "Main"),
    "virtual methods": (["virtuals/Parts.dll"], "", "BecameVirtual"),
    "moved members": (["moved/Parts.dll"], "", "RemovedMethod"),
    "fields of the indirect dependency": (["fields/Deep.dll"], "IndirectStructs", "Struct"),
    "fields of both": (["fields/Deep.dll", "fields/Parts.dll"], "Struct", "Main"),
    "the program": (["next/upgrade.dll"], "Main", ""),
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The program as IL, and with an image for each assembly."""
    dotnet = default_dotnet()
    if dotnet is None:
        pytest.skip("no .NET 8 runtime: neither the peer nor the embedded wheel")
    plain = tmp_path_factory.mktemp("servicing") / "il"
    shutil.copytree(UPGRADES / "first", plain)
    native = plain.parent / "ni"
    shutil.copytree(plain, native)
    for name in FILES:
        (native / name).write_bytes(build_image(plain / name, framework_dir(dotnet)).image)
    return plain, native


def upgraded(folder: Path, files: list[str], into: Path) -> Path:
    shutil.copytree(folder, into)
    for file in files:
        shutil.copy(UPGRADES / file, into / Path(file).name)
    return into / "upgrade.dll"


def run(dll: Path, mode: str, trace: bool = False) -> RunResult:
    dotnet = default_dotnet()
    assert dotnet is not None
    return run_dotnet(dotnet, dll, [], MODES[mode], trace=trace)


@pytest.mark.e2e
@pytest.mark.parametrize("mode", ["default", "tc0", "gcsmall"])
@pytest.mark.parametrize("case", list(CASES))
def test_stale_images_do_no_harm(folders: tuple[Path, Path], case: str, mode: str, tmp_path: Path) -> None:
    files, refused, kept = CASES[case]
    plain, native = folders
    expected = run(upgraded(plain, files, tmp_path / "il"), mode)
    got = run(upgraded(native, files, tmp_path / "ni"), mode, trace=mode == "tc0")
    assert got.stdout == expected.stdout, got.stderr
    assert got.code == expected.code == 0
    if mode == "tc0":
        jitted = {name.partition("(")[0] for name in got.jitted_names()}
        assert not refused or f"Program:{refused}" in jitted
        assert not kept or f"Program:{kept}" not in jitted


@pytest.mark.e2e
def test_an_image_of_the_new_version_beside_the_old_ones(folders: tuple[Path, Path], tmp_path: Path) -> None:
    """Another application has had the shared dependency compiled again; this one's own images are still the old."""
    dotnet = default_dotnet()
    assert dotnet is not None
    plain, native = folders
    files = ["fields/Parts.dll", "fields/Deep.dll"]
    il = upgraded(plain, files, tmp_path / "il")
    ni = upgraded(native, [], tmp_path / "ni")
    for name in ("Parts.dll", "Deep.dll"):
        (ni.parent / name).write_bytes(build_image(il.parent / name, framework_dir(dotnet)).image)
    got = run(ni, "tc0", trace=True)
    assert got.stdout == run(il, "tc0").stdout, got.stderr
    log = [line for line in got.r2r if str(ni.parent) in line]
    assert len(log) == len(FILES) and all("initialized successfully" in line for line in log), log
