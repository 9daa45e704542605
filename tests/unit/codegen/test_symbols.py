"""Symbols beside an image: every function has the name and place that the reference compiler's files give."""
from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from harness import BIN, crossgen2, default_dotnet, find_crossgen2, framework_dir

from binder.pe_reader import PeFile
from codegen.blob import CompiledMethod, decode_methods
from codegen.inspect.r2rdump import R2RImage
from codegen.link.perfmap import address_lines
from codegen.link.symbols import method_symbols
from farm import compiler
from farm.model import Assembly, Snapshot, encode_keys


class Linked:
    """An image with the symbols beside it, made as the farm does it."""

    def __init__(self, name: str, scenario: str) -> None:
        dotnet = default_dotnet()
        if dotnet is None:
            pytest.skip("no .NET 8 runtime: neither the peer nor the embedded wheel")
        self.dll = BIN / f"{name}.dll"
        files = [Assembly(str(p), "") for p in sorted(framework_dir(dotnet).glob("*.dll"))]
        files.append(Assembly(str(self.dll), ""))
        self.session = compiler.open_snapshot(
            Snapshot(files, str(self.dll), "linux-x64-r2r9.1", f"scenario={scenario}"))
        keys = compiler.roots(self.session)
        self.methods: list[CompiledMethod] = decode_methods(compiler.compile_batch(self.session, encode_keys(keys)))
        self.image, self.dropped = compiler.link(self.session, self.methods, "ngen test")
        self.files = dict(compiler.symbols(self.session, self.methods, self.dropped, self.image))


@cache
def profiled(name: str) -> Linked:
    return Linked(name, "profile")


def lines(data: bytes) -> list[tuple[str, str, str]]:
    out = []
    for line in data.decode().splitlines():
        rva, size, name = line.split(" ", 2)
        out.append((rva, size, name))
    return out


@pytest.mark.parametrize("scenario", ["none", "debug"])
def test_only_profile_has_symbols(scenario: str) -> None:
    assert Linked("smoke", scenario).files == {}


@pytest.mark.parametrize("name", ["smoke", "eh"])
def test_map_covers_the_image(name: str) -> None:
    linked = profiled(name)
    found = lines(linked.files[".ni.r2rmap"])[5:]
    image = R2RImage(PeFile(linked.image, name), linked.session.module)
    expected = {(m.parts[0][0], m.parts[-1][1] - m.parts[0][0]) for m in image.methods()}
    assert {(int(rva, 16), int(size, 16)) for rva, size, _ in found} == expected
    assert found == sorted(found, key=lambda line: int(line[0], 16))
    if name == "smoke":
        assert "System.Int64 Smoke::Fib(System.Int32)" in {text for _, _, text in found}


@pytest.mark.peers
@pytest.mark.parametrize("name", ["smoke", "structs"])
def test_map_agrees_with_crossgen2(name: str, tmp_path: Path) -> None:
    dotnet = default_dotnet()
    if find_crossgen2() is None or dotnet is None:
        pytest.skip("crossgen2 of the peers is missing")
    out = tmp_path / f"{name}.dll"
    done = crossgen2(BIN / f"{name}.dll", [framework_dir(dotnet)], out,
                     options=["--perfmap", "--perfmap-format-version", "1"])
    assert done.code == 0, done.stderr
    theirs = lines((tmp_path / f"{name}.ni.r2rmap").read_bytes())
    ours = lines(profiled(name).files[".ni.r2rmap"])
    assert ours[:5] == theirs[:5]
    assert {text for _, _, text in ours} <= {text for _, _, text in theirs}


def test_addresses_of_a_mapped_image() -> None:
    linked = profiled("smoke")
    symbols = method_symbols(linked.session.ts, [m for m in linked.methods if m.ok], PeFile(linked.image, "smoke"))
    base = 0x7F0000000000
    assert [int(line.split(" ")[0], 16) - base for line in address_lines(symbols, base).decode().splitlines()] == [
        s.rva for s in symbols]


def test_methods_of_another_image_are_refused() -> None:
    linked = profiled("smoke")
    good = [m for m in linked.methods if m.ok]
    for wrong in (good[1:], good[:-1]):
        with pytest.raises(ValueError):
            method_symbols(linked.session.ts, wrong, PeFile(linked.image, "smoke"))
