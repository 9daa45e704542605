"""Native arrays (entry points by row, debug information by function) and native hash tables.

    array     := NU(count << 2 | width) blockOffset:word* node*         one block of 16 elements per word
    node      := NU(1 | 2 | delta << 2) left right     both halves; right stands at node + delta
               | NU(1) left | NU(2 | delta << 2) right one half only, which holds more than one element
               | NU((index & 15) << 2) element         exactly one element
    hashtable := (log2(buckets) << 2 | width):u8 bucketOffset:word*     buckets + 1 words: starts, and the end
                 (lowByte:u8 NS(payload - here))* payload*
    entry     := NU(function << 1) | NU(function << 2 | 1) fixups | NU(function << 2 | 3) NU(here - fixups)
    debug     := NU(0) blob | NU(here - blob)

Words are 1 << width bytes. Block offsets count from the end of the head number, bucket offsets from the byte after
the head. After four levels of nodes the element itself follows, without a node. All empty blocks share one node
that matches no index. A hash value goes to bucket (hash >> 8) & (buckets - 1); entries of a bucket ascend by low
byte. `fixups` is the list of nativeformat.py; equal ones are stored once.

Sources: src/coreclr/vm/nativeformatreader.h; docs/design/coreclr/botr/readytorun-format.md.
"""

from __future__ import annotations

from typing import Final, final

from librt.vecs import append, vec
from mypy_extensions import i64

from codegen.core.masks import bit
from codegen.emit.bits import get_u16, get_u32
from codegen.link.nativeformat import get_ns, get_nu, nu_bytes, number_size
from codegen.link.nativestream import NativeStream

BLOCK: Final = 16
# Average number of entries in a bucket.
_FILL: Final = 13

_LEFT: Final = 1
_RIGHT: Final = 2


@final
class _Elements:
    """What is stored in a table: a prefix, a function number (or none), a blob that may be shared (or none)."""

    def __init__(self) -> None:
        self.prefixes: list[bytes] = []
        self.functions: vec[i64] = vec[i64]()
        self.blobs: list[bytes] = []

    def add(self, prefix: bytes, function: i64, blob: bytes) -> i64:
        """`function` + 1, so that 0 is none."""
        self.prefixes.append(prefix)
        self.functions = append(self.functions, function)
        self.blobs.append(blob)
        return len(self.blobs) - 1

    def put(self, stream: NativeStream, k: i64) -> None:
        if len(self.prefixes[k]) != 0:
            stream.raw(self.prefixes[k])
        blob = self.blobs[k]
        function = self.functions[k] - 1
        if function < 0:
            if len(blob) != 0:
                if not stream.known(blob):
                    stream.raw(nu_bytes(0))
                stream.shared(blob)
        elif len(blob) == 0:
            stream.raw(nu_bytes(function << 1))
        else:
            stream.raw(nu_bytes((function << 2) | (3 if stream.known(blob) else 1)))
            stream.shared(blob)


@final
class NativeArrayWriter:
    """Sparse array; elements may be added in any order, each index once."""

    def __init__(self) -> None:
        self._elements: _Elements = _Elements()
        # index << 32 | element
        self._keys: list[int] = []
        self._stream: NativeStream = NativeStream()

    def add_entry(self, index: i64, function: i64, fixups: bytes) -> None:
        """Entry point: runtime function number, and the encoded fixup list (empty for none)."""
        self._keys.append((index << 32) | self._elements.add(b"", function + 1, fixups))

    def add_debug(self, index: i64, blob: bytes) -> None:
        """Debug information (not empty) of the runtime function `index`."""
        self._keys.append((index << 32) | self._elements.add(b"", 0, blob))

    def finish(self) -> bytes:
        self._keys.sort()
        keys = self._keys
        stream = NativeStream()
        self._stream = stream
        total: i64 = len(keys)
        count: i64 = 0
        if total != 0:
            last: i64 = keys[total - 1]
            count = (last >> 32) + 1
        blocks = (count + BLOCK - 1) // BLOCK
        base = stream.new_label()
        stream.head_number(count)
        stream.place(base)
        labels: vec[i64] = vec[i64]([0] * (blocks + 1))
        empty: i64 = 0
        block: i64 = 0
        at: i64 = 0
        while block < blocks:
            stop = self._end_of_block(at, block)
            if stop == at:
                if empty == 0:
                    empty = stream.new_label()
                labels[block] = empty
            else:
                labels[block] = stream.new_label()
            stream.word(labels[block], base)
            at = stop
            block += 1
        block = 0
        at = 0
        placed = False
        while block < blocks:
            stop = self._end_of_block(at, block)
            if stop != at:
                stream.place(labels[block])
                self._tree(at, stop, 8)
            elif not placed:
                placed = True
                stream.place(empty)
                stream.raw(nu_bytes(BLOCK << 2))
            at = stop
            block += 1
        return stream.finish()

    def _end_of_block(self, at: i64, block: i64) -> i64:
        limit = ((block + 1) * BLOCK) << 32
        while at < len(self._keys):
            key: i64 = self._keys[at]
            if key >= limit:
                break
            at += 1
        return at

    def _tree(self, start: i64, stop: i64, bit: i64) -> None:
        """Elements start .. stop - 1, which differ from each other in `bit` and the bits below it only."""
        stream = self._stream
        key: i64 = self._keys[start]
        if bit == 0:
            self._elements.put(stream, key & 0xFFFFFFFF)
            return
        if stop - start == 1:
            stream.raw(nu_bytes(((key >> 32) & 15) << 2))
            self._elements.put(stream, key & 0xFFFFFFFF)
            return
        middle = start
        while middle < stop:
            key = self._keys[middle]
            if (key >> 32) & bit != 0:
                break
            middle += 1
        if middle == stop:
            stream.raw(nu_bytes(_LEFT))
            self._tree(start, stop, bit >> 1)
            return
        right = stream.new_label()
        if middle == start:
            stream.node(_RIGHT, right)
        else:
            stream.node(_LEFT | _RIGHT, right)
            self._tree(start, middle, bit >> 1)
        stream.place(right)
        self._tree(middle, stop, bit >> 1)


@final
class NativeHashtableWriter:
    """Multi-map from 32-bit hashes; payloads are stored in the order they are added."""

    def __init__(self) -> None:
        self._elements: _Elements = _Elements()
        self._hashes: vec[i64] = vec[i64]()

    def add_raw(self, hash: i64, payload: bytes) -> None:
        self._hashes = append(self._hashes, hash & 0xFFFFFFFF)
        self._elements.add(payload, 0, b"")

    def add_entry(self, hash: i64, signature: bytes, function: i64, fixups: bytes) -> None:
        """Instance entry point: method signature, runtime function number, encoded fixup list or empty."""
        self._hashes = append(self._hashes, hash & 0xFFFFFFFF)
        self._elements.add(signature, function + 1, fixups)

    def finish(self) -> bytes:
        count: i64 = len(self._hashes)
        log: i64 = 0
        while bit(log) <= count // _FILL:
            log += 1
        buckets = bit(log)
        mask = (buckets << 8) - 1
        keys: list[int] = []
        k: i64 = 0
        while k < count:
            keys.append(((self._hashes[k] & mask) << 32) | k)
            k += 1
        keys.sort()
        stream = NativeStream()
        base = stream.new_label()
        stream.head_byte(log)
        stream.place(base)
        first: i64 = stream.new_label()
        k = 0
        while k < buckets:
            stream.new_label()
            k += 1
        k = 0
        while k <= buckets:
            stream.word(first + k, base)
            k += 1
        payload: i64 = stream.new_label()
        k = 1
        while k < count:
            stream.new_label()
            k += 1
        bucket: i64 = 0
        k = 0
        while k < count:
            key: i64 = keys[k]
            while bucket <= key >> 40:
                stream.place(first + bucket)
                bucket += 1
            stream.raw(bytes([(key >> 32) & 0xFF]))
            stream.relative(payload + (key & 0xFFFFFFFF))
            k += 1
        while bucket <= buckets:
            stream.place(first + bucket)
            bucket += 1
        k = 0
        while k < count:
            stream.place(payload + k)
            self._elements.put(stream, k)
            k += 1
        return stream.finish()


def _word(data: bytes, base: i64, index: i64, width: i64) -> i64:
    at = base + (index << width)
    if at + bit(width) > len(data):
        raise ValueError("offset outside a native table")
    if width == 0:
        return i64(data[at])
    if width == 1:
        return get_u16(data, at)
    return get_u32(data, at)


@final
class NativeArray:
    """Reader of an array at `pos`."""

    def __init__(self, data: bytes, pos: i64) -> None:
        head = get_nu(data, pos)
        self.data: bytes = data
        self.count: i64 = head >> 2
        self.base: i64 = pos + number_size(data, pos)
        self.width: i64 = head & 3

    def find(self, index: i64) -> i64:
        """Position of the element, 0 when there is none."""
        if index < 0 or index >= self.count:
            return 0
        data = self.data
        at = self.base + _word(data, self.base, index // BLOCK, self.width)
        bit: i64 = 8
        while bit != 0:
            value = get_nu(data, at)
            if index & bit != 0 and value & _RIGHT != 0:
                at += value >> 2
            elif index & bit == 0 and value & _LEFT != 0:
                at += number_size(data, at)
            elif value & 3 == 0 and value >> 2 == index & (BLOCK - 1):
                return at + number_size(data, at)
            else:
                return 0
            bit >>= 1
        return at


@final
class NativeHashtable:
    """Reader of a hash table at `pos`."""

    def __init__(self, data: bytes, pos: i64) -> None:
        if pos >= len(data):
            raise ValueError("truncated native hash table")
        self.data: bytes = data
        self.base: i64 = pos + 1
        self.width: i64 = i64(data[pos]) & 3
        self.buckets: i64 = bit(i64(data[pos]) >> 2)

    def bucket(self, number: i64) -> list[int]:
        """low byte << 32 | payload position, in stored order."""
        at = self.base + _word(self.data, self.base, number, self.width)
        stop = self.base + _word(self.data, self.base, number + 1, self.width)
        if stop > len(self.data):
            raise ValueError("bucket outside the data")
        found: list[int] = []
        while at < stop:
            low = i64(self.data[at])
            found.append((low << 32) | (at + 1 + get_ns(self.data, at + 1)))
            at += 1 + number_size(self.data, at + 1)
        return found

    def find(self, hash: i64) -> list[int]:
        """Positions of the payloads whose stored part of the hash agrees."""
        found: list[int] = []
        for item in self.bucket((hash >> 8) & (self.buckets - 1)):
            if item >> 32 == hash & 0xFF:
                found.append(item & 0xFFFFFFFF)
        return found


def read_entry(data: bytes, pos: i64) -> tuple[int, int]:
    """Runtime function number and position of the fixup list (0 for none) of the entry at `pos`."""
    head = get_nu(data, pos)
    if head & 1 == 0:
        return head >> 1, 0
    at = pos + number_size(data, pos)
    if head & 2 != 0:
        at -= get_nu(data, at)
    return head >> 2, at


def debug_position(data: bytes, pos: i64) -> i64:
    """Position of the debug blob of the element at `pos`."""
    back = get_nu(data, pos)
    return pos - back if back != 0 else pos + number_size(data, pos)
