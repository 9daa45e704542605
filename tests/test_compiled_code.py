"""Rules for code that mypyc compiles, where breaking them shows only in the compiled build."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parent.parent


def interpreted() -> set[str]:
    """The modules the build leaves out: setup.py cannot be imported, it would build."""
    for statement in ast.parse((REPO / "setup.py").read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "INTERPRETED":
            names: set[str] = ast.literal_eval(statement.value)
            return names
    raise AssertionError("setup.py has no INTERPRETED")


def compiled_sources() -> list[Path]:
    found = [p for package in ("binder", "codegen") for p in sorted((REPO / package).rglob("*.py"))]
    left_out = interpreted()
    return [p for p in found if p.relative_to(REPO).as_posix() not in left_out]


@pytest.mark.parametrize("path", compiled_sources(), ids=lambda p: p.relative_to(REPO).as_posix())
def test_a_function_names_each_type_of_exception_differently(path: Path) -> None:
    """mypyc gives a variable the type of its first handler: the second one would raise TypeError."""
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(function, ast.FunctionDef):
            continue
        types: dict[str, str] = {}
        for handler in ast.walk(function):
            if isinstance(handler, ast.ExceptHandler) and handler.name and handler.type:
                text = ast.unparse(handler.type)
                assert types.setdefault(handler.name, text) == text, f"{function.name}: {handler.name}"
