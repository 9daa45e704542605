"""The kinds of types and small enumerations shared by the type system.

TK_* values are the ECMA-335 element types (II.23.1.16), so that signature readers and writers need no table;
TK_DEF stands for a class or value type without type arguments and TK_CANON is CoreCLR's
ELEMENT_TYPE_CANON_ZAPSIG (src/coreclr/inc/corhdr.h).
"""

from __future__ import annotations

from typing import Final

TK_NONE: Final = 0
TK_VOID: Final = 0x01
TK_BOOL: Final = 0x02
TK_CHAR: Final = 0x03
TK_I1: Final = 0x04
TK_U1: Final = 0x05
TK_I2: Final = 0x06
TK_U2: Final = 0x07
TK_I4: Final = 0x08
TK_U4: Final = 0x09
TK_I8: Final = 0x0A
TK_U8: Final = 0x0B
TK_R4: Final = 0x0C
TK_R8: Final = 0x0D
TK_STRING: Final = 0x0E
TK_PTR: Final = 0x0F
TK_BYREF: Final = 0x10
TK_DEF: Final = 0x12
TK_VAR: Final = 0x13
TK_MDARRAY: Final = 0x14
TK_INST: Final = 0x15
TK_TYPEDREF: Final = 0x16
TK_I: Final = 0x18
TK_U: Final = 0x19
TK_FNPTR: Final = 0x1B
TK_OBJECT: Final = 0x1C
TK_SZARRAY: Final = 0x1D
TK_MVAR: Final = 0x1E
TK_CANON: Final = 0x3E

# Kind, name in namespace System, keyword in symbol text; `void`..`i8` and the rest are bound to core library rows.
BUILTIN_KINDS: Final = (
    TK_VOID, TK_BOOL, TK_CHAR, TK_I1, TK_U1, TK_I2, TK_U2, TK_I4, TK_U4, TK_I8, TK_U8, TK_R4, TK_R8,
    TK_I, TK_U, TK_STRING, TK_OBJECT, TK_TYPEDREF, TK_CANON,
)  # fmt: skip
BUILTIN_NAMES: Final = (
    "Void", "Boolean", "Char", "SByte", "Byte", "Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64",
    "Single", "Double", "IntPtr", "UIntPtr", "String", "Object", "TypedReference", "__Canon",
)  # fmt: skip
BUILTIN_WORDS: Final = (
    "void", "bool", "char", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8",
    "r4", "r8", "i", "u", "string", "object", "typedref", "__Canon",
)  # fmt: skip

# Element types that occur only inside signatures.
ET_VALUETYPE: Final = 0x11
ET_CLASS: Final = 0x12
ET_CMOD_REQD: Final = 0x1F
ET_CMOD_OPT: Final = 0x20
ET_SENTINEL: Final = 0x41
ET_PINNED: Final = 0x45

# Calling convention byte of a signature (II.23.2).
SIG_DEFAULT: Final = 0
SIG_VARARG: Final = 5
SIG_FIELD: Final = 6
SIG_LOCALS: Final = 7
SIG_UNMANAGED: Final = 9
SIG_GENERICINST: Final = 0xA
SIG_GENERIC: Final = 0x10
SIG_HASTHIS: Final = 0x20
SIG_EXPLICITTHIS: Final = 0x40

# TypeDef flags (II.23.1.15)
TF_LAYOUT_MASK: Final = 0x18
TF_SEQUENTIAL: Final = 0x08
TF_EXPLICIT: Final = 0x10
TF_INTERFACE: Final = 0x20
TF_ABSTRACT: Final = 0x80
TF_SEALED: Final = 0x100
TF_IMPORT: Final = 0x1000
TF_BEFOREFIELDINIT: Final = 0x100000

# Field flags (II.23.1.5)
FF_STATIC: Final = 0x10
FF_INITONLY: Final = 0x20
FF_LITERAL: Final = 0x40
FF_HASRVA: Final = 0x100

# Method flags and implementation flags (II.23.1.10, II.23.1.11)
MF_ACCESS_MASK: Final = 0x07
MF_PUBLIC: Final = 0x06
MF_STATIC: Final = 0x10
MF_FINAL: Final = 0x20
MF_VIRTUAL: Final = 0x40
MF_NEWSLOT: Final = 0x100
MF_ABSTRACT: Final = 0x400
MF_RTSPECIALNAME: Final = 0x1000
MF_PINVOKE: Final = 0x2000
MF_REQUIRESECOBJECT: Final = 0x8000
IF_CODETYPE_MASK: Final = 0x03
IF_RUNTIME: Final = 0x03
IF_NOINLINING: Final = 0x08
IF_SYNCHRONIZED: Final = 0x20
IF_NOOPTIMIZATION: Final = 0x40
IF_AGGRESSIVEINLINING: Final = 0x100
IF_AGGRESSIVEOPTIMIZATION: Final = 0x200
IF_INTERNALCALL: Final = 0x1000
IF_ASYNC: Final = 0x2000

# Generic parameter flags (II.23.1.7)
GP_VARIANCE_MASK: Final = 0x03
GP_COVARIANT: Final = 0x01
GP_CONTRAVARIANT: Final = 0x02
GP_CLASS: Final = 0x04
GP_STRUCT: Final = 0x08
GP_NEW: Final = 0x10

# Where shared generic code finds its exact type arguments.
CTX_NONE: Final = 0
CTX_THIS: Final = 1
CTX_TYPE: Final = 2
CTX_METHOD: Final = 3

# Deepest nesting of constructed types that is ever built: recursive substitutions of valid programs stay far below.
MAX_TYPE_DEPTH: Final = 32
