"""How long each command takes when there is nothing to compile: the median of several starts, in seconds.

    python bench/commands.py [--repeat N]

The store holds the sample application. Times are of the whole process, interpreter included; CPU time is user plus
system, which another job on the machine disturbs less.
"""
from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SAMPLE = Path(__file__).resolve().parent.parent / "samples" / "wordstats" / "app"
COMMANDS = (
    "install {app}", "update", "display", "display wordstats", "display --json", "log {app}", "why {app}",
    "queue status", "executeQueuedItems", "service status", "verify", "gc --dry-run", "--version", "--help",
)


def once(words: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """(seconds, CPU seconds) of one command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    command = [sys.executable, "-m", "cli", *words]
    # Elsewhere than in the sources, which would come before the installed build.
    done = subprocess.run(command, env=environment, cwd=environment["NGEN_HOME"], capture_output=True, text=True)
    wall = time.perf_counter() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"bench: ngen {' '.join(words)}: exit code {done.returncode}\n{done.stderr}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description="seconds of commands with nothing to compile")
    parser.add_argument("--repeat", type=int, default=5)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = Path(folder, "app")
        shutil.copytree(SAMPLE, app)
        environment = {**os.environ, "NGEN_HOME": f"{folder}/home", "NGEN_AUTOSTART": "0"}
        Path(environment["NGEN_HOME"]).mkdir(mode=0o700)
        path = str(app / "wordstats.dll")
        once(["install", path], environment)
        print("| command | seconds | CPU seconds |")
        print("| --- | ---: | ---: |")
        for command in COMMANDS:
            runs = [once(command.format(app=path).split(), environment) for _ in range(args.repeat)]
            wall, cpu = (statistics.median(column) for column in zip(*runs))
            print(f"| ngen {command.format(app='app.dll')} | {wall:.2f} | {cpu:.2f} |", flush=True)


if __name__ == "__main__":
    main()
