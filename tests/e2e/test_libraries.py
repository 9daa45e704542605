"""Real libraries under driver programs: the same output and exit code with images of ours as without, in every mode.

Slow (whole libraries are compiled): run by `make libraries`, on the compiled build.
"""
from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from e2e.images import build_image
from harness import DRIVER_LIBRARIES, MODES, default_dotnet, framework_dir, library_files, run_dotnet, stage


@pytest.fixture(scope="module")
def driver(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(IL program, the same with images of it and of its libraries in place)."""
    name = request.param
    dotnet = default_dotnet()
    if dotnet is None:
        pytest.skip("no .NET 8 runtime: neither the peer nor the embedded wheel")
    libraries = library_files(name)
    if libraries is None:
        pytest.skip(f"the libraries of {name} are not among the peers")
    folder = tmp_path_factory.mktemp(name)
    plain = stage(name, folder / "il")
    shutil.copytree(folder / "il", folder / "ni")
    for file in [plain, *(plain.parent / p.name for p in libraries)]:
        built = build_image(file, framework_dir(dotnet))
        (folder / "ni" / file.name).write_bytes(built.image)
        assert len(built.compiled) * 2 >= len(built.compiled) + len(built.left), built.left
    return plain, folder / "ni" / plain.name


@pytest.mark.slow
@pytest.mark.peers
@pytest.mark.e2e
@pytest.mark.parametrize("mode", list(MODES))
@pytest.mark.parametrize("driver", sorted(DRIVER_LIBRARIES), indirect=True, scope="module")
def test_same_behaviour(driver: tuple[Path, Path], mode: str) -> None:
    plain, native = driver
    dotnet = default_dotnet()
    assert dotnet is not None
    args = ["short"] if mode == "gcstress" else []
    expected = run_dotnet(dotnet, plain, args, MODES[mode], timeout=600)
    got = run_dotnet(dotnet, native, args, MODES[mode], trace=True, timeout=600)
    assert got.stdout.replace(str(native.parent), "") == expected.stdout.replace(str(plain.parent), ""), got.stderr
    assert got.code == expected.code == 0
    assert len(got.jitted) < 5000
    log = [line for line in got.r2r if str(native.parent) in line]
    assert log and all("initialized successfully" in line for line in log), log
