"""`ngen install`: compile an application or library with its dependencies and make it run from the images."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from cli import exits
from cli.options import Common, assembly, common, with_engine, with_scenarios, with_wait

if TYPE_CHECKING:
    from cache.store import Store
    from farm.install import Outcome


@click.command("install", short_help="Compile an assembly and its dependencies.")
@assembly("ASSEMBLY")
@click.option("--no-activate", is_flag=True, help="Leave the application untouched; `ngen run` uses the images.")
@click.option("--no-dependencies", is_flag=True, help="Compile the named assembly only.")
@click.option("--ignore-missing", is_flag=True, help="Compile although referenced assemblies are missing.")
@with_scenarios
@click.option("--force", is_flag=True, help="Compile again what the store already has.")
@with_engine
@with_wait
@common
def command(
    what: str, no_activate: bool, no_dependencies: bool, ignore_missing: bool, debug: bool, profile: bool,
    force: bool, engine: str, workers: int, common: Common,
) -> int:
    """Compile an application or library with its dependencies, and make it run from the images."""
    from cli import named, render
    from cli.progress import open_bar
    from farm.assemble import Builder
    from farm.install import install
    from farm.request import Request, environment_of, scenario_text

    named.check_input(what)
    store = common.open_store()
    bar = open_bar(not common.quiet and not common.as_json)
    builder = Builder(store, engine, workers, bar, force=force)
    request = Request(
        what, scenario_text(debug, profile), dependencies=not no_dependencies, activate=not no_activate,
        environment=environment_of(os.environ),
    )
    try:
        outcome = install(store, request, builder, ignore_missing)
    finally:
        builder.close()
        if bar is not None:
            bar.close()
    if common.as_json:
        render.print_json("install", render.outcome_fields(store, outcome))
    elif not common.quiet:
        report_outcome(outcome, store, common.verbose)
    store.close()
    return exits.FAILED if outcome.failures else exits.DONE


def report_outcome(outcome: Outcome, store: Store, verbose: bool) -> None:
    from cli import render

    click.echo(render.outcome_line(outcome))
    if verbose:
        from farm.assemble import reasons

        for b in outcome.built:
            origin = "from cache" if b.cached else f"{b.seconds:.1f} s"
            click.echo(
                f"  {b.image.name} {b.image.version}: {b.image.compiled:,} of {b.image.methods:,} methods, "
                f"{render.size_text(b.image.size)}, {origin}"
            )
            for reason, count in reasons(store.index.why.of_image(b.image.id))[:8]:
                click.echo(f"    {count:6,} {reason}")
    for f in outcome.failures:
        click.echo(f"ngen: {f.assembly.path}: {f.error}", err=True)
    for a in outcome.app.assemblies:
        if a.why_not and verbose:
            click.echo(f"  {a.name}: not compiled: it {a.why_not}")
