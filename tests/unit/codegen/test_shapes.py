"""How structs of real assemblies travel in calls: scalar leaves, and the classes of the eightbytes that follow.

What the runtime does with the same types is what the program `abi` compares, from both sides.
"""
from __future__ import annotations

import pytest
from unit.binder.type_systems import shared

from codegen.imp.shapes import leaves
from codegen.lower.abi_sysv import CLS_BYREF, CLS_INT, CLS_REF, CLS_SSE, classify
from codegen.ssa.func import StructLayout

NAMES = {CLS_INT: "int", CLS_REF: "ref", CLS_BYREF: "byref", CLS_SSE: "sse"}

# Type of the program -> classes up to .NET 8, and later where that differs; "" is memory.
EXPECTED = {
    "Empty": ("", "int"),
    "HasEmpty": ("", "int"),
    "EmptyLast": ("", "int int"),
    "EmptyDouble": ("", "int sse"),
    "OneRef": ("ref",),
    "OneRefWide": ("ref",),   # layout of what holds references is automatic: the size counts for nothing
    "OneIntWide": ("int int",),
    "OneDoubleWide": ("sse sse",),
    "OneFloatWide": ("sse sse",),
    "OnePointerWide": ("int int",),
    "MixedWide": ("int int",),
    "AutoWide": ("int",),
    "TwoRefs": ("ref ref",),
    "AutoRefs": ("ref ref",),
    "FourFloats": ("sse sse",),
    "TwoMixed": ("int int",),
    "ThreeShorts": ("int",),
    "FixedInts": ("int int",),
    "FixedFloats": ("sse sse",),
    "FixedBytes": ("int int",),
    "LongDouble": ("int",),
    "RefAndUnion": ("ref sse",),
    "Overlap": ("",),
    "Late8": ("int sse",),
    "DoubleInts": ("sse int",),
    "Packed": ("",),
    "RefDouble": ("ref sse",),
    "DoubleRef": ("ref sse",),
    "FFI": ("sse int",),
    "IFF": ("int sse",),
    "Three": ("",),
    "WithGuid": ("int int",),
    "WithNullableDouble": ("int sse",),
    "WithNullableEmpty": ("", "int"),
    "WithVector3": ("sse sse",),
    "WithMemory": ("ref int",),
}


@pytest.mark.parametrize("major", [8, 10])
def test_classes(major: int) -> None:
    ts = shared(major)
    module = ts.module_by_name("abi")
    assert module is not None
    found: dict[str, str] = {}
    for name in EXPECTED:
        t = module.find_type("", name)
        assert t is not None, name
        fields: list[tuple[int, int]] = []
        size = t.layout().size
        memory = size > 16 or not leaves(t, 0, fields)
        classes = classify(StructLayout(t.text, size, 8, [], [], fields, memory))
        found[name] = " ".join(NAMES[c] for c in classes)
    assert found == {name: classes[-1 if major > 8 else 0] for name, classes in EXPECTED.items()}
