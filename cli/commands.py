"""The verbs: install, uninstall, display, update, run, why."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cli import exits, render
from cli.exits import CliError

if TYPE_CHECKING:
    from cache.index import Image, Root
    from cache.store import Store
    from farm.application import Application
    from farm.assemble import Builder
    from farm.install import Outcome

_F = TypeVar("_F", bound=Callable[..., Any])

_ENGINES = click.Choice(["auto", "inline", "processes", "ray"])


def with_store(function: _F) -> _F:
    return click.option(
        "--store", "home", metavar="DIR", help="The store to use (default: $NGEN_HOME, else the user's data folder)."
    )(function)


def with_json(function: _F) -> _F:
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")(function)


def with_engine(function: _F) -> _F:
    function = click.option(
        "--engine", type=_ENGINES, default="auto", show_default=True, help="Where methods are compiled."
    )(function)
    return click.option("--workers", type=click.IntRange(0), default=0, help="How many at once (default: cores).")(
        function
    )


def with_volume(function: _F) -> _F:
    function = click.option("-q", "--quiet", is_flag=True, help="Print errors only.")(function)
    function = click.option("-v", "--verbose", is_flag=True, help="Say more about each image.")(function)
    return click.option("--no-logo", is_flag=True, hidden=True)(function)


def open_store(home: str | None) -> Store:
    from cache.store import Store, default_home

    return Store(Path(home).absolute() if home else default_home())


def find_root(store: Store, path: str) -> Root:
    """The installed root of that path, also when the file itself is gone."""
    for candidate in root_paths(path):
        root = store.index.find_root(candidate)
        if root is not None:
            return root
    raise CliError(exits.NOT_FOUND, f"{path} is not installed; `ngen display` lists what is")


def root_paths(path: str) -> list[str]:
    from binder.discovery import managed_root
    from binder.errors import BindError

    found = [os.path.realpath(path)]
    try:
        found.append(managed_root(path))
    except BindError:
        found.append(found[0] + ".dll")
    return found


def check_input(path: str) -> None:
    """Tell a path that does not exist from a file that is no assembly; what else may be missing comes later."""
    from binder.discovery import managed_root
    from binder.errors import BindError

    if not os.path.exists(path):
        raise CliError(exits.NOT_FOUND, f"{path}: there is no such file")
    try:
        managed_root(path)
    except BindError as e:
        raise CliError(exits.FAILED, e.message) from None


def scenario_of(debug: bool, profile: bool) -> str:
    return "+".join(name for name, on in (("debug", debug), ("profile", profile)) if on)


def check_missing(app: Application) -> None:
    if app.missing:
        lines = "".join(f"\n  {m.name}, wanted by {m.wanted_by}: {m.reason}" for m in app.missing)
        raise CliError(
            exits.NOT_FOUND,
            f"{app.path} needs assemblies that are not there:{lines}\n"
            "Put them beside the application, or compile without them: --ignore-missing.",
        )


def report_outcome(outcome: Outcome, store: Store, verbose: bool) -> None:
    click.echo(render.outcome_line(outcome))
    if verbose:
        from farm.assemble import reasons

        for b in outcome.built:
            origin = "from cache" if b.cached else f"{b.seconds:.1f} s"
            click.echo(
                f"  {b.image.name} {b.image.version}: {b.image.compiled:,} of {b.image.methods:,} methods, "
                f"{render.size_text(b.image.size)}, {origin}"
            )
            for reason, count in reasons(store.index.why(b.image.id))[:8]:
                click.echo(f"    {count:6,} {reason}")
    for f in outcome.failures:
        click.echo(f"ngen: {f.assembly.path}: {f.error}", err=True)
    for a in outcome.app.assemblies:
        if a.why_not and verbose:
            click.echo(f"  {a.name}: not compiled: it {a.why_not}")


@click.command()
@click.argument("path")
@click.option("--no-activate", is_flag=True, help="Leave the application untouched; `ngen run` uses the images.")
@click.option("--no-dependencies", is_flag=True, help="Compile the named assembly only.")
@click.option("--ignore-missing", is_flag=True, help="Compile although referenced assemblies are missing.")
@click.option("--debug", is_flag=True, help="Images for the debugging scenario.")
@click.option("--profile", is_flag=True, help="Images for the profiling scenario.")
@click.option("--force", is_flag=True, help="Compile again what the store already has.")
@with_engine
@with_json
@with_volume
@with_store
def install(
    path: str, no_activate: bool, no_dependencies: bool, ignore_missing: bool, debug: bool, profile: bool,
    force: bool, engine: str, workers: int, as_json: bool, quiet: bool, verbose: bool, no_logo: bool, home: str | None,
) -> int:
    """Compile an application or library with its dependencies, and make it run from the images."""
    from farm.assemble import Builder
    from farm.bind import bind
    from farm.install import install as install_root

    check_input(path)
    store = open_store(home)
    bar = render.open_bar(not quiet and not as_json)
    builder = Builder(store, engine, workers, scenario_of(debug, profile), bar, force=force)
    try:
        with store.lock():
            app = bind(store, path, os.environ)
            if not ignore_missing:
                check_missing(app)
            outcome = install_root(store, app, builder, not no_activate, not no_dependencies)
    finally:
        builder.close()
        if bar is not None:
            bar.close()
    if as_json:
        render.print_json("install", render.outcome_fields(store, outcome))
    elif not quiet:
        report_outcome(outcome, store, verbose)
    store.close()
    return exits.FAILED if outcome.failures else exits.DONE


@click.command()
@click.argument("path")
@with_json
@with_volume
@with_store
def uninstall(path: str, as_json: bool, quiet: bool, verbose: bool, no_logo: bool, home: str | None) -> int:
    """Forget an application or library; its files are again what they were."""
    from farm import activate
    from farm.install import uninstall as uninstall_root

    store = open_store(home)
    with store.lock():
        root = find_root(store, path)
        removal = uninstall_root(store, root)
    restored = [p for p, fate in removal.files if fate == activate.RESTORED]
    changed = [p for p, fate in removal.files if fate == activate.CHANGED]
    if as_json:
        files = [{"path": p, "result": fate} for p, fate in removal.files]
        render.print_json("uninstall", {"path": root.path, "files": files, "images_removed": removal.images})
    elif not quiet:
        name = os.path.basename(root.path)
        click.echo(
            f"{name}: {render.plural(len(restored), 'file')} restored, "
            f"{render.plural(removal.images, 'image')} removed"
        )
        for p in changed:
            click.echo(f"  {p} was replaced by someone else since; it is left as it is")
    store.close()
    return exits.DONE


@click.command()
@click.argument("path", required=False)
@with_json
@with_volume
@with_store
def display(path: str | None, as_json: bool, quiet: bool, verbose: bool, no_logo: bool, home: str | None) -> int:
    """List the roots and images of the store, or those that concern one file."""
    store = open_store(home)
    roots = store.index.roots()
    images = store.index.images()
    if path is not None:
        wanted = set(root_paths(path))
        concerned = {r for p in wanted for r in store.index.roots_of_path(p)} | wanted
        roots = [r for r in roots if r.path in concerned]
        images = [d.image for r in roots for d in store.index.deps(r.id) if r.path in wanted or d.path in wanted]
        if not roots:
            raise CliError(exits.NOT_FOUND, f"{path} is neither a root nor a dependency of one")
    if as_json:
        render.print_json("display", _display_fields(store, roots, images))
        return exits.DONE
    click.echo("Roots:")
    for root in roots:
        click.echo(f"  {root.path}  [{root.mode}{', ' + root.scenario if root.scenario else ''}]  {root.framework}")
        if verbose:
            for dep in store.index.deps(root.id):
                click.echo(f"    {dep.path}")
    click.echo("Images:")
    for image in images:
        count = render.plural(store.index.root_count(image.id), "root")
        click.echo(
            f"  {image.name}, Version={image.version}  {image.compiled:,} of {image.methods:,} methods, "
            f"{render.size_text(image.size)}, {count}"
        )
    return exits.DONE


def _display_fields(store: Store, roots: list[Root], images: list[Image]) -> dict[str, Any]:
    return {
        "store": str(store.home),
        "roots": [
            {
                "path": r.path, "kind": r.kind, "scenario": r.scenario, "mode": r.mode, "target": r.target,
                "framework": r.framework, "installed": r.installed,
                "files": [{"path": d.path, "image": d.image.digest} for d in store.index.deps(r.id)],
            }
            for r in roots
        ],
        "images": [
            {
                "name": i.name, "version": i.version, "mvid": i.mvid, "digest": i.digest, "source": i.source,
                "target": i.target, "scenario": i.scenario, "size": i.size, "methods": i.methods,
                "compiled": i.compiled, "roots": store.index.root_count(i.id),
            }
            for i in images
        ],
    }


@click.command()
@click.argument("path", required=False)
@with_engine
@with_json
@with_volume
@with_store
def update(
    path: str | None, engine: str, workers: int, as_json: bool, quiet: bool, verbose: bool, no_logo: bool,
    home: str | None,
) -> int:
    """Compile again what is stale: assemblies, their dependencies, the framework or ngen itself have changed."""
    from farm.assemble import Builder
    from farm.bind import bind
    from farm.install import Outcome
    from farm.install import update as update_roots

    store = open_store(home)
    bar = render.open_bar(not quiet and not as_json)

    def open_builder(scenario: str) -> Builder:
        return Builder(store, engine, workers, scenario, bar)

    def resolve(root: str) -> Application:
        return bind(store, root, os.environ)

    try:
        with store.lock():
            roots = [find_root(store, path)] if path is not None else store.index.roots()
            results = update_roots(store, roots, resolve, open_builder)
    finally:
        if bar is not None:
            bar.close()
    code = exits.DONE
    fields: list[dict[str, Any]] = []
    for root, result in results:
        if isinstance(result, Outcome):
            fields.append({"stale_images": result.changed, **render.outcome_fields(store, result)})
            if not as_json and not quiet:
                state = f"{render.plural(result.changed, 'stale image')}; " if result.changed else "up to date; "
                click.echo(state + render.outcome_line(result))
            if result.failures:
                code = exits.FAILED
        else:
            from cli.main import explain

            fields.append({"path": root.path, "error": str(result)})
            click.echo(f"{root.path}: not updated", err=True)
            code = explain(result) if len(results) == 1 else max(code, exits.FAILED)
            if len(results) > 1:
                explain(result)
    if as_json:
        render.print_json("update", {"roots": fields})
    elif not results and not quiet:
        click.echo("nothing is installed")
    store.close()
    return code


@click.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.option("--report", is_flag=True, help="Afterwards, say which methods were precompiled and which JIT-compiled.")
@click.option("--report-json", metavar="FILE", help="Write the report as JSON.")
@with_store
@click.argument("path")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def run(report: bool, report_json: str | None, home: str | None, path: str, arguments: tuple[str, ...]) -> int:
    """Run a program with its native images; exits with the program's own code."""
    from cli.launch import launch

    check_input(path)
    store = open_store(home)
    return launch(store, path, list(arguments), report, report_json)


@click.command()
@click.argument("path")
@click.argument("method", required=False)
@click.option("--limit", type=click.IntRange(0), default=20, show_default=True, help="Methods shown; 0 for all.")
@with_json
@with_store
def why(path: str, method: str | None, limit: int, as_json: bool, home: str | None) -> int:
    """List the methods that were left to the JIT, and the reasons; METHOD is a part of the method's name."""
    from cli.whylist import show_why

    store = open_store(home)
    paths = root_paths(path)
    images = [i for p in paths for i in store.index.images_of_path(p)]
    root = next((r for r in map(store.index.find_root, paths) if r is not None), None)
    if root is not None:
        images = [d.image for d in store.index.deps(root.id)]
    if not images:
        raise CliError(exits.NOT_FOUND, f"{path} has no image; install it, or an application that uses it")
    return show_why(store, images, method or "", limit, as_json)


ALL = (install, uninstall, display, update, run, why)
