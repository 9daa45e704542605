"""What a user may say about the binding of a root, beyond its path."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BindOptions:
    """`exe_config`: path of an application (apphost, assembly, or one of its configuration files) in whose context
    the root is bound, "" for the root's own.  `app_base`: directory to probe in place of the application's, "" for
    none.  `gac`: roots of global assembly caches, searched in this order.  Relative paths are of the current
    directory."""

    exe_config: str = ""
    app_base: str = ""
    gac: tuple[str, ...] = ()
