"""Which facts about a type's layout still hold after other assemblies were serviced.

A layout is *fixed* when only recompiling the module being compiled can change it: the type is in the version bubble
and holds by value only fixed types, or its owner promised never to change it (NonVersionableAttribute).

The runtime can check size, alignment and references of a layout, but not whether a word holds an integer or a
floating-point number, on which it depends in which registers a small struct travels; nor does the usual rule look at
the type that an enumeration is stored as. Those who sign with the keys of the framework service their assemblies
without changing either; of other assemblies nothing of the kind is known.

Rules: dotnet/runtime src/coreclr/tools/aot/ILCompiler.ReadyToRun/Compiler/ReadyToRunCodegenCompilation.cs
(IsLayoutFixedInCurrentVersionBubble); vector types as in VectorFieldLayoutAlgorithm.cs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from binder.display_name import public_key_token
from binder.kinds import TK_TYPEDREF
from binder.layout import VECTOR_ALIGN

if TYPE_CHECKING:
    from binder.modules import Module
    from binder.types import TypeDesc

NON_VERSIONABLE: Final = "System.Runtime.Versioning.NonVersionableAttribute"
# Largest struct that may travel in registers.
MAX_IN_REGISTERS: Final = 16
# Public key tokens of the assemblies that are serviced like the framework.
FRAMEWORK_TOKENS: Final = (
    "7cec85d7bea7798e", "b03f5f7f11d50a3a", "cc7b13ffcd2ddd51", "b77a5c561934e089", "31bf3856ad364e35",
    "adb9793829ddae60",
)


def has_framework_key(public_key: bytes) -> bool:
    return public_key_token(public_key).hex() in FRAMEWORK_TOKENS


def kinds_promised(m: Module) -> bool:
    """Its fields, and what its enumerations are stored as, keep their kinds unless this module is compiled again."""
    return m.has_framework_key or m.ts.in_bubble(m)


def compute_layout_fixed(t: TypeDesc) -> bool:
    if t.is_primitive or t.is_array or t.is_pointer or t.is_byref:
        return True
    if t.is_enum:
        return kinds_promised(t.module)
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


def compute_registers_unchecked(t: TypeDesc) -> bool:
    """A small struct that another version of some assembly could move to registers of the other kind, unnoticed.

    References cannot: the layout check knows where they are.
    """
    if t.is_primitive or t.is_enum or not t.is_value_type or t.layout().size > MAX_IN_REGISTERS:
        return False
    promised = kinds_promised(t.module)
    fields = t.instance_fields()
    if not fields:
        return not promised
    for f in fields:
        ft = f.type
        if ft.is_value_type and not ft.is_primitive and not ft.is_enum:
            if compute_registers_unchecked(ft):
                return True
        elif not promised and not ft.is_ref:
            return True
    return False
