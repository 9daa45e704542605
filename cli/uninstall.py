"""`ngen uninstall`: forget roots; their files are again what they were, and images nobody needs are removed."""

from __future__ import annotations

import click

from cli import exits
from cli.exits import CliError
from cli.options import Common, assembly, common, with_binding, with_scenarios, with_wait


@click.command("uninstall", short_help="Put the originals back, and forget the images.")
@assembly("ASSEMBLY")
@with_scenarios
@with_binding
@with_wait
@common
def command(what: str, debug: bool, profile: bool, exe_config: str, app_base: str, common: Common) -> int:
    """Forget an application or library; its files are again what they were, and images nobody needs go.

    ASSEMBLY is a path, the name of a file in the current folder, or a display name, of which parts may be left out.
    All scenarios go, or with --debug, --profile or both exactly the one that is named.
    """
    from cli import render
    from farm import activate
    from farm.install import uninstall
    from farm.request import scenario_text
    from farm.select import select_roots

    if what == "*":
        raise CliError(exits.USAGE, "uninstall * is not supported; name each root (`ngen display` lists them)")
    store = common.open_store()
    scenario = scenario_text(debug, profile) if debug or profile else None
    with store.lock():
        # As it was installed: one bound for an application is another root.
        roots = select_roots(store, what, scenario, exe_config, app_base)
        removal = uninstall(store, roots)
    restored = [p for p, fate in removal.files if fate == activate.RESTORED]
    changed = [p for p, fate in removal.files if fate == activate.CHANGED]
    if common.as_json:
        fields = {
            "roots": [{"path": r.path, "scenario": r.scenario, "exe_config": r.exe_config} for r in roots],
            "files": [{"path": p, "result": fate} for p, fate in removal.files],
            "images_removed": removal.images,
        }
        render.print_json("uninstall", fields)
    names = ", ".join(render.root_text(r) for r in roots)
    files, images = render.plural(len(restored), "file"), render.plural(removal.images, "image")
    common.say(f"{names}: {files} restored, {images} removed")
    for p in changed:
        common.say(f"  {p} was replaced by someone else since; it is left as it is")
    store.close()
    return exits.DONE
