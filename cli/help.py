"""`ngen help [ACTION]`: the same as --help."""

from __future__ import annotations

import click

from cli import exits


@click.command("help", short_help="Show what ngen, or one action, can do.")
@click.argument("action", required=False)
@click.pass_context
def command(context: click.Context, action: str | None) -> int:
    """Show what ngen, or one action, can do."""
    parent = context.parent
    assert parent is not None and isinstance(parent.command, click.Group)
    if action is None:
        click.echo(parent.get_help())
        return exits.DONE
    name, found, _ = parent.command.resolve_command(parent, [action])
    assert found is not None
    with click.Context(found, parent, name) as inner:
        click.echo(found.get_help(inner))
    return exits.DONE
