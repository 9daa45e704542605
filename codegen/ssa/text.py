"""The text form of a Func: the canonical printer (the parser is codegen.ssa.parse).

Canonical means that equal functions print equally: blocks are numbered in layout order and values in the order of
printing, whatever their ids were.  `raw=True` keeps the ids, for looking at a function between passes.

    func      := 'func' STRING '{' { header } { block } '}'
    header    := 'args' ['this'] '(' { arg } ')' '->' ret
               | 'context' ('this'|'type'|'method') [ 'slot'N ]
               | 'layout'N STRING 'size' INT 'align' INT 'gc' list 'byrefs' list 'fields' '[' { INT ':' mem } ']'
                 ['memory']
               | 'slot'N 'size' INT 'align' INT [ 'gc' list ] [ 'byrefs' list ] ['pinned'] ['zero'] [ 'arg' INT ]
               | 'sym'N cell STRING [ 'refmap' STRING ]
               | 'fixups' '[' { 'sym'N } ']'
               | 'region'N ('try'|'catch'|'filter'|'finally'|'fault') 'in' 'region'N
               | 'clause' kind 'region'N 'region'N 'bb'N [ 'filter' 'region'N 'bb'N ] [ STRING ]
    block     := 'bb'N [ '(' { 'v'N ':' type [flags] } ')' ] [ 'region'N ] [ 'il' INT ] ['cold'] ':' { instr }
    instr     := [ 'v'N ':' type '=' ] op operands { flag } [ '@' INT ]
    arg       := mem [ '/' type ] [ '!type' | '!method' ] | 'struct'N        (struct: the layout's number)
    call      := 'call' kind ['sym'N] ['this'] '(' { 'v'N ':' arg } ')' [ 'via' 'v'N ] '->' ret [ 'slot'N ]
                 { 'noreturn' | 'nogc' | 'pure' | 'init' }
    target    := 'bb'N [ '(' { 'v'N } ')' ]

`@N` is the IL offset, printed where it differs from that of the line before (a block starts with its own).  Text
from ';' to the end of the line is a comment.
"""
from __future__ import annotations

import json
from typing import Final

from mypy_extensions import i64

from codegen.core.bits import bits_f32, bits_f64, f32_bits, f64_bits
from codegen.core.symbols import CELL_NAMES
from codegen.ssa.func import (
    CALL_CELL,
    CALL_DISPATCH,
    CLAUSE_CATCH,
    CLAUSE_FAULT,
    CLAUSE_FILTER,
    CLAUSE_FINALLY,
    CTX_NONE,
    ROLE_METHOD_CTX,
    ROLE_TYPE_CTX,
    ArgInfo,
    Block,
    CallSite,
    ClauseInfo,
    Func,
    Slot,
    StructLayout,
)
from codegen.ssa.ops import (
    CC_NAMES,
    MEM_NAMES,
    MEM_TYPES,
    OP_ARG,
    OP_ARGC,
    OP_CALL,
    OP_CELL,
    OP_CMP,
    OP_CONST,
    OP_COPY,
    OP_FCMP,
    OP_LOAD,
    OP_MEMCPY,
    OP_NAMES,
    OP_SLOT_ADDR,
    OP_STORE,
    OP_STORE_REF,
    OP_SYM_ADDR,
    OP_ZERO,
    TY_F32,
    TY_F64,
    TYPE_NAMES,
)

# What is printed besides the operands.
SHAPE_PLAIN: Final = 0
SHAPE_CONST: Final = 1     # const IMM
SHAPE_ARG: Final = 2       # arg IMM
SHAPE_SLOT: Final = 3      # slot_addr slotAUX +IMM
SHAPE_SYM: Final = 4       # cell symAUX
SHAPE_CC: Final = 5        # cmp CC a b
SHAPE_MEM: Final = 6       # load MK a +IMM, store MK a +IMM b
SHAPE_LAYOUT: Final = 7    # copy layoutAUX a b
SHAPE_COUNT: Final = 8     # memcpy a b IMM
SHAPE_CALL: Final = 9

CALL_NAMES: Final = ("none", "cell", "dispatch", "reg", "reg_cell")
REGION_NAMES: Final = ("root", "try", "catch", "filter", "finally", "fault")
CONTEXT_NAMES: Final = ("none", "this", "type", "method")
CLAUSE_KINDS: Final = (CLAUSE_CATCH, CLAUSE_FILTER, CLAUSE_FINALLY, CLAUSE_FAULT)
CLAUSE_NAMES: Final = ("catch", "filter", "finally", "fault")
FLAG_NAMES: Final = ("volatile", "nullcheck", "unaligned", "stack", "heap", "nonnull")


def shape_of(op: i64) -> i64:
    """How the instruction is written: SHAPE_*."""
    if op == OP_CONST:
        return SHAPE_CONST
    if op == OP_ARG:
        return SHAPE_ARG
    if op == OP_SLOT_ADDR:
        return SHAPE_SLOT
    if op == OP_CELL or op == OP_SYM_ADDR:
        return SHAPE_SYM
    if op == OP_CMP or op == OP_FCMP:
        return SHAPE_CC
    if op == OP_LOAD or op == OP_STORE or op == OP_STORE_REF:
        return SHAPE_MEM
    if op == OP_COPY or op == OP_ZERO:
        return SHAPE_LAYOUT
    if op == OP_MEMCPY:
        return SHAPE_COUNT
    if op == OP_CALL:
        return SHAPE_CALL
    return SHAPE_PLAIN


def const_text(ty: i64, imm: i64) -> str:
    """A constant; floats in decimal when that gives back exactly these bits."""
    if ty == TY_F32:
        x = bits_f32(imm)
        if x - x == 0.0 and f32_bits(x) == imm:
            return repr(x)
        return hex(int(imm))
    if ty == TY_F64:
        x = bits_f64(imm)
        if x - x == 0.0 and f64_bits(x) == imm:
            return repr(x)
        return hex(int(imm) & 0xFFFF_FFFF_FFFF_FFFF)
    return str(imm)


def arg_text(arg: ArgInfo) -> str:
    if arg.layout:
        text = f"struct{arg.layout}"
    else:
        text = MEM_NAMES[arg.mk]
        if MEM_TYPES[arg.mk] != arg.ty:
            text += "/" + TYPE_NAMES[arg.ty]
    if arg.role == ROLE_TYPE_CTX:
        text += "!type"
    elif arg.role == ROLE_METHOD_CTX:
        text += "!method"
    return text


def _ret_text(ret: ArgInfo | None) -> str:
    if ret is None:
        return "none"
    return arg_text(ret)


def _flags_text(flags: i64) -> str:
    text = ""
    bit: i64 = 1
    for name in FLAG_NAMES:
        if flags & bit:
            text += " " + name
        bit = bit * 2
    return text


def _offset(imm: i64) -> str:
    if imm == 0:
        return ""
    return f" +{imm}" if imm > 0 else f" {imm}"


def _list(items: list[int]) -> str:
    return "[" + " ".join([str(x) for x in items]) + "]"


class Printer:
    """Prints one function."""

    def __init__(self, f: Func, raw: bool) -> None:
        self.f: Func = f
        self.raw: bool = raw
        self.out: list[str] = []
        self.value_name: list[int] = [0] * (int(f.n) + 1)
        self.block_name: list[int] = [0] * len(f.blocks)
        self._number()

    def _number(self) -> None:
        f = self.f
        if self.raw:
            for i in range(len(self.value_name)):
                self.value_name[i] = i
            for i in range(len(self.block_name)):
                self.block_name[i] = i
            return
        nv = 0
        nb = 0
        for b in f.order:
            nb += 1
            self.block_name[b] = nb
            bb = f.blocks[b]
            for p in bb.params:
                nv += 1
                self.value_name[p] = nv
            v = bb.first
            while v:
                if f.ty[v]:
                    nv += 1
                    self.value_name[v] = nv
                v = i64(f.nxt[v])

    def value(self, v: i64) -> str:
        if v < 0 or v > self.f.n:
            return f"v?{v}"
        return f"v{self.value_name[v]}"

    def target(self, bb: Block, k: i64) -> str:
        s = bb.succs[k]
        text = f"bb{self.block_name[s]}" if 0 <= s < len(self.block_name) else f"bb?{s}"
        if k < len(bb.succ_args) and bb.succ_args[k]:
            text += "(" + " ".join([self.value(x) for x in bb.succ_args[k]]) + ")"
        return text

    def func(self) -> str:
        f = self.f
        self.out.append(f"func {json.dumps(f.name)} {{")
        args = " ".join([arg_text(a) for a in f.args])
        self.out.append(f"  args{' this' if f.has_this else ''} ({args}) -> {_ret_text(f.ret)}")
        if f.context != CTX_NONE:
            slot = f" slot{f.context_slot}" if f.context_slot else ""
            self.out.append(f"  context {CONTEXT_NAMES[f.context]}{slot}")
        for i in range(1, len(f.layouts)):
            self.out.append(f"  layout{i} {self.layout(f.layouts[i])}")
        for i in range(1, len(f.slots)):
            self.out.append(f"  slot{i} {self.slot(f.slots[i])}")
        for i in range(1, len(f.symbols.items)):
            s = f.symbols.items[i]
            refmap = f' refmap "{s.refmap.hex()}"' if s.refmap else ""
            self.out.append(f"  sym{i} {CELL_NAMES[s.cell]} {json.dumps(s.text)}{refmap}")
        if f.fixups:
            self.out.append("  fixups [" + " ".join([f"sym{x}" for x in f.fixups]) + "]")
        for i in range(1, len(f.regions)):
            self.out.append(f"  region{i} {REGION_NAMES[f.regions[i].kind]} in region{f.regions[i].parent}")
        for c in f.clauses:
            self.out.append("  " + self.clause(c))
        for b in f.order:
            self.block(f.blocks[b])
        self.out.append("}")
        return "\n".join(self.out) + "\n"

    def layout(self, layout: StructLayout) -> str:
        fields = " ".join([f"{ofs}:{MEM_NAMES[mk]}" for ofs, mk in layout.fields])
        memory = " memory" if layout.memory else ""
        return (f"{json.dumps(layout.text)} size {layout.size} align {layout.align} gc {_list(layout.gc)} "
                f"byrefs {_list(layout.byrefs)} fields [{fields}]{memory}")

    def slot(self, s: Slot) -> str:
        text = f"size {s.size} align {s.align}"
        if s.gc:
            text += f" gc {_list(s.gc)}"
        if s.byrefs:
            text += f" byrefs {_list(s.byrefs)}"
        if s.pinned:
            text += " pinned"
        if s.zero:
            text += " zero"
        if s.arg >= 0:
            text += f" arg {s.arg}"
        return text

    def clause(self, c: ClauseInfo) -> str:
        k = 0
        while k < 3 and CLAUSE_KINDS[k] != c.kind:
            k += 1
        text = (f"clause {CLAUSE_NAMES[k]} region{c.try_region} region{c.handler_region} "
                f"bb{self.block_name[c.handler]}")
        if c.filter:
            text += f" filter region{c.filter_region} bb{self.block_name[c.filter]}"
        if c.class_text:
            text += " " + json.dumps(c.class_text)
        return text

    def block(self, bb: Block) -> None:
        f = self.f
        head = f"bb{self.block_name[bb.id]}"
        if bb.params:
            params = [f"{self.value(p)}:{TYPE_NAMES[f.ty[i64(p)]]}{_flags_text(i64(f.flags[i64(p)]))}"
                      for p in bb.params]
            head += "(" + " ".join(params) + ")"
        if bb.region:
            head += f" region{bb.region}"
        if bb.il:
            head += f" il {bb.il}"
        if bb.cold:
            head += " cold"
        self.out.append(head + ":")
        il = bb.il
        v = bb.first
        while v:
            line = self.instr(bb, v)
            if f.il[v] != il:
                il = i64(f.il[v])
                line += f" @{il}"
            self.out.append("  " + line)
            v = i64(f.nxt[v])

    def instr(self, bb: Block, v: i64) -> str:
        f = self.f
        op = i64(f.op[v])
        ty = i64(f.ty[v])
        aux = f.aux[v]
        text = f"{self.value(v)}:{TYPE_NAMES[ty]} = " if ty else (f"v{v}: " if self.raw else "")
        text += OP_NAMES[op]
        argc = OP_ARGC[op]
        shape = shape_of(op)
        if shape == SHAPE_CALL:
            text += self.call(v)
        else:
            if shape == SHAPE_CONST:
                text += " " + const_text(ty, f.imm[v])
            elif shape == SHAPE_ARG:
                text += f" {f.imm[v]}"
            elif shape == SHAPE_SLOT:
                text += f" slot{aux}{_offset(f.imm[v])}"
            elif shape == SHAPE_SYM:
                text += f" sym{aux}"
            elif shape == SHAPE_CC:
                text += " " + CC_NAMES[f.imm[v]]
            elif shape == SHAPE_MEM:
                text += " " + MEM_NAMES[i64(aux)]
            elif shape == SHAPE_LAYOUT:
                text += f" layout{aux}"
            if argc >= 1 and f.a[v]:
                text += " " + self.value(i64(f.a[v]))
            if shape == SHAPE_MEM:
                text += _offset(f.imm[v])
            if argc >= 2:
                text += " " + self.value(i64(f.b[v]))
            if shape == SHAPE_COUNT:
                text += f" {f.imm[v]}"
        if v == bb.last:
            for k in range(len(bb.succs)):
                text += " " + self.target(bb, k)
        return text + _flags_text(i64(f.flags[v]))

    def call(self, v: i64) -> str:
        f = self.f
        site: CallSite = f.calls[f.imm[v]]
        text = " " + CALL_NAMES[site.kind]
        if site.kind == CALL_CELL or site.kind == CALL_DISPATCH:
            text += f" sym{site.symbol}"
        if site.has_this:
            text += " this"
        start = i64(f.a[v])
        count = i64(f.b[v])
        args: list[str] = []
        n = len(site.args)
        for k in range(n):
            x = self.value(i64(f.pool[start + i64(k)])) if k < count else "v?"
            args.append(x + ":" + arg_text(site.args[k]))
        text += " (" + " ".join(args) + ")"
        for k in range(n, int(count)):
            text += " via " + self.value(i64(f.pool[start + i64(k)]))
        text += " -> " + _ret_text(site.ret)
        if site.ret_slot:
            text += f" slot{site.ret_slot}"
        if site.no_return:
            text += " noreturn"
        if site.no_gc:
            text += " nogc"
        if site.pure:
            text += " pure"
        if site.init:
            text += " init"
        return text


def print_func(f: Func, raw: bool = False) -> str:
    """The text of `f`; canonical unless `raw`."""
    return Printer(f, raw).func()
