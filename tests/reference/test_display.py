"""display, why and log: what is shown, and which arguments name it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from harness import BIN
from reference.conftest import Ngen

from cli import exits


def test_display_lists_roots_first_then_all_images(installed: Ngen) -> None:
    text = installed.done("display")
    lines = text.splitlines()
    assert lines[0] == "Roots: 1" and lines[2] == "Images: 3"
    assert str(installed.app) in lines[1] and lines[1].endswith("valid")
    assert [line.split(",")[0].strip() for line in lines[3:]] == ["Deep", "Parts", "upgrade"]
    assert all("Version=" in line and "valid" in line for line in lines[3:])


def test_display_of_an_empty_store(ngen: Ngen) -> None:
    assert ngen.done("display") == "Roots: 0\nImages: 0\n"
    code, _, err = ngen("display", "Parts")
    assert code == exits.NOT_FOUND and "neither installed nor a dependency" in err


def two_roots(installed: Ngen) -> None:
    shutil.copy(BIN / "smoke.dll", installed.folder / "smoke.dll")
    shutil.copy(BIN / "smoke.runtimeconfig.json", installed.folder / "smoke.runtimeconfig.json")
    installed.done("install", str(installed.folder / "smoke.dll"))


def shown(ngen: Ngen, what: str) -> tuple[list[str], list[str]]:
    """Names of the roots and images that `display WHAT` lists."""
    found = ngen.json("display", what)
    return [Path(r["path"]).name for r in found["roots"]], [i["name"] for i in found["images"]]


def test_display_of_a_name(installed: Ngen) -> None:
    two_roots(installed)
    assert shown(installed, "Parts") == (["upgrade.dll"], ["Deep", "Parts"])
    assert shown(installed, "deep") == (["upgrade.dll"], ["Deep"])
    assert shown(installed, "smoke") == (["smoke.dll"], ["smoke"])
    installed.done("install", str(installed.parts))
    assert shown(installed, "Deep") == (["Parts.dll", "upgrade.dll"], ["Deep"])


def test_display_of_a_version(installed: Ngen) -> None:
    assert shown(installed, "parts, version=1.0.0.0") == (["upgrade.dll"], ["Deep", "Parts"])
    assert shown(installed, "Parts, Version=1")[1] == ["Deep", "Parts"]
    code, _, err = installed("display", "Parts, Version=2.0.0.0")
    assert code == exits.NOT_FOUND


def test_display_of_a_file(installed: Ngen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(installed, str(installed.parts)) == (["upgrade.dll"], ["Deep", "Parts"])
    monkeypatch.chdir(tmp_path)
    assert installed("display", "Parts.dll")[0] == exits.NOT_FOUND
    monkeypatch.chdir(installed.folder)
    assert shown(installed, "Parts.dll") == (["upgrade.dll"], ["Deep", "Parts"])


def test_display_writes_a_page(installed: Ngen, tmp_path: Path) -> None:
    installed.upgrade("fields", "Deep.dll")
    page = tmp_path / "page.html"
    out = installed.done("display", "--html", str(page))
    assert out == f"{page}: 1 root, 3 images\n"
    text = page.read_text(encoding="utf-8")
    for part in ("Deep.dll was replaced", str(installed.home), "abi-unstable", "<b>Parts</b>", "<svg"):
        assert part in text, part
    code, _, err = installed("display", "--html", str(tmp_path / "nowhere" / "page.html"))
    assert code == exits.FAILED and "nowhere" in err


def test_display_says_missing(installed: Ngen) -> None:
    shutil.rmtree(installed.home / "images")
    assert set(installed.states().values()) == {"missing"}
    assert "missing from the store" in installed.done("display")
    installed.done("update")
    assert set(installed.states().values()) == {"valid"}


# why


def test_why_by_name(installed: Ngen) -> None:
    whole = installed.json("why", "upgrade")["images"]
    assert [i["name"] for i in whole] == ["Deep", "Parts", "upgrade"]
    assert [i["name"] for i in installed.json("why", "Parts")["images"]] == ["Parts"]
    for image in whole:
        assert len(image["left_to_jit"]) == image["methods"] - image["compiled"]
        assert all(w["meaning"] for w in image["left_to_jit"])
    code, _, err = installed("why", "upgrade", "/debug")
    assert code == exits.NOT_FOUND and "no image in that scenario" in err


# log


def references(ngen: Ngen, *words: str) -> dict[str, dict[str, object]]:
    return {r["name"]: r for root in ngen.json("log", *words)["roots"] for r in root["references"]}


def test_log_shows_what_won_and_why_the_rest_lost(ngen: Ngen) -> None:
    """The application lists a Parts that is not there before the one that is."""
    manifest = ngen.folder / "upgrade.deps.json"
    libraries = {"Parts/1.0.0": {"runtime": {"Parts.dll": {}}}, "Deep/1.0.0": {"runtime": {"Deep.dll": {}}}}
    target = {"upgrade/1.0.0": {"runtime": {"upgrade.dll": {}}}, **libraries}
    manifest.write_text(
        json.dumps({"runtimeTarget": {"name": "T"}, "targets": {"T": target}, "libraries": {
            name: {"type": "project", "serviceable": False, "sha512": ""} for name in target
        }})
    )
    ngen.done("install", str(ngen.app))
    parts = references(ngen)["Parts"]
    assert parts["path"] == str(ngen.parts) and parts["asked_by"] == "upgrade"
    attempts = parts["attempts"]
    assert isinstance(attempts, list) and attempts[-1]["outcome"].startswith("won")
    assert str(manifest) in attempts[-1]["source"]
    text = ngen.done("log", "Parts")
    assert f"{ngen.parts}: won" in text and "Parts, Version=1.0.0.0, wanted by upgrade" in text


def test_log_of_a_name(installed: Ngen) -> None:
    assert set(references(installed, "Deep")) == {"Deep"}
    assert set(references(installed, "Deep, Version=0.0")) == {"Deep"}
    assert {"Deep", "Parts", "System.Runtime"} <= set(references(installed, "upgrade"))
    assert set(references(installed, str(installed.parts))) == {"Parts"}
    assert set(references(installed, "System.Runtime")) == {"System.Runtime"}
    code, _, err = installed("log", "Nobody")
    assert code == exits.NOT_FOUND and "Nobody is neither a root nor referenced by one" in err


def test_log_of_failures(installed: Ngen) -> None:
    assert "every reference was bound" in installed.done("log", "--failed")
    installed.done("uninstall", "upgrade")
    installed.deep.unlink()
    installed.done("install", str(installed.app), "--ignore-missing")
    failed = references(installed, "--failed")
    assert set(failed) == {"Deep"} and failed["Deep"]["path"] == ""
    text = installed.done("log", "--failed")
    assert "Deep, Version=0.0.0.0, wanted by" in text and "not found" in text


def test_log_says_why_an_image_was_rejected(installed: Ngen) -> None:
    from cache.index import Rejection
    from cache.store import Store

    store = Store(installed.home)
    dep = next(d for d in store.index.deps.of_root(store.index.roots.all()[0].id) if d.image.name == "Parts")
    store.index.rejections.add(Rejection(dep.path, dep.image.digest, "disabled by the test", 1_790_000_000))
    store.index.rejections.add(Rejection(dep.path, "0" * 64, "an image that is no more", 1_790_000_000))
    store.close()
    text = installed.done("log", "--failed")
    assert "image of Parts.dll rejected on" in text and "disabled by the test" in text and "no more" not in text
