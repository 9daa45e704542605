"""How long each command takes when there is nothing to compile.

    python bench/commands.py [--runs N]        with PYTHONPATH at the build to measure (make bench)

A program with two dependencies is installed in a store of its own; then each command is run N times as a process, as
a shell does. Printed: the median of the wall clock, of the CPU time of the process, and whether the wall clock is
under the bound. CPU time says more on a machine that does other things.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ASSETS = HERE.parent / "tests" / "assets" / "upgrades" / "bin" / "first"
BOUND_MS = 200.0
ENTRY = [sys.executable, "-c", "from cli.main import main; main()"]


def commands(app: Path) -> dict[str, list[str]]:
    """What is measured; {app} is installed before."""
    return {
        "--version": ["--version"],
        "--help": ["--help"],
        "install --help": ["install", "--help"],
        "install (all from cache)": ["install", str(app)],
        "update (nothing stale)": ["update"],
        "display": ["display"],
        "display NAME": ["display", "Parts"],
        "display --json": ["display", "--json"],
        "display --html": ["display", "--html", str(app.parent.parent / "page.html")],
        "why": ["why", "upgrade"],
        "log": ["log"],
        "queue status": ["queue", "status"],
        "install /queue": ["install", str(app), "/queue"],
        "update /queue": ["update", "/queue"],
        "queue pause": ["queue", "pause"],
        "queue continue": ["queue", "continue"],
        "service status": ["service", "status"],
        "verify": ["verify"],
        "gc --dry-run": ["gc", "--dry-run"],
        "completion bash": ["completion", "bash"],
        "a wrong action": ["instal"],
        "uninstall of nothing": ["uninstall", "Nobody"],
    }


def measure(words: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """(wall clock, CPU) in ms of one run."""
    begin = time.perf_counter()
    process = subprocess.Popen(
        [*ENTRY, *words], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, _, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    process.returncode = 0
    return 1000 * wall, 1000 * (usage.ru_utime + usage.ru_stime)


def main() -> int:
    parser = argparse.ArgumentParser(description="Time every command when there is nothing to compile.")
    parser.add_argument("--runs", type=int, default=7)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ngen-bench-") as folder:
        app = Path(folder, "app", "upgrade.dll")
        shutil.copytree(ASSETS, app.parent)
        environment = {**os.environ, "NGEN_HOME": str(Path(folder, "home")), "NGEN_AUTOSTART": "0"}
        subprocess.run([*ENTRY, "install", str(app), "/silent"], env=environment, check=True)
        # What was digested a moment ago is read again until its time stamps have settled.
        time.sleep(2.5)
        print(f"{'command':28} {'wall ms':>8} {'CPU ms':>8}")
        slow = 0
        for name, words in commands(app).items():
            runs = [measure(words, environment) for _ in range(arguments.runs)]
            wall, cpu = (statistics.median(column) for column in zip(*runs))
            slow += wall >= BOUND_MS
            print(f"{name:28} {wall:8.0f} {cpu:8.0f}{'  over the bound' if wall >= BOUND_MS else ''}")
        print(f"{slow} over {BOUND_MS:.0f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
