"""Symbols of an image: which bytes of it are which method, by the names tools show.

The linker places methods in the order of their keys and the runtime function table lists their parts in that order,
so walking both together names every function of the image.  A part that does not lie where its method says means
that the methods are not those of the image: ValueError.

Names are those of crossgen2's symbol files: `owner::name(parameter types)`, types with namespaces, `+` before nested
types, `[...]` around type arguments.

Source: src/coreclr/tools/aot/ILCompiler.ReadyToRun/ObjectWriter/OutputInfoBuilder.cs.
"""
from __future__ import annotations

from typing import Final, final

from mypy_extensions import i64

from binder import kinds
from binder.members import MethodDesc
from binder.names import parse_method
from binder.pe_reader import PeFile
from binder.types import TypeDesc
from binder.typesystem import TypeSystem
from codegen.blob import CompiledMethod, Part
from codegen.link.header import R2R_RUNTIME_FUNCTIONS

_HEADER: Final = 16
_BUILTIN: Final[dict[int, str]] = {
    kinds.TK_VOID: "System.Void", kinds.TK_BOOL: "System.Boolean", kinds.TK_CHAR: "System.Char",
    kinds.TK_I1: "System.SByte", kinds.TK_U1: "System.Byte", kinds.TK_I2: "System.Int16", kinds.TK_U2: "System.UInt16",
    kinds.TK_I4: "System.Int32", kinds.TK_U4: "System.UInt32", kinds.TK_I8: "System.Int64",
    kinds.TK_U8: "System.UInt64", kinds.TK_R4: "System.Single", kinds.TK_R8: "System.Double",
    kinds.TK_I: "System.IntPtr", kinds.TK_U: "System.UIntPtr", kinds.TK_STRING: "System.String",
    kinds.TK_OBJECT: "System.Object", kinds.TK_TYPEDREF: "System.TypedReference", kinds.TK_CANON: "System.__Canon",
}


@final
class MethodSymbol:
    """One method of an image; `size` covers its funclets, whose places `parts` has relative to `rva`.

    `returns` is the return type, empty for void; `code` are the bytes before they were linked.
    """

    def __init__(self, returns: str, name: str, rva: i64, m: CompiledMethod) -> None:
        self.returns: str = returns
        self.name: str = name
        self.rva: i64 = rva
        self.size: i64 = len(m.code)
        self.parts: list[Part] = m.parts
        self.code: bytes = m.code


def method_symbols(ts: TypeSystem, linked: list[CompiledMethod], image: PeFile) -> list[MethodSymbol]:
    """Symbols in address order; `linked` are the methods in `image`, in any order."""
    functions = function_starts(image)
    out: list[MethodSymbol] = []
    at: i64 = 0
    for m in sorted(linked, key=_key):
        rva = functions[at] if at < len(functions) else 0
        for part in m.parts:
            if at >= len(functions) or functions[at] != rva + part.start:
                raise ValueError(f"{image.path}: not the image of {m.key}")
            at += 1
        desc = parse_method(ts, m.key)
        ret = desc.sig.ret
        returns = "" if ret.kind == kinds.TK_VOID else type_name(ret)
        out.append(MethodSymbol(returns, method_name(desc), rva, m))
    if at != len(functions):
        raise ValueError(f"{image.path}: {len(functions) - at} functions without a method")
    return out


def _key(m: CompiledMethod) -> str:
    return m.key


def function_starts(image: PeFile) -> list[int]:
    """RVAs of all bodies and funclets of a ReadyToRun image."""
    at = image.rva_range(image.native_header_rva, _HEADER)
    width: i64 = 12 if image.is_pe32plus else 8
    starts: list[int] = []
    for k in range(image.u4(at + 12)):
        section = at + _HEADER + 12 * k
        if image.u4(section) == R2R_RUNTIME_FUNCTIONS:
            size = image.u4(section + 8)
            table = image.rva_range(image.u4(section + 4), size)
            for i in range(size // width):
                starts.append(image.u4(table + width * i))
    return starts


def method_name(m: MethodDesc) -> str:
    """The name of a method over its canonical arguments, without the return type."""
    parameters = ", ".join([type_name(t) for t in m.sig.params])
    return f"{type_name(m.owner)}::{m.name}({parameters})"


def type_name(t: TypeDesc) -> str:
    kind = t.kind
    builtin = _BUILTIN.get(int(kind))
    if builtin is not None:
        return builtin
    if kind == kinds.TK_SZARRAY:
        return type_name(t.elem) + "[]"
    if kind == kinds.TK_MDARRAY:
        return type_name(t.elem) + ("[*]" if t.rank == 1 else "[" + "," * int(t.rank - 1) + "]")
    if kind == kinds.TK_BYREF:
        return type_name(t.elem) + "&"
    if kind == kinds.TK_PTR:
        return type_name(t.elem) + "*"
    if kind == kinds.TK_VAR or kind == kinds.TK_MVAR:
        return ("!" if kind == kinds.TK_VAR else "!!") + str(t.index)
    if kind == kinds.TK_FNPTR:
        sig = t.sig
        assert sig is not None
        return type_name(sig.ret) + " *(" + ", ".join([type_name(p) for p in sig.params]) + ")"
    text = _definition_name(t)
    if t.args:
        text += "[" + ", ".join([type_name(a) for a in t.args]) + "]"
    return text


def _definition_name(t: TypeDesc) -> str:
    md = t.module.md
    rid = t.rid
    text = ""
    while rid:
        own = md.typedef_name(rid)
        ns = md.typedef_namespace(rid)
        if ns:
            own = ns + "." + own
        text = own + "+" + text if text else own
        rid = md.enclosing(rid)
    return text
