"""The decision between the compiled and the pure build: what an install on an unusual machine comes to."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from harness import ROOT


@pytest.fixture()
def build() -> ModuleType:
    """setup.py as a module, which builds nothing then."""
    pytest.importorskip("setuptools")
    spec = importlib.util.spec_from_file_location("ngen_setup", ROOT / "setup.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def compiler(path: Path, script: str) -> str:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_pure_on_request(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NGEN_PURE", "1")
    assert build.extensions() == []
    assert capsys.readouterr().err == "ngen: building pure Python, slower to compile with: NGEN_PURE is set\n"


def test_without_a_compiler(build: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NGEN_PURE", raising=False)
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    assert build.why_pure().startswith("no C compiler (")
    monkeypatch.setenv("CC", "/nowhere/cc -pthread")
    assert build.why_pure() == "no C compiler (/nowhere/cc) on this machine"


def test_with_a_compiler_that_does_not_work(
    build: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As where its headers are missing: then the install must not fail half-way through the core."""
    monkeypatch.delenv("NGEN_PURE", raising=False)
    monkeypatch.setenv("CC", compiler(tmp_path / "good-cc", "exit 0"))
    monkeypatch.setattr(build.sysconfig, "get_path", lambda name: str(tmp_path))
    assert build.why_pure() == f"the Python headers (Python.h) are not in {tmp_path}"
    (tmp_path / "Python.h").write_text("")
    monkeypatch.setenv("CC", compiler(tmp_path / "bad-cc", "exit 1"))
    assert build.why_pure().startswith("the C compiler does not work: ")
    monkeypatch.setenv("CC", str(tmp_path / "good-cc"))
    expected = "" if importlib.util.find_spec("mypyc") else "mypyc is not installed"
    assert build.why_pure() == expected
    monkeypatch.setattr(build.importlib.util, "find_spec", lambda name: None)
    assert build.why_pure() == "mypyc is not installed"


def test_the_core_is_what_is_hot(build: ModuleType) -> None:
    modules = build.core_modules()
    assert "binder/metadata.py" in modules and "codegen/imp/importer.py" in modules
    assert not set(modules) & build.INTERPRETED
    assert all((ROOT / m).is_file() for m in build.INTERPRETED)
    assert {m.split("/")[0] for m in modules} == {"binder", "codegen"}
