"""Register allocation: one place per virtual register, a physical register or a spill slot in the frame.

Registers are served in order of worth (uses weighted by loop depth, per length of life); each takes the first free
one of its candidates: those its moves suggest, then volatile ones, then callee-saved ones.  "Free" means that the
position sets do not meet, so holes are used.  What finds none lives in a spill slot all its life; emission reads
slots as memory operands or through reserved scratch registers, so nothing is split and no moves are added.

Registers connected by moves are united first when they never live together, so most moves vanish.

Spill slots are shared by registers of the same kind (no reference, object, byref) that never live together.
Registers live into a handler, or across a call of a finally, get a slot of their own that is always reported.

A GC poll seldom calls anything, so only references avoid the volatile registers across it; what else is in them is
saved around the call on its slow path, in a slot of each register's own.
"""
from __future__ import annotations

from typing import Final, final

from librt.vecs import vec
from mypy_extensions import i32, i64

from codegen.core.machine import ALLOC_FP, ALLOC_GP, CALLEE_SAVED, FIRST_VREG, VOLATILE_MASK
from codegen.core.scratch import cleared32
from codegen.lower.minst import VK_BYREF, VK_FP, VK_GP, VK_REF, MFunc
from codegen.ra.liveness import Liveness

_SAVED_MASK: Final = sum([1 << r for r in CALLEE_SAVED])
_GP_MASK: Final = sum([1 << r for r in ALLOC_GP])
_FP_MASK: Final = sum([1 << r for r in ALLOC_FP])

# Positions of a life that is short enough to follow another register out of the volatile ones.
_SHORT: Final = 64


def _length(mask: int) -> int:
    """Positions from the first to the last."""
    return mask.bit_length() - (mask & -mask).bit_length() + 1


@final
class Allocation:
    """The result; index by register id."""

    def __init__(self) -> None:
        self.reg: vec[i32] = vec[i32]()    # physical register, 0 when spilled (or never live)
        self.spill: vec[i32] = vec[i32]()  # spill slot, 0 none
        self.slot_kind: list[int] = [0]    # VK_* of each spill slot
        self.slot_mask: list[int] = [0]
        self.slot_eh: list[bool] = [False]
        self.saved: i64 = 0                # callee-saved registers in use
        self.live: dict[int, list[int]] = {}  # references live across a call: instruction -> registers
        self.polled: dict[int, list[int]] = {}  # volatile registers in use across a poll: instruction -> registers
        self.save_slot: dict[int, int] = {}   # where such a register is saved

    def run(self, m: MFunc, lv: Liveness) -> None:
        """Allocate all registers of `m`."""
        nv = m.nv
        self.reg = cleared32(self.reg, nv)
        self.spill = cleared32(self.spill, nv)
        self.slot_kind = [0]
        self.slot_mask = [0]
        self.slot_eh = [False]
        self.saved = 0
        self.live = {}
        self.polled = {}
        self.save_slot = {}
        r: i64 = 1
        while r < FIRST_VREG:
            self.reg[r] = i32(r)
            r += 1
        occupied = lv.fixed
        for p in range(1, FIRST_VREG):
            if VOLATILE_MASK >> p & 1:
                occupied[p] |= lv.calls
            elif lv.finallys:
                occupied[p] |= lv.finallys
        forced: set[int] = set(lv.handler_live)
        v: i64 = FIRST_VREG
        if lv.finallys:
            while v < nv:
                if lv.masks[v - FIRST_VREG] & lv.finallys:
                    forced.add(int(v))
                v += 1
        parents = self._coalesce(m, lv, forced)
        order: list[tuple[int, int]] = []
        v = FIRST_VREG
        while v < nv:
            mask = lv.masks[v - FIRST_VREG]
            if mask and v not in parents:
                order.append((-(int(lv.weight[v]) << 16) // (_length(mask) + 2), int(v)))
            v += 1
        order.sort()
        for _, w in order:
            self._place(m, lv, w, occupied, forced)
        for child, parent in parents.items():
            while parent in parents:
                parent = parents[parent]
            self.reg[child] = self.reg[parent]
            self.spill[child] = self.spill[parent]
        self._references(m, lv, parents)
        if lv.polls:
            self._save_at_polls(m, lv, parents)

    def _coalesce(self, m: MFunc, lv: Liveness, forced: set[int]) -> dict[int, int]:
        """Unite registers that moves connect and that never live together; returns parent links.

        Only the root of a group keeps a mask with all positions, a weight and hints.  A register that crosses calls
        is not united with a long-lived one that does not: that would drive both out of the volatile registers.
        """
        parents: dict[int, int] = {}
        if not lv.moves:
            return parents
        lv.moves.sort()
        for _, d, a in lv.moves:
            while d in parents:
                d = parents[d]
            while a in parents:
                a = parents[a]
            if d == a or m.vkind[d] != m.vkind[a]:
                continue
            x = lv.masks[d - FIRST_VREG]
            y = lv.masks[a - FIRST_VREG]
            if x & y or (d in forced) != (a in forced):
                continue
            if (x & lv.calls == 0) != (y & lv.calls == 0) and _length(x if x & lv.calls == 0 else y) > _SHORT:
                continue
            parents[a] = d
            lv.masks[d - FIRST_VREG] = x | y
            lv.weight[d] += lv.weight[a]
            if a in lv.hints:
                if d in lv.hints:
                    lv.hints[d].extend(lv.hints[a])
                else:
                    lv.hints[d] = lv.hints[a]
        return parents

    def _place(self, m: MFunc, lv: Liveness, v: i64, occupied: list[int], forced: set[int]) -> None:
        mask = lv.masks[v - FIRST_VREG]
        kind = i64(m.vkind[v])
        hints = lv.hints.get(int(v))
        calls = lv.calls if kind == VK_GP or kind == VK_FP else lv.calls | lv.polls
        if not (forced and int(v) in forced):
            allowed: i64 = _FP_MASK if kind == VK_FP else _GP_MASK
            crossing = mask & calls
            if crossing:
                allowed &= _SAVED_MASK
            if hints is not None:
                for h in hints:
                    r = i64(self.reg[h])
                    if r and allowed >> r & 1 and not mask & occupied[r]:
                        self._take(v, r, mask, occupied)
                        return
            if kind == VK_FP:
                if not crossing:
                    for r in ALLOC_FP:
                        if not mask & occupied[r]:
                            self._take(v, r, mask, occupied)
                            return
            else:
                for r in ALLOC_GP:
                    if crossing and not _SAVED_MASK >> r & 1:
                        continue
                    if not mask & occupied[r]:
                        self._take(v, r, mask, occupied)
                        return
            self._spill(v, kind if kind != VK_FP else VK_GP, mask, hints)
            return
        self.slot_kind.append(int(kind if kind != VK_FP else VK_GP))
        self.slot_mask.append(mask)
        self.slot_eh.append(True)
        self.spill[v] = i32(len(self.slot_kind) - 1)

    def _take(self, v: i64, r: i64, mask: int, occupied: list[int]) -> None:
        self.reg[v] = i32(r)
        occupied[r] |= mask
        self.saved |= (i64(1) << r) & _SAVED_MASK

    def _spill(self, v: i64, kind: i64, mask: int, hints: list[int] | None) -> None:
        if hints is not None:
            for h in hints:
                s = i64(self.spill[h])
                if s and self.slot_kind[s] == kind and not self.slot_eh[s] and not self.slot_mask[s] & mask:
                    self.slot_mask[s] |= mask
                    self.spill[v] = i32(s)
                    return
        for k in range(1, len(self.slot_kind)):
            if self.slot_kind[k] == kind and not self.slot_eh[k] and not self.slot_mask[k] & mask:
                self.slot_mask[k] |= mask
                self.spill[v] = i32(k)
                return
        self.slot_kind.append(int(kind))
        self.slot_mask.append(mask)
        self.slot_eh.append(False)
        self.spill[v] = i32(len(self.slot_kind) - 1)

    def _references(self, m: MFunc, lv: Liveness, parents: dict[int, int]) -> None:
        """Fill `live`."""
        v: i64 = FIRST_VREG
        while v < m.nv:
            kind = m.vkind[v]
            if (kind == VK_REF or kind == VK_BYREF) and v not in parents:
                at = lv.masks[v - FIRST_VREG] & (lv.calls | lv.polls)
                while at:
                    low = at & -at
                    i = (low.bit_length() - 2) >> 1
                    if i in self.live:
                        self.live[i].append(int(v))
                    else:
                        self.live[i] = [int(v)]
                    at ^= low
            v += 1

    def _save_at_polls(self, m: MFunc, lv: Liveness, parents: dict[int, int]) -> None:
        """Fill `polled` and give each of its registers a slot."""
        v: i64 = FIRST_VREG
        while v < m.nv:
            r = int(self.reg[v])
            at = lv.masks[v - FIRST_VREG] & lv.polls
            if at and r and VOLATILE_MASK >> r & 1 and v not in parents:
                if r not in self.save_slot:
                    self.slot_kind.append(VK_GP)
                    self.slot_mask.append(lv.polls)
                    self.slot_eh.append(False)
                    self.save_slot[r] = len(self.slot_kind) - 1
                while at:
                    low = at & -at
                    i = (low.bit_length() - 2) >> 1
                    if i in self.polled:
                        self.polled[i].append(r)
                    else:
                        self.polled[i] = [r]
                    at ^= low
            v += 1
