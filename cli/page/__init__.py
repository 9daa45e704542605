"""`ngen display --html`: one page that needs nothing else: no network, no other file, and no script to be read.

    header and totals | roots | dependency graph (inline SVG) | images | methods left to the JIT, by reason

The page is written whole by `page`; its style and script are the files beside this one and are put inside it. The
script only adds: filtering, sorting, the choice of light or dark, and the path of an assembly through the graph.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path

from cli.inventory import MISSING, STALE, FileView, ImageView, Inventory, RootView, worst
from cli.page import graph
from cli.render import percent, plural, size_text

# Methods named for each reason; the page stays small, `ngen why` has all.
NAMED = 60
# Reasons of a state that are shown unfolded.
SHOWN = 3
_LABEL = 23

# Reason -> (meaning, methods as (image, method, detail)).
Reasons = Mapping[str, tuple[str, Sequence[tuple[str, str, str]]]]


def page(found: Inventory, reasons: Reasons, now: float) -> str:
    """The whole document; `now` is in seconds since 1970."""
    here = Path(__file__).parent
    images = {i.id: i for i in found.images}
    written = time.strftime("%Y-%m-%d %H:%M", time.localtime(now))
    return "".join(
        (
            "<!DOCTYPE html>\n<html lang='en'><head><meta charset='utf-8'>"
            "<meta name='viewport' content='width=device-width, initial-scale=1'>"
            "<title>ngen: native images</title>",
            f"<style>{(here / 'page.css').read_text(encoding='utf-8')}</style></head><body>",
            "<header><div><h1>Native images</h1>",
            f"<p class='dim'>Store <code>{escape(found.home)}</code>, as of {written}</p></div>",
            "<div class='tools'><input type='search' id='filter' placeholder='Filter assemblies, methods, reasons'"
            " aria-label='Filter'><button id='theme' type='button'>Dark</button></div></header><main>",
            _totals(found),
            _section("roots", "Roots", plural(len(found.roots), "root"), _roots(found, images)),
            _section("graph", "Dependencies", _graph_note(found), _graph(found, images)),
            _section("images", "Images", plural(len(found.images), "image"), _images(found)),
            _section("left", "Left to the JIT", _left_note(found), _left(reasons)),
            "</main><footer class='dim'>Written by ngen display --html.</footer>",
            f"<script>{(here / 'page.js').read_text(encoding='utf-8')}</script></body></html>\n",
        )
    )


def _section(id: str, title: str, note: str, body: str) -> str:
    return f"<section id='{id}'><h2>{title}<small>{escape(note)}</small></h2>{body}</section>"


def _totals(found: Inventory) -> str:
    methods = sum(i.methods for i in found.images)
    compiled = sum(i.compiled for i in found.images)
    counts = Counter(r.state for r in found.roots)
    bad = [f"{counts[state]} {state}" for state in (STALE, MISSING) if counts[state]]
    state = worst([r.state for r in found.roots])
    tiles = (
        ("Roots", f"{len(found.roots):,}", ""),
        ("Images", f"{len(found.images):,}", ""),
        ("Size", size_text(sum(i.size for i in found.images)), ""),
        ("Methods compiled", percent(compiled, methods), f"{compiled:,} of {methods:,}"),
        ("Left to the JIT", f"{methods - compiled:,}", ""),
        ("State", state, f"{', '.join(bad)}; run ngen update" if bad else "every root is up to date"),
    )
    kinds = ["", "", "", "", "", state]
    return "<div class='tiles'>" + "".join(
        f"<div class='tile {kind}'><span>{name}</span><b>{value}</b><i>{note}</i></div>"
        for (name, value, note), kind in zip(tiles, kinds)
    ) + "</div>"


def _table(id: str, heads: Iterable[tuple[str, str]], rows: Iterable[str]) -> str:
    """`heads`: (text, class); a column of class `n` is sorted by number."""
    cells = "".join(f"<th class='{kind}' scope='col'>{text}</th>" for text, kind in heads)
    body = "".join(rows)
    return f"<div class='scroll'><table id='{id}'><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table></div>"


def _badge(state: str, reasons: Sequence[str]) -> str:
    lines = [f"<li>{escape(r)}</li>" for r in dict.fromkeys(reasons)]
    why = f"<ul class='why'>{''.join(lines[:SHOWN])}</ul>" if lines else ""
    if len(lines) > SHOWN:
        rest = "".join(lines[SHOWN:])
        why += f"<details class='why'><summary>{len(lines) - SHOWN} more</summary><ul>{rest}</ul></details>"
    return f"<span class='badge {state}'>{state}</span>{why}"


def _bar(part: int, whole: int) -> str:
    share = 100 * part / whole if whole else 0.0
    bar = f"<span class='bar' title='{part:,} of {whole:,}'><i style='width:{share:.1f}%'></i></span>"
    return f"{bar}<span class='share'>{percent(part, whole)}</span>"


def _roots(found: Inventory, images: Mapping[int, ImageView]) -> str:
    if not found.roots:
        return "<p class='dim'>Nothing is installed. <code>ngen install path/to/app.dll</code> makes a root.</p>"
    heads = (("Root", ""), ("State", ""), ("Files", "n"), ("Compiled", "n"), ("Framework", ""), ("Installed", ""))
    return _table("roots-table", heads, (_root(r, images) for r in found.roots))


def _root(root: RootView, images: Mapping[int, ImageView]) -> str:
    used = {f.image: images[f.image] for f in root.files if f.image in images}.values()
    methods, compiled = sum(i.methods for i in used), sum(i.compiled for i in used)
    tags = [t for t in (root.scenario, root.mode, root.kind, "" if root.dependencies else "without dependencies") if t]
    context = [f"as bound by {root.exe_config}" if root.exe_config else "", f"base {root.app_base}" if root.app_base
               else ""]
    extra = "".join(f"<div class='dim'>{escape(c)}</div>" for c in context if c)
    chips = "".join(f"<span class='chip'>{escape(t)}</span>" for t in tags)
    day = time.strftime("%Y-%m-%d %H:%M", time.localtime(root.installed))
    return (
        f"<tr class='{root.state}'><td><b>{escape(root.name)}</b> <span class='dim'>{escape(root.version)}</span>"
        f"{chips}<div class='path'>{escape(root.path)}</div>{extra}</td>"
        f"<td>{_badge(root.state, root.reasons)}</td><td class='n'>{len(root.files)}</td>"
        f"<td class='n' data-v='{compiled / methods if methods else 0}'>{_bar(compiled, methods)}</td>"
        f"<td>{escape(root.framework)}</td><td class='day'>{day}</td></tr>"
    )


def _images(found: Inventory) -> str:
    if not found.images:
        return "<p class='dim'>There are no images.</p>"
    names = {r.id: r.name for r in found.roots}
    largest = max(i.size for i in found.images)
    heads = (
        ("Assembly", ""), ("State", ""), ("Size", "n"), ("Methods", "n"), ("Compiled", "n"), ("Left", "n"),
        ("Needed by", ""),
    )
    return _table("images-table", heads, (_image(i, names, largest) for i in found.images))


def _image(image: ImageView, names: Mapping[int, str], largest: int) -> str:
    left = image.methods - image.compiled
    share = image.compiled / image.methods if image.methods else 0
    chip = f"<span class='chip'>{escape(image.scenario)}</span>" if image.scenario else ""
    width = 100 * image.size / largest if largest else 0
    needed = ", ".join(dict.fromkeys(names.get(r, "?") for r in image.roots))
    return (
        f"<tr class='{image.state}' id='image-{image.id}'><td><b>{escape(image.name)}</b> "
        f"<span class='dim'>{escape(image.version)}</span>{chip}</td><td>{_badge(image.state, image.reasons)}</td>"
        f"<td class='n' data-v='{image.size}'><span class='bar size'><i style='width:{width:.1f}%'></i>"
        f"</span>{size_text(image.size)}</td><td class='n' data-v='{image.methods}'>{image.methods:,}</td>"
        f"<td class='n' data-v='{share}'>{_bar(image.compiled, image.methods)}</td>"
        f"<td class='n' data-v='{left}'>{left:,}</td>"
        f"<td>{escape(needed)}</td></tr>"
    )


def _left_note(found: Inventory) -> str:
    return plural(sum(i.methods - i.compiled for i in found.images), "method")


def _left(reasons: Reasons) -> str:
    if not reasons:
        return "<p class='dim'>Every method was compiled.</p>"
    most = max(len(methods) for _, methods in reasons.values())
    out = []
    for reason in sorted(reasons, key=lambda r: (-len(reasons[r][1]), r)):
        meaning, methods = reasons[reason]
        listed = "".join(
            f"<li><b>{escape(image)}</b> {escape(method)}{f' <i>{escape(detail)}</i>' if detail else ''}</li>"
            for image, method, detail in methods[:NAMED]
        )
        more = len(methods) - NAMED
        rest = f"<p class='dim'>and {more:,} more, which <code>ngen why</code> lists</p>" if more > 0 else ""
        out.append(
            f"<details class='reason'><summary><span class='count'>{len(methods):,}</span>"
            f"<span class='bar'><i style='width:{100 * len(methods) / most:.1f}%'></i></span>"
            f"<span><code>{escape(reason)}</code> {escape(meaning)}</span></summary><ul>{listed}</ul>{rest}</details>"
        )
    return "".join(out)


# The dependency graph: one node for each assembly name and path, whichever roots have it.


def _graph_note(found: Inventory) -> str:
    files = {f.path for r in found.roots for f in r.files}
    count = plural(len(files), "assembly", "assemblies")
    return f"{count}; who references stands left, and what longer ways imply is not drawn" if len(files) > 2 else count


def _graph(found: Inventory, images: Mapping[int, ImageView]) -> str:
    files: dict[str, list[FileView]] = {}
    for root in found.roots:
        for file in root.files:
            files.setdefault(file.path, []).append(file)
    if not files:
        return "<p class='dim'>There is nothing to draw.</p>"
    roots = {r.path for r in found.roots}
    placed = graph.place(list(files), [edge for r in found.roots for edge in r.refs])
    number = {path: i for i, path in enumerate(placed.at)}
    least = 0.85 * placed.width
    parts = [
        f"<div class='scroll graph'><svg viewBox='0 0 {placed.width:.0f} {placed.height:.0f}' role='img'"
        f" style='max-width:{placed.width:.0f}px;min-width:{least:.0f}px' aria-label='Dependencies'><g>"
    ]
    for start, end in placed.edges:
        parts.append(f"<path d='{_curve(placed.at[start], placed.at[end])}' data-e='{number[start]} {number[end]}'/>")
    parts.append("</g>")
    for path, (x, y) in placed.at.items():
        parts.append(_node(path, x, y, number[path], files[path], images, path in roots))
    parts.append("</svg></div>")
    return "".join(parts)


def _curve(start: tuple[float, float], end: tuple[float, float]) -> str:
    half = graph.HEIGHT / 2
    if start[0] == end[0]:  # members of a circle in one column: around its left side
        x, bend = start[0], start[0] - graph.MARGIN
        return f"M{x:.0f} {start[1] + half:.1f}C{bend:.0f} {start[1] + half:.1f} {bend:.0f} {end[1] + half:.1f} " \
               f"{x:.0f} {end[1] + half:.1f}"
    x1, y1, x2, y2 = start[0] + graph.WIDTH, start[1] + half, end[0], end[1] + half
    bend = max(30.0, (graph.COLUMN - graph.WIDTH) / 2)
    return f"M{x1:.0f} {y1:.1f}C{x1 + bend:.0f} {y1:.1f} {x2 - bend:.0f} {y2:.1f} {x2:.0f} {y2:.1f}"


def _node(
    path: str, x: float, y: float, number: int, files: Sequence[FileView], images: Mapping[int, ImageView], root: bool
) -> str:
    state = worst([f.state for f in files])
    image = images.get(files[0].image)
    name = image.name if image is not None else Path(path).stem
    share = image.compiled / image.methods if image is not None and image.methods else 0.0
    label = name if len(name) <= _LABEL else name[: _LABEL - 1] + "…"
    about = f"{path}\n{state}"
    if image is not None:
        done = percent(image.compiled, image.methods)
        about += f"\n{image.compiled:,} of {image.methods:,} methods ({done}), {size_text(image.size)}"
    width = graph.WIDTH - 20
    return (
        f"<g class='node {state}{' root' if root else ''}' data-n='{number}' transform='translate({x:.0f} {y:.1f})'>"
        f"<title>{escape(about)}</title><rect width='{graph.WIDTH}' height='{graph.HEIGHT}' rx='7'/>"
        f"<text x='10' y='17'>{escape(label)}</text>"
        f"<rect class='track' x='10' y='25' width='{width}' height='3' rx='1.5'/>"
        f"<rect class='done' x='10' y='25' width='{width * share:.1f}' height='3' rx='1.5'/></g>"
    )
