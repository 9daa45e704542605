"""`ngen update`: compile again exactly what is stale."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli import exits
from cli.errors import explain
from cli.exits import CliError
from cli.install import report_outcome
from cli.options import Common, assembly, common, with_engine, with_queue, with_wait

if TYPE_CHECKING:
    from cache.index import Root
    from cache.store import Store
    from farm.assemble import Builder
    from farm.install import Updated


@click.command("update", short_help="Compile again exactly what is stale.")
@assembly("ASSEMBLY", required=False)
@click.option("--force", is_flag=True, help="Compile again what is up to date, too.")
@with_queue("Let the native image service do it when the machine is idle; updates always have priority 3.")
@with_engine
@with_wait
@common
def command(what: str, force: bool, queue: str | None, engine: str, workers: int, common: Common) -> int:
    """Compile again what is stale: assemblies, their dependencies, the framework or ngen itself have changed.

    Without ASSEMBLY everything that is installed is looked at. What is up to date costs nothing.
    """
    from farm.select import select_roots

    store = common.open_store()
    try:
        roots = select_roots(store, what) if what else None
        if queue is not None:
            if queue != "3":
                common.say("updates always have priority 3, so that they run while the machine is idle")
            return update_later(store, roots, force, common)
        return update_now(store, roots, force, engine, workers, common)
    finally:
        store.close()


def update_later(store: Store, roots: list[Root] | None, force: bool, common: Common) -> int:
    from cli.queue import report_queued
    from farm.queue import enqueue_update
    from farm.request import request_of

    if force:
        raise CliError(exits.USAGE, "update: --force is not for queued work; leave out --queue")
    requests = [None] if roots is None else [request_of(root) for root in roots]
    report_queued("update", [enqueue_update(store, request) for request in requests], store, common)
    return exits.DONE


def update_now(
    store: Store, roots: list[Root] | None, force: bool, engine: str, workers: int, common: Common
) -> int:
    from cli import render
    from cli.progress import progress
    from farm.install import Outcome, update

    with progress(not common.quiet and not common.as_json) as bar:

        def open_builder() -> Builder:
            from farm.assemble import Builder

            return Builder(store, engine, workers, bar, force=force)

        results = update(store, roots, open_builder, force)
    codes = [report(result, store, len(results) == 1, common) for result in results]
    if common.as_json:
        render.print_json("update", {"roots": [fields(result, store) for result in results]})
    elif not results:
        common.say("nothing is installed")
    elif len(results) > 1 and not any(codes) and not any(r.changed for _, r in results if isinstance(r, Outcome)):
        common.say(f"{len(results)} roots: nothing was stale")
    return codes[0] if len(codes) == 1 else exits.FAILED if any(codes) else exits.DONE


def report(result: Updated, store: Store, alone: bool, common: Common) -> int:
    """Say what became of one root; returns its exit code."""
    from cli import render
    from farm.install import Gone, Outcome, Valid

    root, found = result
    name = render.root_text(root)
    if isinstance(found, Outcome):
        made = f"{render.plural(found.changed, 'stale image')}; " if found.changed else ""
        report_outcome(found, store, common, made)
        for reason in found.reasons:
            common.say(f"  {reason}")
        return exits.FAILED if found.failures else exits.DONE
    if isinstance(found, Valid):
        if alone or common.verbose:
            common.say(f"{name}: up to date")
        return exits.DONE
    if isinstance(found, Gone):
        common.say(f"{name}: not there any more; `ngen uninstall` forgets it")
        return exits.DONE
    click.echo(f"{name}: not updated", err=True)
    return explain(found)


def fields(result: Updated, store: Store) -> dict[str, Any]:
    from cli import render
    from farm.install import Gone, Outcome, Valid

    root, found = result
    about = {"path": root.path, "scenario": root.scenario, "exe_config": root.exe_config}
    if isinstance(found, Outcome):
        made = {"result": "updated", "stale_images": found.changed, "reasons": found.reasons}
        return {**about, **made, **render.outcome_fields(store, found)}
    if isinstance(found, Valid):
        return {**about, "result": "valid", "stale_images": 0}
    if isinstance(found, Gone):
        return {**about, "result": "gone"}
    return {**about, "result": "failed", "error": str(found)}
