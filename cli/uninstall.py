"""`ngen uninstall`: forget roots; their files are again what they were, and images nobody needs are removed."""

from __future__ import annotations

import os

import click

from cli import exits
from cli.options import Common, assembly, common, with_wait


@click.command("uninstall", short_help="Put the originals back, and forget the images.")
@assembly("ASSEMBLY")
@with_wait
@common
def command(what: str, common: Common) -> int:
    """Forget an application or library; its files are again what they were."""
    from cli import named, render
    from farm import activate
    from farm.install import uninstall

    store = common.open_store()
    with store.lock():
        removal = uninstall(store, named.find_roots(store, what))
    fates, images, roots = removal.files, removal.images, removal.roots
    restored = [p for p, fate in fates if fate == activate.RESTORED]
    changed = [p for p, fate in fates if fate == activate.CHANGED]
    if common.as_json:
        files = [{"path": p, "result": fate} for p, fate in fates]
        render.print_json("uninstall", {"path": roots[0].path, "files": files, "images_removed": images})
    name = os.path.basename(roots[0].path)
    common.say(f"{name}: {render.plural(len(restored), 'file')} restored, {render.plural(images, 'image')} removed")
    for p in changed:
        common.say(f"  {p} was replaced by someone else since; it is left as it is")
    store.close()
    return exits.DONE
