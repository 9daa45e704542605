"""The opcode switch: each IL instruction of a block to its translation.

Source: ECMA-335 III.  Instructions that are not listed are left to the JIT.
"""
from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy_extensions import i64

from binder import il
from codegen.core.ilmap import SOURCE_STACK_EMPTY
from codegen.core.reject import Reject
from codegen.imp import arith, calls, ends, fields, objects
from codegen.imp.flow import ILBlock, variable_of
from codegen.imp.helpers import HELPER_MEMCPY, HELPER_MEMSET
from codegen.imp.items import Item
from codegen.imp.state import State
from codegen.ssa import ops
from codegen.ssa.ops import (
    CC_EQ,
    CC_GE,
    CC_GT,
    CC_LE,
    CC_LT,
    CC_NE,
    CC_UGE,
    CC_UGT,
    CC_ULE,
    CC_ULT,
    FC_EQ,
    FC_GE,
    FC_GEU,
    FC_GT,
    FC_GTU,
    FC_LE,
    FC_LEU,
    FC_LT,
    FC_LTU,
    FC_NEU,
    FLAG_STACK,
    FLAG_UNALIGNED,
    FLAG_VOLATILE,
    MK_F32,
    MK_F64,
    MK_I8,
    MK_I16,
    MK_I32,
    MK_I64,
    MK_REF,
    MK_U8,
    MK_U16,
    OP_CONST,
    TY_F32,
    TY_F64,
    TY_I32,
    TY_I64,
    TY_NONE,
    TY_REF,
)

if TYPE_CHECKING:
    from codegen.imp.importer import Importer

# Branch opcodes from beq on, in opcode order: integer and float condition.
_BRANCH_CC: Final = (CC_EQ, CC_GE, CC_GT, CC_LE, CC_LT, CC_NE, CC_UGE, CC_UGT, CC_ULE, CC_ULT)
_BRANCH_UN: Final = 5   # bne.un, the first unsigned one
_BRANCH_FC: Final = (FC_EQ, FC_GE, FC_GT, FC_LE, FC_LT, FC_NEU, FC_GEU, FC_GTU, FC_LEU, FC_LTU)
# add .. xor, in opcode order.
_BINARY: Final = (ops.OP_ADD, ops.OP_SUB, ops.OP_MUL, ops.OP_DIV, ops.OP_UDIV, ops.OP_REM, ops.OP_UREM, ops.OP_AND,
                  ops.OP_OR, ops.OP_XOR)
_SHIFT: Final = (ops.OP_SHL, ops.OP_SAR, ops.OP_SHR)
# add.ovf .. sub.ovf.un, in opcode order.
_CHECKED: Final = (ops.OP_ADD_OVF, ops.OP_ADD_OVF_U, ops.OP_MUL_OVF, ops.OP_MUL_OVF_U, ops.OP_SUB_OVF, ops.OP_SUB_OVF_U)
# ldind.* and ldelem.* share the order of their memory kinds.
_LOAD_KIND: Final = (MK_I8, MK_U8, MK_I16, MK_U16, MK_I32, MK_I32, MK_I64, MK_I64, MK_F32, MK_F64, MK_REF)
_STIND_KIND: Final = (MK_REF, MK_I8, MK_I16, MK_I32, MK_I64, MK_F32, MK_F64)
_STELEM_KIND: Final = (MK_I64, MK_I8, MK_I16, MK_I32, MK_I64, MK_F32, MK_F64)
# conv.ovf.i1.un i2 i4 i8 u1 u2 u4 u8 i u.
_OVF_UN_SMALL: Final = (MK_I8, MK_I16, MK_I32, 0, MK_U8, MK_U16)


def translate(imp: Importer, b: ILBlock) -> None:
    """Translate the instructions of block `b`, and its end.

    For a debugger, IL offsets count only at places where it may stop, as the JIT defines them: where the stack is
    empty, at the start of a handler, after a call, and after a nop.
    """
    s = imp.s
    code = imp.flow.code
    at = b.start
    flags: i64 = 0
    constrained: i64 = 0
    readonly = False
    debug = s.f.debug
    boundary = imp.starts_statement(b)
    while True:
        op = il.opcode_at(code, at)
        after = il.next_offset(code, at)
        s.begin(at)
        if debug and (boundary or not s.stack and not (flags or constrained or readonly)):
            s.f.cur_il = at
            s.emit(ops.OP_MARK, TY_NONE, 0, 0, 0 if s.stack else SOURCE_STACK_EMPTY, 0)
        boundary = (op == il.OP_NOP or op == il.OP_CALL or op == il.OP_CALLVIRT or op == il.OP_CALLI
                    or op == il.OP_NEWOBJ or op == il.OP_NEWARR)
        if after >= b.end and (op == il.OP_VOLATILE or op == il.OP_UNALIGNED or op == il.OP_CONSTRAINED
                               or op == il.OP_READONLY):
            raise Reject("invalid-il", f"branch between a prefix and its instruction at IL_{at:04x}")
        if op == il.OP_VOLATILE:
            flags |= FLAG_VOLATILE
            at = after
            continue
        if op == il.OP_UNALIGNED:
            flags |= FLAG_UNALIGNED
            at = after
            continue
        if op == il.OP_CONSTRAINED:
            constrained = il.u4(code, at + 2)
            at = after
            continue
        if op == il.OP_READONLY:
            readonly = True
            at = after
            continue
        if op == il.OP_TAIL:
            raise Reject("explicit-tail-call", f"IL_{at:04x}")
        if constrained and op != il.OP_CALLVIRT:
            raise Reject("static-virtual" if op == il.OP_CALL or op == il.OP_LDFTN else "invalid-il", f"IL_{at:04x}")
        kind = il.flow(op)
        if kind == il.FLOW_BRANCH or kind == il.FLOW_COND or kind == il.FLOW_RETURN or kind == il.FLOW_THROW:
            end_block(imp, op, at, after)
            return
        if op == il.OP_CALLVIRT:
            calls.callvirt(s, il.u4(code, at + 1), constrained)
        elif op == il.OP_LDELEMA:
            objects.load_element_address(s, il.u4(code, at + 1), readonly)
        elif not variable(s, imp.flow.arg_count, code, op, at) and not memory(s, code, op, at, flags) and not \
                compute(s, op) and not constant(s, code, op, at):
            raise Reject("unsupported-il", f"{il.name(op)} at IL_{at:04x}")
        flags = 0
        constrained = 0
        readonly = False
        at = after
        if at >= b.end:
            imp.jump_to(at)
            return


def end_block(imp: Importer, op: i64, at: i64, after: i64) -> None:
    """A terminator."""
    s = imp.s
    code = imp.flow.code
    if op == il.OP_BR or op == il.OP_BR_S:
        imp.jump_to(il.branch_target(code, at))
    elif op == il.OP_LEAVE or op == il.OP_LEAVE_S:
        ends.leave(imp, il.branch_target(code, at))
    elif op == il.OP_BRTRUE or op == il.OP_BRTRUE_S:
        imp.branch(arith.truth_of_top(s), il.branch_target(code, at), after)
    elif op == il.OP_BRFALSE or op == il.OP_BRFALSE_S:
        cond = arith.truth_of_top(s)
        imp.branch(cond, after, il.branch_target(code, at))
    elif op == il.OP_SWITCH:
        ends.switch(imp, at)
    elif op == il.OP_RET:
        ends.ret(imp)
    elif op == il.OP_THROW:
        ends.throw(imp)
    elif op == il.OP_RETHROW:
        ends.rethrow(imp)
    elif op == il.OP_ENDFINALLY:
        ends.end_finally(imp)
    elif op == il.OP_ENDFILTER:
        ends.end_filter(imp)
    else:
        first = il.OP_BEQ if op >= il.OP_BR else il.OP_BEQ_S
        k = op - first
        if k < 0 or k >= len(_BRANCH_CC):
            raise Reject("unsupported-il", f"{il.name(op)} at IL_{at:04x}")
        cond = arith.compare_top(s, _BRANCH_CC[k], _BRANCH_FC[k], k >= _BRANCH_UN)
        imp.branch(cond, il.branch_target(code, at), after)


def variable(s: State, arg_count: i64, code: bytes, op: i64, at: i64) -> bool:
    """ldarg ldloc starg stloc ldarga ldloca in all forms."""
    index = variable_of(code, op, at)
    if index < 0:
        return False
    if il.OP_LDLOC_0 <= op <= il.OP_STLOC_3 or il.OP_LDLOC_S <= op <= il.OP_STLOC_S or op >= il.OP_LDLOC:
        index += arg_count
    v = s.variables[index]
    if op == il.OP_LDARGA_S or op == il.OP_LDLOCA_S or op == il.OP_LDARGA or op == il.OP_LDLOCA:
        s.push(TY_I64, s.slot_addr(v.slot, 0))
        return True
    store = (il.OP_STLOC_0 <= op <= il.OP_STLOC_3 or op == il.OP_STARG_S or op == il.OP_STLOC_S
             or op == il.OP_STARG or op == il.OP_STLOC)
    if store:
        it = s.pop_as(v.type)
        if v.slot == 0:
            s.values[index] = it.val
        else:
            s.store_value(s.slot_addr(v.slot, 0), 0, it, v.type, FLAG_STACK)
            s.release(it)
        return True
    if v.slot == 0:
        s.push(v.ty, s.values[index])
    else:
        s.push_loaded(s.slot_addr(v.slot, 0), 0, v.type, 0)
    return True


def constant(s: State, code: bytes, op: i64, at: i64) -> bool:
    """Constants, dup, pop, nop."""
    if op == il.OP_NOP or op == il.OP_BREAK:
        return True
    if il.OP_LDC_I4_M1 <= op <= il.OP_LDC_I4_8:
        s.push(TY_I32, s.const32(op - il.OP_LDC_I4_0))
    elif op == il.OP_LDC_I4_S:
        s.push(TY_I32, s.const32(il.i1(code, at + 1)))
    elif op == il.OP_LDC_I4:
        s.push(TY_I32, s.const32(il.i4(code, at + 1)))
    elif op == il.OP_LDC_I8:
        s.push(TY_I64, s.const64(il.i8(code, at + 1)))
    elif op == il.OP_LDC_R4:
        s.push(TY_F32, s.emit(OP_CONST, TY_F32, 0, 0, il.u4(code, at + 1), 0))
    elif op == il.OP_LDC_R8:
        s.push(TY_F64, s.emit(OP_CONST, TY_F64, 0, 0, il.i8(code, at + 1), 0))
    elif op == il.OP_LDNULL:
        s.push(TY_REF, s.null())
    elif op == il.OP_DUP:
        it = s.pop()
        s.push_item(it)
        if it.ty == TY_NONE and it.type is not None:
            s.push_struct_copy(it.val, it.type)
        else:
            twin = Item(it.ty, it.val, it.type)
            twin.ftn = it.ftn
            twin.ftn_open = it.ftn_open
            s.push_item(twin)
    elif op == il.OP_POP:
        s.release(s.pop())
    else:
        return False
    return True


def compute(s: State, op: i64) -> bool:
    """Arithmetic, comparisons, conversions."""
    if il.OP_ADD <= op <= il.OP_XOR:
        arith.binary(s, _BINARY[op - il.OP_ADD])
    elif il.OP_SHL <= op <= il.OP_SHR_UN:
        arith.shift(s, _SHIFT[op - il.OP_SHL])
    elif op == il.OP_NEG:
        arith.negate(s, ops.OP_NEG)
    elif op == il.OP_NOT:
        arith.negate(s, ops.OP_NOT)
    elif il.OP_ADD_OVF <= op <= il.OP_SUB_OVF_UN:
        arith.binary(s, _CHECKED[op - il.OP_ADD_OVF])
    elif op == il.OP_CEQ:
        s.push(TY_I32, arith.compare_top(s, CC_EQ, FC_EQ, False))
    elif op == il.OP_CGT:
        s.push(TY_I32, arith.compare_top(s, CC_GT, FC_GT, False))
    elif op == il.OP_CGT_UN:
        s.push(TY_I32, arith.compare_top(s, CC_UGT, FC_GTU, False))
    elif op == il.OP_CLT:
        s.push(TY_I32, arith.compare_top(s, CC_LT, FC_LT, False))
    elif op == il.OP_CLT_UN:
        s.push(TY_I32, arith.compare_top(s, CC_ULT, FC_LTU, False))
    elif op == il.OP_CONV_I1:
        arith.conv_int(s, MK_I8)
    elif op == il.OP_CONV_I2:
        arith.conv_int(s, MK_I16)
    elif op == il.OP_CONV_I4:
        arith.conv_int(s, MK_I32)
    elif op == il.OP_CONV_U1:
        arith.conv_int(s, MK_U8)
    elif op == il.OP_CONV_U2:
        arith.conv_int(s, MK_U16)
    elif op == il.OP_CONV_U4:
        arith.conv_u4(s)
    elif op == il.OP_CONV_I8 or op == il.OP_CONV_I:
        arith.conv_long(s, False)
    elif op == il.OP_CONV_U8 or op == il.OP_CONV_U:
        arith.conv_long(s, True)
    elif op == il.OP_CONV_R4:
        arith.conv_float(s, TY_F32)
    elif op == il.OP_CONV_R8:
        arith.conv_float(s, TY_F64)
    elif op == il.OP_CONV_R_UN:
        arith.conv_r_un(s)
    else:
        return convert_checked(s, op)
    return True


def convert_checked(s: State, op: i64) -> bool:
    """conv.ovf.*"""
    if op == il.OP_CONV_OVF_I1:
        arith.conv_ovf_small(s, MK_I8, False)
    elif op == il.OP_CONV_OVF_U1:
        arith.conv_ovf_small(s, MK_U8, False)
    elif op == il.OP_CONV_OVF_I2:
        arith.conv_ovf_small(s, MK_I16, False)
    elif op == il.OP_CONV_OVF_U2:
        arith.conv_ovf_small(s, MK_U16, False)
    elif op == il.OP_CONV_OVF_I4:
        arith.conv_ovf_small(s, MK_I32, False)
    elif op == il.OP_CONV_OVF_U4:
        arith.conv_ovf_u4(s, False)
    elif op == il.OP_CONV_OVF_U4_UN:
        arith.conv_ovf_u4(s, True)
    elif op == il.OP_CONV_OVF_I8 or op == il.OP_CONV_OVF_I:
        arith.conv_ovf_long(s, False, False)
    elif op == il.OP_CONV_OVF_U8 or op == il.OP_CONV_OVF_U:
        arith.conv_ovf_long(s, True, False)
    elif op == il.OP_CONV_OVF_I8_UN or op == il.OP_CONV_OVF_I_UN:
        arith.conv_ovf_long(s, False, True)
    elif op == il.OP_CONV_OVF_U8_UN or op == il.OP_CONV_OVF_U_UN:
        arith.conv_ovf_long(s, True, True)
    elif il.OP_CONV_OVF_I1_UN <= op <= il.OP_CONV_OVF_U2_UN:
        arith.conv_ovf_small(s, _OVF_UN_SMALL[op - il.OP_CONV_OVF_I1_UN], True)
    else:
        return False
    return True


def memory(s: State, code: bytes, op: i64, at: i64, flags: i64) -> bool:
    """Calls, fields, objects, arrays, indirect access."""
    volatile = flags & FLAG_VOLATILE != 0
    if op == il.OP_CALL:
        calls.call(s, il.u4(code, at + 1))
    elif op == il.OP_NEWOBJ:
        calls.new_object_call(s, il.u4(code, at + 1))
    elif op == il.OP_LDFLD:
        fields.load_field(s, il.u4(code, at + 1), volatile)
    elif op == il.OP_STFLD:
        fields.store_field(s, il.u4(code, at + 1), volatile)
    elif op == il.OP_LDFLDA:
        fields.load_field_address(s, il.u4(code, at + 1))
    elif op == il.OP_LDSFLD:
        fields.load_static(s, il.u4(code, at + 1), volatile)
    elif op == il.OP_STSFLD:
        fields.store_static(s, il.u4(code, at + 1), volatile)
    elif op == il.OP_LDSFLDA:
        fields.load_static_address(s, il.u4(code, at + 1))
    elif op == il.OP_LDSTR:
        objects.load_string(s, il.u4(code, at + 1))
    elif op == il.OP_LDFTN:
        calls.load_function(s, il.u4(code, at + 2))
    elif op == il.OP_LDVIRTFTN:
        calls.load_virtual_function(s, il.u4(code, at + 2))
    elif op == il.OP_LDLEN:
        objects.array_length(s)
    elif il.OP_LDELEM_I1 <= op <= il.OP_LDELEM_REF:
        objects.load_element(s, _LOAD_KIND[op - il.OP_LDELEM_I1])
    elif op == il.OP_STELEM_REF:
        objects.store_element_ref(s)
    elif il.OP_STELEM_I <= op <= il.OP_STELEM_R8:
        objects.store_element(s, _STELEM_KIND[op - il.OP_STELEM_I])
    elif il.OP_LDIND_I1 <= op <= il.OP_LDIND_REF:
        fields.load_indirect(s, _LOAD_KIND[op - il.OP_LDIND_I1], flags)
    elif il.OP_STIND_REF <= op <= il.OP_STIND_R8:
        objects.store_indirect(s, _STIND_KIND[op - il.OP_STIND_REF], flags)
    elif op == il.OP_STIND_I:
        objects.store_indirect(s, MK_I64, flags)
    else:
        return typed(s, code, op, at, flags)
    return True


def typed(s: State, code: bytes, op: i64, at: i64, flags: i64) -> bool:
    """Instructions with a type token, block operations and the rest."""
    if op == il.OP_BOX:
        objects.box(s, il.u4(code, at + 1))
    elif op == il.OP_UNBOX_ANY:
        objects.unbox_any(s, il.u4(code, at + 1))
    elif op == il.OP_UNBOX:
        objects.unbox(s, il.u4(code, at + 1))
    elif op == il.OP_CASTCLASS:
        objects.cast(s, il.u4(code, at + 1), True)
    elif op == il.OP_ISINST:
        objects.cast(s, il.u4(code, at + 1), False)
    elif op == il.OP_NEWARR:
        objects.new_array(s, il.u4(code, at + 1))
    elif op == il.OP_LDELEM:
        objects.load_element_type(s, il.u4(code, at + 1))
    elif op == il.OP_STELEM:
        objects.store_element_type(s, il.u4(code, at + 1))
    elif op == il.OP_LDOBJ:
        objects.load_object(s, il.u4(code, at + 1), flags)
    elif op == il.OP_STOBJ:
        objects.store_object(s, il.u4(code, at + 1), flags)
    elif op == il.OP_CPOBJ:
        objects.copy_object(s, il.u4(code, at + 1))
    elif op == il.OP_INITOBJ:
        objects.init_object(s, il.u4(code, at + 2))
    elif op == il.OP_SIZEOF:
        objects.size_of(s, il.u4(code, at + 2))
    elif op == il.OP_LDTOKEN:
        objects.load_token(s, il.u4(code, at + 1))
    elif op == il.OP_CPBLK:
        size = s.pop_int32()
        src = s.pop_address()
        dst = s.pop_address()
        s.helper(HELPER_MEMCPY, [s.f.ty[dst], s.f.ty[src], TY_I64],
                 [dst, src, s.emit(ops.OP_ZX32, TY_I64, size, 0, 0, 0)], TY_NONE)
    elif op == il.OP_INITBLK:
        size = s.pop_int32()
        value = s.pop_int32()
        dst = s.pop_address()
        s.helper(HELPER_MEMSET, [s.f.ty[dst], TY_I32, TY_I64],
                 [dst, s.narrow(value, MK_U8), s.emit(ops.OP_ZX32, TY_I64, size, 0, 0, 0)], TY_NONE)
    elif op == il.OP_LOCALLOC:
        raise Reject("localloc", f"IL_{at:04x}")
    elif op == il.OP_JMP:
        raise Reject("jmp", f"IL_{at:04x}")
    elif op == il.OP_ARGLIST:
        raise Reject("varargs", f"IL_{at:04x}")
    elif op == il.OP_MKREFANY or op == il.OP_REFANYVAL or op == il.OP_REFANYTYPE:
        raise Reject("typed-reference", f"IL_{at:04x}")
    elif op == il.OP_CALLI:
        raise Reject("unmanaged-calli", f"IL_{at:04x}")
    else:
        return False
    return True


