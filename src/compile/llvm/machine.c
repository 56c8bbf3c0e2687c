/* machine.c - what the machine has an instruction for that LLVM would not find: looking numbers up
   in a table of 16, and multiplying by a power of two. Without the instruction the same bits come
   from others. */
#include "compile/llvm/emit.h"
#include "compile/llvm/jit.h"

#include <string.h>

enum { ENTRIES = 16 };

static LLVMTypeRef i32_of(Emit *e)
{
    return LLVMInt32TypeInContext(e->c);
}

static LLVMValueRef int32(Emit *e, int x)
{
    return LLVMConstInt(i32_of(e), (unsigned)x, 1);
}

/* `count` elements of x from `from` on. */
static LLVMValueRef slice_of(Emit *e, LLVMValueRef x, int from, int count)
{
    LLVMValueRef order[LANES];
    for (int i = 0; i < count; i++)
        order[i] = int32(e, from + i);
    return LLVMBuildShuffleVector(e->b, x, LLVMGetUndef(LLVMTypeOf(x)),
                                  LLVMConstVector(order, (unsigned)count), "");
}

/* Vectors of equal length, one after the other; their count is a power of two. */
static LLVMValueRef joined(Emit *e, LLVMValueRef *parts, int count)
{
    LLVMValueRef order[LANES];
    for (; count > 1; count /= 2) {
        unsigned all = 2 * LLVMGetVectorSize(LLVMTypeOf(parts[0]));
        for (unsigned i = 0; i < all; i++)
            order[i] = int32(e, (int)i);
        for (int i = 0; i < count / 2; i++)
            parts[i] = LLVMBuildShuffleVector(e->b, parts[2 * i], parts[2 * i + 1],
                                              LLVMConstVector(order, all), "");
    }
    return parts[0];
}

/* --- tables --- */

static LLVMValueRef address(Emit *e, LLVMValueRef table, LLVMValueRef index)
{
    LLVMTypeRef element = LLVMGetElementType(LLVMGlobalGetValueType(table));
    return LLVMBuildInBoundsGEP2(e->b, element, table, &index, 1, "");
}

/* Elements from .. from + 8 or 16 of the table as a vector. */
static LLVMValueRef entries(Emit *e, LLVMValueRef table, int from, int count)
{
    LLVMTypeRef f32 = LLVMFloatTypeInContext(e->c);
    LLVMValueRef x = LLVMBuildLoad2(e->b, LLVMVectorType(f32, (unsigned)count),
                                    address(e, table, int64(e, from)), "");
    LLVMSetAlignment(x, 4);
    return x;
}

static LLVMValueRef look_up_16(Emit *e, LLVMValueRef table, LLVMValueRef index)
{
    LLVMValueRef args[] = {entries(e, table, 0, ENTRIES), index};
    return call_intrinsic(e, "llvm.x86.avx512.permvar.sf.512", NULL, 0, args, 2);
}

static LLVMValueRef look_up_8(Emit *e, LLVMValueRef table, LLVMValueRef index)
{
    LLVMValueRef half[2], high, zero = LLVMConstNull(LLVMTypeOf(index)), by[8];
    for (int i = 0; i < 2; i++) {
        LLVMValueRef args[] = {entries(e, table, 8 * i, 8), index};
        half[i] = call_intrinsic(e, "llvm.x86.avx2.permps", NULL, 0, args, 2);
    }
    for (int i = 0; i < 8; i++)
        by[i] = int32(e, 28); /* bit 3 becomes the sign */
    high = LLVMBuildShl(e->b, index, LLVMConstVector(by, 8), "");
    high = LLVMBuildICmp(e->b, LLVMIntSLT, high, zero, "");
    return LLVMBuildSelect(e->b, high, half[1], half[0], "");
}

static LLVMValueRef look_up_each(Emit *e, LLVMValueRef table, LLVMValueRef index, int width)
{
    LLVMTypeRef element = LLVMGetElementType(LLVMGlobalGetValueType(table));
    LLVMValueRef y = LLVMGetUndef(vector_of(element, width));
    for (int i = 0; i < width; i++) {
        LLVMValueRef at = LLVMBuildExtractElement(e->b, index, int32(e, i), "");
        LLVMValueRef x = LLVMBuildLoad2(e->b, element, address(e, table, at), "");
        y = LLVMBuildInsertElement(e->b, y, x, int32(e, i), "");
    }
    return y;
}

/* The table in the kernels' module. */
static LLVMValueRef own_table(Emit *e, LLVMValueRef table)
{
    const char *name = LLVMGetValueName(table);
    LLVMValueRef own = LLVMGetNamedGlobal(e->m, name);
    if (own)
        return own;
    own = LLVMAddGlobal(e->m, LLVMGlobalGetValueType(table), name);
    LLVMSetInitializer(own, LLVMGetInitializer(table));
    LLVMSetLinkage(own, LLVMInternalLinkage);
    LLVMSetGlobalConstant(own, 1);
    return own;
}

LLVMValueRef look_up(Emit *e, LLVMValueRef table, LLVMValueRef index, int width)
{
    table = own_table(e, table);
    LLVMTypeRef array = LLVMGlobalGetValueType(table), element = LLVMGetElementType(array);
    if (width == 1)
        return LLVMBuildLoad2(e->b, element, address(e, table, index), "");
    bool fits = element == LLVMFloatTypeInContext(e->c) && LLVMGetArrayLength2(array) == ENTRIES;
    int each = jit_has("avx512f") && width >= 16 ? 16 : jit_has("avx2") ? 8 : 0;
    if (!fits || each == 0 || width % each != 0)
        return look_up_each(e, table, index, width);
    LLVMValueRef parts[LANES];
    LLVMTypeRef narrow = vector_of(i32_of(e), width);
    index = LLVMBuildIntCast2(e->b, index, narrow, false, "");
    for (int i = 0; i < width / each; i++) {
        LLVMValueRef at = slice_of(e, index, i * each, each);
        parts[i] = each == 16 ? look_up_16(e, table, at) : look_up_8(e, table, at);
    }
    return joined(e, parts, width / each);
}

/* --- instructions for functions --- */

static LLVMValueRef scale_16(Emit *e, LLVMValueRef x, LLVMValueRef n)
{
    LLVMValueRef all = LLVMConstAllOnes(LLVMInt16TypeInContext(e->c));
    LLVMValueRef args[] = {x, n, x, all, int32(e, 4)}; /* 4: rounds as usual */
    return call_intrinsic(e, "llvm.x86.avx512.mask.scalef.ps.512", NULL, 0, args, 5);
}

LLVMValueRef instruction_for(Emit *e, const char *name, LLVMValueRef *args, int width)
{
    if (strcmp(name, "scaled_f32") != 0 || width % 16 != 0 || !jit_has("avx512f"))
        return NULL;
    LLVMValueRef parts[LANES];
    for (int i = 0; i < width / 16; i++)
        parts[i] = scale_16(e, slice_of(e, args[0], 16 * i, 16), slice_of(e, args[1], 16 * i, 16));
    return joined(e, parts, width / 16);
}
