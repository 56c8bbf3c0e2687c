/* emit_memory.c - loads and stores: side by side, at a stride or anywhere, whole or guarded. */
#include "compile/llvm/emit.h"

#include <stdio.h>

LLVMValueRef from_code(Emit *e, DType t, LLVMValueRef code, int width)
{
    char name[32];
    snprintf(name, sizeof name, "from_%s", dtype_info[t].name);
    return compute_dtype(t) == t ? code : apply(e, name, &code, 1, width);
}

LLVMValueRef to_code(Emit *e, DType t, LLVMValueRef x, int width)
{
    char name[32];
    snprintf(name, sizeof name, "to_%s", dtype_info[t].name);
    return compute_dtype(t) == t ? x : apply(e, name, &x, 1, width);
}

static LLVMValueRef address(Emit *e, const Insn *i, LLVMTypeRef type)
{
    LLVMValueRef at = index_first(e, i->at);
    return LLVMBuildGEP2(e->b, type, e->base[i->buffer], &at, 1, "");
}

static LLVMValueRef addresses(Emit *e, const Insn *i, LLVMTypeRef type)
{
    LLVMValueRef at = index_vector(e, i->at);
    return LLVMBuildGEP2(e->b, type, e->base[i->buffer], &at, 1, "");
}

LLVMValueRef guard_condition(Emit *e, int guard, bool as_lanes)
{
    Lane g = e->value[guard];
    LLVMValueRef x = as_lanes ? as_vector(e, g) : g.v;
    return LLVMBuildICmp(e->b, LLVMIntNE, x, LLVMConstNull(LLVMTypeOf(x)), "");
}

static unsigned align_of(const Emit *e, const Insn *i)
{
    return (unsigned)dtype_info[e->k->buffers.at[i->buffer].dtype].bits / 8;
}

/* One number; nothing is read where the guard says no. */
static LLVMValueRef load_one(Emit *e, const Insn *i, LLVMTypeRef type)
{
    LLVMValueRef p = address(e, i, type);
    if (i->guard >= 0)
        p = LLVMBuildSelect(e->b, guard_condition(e, i->guard, false), p, e->dummy, "");
    LLVMValueRef x = LLVMBuildLoad2(e->b, type, p, "");
    LLVMSetAlignment(x, align_of(e, i));
    return x;
}

static LLVMValueRef backwards(Emit *e, LLVMValueRef x)
{
    LLVMValueRef order[LANES];
    for (int i = 0; i < e->width; i++)
        order[i] = LLVMConstInt(LLVMInt32TypeInContext(e->c), (unsigned)(e->width - 1 - i), 0);
    return LLVMBuildShuffleVector(e->b, x, LLVMGetUndef(LLVMTypeOf(x)),
                                  LLVMConstVector(order, (unsigned)e->width), "");
}

static LLVMValueRef all_true(Emit *e)
{
    Lane one = {LLVMConstInt(LLVMInt1TypeInContext(e->c), 1, 0), false};
    return as_vector(e, one);
}

static LLVMValueRef load_gather(Emit *e, const Insn *i, LLVMTypeRef type)
{
    LLVMTypeRef wide = vector_of(type, e->width);
    LLVMValueRef p = addresses(e, i, type);
    LLVMValueRef args[] = {p, LLVMConstInt(LLVMInt32TypeInContext(e->c), align_of(e, i), 0),
                           i->guard >= 0 ? guard_condition(e, i->guard, true) : all_true(e),
                           LLVMConstNull(wide)};
    return call_intrinsic(e, "llvm.masked.gather", (LLVMTypeRef[]){wide, LLVMTypeOf(p)}, 2, args,
                          4);
}

static LLVMValueRef load_row(Emit *e, const Insn *i, LLVMTypeRef type)
{
    LLVMTypeRef wide = vector_of(type, e->width);
    LLVMValueRef p = address(e, i, type), x;
    if (i->guard >= 0) {
        LLVMValueRef args[] = {p, LLVMConstInt(LLVMInt32TypeInContext(e->c), align_of(e, i), 0),
                               guard_condition(e, i->guard, true), LLVMConstNull(wide)};
        return call_intrinsic(e, "llvm.masked.load", (LLVMTypeRef[]){wide, LLVMTypeOf(p)}, 2, args,
                              4);
    }
    x = LLVMBuildLoad2(e->b, wide, p, "");
    LLVMSetAlignment(x, align_of(e, i));
    return x;
}

static LLVMValueRef load_from(Emit *e, const Insn *i, LLVMTypeRef type, int64_t from, int count)
{
    LLVMValueRef at = int64(e, from), p = address(e, i, type);
    p = LLVMBuildGEP2(e->b, type, p, &at, 1, "");
    LLVMValueRef x = LLVMBuildLoad2(e->b, vector_of(type, count), p, "");
    LLVMSetAlignment(x, align_of(e, i));
    return x;
}

static LLVMValueRef lane_number(Emit *e, int64_t i)
{
    LLVMTypeRef i32 = LLVMInt32TypeInContext(e->c);
    return i < 0 ? LLVMGetUndef(i32) : LLVMConstInt(i32, (unsigned long long)i, 0);
}

/* Every by-th element, from vectors side by side of which the last does not pass the last element.
 */
static LLVMValueRef load_strided(Emit *e, const Insn *i, LLVMTypeRef type, int64_t by)
{
    int64_t width = e->width, span = by * (width - 1) + 1, done = 0;
    LLVMValueRef y = NULL, order[LANES];
    while (done < width) {
        int64_t from = done == 0 ? 0 : by * done < span - width ? by * done : span - width;
        LLVMValueRef x = load_from(e, i, type, from, e->width);
        int64_t stop = (from + width - 1) / by + 1;
        for (int64_t r = 0; r < width; r++)
            order[r] = lane_number(e, r < done                ? r
                                      : r < stop && y != NULL ? width + by * r - from
                                      : r < stop              ? by * r - from
                                                              : -1);
        y = LLVMBuildShuffleVector(e->b, y ? y : x, y ? x : LLVMGetUndef(LLVMTypeOf(x)),
                                   LLVMConstVector(order, (unsigned)width), "");
        done = stop < width ? stop : width;
    }
    return y;
}

/* Elements side by side, each `times` times. */
static LLVMValueRef load_repeated(Emit *e, const Insn *i, LLVMTypeRef type, int64_t times)
{
    int count = e->width / (int)times;
    LLVMValueRef x = load_from(e, i, type, 0, count), order[LANES];
    for (int r = 0; r < e->width; r++)
        order[r] = lane_number(e, r / times);
    if (count == 1) {
        Lane one = {x, false};
        return as_vector(e, one);
    }
    return LLVMBuildShuffleVector(e->b, x, LLVMGetUndef(LLVMTypeOf(x)),
                                  LLVMConstVector(order, (unsigned)e->width), "");
}

/* Elements before the first one, in reverse. */
static LLVMValueRef load_back(Emit *e, const Insn *i, LLVMTypeRef type)
{
    LLVMValueRef p = address(e, i, type), back = int64(e, 1 - e->width);
    p = LLVMBuildGEP2(e->b, type, p, &back, 1, "");
    LLVMValueRef x = LLVMBuildLoad2(e->b, vector_of(type, e->width), p, "");
    LLVMSetAlignment(x, align_of(e, i));
    return backwards(e, x);
}

Lane emit_load(Emit *e, const Insn *i)
{
    int64_t by;
    DType t = e->k->buffers.at[i->buffer].dtype;
    LLVMTypeRef type = number_type(e, t);
    Stride stride = index_stride(e, i->at, &by);
    bool is_mixed = i->guard >= 0 && e->value[i->guard].varies;
    if (stride == STRIDE_none && !is_mixed)
        return (Lane){from_code(e, t, load_one(e, i, type), 1), false};
    bool is_free = i->guard < 0, is_constant = stride == STRIDE_constant;
    int64_t times = stride == STRIDE_any && is_free ? index_repeats(e, i->at) : 0;
    LLVMValueRef x = is_constant && by == 1                        ? load_row(e, i, type)
                     : is_constant && by == -1 && is_free          ? load_back(e, i, type)
                     : is_constant && by > 1 && by <= 4 && is_free ? load_strided(e, i, type, by)
                     : times > 0 ? load_repeated(e, i, type, times)
                                 : load_gather(e, i, type);
    return (Lane){from_code(e, t, x, e->width), true};
}

static void store_scatter(Emit *e, LLVMValueRef v, LLVMValueRef to, unsigned align)
{
    LLVMValueRef args[] = {v, to, LLVMConstInt(LLVMInt32TypeInContext(e->c), align, 0),
                           all_true(e)};
    call_intrinsic(e, "llvm.masked.scatter", (LLVMTypeRef[]){LLVMTypeOf(v), LLVMTypeOf(to)}, 2,
                   args, 4);
}

static void store_at(Emit *e, LLVMValueRef v, LLVMValueRef to, unsigned align)
{
    LLVMSetAlignment(LLVMBuildStore(e->b, v, to), align);
}

/* Lanes of a and b in turn. */
static LLVMValueRef interleaved(Emit *e, LLVMValueRef a, LLVMValueRef b)
{
    LLVMValueRef order[2 * LANES];
    for (int i = 0; i < 2 * e->width; i++)
        order[i] = lane_number(e, i / 2 + i % 2 * e->width);
    return LLVMBuildShuffleVector(e->b, a, b, LLVMConstVector(order, 2 * (unsigned)e->width), "");
}

/* Two neighbours for each iteration at work. */
static void store_pair(Emit *e, const Insn *i, const Insn *pair)
{
    int64_t by;
    Lane a = e->value[pair->arg[0]], b = e->value[pair->arg[1]];
    LLVMTypeRef type = number_type(e, e->k->buffers.at[i->buffer].dtype);
    Stride stride = index_stride(e, i->at, &by);
    LLVMValueRef one = int64(e, 1);
    if (stride == STRIDE_none) {
        LLVMValueRef p = address(e, i, type);
        store_at(e, a.v, p, align_of(e, i));
        store_at(e, b.v, LLVMBuildGEP2(e->b, type, p, &one, 1, ""), align_of(e, i));
    } else if (stride == STRIDE_constant && by == 2) {
        store_at(e, interleaved(e, as_vector(e, a), as_vector(e, b)), address(e, i, type),
                 align_of(e, i));
    } else {
        LLVMValueRef p = addresses(e, i, type);
        store_scatter(e, as_vector(e, a), p, align_of(e, i));
        store_scatter(e, as_vector(e, b), LLVMBuildGEP2(e->b, type, p, &one, 1, ""),
                      align_of(e, i));
    }
}

void emit_store(Emit *e, const Insn *i)
{
    int64_t by;
    DType t = e->k->buffers.at[i->buffer].dtype;
    LLVMTypeRef type = number_type(e, t);
    Stride stride = index_stride(e, i->at, &by);
    Lane x = e->value[i->arg[0]];
    if (e->k->insns.at[i->arg[0]].op == KERN_pair) {
        store_pair(e, i, &e->k->insns.at[i->arg[0]]);
        return;
    }
    if (stride == STRIDE_none) {
        LLVMValueRef p = address(e, i, type);
        if (i->guard >= 0)
            p = LLVMBuildSelect(e->b, guard_condition(e, i->guard, false), p, e->waste, "");
        store_at(e, to_code(e, t, x.v, 1), p, align_of(e, i));
        return;
    }
    LLVMValueRef v = to_code(e, t, as_vector(e, x), e->width);
    if (stride == STRIDE_constant && by == 1)
        store_at(e, v, address(e, i, type), align_of(e, i));
    else
        store_scatter(e, v, addresses(e, i, type), align_of(e, i));
}

/* A hint for whole vectors alone. */
void emit_fetch(Emit *e, const Insn *i)
{
    enum { LINE = 64, NEXT_CACHE = 2 };
    const KernBuffer *b = &e->k->buffers.at[i->buffer];
    LLVMTypeRef i32 = LLVMInt32TypeInContext(e->c), i8 = LLVMInt8TypeInContext(e->c);
    if (e->width < LANES)
        return;
    LLVMValueRef p = address(e, i, number_type(e, b->dtype));
    for (int64_t at = 0; at < LANES * dtype_info[b->dtype].bits / 8; at += LINE) {
        LLVMValueRef offset = int64(e, at), line = LLVMBuildGEP2(e->b, i8, p, &offset, 1, "");
        LLVMValueRef args[] = {line, LLVMConstInt(i32, b->is_written, 0),
                               LLVMConstInt(i32, NEXT_CACHE, 0), LLVMConstInt(i32, 1, 0)};
        call_intrinsic(e, "llvm.prefetch", (LLVMTypeRef[]){LLVMTypeOf(line)}, 1, args, 4);
    }
}

/* A tile, by a function of the plugin. */
void emit_turn(Emit *e, const Insn *i)
{
    LLVMTypeRef ptr = LLVMPointerTypeInContext(e->c, 0), i64 = LLVMInt64TypeInContext(e->c);
    LLVMTypeRef element = number_type(e, e->k->buffers.at[i->buffer].dtype);
    LLVMTypeRef type = LLVMFunctionType(LLVMVoidTypeInContext(e->c),
                                        (LLVMTypeRef[]){ptr, i64, ptr, i64, i64}, 5, 0);
    LLVMValueRef size[2], most = int64(e, TILE);
    char name[32];
    for (int j = 0; j < 2; j++)
        size[j] = call_intrinsic(e, "llvm.smin", &i64, 1,
                                 (LLVMValueRef[]){e->value[i->arg[j]].v, most}, 2);
    LLVMValueRef args[] = {address(e, i, element), int64(e, i->low), e->base[i->tile], size[0],
                           size[1]};
    snprintf(name, sizeof name, "turn_%d", dtype_info[e->k->buffers.at[i->buffer].dtype].bits);
    LLVMBuildCall2(e->b, type, native_function(e, name, type), args, 5, "");
}
