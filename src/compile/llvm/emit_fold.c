/* emit_fold.c - accumulators: one for each lane of a vector loop, whose tail folds into them in
   memory, in the order that the kernel names. */
#include "compile/llvm/emit.h"

static bool has_lanes(const Emit *e, int acc)
{
    for (size_t i = 0; i < e->k->insns.len; i++) {
        const Insn *fold = &e->k->insns.at[i];
        if (fold->op == KERN_fold && fold->arg[0] == acc &&
            e->vector_loop[i] != e->vector_loop[acc])
            return true;
    }
    return false;
}

void emit_acc(Emit *e, int at)
{
    const Insn *i = &e->k->insns.at[at];
    int width = has_lanes(e, at) ? LANES : e->width;
    LLVMTypeRef t = number_type(e, i->dtype);
    LLVMValueRef start[LANES];
    for (int j = 0; j < width; j++)
        start[j] = constant_of(e, i->dtype, i->imm);
    e->acc[at] = new_alloca(e, vector_of(t, width));
    LLVMBuildStore(e->b, width == 1 ? start[0] : LLVMConstVector(start, (unsigned)width),
                   e->acc[at]);
}

void emit_fold(Emit *e, int at)
{
    const Insn *i = &e->k->insns.at[at];
    int acc = i->arg[0];
    bool in_lanes = e->vector_loop[at] != e->vector_loop[acc];
    LLVMTypeRef t = number_type(e, i->dtype);
    LLVMValueRef p = e->acc[acc],
                 x = e->width == 1 ? e->value[i->arg[1]].v : as_vector(e, e->value[i->arg[1]]);
    if (in_lanes && e->width == 1) { /* a tail: one lane, in memory */
        LLVMValueRef lane = LLVMBuildAnd(e->b, e->atom[e->vector_atom], int64(e, LANES - 1), "");
        p = LLVMBuildGEP2(e->b, t, e->tail[acc], &lane, 1, "");
    }
    LLVMValueRef args[] = {LLVMBuildLoad2(e->b, vector_of(t, e->width), p, ""), x};
    LLVMBuildStore(e->b, apply_op(e, i->scalar, i->dtype, args, 2, e->width), p);
}

static LLVMValueRef half_of(Emit *e, LLVMValueRef x, int from, int count)
{
    LLVMValueRef order[LANES];
    for (int i = 0; i < count; i++)
        order[i] = LLVMConstInt(LLVMInt32TypeInContext(e->c), (unsigned)(from + i), 0);
    if (count == 1)
        return LLVMBuildExtractElement(e->b, x, order[0], "");
    return LLVMBuildShuffleVector(e->b, x, LLVMGetUndef(LLVMTypeOf(x)),
                                  LLVMConstVector(order, (unsigned)count), "");
}

Lane emit_total(Emit *e, int at)
{
    const Insn *i = &e->k->insns.at[at];
    int acc = i->arg[0];
    LLVMTypeRef t = number_type(e, i->dtype);
    if (!has_lanes(e, acc))
        return (Lane){LLVMBuildLoad2(e->b, vector_of(t, e->width), e->acc[acc], ""), e->width > 1};
    LLVMValueRef x = LLVMBuildLoad2(e->b, vector_of(t, LANES), e->acc[acc], "");
    for (int half = LANES / 2; half > 0; half /= 2) {
        LLVMValueRef args[] = {half_of(e, x, 0, half), half_of(e, x, half, half)};
        x = apply_op(e, i->scalar, i->dtype, args, 2, half);
    }
    return (Lane){x, false};
}

void move_accs(Emit *e, int loop, bool to_tail)
{
    for (size_t i = 0; i < e->k->insns.len; i++) {
        const Insn *fold = &e->k->insns.at[i];
        int acc = fold->arg[0];
        if (fold->op != KERN_fold || e->vector_loop[i] != loop || e->vector_loop[acc] == loop)
            continue;
        LLVMTypeRef t = vector_of(number_type(e, fold->dtype), LANES);
        if (to_tail && e->tail[acc] == NULL)
            e->tail[acc] = new_alloca(e, t);
        LLVMValueRef from = to_tail ? e->acc[acc] : e->tail[acc];
        LLVMBuildStore(e->b, LLVMBuildLoad2(e->b, t, from, ""),
                       to_tail ? e->tail[acc] : e->acc[acc]);
    }
}
