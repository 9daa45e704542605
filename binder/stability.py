"""Which facts about a type's layout still hold after other assemblies were serviced.

A layout is *fixed* when only recompiling the module being compiled can change it: the type is in the version bubble
and holds by value only fixed types, or its owner promised never to change it (NonVersionableAttribute).
Rules: dotnet/runtime src/coreclr/tools/aot/ILCompiler.ReadyToRun/Compiler/ReadyToRunCodegenCompilation.cs
(IsLayoutFixedInCurrentVersionBubble); vector types as in VectorFieldLayoutAlgorithm.cs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from binder.kinds import TK_TYPEDREF
from binder.layout import VECTOR_ALIGN

if TYPE_CHECKING:
    from binder.types import TypeDesc

NON_VERSIONABLE: Final = "System.Runtime.Versioning.NonVersionableAttribute"


def compute_layout_fixed(t: TypeDesc) -> bool:
    if t.is_primitive or t.is_enum or t.is_array or t.is_pointer or t.is_byref:
        return True
    if t.is_var:
        return False
    if is_hardware_vector(t) or (t.is_value_type and not t.layout().ok):
        return False
    inside = t.ts.in_bubble(t.module)
    if not inside and t.kind != TK_TYPEDREF and not t.attribute(NON_VERSIONABLE):
        return False
    for f in t.instance_fields():
        ft = f.type
        # What a type outside promises covers its own structs, but not those put in for its type parameters.
        if ft.is_value_type and (inside or f.typical().type.has_vars) and not ft.layout_fixed():
            return False
        if ft.is_var:
            return False
    return True


def is_hardware_vector(t: TypeDesc) -> bool:
    return t.module.is_corlib and t.name == "Vector`1" and t.namespace == "System.Numerics"


def compute_abi_unstable(t: TypeDesc) -> bool:
    """Vectors, 128-bit integers, and structs that hold one by value."""
    if not t.is_value_type or t.is_primitive or t.is_enum:
        return False
    if t.module.is_corlib:
        name = t.namespace + "." + t.name
        if name in VECTOR_ALIGN or name == "System.Numerics.Vector`1":
            return True
    if not t.layout().ok:
        return True
    for f in t.instance_fields():
        if f.type.is_value_type and f.type.abi_unstable():
            return True
    return False
