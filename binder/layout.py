"""Field layout as the .NET 8 to 10 runtimes compute it.

The runtime is the judge: three algorithms (auto, sequential, explicit) are chosen by the type's declared kind and by
whether it holds object references, then alignment, size and reference words follow.  Class offsets count from the
MethodTable pointer and continue after the base class; in a precompiled image the base end is rounded up when the
base lives in, or depends on, another module.  Shared instantiations are exact, because __Canon is a reference.
Anything the runtime would refuse to load, or that depends on the hardware (Vector<T>), yields a layout that is not ok.
Rules: ECMA-335 II.10.1.2, II.10.7; dotnet/runtime
src/coreclr/tools/Common/TypeSystem/Common/MetadataFieldLayoutAlgorithm.cs, src/coreclr/vm/classlayoutinfo.cpp.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from binder.errors import ResolveError
from binder.kinds import (
    TF_EXPLICIT,
    TF_LAYOUT_MASK,
    TF_SEQUENTIAL,
    TK_BOOL,
    TK_BYREF,
    TK_CHAR,
    TK_FNPTR,
    TK_I,
    TK_I1,
    TK_I2,
    TK_I4,
    TK_OBJECT,
    TK_PTR,
    TK_R4,
    TK_U,
    TK_U1,
    TK_U2,
    TK_U4,
    TK_VOID,
)
from binder.layout_result import LK_AUTO, LK_EXPLICIT, LK_SEQUENTIAL, Layout, failed_layout

if TYPE_CHECKING:
    from binder.members import FieldDesc
    from binder.types import TypeDesc

DEFAULT_PACK: Final = 64
MAX_VALUE_SIZE: Final = 1 << 20
INLINE_ARRAY: Final = "System.Runtime.CompilerServices.InlineArrayAttribute"

VECTOR_ALIGN: Final[dict[str, int]] = {
    "System.Runtime.Intrinsics.Vector64`1": 8,
    "System.Runtime.Intrinsics.Vector128`1": 16,
    "System.Runtime.Intrinsics.Vector256`1": 32,
    "System.Runtime.Intrinsics.Vector512`1": 64,
    "System.Int128": 16,
    "System.UInt128": 16,
}


def up(x: int, a: int) -> int:
    return (x + a - 1) // a * a


def primitive_size(kind: int, pointer_size: int) -> int:
    if kind == TK_BOOL or kind == TK_I1 or kind == TK_U1:
        return 1
    if kind == TK_CHAR or kind == TK_I2 or kind == TK_U2:
        return 2
    if kind == TK_I4 or kind == TK_U4 or kind == TK_R4:
        return 4
    if kind == TK_I or kind == TK_U:
        return pointer_size
    return 8


class _Field:
    """One instance field while its type is being laid out."""

    def __init__(self, desc: FieldDesc, pointer_size: int) -> None:
        t = desc.type
        self.position = int(desc.position)
        self.rid = int(desc.rid)
        self.size = pointer_size
        self.align = pointer_size
        self.is_ref = False
        self.is_byref = False
        self.inner: Layout | None = None
        self.offset = 0
        if t.is_ref:
            self.is_ref = True
        elif t.kind == TK_BYREF:
            self.is_byref = True
        elif t.is_primitive:
            self.size = primitive_size(int(t.kind), pointer_size)
            self.align = self.size
        elif t.is_enum:
            self.size = primitive_size(int(t.underlying().kind), pointer_size)
            self.align = self.size
        elif t.kind != TK_PTR and t.kind != TK_FNPTR:
            if not t.is_value_type or t.kind == TK_VOID:
                raise ResolveError(f"layout of {desc.owner.text} depends on {t.text}")
            inner = t.layout()
            if not inner.ok:
                raise ResolveError(inner.reason)
            self.inner = inner
            self.size = inner.size
            self.align = inner.align
        if (self.is_byref or t.is_byref_like) and not desc.owner.is_byref_like:
            raise ResolveError(f"{desc.owner.text} holds a reference that must stay on the stack")

    def has_refs(self) -> bool:
        return self.is_ref or (self.inner is not None and len(self.inner.gc) != 0)


def compute_layout(t: TypeDesc) -> Layout:
    p = t.ts.pointer_size
    kind = t.kind
    if t.is_primitive:
        size = primitive_size(int(kind), p)
        return Layout(size, size)
    if kind == TK_PTR or kind == TK_FNPTR:
        return Layout(p, p)
    if kind == TK_BYREF:
        result = Layout(p, p)
        result.byrefs.append(0)
        return result
    if t.rid == 0 or kind == TK_VOID:
        return failed_layout(f"{t.text} has no fields")
    if t.is_enum:
        size = primitive_size(int(t.underlying().kind), p)
        result = Layout(size, size)
        result.kind = LK_SEQUENTIAL
        for _ in t.fields():
            result.offsets.append(0)
        return result
    return _layout_of_definition(t, p)


def _layout_of_definition(t: TypeDesc, p: int) -> Layout:
    value = t.is_value_type
    declared = t.flags & TF_LAYOUT_MASK
    core_name = ""
    if t.module.is_corlib and value:
        core_name = t.namespace + "." + t.name
        if core_name == "System.Numerics.Vector`1":
            return failed_layout("the size of Vector<T> depends on the hardware")
    if declared == TF_LAYOUT_MASK:
        return failed_layout(f"{t.text} has an unknown kind of layout")
    if declared == TF_EXPLICIT and len(t.args):
        return failed_layout(f"{t.text} is generic and has explicit layout")
    pack, declared_size = t.module.md.class_layout(t.rid)
    if pack > 128 or pack & (pack - 1):
        return failed_layout(f"{t.text} has packing size {pack}")

    base_layout: Layout | None = None
    base_end = 0
    if not value:
        base_end = p
        base = t.base()
        if base is not None:
            base_layout = base.layout()
            if not base_layout.ok:
                return failed_layout(base_layout.reason)
            base_end = base_layout.size
            if base.kind != TK_OBJECT:
                if declared and base.flags & TF_LAYOUT_MASK != declared:
                    return failed_layout(f"{t.text} and its base have different kinds of layout")
                if needs_aligned_base(t, base):
                    base_end = up(base_end, p)

    fields: list[_Field] = []
    has_refs = base_layout is not None and len(base_layout.gc) != 0
    for desc in t.fields():
        if not desc.is_static:
            f = _Field(desc, p)
            has_refs = has_refs or f.has_refs()
            fields.append(f)

    result = Layout(0, 1)
    limit = int(pack) if pack else DEFAULT_PACK
    if declared == TF_EXPLICIT:
        result.kind = LK_EXPLICIT
        _explicit(result, t, fields, base_layout, base_end, limit, int(declared_size), has_refs)
    elif declared == TF_SEQUENTIAL and not has_refs:
        result.kind = LK_SEQUENTIAL
        _sequential(result, value, fields, base_layout, base_end, limit, int(declared_size), p)
    else:
        result.kind = LK_AUTO
        _auto(result, value, fields, base_end, has_refs, p)

    if core_name in VECTOR_ALIGN:
        result.align = VECTOR_ALIGN[core_name]
    _record(result, t, fields, base_layout)
    if t.attribute(INLINE_ARRAY):
        _repeat(result, t, fields, declared == TF_EXPLICIT, declared_size != 0)
    if value and result.size > MAX_VALUE_SIZE:
        return failed_layout(f"{t.text} is larger than a megabyte")
    return result


def _sequential(
    result: Layout,
    value: bool,
    fields: list[_Field],
    base_layout: Layout | None,
    base_end: int,
    limit: int,
    declared_size: int,
    p: int,
) -> None:
    bias = 0 if value else p
    pos = 0 if value else base_end - p
    align = 1
    for f in fields:
        a = min(f.align, limit)
        align = max(align, a)
        pos = up(pos, a)
        f.offset = pos + bias
        pos += f.size
    if value:
        size = max(declared_size, pos) if declared_size else up(pos, align)
        result.size = max(size, 1)
        result.align = align
        return
    base_bytes = p
    if base_layout is not None:
        base_bytes = base_layout.size
        if base_layout.kind == LK_SEQUENTIAL:
            align = max(align, min(base_layout.align, limit))
    # A class keeps its field alignment: a sequential class derived from it rounds its own end with it.
    result.align = align
    if declared_size:
        result.size = p + max(base_bytes - p + declared_size, pos)
    else:
        result.size = p + up(pos, align)


def _explicit(
    result: Layout,
    t: TypeDesc,
    fields: list[_Field],
    base_layout: Layout | None,
    base_end: int,
    limit: int,
    declared_size: int,
    has_refs: bool,
) -> None:
    p = t.ts.pointer_size
    value = t.is_value_type
    start = 0
    end = 0
    if not value:
        assert base_layout is not None
        # The runtime adds the size of a non-empty base twice.
        start = base_end + base_layout.size - p
        end = base_end
    align = 1
    for f in fields:
        own = t.module.md.field_layout_offset(f.rid)
        if own < 0:
            raise ResolveError(f"{t.text} has explicit layout and a field without offset")
        f.offset = start + own
        align = max(align, min(f.align, limit))
        end = max(end, f.offset + f.size)
    _check_overlap(t, fields, p)
    if value:
        size = max(declared_size, end) if declared_size else up(end, align)
        if has_refs:
            size = up(size, p)
        result.size = max(size, 1)
        result.align = align
        return
    if declared_size:
        raise ResolveError(f"{t.text} is a class with explicit layout and a declared size")
    result.size = up(end, p) if has_refs else end
    result.align = align


def _check_overlap(t: TypeDesc, fields: list[_Field], p: int) -> None:
    """References may overlap only references of the same kind, at word boundaries."""
    refs: set[int] = set()
    byrefs: set[int] = set()
    for f in fields:
        for ofs in _words(f, False):
            refs.add(ofs)
        for ofs in _words(f, True):
            byrefs.add(ofs)
    for ofs in refs | byrefs:
        if ofs % p:
            raise ResolveError(f"{t.text} has a misaligned reference")
    for f in fields:
        own_refs = _words(f, False)
        own_byrefs = _words(f, True)
        word = f.offset // p * p
        while word < f.offset + f.size:
            if (word in refs and word not in own_refs) or (word in byrefs and word not in own_byrefs):
                raise ResolveError(f"{t.text} overlaps a reference with something else")
            word += p


def _words(f: _Field, byrefs: bool) -> list[int]:
    """Offsets of the reference (or managed pointer) words of a placed field."""
    out: list[int] = []
    if f.inner is not None:
        for ofs in f.inner.byrefs if byrefs else f.inner.gc:
            out.append(f.offset + ofs)
    elif (f.is_byref and byrefs) or (f.is_ref and not byrefs):
        out.append(f.offset)
    return out


class _Auto:
    """Cursor and waiting fields of the auto algorithm.

    `small[k]` are the fields of 2**k bytes that are neither structs nor object references.  Alignment is computed
    without the MethodTable pointer, `bias` adds it to recorded offsets."""

    def __init__(self, pos: int, bias: int) -> None:
        self.pos = pos
        self.bias = bias
        self.small: list[list[_Field]] = [[], [], [], []]
        self.next = [0, 0, 0, 0]
        self.refs: list[_Field] = []

    def place(self, f: _Field) -> None:
        self.pos = up(self.pos, f.align)
        f.offset = self.pos + self.bias
        self.pos += f.size

    def waiting(self, k: int) -> bool:
        return self.next[k] < len(self.small[k])

    def place_next(self, k: int) -> None:
        f = self.small[k][self.next[k]]
        self.next[k] += 1
        self.place(f)

    def fill_gap(self, p: int, log_p: int) -> None:
        """Use the bytes up to the next pointer boundary after a base class that ends unaligned."""
        if self.pos % p == 0:
            return
        k = 0
        while k < 3:
            if self.pos % (1 << (k + 1)) == 0:
                k += 1
                continue
            larger = log_p > k and len(self.refs) != 0
            for j in range(k + 1, 4):
                larger = larger or self.waiting(j)
            if not larger:
                return
            while k >= 0 and not self.waiting(k) and not (k == log_p and len(self.refs)):
                k -= 1
            if k < 0 or (k == log_p and not self.waiting(k)):
                return
            self.place_next(k)
            k += 1


def _auto(
    result: Layout, value: bool, fields: list[_Field], base_end: int, has_refs: bool, p: int
) -> None:
    cursor = _Auto(0 if value else base_end - p, 0 if value else p)
    structs: list[_Field] = []
    log_p = 3 if p == 8 else 2
    largest = 1
    for f in fields:
        if f.inner is not None:
            structs.append(f)
            largest = max(largest, f.align)
            continue
        largest = max(largest, p)
        if f.is_ref:
            cursor.refs.append(f)
        else:
            cursor.small[f.size.bit_length() - 1].append(f)
    cursor.fill_gap(p, log_p)
    for k in (3, 2, 1, 0):
        if k == log_p:
            for f in cursor.refs:
                cursor.place(f)
        while cursor.waiting(k):
            cursor.place_next(k)
    for f in structs:
        cursor.place(f)
    pos = cursor.pos
    if not value:
        result.size = pos + p
        result.align = p
        return
    align = 1
    if pos > p:
        align = p if has_refs else largest
    else:
        while align < pos:
            align *= 2
    result.align = align
    result.size = max(up(pos, align), 1)


def _record(result: Layout, t: TypeDesc, fields: list[_Field], base_layout: Layout | None) -> None:
    """Offsets by declaration position, and the sorted reference words of base and fields."""
    result.offsets = [0] * len(t.fields())
    gc: set[int] = set()
    byrefs: set[int] = set()
    if base_layout is not None:
        gc.update(base_layout.gc)
    for f in fields:
        result.offsets[f.position] = f.offset
        gc.update(_words(f, False))
        byrefs.update(_words(f, True))
    result.gc = sorted(gc)
    result.byrefs = sorted(byrefs)


def _repeat(result: Layout, t: TypeDesc, fields: list[_Field], explicit: bool, sized: bool) -> None:
    """Inline array: the one field is repeated, and its reference words with it."""
    blob = t.module.md.attribute_blob(0x02000000 | t.rid, INLINE_ARRAY)
    if len(blob) < 6:
        raise ResolveError(f"{t.text} has an unreadable inline array length")
    length = blob[2] | blob[3] << 8 | blob[4] << 16 | blob[5] << 24
    if not t.is_value_type or explicit or sized or len(fields) != 1 or length == 0 or length >= 1 << 31:
        raise ResolveError(f"{t.text} is not a valid inline array")
    element = result.size
    if element * length > MAX_VALUE_SIZE:
        raise ResolveError(f"{t.text} is larger than a megabyte")
    result.size = element * length
    gc: list[int] = []
    byrefs: list[int] = []
    for i in range(length):
        for ofs in result.gc:
            gc.append(i * element + ofs)
        for ofs in result.byrefs:
            byrefs.append(i * element + ofs)
    result.gc = gc
    result.byrefs = byrefs


def needs_aligned_base(t: TypeDesc, base: TypeDesc) -> bool:
    """The class belongs to a precompiled image and its base's size may change without it."""
    if not t.module.is_r2r:
        return False
    return base.module is not t.module or depends_on_other_modules(base)


def depends_on_other_modules(t: TypeDesc) -> bool:
    """Servicing another module may change the layout of this class or struct."""
    if not t.is_value_type:
        base = t.base()
        if base is not None and base.kind != TK_OBJECT:
            if base.module is not t.module or depends_on_other_modules(base):
                return True
    for f in t.instance_fields():
        ft = f.type
        if ft.is_value_type and not ft.is_primitive and not ft.is_enum:
            if ft.module is not t.module or depends_on_other_modules(ft):
                return True
    return False
