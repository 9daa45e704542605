"""One assembly from IL to an image in the store: look up, plan in waves, compile, merge, link, check, publish.

Invariants: the methods are linked in the order of their keys, so the image does not depend on engine, workers or
what came from the cache; the row of an image is written only after the image; an image that does not read back as
a ReadyToRun image of the same module is never published. Artefacts (symbols of the profiling scenario) are kept as
blobs and stand beside the image, under the assembly's simple name.
"""

from __future__ import annotations

import importlib
import os
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from binder.errors import BadImage
from binder.metadata import Metadata
from binder.pe_reader import PeFile
from cache.action import ActionEnvironment
from cache.cas import Corrupt, Missing
from cache.files import make_folders, publish_bytes
from cache.index import Image, WhyRecord
from cache.store import Store
from farm.application import AppAssembly, Application
from farm.build_id import compiler_id
from farm.engine import Engine, default_workers, open_engine
from farm.model import REAL_COMPILER, SYMBOL_FILE, Snapshot
from farm.plan import compile_in_waves
from farm.results import ResultCache
from farm.scheduler import QUARANTINED, Scheduler

# Starting workers and loading a snapshot in each costs more than compiling this many methods.
_SMALL = 100
_IMAGE = "*image*"
_SAVE_SECONDS = 3.0


class BrokenImage(Exception):
    """The linker's output is not what it has to be; nothing was published."""


class Progress:
    """What a caller may watch; this one ignores everything."""

    def assembly(self, name: str, methods: int) -> None:
        """Work on an assembly begins; `methods` are known so far."""

    def more(self, methods: int) -> None:
        """More methods turned out to be needed."""

    def done(self, methods: int) -> None:
        """So many methods are finished."""


class Built:
    """An image and how it came about."""

    def __init__(self, assembly: AppAssembly, image: Image, cached: bool) -> None:
        self.assembly = assembly
        self.image = image
        self.cached = cached  # the whole image was there
        self.artefacts: list[str] = []  # paths of what stands beside it
        self.reused = image.methods if cached else 0  # results of methods taken from the store
        self.waves = 0
        self.seconds = 0.0
        self.worker_seconds = 0.0
        self.quarantined: list[str] = []


class Builder:
    """Builds images of any applications; keeps its engines open between assemblies."""

    def __init__(
        self, store: Store, engine: str = "auto", workers: int = 0, progress: Progress | None = None,
        compiler: str = REAL_COMPILER, force: bool = False,
    ) -> None:
        self.store = store
        self._engine = engine
        self._workers = workers if workers > 0 else default_workers()
        self._progress = progress or Progress()
        self._compiler_name = compiler
        self._force = force
        self._engines: dict[str, Engine] = {}

    def close(self) -> None:
        for engine in self._engines.values():
            engine.close()
        self._engines.clear()

    def build(self, app: Application, assembly: AppAssembly, precompiled: set[str]) -> Built:
        start = time.perf_counter()
        environment = app.environment(assembly, precompiled, compiler_id())
        action = image_key(environment)
        if not self._force:
            known = self._known(assembly, action)
            if known is not None:
                return known
        snapshot = app.snapshot(assembly, precompiled, self._compiler_name)
        # Only now: what comes out of the store does not need it, and loading it takes longer than that.
        compiler: Any = importlib.import_module(self._compiler_name)
        session = compiler.open_snapshot(snapshot)
        roots: list[str] = compiler.roots(session)
        self._progress.assembly(assembly.name, len(roots))
        work = _Work(self, snapshot, ResultCache(self.store, environment), len(roots))
        planned = compile_in_waves(roots, work.wave)
        data, dropped = compiler.link(session, planned.methods, compiler_id())
        check_image(data, assembly)

        why = [WhyRecord(m.key, m.reason, m.detail) for m in planned.methods if not m.ok]
        why += [dropped_record(key, reason) for key, reason in dropped]
        compiled = sum(1 for m in planned.methods if m.ok) - len(dropped)
        symbols: list[tuple[str, bytes]] = compiler.symbols(session, planned.methods, dropped, data)
        artefacts = {suffix: self.store.blobs.put(content) for suffix, content in symbols}
        digest = self.store.images.put(data, os.path.basename(assembly.path))
        self.store.blobs.put(environment.inputs.encode("utf-8", "surrogatepass"))
        seconds = time.perf_counter() - start
        image = Image(
            action, digest, assembly.name, assembly.version, culture=assembly.culture, token=assembly.token,
            mvid=assembly.mvid, source=assembly.digest, inputs=environment.inputs_digest, target=app.target,
            scenario=app.request.scenario, runtime=app.runtime, size=len(data), methods=len(planned.methods),
            compiled=compiled, seconds=seconds, created=int(time.time()),
        )
        with self.store.index.write():
            image = replace(image, id=self.store.index.images.put(image, why))
            for suffix, blob in artefacts.items():
                self.store.index.artefacts.put(image.id, suffix, blob)
        built = Built(assembly, image, False)
        built.artefacts = self._publish(assembly, image)
        built.reused = work.reused
        built.waves = planned.waves
        built.quarantined = work.quarantined
        built.worker_seconds = work.worker_seconds
        built.seconds = seconds
        return built

    def _known(self, assembly: AppAssembly, action: str) -> Built | None:
        """The image of an earlier build, if its file and its artefacts are still there."""
        image = self.store.index.images.find(action)
        if image is None or not self.store.images.has(image.digest, os.path.basename(assembly.path)):
            return None
        built = Built(assembly, image, True)
        try:
            built.artefacts = self._publish(assembly, image)
        except (Missing, Corrupt):
            return None
        return built

    def _publish(self, assembly: AppAssembly, image: Image) -> list[str]:
        """Put the artefacts of an image beside it; returns where they are."""
        file = self.store.image_path(image.digest, os.path.basename(assembly.path))
        paths: list[str] = []
        for suffix, blob in self.store.index.artefacts.of_image(image.id).items():
            path = file.parent / (assembly.name + suffix)
            if suffix == SYMBOL_FILE:
                path = file.parent / ".debug" / file.name  # where perf looks for them
            if not path.is_file():
                make_folders(path.parent)
                publish_bytes(path, self.store.blobs.get(blob))
            paths.append(str(path))
        return paths

    def engine(self, methods: int) -> Engine:
        name = self._engine
        if name == "auto":
            name = "inline" if methods <= _SMALL or self._workers == 1 else "processes"
        found = self._engines.get(name)
        if found is None:
            found = open_engine(name, self._workers)
            self._engines[name] = found
        return found

    @property
    def force(self) -> bool:
        return self._force

    @property
    def progress(self) -> Progress:
        return self._progress


class _Work:
    """The waves of one assembly: from the store what is there, from the engine the rest."""

    def __init__(self, builder: Builder, snapshot: Snapshot, results: ResultCache, roots: int) -> None:
        self.reused = 0
        self.quarantined: list[str] = []
        self.worker_seconds = 0.0
        self._builder = builder
        self._snapshot = snapshot
        self._results = results
        self._announced = roots
        self._asked = 0
        self._unsaved: dict[str, bytes] = {}
        self._saved = time.monotonic()
        self._scheduler: Scheduler | None = None

    def wave(self, keys: list[str]) -> dict[str, bytes]:
        self._asked += len(keys)
        if self._asked > self._announced:
            self._builder.progress.more(self._asked - self._announced)
            self._announced = self._asked
        found = {} if self._builder.force else self._results.find(keys)
        self.reused += len(found)
        self._builder.progress.done(len(found))
        todo = [key for key in keys if key not in found]
        if not todo:
            return found
        if self._scheduler is None:
            done: Callable[[int], None] = self._builder.progress.done
            self._scheduler = Scheduler(self._builder.engine(len(todo)), done)
        before = len(self._scheduler.quarantined)
        # What made a worker die is not kept but tried again next time: the cause may have been the machine.
        made = self._scheduler.run(self._snapshot, todo, self._keep)
        self._save()
        self.quarantined += self._scheduler.quarantined[before:]
        self.worker_seconds = self._scheduler.worker_seconds
        found.update(made)
        return found

    def _keep(self, records: dict[str, bytes]) -> None:
        """Save every few seconds, so that work that is interrupted again and again still gets ahead."""
        self._unsaved.update(records)
        if time.monotonic() - self._saved >= _SAVE_SECONDS:
            self._save()

    def _save(self) -> None:
        self._results.add(self._unsaved)
        self._unsaved = {}
        self._saved = time.monotonic()


def image_key(environment: ActionEnvironment) -> str:
    """The action that makes the whole image."""
    return environment.key(_IMAGE)


def dropped_record(key: str, reason: str) -> WhyRecord:
    """What the linker says of a method it left out: the reason code, a colon, the detail."""
    code, _, detail = reason.partition(": ")
    return WhyRecord(key, code, detail)


def check_image(data: bytes, assembly: AppAssembly) -> None:
    """BrokenImage unless `data` reads as a precompiled image of that very module."""
    try:
        pe = PeFile(data, assembly.path)
        mvid = str(uuid.UUID(bytes_le=Metadata(pe).mvid))
    except BadImage as e:
        raise BrokenImage(f"{assembly.name}: the linked image cannot be read back: {e}") from None
    if not pe.has_r2r or mvid != assembly.mvid:
        raise BrokenImage(f"{assembly.name}: the linked image is not an image of this module")


def reasons(records: list[WhyRecord]) -> list[tuple[str, int]]:
    """How often each reason occurs, most frequent first; quarantined methods always come first."""
    counted = Counter(r.reason for r in records)
    return sorted(counted.items(), key=_reason_order)


def _reason_order(item: tuple[str, int]) -> tuple[bool, int, str]:
    return item[0] != QUARANTINED, -item[1], item[0]
