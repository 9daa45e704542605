"""The container, metadata, body and IL readers: on an assembly written byte by byte, on real ones, on broken ones."""

from __future__ import annotations

import os
import random
import struct
import time
from pathlib import Path

import pytest
from unit.binder.il_walk import instruction_starts

from binder import il
from binder.body import EH_CATCH, EH_FINALLY
from binder.errors import BadImage
from binder.metadata import Metadata
from binder.pe_reader import PeFile, open_pe
from binder.schema import (
    T_ASSEMBLY,
    T_ASSEMBLYREF,
    T_CUSTOMATTRIBUTE,
    T_EXPORTEDTYPE,
    T_FIELD,
    T_GENERICPARAM,
    T_MEMBERREF,
    T_METHODDEF,
    T_METHODSPEC,
    T_STANDALONESIG,
    T_TYPEDEF,
    T_TYPEREF,
    T_TYPESPEC,
)
from tests.pe_builder import CLI, SECTION_RVA, SORTED, Heap, image, library, metadata

ASSETS = Path(__file__).resolve().parents[2] / "assets" / "bin"

TINY = bytes([2 << 2 | 2, il.OP_LDC_I4_0, il.OP_RET])
FAT_CODE = bytes([il.OP_NOP, il.OP_LEAVE_S, 3, il.OP_POP, il.OP_LEAVE_S, 0, il.OP_RET, il.OP_ENDFINALLY])


def fat_body(sections: bytes = b"", code: bytes = FAT_CODE) -> bytes:
    flags = 0x3013 | (8 if sections else 0)
    out = struct.pack("<HHII", flags, 3, len(code), 0x11000001) + code
    return out + bytes(-len(out) % 4) + sections if sections else out


SMALL_EH = struct.pack("<BBH", 1, 16, 0) + struct.pack("<HHBHBI", 0, 0, 3, 3, 3, 0x01000001)
FAT_EH = struct.pack("<I", 0x41 | (4 + 24) << 8) + struct.pack("<6I", 2, 0, 7, 7, 1, 0)


def sample(sorted_mask: int = SORTED, pe32plus: bool = False, eh: bytes = SMALL_EH) -> bytes:
    """Ns.Outer { field; A() tiny; B<T>() fat } and Outer/Inner, one forwarder, one attribute on Outer."""
    s, b = Heap(), Heap()
    field_sig, method_sig = b.blob(b"\x06\x08"), b.blob(b"\x00\x00\x08")
    spec = b.blob(b"\x15\x12\x08\x01\x08")
    locals_sig = b.blob(b"\x07\x01\x08")
    value = b.blob(b"\1\0\0\0")
    bodies = TINY + b"\0" + fat_body(eh)
    rva = SECTION_RVA + CLI
    tables: dict[int, list[list[int]]] = {
        0x00: [[0, s.string("lib.dll"), 1, 0, 0]],
        0x01: [
            [
                6,
                s.string("Object"),
                s.string("System"),
            ],
            [6, s.string("MarkAttribute"), s.string("Ns")],
        ],
        0x02: [
            [0, s.string("<Module>"), 0, 0, 1, 1],
            [1, s.string("Outer"), s.string("Ns"), 5, 1, 1],
            [2, s.string("Inner"), 0, 5, 2, 3],
        ],
        0x04: [[0x16, s.string("count"), field_sig]],
        0x06: [
            [rva, 0, 0x16, s.string("A"), method_sig, 1],
            [rva + 4, 0, 0x16, s.string("B"), method_sig, 1],
            [0, 0, 0x400, s.string("C"), method_sig, 1],
        ],
        0x0A: [[2 << 3 | 1, s.string(".ctor"), method_sig]],
        0x0C: [[2 << 5 | 3, 1 << 3 | 3, value]],
        0x0F: [[4, 16, 2]],
        0x11: [[locals_sig]],
        0x1B: [[spec]],
        0x20: [[0x8004, 1, 2, 3, 4, 0, 0, s.string("lib"), 0]],
        0x23: [[8, 0, 0, 0, 0, 0, s.string("System.Runtime"), 0, 0]],
        0x27: [[0x200000, 0, s.string("Moved"), s.string("Ns"), 1 << 2 | 1]],
        0x29: [[3, 2]],
        0x2A: [[0, 4, 2 << 1 | 1, s.string("T")]],
        0x2B: [[2 << 1, b.blob(b"\x0a\x01\x08")]],
        0x2C: [[1, 5]],
    }
    us = b"\0\x07a\0\x3d\xd8b\0\0"
    md = metadata(tables, bytes(s.data), bytes(b.data), us, sorted_mask)
    return image(bodies, md, pe32plus)


def load(data: bytes) -> Metadata:
    return Metadata(PeFile(data, "mem.dll"))


@pytest.mark.parametrize("sorted_mask", [SORTED, 0])
@pytest.mark.parametrize("pe32plus", [False, True])
def test_reads_every_row_of_a_known_assembly(sorted_mask: int, pe32plus: bool) -> None:
    md = load(sample(sorted_mask, pe32plus))
    assert md.pe.is_pe32plus == pe32plus
    assert md.pe.image_base == (0x180000000 if pe32plus else 0x400000)
    assert md.pe.timestamp == 0x5EED and not md.pe.has_r2r
    assert md.mvid == bytes(range(16)) and md.module_name() == "lib.dll"
    assert md.assembly() == ("lib", (1, 2, 3, 4), "", 0, b"")
    assert md.assembly_ref_count() == 1
    assert md.assemblyref(1) == ("System.Runtime", (8, 0, 0, 0), "", 0, b"")
    assert md.find_typedef("Ns", "Outer") == 2
    assert md.find_typedef("", "Inner") == 0
    assert md.find_nested(2, "Inner") == 3 and md.find_nested(3, "Inner") == 0
    assert md.nested(2) == [3] and md.enclosing(3) == 2 and md.enclosing(2) == 0
    assert md.find_exported("Ns", "Moved") == 1
    assert md.exported(1) == (T_ASSEMBLYREF << 24 | 1, 0x200000, "Ns", "Moved")
    assert md.typedef_extends(2) == T_TYPEREF << 24 | 1 and md.typedef_extends(1) == 0
    assert md.typedef_fields(2) == (1, 2) and md.typedef_fields(3) == (2, 2)
    assert md.typedef_methods(1) == (1, 1) and md.typedef_methods(2) == (1, 3)
    assert [md.method_owner(r) for r in (1, 2, 3)] == [2, 2, 3]
    assert md.field_owner(1) == 2 and md.field_name(1) == "count" and md.field_sig(1) == b"\x06\x08"
    assert md.field_layout_offset(1) == -1 and md.field_rva(1) == -1
    assert md.class_layout(2) == (4, 16) and md.class_layout(3) == (0, 0)
    assert md.typeref(1) == (T_ASSEMBLYREF << 24 | 1, "System", "Object")
    assert md.memberref(1) == (T_TYPEREF << 24 | 2, ".ctor", b"\x00\x00\x08")
    assert md.methodspec(1) == (T_METHODDEF << 24 | 2, b"\x0a\x01\x08")
    assert md.typespec(1) == b"\x15\x12\x08\x01\x08" and md.standalonesig(1) == b"\x07\x01\x08"
    assert md.generic_params(T_METHODDEF << 24 | 2) == [(0, 4, 1)]
    assert md.generic_params(T_TYPEDEF << 24 | 2) == []
    assert md.generic_constraints(1) == [T_TYPEREF << 24 | 1]
    assert md.interface_impls(2) == [] and md.method_impls(2) == [] and md.pinvoke(1) is None
    assert md.attribute_names(T_TYPEDEF << 24 | 2) == ["Ns.MarkAttribute"]
    assert md.has_attribute(T_TYPEDEF << 24 | 2, "Ns.MarkAttribute")
    assert md.attribute_blob(T_TYPEDEF << 24 | 2, "Ns.MarkAttribute") == b"\1\0\0\0"
    assert md.attribute_blob(T_TYPEDEF << 24 | 3, "Ns.MarkAttribute") == b""
    assert md.type_name(T_TYPEDEF << 24 | 3) == "Ns.Outer/Inner"
    # The TypeSpec's definition is TypeDef 2.
    assert md.type_name(T_TYPESPEC << 24 | 1) == "Ns.Outer"
    assert md.user_string(1) == "a\ud83db"


def test_bodies() -> None:
    md = load(sample())
    tiny = md.body(1)
    assert tiny is not None
    assert tiny.code == TINY[1:] and tiny.max_stack == 8 and tiny.total_size == 3 and not tiny.init_locals
    fat = md.body(2)
    assert fat is not None
    assert fat.code == FAT_CODE and fat.max_stack == 3 and fat.init_locals
    assert fat.locals_token == T_STANDALONESIG << 24 | 1
    assert fat.total_size == 12 + 8 + 16
    (clause,) = fat.clauses
    assert (clause.flags, clause.try_ofs, clause.try_len) == (EH_CATCH, 0, 3)
    assert (clause.handler_ofs, clause.handler_len, clause.token_or_filter) == (3, 3, 0x01000001)
    assert md.body(3) is None


def test_chained_exception_sections() -> None:
    first = bytes([SMALL_EH[0] | 0x80]) + SMALL_EH[1:]
    body = load(sample(eh=first + FAT_EH)).body(2)
    assert body is not None
    assert [c.flags for c in body.clauses] == [EH_CATCH, EH_FINALLY]
    assert body.total_size == 12 + 8 + 16 + 28


def test_clause_counted_without_its_header() -> None:
    body = load(sample(eh=bytes([1, 12, 0, 0]) + SMALL_EH[4:])).body(2)
    assert body is not None and len(body.clauses) == 1


def test_clause_outside_the_code_is_refused() -> None:
    md = load(sample(eh=struct.pack("<BBH", 1, 16, 0) + struct.pack("<HHBHBI", 0, 0, 3, 7, 9, 0)))
    with pytest.raises(BadImage, match="exceeds the code"):
        md.body(2)


def test_column_offsets_lead_to_the_bytes() -> None:
    md = load(sample())
    for t, c in ((T_TYPEDEF, 0), (T_METHODDEF, 3), (T_ASSEMBLY, 4)):
        ofs, size = md.col_offset(t, 1, c), md.col_size(t, c)
        assert int.from_bytes(md.data[ofs : ofs + size], "little") == md.col(t, 1, c)
    assert md.row_size(T_TYPEDEF) == 14


@pytest.mark.parametrize(
    ("where", "value", "message"),
    [
        (0, b"XX", "no MZ"),
        (0x40, b"XX", "no PE signature"),
        (0x46, b"\0\0", "0 sections"),
        (0x58, b"\xff\xff", "magic"),
        (0x200, b"\x08\0\0\0", "shorter than 72"),
        (0x208, b"\xff\xff\xff\xff", "no data in the file"),
    ],
)
def test_broken_headers_name_the_file_and_offset(where: int, value: bytes, message: str) -> None:
    data = bytearray(sample())
    data[where : where + len(value)] = value
    with pytest.raises(BadImage, match=message) as caught:
        load(bytes(data))
    assert caught.value.path == "mem.dll" and "mem.dll" in str(caught.value)


def test_row_and_heap_limits() -> None:
    md = load(sample())
    for ask in (
        lambda: md.method_name(0),
        lambda: md.method_name(4),
        lambda: md.string(1 << 20),
        lambda: md.blob(1 << 20),
        lambda: md.user_string(1 << 20),
        lambda: md.guid(2),
        lambda: md.coded(10, 8),
        lambda: md.coded(0, 999 << 2),
        lambda: md.method_owner(9),
        lambda: md.pe.rva_to_offset(0x7FFFFFFF),
        lambda: md.pe.rva_to_offset(0),
    ):
        with pytest.raises(BadImage):
            ask()


def test_absurd_row_count() -> None:
    data = bytearray(sample())
    ofs = data.index(b"BSJB")
    stream = data.index(struct.pack("<IBBBB", 0, 2, 0, 0, 1), ofs)
    data[stream + 24 : stream + 28] = b"\xff\xff\xff\x7f"
    with pytest.raises(BadImage, match="rows in table Module"):
        load(bytes(data))
    data[stream + 24 : stream + 28] = b"\xff\xff\xff\x00"
    with pytest.raises(BadImage, match="exceeds the table stream"):
        load(bytes(data))


def test_nesting_cycle_ends() -> None:
    data = bytearray(sample())
    md = load(bytes(data))
    ofs = md.col_offset(0x29, 1, 0)
    # Inner encloses itself.
    data[ofs : ofs + 4] = struct.pack("<HH", 3, 3)
    with pytest.raises(BadImage, match="nested in itself"):
        load(bytes(data)).type_name(T_TYPEDEF << 24 | 3)


def test_special_files_are_refused(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo.dll"
    os.mkfifo(fifo)
    with pytest.raises(BadImage, match="regular file"):
        open_pe(str(fifo))
    with pytest.raises(BadImage, match="regular file"):
        open_pe(str(tmp_path))
    with pytest.raises(FileNotFoundError):
        open_pe(str(tmp_path / "absent.dll"))


def test_bad_image_survives_pickling() -> None:
    import pickle

    error = pickle.loads(pickle.dumps(BadImage("a.dll", 5, "odd")))
    assert (error.path, error.offset, error.message) == ("a.dll", 5, "odd")


# -- broken files: only BadImage comes out, and soon ------------------------------------------------------


def walk(md: Metadata) -> None:
    """Asks every question about every row; a question may fail with BadImage, the next one is asked then."""
    for t in range(0x2D):
        for rid in range(1, min(md.row_count(t), 400) + 1):
            for ask in QUESTIONS.get(t, []):
                try:
                    ask(md, rid)
                except BadImage:
                    pass
    for ask in (Metadata.assembly, lambda m: m.find_typedef("A", "B"), lambda m: m.find_exported("A", "B")):
        try:
            ask(md)
        except BadImage:
            pass


def ask_body(md: Metadata, rid: int) -> None:
    body = md.body(rid)
    if body is not None:
        instruction_starts(body.code, md.path, body.code_offset)


QUESTIONS = {
    T_TYPEREF: [Metadata.typeref, lambda m, r: m.type_name(T_TYPEREF << 24 | r)],
    T_TYPEDEF: [
        Metadata.typedef_name,
        Metadata.typedef_namespace,
        Metadata.typedef_extends,
        Metadata.typedef_fields,
        Metadata.typedef_methods,
        Metadata.nested,
        Metadata.enclosing,
        Metadata.interface_impls,
        Metadata.method_impls,
        Metadata.class_layout,
        lambda m, r: m.generic_params(T_TYPEDEF << 24 | r),
        lambda m, r: m.attribute_names(T_TYPEDEF << 24 | r),
        lambda m, r: m.attribute_blob(T_TYPEDEF << 24 | r, "X"),
        lambda m, r: m.type_name(T_TYPEDEF << 24 | r),
    ],
    T_FIELD: [
        Metadata.field_name,
        Metadata.field_sig,
        Metadata.field_owner,
        Metadata.field_rva,
        Metadata.field_layout_offset,
        lambda m, r: m.constant(T_FIELD << 24 | r),
    ],
    T_METHODDEF: [
        Metadata.method_name,
        Metadata.method_sig,
        Metadata.method_owner,
        Metadata.pinvoke,
        ask_body,
        lambda m, r: m.generic_params(T_METHODDEF << 24 | r),
        lambda m, r: m.attribute_names(T_METHODDEF << 24 | r),
    ],
    T_MEMBERREF: [Metadata.memberref],
    T_CUSTOMATTRIBUTE: [lambda m, r: m.coded(2, m.col(T_CUSTOMATTRIBUTE, r, 0))],
    T_STANDALONESIG: [Metadata.standalonesig],
    T_TYPESPEC: [Metadata.typespec, lambda m, r: m.type_name(T_TYPESPEC << 24 | r)],
    T_ASSEMBLYREF: [Metadata.assemblyref],
    T_EXPORTEDTYPE: [Metadata.exported],
    T_GENERICPARAM: [Metadata.generic_constraints],
    T_METHODSPEC: [Metadata.methodspec],
}


def survive(data: bytes) -> None:
    try:
        md = load(data)
    except BadImage:
        return
    walk(md)


def test_every_truncation_of_the_sample() -> None:
    data = sample()
    for size in range(0, len(data), 3):
        survive(data[:size])


def test_every_byte_of_the_sample_flipped() -> None:
    data = sample()
    for i in range(len(data)):
        for mask in (0x01, 0x80, 0xFF):
            broken = bytearray(data)
            broken[i] ^= mask
            survive(bytes(broken))


def small_asset() -> bytes:
    files = sorted(ASSETS.glob("*.dll"), key=lambda p: p.stat().st_size)
    if not files:
        pytest.skip("no assembly below tests/assets/bin")
    return files[0].read_bytes()


def test_broken_copies_of_a_compiled_assembly() -> None:
    data = small_asset()
    walk(load(data))
    seed = random.Random(20)
    for _ in range(150):
        broken = bytearray(data)
        for _ in range(seed.randint(1, 8)):
            broken[seed.randrange(len(broken))] = seed.randrange(256)
        survive(bytes(broken[: seed.randrange(len(broken))] if seed.random() < 0.2 else broken))


# -- IL ---------------------------------------------------------------------------------------------------


def test_opcode_table() -> None:
    assert il.name(il.OP_CONSTRAINED) == "constrained." and il.OP_CONSTRAINED == 0xFE16
    assert il.operand_kind(il.OP_LDC_R8) == il.OPERAND_R8
    assert il.flow(il.OP_LEAVE_S) == il.FLOW_BRANCH and il.flow(il.OP_RETHROW) == il.FLOW_THROW
    for value, expected in (
        (il.OP_CONV_U, 0xE0),
        (il.OP_LDTOKEN, 0xD0),
        (il.OP_LDELEM, 0xA3),
        (il.OP_BOX, 0x8C),
    ):
        assert value == expected
    names = [n for n in il.NAMES if n]
    assert len(names) == len(set(names)) == sum(il.DEFINED) == 219


def test_stepping_and_branch_targets() -> None:
    code = (
        bytes([il.OP_SWITCH]) + struct.pack("<Iii", 2, 0, 1) + bytes([il.OP_NOP, il.OP_BR_S, 0xFD, il.OP_RET])
    )
    assert il.next_offset(code, 0) == 13
    assert [il.switch_target(code, 0, i) for i in range(2)] == [13, 14]
    assert il.branch_target(code, 14) == 13
    starts = instruction_starts(code, "x", 0)
    assert [i for i, b in enumerate(starts) if b] == [0, 13, 14, 16]
    assert il.i4(b"\xff\xff\xff\xff", 0) == -1 and il.u4(b"\xff\xff\xff\xff", 0) == 0xFFFFFFFF


@pytest.mark.parametrize(
    "code",
    [
        b"\x24",
        b"\xfe",
        b"\xfe\x08",
        b"\x20\0\0",
        b"\x45\xff\xff\xff\xff",
        b"\x45\1\0\0\0",
        b"\x2b\x05\x2a",
        b"\x2b\xff",
    ],
)
def test_broken_il(code: bytes) -> None:
    with pytest.raises(BadImage):
        instruction_starts(code, "x.dll", 0)


# -- real assemblies --------------------------------------------------------------------------------------


def core_library(peers: Path) -> Path:
    found = sorted(
        peers.glob("runtime-linux-x64-8.0/8.0.30/shared/Microsoft.NETCore.App/*/System.Private.CoreLib.dll")
    )
    if not found:
        pytest.skip("runtime-linux-x64-8.0 8.0.30 is missing")
    return found[0]


def test_core_library(peers: Path) -> None:
    path = core_library(peers)
    start = time.perf_counter()
    md = Metadata(open_pe(str(path)))
    math = md.find_typedef("System", "Math")
    first, end = md.typedef_methods(math)
    assert "BigMul" in [md.method_name(r) for r in range(first, end)]
    # 25 ms is usual; the bound only tells a scan of everything from a lookup.
    assert time.perf_counter() - start < 1.0
    assert md.pe.machine == 0x8664 ^ 0x7B79 and md.pe.has_r2r
    assert md.assembly()[0] == "System.Private.CoreLib"
    count = clauses = 0
    for rid in range(1, md.row_count(T_METHODDEF) + 1):
        body = md.body(rid)
        if body is not None:
            count += 1
            clauses += len(body.clauses)
            instruction_starts(body.code, md.path, body.code_offset)
    assert count > 30000 and clauses > 1000


def test_library_references(tmp_path: Path) -> None:
    md = load(library("app", ["a", ("b", (2, 0, 0, 0))]))
    assert [md.assemblyref(i)[:2] for i in (1, 2)] == [("a", (1, 0, 0, 0)), ("b", (2, 0, 0, 0))]
