"""Arithmetic, comparisons and conversions: IL to SSA.

Operand rules are those of ECMA-335 III.1.5: float32 with float64 widens; int32 with native int sign-extends, but for
unsigned branches and unsigned checked arithmetic zero-extends, as the JIT does (the standard leaves it open); other
mixtures are left to the JIT.  Checked conversions compare and branch to the overflow helper.
"""
from __future__ import annotations

from typing import Final

from mypy_extensions import i64

from codegen.core.reject import Reject
from codegen.imp.fromfloat import to_signed, to_uint32, to_uint64
from codegen.imp.helpers import (
    HELPER_DBL2INT_OVF,
    HELPER_DBL2LNG_OVF,
    HELPER_DBL2UINT_OVF,
    HELPER_DBL2ULNG_OVF,
    HELPER_DBLREM,
    HELPER_FLTREM,
    HELPER_OVERFLOW,
)
from codegen.imp.items import Item
from codegen.imp.state import State
from codegen.ssa.ops import (
    CC_EQ,
    CC_GE,
    CC_ULE,
    MK_I8,
    MK_I16,
    MK_I32,
    MK_U8,
    MK_U16,
    OP_ADD,
    OP_ADD_OVF_U,
    OP_BITCAST,
    OP_CMP,
    OP_CONST,
    OP_DIV,
    OP_FADD,
    OP_FCMP,
    OP_FCVT,
    OP_FDIV,
    OP_FMUL,
    OP_FNEG,
    OP_FSUB,
    OP_ITOF,
    OP_MUL,
    OP_MUL_OVF_U,
    OP_NEG,
    OP_NOT,
    OP_REM,
    OP_SUB,
    OP_SUB_OVF_U,
    OP_SX32,
    OP_TRUNC,
    OP_ZX32,
    TY_BYREF,
    TY_F32,
    TY_F64,
    TY_I32,
    TY_I64,
    TY_NONE,
    TY_REF,
)

# SSA opcode of the float form of an integer operation; 0 none.
_FLOAT_OF: Final = {OP_ADD: OP_FADD, OP_SUB: OP_FSUB, OP_MUL: OP_FMUL, OP_DIV: OP_FDIV}


def widen_pair(s: State, a: Item, b: Item, unsigned: bool) -> i64:
    """Bring two numeric items to one type, in place; returns it.  `unsigned`: an int32 is extended with zeros."""
    if a.ty == b.ty:
        return a.ty
    extend: i64 = OP_ZX32 if unsigned else OP_SX32
    if a.ty == TY_I64 and b.ty == TY_I32:
        b.val = s.emit(extend, TY_I64, b.val, 0, 0, 0)
        return TY_I64
    if a.ty == TY_I32 and b.ty == TY_I64:
        a.val = s.emit(extend, TY_I64, a.val, 0, 0, 0)
        return TY_I64
    if a.ty == TY_F32 and b.ty == TY_F64:
        a.val = s.emit(OP_FCVT, TY_F64, a.val, 0, 0, 0)
        return TY_F64
    if a.ty == TY_F64 and b.ty == TY_F32:
        b.val = s.emit(OP_FCVT, TY_F64, b.val, 0, 0, 0)
        return TY_F64
    raise Reject("invalid-il", "operands of different kinds")


def binary(s: State, op: i64) -> None:
    """add sub mul div rem and or xor, their unsigned and overflow-checked forms; `op` is the integer opcode."""
    b = s.pop_scalar()
    a = s.pop_scalar()
    if a.ty == TY_BYREF or b.ty == TY_BYREF:
        _byref_arithmetic(s, op, a, b)
        return
    if a.ty == TY_REF or b.ty == TY_REF:
        raise Reject("invalid-il", "arithmetic on an object reference")
    ty = widen_pair(s, a, b, op == OP_ADD_OVF_U or op == OP_SUB_OVF_U or op == OP_MUL_OVF_U)
    if ty == TY_F32 or ty == TY_F64:
        if op == OP_REM:
            number = HELPER_FLTREM if ty == TY_F32 else HELPER_DBLREM
            s.push(ty, s.helper(number, [ty, ty], [a.val, b.val], ty))
            return
        fop = _FLOAT_OF.get(op, 0)
        if fop == 0:
            raise Reject("invalid-il", "integer operation on floats")
        s.push(ty, s.emit(fop, ty, a.val, b.val, 0, 0))
        return
    s.push(ty, s.emit(op, ty, a.val, b.val, 0, 0))


def _byref_arithmetic(s: State, op: i64, a: Item, b: Item) -> None:
    if op == OP_SUB and a.ty == TY_BYREF and b.ty == TY_BYREF:
        s.push(TY_I64, s.emit(OP_SUB, TY_I64, a.val, b.val, 0, 0))
        return
    if op == OP_ADD and b.ty == TY_BYREF:
        a, b = b, a
    if (op != OP_ADD and op != OP_SUB) or a.ty != TY_BYREF or (b.ty != TY_I64 and b.ty != TY_I32):
        raise Reject("invalid-il", "arithmetic on managed pointers")
    offset = b.val
    if b.ty == TY_I32:
        offset = s.emit(OP_SX32, TY_I64, offset, 0, 0, 0)
    s.push(TY_BYREF, s.emit(op, TY_BYREF, a.val, offset, 0, 0))


def shift(s: State, op: i64) -> None:
    count = s.pop_int32()
    a = s.pop_scalar()
    if a.ty != TY_I32 and a.ty != TY_I64:
        raise Reject("invalid-il", "shift of a non-integer")
    s.push(a.ty, s.emit(op, a.ty, a.val, count, 0, 0))


def negate(s: State, op: i64) -> None:
    """neg and not."""
    a = s.pop_scalar()
    if a.ty == TY_F32 or a.ty == TY_F64:
        if op == OP_NOT:
            raise Reject("invalid-il", "not of a float")
        s.push(a.ty, s.emit(OP_FNEG, a.ty, a.val, 0, 0, 0))
    elif a.ty == TY_I32 or a.ty == TY_I64:
        s.push(a.ty, s.emit(OP_NEG if op == OP_NEG else OP_NOT, a.ty, a.val, 0, 0, 0))
    else:
        raise Reject("invalid-il", "negation of a reference")


def compare_items(s: State, a: Item, b: Item, cc: i64, fc: i64, unsigned: bool) -> i64:
    """I32 0 or 1; `cc` for integers and references, `fc` for floats; `unsigned` as in widen_pair."""
    if a.ty == TY_NONE or b.ty == TY_NONE:
        raise Reject("invalid-il", "comparison of structs")
    if a.ty != b.ty:
        pointers = (a.ty == TY_BYREF or a.ty == TY_REF or a.ty == TY_I64) and (
            b.ty == TY_BYREF or b.ty == TY_REF or b.ty == TY_I64)
        if pointers:
            # A comparison does not keep the address: plain machine words compare alike.
            for it in (a, b):
                if it.ty != TY_I64:
                    it.val = s.emit(OP_BITCAST, TY_I64, it.val, 0, 0, 0)
                    it.ty = TY_I64
        elif a.ty == TY_BYREF or b.ty == TY_BYREF or a.ty == TY_REF or b.ty == TY_REF:
            raise Reject("invalid-il", "comparison of a reference with an int32")
        else:
            widen_pair(s, a, b, unsigned)
            ty = i64(s.f.ty[a.val])
            a.ty = ty
    if a.ty == TY_F32 or a.ty == TY_F64:
        return s.emit(OP_FCMP, TY_I32, a.val, b.val, fc, 0)
    return s.emit(OP_CMP, TY_I32, a.val, b.val, cc, 0)


def compare_top(s: State, cc: i64, fc: i64, unsigned: bool) -> i64:
    """Compare the two top items."""
    b = s.pop_scalar()
    a = s.pop_scalar()
    return compare_items(s, a, b, cc, fc, unsigned)


def truth_of_top(s: State) -> i64:
    """I32 that is non-zero when the popped value is."""
    it = s.pop_scalar()
    if it.ty == TY_I32:
        return it.val
    if it.ty == TY_F32 or it.ty == TY_F64:
        raise Reject("invalid-il", "branch on a float")
    zero = s.emit(OP_CONST, it.ty, 0, 0, 0, 0)
    return s.emit(OP_CMP, TY_I32, it.val, zero, 2, 0)


def _int_source(s: State, it: Item) -> Item:
    """A byref or reference used as a number becomes a native int."""
    if it.ty == TY_BYREF or it.ty == TY_REF:
        return Item(TY_I64, s.emit(OP_BITCAST, TY_I64, it.val, 0, 0, 0), None)
    return it


def conv_int(s: State, mk: i64) -> None:
    """conv.i1 .. conv.u4: result int32."""
    it = _int_source(s, s.pop_scalar())
    v = it.val
    if it.ty == TY_F32 or it.ty == TY_F64:
        v = to_signed(s, v, TY_I32)
    elif it.ty == TY_I64:
        v = s.emit(OP_TRUNC, TY_I32, v, 0, 0, 0)
    s.push(TY_I32, s.narrow(v, mk))


def conv_u4(s: State) -> None:
    it = _int_source(s, s.pop_scalar())
    v = it.val
    if it.ty == TY_F32 or it.ty == TY_F64:
        v = to_uint32(s, v)
    elif it.ty == TY_I64:
        v = s.emit(OP_TRUNC, TY_I32, v, 0, 0, 0)
    s.push(TY_I32, v)


def conv_long(s: State, unsigned: bool) -> None:
    """conv.i8 conv.u8 conv.i conv.u."""
    it = s.pop_scalar()
    v = it.val
    if it.ty == TY_BYREF or it.ty == TY_REF:
        v = s.emit(OP_BITCAST, TY_I64, v, 0, 0, 0)
    elif it.ty == TY_I32:
        v = s.emit(OP_ZX32 if unsigned else OP_SX32, TY_I64, v, 0, 0, 0)
    elif it.ty == TY_F32 or it.ty == TY_F64:
        v = to_uint64(s, v) if unsigned else to_signed(s, v, TY_I64)
    s.push(TY_I64, v)


def conv_float(s: State, ty: i64) -> None:
    """conv.r4 conv.r8."""
    it = s.pop_scalar()
    if it.ty == ty:
        s.push_item(it)
    elif it.ty == TY_F32 or it.ty == TY_F64:
        s.push(ty, s.emit(OP_FCVT, ty, it.val, 0, 0, 0))
    elif it.ty == TY_I32 or it.ty == TY_I64:
        s.push(ty, s.emit(OP_ITOF, ty, it.val, 0, 0, 0))
    else:
        raise Reject("invalid-il", "conversion of a reference to a float")


def conv_r_un(s: State) -> None:
    it = s.pop_scalar()
    v = it.val
    if it.ty == TY_I32:
        v = s.emit(OP_ITOF, TY_F64, s.emit(OP_ZX32, TY_I64, v, 0, 0, 0), 0, 0, 0)
    elif it.ty == TY_I64:
        # .NET 8's JIT rounds once where the processor has the unsigned conversion and twice elsewhere.
        raise Reject("unsupported-il", "conv.r.un of an int64 depends on the processor")
    elif it.ty == TY_F32:
        v = s.emit(OP_FCVT, TY_F64, v, 0, 0, 0)
    elif it.ty != TY_F64:
        raise Reject("invalid-il", "conversion of a reference to a float")
    s.push(TY_F64, v)


def conv_ovf_small(s: State, mk: i64, unsigned_source: bool) -> None:
    """conv.ovf to i1 u1 i2 u2 i4 (`mk`), from signed or unsigned integers, or from floats."""
    it = _int_source(s, s.pop_scalar())
    v = it.val
    ty = it.ty
    if ty == TY_F32 or ty == TY_F64:
        if ty == TY_F32:
            v = s.emit(OP_FCVT, TY_F64, v, 0, 0, 0)
        v = s.helper(HELPER_DBL2INT_OVF, [TY_F64], [v], TY_I32)
        ty = TY_I32
        if mk == MK_I32:
            s.push(TY_I32, v)
            return
        unsigned_source = False
    # In range exactly when extending the truncated value gives the value back (signed source), or when the value,
    # taken as unsigned, is not above the largest one (unsigned source and unsigned targets).
    if unsigned_source or mk == MK_U8 or mk == MK_U16:
        limit: i64 = 0xFF
        if mk == MK_U16:
            limit = 0xFFFF
        elif mk == MK_I8:
            limit = 0x7F
        elif mk == MK_I16:
            limit = 0x7FFF
        elif mk == MK_I32:
            limit = 0x7FFFFFFF
        top = s.emit(OP_CONST, ty, 0, 0, limit, 0)
        s.throw_unless(s.emit(OP_CMP, TY_I32, v, top, CC_ULE, 0), HELPER_OVERFLOW)
        s.push(TY_I32, s.emit(OP_TRUNC, TY_I32, v, 0, 0, 0) if ty == TY_I64 else v)
        return
    low = s.emit(OP_TRUNC, TY_I32, v, 0, 0, 0) if ty == TY_I64 else v
    r = s.narrow(low, mk)
    back = s.emit(OP_SX32, TY_I64, r, 0, 0, 0) if ty == TY_I64 else r
    if back != v:
        s.throw_unless(s.emit(OP_CMP, TY_I32, v, back, CC_EQ, 0), HELPER_OVERFLOW)
    s.push(TY_I32, r)


def conv_ovf_u4(s: State, unsigned_source: bool) -> None:
    it = _int_source(s, s.pop_scalar())
    v = it.val
    if it.ty == TY_F32 or it.ty == TY_F64:
        if it.ty == TY_F32:
            v = s.emit(OP_FCVT, TY_F64, v, 0, 0, 0)
        s.push(TY_I32, s.helper(HELPER_DBL2UINT_OVF, [TY_F64], [v], TY_I32))
    elif it.ty == TY_I64:
        top = s.const64(0xFFFFFFFF)
        s.throw_unless(s.emit(OP_CMP, TY_I32, v, top, CC_ULE, 0), HELPER_OVERFLOW)
        s.push(TY_I32, s.emit(OP_TRUNC, TY_I32, v, 0, 0, 0))
    else:
        if not unsigned_source:
            s.throw_unless(s.emit(OP_CMP, TY_I32, v, s.const32(0), CC_GE, 0), HELPER_OVERFLOW)
        s.push(TY_I32, v)


def conv_ovf_long(s: State, unsigned_target: bool, unsigned_source: bool) -> None:
    """conv.ovf to i8 u8 i u."""
    it = _int_source(s, s.pop_scalar())
    v = it.val
    if it.ty == TY_F32 or it.ty == TY_F64:
        if it.ty == TY_F32:
            v = s.emit(OP_FCVT, TY_F64, v, 0, 0, 0)
        number = HELPER_DBL2ULNG_OVF if unsigned_target else HELPER_DBL2LNG_OVF
        s.push(TY_I64, s.helper(number, [TY_F64], [v], TY_I64))
        return
    if it.ty == TY_I32:
        if unsigned_source:
            s.push(TY_I64, s.emit(OP_ZX32, TY_I64, v, 0, 0, 0))
            return
        v = s.emit(OP_SX32, TY_I64, v, 0, 0, 0)
    # Same width: only a change of signedness can overflow, exactly when the top bit is set.
    if unsigned_target != unsigned_source:
        s.throw_unless(s.emit(OP_CMP, TY_I32, v, s.const64(0), CC_GE, 0), HELPER_OVERFLOW)
    s.push(TY_I64, v)


