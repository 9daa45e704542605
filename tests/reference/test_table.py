"""The table of the reference page (table.txt): every sentence has tests that exist, or a reason.

    table  := { "# " section title | row | blank line }
    row    := id text { continuation } ( { "test " node id } | "why " text { continuation } )

The sentences are numbered by section, from the top of the page to its end, and told in our words.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]
_ROW = re.compile(r"(\d+)\.(\d+)\s+(\S.*)")


@dataclass
class Row:
    section: int
    number: int
    says: str
    tests: list[str] = field(default_factory=list)
    why: str = ""


def rows() -> list[Row]:
    found: list[Row] = []
    for line in (REPO / "tests" / "reference" / "table.txt").read_text(encoding="utf-8").splitlines():
        match = _ROW.match(line)
        text = line.strip()
        if match:
            found.append(Row(int(match[1]), int(match[2]), match[3]))
        elif text.startswith("test "):
            found[-1].tests.append(text.removeprefix("test "))
        elif text.startswith("why "):
            found[-1].why = text.removeprefix("why ")
        elif text and not line.startswith("#"):
            assert not found[-1].tests, f"neither a test nor a row: {line}"
            if found[-1].why:
                found[-1].why += f" {text}"
            else:
                found[-1].says += f" {text}"
    return found


ROWS = rows()


@cache
def names_in(file: str) -> set[str]:
    tree = ast.parse((REPO / file).read_text(encoding="utf-8"))
    return {n.name for n in tree.body if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.section}.{row.number}")
def test_a_row_has_tests_that_exist_or_a_reason(row: Row) -> None:
    assert bool(row.tests) != bool(row.why)
    assert len(set(row.tests)) == len(row.tests) and row.says.endswith((".", ")"))
    for test in row.tests:
        file, _, name = test.partition("::")
        found = names_in(file)
        assert found, f"{file} has no tests"
        assert not name or name in found, f"{test} does not exist"


def test_rows_are_numbered_without_gaps() -> None:
    numbers = [(row.section, row.number) for row in ROWS]
    assert len(numbers) > 180 and numbers[0] == (1, 1)
    for (section, number), following in zip(numbers, numbers[1:]):
        assert following in ((section, number + 1), (section + 1, 1))
