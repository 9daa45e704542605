"""What the evaluation stack and the variables of a method hold while it is imported."""
from __future__ import annotations

from typing import final

from mypy_extensions import i64

from binder.members import MethodDesc
from binder.types import TypeDesc


@final
class Item:
    """An entry of the evaluation stack: TY_* scalar `val`, or (ty == TY_NONE) the address of a struct of `type`."""

    __slots__ = ("ty", "val", "type", "slot", "ftn", "ftn_open")

    def __init__(self, ty: i64, val: i64, type: TypeDesc | None) -> None:
        self.ty: i64 = ty
        self.val: i64 = val
        self.type: TypeDesc | None = type
        self.slot: i64 = 0                      # the temporary that this struct item owns
        self.ftn: MethodDesc | None = None      # the method whose address this is (ldftn, not materialised)
        self.ftn_open: MethodDesc | None = None


@final
class Variable:
    """An argument or local: an SSA variable (`slot` 0) or a stack slot."""

    def __init__(self, type: TypeDesc, ty: i64, mk: i64) -> None:
        self.type: TypeDesc = type
        self.ty: i64 = ty         # TY_NONE for a struct
        self.mk: i64 = mk
        self.slot: i64 = 0


@final
class Return:
    """Where an inlined body ends, in a block without a terminator, and its result."""

    def __init__(self, block: i64, item: Item | None) -> None:
        self.block: i64 = block
        self.item: Item | None = item
