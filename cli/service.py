"""`ngen service run|install|uninstall|status`: the native image service, by hand or by systemd."""

from __future__ import annotations

import os
import sys
import time

import click

from cli import exits
from cli.exits import CliError
from cli.options import Common, common


@click.group("service", short_help="The native image service: run, install, uninstall, status.")
def command() -> None:
    """The native image service, which executes queued work while the machine is idle."""


@command.command("run", short_help="Execute the queue until it is empty.")
@click.option("--stay", is_flag=True, help="Wait for more work when the queue is empty, instead of ending.")
@common
def run(stay: bool, common: Common) -> int:
    """Execute the queue: priority 1 at once, 2 after all of 1, 3 while the machine is idle; end when it is empty."""
    from farm import settings
    from farm.child import spawn, step_back
    from farm.sampler import Sampler
    from farm.service import Service, can_run

    if not can_run():
        raise CliError(exits.FAILED, "the service needs Linux or the like; `ngen eqi` executes the queue anywhere")

    def say(line: str) -> None:
        if not common.quiet:
            click.echo(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {line}")
            sys.stdout.flush()

    store = common.open_store()
    found = settings.load(store.home)
    step_back(idle=False)
    sampler = Sampler(store.home, found.rules)
    Service(store, found, lambda up_to: spawn(store.home, up_to), sampler.sample, stay, say).run()
    return exits.DONE


@command.command("status", short_help="Show queue, service and rules.")
@common
def status(common: Common) -> int:
    """Show what the service does, what is queued, and the rules by which the machine counts as idle."""
    from dataclasses import asdict

    from cli import queue, render
    from farm import settings, systemd

    store = common.open_store()
    found = settings.load(store.home)
    rules = {**asdict(found.rules), "autostart": found.autostart, "workers": found.workers}
    units = [str(p) for system in (False, True) for p in systemd.installed(systemd.plan(store, system))]
    if common.as_json:
        render.print_json("service", {**queue.status_fields(store), "rules": rules, "units": units})
    else:
        queue.show_status(store)
        click.echo(f"systemd units: {', '.join(units) or 'none (`ngen service install`)'}")
        click.echo(f"rules ({store.home / settings.FILE}):")
        for name, value in rules.items():
            click.echo(f"  {name} = {_toml(value)}")
    store.close()
    return exits.DONE


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(f'"{v}"' for v in value) + "]"
    return f"{value:g}"


_which = click.option(
    "--system/--user", "system", default=False, help="For the machine (needs root), or for you (the default)."
)


@command.command("install", short_help="Write and enable systemd units.")
@_which
@click.option(
    "--writable", multiple=True, metavar="DIR", type=click.Path(file_okay=False),
    help="With --system: a folder under /usr or /etc whose applications the service may give images.",
)
@click.option("--print", "--dry-run", "only_print", is_flag=True, help="Show the units and write nothing.")
@common
def install(system: bool, writable: tuple[str, ...], only_print: bool, common: Common) -> int:
    """Write and enable systemd units: the service, and a nightly task that queues updates of what is stale."""
    from cli import render
    from farm import systemd

    store = common.open_store()
    plan = systemd.plan(store, system, tuple(os.path.abspath(folder) for folder in writable))
    units = systemd.units(plan)
    if not only_print:
        systemd.install(plan)
    if common.as_json:
        fields = {str(plan.folder / name): text for name, text in units.items()}
        render.print_json("service", {"action": "install", "written": not only_print, "units": fields})
    elif only_print:
        click.echo("\n".join(f"# {plan.folder / name}\n{text}" for name, text in units.items()))
    else:
        for name in units:
            common.say(f"{plan.folder / name}")
        if not system:
            common.say("It runs while you are logged in; always, after `loginctl enable-linger`.")
    store.close()
    return exits.DONE


@command.command("uninstall", short_help="Stop the service and remove its units.")
@_which
@common
def uninstall(system: bool, common: Common) -> int:
    """Stop the service and remove its units; the queue stays."""
    from cli import render
    from farm import systemd

    store = common.open_store()
    gone = [str(path) for path in systemd.uninstall(systemd.plan(store, system))]
    if common.as_json:
        render.print_json("service", {"action": "uninstall", "removed": gone})
    else:
        common.say("\n".join(f"{path} removed" for path in gone) or "there are no units")
    store.close()
    return exits.DONE
