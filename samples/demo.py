"""`make demo`: a sample application with and without native images, measured honestly.

The sample is copied, so the checkout stays as it is; the store is a temporary one. Times are the smallest of
several runs of the whole process, the two variants taking turns; "to main" is from the start of the process to the
first line of output, which the sample prints from the beginning of its own work.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from binder.discovery import resolve_application
from cache.store import Store
from cli.launch import executable
from cli.render import percent, size_text
from cli.report import Recorder, Report
from farm.assemble import Builder
from farm.install import install, uninstall
from farm.request import Request, environment_of

SAMPLE = Path(__file__).resolve().parent / "wordstats" / "app"
RUNS = 15


class Timing:
    """The best of several runs, in milliseconds."""

    def __init__(self) -> None:
        self.first_output = float("inf")
        self.total = float("inf")


def environment() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.upper().startswith(("DOTNET_JIT", "DOTNET_READY"))}


def run_once(command: list[str], timing: Timing) -> bytes:
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment()) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        to_first = time.perf_counter() - start
        rest = process.stdout.read()
    total = time.perf_counter() - start
    if process.returncode != 0:
        raise SystemExit(f"the sample failed with exit code {process.returncode}")
    timing.first_output = min(timing.first_output, 1000 * to_first)
    timing.total = min(timing.total, 1000 * total)
    return first + rest


def trace(command: list[str], framework_dirs: tuple[str, ...]) -> Report:
    recorder = Recorder()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, env={**environment(), **recorder.environment()}
    )
    process.wait()
    return recorder.read(process.pid, framework_dirs)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="ngen-demo-") as folder:
        demo(Path(folder))


def demo(folder: Path) -> None:
    plain, native = folder / "plain", folder / "native"
    shutil.copytree(SAMPLE, plain)
    shutil.copytree(SAMPLE, native)
    store = Store(folder / "store")
    resolved = resolve_application(str(native / "wordstats.dll"), os.environ)
    dotnet = executable(resolved.runtime.dotnet_path)
    print(f"runtime: {', '.join(f'{f.name} {f.version}' for f in resolved.frameworks)} ({resolved.runtime.found})")

    builder = Builder(store)
    try:
        request = Request(str(native / "wordstats.dll"), environment=environment_of(os.environ))
        outcome = install(store, request, builder)
    finally:
        builder.close()
    left = outcome.methods - outcome.compiled
    print(
        f"compiled {outcome.compiled:,} of {outcome.methods:,} methods "
        f"({percent(outcome.compiled, outcome.methods)}, {left:,} left to the JIT) in {len(outcome.built)} assemblies, "
        f"{size_text(outcome.size)}, in {outcome.seconds:.1f} s\n"
    )

    commands = {"IL only": [dotnet, str(plain / "wordstats.dll")], "native": [dotnet, str(native / "wordstats.dll")]}
    timings = {name: Timing() for name in commands}
    outputs = {}
    for _ in range(RUNS):
        for name, command in commands.items():
            outputs[name] = run_once(command, timings[name])
    reports = {name: trace(command, resolved.framework_dirs) for name, command in commands.items()}
    print(f"{'':10} {'to main':>10} {'whole run':>10} {'precompiled':>12} {'JIT-compiled':>13}")
    for name in commands:
        t, r = timings[name], reports[name]
        used = "?" if r.used is None else f"{r.used:,}"
        jitted = "?" if r.jitted is None else f"{len(r.jitted):,}"
        print(f"{name:10} {t.first_output:7.1f} ms {t.total:7.1f} ms {used:>12} {jitted:>13}")
    same = outputs["IL only"] == outputs["native"]
    print(f"\noutput: {'identical' if same else 'DIFFERENT'}; times are the best of {RUNS} runs, taking turns;")
    print("precompiled counts the methods taken from images in one run, most of them the framework's own")

    uninstall(store, store.index.roots.all())
    before = {p.name: p.read_bytes() for p in plain.iterdir()}
    after = {p.name: p.read_bytes() for p in native.iterdir()}
    print(f"uninstalled: the application is {'byte for byte what it was' if before == after else 'NOT what it was'}")
    store.close()
    if not same or before != after:
        sys.exit(1)


if __name__ == "__main__":
    main()
