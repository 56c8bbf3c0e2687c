/* eval_test.c - the reference evaluator: outcomes of elementwise ops, their sweep over op.def, all
   pairs of dtypes and broadcast shapes against one element at a time, graphs with regions, the
   pool. The ops on whole arrays are in eval_array_test.c. */
#include "eval_check.h"

/* --- small cases --- */

static void test_integers(void)
{
    const char *arith = "bad argument in arithmetic expression";
    EXPECT("quotient",
           binary(OP_quotient, ROW(DTYPE_s32, 7, -7, 7, -7), ROW(DTYPE_s32, 2, 2, -2, -2)), 3, -3,
           -3, 3);
    EXPECT("remainder",
           binary(OP_remainder, ROW(DTYPE_s32, 7, -7, 7, -7), ROW(DTYPE_s32, 2, 2, -2, -2)), 1, -1,
           1, -1);
    EXPECT("min over -1", binary(OP_quotient, number(DTYPE_s8, -128), number(DTYPE_s8, -1)), -128);
    EXPECT("min rem -1", binary(OP_remainder, number(DTYPE_s64, -0x1p63), number(DTYPE_s64, -1)),
           0);
    EXPECT("u8 wraps", binary(OP_add, ROW(DTYPE_u8, 200, 100), ROW(DTYPE_u8, 100, 100)), 44, 200);
    EXPECT("u4 wraps", binary(OP_add, number(DTYPE_u4, 9), number(DTYPE_u4, 14)), 7);
    EXPECT("s2 wraps", binary(OP_multiply, number(DTYPE_s2, -2), number(DTYPE_s2, -2)), 0);
    EXPECT("pow wraps", binary(OP_pow, ROW(DTYPE_u8, 2, 3), number(DTYPE_u8, 7)), 128, 139);
    EXPECT("pow 0 0", binary(OP_pow, ROW(DTYPE_s32, 2, -3, 0), ROW(DTYPE_s32, 10, 3, 0)), 1024, -27,
           1);
    EXPECT("u8 and s8 meet in s16", binary(OP_quotient, number(DTYPE_u8, 7), number(DTYPE_s8, -2)),
           -3);
    EXPECT("left shift",
           binary(OP_left_shift, number(DTYPE_s32, 1), ROW(DTYPE_s32, 31, 32, 64, 1000)), -0x1p31,
           0, 0, 0);
    EXPECT("right shift",
           binary(OP_right_shift, ROW(DTYPE_s32, -8, -1, 7, -5), ROW(DTYPE_s32, 1, 3, 2, 99)), -4,
           -1, 1, -1);
    EXPECT("population count", unary(OP_population_count, ROW(DTYPE_s8, -1, 3)), 8, 2);
    EXPECT("leading zeros", unary(OP_count_leading_zeros, ROW(DTYPE_s32, 0, 1, 256, -1)), 32, 31,
           23, 0);
    EXPECT("leading zeros u2", unary(OP_count_leading_zeros, ROW(DTYPE_u2, 0, 1, 2, 3)), 2, 1, 0,
           0);
    EXPECT("not", unary(OP_bitwise_not, ROW(DTYPE_u8, 0, 1, 255)), 255, 254, 0);
    EXPECT("negate", unary(OP_negate, ROW(DTYPE_u8, 3, 0, 200)), 253, 0, 56);
    expect_error("over 0", binary(OP_quotient, ROW(DTYPE_s32, 1, 2), ROW(DTYPE_s32, 1, 0)),
                 EXC_ArithmeticError, arith);
    expect_error("rem 0", binary(OP_remainder, number(DTYPE_u8, 1), number(DTYPE_u8, 0)),
                 EXC_ArithmeticError, arith);
    expect_error("pow -1", binary(OP_pow, number(DTYPE_s32, 2), number(DTYPE_s32, -1)),
                 EXC_ArithmeticError, arith);
    expect_error("shift by -1", binary(OP_left_shift, number(DTYPE_s32, 1), number(DTYPE_s32, -1)),
                 EXC_ArgumentError, "cannot left shift by -1");
    expect_error("right shift by -1",
                 binary(OP_right_shift, ROW(DTYPE_s32, 4, 5), ROW(DTYPE_s32, 1, -1)),
                 EXC_ArgumentError, "cannot right shift by -1");
}

static void test_floats(void)
{
    const double inf = INFINITY;
#define N ROW(DTYPE_f32, NAN, inf, -inf, 1, 0)
    EXPECT("divide", binary(OP_divide, N, N), NAN, NAN, NAN, 1, NAN);
    EXPECT("max", binary(OP_max, N, number(DTYPE_f32, 1)), NAN, inf, 1, 1, 1);
    EXPECT("max, sides turned", binary(OP_max, number(DTYPE_f32, 1), N), NAN, inf, 1, 1, 1);
    EXPECT("min", binary(OP_min, N, number(DTYPE_f32, 1)), NAN, 1, -inf, 1, 0);
    EXPECT("pow 0", binary(OP_pow, N, number(DTYPE_s32, 0)), NAN, 1, 1, 1, 1);
    EXPECT("less", binary(OP_less, N, number(DTYPE_s32, 0)), 0, 0, 1, 0, 0);
    EXPECT("not equal", binary(OP_not_equal, N, N), 1, 0, 0, 0, 0);
    EXPECT("logical and", binary(OP_logical_and, N, number(DTYPE_s32, 1)), 1, 1, 1, 1, 0);
    EXPECT(
        "select",
        ternary(OP_select, ROW(DTYPE_f32, 0, 0.1, NAN), number(DTYPE_s32, 1), number(DTYPE_s32, 0)),
        0, 1, 1);
    EXPECT("select meets",
           ternary(OP_select, number(DTYPE_s32, 0), number(DTYPE_s32, 5), ROW(DTYPE_f32, 3.5, 4)),
           3.5, 4);
    EXPECT("clip",
           ternary(OP_clip, ROW(DTYPE_f32, -1.5, 0.5, inf, -inf, NAN), number(DTYPE_s32, -1),
                   number(DTYPE_s32, 1)),
           -1, 0.5, 1, -1, NAN);
    EXPECT("clip crossed",
           ternary(OP_clip, ROW(DTYPE_s32, 1, 2, 3), number(DTYPE_s32, 5), number(DTYPE_s32, 2)), 2,
           2, 2);
    EXPECT("round", unary(OP_round, ROW(DTYPE_f32, 0.5, 1.5, -2.5, 3.49999, -0.4)), 1, 2, -3, 3, 0);
    EXPECT("ceil", unary(OP_ceil, ROW(DTYPE_f32, 1.5, -1.5, -0.4)), 2, -1, -0.0);
    EXPECT("sign", unary(OP_sign, ROW(DTYPE_f32, -0.0, 0, NAN, -3, inf)), -0.0, 0, NAN, -1, 1);
    EXPECT("remainder",
           binary(OP_remainder, ROW(DTYPE_f32, 5.5, -5.5, 5.5, -5.5), ROW(DTYPE_f32, 2, 2, -2, -2)),
           1.5, -1.5, 1.5, -1.5);
    EXPECT("is_infinity", unary(OP_is_infinity, N), 0, 1, 1, 0, 0);
    EXPECT("f32 rounds once",
           binary(OP_multiply, number(DTYPE_s32, 16777217), number(DTYPE_f32, 1)), 16777216);
    EXPECT("f64 meets f32", binary(OP_add, number(DTYPE_f32, 0.1), number(DTYPE_f64, 0.2)),
           (double)0.1f + 0.2);
    EXPECT("f16 overflows", binary(OP_multiply, number(DTYPE_f16, 300), number(DTYPE_f16, 300)),
           inf);
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
    EXPECT("complex and", binary(OP_logical_and, ROW(DTYPE_f32, 0, 0.5), COMPLEX(0, 1, 0, 1)), 0,
           1);
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
        {{2, {300, 1000}}, {2, {300, 1000}}},
        {{2, {300, 1000}}, {0, {0}}},
        {{0, {0}}, {2, {300, 1000}}},
        {{2, {300, 1000}}, {1, {1000}}},
        {{2, {300, 1000}}, {2, {300, 1}}},
        {{2, {1, 1000}}, {2, {300, 1}}},
        {{2, {40000, 10}}, {2, {40000, 1}}},
        {{2, {40000, 10}}, {1, {10}}},
        {{3, {70, 1, 50}}, {3, {1, 90, 1}}},
        {{3, {50, 70, 90}}, {3, {50, 1, 90}}},
        {{4, {3, 1, 5, 1}}, {4, {1, 4, 1, 6}}},
        {{4, {7, 6, 5, 4}}, {3, {6, 1, 4}}},
        {{2, {2, 5000}}, {1, {5000}}},
        {{3, {2, 0, 3}}, {1, {3}}},
        {{5, {2, 3, 2, 3, 2}}, {5, {2, 1, 2, 1, 2}}},
        {{1, {1}}, {1, {1}}},
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

/* --- graphs --- */

static Node *constant(Graph *g, double x)
{
    return graph_constant(&cx, g, (Type){DTYPE_s32, shape_scalar()}, scalar_s((int64_t)x),
                          SPAN_NONE);
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
    Node *x = graph_parameter(&cx, g, type, SPAN_NONE),
         *y = graph_parameter(&cx, g, type, SPAN_NONE);
    Node *s = apply(g, OP_add, x, y), *p = apply(g, OP_multiply, s, s),
         *d = apply(g, OP_subtract, p, x);
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
    Node *x = graph_parameter(&cx, g, type, SPAN_NONE),
         *y = graph_parameter(&cx, g, type, SPAN_NONE);
    Graph *yes = graph_region(g), *no = graph_region(g);
    vec_push(&yes->results,
             apply(yes, OP_quotient, graph_use(&cx, yes, y), graph_use(&cx, yes, x)));
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
    Node *n = graph_parameter(&cx, g, type, SPAN_NONE),
         *step = graph_parameter(&cx, g, type, SPAN_NONE);
    Node *start[] = {constant(g, 0), constant(g, 0)};
    Graph *test = graph_region(g), *body = graph_region(g);
    Node *i = graph_parameter(&cx, test, type, SPAN_NONE);
    graph_parameter(&cx, test, type, SPAN_NONE);
    vec_push(&test->results, apply(test, OP_less, i, graph_use(&cx, test, n)));
    i = graph_parameter(&cx, body, type, SPAN_NONE);
    Node *total = graph_parameter(&cx, body, type, SPAN_NONE);
    vec_push(&body->results, apply(body, OP_add, i, constant(body, 1)));
    vec_push(&body->results,
             apply(body, OP_add, total, apply(body, OP_multiply, i, graph_use(&cx, body, step))));
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
    test_walk();
    test_cond();
    test_while();
    test_pool();
    cx_free(&cx);
    return finish();
}
