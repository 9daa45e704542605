"""`ngen update`: compile again exactly what is stale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli import exits
from cli.errors import explain
from cli.options import Common, assembly, common, with_engine, with_wait

if TYPE_CHECKING:
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
    from farm.install import Gone, Outcome, Valid, update

    store = common.open_store()
    bar = open_bar(not common.quiet and not common.as_json)

    def open_builder() -> Builder:
        return Builder(store, engine, workers, bar)

    try:
        with store.lock():
            results = update(store, named.find_roots(store, what) if what else None, open_builder)
    finally:
        if bar is not None:
            bar.close()
    code = exits.DONE
    fields: list[dict[str, Any]] = []
    for root, result in results:
        if isinstance(result, Outcome):
            fields.append(
                {"stale_images": result.changed, "reasons": result.reasons, **render.outcome_fields(store, result)}
            )
            common.say(f"{render.plural(result.changed, 'stale image')}; {render.outcome_line(result)}")
            for reason in result.reasons:
                common.say(f"  {reason}")
            if result.failures:
                code = exits.FAILED
        elif isinstance(result, Valid):
            fields.append({"path": root.path, "stale_images": 0})
            common.say(f"{root.path}: up to date")
        elif isinstance(result, Gone):
            fields.append({"path": root.path, "missing": True})
            common.say(f"{root.path} is not there any more; `ngen uninstall {root.path}` forgets it")
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
