"""What the runtime does with the images: it runs them, and the JIT does what they leave out or what is stale."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from e2e.images import jit_name
from harness import BIN, clean_environment
from reference.conftest import UPGRADES, Ngen, replace, report_of

pytestmark = pytest.mark.e2e

COMMAND = [sys.executable, "-c", "from cli.main import main; main()"]


def variables(ngen: Ngen, **more: str) -> dict[str, str]:
    paths = os.pathsep.join(p for p in sys.path if p)
    given = {"NGEN_HOME": str(ngen.home), "PYTHONPATH": paths, "DOTNET_TieredCompilation": "0", **more}
    return clean_environment({"DOTNET_ROOT": os.environ["DOTNET_ROOT"], **given})


class Run:
    """A run of the program by `ngen run`: its output, the report, and the loader's line for each file by its name."""

    def __init__(self, ngen: Ngen, *switches: str, program: Path | None = None) -> None:
        out = ngen.home / "report.json"
        done = subprocess.run(
            [*COMMAND, "run", *switches, "--report-json", str(out), str(program or ngen.app)], env=variables(ngen),
            capture_output=True, text=True, timeout=120,
        )
        assert done.returncode == 0, done.stderr
        self.output, self.errors = done.stdout, done.stderr
        self.report: dict[str, Any] = report_of(out)
        self.modules = {
            match[2].rpartition("/")[2]: (match[1], match[2])
            for match in re.finditer(r'Ready to Run (.*): "(.*)"', "\n".join(self.report["modules"]))
        }

    def jitted(self) -> set[str]:
        return {j["method"].partition("(")[0] for j in self.report["jitted"]}

    def taken(self) -> set[str]:
        return {name for name, (what, _) in self.modules.items() if what == "initialized successfully"}


def own(methods: set[str]) -> set[str]:
    return {m for m in methods if m.startswith(("Program:", "Parts.", "Deep."))}


FILES = {"upgrade.dll", "Parts.dll", "Deep.dll"}


def test_the_runtime_runs_the_images_and_not_the_jit(ngen: Ngen) -> None:
    plain = Run(ngen)
    assert "Program:Main" in plain.jitted() and plain.taken() == set()
    ngen.done("install", str(ngen.app))
    native = Run(ngen)
    assert native.output == plain.output and native.taken() == FILES
    assert "Program:Main" not in native.jitted()
    assert len(own(native.jitted())) < len(own(plain.jitted())) / 3


def test_started_as_ever_it_runs_the_images(installed: Ngen) -> None:
    """Not by `ngen run`, but by the host, as anyone starts it."""
    log = installed.home / "loader"
    dotnet = Path(os.environ["DOTNET_ROOT"]) / "dotnet"
    done = subprocess.run(
        [str(dotnet), str(installed.app)], env=variables(installed, DOTNET_ReadyToRunLogFile=str(log)),
        capture_output=True, text=True, timeout=60,
    )
    assert done.returncode == 0, done.stderr
    lines = next(installed.home.glob("loader.*")).read_text()
    for name in FILES:
        assert f'initialized successfully: "{installed.folder / name}"' in lines


def test_methods_left_out_are_jitted(installed: Ngen) -> None:
    images = installed.json("why", str(installed.app))["images"]
    left = {jit_name(w["method"]) for image in images for w in image["left_to_jit"]}
    ours = own(Run(installed).jitted())
    # What else is compiled are instantiations over other assemblies' types, which belong to no image.
    assert len(ours & left) >= 5 and "Program:Main" not in ours and "Program:Main" not in left


def test_a_stale_image_is_not_used(installed: Ngen, copy_app: Callable[[str], Path]) -> None:
    """After each kind of upgrade the program does what its IL does, before `update` and after."""
    plain = copy_app("plain")
    for version, name in (("fields", "Deep.dll"), ("fields", "Parts.dll"), ("next", "upgrade.dll")):
        installed.upgrade(version, name)
        replace(plain.with_name(name), UPGRADES / version / name)
        expected = Run(installed, program=plain).output
        before = Run(installed)
        assert name not in before.taken() and before.output == expected
        installed.done("update")
        after = Run(installed)
        assert after.taken() == FILES and after.output == expected


# Scenarios.


@pytest.mark.parametrize("switches", [("/debug",), ("/profile",)])
def test_run_takes_the_images_of_the_scenario(installed: Ngen, switches: tuple[str, ...]) -> None:
    installed.done("install", str(installed.app), *switches)
    normal, special = Run(installed), Run(installed, *switches)
    assert special.output == normal.output
    assert {path for _, path in normal.modules.values()} == {str(installed.folder / name) for name in FILES}
    assert special.taken() == FILES
    assert all(path.startswith(str(installed.home / "images")) for _, path in special.modules.values())


def test_run_without_the_scenario_uses_the_jit(installed: Ngen) -> None:
    """Images for normal runs stand there, and are not taken for a debugger."""
    run = Run(installed, "/debug")
    assert "is not installed for debug; running it without images" in run.errors
    assert run.taken() == set() and "Program:Main" in run.jitted()
    installed.done("install", str(installed.app), "/debug", "/profile")
    assert Run(installed, "/debug").taken() == set()


# What is said of a run.


def test_run_report_confirms_the_images(installed: Ngen) -> None:
    done = subprocess.run(
        [*COMMAND, "run", "--report", str(installed.app)], env=variables(installed), capture_output=True, text=True
    )
    assert re.search(r"methods from images: [1-9]\d*; JIT-compiled: \d+", done.stderr)


def test_a_rejected_image_is_in_the_log(installed: Ngen) -> None:
    """Images that the runtime is told not to use, which is the one way to have it reject sound ones."""
    from cli.rejections import remember

    deps = installed_deps(installed)
    line = f'Ready to Run disabled - collectible module: "{installed.parts}".'
    assert remember(installed.home, deps, [line, "Ready to Run not enabled."]) == 1
    assert "Parts.dll rejected on" in installed.done("log", "--failed")
    assert "collectible module" in installed.done("log", "Parts")
    Run(installed)
    assert "no image was rejected" in installed.done("log", "--failed")


def installed_deps(ngen: Ngen) -> list[Any]:
    from cache.store import Store

    store = Store(ngen.home)
    deps = [d for r in store.index.roots.all() for d in store.index.deps.of_root(r.id)]
    store.close()
    return list(deps)


def test_processes_map_the_image_file(ngen: Ngen) -> None:
    """Its pages come from the file, which the kernel keeps once for all processes."""
    shutil.copy(BIN / "hosted.dll", ngen.folder / "hosted.dll")
    shutil.copy(BIN / "hosted.runtimeconfig.json", ngen.folder / "hosted.runtimeconfig.json")
    ngen.done("install", str(ngen.folder / "hosted.dll"))
    dotnet = Path(os.environ["DOTNET_ROOT"]) / "dotnet"
    process = subprocess.Popen(
        [str(dotnet), str(ngen.folder / "hosted.dll"), "wait"], env=variables(ngen), stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        maps = ""
        limit = time.monotonic() + 20
        while str(ngen.folder / "hosted.dll") not in maps and time.monotonic() < limit:
            maps = Path(f"/proc/{process.pid}/maps").read_text()
            time.sleep(0.02)
        code = [line for line in maps.splitlines() if line.endswith("hosted.dll") and " r-xp " in line]
        assert code, maps[-2000:]
    finally:
        process.kill()
        process.communicate()
