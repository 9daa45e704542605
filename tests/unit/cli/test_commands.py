"""The verbs on a real application and runtime: what they do, what they say, their exit codes, and that an
application is byte for byte what it was when they fail or undo."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from commandline import CommandLine

from cache.process import same_modules
from cli import exits

ASSETS = Path(__file__).resolve().parents[2] / "assets" / "bin"


class App(CommandLine):
    """A program in a folder of its own, and the commands on it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        super().__init__(capsys)
        self.folder = folder
        self.dll = folder / "smoke.dll"

    def state(self) -> dict[str, tuple[bytes, int, int]]:
        return {
            p.name: (p.read_bytes(), stat.S_IMODE(p.stat().st_mode), p.stat().st_mtime_ns)
            for p in sorted(self.folder.iterdir())
        }


@pytest.fixture()
def app(
    tmp_path: Path, ngen_home: Path, dotnet_root: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> App:
    monkeypatch.setenv("DOTNET_ROOT", str(dotnet_root))
    monkeypatch.delenv("DOTNET_ROOT_X64", raising=False)
    folder = tmp_path / "app"
    folder.mkdir()
    for name in ("smoke.dll", "smoke.runtimeconfig.json"):
        (folder / name).write_bytes((ASSETS / name).read_bytes())
    return App(folder, capsys)


def started(dotnet_root: Path, dll: Path) -> tuple[int, str]:
    dotnet = dotnet_root / "dotnet"
    if not os.access(dotnet, os.X_OK):
        dotnet.chmod(dotnet.stat().st_mode | 0o111)
    environment = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    done = subprocess.run([str(dotnet), str(dll)], capture_output=True, text=True, env=environment, timeout=60)
    return done.returncode, done.stdout


def test_install_and_uninstall(app: App, dotnet_root: Path) -> None:
    before = app.state()
    expected = started(dotnet_root, app.dll)
    report = app.json("install", str(app.dll))
    assert report["mode"] == "in-place" and report["files_activated"] == 1
    assert report["methods"] == report["compiled"] + report["left_to_jit"] > 10
    assert [i["name"] for i in report["images"]] == ["smoke"]
    assert app.dll.read_bytes() != before["smoke.dll"][0]
    assert started(dotnet_root, app.dll) == expected
    code, out, _ = app("uninstall", str(app.dll))
    assert (code, out) == (0, "smoke.dll: 1 file restored, 1 image removed\n")
    assert app.state() == before


def test_the_second_install_does_nothing(app: App) -> None:
    first = app.json("install", str(app.dll))
    after = app.state()
    second = app.json("install", str(app.dll))
    assert second["images_from_cache"] == 1 and second["files_activated"] == 0
    assert second["images"][0]["digest"] == first["images"][0]["digest"]
    assert app.state() == after


def test_engines_and_repetition_give_the_same_bytes(app: App) -> None:
    digests = set()
    for words in (["--engine", "inline"], ["--engine", "processes", "--workers", "2", "--force"], ["--force"]):
        digests.add(app.json("install", str(app.dll), *words)["images"][0]["digest"])
    assert len(digests) == 1
    app("uninstall", str(app.dll))
    again = app.json("install", str(app.dll))
    assert again["methods_from_cache"] == again["methods"]
    assert {again["images"][0]["digest"]} == digests


def test_human_output_is_one_line(app: App) -> None:
    code, out, err = app("install", str(app.dll))
    assert code == 0 and err == ""
    assert out.startswith("smoke.dll: 1 image, ") and out.count("\n") == 1
    assert app("install", str(app.dll), "/silent") == (0, "", "")


def test_display_and_why(app: App) -> None:
    app.json("install", str(app.dll), "/Debug")
    code, out, _ = app("display")
    assert code == 0 and str(app.dll) in out and "smoke, Version=" in out and "debug" in out
    shown = app.json("display", str(app.dll))
    assert shown["roots"][0]["scenario"] == "debug" and shown["images"][0]["roots"] == 1
    listed = app.json("why", str(app.dll))["images"][0]
    assert len(listed["left_to_jit"]) == listed["methods"] - listed["compiled"]
    assert all(w["meaning"] for w in listed["left_to_jit"])
    code, out, _ = app("why", str(app.dll), "no-such-method")
    assert code == 0 and "no method with 'no-such-method'" in out


def test_update_follows_an_upgrade(app: App, dotnet_root: Path) -> None:
    app.json("install", str(app.dll))
    assert app.json("update")["roots"][0]["stale_images"] == 0
    upgraded = (ASSETS / "smoke.dll").read_bytes() + b"\0" * 8
    temp = app.folder / "new"
    temp.write_bytes(upgraded)
    temp.replace(app.dll)
    assert app.json("update", str(app.dll))["roots"][0]["stale_images"] == 1
    assert app.dll.read_bytes() != upgraded
    assert started(dotnet_root, app.dll)[0] == started(dotnet_root, app.dll)[0]
    assert app("uninstall", str(app.dll))[0] == 0
    assert app.dll.read_bytes() == upgraded


def test_update_of_nothing(app: App) -> None:
    assert app("update") == (0, "nothing is installed\n", "")


def test_without_activation_the_application_is_untouched(app: App) -> None:
    before = app.state()
    assert app.json("install", str(app.dll), "--no-activate")["mode"] == "aside"
    assert app.state() == before
    assert app("uninstall", str(app.dll))[0] == 0
    assert app.state() == before


def test_two_roots_share_a_file(app: App) -> None:
    """Uninstalling one of two roots that need a file leaves its image in place."""
    other = app.folder / "other.dll"
    for name in ("smoke.dll", "smoke.runtimeconfig.json"):
        (app.folder / name.replace("smoke", "other")).write_bytes((app.folder / name).read_bytes())
    before = app.state()
    app.json("install", str(app.dll))
    from cache.index import Root
    from cache.store import Store, default_home

    store = Store(default_home())
    image = store.index.images.all()[0]
    root = store.index.roots.put(Root(str(other), mode="in-place"))
    store.index.deps.put(root, [(str(app.dll), image.id, "in-place")])
    store.close()
    app("uninstall", str(app.dll))
    assert app.dll.read_bytes() != before["smoke.dll"][0]
    app("uninstall", str(other))
    assert app.state() == before


@pytest.mark.parametrize(
    ("name", "data", "code", "message"),
    [
        ("missing.dll", None, exits.NOT_FOUND, "there is no such file"),
        ("text.dll", b"hello, this is no PE file at all", exits.FAILED, "not a .NET assembly"),
        ("native.dll", b"MZ" + bytes(58) + b"\x40\0\0\0" + b"PE\0\0\x64\x86" + bytes(300), exits.FAILED, ""),
        ("empty.dll", b"", exits.FAILED, "not a .NET assembly"),
        ("truncated.dll", (ASSETS / "smoke.dll").read_bytes()[:3000], exits.FAILED, "not a .NET assembly"),
    ],
)
def test_input_that_cannot_be_compiled(app: App, name: str, data: bytes | None, code: int, message: str) -> None:
    if data is not None:
        (app.folder / name).write_bytes(data)
    before = app.state()
    found, out, err = app("install", str(app.folder / name))
    assert (found, out) == (code, "")
    assert err.startswith("ngen: ") and message in err and "Traceback" not in err
    assert app.state() == before
    assert app.json("display")["roots"] == []


def test_an_application_for_a_framework_that_is_not_there(app: App) -> None:
    config = json.loads((app.folder / "smoke.runtimeconfig.json").read_text())
    config["runtimeOptions"]["framework"] = {"name": "Other.Framework", "version": "8.0.0"}
    (app.folder / "smoke.runtimeconfig.json").write_text(json.dumps(config))
    before = app.state()
    code, _, err = app("install", str(app.dll))
    assert code == exits.NOT_FOUND and "Other.Framework" in err
    assert app.state() == before


def test_no_runtime_at_all(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("binder.discovery.each_runtime", lambda env, evidence: [])
    code, _, err = app("install", str(app.dll))
    assert code == exits.NOT_FOUND and "no installed .NET runtime fits" in err


def test_a_folder_that_cannot_be_written(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def refuse(path: Any, flags: int, *args: Any, **words: Any) -> int:
        if str(path).startswith(str(app.folder)) and flags & os.O_WRONLY:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, flags, *args, **words)

    monkeypatch.setattr(os, "open", refuse)
    before = app.state()
    code, _, err = app("install", str(app.dll))
    assert code == exits.FAILED and "cannot write to" in err and "--no-activate" in err
    assert app.state() == before
    assert app("install", str(app.dll), "--no-activate")[0] == exits.DONE


def test_what_is_not_installed(app: App) -> None:
    for verb in ("uninstall", "why", "display", "update"):
        code, _, err = app(verb, str(app.dll))
        assert code == exits.NOT_FOUND, verb
        assert err.startswith("ngen: ")


def test_a_command_waits_until_the_store_is_free(app: App) -> None:
    from cache.store import Store, default_home

    code = (
        "import sys, time; from pathlib import Path; from cache.store import Store\n"
        "with Store(Path(sys.argv[1])).lock():\n print('held', flush=True); time.sleep(1)"
    )
    Store(default_home()).close()
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(default_home())], stdout=subprocess.PIPE, env=same_modules(),
        cwd=default_home(),
    )
    try:
        assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
        assert app("install", str(app.dll))[0] == exits.DONE
        assert holder.wait(10) == 0
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()


def test_a_bug_ends_in_a_file_not_on_the_terminal(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **words: Any) -> None:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr("farm.install.install", broken)
    code, _, err = app("install", str(app.dll))
    assert code == exits.FAILED and "internal error: ZeroDivisionError" in err and "Traceback" not in err
    path = Path(err.split("report it with ")[1].strip().rstrip("."))
    assert "Traceback" in path.read_text()


def test_usage_errors(app: App) -> None:
    assert app("install")[0] == exits.USAGE
    assert app("abolish")[0] == exits.USAGE
    assert app("--version")[0] == exits.DONE
