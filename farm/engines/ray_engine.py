"""The engine on Ray: one actor per worker. `ray` is imported only here.

Without RAY_ADDRESS a Ray node is started on this machine and ended by `close`. Actors are not restarted by Ray but
replaced by the engine, so that a lost worker is a failed batch here just as in the process engine. An actor that has
another build of the compiler refuses to work, since its results would be kept as this build's.
"""

from __future__ import annotations

import logging
import os
import platform
import sys
from pathlib import Path
from typing import Any

from farm.build_id import compiler_id
from farm.engine import EngineError
from farm.engines.pool import PoolEngine, Slot
from farm.worker import Worker, describe


class OtherBuild(Exception):
    """The compiler of a worker is not the one that plans and links."""


class _Actor:
    """The remote side; holds a farm worker. `build` is the compiler that is expected."""

    def __init__(self, build: str) -> None:
        if compiler_id() != build:
            raise OtherBuild(f"{sys.executable} on {platform.node()} imports {__file__}")
        self._worker = Worker()
        self._snapshot = ""

    def ready(self) -> None:
        """Answers once there is an actor."""

    def compile(self, snapshot: str, batch: bytes) -> tuple[bytes, str, float]:
        self._snapshot = snapshot or self._snapshot
        return self._worker.compile(self._snapshot, batch)


class _Held(Slot):
    def __init__(self, actor: Any) -> None:
        super().__init__()
        self.actor = actor
        self.started_up = actor.ready.remote()
        self.ref: Any = None            # of the answer to come


class RayEngine(PoolEngine[_Held]):
    def __init__(self, workers: int) -> None:
        try:
            import ray
        except ImportError:
            raise EngineError("the ray package is not installed; pip install 'ngen[ray]'") from None
        super().__init__("ray", workers)
        self._ray = ray
        self._ours = not ray.is_initialized()
        if self._ours:
            self._init()
        self._remote = ray.remote(num_cpus=1, max_restarts=0, max_task_retries=0)(_Actor)

    def _init(self) -> None:
        address = os.environ.get("RAY_ADDRESS") or None
        options: dict[str, Any] = {
            "logging_level": logging.ERROR,
            "log_to_driver": False,
            "runtime_env": {"env_vars": {"PYTHONPATH": os.pathsep.join(p or os.getcwd() for p in sys.path)}},
        }
        if address is None:
            options.update(num_cpus=self.workers, include_dashboard=False)
        else:
            options["address"] = address
        os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        # Ray puts the current folder first on the workers' path: let it be the one this package is in.
        before = os.getcwd()
        os.chdir(Path(__file__).resolve().parents[2])
        try:
            self._ray.init(**options)
        except Exception as e:  # ray has no common base for what a missing cluster raises
            raise EngineError(f"Ray could not be started: {describe(e)}") from None
        finally:
            os.chdir(before)

    def start_worker(self) -> _Held:
        return _Held(self._remote.remote(compiler_id()))

    def end_worker(self, slot: _Held) -> None:
        self._ray.kill(slot.actor, no_restart=True)

    def send(self, slot: _Held, snapshot: str, batch: bytes) -> str:
        slot.ref = slot.actor.compile.remote(snapshot, batch)
        return ""

    def wait(self, busy: list[_Held], seconds: float) -> list[_Held]:
        ready, _ = self._ray.wait([s.ref for s in busy], num_returns=1, timeout=seconds)
        return [s for s in busy if s.ref in ready]

    def receive(self, slot: _Held) -> tuple[bytes, str, float] | str | None:
        try:
            self._ray.get(slot.started_up)
            slot.ready = True
            data, error, seconds = self._ray.get(slot.ref)
        except self._ray.exceptions.RayError as e:
            if OtherBuild.__name__ in str(e):
                found = str(e).rsplit(f"{OtherBuild.__name__}: ", 1)[-1].strip()
                raise EngineError(
                    f"a Ray worker has another build of ngen: {found}; install the same everywhere"
                ) from None
            return f"worker process died ({type(e).__name__})"
        return data, error, seconds

    def close(self) -> None:
        super().close()
        if self._ours and self._ray.is_initialized():
            self._ray.shutdown()
