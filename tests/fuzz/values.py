"""Values of random IL methods: each kind has a list of ways to leave one on the evaluation stack.

Idea: a way asks for the operands it needs from the same lists, so that what is written is typed by construction and
the stack is whatever the expression makes it, across branches too.

    kinds := i4 i8 n r4 r8 | o s B bI bS bT | S T P | aI aO aS | rI
             numbers, references (object, string, Base, Box<int>, Box<string>, Box<T>), structs, arrays, int32&

What ECMA-335 leaves open is not written: conversions of floats out of range, uninitialised memory, addresses. Neither
is what the runtime's own JIT does otherwise than the standard says. Source: ECMA-335 partition III.
"""

from __future__ import annotations

import random
from collections.abc import Callable

# Kind -> its type in IL, where a type argument, a local or a parameter is wanted.
TYPES = {
    "i4": "int32", "i8": "int64", "n": "native int", "r4": "float32", "r8": "float64",
    "o": "object", "s": "string", "B": "class Base",
    "bI": "class Box`1<int32>", "bS": "class Box`1<string>", "bT": "class Box`1<valuetype T>",
    "S": "valuetype S", "T": "valuetype T", "P": "valuetype P",
    "aI": "int32[]", "aO": "object[]", "aS": "valuetype S[]", "rI": "int32&",
}
VALUES = [kind for kind in TYPES if kind != "rI"]
STRUCTS = ("S", "T", "P")
NUMBERS = ("i4", "i8", "n", "r4", "r8")
# What `box` and `newarr` call a kind.
TOKENS = TYPES | {
    "i4": "[System.Runtime]System.Int32", "i8": "[System.Runtime]System.Int64", "n": "[System.Runtime]System.IntPtr",
    "r4": "[System.Runtime]System.Single", "r8": "[System.Runtime]System.Double", "o": "[System.Runtime]System.Object",
    "s": "[System.Runtime]System.String", "B": "Base", "S": "S", "T": "T", "P": "P",
}
# Fields of the hierarchy and the structs, and static ones, by kind.
FIELDS = {
    "i4": ["B Base::i", "S S::a"], "i8": ["B Base::l", "S S::b"], "r8": ["B Base::d", "T T::x"], "s": ["B Base::s"],
    "o": ["B Base::o", "S S::o"], "S": ["B Base::st"], "T": ["B Base::t"],
}
SMALL_FIELDS = [
    ("int16", "T T::y"), ("int8", "P P::p"), ("uint16", "P P::q"), ("uint8", "B Base::u"),
]
STATICS = {
    "i4": "G::si", "i8": "G::sl", "r8": "G::sd", "o": "G::so", "B": "G::sb", "S": "G::ss", "aI": "G::sa",
}
ELEMENTS = {"i4": "aI", "o": "aO", "S": "aS"}
INTS = [0, 1, -1, 2, 3, 7, 8, 31, 32, 63, 100, 127, 128, 255, 256, 1000, 65535, 65536]
INTS += [-128, -129, 0x7FFFFFFF, -0x80000000]
LONGS = [*INTS, 1 << 32, (1 << 32) - 1, -(1 << 32), 1 << 40, (1 << 63) - 1, -(1 << 63), 0xFFFFFFFF]
FLOATS = ["0.", "1.", "-1.", "0.5", "3.25", "1e10", "-1e-5", "1e30", "255.", "2147483647."]
# Values that a method asks for before it comes to an end.
LENGTH = 400

Way = Callable[[int], None]
Slots = dict[str, list[tuple[str, int]]]


class Signature:
    def __init__(self, name: str, takes: list[str], gives: str) -> None:
        self.name = name
        self.takes = takes
        self.gives = gives

    def reference(self) -> str:
        return f"{TYPES[self.gives]} F::{self.name}({', '.join(TYPES[kind] for kind in self.takes)})"


class Values:
    """Writes to `lines`. `slots` are the arguments and locals by kind, as ("arg" or "loc", number); `earlier` are the
    methods that may be called."""

    def __init__(self, r: random.Random, slots: Slots, earlier: list[Signature]) -> None:
        self.r = r
        self.lines: list[str] = []
        self.slots = slots
        self.spent = 0
        self._earlier = earlier
        self._labels = 0
        self._ways = self._all_ways()

    def emit(self, *lines: str) -> None:
        self.lines += [f"  {line}" for line in lines]

    def label(self) -> str:
        self._labels += 1
        return f"L{self._labels}"

    def local(self, kind: str) -> int:
        return self.r.choice([at for where, at in self.slots[kind] if where == "loc"])

    def value(self, kind: str, depth: int) -> None:
        self.spent += 1
        if depth <= 0 or self.r.random() < 0.15 or self.spent > LENGTH:
            self.leaf(kind)
        else:
            self.r.choice(self._ways[kind])(depth - 1)

    def leaf(self, kind: str) -> None:
        slots = self.slots[kind]
        if slots and self.r.random() < 0.55:
            where, at = self.r.choice(slots)
            self.emit(f"ld{where} {at}")
        else:
            self.fresh(kind)

    def fresh(self, kind: str) -> None:
        """A new value, as a rule not null."""
        r = self.r
        if kind == "i4":
            self.emit(f"ldc.i4 {r.choice(INTS)}")
        elif kind == "i8":
            self.emit(f"ldc.i8 {r.choice(LONGS)}")
        elif kind == "n":
            self.emit(f"ldc.i4 {r.choice(INTS)}", "conv.i")
        elif kind in ("r4", "r8"):
            self.emit(f"ldc.{kind} {r.choice(FLOATS)}")
        elif kind == "s":
            # The JIT of .NET 8 drops a failing cast of what it knows to be a literal.
            self.emit(f'ldstr "{"abcdefgh"[: r.randrange(9)]}"', "call !!0 G::Kept<string>(!!0)")
        elif kind == "B":
            self.emit(f"ldc.i4 {r.choice(INTS)}", f"newobj instance void {r.choice(['Left', 'Right'])}::.ctor(int32)")
        elif kind in ("bI", "bS", "bT"):
            self.fresh({"bI": "i4", "bS": "s", "bT": "T"}[kind])
            self.emit(f"newobj instance void {TYPES[kind]}::.ctor(!0)")
        elif kind in ("aI", "aO", "aS"):
            self.emit(f"ldc.i4 {r.randrange(1, 6)}", f"newarr {TOKENS[{'aI': 'i4', 'aO': 'o', 'aS': 'S'}[kind]]}")
        elif kind == "rI":
            self.emit(f"ldloca {self.local('i4')}")
        elif kind == "o":
            self.emit(r.choice(["ldnull", *["ldsfld object G::so"] * 4]))
        else:
            self.emit(f"ldloc {self.local(kind)}")

    def _all_ways(self) -> dict[str, list[Way]]:
        ways: dict[str, list[Way]] = {}
        for kind in TYPES:
            ways[kind] = [self._choice_of(kind), self._call_of(kind)] if kind != "rI" else [self._address]
            if kind in FIELDS:
                ways[kind] += [self._field_of(kind)] * 2
            if kind in STATICS:
                ways[kind].append(self._static_of(kind))
            if kind in ELEMENTS:
                ways[kind] += [self._element_of(kind)] * 2
            if kind != "rI":
                ways[kind] += [self._generic_of(kind), self._unboxed_of(kind)]
        for kind in ("i4", "i8", "n"):
            ways[kind] += [self._binary_of(kind)] * 4 + [self._divided_of(kind), self._shifted_of(kind)]
            ways[kind] += [self._unary_of(kind), self._converted_of(kind), self._checked_of(kind)]
        for kind in ("r4", "r8"):
            ways[kind] += [self._float_of(kind)] * 3 + [self._converted_of(kind)]
        ways["i4"] += [self._compared] * 3 + [self._through, self._small_field, self._tested, self._length, self._bump]
        ways["i4"] += [self._run, self._delegate, self._char, self._lengths]
        ways["i8"].append(self._virtual)
        ways["o"] += [self._boxed] * 3 + [self._struct_virtual, self._any_object]
        ways["s"] += [self._joined, self._text]
        ways["B"] += [self._cast_object]
        ways["aI"] += [self._three_of("i4")]
        ways["aO"] += [self._three_of("o")]
        ways["aS"] += [self._three_of("S")]
        ways["bI"] += [self._again_of("bI")]
        ways["bS"] += [self._again_of("bS")]
        ways["bT"] += [self._again_of("bT")]
        ways["T"].append(self._got_of("bT"))
        ways["i4"].append(self._got_of("bI"))
        ways["s"].append(self._got_of("bS"))
        return ways

    def _choice_of(self, kind: str) -> Way:
        def way(depth: int) -> None:
            other, over = self.label(), self.label()
            self.condition(other, depth)
            self.value(kind, depth)
            self.emit(f"br {over}", f"{other}:")
            self.value(kind, depth)
            self.emit(f"{over}:")

        return way

    def condition(self, target: str, depth: int) -> None:
        """Jumps to the label, or not."""
        r = self.r
        if r.random() < 0.4:
            self.value(r.choice(["i4", "o", "i8", "B"]), depth)
            self.emit(f"{r.choice(['brtrue', 'brfalse'])} {target}")
        else:
            kind = r.choice(NUMBERS)
            self.value(kind, depth)
            self.value(kind, depth)
            names = ["beq", "bne.un", "blt", "bgt", "ble", "bge", "blt.un", "bgt.un", "ble.un", "bge.un"]
            self.emit(f"{r.choice(names)} {target}")

    def _call_of(self, kind: str) -> Way:
        def way(depth: int) -> None:
            fitting = [s for s in self._earlier if s.gives == kind]
            if not fitting:
                self.leaf(kind)
                return
            signature = self.r.choice(fitting)
            for wanted in signature.takes:
                self.value(wanted, min(depth, 1))
            self.emit(f"call {signature.reference()}")

        return way

    def _field_of(self, kind: str) -> Way:
        def way(depth: int) -> None:
            owner, name = self.r.choice(FIELDS[kind]).split()
            if owner in STRUCTS and self.r.random() < 0.5:
                self.emit(f"ldloca {self.local(owner)}")
            else:
                self.value(owner, depth)
            prefix = "volatile. " if self.r.random() < 0.05 else ""
            self.emit(f"{prefix}ldfld {TYPES[kind]} {name}")

        return way

    def _small_field(self, depth: int) -> None:
        kind, field = self.r.choice(SMALL_FIELDS)
        owner, name = field.split()
        self.value(owner, depth)
        self.emit(f"ldfld {kind} {name}")

    def _static_of(self, kind: str) -> Way:
        return lambda depth: self.emit(f"ldsfld {TYPES[kind]} {STATICS[kind]}")

    def _element_of(self, kind: str) -> Way:
        def way(depth: int) -> None:
            self.value(ELEMENTS[kind], depth)
            self.index(depth)
            self.emit({"i4": "ldelem.i4", "o": "ldelem.ref", "S": "ldelem S"}[kind])

        return way

    def index(self, depth: int) -> None:
        if self.r.random() < 0.8:
            self.emit(f"ldc.i4 {self.r.randrange(3)}")
        else:
            self.value("i4", depth)
            if self.r.random() < 0.7:
                self.emit("ldc.i4.3", "and")

    def _generic_of(self, kind: str) -> Way:
        def way(depth: int) -> None:
            self.value(kind, depth)
            self.emit(f"call !!0 G::{self.r.choice(['Id', 'Kept'])}<{TYPES[kind]}>(!!0)")

        return way

    def _unboxed_of(self, kind: str) -> Way:
        def way(depth: int) -> None:
            if self.r.random() < 0.8:
                self.value(kind, depth)
                self._box(kind)
            else:
                self.value("o", depth)
            if self.r.random() < 0.5:
                self.emit(f"unbox.any {TOKENS[kind]}")
            else:
                self.emit(f"call !!0 G::Cast<{TYPES[kind]}>(object)")

        return way

    def _box(self, kind: str) -> None:
        if self.r.random() < 0.7:
            self.emit(f"box {TOKENS[kind]}")
        else:
            self.emit(f"call object G::Boxed<{TYPES[kind]}>(!!0)")

    def _binary_of(self, kind: str) -> Way:
        def way(depth: int) -> None:
            self.value(kind, depth)
            if self.r.random() < 0.1:
                self.emit("dup")
            else:
                self.value(kind, depth)
            self.emit(self.r.choice(["add", "sub", "mul", "and", "or", "xor"]))

        return way

    def _checked_of(self, kind: str) -> Way:
        def way(depth: int) -> None:
            self.value(kind, depth)
            self.value(kind, depth)
            self.emit(self.r.choice(["add.ovf", "sub.ovf", "mul.ovf", "add.ovf.un", "sub.ovf.un", "mul.ovf.un"]))

        return way

    def _divided_of(self, kind: str) -> Way:
        def way(depth: int) -> None:
            self.value(kind, depth)
            if self.r.random() < 0.6:
                self.emit(f"ldc.i4 {self.r.choice([n for n in INTS if n])}", *self._widening(kind))
            else:
                self.value(kind, depth)
            self.emit(self.r.choice(["div", "div.un", "rem", "rem.un"]))

        return way

    def _shifted_of(self, kind: str) -> Way:
        def way(depth: int) -> None:
            self.value(kind, depth)
            self.value("i4", depth)
            self.emit("ldc.i4 31", "and", self.r.choice(["shl", "shr", "shr.un"]))

        return way

    def _unary_of(self, kind: str) -> Way:
        def way(depth: int) -> None:
            self.value(kind, depth)
            self.emit(self.r.choice(["neg", "not"]))

        return way

    def _widening(self, kind: str) -> list[str]:
        return {"i4": [], "i8": ["conv.i8"], "n": ["conv.i"]}[kind]

    def _converted_of(self, kind: str) -> Way:
        def way(depth: int) -> None:
            source = self.r.choice(NUMBERS)
            self.value(source, depth)
            if source in ("r4", "r8") and kind not in ("r4", "r8"):
                self.emit("conv.r8", "call float64 G::Tame(float64)")
            if kind in ("r4", "r8"):
                unsigned = ["conv.r.un"] if source == "i4" and self.r.random() < 0.2 else []
                self.emit(*unsigned, f"conv.{kind}")
                return
            to = {"i4": ["i4", "u4", "i1", "u1", "i2", "u2"], "i8": ["i8", "u8"], "n": ["i", "u"]}[kind]
            name = self.r.choice(to)
            # Out of range of a small or unsigned type, what a float becomes is open.
            if source in ("r4", "r8"):
                name = "conv." + {"i4": "i4", "i8": "i8", "n": "i"}[kind]
                name = name if self.r.random() < 0.7 else f"conv.ovf.{self.r.choice(to)}"
            else:
                name = self.r.choice([f"conv.{name}", f"conv.{name}", f"conv.ovf.{name}", f"conv.ovf.{name}.un"])
            self.emit(name)

        return way

    def _float_of(self, kind: str) -> Way:
        def way(depth: int) -> None:
            self.value(kind, depth)
            if self.r.random() < 0.1:
                self.emit("neg")
            else:
                self.value(kind, depth)
                self.emit(self.r.choice(["add", "sub", "mul", "div", "rem"]), f"conv.{kind}")

        return way

    def _compared(self, depth: int) -> None:
        kind = self.r.choice(NUMBERS)
        self.value(kind, depth)
        self.value(kind, depth)
        self.emit(self.r.choice(["ceq", "cgt", "clt", "cgt.un", "clt.un"]))

    def _through(self, depth: int) -> None:
        self.value("rI", depth)
        self.emit(self.r.choice(["ldind.i4", "ldobj int32", "ldind.u2", "ldind.i1"]))

    def _bump(self, depth: int) -> None:
        self.value("rI", depth)
        self.value("i4", depth)
        self.emit("call int32 G::Bump(int32&, int32)")

    def _address(self, depth: int) -> None:
        r = self.r
        way = r.randrange(6)
        if way == 0:
            self.existing(depth)
            self.emit("ldflda int32 Base::i")
        elif way == 1:
            self.value("aI", depth)
            self.index(depth)
            self.emit("ldelema [System.Runtime]System.Int32")
        elif way == 2:
            self.value("aS", depth)
            self.index(depth)
            self.emit("ldelema S", "ldflda int32 S::a")
        elif way == 3:
            self.emit(f"ldloca {self.local('S')}", "ldflda int32 S::a")
        elif way == 4:
            self.emit("ldsflda int32 G::si")
        else:
            self.value("i4", depth)
            self.emit("box [System.Runtime]System.Int32", "unbox [System.Runtime]System.Int32")

    def existing(self, depth: int) -> None:
        """Never null: the JIT tests the object late where the address of a field is used later, and early where a
        struct that a call returns goes into a field."""
        fine = self.label()
        self.value("B", depth)
        self.emit("dup", f"brtrue {fine}", "pop")
        self.fresh("B")
        self.emit(f"{fine}:")

    def struct_address(self, kind: str) -> None:
        if kind == "S" and self.r.random() < 0.5:
            if self.r.random() < 0.5:
                self.value("aS", 2)
                self.index(1)
                self.emit("ldelema S")
            else:
                self.existing(2)
                self.emit("ldflda valuetype S Base::st")
        else:
            self.emit(f"ldloca {self.local(kind)}")

    def _tested(self, depth: int) -> None:
        self.value("o", depth)
        self.emit(f"isinst {self.r.choice([*TOKENS.values()][:-1] + ['Right', 'IRun'])}", "ldnull", "cgt.un")

    def _length(self, depth: int) -> None:
        self.value(self.r.choice(["aI", "aO", "aS"]), depth)
        self.emit("ldlen", "conv.i4")

    def _lengths(self, depth: int) -> None:
        kind = self.r.choice(VALUES)
        self.value(kind, depth)
        self.emit(f"call int32 G::Length<{TYPES[kind]}>(!!0)")

    def _char(self, depth: int) -> None:
        self.value("s", depth)
        self.index(depth)
        self.emit("callvirt instance char [System.Runtime]System.String::get_Chars(int32)")

    def _run(self, depth: int) -> None:
        self.value("B", depth)
        self.value("T", depth)
        self.value("o", depth)
        self.emit("callvirt instance int32 IRun::Run(valuetype T, object)")

    def _virtual(self, depth: int) -> None:
        self.value("B", depth)
        self.value("i4", depth)
        self.value("o", depth)
        self.emit("callvirt instance int64 Base::V(int32, object)")

    def _struct_virtual(self, depth: int) -> None:
        self.value("B", depth)
        self.value("S", depth)
        self.value("r8", depth)
        self.emit("callvirt instance object Base::W(valuetype S, float64)")

    def _delegate(self, depth: int) -> None:
        if self.r.random() < 0.5:
            self.emit("ldnull", "ldftn int32 G::Twice(int32)")
        else:
            self.value("s", depth)
            self.emit("ldftn int32 G::LengthOf(string, int32)")
        function = "class [System.Runtime]System.Func`2<int32,int32>"
        self.emit(f"newobj instance void {function}::.ctor(object, native int)")
        self.value("i4", depth)
        self.emit(f"callvirt instance !1 {function}::Invoke(!0)")

    def _boxed(self, depth: int) -> None:
        kind = self.r.choice(VALUES)
        self.value(kind, depth)
        self._box(kind)

    def _any_object(self, depth: int) -> None:
        self.value(self.r.choice(["s", "B", "bI", "bS", "bT", "aI", "aO", "aS"]), depth)

    def _joined(self, depth: int) -> None:
        self.value("s", depth)
        self.value("s", depth)
        self.emit("call string [System.Runtime]System.String::Concat(string, string)", "call string G::Short(string)")

    def _text(self, depth: int) -> None:
        kind = self.r.choice(STRUCTS)
        self.emit(f"ldloca {self.local(kind)}", f"constrained. {kind}")
        self.emit("callvirt instance string [System.Runtime]System.Object::ToString()")

    def _cast_object(self, depth: int) -> None:
        self.value("o" if self.r.random() < 0.2 else "B", depth)
        self.emit(f"castclass {self.r.choice(['Base', 'Left', 'Right'])}")

    def _three_of(self, kind: str) -> Way:
        def way(depth: int) -> None:
            self.value(kind, depth)
            self.emit(f"call !!0[] G::Three<{TYPES[kind]}>(!!0)")

        return way

    def _again_of(self, kind: str) -> Way:
        def way(depth: int) -> None:
            self.value(kind, depth)
            self.emit(f"callvirt instance class Box`1<!0> {TYPES[kind]}::Again()")

        return way

    def _got_of(self, kind: str) -> Way:
        def way(depth: int) -> None:
            self.value(kind, depth)
            get = [f"callvirt instance !0 {TYPES[kind]}::Get()", f"ldfld !0 {TYPES[kind]}::v"]
            self.emit(self.r.choice(get))

        return way
