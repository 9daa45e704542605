"""The page of `display --html`: one file, whole without script and network; a browser builds and draws it."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import zlib
from html.parser import HTMLParser
from pathlib import Path

import inventories
import pytest

from cli.inventory import Inventory
from cli.page import NAMED, SHOWN, graph, page

_VOID = {"meta", "input", "path", "rect"}


class Checker(HTMLParser):
    """Collects text by id, and fails on elements that are closed wrongly."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: dict[str, int] = {}
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] = self.tags.get(tag, 0) + 1
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "action", "data")]
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        assert tag in _VOID

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def checked(found: Inventory) -> tuple[str, Checker]:
    text = page(found, inventories.reasons(found), 1_790_000_500)
    checker = Checker()
    checker.feed(text)
    assert not checker.open
    return text, checker


@pytest.mark.parametrize(("roots", "libraries"), [(0, 0), (1, 0), (3, 14), (12, 188)])
def test_the_page_stands_alone(roots: int, libraries: int) -> None:
    found = inventories.inventory(roots, libraries)
    text, checker = checked(found)
    assert checker.addresses == [] and "http" not in text and "@import" not in text and "url(" not in text
    assert checker.tags["section"] == 4
    assert checker.tags.get("tr", 0) == len(found.roots) + len(found.images) + 2 * (roots > 0)
    for image in found.images:
        assert f"<b>{image.name}</b>" in text
    assert len(text) < 400_000


def test_what_is_in_the_store_is_not_markup() -> None:
    found = inventories.inventory(1, 0)
    evil = "<script>alert('x')</script>&\""
    root = type(found.roots[0])(**{**found.roots[0].__dict__, "path": evil, "name": evil, "framework": evil})
    image = type(found.images[0])(**{**found.images[0].__dict__, "name": evil, "reasons": (evil,)})
    text = page(Inventory(evil, (root,), (image,)), {evil: (evil, [(evil, evil, evil)])}, 0)
    assert "<script>alert" not in text and text.count("&lt;script&gt;alert") >= 8


def test_long_lists_are_folded() -> None:
    found = inventories.inventory(1, 0)
    why = tuple(f"reason {i}" for i in range(SHOWN + 4))
    root = type(found.roots[0])(**{**found.roots[0].__dict__, "state": "stale", "reasons": why})
    methods = [("A", f"M{i}", "") for i in range(NAMED + 5)]
    text = page(Inventory("/s", (root,), found.images), {"localloc": ("meaning", methods)}, 0)
    assert "<summary>4 more</summary>" in text and "and 5 more" in text and f"M{NAMED}" not in text


# The layout of the graph.


def test_every_edge_goes_right_and_no_nodes_overlap() -> None:
    found = inventories.inventory(12, 188)
    nodes = list(dict.fromkeys(f.path for r in found.roots for f in r.files))
    edges = [edge for r in found.roots for edge in r.refs]
    placed = graph.place(nodes, edges)
    assert set(placed.at) == set(nodes) and set(placed.edges) <= set(edges)
    assert all(placed.at[a][0] < placed.at[b][0] for a, b in placed.edges)
    columns: dict[float, list[float]] = {}
    for x, y in placed.at.values():
        assert 0 <= x <= placed.width - graph.WIDTH and 0 <= y <= placed.height - graph.HEIGHT
        columns.setdefault(x, []).append(y)
    for ys in columns.values():
        assert len(ys) <= graph.TALL
        assert all(b - a >= graph.ROW - 1e-6 for a, b in zip(sorted(ys), sorted(ys)[1:]))


def test_an_implied_edge_is_left_out() -> None:
    placed = graph.place(["a", "b", "c"], [("a", "b"), ("b", "c"), ("a", "c")])
    assert placed.edges == [("a", "b"), ("b", "c")]


def test_circles_and_loops() -> None:
    edges = [("a", "b"), ("b", "c"), ("c", "b"), ("c", "d"), ("d", "d"), ("a", "nobody")]
    placed = graph.place(["a", "b", "c", "d"], edges)
    assert placed.edges == [("a", "b"), ("b", "c"), ("c", "b"), ("c", "d")]
    assert placed.at["b"][0] == placed.at["c"][0] != placed.at["d"][0]


def test_a_layer_that_is_too_tall_becomes_columns() -> None:
    nodes = ["root", *(f"n{i}" for i in range(100))]
    placed = graph.place(nodes, [("root", n) for n in nodes[1:]])
    assert len({x for x, _ in placed.at.values()}) == 1 + 4
    assert graph.place([], []).at == {}


# In a browser.


def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome", "chrome"):
        found = shutil.which(name)
        if found is not None:
            return found
    pytest.skip("chromium is not on this machine")


def browse(path: Path, folder: Path, *words: str) -> str:
    done = subprocess.run(
        [
            chromium(), "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
            f"--user-data-dir={folder / 'profile'}", "--window-size=900,600", "--virtual-time-budget=3000", *words,
            path.as_uri(),
        ],
        capture_output=True, text=True, timeout=120,
    )
    return done.stdout


def test_a_browser_runs_the_script(tmp_path: Path) -> None:
    """Sorts the images by size, filters for one, and reads the result back out of the document."""
    found = inventories.inventory(3, 14)
    text, _ = checked(found)
    wanted = found.images[5].name
    act = (
        "<script>document.querySelectorAll('#images-table th')[2].click();"
        "const f = document.getElementById('filter'); const rows = () => [...document.querySelectorAll("
        "'#images-table tbody tr')];"
        "document.title = rows().map(r => r.cells[2].dataset.v).join();"
        f"f.value = '{wanted}'; f.dispatchEvent(new Event('input'));"
        "document.title += '|' + rows().filter(r => !r.hidden).map(r => r.querySelector('b').textContent).join()"
        " + '|' + document.querySelectorAll('.node.on').length</script></body>"
    )
    path = tmp_path / "page.html"
    path.write_text(text.replace("</body>", act), encoding="utf-8")
    document = browse(path, tmp_path, "--dump-dom")
    title = re.search(r"<title>(.*?)</title>", document)
    assert title is not None, document[:500]
    sizes, names, nodes = title.group(1).split("|")
    assert sizes == ",".join(str(s) for s in sorted((i.size for i in found.images), reverse=True))
    assert names == wanted and nodes == "1"
    assert "class=\"js\"" in document and document.count("class=\"node") == len(
        {f.path for r in found.roots for f in r.files}
    )


@pytest.mark.parametrize(("roots", "libraries"), [(1, 0), (12, 188)])
def test_a_screenshot_is_not_blank(tmp_path: Path, roots: int, libraries: int) -> None:
    path = tmp_path / "page.html"
    path.write_text(checked(inventories.inventory(roots, libraries))[0], encoding="utf-8")
    shot = tmp_path / "page.png"
    browse(path, tmp_path, f"--screenshot={shot}", "--blink-settings=preferredColorScheme=1")
    width, height, rows = pixels(shot.read_bytes())
    assert (width, height) == (900, 600)
    colours = {row[i : i + 3] for row in rows[::7] for i in range(0, len(row) - 3, 3 * 11)}
    assert b"\xf6\xf6\xf3" in colours  # the background of the light theme
    assert len(colours) > 12


def pixels(png: bytes) -> tuple[int, int, list[bytes]]:
    """Width, height and the rows of an 8-bit RGB picture without interlacing."""
    at, data, header = 8, b"", b""
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        body = png[at + 8 : at + 8 + length]
        header, data = (body, data) if kind == b"IHDR" else (header, data + body if kind == b"IDAT" else data)
        at += 12 + length
    width, height, depth, colour = struct.unpack(">IIBB", header[:10])
    size = {2: 3, 6: 4}[colour]
    assert depth == 8
    raw = zlib.decompress(data)
    stride = width * size
    before = bytes(stride)
    rows: list[bytes] = []
    for y in range(height):
        start = y * (stride + 1)
        before = unfiltered(raw[start], raw[start + 1 : start + 1 + stride], before, size)
        rows.append(b"".join(before[i : i + 3] for i in range(0, stride, size)) if size == 4 else before)
    return width, height, rows


def unfiltered(kind: int, line: bytes, above: bytes, size: int) -> bytes:
    out = bytearray(line)
    for i in range(len(out)):
        left = out[i - size] if i >= size else 0
        corner = above[i - size] if i >= size else 0
        guess = left + above[i] - corner
        paeth = min((left, above[i], corner), key=lambda v: abs(guess - v))
        out[i] = (out[i] + (0, left, above[i], (left + above[i]) // 2, paeth)[kind]) & 255
    return bytes(out)
