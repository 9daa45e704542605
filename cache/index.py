"""The index of the store: roots, images, dependencies, activations, why-records and method results, in SQLite.

Invariants: WAL with one writer at a time (`write()` opens BEGIN IMMEDIATE and waits at most `_BUSY_SECONDS`, then
raises Busy); a row that names a digest is committed only after the bytes are in the store; readers never wait.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

_VERSION = 1
_BUSY_SECONDS = 10.0
_CHUNK = 500


class Busy(Exception):
    """Another process holds the store for writing."""


class WrongVersion(Exception):
    """The store was written by another version of ngen."""


class Root:
    def __init__(
        self, id: int, path: str, kind: str, scenario: str, options: str, target: str, framework: str, mode: str,
        installed: int,
    ) -> None:
        self.id = id
        self.path = path
        self.kind = kind
        self.scenario = scenario
        self.options = options
        self.target = target
        self.framework = framework
        self.mode = mode
        self.installed = installed


class Image:
    def __init__(
        self, id: int, action: str, digest: str, name: str, version: str, mvid: str, source: str, inputs: str,
        target: str, scenario: str, size: int, methods: int, compiled: int, created: int,
    ) -> None:
        self.id = id
        self.action = action
        self.digest = digest
        self.name = name
        self.version = version
        self.mvid = mvid
        self.source = source
        self.inputs = inputs
        self.target = target
        self.scenario = scenario
        self.size = size
        self.methods = methods
        self.compiled = compiled
        self.created = created


class Dep:
    """One file of a root's closure with its image."""

    def __init__(self, path: str, image: Image) -> None:
        self.path = path
        self.image = image


class Activation:
    def __init__(self, path: str, original: str, image: str, mtime_ns: int) -> None:
        self.path = path
        self.original = original
        self.image = image
        self.mtime_ns = mtime_ns


class WhyRecord:
    def __init__(self, method: str, reason: str, detail: str) -> None:
        self.method = method
        self.reason = reason
        self.detail = detail


_IMAGE_COLUMNS = (
    "images.id, action, digest, name, version, mvid, source, inputs, images.target, images.scenario, size, methods,"
    " compiled, created"
)
_ROOT_COLUMNS = "id, path, kind, scenario, options, target, framework, mode, installed"


class Index:
    def __init__(self, path: Path) -> None:
        self.path = path
        self._db = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute("PRAGMA foreign_keys=ON")
        self._writing = False
        self._create()

    def close(self) -> None:
        self._db.close()

    def _user_version(self) -> int:
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    def _create(self) -> None:
        if self._user_version() == 0:
            with self.write():
                if self._user_version() == 0:  # another process may have been first
                    schema = Path(__file__).with_name("schema.sql").read_text(encoding="utf-8")
                    for statement in _statements(schema):
                        self._db.execute(statement)
                    self._db.execute(f"PRAGMA user_version={_VERSION}")
        found = self._user_version()
        if found != _VERSION:
            raise WrongVersion(f"{self.path}: schema {found}, this ngen reads {_VERSION}")

    @contextmanager
    def write(self) -> Iterator[None]:
        """One writer transaction; everything in it becomes visible at once, or nothing."""
        if self._writing:
            yield  # already inside one: it commits or rolls back as a whole
            return
        try:
            self._db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as e:
            raise Busy(f"{self.path}: {e}") from None
        self._writing = True
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        else:
            self._db.execute("COMMIT")
        finally:
            self._writing = False

    # roots

    def put_root(
        self, path: str, kind: str, scenario: str, options: str, target: str, framework: str, mode: str, now: int
    ) -> int:
        """Insert or replace the root of that path; returns its id, which a replaced root keeps."""
        with self.write():
            self._db.execute(
                "INSERT INTO roots (path, kind, scenario, options, target, framework, mode, installed)"
                " VALUES (?,?,?,?,?,?,?,?) ON CONFLICT(path) DO UPDATE SET kind=excluded.kind,"
                " scenario=excluded.scenario, options=excluded.options, target=excluded.target,"
                " framework=excluded.framework, mode=excluded.mode, installed=excluded.installed",
                (path, kind, scenario, options, target, framework, mode, now),
            )
            row = self._db.execute("SELECT id FROM roots WHERE path=?", (path,)).fetchone()
            return int(row[0])

    def find_root(self, path: str) -> Root | None:
        row = self._db.execute(f"SELECT {_ROOT_COLUMNS} FROM roots WHERE path=?", (path,)).fetchone()
        return Root(*row) if row else None

    def roots(self) -> list[Root]:
        return [Root(*row) for row in self._db.execute(f"SELECT {_ROOT_COLUMNS} FROM roots ORDER BY path")]

    def remove_root(self, root: int) -> None:
        with self.write():
            self._db.execute("DELETE FROM roots WHERE id=?", (root,))

    # images

    def put_image(self, image: Image, why: Iterable[WhyRecord]) -> int:
        """Record an image and its why-records; image.id is ignored. Returns the id."""
        with self.write():
            self._db.execute(
                "INSERT INTO images (action, digest, name, version, mvid, source, inputs, target, scenario, size,"
                " methods, compiled, created) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)"
                " ON CONFLICT(action) DO UPDATE SET digest=excluded.digest, size=excluded.size,"
                " methods=excluded.methods, compiled=excluded.compiled, created=excluded.created",
                (
                    image.action, image.digest, image.name, image.version, image.mvid, image.source, image.inputs,
                    image.target, image.scenario, image.size, image.methods, image.compiled, image.created,
                ),
            )
            found = self._db.execute("SELECT id FROM images WHERE action=?", (image.action,)).fetchone()
            id = int(found[0])
            self._db.execute("DELETE FROM why WHERE image=?", (id,))
            self._db.executemany(
                "INSERT OR REPLACE INTO why (image, method, reason, detail) VALUES (?,?,?,?)",
                ((id, w.method, w.reason, w.detail) for w in why),
            )
            return id

    def find_image(self, action: str) -> Image | None:
        row = self._db.execute(f"SELECT {_IMAGE_COLUMNS} FROM images WHERE action=?", (action,)).fetchone()
        return Image(*row) if row else None

    def images(self) -> list[Image]:
        rows = self._db.execute(f"SELECT {_IMAGE_COLUMNS} FROM images ORDER BY name, version, id")
        return [Image(*row) for row in rows]

    def root_count(self, image: int) -> int:
        """How many roots need the image."""
        row = self._db.execute("SELECT COUNT(DISTINCT root) FROM deps WHERE image=?", (image,)).fetchone()
        return int(row[0])

    def remove_unused_images(self) -> list[Image]:
        """Forget images that no root needs; returns them so that their files can go too."""
        with self.write():
            rows = self._db.execute(
                f"SELECT {_IMAGE_COLUMNS} FROM images WHERE id NOT IN (SELECT image FROM deps)"
            ).fetchall()
            self._db.executemany("DELETE FROM images WHERE id=?", ((row[0],) for row in rows))
            return [Image(*row) for row in rows]

    def image_in_use(self, digest: str) -> bool:
        """True if some image or activation still names that image file."""
        row = self._db.execute(
            "SELECT EXISTS(SELECT 1 FROM images WHERE digest=?1)"
            " OR EXISTS(SELECT 1 FROM activations WHERE image=?1)",
            (digest,),
        ).fetchone()
        return bool(row[0])

    def original_in_use(self, digest: str) -> bool:
        row = self._db.execute(
            "SELECT EXISTS(SELECT 1 FROM activations WHERE original=?)", (digest,)
        ).fetchone()
        return bool(row[0])

    # dependencies of roots

    def put_deps(self, root: int, deps: Iterable[tuple[str, int]]) -> None:
        """Replace the closure of a root by these (path, image id)."""
        with self.write():
            self._db.execute("DELETE FROM deps WHERE root=?", (root,))
            self._db.executemany(
                "INSERT INTO deps (root, path, image) VALUES (?,?,?)", ((root, p, i) for p, i in deps)
            )

    def deps(self, root: int) -> list[Dep]:
        rows = self._db.execute(
            f"SELECT path, {_IMAGE_COLUMNS} FROM deps JOIN images ON images.id=deps.image"
            " WHERE root=? ORDER BY path",
            (root,),
        )
        return [Dep(row[0], Image(*row[1:])) for row in rows]

    def roots_of_path(self, path: str) -> list[str]:
        """Paths of the roots whose closure holds the file."""
        rows = self._db.execute(
            "SELECT roots.path FROM deps JOIN roots ON roots.id=deps.root WHERE deps.path=? ORDER BY 1", (path,)
        )
        return [str(row[0]) for row in rows]

    def images_of_path(self, path: str) -> list[Image]:
        rows = self._db.execute(
            f"SELECT DISTINCT {_IMAGE_COLUMNS} FROM deps JOIN images ON images.id=deps.image WHERE path=?", (path,)
        )
        return [Image(*row) for row in rows]

    def active_in_place(self, path: str, besides: int = 0) -> bool:
        """True if some root that is activated in place, other than `besides`, needs the file."""
        row = self._db.execute(
            "SELECT EXISTS(SELECT 1 FROM deps JOIN roots ON roots.id=deps.root"
            " WHERE deps.path=? AND roots.mode='in-place' AND roots.id<>?)",
            (path, besides),
        ).fetchone()
        return bool(row[0])

    def share_image(self, path: str, image: int) -> None:
        """A file holds one image: every root that is activated in place now uses this one for it."""
        with self.write():
            self._db.execute(
                "UPDATE deps SET image=? WHERE path=? AND root IN (SELECT id FROM roots WHERE mode='in-place')",
                (image, path),
            )

    # activations

    def put_activation(self, activation: Activation) -> None:
        with self.write():
            self._db.execute(
                "INSERT OR REPLACE INTO activations (path, original, image, mtime_ns) VALUES (?,?,?,?)",
                (activation.path, activation.original, activation.image, activation.mtime_ns),
            )

    def find_activation(self, path: str) -> Activation | None:
        row = self._db.execute(
            "SELECT path, original, image, mtime_ns FROM activations WHERE path=?", (path,)
        ).fetchone()
        return Activation(*row) if row else None

    def activations(self) -> list[Activation]:
        rows = self._db.execute("SELECT path, original, image, mtime_ns FROM activations ORDER BY path")
        return [Activation(*row) for row in rows]

    def remove_activation(self, path: str) -> None:
        with self.write():
            self._db.execute("DELETE FROM activations WHERE path=?", (path,))

    # why-records

    def why(self, image: int) -> list[WhyRecord]:
        rows = self._db.execute(
            "SELECT method, reason, detail FROM why WHERE image=? ORDER BY reason, method", (image,)
        )
        return [WhyRecord(*row) for row in rows]

    # results of methods

    def put_actions(self, rows: Iterable[tuple[str, str, int, int]]) -> None:
        """Record (key, blob digest, start, length); the blob must be in the store."""
        with self.write():
            self._db.executemany("INSERT OR REPLACE INTO actions (key, blob, start, length) VALUES (?,?,?,?)", rows)

    def find_actions(self, keys: list[str]) -> dict[str, tuple[str, int, int]]:
        found: dict[str, tuple[str, int, int]] = {}
        for at in range(0, len(keys), _CHUNK):
            part = keys[at : at + _CHUNK]
            marks = ",".join("?" * len(part))
            for row in self._db.execute(
                f"SELECT key, blob, start, length FROM actions WHERE key IN ({marks})", part
            ):
                found[row[0]] = (row[1], row[2], row[3])
        return found

    def remove_actions_of(self, blob: str) -> None:
        """Forget results whose blob turned out to be missing or corrupt: they are computed again."""
        with self.write():
            self._db.execute("DELETE FROM actions WHERE blob=?", (blob,))


def _statements(schema: str) -> list[str]:
    """The statements of a schema file; comments may contain semicolons."""
    lines = [line.split("--")[0] for line in schema.splitlines()]
    return [s for s in "\n".join(lines).split(";") if s.strip()]
