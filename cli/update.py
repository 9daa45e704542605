"""`ngen update`: compile again exactly what is stale."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from cli import exits
from cli.errors import explain
from cli.options import Common, assembly, common, with_engine, with_wait

if TYPE_CHECKING:
    from farm.application import Application
    from farm.assemble import Builder


@click.command("update", short_help="Compile again exactly what is stale.")
@assembly("ASSEMBLY", required=False)
@with_engine
@with_wait
@common
def command(what: str, engine: str, workers: int, common: Common) -> int:
    """Compile again what is stale: assemblies, their dependencies, the framework or ngen itself have changed."""
    from cli import named, render
    from cli.progress import open_bar
    from farm.assemble import Builder
    from farm.bind import bind
    from farm.install import Outcome, update

    store = common.open_store()
    bar = open_bar(not common.quiet and not common.as_json)

    def open_builder(scenario: str) -> Builder:
        return Builder(store, engine, workers, scenario, bar)

    def resolve(root: str) -> Application:
        return bind(store, root, os.environ)

    try:
        with store.lock():
            roots = named.find_roots(store, what) if what else store.index.roots.all()
            results = update(store, roots, resolve, open_builder)
    finally:
        if bar is not None:
            bar.close()
    code = exits.DONE
    fields: list[dict[str, Any]] = []
    for root, result in results:
        if isinstance(result, Outcome):
            fields.append({"stale_images": result.changed, **render.outcome_fields(store, result)})
            state = f"{render.plural(result.changed, 'stale image')}; " if result.changed else "up to date; "
            common.say(state + render.outcome_line(result))
            if result.failures:
                code = exits.FAILED
        else:
            fields.append({"path": root.path, "error": str(result)})
            click.echo(f"{root.path}: not updated", err=True)
            found = explain(result)
            code = found if len(results) == 1 else max(code, exits.FAILED)
    if common.as_json:
        render.print_json("update", {"roots": fields})
    elif not results:
        common.say("nothing is installed")
    store.close()
    return code
