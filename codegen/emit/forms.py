"""iced-x86 codes of the instruction forms that emission uses, as plain integers indexed by operand width.

A pair is (32-bit, 64-bit) or (float, double); `_R` forms have a register destination, `_M` a memory one.
"""
from __future__ import annotations

from typing import Final

from iced_x86 import Code

from codegen.emit.asm import G8, G16, G32, G64, XMM


def _c(name: str) -> int:
    return int(getattr(Code, name))


def _pair(a: str, b: str) -> tuple[int, int]:
    return _c(a), _c(b)


MOV64_R: Final[int] = _c("MOV_R64_RM64")
MOV32_R: Final[int] = _c("MOV_R32_RM32")
MOV64_M: Final[int] = _c("MOV_RM64_R64")
MOV32_I: Final[int] = _c("MOV_R32_IMM32")
MOV64_I32: Final[int] = _c("MOV_RM64_IMM32")
MOV64_I64: Final[int] = _c("MOV_R64_IMM64")
MOV64_MI: Final[int] = _c("MOV_RM64_IMM32")
MOVSD_R: Final[int] = _c("MOVSD_XMM_XMMM64")
MOVSD_M: Final[int] = _c("MOVSD_XMMM64_XMM")
MOVAPS: Final[int] = _c("MOVAPS_XMM_XMMM128")
XORPS: Final[int] = _c("XORPS_XMM_XMMM128")
LEA64: Final[int] = _c("LEA_R64_M")
LEA32: Final[int] = _c("LEA_R32_M")
XOR32_R: Final[int] = _c("XOR_R32_RM32")
ADD64_R: Final[int] = _c("ADD_R64_RM64")
MOVSXD_R: Final[int] = _c("MOVSXD_R64_RM32")
CMP32_MI8: Final[int] = _c("CMP_RM32_IMM8")
CMP64_MI8: Final[int] = _c("CMP_RM64_IMM8")
CMP32_MR: Final[int] = _c("CMP_RM32_R32")
CALL_M: Final[int] = _c("CALL_RM64")
JMP_M: Final[int] = _c("JMP_RM64")
NOP: Final[int] = _c("NOPD")
INT3: Final[int] = _c("INT3")
CDQ: Final[int] = _c("CDQ")
CQO: Final[int] = _c("CQO")


def _alu(suffix32: str, suffix64: str) -> list[int]:
    """Codes of ADD SUB AND OR XOR IMUL CMP TEST, two each; 0 where there is no such form."""
    out: list[int] = []
    for name in ("ADD", "SUB", "AND", "OR", "XOR", "IMUL", "CMP", "TEST"):
        for suffix in (suffix32, suffix64):
            out.append(int(getattr(Code, f"{name}_{suffix}", 0)))
    return out


ALU_RM: Final = _alu("R32_RM32", "R64_RM64")
ALU_MR: Final = _alu("RM32_R32", "RM64_R64")
ALU_MI8: Final = _alu("RM32_IMM8", "RM64_IMM8")
ALU_MI32: Final = _alu("RM32_IMM32", "RM64_IMM32")
IMUL_I8: Final = _pair("IMUL_R32_RM32_IMM8", "IMUL_R64_RM64_IMM8")
IMUL_I32: Final = _pair("IMUL_R32_RM32_IMM32", "IMUL_R64_RM64_IMM32")
SHIFT_IMM: Final = [_pair(f"{n}_RM32_IMM8", f"{n}_RM64_IMM8") for n in ("SHL", "SHR", "SAR")]
SHIFT_CL: Final = [_pair(f"{n}_RM32_CL", f"{n}_RM64_CL") for n in ("SHL", "SHR", "SAR")]
# NEG, NOT, (CDQ), IDIV, DIV, MUL
U1: Final = [_pair("NEG_RM32", "NEG_RM64"), _pair("NOT_RM32", "NOT_RM64"), (0, 0),
             _pair("IDIV_RM32", "IDIV_RM64"), _pair("DIV_RM32", "DIV_RM64"), _pair("MUL_RM32", "MUL_RM64")]
SETCC: Final = [_c(f"SET{n}_RM8") for n in ("O", "NO", "B", "AE", "E", "NE", "BE", "A", "S", "NS", "P", "NP",
                                            "L", "GE", "LE", "G")]

# By EXT_*.
EXT_CODE: Final = [0, _c("MOVSX_R32_RM8"), _c("MOVSX_R32_RM16"), _c("MOVZX_R32_RM8"), _c("MOVZX_R32_RM16"),
                   _c("MOVSXD_R64_RM32"), _c("MOV_R32_RM32")]
EXT_CLASS: Final = [0, G8, G16, G8, G16, G32, G32]

# By memory kind (MK_*, then 16 bytes).
LOAD_CODE: Final = [0, _c("MOVSX_R32_RM8"), _c("MOVZX_R32_RM8"), _c("MOVSX_R32_RM16"), _c("MOVZX_R32_RM16"),
                    MOV32_R, MOV64_R, _c("MOVSS_XMM_XMMM32"), MOVSD_R, MOV64_R, MOV64_R,
                    _c("MOVUPS_XMM_XMMM128")]
LOAD_WIDE: Final = [False, False, False, False, False, False, True, False, False, True, True, False]
STORE_CODE: Final = [0, _c("MOV_RM8_R8"), _c("MOV_RM8_R8"), _c("MOV_RM16_R16"), _c("MOV_RM16_R16"),
                     _c("MOV_RM32_R32"), MOV64_M, _c("MOVSS_XMMM32_XMM"), MOVSD_M, MOV64_M, MOV64_M,
                     _c("MOVUPS_XMMM128_XMM")]
STORE_CLASS: Final = [0, G8, G8, G16, G16, G32, G64, XMM, XMM, G64, G64, XMM]
STORE_IMM: Final = [0, _c("MOV_RM8_IMM8"), _c("MOV_RM8_IMM8"), _c("MOV_RM16_IMM16"), _c("MOV_RM16_IMM16"),
                    _c("MOV_RM32_IMM32"), MOV64_MI, _c("MOV_RM32_IMM32"), MOV64_MI, MOV64_MI, MOV64_MI, 0]

# FADD FSUB FMUL FDIV FSQRT FXOR FAND UCOMI
FLOAT: Final = ([_pair(f"{n}SS_XMM_XMMM32", f"{n}SD_XMM_XMMM64") for n in ("ADD", "SUB", "MUL", "DIV", "SQRT")]
                + [_pair("XORPS_XMM_XMMM128", "XORPS_XMM_XMMM128"),
                   _pair("ANDPS_XMM_XMMM128", "ANDPS_XMM_XMMM128"),
                   _pair("UCOMISS_XMM_XMMM32", "UCOMISD_XMM_XMMM64")])
# Index: 2 * (integer is 64-bit) + (float is double).
ITOF: Final = [_c("CVTSI2SS_XMM_RM32"), _c("CVTSI2SD_XMM_RM32"), _c("CVTSI2SS_XMM_RM64"), _c("CVTSI2SD_XMM_RM64")]
FTOI: Final = [_c("CVTTSS2SI_R32_XMMM32"), _c("CVTTSD2SI_R32_XMMM64"), _c("CVTTSS2SI_R64_XMMM32"),
               _c("CVTTSD2SI_R64_XMMM64")]
CVT: Final = _pair("CVTSD2SS_XMM_XMMM64", "CVTSS2SD_XMM_XMMM32")
GTOF: Final = _pair("MOVD_XMM_RM32", "MOVQ_XMM_RM64")
FTOG: Final = _pair("MOVD_RM32_XMM", "MOVQ_RM64_XMM")
