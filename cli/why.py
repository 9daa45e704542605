"""`ngen why`: what was left to the JIT and the reason, from the records made when the images were."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli import exits
from cli.exits import CliError
from cli.options import Common, common

if TYPE_CHECKING:
    from cache.index import Image
    from cache.store import Store


@click.command("why", short_help="List the methods left to the JIT, with the reasons.")
@click.argument("path")
@click.argument("method", required=False)
@click.option("--limit", type=click.IntRange(0), default=20, show_default=True, help="Methods shown; 0 for all.")
@common
def command(path: str, method: str | None, limit: int, common: Common) -> int:
    """List the methods that were left to the JIT, and the reasons; METHOD is a part of the method's name."""
    from cli import named

    store = common.open_store()
    paths = named.root_paths(path)
    images = [i for p in paths for i in store.index.images.of_path(p)]
    root = next((r for p in paths for r in store.index.roots.of_path(p)), None)
    if root is not None:
        images = [d.image for d in store.index.deps.of_root(root.id)]
    if not images:
        raise CliError(exits.NOT_FOUND, f"{path} has no image; install it, or an application that uses it")
    return show_why(store, images, method or "", limit, common.as_json)


def show_why(store: Store, images: list[Image], part: str, limit: int, as_json: bool) -> int:
    from collections import Counter

    from cli import render

    shown = []
    for image in {i.id: i for i in images}.values():
        records = [r for r in store.index.why.of_image(image.id) if part.lower() in r.method.lower()]
        shown.append((image, records))
    if as_json:
        fields = [
            {
                "name": image.name,
                "version": image.version,
                "methods": image.methods,
                "compiled": image.compiled,
                "left_to_jit": [
                    {"method": r.method, "reason": r.reason, "meaning": meaning(r.reason), "detail": r.detail}
                    for r in records
                ],
            }
            for image, records in shown
        ]
        render.print_json("why", {"images": fields})
        return exits.DONE
    for image, records in shown:
        if part and not records:
            continue
        done = render.percent(image.compiled, image.methods)
        click.echo(f"{image.name} {image.version}: {image.compiled:,} of {image.methods:,} methods compiled ({done})")
        counted = Counter(r.reason for r in records)
        for reason, count in sorted(counted.items(), key=lambda item: (-item[1], item[0])):
            click.echo(f"  {count:6,}  {reason}: {meaning(reason)}")
        listed = records if limit == 0 else records[:limit]
        for r in listed:
            click.echo(f"    {r.method}\n      {r.reason}{': ' + r.detail if r.detail else ''}")
        if len(listed) < len(records):
            click.echo(f"    ... and {len(records) - len(listed):,} more; --limit 0 shows all")
    if part and not any(records for _, records in shown):
        click.echo(f"no method with {part!r} in its name was left to the JIT")
    return exits.DONE


def meaning(reason: str) -> str:
    from codegen.reasons import REASONS

    return REASONS.get(reason, "")
