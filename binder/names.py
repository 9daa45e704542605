r"""Symbol text: the one written form of types, methods and fields, independent of tokens.

    type   := void|bool|char|i1|u1|i2|u2|i4|u4|i8|u8|r4|r8|i|u|string|object|typedref|__Canon
            | '[' assembly ']' name ('/' name)* ['<' type (',' type)* '>']
            | type '[]' | type '[' ','+ ']' | type '[1]' | type '&' | type '*' | '!' n | '!!' n
            | 'fn(' callconv ';' type ';' [type (',' type)*] ')'
    name   := [namespace '.'] simple name
    method := type '::' name ['`' arity] '(' ('i'|'s'|'e') ';' callconv ';' type ';' [types] ')'
              ['{' modifiers '}'] ['#' n] ['<' types '>']
    field  := type '::' name ':' type ['#' n]

Types inside a method's parentheses and after a field's colon are those of the definition, so they mention the
variables !n and !!n of the owner and of the method.  An open generic type or method is written with its own
variables (type arguments `<!0>`; the method's are left out).  `[1]` is the array of rank one that is not a vector;
`#n` tells apart members whose names and signatures are equal, counted from 1; modifiers are custom modifiers, which
take part in the identity of a method's signature.  In names a backslash stands before each of []<>,&*!/();:\{}#
and, where a dot or backquote would be misread, before those; control characters are written \uXXXX.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from binder.kinds import (
    BUILTIN_KINDS,
    BUILTIN_WORDS,
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
from binder.names_parser import parse_field as parse_field
from binder.names_parser import parse_method as parse_method
from binder.names_parser import parse_type as parse_type

if TYPE_CHECKING:
    from binder.members import FieldDesc, MethodDesc, MethodSig
    from binder.types import TypeDesc

SPECIALS: Final = "[]<>,&*!/();:\\{}#"

WORD_OF_KIND: Final[dict[int, str]] = dict(zip(BUILTIN_KINDS, BUILTIN_WORDS))


def escape(name: str, also: str) -> str:
    """`name` with every special character, and every one of `also`, escaped."""
    plain = True
    for ch in name:
        if ch in SPECIALS or ch in also or ch < " ":
            plain = False
            break
    if plain:
        return name
    out: list[str] = []
    for ch in name:
        if ch < " ":
            out.append(f"\\u{ord(ch):04x}")
        elif ch in SPECIALS or ch in also:
            out.append("\\" + ch)
        else:
            out.append(ch)
    return "".join(out)


def types_text(types: list[TypeDesc]) -> str:
    if len(types) == 0:
        return ""
    if len(types) == 1:
        return types[0].text
    parts: list[str] = []
    for t in types:
        parts.append(t.text)
    return ",".join(parts)


def definition_text(t: TypeDesc) -> str:
    """Text of a type definition without type arguments: `[assembly]namespace.name/nested`."""
    md = t.module.md
    rid = t.rid
    parts: list[str] = []
    while rid:
        ns = md.typedef_namespace(rid)
        own = escape(md.typedef_name(rid), ".")
        if ns:
            own = escape(ns, "") + "." + own
        parts.append(own)
        rid = md.enclosing(rid)
    parts.reverse()
    return "[" + escape(t.module.name, "") + "]" + "/".join(parts)


def type_text(t: TypeDesc) -> str:
    kind = t.kind
    if kind == TK_DEF:
        return definition_text(t)
    if kind == TK_INST:
        return t.definition_name + "<" + types_text(t.args) + ">"
    if kind == TK_SZARRAY:
        return t.elem.text + "[]"
    if kind == TK_MDARRAY:
        return t.elem.text + ("[1]" if t.rank == 1 else "[" + "," * (t.rank - 1) + "]")
    if kind == TK_BYREF:
        return t.elem.text + "&"
    if kind == TK_PTR:
        return t.elem.text + "*"
    if kind == TK_VAR:
        return f"!{t.index}"
    if kind == TK_MVAR:
        return f"!!{t.index}"
    if kind == TK_FNPTR:
        sig = t.sig
        assert sig is not None
        return f"fn({sig.callconv_byte};{sig.ret.text};{types_text(sig.params)})"
    return WORD_OF_KIND[int(kind)]


def signature_text(sig: MethodSig) -> str:
    """The parenthesised part of a method's text."""
    this = "s"
    if sig.has_this:
        this = "e" if sig.explicit_this else "i"
    text = f"({this};{sig.callconv};{sig.ret.text};{types_text(sig.params)})"
    if sig.mods != "":
        text += "{" + escape(sig.mods, "") + "}"
    return text


def method_member_text(m: MethodDesc) -> str:
    """Name, arity and signature of a method in terms of its definition, without owner and arguments."""
    typical = m.typical()
    text = escape(m.name, "`")
    if len(typical.margs):
        text += f"`{len(typical.margs)}"
    text += signature_text(typical.sig)
    ordinal = typical.ordinal()
    if ordinal > 1:
        text += f"#{ordinal}"
    return text


def method_text(m: MethodDesc) -> str:
    text = m.owner.text + "::" + m.member_text
    if m.is_method_inst:
        text += "<" + types_text(m.margs) + ">"
    return text


def field_text(f: FieldDesc) -> str:
    typical = f.typical()
    text = f"{f.owner.text}::{escape(f.name, '')}:{typical.type.text}"
    ordinal = typical.ordinal()
    if ordinal > 1:
        text += f"#{ordinal}"
    return text
