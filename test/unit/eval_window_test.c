/* eval_window_test.c - windows, conv, Fourier transforms and reductions by a region on the
   reference evaluator, against loops that are as plain as can be. */
#include "eval_check.h"

/* --- random placements --- */

typedef struct Places {
    int64_t window[2], strides[2], low[2], high[2], dilations[2], apart[2];
} Places;

static Places random_places(void)
{
    Places p;
    for (int i = 0; i < 2; i++) {
        p.window[i] = 1 + below(3);
        p.strides[i] = 1 + below(3);
        p.low[i] = below(5) - 1;
        p.high[i] = below(5) - 1;
        p.dilations[i] = 1 + below(2);
        p.apart[i] = 1 + below(3);
    }
    return p;
}

static Shape random_shape(int rank, int64_t least, int64_t span)
{
    Shape s = {.rank = rank};
    for (int i = 0; i < rank; i++)
        s.dim[i] = least + below(span);
    return s;
}

/* --- windows --- */

static Scalar combine(OpCode op, Scalar a, Scalar b)
{
    bool more = a.class_ == DCLASS_u ? b.u > a.u : a.class_ == DCLASS_s ? b.s > a.s : b.f > a.f;
    bool same = a.class_ == DCLASS_f ? a.f == b.f : a.u == b.u;
    if (op == OP_window_max || op == OP_window_min) {
        if (a.class_ == DCLASS_f && (a.f != a.f || b.f != b.f))
            return a.f != a.f ? a : b;
        return same ? a : more == (op == OP_window_max) ? b : a;
    }
    bool sum = op == OP_window_sum;
    switch (a.class_) {
    case DCLASS_u:
    case DCLASS_s:
        a.u = sum ? a.u + b.u : a.u * b.u;
        break;
    case DCLASS_f:
        a.f = sum ? a.f + b.f : a.f * b.f;
        break;
    case DCLASS_c: {
        double x = creal(a.c), y = cimag(a.c), z = creal(b.c), w = cimag(b.c);
        a.c = sum ? a.c + b.c : CMPLX(x * z - y * w, x * w + y * z);
        break;
    }
    }
    return a;
}

/* The operand's element that window element (i, j) of result (r, s) meets, or -1. */
static int64_t met(const Places *p, const Shape *from, int64_t r, int64_t s, int64_t i, int64_t j)
{
    int64_t y = r * p->strides[0] + i * p->dilations[0] - p->low[0];
    int64_t x = s * p->strides[1] + j * p->dilations[1] - p->low[1];
    bool inside = y >= 0 && y < from->dim[0] && x >= 0 && x < from->dim[1];
    return inside ? y * from->dim[1] + x : -1;
}

static Scalar identity(OpCode op, DType t)
{
    DTypeClass k = dtype_info[t].class_;
    if (op == OP_window_max)
        return k == DCLASS_f ? scalar_f(-INFINITY) : dtype_min_finite(t);
    if (op == OP_window_min)
        return k == DCLASS_f ? scalar_f(INFINITY) : dtype_max_finite(t);
    double x = op == OP_window_product;
    return k == DCLASS_f   ? scalar_f(x)
           : k == DCLASS_c ? scalar_c(x, 0)
           : k == DCLASS_u ? scalar_u((uint64_t)x)
                           : scalar_s((int64_t)x);
}

static Op window_op(OpCode op, const Places *p)
{
    Op o = {.op = op};
    add_attr(&o, ATTR_window, 2, p->window);
    add_attr(&o, ATTR_strides, 2, p->strides);
    add_attr(&o, ATTR_low, 2, p->low);
    add_attr(&o, ATTR_high, 2, p->high);
    add_attr(&o, ATTR_dilations, 2, p->dilations);
    return o;
}

/* A step of a product, where 1 leaves the other factor as it is. */
static Scalar step(OpCode op, Scalar a, Scalar b)
{
    bool is_factor = op == OP_window_product && a.class_ == DCLASS_c;
    return is_factor && a.c == 1 ? b : is_factor && b.c == 1 ? a : combine(op, a, b);
}

static void check_window(OpCode op, DType t)
{
    Places p = random_places();
    Tensor *x = random_tensor(t, random_shape(2, 1, 8), 3, true);
    Op o = window_op(op, &p);
    Tensor *got = run(&o, &x, 1), *one = tensor_new(&cx, (Type){t, shape_scalar()});
    bool ok = got != NULL;
    for (int64_t at = 0; ok && at < shape_count(&got->type.shape); at++) {
        int64_t r = at / got->type.shape.dim[1], s = at % got->type.shape.dim[1];
        Scalar acc = identity(op, t);
        for (int64_t e = 0; e < p.window[0] * p.window[1]; e++) {
            int64_t from = met(&p, &x->type.shape, r, s, e / p.window[1], e % p.window[1]);
            if (from >= 0)
                acc = step(op, acc, tensor_get(x, from));
        }
        tensor_set(one, 0, acc);
        ok = same_scalar(tensor_get(one, 0), tensor_get(got, at));
    }
    char what[80];
    snprintf(what, sizeof what, "%s %s", op_info[op].name, dtype_info[t].name);
    check(ok, what);
    clear_error();
    tensor_free(one);
    tensor_free(got);
    tensor_free(x);
}

static void check_window_arg(OpCode op, DType t)
{
    Places p = random_places();
    int64_t dtype = DTYPE_s64;
    Tensor *x = random_tensor(t, random_shape(2, 1, 8), 2, true);
    Op o = window_op(op, &p);
    add_attr(&o, ATTR_dtype, 1, &dtype);
    Tensor *got = run(&o, &x, 1);
    bool ok = got != NULL;
    for (int64_t at = 0; ok && at < shape_count(&got->type.shape); at++) {
        int64_t r = at / got->type.shape.dim[1], s = at % got->type.shape.dim[1];
        int64_t best = shape_count(&x->type.shape);
        double most = 0;
        for (int64_t e = 0; e < p.window[0] * p.window[1]; e++) {
            int64_t from = met(&p, &x->type.shape, r, s, e / p.window[1], e % p.window[1]);
            double v = from >= 0 ? scalar_double(tensor_get(x, from)) : 0;
            bool wins = op == OP_window_argmax ? v >= most : v <= most;
            if (from >= 0 && (best == shape_count(&x->type.shape) || wins || v != v)) {
                best = from;
                most = v;
            }
        }
        ok = tensor_get(got, at).s == best;
    }
    check(ok, op_info[op].name);
    clear_error();
    tensor_free(got);
    tensor_free(x);
}

/* --- conv --- */

typedef struct Conv {
    Places p;
    Shape input, kernel;
    int64_t features, batches;
} Conv;

static Conv random_conv(void)
{
    Conv c = {.p = random_places(), .input = random_shape(4, 1, 5), .features = 1, .batches = 1};
    c.kernel = random_shape(4, 1, 3);
    if (below(3) == 0)
        c.features = 2;
    else if (below(2) == 0)
        c.batches = 2;
    c.kernel.dim[0] *= c.features * c.batches;
    c.input.dim[0] *= c.batches;
    c.input.dim[1] = c.kernel.dim[1] * c.features;
    return c;
}

/* The place of the input that output (y, x) meets with kernel element (i, j) on one image, or -1.
 */
static int64_t input_place(const Conv *c, int64_t y, int64_t x, int64_t i, int64_t j)
{
    const Places *p = &c->p;
    int64_t v = y * p->strides[0] + i * p->dilations[0] - p->low[0];
    int64_t u = x * p->strides[1] + j * p->dilations[1] - p->low[1];
    if (v < 0 || u < 0 || v % p->apart[0] || u % p->apart[1])
        return -1;
    v /= p->apart[0];
    u /= p->apart[1];
    return v < c->input.dim[2] && u < c->input.dim[3] ? v * c->input.dim[3] + u : -1;
}

static Scalar as_complex(Scalar x)
{
    return x.class_ == DCLASS_c ? x : scalar_c(scalar_double(x), 0);
}

static Scalar conv_at(const Conv *c, const Tensor *a, const Tensor *b, int64_t n, int64_t o,
                      int64_t y, int64_t x)
{
    const int64_t *in = c->input.dim, *k = c->kernel.dim;
    DTypeClass class_ = dtype_info[dtype_merge(a->type.dtype, b->type.dtype)].class_;
    Scalar sum = {.class_ = class_, .c = 0};
    int64_t group = o / (k[0] / (c->features * c->batches));
    int64_t image = c->batches > 1 ? group * (in[0] / c->batches) + n : n;
    for (int64_t e = 0; e < k[1] * k[2] * k[3]; e++) {
        int64_t channel = e / (k[2] * k[3]) + (c->features > 1 ? group * k[1] : 0);
        int64_t at = input_place(c, y, x, e / k[3] % k[2], e % k[3]);
        if (at < 0)
            continue;
        Scalar p = tensor_get(a, (image * in[1] + channel) * in[2] * in[3] + at);
        Scalar q = tensor_get(b, o * k[1] * k[2] * k[3] + e);
        if (class_ == DCLASS_c)
            sum.c += combine(OP_window_product, as_complex(p), as_complex(q)).c;
        else if (class_ == DCLASS_f)
            sum.f += scalar_double(p) * scalar_double(q);
        else
            sum.u += p.u * q.u;
    }
    return sum;
}

static void check_conv(DType ta, DType tb)
{
    Conv c = random_conv();
    Tensor *in[] = {random_tensor(ta, c.input, 3, false), random_tensor(tb, c.kernel, 3, false)};
    Op o = {.op = OP_conv};
    add_attr(&o, ATTR_strides, 2, c.p.strides);
    add_attr(&o, ATTR_low, 2, c.p.low);
    add_attr(&o, ATTR_high, 2, c.p.high);
    add_attr(&o, ATTR_input_dilations, 2, c.p.apart);
    add_attr(&o, ATTR_kernel_dilations, 2, c.p.dilations);
    add_attr(&o, ATTR_feature_groups, 1, &c.features);
    add_attr(&o, ATTR_batch_groups, 1, &c.batches);
    Tensor *got = run(&o, in, 2), *one = NULL;
    bool ok = got != NULL;
    if (ok)
        one = tensor_new(&cx, (Type){got->type.dtype, shape_scalar()});
    for (int64_t i = 0; ok && i < shape_count(&got->type.shape); i++) {
        const int64_t *d = got->type.shape.dim;
        tensor_set(one, 0,
                   conv_at(&c, in[0], in[1], i / (d[1] * d[2] * d[3]), i / (d[2] * d[3]) % d[1],
                           i / d[3] % d[2], i % d[3]));
        ok = same_scalar(tensor_get(one, 0), tensor_get(got, i));
    }
    char what[80];
    snprintf(what, sizeof what, "conv %s %s", dtype_info[ta].name, dtype_info[tb].name);
    check(ok, what);
    clear_error();
    tensor_free(one);
    tensor_free(got);
    tensor_free(in[0]);
    tensor_free(in[1]);
}

/* --- Fourier transforms --- */

/* Within a few roundings of sums in long double, relative to the largest result. */
static void check_fft(OpCode op, int64_t n)
{
    Tensor *x = random_tensor(DTYPE_c128, SHAPE(2, n), 1000, false), *got = run_op(op, &x, 1);
    double worst = 0, largest = 0;
    for (int64_t row = 0; got && row < 2; row++)
        for (int64_t k = 0; k < n; k++) {
            long double re = 0, im = 0, sign = op == OP_fft ? -1 : 1, by = op == OP_fft ? 1 : n;
            for (int64_t j = 0; j < n; j++) {
                double _Complex v = tensor_get(x, row * n + j).c;
                long double angle = 2 * 3.14159265358979323846264L * (long double)(j * k % n) / n;
                long double c = cosl(angle), s = sign * sinl(angle);
                re += c * creal(v) - s * cimag(v);
                im += c * cimag(v) + s * creal(v);
            }
            double _Complex y = tensor_get(got, row * n + k).c;
            largest = fmax(largest, (double)hypotl(re / by, im / by));
            worst = fmax(worst, (double)hypotl(re / by - creal(y), im / by - cimag(y)));
        }
    char what[80];
    snprintf(what, sizeof what, "%s of %lld: off by %g of %g", op_info[op].name, (long long)n,
             worst, largest);
    check(got != NULL && worst <= 2e-15 * largest * log2((double)n + 2), what);
    tensor_free(got);
    tensor_free(x);
}

/* --- by a region --- */

static void check_graph(const char *text, int64_t n, const double *want)
{
    Graph *g = graph_read(&cx, source_add(&cx, STR("case"), str_of(text), false));
    Tensor *out = NULL;
    if (g)
        eval(&cx, g, NULL, NULL, &out);
    expect_values(text, out, n, want);
    graph_free(g);
}

#define GRAPH(text, ...)                                                                           \
    check_graph(text, sizeof((double[]){__VA_ARGS__}) / sizeof(double), (double[]){__VA_ARGS__})

#define REGION_SUBTRACT                                                                            \
    "    region(%10: s32, %11: s32) {\n      %12 = subtract %10, %11 : s32\n      return %12\n"    \
    "    }\n  return %3\n}\n"

static void test_regions(void)
{
    GRAPH("graph() {\n  %0 = tensor [1, 2, 3, 4, 5, 6] : u8[2][3]\n  %1 = constant 10 : s32\n"
          "  %3 = reduce %0, %1 axes=[1] keep_axes=true : s32[2][1]\n" REGION_SUBTRACT,
          -8, -5);
    GRAPH("graph() {\n  %0 = tensor [1, 2, 3, 4, 5, 6] : s32[2][3]\n  %1 = constant 10 : s64\n"
          "  %3 = reduce %0, %1 axes=[0, 1] keep_axes=false : s32\n" REGION_SUBTRACT,
          13);
    GRAPH("graph() {\n  %0 = tensor [] : s32[0][2]\n  %1 = constant 7 : s32\n"
          "  %3 = reduce %0, %1 axes=[0] keep_axes=false : s32[2]\n" REGION_SUBTRACT,
          7, 7);
    GRAPH("graph() {\n  %0 = tensor [1, 2, 3, 4, 5] : s32[5]\n  %1 = constant 10 : s32\n"
          "  %3 = window_reduce %0, %1 window=[2] strides=[2] low=[1] high=[2] dilations=[2] : "
          "s32[3]\n" REGION_SUBTRACT,
          /* 10, 2; 2, 4; 4, 10 behind 10 */
          2, 12, 16);
    /* a condition cannot run on whole arrays; a capture */
    GRAPH("graph() {\n  %0 = tensor [1, 5, 3, 4, 2, 6] : s32[2][3]\n  %1 = constant 0 : s32\n"
          "  %2 = constant 2 : s32\n  %3 = reduce %0, %1, %2 axes=[1] keep_axes=false : s32[2]\n"
          "    region(%10: s32, %11: s32, %12: s32) {\n      %13 = greater %10, %12 : u8\n"
          "      %14 = cond %13, %10, %11 : s32\n"
          "        region(%15: s32, %16: s32) {\n          %17 = add %15, %16 : s32\n"
          "          return %17\n        }\n"
          "        region(%18: s32, %19: s32) {\n          return %19\n        }\n"
          "      return %14\n    }\n  return %3\n}\n",
          8, 10);
    /* a result that does not look at its operands */
    GRAPH("graph() {\n  %0 = tensor [1, 2] : s32[2]\n  %1 = constant 0 : s32\n"
          "  %3 = reduce %0, %1 axes=[] keep_axes=false : s32[2]\n"
          "    region(%10: s32, %11: s32) {\n      %12 = constant 3 : s32\n      return %12\n"
          "    }\n  return %3\n}\n",
          3, 3);
}

int main(void)
{
    static const DType dtypes[] = {DTYPE_u4,  DTYPE_u8,  DTYPE_s8,   DTYPE_s32,
                                   DTYPE_u64, DTYPE_s64, DTYPE_bf16, DTYPE_f16,
                                   DTYPE_f32, DTYPE_f64, DTYPE_c64,  DTYPE_c128};
    cx_init(&cx);
    for (int round = 0; round < 40; round++)
        for (size_t i = 0; i < sizeof dtypes / sizeof *dtypes; i++) {
            DType t = dtypes[i];
            check_window(OP_window_sum, t);
            check_window(OP_window_product, t);
            check_conv(t, t);
            check_conv(t, dtypes[below(sizeof dtypes / sizeof *dtypes)]);
            if (dtype_is_complex(t))
                continue;
            check_window(OP_window_max, t);
            check_window(OP_window_min, t);
            if (t == DTYPE_u64) /* the plain loop compares doubles */
                continue;
            check_window_arg(OP_window_argmax, t);
            check_window_arg(OP_window_argmin, t);
        }
    for (int64_t n = 1; n <= 40; n++) {
        check_fft(OP_fft, n);
        check_fft(OP_ifft, n);
    }
    check_fft(OP_fft, 1024);
    check_fft(OP_ifft, 997);
    check_fft(OP_fft, 1000);
    test_regions();
    int result = finish();
    cx_free(&cx);
    return result;
}
