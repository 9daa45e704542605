"""The systemd units: what systemd itself says of them, escaping, and where they go."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cache.index import Activation
from cache.store import Store
from farm import systemd
from farm.systemd import Plan, line, quote, unit_name, units

ANALYZE = shutil.which("systemd-analyze")
STRANGE = "a b%h$HOME\"q\\ü;'x"


@pytest.fixture()
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / STRANGE)
    yield store
    store.close()


def written(plan: Plan, folder: Path) -> list[str]:
    folder.mkdir()
    for name, text in units(plan).items():
        (folder / name).write_text(text)
    return [str(folder / name) for name in units(plan)]


@pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed")
@pytest.mark.parametrize("system", [False, True])
def test_systemd_finds_nothing_wrong(store: Store, tmp_path: Path, system: bool) -> None:
    assert ANALYZE is not None
    plan = systemd.plan(store, system, ("/usr/lib/my apps", f"/usr/{STRANGE}"))
    files = written(plan, tmp_path / "units")
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path), "SYSTEMD_LOG_LEVEL": "warning"}
    done = subprocess.run(
        [ANALYZE, "verify", "--man=no", *([] if system else ["--user"]), *files],
        capture_output=True, text=True, env=environment, timeout=60,
    )
    mine = [text for text in done.stderr.splitlines() if "ngen" in text]
    assert (done.returncode, mine) == (0, []), done.stderr


@pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed")
@pytest.mark.parametrize(("system", "most"), [(True, 4.0), (False, 8.0)])
def test_exposure_by_systemds_own_measure(store: Store, tmp_path: Path, system: bool, most: float) -> None:
    assert ANALYZE is not None
    files = written(systemd.plan(store, system), tmp_path / "units")
    done = subprocess.run(
        [ANALYZE, "security", "--offline=true", "--no-pager", files[0]], capture_output=True, text=True, timeout=60
    )
    found = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert found is not None, done.stderr
    assert float(found[1]) <= most


def unquoted(text: str) -> list[str]:
    """The words of a unit file's line as systemd reads them: quotes, C escapes, specifiers."""
    words: list[str] = []
    for bare, inner in re.findall(r'([^\s"]+)|"((?:[^"\\]|\\.)*)"', text):
        word = bare or re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t", "r": "\r"}.get(m[1], m[1]), inner)
        words.append(word.replace("%%", "%"))
    return words


@given(st.lists(st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), min_size=1)))
def test_escaping_can_be_undone(words: list[str]) -> None:
    assert unquoted(" ".join(quote(w) for w in words)) == words
    assert [w.replace("$$", "$") for w in unquoted(line(*words))] == words


def test_plain_words_stay_plain() -> None:
    assert line("/usr/bin/ngen", "--store", "/home/me/.local/share/ngen") == (
        "/usr/bin/ngen --store /home/me/.local/share/ngen"
    )
    assert line("a b", "100%", "$x") == '"a b" 100%% "$$x"'
    assert quote('say "x"\n\\') == '"say \\"x\\"\\n\\\\"'


def test_what_the_units_do(store: Store) -> None:
    plan = systemd.plan(store, False)
    name = unit_name(store.home)
    texts = units(replace(plan, command=("/bin/ngen",)))
    assert list(texts) == [f"{name}.service", f"{name}-task.service", f"{name}-task.timer"]
    service, task, timer = texts.values()
    assert "Type=exec" in service and "ExecStart=/bin/ngen service run --store " in service
    for text in (service, task):
        assert {"Nice=19", "CPUSchedulingPolicy=idle", "IOSchedulingClass=idle"} <= set(text.splitlines())
    assert "ConditionACPower=true" in task and "ExecStart=/bin/ngen update --queue --silent --store " in task
    assert f"Wants={name}.service\nBefore={name}.service" in task
    assert "OnCalendar=daily" in timer and "Persistent=true" in timer and "RandomizedDelaySec=" in timer
    assert "ProtectSystem" not in service  # mount namespaces would cost the user's files their groups


def test_the_system_may_write_where_applications_are(store: Store) -> None:
    store.index.activations.put(Activation("/usr/lib/tool/a.dll", "o", "i", 1))
    store.index.activations.put(Activation("/opt/tool/a.dll", "o", "i", 1))
    service = units(systemd.plan(store, True, ("/etc/x y",)))[f"{unit_name(store.home)}.service"]
    [writable] = [text for text in service.splitlines() if text.startswith("ReadWritePaths=")]
    assert unquoted(writable.partition("=")[2]) == [f"-{store.home}", "-/etc/x y", "-/usr/lib/tool"]
    assert "ProtectSystem=full" in service and "User=" in service


def test_each_store_has_units_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert unit_name(tmp_path / "ngen") == "ngen"
    first, second = unit_name(tmp_path / "a"), unit_name(tmp_path / "b")
    assert first != second and re.fullmatch(r"ngen-[0-9a-f]{8}", first)


def test_install_writes_and_uninstall_removes(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[bool, tuple[str, ...]]] = []
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr(systemd, "is_running", lambda: True)
    monkeypatch.setattr(systemd, "systemctl", lambda system, *words: calls.append((system, words)))
    plan = systemd.plan(store, False)
    name = unit_name(store.home)
    assert systemd.start(store) == ""
    files = systemd.install(plan)
    assert {p.name: p.read_text() for p in files} == units(plan)
    assert all(p.parent == tmp_path / "config" / "systemd" / "user" for p in files)
    assert calls == [(False, ("daemon-reload",)), (False, ("enable", "--now", f"{name}.service", f"{name}-task.timer"))]
    calls.clear()
    assert systemd.start(store) == f"{name}.service"
    assert calls == [(False, ("start", "--no-block", f"{name}.service"))]
    assert systemd.uninstall(plan) == files and not any(p.exists() for p in files)
    assert systemd.uninstall(plan) == []


def test_without_systemd_it_says_so(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr(systemd, "is_running", lambda: False)
    with pytest.raises(systemd.SystemdError, match="`ngen service run` works without it"):
        systemd.install(systemd.plan(store, False))
    assert not (tmp_path / "config").exists()
    assert systemd.start(store) == ""
