"""update, and what makes images stale: upgrades of assemblies, of what they depend on, of the runtime."""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path

import pytest
from harness import BIN, find_dotnet
from reference.conftest import UPGRADES, Ngen

from cli import exits


def reasons(ngen: Ngen) -> set[str]:
    return {reason for root in ngen.json("display")["roots"] for reason in root["reasons"]}


def test_update_of_what_is_valid_does_nothing(installed: Ngen) -> None:
    before = installed.bytes()
    assert installed.done("update") == "upgrade.dll: up to date\n"
    assert installed.json("update")["roots"][0]["result"] == "valid"
    assert installed.bytes() == before


def test_an_upgraded_dependency_makes_images_stale(installed: Ngen) -> None:
    installed.upgrade("fields", "Parts.dll")
    assert installed.states() == {"Deep": "valid", "Parts": "stale", "upgrade": "stale"}
    assert reasons(installed) == {"Parts.dll was replaced"}
    report = installed.json("update")["roots"][0]
    assert report["result"] == "updated" and report["stale_images"] == 2
    assert report["reasons"] == ["Parts.dll was replaced"]
    assert set(installed.states().values()) == {"valid"}


def test_an_upgraded_indirect_dependency_makes_images_stale(installed: Ngen) -> None:
    installed.upgrade("fields", "Deep.dll")
    assert set(installed.states().values()) == {"stale"} and reasons(installed) == {"Deep.dll was replaced"}
    assert installed.json("update")["roots"][0]["stale_images"] == 3
    assert set(installed.states().values()) == {"valid"}


def test_what_an_image_does_not_depend_on_leaves_it_valid(installed: Ngen) -> None:
    installed.upgrade("next", "upgrade.dll")
    assert installed.states() == {"Deep": "valid", "Parts": "valid", "upgrade": "stale"}
    assert installed.json("update")["roots"][0]["stale_images"] == 1


def test_the_same_source_compiled_again_is_another_assembly(installed: Ngen) -> None:
    """A compiler that runs again gives a new identity (MVID); one byte is enough to see it."""
    data = bytearray((UPGRADES / "first" / "Deep.dll").read_bytes())
    mvid = next(i["mvid"] for i in installed.json("display")["images"] if i["name"] == "Deep")
    at = bytes(data).index(uuid.UUID(mvid).bytes_le)
    data[at] ^= 1
    temp = installed.folder / "new"
    temp.write_bytes(data)
    temp.replace(installed.deep)
    assert installed.states()["Deep"] == "stale"
    installed.done("update")
    assert next(i["mvid"] for i in installed.json("display")["images"] if i["name"] == "Deep") != mvid


def test_update_makes_exactly_what_is_stale(installed: Ngen, tmp_path: Path) -> None:
    shutil.copy(BIN / "smoke.dll", installed.folder / "smoke.dll")
    shutil.copy(BIN / "smoke.runtimeconfig.json", installed.folder / "smoke.runtimeconfig.json")
    installed.done("install", str(installed.folder / "smoke.dll"))
    before = {i["name"]: i["digest"] for i in installed.json("display")["images"]}
    installed.upgrade("body", "Parts.dll")
    results = {Path(r["path"]).name: r for r in installed.json("update")["roots"]}
    assert results["smoke.dll"]["result"] == "valid" and results["upgrade.dll"]["stale_images"] == 2
    after = {i["name"]: i["digest"] for i in installed.json("display")["images"]}
    assert after["Parts"] != before["Parts"]
    assert {n for n in after if after[n] == before[n]} >= {"smoke", "Deep"}
    assert "2 roots: nothing was stale" in installed.done("update")


def test_update_of_one_root(installed: Ngen) -> None:
    installed.done("install", str(installed.deep))
    installed.upgrade("fields", "Parts.dll")
    assert [r["result"] for r in installed.json("update", "Deep")["roots"]] == ["valid"]
    assert installed.states()["Parts"] == "stale"
    assert [r["result"] for r in installed.json("update", str(installed.app))["roots"]] == ["updated"]
    assert installed("update", "Nobody")[0] == exits.NOT_FOUND


def test_update_of_what_is_gone(installed: Ngen) -> None:
    installed.app.unlink()
    assert installed.json("display")["roots"][0]["state"] == "missing"
    assert "not there any more" in installed.done("update")


def test_update_by_force(installed: Ngen) -> None:
    report = installed.json("update", "--force")["roots"][0]
    assert report["result"] == "updated" and report["methods_from_cache"] == 0


# A new runtime.


@pytest.fixture()
def serviced(ngen: Ngen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ngen:
    """Installed against 8.0.30; then 8.0.31 comes beside it."""
    root = tmp_path / "dotnet"
    link(root, "8.0.30")
    monkeypatch.setenv("DOTNET_ROOT", str(root))
    ngen.done("install", str(ngen.app))
    assert set(ngen.states().values()) == {"valid"}
    link(root, "8.0.31")
    return ngen


def link(root: Path, version: str) -> None:
    """Make a runtime of that version part of an installation."""
    dotnet = find_dotnet(version)
    if dotnet is None:
        pytest.skip(f"the runtime {version} is not on this machine")
    for folder in ("shared/Microsoft.NETCore.App", "host/fxr"):
        (root / folder).mkdir(parents=True, exist_ok=True)
        (root / folder / version).symlink_to(dotnet.parent / folder / version)
    (root / "dotnet").unlink(missing_ok=True)
    shutil.copy(dotnet, root / "dotnet")
    (root / "dotnet").chmod(0o755)


def test_a_new_runtime_makes_images_stale(serviced: Ngen) -> None:
    assert set(serviced.states().values()) == {"stale"}
    assert reasons(serviced) == {"Microsoft.NETCore.App 8.0.30 -> 8.0.31"}


def test_update_after_a_new_runtime(serviced: Ngen) -> None:
    assert serviced.json("update")["roots"][0]["stale_images"] == 3
    assert set(serviced.states().values()) == {"valid"}
    shown = serviced.json("display")
    assert shown["roots"][0]["framework"] == "Microsoft.NETCore.App 8.0.31"
    assert {i["runtime"] for i in shown["images"]} == {"8.0.31"}
