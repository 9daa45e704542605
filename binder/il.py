"""IL instructions: opcodes, names, operand kinds, control flow, and how to step over them.

Idea: one text table says everything; byte-indexed tables made from it answer per instruction.  An opcode of
two bytes is 0xFE00 | second byte; `slot` maps both forms to 0..511.

    instruction := opcode (u1 | 0xFE u1) operand
    operand     := by kind: nothing | i1 u1 u2 i4 i8 r4 r8 | token u4 | i1 or i4 relative to the next
                   instruction | switch: count u4, i4 * count, relative to the next instruction

Source: ECMA-335 III.1.2.1, III.1.7.2; partition III for flow.
"""

from __future__ import annotations

from typing import Final

from librt.strings import read_i16_le, read_i32_le, read_i64_le
from mypy_extensions import i64

OP_NOP: Final = 0x00
OP_BREAK: Final = 0x01
OP_LDARG_0: Final = 0x02
OP_LDARG_1: Final = 0x03
OP_LDARG_2: Final = 0x04
OP_LDARG_3: Final = 0x05
OP_LDLOC_0: Final = 0x06
OP_LDLOC_1: Final = 0x07
OP_LDLOC_2: Final = 0x08
OP_LDLOC_3: Final = 0x09
OP_STLOC_0: Final = 0x0A
OP_STLOC_1: Final = 0x0B
OP_STLOC_2: Final = 0x0C
OP_STLOC_3: Final = 0x0D
OP_LDARG_S: Final = 0x0E
OP_LDARGA_S: Final = 0x0F
OP_STARG_S: Final = 0x10
OP_LDLOC_S: Final = 0x11
OP_LDLOCA_S: Final = 0x12
OP_STLOC_S: Final = 0x13
OP_LDNULL: Final = 0x14
OP_LDC_I4_M1: Final = 0x15
OP_LDC_I4_0: Final = 0x16
OP_LDC_I4_1: Final = 0x17
OP_LDC_I4_2: Final = 0x18
OP_LDC_I4_3: Final = 0x19
OP_LDC_I4_4: Final = 0x1A
OP_LDC_I4_5: Final = 0x1B
OP_LDC_I4_6: Final = 0x1C
OP_LDC_I4_7: Final = 0x1D
OP_LDC_I4_8: Final = 0x1E
OP_LDC_I4_S: Final = 0x1F
OP_LDC_I4: Final = 0x20
OP_LDC_I8: Final = 0x21
OP_LDC_R4: Final = 0x22
OP_LDC_R8: Final = 0x23
OP_DUP: Final = 0x25
OP_POP: Final = 0x26
OP_JMP: Final = 0x27
OP_CALL: Final = 0x28
OP_CALLI: Final = 0x29
OP_RET: Final = 0x2A
OP_BR_S: Final = 0x2B
OP_BRFALSE_S: Final = 0x2C
OP_BRTRUE_S: Final = 0x2D
OP_BEQ_S: Final = 0x2E
OP_BGE_S: Final = 0x2F
OP_BGT_S: Final = 0x30
OP_BLE_S: Final = 0x31
OP_BLT_S: Final = 0x32
OP_BNE_UN_S: Final = 0x33
OP_BGE_UN_S: Final = 0x34
OP_BGT_UN_S: Final = 0x35
OP_BLE_UN_S: Final = 0x36
OP_BLT_UN_S: Final = 0x37
OP_BR: Final = 0x38
OP_BRFALSE: Final = 0x39
OP_BRTRUE: Final = 0x3A
OP_BEQ: Final = 0x3B
OP_BGE: Final = 0x3C
OP_BGT: Final = 0x3D
OP_BLE: Final = 0x3E
OP_BLT: Final = 0x3F
OP_BNE_UN: Final = 0x40
OP_BGE_UN: Final = 0x41
OP_BGT_UN: Final = 0x42
OP_BLE_UN: Final = 0x43
OP_BLT_UN: Final = 0x44
OP_SWITCH: Final = 0x45
OP_LDIND_I1: Final = 0x46
OP_LDIND_U1: Final = 0x47
OP_LDIND_I2: Final = 0x48
OP_LDIND_U2: Final = 0x49
OP_LDIND_I4: Final = 0x4A
OP_LDIND_U4: Final = 0x4B
OP_LDIND_I8: Final = 0x4C
OP_LDIND_I: Final = 0x4D
OP_LDIND_R4: Final = 0x4E
OP_LDIND_R8: Final = 0x4F
OP_LDIND_REF: Final = 0x50
OP_STIND_REF: Final = 0x51
OP_STIND_I1: Final = 0x52
OP_STIND_I2: Final = 0x53
OP_STIND_I4: Final = 0x54
OP_STIND_I8: Final = 0x55
OP_STIND_R4: Final = 0x56
OP_STIND_R8: Final = 0x57
OP_ADD: Final = 0x58
OP_SUB: Final = 0x59
OP_MUL: Final = 0x5A
OP_DIV: Final = 0x5B
OP_DIV_UN: Final = 0x5C
OP_REM: Final = 0x5D
OP_REM_UN: Final = 0x5E
OP_AND: Final = 0x5F
OP_OR: Final = 0x60
OP_XOR: Final = 0x61
OP_SHL: Final = 0x62
OP_SHR: Final = 0x63
OP_SHR_UN: Final = 0x64
OP_NEG: Final = 0x65
OP_NOT: Final = 0x66
OP_CONV_I1: Final = 0x67
OP_CONV_I2: Final = 0x68
OP_CONV_I4: Final = 0x69
OP_CONV_I8: Final = 0x6A
OP_CONV_R4: Final = 0x6B
OP_CONV_R8: Final = 0x6C
OP_CONV_U4: Final = 0x6D
OP_CONV_U8: Final = 0x6E
OP_CALLVIRT: Final = 0x6F
OP_CPOBJ: Final = 0x70
OP_LDOBJ: Final = 0x71
OP_LDSTR: Final = 0x72
OP_NEWOBJ: Final = 0x73
OP_CASTCLASS: Final = 0x74
OP_ISINST: Final = 0x75
OP_CONV_R_UN: Final = 0x76
OP_UNBOX: Final = 0x79
OP_THROW: Final = 0x7A
OP_LDFLD: Final = 0x7B
OP_LDFLDA: Final = 0x7C
OP_STFLD: Final = 0x7D
OP_LDSFLD: Final = 0x7E
OP_LDSFLDA: Final = 0x7F
OP_STSFLD: Final = 0x80
OP_STOBJ: Final = 0x81
OP_CONV_OVF_I1_UN: Final = 0x82
OP_CONV_OVF_I2_UN: Final = 0x83
OP_CONV_OVF_I4_UN: Final = 0x84
OP_CONV_OVF_I8_UN: Final = 0x85
OP_CONV_OVF_U1_UN: Final = 0x86
OP_CONV_OVF_U2_UN: Final = 0x87
OP_CONV_OVF_U4_UN: Final = 0x88
OP_CONV_OVF_U8_UN: Final = 0x89
OP_CONV_OVF_I_UN: Final = 0x8A
OP_CONV_OVF_U_UN: Final = 0x8B
OP_BOX: Final = 0x8C
OP_NEWARR: Final = 0x8D
OP_LDLEN: Final = 0x8E
OP_LDELEMA: Final = 0x8F
OP_LDELEM_I1: Final = 0x90
OP_LDELEM_U1: Final = 0x91
OP_LDELEM_I2: Final = 0x92
OP_LDELEM_U2: Final = 0x93
OP_LDELEM_I4: Final = 0x94
OP_LDELEM_U4: Final = 0x95
OP_LDELEM_I8: Final = 0x96
OP_LDELEM_I: Final = 0x97
OP_LDELEM_R4: Final = 0x98
OP_LDELEM_R8: Final = 0x99
OP_LDELEM_REF: Final = 0x9A
OP_STELEM_I: Final = 0x9B
OP_STELEM_I1: Final = 0x9C
OP_STELEM_I2: Final = 0x9D
OP_STELEM_I4: Final = 0x9E
OP_STELEM_I8: Final = 0x9F
OP_STELEM_R4: Final = 0xA0
OP_STELEM_R8: Final = 0xA1
OP_STELEM_REF: Final = 0xA2
OP_LDELEM: Final = 0xA3
OP_STELEM: Final = 0xA4
OP_UNBOX_ANY: Final = 0xA5
OP_CONV_OVF_I1: Final = 0xB3
OP_CONV_OVF_U1: Final = 0xB4
OP_CONV_OVF_I2: Final = 0xB5
OP_CONV_OVF_U2: Final = 0xB6
OP_CONV_OVF_I4: Final = 0xB7
OP_CONV_OVF_U4: Final = 0xB8
OP_CONV_OVF_I8: Final = 0xB9
OP_CONV_OVF_U8: Final = 0xBA
OP_REFANYVAL: Final = 0xC2
OP_CKFINITE: Final = 0xC3
OP_MKREFANY: Final = 0xC6
OP_LDTOKEN: Final = 0xD0
OP_CONV_U2: Final = 0xD1
OP_CONV_U1: Final = 0xD2
OP_CONV_I: Final = 0xD3
OP_CONV_OVF_I: Final = 0xD4
OP_CONV_OVF_U: Final = 0xD5
OP_ADD_OVF: Final = 0xD6
OP_ADD_OVF_UN: Final = 0xD7
OP_MUL_OVF: Final = 0xD8
OP_MUL_OVF_UN: Final = 0xD9
OP_SUB_OVF: Final = 0xDA
OP_SUB_OVF_UN: Final = 0xDB
OP_ENDFINALLY: Final = 0xDC
OP_LEAVE: Final = 0xDD
OP_LEAVE_S: Final = 0xDE
OP_STIND_I: Final = 0xDF
OP_CONV_U: Final = 0xE0
OP_ARGLIST: Final = 0xFE00
OP_CEQ: Final = 0xFE01
OP_CGT: Final = 0xFE02
OP_CGT_UN: Final = 0xFE03
OP_CLT: Final = 0xFE04
OP_CLT_UN: Final = 0xFE05
OP_LDFTN: Final = 0xFE06
OP_LDVIRTFTN: Final = 0xFE07
OP_LDARG: Final = 0xFE09
OP_LDARGA: Final = 0xFE0A
OP_STARG: Final = 0xFE0B
OP_LDLOC: Final = 0xFE0C
OP_LDLOCA: Final = 0xFE0D
OP_STLOC: Final = 0xFE0E
OP_LOCALLOC: Final = 0xFE0F
OP_ENDFILTER: Final = 0xFE11
OP_UNALIGNED: Final = 0xFE12
OP_VOLATILE: Final = 0xFE13
OP_TAIL: Final = 0xFE14
OP_INITOBJ: Final = 0xFE15
OP_CONSTRAINED: Final = 0xFE16
OP_CPBLK: Final = 0xFE17
OP_INITBLK: Final = 0xFE18
OP_NO: Final = 0xFE19
OP_RETHROW: Final = 0xFE1A
OP_SIZEOF: Final = 0xFE1C
OP_REFANYTYPE: Final = 0xFE1D
OP_READONLY: Final = 0xFE1E
# Not an opcode: what is returned for a byte that starts no instruction.
OP_INVALID: Final = 0xFF

OPERAND_NONE: Final = 0
OPERAND_I1: Final = 1
OPERAND_U1: Final = 2
OPERAND_U2: Final = 3
OPERAND_I4: Final = 4
OPERAND_I8: Final = 5
OPERAND_R4: Final = 6
OPERAND_R8: Final = 7
OPERAND_BR1: Final = 8
OPERAND_BR4: Final = 9
OPERAND_SWITCH: Final = 10
OPERAND_METHOD: Final = 11
OPERAND_FIELD: Final = 12
OPERAND_TYPE: Final = 13
OPERAND_TOK: Final = 14
OPERAND_STRING: Final = 15
OPERAND_SIG: Final = 16

_KINDS: Final = "- i1 u1 u2 i4 i8 r4 r8 br1 br4 switch method field type tok string sig".split(" ")
# Sizes in the order of the kinds; of a switch only the count.
_SIZES: Final = bytes([0, 1, 1, 2, 4, 8, 4, 8, 1, 4, 4, 4, 4, 4, 4, 4, 4])

FLOW_NEXT: Final = 0
FLOW_BRANCH: Final = 1
FLOW_COND: Final = 2
FLOW_CALL: Final = 3
FLOW_RETURN: Final = 4
FLOW_THROW: Final = 5
FLOW_PREFIX: Final = 6
FLOW_BREAK: Final = 7

_FLOWS: Final = "nj?crtpb"

_TABLE: Final = (
    "00 nop - n; 01 break - b; 02 ldarg.0 - n; 03 ldarg.1 - n; 04 ldarg.2 - n; 05 ldarg.3 - n; "
    "06 ldloc.0 - n; 07 ldloc.1 - n; 08 ldloc.2 - n; 09 ldloc.3 - n; 0A stloc.0 - n; 0B stloc.1 - n; "
    "0C stloc.2 - n; 0D stloc.3 - n; 0E ldarg.s u1 n; 0F ldarga.s u1 n; 10 starg.s u1 n; 11 ldloc.s u1 n; "
    "12 ldloca.s u1 n; 13 stloc.s u1 n; 14 ldnull - n; 15 ldc.i4.m1 - n; 16 ldc.i4.0 - n; 17 ldc.i4.1 - n; "
    "18 ldc.i4.2 - n; 19 ldc.i4.3 - n; 1A ldc.i4.4 - n; 1B ldc.i4.5 - n; 1C ldc.i4.6 - n; 1D ldc.i4.7 - n; "
    "1E ldc.i4.8 - n; 1F ldc.i4.s i1 n; 20 ldc.i4 i4 n; 21 ldc.i8 i8 n; 22 ldc.r4 r4 n; 23 ldc.r8 r8 n; "
    "25 dup - n; 26 pop - n; 27 jmp method c; 28 call method c; 29 calli sig c; 2A ret - r; 2B br.s br1 j; "
    "2C brfalse.s br1 ?; 2D brtrue.s br1 ?; 2E beq.s br1 ?; 2F bge.s br1 ?; 30 bgt.s br1 ?; 31 ble.s br1 ?; "
    "32 blt.s br1 ?; 33 bne.un.s br1 ?; 34 bge.un.s br1 ?; 35 bgt.un.s br1 ?; 36 ble.un.s br1 ?; "
    "37 blt.un.s br1 ?; 38 br br4 j; 39 brfalse br4 ?; 3A brtrue br4 ?; 3B beq br4 ?; 3C bge br4 ?; "
    "3D bgt br4 ?; 3E ble br4 ?; 3F blt br4 ?; 40 bne.un br4 ?; 41 bge.un br4 ?; 42 bgt.un br4 ?; "
    "43 ble.un br4 ?; 44 blt.un br4 ?; 45 switch switch ?; 46 ldind.i1 - n; 47 ldind.u1 - n; "
    "48 ldind.i2 - n; 49 ldind.u2 - n; 4A ldind.i4 - n; 4B ldind.u4 - n; 4C ldind.i8 - n; 4D ldind.i - n; "
    "4E ldind.r4 - n; 4F ldind.r8 - n; 50 ldind.ref - n; 51 stind.ref - n; 52 stind.i1 - n; "
    "53 stind.i2 - n; 54 stind.i4 - n; 55 stind.i8 - n; 56 stind.r4 - n; 57 stind.r8 - n; 58 add - n; "
    "59 sub - n; 5A mul - n; 5B div - n; 5C div.un - n; 5D rem - n; 5E rem.un - n; 5F and - n; 60 or - n; "
    "61 xor - n; 62 shl - n; 63 shr - n; 64 shr.un - n; 65 neg - n; 66 not - n; 67 conv.i1 - n; "
    "68 conv.i2 - n; 69 conv.i4 - n; 6A conv.i8 - n; 6B conv.r4 - n; 6C conv.r8 - n; 6D conv.u4 - n; "
    "6E conv.u8 - n; 6F callvirt method c; 70 cpobj type n; 71 ldobj type n; 72 ldstr string n; "
    "73 newobj method c; 74 castclass type n; 75 isinst type n; 76 conv.r.un - n; 79 unbox type n; "
    "7A throw - t; 7B ldfld field n; 7C ldflda field n; 7D stfld field n; 7E ldsfld field n; "
    "7F ldsflda field n; 80 stsfld field n; 81 stobj type n; 82 conv.ovf.i1.un - n; 83 conv.ovf.i2.un - n; "
    "84 conv.ovf.i4.un - n; 85 conv.ovf.i8.un - n; 86 conv.ovf.u1.un - n; 87 conv.ovf.u2.un - n; "
    "88 conv.ovf.u4.un - n; 89 conv.ovf.u8.un - n; 8A conv.ovf.i.un - n; 8B conv.ovf.u.un - n; "
    "8C box type n; 8D newarr type n; 8E ldlen - n; 8F ldelema type n; 90 ldelem.i1 - n; 91 ldelem.u1 - n; "
    "92 ldelem.i2 - n; 93 ldelem.u2 - n; 94 ldelem.i4 - n; 95 ldelem.u4 - n; 96 ldelem.i8 - n; "
    "97 ldelem.i - n; 98 ldelem.r4 - n; 99 ldelem.r8 - n; 9A ldelem.ref - n; 9B stelem.i - n; "
    "9C stelem.i1 - n; 9D stelem.i2 - n; 9E stelem.i4 - n; 9F stelem.i8 - n; A0 stelem.r4 - n; "
    "A1 stelem.r8 - n; A2 stelem.ref - n; A3 ldelem type n; A4 stelem type n; A5 unbox.any type n; "
    "B3 conv.ovf.i1 - n; B4 conv.ovf.u1 - n; B5 conv.ovf.i2 - n; B6 conv.ovf.u2 - n; B7 conv.ovf.i4 - n; "
    "B8 conv.ovf.u4 - n; B9 conv.ovf.i8 - n; BA conv.ovf.u8 - n; C2 refanyval type n; C3 ckfinite - n; "
    "C6 mkrefany type n; D0 ldtoken tok n; D1 conv.u2 - n; D2 conv.u1 - n; D3 conv.i - n; "
    "D4 conv.ovf.i - n; D5 conv.ovf.u - n; D6 add.ovf - n; D7 add.ovf.un - n; D8 mul.ovf - n; "
    "D9 mul.ovf.un - n; DA sub.ovf - n; DB sub.ovf.un - n; DC endfinally - r; DD leave br4 j; "
    "DE leave.s br1 j; DF stind.i - n; E0 conv.u - n; FE00 arglist - n; FE01 ceq - n; FE02 cgt - n; "
    "FE03 cgt.un - n; FE04 clt - n; FE05 clt.un - n; FE06 ldftn method n; FE07 ldvirtftn method n; "
    "FE09 ldarg u2 n; FE0A ldarga u2 n; FE0B starg u2 n; FE0C ldloc u2 n; FE0D ldloca u2 n; "
    "FE0E stloc u2 n; FE0F localloc - n; FE11 endfilter - r; FE12 unaligned. u1 p; FE13 volatile. - p; "
    "FE14 tail. - p; FE15 initobj type n; FE16 constrained. type p; FE17 cpblk - n; FE18 initblk - n; "
    "FE19 no. u1 p; FE1A rethrow - t; FE1C sizeof type n; FE1D refanytype - n; FE1E readonly. - p"
)


def _column(which: str) -> bytes:
    """One byte per slot: 'd'efined, operand 'k'ind, operand 's'ize, 'f'low."""
    out = bytearray(512)
    for row in _TABLE.split("; "):
        code, _name, kind, flow = row.split(" ")
        k = _KINDS.index(kind)
        value = 1
        if which == "k":
            value = k
        elif which == "s":
            value = _SIZES[k]
        elif which == "f":
            value = _FLOWS.index(flow)
        out[int(slot(int(code, 16)))] = value
    return bytes(out)


def _names() -> list[str]:
    out = [""] * 512
    for row in _TABLE.split("; "):
        parts = row.split(" ")
        out[int(slot(int(parts[0], 16)))] = parts[1]
    return out


def slot(op: i64) -> i64:
    """Index of an opcode in the tables below."""
    return op if op < 0xFE00 else 256 + (op & 0xFF)


DEFINED: Final[bytes] = _column("d")
OPERAND: Final[bytes] = _column("k")
OPERAND_SIZE: Final[bytes] = _column("s")
FLOW: Final[bytes] = _column("f")
NAMES: Final[list[str]] = _names()


def operand_kind(op: i64) -> i64:
    return OPERAND[slot(op)]


def flow(op: i64) -> i64:
    return FLOW[slot(op)]


def name(op: i64) -> str:
    return NAMES[slot(op)]


def opcode_at(code: bytes, pos: i64) -> i64:
    """Opcode of the instruction at `pos`; OP_INVALID when no instruction starts there."""
    if pos < 0 or pos >= len(code):
        return OP_INVALID
    op: i64 = code[pos]
    if op == 0xFE:
        if pos + 1 >= len(code):
            return OP_INVALID
        op = 0xFE00 | i64(code[pos + 1])
    return op if DEFINED[slot(op)] != 0 else OP_INVALID


def operand_offset(op: i64, pos: i64) -> i64:
    return pos + 1 if op < 0xFE00 else pos + 2


def next_offset(code: bytes, pos: i64) -> i64:
    """Offset behind the instruction at `pos`; 0 when it is undefined or exceeds the code."""
    op = opcode_at(code, pos)
    if op == OP_INVALID:
        return 0
    s = slot(op)
    start = operand_offset(op, pos)
    end = start + i64(OPERAND_SIZE[s])
    if end > len(code):
        return 0
    if OPERAND[s] == OPERAND_SWITCH:
        end += 4 * u4(code, start)
        if end > len(code):
            return 0
    return end


# -- operands; `pos` is the operand's own offset, already known to be inside the code -------------------


def u1(code: bytes, pos: i64) -> i64:
    return code[pos]


def i1(code: bytes, pos: i64) -> i64:
    value: i64 = code[pos]
    return value - 256 if value >= 128 else value


def u2(code: bytes, pos: i64) -> i64:
    return i64(read_i16_le(code, pos)) & 0xFFFF


def i4(code: bytes, pos: i64) -> i64:
    return i64(read_i32_le(code, pos))


def u4(code: bytes, pos: i64) -> i64:
    """Also tokens, and the bits of ldc.r4."""
    return i64(read_i32_le(code, pos)) & 0xFFFFFFFF


def i8(code: bytes, pos: i64) -> i64:
    """Also the bits of ldc.r8."""
    return read_i64_le(code, pos)


def branch_target(code: bytes, pos: i64) -> i64:
    """Target of the (not switch) branch instruction at `pos`."""
    op = opcode_at(code, pos)
    start = operand_offset(op, pos)
    if OPERAND[slot(op)] == OPERAND_BR1:
        return start + 1 + i1(code, start)
    return start + 4 + i4(code, start)


def switch_target(code: bytes, pos: i64, index: i64) -> i64:
    """Target number `index` of the switch instruction at `pos`."""
    count = u4(code, pos + 1)
    return pos + 5 + 4 * count + i4(code, pos + 5 + 4 * index)
