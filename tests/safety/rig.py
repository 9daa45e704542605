"""What the safety tests share: a small world of two applications and a store, verbs run in child processes, hooks
at every operation that changes a disk, and the check of what must hold after any accident.

The world always lies at the same path, since a store knows applications by their paths; templates are copied there.
The compiler is the real one. Its results are in the templates' store, so that a verb does little more than what is
tested: linking, files, the index, activation. `NGEN_TEST_COMPILER` names another build of the compiler, whose
images differ in their bytes.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import signal
import sqlite3
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

REPO = Path(__file__).resolve().parents[2]
UPGRADES = REPO / "tests" / "assets" / "upgrades" / "bin"
ASSEMBLIES = ("Deep.dll", "Parts.dll", "upgrade.dll")
OTHER_COMPILER = "f" * 64

import farm.build_id  # noqa: E402

_real_compiler_id = farm.build_id.compiler_id
# Before anything else imports the name.
farm.build_id.compiler_id = lambda: os.environ.get("NGEN_TEST_COMPILER") or _real_compiler_id()

from cache.digest import digest_file  # noqa: E402
from cli.main import run  # noqa: E402

Hook = Callable[[str, Callable[..., Any], tuple[Any, ...], dict[str, Any]], Any]
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_CALLS = (
    "open", "write", "fsync", "replace", "rename", "link", "symlink", "unlink", "rmdir", "mkdir", "utime", "chmod",
)


def ngen(*words: str) -> tuple[int, str]:
    """Exit code and everything that was printed."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        code = run(list(words))
    return code, out.getvalue()


class World:
    def __init__(self, base: Path) -> None:
        self.base = base
        self.here = base / "world"
        self.home = self.here / "home"
        self.one = self.here / "one"
        self.two = self.here / "two"
        self.images: dict[str, set[str]] = {name: set() for name in ASSEMBLIES}
        os.environ["NGEN_HOME"] = str(self.home)

    def main_of(self, app: Path) -> str:
        return str(app / "upgrade.dll")

    def build(self) -> None:
        """Make the templates: `ready` has nothing installed, `installed` has one, `upgraded` one that is stale,
        and `aged` one with the images of another build of the compiler."""
        shutil.rmtree(self.here, ignore_errors=True)
        for app in (self.one, self.two):
            shutil.copytree(UPGRADES / "first", app)
        self._warm(self.one)
        os.environ["NGEN_TEST_COMPILER"] = OTHER_COMPILER
        self._warm(self.one)
        del os.environ["NGEN_TEST_COMPILER"]
        self._replace_parts()
        self._warm(self.one)
        shutil.rmtree(self.one)
        shutil.copytree(UPGRADES / "first", self.one)
        self.save("ready")
        self.expect(0, "install", self.main_of(self.one))
        self.save("installed")
        self._replace_parts()
        self.save("upgraded")
        self.load("ready")
        os.environ["NGEN_TEST_COMPILER"] = OTHER_COMPILER
        self.expect(0, "install", self.main_of(self.one))
        del os.environ["NGEN_TEST_COMPILER"]
        self.save("aged")

    def _warm(self, app: Path) -> None:
        self.expect(0, "install", self.main_of(app))
        for name in ASSEMBLIES:
            self.images[name].add(digest_file(app / name))
        self.expect(0, "uninstall", self.main_of(app))

    def _replace_parts(self) -> None:
        """An upgrade that changes bodies only; by a rename, as packages do it."""
        temp = self.one / "new"
        shutil.copy2(UPGRADES / "body" / "Parts.dll", temp)
        temp.replace(self.one / "Parts.dll")

    def save(self, name: str) -> None:
        shutil.rmtree(self.base / name, ignore_errors=True)
        shutil.copytree(self.here, self.base / name)

    def load(self, name: str) -> None:
        shutil.rmtree(self.here, ignore_errors=True)
        shutil.copytree(self.base / name, self.here)

    def expect(self, code: int, *words: str) -> str:
        found, text = ngen(*words)
        if found != code:
            raise AssertionError(f"ngen {' '.join(words)}: exit code {found}, not {code}\n{text}")
        return text

    def state(self, app: Path) -> dict[str, tuple[bytes, int, int]]:
        return {
            p.name: (p.read_bytes(), stat.S_IMODE(p.stat().st_mode), p.stat().st_mtime_ns)
            for p in sorted(app.iterdir())
        }

    def check(self, upgraded: bool) -> None:
        """What must hold after an accident in a verb on application one; raises AssertionError."""
        originals = {name: UPGRADES / "first" / name for name in ASSEMBLIES}
        if upgraded:
            originals["Parts.dll"] = UPGRADES / "body" / "Parts.dll"
        for name in ASSEMBLIES:
            found = digest_file(self.one / name)
            if found != digest_file(originals[name]) and found not in self.images[name]:
                raise AssertionError(f"{name} is neither the original nor an image")
        code, text = ngen("verify")
        if code not in (0, 5):
            raise AssertionError(f"verify: exit code {code}\n{text}")
        self.expect(0, "verify", "--repair")
        self.expect(0, "verify")
        self.expect(0, "install", self.main_of(self.one))
        self.expect(0, "verify")
        for name in ASSEMBLIES:
            if digest_file(self.one / name) not in self.images[name]:
                raise AssertionError(f"{name} is no image after install")
        self.expect(0, "uninstall", self.main_of(self.one))
        wanted = {p.name: p for p in (UPGRADES / "first").iterdir()} | originals
        for name, (data, _, mtime) in self.state(self.one).items():
            if name not in wanted or data != wanted[name].read_bytes():
                raise AssertionError(f"{name} is not what it was")
            if mtime != (self.base / ("upgraded" if upgraded else "ready") / "one" / name).stat().st_mtime_ns:
                if not (upgraded and name != "Parts.dll"):
                    raise AssertionError(f"{name} has another time")
        self.expect(0, "gc")
        self.expect(0, "verify")
        left = [str(p) for p in (self.home / "originals").iterdir()] + [str(p) for p in self.here.rglob(".ngen-*")]
        if left:
            raise AssertionError(f"left behind: {left}")


def in_child(function: Callable[[], int]) -> int:
    """Run in a fork; its exit code, or minus the signal that ended it."""
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        try:
            code = function()
        except BaseException as e:
            sys.stderr.write(f"{type(e).__name__}: {e}\n")
            code = 99
        os._exit(code)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def install_hook(hook: Hook) -> None:
    """From now on every call that changes a disk goes through `hook(name, call, args, words)`; for this process."""
    for name in _CALLS:
        _wrap(name, getattr(os, name), hook)

    class Connection(sqlite3.Connection):
        def execute(self, sql: str, *args: Any) -> sqlite3.Cursor:
            if sql == "COMMIT":
                done: sqlite3.Cursor = hook("commit", super().execute, (sql, *args), {})
                return done
            return super().execute(sql, *args)

    real = sqlite3.connect

    def connect(*args: Any, **words: Any) -> sqlite3.Connection:
        return real(*args, **words, factory=Connection)

    sqlite3.connect = connect  # type: ignore[assignment]


def _wrap(name: str, real: Callable[..., Any], hook: Hook) -> None:
    def call(*args: Any, **words: Any) -> Any:
        if name == "open" and not args[1] & _WRITING:
            return real(*args, **words)
        return hook(name, real, args, words)

    setattr(os, name, call)


class Killer:
    """A hook that kills its process at the n-th call: before it, after it, or in the middle of a write."""

    def __init__(self, at: int, when: str) -> None:
        self._left = at
        self._when = when

    def __call__(self, name: str, real: Callable[..., Any], args: tuple[Any, ...], words: dict[str, Any]) -> Any:
        self._left -= 1
        if self._left == 0:
            if self._when == "within" and name == "write":
                real(args[0], bytes(args[1])[: len(args[1]) // 2])
            elif self._when == "after":
                with contextlib.suppress(OSError):
                    real(*args, **words)
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **words)


class Full:
    """A hook that is a full disk from the n-th call that needs space on, or for that call only."""

    NEEDS_SPACE = ("open", "write", "mkdir", "commit", "fsync")

    def __init__(self, at: int, stays: bool) -> None:
        self._left = at
        self._stays = stays
        self.hit = False

    def __call__(self, name: str, real: Callable[..., Any], args: tuple[Any, ...], words: dict[str, Any]) -> Any:
        needs = name in self.NEEDS_SPACE and not (name == "open" and not args[1] & os.O_CREAT)
        if needs:
            self._left -= 1
            if self._left == 0 or (self._left < 0 and self._stays):
                self.hit = True
                if name == "commit":
                    raise sqlite3.OperationalError("database or disk is full")
                raise OSError(28, os.strerror(28))
        return real(*args, **words)
