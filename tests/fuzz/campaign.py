"""Random programs as images beside the JIT: the same output, for each seed, in every mode.

    python tests/fuzz/campaign.py FIRST COUNT [FOLDER]

One in four is compiled for a debugger, one in four for a profiler. The JIT's optimised code is the reference. A
program on which the runtime disagrees with itself, between its quick and its optimised code, is set aside and
counted. What differs is kept in FOLDER as fuzz-SEED/: the program in IL and as an image, what it should print, and
what it printed in each mode. Needs the peers' assembler and a runtime.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from e2e.images import build_image, jit_name
from fuzz.generator import program
from harness import MODES, RunResult, default_dotnet, framework_dir, peers_root, run_dotnet

from codegen.options import CompileOptions

CONFIG = {"runtimeOptions": {"tfm": "net8.0", "framework": {"name": "Microsoft.NETCore.App", "version": "8.0.0"},
                             "configProperties": {"System.Globalization.Invariant": True}}}


class Outcome:
    """Of one seed: `verdict` is `same`, `open` (the runtime disagrees with itself) or what went wrong."""

    def __init__(self, seed: int, verdict: str, compiled: int = 0, left: dict[str, str] | None = None) -> None:
        self.seed = seed
        self.verdict = verdict
        self.compiled = compiled
        self.left = left or {}


def find_ilasm() -> Path | None:
    tool = peers_root() / "csc-and-refs" / "il" / "ilasm"
    return tool if tool.is_file() else None


def assemble(text: str, folder: Path) -> Path:
    folder.mkdir(parents=True)
    source = folder / "fuzz.il"
    source.write_text(text)
    dll = folder / "fuzz.dll"
    done = subprocess.run(
        [str(find_ilasm()), "-quiet", "-nologo", "-det", "-exe", f"-output:{dll}", str(source)],
        capture_output=True, text=True,
    )
    if done.returncode != 0:
        raise AssertionError(f"the assembler refused it: {done.stdout[-500:]}")
    dll.with_suffix(".runtimeconfig.json").write_text(json.dumps(CONFIG))
    return dll


def try_seed(seed: int, folder: Path, stress: bool) -> Outcome:
    """Compile and compare; `folder` is made and holds what is needed to look closer."""
    dotnet = default_dotnet()
    assert dotnet is not None
    plain = assemble(program(seed), folder / "il")
    shutil.copytree(plain.parent, folder / "ni")
    native = folder / "ni" / plain.name
    options = CompileOptions(debug=seed % 4 == 1, profile=seed % 4 == 2)
    built = build_image(plain, framework_dir(dotnet), options)
    native.write_bytes(built.image)
    failures = [f"{key}: {reason}" for key, reason in built.left.items() if reason.startswith("compiler-failure")]
    if failures:
        return Outcome(seed, failures[0], len(built.compiled), built.left)

    def run(dll: Path, mode: str, *args: str, trace: bool = False) -> RunResult:
        return run_dotnet(dotnet, dll, args, MODES[mode], trace=trace, timeout=600)

    expected = run(plain, "tc0")
    quick = run(plain, "default")
    if (quick.stdout, quick.code) != (expected.stdout, expected.code):
        return Outcome(seed, "open", len(built.compiled), built.left)
    verdict = "same"
    for mode in ("tc0", "gcsmall", "default"):
        got = run(native, mode, trace=mode == "tc0")
        if (got.stdout, got.code) != (expected.stdout, expected.code):
            (folder / f"{mode}.txt").write_text(got.stdout + got.stderr)
            verdict = f"differs under {mode}, exit code {got.code}"
        elif mode == "tc0" and not _was_used(got, built.compiled - set(built.left)):
            verdict = "compiled again by the JIT"
    if stress:
        short = run(plain, "tc0", "short")
        got = run(native, "gcstress", "short")
        if (got.stdout, got.code) != (short.stdout, short.code):
            (folder / "gcstress.txt").write_text(got.stdout + got.stderr)
            verdict = f"differs under gcstress, exit code {got.code}"
    (folder / "expected.txt").write_text(expected.stdout)
    return Outcome(seed, verdict, len(built.compiled), built.left)


def _was_used(got: RunResult, compiled: set[str]) -> bool:
    log = [line for line in got.r2r if "fuzz.dll" in line]
    jitted = {name.partition("(")[0] for name in got.jitted_names()}
    return bool(log) and all("initialized successfully" in line for line in log) and not (
        jitted & {jit_name(key) for key in compiled}
    )


def _one(seed: int, kept: Path, stress: bool) -> Outcome:
    with tempfile.TemporaryDirectory() as temp:
        folder = Path(temp) / f"fuzz-{seed}"
        try:
            outcome = try_seed(seed, folder, stress)
        except (AssertionError, subprocess.TimeoutExpired) as e:
            outcome = Outcome(seed, f"{type(e).__name__}: {e}")
        if outcome.verdict not in ("same", "open"):
            shutil.copytree(folder, kept / folder.name, dirs_exist_ok=True)
        return outcome


def campaign(first: int, count: int, kept: Path, say: Callable[[str], None]) -> list[Outcome]:
    """Every seed from `first` on; one in five under a collection at every allocation too."""
    seeds = range(first, first + count)
    outcomes = []
    with ProcessPoolExecutor(max_workers=2) as pool:
        for outcome in pool.map(_one, seeds, [kept] * count, [seed % 5 == 0 for seed in seeds]):
            outcomes.append(outcome)
            if outcome.verdict not in ("same", "open"):
                say(f"seed {outcome.seed}: {outcome.verdict}; see {kept / f'fuzz-{outcome.seed}'}")
    return outcomes


def summary(outcomes: list[Outcome]) -> str:
    left = Counter(reason for outcome in outcomes for reason in outcome.left.values())
    verdicts = Counter(outcome.verdict for outcome in outcomes)
    wrong = len(outcomes) - verdicts["same"] - verdicts["open"]
    return (
        f"{len(outcomes)} programs, {sum(o.compiled for o in outcomes)} methods compiled: {verdicts['same']} the same, "
        f"{verdicts['open']} open, {wrong} wrong; left to the JIT: {dict(left) or 'none'}"
    )


def main() -> int:
    first, count = int(sys.argv[1]), int(sys.argv[2])
    kept = Path(sys.argv[3] if len(sys.argv) > 3 else "build/fuzz")
    if find_ilasm() is None or default_dotnet() is None:
        print("The peers' IL assembler or a .NET 8 runtime is missing.", file=sys.stderr)
        return 3
    outcomes = campaign(first, count, kept, lambda line: print(line, flush=True))
    print(summary(outcomes))
    return 0 if all(outcome.verdict in ("same", "open") for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
