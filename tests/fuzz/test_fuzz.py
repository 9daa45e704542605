"""A few random programs; `make fuzz` runs as many as are asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from fuzz.campaign import campaign, find_ilasm, summary
from fuzz.generator import program
from harness import default_dotnet

SEEDS = (1, 8)


@pytest.mark.e2e
@pytest.mark.peers
def test_random_programs_run_the_same(tmp_path: Path) -> None:
    if find_ilasm() is None:
        pytest.skip("the peers' ilasm is missing")
    if default_dotnet() is None:
        pytest.skip("no .NET 8 runtime: neither the peer nor the embedded wheel")
    outcomes = campaign(*SEEDS, tmp_path, print)
    assert {outcome.verdict for outcome in outcomes} == {"same"}, summary(outcomes)
    compiled = sum(outcome.compiled for outcome in outcomes)
    assert compiled > 20 * sum(len(outcome.left) for outcome in outcomes)


def test_a_seed_gives_one_program() -> None:
    assert program(7) == program(7)
    assert program(7) != program(8)
