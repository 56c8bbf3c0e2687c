/* widen.c - functions of graph/scalar.h applied to vectors.

   A function without branches is repeated at the place of its call, instruction by instruction, on
   vectors where it has numbers; it may look into constant tables and call others like it. Any other
   is a function of the plugin, called for each element. After a function with a rare_ companion the
   elements that it names are computed again by its slow_ one, here or, where that is long, by a
   function of the plugin for arrays; that is a branch seldom taken. */
#include "compile/llvm/emit.h"

#include <stdio.h>
#include <string.h>

/* What stands for the values of the function at its new place. */
typedef struct Copy {
    Emit *e;
    int width;
    Map values;
} Copy;

static bool is_call(LLVMValueRef i)
{
    return LLVMGetInstructionOpcode(i) == LLVMCall;
}

/* The array that the place of a constant table lies in. */
static LLVMValueRef table_of(LLVMValueRef place)
{
    LLVMValueRef base = LLVMIsAGetElementPtrInst(place) ? LLVMGetOperand(place, 0) : NULL;
    return base && LLVMIsAGlobalVariable(base) && LLVMIsGlobalConstant(base) ? base : NULL;
}

static bool is_straight(LLVMValueRef fn)
{
    if (LLVMCountBasicBlocks(fn) != 1)
        return false;
    LLVMBasicBlockRef b = LLVMGetEntryBasicBlock(fn);
    for (LLVMValueRef i = LLVMGetFirstInstruction(b); i; i = LLVMGetNextInstruction(i)) {
        LLVMValueRef callee = is_call(i) ? LLVMGetCalledValue(i) : NULL;
        if (callee && LLVMGetIntrinsicID(callee) == 0 && !is_straight(callee))
            return false;
        if (LLVMGetInstructionOpcode(i) == LLVMLoad && table_of(LLVMGetOperand(i, 0)) == NULL)
            return false;
    }
    return true;
}

static LLVMValueRef splat(Emit *e, LLVMValueRef x, int width)
{
    if (width == 1)
        return x;
    if (LLVMIsConstant(x)) {
        LLVMValueRef all[LANES];
        for (int i = 0; i < width; i++)
            all[i] = x;
        return LLVMConstVector(all, (unsigned)width);
    }
    Lane lane = {x, false};
    return as_vector(e, lane);
}

static LLVMValueRef operand(Copy *c, LLVMValueRef x)
{
    LLVMValueRef known = map_find(&c->values, x);
    return known ? known : splat(c->e, x, c->width);
}

static LLVMValueRef apply_straight(Emit *e, LLVMValueRef fn, LLVMValueRef *args, int count,
                                   int width);

static LLVMValueRef copy_call(Copy *c, LLVMValueRef i)
{
    LLVMValueRef callee = LLVMGetCalledValue(i), args[4];
    unsigned id = LLVMGetIntrinsicID(callee), count = LLVMGetNumArgOperands(i);
    LLVMTypeRef type = vector_of(LLVMTypeOf(LLVMGetArgOperand(i, 0)), c->width);
    for (unsigned j = 0; j < count; j++) {
        LLVMValueRef x = LLVMGetArgOperand(i, j);
        bool is_flag = LLVMIsConstant(x) && LLVMTypeOf(x) == LLVMInt1TypeInContext(c->e->c);
        args[j] = is_flag ? x : operand(c, x);
    }
    if (id == 0) {
        LLVMValueRef y = instruction_for(c->e, LLVMGetValueName(callee), args, c->width);
        return y ? y : apply_straight(c->e, callee, args, (int)count, c->width);
    }
    LLVMValueRef fn = LLVMGetIntrinsicDeclaration(c->e->m, id, &type, 1);
    LLVMTypeRef fn_type = LLVMIntrinsicGetType(c->e->c, id, &type, 1);
    return LLVMBuildCall2(c->e->b, fn_type, fn, args, count, "");
}

static LLVMValueRef copy_insn(Copy *c, LLVMValueRef i)
{
    LLVMBuilderRef b = c->e->b;
    LLVMOpcode op = LLVMGetInstructionOpcode(i);
    LLVMTypeRef type = vector_of(LLVMTypeOf(i), c->width);
    if (is_call(i))
        return copy_call(c, i);
    if (op == LLVMGetElementPtr) /* a load of it looks up */
        return i;
    if (op == LLVMLoad) {
        LLVMValueRef place = LLVMGetOperand(i, 0);
        LLVMValueRef index = LLVMGetOperand(place, (unsigned)LLVMGetNumOperands(place) - 1);
        return look_up(c->e, table_of(place), operand(c, index), c->width);
    }
    LLVMValueRef x = operand(c, LLVMGetOperand(i, 0));
    LLVMValueRef y = LLVMGetNumOperands(i) > 1 ? operand(c, LLVMGetOperand(i, 1)) : NULL;
    if (op == LLVMICmp)
        return LLVMBuildICmp(b, LLVMGetICmpPredicate(i), x, y, "");
    if (op == LLVMFCmp)
        return LLVMBuildFCmp(b, LLVMGetFCmpPredicate(i), x, y, "");
    if (op == LLVMSelect)
        return LLVMBuildSelect(b, x, y, operand(c, LLVMGetOperand(i, 2)), "");
    if (op == LLVMFNeg)
        return LLVMBuildFNeg(b, x, "");
    if (op == LLVMFreeze)
        return LLVMBuildFreeze(b, x, "");
    if (LLVMIsACastInst(i))
        return LLVMBuildCast(b, op, x, type, "");
    return LLVMBuildBinOp(b, op, x, y, "");
}

static LLVMValueRef apply_straight(Emit *e, LLVMValueRef fn, LLVMValueRef *args, int count,
                                   int width)
{
    Copy c = {.e = e, .width = width};
    LLVMValueRef result = NULL;
    for (int j = 0; j < count; j++)
        map_set(&c.values, LLVMGetParam(fn, (unsigned)j), args[j]);
    LLVMBasicBlockRef b = LLVMGetEntryBasicBlock(fn);
    for (LLVMValueRef i = LLVMGetFirstInstruction(b); i && result == NULL;
         i = LLVMGetNextInstruction(i)) {
        if (LLVMGetInstructionOpcode(i) == LLVMRet)
            result = operand(&c, LLVMGetOperand(i, 0));
        else
            map_set(&c.values, i, copy_insn(&c, i));
    }
    map_free(&c.values);
    return result;
}

/* --- element by element --- */

static LLVMValueRef call_one(Emit *e, LLVMValueRef fn, LLVMValueRef *args, int count)
{
    static const char *const extensions[] = {"zeroext",
                                             "signext"}; /* of what is shorter than an int */
    LLVMTypeRef type = LLVMGlobalGetValueType(fn);
    LLVMValueRef own = native_function(e, LLVMGetValueName(fn), type);
    for (int j = 0; j < 2; j++)
        for (unsigned at = 0; at <= (unsigned)count; at++) {
            unsigned kind = LLVMGetEnumAttributeKindForName(extensions[j], 7);
            LLVMAttributeRef extension = LLVMGetEnumAttributeAtIndex(fn, at, kind);
            if (extension)
                LLVMAddAttributeAtIndex(own, at, extension);
        }
    return LLVMBuildCall2(e->b, type, own, args, (unsigned)count, "");
}

/* The operand in memory, element by element. */
static LLVMValueRef spread(Emit *e, LLVMValueRef x)
{
    LLVMValueRef room = new_alloca(e, LLVMTypeOf(x));
    LLVMBuildStore(e->b, x, room);
    return room;
}

/* A function and vectors in memory: the operands and the result. */
typedef struct Each {
    LLVMValueRef fn, room[3], out;
    int count;
} Each;

static void call_at(Emit *e, LLVMValueRef at, void *closure)
{
    const Each *c = closure;
    LLVMTypeRef result = LLVMGetReturnType(LLVMGlobalGetValueType(c->fn));
    LLVMValueRef in[3];
    for (int j = 0; j < c->count; j++) {
        LLVMTypeRef type = LLVMTypeOf(LLVMGetParam(c->fn, (unsigned)j));
        in[j] = LLVMBuildLoad2(e->b, type, LLVMBuildGEP2(e->b, type, c->room[j], &at, 1, ""), "");
    }
    LLVMBuildStore(e->b, call_one(e, c->fn, in, c->count),
                   LLVMBuildGEP2(e->b, result, c->out, &at, 1, ""));
}

static LLVMValueRef call_each(Emit *e, LLVMValueRef fn, LLVMValueRef *args, int count, int width)
{
    LLVMTypeRef result = vector_of(LLVMGetReturnType(LLVMGlobalGetValueType(fn)), width);
    Each c = {.fn = fn, .count = count, .out = new_alloca(e, result)};
    for (int j = 0; j < count; j++)
        c.room[j] = spread(e, args[j]);
    emit_loop(e, int64(e, 0), int64(e, width), 1, call_at, &c);
    return LLVMBuildLoad2(e->b, result, c.out, "");
}

static LLVMValueRef apply_plain(Emit *e, LLVMValueRef fn, LLVMValueRef *args, int count, int width)
{
    if (is_straight(fn))
        return apply_straight(e, fn, args, count, width);
    return width == 1 ? call_one(e, fn, args, count) : call_each(e, fn, args, count, width);
}

static LLVMValueRef companion(Emit *e, const char *prefix, const char *name)
{
    char full[96];
    snprintf(full, sizeof full, "%s_%s", prefix, name);
    return LLVMGetNamedFunction(e->scalars, full);
}

/* Whether a number (i8) or one of a vector is not 0, as an i1. */
static LLVMValueRef any_of(Emit *e, LLVMValueRef x, int width)
{
    LLVMValueRef each = LLVMBuildICmp(e->b, LLVMIntNE, x, LLVMConstNull(LLVMTypeOf(x)), "");
    LLVMTypeRef bits = LLVMIntTypeInContext(e->c, (unsigned)width);
    if (width == 1)
        return each;
    LLVMValueRef all = LLVMBuildBitCast(e->b, each, bits, "");
    return LLVMBuildICmp(e->b, LLVMIntNE, all, LLVMConstNull(bits), "");
}

/* The branch is seldom taken: code of it goes out of the way. */
static void mark_rare(Emit *e, LLVMValueRef branch)
{
    LLVMTypeRef i32 = LLVMInt32TypeInContext(e->c);
    LLVMMetadataRef parts[] = {
        LLVMMDStringInContext2(e->c, "branch_weights", 14),
        LLVMValueAsMetadata(LLVMConstInt(i32, 1, 0)),
        LLVMValueAsMetadata(LLVMConstInt(i32, 1000, 0)),
    };
    LLVMValueRef weights = LLVMMetadataAsValue(e->c, LLVMMDNodeInContext2(e->c, parts, 3));
    LLVMSetMetadata(branch, LLVMGetMDKindIDInContext(e->c, "prof", 4), weights);
}

static LLVMValueRef apply_where(Emit *e, LLVMValueRef fn, LLVMValueRef *args, int count, int width,
                                LLVMValueRef mask, LLVMValueRef before)
{
    LLVMTypeRef flags = vector_of(LLVMInt1TypeInContext(e->c), width);
    LLVMValueRef y = apply_straight(e, fn, args, count, width);
    return LLVMBuildSelect(e->b, LLVMBuildTrunc(e->b, mask, flags, ""), y, before, "");
}

static LLVMValueRef call_where(Emit *e, LLVMValueRef fn, LLVMValueRef *args, int count, int width,
                               LLVMValueRef mask, LLVMValueRef before)
{
    LLVMTypeRef ptr = LLVMPointerTypeInContext(e->c, 0), i64 = LLVMInt64TypeInContext(e->c);
    LLVMTypeRef types[] = {ptr, ptr, ptr, ptr, ptr, ptr};
    LLVMValueRef to[6];
    char name[96];
    for (int j = 0; j < count; j++)
        to[j] = spread(e, args[j]);
    to[count] = spread(e, mask);
    LLVMValueRef out = to[count + 1] = spread(e, before);
    to[count + 2] = int64(e, width);
    types[count + 2] = i64;
    snprintf(name, sizeof name, "array_%s", LLVMGetValueName(fn));
    LLVMTypeRef type = LLVMFunctionType(LLVMVoidTypeInContext(e->c), types, (unsigned)count + 3, 0);
    LLVMBuildCall2(e->b, type, native_function(e, name, type), to, (unsigned)count + 3, "");
    return LLVMBuildLoad2(e->b, LLVMTypeOf(before), out, "");
}

static bool is_short(LLVMValueRef fn)
{
    enum { SHORT = 8 };
    int count = 0;
    LLVMBasicBlockRef b = LLVMGetEntryBasicBlock(fn);
    for (LLVMValueRef i = LLVMGetFirstInstruction(b); i; i = LLVMGetNextInstruction(i))
        count++;
    return count < SHORT && is_straight(fn);
}

LLVMValueRef apply(Emit *e, const char *name, LLVMValueRef *args, int count, int width)
{
    LLVMValueRef fn = LLVMGetNamedFunction(e->scalars, name);
    LLVMValueRef rare = companion(e, "rare", name), slow = companion(e, "slow", name);
    LLVMValueRef y = apply_plain(e, fn, args, count, width);
    if (rare == NULL || slow == NULL)
        return y;
    LLVMValueRef mask = apply_plain(e, rare, args, count, width);
    LLVMBasicBlockRef fast = LLVMGetInsertBlock(e->b);
    LLVMBasicBlockRef detour = LLVMAppendBasicBlockInContext(e->c, e->fn, "");
    LLVMBasicBlockRef done = LLVMAppendBasicBlockInContext(e->c, e->fn, "");
    mark_rare(e, LLVMBuildCondBr(e->b, any_of(e, mask, width), detour, done));
    LLVMPositionBuilderAtEnd(e->b, detour);
    LLVMValueRef again = is_short(slow) ? apply_where(e, slow, args, count, width, mask, y)
                                        : call_where(e, slow, args, count, width, mask, y);
    LLVMBuildBr(e->b, done);
    LLVMPositionBuilderAtEnd(e->b, done);
    LLVMValueRef phi = LLVMBuildPhi(e->b, LLVMTypeOf(y), "");
    LLVMAddIncoming(phi, (LLVMValueRef[]){y, again}, (LLVMBasicBlockRef[]){fast, detour}, 2);
    return phi;
}
