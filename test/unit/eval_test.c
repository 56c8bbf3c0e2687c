/* eval_test.c - the reference evaluator: outcomes of small cases, and sweeps over op.def, dtypes,
   shapes and axes against loops that are as plain as can be. */
#include "base/pool.h"
#include "eval/eval.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static Cx cx;
static int passed, failed_count;
static uint64_t seed = 0x9e3779b97f4a7c15;

static bool check(bool ok, const char *what)
{
    if (ok)
        passed++;
    else {
        failed_count++;
        printf("FAILED %s\n", what);
    }
    return ok;
}

static uint64_t next_random(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

static int64_t below(int64_t n)
{
    return (int64_t)(next_random() >> 1) % n;
}

/* --- running one op --- */

enum { MOST_ARGS = 6 };

typedef struct Op {
    OpCode op;
    Attr attrs[MAX_OP_ATTRS];
    int nattrs;
} Op;

#define LIST(...) (sizeof((int64_t[]){__VA_ARGS__}) / sizeof(int64_t)), (int64_t[]){__VA_ARGS__}

static void add_attr(Op *o, AttrName name, size_t count, const int64_t *at)
{
    o->attrs[o->nattrs++] = (Attr){name, (uint32_t)count, at};
}

/* The result, or NULL after an error, which stays pending. Frees no operand. */
static Tensor *run(const Op *o, Tensor *const *in, int n)
{
    Arena arena = {0};
    Node args[MOST_ARGS] = {0}, *pointers[MOST_ARGS];
    for (int i = 0; i < n; i++) {
        args[i].op = OP_parameter;
        args[i].ntypes = 1;
        args[i].types = &in[i]->type;
        pointers[i] = &args[i];
    }
    Node node = {
        .op = o->op, .nargs = n, .args = pointers, .nattrs = o->nattrs, .attrs = o->attrs};
    Tensor *out = NULL;
    if (node_infer(&cx, &arena, &node))
        eval_node(&cx, &node, in, &out);
    arena_free(&arena);
    return out;
}

static Tensor *run_op(OpCode op, Tensor *const *in, int n)
{
    Op o = {.op = op};
    return run(&o, in, n);
}

static void clear_error(void)
{
    Error *e = error_take(&cx);
    if (e != NULL)
        error_free(e);
}

/* --- tensors --- */

static Tensor *doubles(DType dtype, Shape shape, const double *x)
{
    Tensor *t = tensor_new(&cx, (Type){dtype, shape});
    for (int64_t i = 0, n = shape_count(&shape); i < n; i++)
        tensor_set(t, i, scalar_f(x[i]));
    return t;
}

#define ROW(dtype, ...)                                                                            \
    doubles(dtype, SHAPE(sizeof((double[]){__VA_ARGS__}) / sizeof(double)), (double[]){__VA_ARGS__})

static Tensor *number(DType dtype, double x)
{
    return doubles(dtype, shape_scalar(), &x);
}

/* Small values, so that sums of any dtype stay exact; `nasty` mixes in what is not finite. */
static Tensor *random_tensor(DType dtype, Shape shape, int64_t span, bool nasty)
{
    static const double odd[] = {NAN, INFINITY, -INFINITY, -0.0, 0.5, -2.5};
    Tensor *t = tensor_new(&cx, (Type){dtype, shape});
    for (int64_t i = 0, n = shape_count(&shape); i < n; i++) {
        double re = (double)(below(2 * span + 1) - span), im = (double)(below(2 * span + 1) - span);
        if (nasty && !dtype_is_integer(dtype) && below(4) == 0)
            re = odd[below(6)];
        tensor_set(t, i, dtype_is_complex(dtype) ? scalar_c(re, im) : scalar_f(re));
    }
    return t;
}

static bool same_double(double a, double b)
{
    return (a != a && b != b) || (a == b && signbit(a) == signbit(b));
}

static bool same_scalar(Scalar a, Scalar b)
{
    if (a.class_ != b.class_)
        return false;
    switch (a.class_) {
    case DCLASS_u:
    case DCLASS_s:
        return a.u == b.u;
    case DCLASS_f:
        return same_double(a.f, b.f);
    case DCLASS_c:
        return same_double(creal(a.c), creal(b.c)) && same_double(cimag(a.c), cimag(b.c));
    }
    return false;
}

/* Whether `got` is the row, element by element as double; frees got. */
static void expect_values(const char *what, Tensor *got, int64_t n, const double *want)
{
    bool ok = got != NULL && shape_count(&got->type.shape) == n;
    for (int64_t i = 0; ok && i < n; i++)
        ok = same_double(scalar_double(tensor_get(got, i)), want[i]);
    if (!check(ok, what) && got != NULL) {
        for (int64_t i = 0; i < shape_count(&got->type.shape); i++)
            printf("  %.17g", scalar_double(tensor_get(got, i)));
        printf("\n");
    }
    if (failed(&cx)) {
        printf("  %s\n", text_cstr(&cx.error->message));
        clear_error();
    }
    tensor_free(got);
}

#define EXPECT(what, got, ...)                                                                     \
    expect_values(what, got, sizeof((double[]){__VA_ARGS__}) / sizeof(double),                     \
                  (double[]){__VA_ARGS__})

static void expect_error(const char *what, Tensor *got, Exc exc, const char *message)
{
    bool ok = got == NULL && failed(&cx) && cx.error->exc == exc &&
              str_is(text_str(&cx.error->message), message);
    if (!check(ok, what) && failed(&cx))
        printf("  %s\n", text_cstr(&cx.error->message));
    tensor_free(got);
    clear_error();
}

/* Runs and frees the operands. */
static Tensor *unary(OpCode op, Tensor *x)
{
    Tensor *r = run_op(op, &x, 1);
    tensor_free(x);
    return r;
}

static Tensor *binary(OpCode op, Tensor *x, Tensor *y)
{
    Tensor *r = run_op(op, (Tensor *[]){x, y}, 2);
    tensor_free(x);
    tensor_free(y);
    return r;
}

static Tensor *ternary(OpCode op, Tensor *x, Tensor *y, Tensor *z)
{
    Tensor *r = run_op(op, (Tensor *[]){x, y, z}, 3);
    tensor_free(x);
    tensor_free(y);
    tensor_free(z);
    return r;
}

/* --- small cases --- */

static void test_integers(void)
{
    const char *arith = "bad argument in arithmetic expression";
    EXPECT("quotient", binary(OP_quotient, ROW(DTYPE_s32, 7, -7, 7, -7), ROW(DTYPE_s32, 2, 2, -2, -2)), 3, -3, -3, 3);
    EXPECT("remainder", binary(OP_remainder, ROW(DTYPE_s32, 7, -7, 7, -7), ROW(DTYPE_s32, 2, 2, -2, -2)), 1, -1, 1, -1);
    EXPECT("min over -1", binary(OP_quotient, number(DTYPE_s8, -128), number(DTYPE_s8, -1)), -128);
    EXPECT("min rem -1", binary(OP_remainder, number(DTYPE_s64, -0x1p63), number(DTYPE_s64, -1)), 0);
    EXPECT("u8 wraps", binary(OP_add, ROW(DTYPE_u8, 200, 100), ROW(DTYPE_u8, 100, 100)), 44, 200);
    EXPECT("u4 wraps", binary(OP_add, number(DTYPE_u4, 9), number(DTYPE_u4, 14)), 7);
    EXPECT("s2 wraps", binary(OP_multiply, number(DTYPE_s2, -2), number(DTYPE_s2, -2)), 0);
    EXPECT("pow wraps", binary(OP_pow, ROW(DTYPE_u8, 2, 3), number(DTYPE_u8, 7)), 128, 139);
    EXPECT("pow 0 0", binary(OP_pow, ROW(DTYPE_s32, 2, -3, 0), ROW(DTYPE_s32, 10, 3, 0)), 1024, -27, 1);
    EXPECT("u8 and s8 meet in s16", binary(OP_quotient, number(DTYPE_u8, 7), number(DTYPE_s8, -2)), -3);
    EXPECT("left shift", binary(OP_left_shift, number(DTYPE_s32, 1), ROW(DTYPE_s32, 31, 32, 64, 1000)), -0x1p31, 0, 0, 0);
    EXPECT("right shift", binary(OP_right_shift, ROW(DTYPE_s32, -8, -1, 7, -5), ROW(DTYPE_s32, 1, 3, 2, 99)), -4, -1, 1, -1);
    EXPECT("population count", unary(OP_population_count, ROW(DTYPE_s8, -1, 3)), 8, 2);
    EXPECT("leading zeros", unary(OP_count_leading_zeros, ROW(DTYPE_s32, 0, 1, 256, -1)), 32, 31, 23, 0);
    EXPECT("leading zeros u2", unary(OP_count_leading_zeros, ROW(DTYPE_u2, 0, 1, 2, 3)), 2, 1, 0, 0);
    EXPECT("not", unary(OP_bitwise_not, ROW(DTYPE_u8, 0, 1, 255)), 255, 254, 0);
    EXPECT("negate", unary(OP_negate, ROW(DTYPE_u8, 3, 0, 200)), 253, 0, 56);
    expect_error("over 0", binary(OP_quotient, ROW(DTYPE_s32, 1, 2), ROW(DTYPE_s32, 1, 0)), EXC_ArithmeticError, arith);
    expect_error("rem 0", binary(OP_remainder, number(DTYPE_u8, 1), number(DTYPE_u8, 0)), EXC_ArithmeticError, arith);
    expect_error("pow -1", binary(OP_pow, number(DTYPE_s32, 2), number(DTYPE_s32, -1)), EXC_ArithmeticError, arith);
    expect_error("shift by -1", binary(OP_left_shift, number(DTYPE_s32, 1), number(DTYPE_s32, -1)), EXC_ArgumentError, "cannot left shift by -1");
    expect_error("right shift by -1", binary(OP_right_shift, ROW(DTYPE_s32, 4, 5), ROW(DTYPE_s32, 1, -1)), EXC_ArgumentError, "cannot right shift by -1");
}

static void test_floats(void)
{
    const double inf = INFINITY;
#define N ROW(DTYPE_f32, NAN, inf, -inf, 1, 0)
    EXPECT("divide", binary(OP_divide, N, N), NAN, NAN, NAN, 1, NAN);
    EXPECT("max", binary(OP_max, N, number(DTYPE_f32, 1)), NAN, inf, 1, 1, 1);
    EXPECT("max, sides turned", binary(OP_max, number(DTYPE_f32, 1), N), NAN, inf, 1, 1, 1);
    EXPECT("min", binary(OP_min, N, number(DTYPE_f32, 1)), NAN, 1, -inf, 1, 0);
    EXPECT("pow 0", binary(OP_pow, N, number(DTYPE_s32, 0)), 1, 1, 1, 1, 1);
    EXPECT("less", binary(OP_less, N, number(DTYPE_s32, 0)), 0, 0, 1, 0, 0);
    EXPECT("not equal", binary(OP_not_equal, N, N), 1, 0, 0, 0, 0);
    EXPECT("logical and", binary(OP_logical_and, N, number(DTYPE_s32, 1)), 1, 1, 1, 1, 0);
    EXPECT("select", ternary(OP_select, ROW(DTYPE_f32, 0, 0.1, NAN), number(DTYPE_s32, 1), number(DTYPE_s32, 0)), 0, 1, 1);
    EXPECT("select meets", ternary(OP_select, number(DTYPE_s32, 0), number(DTYPE_s32, 5), ROW(DTYPE_f32, 3.5, 4)), 3.5, 4);
    EXPECT("clip", ternary(OP_clip, ROW(DTYPE_f32, -1.5, 0.5, inf, -inf, NAN), number(DTYPE_s32, -1), number(DTYPE_s32, 1)), -1, 0.5, 1, -1, NAN);
    EXPECT("clip crossed", ternary(OP_clip, ROW(DTYPE_s32, 1, 2, 3), number(DTYPE_s32, 5), number(DTYPE_s32, 2)), 2, 2, 2);
    EXPECT("round", unary(OP_round, ROW(DTYPE_f32, 0.5, 1.5, -2.5, 3.49999, -0.4)), 1, 2, -3, 3, 0);
    EXPECT("ceil", unary(OP_ceil, ROW(DTYPE_f32, 1.5, -1.5, -0.4)), 2, -1, -0.0);
    EXPECT("sign", unary(OP_sign, ROW(DTYPE_f32, -0.0, 0, NAN, -3, inf)), -0.0, 0, NAN, -1, 1);
    EXPECT("remainder", binary(OP_remainder, ROW(DTYPE_f32, 5.5, -5.5, 5.5, -5.5), ROW(DTYPE_f32, 2, 2, -2, -2)), 1.5, -1.5, 1.5, -1.5);
    EXPECT("is_infinity", unary(OP_is_infinity, N), 0, 1, 1, 0, 0);
    EXPECT("f32 rounds once", binary(OP_multiply, number(DTYPE_s32, 16777217), number(DTYPE_f32, 1)), 16777216);
    EXPECT("f64 meets f32", binary(OP_add, number(DTYPE_f32, 0.1), number(DTYPE_f64, 0.2)), (double)0.1f + 0.2);
    EXPECT("f16 overflows", binary(OP_multiply, number(DTYPE_f16, 300), number(DTYPE_f16, 300)), inf);
    EXPECT("bf16 rounds", unary(OP_sqrt, number(DTYPE_bf16, 3)), 1.734375);
    EXPECT("sqrt", unary(OP_sqrt, ROW(DTYPE_u8, 1, 4, 9)), 1, 2, 3);
    EXPECT("sigmoid", unary(OP_sigmoid, ROW(DTYPE_f32, 0, inf, -inf, NAN)), 0.5, 1, 0, NAN);
    EXPECT("erf_inv", unary(OP_erf_inv, ROW(DTYPE_f32, 0, 1, -1, 2)), 0, inf, -inf, NAN);
    for (double y = -0.9999; y < 1; y += 0.0101) {
        Tensor *x = unary(OP_erf_inv, number(DTYPE_f64, y));
        double back = erf(scalar_double(tensor_get(x, 0)));
        check(fabs(back - y) <= 4e-16, "erf(erf_inv(y)) is y");
        tensor_free(x);
    }
#undef N
}

static Tensor *complexes(int64_t n, const double *x)
{
    Tensor *t = tensor_new(&cx, (Type){DTYPE_c128, SHAPE(n)});
    memcpy(tensor_data(t), x, (size_t)n * 16);
    return t;
}

#define COMPLEX(...)                                                                               \
    complexes(sizeof((double[]){__VA_ARGS__}) / sizeof(double) / 2, (double[]){__VA_ARGS__})

static void test_complex(void)
{
    Tensor *r = binary(OP_multiply, COMPLEX(1, 2), COMPLEX(3, -1));
    check(r && tensor_get(r, 0).c == CMPLX(5, 5), "complex product");
    tensor_free(r);
    r = binary(OP_pow, COMPLEX(1, 2), number(DTYPE_s32, 2));
    check(r && tensor_get(r, 0).c == CMPLX(-3, 4), "complex square");
    tensor_free(r);
    r = binary(OP_complex, ROW(DTYPE_s32, 1, 2), ROW(DTYPE_f32, 3.5, 4));
    check(r && r->type.dtype == DTYPE_c64 && tensor_get(r, 1).c == CMPLX(2, 4), "complex of parts");
    tensor_free(r);
    r = unary(OP_conjugate, ROW(DTYPE_s32, 1));
    check(r && same_scalar(tensor_get(r, 0), scalar_c(1, -0.0)), "conjugate of an integer");
    tensor_free(r);
    r = unary(OP_abs, COMPLEX(3, -4));
    check(r && r->type.dtype == DTYPE_f64 && tensor_get(r, 0).f == 5, "complex abs");
    tensor_free(r);
    EXPECT("imag", unary(OP_imag, COMPLEX(3, -4, 1, 2)), -4, 2);
    EXPECT("is_nan", unary(OP_is_nan, COMPLEX(NAN, 1, 1, NAN, 1, 1)), 1, 1, 0);
    EXPECT("equal", binary(OP_equal, COMPLEX(1, 2, 3, 0), COMPLEX(1, 2, 4, 0)), 1, 0);
    EXPECT("complex and", binary(OP_logical_and, ROW(DTYPE_f32, 0, 0.5), COMPLEX(0, 1, 0, 1)), 0, 1);
}

/* --- elementwise sweep: blocks and broadcasting against one element at a time --- */

/* The element of t that a broadcast index of `shape` sees, as a scalar tensor. */
static Tensor *element_at(const Tensor *t, const Shape *shape, int64_t index)
{
    const Shape *own = &t->type.shape;
    int64_t at = 0, step[MAX_RANK];
    shape_strides(own, step);
    for (int i = shape->rank - 1; i >= 0; i--) {
        int j = i - (shape->rank - own->rank);
        if (j >= 0 && own->dim[j] > 1)
            at += index % shape->dim[i] * step[j];
        index /= shape->dim[i];
    }
    Tensor *e = tensor_new(&cx, (Type){t->type.dtype, shape_scalar()});
    tensor_set(e, 0, tensor_get(t, at));
    return e;
}

/* Compares `probes` elements of op on the operands (all of them when there are few). */
static void check_map(const Op *o, Tensor *const *in, int n, int64_t probes)
{
    char what[160];
    Tensor *r = run(o, in, n);
    snprintf(what, sizeof what, "%s of %s", op_info[o->op].name,
             dtype_info[in[n - 1]->type.dtype].name);
    if (r == NULL) { /* not for these dtypes, or no answer: then so it is with an element */
        check(failed(&cx), what);
        clear_error();
        return;
    }
    const Shape *shape = &r->type.shape;
    int64_t size = shape_count(shape);
    bool ok = true;
    for (int64_t p = 0; ok && p < (size < probes ? size : probes); p++) {
        int64_t i = size <= probes ? p : below(size);
        Tensor *one[MOST_ARGS];
        for (int j = 0; j < n; j++)
            one[j] = element_at(in[j], shape, i);
        Tensor *e = run(o, one, n);
        ok = e != NULL && same_scalar(tensor_get(e, 0), tensor_get(r, i));
        tensor_free(e);
        for (int j = 0; j < n; j++)
            tensor_free(one[j]);
    }
    check(ok, what);
    tensor_free(r);
}

static Op op_with_dtype(OpCode op, const int64_t *dtype)
{
    Op o = {.op = op};
    if (op_info[op].nattrs == 1)
        add_attr(&o, ATTR_dtype, 1, dtype);
    return o;
}

static bool is_map(OpCode op)
{
    return op_info[op].class_ == CLASS_MAP;
}

static void test_map_dtypes(void)
{
    for (OpCode op = 0; op < OP_count; op++)
        for (DType a = 0; is_map(op) && a < DTYPE_count; a++)
            for (DType b = 0; b < DTYPE_count; b++) {
                int n = op_info[op].arity;
                if (n == 1 && op_info[op].nattrs == 0 && b > 0)
                    break;
                int64_t attr = b;
                Op o = op_with_dtype(op, &attr);
                Tensor *in[3] = {random_tensor(a, SHAPE(3, 7), 3, true),
                                 random_tensor(n == 1 ? a : b, SHAPE(7), 3, true),
                                 random_tensor(b, SHAPE(3, 1), 3, true)};
                if (op == OP_clip)
                    for (int i = 1; i < 3; i++) {
                        tensor_free(in[i]);
                        in[i] = random_tensor(b, shape_scalar(), 3, false);
                    }
                check_map(&o, in, n, 21);
                for (int i = 0; i < 3; i++)
                    tensor_free(in[i]);
            }
}

static void test_broadcasts(void)
{
    static const struct {
        Shape a, b;
    } cases[] = {
        {{2, {300, 1000}}, {2, {300, 1000}}},         {{2, {300, 1000}}, {0, {0}}},
        {{0, {0}}, {2, {300, 1000}}},                 {{2, {300, 1000}}, {1, {1000}}},
        {{2, {300, 1000}}, {2, {300, 1}}},            {{2, {1, 1000}}, {2, {300, 1}}},
        {{2, {40000, 10}}, {2, {40000, 1}}},          {{2, {40000, 10}}, {1, {10}}},
        {{3, {70, 1, 50}}, {3, {1, 90, 1}}},          {{3, {50, 70, 90}}, {3, {50, 1, 90}}},
        {{4, {3, 1, 5, 1}}, {4, {1, 4, 1, 6}}},       {{4, {7, 6, 5, 4}}, {3, {6, 1, 4}}},
        {{2, {2, 5000}}, {1, {5000}}},                {{3, {2, 0, 3}}, {1, {3}}},
        {{5, {2, 3, 2, 3, 2}}, {5, {2, 1, 2, 1, 2}}}, {{1, {1}}, {1, {1}}},
    };
    const OpCode ops[] = {OP_subtract, OP_less, OP_atan2};
    const DType dtypes[] = {DTYPE_f32, DTYPE_u8, DTYPE_f64, DTYPE_s64, DTYPE_bf16, DTYPE_u2};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t j = 0; j < 3; j++)
            for (size_t k = 0; k < 6; k++) {
                Op o = {.op = ops[j]};
                Tensor *in[2] = {random_tensor(dtypes[k], cases[i].a, 100, false),
                                 random_tensor(dtypes[(k + j) % 6], cases[i].b, 100, false)};
                check_map(&o, in, 2, 60);
                tensor_free(in[0]);
                tensor_free(in[1]);
            }
}

/* --- dot --- */

static void multiply_add(DTypeClass k, Scalar *sum, Scalar x, Scalar y)
{
    switch (k) {
    case DCLASS_u:
    case DCLASS_s:
        sum->u += x.u * y.u;
        break;
    case DCLASS_f:
        sum->f += (x.class_ == DCLASS_f ? x.f : scalar_double(x)) * scalar_double(y);
        break;
    case DCLASS_c: {
        double a = scalar_double(x), b = x.class_ == DCLASS_c ? cimag(x.c) : 0;
        double c = scalar_double(y), d = y.class_ == DCLASS_c ? cimag(y.c) : 0;
        sum->c += CMPLX(a * c - b * d, a * d + b * c);
        break;
    }
    }
}

/* dot of [B, M, K] and [B, K, N] with their axes shuffled by the given permutations. */
static void check_dot(DType ta, DType tb, const int64_t *pa, const int64_t *pb, int64_t B, int64_t M,
                      int64_t N, int64_t K)
{
    int64_t da[3] = {B, M, K}, db[3] = {B, K, N}, sa[3], sb[3], ba, ca, bb, cb;
    Shape a = {.rank = 3}, b = {.rank = 3};
    int64_t strides[MAX_RANK];
    for (int i = 0; i < 3; i++)
        a.dim[pa[i]] = da[i], b.dim[pb[i]] = db[i];
    shape_strides(&a, strides);
    for (int i = 0; i < 3; i++)
        sa[i] = strides[pa[i]];
    shape_strides(&b, strides);
    for (int i = 0; i < 3; i++)
        sb[i] = strides[pb[i]];
    ba = pa[0], ca = pa[2], bb = pb[0], cb = pb[1];
    Op o = {.op = OP_dot};
    add_attr(&o, ATTR_contract_a, 1, &ca);
    add_attr(&o, ATTR_batch_a, 1, &ba);
    add_attr(&o, ATTR_contract_b, 1, &cb);
    add_attr(&o, ATTR_batch_b, 1, &bb);
    Tensor *in[2] = {random_tensor(ta, a, 3, false), random_tensor(tb, b, 3, false)};
    Tensor *r = run(&o, in, 2);
    bool ok = r != NULL;
    DType type = ok ? r->type.dtype : DTYPE_f64;
    Tensor *one = tensor_new(&cx, (Type){type, shape_scalar()});
    for (int64_t i = 0; ok && i < B * M * N; i++) {
        int64_t n = i % N, m = i / N % M, batch = i / N / M;
        Scalar sum = {.class_ = dtype_info[type].class_, .c = 0};
        for (int64_t k = 0; k < K; k++)
            multiply_add(sum.class_, &sum,
                         tensor_get(in[0], batch * sa[0] + m * sa[1] + k * sa[2]),
                         tensor_get(in[1], batch * sb[0] + k * sb[1] + n * sb[2]));
        tensor_set(one, 0, sum);
        ok = same_scalar(tensor_get(one, 0), tensor_get(r, i));
    }
    char what[120];
    snprintf(what, sizeof what, "dot %s %s %lldx%lldx%lldx%lld", dtype_info[ta].name,
             dtype_info[tb].name, (long long)B, (long long)M, (long long)N, (long long)K);
    check(ok, what);
    if (failed(&cx))
        printf("  %s\n", text_cstr(&cx.error->message));
    clear_error();
    tensor_free(one);
    tensor_free(r);
    tensor_free(in[0]);
    tensor_free(in[1]);
}

/* Two contracted axes in another order on the right, and no batch. */
static void test_dot_axes(void)
{
    Op o = {.op = OP_dot};
    add_attr(&o, ATTR_contract_a, LIST(0, 2));
    add_attr(&o, ATTR_batch_a, 0, NULL);
    add_attr(&o, ATTR_contract_b, LIST(2, 0));
    add_attr(&o, ATTR_batch_b, 0, NULL);
    Tensor *in[2] = {random_tensor(DTYPE_f32, SHAPE(3, 4, 5), 9, false),
                     random_tensor(DTYPE_s8, SHAPE(5, 6, 3), 9, false)};
    Tensor *r = run(&o, in, 2);
    bool ok = r != NULL;
    for (int64_t m = 0; ok && m < 4; m++)
        for (int64_t n = 0; ok && n < 6; n++) {
            double sum = 0;
            for (int64_t i = 0; i < 3; i++)
                for (int64_t j = 0; j < 5; j++)
                    sum += scalar_double(tensor_get(in[0], (i * 4 + m) * 5 + j)) *
                           scalar_double(tensor_get(in[1], (j * 6 + n) * 3 + i));
            ok = scalar_double(tensor_get(r, m * 6 + n)) == sum;
        }
    check(ok, "dot over two axes");
    tensor_free(r);
    tensor_free(in[0]);
    tensor_free(in[1]);
    Op scalars = {.op = OP_dot};
    for (int i = 0; i < 4; i++)
        add_attr(&scalars, (AttrName[]){ATTR_contract_a, ATTR_batch_a, ATTR_contract_b, ATTR_batch_b}[i], 0, NULL);
    Tensor *two[2] = {number(DTYPE_s32, 2), number(DTYPE_s32, 3)};
    EXPECT("dot of scalars", run(&scalars, two, 2), 6);
    tensor_free(two[0]);
    tensor_free(two[1]);
}

static void test_dot(void)
{
    static const int64_t orders[2][3] = {{0, 1, 2}, {0, 2, 1}};
    for (DType t = 0; t < DTYPE_count; t++) {
        for (int i = 0; i < 2; i++)
            for (int j = 0; j < 2; j++)
                check_dot(t, t, orders[i], orders[j], 2, 5, 18, 7);
        check_dot(t, DTYPE_f32, orders[0], orders[0], 1, 3, 4, 5);
        check_dot(DTYPE_s16, t, orders[0], orders[0], 1, 3, 4, 5);
        check_dot(t, t, orders[0], orders[0], 1, 70, 130, 300);
        check_dot(t, t, orders[0], orders[0], 3, 0, 2, 2);
        check_dot(t, t, orders[0], orders[0], 1, 2, 2, 0);
    }
    check_dot(DTYPE_f32, DTYPE_f32, orders[0], orders[0], 1, 200, 150, 600);
    check_dot(DTYPE_f32, DTYPE_f32, orders[1], orders[0], 2, 65, 129, 257);
}

/* --- reductions --- */

/* The naive reduction of all elements that share the kept coordinates with result `index`. */
static Scalar reduce_naive(OpCode op, const Tensor *t, const bool *reduced, int64_t index)
{
    const Shape *s = &t->type.shape;
    DTypeClass k = dtype_info[t->type.dtype].class_;
    bool is_first = true, is_truth = op == OP_all || op == OP_any;
    Scalar acc = {.class_ = k, .c = 0};
    if (is_truth)
        acc = scalar_u(op == OP_all);
    else if (op == OP_product)
        acc = k == DCLASS_f ? scalar_f(1) : k == DCLASS_c ? scalar_c(1, 0) : acc;
    if (op == OP_product && (k == DCLASS_u || k == DCLASS_s))
        acc.u = 1;
    for (int64_t i = 0, n = shape_count(s); i < n; i++) {
        int64_t rest = i, kept = 0, unit = 1;
        for (int a = s->rank - 1; a >= 0; a--) {
            if (!reduced[a]) {
                kept += rest % s->dim[a] * unit;
                unit *= s->dim[a];
            }
            rest /= s->dim[a];
        }
        if (kept != index)
            continue;
        Scalar x = tensor_get(t, i);
        double v = scalar_double(x);
        if (op == OP_sum && k == DCLASS_c)
            acc.c += x.c;
        else if (op == OP_sum && k == DCLASS_f)
            acc.f += x.f;
        else if (op == OP_sum)
            acc.u += x.u;
        else if (op == OP_product && k == DCLASS_c)
            acc.c *= x.c;
        else if (op == OP_product && k == DCLASS_f)
            acc.f *= x.f;
        else if (op == OP_product)
            acc.u *= x.u;
        else if (is_truth)
            acc.u = op == OP_all ? acc.u && !scalar_is_zero(x) : acc.u || !scalar_is_zero(x);
        else if (is_first || v != v ||
                 (scalar_double(acc) == scalar_double(acc) &&
                  (op == OP_reduce_max ? v > scalar_double(acc) : v < scalar_double(acc))))
            acc = x;
        is_first = false;
    }
    return acc;
}

static void check_reduce(OpCode op, Tensor *t, uint32_t mask, bool keep)
{
    int64_t axes[MAX_RANK], keep_axes = keep;
    bool reduced[MAX_RANK] = {false};
    size_t n = 0;
    for (int i = 0; i < t->type.shape.rank; i++)
        if (mask >> i & 1)
            reduced[i] = true, axes[n++] = i;
    Op o = {.op = op};
    add_attr(&o, ATTR_axes, n, axes);
    add_attr(&o, ATTR_keep_axes, 1, &keep_axes);
    Tensor *r = run(&o, &t, 1);
    if (r == NULL && dtype_is_complex(t->type.dtype)) {
        clear_error();
        return;
    }
    bool ok = r != NULL;
    Tensor *one = tensor_new(&cx, (Type){ok ? r->type.dtype : DTYPE_f64, shape_scalar()});
    for (int64_t i = 0, m = ok ? shape_count(&r->type.shape) : 0; ok && i < m; i++) {
        tensor_set(one, 0, reduce_naive(op, t, reduced, i));
        ok = same_scalar(tensor_get(one, 0), tensor_get(r, i));
    }
    char what[100];
    snprintf(what, sizeof what, "%s %s axes %x of rank %d", op_info[op].name,
             dtype_info[t->type.dtype].name, mask, t->type.shape.rank);
    check(ok, what);
    clear_error();
    tensor_free(one);
    tensor_free(r);
}

static void test_reduce(void)
{
    const OpCode ops[] = {OP_sum, OP_product, OP_reduce_max, OP_reduce_min, OP_all, OP_any};
    for (DType t = 0; t < DTYPE_count; t++)
        for (size_t i = 0; i < 6; i++) {
            Tensor *x = random_tensor(t, SHAPE(3, 2, 5, 4), 1, false);
            for (uint32_t mask = 0; mask < 16; mask++)
                check_reduce(ops[i], x, mask, mask & 1);
            tensor_free(x);
            x = random_tensor(t, SHAPE(3, 700), 1, !dtype_is_complex(t));
            for (uint32_t mask = 2; mask < 4; mask++)
                if (ops[i] != OP_product || !dtype_is_complex(t)) /* whose order shows */
                    check_reduce(ops[i], x, mask, false);
            tensor_free(x);
            x = random_tensor(t, shape_scalar(), 1, false);
            check_reduce(ops[i], x, 0, false);
            tensor_free(x);
        }
    Tensor *x = random_tensor(DTYPE_f32, SHAPE(2, 200000), 100, false);
    check_reduce(OP_sum, x, 2, false);
    check_reduce(OP_reduce_max, x, 3, false);
    tensor_free(x);
    x = random_tensor(DTYPE_s32, SHAPE(300, 2000), 100, false);
    Op o = {.op = OP_sum};
    int64_t axis = 0, no = 0;
    add_attr(&o, ATTR_axes, 1, &axis);
    add_attr(&o, ATTR_keep_axes, 1, &no);
    Tensor *columns = run(&o, &x, 1);
    int64_t total = 0, other = 0;
    for (int64_t i = 0; i < 600000; i++)
        total += tensor_get(x, i).s;
    for (int64_t i = 0; columns && i < 2000; i++)
        other += tensor_get(columns, i).s;
    check(total == other, "sum of column sums");
    tensor_free(columns);
    tensor_free(x);
}

static Tensor *arg(OpCode op, Tensor *t, int64_t axis, int64_t last)
{
    int64_t all[MAX_RANK], no = 0, s32 = DTYPE_s32;
    for (int i = 0; i < MAX_RANK; i++)
        all[i] = i;
    Op o = {.op = op};
    if (axis < 0)
        add_attr(&o, ATTR_axes, (size_t)t->type.shape.rank, all);
    else
        add_attr(&o, ATTR_axes, 1, &axis);
    add_attr(&o, ATTR_keep_axes, 1, &no);
    add_attr(&o, ATTR_last, 1, &last);
    add_attr(&o, ATTR_dtype, 1, &s32);
    Tensor *r = run(&o, &t, 1);
    tensor_free(t);
    return r;
}

static void test_argmax(void)
{
#define T doubles(DTYPE_s32, SHAPE(2, 3), (double[]){4, 9, 9, 7, 1, 1})
    EXPECT("argmax", arg(OP_argmax, T, -1, 0), 1);
    EXPECT("argmin", arg(OP_argmin, T, -1, 0), 4);
    EXPECT("argmax, last", arg(OP_argmax, T, -1, 1), 2);
    EXPECT("argmin, last", arg(OP_argmin, T, -1, 1), 5);
    EXPECT("argmax 0", arg(OP_argmax, T, 0, 0), 1, 0, 0);
    EXPECT("argmax 1", arg(OP_argmax, T, 1, 0), 1, 0);
    EXPECT("argmin 1, last", arg(OP_argmin, T, 1, 1), 0, 2);
    EXPECT("argmax of NaN", arg(OP_argmax, ROW(DTYPE_f32, 1, NAN, INFINITY, NAN), 0, 0), 1);
    EXPECT("argmax of one", arg(OP_argmax, number(DTYPE_u8, 5), -1, 0), 0);
#undef T
}

/* --- views, joins, indices, sorting --- */

static Tensor *iota(DType dtype, Shape shape)
{
    Tensor *t = tensor_new(&cx, (Type){dtype, shape});
    for (int64_t i = 0, n = shape_count(&shape); i < n; i++)
        tensor_set(t, i, scalar_s(i));
    return t;
}

static Tensor *with1(OpCode op, Tensor *t, AttrName name, size_t count, const int64_t *at)
{
    Op o = {.op = op};
    add_attr(&o, name, count, at);
    Tensor *r = run(&o, &t, 1);
    tensor_free(t);
    return r;
}

static Tensor *slice(Tensor *t, double start0, double start1, const int64_t *lengths,
                     const int64_t *strides)
{
    Op o = {.op = OP_slice};
    add_attr(&o, ATTR_lengths, 2, lengths);
    add_attr(&o, ATTR_strides, 2, strides);
    Tensor *in[] = {t, number(DTYPE_s32, start0), number(DTYPE_u8, start1)};
    Tensor *r = run(&o, in, 3);
    for (int i = 0; i < 3; i++)
        tensor_free(in[i]);
    return r;
}

static Tensor *pad(Tensor *t, double value, const int64_t *low, const int64_t *high,
                   const int64_t *interior)
{
    size_t rank = (size_t)t->type.shape.rank;
    Op o = {.op = OP_pad};
    add_attr(&o, ATTR_low, rank, low);
    add_attr(&o, ATTR_high, rank, high);
    add_attr(&o, ATTR_interior, rank, interior);
    Tensor *in[] = {t, number(t->type.dtype, value)};
    Tensor *r = run(&o, in, 2);
    tensor_free(in[0]);
    tensor_free(in[1]);
    return r;
}

static void test_transposes(void)
{
    const int64_t p[][4] = {{3, 2, 1, 0}, {0, 2, 1, 3}, {1, 0, 3, 2}, {2, 3, 0, 1}, {0, 1, 2, 3}};
    const int64_t dims[4] = {3, 40, 2, 35};
    for (DType t = 0; t < DTYPE_count; t++)
        for (size_t i = 0; i < 5; i++) {
            Tensor *x = random_tensor(t, shape_of(4, dims), 100, false);
            Op o = {.op = OP_transpose};
            add_attr(&o, ATTR_axes, 4, p[i]);
            Tensor *r = run(&o, &x, 1);
            int64_t step[MAX_RANK];
            bool ok = r != NULL;
            shape_strides(&x->type.shape, step);
            for (int64_t j = 0; ok && j < 3 * 40 * 2 * 35; j++) {
                int64_t rest = j, at = 0;
                for (int a = 3; a >= 0; a--) {
                    at += rest % r->type.shape.dim[a] * step[p[i][a]];
                    rest /= r->type.shape.dim[a];
                }
                ok = same_scalar(tensor_get(r, j), tensor_get(x, at));
            }
            check(ok, "transpose");
            tensor_free(r);
            tensor_free(x);
        }
}

static void test_views(void)
{
    EXPECT("transpose", with1(OP_transpose, iota(DTYPE_s4, SHAPE(2, 3)), ATTR_axes, LIST(1, 0)), 0, 3, 1, 4, 2, 5);
    EXPECT("reverse", with1(OP_reverse, iota(DTYPE_s32, SHAPE(2, 3)), ATTR_axes, LIST(0, 1)), 5, 4, 3, 2, 1, 0);
    EXPECT("reverse 0", with1(OP_reverse, iota(DTYPE_u4, SHAPE(2, 3)), ATTR_axes, LIST(0)), 3, 4, 5, 0, 1, 2);
    EXPECT("reshape", with1(OP_reshape, iota(DTYPE_f32, SHAPE(2, 2)), ATTR_shape, LIST(4, 1)), 0, 1, 2, 3);
    const int64_t two[] = {2, 2}, one[] = {1, 1}, step[] = {1, 2};
    EXPECT("slice", slice(iota(DTYPE_s32, SHAPE(3, 4)), 1, 1, two, one), 5, 6, 9, 10);
    EXPECT("slice clamps", slice(iota(DTYPE_s32, SHAPE(3, 4)), -7, 200, two, one), 2, 3, 6, 7);
    EXPECT("slice strides", slice(iota(DTYPE_s32, SHAPE(3, 4)), 0, 1, two, step), 1, 3, 5, 7);
    EXPECT("slice strides clamp", slice(iota(DTYPE_s32, SHAPE(3, 4)), 9, 9, two, step), 5, 7, 9, 11);
    EXPECT("pad", pad(iota(DTYPE_s32, SHAPE(3)), 9, (int64_t[]){2}, (int64_t[]){1}, (int64_t[]){1}), 9, 9, 0, 9, 1, 9, 2, 9);
    EXPECT("pad negative", pad(iota(DTYPE_s32, SHAPE(6)), 9, (int64_t[]){-2}, (int64_t[]){-1}, (int64_t[]){0}), 2, 3, 4);
    EXPECT("pad negative, interior", pad(iota(DTYPE_s32, SHAPE(4)), 9, (int64_t[]){-1}, (int64_t[]){1}, (int64_t[]){1}), 9, 1, 9, 2, 9, 3, 9);
    EXPECT("pad axes", pad(iota(DTYPE_u2, SHAPE(2, 2)), 3, (int64_t[]){1, 0}, (int64_t[]){0, 1}, (int64_t[]){0, 0}), 3, 3, 3, 0, 1, 3, 2, 3, 3);
    Op o = {.op = OP_broadcast};
    add_attr(&o, ATTR_shape, LIST(2, 3, 2));
    add_attr(&o, ATTR_axes, LIST(0, 2));
    Tensor *x = doubles(DTYPE_s32, SHAPE(2, 1), (double[]){5, 6});
    EXPECT("broadcast", run(&o, &x, 1), 5, 5, 5, 5, 5, 5, 6, 6, 6, 6, 6, 6);
    tensor_free(x);
}

static Tensor *indexed(OpCode op, Tensor *t, Tensor *indices, Tensor *updates, size_t naxes,
                       const int64_t *axes)
{
    Op o = {.op = op};
    add_attr(&o, ATTR_axes, naxes, axes);
    Tensor *in[] = {t, indices, updates};
    int n = updates ? 3 : 2;
    Tensor *r = run(&o, in, n);
    for (int i = 0; i < n; i++)
        tensor_free(in[i]);
    return r;
}

static Tensor *pairs(double a, double b, double c, double d)
{
    return doubles(DTYPE_s32, SHAPE(2, 2), (double[]){a, b, c, d});
}

static Tensor *column(DType t, double a, double b)
{
    return doubles(t, SHAPE(2, 1), (double[]){a, b});
}

static void test_indices(void)
{
    Shape s23 = SHAPE(2, 3), s222 = SHAPE(2, 2, 2);
    EXPECT("gather", indexed(OP_gather, iota(DTYPE_s32, s23), pairs(0, 1, 1, 2), NULL, LIST(0, 1)), 1, 5);
    EXPECT("gather rows", indexed(OP_gather, iota(DTYPE_s4, s23), column(DTYPE_u8, 1, 0), NULL, LIST(0)), 3, 4, 5, 0, 1, 2);
    EXPECT("gather columns", indexed(OP_gather, iota(DTYPE_s32, s23), column(DTYPE_s64, 2, 0), NULL, LIST(1)), 2, 5, 0, 3);
    EXPECT("gather 0 2", indexed(OP_gather, iota(DTYPE_s32, s222), pairs(1, 0, 0, 1), NULL, LIST(0, 2)), 4, 6, 1, 3);
    expect_error("gather outside", indexed(OP_gather, iota(DTYPE_s32, s23), pairs(0, 1, 0, 3), NULL, LIST(0, 1)), EXC_ArgumentError, "index 3 is out of bounds for axis 1 in shape {2, 3}");
    expect_error("gather below", indexed(OP_gather, iota(DTYPE_s32, SHAPE(3)), column(DTYPE_s32, -1, 0), NULL, LIST(0)), EXC_ArgumentError, "index -1 is out of bounds for axis 0 in shape {3}");
    EXPECT("put", indexed(OP_indexed_put, iota(DTYPE_s32, SHAPE(4)), column(DTYPE_s32, 1, 1), ROW(DTYPE_s32, 10, 20), LIST(0)), 0, 20, 2, 3);
    EXPECT("put columns", indexed(OP_indexed_put, iota(DTYPE_s32, s23), column(DTYPE_s32, 2, 0), pairs(-1, -2, -3, -4), LIST(1)), -3, 1, -1, -4, 4, -2);
    EXPECT("put meets", indexed(OP_indexed_put, iota(DTYPE_s32, SHAPE(2)), column(DTYPE_s32, 0, 1), ROW(DTYPE_f32, 5.5, 6), LIST(0)), 5.5, 6);
    EXPECT("add", indexed(OP_indexed_add, iota(DTYPE_s32, SHAPE(4)), column(DTYPE_s32, 1, 1), ROW(DTYPE_s32, 10, 20), LIST(0)), 0, 31, 2, 3);
    EXPECT("add slices", indexed(OP_indexed_add, iota(DTYPE_s32, s222), pairs(0, 1, 1, 0), pairs(100, 200, 300, 400), LIST(0, 1)), 0, 1, 102, 203, 304, 405, 6, 7);
    EXPECT("add meets", indexed(OP_indexed_add, ROW(DTYPE_u8, 1, 2), column(DTYPE_s32, 0, 0), ROW(DTYPE_s8, -5, 1), LIST(0)), -3, 2);
    expect_error("put outside", indexed(OP_indexed_put, iota(DTYPE_s32, SHAPE(3)), column(DTYPE_s32, 3, 0), ROW(DTYPE_s32, 1, 1), LIST(0)), EXC_ArgumentError, "index 3 is out of bounds for axis 0 in shape {3}");
}

static void test_joins(void)
{
    Op o = {.op = OP_concatenate};
    add_attr(&o, ATTR_axis, LIST(1));
    Tensor *in[] = {iota(DTYPE_u8, SHAPE(2, 2)), iota(DTYPE_f32, SHAPE(2, 1)), iota(DTYPE_s8, SHAPE(2, 1)), NULL};
    EXPECT("concatenate", run(&o, in, 3), 0, 1, 0, 0, 2, 3, 1, 1);
    for (int i = 0; i < 3; i++)
        tensor_free(in[i]);
    Tensor *put[] = {iota(DTYPE_s32, SHAPE(2, 3)), pairs(7, 8, 9, 10), number(DTYPE_s32, 5), number(DTYPE_s32, 1)};
    EXPECT("put_slice", run_op(OP_put_slice, put, 4), 0, 7, 8, 3, 9, 10);
    for (int i = 0; i < 4; i++)
        tensor_free(put[i]);
}

static Tensor *sorted(OpCode op, Tensor *t, int64_t axis, int64_t descending)
{
    int64_t stable = 1, s32 = DTYPE_s32;
    Op o = {.op = op};
    add_attr(&o, ATTR_axis, 1, &axis);
    add_attr(&o, ATTR_descending, 1, &descending);
    add_attr(&o, ATTR_stable, 1, &stable);
    if (op == OP_argsort)
        add_attr(&o, ATTR_dtype, 1, &s32);
    Tensor *r = run(&o, &t, 1);
    tensor_free(t);
    return r;
}

static void test_sort(void)
{
    const double inf = INFINITY;
    EXPECT("sort", sorted(OP_sort, ROW(DTYPE_f32, 1.5, NAN, -1, inf, -inf), 0, 0), -inf, -1, 1.5, inf, NAN);
    EXPECT("sort down", sorted(OP_sort, ROW(DTYPE_f32, 1.5, NAN, -1, inf, -inf), 0, 1), NAN, inf, 1.5, -1, -inf);
    EXPECT("sort zeros", sorted(OP_sort, ROW(DTYPE_f32, 0.0, -0.0, -1), 0, 0), -1, 0.0, -0.0);
    EXPECT("sort axis 0", sorted(OP_sort, doubles(DTYPE_s4, SHAPE(2, 2), (double[]){3, 1, 2, 5}), 0, 0), 2, 1, 3, 5);
    EXPECT("argsort", sorted(OP_argsort, ROW(DTYPE_s32, 2, 1, 2, 1), 0, 0), 1, 3, 0, 2);
    EXPECT("argsort down", sorted(OP_argsort, ROW(DTYPE_s32, 2, 1, 2, 1), 0, 1), 0, 2, 1, 3);
    EXPECT("argsort u64", sorted(OP_argsort, ROW(DTYPE_u64, 0x1p63, 1, 0), 0, 0), 2, 1, 0);
    for (DType t = 0; t < DTYPE_count; t++) {
        if (dtype_is_complex(t))
            continue;
        Tensor *x = random_tensor(t, SHAPE(1000, 3), 100, false);
        Tensor *s = sorted(OP_sort, tensor_ref(x), 0, 0), *i = sorted(OP_argsort, tensor_ref(x), 0, 0);
        bool ok = s != NULL && i != NULL;
        for (int64_t j = 0; ok && j < 3000; j++) {
            int64_t at = tensor_get(i, j).s;
            ok = same_scalar(tensor_get(s, j), tensor_get(x, at * 3 + j % 3));
            if (ok && j >= 3) {
                Scalar a = tensor_get(s, j - 3), b = tensor_get(s, j);
                ok = scalar_double(a) < scalar_double(b) || (a.class_ == DCLASS_u && a.u < b.u) ||
                     (same_scalar(a, b) && tensor_get(i, j - 3).s < at);
            }
        }
        check(ok, "sort of 1000 by 3");
        tensor_free(s);
        tensor_free(i);
        tensor_free(x);
    }
}

/* --- graphs --- */

static Node *constant(Graph *g, double x)
{
    return graph_constant(&cx, g, (Type){DTYPE_s32, shape_scalar()}, scalar_s((int64_t)x), SPAN_NONE);
}

static Node *apply(Graph *g, OpCode op, Node *a, Node *b)
{
    return graph_node(&cx, g, op, (Node *[]){a, b}, b ? 2 : 1, NULL, 0, SPAN_NONE);
}

/* Operands that die are written over, those that the caller holds are not. */
static void test_walk(void)
{
    Graph *g = graph_new();
    Type type = {DTYPE_f64, SHAPE(4)};
    Node *x = graph_parameter(&cx, g, type, SPAN_NONE), *y = graph_parameter(&cx, g, type, SPAN_NONE);
    Node *s = apply(g, OP_add, x, y), *p = apply(g, OP_multiply, s, s), *d = apply(g, OP_subtract, p, x);
    vec_push(&g->results, d);
    vec_push(&g->results, s);
    Tensor *in[] = {ROW(DTYPE_f64, 1, 2, 3, 4), ROW(DTYPE_f64, 5, 6, 7, 8)}, *out[2];
    check(eval(&cx, g, in, NULL, out), "eval");
    EXPECT("first result", out[0], 35, 62, 97, 140);
    EXPECT("second result", out[1], 6, 8, 10, 12);
    EXPECT("operands are kept", tensor_ref(in[0]), 1, 2, 3, 4);
    const void *place = tensor_data(in[1]);
    g->results.len = 1;
    check(eval(&cx, g, in, (bool[]){false, true}, out), "eval, one operand given away");
    check(out[0] && tensor_data(out[0]) == place, "the result took the operand's place");
    EXPECT("its values", out[0], 35, 62, 97, 140);
    tensor_free(in[0]);
    graph_free(g);
}

static void test_cond(void)
{
    Graph *g = graph_new();
    Type type = {DTYPE_s32, shape_scalar()};
    Node *x = graph_parameter(&cx, g, type, SPAN_NONE), *y = graph_parameter(&cx, g, type, SPAN_NONE);
    Graph *yes = graph_region(g), *no = graph_region(g);
    vec_push(&yes->results, apply(yes, OP_quotient, graph_use(&cx, yes, y), graph_use(&cx, yes, x)));
    vec_push(&no->results, constant(no, -1));
    Node *c = graph_cond(&cx, g, &x, 1, (Graph *[]){yes, no}, SPAN_NONE);
    vec_push(&g->results, c);
    for (int i = 0; i < 3; i++) {
        Tensor *in[] = {number(DTYPE_s32, i), number(DTYPE_s32, 12)}, *out[1];
        check(eval(&cx, g, in, NULL, out), "cond");
        EXPECT("cond takes one branch", out[0], i == 0 ? -1 : 12.0 / i);
        tensor_free(in[0]);
        tensor_free(in[1]);
    }
    graph_free(g);
}

/* while i < n, {i, total} = {i + 1, total + i * step}; n and step captured. */
static void test_while(void)
{
    Graph *g = graph_new();
    Type type = {DTYPE_s32, shape_scalar()};
    Node *n = graph_parameter(&cx, g, type, SPAN_NONE), *step = graph_parameter(&cx, g, type, SPAN_NONE);
    Node *start[] = {constant(g, 0), constant(g, 0)};
    Graph *test = graph_region(g), *body = graph_region(g);
    Node *i = graph_parameter(&cx, test, type, SPAN_NONE);
    graph_parameter(&cx, test, type, SPAN_NONE);
    vec_push(&test->results, apply(test, OP_less, i, graph_use(&cx, test, n)));
    i = graph_parameter(&cx, body, type, SPAN_NONE);
    Node *total = graph_parameter(&cx, body, type, SPAN_NONE);
    vec_push(&body->results, apply(body, OP_add, i, constant(body, 1)));
    vec_push(&body->results, apply(body, OP_add, total, apply(body, OP_multiply, i, graph_use(&cx, body, step))));
    Node *w = graph_while(&cx, g, start, 2, test, body, SPAN_NONE);
    vec_push(&g->results, graph_elem(&cx, g, w, 1));
    vec_push(&g->results, graph_elem(&cx, g, w, 0));
    Tensor *in[] = {number(DTYPE_s32, 1000), number(DTYPE_s32, 2)}, *out[2];
    check(eval(&cx, g, in, NULL, out), "while");
    EXPECT("while total", out[0], 999000);
    EXPECT("while count", out[1], 1000);
    tensor_free(in[0]);
    tensor_free(in[1]);
    graph_free(g);
}

/* Bits do not depend on who computes them. */
static void sum_task(PoolRun *r, int64_t index, void *closure)
{
    (void)r;
    ((int64_t *)closure)[index] = index * index;
}

static void test_pool(void)
{
    enum { COUNT = 1000 };
    int64_t squares[COUNT] = {0};
    bool ok = true;
    for (int round = 0; ok && round < 200; round++) {
        memset(squares, 0, sizeof squares);
        ok = pool_run(&cx, COUNT, sum_task, squares);
        for (int64_t i = 0; ok && i < COUNT; i++)
            ok = squares[i] == i * i;
    }
    check(ok, "pool runs every task once");
    volatile sig_atomic_t stop = 1;
    cx.interrupt = &stop;
    Tensor *x = tensor_fill(&cx, (Type){DTYPE_f32, SHAPE(1000, 1000)}, scalar_f(1));
    Tensor *r = run_op(OP_exp, &x, 1);
    check(r == NULL && failed(&cx) && cx.error->exc == EXC_Interrupted, "interruption");
    cx.interrupt = NULL;
    clear_error();
    tensor_free(x);
}

int main(void)
{
    cx_init(&cx);
    test_integers();
    test_floats();
    test_complex();
    test_map_dtypes();
    test_broadcasts();
    test_dot();
    test_dot_axes();
    test_reduce();
    test_argmax();
    test_views();
    test_transposes();
    test_indices();
    test_joins();
    test_sort();
    test_walk();
    test_cond();
    test_while();
    test_pool();
    cx_free(&cx);
    printf("%d passed, %d failed\n", passed, failed_count);
    return failed_count > 0;
}
