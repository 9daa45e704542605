"""Assembler: encodes single instructions with iced-x86, remembers their bytes, and fixes branches at the end.

An instruction without a label depends only on its code, registers, displacement and immediate, so its bytes are kept
in tables across methods; iced-x86 encodes each distinct one once.  Branches are kept out of the byte stream: `out`
holds everything else, and a place in the code is a Mark (offset in the stream, number of branches before it) until
`finish` has chosen short or long forms: all start short, those that do not reach grow, until nothing changes.

Registers are those of codegen.core.machine.  Sources: Intel SDM volume 2; the iced-x86 documentation.
"""
from __future__ import annotations

from typing import Any, Final, final

from iced_x86 import Code, Encoder, Instruction, MemoryOperand, Register
from librt.strings import BytesWriter
from librt.vecs import append, vec
from mypy_extensions import i64, u8

from codegen.core.machine import R13, RBP

# iced-x86 types its numbers as enumerations, which they are not at run time.
_INS: Final[Any] = Instruction
_MEM: Final[Any] = MemoryOperand

# Register classes for the operands of an encoding.
G64: Final = 0
G32: Final = 1
G16: Final = 2
G8: Final = 3
XMM: Final = 4

_BASES: Final = (int(Register.RAX), int(Register.EAX), int(Register.AX))
_SCALES: Final = (1, 2, 4, 8)

B_JMP: Final = 16      # condition of an unconditional jump
B_CALL: Final = 17     # call of a label
B_LEA: Final = 18      # lea rax, [label]
B_START: Final = 19    # lea r11, [start of the method]

_MAX_CACHE: Final = 60000


def _register(r: int, cls: int) -> int:
    """iced-x86's number of register r as class `cls`."""
    if cls == XMM:
        return int(Register.XMM0) + r - 17
    if cls == G8:
        return int(Register.AL) + r - 1 if r <= 4 else int(Register.SPL) + r - 5
    return _BASES[cls] + r - 1


_REGS: Final = [[_register(r, c) if (r > 16) == (c == XMM) and r else 0 for r in range(33)] for c in range(5)]


@final
class Asm:
    """The code of one method under construction; the instruction tables survive `reset`."""

    def __init__(self) -> None:
        self._encoder: Encoder = Encoder(64)
        self._rr: dict[int, bytes] = {}
        self._mem: dict[int, bytes] = {}
        self._imm: dict[tuple[int, int], bytes] = {}
        self._rip: dict[tuple[int, int], tuple[bytes, int]] = {}
        self.out: BytesWriter = BytesWriter()
        self.branches: i64 = 0
        self.b_ofs: vec[i64] = vec[i64]()
        self.b_kind: vec[i64] = vec[i64]()
        self.b_label: vec[i64] = vec[i64]()
        self.b_end: vec[i64] = vec[i64]()      # total size of branches 0..k
        self.label: vec[i64] = vec[i64]()      # mark of each label, -1 before it is placed
        self.r_mark: list[int] = []            # relocations
        self.r_sym: list[int] = []
        self.r_addend: list[int] = []

    def reset(self, labels: i64) -> None:
        """Start a method."""
        self.out = BytesWriter()
        self.branches = 0
        self.b_ofs = vec[i64]()
        self.b_kind = vec[i64]()
        self.b_label = vec[i64]()
        self.label = vec[i64]([-1] * int(labels))
        self.r_mark = []
        self.r_sym = []
        self.r_addend = []
        if len(self._rr) + len(self._mem) + len(self._imm) > _MAX_CACHE:
            self._rr = {}
            self._mem = {}
            self._imm = {}

    def here(self) -> i64:
        """Mark of the current place: offset << 24 | branches before."""
        return (len(self.out) << 24) | self.branches

    def new_label(self) -> i64:
        """A label beyond those of `reset`."""
        self.label = append(self.label, i64(-1))
        return len(self.label) - 1

    def place(self, label: i64) -> None:
        """`label` is here."""
        self.label[label] = self.here()

    def _encode(self, ins: Any) -> bytes:
        try:
            self._encoder.encode(ins, 0)
        except ValueError:
            # What it wrote before it failed would stay in its buffer.
            self._encoder = Encoder(64)
            raise
        data: bytes = self._encoder.take_buffer()
        return data

    def op0(self, code: int) -> None:
        """An instruction without operands."""
        found = self._rr.get(code << 12)
        if found is None:
            found = self._encode(_INS.create(code))
            self._rr[code << 12] = found
        self.out.write(found)

    def rr(self, code: int, c1: i64, r1: i64, c2: i64, r2: i64) -> None:
        """Two registers."""
        key = (i64(code) << 12) | (r1 << 6) | r2
        found = self._rr.get(key)
        if found is None:
            found = self._encode(_INS.create_reg_reg(code, _REGS[c1][r1], _REGS[c2][r2]))
            self._rr[key] = found
        self.out.write(found)

    def r(self, code: int, c1: i64, r1: i64) -> None:
        """One register."""
        key = (i64(code) << 12) | (r1 << 6)
        found = self._rr.get(key)
        if found is None:
            found = self._encode(_INS.create_reg(code, _REGS[c1][r1]))
            self._rr[key] = found
        self.out.write(found)

    def ri(self, code: int, c1: i64, r1: i64, imm: i64) -> None:
        """Register and immediate."""
        pair = (int((i64(code) << 6) | r1), int(imm))
        found = self._imm.get(pair)
        if found is None:
            reg = _REGS[c1][r1]
            if code == Code.MOV_R64_IMM64:
                found = self._encode(_INS.create_reg_i64(code, reg, imm))
            else:
                found = self._encode(_INS.create_reg_i32(code, reg, imm))
            self._imm[pair] = found
        self.out.write(found)

    def rri(self, code: int, c1: i64, r1: i64, c2: i64, r2: i64, imm: i64) -> None:
        """Two registers and immediate."""
        pair = (int((i64(code) << 12) | (r1 << 6) | r2), int(imm))
        found = self._imm.get(pair)
        if found is None:
            found = self._encode(_INS.create_reg_reg_i32(code, _REGS[c1][r1], _REGS[c2][r2], imm))
            self._imm[pair] = found
        self.out.write(found)

    def _operand(self, base: i64, index: i64, scale: i64, disp: i64) -> Any:
        size = 1 if disp or base == RBP or base == R13 else 0
        return _MEM(_REGS[G64][base], _REGS[G64][index], _SCALES[scale], disp, size)

    def _key(self, code: int, reg: i64, base: i64, index: i64, scale: i64, disp: i64) -> i64:
        return ((((((((i64(code) << 6) | reg) << 5) | base) << 5) | index) << 2) | scale) << 32 | (disp & 0xFFFFFFFF)

    def rm(self, code: int, c1: i64, r1: i64, base: i64, index: i64, scale: i64, disp: i64) -> None:
        """Register and memory, register first."""
        key = self._key(code, r1, base, index, scale, disp)
        found = self._mem.get(key)
        if found is None:
            mem = self._operand(base, index, scale, disp)
            if r1:
                found = self._encode(_INS.create_reg_mem(code, _REGS[c1][r1], mem))
            else:
                found = self._encode(_INS.create_mem(code, mem))
            self._mem[key] = found
        self.out.write(found)

    def mr(self, code: int, base: i64, index: i64, scale: i64, disp: i64, c1: i64, r1: i64) -> None:
        """Memory and register, memory first."""
        key = self._key(code, r1, base, index, scale, disp)
        found = self._mem.get(key)
        if found is None:
            mem = self._operand(base, index, scale, disp)
            found = self._encode(_INS.create_mem_reg(code, mem, _REGS[c1][r1]))
            self._mem[key] = found
        self.out.write(found)

    def mi(self, code: int, base: i64, index: i64, scale: i64, disp: i64, imm: i64) -> None:
        """Memory and immediate."""
        pair = (int(self._key(code, 0, base, index, scale, disp)), int(imm))
        found = self._imm.get(pair)
        if found is None:
            mem = self._operand(base, index, scale, disp)
            found = self._encode(_INS.create_mem_i32(code, mem, imm))
            self._imm[pair] = found
        self.out.write(found)

    def rip(self, code: int, c1: i64, r1: i64, imm: i64, shape: i64, sym: i64, addend: i64) -> None:
        """Instruction with the memory operand [symbol + addend]; shape: 0 reg,mem 1 mem,reg 2 mem,imm 3 mem
        4 reg,mem,imm."""
        pair = (int((((i64(code) << 6) | r1) << 3) | shape), int(imm))
        found = self._rip.get(pair)
        if found is None:
            mem = _MEM(Register.RIP, 0, 1, 0, 8)
            reg = _REGS[c1][r1]
            if shape == 0:
                ins = _INS.create_reg_mem(code, reg, mem)
            elif shape == 1:
                ins = _INS.create_mem_reg(code, mem, reg)
            elif shape == 2:
                ins = _INS.create_mem_i32(code, mem, imm)
            elif shape == 3:
                ins = _INS.create_mem(code, mem)
            else:
                ins = _INS.create_reg_mem_i32(code, reg, mem, imm)
            data = self._encode(ins)
            at = self._encoder.get_constant_offsets().displacement_offset
            found = (data[:at] + b"\0\0\0\0" + data[at + 4:], at)
            self._rip[pair] = found
        data, at = found
        self.r_mark.append(int(((len(self.out) + at) << 24) | self.branches))
        self.r_sym.append(int(sym))
        self.r_addend.append(int(addend - (len(data) - at - 4)))
        self.out.write(data)

    def branch(self, kind: i64, label: i64) -> None:
        """A jump (kind: condition or B_*) to `label`."""
        self.b_ofs = append(self.b_ofs, i64(len(self.out)))
        self.b_kind = append(self.b_kind, kind)
        self.b_label = append(self.b_label, label)
        self.branches += 1

    def pos(self, mark: i64) -> i64:
        """Final offset of a mark."""
        k = mark & 0xFFFFFF
        return (mark >> 24) + (self.b_end[k - 1] if k else 0)

    def _long(self, kind: i64) -> i64:
        if kind < B_JMP:
            return 6
        return 5 if kind < B_LEA else 7

    def finish(self) -> bytes:
        """Choose branch sizes; returns the code.  Afterwards `pos` translates marks."""
        n = self.branches
        size = vec[i64]([0] * int(n))
        self.b_end = vec[i64]([0] * int(n))
        k: i64 = 0
        while k < n:
            size[k] = 2 if self.b_kind[k] <= B_JMP else self._long(self.b_kind[k])
            k += 1
        changed = True
        while changed:
            changed = False
            total: i64 = 0
            k = 0
            while k < n:
                total += size[k]
                self.b_end[k] = total
                k += 1
            k = 0
            while k < n:
                if size[k] == 2:
                    rel = self.pos(self.label[self.b_label[k]]) - (self.b_ofs[k] + self.b_end[k])
                    if rel < -128 or rel > 127:
                        size[k] = self._long(self.b_kind[k])
                        changed = True
                k += 1
        stream = self.out.getvalue()
        if n == 0:
            return stream
        w = BytesWriter()
        last: i64 = 0
        k = 0
        while k < n:
            at = self.b_ofs[k]
            if at > last:
                w.write(stream[last:at])
                last = at
            kind = self.b_kind[k]
            end = at + self.b_end[k]
            rel = (0 if kind == B_START else self.pos(self.label[self.b_label[k]])) - end
            if size[k] == 2:
                w.append(u8(0xEB if kind == B_JMP else 0x70 | kind))
                w.append(u8(rel & 0xFF))
            else:
                if kind < B_JMP:
                    w.append(u8(0x0F))
                    w.append(u8(0x80 | kind))
                elif kind == B_JMP:
                    w.append(u8(0xE9))
                elif kind == B_CALL:
                    w.append(u8(0xE8))
                elif kind == B_LEA:
                    w.write(b"\x48\x8d\x05")
                else:
                    w.write(b"\x4c\x8d\x1d")
                w.append(u8(rel & 0xFF))
                w.append(u8((rel >> 8) & 0xFF))
                w.append(u8((rel >> 16) & 0xFF))
                w.append(u8((rel >> 24) & 0xFF))
            k += 1
        w.write(stream[last:])
        return w.getvalue()
