"""Hashes by which the runtime finds types and methods in the tables of an image.

    available types   XOR of typeName over a type and all types around it
    methods           type hash of the owner ^ name hash, or ^ generic(name hash, arguments' type hashes)
    attributes        a pair of values mixed as below

The hashes of names and types are those of binder.hashing. Everything is modulo 2^32.

Sources: src/coreclr/vm/typehashingalgorithms.h, src/coreclr/vm/versionresilienthashcode.cpp,
src/coreclr/vm/readytoruninfo.cpp.
"""

from __future__ import annotations

from typing import Final

from mypy_extensions import i64

from binder.hashing import combine_end, combine_step, name_hash

_PRIME2: Final = 2246822519
_PRIME3: Final = 3266489917
_PRIME4: Final = 668265263
_PRIME5: Final = 374761393


def method_hash(owner: i64, name: bytes, args: list[int]) -> i64:
    """`owner`: the owner's type hash; `args`: type hashes of the method's own instantiation, or empty."""
    own = name_hash(name)
    if len(args) == 0:
        return owner ^ own
    for arg in args:
        own = combine_step(own, arg)
    return owner ^ combine_end(own)


def inlinee_hash(module: bytes, rid: i64) -> i64:
    """Key of a method in the inlining table: simple module name and MethodDef row."""
    return name_hash(module) ^ rid


def _multiply(a: i64, b: i64) -> i64:
    """Low 32 bits of the product, without a step that needs more than 63."""
    return ((a & 0xFFFF) * b + ((((a >> 16) * (b & 0xFFFF)) & 0xFFFF) << 16)) & 0xFFFFFFFF


def _rotate(value: i64, bits: i64) -> i64:
    return ((value << bits) | (value >> (32 - bits))) & 0xFFFFFFFF


def combine_two(a: i64, b: i64) -> i64:
    """Mix of two values."""
    h: i64 = _PRIME5 + 8
    h = _multiply(_rotate((h + _multiply(a & 0xFFFFFFFF, _PRIME3)) & 0xFFFFFFFF, 17), _PRIME4)
    h = _multiply(_rotate((h + _multiply(b & 0xFFFFFFFF, _PRIME3)) & 0xFFFFFFFF, 17), _PRIME4)
    h ^= h >> 15
    h = _multiply(h, _PRIME2)
    h ^= h >> 13
    h = _multiply(h, _PRIME3)
    return h ^ (h >> 16)
