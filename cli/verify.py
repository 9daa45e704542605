"""`ngen verify`: is everything in the store, and in the applications it changed, what it has to be."""

from __future__ import annotations

from dataclasses import asdict

import click

from cli import exits
from cli.exits import CliError
from cli.options import Common, assembly, common, with_wait


@click.command("verify", short_help="Check the store and the applications, and repair them.")
@assembly("ASSEMBLY", required=False)
@click.option("--repair", is_flag=True, help="Mend what can be mended.")
@common
@with_wait
def command(what: str, repair: bool, common: Common) -> int:
    """Check every file of the store, its index, and the files of applications where images stand; with ASSEMBLY only
    those of one application."""
    from cli import render
    from farm.select import paths_of
    from farm.verify import NotInstalled, verify

    try:
        found = verify(
            common.store_path(), repair, set(paths_of(what)) if what else None, common.wait, common.notice
        )
    except NotInstalled:
        raise CliError(exits.NOT_FOUND, f"{what} is not installed; `ngen display` lists what is") from None
    damaged = [f for f in found if not f.repaired]
    if common.as_json:
        render.print_json(
            "verify",
            {"store": str(common.store_path()), "damaged": len(damaged), "repaired": len(found) - len(damaged),
             "findings": [asdict(f) for f in found]},
        )
    for f in found:
        common.say(f"{f.path}: {f.problem}" + (f"\n  repaired: {f.repaired}" if f.repaired else ""))
    if not found:
        common.say("everything is as it has to be")
    elif damaged and not repair:
        common.say("Run: ngen verify --repair")
    return exits.BAD_DATA if damaged else exits.DONE
