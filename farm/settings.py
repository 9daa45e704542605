"""`service.toml` in the store: the rules of the service and how it starts. Every key is optional.

    key = value      the fields of farm.idle.Rules, and those of Settings below
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from farm.idle import Rules, parse_hours

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = "service.toml"
# 0: whatever the file says, queueing starts no service. For image builds, containers and tests.
AUTOSTART = "NGEN_AUTOSTART"


class BadSettings(Exception):
    """service.toml cannot be read, or says something that makes no sense."""


@dataclass(frozen=True)
class Settings:
    rules: Rules = field(default_factory=Rules)
    autostart: bool = True
    workers: int = 0  # processes that compile; 0: as many as cores


def load(home: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    path = home / FILE
    try:
        found: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        found = {}
    except (OSError, ValueError) as e:
        raise BadSettings(f"{path}: {e}") from None
    rules: dict[str, Any] = {}
    rest: dict[str, Any] = {}
    limits = {f.name: f.default for f in fields(Rules)}
    own = {"autostart": True, "workers": 0}
    for key, value in found.items():
        try:
            if key in limits:
                rules[key] = _value(value, limits[key])
            elif key in own:
                rest[key] = _value(value, own[key])
            else:
                raise ValueError(f"there is no such key; there are {', '.join(sorted([*limits, *own]))}")
        except ValueError as e:
            raise BadSettings(f"{path}: {key}: {e}") from None
    if environment.get(AUTOSTART) == "0":
        rest["autostart"] = False
    return Settings(Rules(**rules), **rest)


def _value(value: Any, like: Any) -> Any:
    """The value, if it is of the kind of the default; ValueError says what was expected."""
    if isinstance(like, bool):
        if isinstance(value, bool):
            return value
        raise ValueError(f"expected true or false, not {value!r}")
    if isinstance(like, (int, float)):
        if isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0:
            return type(like)(value)
        raise ValueError(f"expected a number, 0 or more, not {value!r}")
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        for text in value:
            try:
                parse_hours(text)
            except ValueError:
                raise ValueError(f'expected hours such as "08:00-18:00", not {text!r}') from None
        return tuple(value)
    raise ValueError(f'expected a list such as ["08:00-18:00"], not {value!r}')
