/* machine.c - what the machine has an instruction for that LLVM would not find: looking numbers up
   in a table of 16 f32 or 8 f64, and multiplying by a power of two. Without the instruction the
   same bits come from others. */
#include "compile/llvm/emit.h"
#include "compile/llvm/jit.h"

#include <string.h>

enum { TABLE_BYTES = 64 /* of a table that fits a register */ };

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

/* Elements from .. from + count of the table as a vector. */
static LLVMValueRef entries(Emit *e, LLVMValueRef table, int from, int count)
{
    LLVMTypeRef element = LLVMGetElementType(LLVMGlobalGetValueType(table));
    LLVMValueRef x = LLVMBuildLoad2(e->b, LLVMVectorType(element, (unsigned)count),
                                    address(e, table, int64(e, from)), "");
    LLVMSetAlignment(x, 4);
    return x;
}

/* With all entries in a register; numbers of 32 or 64 bits. */
static LLVMValueRef look_up_whole(Emit *e, LLVMValueRef table, LLVMValueRef index, bool is_wide)
{
    LLVMValueRef args[] = {entries(e, table, 0, is_wide ? 8 : 16), index};
    return call_intrinsic(
        e, is_wide ? "llvm.x86.avx512.permvar.df.512" : "llvm.x86.avx512.permvar.sf.512", NULL, 0,
        args, 2);
}

/* With half of the entries in a register; numbers of 64 bits are looked up by halves. */
static LLVMValueRef look_up_halves(Emit *e, LLVMValueRef table, LLVMValueRef index, bool is_wide)
{
    int count = is_wide ? 4 : 8, sign = is_wide ? 61 : 28; /* the last bit becomes the sign */
    LLVMTypeRef type = LLVMTypeOf(index), f32s = LLVMVectorType(LLVMFloatTypeInContext(e->c), 8);
    LLVMTypeRef i32s = LLVMVectorType(i32_of(e), 8), number = LLVMGetElementType(type);
    LLVMValueRef half[2], by[8], place = index;
    for (int i = 0; i < count; i++)
        by[i] = LLVMConstInt(number, (unsigned)sign, 0);
    LLVMValueRef high = LLVMBuildShl(e->b, index, LLVMConstVector(by, (unsigned)count), "");
    if (is_wide) { /* index i becomes 2 i and 2 i + 1 */
        LLVMValueRef order[8], odd[8];
        for (int i = 0; i < 8; i++)
            order[i] = int32(e, i & ~1), odd[i] = int32(e, i & 1);
        place = LLVMBuildBitCast(e->b, index, i32s, "");
        place =
            LLVMBuildShuffleVector(e->b, place, LLVMGetUndef(i32s), LLVMConstVector(order, 8), "");
        place =
            LLVMBuildAdd(e->b, LLVMBuildAdd(e->b, place, place, ""), LLVMConstVector(odd, 8), "");
    }
    for (int i = 0; i < 2; i++) {
        LLVMValueRef x = entries(e, table, count * i, count);
        LLVMValueRef args[] = {LLVMBuildBitCast(e->b, x, f32s, ""), place};
        half[i] = call_intrinsic(e, "llvm.x86.avx2.permps", NULL, 0, args, 2);
        half[i] = LLVMBuildBitCast(e->b, half[i], LLVMTypeOf(x), "");
    }
    high = LLVMBuildICmp(e->b, LLVMIntSLT, high, LLVMConstNull(type), "");
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

/* What the instructions take: they read no more than the last bits, so that a mask is not needed.
 */
static LLVMValueRef place_of(Emit *e, LLVMValueRef index, int width, LLVMTypeRef number, int count)
{
    LLVMValueRef mask[LANES];
    LLVMTypeRef type = vector_of(number, width);
    if (LLVMIsAZExtInst(index))
        index = LLVMGetOperand(index, 0);
    for (int i = 0; i < width; i++)
        mask[i] = LLVMConstInt(LLVMGetElementType(LLVMTypeOf(index)), (unsigned)count - 1, 0);
    if (LLVMIsAInstruction(index) && LLVMGetInstructionOpcode(index) == LLVMAnd &&
        LLVMGetOperand(index, 1) == LLVMConstVector(mask, (unsigned)width))
        index = LLVMGetOperand(index, 0);
    return LLVMBuildIntCast2(e->b, index, type, false, "");
}

LLVMValueRef look_up(Emit *e, LLVMValueRef table, LLVMValueRef index, int width)
{
    table = own_table(e, table);
    LLVMTypeRef array = LLVMGlobalGetValueType(table), element = LLVMGetElementType(array);
    if (width == 1)
        return LLVMBuildLoad2(e->b, element, address(e, table, index), "");
    bool is_wide = element == LLVMDoubleTypeInContext(e->c);
    int bytes = is_wide ? 8 : 4, each = 0;
    if (jit_has("avx512f") && width * bytes >= 64)
        each = 64 / bytes;
    else if (jit_has("avx2") && width * bytes >= 32)
        each = 32 / bytes;
    if (each == 0 || LLVMGetArrayLength2(array) != (unsigned)(TABLE_BYTES / bytes))
        return look_up_each(e, table, index, width);
    LLVMValueRef parts[LANES];
    LLVMTypeRef number = is_wide ? LLVMInt64TypeInContext(e->c) : i32_of(e);
    index = place_of(e, index, width, number, TABLE_BYTES / bytes);
    for (int i = 0; i < width / each; i++) {
        LLVMValueRef at = slice_of(e, index, i * each, each);
        parts[i] = each * bytes == 64 ? look_up_whole(e, table, at, is_wide)
                                      : look_up_halves(e, table, at, is_wide);
    }
    return joined(e, parts, width / each);
}

/* --- instructions for functions --- */

static LLVMValueRef scale(Emit *e, LLVMValueRef x, LLVMValueRef n, bool is_wide)
{
    LLVMTypeRef mask = is_wide ? LLVMInt8TypeInContext(e->c) : LLVMInt16TypeInContext(e->c);
    LLVMValueRef args[] = {x, n, x, LLVMConstAllOnes(mask), int32(e, 4)}; /* 4: rounds as usual */
    return call_intrinsic(
        e, is_wide ? "llvm.x86.avx512.mask.scalef.pd.512" : "llvm.x86.avx512.mask.scalef.ps.512",
        NULL, 0, args, 5);
}

LLVMValueRef instruction_for(Emit *e, const char *name, LLVMValueRef *args, int width)
{
    bool is_wide = strcmp(name, "scaled_f64") == 0;
    int each = is_wide ? 8 : 16;
    if ((!is_wide && strcmp(name, "scaled_f32") != 0) || width % each != 0 || !jit_has("avx512f"))
        return NULL;
    LLVMValueRef parts[LANES];
    for (int i = 0; i < width / each; i++)
        parts[i] = scale(e, slice_of(e, args[0], each * i, each),
                         slice_of(e, args[1], each * i, each), is_wide);
    return joined(e, parts, width / each);
}
