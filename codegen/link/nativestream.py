"""A stream whose numbers are distances inside itself: the common ground of native arrays and hash tables.

A stream is a list of items; labels name places between them. Numbers that depend on places get their size by
relaxation: every number starts with its shortest form, places are computed, and numbers (or the width of the
offset words) that do not fit grow, until nothing grows. Sizes never shrink, so this ends; a number that would fit
a shorter form in the end keeps the longer one, which readers accept.

Sharing: equal blobs are stored once; a later use refers back to the first by distance. That works because blobs
are stored in stream order.

Source: src/coreclr/vm/nativeformatreader.h.
"""

from __future__ import annotations

from typing import Final, final

from librt.strings import BytesWriter
from librt.vecs import append, vec
from mypy_extensions import i64, u8

from codegen.core.masks import bit
from codegen.link.nativeformat import ns_size, nu_size, put_number

_RAW: Final = 1         # a: number of the blob
_HEAD_NUMBER: Final = 2  # NU(a << 2 | index size)
_HEAD_BYTE: Final = 3   # byte a << 2 | index size
_WORD: Final = 4        # label b - label a, 1 << index size bytes
_NODE: Final = 5        # NU(a | (label b - here) << 2)
_BACK: Final = 6        # NU(here - label b)
_RELATIVE: Final = 7    # NS(label b - here)


@final
class NativeStream:
    """Labels are numbered from 1; 0 is none."""

    def __init__(self) -> None:
        self._kinds: vec[i64] = vec[i64]()
        self._a: vec[i64] = vec[i64]()
        self._b: vec[i64] = vec[i64]()
        self._sizes: vec[i64] = vec[i64]()
        self._blobs: list[bytes] = []
        # label -> index of the item it stands before
        self._labels: vec[i64] = vec[i64]([0])
        self._shared: dict[bytes, int] = {}
        self._index_size: i64 = 0

    def _item(self, kind: i64, a: i64, b: i64, size: i64) -> None:
        self._kinds = append(self._kinds, kind)
        self._a = append(self._a, a)
        self._b = append(self._b, b)
        self._sizes = append(self._sizes, size)

    def new_label(self) -> i64:
        self._labels = append(self._labels, 0)
        return len(self._labels) - 1

    def place(self, label: i64) -> None:
        """`label` stands before what is added next."""
        self._labels[label] = len(self._kinds)

    def raw(self, data: bytes) -> None:
        self._blobs.append(data)
        self._item(_RAW, len(self._blobs) - 1, 0, len(data))

    def head_number(self, value: i64) -> None:
        """NU of `value` with the width of the words in its low two bits."""
        self._item(_HEAD_NUMBER, value, 0, nu_size(value << 2))

    def head_byte(self, value: i64) -> None:
        """A byte of `value` with the width of the words in its low two bits."""
        self._item(_HEAD_BYTE, value, 0, 1)

    def word(self, label: i64, base: i64) -> None:
        """Distance from `base` to `label`, all words of the stream of one width."""
        self._item(_WORD, base, label, 1)

    def node(self, flags: i64, label: i64) -> None:
        """NU of two flag bits and the distance from here forward to `label`."""
        self._item(_NODE, flags, label, 1)

    def relative(self, label: i64) -> None:
        """NS of the distance from here to `label`."""
        self._item(_RELATIVE, 0, label, 1)

    def known(self, data: bytes) -> bool:
        """Whether `data` was already stored by shared()."""
        return data in self._shared

    def shared(self, data: bytes) -> None:
        """Store `data` here, or refer back (NU of the distance) to where it is stored already."""
        label: i64 = self._shared.get(data, 0)
        if label != 0:
            self._item(_BACK, 0, label, 1)
            return
        label = self.new_label()
        self.place(label)
        self._shared[data] = label
        self.raw(data)

    def _positions(self) -> vec[i64]:
        count: i64 = len(self._kinds)
        positions: vec[i64] = vec[i64]([0] * (count + 1))
        at: i64 = 0
        k: i64 = 0
        while k < count:
            positions[k] = at
            at += self._sizes[k]
            k += 1
        positions[count] = at
        return positions

    def _value(self, positions: vec[i64], k: i64) -> i64:
        """What the number of item `k` says when items stand at `positions`."""
        kind = self._kinds[k]
        a = self._a[k]
        if kind <= _HEAD_BYTE:
            return (a << 2) | self._index_size
        target = positions[self._labels[self._b[k]]]
        if kind == _WORD:
            return target - positions[self._labels[a]]
        if kind == _NODE:
            return a | ((target - positions[k]) << 2)
        if kind == _BACK:
            return positions[k] - target
        return target - positions[k]

    def _grow(self, positions: vec[i64]) -> bool:
        """Make room where a value does not fit; whether anything grew."""
        count: i64 = len(self._kinds)
        grew = False
        widest = self._index_size
        k: i64 = 0
        while k < count:
            kind = self._kinds[k]
            if kind == _WORD:
                value = self._value(positions, k)
                while widest < 2 and value >> (8 << widest) != 0:
                    widest += 1
            elif kind != _RAW and kind != _HEAD_BYTE:
                value = self._value(positions, k)
                size = ns_size(value) if kind == _RELATIVE else nu_size(value)
                if size > self._sizes[k]:
                    self._sizes[k] = size
                    grew = True
            k += 1
        if widest != self._index_size:
            self._index_size = widest
            grew = True
            k = 0
            while k < count:
                if self._kinds[k] == _WORD:
                    self._sizes[k] = bit(widest)
                k += 1
        return grew

    def finish(self) -> bytes:
        positions = self._positions()
        while self._grow(positions):
            positions = self._positions()
        out = BytesWriter()
        count: i64 = len(self._kinds)
        k: i64 = 0
        while k < count:
            kind = self._kinds[k]
            if kind == _RAW:
                out.write(self._blobs[self._a[k]])
            elif kind == _WORD or kind == _HEAD_BYTE:
                value = self._value(positions, k)
                size = self._sizes[k]
                while size > 0:
                    out.append(u8(value & 0xFF))
                    value >>= 8
                    size -= 1
            else:
                put_number(out, self._value(positions, k), self._sizes[k])
            k += 1
        return out.getvalue()
