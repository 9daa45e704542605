"""Requests: their text goes there and back, and it carries the environment they were made in."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

import binder
from cache.index import Root
from farm.request import (
    VARIABLES,
    BadRequest,
    Request,
    environment_of,
    environment_text,
    from_text,
    request_of,
    scenario_text,
)

FULL = Request(
    "/a/b.dll", "debug+profile", "/a/app.exe", "/base", ("/gac", "/other"), False, False,
    (("DOTNET_ROOT", "/d"), ("PATH", "/bin")),
)


@pytest.mark.parametrize("request_", [Request("/a/b.dll"), FULL, Request("/ü \ud800\n.dll", activate=True)])
def test_there_and_back(request_: Request) -> None:
    text = request_.to_text()
    assert from_text(text) == request_
    assert "\n" not in text


def test_defaults_take_no_room() -> None:
    assert json.loads(Request("/a.dll").to_text()) == {"path": "/a.dll"}


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{}", "nonsense", '{"path": 1}', '{"path": "/a", "color": "red"}',
        '{"path": "/a", "scenario": "fast"}',
        '{"path": "/a", "environment": [["x"]]}', '{"path": "/a", "activate": "yes"}',
    ],
)
def test_what_is_no_request(text: str) -> None:
    with pytest.raises(BadRequest):
        from_text(text)


def test_environment_is_what_binding_asks_for() -> None:
    found = environment_of({"PATH": "/bin", "HOME": "/root", "DOTNET_ROOT": "/d", "DOTNET_ROOT_X64": ""})
    assert found == (("DOTNET_ROOT", "/d"), ("PATH", "/bin"))


def test_gac_is_given_or_from_the_environment() -> None:
    environment = environment_of({"NGEN_GAC": f"/one{os.pathsep}{os.pathsep}/two"})
    assert Request("/a.dll", environment=environment).gac_folders == ("/one", "/two")
    assert Request("/a.dll", gac=("/three",), environment=environment).gac_folders == ("/three",)


def test_paths_become_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "real.dll").write_bytes(b"")
    (tmp_path / "link.dll").symlink_to("real.dll")
    monkeypatch.chdir(tmp_path)
    found = Request("link.dll", exe_config="real.dll", app_base=".", gac=("g",)).absolute()
    real = os.path.realpath(tmp_path)
    assert found == Request(f"{real}/real.dll", "", f"{real}/real.dll", real, (f"{real}/g",))


def test_scenarios() -> None:
    assert [scenario_text(d, p) for d in (False, True) for p in (False, True)] == [
        "", "profile", "debug", "debug+profile",
    ]


def test_every_variable_that_the_binder_names_is_carried() -> None:
    folder = Path(binder.__file__).parent
    text = "".join(path.read_text() for path in sorted(folder.glob("*.py")))
    named = set(re.findall(r'env\.get\("(\w+)"', text)) | {"DOTNET_ROOT", "DOTNET_ROOT_X64"}
    assert len(named) > 5 and not named - set(VARIABLES)


def test_a_root_gives_the_request_that_installed_it() -> None:
    environment = (("DOTNET_ROOT", "/a=b"), ("PATH", "/bin:/x y"))
    root = Root(
        "/a.dll", "debug", "/b.exe", "/base", gac="/gac\n/other", options="no-dependencies", mode="aside",
        environment=environment_text(environment),
    )
    assert request_of(root) == Request(
        "/a.dll", "debug", "/b.exe", "/base", ("/gac", "/other"), False, False, environment
    )
    plain = request_of(Root("/a.dll", mode="in-place"))
    assert (plain.dependencies, plain.activate, plain.gac) == (True, True, ())
    assert plain.environment == environment_of(os.environ)
    assert environment_of({"PATH": "/a\n/b"}) == ()
