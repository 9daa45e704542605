"""Code of the peer compiler, taken apart and linked again by us: signatures byte for byte, programs on the runtime."""

from __future__ import annotations

from pathlib import Path

import pytest

from binder.pe_reader import open_pe
from binder.typesystem import TypeSystem
from codegen.inspect.r2rdump import R2RImage
from codegen.inspect.sigtext import SigText
from codegen.link.image import link_image
from codegen.link.sigencode import SigEncoder
from codegen.target import parse_target
from tests import harness
from tests.transplant import Transplant

LINUX_8 = parse_target("linux-x64-r2r9.1")


class Peer:
    """A test program compiled by the peer, with the type system of its assembly."""

    def __init__(self, il: Path, folder: Path) -> None:
        dotnet = harness.find_dotnet("8.0.30")
        if dotnet is None or harness.find_crossgen2() is None:
            pytest.skip("peers: runtime and crossgen2 8.0.30")
        self.dotnet = dotnet
        framework = harness.framework_dir(dotnet)
        self.il = il
        native = folder / "native.dll"
        done = harness.crossgen2(self.il, [framework], native)
        assert done.code == 0, done.stdout + done.stderr
        self.ts = TypeSystem()
        for ref in sorted(framework.glob("*.dll")):
            self.ts.add_reference(str(ref))
        self.module = self.ts.add_module(str(self.il))
        self.ts.set_bubble(self.module)
        self.image = R2RImage(open_pe(str(native)), self.module)


@pytest.mark.e2e
@pytest.mark.parametrize("name", ["generics", "objects", "delegates", "structs", "eh"])
def test_signatures_decode_and_encode(name: str, tmp_path: Path) -> None:
    """Same bytes, except where another reference row or owner denotes the same thing."""
    peer = Peer(harness.BIN / f"{name}.dll", tmp_path)
    encoder = SigEncoder(peer.ts, peer.module, 8)
    same = other = 0
    for section in peer.image.imports:
        for cell in section.cells:
            ours = encoder.fixup(cell.text)
            if ours == cell.signature:
                same += 1
            else:
                other += 1
                assert SigText(peer.module.md, peer.module, ours, 0, 8).fixup() == cell.text
    assert same > 4 * other


@pytest.mark.e2e
@pytest.mark.parametrize("name", ["smoke", "generics", "eh", "gcstress", "delegates", "objects", "bigargs"])
def test_relinked_programs_run(name: str, tmp_path: Path) -> None:
    peer = Peer(harness.BIN / f"{name}.dll", tmp_path)
    methods = Transplant(peer.image, peer.module).methods()
    image, dropped = link_image(peer.ts, peer.module, methods, LINUX_8, "ngen test")
    assert dropped == []
    assert image == link_image(peer.ts, peer.module, methods[::-1], LINUX_8, "ngen test")[0]
    main = harness.stage(name, tmp_path / "app")
    args = harness.MICRO.get(name, [])
    want = harness.run_dotnet(peer.dotnet, main, args)
    main.unlink()
    main.write_bytes(image)
    small_heap = {"DOTNET_GCgen0size": "40000", "DOTNET_TieredCompilation": "0"}
    for env in ({}, small_heap):
        got = harness.run_dotnet(peer.dotnet, main, args, env)
        assert (got.code, got.stdout) == (want.code, want.stdout), got.stderr


@pytest.mark.e2e
@pytest.mark.slow
@pytest.mark.parametrize("driver", ["drv_markdig"])
def test_relinked_libraries_run(driver: str, tmp_path: Path) -> None:
    files = harness.library_files(driver)
    if files is None:
        pytest.skip(f"peer libraries of {driver}")
    peer = Peer(files[0], tmp_path)
    image, dropped = link_image(peer.ts, peer.module, Transplant(peer.image, peer.module).methods(), LINUX_8, "test")
    assert dropped == []
    main = harness.stage(driver, tmp_path / "app")
    want = harness.run_dotnet(peer.dotnet, main)
    (main.parent / files[0].name).unlink()
    (main.parent / files[0].name).write_bytes(image)
    got = harness.run_dotnet(peer.dotnet, main)
    assert (got.code, got.stdout) == (want.code, want.stdout), got.stderr
