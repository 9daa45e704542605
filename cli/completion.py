"""`ngen completion SHELL`: the script that teaches a shell to complete actions, options and installed assemblies."""

from __future__ import annotations

import os

import click

from cli import exits
from cli.options import COMPLETE

_SHELLS = ("bash", "zsh", "fish")


@click.command("completion", short_help="Print a script for completion in bash, zsh or fish.")
@click.argument("shell", type=click.Choice(_SHELLS), required=False)
@click.pass_context
def command(context: click.Context, shell: str | None) -> int:
    """Print a script that completes actions, options, files and installed assemblies (default: for $SHELL).

    \b
    bash   eval "$(ngen completion bash)"           in ~/.bashrc
    zsh    eval "$(ngen completion zsh)"            in ~/.zshrc
    fish   ngen completion fish | source            in ~/.config/fish/config.fish
    """
    from click.shell_completion import get_completion_class

    if shell is None:
        shell = os.path.basename(os.environ.get("SHELL", ""))
        if shell not in _SHELLS:
            raise click.UsageError(f"name a shell: {', '.join(_SHELLS)}")
    kind = get_completion_class(shell)
    assert kind is not None and context.parent is not None
    script = kind(context.parent.command, {}, "ngen", COMPLETE)
    click.echo(kind.source_template % script.source_vars())
    return exits.DONE
