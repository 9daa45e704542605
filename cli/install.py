"""`ngen install`: compile an assembly with its dependencies and make it run from the images."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from cli import exits
from cli.exits import CliError
from cli.options import (
    Common,
    assembly,
    common,
    with_binding,
    with_engine,
    with_gac,
    with_queue,
    with_scenarios,
    with_wait,
)

if TYPE_CHECKING:
    from cache.store import Store
    from farm.install import Outcome
    from farm.request import Request

_REASONS = 8


@click.command("install", short_help="Compile an assembly and its dependencies.")
@assembly("ASSEMBLY")
@with_scenarios
@click.option("--no-dependencies", is_flag=True, help="Only what the scenario needs: the assembly itself.")
@with_binding
@with_gac
@click.option(
    "--activate/--no-activate", default=None,
    help="Put the images in the assemblies' place (default), or keep them aside for `ngen run`.",
)
@click.option("--ignore-missing", is_flag=True, help="Compile although referenced assemblies are missing.")
@click.option("--force", is_flag=True, help="Compile again what the store already has.")
@with_queue("Let the native image service do it: 1 at once, 2 after all of 1, 3 (default) when the machine is idle.")
@with_engine
@with_wait
@common
def command(
    what: str, debug: bool, profile: bool, no_dependencies: bool, exe_config: str, app_base: str,
    gac: tuple[str, ...], activate: bool | None, ignore_missing: bool, force: bool, queue: str | None,
    engine: str, workers: int, common: Common,
) -> int:
    """Compile an application or library with its dependencies, and make it run from the images.

    ASSEMBLY is a path, the name of a file in the current folder, or the full display name of an assembly in a
    global assembly cache or a framework.
    """
    from cli.named import check_input
    from farm.request import Request, environment_of, scenario_text
    from farm.select import locate

    check_context(exe_config, app_base, gac)
    path = locate(what, gac, os.environ)
    check_input(path)
    request = Request(
        path, scenario_text(debug, profile), exe_config, app_base, gac, not no_dependencies,
        activate, environment_of(os.environ), ignore_missing,
    ).absolute()
    store = common.open_store()
    try:
        if queue is not None:
            return install_later(store, request, int(queue), force, common)
        return install_now(store, request, engine, workers, force, common)
    finally:
        store.close()


def check_context(exe_config: str, app_base: str, gac: tuple[str, ...] = ()) -> None:
    if exe_config and not os.path.isfile(exe_config):
        raise CliError(exits.NOT_FOUND, f"--exe-config {exe_config}: there is no such file; name an application")
    for option, folder in (("--app-base", app_base), *(("--gac", folder) for folder in gac)):
        if folder and not os.path.isdir(folder):
            raise CliError(exits.NOT_FOUND, f"{option} {folder}: there is no such folder")


def install_later(store: Store, request: Request, priority: int, force: bool, common: Common) -> int:
    from cli.queue import report_queued
    from farm.queue import enqueue_install

    if force:
        raise CliError(exits.USAGE, "install: --force is not for queued work; leave out --queue")
    report_queued("install", [enqueue_install(store, request, priority)], store, common)
    return exits.DONE


def install_now(store: Store, request: Request, engine: str, workers: int, force: bool, common: Common) -> int:
    from cli import render
    from cli.progress import progress
    from farm.assemble import Builder
    from farm.install import install

    with progress(not common.quiet and not common.as_json) as bar:
        builder = Builder(store, engine, workers, bar, force=force)
        try:
            outcome = install(store, request, builder)
        finally:
            builder.close()
    if common.as_json:
        render.print_json("install", render.outcome_fields(store, outcome))
    report_outcome(outcome, store, common)
    return exits.FAILED if outcome.failures else exits.DONE


def report_outcome(outcome: Outcome, store: Store, common: Common, prefix: str = "") -> None:
    from cli import render

    common.say(prefix + render.outcome_line(outcome))
    for path in outcome.aside:
        common.say(f"  {path} holds the image of another root; this one's is kept aside for `ngen run`")
    for path in outcome.artefacts:
        common.say(f"  symbols: {path}")
    if common.verbose:
        describe_images(outcome, store, common)
    for f in outcome.failures:
        click.echo(f"ngen: {f.assembly.path}: {f.error}", err=True)


def describe_images(outcome: Outcome, store: Store, common: Common) -> None:
    from cli import render
    from farm.assemble import reasons

    common.say(f"  for {outcome.app.target}, bound to {outcome.app.framework or 'no framework'}")
    for b in outcome.built:
        origin = "from cache" if b.cached else f"{b.seconds:.1f} s"
        common.say(
            f"  {b.image.name} {b.image.version}: {b.image.compiled:,} of {b.image.methods:,} methods, "
            f"{render.size_text(b.image.size)}, {origin}"
        )
        for reason, count in reasons(store.index.why.of_image(b.image.id))[:_REASONS]:
            common.say(f"    {count:6,} {reason}")
    for a in outcome.app.assemblies:
        if a.why_not:
            common.say(f"  {a.name}: not compiled: it {a.why_not}")
