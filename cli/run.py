"""`ngen run`: start a program with its native images."""

from __future__ import annotations

import click

from cli.options import Common, with_scenarios, with_store


@click.command(
    "run", short_help="Run a program with its native images.",
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@with_scenarios
@click.option("--report", is_flag=True, help="Afterwards, say which methods were precompiled and which JIT-compiled.")
@click.option("--report-json", metavar="FILE", help="Write the report as JSON.")
@with_store
@click.argument("path")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(
    debug: bool, profile: bool, report: bool, report_json: str | None, home: str | None, path: str,
    arguments: tuple[str, ...],
) -> int:
    """Run a program with its native images; exits with the program's own code."""
    from cli.launch import launch
    from cli.named import check_input
    from farm.request import scenario_text

    check_input(path)
    store = Common(home).open_store()
    return launch(store, path, list(arguments), report, report_json, scenario_text(debug, profile))
