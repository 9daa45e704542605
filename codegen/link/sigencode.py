"""Symbol text -> signature bytes in the tokens of the compiled module.

    fixup  := u8 kind  payload                                          kinds: see _KINDS
    type   := element type as in ECMA-335, CANON = 3E; definition token as CU(row << 2 | 0 TypeDef, 1 TypeRef)
    method := CU flags  [owner type]  CU row  [CU n  type * n]  [constrained type]
    field  := CU flags  [owner type]  CU row
    layout := CU flags  CU size  [CU alignment]  [bitmap]
    lookup := 07 context type | 08 | 09, then CU kind and payload of the inner fixup, which may mention variables

CU is the compressed unsigned integer of ECMA-335 II.23.2.  What the module has no token for raises NotExpressible.
Sources: src/coreclr/inc/readytorun.h (ReadyToRunFixupKind, method and layout flags), src/coreclr/vm/zapsig.cpp.
"""
from __future__ import annotations

import json
from typing import Final, final

from librt.strings import BytesWriter
from mypy_extensions import i64

from binder.errors import ResolveError
from binder.kinds import (
    ET_CLASS,
    ET_VALUETYPE,
    TK_BYREF,
    TK_DEF,
    TK_FNPTR,
    TK_INST,
    TK_MDARRAY,
    TK_MVAR,
    TK_PTR,
    TK_SZARRAY,
    TK_VAR,
)
from binder.members import FieldDesc, MethodDesc
from binder.modules import Module
from binder.names_parser import parse_field, parse_method, parse_type
from binder.types import TypeDesc
from binder.typesystem import TypeSystem
from codegen.link.model import NotExpressible, put_cu, put_u8
from codegen.link.tokens import TokenMap

METHOD_UNBOXING_STUB: Final = 0x01
METHOD_INSTANTIATING_STUB: Final = 0x02
METHOD_INSTANTIATION: Final = 0x04
METHOD_MEMBERREF: Final = 0x10
METHOD_CONSTRAINED: Final = 0x20
METHOD_OWNER: Final = 0x40
FIELD_MEMBERREF: Final = 0x10
FIELD_OWNER: Final = 0x40

LAYOUT_ALIGNMENT: Final = 2
LAYOUT_ALIGNMENT_NATIVE: Final = 4
LAYOUT_GC: Final = 8
LAYOUT_GC_EMPTY: Final = 0x10

KIND_METHOD_ENTRY: Final = 0x13
KIND_METHOD_ENTRY_DEF: Final = 0x14
KIND_METHOD_ENTRY_REF: Final = 0x15
KIND_METHOD_DICTIONARY: Final = 0x29

# How the operands of a mnemonic are written.
_TYPE: Final = 1
_METHOD: Final = 2          # method [flags [constrained type]]
_FIELD: Final = 3
_HELPER: Final = 4
_STRING: Final = 5
_LAYOUT: Final = 6
_FIELD_OFFSET: Final = 7
_DELEGATE: Final = 8        # method [flags] delegate type
_LOOKUP: Final = 9
_ISA: Final = 10

_KINDS: Final[dict[str, tuple[int, int]]] = {
    "TypeHandle": (0x10, _TYPE),
    "MethodHandle": (0x11, _METHOD),
    "FieldHandle": (0x12, _FIELD),
    "MethodEntry": (KIND_METHOD_ENTRY, _METHOD),
    "VirtualEntry": (0x16, _METHOD),
    "Helper": (0x1A, _HELPER),
    "String": (0x1B, _STRING),
    "NewObject": (0x1C, _TYPE),
    "NewArray": (0x1D, _TYPE),
    "IsInstanceOf": (0x1E, _TYPE),
    "ChkCast": (0x1F, _TYPE),
    "FieldAddress": (0x20, _FIELD),
    "CctorTrigger": (0x21, _TYPE),
    "StaticBaseNonGC": (0x22, _TYPE),
    "StaticBaseGC": (0x23, _TYPE),
    "ThreadStaticBaseNonGC": (0x24, _TYPE),
    "ThreadStaticBaseGC": (0x25, _TYPE),
    "FieldBaseOffset": (0x26, _TYPE),
    "FieldOffset": (0x27, _FIELD),
    "TypeDictionary": (0x28, _TYPE),
    "MethodDictionary": (KIND_METHOD_DICTIONARY, _METHOD),
    "CheckTypeLayout": (0x2A, _LAYOUT),
    "CheckFieldOffset": (0x2B, _FIELD_OFFSET),
    "DelegateCtor": (0x2C, _DELEGATE),
    "DeclaringTypeHandle": (0x2D, _TYPE),
    "IndirectPInvokeTarget": (0x2E, _METHOD),
    "PInvokeTarget": (0x2F, _METHOD),
    "CheckInstructionSet": (0x30, _ISA),
    "Lookup": (0, _LOOKUP),
}

_LOOKUP_KINDS: Final[dict[str, int]] = {"This": 0x07, "Type": 0x08, "Method": 0x09}


@final
class SigEncoder:
    """Encodes for one module; results are kept by text."""

    def __init__(self, ts: TypeSystem, module: Module, pointer_size: i64) -> None:
        self.ts: TypeSystem = ts
        self.module: Module = module
        self.pointer_size: i64 = pointer_size
        self.tokens: TokenMap = TokenMap(module)
        self._types: dict[TypeDesc, bytes] = {}
        self._failed: dict[str, str] = {}

    def fixup(self, text: str) -> bytes:
        """The signature of a cell.  Raises NotExpressible."""
        failed = self._failed.get(text)
        if failed is not None:
            raise NotExpressible(failed)
        out = BytesWriter()
        try:
            self._put_fixup(out, text.split("\t"), 0, False)
        except ResolveError as e:
            self._failed[text] = e.message
            raise NotExpressible(e.message) from None
        except NotExpressible as inexpressible:
            self._failed[text] = inexpressible.detail
            raise
        return out.getvalue()

    def class_token(self, text: str) -> i64:
        """Token of the class an exception clause catches."""
        try:
            return self.tokens.class_token(parse_type(self.ts, text))
        except ResolveError as e:
            raise NotExpressible(e.message) from None

    def instance_method(self, method: MethodDesc) -> bytes:
        """Method signature of an entry of the instance entry point table: always by definition row."""
        if method.module is not self.module:
            raise NotExpressible(f"{method.text} is defined by another module")
        out = BytesWriter()
        self.put_method(out, method, 0, None)
        return out.getvalue()

    # -- fixups --------------------------------------------------------------------------------------

    def _put_fixup(self, out: BytesWriter, ops: list[str], at: i64, inner: bool) -> None:
        """Fixup whose mnemonic is `ops[at]`; `inner`: inside a lookup, where variables are meaningful."""
        entry = _KINDS.get(ops[at])
        if entry is None:
            raise NotExpressible(f"unknown fixup {ops[at]}")
        kind: i64 = entry[0]
        shape: i64 = entry[1]
        if shape == _LOOKUP:
            self._put_lookup(out, ops, at)
            return
        if kind == KIND_METHOD_ENTRY and not inner and len(ops) - at < 4 and self._put_short_entry(out, ops, at):
            return
        put_cu(out, kind)
        if shape == _TYPE:
            self._put_operand_type(out, parse_type(self.ts, ops[at + 1]), inner)
        elif shape == _METHOD:
            flags = _method_flags(ops[at + 2]) if len(ops) > at + 2 else 0
            if kind == KIND_METHOD_DICTIONARY:
                flags |= METHOD_INSTANTIATING_STUB   # the exact instantiation, not the shared code
            constrained = parse_type(self.ts, ops[at + 3]) if len(ops) > at + 3 else None
            self.put_method(out, parse_method(self.ts, ops[at + 1]), flags, constrained)
        elif shape == _FIELD:
            self.put_field(out, parse_field(self.ts, ops[at + 1]))
        elif shape == _HELPER:
            put_cu(out, int(ops[at + 1], 16))
        elif shape == _STRING:
            put_cu(out, self.tokens.string_offset(str(json.loads(ops[at + 1]))))
        elif shape == _LAYOUT:
            self.put_type(out, parse_type(self.ts, ops[at + 1]))
            self._put_layout(out, int(ops[at + 2]), int(ops[at + 3]), ops[at + 4])
        elif shape == _FIELD_OFFSET:
            put_cu(out, int(ops[at + 1]))
            self.put_field(out, parse_field(self.ts, ops[at + 2]))
        elif shape == _DELEGATE:
            last = len(ops) - 1
            flags = _method_flags(ops[at + 2]) if last > at + 2 else 0
            self.put_method(out, parse_method(self.ts, ops[at + 1]), flags, None)
            self.put_type(out, parse_type(self.ts, ops[last]))
        elif shape == _ISA:
            self._put_instruction_sets(out, ops[at + 1])

    def _put_lookup(self, out: BytesWriter, ops: list[str], at: i64) -> None:
        kind = _LOOKUP_KINDS.get(ops[at + 1], 0)
        if kind == 0:
            raise NotExpressible(f"unknown lookup {ops[at + 1]}")
        put_u8(out, kind)
        if kind == 0x07:
            self.put_type(out, parse_type(self.ts, ops[at + 2]))
        self._put_fixup(out, ops, at + 3, True)

    def _put_short_entry(self, out: BytesWriter, ops: list[str], at: i64) -> bool:
        """MethodEntry by row alone: possible when the row denotes exactly the method."""
        if len(ops) > at + 2 and ops[at + 2] != "-":
            return False
        method = parse_method(self.ts, ops[at + 1])
        if method.is_array_method or method.owner.kind == TK_INST or len(method.margs):
            return False
        if method.module is self.module:
            put_u8(out, KIND_METHOD_ENTRY_DEF)
            put_cu(out, method.rid)
        else:
            put_u8(out, KIND_METHOD_ENTRY_REF)
            put_cu(out, self._method_ref(method))
        return True

    def _put_operand_type(self, out: BytesWriter, t: TypeDesc, inner: bool) -> None:
        """A type operand; outside of lookups an open definition means the definition itself."""
        if not inner and t.kind == TK_INST and t.definition() is t:
            put_u8(out, ET_VALUETYPE if t.is_value_type else ET_CLASS)
            self._put_type_token(out, t)
        else:
            self.put_type(out, t)

    def _put_layout(self, out: BytesWriter, size: i64, align: i64, bitmap: str) -> None:
        flags: i64 = LAYOUT_ALIGNMENT | LAYOUT_GC
        if align == self.pointer_size:
            flags |= LAYOUT_ALIGNMENT_NATIVE
        if bitmap == "-":
            flags |= LAYOUT_GC_EMPTY
        put_cu(out, flags)
        put_cu(out, size)
        if align != self.pointer_size:
            put_cu(out, align)
        if bitmap != "-":
            slots = (size + self.pointer_size - 1) // self.pointer_size
            length = int((slots + 7) // 8)
            data = bytes.fromhex(bitmap)
            out.write(data[:length] + bytes(max(0, length - len(data))))

    def _put_instruction_sets(self, out: BytesWriter, text: str) -> None:
        """`number:0|1` separated by commas; 1 = must be supported, 0 = must not."""
        parts = text.split(",")
        put_cu(out, len(parts))
        for part in parts:
            number, _, supported = part.partition(":")
            put_cu(out, (int(number) << 1) | int(supported))

    # -- types, methods, fields ----------------------------------------------------------------------

    def put_type(self, out: BytesWriter, t: TypeDesc) -> None:
        found = self._types.get(t)
        if found is None:
            w = BytesWriter()
            self._put_new_type(w, t)
            found = w.getvalue()
            self._types[t] = found
        out.write(found)

    def _put_new_type(self, out: BytesWriter, t: TypeDesc) -> None:
        kind = t.kind
        if kind == TK_DEF:
            put_u8(out, ET_VALUETYPE if t.is_value_type else ET_CLASS)
            self._put_type_token(out, t)
        elif kind == TK_INST:
            put_u8(out, TK_INST)
            put_u8(out, ET_VALUETYPE if t.is_value_type else ET_CLASS)
            self._put_type_token(out, t.definition())
            put_cu(out, len(t.args))
            for a in t.args:
                self.put_type(out, a)
        elif kind == TK_SZARRAY or kind == TK_BYREF or kind == TK_PTR:
            put_u8(out, kind)
            self.put_type(out, t.elem)
        elif kind == TK_MDARRAY:
            put_u8(out, kind)
            self.put_type(out, t.elem)
            put_cu(out, t.rank)
            put_cu(out, 0)
            put_cu(out, 0)
        elif kind == TK_VAR or kind == TK_MVAR:
            put_u8(out, kind)
            put_cu(out, t.index)
        elif kind == TK_FNPTR:
            sig = t.sig
            if sig is None or sig.mods != "":
                raise NotExpressible(f"function pointer with custom modifiers: {t.text}")
            put_u8(out, kind)
            put_u8(out, sig.callconv_byte)
            put_cu(out, len(sig.params))
            self.put_type(out, sig.ret)
            for p in sig.params:
                self.put_type(out, p)
        else:
            put_u8(out, kind)

    def _put_type_token(self, out: BytesWriter, definition: TypeDesc) -> None:
        token = self.tokens.type_token(definition)
        put_cu(out, ((token & 0xFFFFFF) << 2) | (0 if token >> 24 == 2 else 1))

    def put_method(self, out: BytesWriter, method: MethodDesc, flags: i64, constrained: TypeDesc | None) -> None:
        """A method with its owner and arguments as far as the row does not imply them."""
        owner = method.owner
        own = method.module is self.module and not method.is_array_method
        exact: i64 = 0
        if owner.kind == TK_INST or method.is_array_method:
            exact = 0 if own else self.tokens.exact_method_ref(method.open_form)
            if exact == 0:
                flags |= METHOD_OWNER
        if method.is_method_inst or len(method.margs):
            flags |= METHOD_INSTANTIATION
        if constrained is not None:
            flags |= METHOD_CONSTRAINED
        if own:
            row = method.rid
        else:
            flags |= METHOD_MEMBERREF
            row = exact if exact else self._method_ref(method)
        put_cu(out, flags)
        if (flags & METHOD_OWNER) != 0:
            self.put_type(out, owner)
        put_cu(out, row)
        if (flags & METHOD_INSTANTIATION) != 0:
            put_cu(out, len(method.margs))
            for a in method.margs:
                self.put_type(out, a)
        if constrained is not None:
            self.put_type(out, constrained)

    def put_field(self, out: BytesWriter, field: FieldDesc) -> None:
        """A field; on a generic type always by reference.

        A Field row would denote the field of the open type, whose offset and storage are not those of the
        instantiation, even with the exact owner beside it.
        """
        flags: i64 = FIELD_MEMBERREF
        if field.owner.kind == TK_INST:
            row = self.tokens.exact_field_ref(field)
            if row == 0:
                flags |= FIELD_OWNER
                row = self.tokens.open_field_ref(field.typical())
        elif field.module is self.module:
            flags = 0
            row = field.rid
        else:
            row = self.tokens.field_ref(field)
        if row == 0:
            raise NotExpressible(f"no reference to field {field.text}")
        put_cu(out, flags)
        if (flags & FIELD_OWNER) != 0:
            self.put_type(out, field.owner)
        put_cu(out, row)

    def _method_ref(self, method: MethodDesc) -> i64:
        if method.is_array_method:
            row = self.tokens.array_method_ref(method.name, method.owner.rank, len(method.sig.params))
        else:
            row = self.tokens.method_ref(method.typical())
        if row == 0:
            raise NotExpressible(f"no reference to method {method.text}")
        return row


def _method_flags(text: str) -> i64:
    flags: i64 = 0
    for c in text:
        if c == "U":
            flags |= METHOD_UNBOXING_STUB
        elif c == "I":
            flags |= METHOD_INSTANTIATING_STUB
        elif c != "-":
            raise NotExpressible(f"unknown method flag {c}")
    return flags
