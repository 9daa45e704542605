"""Signatures as text: the inverse of codegen.link.sigencode, and the reader for signatures of other compilers.

Fixups are written like symbols (codegen.core.symbols), types and members as binder.names defines.  With a Module
the names are those of what the tokens resolve to, so the text is exactly the symbol that encodes to the signature.
With metadata alone, and for what does not resolve, a reference is written with the assembly it names.
Sources: src/coreclr/inc/readytorun.h; ECMA-335 II.23.2.
"""
from __future__ import annotations

import json
from typing import Final, final

from binder.errors import ResolveError
from binder.metadata import Metadata
from binder.modules import Module
from codegen.link.sigencode import (
    FIELD_MEMBERREF,
    FIELD_OWNER,
    LAYOUT_ALIGNMENT,
    LAYOUT_ALIGNMENT_NATIVE,
    LAYOUT_GC,
    LAYOUT_GC_EMPTY,
    METHOD_CONSTRAINED,
    METHOD_INSTANTIATING_STUB,
    METHOD_INSTANTIATION,
    METHOD_MEMBERREF,
    METHOD_OWNER,
    METHOD_UNBOXING_STUB,
)

_METHOD_SLOT: Final = 0x08
_METHOD_MODULE: Final = 0x80
_LAYOUT_HFA: Final = 1
_FIXUP_MODULE: Final = 0x80

_WORDS: Final[dict[int, str]] = {
    0x01: "void", 0x02: "bool", 0x03: "char", 0x04: "i1", 0x05: "u1", 0x06: "i2", 0x07: "u2", 0x08: "i4",
    0x09: "u4", 0x0A: "i8", 0x0B: "u8", 0x0C: "r4", 0x0D: "r8", 0x0E: "string", 0x16: "typedref", 0x18: "i",
    0x19: "u", 0x1C: "object", 0x3E: "__Canon",
}

# kind -> name and shape: t type, m method, f field, d definition row, r reference row, others see SigText.fixup
_KINDS: Final[dict[int, tuple[str, str]]] = {
    0x10: ("TypeHandle", "t"), 0x11: ("MethodHandle", "m"), 0x12: ("FieldHandle", "f"), 0x13: ("MethodEntry", "m"),
    0x14: ("MethodEntry", "d"), 0x15: ("MethodEntry", "r"), 0x16: ("VirtualEntry", "m"),
    0x17: ("VirtualEntry", "d"), 0x18: ("VirtualEntry", "r"), 0x19: ("VirtualEntrySlot", "nt"),
    0x1A: ("Helper", "h"), 0x1B: ("String", "s"), 0x1C: ("NewObject", "t"), 0x1D: ("NewArray", "t"),
    0x1E: ("IsInstanceOf", "t"), 0x1F: ("ChkCast", "t"), 0x20: ("FieldAddress", "f"), 0x21: ("CctorTrigger", "t"),
    0x22: ("StaticBaseNonGC", "t"), 0x23: ("StaticBaseGC", "t"), 0x24: ("ThreadStaticBaseNonGC", "t"),
    0x25: ("ThreadStaticBaseGC", "t"), 0x26: ("FieldBaseOffset", "t"), 0x27: ("FieldOffset", "f"),
    0x28: ("TypeDictionary", "t"), 0x29: ("MethodDictionary", "m"), 0x2A: ("CheckTypeLayout", "tl"),
    0x2B: ("CheckFieldOffset", "nf"), 0x2C: ("DelegateCtor", "mt"), 0x2D: ("DeclaringTypeHandle", "t"),
    0x2E: ("IndirectPInvokeTarget", "m"), 0x2F: ("PInvokeTarget", "m"), 0x30: ("CheckInstructionSet", "i"),
    0x31: ("VerifyFieldOffset", "nnf"), 0x32: ("VerifyTypeLayout", "tl"),
    0x33: ("CheckVirtualFunctionOverride", "v"), 0x34: ("VerifyVirtualFunctionOverride", "v"),
    0x35: ("CheckILBody", "b"), 0x36: ("VerifyILBody", "b"),
}
_LOOKUPS: Final[dict[int, str]] = {0x07: "This", 0x08: "Type", 0x09: "Method"}


@final
class SigText:
    """A cursor over signature bytes, with the metadata that gives the tokens their names."""

    def __init__(self, md: Metadata, module: Module | None, data: bytes, pos: int, pointer_size: int) -> None:
        self.md: Metadata = md
        self.module: Module | None = module
        self.data: bytes = data
        self.pos: int = pos
        self.pointer_size: int = pointer_size
        self.foreign: int = 0   # module override in force; its tokens have no names here

    # -- primitives ----------------------------------------------------------------------------------

    def byte(self) -> int:
        if self.pos >= len(self.data):
            raise ValueError("signature ends early")
        value = self.data[self.pos]
        self.pos += 1
        return value

    def unsigned(self) -> int:
        first = self.byte()
        if first < 0x80:
            return first
        if first < 0xC0:
            return (first & 0x3F) << 8 | self.byte()
        return (first & 0x1F) << 24 | self.byte() << 16 | self.byte() << 8 | self.byte()

    # -- fixups --------------------------------------------------------------------------------------

    def fixup(self) -> str:
        """One fixup signature."""
        kind = self.byte()
        self.foreign = 0
        if kind & _FIXUP_MODULE:
            self.foreign = self.unsigned()
            return f"Module\t{self.foreign}\t" + self._payload(kind & ~_FIXUP_MODULE)
        return self._payload(kind)

    def _payload(self, kind: int) -> str:
        if kind in _LOOKUPS:
            context = self.type() if kind == 0x07 else "-"
            return f"Lookup\t{_LOOKUPS[kind]}\t{context}\t" + self._payload(self.unsigned())
        entry = _KINDS.get(kind)
        if entry is None:
            raise ValueError(f"unknown fixup kind {kind:#x}")
        parts = [entry[0]]
        for shape in entry[1]:
            parts.append(self._operand(shape))
        if kind == 0x2C:
            parts[1] = parts[1].removesuffix("\t-")
        return "\t".join(parts)

    def _operand(self, shape: str) -> str:
        if shape == "t":
            return self.type()
        if shape == "m":
            return self.method()
        if shape == "f":
            return self.field()
        if shape == "d":
            return self._member_name(0x06000000 | self.unsigned()) + "\t-"
        if shape == "r":
            return self._member_name(0x0A000000 | self.unsigned()) + "\t-"
        if shape == "n":
            return str(self.unsigned())
        if shape == "h":
            return f"{self.unsigned():02X}"
        if shape == "s":
            offset = self.unsigned()
            return json.dumps(self.md.user_string(offset) if offset and not self.foreign else "")
        if shape == "l":
            return self._layout()
        if shape == "i":
            sets = [self.unsigned() for _ in range(self.unsigned())]
            return ",".join([f"{s >> 1}:{s & 1}" for s in sets])
        if shape == "v":
            flags = self.unsigned()
            text = f"{flags}\t{self.method()}\t{self.type()}"
            return text + "\t" + self.method() if flags & 1 else text
        if shape == "b":
            size = self.unsigned()
            body = self.data[self.pos:self.pos + size]
            self.pos += size
            types = [self.type() for _ in range(self.unsigned())]
            return f"{body.hex()}\t{','.join(types)}\t{self.method()}"
        raise ValueError(f"unknown operand shape {shape}")

    def _layout(self) -> str:
        flags = self.unsigned()
        size = self.unsigned()
        hfa = f"\thfa {self.unsigned()}" if flags & _LAYOUT_HFA else ""
        align = self.pointer_size
        if flags & LAYOUT_ALIGNMENT and not flags & LAYOUT_ALIGNMENT_NATIVE:
            align = self.unsigned()
        bitmap = "-"
        if flags & LAYOUT_GC and not flags & LAYOUT_GC_EMPTY:
            length = ((size + self.pointer_size - 1) // self.pointer_size + 7) // 8
            bitmap = self.data[self.pos:self.pos + length].hex()
            self.pos += length
        return f"{size}\t{align}\t{bitmap}{hfa}"

    # -- types ---------------------------------------------------------------------------------------

    def type(self) -> str:
        kind = self.byte()
        word = _WORDS.get(kind)
        if word is not None:
            return word
        if kind == 0x3F:
            outer = self.foreign
            self.foreign = self.unsigned()
            text = self._head_of_foreign(outer)
            self.foreign = outer
            return text
        if kind == 0x11 or kind == 0x12:
            return self._type_name(self.unsigned())
        if kind == 0x13:
            return f"!{self.unsigned()}"
        if kind == 0x1E:
            return f"!!{self.unsigned()}"
        if kind == 0x15:
            head = self._generic_head()
            return f"{head}<{self.types(self.unsigned())}>"
        if kind == 0x1D:
            return self.type() + "[]"
        if kind == 0x10:
            return self.type() + "&"
        if kind == 0x0F:
            return self.type() + "*"
        if kind == 0x14:
            return self._array()
        if kind == 0x1B:
            convention = self.byte()
            count = self.unsigned()
            ret = self.type()
            return f"fn({convention};{ret};{self.types(count)})"
        if kind == 0x1F or kind == 0x20:
            modifier = self._type_name(self.unsigned())
            return f"{self.type()}{{{'req' if kind == 0x1F else 'opt'} {modifier}}}"
        if kind == 0x45:
            return "pinned " + self.type()
        if kind == 0x41:
            return "...," + self.type()
        raise ValueError(f"unknown element type {kind:#x}")

    def _head_of_foreign(self, outer: int) -> str:
        """After 3F: the tokens of the type that follows, but not of its generic arguments, are foreign."""
        if self.data[self.pos] != 0x15:
            return self.type()
        self.pos += 1
        head = self._generic_head()
        self.foreign = outer
        return f"{head}<{self.types(self.unsigned())}>"

    def _generic_head(self) -> str:
        """The definition of an instantiation, without arguments."""
        kind = self.byte()
        if kind == 0x3F:
            outer = self.foreign
            self.foreign = self.unsigned()
            text = self._generic_head()
            self.foreign = outer
            return text
        token = self._type_token(self.unsigned())
        return self._resolved_type(token, True)

    def types(self, count: int) -> str:
        return ",".join([self.type() for _ in range(count)])

    def _array(self) -> str:
        elem = self.type()
        rank = self.unsigned()
        for _ in range(2):
            for _ in range(self.unsigned()):
                self.unsigned()
        return elem + ("[1]" if rank == 1 else "[" + "," * (rank - 1) + "]")

    def _type_token(self, coded: int) -> int:
        return (0x02000000, 0x01000000, 0x1B000000, 0)[coded & 3] | coded >> 2

    def _type_name(self, coded: int) -> str:
        token = self._type_token(coded)
        return self._resolved_type(token, False)

    def _resolved_type(self, token: int, head: bool) -> str:
        if self.module is None or self.foreign:
            return self._token_name(token)
        try:
            t = self.module.resolve_type_token(token)
        except ResolveError:
            return self._token_name(token)
        return t.definition_name if head else t.text

    def _token_name(self, token: int) -> str:
        if self.foreign:
            return f"module{self.foreign}:{token:08X}"
        md = self.md
        rid = token & 0xFFFFFF
        if token >> 24 == 2:
            outer = int(md.enclosing(rid))
            head = self._token_name(0x02000000 | outer) + "/" if outer else "[]"
            return head + _dotted(md.typedef_namespace(rid), md.typedef_name(rid))
        if token >> 24 == 1:
            scope, ns, name = md.typeref(rid)
            if scope >> 24 == 1:
                return self._token_name(int(scope)) + "/" + _dotted(ns, name)
            assembly = md.assemblyref(scope & 0xFFFFFF)[0] if scope >> 24 == 0x23 else ""
            return f"[{assembly}]{_dotted(ns, name)}"
        if token >> 24 == 0x1B:
            return SigText(md, None, md.typespec(rid), 0, self.pointer_size).type()
        raise ValueError(f"not a type token: {token:#x}")

    # -- methods and fields --------------------------------------------------------------------------

    def method(self) -> str:
        """A method signature as `owner::name(...)<args>` TAB flags."""
        flags = self.unsigned()
        outer = self.foreign
        if flags & _METHOD_MODULE:
            self.foreign = self.unsigned()
        owner = self.type() if flags & METHOD_OWNER else ""
        row = self.unsigned()
        if flags & _METHOD_SLOT:
            text = f"{owner}::slot{row}"
        else:
            text = self._member_name((0x0A000000 if flags & METHOD_MEMBERREF else 0x06000000) | row, owner)
        if flags & METHOD_INSTANTIATION:
            text += f"<{self.types(self.unsigned())}>"
        text += "\t" + (("U" if flags & METHOD_UNBOXING_STUB else "")
                        + ("I" if flags & METHOD_INSTANTIATING_STUB else "") or "-")
        if flags & METHOD_CONSTRAINED:
            text += "\t" + self.type()
        self.foreign = outer
        return text

    def field(self) -> str:
        flags = self.unsigned()
        owner = self.type() if flags & FIELD_OWNER else ""
        row = self.unsigned()
        return self._member_name((0x0A000000 if flags & FIELD_MEMBERREF else 0x04000000) | row, owner)

    def _member_name(self, token: int, owner: str = "") -> str:
        """Owner (unless given, the one the token implies), name and signature."""
        if self.foreign:
            return f"module{self.foreign}::{token:08X}"
        if self.module is not None:
            try:
                return self._resolved_member(self.module, token, owner)
            except ResolveError:
                pass
        md = self.md
        rid = token & 0xFFFFFF
        if token >> 24 == 0x0A:
            parent, name, sig = md.memberref(rid)
            head = self._parent_name(int(parent))
        elif token >> 24 == 6:
            head = self._token_name(0x02000000 | int(md.method_owner(rid)))
            name = md.method_name(rid)
            sig = md.method_sig(rid)
        else:
            head = self._token_name(0x02000000 | int(md.field_owner(rid)))
            name = md.field_name(rid)
            sig = md.field_sig(rid)
        return f"{owner or head}::{name}{SigText(md, None, sig, 0, self.pointer_size)._member_signature()}"

    def _resolved_member(self, module: Module, token: int, owner: str) -> str:
        rid = token & 0xFFFFFF
        if token >> 24 == 4 or (token >> 24 == 0x0A and self.md.memberref(rid)[2][:1] == b"\x06"):
            field = module.resolve_field_token(token)
            return (owner or field.owner.text) + field.text[len(field.owner.text):]
        method = module.resolve_method_token(token)
        return f"{owner or method.owner.text}::{method.member_text}"

    def _parent_name(self, token: int) -> str:
        if token >> 24 == 6:
            return self._token_name(0x02000000 | int(self.md.method_owner(token & 0xFFFFFF)))
        if token >> 24 == 0x1A:
            return "module"
        return self._token_name(token)

    def _member_signature(self) -> str:
        convention = self.byte()
        if convention == 6:
            return ":" + self.type()
        arity = self.unsigned() if convention & 0x10 else 0
        count = self.unsigned()
        ret = self.type()
        generic = f"`{arity}" if arity else ""
        return f"{generic}({'i' if convention & 0x20 else 's'};{convention & 15};{ret};{self.types(count)})"


def _dotted(ns: str, name: str) -> str:
    return f"{ns}.{name}" if ns else name
