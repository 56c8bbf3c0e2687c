/* eval_array_test.c - dot, reductions, views, joins, indices and sorting on the reference
   evaluator, against loops that are as plain as can be. */
#include "eval_check.h"

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
static void check_dot(DType ta, DType tb, const int64_t *pa, const int64_t *pb, int64_t B,
                      int64_t M, int64_t N, int64_t K)
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
            multiply_add(sum.class_, &sum, tensor_get(in[0], batch * sa[0] + m * sa[1] + k * sa[2]),
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
        add_attr(&scalars,
                 (AttrName[]){ATTR_contract_a, ATTR_batch_a, ATTR_contract_b, ATTR_batch_b}[i], 0,
                 NULL);
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
            acc.c = acc.c == 1 ? x.c : x.c == 1 ? acc.c : acc.c * x.c;
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
    EXPECT("transpose", with1(OP_transpose, iota(DTYPE_s4, SHAPE(2, 3)), ATTR_axes, LIST(1, 0)), 0,
           3, 1, 4, 2, 5);
    EXPECT("reverse", with1(OP_reverse, iota(DTYPE_s32, SHAPE(2, 3)), ATTR_axes, LIST(0, 1)), 5, 4,
           3, 2, 1, 0);
    EXPECT("reverse 0", with1(OP_reverse, iota(DTYPE_u4, SHAPE(2, 3)), ATTR_axes, LIST(0)), 3, 4, 5,
           0, 1, 2);
    EXPECT("reshape", with1(OP_reshape, iota(DTYPE_f32, SHAPE(2, 2)), ATTR_shape, LIST(4, 1)), 0, 1,
           2, 3);
    const int64_t two[] = {2, 2}, one[] = {1, 1}, step[] = {1, 2};
    EXPECT("slice", slice(iota(DTYPE_s32, SHAPE(3, 4)), 1, 1, two, one), 5, 6, 9, 10);
    EXPECT("slice clamps", slice(iota(DTYPE_s32, SHAPE(3, 4)), -7, 200, two, one), 2, 3, 6, 7);
    EXPECT("slice strides", slice(iota(DTYPE_s32, SHAPE(3, 4)), 0, 1, two, step), 1, 3, 5, 7);
    EXPECT("slice strides clamp", slice(iota(DTYPE_s32, SHAPE(3, 4)), 9, 9, two, step), 5, 7, 9,
           11);
    EXPECT("pad", pad(iota(DTYPE_s32, SHAPE(3)), 9, (int64_t[]){2}, (int64_t[]){1}, (int64_t[]){1}),
           9, 9, 0, 9, 1, 9, 2, 9);
    EXPECT("pad negative",
           pad(iota(DTYPE_s32, SHAPE(6)), 9, (int64_t[]){-2}, (int64_t[]){-1}, (int64_t[]){0}), 2,
           3, 4);
    EXPECT("pad negative, interior",
           pad(iota(DTYPE_s32, SHAPE(4)), 9, (int64_t[]){-1}, (int64_t[]){1}, (int64_t[]){1}), 9, 1,
           9, 2, 9, 3, 9);
    EXPECT("pad axes",
           pad(iota(DTYPE_u2, SHAPE(2, 2)), 3, (int64_t[]){1, 0}, (int64_t[]){0, 1},
               (int64_t[]){0, 0}),
           3, 3, 3, 0, 1, 3, 2, 3, 3);
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
    EXPECT("gather", indexed(OP_gather, iota(DTYPE_s32, s23), pairs(0, 1, 1, 2), NULL, LIST(0, 1)),
           1, 5);
    EXPECT("gather rows",
           indexed(OP_gather, iota(DTYPE_s4, s23), column(DTYPE_u8, 1, 0), NULL, LIST(0)), 3, 4, 5,
           0, 1, 2);
    EXPECT("gather columns",
           indexed(OP_gather, iota(DTYPE_s32, s23), column(DTYPE_s64, 2, 0), NULL, LIST(1)), 2, 5,
           0, 3);
    EXPECT("gather 0 2",
           indexed(OP_gather, iota(DTYPE_s32, s222), pairs(1, 0, 0, 1), NULL, LIST(0, 2)), 4, 6, 1,
           3);
    expect_error("gather outside",
                 indexed(OP_gather, iota(DTYPE_s32, s23), pairs(0, 1, 0, 3), NULL, LIST(0, 1)),
                 EXC_ArgumentError, "index 3 is out of bounds for axis 1 in shape {2, 3}");
    expect_error(
        "gather below",
        indexed(OP_gather, iota(DTYPE_s32, SHAPE(3)), column(DTYPE_s32, -1, 0), NULL, LIST(0)),
        EXC_ArgumentError, "index -1 is out of bounds for axis 0 in shape {3}");
    EXPECT("put",
           indexed(OP_indexed_put, iota(DTYPE_s32, SHAPE(4)), column(DTYPE_s32, 1, 1),
                   ROW(DTYPE_s32, 10, 20), LIST(0)),
           0, 20, 2, 3);
    EXPECT("put columns",
           indexed(OP_indexed_put, iota(DTYPE_s32, s23), column(DTYPE_s32, 2, 0),
                   pairs(-1, -2, -3, -4), LIST(1)),
           -3, 1, -1, -4, 4, -2);
    EXPECT("put meets",
           indexed(OP_indexed_put, iota(DTYPE_s32, SHAPE(2)), column(DTYPE_s32, 0, 1),
                   ROW(DTYPE_f32, 5.5, 6), LIST(0)),
           5.5, 6);
    EXPECT("add",
           indexed(OP_indexed_add, iota(DTYPE_s32, SHAPE(4)), column(DTYPE_s32, 1, 1),
                   ROW(DTYPE_s32, 10, 20), LIST(0)),
           0, 31, 2, 3);
    EXPECT("add slices",
           indexed(OP_indexed_add, iota(DTYPE_s32, s222), pairs(0, 1, 1, 0),
                   pairs(100, 200, 300, 400), LIST(0, 1)),
           0, 1, 102, 203, 304, 405, 6, 7);
    EXPECT("add meets",
           indexed(OP_indexed_add, ROW(DTYPE_u8, 1, 2), column(DTYPE_s32, 0, 0),
                   ROW(DTYPE_s8, -5, 1), LIST(0)),
           -3, 2);
    expect_error("put outside",
                 indexed(OP_indexed_put, iota(DTYPE_s32, SHAPE(3)), column(DTYPE_s32, 3, 0),
                         ROW(DTYPE_s32, 1, 1), LIST(0)),
                 EXC_ArgumentError, "index 3 is out of bounds for axis 0 in shape {3}");
}

static void test_joins(void)
{
    Op o = {.op = OP_concatenate};
    add_attr(&o, ATTR_axis, LIST(1));
    Tensor *in[] = {iota(DTYPE_u8, SHAPE(2, 2)), iota(DTYPE_f32, SHAPE(2, 1)),
                    iota(DTYPE_s8, SHAPE(2, 1)), NULL};
    EXPECT("concatenate", run(&o, in, 3), 0, 1, 0, 0, 2, 3, 1, 1);
    for (int i = 0; i < 3; i++)
        tensor_free(in[i]);
    Tensor *put[] = {iota(DTYPE_s32, SHAPE(2, 3)), pairs(7, 8, 9, 10), number(DTYPE_s32, 5),
                     number(DTYPE_s32, 1)};
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
    EXPECT("sort", sorted(OP_sort, ROW(DTYPE_f32, 1.5, NAN, -1, inf, -inf), 0, 0), -inf, -1, 1.5,
           inf, NAN);
    EXPECT("sort down", sorted(OP_sort, ROW(DTYPE_f32, 1.5, NAN, -1, inf, -inf), 0, 1), NAN, inf,
           1.5, -1, -inf);
    EXPECT("sort zeros", sorted(OP_sort, ROW(DTYPE_f32, 0.0, -0.0, -1), 0, 0), -1, 0.0, -0.0);
    EXPECT("sort axis 0",
           sorted(OP_sort, doubles(DTYPE_s4, SHAPE(2, 2), (double[]){3, 1, 2, 5}), 0, 0), 2, 1, 3,
           5);
    EXPECT("argsort", sorted(OP_argsort, ROW(DTYPE_s32, 2, 1, 2, 1), 0, 0), 1, 3, 0, 2);
    EXPECT("argsort down", sorted(OP_argsort, ROW(DTYPE_s32, 2, 1, 2, 1), 0, 1), 0, 2, 1, 3);
    EXPECT("argsort u64", sorted(OP_argsort, ROW(DTYPE_u64, 0x1p63, 1, 0), 0, 0), 2, 1, 0);
    for (DType t = 0; t < DTYPE_count; t++) {
        if (dtype_is_complex(t))
            continue;
        Tensor *x = random_tensor(t, SHAPE(1000, 3), 100, false);
        Tensor *s = sorted(OP_sort, tensor_ref(x), 0, 0),
               *i = sorted(OP_argsort, tensor_ref(x), 0, 0);
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

int main(void)
{
    cx_init(&cx);
    test_dot();
    test_dot_axes();
    test_reduce();
    test_argmax();
    test_views();
    test_transposes();
    test_indices();
    test_joins();
    test_sort();
    cx_free(&cx);
    return finish();
}
