"""Parser of the text form of codegen.ssa.text: tests and replays write functions as text.

Two walks over the lines: the first creates blocks, parameters and instructions and remembers the name of each value,
the second fills in operands and branches, which may refer to what stands further down.
"""
from __future__ import annotations

from mypy_extensions import i32, i64

from codegen.core.bits import f32_bits, f64_bits, sign_extend
from codegen.core.symbols import CELL_NAMES
from codegen.ssa.func import (
    CALL_CELL,
    CALL_DISPATCH,
    CALL_REG,
    ROLE_METHOD_CTX,
    ROLE_NORMAL,
    ROLE_TYPE_CTX,
    ArgInfo,
    CallSite,
    ClauseInfo,
    Func,
    Region,
    Slot,
    StructLayout,
)
from codegen.ssa.ops import (
    CC_NAMES,
    MEM_NAMES,
    MEM_TYPES,
    OP_ARGC,
    OP_NAMES,
    TY_F32,
    TY_F64,
    TY_NONE,
    TYPE_NAMES,
)
from codegen.ssa.scan import Scanner, index_of
from codegen.ssa.text import (
    CALL_NAMES,
    CLAUSE_KINDS,
    CLAUSE_NAMES,
    CONTEXT_NAMES,
    FLAG_NAMES,
    REGION_NAMES,
    SHAPE_ARG,
    SHAPE_CALL,
    SHAPE_CC,
    SHAPE_CONST,
    SHAPE_COUNT,
    SHAPE_LAYOUT,
    SHAPE_MEM,
    SHAPE_SLOT,
    SHAPE_SYM,
    shape_of,
)


class Parser(Scanner):
    """A function's text."""

    def __init__(self, f: Func, text: str) -> None:
        super().__init__(text)
        self.f: Func = f
        self.values: dict[str, int] = {}
        self.blocks: dict[str, int] = {}

    # header

    def func(self) -> None:
        f = self.f
        if len(self.lines) < 2:
            raise self.fail("no function")
        self.start(0)
        self.expect("func")
        f.reset(self.string())
        self.expect("{")
        self.end()
        first = 1
        while first < len(self.lines) and not self.lines[first][0].startswith("bb") and self.lines[first] != ["}"]:
            self.start(first)
            self.header()
            self.end()
            first += 1
        body_end = len(self.lines) - 1
        if self.lines[body_end] != ["}"]:
            self.line = body_end
            raise self.fail("expected '}' at the end")
        block: i64 = 0
        owner: list[int] = [0] * len(self.lines)
        made: list[int] = [0] * len(self.lines)
        for k in range(first, body_end):
            self.start(k)
            if self.has_numbered("bb"):
                block = self.block_head()
            elif block == 0:
                raise self.fail("instruction outside a block")
            else:
                made[k] = self.define(block)
            owner[k] = int(block)
        for k in range(first, body_end):
            self.start(k)
            if made[k]:
                self.instr(owner[k], made[k])
        for c in f.clauses:
            c.handler = self.blocks.get(f"bb{c.handler}", 0)
            if c.filter:
                c.filter = self.blocks.get(f"bb{c.filter}", 0)
        f.fill_preds()

    def header(self) -> None:
        f = self.f
        word = self.peek()
        if self.accept("args"):
            f.has_this = self.accept("this")
            self.expect("(")
            while not self.accept(")"):
                f.args.append(self.arg())
            self.expect("->")
            f.ret = self.ret()
        elif self.accept("context"):
            f.context = self.name(CONTEXT_NAMES, "context")
            if self.has_numbered("slot"):
                f.context_slot = self.numbered("slot")
        elif self.accept("fixups"):
            self.expect("[")
            while not self.accept("]"):
                f.fixups.append(self.numbered("sym"))
        elif self.accept("clause"):
            self.clause()
        elif word.startswith("layout"):
            self.next_index("layout", len(f.layouts))
            self.layout()
        elif word.startswith("slot"):
            self.next_index("slot", len(f.slots))
            self.slot()
        elif word.startswith("sym"):
            self.next_index("sym", len(f.symbols.items))
            cell = self.name(CELL_NAMES, "cell class")
            k = f.symbols.intern(cell, self.string())
            if self.accept("refmap"):
                f.symbols.items[k].refmap = bytes.fromhex(self.string())
        elif word.startswith("region"):
            self.next_index("region", len(f.regions))
            kind = self.name(REGION_NAMES, "kind of region")
            self.expect("in")
            f.regions.append(Region(kind, self.numbered("region")))
        else:
            raise self.fail(f"unknown header {word!r}")

    def next_index(self, prefix: str, expected: int) -> None:
        if self.numbered(prefix) != expected:
            raise self.fail(f"expected {prefix}{expected}")

    def layout(self) -> None:
        text = self.string()
        self.expect("size")
        size = self.integer()
        self.expect("align")
        align = self.integer()
        self.expect("gc")
        gc = self.int_list()
        self.expect("byrefs")
        byrefs = self.int_list()
        self.expect("fields")
        self.expect("[")
        fields: list[tuple[int, int]] = []
        while not self.accept("]"):
            ofs = self.integer()
            self.expect(":")
            fields.append((ofs, self.name(MEM_NAMES, "memory kind")))
        self.f.layouts.append(StructLayout(text, size, align, gc, byrefs, fields, self.accept("memory")))

    def slot(self) -> None:
        self.expect("size")
        size = self.integer()
        self.expect("align")
        s = Slot(size, self.integer())
        if self.accept("gc"):
            s.gc = self.int_list()
        if self.accept("byrefs"):
            s.byrefs = self.int_list()
        s.pinned = self.accept("pinned")
        s.zero = self.accept("zero")
        if self.accept("arg"):
            s.arg = self.integer()
        self.f.slots.append(s)

    def clause(self) -> None:
        token = self.take()
        if token not in CLAUSE_NAMES:
            raise self.fail(f"unknown clause {token!r}")
        kind = CLAUSE_KINDS[CLAUSE_NAMES.index(token)]
        try_region = self.numbered("region")
        handler_region = self.numbered("region")
        c = ClauseInfo(kind, try_region, handler_region, self.numbered("bb"))
        if self.accept("filter"):
            c.filter_region = self.numbered("region")
            c.filter = self.numbered("bb")
        if self.peek():
            c.class_text = self.string()
        self.f.clauses.append(c)

    def arg(self) -> ArgInfo:
        if self.has_numbered("struct"):
            info = ArgInfo(TY_NONE, 0, self.numbered("struct"), ROLE_NORMAL)
        else:
            mk = self.name(MEM_NAMES, "memory kind")
            ty = MEM_TYPES[mk]
            if self.accept("/"):
                ty = self.name(TYPE_NAMES, "type")
            info = ArgInfo(ty, mk, 0, ROLE_NORMAL)
        if self.accept("!"):
            role = self.take()
            if role not in ("type", "method"):
                raise self.fail(f"unknown role {role!r}")
            info.role = ROLE_TYPE_CTX if role == "type" else ROLE_METHOD_CTX
        return info

    def ret(self) -> ArgInfo | None:
        if self.accept("none"):
            return None
        return self.arg()

    # first walk

    def flags(self) -> int:
        bits = 0
        while self.peek() in FLAG_NAMES:
            bits |= 1 << FLAG_NAMES.index(self.take())
        return bits

    def block_head(self) -> i64:
        f = self.f
        name = self.take()
        if name in self.blocks:
            raise self.fail(f"{name} is there twice")
        b = f.new_block(0, 0)
        f.order.append(b)
        self.blocks[name] = b
        bb = f.blocks[b]
        if self.accept("("):
            while not self.accept(")"):
                self.numbered("v")
                value = self.tokens[self.at - 1]
                self.expect(":")
                p = f.add_param(b, self.name(TYPE_NAMES, "type"))
                self.bind(value, p)
                f.flags[p] = i32(self.flags())
        if self.has_numbered("region"):
            bb.region = self.numbered("region")
            if bb.region >= len(f.regions):
                raise self.fail(f"region{bb.region} does not exist")
        if self.accept("il"):
            bb.il = self.integer()
        bb.cold = self.accept("cold")
        self.expect(":")
        self.end()
        f.cur_il = bb.il
        return b

    def bind(self, name: str, v: i64) -> None:
        if name in self.values:
            raise self.fail(f"{name} is defined twice")
        self.values[name] = v

    def define(self, block: i64) -> i64:
        """Create the instruction of this line without operands."""
        f = self.f
        if len(self.tokens) >= 2 and self.tokens[-2] == "@":
            self.at = len(self.tokens) - 1
            f.cur_il = self.integer()
            self.at = 0
        value = ""
        ty = TY_NONE
        if self.has_numbered("v"):
            value = self.take()
            self.expect(":")
            if self.peek() in TYPE_NAMES:
                ty = self.name(TYPE_NAMES, "type")
                self.expect("=")
        token = self.take()
        op = index_of(OP_NAMES, token)
        if op == 0:
            raise self.fail(f"unknown operation {token!r}")
        v = f.append_value(block, op, ty, 0, 0, 0, 0)
        if value:
            self.bind(value, v)
        return v

    # second walk

    def value(self) -> i64:
        token = self.take()
        if token not in self.values:
            raise self.fail(f"unknown value {token!r}")
        return self.values[token]

    def offset(self) -> i64:
        token = self.peek()
        if token and token[0] in "+-" and token != "->":
            return self.integer()
        return 0

    def constant(self, ty: i64) -> i64:
        token = self.take()
        try:
            if ty == TY_F32:
                return int(token, 16) if token.startswith("0x") else f32_bits(float(token))
            if ty == TY_F64:
                return sign_extend(int(token, 16), 64) if token.startswith("0x") else f64_bits(float(token))
            return int(token, 0)
        except ValueError:
            raise self.fail(f"bad constant {token!r}")

    def instr(self, block: i64, v: i64) -> None:
        f = self.f
        if "=" in self.tokens:
            self.at = self.tokens.index("=") + 1
        elif self.has_numbered("v"):
            self.at = 2
        self.take()
        op = i64(f.op[v])
        shape = shape_of(op)
        if shape == SHAPE_CALL:
            self.call(v)
        else:
            self.fields_before(v, shape)
            argc = OP_ARGC[op]
            if argc >= 1 and self.has_numbered("v"):
                f.a[v] = i32(self.value())
            if shape == SHAPE_MEM:
                f.imm[v] = self.offset()
            if argc >= 2:
                f.b[v] = i32(self.value())
            if shape == SHAPE_COUNT:
                f.imm[v] = self.integer()
        while self.has_numbered("bb"):
            self.target(block)
        f.flags[v] = i32(self.flags())
        if self.accept("@"):
            self.integer()
        self.end()

    def fields_before(self, v: i64, shape: i64) -> None:
        """What is written before the operands."""
        f = self.f
        if shape == SHAPE_CONST:
            f.imm[v] = self.constant(i64(f.ty[v]))
        elif shape == SHAPE_ARG:
            f.imm[v] = self.integer()
        elif shape == SHAPE_SLOT:
            f.aux[v] = i32(self.numbered("slot"))
            f.imm[v] = self.offset()
        elif shape == SHAPE_SYM:
            f.aux[v] = i32(self.numbered("sym"))
        elif shape == SHAPE_CC:
            f.imm[v] = self.name(CC_NAMES, "condition")
        elif shape == SHAPE_MEM:
            f.aux[v] = i32(self.name(MEM_NAMES, "memory kind"))
        elif shape == SHAPE_LAYOUT:
            f.aux[v] = i32(self.numbered("layout"))

    def target(self, block: i64) -> None:
        name = self.take()
        if name not in self.blocks:
            raise self.fail(f"unknown block {name!r}")
        args: list[int] = []
        if self.accept("("):
            while not self.accept(")"):
                args.append(self.value())
        bb = self.f.blocks[block]
        bb.succs.append(self.blocks[name])
        bb.succ_args.append(args)

    def call(self, v: i64) -> None:
        f = self.f
        kind = self.name(CALL_NAMES, "kind of call")
        site = CallSite(kind, 0)
        if kind == CALL_CELL or kind == CALL_DISPATCH:
            site.symbol = self.numbered("sym")
        site.has_this = self.accept("this")
        args: list[int] = []
        self.expect("(")
        while not self.accept(")"):
            args.append(self.value())
            self.expect(":")
            site.args.append(self.arg())
        if kind >= CALL_REG:
            self.expect("via")
            args.append(self.value())
        self.expect("->")
        site.ret = self.ret()
        if self.has_numbered("slot"):
            site.ret_slot = self.numbered("slot")
        site.no_return = self.accept("noreturn")
        site.no_gc = self.accept("nogc")
        site.pure = self.accept("pure")
        site.init = self.accept("init")
        f.calls.append(site)
        f.a[v] = i32(f.pool_args(args))
        f.b[v] = i32(len(args))
        f.imm[v] = len(f.calls) - 1


def parse_func(text: str, into: Func | None = None) -> Func:
    """The function of `text`, in `into` or a new object; raises ParseError."""
    f = Func() if into is None else into
    Parser(f, text).func()
    return f
