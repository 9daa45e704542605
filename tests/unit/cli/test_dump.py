"""`ngen dump` on an image of ours, on the runtime's own, and on files that are neither; `python -m cli`."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import is_compiled
from e2e.images import build_image
from harness import BIN, framework_dir

from cli import __version__, exits
from cli.main import run

CELL = re.compile(r"\n  \[\d+:0\] ")


@pytest.fixture(scope="module")
def image(dotnet_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("il") / "smoke.dll"
    source.write_bytes((BIN / "smoke.dll").read_bytes())
    out = tmp_path_factory.mktemp("image") / "smoke.dll"
    out.write_bytes(build_image(source, framework_dir(dotnet_root / "dotnet")).image)
    return out


def test_tables_cells_and_methods(image: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dump", str(image)]) == exits.DONE
    text = capsys.readouterr().out
    assert text.startswith("ReadyToRun 9.1 linux-x64 flags 0x")
    assert "MethodDefEntryPoints" in text and CELL.search(text) and "Smoke::Fib(s;0;i8;i4) at 0x" in text
    assert run(["dump", str(image), "--no-cells", "--no-methods"]) == exits.DONE
    text = capsys.readouterr().out
    assert "\nimport 0" in text and not CELL.search(text) and "Smoke::Fib" not in text


def test_code_of_a_method(image: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dump", str(image), "smoke::main"]) == exits.DONE
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("[]Smoke::Main(") and any(line.endswith("  ret") for line in lines)
    assert any("call qword ptr" in line and "; MethodEntry []Smoke::" in line for line in lines)
    assert run(["dump", str(image), "nothing-like-it"]) == exits.NOT_FOUND
    assert "no code of a method with 'nothing-like-it'" in capsys.readouterr().err


def test_an_image_of_another_compiler(dotnet_root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    library = framework_dir(dotnet_root / "dotnet") / "System.Collections.dll"
    assert run(["dump", str(library), "::Enqueue("]) == exits.DONE
    out = capsys.readouterr().out
    assert "PriorityQueue`2<" in out and "  part 0 at 0x" in out and " ret\n" in out


@pytest.mark.parametrize(
    ("data", "code", "message"),
    [
        (None, exits.NOT_FOUND, "there is no such file"),
        (b"\x7fELF", exits.FAILED, "not a .NET assembly"),
        ((BIN / "smoke.dll").read_bytes(), exits.FAILED, "holds no native code"),
    ],
)
def test_files_that_are_no_images(
    data: bytes | None, code: int, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.dll"
    if data is not None:
        path.write_bytes(data)
    assert run(["dump", str(path)]) == code
    assert message in capsys.readouterr().err


def test_damaged_images_end_in_a_message(image: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = image.read_bytes()
    chance = random.Random(11)
    path = tmp_path / "damaged.dll"
    codes = set()
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(8):
            data[chance.randrange(0x200, len(data))] = chance.choice([0, 0x7F, 0x80, 0xFF])
        path.write_bytes(data)
        code = run(["dump", str(path)])
        err = capsys.readouterr().err
        assert code == exits.DONE or err.startswith("ngen: ") and "internal error" not in err
        codes.add(code)
    assert codes == {exits.DONE, exits.FAILED}


def test_module_start(tmp_path: Path) -> None:
    environment = {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    done = subprocess.run(
        [sys.executable, "-m", "cli", "--version"], capture_output=True, text=True, env=environment, cwd=tmp_path
    )
    assert done.returncode == 0
    assert done.stdout == f"ngen {__version__} ({'compiled' if is_compiled() else 'pure Python'})\n"
