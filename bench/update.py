"""What a store of many images costs when there is nothing to do: `ngen update` and `ngen display`, beside an empty one.

Applications of three assemblies are installed, each different from the others in one byte, so that nothing is shared
but the framework. Prints seconds of the whole command, the best of several starts, taking turns.

    bench/update.py [--images N] [--runs N]
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent))

from binder.runtimes import find_runtimes
from cache.store import Store
from farm.assemble import Builder
from farm.install import install
from farm.request import Request, environment_of

_ROOT = Path(__file__).resolve().parents[1]
UPGRADES = _ROOT / "tests" / "assets" / "upgrades" / "bin" / "first"
ASSEMBLIES = ("Deep.dll", "Parts.dll", "upgrade.dll")
_COMMAND = [sys.executable, "-m", "cli"]
# The same build as this program's.
_ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=int, default=500)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    if not find_runtimes(os.environ):
        print("no .NET runtime on this machine", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="ngen-bench-") as folder:
        count = fill(Path(folder), -(-options.images // len(ASSEMBLIES)))
        measure(Path(folder), count, options.runs)
    return 0


def fill(folder: Path, applications: int) -> int:
    """Install; returns how many images there are."""
    store = Store(folder / "full")
    builder = Builder(store, "inline", 1)
    environment = environment_of(os.environ)
    begin = time.perf_counter()
    for number in range(applications):
        app = folder / f"app{number}"
        shutil.copytree(UPGRADES, app)
        for name in ASSEMBLIES:
            with (app / name).open("ab") as file:
                file.write(f"{number}".encode())
        install(store, Request(str(app / "upgrade.dll"), environment=environment), builder)
    builder.close()
    count = len(store.index.images.all())
    store.close()
    print(f"{count} images of {applications} applications made in {time.perf_counter() - begin:.0f} s")
    Store(folder / "empty").close()
    return count


def measure(folder: Path, images: int, runs: int) -> None:
    best: dict[tuple[str, str], float] = {}
    for _ in range(runs):
        for verb in ("update", "display"):
            for home in ("full", "empty"):
                seconds = timed(verb, folder / home)
                best[verb, home] = min(seconds, best.get((verb, home), seconds))
    for verb in ("update", "display"):
        print(f"ngen {verb:8} {best[verb, 'full']:6.3f} s with {images} images, {best[verb, 'empty']:6.3f} s with none")


def timed(verb: str, home: Path) -> float:
    begin = time.perf_counter()
    subprocess.run([*_COMMAND, verb, "--store", str(home)], stdout=subprocess.DEVNULL, check=True, env=_ENVIRONMENT)
    return time.perf_counter() - begin


if __name__ == "__main__":
    sys.exit(main())
