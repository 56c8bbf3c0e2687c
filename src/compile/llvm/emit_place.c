/* emit_place.c - computed numbers as places: clamped to their axis, and what checked ones do that
   lie outside of it. */
#include "compile/llvm/emit.h"

static LLVMValueRef splat(Emit *e, int64_t x, bool varies)
{
    Lane lane = {int64(e, x), false};
    return varies ? as_vector(e, lane) : lane.v;
}

/* The first lane that is outside, and whether one is. */
static LLVMValueRef first_outside(Emit *e, LLVMValueRef outside, LLVMValueRef *any)
{
    LLVMTypeRef lanes = LLVMIntTypeInContext(e->c, (unsigned)e->width);
    LLVMValueRef bits = LLVMBuildBitCast(e->b, outside, lanes, "");
    LLVMValueRef args[] = {bits, LLVMConstInt(LLVMInt1TypeInContext(e->c), 0, 0)};
    *any = LLVMBuildICmp(e->b, LLVMIntNE, bits, LLVMConstNull(lanes), "");
    return call_intrinsic(e, "llvm.cttz", &lanes, 1, args, 2);
}

/* Notes what is outside, unless something was before. */
static void note_fault(Emit *e, const Insn *i, LLVMValueRef x, LLVMValueRef outside, bool varies)
{
    LLVMValueRef any = outside;
    LLVMBasicBlockRef note = LLVMAppendBasicBlockInContext(e->c, e->fn, "");
    LLVMBasicBlockRef next = LLVMAppendBasicBlockInContext(e->c, e->fn, "");
    LLVMTypeRef i64 = LLVMInt64TypeInContext(e->c);
    LLVMValueRef lane = varies ? first_outside(e, outside, &any) : NULL, one = int64(e, 1);
    LLVMBuildCondBr(e->b, any, note, next);
    LLVMPositionBuilderAtEnd(e->b, note);
    if (varies)
        x = LLVMBuildExtractElement(e->b, x, lane, "");
    LLVMValueRef to = e->base[e->k->fault];
    LLVMValueRef index = LLVMBuildGEP2(e->b, i64, to, &one, 1, "");
    LLVMValueRef known = LLVMBuildLoad2(e->b, i64, to, "");
    LLVMValueRef is_first = LLVMBuildICmp(e->b, LLVMIntEQ, known, int64(e, 0), "");
    LLVMBuildStore(e->b, LLVMBuildSelect(e->b, is_first, int64(e, i->imm.s), known, ""), to);
    LLVMValueRef before = LLVMBuildLoad2(e->b, i64, index, "");
    LLVMBuildStore(e->b, LLVMBuildSelect(e->b, is_first, x, before, ""), index);
    LLVMBuildBr(e->b, next);
    LLVMPositionBuilderAtEnd(e->b, next);
}

/* As the i64 of its atom, or a vector of them. */
Lane emit_place(Emit *e, const Insn *i)
{
    bool varies = e->value[i->arg[0]].varies || (i->guard >= 0 && e->value[i->guard].varies);
    bool is_signed = dtype_info[i->from].class_ == DCLASS_s;
    LLVMTypeRef i64 = vector_of(LLVMInt64TypeInContext(e->c), varies ? e->width : 1);
    LLVMValueRef x = varies ? as_vector(e, e->value[i->arg[0]]) : e->value[i->arg[0]].v;
    LLVMValueRef zero = splat(e, 0, varies), most = splat(e, i->high, varies);
    x = LLVMBuildIntCast2(e->b, x, i64, is_signed, "");
    LLVMValueRef is_low = LLVMBuildICmp(e->b, LLVMIntSLT, x, zero, "");
    LLVMValueRef is_high = LLVMBuildICmp(e->b, is_signed ? LLVMIntSGT : LLVMIntUGT, x, most, "");
    if (i->imm.s) {
        LLVMValueRef outside = is_signed ? LLVMBuildOr(e->b, is_low, is_high, "") : is_high;
        if (i->guard >= 0)
            outside = LLVMBuildAnd(e->b, outside, guard_condition(e, i->guard, varies), "");
        note_fault(e, i, x, outside, varies);
    }
    if (is_signed)
        x = LLVMBuildSelect(e->b, is_low, zero, x, "");
    x = LLVMBuildSelect(e->b, is_high, most, x, "");
    e->atom[i->atom] = x;
    return (Lane){x, varies};
}
