/* emit.c - kernels as LLVM's functions.

   A vector loop works on LANES iterations at once, each value a vector of that length or, when it
   is the same for all, a number; what is left at its end goes one by one, in short loops by eights
   and fours before. The bits do not depend on
   which: an element's arithmetic is the same, and folds keep their lanes. LLVM cuts vectors into
   those of the machine. */
#include "compile/llvm/emit.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define THE_FUNCTION ((LLVMAttributeIndex)LLVMAttributeFunctionIndex)

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

static LLVMAttributeRef enum_attribute(Emit *e, const char *name)
{
    return LLVMCreateEnumAttribute(e->c, LLVMGetEnumAttributeKindForName(name, strlen(name)), 0);
}

LLVMValueRef native_function(Emit *e, const char *name, LLVMTypeRef type)
{
    LLVMValueRef fn = LLVMGetNamedFunction(e->m, name);
    if (fn)
        return fn;
    fn = LLVMAddFunction(e->m, name, type);
    LLVMAddAttributeAtIndex(fn, THE_FUNCTION, enum_attribute(e, "nounwind"));
    return fn;
}

LLVMValueRef constant_of(Emit *e, DType t, Imm x)
{
    if (dtype_is_float(t))
        return LLVMConstReal(number_type(e, t), x.f);
    return LLVMConstInt(number_type(e, t), (unsigned long long)x.s, 1);
}

LLVMValueRef apply_op(Emit *e, OpCode op, DType t, LLVMValueRef *args, int count, int width)
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

/* Whether it pays to know 1 / d: divisions of f32 are slow where a loop does little else, those of
   f64 anywhere. */
static bool knows_inverse(const Emit *e, int at)
{
    enum { LITTLE = 4 };
    const Insn *i = &e->k->insns.at[at];
    if (i->scalar != OP_divide || !dtype_is_float(i->from) || e->width < LANES ||
        !e->value[i->arg[0]].varies || e->value[i->arg[1]].varies)
        return false;
    int body = e->k->insns.at[e->vector_loop[at]].block;
    if (i->from == DTYPE_f32 && e->k->blocks.at[body].len > LITTLE)
        return false;
    LLVMBool lost;
    int exponent;
    LLVMValueRef d = e->value[i->arg[1]].v;
    double x = LLVMIsAConstantFP(d) ? LLVMConstRealGetDouble(d, &lost) : 3;
    return x > 1 && x < 0x1p36 && frexp(x, &exponent) != 0.5; /* LLVM multiplies by 1 / 2 itself */
}

static Lane emit_scalar(Emit *e, int at)
{
    const Insn *i = &e->k->insns.at[at];
    LLVMValueRef a[3];
    bool varies = operands(e, i, a);
    if (!knows_inverse(e, at))
        return (Lane){apply_op(e, i->scalar, i->from, a, insn_operands(i), varies ? e->width : 1),
                      varies};
    LLVMValueRef one = constant_of(e, i->from, (Imm){.f = 1}), d = e->value[i->arg[1]].v;
    Lane by = {LLVMBuildFDiv(e->b, one, d, ""), false};
    a[2] = as_vector(e, by);
    return (Lane){
        apply(e, i->from == DTYPE_f64 ? "divide_by_f64" : "divide_by_f32", a, 3, e->width), true};
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
    DType from = dtype_info[i->dtype].bits > 32 ? DTYPE_f64 : i->from;
    snprintf(name, sizeof name, "to_%s_%s", dtype_info[i->dtype].name, dtype_info[from].name);
    if (from != i->from)
        x = LLVMBuildFPCast(e->b, x, vector_of(number_type(e, from), width), "");
    return apply(e, name, &x, 1, width);
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

static Lane emit_choose(Emit *e, const Insn *i)
{
    LLVMValueRef a[3];
    bool varies = operands(e, i, a);
    LLVMValueRef is_first =
        LLVMBuildICmp(e->b, LLVMIntNE, a[0], LLVMConstNull(LLVMTypeOf(a[0])), "");
    return (Lane){LLVMBuildSelect(e->b, is_first, a[1], a[2], ""), varies};
}

/* --- variables --- */

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
    case KERN_fetch:
        emit_fetch(e, i);
        break;
    case KERN_pair: /* where it is stored */
        break;
    case KERN_turn:
        emit_turn(e, i);
        break;
    case KERN_choose:
        *out = emit_choose(e, i);
        break;
    case KERN_scalar:
        *out = emit_scalar(e, at);
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
    case KERN_number:
        out->varies = operands(e, i, a);
        out->v = from_code(e, i->from, a[0], out->varies ? e->width : 1);
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
    case KERN_scan:
        *out = emit_scan(e, i);
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

void emit_block(Emit *e, int block)
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
    LLVMAddAttributeAtIndex(e->fn, THE_FUNCTION, enum_attribute(e, "nounwind"));
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
