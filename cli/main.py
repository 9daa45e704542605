"""The `ngen` command: finds the action, parses, runs it, and turns what happened into an exit code.

Each action is a module of its own that is imported when it is asked for. Actions are matched whatever their case;
Ngen's switches are translated before (cli.switches).
"""

from __future__ import annotations

import importlib
import os
import sys

import click

from cli import __version__, exits
from cli.errors import explain, explain_usage, fail, no_such_action
from cli.exits import CliError
from cli.options import COMPLETE
from cli.switches import translate

# Section -> action -> module. In each module the click command is called `command`.
SECTIONS: dict[str, dict[str, str]] = {
    "Images": {
        "install": "cli.install", "uninstall": "cli.uninstall", "update": "cli.update", "display": "cli.display",
    },
    "Deferred work": {
        "executeQueuedItems": "cli.eqi", "eqi": "cli.eqi", "queue": "cli.queue", "service": "cli.service",
    },
    "Programs": {"run": "cli.run", "why": "cli.why", "log": "cli.log"},
    "Store": {"verify": "cli.verify", "gc": "cli.gc"},
    "Files": {"dump": "cli.dump"},
    "Shell": {"completion": "cli.completion", "help": "cli.help"},
}
MODULES = {name.lower(): module for section in SECTIONS.values() for name, module in section.items()}
_SPELLINGS = {name.lower(): name for section in SECTIONS.values() for name in section}

_EPILOG = """Switches may also be written Ngen's way, in any case: /Debug, /NoDependencies, /ExeConfig:path,
/queue:1, /silent, /? ... A file whose name looks like one of them goes after --. Examples:

\b
ngen install app.dll                 compile an application, with its dependencies
ngen install app.dll /queue:2        let the native image service do it
ngen display                         what is installed, and whether it is up to date
ngen why app.dll                     what was left to the JIT, and why
ngen uninstall app.dll               the application is again what it was
"""


class Actions(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(MODULES)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        module = MODULES.get(name.lower())
        if module is None:
            return None
        command = importlib.import_module(module).command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        command = self.get_command(ctx, args[0])
        if command is None and not ctx.resilient_parsing and not args[0].startswith("-"):
            raise CliError(exits.USAGE, no_such_action(args[0], list(MODULES)))
        if command is None:
            return super().resolve_command(ctx, args)
        return _SPELLINGS[args[0].lower()], command, args[1:]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, section in SECTIONS.items():
            with formatter.section(title):
                rows = []
                for name in section:
                    found = self.get_command(ctx, name)
                    rows.append((name, found.get_short_help_str(100) if found is not None else ""))
                formatter.write_dl(rows)


def show_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from binder import metadata

        build = "pure Python" if str(metadata.__file__).endswith(".py") else "compiled"
        click.echo(f"ngen {__version__} ({build})")
        context.exit(exits.DONE)


@click.group(
    cls=Actions,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    subcommand_metavar="ACTION [OPTIONS]",
    epilog=_EPILOG,
)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=show_version,
              help="Show the version and exit.")
def cli() -> None:
    """Compiles .NET assemblies ahead of time and keeps their native images."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command line and exit with its code."""
    code = run(sys.argv[1:] if arguments is None else arguments)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough (`ngen display | head`).
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def run(words: list[str]) -> int:
    if not words and COMPLETE not in os.environ:
        click.echo(cli.get_help(click.Context(cli, info_name="ngen", max_content_width=110)), err=True)
        return exits.USAGE
    try:
        result = cli.main(args=translate(words), prog_name="ngen", standalone_mode=False)
        return result if isinstance(result, int) else exits.DONE
    except (click.exceptions.Abort, KeyboardInterrupt):
        return fail(exits.INTERRUPTED, "interrupted; nothing was left half-written")
    except click.ClickException as e:
        return explain_usage(e, words)
    except BrokenPipeError:
        return exits.DONE
    except Exception as e:
        return explain(e)
