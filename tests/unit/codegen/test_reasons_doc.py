"""docs/reasons.md repeats codegen/reasons.py; `--update-golden` writes it again."""
from __future__ import annotations

from pathlib import Path

import pytest

from codegen.reasons import REASONS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reasons.md"
HEAD = "| code | what it means |\n|---|---|\n"


def table() -> str:
    return HEAD + "".join(f"| `{code}` | {text} |\n" for code, text in REASONS.items())


def test_page_is_current(request: pytest.FixtureRequest) -> None:
    text = PAGE.read_text(encoding="utf-8")
    start = text.index(HEAD)
    end = start
    for line in text[start:].splitlines(keepends=True):
        if not line.startswith("|"):
            break
        end += len(line)
    wanted = text[:start] + table() + text[end:]
    if request.config.getoption("--update-golden"):
        PAGE.write_text(wanted, encoding="utf-8")
    else:
        assert text == wanted, "run pytest --update-golden"


def test_codes_are_plain_words() -> None:
    for code, text in REASONS.items():
        assert code.replace("-", "").isalnum() and code == code.lower()
        assert text and "|" not in text and "\n" not in text
