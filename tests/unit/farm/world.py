"""A store and small applications for tests of the verbs: the assets `upgrades`, compiled by the real compiler.

    <folder>/app/upgrade.dll -> Parts.dll -> Deep.dll
"""

from __future__ import annotations

import shutil
from pathlib import Path

from cache.index import Root
from cache.store import Store
from farm.assemble import Builder
from farm.install import Outcome, Removal, Updated, install, uninstall, update
from farm.request import Request
from farm.select import select_roots
from farm.validity import RootState, check

UPGRADES = Path(__file__).resolve().parents[2] / "assets" / "upgrades" / "bin"
FILES = ("Deep.dll", "Parts.dll", "upgrade.dll", "upgrade.runtimeconfig.json")


class World:
    def __init__(self, folder: Path, dotnet_root: Path) -> None:
        self.folder = folder
        self.store = Store(folder / "home")
        self.environment = (("DOTNET_ROOT", str(dotnet_root)),)
        self.opened = 0

    def application(self, name: str = "app", *upgrades: str) -> Path:
        """Main assembly of a new copy; `upgrades` as for `upgrade`."""
        folder = self.folder / name
        folder.mkdir()
        for file in FILES:
            shutil.copy(UPGRADES / "first" / file, folder / file)
        for upgrade in upgrades:
            self.upgrade(folder, upgrade)
        return folder / "upgrade.dll"

    def upgrade(self, folder: Path, file: str) -> None:
        """Replaces a file by another version, `fields/Deep.dll` for example, the way installers do: by a rename."""
        new = folder / "new"
        shutil.copy(UPGRADES / file, new)
        new.replace(folder / Path(file).name)

    def builder(self) -> Builder:
        self.opened += 1
        return Builder(self.store, "inline", 1)

    def request(self, path: Path, scenario: str = "", exe_config: Path | None = None, **words: object) -> Request:
        config = str(exe_config) if exe_config is not None else ""
        return Request(str(path), scenario, config, environment=self.environment, **words)  # type: ignore[arg-type]

    def install(self, path: Path, scenario: str = "", exe_config: Path | None = None, **words: object) -> Outcome:
        return install(self.store, self.request(path, scenario, exe_config, **words), self.builder())

    def uninstall(self, what: str, scenario: str | None = None, exe_config: str = "", app_base: str = "") -> Removal:
        return uninstall(self.store, select_roots(self.store, what, scenario, exe_config, app_base))

    def update(self) -> list[Updated]:
        return update(self.store, None, self.builder)

    def check(self) -> list[RootState]:
        return check(self.store, self.roots())

    def roots(self) -> list[Root]:
        return self.store.index.roots.all()

    def images(self) -> list[str]:
        return [f"{i.name} {i.scenario}".strip() for i in self.store.index.images.all()]


def state(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Contents and times of the files."""
    return {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in sorted(folder.iterdir())}
