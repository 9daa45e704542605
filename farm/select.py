"""What an argument of the command line means: an assembly to install, roots that are installed, files with images.

    path   anything with a folder in it, with the extension .dll or .exe, or that is there in the current folder
    name   everything else: an assembly's display name, full or partial ("X", "X, Version=1.2", ...)

An assembly to install is searched by name in the current folder, the global assembly caches and the frameworks. What
is installed is found by what the store knows, whether or not its files are still there.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cache.index import Image, Root
from cache.store import Store
from farm.request import Request, config_path, environment_of

# Few commands look for an assembly or parse a name: what that takes is imported where it is used.
if TYPE_CHECKING:
    from binder.by_name import NameSearch
    from binder.display_name import AssemblyIdentity, DisplayName

_EXTENSIONS = (".dll", ".exe")


class NotFound(Exception):
    """There is no such assembly, or it is not installed; the message lists where was looked."""


def is_path(what: str) -> bool:
    separators = [s for s in (os.sep, os.altsep, "/") if s]
    return any(s in what for s in separators) or what.lower().endswith(_EXTENSIONS) or os.path.exists(what)


# -- to install


def locate(what: str, gac: Sequence[str], env: Mapping[str, str]) -> str:
    """Path of the assembly to install. `gac` as Request has it. BindError when `what` is no display name; a path is
    taken as it is."""
    if is_path(what):
        if not os.path.exists(what):
            raise NotFound(f"{what}: there is no such file{_where(what)}")
        return what
    from binder.by_name import find_by_name
    from binder.display_name import parse_display_name
    from binder.options import BindOptions
    from binder.runtimes import find_runtimes

    name = parse_display_name(what)
    for extension in _EXTENSIONS:
        path = os.path.abspath(name.name + extension)
        if _is(path, name):
            return path
    request = Request("", gac=tuple(gac), environment=environment_of(env))
    search = find_by_name(name, find_runtimes(env), BindOptions(gac=request.gac_folders))
    versions = {located.identity.full_name for located in search.found}
    if not search.found:
        raise NotFound(f"there is no assembly {search.name}; looked at:{_attempts(search)}")
    if len(versions) > 1 and not name.is_full:
        listed = "".join(f"\n  {full_name}" for full_name in sorted(versions))
        raise NotFound(f"{what} may mean several assemblies; say which:{listed}")
    return search.found[0].path


def _where(what: str) -> str:
    """A file name alone is looked for in one place only."""
    return "" if os.path.dirname(what) else f" in the current folder, {os.getcwd()}"


def _is(path: str, name: DisplayName) -> bool:
    from binder.display_name import matches, read_identity
    from binder.errors import BadImage

    try:
        return os.path.isfile(path) and matches(name, read_identity(path))
    except (BadImage, OSError):
        return False


def _attempts(search: NameSearch) -> str:
    lines = [f"{a.path} ({a.source}): {a.outcome.removeprefix('lost: ')}" for a in search.attempts]
    return "".join(f"\n  {line}" for line in [f"{os.getcwd()} (current folder)", *lines])


# -- installed


def select_roots(
    store: Store, what: str, scenario: str | None = None, exe_config: str | None = None, app_base: str | None = None
) -> list[Root]:
    """The roots that are meant; None stands for any scenario, configuration or application base. NotFound when there
    are none."""
    named = _roots_named(store, what)
    config = exe_config if exe_config is None else config_path(exe_config)
    base = os.path.realpath(app_base) if app_base else app_base
    wanted = [
        r for r in named
        if scenario in (None, r.scenario) and config in (None, r.exe_config) and base in (None, r.app_base)
    ]
    if wanted:
        return wanted
    if not named:
        raise NotFound(f"{what} is not installed; `ngen display` lists what is")
    listed = "".join(f"\n  {_described(r)}" for r in named)
    raise NotFound(f"{what} is not installed in that way; name it as it was installed:{listed}")


def select_files(store: Store, what: str) -> set[str]:
    """The files that `what` means among the roots and the files with an image. NotFound when there are none."""
    found = {r.path for r in _roots_named(store, what)}
    deps = [d for root in store.index.roots.all() for d in store.index.deps.of_root(root.id)]
    if is_path(what):
        paths = paths_of(what)
        found |= {d.path for d in deps if d.path in paths}
    else:
        from binder.display_name import matches, parse_display_name

        name = parse_display_name(what)
        found |= {d.path for d in deps if matches(name, _image_identity(d.image, name))}
    if not found:
        raise NotFound(f"{what} is neither installed nor a dependency of what is; `ngen display` lists everything")
    return found


def _roots_named(store: Store, what: str) -> list[Root]:
    if is_path(what):
        return [r for path in paths_of(what) for r in store.index.roots.of_path(path)]
    from binder.display_name import matches, parse_display_name

    name = parse_display_name(what)
    return [r for r in store.index.roots.all() if matches(name, _root_identity(r))]


def paths_of(what: str) -> list[str]:
    """Where the root of a path may have been: itself, or the assembly beside an apphost, which may be gone."""
    from binder.discovery import managed_root
    from binder.errors import BindError

    real = os.path.realpath(what)
    found = [real]
    try:
        found.append(managed_root(what))
    except BindError:
        found.append(real + ".dll")
    return list(dict.fromkeys(found))


def _root_identity(root: Root) -> AssemblyIdentity:
    from binder.config import parse_version4
    from binder.display_name import AssemblyIdentity

    # Roots of older stores have no name.
    name = root.name or os.path.splitext(os.path.basename(root.path))[0]
    return AssemblyIdentity(
        name, parse_version4(root.version), root.culture, bytes.fromhex(root.token), root.architecture
    )


def _image_identity(image: Image, name: DisplayName) -> AssemblyIdentity:
    """Images do not record an architecture: they are of any that is asked for."""
    from binder.config import parse_version4
    from binder.display_name import AssemblyIdentity

    return AssemblyIdentity(
        image.name, parse_version4(image.version), image.culture, bytes.fromhex(image.token), name.architecture
    )


def _described(root: Root) -> str:
    words = [f"/{flag}" for flag in root.scenario.split("+") if flag]
    words += [f"/ExeConfig:{root.exe_config}"] if root.exe_config else []
    words += [f"/AppBase:{root.app_base}"] if root.app_base else []
    return " ".join([root.path, *words])
