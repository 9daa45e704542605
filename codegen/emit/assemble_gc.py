"""GC info of an emitted method: safe points with their live registers and slots, and slots reported always.

Spill slots of references are tracked; stack slots with references, and spill slots that must survive exceptions, are
untracked, which the prolog cleared.  All slots are relative to RBP, since RSP differs in funclets.

Source: src/coreclr/inc/gcinfotypes.h in the .NET runtime.
"""
from __future__ import annotations

from mypy_extensions import i64

from codegen.core.machine import RAX, RDX
from codegen.emit.emitter import Emitter
from codegen.emit.gcinfo import (
    BASE_FRAME,
    F_CONTEXT_METHOD,
    F_CONTEXT_THIS,
    F_CONTEXT_TYPE,
    F_PSP,
    F_REPORT_LEAF,
    REG_RBP,
    SLOT_INTERIOR,
    SLOT_PINNED,
    GcInfo,
)
from codegen.emit.gcinfo64 import encode
from codegen.lower.abi_sysv import assign
from codegen.lower.calls import ret_gc
from codegen.lower.minst import VK_BYREF, VK_REF
from codegen.ssa.func import CTX_METHOD, CTX_NONE, CTX_THIS, CTX_TYPE


def _header(e: Emitter, g: GcInfo, major: i64) -> None:
    f = e.f
    fr = e.fr
    if fr.exists:
        g.base_reg = REG_RBP
    g.out_area = fr.out_area
    if fr.psp:
        g.flags |= F_PSP
        g.psp_slot = fr.out_area
    if fr.funclets:
        g.flags |= F_REPORT_LEAF
    if f.context != CTX_NONE and f.context_slot:
        if f.context == CTX_THIS:
            g.flags |= F_CONTEXT_THIS
        elif f.context == CTX_TYPE:
            g.flags |= F_CONTEXT_TYPE
        elif f.context == CTX_METHOD:
            g.flags |= F_CONTEXT_METHOD
        g.context_slot = fr.slot[f.context_slot] - (16 if major < 10 else 0)
        g.prolog_size = e.a.pos(e.context_mark)
    if f.ret is not None and major < 10:
        sig = assign([], False, f.ret, f.layouts)
        g.return_kind = ret_gc(sig)


def _untracked(e: Emitter, g: GcInfo) -> None:
    f = e.f
    seen: set[int] = set()
    for k in range(1, len(f.slots)):
        s = f.slots[k]
        at = e.fr.slot[k]
        pin = SLOT_PINNED if s.pinned else 0
        for o in s.gc:
            g.add_untracked(BASE_FRAME, at + o, pin)
            seen.add(at + o)
        for o in s.byrefs:
            g.add_untracked(BASE_FRAME, at + o, pin | SLOT_INTERIOR)
        if f.context == CTX_THIS and f.context_slot == k and at not in seen:
            g.add_untracked(BASE_FRAME, at, 0)
    ra = e.ra
    for k in range(1, len(ra.slot_kind)):
        if ra.slot_eh[k]:
            if ra.slot_kind[k] == VK_REF:
                g.add_untracked(BASE_FRAME, e.fr.spill[k], 0)
            elif ra.slot_kind[k] == VK_BYREF:
                g.add_untracked(BASE_FRAME, e.fr.spill[k], SLOT_INTERIOR)


def gc_info(e: Emitter, code_len: i64, major: i64) -> bytes:
    """Encode the GC info of the method just emitted."""
    g = GcInfo()
    g.code_len = code_len
    _header(e, g, major)
    _untracked(e, g)
    ra = e.ra
    slots: dict[int, int] = {}
    for mark, i in e.safe:
        g.add_safe_point(e.a.pos(mark))
        if i == 0:
            continue
        live = ra.live.get(i - 1)
        if live is not None:
            for v in live:
                interior = SLOT_INTERIOR if e.m.vkind[v] == VK_BYREF else 0
                r = int(ra.reg[v])
                s = int(ra.spill[v])
                if not r and ra.slot_eh[s]:
                    continue
                key = (r * 2 if r else 1000 + s * 2) + (1 if interior else 0)
                slot = slots.get(key, 0)
                if not slot:
                    if r:
                        slot = int(g.add_register(r - 1, interior))
                    else:
                        slot = int(g.add_tracked(BASE_FRAME, e.fr.spill[s], interior))
                    slots[key] = slot
                g.mark_live(slot)
        if major >= 10:
            _return_registers(e, g, i - 1, slots)
    return encode(g, 2 if major < 10 else 4)


def _return_registers(e: Emitter, g: GcInfo, i: i64, slots: dict[int, int]) -> None:
    """Version 4: references a call returns are live at its return address."""
    kinds = e.m.calls[e.m.imm[i]].ret_gc
    for shift, r in ((0, RAX), (2, RDX)):
        kind = (kinds >> shift) & 3
        if kind:
            interior = SLOT_INTERIOR if kind == 2 else 0
            key = r * 2 + (1 if interior else 0)
            slot = slots.get(key, 0)
            if not slot:
                slot = int(g.add_register(r - 1, interior))
                slots[key] = slot
            g.mark_live(slot)
