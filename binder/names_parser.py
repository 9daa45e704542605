"""Symbol text -> descriptors: the inverse of binder.names, whose docstring has the grammar.

Names are found in the assembly the text states; a forwarder counts as absent, because text always names the defining
assembly.  Everything that does not parse or resolve is a ResolveError.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, final

from binder.errors import ResolveError
from binder.kinds import (
    BUILTIN_KINDS,
    BUILTIN_WORDS,
    MAX_TYPE_DEPTH,
    SIG_DEFAULT,
    SIG_EXPLICITTHIS,
    SIG_GENERIC,
    SIG_HASTHIS,
)

if TYPE_CHECKING:
    from binder.members import FieldDesc, MethodDesc, MethodSig
    from binder.types import TypeDesc
    from binder.typesystem import TypeSystem

KIND_OF_WORD: Final[dict[str, int]] = dict(zip(BUILTIN_WORDS, BUILTIN_KINDS))

# Characters that end a name when not escaped.
NAME_END: Final = "[]<>,&*!/();:{}#`"
# In type names a backquote is an ordinary character (arity suffix).
TYPE_NAME_END: Final = "[]<>,&*!/();:{}#"


@final
class _Parser:
    def __init__(self, ts: TypeSystem, text: str) -> None:
        self.ts = ts
        self.text = text
        self.pos = 0
        # Position of the last unescaped dot of the name read last, relative to the unescaped name.
        self.dot = -1

    def fail(self, why: str) -> ResolveError:
        return ResolveError(f"symbol text, column {self.pos}: {why}: {self.text}")

    def peek(self) -> str:
        return self.text[self.pos] if self.pos < len(self.text) else ""

    def accept(self, word: str) -> bool:
        if self.text.startswith(word, self.pos):
            self.pos += len(word)
            return True
        return False

    def expect(self, word: str) -> None:
        if not self.accept(word):
            raise self.fail(f"{word} expected")

    def number(self) -> int:
        start = self.pos
        while self.pos < len(self.text) and "0" <= self.text[self.pos] <= "9":
            self.pos += 1
        if start == self.pos or self.pos - start > 9:
            raise self.fail("number expected")
        return int(self.text[start : self.pos])

    def name(self, ends: str) -> str:
        """A name up to an unescaped character of `ends`, unescaped."""
        text = self.text
        pos = self.pos
        n = len(text)
        start = pos
        self.dot = -1
        while pos < n:
            ch = text[pos]
            if ch == "\\" or ch in ends:
                break
            if ch == ".":
                self.dot = pos - start
            pos += 1
        self.pos = pos
        if pos >= n or text[pos] != "\\":
            return text[start:pos]
        return self._escaped_name(ends, text[start:pos])

    def _escaped_name(self, ends: str, head: str) -> str:
        out = [head]
        length = len(head)
        while self.pos < len(self.text):
            ch = self.text[self.pos]
            if ch in ends:
                break
            self.pos += 1
            if ch == "\\":
                ch = self.peek()
                self.pos += 1
                if ch == "":
                    raise self.fail("nothing after backslash")
                if ch == "u":
                    digits = self.text[self.pos : self.pos + 4]
                    self.pos += 4
                    try:
                        ch = chr(int(digits, 16))
                    except ValueError:
                        raise self.fail("bad character escape")
            elif ch == ".":
                self.dot = length
            out.append(ch)
            length += 1
        return "".join(out)

    # ---- types

    def type(self, depth: int) -> TypeDesc:
        if depth > 2 * MAX_TYPE_DEPTH:
            raise self.fail("type nested too deeply")
        ts = self.ts
        t = self._head(depth)
        while True:
            ch = self.peek()
            if ch == "&":
                self.pos += 1
                t = ts.byref(t)
            elif ch == "*":
                self.pos += 1
                t = ts.ptr(t)
            elif ch == "[":
                self.pos += 1
                if self.accept("]"):
                    t = ts.szarray(t)
                elif self.accept("1]"):
                    t = ts.mdarray(t, 1)
                else:
                    rank = 1
                    while self.accept(","):
                        rank += 1
                    self.expect("]")
                    if rank == 1 or rank > 32:
                        raise self.fail("bad array rank")
                    t = ts.mdarray(t, rank)
            else:
                return t

    def _head(self, depth: int) -> TypeDesc:
        ch = self.peek()
        if ch == "[":
            return self._named(depth)
        if ch == "!":
            self.pos += 1
            if self.accept("!"):
                return self.ts.mvar(self.number())
            return self.ts.var(self.number())
        if self.accept("fn("):
            cc = self.number()
            self.expect(";")
            ret = self.type(depth + 1)
            self.expect(";")
            params = self.types(")", depth)
            self.expect(")")
            return self.ts.fnptr(self.ts.make_sig(cc, 0, ret, params, ""))
        kind = KIND_OF_WORD.get(self.name(TYPE_NAME_END))
        if kind is None:
            raise self.fail("type expected")
        return self.ts.prim(kind)

    def types(self, end: str, depth: int) -> list[TypeDesc]:
        """Types separated by commas up to, and without, the character `end`."""
        found: list[TypeDesc] = []
        if self.peek() == end:
            return found
        found.append(self.type(depth + 1))
        while self.accept(","):
            found.append(self.type(depth + 1))
        return found

    def _named(self, depth: int) -> TypeDesc:
        self.expect("[")
        assembly = self.name("]")
        self.expect("]")
        module = self.ts.module_by_name(assembly)
        if module is None:
            raise self.fail(f"assembly {assembly} not found")
        namespace, name = self._split()
        rid = int(module.md.find_typedef(namespace, name))
        while rid and self.accept("/"):
            rid = int(module.md.find_nested(rid, self._split()[1]))
        if rid == 0:
            raise self.fail("type not found")
        t = module.typedef(rid)
        if self.accept("<"):
            args = self.types(">", depth)
            self.expect(">")
            return self.ts.inst(t, args)
        return t

    def _split(self) -> tuple[str, str]:
        full = self.name(TYPE_NAME_END)
        if self.dot < 0:
            return "", full
        return full[: self.dot], full[self.dot + 1 :]

    # ---- members

    def method(self) -> MethodDesc:
        owner = self.type(0)
        self.expect("::")
        name = self.name(NAME_END)
        arity = 0
        if self.accept("`"):
            arity = self.number()
        self.expect("(")
        sig = self._signature(arity)
        ordinal = self.number() if self.accept("#") else 1
        m = self._find_method(owner, name, sig, ordinal)
        if self.accept("<"):
            margs = self.types(">", 0)
            self.expect(">")
            m = self.ts.inst_method(m, margs)
        self.end()
        return m

    def _signature(self, arity: int) -> MethodSig:
        cc = SIG_GENERIC if arity else SIG_DEFAULT
        this = self.peek()
        self.pos += 1
        if this == "i" or this == "e":
            cc |= SIG_HASTHIS
            if this == "e":
                cc |= SIG_EXPLICITTHIS
        elif this != "s":
            raise self.fail("i, s or e expected")
        self.expect(";")
        cc |= self.number() & 0x0F
        self.expect(";")
        ret = self.type(1)
        self.expect(";")
        params = self.types(")", 1)
        self.expect(")")
        mods = ""
        if self.accept("{"):
            mods = self.name("}")
            self.expect("}")
        return self.ts.make_sig(cc, arity, ret, params, mods)

    def _find_method(self, owner: TypeDesc, name: str, sig: MethodSig, ordinal: int) -> MethodDesc:
        if owner.is_array:
            return self.ts.array_method(owner, name, len(sig.params))
        count = 0
        for rid in owner.method_rids(name):
            m = owner.defn.method_of_row(rid)
            if m.sig.same(sig):
                count += 1
                if count == ordinal:
                    return owner.method_of_row(rid)
        raise self.fail("method not found")

    def field(self) -> FieldDesc:
        owner = self.type(0)
        self.expect("::")
        name = self.name(NAME_END.replace("`", ""))
        self.expect(":")
        wanted = self.type(0)
        ordinal = self.number() if self.accept("#") else 1
        self.end()
        count = 0
        for f in owner.defn.fields():
            if f.name == name and f.type is wanted:
                count += 1
                if count == ordinal:
                    return owner.fields()[f.position]
        raise self.fail("field not found")

    def end(self) -> None:
        if self.pos != len(self.text):
            raise self.fail("text goes on after the end")


def parse_type(ts: TypeSystem, text: str) -> TypeDesc:
    p = _Parser(ts, text)
    t = p.type(0)
    p.end()
    return t


def parse_method(ts: TypeSystem, text: str) -> MethodDesc:
    return _Parser(ts, text).method()


def parse_field(ts: TypeSystem, text: str) -> FieldDesc:
    return _Parser(ts, text).field()
