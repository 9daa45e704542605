"""The set of assemblies one compilation sees, and the only place where type and method descriptors are made.

Assemblies are known by simple name (case-insensitive) and opened when first asked for.  One TypeSystem serves one
target pointer size, one runtime major version and one version bubble, all fixed before the first layout is asked
for; with them every answer is a pure function of the files.
"""

from __future__ import annotations

import os
from typing import Final, final

from mypy_extensions import i64

from binder.errors import ResolveError
from binder.kinds import (
    BUILTIN_KINDS,
    BUILTIN_NAMES,
    MF_PUBLIC,
    MF_RTSPECIALNAME,
    SIG_GENERIC,
    SIG_HASTHIS,
    TK_BYREF,
    TK_CANON,
    TK_DEF,
    TK_FNPTR,
    TK_I4,
    TK_INST,
    TK_MDARRAY,
    TK_MVAR,
    TK_NONE,
    TK_OBJECT,
    TK_PTR,
    TK_SZARRAY,
    TK_VAR,
    TK_VOID,
)
from binder.members import FieldDesc, MethodDesc, MethodSig
from binder.modules import Module
from binder.pe_reader import open_pe
from binder.sigs import managed_callconv
from binder.types import TypeDesc, adopt

CORLIB: Final = "System.Private.CoreLib"

# Types of the core library that classification needs, in the order of `TypeSystem._core`.
CORE_NAMES: Final = (
    "Array",
    "ValueType",
    "Enum",
    "MulticastDelegate",
    "Nullable`1",
    "ArgIterator",
    "RuntimeArgumentHandle",
)

MAX_IDS: Final = 1 << 24


@final
class TypeSystem:
    def __init__(self, pointer_size: int = 8, runtime_major: int = 8) -> None:
        self.pointer_size = pointer_size
        self.runtime_major = runtime_major
        self.bubble: Module | None = None
        self._modules: dict[str, Module] = {}
        self._paths: dict[str, str] = {}
        # Names of assemblies that will run as precompiled images although the files at hand are not.
        self._will_be_r2r: set[str] = set()
        self._corlib: Module | None = None
        self._core: list[TypeDesc] = []
        self._prims: list[TypeDesc | None] = []
        self._vars: list[TypeDesc] = []
        self._mvars: list[TypeDesc] = []
        self._mdarrays: dict[int, TypeDesc] = {}
        self._fnptrs: dict[str, TypeDesc] = {}
        self._array_methods: dict[str, MethodDesc] = {}
        self._next_type: i64 = 1
        self._next_method: i64 = 1

    # ---- modules

    def add_reference(self, path: str) -> None:
        """Make a file known under its stem without opening it; the first of a name wins."""
        name = os.path.basename(path)
        stem = name[:-4] if name[-4:].lower() in (".dll", ".exe") else name
        self._paths.setdefault(stem.lower(), path)

    def add_module(self, path: str) -> Module:
        """Open a file now, under the name its manifest gives."""
        module = Module(self, open_pe(path), path)
        key = module.name.lower()
        known = self._modules.get(key)
        if known is not None:
            return known
        self._modules[key] = module
        if key in self._will_be_r2r:
            module.is_r2r = True
        return module

    def module_by_name(self, name: str) -> Module | None:
        key = name.lower()
        module = self._modules.get(key)
        if module is None:
            path = self._paths.get(key)
            if path is not None:
                module = self.add_module(path)
                if module.name.lower() != key:
                    raise ResolveError(f"{path} holds {module.name}, not {name}")
        return module

    def expect_r2r(self, name: str) -> None:
        """Lay out the classes of this assembly as those of a precompiled image."""
        self._will_be_r2r.add(name.lower())
        module = self._modules.get(name.lower())
        if module is not None:
            module.is_r2r = True

    def set_bubble(self, module: Module) -> None:
        """Name the module being compiled.  Once, before layouts are asked for."""
        self.bubble = module
        self.expect_r2r(module.name)

    def in_bubble(self, module: Module) -> bool:
        return module is self.bubble

    @property
    def corlib(self) -> Module:
        found = self._corlib
        if found is None:
            found = self._bind_corlib()
        return found

    def _bind_corlib(self) -> Module:
        found = self.module_by_name(CORLIB)
        if found is None:
            for m in self._modules.values():
                if m.md.assembly_ref_count() == 0 and m.md.find_typedef("System", "Object"):
                    found = m
        if found is None:
            raise ResolveError("no core library among the references")
        found.is_corlib = True
        self._corlib = found
        self._prims = [None] * (TK_CANON + 1)
        for i in range(len(BUILTIN_KINDS)):
            rid = found.md.find_typedef("System", BUILTIN_NAMES[i])
            if rid == 0:
                raise ResolveError(f"{found.name} has no System.{BUILTIN_NAMES[i]}")
            t = TypeDesc(self, self._type_id(), BUILTIN_KINDS[i], found, rid)
            self._prims[BUILTIN_KINDS[i]] = t
            found.set_typedef(rid, t)
        for name in CORE_NAMES:
            self._core.append(found.resolve_name("System", name))
        return found

    def _type_id(self) -> i64:
        n = self._next_type
        if n >= MAX_IDS:
            raise ResolveError("too many types")
        self._next_type = n + 1
        return n

    def _method_id(self) -> i64:
        n = self._next_method
        self._next_method = n + 1
        return n

    # ---- types of the core library

    def prim(self, kind: i64) -> TypeDesc:
        """The type of a primitive kind, string, object, typedref or __Canon."""
        if self._corlib is None:
            self._bind_corlib()
        t = self._prims[kind] if TK_NONE < kind <= TK_CANON else None
        if t is None:
            raise ResolveError(f"{kind:#x} is not a built-in type")
        return t

    def well_known(self, namespace: str, name: str) -> TypeDesc:
        return self.corlib.resolve_name(namespace, name)

    def _core_type(self, i: i64) -> TypeDesc:
        if self._corlib is None:
            self._bind_corlib()
        return self._core[i]

    @property
    def array_type(self) -> TypeDesc:
        return self._core_type(0)

    @property
    def value_type(self) -> TypeDesc:
        return self._core_type(1)

    @property
    def enum_type(self) -> TypeDesc:
        return self._core_type(2)

    @property
    def multicast_delegate(self) -> TypeDesc:
        return self._core_type(3)

    @property
    def nullable_type(self) -> TypeDesc:
        return self._core_type(4)

    @property
    def arg_iterator(self) -> TypeDesc:
        return self._core_type(5)

    @property
    def runtime_argument_handle(self) -> TypeDesc:
        return self._core_type(6)

    @property
    def canon_type(self) -> TypeDesc:
        return self.prim(TK_CANON)

    @property
    def object_type(self) -> TypeDesc:
        return self.prim(TK_OBJECT)

    # ---- making types

    def make_definition(self, module: Module, rid: i64) -> TypeDesc:
        """For Module.typedef."""
        if self._corlib is None:
            self._bind_corlib()
            known = module._typedefs[rid]
            if known is not None:
                return known
        params = module.md.generic_params(0x02000000 | rid)
        if len(params) == 0:
            return TypeDesc(self, self._type_id(), TK_DEF, module, rid)
        t = TypeDesc(self, self._type_id(), TK_INST, module, rid)
        key = 0
        for i in range(len(params)):
            v = self.var(i)
            t.args.append(v)
            adopt(t, v)
            key = (key << 24) | int(v.id)
        t.insts[key] = t
        return t

    def inst(self, defn: TypeDesc, args: list[TypeDesc]) -> TypeDesc:
        """Instantiation of a generic definition."""
        if defn.kind != TK_INST or defn.defn is not defn or len(args) != len(defn.args):
            raise ResolveError(f"{defn.text} does not take {len(args)} type arguments")
        key = 0
        for a in args:
            key = (key << 24) | int(a.id)
        t = defn.insts.get(key)
        if t is None:
            t = TypeDesc(self, self._type_id(), TK_INST, defn.module, defn.rid)
            t.defn = defn
            t.args = list(args)
            for a in args:
                if a.kind == TK_BYREF or a.kind == TK_VOID:
                    raise ResolveError(f"{a.text} cannot be a type argument")
                adopt(t, a)
            defn.insts[key] = t
        return t

    def _over(self, kind: i64, elem: TypeDesc) -> TypeDesc:
        t = TypeDesc(self, self._type_id(), kind, self.corlib, 0)
        t.elem = elem
        adopt(t, elem)
        return t

    def szarray(self, elem: TypeDesc) -> TypeDesc:
        t = elem.szarray_of
        if t is None:
            if elem.kind == TK_BYREF or elem.kind == TK_VOID:
                raise ResolveError(f"no array of {elem.text}")
            t = self._over(TK_SZARRAY, elem)
            t.rank = 1
            elem.szarray_of = t
        return t

    def byref(self, elem: TypeDesc) -> TypeDesc:
        t = elem.byref_of
        if t is None:
            if elem.kind == TK_BYREF:
                raise ResolveError(f"no reference to {elem.text}")
            t = self._over(TK_BYREF, elem)
            elem.byref_of = t
        return t

    def ptr(self, elem: TypeDesc) -> TypeDesc:
        t = elem.ptr_of
        if t is None:
            t = self._over(TK_PTR, elem)
            elem.ptr_of = t
        return t

    def mdarray(self, elem: TypeDesc, rank: i64) -> TypeDesc:
        key = (int(elem.id) << 8) | int(rank)
        t = self._mdarrays.get(key)
        if t is None:
            if elem.kind == TK_BYREF or elem.kind == TK_VOID:
                raise ResolveError(f"no array of {elem.text}")
            t = self._over(TK_MDARRAY, elem)
            t.rank = rank
            self._mdarrays[key] = t
        return t

    def fnptr(self, sig: MethodSig) -> TypeDesc:
        cc = managed_callconv(sig.callconv_byte)
        parts = [str(cc), str(sig.ret.id)]
        for p in sig.params:
            parts.append(str(p.id))
        key = ",".join(parts)
        t = self._fnptrs.get(key)
        if t is None:
            t = TypeDesc(self, self._type_id(), TK_FNPTR, self.corlib, 0)
            t.sig = MethodSig(cc, 0, sig.ret, sig.params, "")
            adopt(t, sig.ret)
            for p in sig.params:
                adopt(t, p)
            self._fnptrs[key] = t
        return t

    def var(self, index: i64) -> TypeDesc:
        """!index: type variable of whatever definition surrounds it."""
        if index > 0xFFFF:
            raise ResolveError("type variable out of range")
        while len(self._vars) <= index:
            t = TypeDesc(self, self._type_id(), TK_VAR, self.corlib, 0)
            t.index = len(self._vars)
            self._vars.append(t)
        return self._vars[index]

    def mvar(self, index: i64) -> TypeDesc:
        """!!index: type variable of whatever method surrounds it."""
        if index > 0xFFFF:
            raise ResolveError("method variable out of range")
        while len(self._mvars) <= index:
            t = TypeDesc(self, self._type_id(), TK_MVAR, self.corlib, 0)
            t.index = len(self._mvars)
            self._mvars.append(t)
        return self._mvars[index]

    # ---- making members

    def make_sig(self, cc: i64, arity: i64, ret: TypeDesc, params: list[TypeDesc], mods: str) -> MethodSig:
        return MethodSig(cc, arity, ret, params, mods)

    def make_fields(self, owner: TypeDesc) -> list[FieldDesc]:
        found: list[FieldDesc] = []
        if owner.rid:
            first, end = owner.module.md.typedef_fields(owner.rid)
            rid = first
            while rid < end:
                found.append(FieldDesc(owner, owner.module, rid, rid - first))
                rid += 1
        return found

    def make_method(self, owner: TypeDesc, rid: i64) -> MethodDesc:
        md = owner.module.md
        m = MethodDesc(
            self._method_id(),
            owner,
            owner.module,
            rid,
            md.method_name(rid),
            md.method_flags(rid),
            md.method_implflags(rid),
        )
        blob = md.method_sig(rid)
        if len(blob) > 1 and blob[0] & SIG_GENERIC:
            for i in range(blob[1]):
                m.margs.append(self.mvar(i))
        return m

    def inst_method(self, m: MethodDesc, margs: list[TypeDesc]) -> MethodDesc:
        """Instantiate a generic method (given open or already instantiated) on the same owner."""
        m = m.open_form
        if len(margs) != len(m.margs):
            raise ResolveError(f"{m.text} does not take {len(margs)} type arguments")
        if len(margs) == 0:
            return m
        key = 0
        same = True
        for i in range(len(margs)):
            a = margs[i]
            key = (key << 24) | int(a.id)
            same = same and a is m.margs[i]
        if same:
            return m
        found = m.insts.get(key)
        if found is None:
            for a in margs:
                if a.kind == TK_BYREF or a.kind == TK_VOID:
                    raise ResolveError(f"{a.text} cannot be a type argument")
            found = MethodDesc(self._method_id(), m.owner, m.module, m.rid, m.name, m.flags, m.implflags)
            found.margs = list(margs)
            found.open_form = m
            m.insts[key] = found
        return found

    def array_method(self, owner: TypeDesc, name: str, count: int) -> MethodDesc:
        """Get, Set, Address or a constructor of an array type, with that many parameters (ECMA-335 II.14.2)."""
        key = f"{owner.id} {name} {count}"
        found = self._array_methods.get(key)
        if found is None:
            rank = owner.rank
            int32 = self.prim(TK_I4)
            params = [int32] * count
            ret = self.prim(TK_VOID)
            good = count == rank
            flags = MF_PUBLIC
            if name == "Get":
                ret = owner.elem
            elif name == "Address":
                ret = self.byref(owner.elem)
            elif name == "Set":
                good = count == rank + 1
                if good:
                    params[count - 1] = owner.elem
            elif name == ".ctor":
                good = good or (count == 2 * rank and owner.kind == TK_MDARRAY)
                flags |= MF_RTSPECIALNAME
            else:
                good = False
            if not good:
                raise ResolveError(f"{owner.text} has no method {name} with {count} parameters")
            found = MethodDesc(self._method_id(), owner, owner.module, 0, name, flags, 0)
            found.set_sig(MethodSig(SIG_HASTHIS, 0, ret, params, ""))
            self._array_methods[key] = found
        return found
