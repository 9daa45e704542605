"""Register numbers of x86-64, shared by lowering, register allocation and emission.

Ids 1..16 are the general registers in hardware order plus one, 17..32 XMM0..XMM15; 0 is NONE.  Virtual registers
have ids from FIRST_VREG on, so one number names either.  Sets of physical registers are bit masks (bit = id).

Source: System V AMD64 ABI, section 3.2; the .NET runtime uses its register sets for managed code on Unix.
"""
from __future__ import annotations

from typing import Final

RAX: Final = 1
RCX: Final = 2
RDX: Final = 3
RBX: Final = 4
RSP: Final = 5
RBP: Final = 6
RSI: Final = 7
RDI: Final = 8
R8: Final = 9
R9: Final = 10
R10: Final = 11
R11: Final = 12
R12: Final = 13
R13: Final = 14
R14: Final = 15
R15: Final = 16
XMM0: Final = 17
XMM1: Final = 18
XMM14: Final = 31
XMM15: Final = 32
FIRST_VREG: Final = 33

# Order of preference; callee-saved ones last since they cost a push and a pop.
ALLOC_GP: Final = (RAX, RCX, RDX, RSI, RDI, R8, R9, RBX, R14, R15, R12, R13)
CALLEE_SAVED: Final = (RBX, R12, R13, R14, R15)
ALLOC_FP: Final = (17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30)
VOLATILE_MASK: Final = (sum([1 << r for r in (RAX, RCX, RDX, RSI, RDI, R8, R9, R10, R11)])
                        + sum([1 << r for r in range(XMM0, XMM15 + 1)]))
ARG_GP: Final = (RDI, RSI, RDX, RCX, R8, R9)
ARG_FP: Final = (17, 18, 19, 20, 21, 22, 23, 24)
