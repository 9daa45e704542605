"""Assemblies are upgraded under native images that were made for what they were: the program does what its IL does.

The images of the program stay in place while its dependency, or that one's, is replaced by another version. Methods
whose assumptions no longer hold must be refused by the runtime and compiled by the JIT; the others still run.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from e2e.images import TARGET, TARGET_10, build_image
from harness import ASSETS, MODES, RunResult, default_dotnet, find_dotnet, framework_dir, run_dotnet, stage

from codegen.target import Target

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


class Staged:
    """The program as IL, and with an image for each assembly, for one runtime."""

    def __init__(self, dotnet: Path, target: Target, folder: Path) -> None:
        self.dotnet = dotnet
        self.target = target
        self.plain = folder / "il"
        self.native = folder / "ni"
        shutil.copytree(UPGRADES / "first", self.plain)
        shutil.copytree(self.plain, self.native)
        for name in FILES:
            (self.native / name).write_bytes(self.image(self.plain / name))

    def image(self, dll: Path) -> bytes:
        names = [Path(file).stem for file in FILES]
        return build_image(dll, framework_dir(self.dotnet), None, self.target, names).image

    def run(self, dll: Path, mode: str, trace: bool = False) -> RunResult:
        environment = {**MODES[mode], "DOTNET_ROLL_FORWARD": "Major"}
        return run_dotnet(self.dotnet, dll, [], environment, trace=trace)


@pytest.fixture(scope="module", params=["8", "10"])
def staged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Staged:
    eight = request.param == "8"
    dotnet = default_dotnet() if eight else find_dotnet("10.0.12")
    if dotnet is None:
        pytest.skip(f"no .NET {request.param} runtime")
    return Staged(dotnet, TARGET if eight else TARGET_10, tmp_path_factory.mktemp("servicing"))


def upgraded(folder: Path, files: list[str], into: Path) -> Path:
    shutil.copytree(folder, into)
    for file in files:
        shutil.copy(UPGRADES / file, into / Path(file).name)
    return into / "upgrade.dll"


@pytest.mark.e2e
@pytest.mark.parametrize("mode", ["default", "gcsmall"])
@pytest.mark.parametrize("case", list(CASES))
def test_stale_images_do_no_harm(staged: Staged, case: str, mode: str, tmp_path: Path) -> None:
    files, refused, kept = CASES[case]
    expected = staged.run(upgraded(staged.plain, files, tmp_path / "il"), mode)
    got = staged.run(upgraded(staged.native, files, tmp_path / "ni"), mode, trace=mode == "gcsmall")
    assert got.stdout == expected.stdout, got.stderr
    assert got.code == expected.code == 0
    if mode == "gcsmall":
        jitted = {name.partition("(")[0] for name in got.jitted_names()}
        assert not refused or f"Program:{refused}" in jitted
        assert not kept or f"Program:{kept}" not in jitted


@pytest.mark.e2e
def test_an_image_of_the_new_version_beside_the_old_ones(staged: Staged, tmp_path: Path) -> None:
    """Another application has had the shared dependency compiled again; this one's own images are still the old."""
    files = ["fields/Parts.dll", "fields/Deep.dll"]
    il = upgraded(staged.plain, files, tmp_path / "il")
    ni = upgraded(staged.native, [], tmp_path / "ni")
    for name in ("Parts.dll", "Deep.dll"):
        (ni.parent / name).write_bytes(staged.image(il.parent / name))
    got = staged.run(ni, "gcsmall", trace=True)
    assert got.stdout == staged.run(il, "gcsmall").stdout, got.stderr
    log = [line for line in got.r2r if str(ni.parent) in line]
    assert len(log) == len(FILES) and all("initialized successfully" in line for line in log), log


@pytest.mark.e2e
@pytest.mark.parametrize("name", ["objects", "structs", "generics", "delegates", "eh"])
def test_images_made_for_another_patch_of_the_runtime(name: str, tmp_path: Path) -> None:
    """Newer ones, as after an upgrade, and an older one, as after taking it back."""
    dotnet = find_dotnet("8.0.30")
    others = [found for found in map(find_dotnet, ("8.0.33", "8.0.4")) if found is not None]
    if dotnet is None or not others:
        pytest.skip("two patch versions of .NET 8 are not there")
    plain = stage(name, tmp_path / "il")
    shutil.copytree(tmp_path / "il", tmp_path / "ni")
    native = tmp_path / "ni" / plain.name
    native.write_bytes(build_image(plain, framework_dir(dotnet)).image)
    for other in others:
        expected = run_dotnet(other, plain, [], MODES["gcsmall"])
        got = run_dotnet(other, native, [], MODES["gcsmall"], trace=True)
        assert (got.stdout, got.code) == (expected.stdout, expected.code), got.stderr
        assert any("initialized successfully" in line and str(native) in line for line in got.r2r)
