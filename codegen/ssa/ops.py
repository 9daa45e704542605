"""The opcodes of the SSA form, as one table.

Types of values: I32, I64 (also native int and unmanaged addresses), F32, F64, REF (object reference), BYREF
(address that may point into an object).  Structs are not values: they live in stack slots and are copied by COPY.

Operands: `a` and `b` are value ids, `imm` a 64-bit constant, `aux` a small one; operands of CALL are in the pool.
Table columns: name, number of value operands, effect, printed fields.

Effects order instructions.  PURE may be moved, merged and removed.  THROW has no effect but may raise an exception:
it may be merged with an equal one that dominates it and must not be removed or reordered with other effects.  READ
reads memory (and may raise, for a null base); WRITE writes memory; CALL does anything.  TERM ends a block.
"""
from __future__ import annotations

from typing import Final

TY_NONE: Final = 0
TY_I32: Final = 1
TY_I64: Final = 2
TY_F32: Final = 3
TY_F64: Final = 4
TY_REF: Final = 5
TY_BYREF: Final = 6

TYPE_NAMES: Final = ("none", "i32", "i64", "f32", "f64", "ref", "byref")

# Memory kinds (`aux` of LOAD and STORE): width and extension of the location.
MK_I8: Final = 1
MK_U8: Final = 2
MK_I16: Final = 3
MK_U16: Final = 4
MK_I32: Final = 5
MK_I64: Final = 6
MK_F32: Final = 7
MK_F64: Final = 8
MK_REF: Final = 9
MK_BYREF: Final = 10

MEM_NAMES: Final = ("none", "i8", "u8", "i16", "u16", "i32", "i64", "f32", "f64", "ref", "byref")
MEM_SIZES: Final = (0, 1, 1, 2, 2, 4, 8, 4, 8, 8, 8)
MEM_TYPES: Final = (0, TY_I32, TY_I32, TY_I32, TY_I32, TY_I32, TY_I64, TY_F32, TY_F64, TY_REF, TY_BYREF)

# Conditions (`imm` of CMP and FCMP).  Integer: signed and unsigned.  Float: ordered ones are false on NaN, the ...U
# ones true on NaN.
CC_EQ: Final = 1
CC_NE: Final = 2
CC_LT: Final = 3
CC_LE: Final = 4
CC_GT: Final = 5
CC_GE: Final = 6
CC_ULT: Final = 7
CC_ULE: Final = 8
CC_UGT: Final = 9
CC_UGE: Final = 10
FC_EQ: Final = 11    # ordered and equal
FC_NEU: Final = 12   # unordered or different
FC_LT: Final = 13
FC_LE: Final = 14
FC_GT: Final = 15
FC_GE: Final = 16
FC_LTU: Final = 17
FC_LEU: Final = 18
FC_GTU: Final = 19
FC_GEU: Final = 20

CC_NAMES: Final = ("none", "eq", "ne", "lt", "le", "gt", "ge", "ult", "ule", "ugt", "uge",
                   "feq", "fneu", "flt", "fle", "fgt", "fge", "fltu", "fleu", "fgtu", "fgeu")
# The condition that holds exactly when the given one does not, and the one with operands exchanged.
CC_NEGATED: Final = (0, CC_NE, CC_EQ, CC_GE, CC_GT, CC_LE, CC_LT, CC_UGE, CC_UGT, CC_ULE, CC_ULT,
                     FC_NEU, FC_EQ, FC_GEU, FC_GTU, FC_LEU, FC_LTU, FC_GE, FC_GT, FC_LE, FC_LT)
CC_SWAPPED: Final = (0, CC_EQ, CC_NE, CC_GT, CC_GE, CC_LT, CC_LE, CC_UGT, CC_UGE, CC_ULT, CC_ULE,
                     FC_EQ, FC_NEU, FC_GT, FC_GE, FC_LT, FC_LE, FC_GTU, FC_GEU, FC_LTU, FC_LEU)

# Value flags.
FLAG_VOLATILE: Final = 1    # memory access that must stay, in order
FLAG_NULLCHECK: Final = 2   # the access also is the null check of its base: it may raise
FLAG_UNALIGNED: Final = 4
FLAG_STACK: Final = 8       # the destination is known to be in this frame: no write barrier
FLAG_HEAP: Final = 16       # the destination is known to be inside a heap object: unchecked barrier
FLAG_NONNULL: Final = 32    # the value is known not to be null

EFFECT_PURE: Final = 0
EFFECT_THROW: Final = 1
EFFECT_READ: Final = 2
EFFECT_WRITE: Final = 3
EFFECT_CALL: Final = 4
EFFECT_TERM: Final = 5

OP_NONE: Final = 0
# constants, parameters, addresses
OP_CONST: Final = 1         # imm: the value (floats: its bits); REF and BYREF: 0 only
OP_PARAM: Final = 2         # block parameter
OP_ARG: Final = 3           # imm: index of an incoming scalar argument; entry block only
OP_SLOT_ADDR: Final = 4     # I64 address of stack slot `aux`, plus imm
OP_CELL: Final = 5          # I64|REF content of PRECODE or STRING cell `aux` (symbol): constant once the method runs
OP_SYM_ADDR: Final = 6      # I64 address of RODATA or RVADATA symbol `aux`
OP_CATCH_ARG: Final = 7     # REF: the exception object; first instruction of a catch or filter handler
# integer arithmetic; operands and result have the value's type (shift counts are I32)
OP_ADD: Final = 8           # BYREF = REF|BYREF + I64 too
OP_SUB: Final = 9           # BYREF - I64, and I64 = BYREF - BYREF too
OP_MUL: Final = 10
OP_AND: Final = 11
OP_OR: Final = 12
OP_XOR: Final = 13
OP_SHL: Final = 14          # counts are masked by the width
OP_SHR: Final = 15          # logical
OP_SAR: Final = 16          # arithmetic
OP_NEG: Final = 17
OP_NOT: Final = 18
OP_DIV: Final = 19          # raise DivideByZero, and Overflow for MIN / -1
OP_UDIV: Final = 20
OP_REM: Final = 21
OP_UREM: Final = 22
OP_ADD_OVF: Final = 23      # raise Overflow
OP_SUB_OVF: Final = 24
OP_MUL_OVF: Final = 25
OP_ADD_OVF_U: Final = 26
OP_SUB_OVF_U: Final = 27
OP_MUL_OVF_U: Final = 28
# float arithmetic in exactly the value's type
OP_FADD: Final = 29
OP_FSUB: Final = 30
OP_FMUL: Final = 31
OP_FDIV: Final = 32
OP_FNEG: Final = 33
OP_FSQRT: Final = 34
OP_FABS: Final = 35
# comparisons: I32 0 or 1
OP_CMP: Final = 36          # imm: CC_*; operands I32, I64, REF or BYREF
OP_FCMP: Final = 37         # imm: FC_*
# conversions
OP_SX8: Final = 38          # I32 -> I32 from the low 8 bits
OP_SX16: Final = 39
OP_ZX8: Final = 40
OP_ZX16: Final = 41
OP_SX32: Final = 42         # I32 -> I64
OP_ZX32: Final = 43
OP_TRUNC: Final = 44        # I64 -> I32
OP_ITOF: Final = 45         # signed I32|I64 -> F32|F64
OP_UTOF: Final = 46         # unsigned I64 -> F32|F64
OP_FTOI: Final = 47         # F32|F64 -> I32|I64, truncating; out of range as the hardware does (0x80...0)
OP_FCVT: Final = 48         # F32 <-> F64
OP_BITCAST: Final = 49      # I32 <-> F32, I64 <-> F64, REF|BYREF -> I64, I64 -> BYREF, BYREF -> REF only if sound
# checks
OP_NULLCHECK: Final = 50    # raise NullReference when `a` is null
OP_BOUNDS: Final = 51       # raise IndexOutOfRange unless (unsigned) a < b; I32 or I64 operands
# memory
OP_LOAD: Final = 52         # [a + imm], aux: MK_*
OP_STORE: Final = 53        # [a + imm] = b, aux: MK_* (no references into the heap)
OP_STORE_REF: Final = 54    # [a + imm] = b with a write barrier; FLAG_HEAP, FLAG_STACK or neither (checked)
OP_COPY: Final = 55         # struct copy: to address a from address b; aux: struct layout index; FLAG_* as STORE_REF
OP_ZERO: Final = 56         # zero a struct at address a; aux: struct layout index
OP_MEMCPY: Final = 57       # copy imm bytes without references from b to a
# calls
OP_CALL: Final = 58         # imm: call site index; pool operands a..a+b
OP_GCPOLL: Final = 59       # the thread may be stopped here; on back edges of loops without calls
OP_MARK: Final = 60         # a debugger may stop here, at the value's IL offset; imm: SOURCE_* of core.ilmap
# terminators; successors and their arguments are in the block
OP_JMP: Final = 61          # succs: target
OP_BR: Final = 62           # a: I32, non-zero goes to succs[0], zero to succs[1]
OP_SWITCH: Final = 63       # a: I32 index; succs[index], the last successor is the default
OP_RET: Final = 64          # a: value, or address of the struct to return, or none
OP_UNREACHABLE: Final = 65  # after a call that does not return
OP_CALL_FINALLY: Final = 66  # succs[0]: entry of the finally handler, succs[1]: continuation
OP_END_FINALLY: Final = 67  # end of a finally or fault handler
OP_CATCH_RET: Final = 68    # leave a catch handler; succs[0]: where to resume
OP_FILTER_RET: Final = 69   # a: I32, 1 = handle

OP_COUNT: Final = 70

# name, operand count (-1: pool), effect
_TABLE: Final = (
    ("none", 0, EFFECT_PURE), ("const", 0, EFFECT_PURE), ("param", 0, EFFECT_PURE), ("arg", 0, EFFECT_PURE),
    ("slot_addr", 0, EFFECT_PURE), ("cell", 0, EFFECT_PURE), ("sym_addr", 0, EFFECT_PURE),
    ("catch_arg", 0, EFFECT_CALL),
    ("add", 2, EFFECT_PURE), ("sub", 2, EFFECT_PURE), ("mul", 2, EFFECT_PURE), ("and", 2, EFFECT_PURE),
    ("or", 2, EFFECT_PURE), ("xor", 2, EFFECT_PURE), ("shl", 2, EFFECT_PURE), ("shr", 2, EFFECT_PURE),
    ("sar", 2, EFFECT_PURE), ("neg", 1, EFFECT_PURE), ("not", 1, EFFECT_PURE),
    ("div", 2, EFFECT_THROW), ("udiv", 2, EFFECT_THROW), ("rem", 2, EFFECT_THROW), ("urem", 2, EFFECT_THROW),
    ("add_ovf", 2, EFFECT_THROW), ("sub_ovf", 2, EFFECT_THROW), ("mul_ovf", 2, EFFECT_THROW),
    ("add_ovf_u", 2, EFFECT_THROW), ("sub_ovf_u", 2, EFFECT_THROW), ("mul_ovf_u", 2, EFFECT_THROW),
    ("fadd", 2, EFFECT_PURE), ("fsub", 2, EFFECT_PURE), ("fmul", 2, EFFECT_PURE), ("fdiv", 2, EFFECT_PURE),
    ("fneg", 1, EFFECT_PURE), ("fsqrt", 1, EFFECT_PURE), ("fabs", 1, EFFECT_PURE),
    ("cmp", 2, EFFECT_PURE), ("fcmp", 2, EFFECT_PURE),
    ("sx8", 1, EFFECT_PURE), ("sx16", 1, EFFECT_PURE), ("zx8", 1, EFFECT_PURE), ("zx16", 1, EFFECT_PURE),
    ("sx32", 1, EFFECT_PURE), ("zx32", 1, EFFECT_PURE), ("trunc", 1, EFFECT_PURE), ("itof", 1, EFFECT_PURE),
    ("utof", 1, EFFECT_PURE), ("ftoi", 1, EFFECT_PURE), ("fcvt", 1, EFFECT_PURE), ("bitcast", 1, EFFECT_PURE),
    ("nullcheck", 1, EFFECT_THROW), ("bounds", 2, EFFECT_THROW),
    ("load", 1, EFFECT_READ), ("store", 2, EFFECT_WRITE), ("store_ref", 2, EFFECT_WRITE),
    ("copy", 2, EFFECT_WRITE), ("zero", 1, EFFECT_WRITE), ("memcpy", 2, EFFECT_WRITE),
    ("call", -1, EFFECT_CALL), ("gcpoll", 0, EFFECT_CALL), ("mark", 0, EFFECT_CALL),
    ("jmp", 0, EFFECT_TERM), ("br", 1, EFFECT_TERM), ("switch", 1, EFFECT_TERM), ("ret", 1, EFFECT_TERM),
    ("unreachable", 0, EFFECT_TERM), ("call_finally", 0, EFFECT_TERM), ("end_finally", 0, EFFECT_TERM),
    ("catch_ret", 0, EFFECT_TERM), ("filter_ret", 1, EFFECT_TERM),
)

OP_NAMES: Final = tuple([row[0] for row in _TABLE])
OP_ARGC: Final = tuple([row[1] for row in _TABLE])
OP_EFFECT: Final = tuple([row[2] for row in _TABLE])
