"""The version-resilient hash functions of ReadyToRun images.

They key the hash tables of an image (available types, instance entry points), so every bit must agree with the
runtime.  Arithmetic is modulo 2^32; name bytes are UTF-8 and sign-extended one by one.
Source: dotnet/runtime src/coreclr/vm/typehashingalgorithms.h and versionresilienthashcode.cpp.
"""

from __future__ import annotations

from typing import Final

from mypy_extensions import i64

MASK32: Final = 0xFFFFFFFF


def _rotl(value: i64, bits: i64) -> i64:
    return ((value << bits) | (value >> (32 - bits))) & 0xFFFFFFFF


def name_hash(name: bytes) -> i64:
    """0 for an empty name, such as the namespace of nested types."""
    if len(name) == 0:
        return 0
    h1: i64 = 0x6DA3B944
    h2: i64 = 0
    n: i64 = len(name)
    i: i64 = 0
    while i < n:
        b: i64 = name[i]
        if b >= 0x80:
            b |= 0xFFFFFF00
        if (i & 1) == 0:
            h1 = ((h1 + _rotl(h1, 5)) & 0xFFFFFFFF) ^ b
        else:
            h2 = ((h2 + _rotl(h2, 5)) & 0xFFFFFFFF) ^ b
        i += 1
    h1 = (h1 + _rotl(h1, 8)) & 0xFFFFFFFF
    h2 = (h2 + _rotl(h2, 8)) & 0xFFFFFFFF
    return h1 ^ h2


def type_name_hash(namespace: str, name: str) -> i64:
    return name_hash(namespace.encode("utf-8", "surrogatepass")) ^ name_hash(
        name.encode("utf-8", "surrogatepass")
    )


def nested_hash(enclosing: i64, own: i64) -> i64:
    return ((enclosing + _rotl(enclosing, 11)) & 0xFFFFFFFF) ^ own


def combine_step(h: i64, arg: i64) -> i64:
    """One argument of an instantiation; close the sequence with `combine_end`."""
    return ((h + _rotl(h, 13)) & 0xFFFFFFFF) ^ arg


def combine_end(h: i64) -> i64:
    return (h + _rotl(h, 15)) & 0xFFFFFFFF


def array_hash(elem: i64, rank: i64) -> i64:
    """Vectors hash as arrays of rank 1."""
    return combine_end(combine_step((0xD5313556 + rank) & 0xFFFFFFFF, elem))


def pointer_hash(target: i64) -> i64:
    return ((target + _rotl(target, 5)) & 0xFFFFFFFF) ^ 0x12D0


def byref_hash(target: i64) -> i64:
    return ((target + _rotl(target, 7)) & 0xFFFFFFFF) ^ 0x4C85
