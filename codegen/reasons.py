"""The closed list of reasons for which a method is left to the JIT.

Each code is stable: it is stored with images, shown by `ngen why` and documented in docs/reasons.md from this
table.  A method that is not compiled always has exactly one code, and may have a detail (what exactly).
"""
from __future__ import annotations

from typing import Final

REASONS: Final[dict[str, str]] = {
    "no-body": "abstract, internal call, P/Invoke or implemented by the runtime",
    "aggressive-optimization": "the method asks for the JIT's full optimisation (AggressiveOptimization)",
    "bypass-ngen": "the method asks to be left to the JIT (BypassNGenAttribute)",
    "synchronized": "the method holds a lock for its whole body (Synchronized)",
    "runtime-async": "runtime-async method",
    "varargs": "variable argument list",
    "jmp": "IL jmp instruction",
    "explicit-tail-call": "explicit tail call",
    "typed-reference": "TypedReference instructions",
    "localloc": "stack allocation of dynamic size (localloc)",
    "pinned-local": "pinned local variable",
    "filter": "exception filter",
    "nested-handler": "protected region inside an exception handler",
    "handler-in-generic": "exception clause whose type depends on the shared instantiation",
    "pinvoke": "P/Invoke that needs marshalling, or a method that only native code may call",
    "unmanaged-calli": "indirect call of an unmanaged function",
    "abi-unstable": "type whose ABI is not stable (Vector<T>, Int128, small structs of other assemblies, ...)",
    "hardware-intrinsic": "hardware intrinsics",
    "intrinsic": "calls an intrinsic method that only the JIT can expand",
    "generic-cctor": "static constructor of a shared generic class has to be triggered",
    "generic-lookup": "runtime lookup of a kind that is not supported",
    "generic-virtual": "generic virtual method called from shared code",
    "generic-depth": "generic instantiation nested too deeply",
    "constrained": "constrained call that cannot be resolved at compile time",
    "static-virtual": "static virtual method call",
    "delegate-pattern": "delegate construction of an unusual shape",
    "array-rank": "operation on an array of more than one dimension",
    "layout-unstable": "type layout that cannot be checked by a fixup",
    "field-offset": "field offset that cannot be checked by a fixup",
    "out-of-bubble": "body of another version bubble",
    "unresolved": "a token does not resolve: the JIT reports the error when the method runs",
    "invalid-il": "IL that the runtime rejects, or whose meaning the specification leaves open",
    "large-frame": "frame larger than a page",
    "large-method": "method larger than the compiler accepts",
    "unsupported-il": "an IL instruction or operand shape that the compiler does not translate",
    "token-not-expressible": "something the code needs has no token in the assembly's own metadata",
    "deselected": "left out on request (bisection)",
    "compiler-failure": "internal error; the method was quarantined",
}
