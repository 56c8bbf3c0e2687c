/* emit.c - kernels as LLVM's functions.

   A vector loop works on LANES iterations at once, each value a vector of that length or, when it
   is the same for all, a number; what is left at its end goes one by one, in short loops by eights
   and fours before. The bits do not depend on
   which: an element's arithmetic is the same, and folds keep their lanes. LLVM cuts vectors into
   those of the machine. */
#include "compile/llvm/emit.h"

#include <stdio.h>
#include <string.h>

#define THE_FUNCTION ((LLVMAttributeIndex)LLVMAttributeFunctionIndex)

enum {
    SHORT = 4 * LANES /* iterations of a loop of which it matters how its end goes */
};

/* --- small things --- */

LLVMTypeRef number_type(Emit *e, DType t)
{
    if (t == DTYPE_f32)
        return LLVMFloatTypeInContext(e->c);
    if (t == DTYPE_f64)
        return LLVMDoubleTypeInContext(e->c);
    return LLVMIntTypeInContext(e->c, (unsigned)dtype_info[t].bits);
}

LLVMTypeRef vector_of(LLVMTypeRef scalar, int width)
{
    return width == 1 ? scalar : LLVMVectorType(scalar, (unsigned)width);
}

LLVMValueRef int64(Emit *e, int64_t x)
{
    return LLVMConstInt(LLVMInt64TypeInContext(e->c), (unsigned long long)x, 1);
}

LLVMValueRef as_vector(Emit *e, Lane x)
{
    if (x.varies || e->width == 1)
        return x.v;
    LLVMTypeRef i32 = LLVMInt32TypeInContext(e->c), type = vector_of(LLVMTypeOf(x.v), e->width);
    LLVMValueRef one =
        LLVMBuildInsertElement(e->b, LLVMGetUndef(type), x.v, LLVMConstInt(i32, 0, 0), "");
    return LLVMBuildShuffleVector(e->b, one, LLVMGetUndef(type),
                                  LLVMConstNull(LLVMVectorType(i32, (unsigned)e->width)), "");
}

LLVMValueRef new_alloca(Emit *e, LLVMTypeRef type)
{
    LLVMBuilderRef b = LLVMCreateBuilderInContext(e->c);
    LLVMPositionBuilderBefore(b, e->entry_end);
    LLVMValueRef p = LLVMBuildAlloca(b, type, "");
    LLVMDisposeBuilder(b);
    return p;
}

LLVMValueRef call_intrinsic(Emit *e, const char *name, LLVMTypeRef *types, int ntypes,
                            LLVMValueRef *args, int count)
{
    unsigned id = LLVMLookupIntrinsicID(name, strlen(name));
    LLVMValueRef fn = LLVMGetIntrinsicDeclaration(e->m, id, types, (size_t)ntypes);
    LLVMTypeRef type = LLVMIntrinsicGetType(e->c, id, types, (size_t)ntypes);
    return LLVMBuildCall2(e->b, type, fn, args, (unsigned)count, "");
}

static LLVMValueRef constant_of(Emit *e, DType t, Imm x)
{
    if (dtype_is_float(t))
        return LLVMConstReal(number_type(e, t), x.f);
    return LLVMConstInt(number_type(e, t), (unsigned long long)x.s, 1);
}

static LLVMValueRef apply_op(Emit *e, OpCode op, DType t, LLVMValueRef *args, int count, int width)
{
    char name[64];
    snprintf(name, sizeof name, "%s_%s", op_info[op].name, dtype_info[t].name);
    return apply(e, name, args, count, width);
}

/* --- numbers --- */

/* The operands as numbers, or all as vectors if one is. */
static bool operands(Emit *e, const Insn *i, LLVMValueRef *args)
{
    bool varies = false;
    int count = insn_operands(i);
    for (int j = 0; j < count; j++)
        varies = varies || e->value[i->arg[j]].varies;
    for (int j = 0; j < count; j++)
        args[j] = varies ? as_vector(e, e->value[i->arg[j]]) : e->value[i->arg[j]].v;
    return varies;
}

static LLVMValueRef emit_convert(Emit *e, const Insn *i, LLVMValueRef x, int width)
{
    LLVMTypeRef to = vector_of(number_type(e, i->dtype), width);
    bool is_signed = dtype_info[i->from].class_ == DCLASS_s;
    if (dtype_is_float(i->from) && dtype_is_float(i->dtype))
        return LLVMBuildFPCast(e->b, x, to, "");
    if (dtype_is_integer(i->from) && dtype_is_integer(i->dtype))
        return LLVMBuildIntCast2(e->b, x, to, is_signed, "");
    if (dtype_is_integer(i->from))
        return is_signed ? LLVMBuildSIToFP(e->b, x, to, "") : LLVMBuildUIToFP(e->b, x, to, "");
    char name[32];
    snprintf(name, sizeof name, "to_%s_f64", dtype_info[i->dtype].name);
    LLVMTypeRef f64 = vector_of(LLVMDoubleTypeInContext(e->c), width);
    LLVMValueRef wide = i->from == DTYPE_f64 ? x : LLVMBuildFPCast(e->b, x, f64, "");
    return apply(e, name, &wide, 1, width);
}

static Lane emit_inside(Emit *e, const Insn *i)
{
    int64_t by;
    bool varies = index_stride(e, i->at, &by) != STRIDE_none;
    LLVMValueRef x = varies ? index_vector(e, i->at) : index_first(e, i->at);
    LLVMTypeRef t = varies ? LLVMGetElementType(LLVMTypeOf(x)) : LLVMTypeOf(x);
    Lane low = {LLVMConstInt(t, (unsigned long long)i->low, 1), false};
    Lane high = {LLVMConstInt(t, (unsigned long long)i->high, 1), false};
    LLVMValueRef a = varies ? as_vector(e, low) : low.v, b = varies ? as_vector(e, high) : high.v;
    LLVMValueRef above = LLVMBuildICmp(e->b, LLVMIntSGE, x, a, "");
    LLVMValueRef below = LLVMBuildICmp(e->b, LLVMIntSLT, x, b, "");
    LLVMTypeRef u8 = vector_of(LLVMInt8TypeInContext(e->c), varies ? e->width : 1);
    return (Lane){LLVMBuildZExt(e->b, LLVMBuildAnd(e->b, above, below, ""), u8, ""), varies};
}

static Lane emit_index(Emit *e, const Insn *i)
{
    int64_t by;
    if (index_stride(e, i->at, &by) == STRIDE_none)
        return (Lane){index_first(e, i->at), false};
    LLVMTypeRef wide = vector_of(LLVMInt64TypeInContext(e->c), e->width);
    return (Lane){LLVMBuildIntCast2(e->b, index_vector(e, i->at), wide, true, ""), true};
}

/* An integer clamped to 0..high, as the i64 of its atom. */
static Lane emit_place(Emit *e, const Insn *i)
{
    bool is_signed = dtype_info[i->from].class_ == DCLASS_s;
    LLVMValueRef x = e->value[i->arg[0]].v, zero = int64(e, 0), most = int64(e, i->high);
    x = LLVMBuildIntCast2(e->b, x, LLVMInt64TypeInContext(e->c), is_signed, "");
    LLVMValueRef is_low = LLVMBuildICmp(e->b, LLVMIntSLT, x, zero, "");
    LLVMValueRef is_high = LLVMBuildICmp(e->b, is_signed ? LLVMIntSGT : LLVMIntUGT, x, most, "");
    if (is_signed)
        x = LLVMBuildSelect(e->b, is_low, zero, x, "");
    x = LLVMBuildSelect(e->b, is_high, most, x, "");
    e->atom[i->atom] = x;
    return (Lane){x, false};
}

static Lane emit_choose(Emit *e, const Insn *i)
{
    LLVMValueRef a[3];
    bool varies = operands(e, i, a);
    LLVMValueRef is_first =
        LLVMBuildICmp(e->b, LLVMIntNE, a[0], LLVMConstNull(LLVMTypeOf(a[0])), "");
    return (Lane){LLVMBuildSelect(e->b, is_first, a[1], a[2], ""), varies};
}

/* --- accumulators --- */

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

static void emit_acc(Emit *e, int at)
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

static void emit_fold(Emit *e, int at)
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

static Lane emit_total(Emit *e, int at)
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

/* Accumulators that the body of a vector loop folds into move to memory for its tail, and back. */
static void move_accs(Emit *e, int loop, bool to_tail)
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

/* --- loops --- */

static void emit_block(Emit *e, int block);

void emit_loop(Emit *e, LLVMValueRef from, LLVMValueRef to, int64_t step, LoopFn *body_of,
               void *closure)
{
    LLVMBasicBlockRef start = LLVMGetInsertBlock(e->b);
    LLVMBasicBlockRef body = LLVMAppendBasicBlockInContext(e->c, e->fn, "");
    LLVMBasicBlockRef done = LLVMAppendBasicBlockInContext(e->c, e->fn, "");
    LLVMBuildCondBr(e->b, LLVMBuildICmp(e->b, LLVMIntSLT, from, to, ""), body, done);
    LLVMPositionBuilderAtEnd(e->b, body);
    LLVMValueRef at = LLVMBuildPhi(e->b, LLVMInt64TypeInContext(e->c), "");
    body_of(e, at, closure);
    LLVMValueRef next = LLVMBuildNSWAdd(e->b, at, int64(e, step), "");
    LLVMBuildCondBr(e->b, LLVMBuildICmp(e->b, LLVMIntSLT, next, to, ""), body, done);
    LLVMAddIncoming(at, (LLVMValueRef[]){from, next},
                    (LLVMBasicBlockRef[]){start, LLVMGetInsertBlock(e->b)}, 2);
    LLVMPositionBuilderAtEnd(e->b, done);
}

typedef struct Counted {
    int32_t atom;
    int block;
} Counted;

static void counted_body(Emit *e, LLVMValueRef at, void *closure)
{
    const Counted *c = closure;
    e->atom[c->atom] = at;
    emit_block(e, c->block);
}

/* for (at = from; at < to; at += step) body */
static void emit_counted(Emit *e, int32_t atom, LLVMValueRef from, LLVMValueRef to, int64_t step,
                         int block)
{
    Counted c = {atom, block};
    emit_loop(e, from, to, step, counted_body, &c);
}

/* How often the loop runs: its count, or as far as its limit. */
static LLVMValueRef trip_count(Emit *e, const Insn *i)
{
    LLVMValueRef count = int64(e, i->high);
    if (i->at == NULL)
        return count;
    LLVMValueRef left = LLVMBuildSub(e->b, int64(e, i->limit), index_first(e, i->at), "");
    LLVMValueRef is_less = LLVMBuildICmp(e->b, LLVMIntSLT, left, count, "");
    LLVMValueRef least = LLVMBuildSelect(e->b, is_less, left, count, "");
    LLVMValueRef is_none = LLVMBuildICmp(e->b, LLVMIntSLT, least, int64(e, 0), "");
    return LLVMBuildSelect(e->b, is_none, int64(e, 0), least, "");
}

static bool is_multiple(const Insn *i)
{
    if (i->high % LANES != 0)
        return false;
    if (i->at == NULL)
        return true;
    bool ok = i->limit % LANES == 0 && i->at->constant % LANES == 0;
    for (int j = 0; j < i->at->count; j++)
        ok = ok && i->at->terms[j].coef % LANES == 0;
    return ok;
}

/* Folds have their lanes, and a turn its tiles. */
static bool ends_in_vectors(const Emit *e, int loop)
{
    const Insn *i = &e->k->insns.at[loop];
    bool ok = i->high < SHORT;
    for (size_t j = 0; j < e->k->insns.len && ok; j++) {
        const Insn *other = &e->k->insns.at[j];
        bool is_fold = other->op == KERN_fold && e->vector_loop[j] == loop;
        ok = other->op != KERN_turn && !(is_fold && e->vector_loop[other->arg[0]] != loop);
    }
    return ok;
}

static void emit_vector_loop(Emit *e, int loop)
{
    const Insn *i = &e->k->insns.at[loop];
    LLVMValueRef count = trip_count(e, i);
    LLVMValueRef whole = LLVMBuildAnd(e->b, count, int64(e, -LANES), "");
    e->vector_atom = i->atom;
    e->width = LANES;
    if (i->high >= LANES)
        emit_counted(e, i->atom, int64(e, 0), whole, LANES, i->block);
    for (int width = 8; width >= 4 && ends_in_vectors(e, loop); width /= 2) {
        LLVMValueRef from = whole;
        if (i->high % (width == 8 ? LANES : 8) < width)
            continue;
        e->width = width;
        whole = LLVMBuildAnd(e->b, count, int64(e, -width), "");
        emit_counted(e, i->atom, from, whole, width, i->block);
    }
    e->width = 1;
    if (!is_multiple(i)) {
        move_accs(e, loop, true);
        emit_counted(e, i->atom, whole, count, 1, i->block);
        move_accs(e, loop, false);
    }
    e->vector_atom = -1;
}

/* The task's number gives the places of all task loops; the outermost goes through the tasks. */
static void emit_task_loop(Emit *e, const Insn *i)
{
    bool is_outermost = e->task == NULL;
    LLVMBasicBlockRef start = LLVMGetInsertBlock(e->b), body = NULL, done = NULL;
    if (is_outermost) {
        body = LLVMAppendBasicBlockInContext(e->c, e->fn, "");
        done = LLVMAppendBasicBlockInContext(e->c, e->fn, "");
        LLVMBuildCondBr(e->b, LLVMBuildICmp(e->b, LLVMIntSLT, e->from, e->to, ""), body, done);
        LLVMPositionBuilderAtEnd(e->b, body);
        e->task = LLVMBuildPhi(e->b, LLVMInt64TypeInContext(e->c), "");
        e->task_rest = e->k->tasks;
    }
    LLVMValueRef task = e->task;
    LLVMValueRef in_outer = LLVMBuildURem(e->b, task, int64(e, e->task_rest), "");
    int64_t rest = e->task_rest;
    e->task_rest /= i->high;
    e->atom[i->atom] =
        LLVMBuildUDiv(e->b, rest == e->k->tasks ? task : in_outer, int64(e, e->task_rest), "");
    emit_block(e, i->block);
    if (is_outermost) {
        LLVMValueRef next = LLVMBuildNSWAdd(e->b, task, int64(e, 1), "");
        LLVMBuildCondBr(e->b, LLVMBuildICmp(e->b, LLVMIntSLT, next, e->to, ""), body, done);
        LLVMAddIncoming(task, (LLVMValueRef[]){e->from, next},
                        (LLVMBasicBlockRef[]){start, LLVMGetInsertBlock(e->b)}, 2);
        LLVMPositionBuilderAtEnd(e->b, done);
        e->task = NULL;
    }
}

/* Polls for an interrupt after every trip. */
static void emit_while(Emit *e, const Insn *i)
{
    LLVMBasicBlockRef before = e->leave_to;
    LLVMBasicBlockRef body = LLVMAppendBasicBlockInContext(e->c, e->fn, "");
    LLVMBasicBlockRef done = LLVMAppendBasicBlockInContext(e->c, e->fn, "");
    LLVMTypeRef i32 = LLVMInt32TypeInContext(e->c);
    e->leave_to = done;
    LLVMBuildBr(e->b, body);
    LLVMPositionBuilderAtEnd(e->b, body);
    emit_block(e, i->block);
    LLVMValueRef stop = LLVMBuildLoad2(e->b, i32, e->stop, "");
    LLVMSetVolatile(stop, 1);
    LLVMBuildCondBr(e->b, LLVMBuildICmp(e->b, LLVMIntEQ, stop, LLVMConstNull(i32), ""), body, done);
    LLVMPositionBuilderAtEnd(e->b, done);
    e->leave_to = before;
}

static void emit_if(Emit *e, const Insn *i)
{
    LLVMValueRef go = e->value[i->arg[0]].v;
    LLVMBasicBlockRef body = LLVMAppendBasicBlockInContext(e->c, e->fn, "");
    LLVMBasicBlockRef done = LLVMAppendBasicBlockInContext(e->c, e->fn, "");
    LLVMBuildCondBr(e->b, LLVMBuildICmp(e->b, LLVMIntNE, go, LLVMConstNull(LLVMTypeOf(go)), ""),
                    body, done);
    LLVMPositionBuilderAtEnd(e->b, body);
    emit_block(e, i->block);
    LLVMBuildBr(e->b, done);
    LLVMPositionBuilderAtEnd(e->b, done);
}

static void emit_leave(Emit *e, const Insn *i)
{
    LLVMValueRef go = e->value[i->arg[0]].v;
    LLVMBasicBlockRef next = LLVMAppendBasicBlockInContext(e->c, e->fn, "");
    LLVMBuildCondBr(e->b, LLVMBuildICmp(e->b, LLVMIntNE, go, LLVMConstNull(LLVMTypeOf(go)), ""),
                    next, e->leave_to);
    LLVMPositionBuilderAtEnd(e->b, next);
}

static LLVMValueRef as_width(Emit *e, Lane x, bool varies)
{
    return varies ? as_vector(e, x) : x.v;
}

static void emit_var(Emit *e, int at)
{
    const Insn *i = &e->k->insns.at[at];
    LLVMValueRef x = as_width(e, e->value[i->arg[0]], i->varies);
    e->acc[at] = new_alloca(e, LLVMTypeOf(x));
    LLVMBuildStore(e->b, x, e->acc[at]);
}

static Lane emit_get(Emit *e, const Insn *i)
{
    bool varies = e->k->insns.at[i->arg[0]].varies && e->width > 1;
    LLVMTypeRef t = vector_of(number_type(e, i->dtype), varies ? e->width : 1);
    return (Lane){LLVMBuildLoad2(e->b, t, e->acc[i->arg[0]], ""), varies};
}

static void emit_set(Emit *e, const Insn *i)
{
    bool varies = e->k->insns.at[i->arg[0]].varies;
    LLVMBuildStore(e->b, as_width(e, e->value[i->arg[1]], varies), e->acc[i->arg[0]]);
}

static void emit_for(Emit *e, int at)
{
    const Insn *i = &e->k->insns.at[at];
    switch (i->loop) {
    case LOOP_task:
        emit_task_loop(e, i);
        break;
    case LOOP_serial:
        emit_counted(e, i->atom, int64(e, 0), trip_count(e, i), 1, i->block);
        break;
    case LOOP_vector:
        emit_vector_loop(e, at);
        break;
    }
}

/* --- instructions --- */

static void emit_insn(Emit *e, int at)
{
    const Insn *i = &e->k->insns.at[at];
    Lane *out = &e->value[at];
    LLVMValueRef a[3];
    int width;
    switch (i->op) {
    case KERN_constant:
        *out = (Lane){constant_of(e, i->dtype, i->imm), false};
        break;
    case KERN_index:
        *out = emit_index(e, i);
        break;
    case KERN_inside:
        *out = emit_inside(e, i);
        break;
    case KERN_place:
        *out = emit_place(e, i);
        break;
    case KERN_load:
        *out = emit_load(e, i);
        break;
    case KERN_store:
        emit_store(e, i);
        break;
    case KERN_turn:
        emit_turn(e, i);
        break;
    case KERN_choose:
        *out = emit_choose(e, i);
        break;
    case KERN_scalar:
        out->varies = operands(e, i, a);
        width = out->varies ? e->width : 1;
        out->v = apply_op(e, i->scalar, i->from, a, insn_operands(i), width);
        break;
    case KERN_convert:
        out->varies = operands(e, i, a);
        out->v = emit_convert(e, i, a[0], out->varies ? e->width : 1);
        break;
    case KERN_bitcast:
        out->varies = operands(e, i, a);
        width = out->varies ? e->width : 1;
        out->v = LLVMBuildBitCast(e->b, a[0], vector_of(number_type(e, i->dtype), width), "");
        break;
    case KERN_round:
        out->varies = operands(e, i, a);
        width = out->varies ? e->width : 1;
        out->v = from_code(e, i->from, to_code(e, i->from, a[0], width), width);
        break;
    case KERN_for:
        emit_for(e, at);
        break;
    case KERN_if:
        emit_if(e, i);
        break;
    case KERN_while:
        emit_while(e, i);
        break;
    case KERN_leave:
        emit_leave(e, i);
        break;
    case KERN_var:
        emit_var(e, at);
        break;
    case KERN_get:
        *out = emit_get(e, i);
        break;
    case KERN_set:
        emit_set(e, i);
        break;
    case KERN_acc:
        emit_acc(e, at);
        break;
    case KERN_fold:
        emit_fold(e, at);
        break;
    case KERN_total:
        *out = emit_total(e, at);
        break;
    case KERN_count:
        break;
    }
}

static void emit_block(Emit *e, int block)
{
    for (size_t j = 0; j < e->k->blocks.at[block].len; j++)
        emit_insn(e, e->k->blocks.at[block].at[j]);
}

/* --- the function --- */

static void mark_vector_loops(Emit *e, int block, int loop)
{
    for (size_t j = 0; j < e->k->blocks.at[block].len; j++) {
        int at = e->k->blocks.at[block].at[j];
        const Insn *i = &e->k->insns.at[at];
        e->vector_loop[at] = loop;
        if (i->op == KERN_for)
            mark_vector_loops(e, i->block, i->loop == LOOP_vector ? at : loop);
        if (i->op == KERN_while || i->op == KERN_if)
            mark_vector_loops(e, i->block, loop);
    }
}

static void emit_bases(Emit *e)
{
    LLVMTypeRef ptr = LLVMPointerTypeInContext(e->c, 0), i8 = LLVMInt8TypeInContext(e->c);
    int slot = 0;
    for (size_t i = 0; i < e->k->buffers.len; i++) {
        const KernBuffer *b = &e->k->buffers.at[i];
        LLVMValueRef at = int64(e, b->value >= 0 ? slot++ : b->offset);
        LLVMValueRef p = LLVMBuildGEP2(e->b, b->value >= 0 ? ptr : i8,
                                       b->value >= 0 ? e->buffers : e->scratch, &at, 1, "");
        e->base[i] = b->value >= 0 ? LLVMBuildLoad2(e->b, ptr, p, "") : p;
    }
}

static void add_function(Emit *e, const char *name)
{
    LLVMTypeRef ptr = LLVMPointerTypeInContext(e->c, 0), i64 = LLVMInt64TypeInContext(e->c);
    LLVMTypeRef type = LLVMFunctionType(LLVMVoidTypeInContext(e->c),
                                        (LLVMTypeRef[]){ptr, ptr, i64, i64, ptr}, 5, 0);
    e->fn = LLVMAddFunction(e->m, name, type);
    LLVMAddAttributeAtIndex(e->fn, THE_FUNCTION,
                            LLVMCreateStringAttribute(e->c, "prefer-vector-width", 19, "512", 3));
    LLVMAddAttributeAtIndex(
        e->fn, THE_FUNCTION,
        LLVMCreateStringAttribute(e->c, "min-legal-vector-width", 22, "512", 3));
    unsigned nounwind = LLVMGetEnumAttributeKindForName("nounwind", 8);
    LLVMAddAttributeAtIndex(e->fn, THE_FUNCTION, LLVMCreateEnumAttribute(e->c, nounwind, 0));
    e->buffers = LLVMGetParam(e->fn, 0);
    e->scratch = LLVMGetParam(e->fn, 1);
    e->from = LLVMGetParam(e->fn, 2);
    e->to = LLVMGetParam(e->fn, 3);
    e->stop = LLVMGetParam(e->fn, 4);
    LLVMBasicBlockRef entry = LLVMAppendBasicBlockInContext(e->c, e->fn, "");
    LLVMBasicBlockRef start = LLVMAppendBasicBlockInContext(e->c, e->fn, "");
    LLVMPositionBuilderAtEnd(e->b, entry);
    e->entry_end = LLVMBuildBr(e->b, start);
    LLVMPositionBuilderAtEnd(e->b, start);
}

void emit_kernel(LLVMModuleRef m, LLVMModuleRef scalars, const Kernel *k, const char *name)
{
    size_t n = k->insns.len + 1;
    Emit e = {.k = k, .c = LLVMGetModuleContext(m), .m = m, .width = 1, .vector_atom = -1};
    e.scalars = scalars;
    e.b = LLVMCreateBuilderInContext(e.c);
    e.value = mem_alloc(n * sizeof *e.value);
    e.acc = mem_alloc(n * sizeof *e.acc);
    e.tail = mem_alloc(n * sizeof *e.tail);
    e.vector_loop = mem_alloc(n * sizeof *e.vector_loop);
    e.atom = mem_alloc((k->table.atoms.len + 1) * sizeof *e.atom);
    e.base = mem_alloc((k->buffers.len + 1) * sizeof *e.base);
    add_function(&e, name);
    e.dummy = new_alloca(&e, LLVMInt64TypeInContext(e.c));
    LLVMBuildStore(e.b, int64(&e, 0), e.dummy);
    e.waste = new_alloca(&e, LLVMInt64TypeInContext(e.c));
    mark_vector_loops(&e, 0, -1);
    emit_bases(&e);
    emit_block(&e, 0);
    LLVMBuildRetVoid(e.b);
    LLVMDisposeBuilder(e.b);
    free(e.value);
    free(e.acc);
    free(e.tail);
    free(e.vector_loop);
    free(e.atom);
    free(e.base);
}
