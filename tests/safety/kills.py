"""Kills verbs at every operation that changes a disk, and lets the disk fill up at every one, and checks the world.

    python kills.py FOLDER STEP      every STEP-th operation; prints one line for each verb, and every failure
"""

from __future__ import annotations

import os
import sys
import time
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from safety.rig import UPGRADES, Full, Killer, World, in_child, install_hook, ngen

# Verb: template it starts from, and whether the application holds the upgraded assembly.
VERBS = {
    "install": ("ready", False), "update": ("upgraded", True), "update of all": ("aged", False),
    "uninstall": ("installed", False), "verify --repair": ("installed", False), "gc": ("installed", False),
}


def words_of(verb: str, world: World) -> list[str]:
    if verb.startswith("update"):
        return ["update"]
    if verb in ("install", "uninstall"):
        return [verb, world.main_of(world.one)]
    return verb.split()


def start(verb: str, world: World) -> None:
    world.load(VERBS[verb][0])
    if verb == "verify --repair":
        # Something to repair: an image that is not in place, one that is damaged, and no index.
        original = next((world.home / "originals").glob("*/Deep.dll"))
        was = UPGRADES / "first" / "Deep.dll"
        (world.one / "Deep.dll").write_bytes(original.read_bytes())
        os.utime(world.one / "Deep.dll", ns=(was.stat().st_mtime_ns, was.stat().st_mtime_ns))
        image = next((world.home / "images").glob("*/*/Parts.dll"))
        image.write_bytes(b"\1" + image.read_bytes()[1:])
        (world.home / "index.sqlite").unlink()
    if verb == "gc":
        ngen("uninstall", world.main_of(world.one))


def sweep(verb: str, kind: str, world: World, step: int) -> tuple[int, list[str]]:
    """(accidents, failures)."""
    failures: list[str] = []
    at, count = 1, 0
    while True:
        start(verb, world)
        ended = in_child(partial(accident, verb, kind, world, at))
        if ended == 0:
            return count, failures
        count += 1
        expected = (-9,) if kind in ("before", "after", "within") else (1,)
        try:
            if ended not in expected:
                raise AssertionError(f"ended with {ended}")
            world.check(VERBS[verb][1])
        except AssertionError as e:
            failures.append(f"{verb}, {kind} {at}: {e}")
        at += step


def accident(verb: str, kind: str, world: World, at: int) -> int:
    """The exit code of the child: 0 when the verb ended without the accident."""
    full = Full(at, kind == "full")
    install_hook(full if kind.startswith("full") else Killer(at, kind))
    code, text = ngen(*words_of(verb, world))
    if full.hit:
        # What does not matter to the result, such as the mark of who holds the lock, may fail unnoticed.
        if code == 0:
            return 1
        # Of damage that could not be mended for want of space, `verify` says that there is damage.
        told = 5 if verb.startswith("verify") else 1
        return 1 if code in (1, told) and "No space left" in text else 97
    return code


def main() -> None:
    world = World(Path(sys.argv[1]))
    step = int(sys.argv[2])
    world.build()
    failed = False
    for verb in VERBS:
        for kind in ("before", "after", "within", "full", "full once"):
            if step > 1 and kind not in ("before", "full"):
                continue
            began = time.perf_counter()
            count, failures = sweep(verb, kind, world, step)
            print(f"{verb}: {kind}: {count} accidents, {len(failures)} failures, {time.perf_counter() - began:.1f} s")
            for f in failures:
                print(f"  {f}")
            failed = failed or bool(failures)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
