"""Planning in waves: compile the roots, then what their code turned out to need, until nothing new appears.

Which instantiations of generic methods exist is known only when the code that uses them has been compiled; each
result lists them (`deps`). Waves are sorted, so the set of methods and every wave are the same for any engine.
"""

from __future__ import annotations

from collections.abc import Callable

from codegen.blob import CompiledMethod, decode_method

# codegen refuses deeply nested instantiations, which ends recursion over growing types; this bound is only a guard.
_MOST_WAVES = 100


class Planned:
    """What came of one module's roots."""

    def __init__(self) -> None:
        self.methods: list[CompiledMethod] = []
        self.waves = 0


def compile_in_waves(roots: list[str], compile_wave: Callable[[list[str]], dict[str, bytes]]) -> Planned:
    """`compile_wave` maps method keys to records. The methods come back sorted by key."""
    planned = Planned()
    seen: set[str] = set(roots)
    wave = sorted(seen)
    while wave and planned.waves < _MOST_WAVES:
        planned.waves += 1
        records = compile_wave(wave)
        found: set[str] = set()
        for key in wave:
            method, _ = decode_method(records[key], 0)
            planned.methods.append(method)
            if method.ok:
                found.update(method.deps)
        found -= seen
        seen |= found
        wave = sorted(found)
    planned.methods.sort(key=_key)
    return planned


def _key(method: CompiledMethod) -> str:
    return method.key
