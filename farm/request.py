"""What a user asks to be installed, as data that outlives the command: in a root, in the queue, in the service.

    text   := one line of JSON: an object with those fields of Request that are not the default
    root   := (path, scenario, exe_config, app_base); the other fields say how, not what
    scenario := '' | 'debug' | 'profile' | 'debug+profile'

Invariant: what a request binds to depends on the request and on files, never on the environment of whoever executes
it. So it carries the variables that binding may consult, and the queue, the service and `update` bind what the user
would have bound.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from cache.index import Root
from cache.tables.deps import IN_PLACE

DEBUG = "debug"
PROFILE = "profile"
NO_DEPENDENCIES = "no-dependencies"
SCENARIOS = ("", DEBUG, PROFILE, f"{DEBUG}+{PROFILE}")

# Every variable that binding or looking for an assembly consults.
VARIABLES = (
    "CORE_SERVICING",
    "DOTNET_ROLL_FORWARD",
    "DOTNET_ROLL_FORWARD_ON_NO_CANDIDATE_FX",
    "DOTNET_ROLL_FORWARD_TO_PRERELEASE",
    "DOTNET_ROOT",
    "DOTNET_ROOT_X64",
    "DOTNET_RUNTIME_ID",
    "DOTNET_SHARED_STORE",
    "NGEN_GAC",
    "PATH",
)


class BadRequest(Exception):
    """A text that is no request: written by another version, or damaged."""


@dataclass(frozen=True)
class Request:
    """Paths are absolute, with links followed. `activate` None: as it is activated now, in place when it is new.
    `gac` are folders; when empty, NGEN_GAC of the environment names them."""

    path: str
    scenario: str = ""
    exe_config: str = ""
    app_base: str = ""
    gac: tuple[str, ...] = ()
    dependencies: bool = True
    activate: bool | None = None
    environment: tuple[tuple[str, str], ...] = ()
    ignore_missing: bool = False

    def __post_init__(self) -> None:
        if self.scenario not in SCENARIOS:
            raise BadRequest(f"unknown scenario {self.scenario!r}")

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """Of the root that it makes."""
        return self.path, self.scenario, self.exe_config, self.app_base

    @property
    def gac_folders(self) -> tuple[str, ...]:
        if self.gac:
            return self.gac
        return tuple(d for d in dict(self.environment).get("NGEN_GAC", "").split(os.pathsep) if d)

    def absolute(self) -> Request:
        """The same with paths that mean the same from any folder, and assemblies in place of what stands for them."""
        return replace(
            self,
            path=assembly_path(self.path),
            exe_config=config_path(self.exe_config),
            app_base=os.path.realpath(self.app_base) if self.app_base else "",
            gac=tuple(os.path.realpath(d) for d in self.gac),
        )

    def to_text(self) -> str:
        given = {name: value for name, value in asdict(self).items() if value != _DEFAULTS.get(name)}
        return json.dumps(given, sort_keys=True)


_DEFAULTS: dict[str, object] = {f.name: f.default for f in fields(Request)}
_TEXTS = ("path", "scenario", "exe_config", "app_base")


def from_text(text: str) -> Request:
    """BadRequest unless the text is one that to_text made."""
    try:
        given = json.loads(text)
        return Request(**{name: _field(name, value) for name, value in given.items()})
    except (ValueError, TypeError, AttributeError) as e:
        raise BadRequest(f"not a request: {text!r}: {e}") from None


def _field(name: str, value: Any) -> Any:
    if name in _TEXTS and isinstance(value, str):
        return value
    if name in ("dependencies", "activate", "ignore_missing") and isinstance(value, bool):
        return value
    if name == "gac":
        return tuple(str(folder) for folder in value)
    if name == "environment":
        return tuple((str(variable), str(setting)) for variable, setting in value)
    raise ValueError(f"field {name!r}")


def assembly_path(path: str) -> str:
    """The assembly meant by its path or that of an apphost; the path itself when nothing is there."""
    from binder.discovery import managed_root
    from binder.errors import BindError

    try:
        return managed_root(path)
    except BindError:
        return os.path.realpath(path)


def config_path(exe_config: str) -> str:
    """The application meant by its path or that of one of its configuration files; '' for ''."""
    from binder.discovery import application_of

    return assembly_path(application_of(exe_config)) if exe_config else ""


def scenario_text(debug: bool, profile: bool) -> str:
    return "+".join(name for name, wanted in ((DEBUG, debug), (PROFILE, profile)) if wanted)


def environment_of(variables: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Those that a request carries, by name. A path with a line break is no path to a runtime."""
    return tuple((n, variables[n]) for n in VARIABLES if variables.get(n) and "\n" not in variables[n])


def environment_text(environment: tuple[tuple[str, str], ...]) -> str:
    """As a root keeps it: NAME=VALUE on each line."""
    return "\n".join(f"{name}={value}" for name, value in environment)


def request_of(root: Root) -> Request:
    """The request that installed a root, to install it again. A root that an older version installed has kept no
    environment; this process's own stands for it."""
    lines = [line.partition("=") for line in root.environment.splitlines()]
    environment = tuple((name, value) for name, _, value in lines) or environment_of(os.environ)
    return Request(
        root.path, root.scenario, root.exe_config, root.app_base, tuple(root.gac.splitlines()),
        root.options != NO_DEPENDENCIES, root.mode == IN_PLACE, environment,
    )
