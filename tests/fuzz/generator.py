"""Random IL programs for the comparison of images with the JIT, from a seed.

    program   := prelude.il, class F { method m0 .. mN, Main }
    method    := static m_k(kinds) : kind { entry, statements, result }
    statement := store | discard | if | loop | switch | try with catch, filter, finally or fault | throw | return

Statements keep the evaluation stack empty and nest. A method calls those written before it, and every entry burns
fuel, so that all programs end. Main calls every method with several arguments and prints the result or the exception,
and all static fields.
"""

from __future__ import annotations

import random
from pathlib import Path

from fuzz.values import (
    ELEMENTS,
    FIELDS,
    INTS,
    LENGTH,
    SMALL_FIELDS,
    STATICS,
    STRUCTS,
    TOKENS,
    TYPES,
    VALUES,
    Signature,
    Slots,
    Values,
)

PRELUDE = Path(__file__).with_name("prelude.il")
EXCEPTIONS = ["System.Exception", "System.NullReferenceException", "System.ArithmeticException",
              "System.InvalidCastException", "System.SystemException", "System.IndexOutOfRangeException"]
THROWN = ["System.InvalidOperationException", "System.ArithmeticException", "System.NullReferenceException"]


class Method(Values):
    """One method; every kind has a local."""

    def __init__(self, r: random.Random, name: str, earlier: list[Signature]) -> None:
        takes = [r.choice([*TYPES, "i4", "i4"]) for _ in range(r.choice([0, 1, 2, 2, 3, 4, 5, 9]))]
        self._locals = [kind for kind in VALUES for _ in range(r.choice([1, 1, 2]))] + ["rI"]
        r.shuffle(self._locals)
        slots: Slots = {kind: [] for kind in TYPES}
        for where, kinds in (("arg", takes), ("loc", self._locals)):
            for at, kind in enumerate(kinds):
                slots[kind].append((where, at))
        super().__init__(r, slots, earlier)
        self.signature = Signature(name, takes, r.choice(VALUES))
        self._result = self.local(self.signature.gives)
        self._counters: list[int] = []
        self._loops = 0

    def write(self) -> None:
        # Assigned before anything may read it.
        self.emit(f"ldloca {self.local('i4')}", f"stloc {self.local('rI')}")
        self.emit("call void G::Burn()")
        for at, kind in enumerate(self._locals):
            if kind not in ("rI", *STRUCTS) and self.r.random() < 0.97:
                self.fresh(kind)
                self.emit(f"stloc {at}")
        self._statements(self.r.randrange(2, 7), 3, outer=True)
        self.value(self.signature.gives, 3)
        self.emit(f"stloc {self._result}")
        self.emit("RET:", f"ldloc {self._result}", "ret")

    def text(self) -> str:
        s = self.signature
        attribute = self.r.choice(["", "", " noinlining", " aggressiveinlining"])
        kinds = [TYPES[kind] for kind in self._locals] + ["int32"] * len(self._counters)
        locals_ = ", ".join(f"{kind} l{at}" for at, kind in enumerate(kinds))
        head = f".method static {s.reference().replace('F::', '')} cil managed{attribute}"
        return "\n".join([head, "{", "  .maxstack 100", f"  .locals init ({locals_})", *self.lines, "}", ""])

    # `leaves` is whether the method may be left from here; not from a finally.

    def _statements(self, count: int, depth: int, outer: bool, leaves: bool = True) -> None:
        for _ in range(count):
            if self.spent < LENGTH:
                self._statement(depth, outer, leaves)

    def _statement(self, depth: int, outer: bool, leaves: bool) -> None:
        r = self.r
        nested = depth > 0
        way = r.randrange(20)
        if way < 5 or not nested:
            self._assign()
        elif way < 7:
            self._store_field()
        elif way < 8:
            self._store_element()
        elif way < 9:
            kind = r.choice([*STATICS])
            self.value(kind, 2)
            self.emit(f"stsfld {TYPES[kind]} {STATICS[kind]}")
        elif way < 10:
            self._store_through()
        elif way < 11:
            kind = r.choice(STRUCTS)
            self.emit(f"ldloca {self.local(kind)}", f"initobj {kind}")
        elif way < 13:
            over = self.label()
            self.condition(over, 2)
            self._statements(r.randrange(1, 3), depth - 1, outer, leaves)
            self.emit(f"{over}:")
        elif way < 15:
            self._loop(depth, outer, leaves)
        elif way < 16:
            self._switch(depth, outer, leaves)
        elif way < 18:
            self._protected(depth, leaves)
        elif way < 19:
            self.value(r.choice(VALUES), 2)
            self.emit("pop")
        else:
            self._exit(outer, leaves)

    def _assign(self) -> None:
        kind = self.r.choice([*TYPES])
        where, at = self.r.choice(self.slots[kind])
        self.value(kind, 3)
        self.emit(f"st{where} {at}")

    def _store_field(self) -> None:
        r = self.r
        if r.random() < 0.25:
            type_, field = r.choice(SMALL_FIELDS)
            kind = "i4"
        else:
            kind = r.choice([*FIELDS])
            type_, field = TYPES[kind], r.choice(FIELDS[kind])
        owner, name = field.split()
        if owner == "B" and kind in STRUCTS:
            self.existing(2)
        elif owner == "B":
            self.value("B", 2)
        else:
            self.struct_address(owner)
        self.value(kind, 2)
        self.emit(f"stfld {type_} {name}")

    def _store_element(self) -> None:
        kind = self.r.choice([*ELEMENTS])
        self.value(ELEMENTS[kind], 2)
        self.index(1)
        self.value(kind, 2)
        self.emit({"i4": "stelem.i4", "o": "stelem.ref", "S": "stelem S"}[kind])

    def _store_through(self) -> None:
        way = self.r.randrange(3)
        if way == 0:
            self.value("rI", 2)
            self.value("i4", 2)
            self.emit(self.r.choice(["stind.i4", "stind.i2", "stind.i1", "stobj int32"]))
        elif way == 1:
            self.struct_address("S")
            self.value("S", 2)
            self.emit("stobj S")
        else:
            self.struct_address("S")
            self.struct_address("S")
            self.emit("cpobj S")

    def _loop(self, depth: int, outer: bool, leaves: bool) -> None:
        if self._loops >= 2:
            self._assign()
            return
        self._loops += 1
        counter = len(self._locals) + len(self._counters)
        self._counters.append(counter)
        top, test, over = self.label(), self.label(), self.label()
        self.emit(f"ldc.i4 {self.r.randrange(1, 6)}", f"stloc {counter}")
        first = self.r.random() < 0.5
        if first:
            self.emit(f"br {test}")
        self.emit(f"{top}:")
        self._statements(self.r.randrange(1, 3), depth - 1, outer, leaves)
        if self.r.random() < 0.3:
            self.condition(over, 1)
        self.emit(f"{test}:", f"ldloc {counter}", "ldc.i4.1", "sub", "dup", f"stloc {counter}")
        self.emit("ldc.i4.0", f"bge {top}")
        self.emit(f"{over}:")
        self._loops -= 1

    def _switch(self, depth: int, outer: bool, leaves: bool) -> None:
        cases = [self.label() for _ in range(self.r.randrange(1, 5))]
        over = self.label()
        self.value("i4", 2)
        if self.r.random() < 0.7:
            self.emit("ldc.i4.3", "and")
        self.emit(f"switch ({', '.join(cases)})")
        for case in cases:
            self._statements(1, depth - 1, outer, leaves)
            self.emit(f"br {over}", f"{case}:")
        self._statements(1, depth - 1, outer, leaves)
        self.emit(f"{over}:")

    def _protected(self, depth: int, leaves: bool) -> None:
        r = self.r
        over = self.label()
        self.emit(".try", "{")
        self._statements(r.randrange(1, 4), depth - 1, False, leaves)
        self.emit(f"leave {over}", "}")
        way = r.random()
        if way < 0.35:
            self.emit(r.choice(["finally", "finally", "fault"]), "{")
            self._statements(r.randrange(1, 3), depth - 1, False, False)
            self.emit("endfinally", "}")
        else:
            for kind in sorted({r.choice(EXCEPTIONS) for _ in range(r.choice([1, 1, 2]))}, key=EXCEPTIONS.index)[::-1]:
                if way < 0.55:
                    self._filter()
                else:
                    self.emit(f"catch [System.Runtime]{kind}")
                self.emit("{", r.choice(["pop", f"stloc {self.local('o')}"]))
                self._statements(r.randrange(1, 3), depth - 1, False, leaves)
                self.emit("rethrow" if r.random() < 0.1 else f"leave {over}", "}")
        self.emit(f"{over}:")

    def _filter(self) -> None:
        self.emit("filter", "{", r"isinst [System.Runtime]System.SystemException", "ldnull", "cgt.un")
        if self.r.random() < 0.6:
            self.value("i4", 2)
            self.emit("ldc.i4.1", "and", "or")
        self.emit("endfilter", "}")

    def _exit(self, outer: bool, leaves: bool) -> None:
        """Out of the method by an exception or early, behind a condition so that what follows is reached."""
        stay = self.label()
        self.condition(stay, 1)
        if self.r.random() < 0.5 or not leaves:
            self.emit(f"newobj instance void [System.Runtime]{self.r.choice(THROWN)}::.ctor()", "throw")
        else:
            self.value(self.signature.gives, 1)
            self.emit(f"stloc {self._result}", f"{'br' if outer else 'leave'} RET")
        self.emit(f"{stay}:")


def _main(r: random.Random, signatures: list[Signature]) -> str:
    """Calls each method; with an argument on the command line each once only."""
    locals_ = ", ".join(f"{type_} v{at}" for at, type_ in enumerate(TYPES.values()))
    slots: Slots = {kind: [("loc", at)] if kind in ("i4", *STRUCTS) else [] for at, kind in enumerate(TYPES)}
    lines = [f".locals init ({locals_}, string text)", ".entrypoint", ".maxstack 100"]
    for signature in signatures:
        for turn in range(3):
            name = f"{signature.name}_{turn}"
            if turn:
                lines += ["ldarg.0", "ldlen", f"brtrue SKIP_{name}"]
            lines += [f'ldstr "{name} "', "stloc text", f"ldc.i4 {r.choice(INTS[:12])}", "call void G::Reset(int32)"]
            lines += [".try", "{"]
            writer = Values(r, slots, [])
            lines += ["ldloc text"]
            for wanted in signature.takes:
                writer.leaf(wanted)
            lines += writer.lines
            kind = signature.gives
            lines += [f"call {signature.reference()}", f"box {TOKENS[kind]}", "call void G::Line(string, object)"]
            lines += [f"leave OVER_{name}", "}", "catch [System.Runtime]System.Exception", "{"]
            lines += ["callvirt instance class [System.Runtime]System.Type [System.Runtime]System.Exception::GetType()"]
            lines += ["stloc v5", "ldloc text", "ldloc v5", "call void G::Line(string, object)"]
            lines += [f"leave OVER_{name}", "}", f"OVER_{name}:", "call void G::State()", f"SKIP_{name}:"]
    return "\n".join([".method static void Main(string[] arguments) cil managed", "{", *lines, "ret", "}", ""])


def program(seed: int, methods: int = 25) -> str:
    """The IL of one program, for the assembler."""
    r = random.Random(seed)
    texts: list[str] = []
    signatures: list[Signature] = []
    for at in range(methods):
        writer = Method(r, f"m{at}", signatures)
        writer.write()
        texts.append(writer.text())
        signatures = [*signatures, writer.signature]
    head = [".assembly fuzz {}", ".module fuzz.dll"]
    head += [".class abstract sealed auto ansi F extends [System.Runtime]System.Object", "{"]
    return "\n".join([PRELUDE.read_text(), *head, *texts, _main(r, signatures), "}", ""])
