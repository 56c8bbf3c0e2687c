/* eval_loops.c - the loops that graph/scalar.def describes: for each row and each class in which it
   has a meaning, one function over arrays. */
#include "eval/eval_loops.h"

#include "eval/element.h"
#include "eval/eval_ops.h"

#undef complex /* the name of an op here */

/* Result types by the row's third column: of an element, and of the array it goes to. */
#define RESULT_SAME_u    uint64_t
#define RESULT_SAME_s    int64_t
#define RESULT_SAME_f    double
#define RESULT_SAME_c    double _Complex
#define RESULT_BOOL_u    uint64_t
#define RESULT_BOOL_s    uint64_t
#define RESULT_BOOL_f    uint64_t
#define RESULT_BOOL_c    uint64_t
#define RESULT_REAL_u    uint64_t
#define RESULT_REAL_s    int64_t
#define RESULT_REAL_f    double
#define RESULT_REAL_c    double
#define RESULT_COMPLEX_u double _Complex
#define RESULT_COMPLEX_s double _Complex
#define RESULT_COMPLEX_f double _Complex
#define RESULT_COMPLEX_c double _Complex

#define OPERANDS_1(T) T x = in0[i];
#define OPERANDS_2(T) T x = in0[i], y = in1[i];
#define OPERANDS_3(T) T x = in0[i], y = in1[i], z = in2[i];

/* Not the complex ones: gcc 12 vectorizes x * y with fused operations there, whatever
   -ffp-contract says. */
#define HOT_u HOT
#define HOT_s HOT
#define HOT_f HOT
#define HOT_c

/* NONE as the expression leaves nothing. */
#define NONE
#define LOOP(op, arity, result, k, T, ...)                                                         \
    __VA_OPT__(HOT_##k static bool loop_##op##_##k(int64_t n, int bits, void *out,                 \
                                                   const void *first, const void *second,          \
                                                   const void *third) {                            \
        RESULT_##result##_##k *o = out;                                                            \
        const T *in0 = first, *in1 = second, *in2 = third;                                         \
        bool trap = false, *bad = &trap;                                                           \
        (void)bits, (void)bad, (void)in1, (void)in2;                                               \
        INDEPENDENT for (int64_t i = 0; i < n; i++)                                                \
        {                                                                                          \
            OPERANDS_##arity(T)(void) x;                                                           \
            o[i] = (RESULT_##result##_##k)(__VA_ARGS__);                                           \
        }                                                                                          \
        return !trap;                                                                              \
    })
#define LOOPS(op, arity, result, in_u, in_s, in_f, in_c)                                           \
    LOOP(op, arity, result, u, uint64_t, in_u)                                                     \
    LOOP(op, arity, result, s, int64_t, in_s)                                                      \
    LOOP(op, arity, result, f, double, in_f)                                                       \
    LOOP(op, arity, result, c, double _Complex, in_c)

/* clang-format off */
#define SCALAR LOOPS
#include "graph/scalar.def"
#undef SCALAR
/* clang-format on */

#define ENTRY(op, k, ...) __VA_OPT__([OP_##op][DCLASS_##k] = loop_##op##_##k, )
#define ENTRIES(op, arity, result, in_u, in_s, in_f, in_c)                                         \
    ENTRY(op, u, in_u) ENTRY(op, s, in_s) ENTRY(op, f, in_f) ENTRY(op, c, in_c)

/* clang-format off */
static const ElementLoop loops[OP_count][DCLASS_c + 1] = {
#define SCALAR ENTRIES
#include "graph/scalar.def"
#undef SCALAR
};

typedef enum Result { SAME, BOOL, REAL, COMPLEX } Result;

static const unsigned char results[OP_count] = {
#define SCALAR(op, arity, result, in_u, in_s, in_f, in_c) [OP_##op] = result,
#include "graph/scalar.def"
#undef SCALAR
};
/* clang-format on */

/* --- results that are rounded to f32 --- */

HOT static bool short_exp_loop(int64_t n, int bits, void *out, const void *first,
                               const void *second, const void *third)
{
    double *o = out;
    const double *x = first;
    (void)bits, (void)second, (void)third;
    INDEPENDENT for (int64_t i = 0; i < n; i++) o[i] = short_exp(x[i]);
    return true;
}

HOT static bool short_sigmoid_loop(int64_t n, int bits, void *out, const void *first,
                                   const void *second, const void *third)
{
    double *o = out;
    const double *x = first;
    (void)bits, (void)second, (void)third;
    INDEPENDENT for (int64_t i = 0; i < n; i++)
    {
        double e = short_exp(-fabs(x[i]));
        o[i] = (x[i] >= 0 ? 1 : e) / (1 + e);
    }
    return true;
}

ElementLoop element_loop(OpCode op, DTypeClass k, DType result)
{
    if (k == DCLASS_f && result == DTYPE_f32 && op == OP_exp)
        return short_exp_loop;
    if (k == DCLASS_f && result == DTYPE_f32 && op == OP_sigmoid)
        return short_sigmoid_loop;
    return loops[op][k];
}

DTypeClass element_result(OpCode op, DTypeClass k)
{
    switch ((Result)results[op]) {
    case SAME:
        break;
    case BOOL:
        return DCLASS_u;
    case REAL:
        return k == DCLASS_c ? DCLASS_f : k;
    case COMPLEX:
        return DCLASS_c;
    }
    return k;
}

bool element_is_bool(OpCode op)
{
    return results[op] == BOOL;
}
