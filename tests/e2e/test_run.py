"""Programs started with their images, by `ngen run` and in place the usual way. After `install --no-activate` the
application's folder stays as it is, and the program notices nothing but where its assembly lies."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from e2e.images import jit_name
from harness import NGEN, clean_environment, parse_jit_summary, stage

# What the runtime compiles only because it is traced.
TRACING = re.compile("EventSource|InvokeStub_Event|EventPipe|EventAttribute")


class Program:
    """A staged application, the runtime it is to use, and the commands on it in a process of their own."""

    def __init__(self, dll: Path, home: Path, dotnet_root: Path) -> None:
        self.dll = dll
        self.folder = dll.parent
        self.home = home
        paths = os.pathsep.join(p for p in sys.path if p)
        self.environment = clean_environment(
            {"NGEN_HOME": str(home), "DOTNET_ROOT": str(dotnet_root), "PYTHONPATH": paths}
        )

    def __call__(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*NGEN, *words], env={**self.environment, **more}, capture_output=True, text=True, timeout=120
        )

    def install(self, *options: str) -> None:
        done = self("install", str(self.dll), "--engine", "inline", *options)
        assert done.returncode == 0, done.stderr

    def run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return self("run", str(self.dll), *arguments, **more)

    def start(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """The usual way, which knows nothing of images."""
        command = [f"{self.environment['DOTNET_ROOT']}/dotnet", str(self.dll), *arguments]
        return subprocess.run(
            command, env={**self.environment, **more}, capture_output=True, text=True, timeout=120
        )

    def traced(self, usual: bool = False) -> tuple[list[str], list[str]]:
        """(methods that were JIT-compiled, what the loader says of files of the application or the store)."""
        with tempfile.TemporaryDirectory() as folder:
            done = (self.start if usual else self.run)(
                DOTNET_TieredCompilation="0", DOTNET_JitStdOutFile=f"{folder}/jit", DOTNET_JitDisasmSummary="1",
                DOTNET_ReadyToRunLogFile=f"{folder}/log",
            )
            assert done.returncode == 0, done.stderr
            lines = [line for path in Path(folder).glob("log.*") for line in path.read_text().splitlines()]
            jitted = [name for name, _ in parse_jit_summary(Path(folder, "jit").read_text())]
        return jitted, [line for line in lines if str(self.folder) in line or str(self.home) in line]

    def left_to_jit(self) -> set[str]:
        """Names as the JIT writes them, without arguments."""
        images = json.loads(self("why", str(self.dll), "--json").stdout)["images"]
        return {jit_name(w["method"]) for image in images for w in image["left_to_jit"]}

    def state(self) -> dict[str, tuple[bytes, int, int]]:
        return {
            p.name: (p.read_bytes(), stat.S_IMODE(p.stat().st_mode), p.stat().st_mtime_ns)
            for p in sorted(self.folder.iterdir())
        }


@pytest.fixture()
def program(tmp_path: Path, dotnet_root: Path) -> Callable[[str], Program]:
    def make(name: str) -> Program:
        dotnet = dotnet_root / "dotnet"
        if not os.access(dotnet, os.X_OK):
            dotnet.chmod(dotnet.stat().st_mode | 0o111)
        return Program(stage(name, tmp_path / "app"), tmp_path / "store", dotnet_root)

    return make


def test_the_precompiled_bodies_run(program: Callable[[str], Program]) -> None:
    hosted = program("hosted")
    before = hosted.state()
    jitted, log = hosted.traced()
    assert any(name.startswith("Hosted:Main") for name in jitted) and "header not found" in log[0]
    hosted.install("--no-activate")
    jitted, log = hosted.traced()
    assert not [name for name in jitted if name.startswith("Hosted:")]
    assert len(log) == 1 and "initialized successfully" in log[0] and str(hosted.home) in log[0]
    assert hosted.state() == before
    assert hosted("uninstall", str(hosted.dll)).returncode == 0
    assert hosted.state() == before


@pytest.mark.parametrize("usual", [True, False])
def test_in_place_the_usual_start_uses_the_image(program: Callable[[str], Program], usual: bool) -> None:
    hosted = program("hosted")
    before = hosted.state()
    hosted.install()
    jitted, log = hosted.traced(usual)
    assert not [name for name in jitted if name.startswith("Hosted:")]
    assert len(log) == 1 and "initialized successfully" in log[0] and str(hosted.dll) in log[0]
    assert hosted.start("exit", "5").returncode == 5
    assert hosted("uninstall", str(hosted.dll)).returncode == 0
    assert hosted.state() == before
    jitted, log = hosted.traced(usual)
    assert any(name.startswith("Hosted:Main") for name in jitted) and "header not found" in log[0]


@pytest.mark.parametrize("mode", ["aside", "in place"])
def test_the_program_sees_its_own_start(program: Callable[[str], Program], mode: str) -> None:
    hosted = program("hosted")
    config = hosted.folder / "hosted.runtimeconfig.json"
    options = json.loads(config.read_text())
    options["runtimeOptions"]["configProperties"]["Hosted.Setting"] = "of the application"
    config.write_text(json.dumps(options))
    hosted.install(*(["--no-activate"] if mode == "aside" else []))
    arguments = ["one", "--report", "/silent", "two words", "", "--", "ü"]
    done = hosted.run(*arguments)
    assert done.returncode == 0 and done.stderr == ""
    lines = done.stdout.splitlines()
    assert f"base {hosted.folder}/" in lines
    assert "setting of the application" in lines
    assert [line for line in lines if line.startswith("argument")] == [f"argument [{a}]" for a in arguments]
    inside = hosted.folder if mode == "in place" else hosted.home
    assert any(line.startswith(f"location {inside}") for line in lines)


def test_exit_codes(program: Callable[[str], Program]) -> None:
    hosted = program("hosted")
    hosted.install("--no-activate")
    report = str(hosted.home / "report.json")
    for code in (0, 1, 42, 255):
        assert hosted.run("exit", str(code)).returncode == code
    assert hosted("run", "--report-json", report, str(hosted.dll), "exit", "42").returncode == 42
    done = hosted.run("throw")
    assert done.returncode == -signal.SIGABRT and "as asked" in done.stderr
    done = hosted("run", "--report-json", report, str(hosted.dll), "throw")
    assert done.returncode == 128 + signal.SIGABRT and json.loads(Path(report).read_text())["exit_code"] == 134


def test_the_report(program: Callable[[str], Program], tmp_path: Path) -> None:
    """It says of the JIT what the JIT says itself, method by method, and that the images were used."""
    hosted = program("hosted")
    reports = []
    for installed in (False, True):
        if installed:
            hosted.install("--no-activate")
        jit, out = tmp_path / f"jit-{installed}", tmp_path / f"report-{installed}"
        done = hosted(
            "run", "--report", "--report-json", str(out), str(hosted.dll), "exit", "3", DOTNET_TieredCompilation="0",
            DOTNET_JitStdOutFile=str(jit), DOTNET_JitDisasmSummary="1",
        )
        assert done.returncode == 3
        report = json.loads(out.read_text())
        ours = [name for name, _ in parse_jit_summary(jit.read_text()) if not TRACING.search(name)]
        # The arguments are written differently.
        assert [j["method"].partition("(")[0] for j in report["jitted"] if "`" not in j["method"]] == [
            name.partition("(")[0].partition("[")[0] for name in ours if "`" not in name.partition("(")[0]
        ]
        assert report["methods_jitted"] == len(report["jitted"]) == len(ours)
        assert f"JIT-compiled: {len(ours):,} (" in done.stderr
        assert len(report["modules"]) == 1 and str(hosted.home if installed else hosted.folder) in report["modules"][0]
        reports.append(report)
    before, after = ({j["method"].partition("(")[0] for j in r["jitted"]} for r in reports)
    assert {"Hosted:Main", "Hosted:Code", "Hosted:Describe"} <= before - after
    assert reports[1]["methods_from_images"] >= reports[0]["methods_from_images"] + 3


@pytest.mark.parametrize("options", [[], ["--report"]])
def test_signals_reach_the_program(program: Callable[[str], Program], options: list[str]) -> None:
    hosted = program("hosted")
    hosted.install("--no-activate")
    with subprocess.Popen(
        [*NGEN, "run", *options, str(hosted.dll), "wait"], env=hosted.environment, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        if not options:
            assert first == f"pid {process.pid}\n"
        while process.stdout.readline() != "waiting\n":
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=60)
    assert rest == "asked to end\n"
    assert process.returncode == 7


def test_standard_input(program: Callable[[str], Program]) -> None:
    hosted = program("hosted")
    hosted.install("--no-activate")
    done = subprocess.run(
        [*NGEN, "run", str(hosted.dll), "read"], env=hosted.environment, input="abc", capture_output=True, text=True,
    )
    assert "input 3\n" in done.stdout


def manifest(*files: str) -> str:
    """A deps.json that lists these assemblies; the first is the application, the others are packages."""
    name = ".NETCoreApp,Version=v8.0"
    target = {f"{Path(f).stem}/1.0.0": {"runtime": {f"lib/{f}" if i else f: {}}} for i, f in enumerate(files)}
    for i, assets in enumerate(target.values()):
        if i:
            for asset in assets["runtime"].values():
                asset.update({"assemblyVersion": "1.0.0.0", "fileVersion": "1.0.0.0"})
    libraries = {key: {"type": "package", "serviceable": True, "sha512": ""} for key in target}
    return json.dumps({"runtimeTarget": {"name": name}, "targets": {name: target}, "libraries": libraries})


@pytest.mark.parametrize("listed", [False, True])
def test_dependencies_run_too(program: Callable[[str], Program], listed: bool) -> None:
    """With a deps.json and without one."""
    words = program("wordstats")
    if listed:
        (words.folder / "wordstats.deps.json").write_text(manifest("wordstats.dll", "TextStats.dll"))
    before = words.state()
    expected = words.run()
    words.install("--no-activate")
    jitted, log = words.traced()
    assert len(log) == 2 and all("initialized successfully" in line for line in log)
    ours = {name.partition("(")[0] for name in jitted if re.match(r"TextStats\.\w+:\w+\(", name)}
    assert ours and ours <= words.left_to_jit()
    done = words.run()
    assert (done.returncode, without_times(done.stdout)) == (0, without_times(expected.stdout))
    assert words.state() == before


def without_times(text: str) -> str:
    return re.sub(r"\d+(\.\d+)? ms", "", text)


def test_a_stale_image_is_not_used(program: Callable[[str], Program]) -> None:
    words = program("wordstats")
    words.install("--no-activate")
    library = words.folder / "TextStats.dll"
    library.write_bytes(library.read_bytes() + bytes(8))
    done = words.run()
    assert done.returncode == 0
    assert done.stderr == f"ngen: {library} has changed since it was compiled; run `ngen update`\n"
    _, log = words.traced()
    assert [("initialized successfully" in line, "wordstats.dll" in line) for line in log].count((True, True)) == 1
    assert [line for line in log if "TextStats" in line and "header not found" in line and str(words.folder) in line]


def test_files_that_a_manifest_lists_and_nobody_has(program: Callable[[str], Program]) -> None:
    """The host takes a manifest at its word without additional dependencies, so it has to with them."""
    words = program("wordstats")
    lists = json.loads(manifest("wordstats.dll", "TextStats.dll"))
    package = lists["targets"][".NETCoreApp,Version=v8.0"]["TextStats/1.0.0"]
    package["native"] = {"native/libabsent.so": {}}
    package["runtimeTargets"] = {"runtimes/linux-x64/native/libother.so": {"rid": "linux-x64", "assetType": "native"}}
    (words.folder / "wordstats.deps.json").write_text(json.dumps(lists))
    assert words.run().returncode == 0
    words.install("--no-activate")
    done = words.run()
    assert (done.returncode, done.stderr) == (0, "")
    _, log = words.traced()
    assert len(log) == 2 and all("initialized successfully" in line for line in log)

    package["runtime"]["lib/Absent.dll"] = {}
    (words.folder / "wordstats.deps.json").write_text(json.dumps(lists))
    done = words.run()
    assert done.returncode == 0
    assert "lists lib/Absent.dll, which is missing" in done.stderr and "running without images" in done.stderr


def test_an_application_that_brings_its_own_runtime(
    program: Callable[[str], Program], dotnet_root: Path
) -> None:
    hosted = program("hosted")
    framework = sorted((dotnet_root / "shared" / "Microsoft.NETCore.App").iterdir())[-1]
    for file in framework.iterdir():
        if not (hosted.folder / file.name).exists():
            (hosted.folder / file.name).symlink_to(file)
    config = {"includedFrameworks": [{"name": "Microsoft.NETCore.App", "version": framework.name}]}
    (hosted.folder / "hosted.runtimeconfig.json").write_text(json.dumps({"runtimeOptions": config}))
    hosted.install("--no-activate")
    done = hosted.run()
    assert "takes images in place only" in done.stderr
    # There is no executable: none is committed, and the message says what is missing.
    assert done.returncode == 3 and f"{hosted.folder / 'hosted'}, which starts it, is missing" in done.stderr


def test_a_library_is_no_program(program: Callable[[str], Program]) -> None:
    words = program("wordstats")
    done = words("run", str(words.folder / "TextStats.dll"))
    assert done.returncode == 1 and "is no program" in done.stderr
