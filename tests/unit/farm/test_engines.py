"""The contract of engines, the same for all of them, and of the scheduler on top."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from unit.farm import fake_compiler

from cache.process import same_modules
from codegen.blob import decode_method
from farm.engine import Engine, EngineError, open_engine
from farm.model import (
    Assembly,
    Batch,
    Snapshot,
    decode_keys,
    encode_keys,
    parse_snapshot,
    split_records,
)
from farm.plan import compile_in_waves
from farm.scheduler import Scheduler

NAMES = [
    "inline",
    "processes",
    pytest.param(
        "ray",
        marks=[
            pytest.mark.ray,
            pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="ray is not installed"),
        ],
    ),
]
# Crashes need a worker to crash in.
CRASHABLE = NAMES[1:]


@pytest.fixture(autouse=True)
def compiler_is_importable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))


def snapshot(options: str = "o") -> Snapshot:
    files = [Assembly("/a b.dll", "d1"), Assembly("/c.dll", "d2", True)]
    return Snapshot(files, "/a b.dll", "t", options, "fake_compiler")


def running(name: str, workers: int = 2) -> Iterator[Engine]:
    engine = open_engine(name, workers)
    try:
        yield engine
    finally:
        engine.close()
        engine.close()


@pytest.fixture(scope="module")
def ray_node() -> Iterator[None]:
    """A node that the engines of all tests use, since each start takes seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).parent))
        for _ in running("ray"):
            yield


def fresh_engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    if request.param == "ray":
        request.getfixturevalue("ray_node")
    yield from running(request.param)


@pytest.fixture(params=NAMES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    yield from fresh_engine(request)


@pytest.fixture(params=CRASHABLE)
def crashable(request: pytest.FixtureRequest) -> Iterator[Engine]:
    yield from fresh_engine(request)


def summary(results: dict[str, bytes]) -> dict[str, str]:
    out: dict[str, str] = {}
    for key, record in results.items():
        method, _ = decode_method(record, 0)
        assert method.key == key
        out[key] = "ok" if method.ok else f"{method.reason}: {method.detail}"
    return out


def test_wire_formats_round_trip() -> None:
    keys = ["", "a", "[Ü]N.T::m`1(i;0;void;i4)", "two\nlines"]
    assert decode_keys(encode_keys(keys)) == keys
    with pytest.raises(ValueError):
        decode_keys(encode_keys(keys)[:-1])
    s = snapshot()
    assert parse_snapshot(s.text).text == s.text
    assert parse_snapshot(s.text).digest == s.digest != snapshot("p").digest
    for bad in ("", "snapshot 2\n", s.text[:-1], s.text.replace("target ", "tärget ")):
        with pytest.raises(ValueError):
            parse_snapshot(bad)
    with pytest.raises(ValueError):
        split_records(b"\x08\0\0\0\1")


def test_every_batch_comes_back_once(engine: Engine) -> None:
    for number in range(1, 8):
        engine.submit(Batch(number, snapshot(), [f"m{number}", "x"]))
    assert engine.outstanding == 7
    seen = [engine.next_done() for _ in range(7)]
    assert sorted(r.number for r in seen) == list(range(1, 8))
    for result in seen:
        assert result.error == ""
        assert [key for key, _ in split_records(result.data)] == [f"m{result.number}", "x"]
    assert engine.outstanding == 0
    with pytest.raises(EngineError):
        engine.next_done()


def test_workers_change_snapshots(engine: Engine) -> None:
    for number, options in enumerate(["one", "two", "two", "one"], 1):
        engine.submit(Batch(number, snapshot(options), ["m"]))
    for _ in range(4):
        result = engine.next_done()
        method, _ = decode_method(result.data, 0)
        expected = {1: b"one", 2: b"two", 3: b"two", 4: b"one"}[result.number]
        assert method.code == b"/a b.dll|/c.dll|/a b.dll|t|" + expected + b":m"


def test_an_exception_fails_only_its_batch(engine: Engine) -> None:
    engine.submit(Batch(1, snapshot(), ["raise"]))
    engine.submit(Batch(2, snapshot(), ["m"]))
    engine.submit(Batch(3, snapshot("cannot-open"), ["m"]))
    engine.submit(Batch(4, snapshot(), ["m"]))
    results = {r.number: r for r in (engine.next_done() for _ in range(4))}
    assert "RuntimeError: this method raises" in results[1].error
    assert "snapshot cannot be opened" in results[3].error
    assert results[2].error == results[4].error == ""


@pytest.mark.skipif(sys.platform != "linux", reason="asks glibc")
def test_methods_are_compiled_on_a_deep_stack(engine: Engine) -> None:
    engine.submit(Batch(1, snapshot(), ["stack"]))
    method, _ = decode_method(engine.next_done().data, 0)
    assert int(method.code) >= 256


def test_cancel_drops_everything(engine: Engine) -> None:
    for number in range(5):
        engine.submit(Batch(number, snapshot(), ["m"]))
    engine.cancel()
    assert engine.outstanding == 0
    engine.submit(Batch(9, snapshot(), ["m"]))
    assert engine.next_done().number == 9


def test_a_dead_worker_fails_only_its_batch(crashable: Engine) -> None:
    crashable.submit(Batch(1, snapshot(), ["die"]))
    for number in range(2, 6):
        crashable.submit(Batch(number, snapshot(), ["m"]))
    results = {r.number: r for r in (crashable.next_done() for _ in range(5))}
    assert "died" in results[1].error
    assert all(results[n].error == "" for n in range(2, 6))


def test_a_stuck_worker_is_replaced(crashable: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    crashable.submit(Batch(1, snapshot(), ["m"]))
    assert crashable.next_done().error == ""  # started up, so that the limit below measures the batch
    monkeypatch.setattr("farm.engines.pool.time_limit", lambda batch: 0.5)
    crashable.submit(Batch(2, snapshot(), ["hang"]))
    start = time.monotonic()
    assert "no answer" in crashable.next_done().error
    assert time.monotonic() - start < 30


def test_scheduler_isolates_poison(engine: Engine) -> None:
    keys = [f"m{i}" for i in range(40)] + ["raise"] + [f"n{i}" for i in range(30)] + ["wrong"]
    progress: list[int] = []
    scheduler = Scheduler(engine, progress.append)
    results = summary(scheduler.run(snapshot(), keys))
    assert sorted(results) == sorted(keys)
    bad = {k: v for k, v in results.items() if v != "ok"}
    assert set(bad) == {"raise", "wrong"} == set(scheduler.quarantined)
    assert bad["raise"].startswith("compiler-failure: RuntimeError")
    assert sum(progress) == len(keys)


def test_scheduler_survives_crashes(crashable: Engine, tmp_path: Path) -> None:
    keys = [f"m{i}" for i in range(10)] + ["die", f"once:{tmp_path / 'flag'}"]
    results = summary(Scheduler(crashable).run(snapshot(), keys))
    assert {k: v for k, v in results.items() if v != "ok"}.keys() == {"die"}
    assert "died" in results["die"]


@pytest.mark.parametrize("crashable", CRASHABLE[:1], indirect=True)
def test_worker_processes_that_do_not_start_are_given_up(
    crashable: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("farm.engines.processes.serve", fake_compiler.does_not_serve)
    crashable.submit(Batch(1, snapshot(), ["m"]))
    crashable.submit(Batch(2, snapshot(), ["m"]))
    with pytest.raises(EngineError, match=r"3 workers .*'processes' in a row .*: .*\(exit 5\); .* --engine inline"):
        for _ in range(3):
            crashable.submit(Batch(3 + crashable.next_done().number, snapshot(), ["m"]))
    assert crashable.outstanding == 0


@pytest.mark.parametrize("crashable", CRASHABLE[1:], indirect=True)
def test_actors_that_do_not_start_are_given_up(crashable: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    import ray

    monkeypatch.setattr(crashable, "_remote", ray.remote(num_cpus=1, max_restarts=0)(fake_compiler.DoesNotStart))
    crashable.submit(Batch(1, snapshot(), ["m"]))
    with pytest.raises(EngineError, match=r"3 workers of the engine 'ray' in a row"):
        for _ in range(3):
            crashable.submit(Batch(1 + crashable.next_done().number, snapshot(), ["m"]))


def test_workers_that_die_at_work_are_replaced_without_end(crashable: Engine) -> None:
    for number in range(6):
        crashable.submit(Batch(number, snapshot(), ["die"]))
    assert all("died" in crashable.next_done().error for _ in range(6))
    crashable.submit(Batch(9, snapshot(), ["m"]))
    assert crashable.next_done().error == ""


def test_a_program_that_every_worker_runs_again(tmp_path: Path) -> None:
    """Starting a worker process imports the main module of the program that starts it."""
    script = tmp_path / "script.py"
    script.write_text(
        "from farm.engine import EngineError, open_engine\n"
        "from farm.model import Assembly, Batch, Snapshot\n"
        "engine = open_engine('processes', 2)\n"
        "try:\n"
        "    for number in range(9):\n"
        "        engine.submit(Batch(number, Snapshot([], '', 't', 'o', 'fake_compiler'), ['m']))\n"
        "        engine.next_done()\n"
        "except EngineError as e:\n"
        "    print(e)\n"
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, env=same_modules(), timeout=60)
    assert 'needs `if __name__ == "__main__":`' in done.stdout


@pytest.mark.parametrize("engine", NAMES[2:], indirect=True)
def test_a_worker_of_another_build_is_refused(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its results would be kept as those of this build."""
    monkeypatch.setattr("farm.engines.ray_engine.compiler_id", lambda: "another")
    engine.submit(Batch(1, snapshot(), ["m"]))
    with pytest.raises(EngineError, match=r"another build of ngen: .*ray_engine.py; install the same everywhere"):
        engine.next_done()


def test_results_do_not_depend_on_engine_or_workers() -> None:
    keys = [f"m{i}" for i in range(50)]
    outcomes: list[dict[str, bytes]] = []
    for name, workers in (("inline", 1), ("processes", 1), ("processes", 3)):
        for engine in running(name, workers):
            outcomes.append(Scheduler(engine).run(snapshot(), keys))
    assert outcomes[0] == outcomes[1] == outcomes[2]


def test_waves_end_when_nothing_new_appears() -> None:
    waves: list[list[str]] = []
    for engine in running("inline"):
        scheduler = Scheduler(engine)

        def wave(keys: list[str], scheduler: Scheduler = scheduler) -> dict[str, bytes]:
            waves.append(keys)
            return scheduler.run(snapshot(), keys)

        planned = compile_in_waves(["deps:x,depth:3", "a", "a"], wave)
    assert [m.key for m in planned.methods] == ["a", "deps:x,depth:3", "depth:0", "depth:1", "depth:2", "depth:3", "x"]
    assert waves == [["a", "deps:x,depth:3"], ["depth:3", "x"], ["depth:2"], ["depth:1"], ["depth:0"]]
    assert planned.waves == 5


def test_unknown_engine_is_an_error() -> None:
    with pytest.raises(EngineError, match="inline, processes, ray"):
        open_engine("abacus")


def test_closing_leaves_no_process() -> None:
    import multiprocessing

    for engine in running("processes", 2):
        engine.submit(Batch(1, snapshot(), ["m"]))
        engine.submit(Batch(2, snapshot(), ["hang"]))
        engine.next_done()
    assert multiprocessing.active_children() == []
    assert threading.active_count() < 10
