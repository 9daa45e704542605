"""Machine IR: x86-64 instructions over virtual and physical registers, as structure of arrays.

Instructions are numbered from 0 in final layout order; blocks are index ranges.  Instruction i reads its operands at
position 2i and writes its results at position 2i+1, so a result may take the register of an operand that ends there.
It is not SSA: two-operand instructions read and write `d`, block parameters are assigned by moves on the edges.

Operands of an instruction: d (written; also read when the opcode is in READS_D), a, b (read), a memory operand
(base + index << scale + disp, or stack slot + disp, or symbol + disp), imm, cc (condition or memory kind) and two
masks of physical registers read and written beyond those (`iu`, `idf`).  `form` selects what the source is.
"""
from __future__ import annotations

from typing import Final, final

from librt.vecs import append, vec
from mypy_extensions import i32, i64, u8

from codegen.core.machine import FIRST_VREG

FORM_R: Final = 0     # source is register b (or a)
FORM_I: Final = 1     # source is imm
FORM_M: Final = 2     # source is the memory operand
FORM_MR: Final = 3    # destination is the memory operand, source b
FORM_MI: Final = 4    # destination is the memory operand, source imm

M_NONE: Final = 0
M_MOV: Final = 1       # d = a
M_MOVI: Final = 2      # d = imm
M_FMOV: Final = 3      # d = a (XMM)
M_LOAD: Final = 4      # d = [mem] of kind cc
M_STORE: Final = 5     # [mem] = a (FORM_R) or imm (FORM_I) of kind cc
M_LEA: Final = 6       # d = address of mem
M_ADD: Final = 7       # d op= source, for these and the following
M_SUB: Final = 8
M_AND: Final = 9
M_OR: Final = 10
M_XOR: Final = 11
M_IMUL: Final = 12
M_CMP: Final = 13      # a compared with source
M_TEST: Final = 14
M_IMUL3: Final = 15    # d = a * imm
M_SHL: Final = 16      # d shifted by imm (FORM_I) or CL
M_SHR: Final = 17
M_SAR: Final = 18
M_NEG: Final = 19
M_NOT: Final = 20
M_CDQ: Final = 21      # RDX = sign of RAX
M_IDIV: Final = 22     # RAX, RDX = RDX:RAX / a
M_DIV: Final = 23
M_MUL1: Final = 24     # RDX:RAX = RAX * a
M_SETCC: Final = 25    # d = condition cc
M_EXT: Final = 26      # d = extension cc (EXT_*) of a
M_FADD: Final = 27     # d op= source (XMM)
M_FSUB: Final = 28
M_FMUL: Final = 29
M_FDIV: Final = 30
M_FSQRT: Final = 31    # d = sqrt(a)
M_FXOR: Final = 32     # d op= b, all bits
M_FAND: Final = 33
M_UCOMI: Final = 34    # a compared with source
M_ITOF: Final = 35     # d (float of size cc) = a (integer of `size`)
M_FTOI: Final = 36     # d (integer of `size`) = a (float of size cc)
M_FCVT: Final = 37     # d (float of `size`) = a (the other size)
M_GTOF: Final = 38     # d (XMM) = bits of a
M_FTOG: Final = 39
M_FZERO: Final = 40    # d = all bits zero
M_NULLCHK: Final = 41  # touch [a]
M_JMP: Final = 42      # to block imm
M_JCC: Final = 43      # to block imm when cc
M_JFAIL: Final = 44    # to the region's call of helper symbol `sym` when cc
M_JTAB: Final = 45     # jump table imm, index a
M_CALL: Final = 46     # call [sym]; imm: call record, 0 none
M_CALLD: Final = 47    # r11 = address of sym (or a); call [r11]
M_CALLR: Final = 48    # call a
M_RET: Final = 49
M_INT3: Final = 50
M_MOVSQ: Final = 51    # 8 bytes from [rsi] to [rdi], both advance
M_REPMOVSQ: Final = 52
M_REPSTOSQ: Final = 53
M_GCPOLL: Final = 54   # sym: cell of the flag's address; imm: call record
M_CALLFIN: Final = 55  # call the funclet at block imm
M_LEARET: Final = 56   # RAX = address of block imm
M_FUNCRET: Final = 57  # leave a funclet
M_MARK: Final = 58     # a debugger may stop here; imm: SOURCE_*
M_COUNT: Final = 59

EXT_SX8: Final = 1
EXT_SX16: Final = 2
EXT_ZX8: Final = 3
EXT_ZX16: Final = 4
EXT_SX32: Final = 5
EXT_ZX32: Final = 6

# Memory kind beyond those of codegen.ssa.ops: 16 bytes in an XMM register.
MK_X16: Final = 11

# x86 condition codes (low nibble of Jcc).
X_O: Final = 0
X_NO: Final = 1
X_B: Final = 2
X_AE: Final = 3
X_E: Final = 4
X_NE: Final = 5
X_BE: Final = 6
X_A: Final = 7
X_P: Final = 10
X_NP: Final = 11
X_L: Final = 12
X_GE: Final = 13
X_LE: Final = 14
X_G: Final = 15


def _reads_d(op: int) -> int:
    return int(M_ADD <= op <= M_IMUL or M_SHL <= op <= M_NOT or M_FADD <= op <= M_FDIV
            or op == M_FXOR or op == M_FAND)


READS_D: Final = vec[u8]([u8(_reads_d(op)) for op in range(M_COUNT)])

VK_GP: Final = 0
VK_REF: Final = 1
VK_BYREF: Final = 2
VK_FP: Final = 3


@final
class MBlock:
    """A block of machine code: instructions start..end-1, successors by id."""

    def __init__(self, id: i64, region: i64) -> None:
        self.id: i64 = id
        self.region: i64 = region
        self.start: i64 = 0
        self.end: i64 = 0
        self.depth: i64 = 0
        self.succs: list[int] = []


@final
class CallRec:
    """What emission needs to know of a call: is it a safe point, and does it return references?"""

    __slots__ = ("gc", "no_return", "ret_gc")

    def __init__(self, gc: bool, no_return: bool, ret_gc: i64) -> None:
        self.gc: bool = gc
        self.no_return: bool = no_return
        self.ret_gc: i64 = ret_gc  # two bits each for RAX and RDX: 1 object, 2 byref


@final
class MFunc:
    """Machine code of one method before and after register allocation."""

    def __init__(self) -> None:
        self.n: i64 = 0
        self.op: vec[u8] = vec[u8]()
        self.form: vec[u8] = vec[u8]()
        self.size: vec[u8] = vec[u8]()
        self.scale: vec[u8] = vec[u8]()
        self.cc: vec[u8] = vec[u8]()
        self.d: vec[i32] = vec[i32]()
        self.a: vec[i32] = vec[i32]()
        self.b: vec[i32] = vec[i32]()
        self.base: vec[i32] = vec[i32]()
        self.index: vec[i32] = vec[i32]()
        self.disp: vec[i32] = vec[i32]()
        self.slot: vec[i32] = vec[i32]()
        self.sym: vec[i32] = vec[i32]()
        self.il: vec[i32] = vec[i32]()
        self.imm: vec[i64] = vec[i64]()
        self.iu: vec[i64] = vec[i64]()
        self.idf: vec[i64] = vec[i64]()
        self.blocks: list[MBlock] = []
        self.seq: list[int] = []           # layout: block id + 1, or -(region + 1) where the region's code ends
        self.vkind: vec[u8] = vec[u8]()    # VK_* by register id
        self.nv: i64 = FIRST_VREG          # next virtual register
        self.calls: list[CallRec] = []
        self.tables: list[list[int]] = []  # jump tables: block ids
        self.rodata: bytearray = bytearray()
        self.ro_sym: i64 = 0
        self.out_area: i64 = 0             # bytes of outgoing stack arguments
        self.in_slots: dict[int, int] = {}  # stack slots that live in the incoming area: offset from RBP
        self.refmaps: dict[int, list[tuple[int, int]]] = {}  # per symbol: (position, token)
        self.stack_args: bool = False
        self.context_end: i64 = 0          # instructions of the prolog that home the generic context
        self.cur_il: i64 = 0

    def reset(self, values: i64) -> None:
        """Empty; virtual registers FIRST_VREG .. FIRST_VREG+values-1 exist."""
        self.n = 0
        self.blocks = []
        self.seq = []
        self.nv = FIRST_VREG + values
        while len(self.vkind) < self.nv:
            self.vkind = append(self.vkind, u8(0))
        self.calls = [CallRec(False, False, 0)]
        self.tables = []
        self.rodata = bytearray()
        self.ro_sym = 0
        self.out_area = 0
        self.in_slots = {}
        self.refmaps = {}
        self.stack_args = False
        self.context_end = 0
        self.cur_il = 0

    def new_vreg(self, kind: i64) -> i64:
        """A new virtual register."""
        v = self.nv
        self.nv += 1
        if v >= len(self.vkind):
            self.vkind = append(self.vkind, u8(0))
        self.vkind[v] = u8(kind)
        return v

    def emit(self, op: i64, size: i64, d: i64, a: i64, b: i64) -> i64:
        """Append an instruction; further fields are set by the caller through its index."""
        i = self.n
        self.n += 1
        if i < len(self.op):
            self.op[i] = u8(op)
            self.form[i] = 0
            self.size[i] = u8(size)
            self.scale[i] = 0
            self.cc[i] = 0
            self.d[i] = i32(d)
            self.a[i] = i32(a)
            self.b[i] = i32(b)
            self.base[i] = 0
            self.index[i] = 0
            self.disp[i] = 0
            self.slot[i] = 0
            self.sym[i] = 0
            self.il[i] = i32(self.cur_il)
            self.imm[i] = 0
            self.iu[i] = 0
            self.idf[i] = 0
        else:
            self.op = append(self.op, u8(op))
            self.form = append(self.form, u8(0))
            self.size = append(self.size, u8(size))
            self.scale = append(self.scale, u8(0))
            self.cc = append(self.cc, u8(0))
            self.d = append(self.d, i32(d))
            self.a = append(self.a, i32(a))
            self.b = append(self.b, i32(b))
            self.base = append(self.base, i32(0))
            self.index = append(self.index, i32(0))
            self.disp = append(self.disp, i32(0))
            self.slot = append(self.slot, i32(0))
            self.sym = append(self.sym, i32(0))
            self.il = append(self.il, i32(self.cur_il))
            self.imm = append(self.imm, i64(0))
            self.iu = append(self.iu, i64(0))
            self.idf = append(self.idf, i64(0))
        return i

    def emit_i(self, op: i64, size: i64, d: i64, a: i64, imm: i64) -> i64:
        """Append an instruction whose source is a constant."""
        i = self.emit(op, size, d, a, 0)
        self.form[i] = FORM_I
        self.imm[i] = imm
        return i

    def const_data(self, data: bytes) -> i64:
        """Offset of `data` (4, 8 or 16 bytes) in the read-only data."""
        n = len(data)
        at = 0
        while at + n <= len(self.rodata):
            if self.rodata[at:at + n] == data:
                return at
            at += n
        while len(self.rodata) % n:
            self.rodata.append(0)
        at = len(self.rodata)
        self.rodata.extend(data)
        return at
