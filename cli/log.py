"""`ngen log`: how references were bound, and which images a runtime did not take, as a binding log viewer shows it.

What binding considered is kept with each root as JSON (farm.bind): for every reference each file in the order of
looking, where it came from, and why it won or lost. What a runtime said of an image is kept by `ngen run --report`.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from cli import exits
from cli.exits import CliError
from cli.options import Common, assembly, common

if TYPE_CHECKING:
    from cache.index import Root
    from cache.store import Store


@click.command("log", short_help="Show where references were looked for, and why images were rejected.")
@assembly("ASSEMBLY", required=False)
@click.option("--failed", is_flag=True, help="Only references that were not found, and images that were rejected.")
@common
def command(what: str, failed: bool, common: Common) -> int:
    """Show for each reference of what is installed where it was looked for, what won, and why the rest lost; and
    which images a runtime rejected, as `ngen run --report` found.

    With ASSEMBLY, a path or a name: all references of that root, and the references of other roots to it.
    """
    from cli import render
    store = common.open_store()
    try:
        wanted = Wanted(store, what) if what else None
        logs = [log for root in store.index.roots.all() if (log := binding_log(store, root, wanted, failed))]
        if what and not logs and not failed:
            raise CliError(
                exits.NOT_FOUND, f"{what} is neither a root nor referenced by one; `ngen display` lists roots"
            )
    finally:
        store.close()
    if common.as_json:
        render.print_json("log", {"roots": logs})
        return exits.DONE
    for log in logs:
        show(log, common.verbose)
    if not logs:
        common.say("every reference was bound, and no image was rejected" if failed else "nothing is installed")
    return exits.DONE


class Wanted:
    """The files that an argument means among what is installed, and the references to it, found or not."""

    def __init__(self, store: Store, what: str) -> None:
        from binder.display_name import parse_display_name
        from farm.select import NotFound, is_path, select_files

        try:
            self.files = select_files(store, what)
        except NotFound:
            self.files = set()
        self._name = None if is_path(what) else parse_display_name(what)

    def reference(self, reference: dict[str, Any]) -> bool:
        if reference["path"] and os.path.realpath(reference["path"]) in self.files:
            return True
        if self._name is None or reference["name"].lower() != self._name.name.lower():
            return False
        version = ".".join(map(str, self._name.version))
        return f"{reference['version']}.".startswith(f"{version}." if version else "")


def binding_log(store: Store, root: Root, wanted: Wanted | None, failed: bool) -> dict[str, Any] | None:
    """What concerns `wanted` in one root; None when nothing does."""
    binding = read_binding(store, root)
    deps = store.index.deps.of_root(root.id)
    files = {root.path, *(path for ref in store.index.refs.of_root(root.id) for path in ref)}
    own = {os.path.splitext(os.path.basename(path))[0] for path in files}
    references = [{**r, "own": r["asked_by"] in own} for r in binding["references"]]
    rejections = [
        {"path": r.path, "image": r.image, "reason": r.reason, "seen": r.seen}
        for d in deps for r in store.index.rejections.of_path(d.path) if r.image == d.image.digest
    ]
    if wanted is not None and root.path not in wanted.files:
        references = [r for r in references if wanted.reference(r)]
        rejections = [r for r in rejections if r["path"] in wanted.files]
        if not references and not rejections:
            return None
    if failed:
        references = [r for r in references if not r["path"]]
        if not references and not rejections:
            return None
    return {
        "path": root.path, "scenario": root.scenario, "exe_config": root.exe_config, "app_base": root.app_base,
        "framework": root.framework, "recorded": binding["recorded"], "runtimes": binding["runtimes"],
        "references": references, "rejections": rejections,
    }


def read_binding(store: Store, root: Root) -> dict[str, Any]:
    import json

    if not root.binding:
        return {"recorded": False, "runtimes": [], "references": []}
    found: dict[str, Any] = json.loads(store.blobs.get(root.binding))
    return {"recorded": True, **found}


def show(log: dict[str, Any], verbose: bool) -> None:
    from cli import render

    about = [log["scenario"], f"as {log['exe_config']} binds" if log["exe_config"] else ""]
    text = ", ".join(part for part in about if part)
    click.echo(f"{log['path']}{f' ({text})' if text else ''}, bound to {log['framework'] or 'no framework'}")
    if not log["recorded"]:
        click.echo("  how it was bound is not known: an older ngen installed it, and `ngen update --force` records it")
    if verbose:
        for line in log["runtimes"]:
            click.echo(f"  runtime: {line}")
    hidden = 0
    for reference in log["references"]:
        if verbose or reference["own"] or not reference["path"]:
            show_reference(reference)
        else:
            hidden += 1
    if hidden:
        click.echo(f"  {render.plural(hidden, 'reference')} among the framework's own assemblies (--verbose)")
    for rejection in log["rejections"]:
        name = os.path.basename(rejection["path"])
        click.echo(f"  image of {name} rejected on {render.time_text(rejection['seen'])}: {rejection['reason']}")


def show_reference(reference: dict[str, Any]) -> None:
    click.echo(f"  {reference['name']}, Version={reference['version']}, wanted by {reference['asked_by']}")
    if not reference["path"]:
        click.echo("    not found")
    for attempt in reference["attempts"]:
        where = attempt["path"] or attempt["source"]
        source = f" ({attempt['source']})" if attempt["path"] else ""
        click.echo(f"    {where}: {attempt['outcome']}{source}")
