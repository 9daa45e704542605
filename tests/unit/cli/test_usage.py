"""Command lines that are wrong, help, the banner, completion: what a new user meets first."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cli import exits
from cli.main import MODULES, run
from cli.options import BANNER

ENTRY = "import sys; from cli.main import main; main()"


def ngen(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p), **environment}
    return subprocess.run(
        [sys.executable, "-c", ENTRY, *words], capture_output=True, text=True, env=variables, timeout=60
    )


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["abolish"], ["no action abolish", "Actions: install, uninstall"]),
        (["displya"], ["no action displya; did you mean display?"]),
        (["app.dll"], ["app.dll is a file", "ngen install app.dll"]),
        (["install"], ["install needs an assembly: a path, or a name", "ngen install --help"]),
        (["install", ""], ["its name is empty"]),
        (["install", "a.dll", "b.dll"], ["install takes one assembly, and there are 2: a.dll, b.dll"]),
        (["display", "a", "b"], ["display takes one assembly"]),
        (["install", "My,", "Version=1.0"], ['quote it, as in install "My, Version=1.0"']),
        (["install", "http://example.org/a.dll"], ["http://example.org/a.dll is an address", "fetches nothing"]),
        (["uninstall", "FILE:///a.dll"], ["is an address"]),
        (["display", "/queue"], ["display: there is no switch /queue here"]),
        (["DISPLAY", "/Debug"], ["there is no switch /Debug here"]),
        (["install", "a.dll", "--forse"], ["no switch --forse here; did you mean --force"]),
        (["install", "a.dll", "--engine", "steam"], ["--engine: 'steam' is not one of"]),
        (["install", "a.dll", "--wait", "-1"], ["--wait: -1"]),
        (["completion", "tcsh"], ["'tcsh' is not one of"]),
        (["help", "abolish"], ["no action abolish"]),
    ],
)
def test_wrong_command_lines(words: list[str], parts: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words) == exits.USAGE
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("ngen: ")
    for part in parts:
        assert part in err


@pytest.mark.parametrize("words", [["--help"], ["/?"], ["/HELP"], ["help"], ["-h"]])
def test_help_names_every_action(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(words) == exits.DONE
    out, _ = capsys.readouterr()
    for name in MODULES:
        assert f"\n  {name} " in out.lower(), name


@pytest.mark.parametrize("action", list(MODULES))
def test_help_of_an_action(action: str, capsys: pytest.CaptureFixture[str]) -> None:
    shown = []
    for words in ([action, "/?"], [action.upper(), "/Help"], ["help", action]):
        assert run(words) == exits.DONE
        shown.append(capsys.readouterr().out)
    assert shown[0] == shown[1] == shown[2] and shown[0].lower().startswith(f"usage: ngen {action}")


def test_without_arguments_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == exits.USAGE
    assert "ngen install app.dll" in capsys.readouterr().err


# The banner: at a terminal only.


def at_terminal(*words: str, **environment: str) -> str:
    """What the command prints when its output is a terminal."""
    master, slave = pty.openpty()
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p), **environment}
    process = subprocess.Popen(
        [sys.executable, "-c", ENTRY, *words], stdin=slave, stdout=slave, stderr=slave, env=variables
    )
    os.close(slave)
    text = b""
    while True:
        try:
            part = os.read(master, 4096)
        except OSError:  # the other side is closed: Linux says so with EIO
            break
        if not part:
            break
        text += part
    os.close(master)
    process.wait(timeout=60)
    return text.decode().replace("\r\n", "\n")


def test_the_banner_is_for_terminals(ngen_home: Path) -> None:
    home = {"NGEN_HOME": str(ngen_home)}
    assert BANNER not in ngen("display", **home).stdout
    assert at_terminal("display", **home).startswith(f"{BANNER}\n")
    for words in (["display", "/nologo"], ["display", "/silent"], ["display", "--json"]):
        assert BANNER not in at_terminal(*words, **home), words
    for variable in ("NGEN_NOLOGO", "DOTNET_NOLOGO"):
        assert BANNER not in at_terminal("display", **home, **{variable: "1"})


# Completion in shells.


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(shell: str) -> None:
    done = ngen("completion", shell)
    assert done.returncode == 0 and f"_NGEN_COMPLETE={shell}_complete" in done.stdout
    assert ngen("completion", SHELL=f"/bin/{shell}").stdout == done.stdout
    if shutil.which(shell):
        assert subprocess.run([shell, "-n"], input=done.stdout, text=True).returncode == 0


def completed(folder: Path, home: Path, *words: str) -> list[str]:
    """What bash offers for the last word."""
    if shutil.which("bash") is None:
        pytest.skip("bash is not on this machine")
    command = folder / "ngen"
    command.write_text(f"#!{sys.executable}\n{ENTRY}\n")
    command.chmod(0o755)
    quoted = " ".join(f"'{w}'" for w in ("ngen", *words))
    script = (
        'eval "$(ngen completion bash)"\n'
        f"COMP_WORDS=({quoted}); COMP_CWORD={len(words)}; COMPREPLY=()\n"
        "_ngen_completion ngen 2>/dev/null\n"
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    variables = {
        **os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "NGEN_HOME": str(home),
        "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
    }
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, env=variables, timeout=60)
    return done.stdout.split()


def test_bash_completes_actions_options_and_roots(tmp_path: Path, ngen_home: Path) -> None:
    from cache.index import Root
    from cache.store import Store

    store = Store(ngen_home)
    store.index.roots.put(Root("/opt/shop/Shop.dll", name="Shop"))
    store.index.roots.put(Root("/opt/other/Other.dll", name="Other"))
    store.close()
    assert completed(tmp_path, ngen_home, "unin") == ["uninstall"]
    assert "--no-dependencies" in completed(tmp_path, ngen_home, "install", "--no-")
    assert completed(tmp_path, ngen_home, "uninstall", "Sh") == ["Shop"]
    assert completed(tmp_path, ngen_home, "display", "/opt/o") == ["/opt/other/Other.dll"]
    assert completed(tmp_path, ngen_home, "install", "/d") == ["/Debug"]
    assert completed(tmp_path, ngen_home, "install", "/debug", "/exe") == ["/ExeConfig:"]
    assert "/NoDependencies" in completed(tmp_path, ngen_home, "install", "/")
    assert "/NoDependencies" not in completed(tmp_path, ngen_home, "uninstall", "/")
