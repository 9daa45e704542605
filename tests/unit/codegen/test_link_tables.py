"""Tables of the image against those of the framework's own images, and pieces whose bytes are known by heart."""

from __future__ import annotations

from pathlib import Path

import pytest
from librt.strings import BytesWriter

from binder.pe_reader import open_pe
from codegen.inspect.native_reader import read_table
from codegen.inspect.r2rdump import R2RImage, dump_text
from codegen.link import type_maps
from codegen.link.available_types import available_types
from codegen.link.cells import (
    HELPER_PERSONALITY,
    IMPORT_HELPER,
    IMPORT_METHOD,
    CellTable,
    helper_signature,
)
from codegen.link.manifest import manifest_blob
from codegen.link.model import NotExpressible, put_cu
from codegen.link.nativeformat import get_nu
from codegen.link.nativetable import NativeHashtable
from codegen.link.thunks import Thunks
from codegen.target import Target, parse_target
from tests import harness

FRAMEWORK = ("System.Linq.dll", "System.Collections.dll", "System.Console.dll", "System.Text.Json.dll")


@pytest.fixture(scope="module")
def framework() -> list[R2RImage]:
    found = []
    for version in ("8.0.30", "10.0.12"):
        dotnet = harness.find_dotnet(version)
        if dotnet is None:
            pytest.skip(f"peer runtime {version}")
        for name in FRAMEWORK:
            found.append(R2RImage(open_pe(str(harness.framework_dir(dotnet) / name))))
    return found


def section(image: R2RImage, kind: int) -> bytes:
    rva, size = image.sections[kind]
    return image.bytes.bytes(rva, size)


def test_type_maps_equal_those_of_the_framework(framework: list[R2RImage]) -> None:
    compared = 0
    for image in framework:
        md = image.md
        for kind, chunk in (
            (121, type_maps.method_is_generic(md)),
            (122, type_maps.enclosing_types(md)),
            (123, type_maps.type_generic_info(md, image.major)),
        ):
            if kind in image.sections:
                assert chunk is not None
                theirs = section(image, kind)
                assert chunk.data[:len(theirs)] == theirs, (image.pe.path, kind)
                compared += 1
    assert compared >= 12


def test_available_types_list_what_the_framework_lists(framework: list[R2RImage]) -> None:
    for image in framework[:4]:
        rva, _ = image.sections[108]
        theirs = sorted((b, low, image.bytes.unsigned(p)[0]) for b, low, p in read_table(image.bytes, rva))
        ours = sorted(entries(available_types(image.md).data))
        assert ours == theirs


def entries(table: bytes) -> list[tuple[int, int, int]]:
    """(bucket, low hash byte, value) of a hash table that stands alone."""
    reader = NativeHashtable(table, 0)
    out = []
    for bucket in range(reader.buckets):
        for item in reader.bucket(bucket):
            out.append((bucket, item >> 32, get_nu(table, item & 0xFFFFFFFF)))
    return out


def test_dump_reads_the_framework(framework: list[R2RImage]) -> None:
    text = dump_text(framework[0], True, True)
    assert text.startswith("ReadyToRun 9.1 linux-x64")
    assert "RuntimeFunctions" in text
    assert "Helper 01" in text
    assert len(framework[0].methods()) > 500


def test_manifest_of_a_bubble_of_one_assembly() -> None:
    blob = manifest_blob()
    assert len(blob) == 0xF4
    assert blob[:4] == b"BSJB"
    assert blob[0x6C + 8:0x6C + 24].hex() == "050000000100000000fa013300160000"


def test_manifest_equals_that_of_an_image_without_further_assemblies(tmp_path: Path) -> None:
    dotnet = harness.find_dotnet()
    if dotnet is None or harness.find_crossgen2() is None:
        pytest.skip("peers: runtime and crossgen2 8.0.30")
    out = tmp_path / "smoke.dll"
    harness.crossgen2(harness.BIN / "smoke.dll", [harness.framework_dir(dotnet)], out)
    assert section(R2RImage(open_pe(str(out))), 112) == manifest_blob()


def thunk_bytes(target: Target) -> bytes:
    cells = CellTable()
    thunks = Thunks(target, cells)
    lazy = cells.add(IMPORT_METHOD, "MethodEntry\tx\t-", b"\x00", b"", "")
    cast = cells.add(IMPORT_HELPER, "ChkCast\tx", b"", b"", "")
    thunks.for_cell(lazy)
    thunks.for_cell(cast)
    thunks.jump_to(HELPER_PERSONALITY)
    cells.number()
    thunks.size = thunks.measure()
    thunks.rva = 0x2000
    for cell in cells.sections[2]:
        cell.rva = 0x3000 + 8 * cell.slot
    out = BytesWriter()
    thunks.write(out)
    assert len(out) == thunks.size
    return out.getvalue()


def test_thunks_push_section_and_module_and_jump() -> None:
    code = thunk_bytes(parse_target("linux-x64-r2r9.1"))
    assert code[:4] == bytes.fromhex("33c06a04")
    # The eager cells stand in text order: 01, 08, 11, F0.
    module = 0x3000 - (0x2000 + 10)
    assert code[4:10] == b"\xff\x35" + module.to_bytes(4, "little", signed=True)
    binder = 0x3008 - (0x2000 + 16)
    assert code[10:16] == b"\xff\x25" + binder.to_bytes(4, "little", signed=True)


def test_x86_thunks_are_absolute() -> None:
    code = thunk_bytes(parse_target("win-x86-r2r3.1"))
    assert code[:6] == bytes.fromhex("33c06a04ff35")
    assert int.from_bytes(code[6:10], "little") == 0x400000 + 0x3000


def test_helper_signatures() -> None:
    assert helper_signature(1) == b"\x1a\x01"
    assert helper_signature(0xF0) == b"\x1a\x80\xf0"
    assert helper_signature(0x102) == b"\x1a\x81\x02"


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, "00"), (0x7F, "7f"), (0x80, "8080"), (0x3FFF, "bfff"), (0x4000, "c0004000"), (0x1FFFFFFF, "dfffffff")],
)
def test_compressed_integers(value: int, expected: str) -> None:
    out = BytesWriter()
    put_cu(out, value)
    assert out.getvalue().hex() == expected


def test_compressed_integer_too_large() -> None:
    with pytest.raises(NotExpressible):
        put_cu(BytesWriter(), 0x20000000)


def test_targets() -> None:
    assert parse_target("linux-x64-r2r9.1").machine == 0xFD1D
    assert parse_target("win-x64-r2r16.0").machine == 0x8664
    assert parse_target("win-x86-r2r3.1").pointer_size == 4
    for bad in ("linux-x86-r2r9.1", "linux-x64", "linux-x64-r2r7.0", "linux-x64-9.1", "mars-x64-r2r9.1"):
        with pytest.raises(ValueError):
            parse_target(bad)
