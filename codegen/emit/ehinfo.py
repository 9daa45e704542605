"""Exception clauses: from the regions of a method to the table the runtime searches.

    clause := flags:u32 tryStart:u32 tryEnd:u32 handlerStart:u32 handlerEnd:u32 (class token | filter start):u32

Offsets are native, relative to the method's first byte, ends exclusive. Handlers and filters are funclets: code
behind the main body. The runtime takes the first clause whose try holds the place, so inner clauses come first;
IL order has them so already.

A funclet lies outside the try regions that enclose its handler in IL. .NET 8 therefore wants, after the real
clauses, a copy of every enclosing clause with the funclet as its try (DUPLICATED); .NET 10 knows by itself and
must not get them. Exceptions never leave a filter, so filters get no copies.

SAMETRY marks all but the first clause of one try: an exception thrown by one of its handlers is not for the
others.

Sources: ECMA-335 II.25.4.6 and I.12.4.2; docs/design/coreclr/botr/clr-abi.md; src/coreclr/inc/readytorun.h.
"""

from __future__ import annotations

from typing import Final, final

from librt.strings import BytesWriter
from mypy_extensions import i64

from codegen.blob import Clause
from codegen.emit.bits import get_u32, put_u32

EH_TYPED: Final = 0
EH_FILTER: Final = 1
EH_FINALLY: Final = 2
EH_FAULT: Final = 4
EH_DUPLICATED: Final = 8
EH_SAMETRY: Final = 0x10

CLAUSE_SIZE: Final = 24

# R2R major from which the runtime handles exceptions out of nested funclets without duplicated clauses.
_NO_DUPLICATES_FROM: Final = 10


@final
class EhRegion:
    """One clause of the IL body, and where its pieces are in native code once that is known.

    The IL ranges say what encloses what: native ranges cannot, since funclets have moved out and a nested try can
    cover the same instructions as the outer one.
    """

    def __init__(self, kind: i64, il_try_start: i64, il_try_end: i64, il_handler_start: i64,
                 il_handler_end: i64, class_text: str) -> None:
        self.kind: i64 = kind
        self.il_try_start: i64 = il_try_start
        self.il_try_end: i64 = il_try_end
        self.il_handler_start: i64 = il_handler_start
        self.il_handler_end: i64 = il_handler_end
        self.class_text: str = class_text
        self.try_start: i64 = 0
        self.try_end: i64 = 0
        self.handler_start: i64 = 0
        self.handler_end: i64 = 0
        self.filter_start: i64 = 0

    def same_try(self, other: EhRegion) -> bool:
        return self.il_try_start == other.il_try_start and self.il_try_end == other.il_try_end

    def encloses(self, inner: EhRegion) -> bool:
        """Whether all of `inner`, its try and its handler, lies in this region's try."""
        if self.il_try_start > inner.il_try_start or self.il_try_end < inner.il_try_end:
            return False
        return self.il_try_start <= inner.il_handler_start and self.il_try_end >= inner.il_handler_end


def _clause(region: EhRegion, flags: i64, try_start: i64, try_end: i64) -> Clause:
    return Clause(flags, try_start, try_end, region.handler_start, region.handler_end,
                  region.filter_start if region.kind == EH_FILTER else 0,
                  region.class_text if region.kind == EH_TYPED else "")


def make_clauses(regions: list[EhRegion], r2r_major: i64) -> list[Clause]:
    """All clauses of a method, from its regions in IL order with their native places filled in.

    A region whose try became empty (its code was unreachable) is left out; but its finally handler may still be called,
    and what that throws is for the clauses around it.
    """
    real = [r for r in regions if r.try_start < r.try_end]
    out: list[Clause] = []
    previous: EhRegion | None = None
    for region in real:
        flags = region.kind
        if previous is not None and region.same_try(previous):
            flags |= EH_SAMETRY
        out.append(_clause(region, flags, region.try_start, region.try_end))
        previous = region
    if r2r_major >= _NO_DUPLICATES_FROM:
        return out
    for inner in regions:
        if inner.handler_start >= inner.handler_end:
            continue
        for outer in real:
            if outer is not inner and outer.encloses(inner):
                out.append(_clause(outer, outer.kind | EH_DUPLICATED, inner.handler_start, inner.handler_end))
    return out


def encode_clause(out: BytesWriter, clause: Clause, class_token: i64) -> None:
    """Append 24 bytes; `class_token` counts for typed clauses only."""
    put_u32(out, clause.flags)
    put_u32(out, clause.try_start)
    put_u32(out, clause.try_end)
    put_u32(out, clause.handler_start)
    put_u32(out, clause.handler_end)
    if clause.flags & (EH_FILTER | EH_FINALLY | EH_FAULT) == EH_TYPED:
        put_u32(out, class_token)
    elif clause.flags & EH_FILTER != 0:
        put_u32(out, clause.filter_start)
    else:
        put_u32(out, 0)


def decode_clause(data: bytes, pos: i64) -> tuple[Clause, int]:
    """A clause without class text, and its class token (0 when it is not typed)."""
    if pos + CLAUSE_SIZE > len(data):
        raise ValueError("truncated exception clause")
    flags = get_u32(data, pos)
    last = get_u32(data, pos + 20)
    clause = Clause(flags, get_u32(data, pos + 4), get_u32(data, pos + 8), get_u32(data, pos + 12),
                    get_u32(data, pos + 16), last if flags & EH_FILTER != 0 else 0, "")
    typed = flags & (EH_FILTER | EH_FINALLY | EH_FAULT) == EH_TYPED
    return clause, last if typed else 0
