/* emit_scan.c - what is combined so far. Of a whole vector EIGHT elements at a time are scanned by
   shifting them over each other, then combined with what came before, so that only one operation
   for eight elements waits for the one before it; of shorter ones, which end a loop, each does. */
#include "compile/llvm/emit.h"

enum { EIGHT = 8 };

static LLVMValueRef lanes(Emit *e, LLVMValueRef a, LLVMValueRef b, const int *from, int count)
{
    LLVMValueRef order[LANES];
    for (int i = 0; i < count; i++)
        order[i] = LLVMConstInt(LLVMInt32TypeInContext(e->c), (unsigned)from[i], 0);
    return LLVMBuildShuffleVector(e->b, a, b ? b : LLVMGetUndef(LLVMTypeOf(a)),
                                  LLVMConstVector(order, (unsigned)count), "");
}

/* Each of eight elements combined with those before it. */
static LLVMValueRef scan_eight(Emit *e, const Insn *i, LLVMValueRef x)
{
    for (int by = 1; by < EIGHT; by *= 2) {
        int back[EIGHT], which[EIGHT];
        for (int k = 0; k < EIGHT; k++) {
            back[k] = k < by ? k : k - by;
            which[k] = k < by ? k : EIGHT + k;
        }
        LLVMValueRef args[] = {lanes(e, x, NULL, back, EIGHT), x};
        LLVMValueRef both = apply_op(e, i->scalar, i->dtype, args, 2, EIGHT);
        x = lanes(e, x, both, which, EIGHT);
    }
    return x;
}

static LLVMValueRef splat(Emit *e, LLVMValueRef x, int lane)
{
    int from[EIGHT];
    for (int k = 0; k < EIGHT; k++)
        from[k] = lane;
    return lanes(e, x, NULL, from, EIGHT);
}

/* A whole vector; *before becomes its last element. */
static LLVMValueRef scan_vector(Emit *e, const Insn *i, LLVMValueRef x, LLVMValueRef *before)
{
    LLVMTypeRef i32 = LLVMInt32TypeInContext(e->c), eight = vector_of(LLVMTypeOf(*before), EIGHT);
    LLVMValueRef parts[LANES / EIGHT], all = NULL;
    LLVMValueRef acc =
        LLVMBuildInsertElement(e->b, LLVMGetUndef(eight), *before, LLVMConstInt(i32, 0, 0), "");
    acc = splat(e, acc, 0);
    for (int g = 0; g < LANES / EIGHT; g++) {
        int from[EIGHT];
        for (int k = 0; k < EIGHT; k++)
            from[k] = g * EIGHT + k;
        LLVMValueRef own = scan_eight(e, i, lanes(e, x, NULL, from, EIGHT));
        LLVMValueRef to_all[] = {acc, own}, to_last[] = {acc, splat(e, own, EIGHT - 1)};
        parts[g] = apply_op(e, i->scalar, i->dtype, to_all, 2, EIGHT);
        acc = apply_op(e, i->scalar, i->dtype, to_last, 2, EIGHT);
    }
    *before = LLVMBuildExtractElement(e->b, acc, LLVMConstInt(i32, 0, 0), "");
    for (int count = EIGHT; count < LANES; count *= 2)
        for (int g = 0; g < LANES / count / 2; g++) {
            int from[LANES];
            for (int k = 0; k < 2 * count; k++)
                from[k] = k;
            all = parts[g] = lanes(e, parts[2 * g], parts[2 * g + 1], from, 2 * count);
        }
    return all;
}

Lane emit_scan(Emit *e, const Insn *i)
{
    LLVMTypeRef t = number_type(e, i->dtype), i32 = LLVMInt32TypeInContext(e->c);
    LLVMValueRef var = e->acc[i->arg[0]], before = LLVMBuildLoad2(e->b, t, var, "");
    LLVMValueRef x = as_vector(e, e->value[i->arg[1]]), y = LLVMGetUndef(LLVMTypeOf(x));
    if (e->width == LANES)
        y = scan_vector(e, i, x, &before);
    for (int k = 0; k < e->width && e->width < LANES; k++) {
        LLVMValueRef lane = LLVMConstInt(i32, (unsigned)k, 0);
        LLVMValueRef own = e->width == 1 ? x : LLVMBuildExtractElement(e->b, x, lane, "");
        LLVMValueRef args[] = {before, own};
        before = apply_op(e, i->scalar, i->dtype, args, 2, 1);
        y = e->width == 1 ? before : LLVMBuildInsertElement(e->b, y, before, lane, "");
    }
    LLVMBuildStore(e->b, before, var);
    return (Lane){y, e->width > 1};
}
