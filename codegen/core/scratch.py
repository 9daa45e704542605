"""Side tables: arrays that are kept between functions and only ever grow."""
from __future__ import annotations

from librt.vecs import append, vec
from mypy_extensions import i32, i64


def grown32(v: vec[i32], n: i64) -> vec[i32]:
    """`v` with at least n items."""
    while len(v) < n:
        v = append(v, i32(0))
    return v


def grown64(v: vec[i64], n: i64) -> vec[i64]:
    """`v` with at least n items."""
    while len(v) < n:
        v = append(v, i64(0))
    return v


def cleared32(v: vec[i32], n: i64) -> vec[i32]:
    """`v` with at least n items, the first n of them zero."""
    k: i64 = 0
    have: i64 = len(v)
    if have > n:
        have = n
    while k < have:
        v[k] = 0
        k += 1
    while len(v) < n:
        v = append(v, i32(0))
    return v
