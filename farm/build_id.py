"""The identity of this compiler: a digest of everything that decides what code comes out.

It is part of every action key, so a changed compiler never reuses what another one made. It is taken from the
Python sources of the packages that compile, which every build carries; a compiled build is made from the same
sources and gives the same bytes, so both share results.
"""

from __future__ import annotations

import importlib.util
from functools import lru_cache
from pathlib import Path

from cache.digest import digest_parts

_PACKAGES = ("binder", "codegen")


@lru_cache(maxsize=1)
def compiler_id() -> str:
    parts: list[bytes] = []
    for package in _PACKAGES:
        spec = importlib.util.find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            raise RuntimeError(f"package {package} is not installed completely")
        root = Path(next(iter(spec.submodule_search_locations)))
        for path in sorted(root.rglob("*.py")):
            parts.append(f"{package}/{path.relative_to(root).as_posix()}".encode())
            parts.append(path.read_bytes())
    return digest_parts(parts)
