"""Powers of two and masks at every distance: the compiled build must agree with unbounded arithmetic."""

from __future__ import annotations

from codegen.core.masks import bit, low_mask


def test_bits_and_masks() -> None:
    for n in range(63):
        assert bit(n) == 1 << n
        assert low_mask(n) == (1 << n) - 1
