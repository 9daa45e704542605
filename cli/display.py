"""`ngen display`: the roots of the store first, then its images, or those that concern one file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli import exits
from cli.exits import CliError
from cli.options import Common, assembly, common

if TYPE_CHECKING:
    from cache.index import Image, Root
    from cache.store import Store


@click.command("display", short_help="List roots and images, and whether they are up to date.")
@assembly("ASSEMBLY", required=False)
@common
def command(what: str, common: Common) -> int:
    """List the roots and images of the store, or those that concern one file."""
    from cli import named, render

    store = common.open_store()
    roots = store.index.roots.all()
    images = store.index.images.all()
    if what:
        wanted = set(named.root_paths(what))
        concerned = {r.path for p in wanted for r in store.index.roots.needing(p)} | wanted
        roots = [r for r in roots if r.path in concerned]
        deps = [(r, d) for r in roots for d in store.index.deps.of_root(r.id)]
        images = [d.image for r, d in deps if r.path in wanted or d.path in wanted]
        if not roots:
            raise CliError(exits.NOT_FOUND, f"{what} is neither a root nor a dependency of one")
    if common.as_json:
        render.print_json("display", fields(store, roots, images))
        return exits.DONE
    click.echo("Roots:")
    for root in roots:
        click.echo(f"  {root.path}  [{root.mode}{', ' + root.scenario if root.scenario else ''}]  {root.framework}")
        if common.verbose:
            for dep in store.index.deps.of_root(root.id):
                click.echo(f"    {dep.path}")
    click.echo("Images:")
    for image in images:
        count = render.plural(store.index.images.root_count(image.id), "root")
        click.echo(
            f"  {image.name}, Version={image.version}  {image.compiled:,} of {image.methods:,} methods, "
            f"{render.size_text(image.size)}, {count}"
        )
    return exits.DONE


def fields(store: Store, roots: list[Root], images: list[Image]) -> dict[str, Any]:
    return {
        "store": str(store.home),
        "roots": [
            {
                "path": r.path, "kind": r.kind, "scenario": r.scenario, "mode": r.mode, "target": r.target,
                "framework": r.framework, "installed": r.installed,
                "files": [{"path": d.path, "image": d.image.digest} for d in store.index.deps.of_root(r.id)],
            }
            for r in roots
        ],
        "images": [
            {
                "name": i.name, "version": i.version, "mvid": i.mvid, "digest": i.digest, "source": i.source,
                "target": i.target, "scenario": i.scenario, "size": i.size, "methods": i.methods,
                "compiled": i.compiled, "roots": store.index.images.root_count(i.id),
            }
            for i in images
        ],
    }
