"""The table of the reference page: every row has a test that exists, or a reason."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from reference.table import ROWS, Row

REPO = Path(__file__).resolve().parents[2]


@cache
def tests_of(file: str) -> set[str]:
    tree = ast.parse((REPO / file).read_text(encoding="utf-8"))
    return {n.name for n in tree.body if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_row(row: Row) -> None:
    assert bool(row.tests) != bool(row.why), "a row has tests, or the reason why there are none"
    assert row.says.endswith((".", ".)")) and len(row.why) != 1
    for test in row.tests:
        file, _, name = test.partition("::")
        found = tests_of(file)
        assert found, f"{file} has no tests"
        assert not name or name in found, f"{test} does not exist"


def test_rows_are_in_order_and_unique() -> None:
    numbers = [tuple(map(int, re.fullmatch(r"(\d+)\.(\d+)", row.id).groups())) for row in ROWS]  # type: ignore[union-attr]
    assert numbers == sorted(set(numbers))
    for (section, number), (next_section, next_number) in zip(numbers, numbers[1:]):
        assert (next_section, next_number) in ((section, number + 1), (section + 1, 1))


def test_no_behaviour_is_named_twice_by_one_row() -> None:
    assert all(len(set(row.tests)) == len(row.tests) for row in ROWS)
