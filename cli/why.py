"""`ngen why`: what was left to the JIT and the reason, from the records made when the images were."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli import exits
from cli.exits import CliError
from cli.options import Common, common, complete_roots, with_scenarios

if TYPE_CHECKING:
    from cache.index import Image
    from cache.store import Store


@click.command("why", short_help="List the methods left to the JIT, with the reasons.")
@click.argument("what", metavar="ASSEMBLY", shell_complete=complete_roots)
@click.argument("method", required=False)
@with_scenarios
@click.option("--limit", type=click.IntRange(0), default=20, show_default=True, help="Methods shown; 0 for all.")
@common
def command(
    what: str, method: str | None, debug: bool, profile: bool, limit: int, common: Common
) -> int:
    """List the methods that were left to the JIT, and the reasons; METHOD is a part of the method's name.

    ASSEMBLY is a path or a name. Of a root all images are looked at, else those of the assembly itself.
    """
    from farm.request import scenario_text
    from farm.select import select_files

    store = common.open_store()
    try:
        images = wanted_images(store, select_files(store, what), scenario_text(debug, profile) or None)
        if not images:
            raise CliError(exits.NOT_FOUND, f"{what} has no image in that scenario; `ngen display` lists what there is")
        return show_why(store, images, method or "", limit, common.as_json)
    finally:
        store.close()


def wanted_images(store: Store, paths: set[str], scenario: str | None) -> list[Image]:
    of_roots: list[Image] = []
    others: list[Image] = []
    for root in store.index.roots.all():
        if scenario is not None and root.scenario != scenario:
            continue
        deps = store.index.deps.of_root(root.id)
        if root.path in paths:
            of_roots += [d.image for d in deps]
        others += [d.image for d in deps if d.path in paths]
    return of_roots or others


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
                "scenario": image.scenario,
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
        scenario = f" [{image.scenario}]" if image.scenario else ""
        text = f"{image.compiled:,} of {image.methods:,} methods compiled ({done})"
        click.echo(f"{image.name} {image.version}{scenario}: {text}")
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
