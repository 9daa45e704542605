"""The readers of the runtime's own reports, on text of the shape the runtime writes."""

from __future__ import annotations

import pytest
from harness import DRIVER_LIBRARIES, MODES, clean_environment, parse_jit_summary

SUMMARY = """\
   1: JIT compiled System.Runtime.CompilerServices.CastHelpers:StelemRef(System.Array,long,System.Object) [Tier1, IL size=88, code size=93]
   2: JIT compiled Smoke:Main():int [Instrumented Tier0, IL size=2, code size=3]
   3: JIT compiled A`1[System.__Canon]:M[int](System.__Canon[]):B`2[int,long][] [Tier-0 switched to FullOpts, IL size=5, code size=9]
   4: JIT compiled C:Loop(int) [Tier1-OSR @0x1d with Dynamic PGO, IL size=5, code size=9]
   5: JIT compiled (dynamicClass):IL_STUB_PInvoke(long):int [FullOpts, IL size=30, code size=99]
something else
"""  # noqa: E501 - the lines are the runtime's


def test_summary_gives_method_and_tier() -> None:
    methods = parse_jit_summary(SUMMARY)
    assert [tier for _, tier in methods] == [
        "Tier1",
        "Instrumented Tier0",
        "Tier-0 switched to FullOpts",
        "Tier1-OSR @0x1d with Dynamic PGO",
        "FullOpts",
    ]
    assert methods[1][0] == "Smoke:Main():int"
    assert methods[2][0] == "A`1[System.__Canon]:M[int](System.__Canon[]):B`2[int,long][]"
    assert methods[4][0] == "(dynamicClass):IL_STUB_PInvoke(long):int"


def test_environment_of_the_caller_does_not_reach_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOTNET_ReadyToRun", "0")
    monkeypatch.setenv("COMPlus_TieredCompilation", "0")
    environment = clean_environment(MODES["gcsmall"])
    assert "DOTNET_ReadyToRun" not in environment
    assert "COMPlus_TieredCompilation" not in environment
    assert environment["DOTNET_TieredCompilation"] == "0"


def test_every_driver_names_its_libraries() -> None:
    assert all(name.startswith("drv_") and folders for name, folders in DRIVER_LIBRARIES.items())
