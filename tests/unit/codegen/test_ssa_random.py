"""Random functions: every pass, and the whole table, leaves what the interpreter computes unchanged."""
from __future__ import annotations

import random

import pytest

from codegen.opt.passes import LEVEL_FULL, PASSES, run_passes
from codegen.opt.work import Work
from codegen.ssa.interp import Interp, InterpError, Trap
from codegen.ssa.parse import parse_func
from codegen.ssa.text import print_func
from codegen.ssa.verify import verify_func

INTERESTING = [0, 1, -1, 2, 3, 7, -7, 8, 10, 100, 255, 256, 65535, 65536, -128, 641, 0x7FFFFFFF, -0x80000000]
BINARY = ["add", "sub", "mul", "and", "or", "xor", "div", "rem", "udiv", "urem", "add_ovf", "sub_ovf", "mul_ovf",
          "add_ovf_u", "sub_ovf_u", "mul_ovf_u"]
CONDITIONS = ["eq", "ne", "lt", "le", "gt", "ge", "ult", "ule", "ugt", "uge"]
FCONDITIONS = ["feq", "fneu", "flt", "fle", "fgt", "fge", "fltu", "fleu", "fgtu", "fgeu"]
WORK = Work()


class Generator:
    """Writes the text of a function: a forward graph of blocks, plus one counted loop around the middle."""

    def __init__(self, seed: int) -> None:
        self.r = random.Random(seed)
        self.n = 0
        self.out: list[str] = []

    def value(self, ty: str, text: str, scope: dict[str, list[str]]) -> str:
        self.n += 1
        name = f"v{self.n}"
        self.out.append(f"  {name}:{ty} = {text}")
        scope[ty].append(name)
        return name

    def constant(self, ty: str, scope: dict[str, list[str]]) -> str:
        if ty in ("f32", "f64"):
            return self.value(ty, f"const {self.r.choice(['0.0', '-0.0', '1.0', '2.0', '0.5', '-3.5', '1e30'])}", scope)
        k = self.r.choice(INTERESTING)
        if ty == "i64" and self.r.random() < 0.3:
            k = self.r.choice([1 << 40, -(1 << 63), (1 << 63) - 1, 1 << 32])
        return self.value(ty, f"const {k}", scope)

    def pick(self, ty: str, scope: dict[str, list[str]]) -> str:
        if not scope[ty] or self.r.random() < 0.2:
            return self.constant(ty, scope)
        return self.r.choice(scope[ty])

    def instr(self, scope: dict[str, list[str]]) -> None:
        r = self.r
        ty = r.choice(["i32", "i32", "i64"])
        kind = r.randrange(15)
        if kind < 5:
            self.value(ty, f"{r.choice(BINARY[:6] if r.random() < 0.7 else BINARY)} {self.pick(ty, scope)} "
                           f"{self.pick(ty, scope)}", scope)
        elif kind == 5:
            self.value(ty, f"{r.choice(['shl', 'shr', 'sar'])} {self.pick(ty, scope)} {self.pick('i32', scope)}", scope)
        elif kind == 6:
            self.value(ty, f"{r.choice(['neg', 'not'])} {self.pick(ty, scope)}", scope)
        elif kind == 7:
            self.value("i32", f"cmp {r.choice(CONDITIONS)} {self.pick(ty, scope)} {self.pick(ty, scope)}", scope)
        elif kind == 8:
            op = r.choice(["sx8", "sx16", "zx8", "zx16"])
            self.value("i32", f"{op} {self.pick('i32', scope)}", scope)
        elif kind == 9:
            if r.random() < 0.5:
                self.value("i64", f"{r.choice(['sx32', 'zx32'])} {self.pick('i32', scope)}", scope)
            else:
                self.value("i32", f"trunc {self.pick('i64', scope)}", scope)
        elif kind == 10:
            ty = r.choice(["f32", "f64"])
            self.value(ty, f"{r.choice(['fadd', 'fsub', 'fmul', 'fdiv'])} {self.pick(ty, scope)} "
                           f"{self.pick(ty, scope)}", scope)
        elif kind == 11:
            ty = r.choice(["f32", "f64"])
            self.value(ty, f"{r.choice(['fneg', 'fabs', 'fneg'])} {self.pick(ty, scope)}", scope)
            self.value("i32", f"fcmp {r.choice(FCONDITIONS)} {self.pick(ty, scope)} {self.pick(ty, scope)}", scope)
        elif kind == 12:
            self.memory(scope)
        elif kind == 13:
            self.value("f64", f"itof {self.pick(ty, scope)}", scope)
            self.value("f32", f"itof {self.pick(ty, scope)}", scope)
        else:
            if r.random() < 0.5:
                self.value("i32", f"call cell sym1 ({self.pick('i32', scope)}:i32) -> i32", scope)
            else:
                self.out.append(f"  bounds {self.pick('i32', scope)} {self.pick('i32', scope)}")

    def memory(self, scope: dict[str, list[str]]) -> None:
        r = self.r
        ofs = r.choice([0, 4, 8, 12])
        if r.random() < 0.4:
            base, ofs = self.value("i64", f"slot_addr slot{r.choice([1, 2])} +{ofs}", scope), 0
            scope["i64"].pop()
        else:
            base = r.choice(scope["ref"])
            if r.random() < 0.3:
                c = self.value("i64", f"const {ofs}", scope)
                base, ofs = self.value("byref", f"add {base} {c}", scope), 0
        flag = " nullcheck"
        mk = r.choice(["i32", "i32", "u8", "i16", "i64"])
        ty = "i64" if mk == "i64" else "i32"
        if r.random() < 0.5:
            self.value(ty, f"load {mk} {base} +{ofs}{flag}", scope)
        else:
            self.out.append(f"  store {mk} {base} +{ofs} {self.pick(ty, scope)}{flag}")

    def func(self) -> str:
        r = self.r
        self.out = ['func "random" {', "  args (i32 i32 i64 ref f64) -> i32", "  slot1 size 24 align 8 zero",
                    "  slot2 size 24 align 8 zero", '  sym1 method "f"', "bb1:"]
        scope: dict[str, list[str]] = {"i32": [], "i64": [], "f32": [], "f64": [], "ref": [], "byref": []}
        for k, ty in enumerate(["i32", "i32", "i64", "ref", "f64"]):
            self.value(ty, f"arg {k}", scope)
        count = r.randrange(1, 7)
        # Values of bb1 dominate all; each later block adds its parameters and its own values.
        for _ in range(r.randrange(6)):
            self.instr(scope)
        params = [0] * (count + 2)
        for b in range(2, count + 2):
            params[b] = r.randrange(3)
        for b in range(1, count + 2):
            mine = {ty: list(names) for ty, names in scope.items()}
            if b > 1:
                head = []
                for _ in range(params[b]):
                    self.n += 1
                    head.append(f"v{self.n}:i32")
                    mine["i32"].append(f"v{self.n}")
                self.out.append(f"bb{b}" + (f"({' '.join(head)})" if head else "") + ":")
                for _ in range(r.randrange(7)):
                    self.instr(mine)
            self.terminator(b, count + 1, params, mine)
        return "\n".join(self.out) + "\n}\n"

    def target(self, b: int, params: list[int], scope: dict[str, list[str]]) -> str:
        if not params[b]:
            return f"bb{b}"
        return f"bb{b}(" + " ".join(self.pick("i32", scope) for _ in range(params[b])) + ")"

    def terminator(self, b: int, last: int, params: list[int], scope: dict[str, list[str]]) -> None:
        r = self.r
        if b == last:
            self.out.append(f"  ret {self.pick('i32', scope)}")
        elif b > 1 and r.random() < 0.25:
            # Loops end by fuel in the worst case: both sides then run out alike, and the case is skipped.
            back = self.target(r.randrange(2, b + 1), params, scope)
            on = self.target(b + 1, params, scope)
            self.out.append(f"  br {self.pick('i32', scope)} {back} {on}")
        elif r.random() < 0.15:
            targets = [self.target(r.randrange(b + 1, last + 1), params, scope) for _ in range(r.randrange(1, 4))]
            self.out.append(f"  switch {self.pick('i32', scope)} " + " ".join(targets))
        elif r.random() < 0.6:
            one = self.target(r.randrange(b + 1, last + 1), params, scope)
            two = self.target(r.randrange(b + 1, last + 1), params, scope)
            self.out.append(f"  br {self.pick('i32', scope)} {one} {two}")
        else:
            self.out.append("  jmp " + self.target(r.randrange(b + 1, last + 1), params, scope))


def observe(text: str, seed: int) -> str:
    """Everything a caller can see of a run."""
    r = random.Random(seed)

    def callee(interp: Interp, args: list[int]) -> int:
        for k in range(4):
            interp.store(heap + 4 * k, 5, (interp.load(heap + 4 * k, 5) * 3 + args[0]) & 0xFFFF)
        return args[0] % 1000 - 17

    interp = Interp({"f": callee})
    interp.fuel = 300
    heap = interp.alloc(64)
    for k in range(8):
        interp.store(heap + 8 * k, 6, r.randrange(-(1 << 40), 1 << 40))
    args = [r.choice(INTERESTING), r.choice(INTERESTING), r.choice(INTERESTING), heap if r.random() < 0.8 else 0,
            r.choice([0, 0x3FF8000000000000, -(1 << 63)])]
    try:
        result = str(interp.run(parse_func(text), args))
    except Trap as trap:
        result = "trap " + trap.kind
    except InterpError as error:
        if "too many steps" in str(error):
            return "endless"
        raise
    return f"{result} {interp.log} {interp.read(heap, 64).hex()}"


def check(before: str, after: str, seed: int, what: str) -> None:
    for k in range(3):
        expected = observe(before, seed * 7 + k)
        if expected == "endless":
            continue
        assert observe(after, seed * 7 + k) == expected, f"{what}\n{before}\n{after}"


@pytest.mark.parametrize("seed", range(40))
def test_passes_keep_the_meaning(seed: int) -> None:
    text = Generator(seed).func()
    f = parse_func(text)
    errors = verify_func(f)
    assert errors == [], text
    text = print_func(f)
    assert print_func(parse_func(text)) == text
    for p in PASSES:
        g = parse_func(text)
        p.run(g, WORK)
        assert verify_func(g) == [], f"{p.name}\n{text}\n{print_func(g, raw=True)}"
        check(text, print_func(g), seed, p.name)
    run_passes(f, LEVEL_FULL, None, check=True)
    check(text, print_func(f), seed, "all")
