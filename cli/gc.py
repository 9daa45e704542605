"""`ngen gc`: delete what nothing in the store needs."""

from __future__ import annotations

from dataclasses import asdict

import click

from cli import exits
from cli.options import Common, common, with_wait


@click.command("gc", short_help="Delete what nothing in the store needs.")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@click.option(
    "--days", type=click.IntRange(0), default=30, show_default=True,
    help="Keep results of methods that were used within so many days.",
)
@common
@with_wait
def command(dry_run: bool, days: int, common: Common) -> int:
    """Delete images and originals that nothing needs, and results of methods that were not used for long."""
    from cli import render
    from farm.gc import collect

    store = common.open_store()
    garbage = collect(store, dry_run, days)
    size = sum(g.size for g in garbage)
    if common.as_json:
        render.print_json(
            "gc",
            {"store": str(store.home), "dry_run": dry_run, "size": size, "removed": [asdict(g) for g in garbage]},
        )
    for kind in dict.fromkeys(g.kind for g in garbage):
        sizes = [g.size for g in garbage if g.kind == kind]
        common.say(f"  {kind}: {render.plural(len(sizes), 'file')}, {render.size_text(sum(sizes))}")
    common.say(f"{render.size_text(size)} {'can be' if dry_run else 'were'} freed")
    store.close()
    return exits.DONE
