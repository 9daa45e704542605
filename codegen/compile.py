"""compile_method: one method from IL to a position-free blob; and the methods an image starts from.

The pipeline is import -> passes -> generate.  It is a pure function of the assemblies, the method and the options;
whatever goes wrong, the answer is a CompiledMethod: either code, or the reason why the method is left to the JIT.

Methods are selected for bisection by the bits of a hash of their text: `only` keeps those whose bits end in the
given string of 0 and 1, `skip` drops them.
"""
from __future__ import annotations

from typing import final

from mypy_extensions import i64

from binder import kinds
from binder.errors import BadImage, ResolveError
from binder.hashing import name_hash
from binder.members import MethodDesc
from binder.modules import Module
from binder.names import parse_method
from binder.types import TypeDesc
from binder.typesystem import TypeSystem
from codegen.blob import CompiledMethod, decode_methods, left_to_jit
from codegen.core.reject import Reject
from codegen.core.timing import T_IMPORT, TIMING, now_ns
from codegen.emit.backend import Backend
from codegen.imp.importer import import_method
from codegen.imp.inline import BodyInliner
from codegen.imp.state import Inliner
from codegen.opt.passes import LEVEL_FULL, LEVEL_REQUIRED, Passes, TraceFn
from codegen.options import CompileOptions
from codegen.ssa.func import Func
from codegen.target import Target


@final
class Compiler:
    """A worker's compiler for one bubble: type system, target, options and the reused arrays."""

    def __init__(self, ts: TypeSystem, target: Target, options: CompileOptions) -> None:
        self.ts: TypeSystem = ts
        self.target: Target = target
        self.options: CompileOptions = options
        self.level: i64 = LEVEL_FULL if options.optimize and not options.debug else LEVEL_REQUIRED
        self.func: Func = Func()
        self.inliner: Inliner = BodyInliner() if self.level == LEVEL_FULL else Inliner()
        self.passes: Passes = Passes()
        self.passes.check = options.check
        self.backend: Backend = Backend(target)

    def compile_method(self, m: MethodDesc, trace: TraceFn | None = None) -> CompiledMethod:
        """Compile the canonical method `m`; never raises for a method that cannot be compiled."""
        key = m.text
        if not selected(key, self.options):
            return left_to_jit(key, "deselected", "")
        try:
            reason = skip_reason(m)
            if reason:
                return left_to_jit(key, reason, "")
            start = now_ns()
            state = import_method(self.ts, m, self.func, self.options.debug, self.inliner)
            self.func.keep_frame = self.options.profile or self.options.debug
            TIMING.add(T_IMPORT, start)
            if trace is not None:
                trace("import", self.func, 0)
            self.passes.run(self.func, self.level, trace)
            out = CompiledMethod(key)
            self.backend.generate(self.func, out)
        except Reject as e:
            return left_to_jit(key, e.reason, e.detail)
        except ResolveError as unresolved:
            return left_to_jit(key, "unresolved", str(unresolved))
        except BadImage as bad:
            return left_to_jit(key, "invalid-il", str(bad))
        except RecursionError:
            return left_to_jit(key, "compiler-failure", "nesting too deep")
        except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError) as broken:
            # A mistake of ours costs this method, not the image.
            return left_to_jit(key, "compiler-failure", f"{type(broken).__name__}: {broken}")
        out.ok = True
        seen: set[str] = set()
        for d in state.deps:
            text = d.text
            if text not in seen:
                seen.add(text)
                out.deps.append(text)
        return out

    def compile_keys(self, keys: list[str]) -> bytes:
        """Compile methods by text; concatenated blobs in the order of `keys`."""
        parts: list[bytes] = []
        for key in keys:
            try:
                m = parse_method(self.ts, key)
                result = self.compile_method(m)
            except (ResolveError, BadImage) as e:
                result = left_to_jit(key, "unresolved", str(e))
            parts.append(result.encode())
        return b"".join(parts)


def selected(key: str, options: CompileOptions) -> bool:
    """Whether the bisection options let the method be compiled."""
    if not options.only and not options.skip:
        return True
    bits = format(name_hash(key.encode("utf-8", "surrogatepass")), "032b")
    if options.only and not bits.endswith(options.only):
        return False
    return not (options.skip and bits.endswith(options.skip))


def skip_reason(m: MethodDesc) -> str:
    """Reason code by the declaration alone, or ""."""
    if m.is_abstract or m.is_internal_call or m.is_pinvoke or not m.is_il or m.rid == 0:
        return "no-body"
    if m.aggressive_optimization or m.no_optimization:
        return "aggressive-optimization"
    if m.attribute("System.Runtime.BypassNGenAttribute"):
        return "bypass-ngen"
    if m.is_synchronized:
        return "synchronized"
    if m.is_async:
        return "runtime-async"
    if m.attribute("System.Runtime.BypassReadyToRunAttribute"):
        return "hardware-intrinsic"
    if m.unmanaged_callers_only:
        return "pinvoke"
    if m.sig.callconv == kinds.SIG_VARARG:
        return "varargs"
    return ""


def roots(module: Module) -> list[MethodDesc]:
    """The canonical methods an image of `module` starts from: every body, generic ones over __Canon."""
    out: list[MethodDesc] = []
    for t in module.typedefs():
        try:
            _type_roots(t, module, out)
        except ResolveError:
            # The type cannot be loaded: so the runtime will say when it is used.
            continue
    return out


def _type_roots(t: TypeDesc, module: Module, out: list[MethodDesc]) -> None:
    generic = t.kind == kinds.TK_INST
    if generic and _needs_struct(module, 0x02000000 | t.rid):
        return
    first, end = module.md.typedef_methods(t.rid)
    rid: i64 = first
    while rid < end:
        if module.md.method_rva(rid) != 0 and not _needs_struct(module, 0x06000000 | rid):
            m = t.method_of_row(rid)
            if generic or m.margs:
                m = m.over_canon()
            out.append(m)
        rid += 1


def _needs_struct(module: Module, token: i64) -> bool:
    """Some type parameter must be a value type, so that there is no instantiation over __Canon."""
    for _, flags, _ in module.md.generic_params(token):
        if flags & kinds.GP_STRUCT:
            return True
    return False


def compile_module(ts: TypeSystem, module: Module, target: Target, options: CompileOptions) -> list[CompiledMethod]:
    """Compile everything of `module` in this process, in waves until no new instantiation appears."""
    compiler = Compiler(ts, target, options)
    done: set[str] = set()
    out: list[CompiledMethod] = []
    wave = [m.text for m in roots(module)]
    while wave:
        results: list[CompiledMethod] = []
        for key in wave:
            done.add(key)
        results = decode_methods(compiler.compile_keys(wave))
        out.extend(results)
        found: set[str] = set()
        for r in results:
            for d in r.deps:
                if d not in done:
                    found.add(d)
        wave = sorted(found)
    return out
