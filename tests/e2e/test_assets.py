"""The committed IL assemblies are what their sources give, and every program behaves the same in every mode.

The second half tests the programs themselves on the plain runtime: a program whose output depends on tiering or on
collections could not tell a right native image from a wrong one.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from harness import ASSETS, DRIVER_LIBRARIES, MICRO, MODES, default_dotnet, library_files, run_dotnet, stage


def _load_build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("assets_build", ASSETS / "build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["assets_build"] = module
    spec.loader.exec_module(module)
    return module


BUILD = _load_build()
PROGRAMS = {program.name: program for program in BUILD.all_programs()}


@pytest.mark.peers
@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_committed_assembly_is_current(name: str, peers: Path) -> None:
    if not (peers / "csc-and-refs").is_dir():
        pytest.skip("the C# compiler of the peers is missing")
    assert BUILD.differs(PROGRAMS[name]) == ""


@pytest.mark.e2e
@pytest.mark.slow
@pytest.mark.parametrize("name", [*MICRO, "drv_json", "drv_markdig", "drv_yaml", "drv_math", "drv_fsharp"])
def test_output_does_not_depend_on_the_mode(name: str, tmp_path: Path) -> None:
    dotnet = default_dotnet()
    if dotnet is None:
        pytest.skip("no .NET 8 runtime: neither the peer nor the embedded wheel")
    if name in DRIVER_LIBRARIES and library_files(name) is None:
        pytest.skip(f"the libraries of {name} are missing")
    dll = stage(name, tmp_path)
    full = {run_dotnet(dotnet, dll, [], MODES[mode]).stdout for mode in ("default", "tc0", "gcsmall")}
    assert len(full) == 1 and full != {""}
    short = {run_dotnet(dotnet, dll, ["short"], MODES[mode]).stdout for mode in ("default", "gcstress")}
    assert len(short) == 1 and short != {""}
