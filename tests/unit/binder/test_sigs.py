"""Signature blobs: every construct, modifiers, and arbitrary bytes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from type_systems import shared

from binder import sigs
from binder.errors import BadImage, ResolveError
from binder.modules import Module
from binder.typesystem import TypeSystem


@pytest.fixture(scope="module")
def core() -> Module:
    return shared(8).corlib


def typedef_code(module: Module, namespace: str, name: str) -> bytes:
    """TypeDefOrRefOrSpecEncoded of a definition, in the two-byte form."""
    value = int(module.md.find_typedef(namespace, name)) << 2
    assert 0x80 <= value < 0x4000
    return bytes([0x80 | value >> 8, value & 0xFF])


@pytest.mark.parametrize(
    ("blob", "text"),
    [
        (b"\x08", "i4"),
        (b"\x1d\x0e", "string[]"),
        (b"\x10\x1d\x1c", "object[]&"),
        (b"\x0f\x0f\x01", "void**"),
        (b"\x13\x00", "!0"),
        (b"\x1e\x81\x00", "!!256"),
        (b"\x14\x08\x03\x00\x00", "i4[,,]"),
        (b"\x14\x08\x02\x01\x05\x02\x00\x02", "i4[,]"),
        (b"\x14\x08\x01\x00\x00", "i4[1]"),
        (b"\x1b\x00\x02\x01\x08\x0e", "fn(0;void;i4,string)"),
        (b"\x1b\x02\x01\x18\x18", "fn(9;i;i)"),
        (b"\x16", "typedref"),
    ],
)
def test_types(core: Module, blob: bytes, text: str) -> None:
    assert sigs.decode_type(core, blob).text == text


def test_named_and_generic_types(core: Module) -> None:
    guid = typedef_code(core, "System", "Guid")
    lst = typedef_code(core, "System.Collections.Generic", "List`1")
    of_guid = sigs.decode_type(core, b"\x15\x12" + lst + b"\x01\x11" + guid)
    assert (
        of_guid.text
        == "[System.Private.CoreLib]System.Collections.Generic.List`1<[System.Private.CoreLib]System.Guid>"
    )
    with pytest.raises(ResolveError):
        sigs.decode_type(core, b"\x12" + guid)
    with pytest.raises(ResolveError):
        sigs.decode_type(core, b"\x11" + lst)
    with pytest.raises(ResolveError):
        sigs.decode_type(core, b"\x15\x12" + lst + b"\x02\x08\x08")


def test_modifiers_belong_to_signatures_only(core: Module) -> None:
    volatile = typedef_code(core, "System.Runtime.CompilerServices", "IsVolatile")
    plain = sigs.decode_method(core, b"\x00\x01\x01\x08")
    required = sigs.decode_method(core, b"\x00\x01\x01\x1f" + volatile + b"\x08")
    optional = sigs.decode_method(core, b"\x00\x01\x01\x20" + volatile + b"\x08")
    elsewhere = sigs.decode_method(core, b"\x00\x01\x1f" + volatile + b"\x01\x08")
    signatures = [plain, required, optional, elsewhere]
    for a in signatures:
        assert a.params[0] is plain.params[0]
        for b in signatures:
            assert a.same(b) == (a is b)
    assert required.same(sigs.decode_method(core, b"\x00\x01\x01\x1f" + volatile + b"\x08"))
    # Modifiers inside a function pointer do not change the pointer's type.
    inner = sigs.decode_type(core, b"\x1b\x00\x01\x01\x1f" + volatile + b"\x08")
    assert inner is sigs.decode_type(core, b"\x1b\x00\x01\x01\x08")


def test_locals(core: Module) -> None:
    volatile = typedef_code(core, "System.Runtime.CompilerServices", "IsVolatile")
    found = sigs.decode_locals(core, b"\x07\x03\x08\x45\x10\x05\x1f" + volatile + b"\x45\x0e")
    assert [(t.text, pinned) for t, pinned in found] == [("i4", False), ("u1&", True), ("string", True)]


def test_vararg_sentinel(core: Module) -> None:
    sig = sigs.decode_method(core, b"\x05\x02\x01\x08\x41\x0e")
    assert sig.callconv == 5 and [p.text for p in sig.params] == ["i4", "string"]


@pytest.mark.parametrize(
    "blob", [b"", b"\x1d", b"\x15", b"\x15\x12", b"\x10\x10\x08", b"\x11\x03", b"\xff", b"\x1d" * 200]
)
def test_malformed(core: Module, blob: bytes) -> None:
    with pytest.raises(ResolveError):
        sigs.decode_type(core, blob)


@settings(max_examples=300)
@given(blob=st.binary(max_size=24))
def test_arbitrary_bytes_fail_cleanly(blob: bytes) -> None:
    system: TypeSystem = shared(8)
    for decode in (
        sigs.decode_type,
        sigs.decode_field,
        sigs.decode_method,
        sigs.decode_locals,
        sigs.decode_inst,
    ):
        try:
            decode(system.corlib, blob)
        except (ResolveError, BadImage):
            pass
