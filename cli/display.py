"""`ngen display`: the roots first, then the images, each with its state; or one page for the whole store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli import exits
from cli.options import Common, assembly, common

if TYPE_CHECKING:
    from cache.store import Store
    from cli.inventory import ImageView, Inventory, RootView


@click.command("display", short_help="List roots and images, and whether they are up to date.")
@assembly("ASSEMBLY", required=False)
@click.option("--html", metavar="FILE", help="Write one page that shows it, with the graph of dependencies.")
@common
def command(what: str, html: str | None, common: Common) -> int:
    """List the roots and then the images of the store, and say whether they are up to date.

    With ASSEMBLY the images that match, their dependencies, and all roots that depend on them. ASSEMBLY is a path,
    the name of a file in the current folder, or a display name, of which parts may be left out.
    """
    from cli import render
    from cli.inventory import collect, concerned
    from farm.select import select_files

    store = common.open_store()
    try:
        paths = select_files(store, what) if what else None
        found = collect(store, store.index.roots.all())
        if paths is not None:
            found = concerned(found, paths)
        if html is not None:
            write_page(store, found, Path(html))
            counts = f"{render.plural(len(found.roots), 'root')}, {render.plural(len(found.images), 'image')}"
            common.say(f"{html}: {counts}")
        if common.as_json:
            render.print_json("display", fields(found))
        elif html is None:
            show(found, common.verbose)
    finally:
        store.close()
    return exits.DONE


def show(found: Inventory, verbose: bool) -> None:
    from cli import render

    click.echo(f"Roots: {len(found.roots)}")
    for root in found.roots:
        click.echo(f"  {_root_line(root)}")
        _show_reasons(root.reasons, verbose)
        if verbose:
            for file in root.files:
                click.echo(f"      {file.path}  {file.state}, {file.place}")
    click.echo(f"Images: {len(found.images)}")
    for image in found.images:
        scenario = f" [{image.scenario}]" if image.scenario else ""
        done = f"{image.compiled:,} of {image.methods:,} methods ({render.percent(image.compiled, image.methods)})"
        count = render.plural(len(image.roots), "root")
        click.echo(
            f"  {image.identity}{scenario}  {image.state}; {done}, {render.size_text(image.size)}, {count}"
        )
        _show_reasons(image.reasons, verbose)
        if verbose:
            click.echo(f"      {image.digest}, for {image.target}, made on {render.time_text(image.created)}")


def _root_line(root: RootView) -> str:
    about = [part for part in (root.scenario, root.mode, "" if root.dependencies else "without dependencies") if part]
    if root.exe_config:
        about.append(f"bound as {root.exe_config} does")
    if root.app_base:
        about.append(f"base {root.app_base}")
    return f"{root.path}  [{', '.join(about)}]  {root.framework}  {root.state}"


def _show_reasons(reasons: tuple[str, ...], verbose: bool) -> None:
    shown = reasons if verbose else reasons[:3]
    for reason in shown:
        click.echo(f"      {reason}")
    if len(shown) < len(reasons):
        click.echo(f"      and {len(reasons) - len(shown)} more (--verbose)")


def fields(found: Inventory) -> dict[str, Any]:
    digests = {i.id: i.digest for i in found.images}
    return {"store": found.home, "roots": [_root_fields(r, digests) for r in found.roots],
            "images": [_image_fields(i) for i in found.images]}


def _root_fields(root: RootView, digests: dict[int, str]) -> dict[str, Any]:
    return {
        "path": root.path, "name": root.name, "version": root.version, "kind": root.kind, "scenario": root.scenario,
        "exe_config": root.exe_config, "app_base": root.app_base, "mode": root.mode,
        "dependencies": root.dependencies, "target": root.target, "framework": root.framework,
        "installed": root.installed, "updated": root.updated, "state": root.state, "reasons": list(root.reasons),
        "files": [
            {"path": f.path, "image": digests.get(f.image), "place": f.place, "state": f.state,
             "reasons": list(f.reasons)}
            for f in root.files
        ],
    }


def _image_fields(image: ImageView) -> dict[str, Any]:
    return {
        "name": image.name, "version": image.version, "culture": image.culture, "token": image.token,
        "mvid": image.mvid, "digest": image.digest, "source": image.source, "target": image.target,
        "runtime": image.runtime, "scenario": image.scenario, "size": image.size, "methods": image.methods,
        "compiled": image.compiled, "left_to_jit": image.left, "seconds": round(image.seconds, 3),
        "created": image.created, "state": image.state, "reasons": list(image.reasons), "roots": len(image.roots),
    }


def write_page(store: Store, found: Inventory, path: Path) -> None:
    import time

    from cli.page import page
    from codegen.reasons import REASONS

    reasons: dict[str, tuple[str, list[tuple[str, str, str]]]] = {}
    for image in found.images:
        for record in store.index.why.of_image(image.id):
            listed = reasons.setdefault(record.reason, (REASONS.get(record.reason, ""), []))[1]
            listed.append((image.name, record.method, record.detail))
    path.write_text(page(found, reasons, time.time()), encoding="utf-8")
