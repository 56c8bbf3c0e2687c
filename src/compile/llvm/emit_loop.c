/* emit_loop.c - loops and branches.

   A vector loop goes by LANES; what is left at its end goes one by one, in short loops by eights
   and fours before. */
#include "compile/llvm/emit.h"

enum {
    SHORT = 4 * LANES /* iterations of a loop of which it matters how its end goes */
};

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

void emit_while(Emit *e, const Insn *i)
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

void emit_if(Emit *e, const Insn *i)
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

void emit_leave(Emit *e, const Insn *i)
{
    LLVMValueRef go = e->value[i->arg[0]].v;
    LLVMBasicBlockRef next = LLVMAppendBasicBlockInContext(e->c, e->fn, "");
    LLVMBuildCondBr(e->b, LLVMBuildICmp(e->b, LLVMIntNE, go, LLVMConstNull(LLVMTypeOf(go)), ""),
                    next, e->leave_to);
    LLVMPositionBuilderAtEnd(e->b, next);
}

void emit_for(Emit *e, int at)
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
