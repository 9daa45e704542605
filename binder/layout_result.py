"""What the layout of a type is, as a value.

Offsets count from the start of the value for value types and from the MethodTable pointer for classes.  `size`
is the size of the value, or for a class the end of its instance fields; `ok` false means that nothing in it may
be relied on and `reason` says why.
"""

from __future__ import annotations

from typing import Final, final

LK_AUTO: Final = 0
LK_SEQUENTIAL: Final = 1
LK_EXPLICIT: Final = 2


@final
class Layout:
    def __init__(self, size: int, align: int) -> None:
        self.size = size
        self.align = align
        # Byte offsets of object references, and of managed pointers; both sorted, nested structs flattened.
        self.gc: list[int] = []
        self.byrefs: list[int] = []
        # One entry per declared field, in order; 0 for static fields.
        self.offsets: list[int] = []
        self.kind = LK_AUTO
        self.ok = True
        self.reason = ""

    def gc_bitmap(self, pointer_size: int) -> str:
        """Reference words as hexadecimal bytes, lowest word first, or "-" (Check_TypeLayout operand)."""
        if len(self.gc) == 0:
            return "-"
        words = (self.size + pointer_size - 1) // pointer_size
        bits = [0] * ((words + 7) // 8)
        for ofs in self.gc:
            word = ofs // pointer_size
            bits[word >> 3] |= 1 << (word & 7)
        return bytes(bits).hex()


def failed_layout(reason: str) -> Layout:
    result = Layout(0, 1)
    result.ok = False
    result.reason = reason
    return result
