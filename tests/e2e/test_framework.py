"""The whole framework, compiled by us from the IL inside its own images, behaves as the one that Microsoft compiled.

A copy of the runtime gets our images of Microsoft.NETCore.App, but for System.Private.CoreLib, and of
Microsoft.AspNetCore.App. Two programs that go through much of both must print there what they print on the original.
Collecting at every allocation takes half an hour and more: only where NGEN_GCSTRESS is set.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from pathlib import Path

import pytest
from e2e.images import Built, build_image, jit_name, type_of_key
from harness import MODES, find_dotnet, run_dotnet, stage

VERSION = "8.0.30"
FRAMEWORKS = ("Microsoft.NETCore.App", "Microsoft.AspNetCore.App")

# Program -> our images that it loads, at least, and methods that come from them.
PROGRAMS = {"drv_framework": (50, 8000), "drv_web": (100, 8000)}

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.peers]


class Rebuilt:
    """A copy of the runtime at `root`; `images` are those of ours in it by simple name of the assembly."""

    def __init__(self, original: Path, root: Path) -> None:
        self.original = original
        self.dotnet = root / "dotnet"
        self.images: dict[str, Built] = {}
        shutil.copytree(original.parent, root)
        shared = original.parent / "shared"
        files = [file for name in FRAMEWORKS for file in sorted((shared / name / VERSION).glob("*.dll"))]
        files = [file for file in files if file.stem != "System.Private.CoreLib"]
        names = [file.stem for file in files]
        for file in files:
            built = build_image(file, shared / FRAMEWORKS[0] / VERSION, precompiled=names)
            if built.compiled:  # facades have no methods
                self.images[file.stem] = built
                (root / file.relative_to(original.parent)).write_bytes(built.image)


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Rebuilt:
    dotnet = find_dotnet(VERSION)
    if dotnet is None or not (dotnet.parent / "shared" / FRAMEWORKS[1]).is_dir():
        pytest.skip(f"the runtime {VERSION} with ASP.NET Core is missing")
    return Rebuilt(dotnet, tmp_path_factory.mktemp("framework") / "runtime")


def test_nearly_all_methods_are_compiled(rebuilt: Rebuilt) -> None:
    compiled = sum(len(built.compiled) for built in rebuilt.images.values())
    reasons = Counter(reason for built in rebuilt.images.values() for reason in built.left.values())
    print(f"{compiled} methods of {len(rebuilt.images)} assemblies compiled, left to the JIT: {dict(reasons)}")
    assert compiled >= 0.95 * (compiled + reasons.total())
    assert reasons["compiler-failure"] == 0 and reasons["invalid-il"] == 0


@pytest.mark.parametrize("mode", list(MODES))
@pytest.mark.parametrize("name", list(PROGRAMS))
def test_programs_behave_the_same(rebuilt: Rebuilt, name: str, mode: str, tmp_path: Path) -> None:
    if mode == "gcstress" and not os.environ.get("NGEN_GCSTRESS"):
        pytest.skip("takes half an hour and more: set NGEN_GCSTRESS=1")
    program = stage(name, tmp_path)
    args = ["short"] if mode == "gcstress" else []
    expected = run_dotnet(rebuilt.original, program, args, timeout=600)
    assert "topic failed" not in expected.stdout
    # Tracing the JIT with tiering on can crash any program at exit.
    traced = mode != "default"
    limit = 7200 if mode == "gcstress" else 900
    got = run_dotnet(rebuilt.dotnet, program, args, MODES[mode], trace=traced, events=mode == "tc0", timeout=limit)
    assert got.stdout == expected.stdout, got.stderr
    assert got.code == expected.code
    if traced:
        check_acceptance(rebuilt, got.r2r, PROGRAMS[name][0])
        check_bodies(rebuilt, got.jitted_names())
    if mode == "tc0":
        used = set(got.from_images)
        print(f"{len(used)} methods from images, {len(got.jitted)} compiled by the JIT")
        assert len(used) >= PROGRAMS[name][1]


def check_acceptance(rebuilt: Rebuilt, log: list[str], least: int) -> None:
    """The runtime loaded many of our images and took every one."""
    ours = [line for line in log if any(f"/{name}.dll" in line for name in rebuilt.images)]
    refused = [line for line in ours if "initialized successfully" not in line]
    print(f"{len(ours)} images accepted")
    assert len(ours) - len(refused) >= least and not refused, refused


def check_bodies(rebuilt: Rebuilt, jitted: list[str]) -> None:
    """No method that an image holds was compiled by the JIT. Its report does not name the assembly: types of a name
    that several assemblies use are left out."""
    owners: Counter[str] = Counter()
    for built in rebuilt.images.values():
        owners.update({type_of_key(key) for key in [*built.compiled, *built.left]})
    left = {jit_name(key) for built in rebuilt.images.values() for key in built.left}
    compiled = {
        jit_name(key) for built in rebuilt.images.values() for key in built.compiled
        if owners[type_of_key(key)] == 1
    }
    again = {text.partition("(")[0] for text in jitted} & (compiled - left)
    assert not again, sorted(again)[:20]
