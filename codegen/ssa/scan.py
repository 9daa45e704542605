"""Tokens of the text form of functions (grammar: codegen.ssa.text), line by line."""
from __future__ import annotations

import json
import re
from typing import Final

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|->|[-+]?\d[\w.]*(?:[-+]\d+)?|[A-Za-z_][\w]*|[(){}\[\]:=!/@;]|\S')


class ParseError(Exception):
    """Text that is no function; `line` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")
        self.line: int = line
        self.message: str = message


def index_of(names: tuple[str, ...], name: str) -> int:
    """Position of a name, 0 when it is none (position 0 is 'none' in all tables)."""
    for k in range(len(names)):
        if names[k] == name:
            return k
    return 0


class Scanner:
    """One text; `tokens` are those of the current line."""

    def __init__(self, text: str) -> None:
        self.lines: list[list[str]] = []
        self.numbers: list[int] = []
        self.line: int = 0
        self.tokens: list[str] = []
        self.at: int = 0
        for number, line in enumerate(text.split("\n"), 1):
            tokens: list[str] = _TOKEN.findall(line)
            if ";" in tokens:
                tokens = tokens[:tokens.index(";")]
            if tokens:
                self.lines.append(tokens)
                self.numbers.append(number)

    def fail(self, message: str) -> ParseError:
        return ParseError(self.numbers[self.line] if self.line < len(self.numbers) else 0, message)

    def start(self, line: int) -> None:
        self.line = line
        self.tokens = self.lines[line]
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        if self.at >= len(self.tokens):
            raise self.fail("unexpected end of line")
        self.at += 1
        return self.tokens[self.at - 1]

    def accept(self, token: str) -> bool:
        if self.peek() == token:
            self.at += 1
            return True
        return False

    def expect(self, token: str) -> None:
        if not self.accept(token):
            raise self.fail(f"expected {token!r}, found {self.peek()!r}")

    def end(self) -> None:
        if self.at < len(self.tokens):
            raise self.fail(f"unexpected {self.peek()!r}")

    def integer(self) -> int:
        token = self.take()
        try:
            return int(token, 0)
        except ValueError:
            raise self.fail(f"expected a number, found {token!r}")

    def string(self) -> str:
        token = self.take()
        if not token.startswith('"'):
            raise self.fail(f"expected a string, found {token!r}")
        return str(json.loads(token))

    def name(self, names: tuple[str, ...], what: str) -> int:
        token = self.take()
        k = index_of(names, token)
        if k == 0 and token != names[0]:
            raise self.fail(f"unknown {what} {token!r}")
        return k

    def numbered(self, prefix: str) -> int:
        """`prefix` followed by a number, in one token."""
        token = self.take()
        if not token.startswith(prefix) or not token[len(prefix):].isdigit():
            raise self.fail(f"expected {prefix}N, found {token!r}")
        return int(token[len(prefix):])

    def has_numbered(self, prefix: str) -> bool:
        token = self.peek()
        return token.startswith(prefix) and token[len(prefix):].isdigit()

    def int_list(self) -> list[int]:
        self.expect("[")
        items: list[int] = []
        while not self.accept("]"):
            items.append(self.integer())
        return items
