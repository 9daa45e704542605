"""Every table of a real library as crossgen2 compiles it, decoded and encoded again: the bytes must be equal.

What crossgen2 does that ours does not: it stores live states in a shared form when that is smaller, ends a GC
info that has nothing tracked with bits no reader reads, and sizes the distances in native tables from the longest
form down, which here and there keeps a byte that the other direction saves. Those compare by meaning.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from librt.strings import BytesWriter

from binder.hashing import type_name_hash
from binder.metadata import Metadata
from binder.pe_reader import PeFile, open_pe
from codegen.emit.bits import get_u16, get_u32
from codegen.emit.debuginfo import decode_debug
from codegen.emit.ehinfo import CLAUSE_SIZE, EH_DUPLICATED, EH_FILTER, decode_clause, encode_clause
from codegen.emit.gcinfo64 import encode
from codegen.emit.gcinfo64_decode import decode, describe
from codegen.emit.gcrefmap import decode_refmap, encode_refmap_table, refmap_at
from codegen.emit.unwindinfo import decode_unwind, describe_unwind, encoded_size
from codegen.link.nativeformat import decode_fixups, encode_fixups, get_nu, number_size
from codegen.link.nativetable import (
    NativeArray,
    NativeArrayWriter,
    NativeHashtable,
    NativeHashtableWriter,
    debug_position,
    read_entry,
)

VERSIONS = {"8.0": "8.0.30", "10.0": "10.0.12"}
IMPORTS, FUNCTIONS, ENTRIES, EH, DEBUG = 101, 102, 103, 104, 105
TYPES, INSTANCES, INLINING = 108, 109, 119


class Image:
    """A compiled library as it lies in memory: positions in `data` are RVAs."""

    def __init__(self, pe: PeFile) -> None:
        flat = bytearray(pe.size_of_image)
        for s in pe.sections:
            size = min(s.size, s.vsize)
            flat[s.rva : s.rva + size] = pe.data[s.ofs : s.ofs + size]
        self.pe = pe
        self.data = bytes(flat)
        self.major = get_u16(self.data, pe.native_header_rva + 4)
        self.sections: dict[int, tuple[int, int]] = {}
        for k in range(get_u32(self.data, pe.native_header_rva + 12)):
            at = pe.native_header_rva + 16 + 12 * k
            self.sections[get_u32(self.data, at)] = (get_u32(self.data, at + 4), get_u32(self.data, at + 8))
        at, size = self.sections[FUNCTIONS]
        self.functions = [
            (get_u32(self.data, p), get_u32(self.data, p + 4), get_u32(self.data, p + 8))
            for p in range(at, at + size, 12)
        ]

    @property
    def gc_version(self) -> int:
        return 2 if self.major < 10 else 4

    def bytes_of(self, section: int) -> bytes:
        at, size = self.sections[section]
        return self.data[at : at + size]

    def methods(self) -> list[int]:
        """Runtime function numbers of all main bodies."""
        at, _ = self.sections[ENTRIES]
        array = NativeArray(self.data, at)
        found = [read_entry(self.data, p)[0] for k in range(array.count) if (p := array.find(k))]
        bodies = set(found)
        # Instances: a payload starts with a signature of unknown length, so take the others from the debug array.
        debug = NativeArray(self.data, self.sections[DEBUG][0])
        bodies.update(k for k in range(debug.count) if debug.find(k))
        return sorted(bodies)


@pytest.fixture(scope="session", params=list(VERSIONS))
def image(request: pytest.FixtureRequest, peers: Path, tmp_path_factory: pytest.TempPathFactory) -> Image:
    version = VERSIONS[request.param]
    compiler = peers / "crossgen2-linux-x64" / "crossgen2" / version / "crossgen2"
    framework = (
        peers / f"runtime-linux-x64-{request.param}" / version / "shared" / "Microsoft.NETCore.App" / version
    )
    library = peers / "libs" / "newtonsoft.json" / "Newtonsoft.Json.dll"
    for needed in (compiler, framework, library):
        if not needed.exists():
            pytest.skip(f"peer {needed.name} is missing")
    out = tmp_path_factory.mktemp("peer") / "Newtonsoft.Json.dll"
    subprocess.run(
        [compiler, library, "-o", out, "--targetos:linux", "--targetarch:x64", "-r", framework / "*.dll"],
        check=True, stdout=subprocess.DEVNULL, timeout=300,
    )  # fmt: skip
    return Image(open_pe(str(out)))


pytestmark = pytest.mark.peers


def test_unwind_information(image: Image) -> None:
    for _, _, rva in image.functions:
        info = decode_unwind(image.data, rva)
        size = encoded_size(image.data, rva)
        assert info.encode() == image.data[rva : rva + size], describe_unwind(info)


def test_gc_info(image: Image) -> None:
    bodies = image.methods()
    limits = [*bodies[1:], len(image.functions)]
    assert len(bodies) > 2500
    shared = 0
    for body, limit in zip(bodies, limits):
        begin, _, rva = image.functions[body]
        at = rva + encoded_size(image.data, rva) + 4
        d = decode(image.data, at, image.gc_version)
        assert d.info.code_len == image.functions[limit - 1][1] - begin
        ours = encode(d.info, image.gc_version)
        if d.shared_states:
            shared += 1
            assert describe(decode(ours + bytes(8), 0, image.gc_version).info) == describe(d.info)
            continue
        assert ours == image.data[at : at + len(ours)], "\n".join(describe(d.info))
        assert d.end - at <= len(ours)
    assert shared < 20


def test_clauses(image: Image) -> None:
    at, size = image.sections[EH]
    count = size // 8 - 1
    duplicated = 0
    funclets = {begin: end for begin, end, _ in image.functions}
    for k in range(count):
        method = get_u32(image.data, at + 8 * k)
        start = get_u32(image.data, at + 8 * k + 4)
        stop = get_u32(image.data, at + 8 * k + 12)
        assert (stop - start) % CLAUSE_SIZE == 0 and start < stop
        for p in range(start, stop, CLAUSE_SIZE):
            clause, token = decode_clause(image.data, p)
            out = BytesWriter()
            encode_clause(out, clause, token)
            assert out.getvalue() == image.data[p : p + CLAUSE_SIZE]
            duplicated += clause.flags & EH_DUPLICATED != 0
            if clause.flags & 10 != 10:
                assert funclets[method + clause.handler_start] == method + clause.handler_end
            if clause.flags & EH_FILTER:
                assert method + clause.filter_start in funclets
    assert count > 50 and (duplicated == 0) == (image.major >= 10)


def test_entry_points(image: Image) -> None:
    at, size = image.sections[ENTRIES]
    array = NativeArray(image.data, at)
    w = NativeArrayWriter()
    expected: dict[int, tuple[int, bytes]] = {}
    for k in range(array.count):
        p = array.find(k)
        if not p:
            continue
        function, where = read_entry(image.data, p)
        fixups = b""
        if where:
            cells, end = decode_fixups(image.data, where)
            fixups = encode_fixups(cells)
            assert fixups == image.data[where:end]
        w.add_entry(k, function, fixups)
        expected[k] = (function, fixups)
    ours = w.finish()
    assert size - 40 < len(ours) <= size
    back = NativeArray(ours, 0)
    assert back.count == array.count
    for k in range(array.count):
        p = back.find(k)
        assert (p != 0) == (k in expected)
        if p:
            function, where = read_entry(ours, p)
            fixups = expected[k][1]
            assert function == expected[k][0] and ours[where : where + len(fixups)] == fixups


def test_debug_information(image: Image) -> None:
    at, size = image.sections[DEBUG]
    array = NativeArray(image.data, at)
    w = NativeArrayWriter()
    count = 0
    for k in range(array.count):
        p = array.find(k)
        if not p:
            continue
        where = int(debug_position(image.data, p))
        info, end = decode_debug(image.data, where, image.major)
        ours = info.encode(image.major)
        # Some bounds of the packed form are followed by zero bytes that mean nothing.
        if image.major < 16 or len(ours) == end - where:
            assert ours == image.data[where:end]
        else:
            back, _ = decode_debug(ours, 0, image.major)
            for name in ("natives", "ils", "sources", "vars"):
                assert list(getattr(back, name)) == list(getattr(info, name))
        w.add_debug(k, image.data[where:end])
        count += 1
    assert count > 2500
    table = w.finish()
    assert size - 100 < len(table) <= size
    back_array = NativeArray(table, 0)
    for k in range(array.count):
        p, q = array.find(k), back_array.find(k)
        assert (p == 0) == (q == 0)
        if p:
            start, other = int(debug_position(image.data, p)), int(debug_position(table, q))
            _, end = decode_debug(image.data, start, image.major)
            assert table[other : other + end - start] == image.data[start:end]


def payloads(table: NativeHashtable) -> list[tuple[int, int]]:
    """(position, the bits of the hash that are stored) of every entry."""
    found: list[tuple[int, int]] = []
    for bucket in range(table.buckets):
        for item in table.bucket(bucket):
            found.append((item & 0xFFFFFFFF, bucket << 8 | item >> 32))
    return found


def contents(data: bytes, at: int) -> list[tuple[int, bytes]]:
    """(hash bits, payload) of every entry of the table from `at` to the end of `data`, sorted."""
    ordered = sorted(payloads(NativeHashtable(data, at)))
    ends = [p for p, _ in ordered[1:]] + [len(data)]
    return sorted((value, data[p:end]) for (p, value), end in zip(ordered, ends))


@pytest.mark.parametrize("section", [TYPES, INSTANCES, INLINING])
def test_hash_tables(image: Image, section: int) -> None:
    at, size = image.sections[section]
    found = payloads(NativeHashtable(image.data, at))
    assert found
    ordered = sorted(found)
    ends = [p for p, _ in ordered[1:]] + [at + size]
    w = NativeHashtableWriter()
    for (payload, value), end in zip(ordered, ends):
        w.add_raw(value, image.data[payload:end])
    ours = w.finish()
    assert size - 10 < len(ours) <= size
    # Entries of one hash may stand in any order.
    assert contents(ours, 0) == contents(image.data[: at + size], at)


def test_every_type_is_found_by_its_hash(image: Image) -> None:
    md = Metadata(image.pe)
    table = NativeHashtable(image.data, image.sections[TYPES][0])
    for rid in range(1, md.row_count(2) + 1):
        value = 0
        outer = rid
        while outer:
            value ^= type_name_hash(md.typedef_namespace(outer), md.typedef_name(outer))
            outer = int(md.enclosing(outer))
        rows = [get_nu(image.data, p) for p in table.find(value)]
        assert rid << 1 in rows, md.typedef_name(rid)


def test_reference_maps(image: Image) -> None:
    at, size = image.sections[IMPORTS]
    maps = 0
    for p in range(at, at + size, 20):
        cells = get_u32(image.data, p + 4) // 8
        aux = get_u32(image.data, p + 16)
        if aux == 0 or cells == 0:
            continue
        encoded = [refmap_at(image.data, aux, k).encode() for k in range(cells)]
        table = encode_refmap_table(encoded)
        assert table == image.data[aux : aux + len(table)]
        first, end = decode_refmap(image.data, aux + get_u32(image.data, aux))
        assert first.encode() == encoded[0] and end > aux
        maps += cells
    assert maps > 1000


def test_numbers_of_the_inlining_table(image: Image) -> None:
    table = NativeHashtable(image.data, image.sections[INLINING][0])
    for bucket in range(table.buckets):
        for item in table.bucket(bucket):
            p = item & 0xFFFFFFFF
            count = get_nu(image.data, p)
            for _ in range(count + 1):
                p += number_size(image.data, p)
            assert count > 0
