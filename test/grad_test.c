/* grad_test.c - every op that has a gradient against finite differences.

   For each row of op.def whose gradient is partial, linear or rule there is at least one case, a
   graph in the text form; elementwise ops get theirs from the table of domains. The result r of
   a case becomes y = sum(r * w) with random w, so that every cotangent counts, and dy/dx is held
   against (y(x + h) - y(x - h)) / 2h in f64. Then the same for z = sum(dy/dx * v): second
   derivatives. The simplified graph must give the same bits. Complex parameters move along both
   axes: the gradient is dy/d(re) - i dy/d(im). */
#include "eval/eval.h"
#include "graph/graph.h"
#include "transform/transform.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#undef complex /* <complex.h> would rename the op */

static int passed, count_failed;
static bool covered[OP_count];

/* --- the cases --- */

/* Where an elementwise op is smooth: its operands are drawn from here. */
typedef struct Domain {
    OpCode op;
    double low, high;
    bool is_complex; /* tried with complex operands too */
} Domain;

/* clang-format off */
static const Domain domains[] = {
    {OP_exp, -1, 1, true},        {OP_expm1, -1, 1, true},     {OP_log, 0.2, 3, true},
    {OP_log1p, -0.5, 2, true},    {OP_sigmoid, -2, 2, true},   {OP_cos, -3, 3, true},
    {OP_sin, -3, 3, true},        {OP_tan, -1, 1, true},       {OP_cosh, -2, 2, true},
    {OP_sinh, -2, 2, true},       {OP_tanh, -1, 1, true},      {OP_acos, -0.8, 0.8, true},
    {OP_asin, -0.8, 0.8, true},   {OP_atan, -0.8, 0.8, true},  {OP_acosh, 1.3, 3, true},
    {OP_asinh, -0.8, 0.8, true},  {OP_atanh, -0.8, 0.8, true}, {OP_sqrt, 0.3, 3, true},
    {OP_rsqrt, 0.3, 3, true},     {OP_cbrt, 0.3, 3, true},     {OP_erf, -2, 2, false},
    {OP_erfc, -2, 2, false},      {OP_erf_inv, -0.8, 0.8, false}, {OP_negate, -2, 2, true},
    {OP_abs, 0.3, 2, true},       {OP_conjugate, -2, 2, true}, {OP_real, -2, 2, true},
    {OP_imag, -2, 2, true},       {OP_metadata, -2, 2, true},
    {OP_add, -2, 2, true},        {OP_subtract, -2, 2, true},  {OP_multiply, -2, 2, true},
    {OP_divide, 0.3, 2, true},    {OP_pow, 0.3, 2, true},      {OP_remainder, 2.1, 2.9, false},
    {OP_atan2, 0.3, 2, false},    {OP_max, -2, 2, false},      {OP_min, -2, 2, false},
    {OP_complex, -2, 2, false},
};

/* A line of a case: the op's own (with %0, %1, ... as parameters of the types before it). */
typedef struct Case {
    OpCode op;
    const char *params, *body;
} Case;

#define LITERALS "  %90 = constant 0.0 : f64\n  %91 = constant 1 : s64\n  %92 = constant 0 : s64\n"

static const Case cases[] = {
    {OP_abs, "%0: f64[2][3]", "  %9 = negate %0 : f64[2][3]\n  %10 = abs %9 : f64[2][3]\n"},
    {OP_negate, "%0: f64[2][3]", "  %9 = negate %0 : f64[2][3]\n  %10 = add %9, %0 : f64[2][3]\n  %11 = multiply %10, %0 : f64[2][3]\n"},
    {OP_as_type, "%0: f64[2][3]", "  %9 = as_type %0 dtype=c128 : c128[2][3]\n"},
    {OP_select, "%0: f64[2][3], %1: f64[3]", "  %8 = tensor [1, 0, 1] : u8[3]\n  %9 = select %8, %0, %1 : f64[2][3]\n"},
    {OP_clip, "%0: f64[2][3], %1: f64, %2: f64", "  %9 = clip %0, %1, %2 : f64[2][3]\n"},
    {OP_reshape, "%0: f64[2][3]", "  %9 = reshape %0 shape=[3, 1, 2] : f64[3][1][2]\n"},
    {OP_broadcast, "%0: f64[2][1]", "  %9 = broadcast %0 shape=[2, 3, 4] axes=[0, 2] : f64[2][3][4]\n"},
    {OP_broadcast, "%0: f64", "  %9 = broadcast %0 shape=[2, 3] axes=[] : f64[2][3]\n"},
    {OP_transpose, "%0: f64[2][3][4]", "  %9 = transpose %0 axes=[2, 0, 1] : f64[4][2][3]\n"},
    {OP_reverse, "%0: f64[2][3]", "  %9 = reverse %0 axes=[1] : f64[2][3]\n"},
    {OP_slice, "%0: f64[3][7]", LITERALS "  %9 = slice %0, %91, %91 lengths=[2, 3] strides=[1, 2] : f64[2][3]\n"},
    {OP_slice, "%0: f64[3][4]", LITERALS "  %7 = constant 9 : s64\n  %9 = slice %0, %7, %91 lengths=[2, 2] strides=[1, 2] : f64[2][2]\n"},
    {OP_pad, "%0: f64[2][3], %1: f64", "  %9 = pad %0, %1 low=[1, 0] high=[0, 2] interior=[0, 1] : f64[3][7]\n"},
    {OP_pad, "%0: f64[3][4], %1: f64", "  %9 = pad %0, %1 low=[-1, 1] high=[1, -2] interior=[1, 2] : f64[5][9]\n"},
    {OP_concatenate, "%0: f64[2][3], %1: f64[2][1]", "  %9 = concatenate %0, %1, %0 axis=1 : f64[2][7]\n"},
    {OP_put_slice, "%0: f64[3][4], %1: f64[2][2]", LITERALS "  %9 = put_slice %0, %1, %91, %92 : f64[3][4]\n"},
    {OP_put_slice, "%0: f64[3][4], %1: f64[2][2]", LITERALS "  %7 = constant 9 : s64\n  %9 = put_slice %0, %1, %7, %92 : f64[3][4]\n"},
    {OP_sum, "%0: f64[2][3][2]", "  %9 = sum %0 axes=[0, 2] keep_axes=false : f64[3]\n"},
    {OP_sum, "%0: f64[2][3]", "  %9 = sum %0 axes=[1] keep_axes=true : f64[2][1]\n"},
    {OP_product, "%0: f64[2][3][2]", "  %9 = product %0 axes=[0, 2] keep_axes=false : f64[3]\n"},
    {OP_product, "%0: f64[5]", "  %9 = product %0 axes=[0] keep_axes=true : f64[1]\n"},
    {OP_product, "%0: f64[2][3]", "  %7 = tensor [0.0, 1.0, 0.0, 1.0, 1.0, 0.0] : f64[2][3]\n  %8 = multiply %0, %7 : f64[2][3]\n  %9 = product %8 axes=[1] keep_axes=false : f64[2]\n"},
    {OP_reduce_max, "%0: f64[2][3][2]", "  %9 = reduce_max %0 axes=[0, 1] keep_axes=false : f64[2]\n"},
    {OP_reduce_min, "%0: f64[2][3]", "  %9 = reduce_min %0 axes=[1] keep_axes=true : f64[2][1]\n"},
    {OP_dot, "%0: f64[2][3], %1: f64[3][4]", "  %9 = dot %0, %1 contract_a=[1] batch_a=[] contract_b=[0] batch_b=[] : f64[2][4]\n"},
    {OP_dot, "%0: f64[2][3][4], %1: f64[4][5][3]", "  %9 = dot %0, %1 contract_a=[1, 2] batch_a=[] contract_b=[2, 0] batch_b=[] : f64[2][5]\n"},
    {OP_dot, "%0: f64[2][3][4], %1: f64[2][5][3]", "  %9 = dot %0, %1 contract_a=[1] batch_a=[0] contract_b=[2] batch_b=[0] : f64[2][4][5]\n"},
    {OP_dot, "%0: f64[3][2], %1: f64[2]", "  %9 = dot %0, %1 contract_a=[] batch_a=[] contract_b=[] batch_b=[] : f64[3][2][2]\n"},
    {OP_dot, "%0: c128[2][3], %1: c128[3]", "  %9 = dot %0, %1 contract_a=[1] batch_a=[] contract_b=[0] batch_b=[] : c128[2]\n"},
    {OP_gather, "%0: f64[2][3]", "  %8 = tensor [0, 1, 1, 2, 0, 1] : s64[3][2]\n  %9 = gather %0, %8 axes=[0, 1] : f64[3]\n"},
    {OP_gather, "%0: f64[2][3]", "  %8 = tensor [2, 0, 0, 1] : s64[2][2][1]\n  %9 = gather %0, %8 axes=[1] : f64[2][2][2]\n"},
    {OP_indexed_add, "%0: f64[2][3], %1: f64[3]", "  %8 = tensor [0, 1, 1, 2, 0, 1] : s64[3][2]\n  %9 = indexed_add %0, %8, %1 axes=[0, 1] : f64[2][3]\n"},
    {OP_indexed_add, "%0: f64[2][3], %1: f64[2][2]", "  %8 = tensor [2, 0] : s64[2][1]\n  %9 = indexed_add %0, %8, %1 axes=[1] : f64[2][3]\n"},
    {OP_indexed_put, "%0: f64[2][3], %1: f64[2]", "  %8 = tensor [0, 1, 1, 2] : s64[2][2]\n  %9 = indexed_put %0, %8, %1 axes=[0, 1] : f64[2][3]\n"},
    {OP_sort, "%0: f64[2][5]", "  %9 = sort %0 axis=1 descending=false stable=false : f64[2][5]\n"},
    {OP_sort, "%0: f64[4][2]", "  %9 = sort %0 axis=0 descending=true stable=true : f64[4][2]\n"},
    {OP_cond, "%0: f64, %1: f64[3]",
     "  %2 = constant 5.0 : f64\n  %3 = less %0, %2 : u8\n"
     "  %4 = cond %3, %0, %1 : (f64, f64[3])\n"
     "    region(%5: f64, %6: f64[3]) {\n      %7 = exp %5 : f64\n      %8 = multiply %6, %7 : f64[3]\n      return %7, %8\n    }\n"
     "    region(%9: f64, %10: f64[3]) {\n      return %9, %10\n    }\n"
     "  %11 = elem %4 index=0 : f64\n  %12 = elem %4 index=1 : f64[3]\n  %13 = multiply %11, %12 : f64[3]\n"},
    {OP_elem, "%0: f64, %1: f64[3]",
     "  %2 = constant 5.0 : f64\n  %3 = greater %0, %2 : u8\n"
     "  %4 = cond %3, %0, %1 : f64[3]\n"
     "    region(%5: f64, %6: f64[3]) {\n      %7 = sin %6 : f64[3]\n      return %7\n    }\n"
     "    region(%9: f64, %10: f64[3]) {\n      %14 = cond %9, %9, %10 : (f64[3], f64)\n"
     "        region(%15: f64, %16: f64[3]) {\n          %17 = multiply %16, %15 : f64[3]\n          return %17, %15\n        }\n"
     "        region(%18: f64, %19: f64[3]) {\n          return %19, %18\n        }\n"
     "      %20 = elem %14 index=0 : f64[3]\n      %21 = cos %20 : f64[3]\n      return %21\n    }\n"},
};
/* clang-format on */

/* --- inputs --- */

static uint64_t state = 1;

static double random_between(double low, double high)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return low + (high - low) * ((double)(state >> 11) * 0x1p-53);
}

static Tensor *random_tensor(Cx *cx, const Type *type, double low, double high)
{
    Tensor *t = tensor_new(cx, *type);
    for (int64_t i = 0; t && i < shape_count(&type->shape); i++) {
        double re = random_between(low, high), im = random_between(0.1, 0.6);
        tensor_set(t, i, dtype_is_complex(type->dtype) ? scalar_c(re, im) : scalar_f(re));
    }
    return t;
}

/* --- y and z --- */

static Node *node2(Cx *cx, Graph *g, OpCode op, Node *a, Node *b)
{
    Node *args[] = {a, b};
    return graph_node(cx, g, op, args, op_info[op].arity, NULL, 0, SPAN_NONE);
}

/* sum(re(n) * w) + sum(im(n) * w') with random weights, a scalar. */
static Node *functional(Cx *cx, Graph *g, Node *n)
{
    Node *total = NULL;
    OpCode parts[] = {OP_real, OP_imag};
    bool is_complex = n && dtype_is_complex(node_type(n)->dtype);
    for (int i = 0; n && i < 1 + is_complex; i++) {
        Node *part = is_complex ? node2(cx, g, parts[i], n, NULL) : n;
        Type type = {DTYPE_f64, node_type(n)->shape};
        Tensor *w = random_tensor(cx, &type, -1, 1);
        part = node2(cx, g, OP_multiply, part, graph_tensor(cx, g, w, SPAN_NONE));
        tensor_free(w);
        int64_t axes[MAX_RANK], keep = 0;
        for (int j = 0; j < MAX_RANK; j++)
            axes[j] = j;
        Attr attrs[] = {{ATTR_axes, (uint32_t)type.shape.rank, axes}, {ATTR_keep_axes, 1, &keep}};
        part = graph_node(cx, g, OP_sum, &part, 1, attrs, 2, SPAN_NONE);
        total = total ? node2(cx, g, OP_add, total, part) : part;
    }
    return total;
}

/* --- comparing --- */

static double value_at(Cx *cx, const Graph *g, Tensor *const *inputs)
{
    Tensor *out[8] = {NULL};
    double y = NAN;
    if (eval(cx, g, inputs, NULL, out))
        y = scalar_double(tensor_get(out[0], 0));
    for (size_t i = 0; i < g->results.len; i++)
        tensor_free(out[i]);
    return y;
}

/* (y(x + h e) - y(x - h e)) / 2h for the direction e of one element. */
static double slope(Cx *cx, const Graph *g, Tensor **inputs, int param, int64_t element,
                    double _Complex direction)
{
    enum { SIDES = 2 };
    const double h = 1e-5;
    double y[SIDES];
    Tensor *old = inputs[param];
    Scalar x = tensor_get(old, element);
    for (int i = 0; i < SIDES; i++) {
        Tensor *moved = tensor_of_bytes(cx, old->type, tensor_data(old), tensor_bytes(old));
        double _Complex by = (i ? h : -h) * direction;
        if (dtype_is_complex(old->type.dtype))
            tensor_set(moved, element, scalar_c(creal(x.c + by), cimag(x.c + by)));
        else
            tensor_set(moved, element, scalar_f(x.f + creal(by)));
        inputs[param] = moved;
        y[i] = value_at(cx, g, inputs);
        tensor_free(moved);
    }
    inputs[param] = old;
    return (y[1] - y[0]) / (2 * h);
}

static bool close_to(double got, double want)
{
    return fabs(got - want) <= 2e-6 * (1 + fabs(want));
}

/* Whether the results dx of g agree with the slopes of its first result. */
static bool compare(Cx *cx, const Graph *g, Tensor **inputs, const char *what)
{
    Tensor *out[8] = {NULL};
    bool ok = eval(cx, g, inputs, NULL, out);
    for (size_t p = 0; p < g->params.len && ok; p++) {
        bool is_complex = dtype_is_complex(inputs[p]->type.dtype);
        for (int64_t i = 0; i < shape_count(&inputs[p]->type.shape) && ok; i++) {
            Scalar dx = tensor_get(out[p + 1], i);
            double re = scalar_double(dx), want = slope(cx, g, inputs, (int)p, i, 1);
            ok = close_to(re, want);
            if (!ok)
                printf("%s: parameter %zu, element %lld: %.12g, by differences %.12g\n", what, p,
                       (long long)i, re, want);
            if (!is_complex || !ok)
                continue;
            double im = dx.class_ == DCLASS_c ? cimag(dx.c) : 0;
            want = -slope(cx, g, inputs, (int)p, i, I);
            ok = close_to(im, want);
            if (!ok)
                printf("%s: parameter %zu, element %lld, imaginary: %.12g, by differences %.12g\n",
                       what, p, (long long)i, im, want);
        }
    }
    for (size_t i = 0; i < g->results.len; i++)
        tensor_free(out[i]);
    return ok && !failed(cx);
}

/* Whether the simplified graph gives the same bits. */
static bool same_simplified(Cx *cx, const Graph *g, Tensor **inputs)
{
    Tensor *want[8] = {NULL}, *got[8] = {NULL};
    Graph *simple = simplify(cx, g);
    bool ok = simple && verify(cx, simple) && eval(cx, g, inputs, NULL, want) &&
              eval(cx, simple, inputs, NULL, got);
    for (size_t i = 0; i < g->results.len; i++) {
        ok = ok &&
             memcmp(tensor_data(want[i]), tensor_data(got[i]), (size_t)tensor_bytes(want[i])) == 0;
        tensor_free(want[i]);
        tensor_free(got[i]);
    }
    graph_free(simple);
    return ok;
}

/* The results become y and its gradients; the sum of random functionals of these, or NULL. */
static Node *differentiate(Cx *cx, Graph *g, Node *y)
{
    Node *dxs[8], *z = NULL;
    if (y == NULL || !grad(cx, g, y, g->params.at, (int)g->params.len, dxs))
        return NULL;
    g->results.len = 0;
    vec_push(&g->results, y);
    for (size_t i = 0; i < g->params.len; i++) {
        vec_push(&g->results, dxs[i]);
        Node *part = functional(cx, g, dxs[i]);
        z = z ? node2(cx, g, OP_add, z, part) : part;
    }
    return z;
}

static void report(Cx *cx, const char *text, bool ok)
{
    if (ok && !failed(cx)) {
        passed++;
        return;
    }
    count_failed++;
    if (failed(cx)) {
        Text message = {0};
        error_print(&message, cx, cx->error, &palette_plain);
        printf("%s\n", text_cstr(&message));
        text_free(&message);
        error_free(error_take(cx));
    }
    printf("%s\n", text);
}

static void run(const char *text, double low, double high)
{
    Cx cx;
    cx_init(&cx);
    Tensor *inputs[8] = {NULL};
    Graph *g = graph_read(&cx, source_add(&cx, STR("case"), str_of(text), false));
    bool ok = g != NULL;
    for (size_t i = 0; ok && i < g->params.len; i++) {
        /* several operands come from ranges beside each other, so that max and clip never tie */
        double shift = g->params.len > 1 && low < 0 ? 0.013 * (double)i : 0;
        inputs[i] = random_tensor(&cx, node_type(g->params.at[i]), low + shift, high + shift);
    }
    Node *z = ok ? differentiate(&cx, g, functional(&cx, g, g->results.at[0])) : NULL;
    report(&cx, text, z && verify(&cx, g) && compare(&cx, g, inputs, "first derivative"));
    z = z ? differentiate(&cx, g, z) : NULL;
    report(&cx, text, z && verify(&cx, g) && compare(&cx, g, inputs, "second derivative"));
    report(&cx, text, z && same_simplified(&cx, g, inputs));
    for (int i = 0; i < 8; i++)
        tensor_free(inputs[i]);
    graph_free(g);
    cx_free(&cx);
}

/* --- running --- */

static void run_elementwise(const Domain *d, const char *dtype)
{
    Text text = {0};
    const OpInfo *info = &op_info[d->op];
    bool pair = info->arity == 2, is_complex = dtype[0] == 'c';
    const char *to = is_complex && (info->dtype == DRULE_real)             ? "f64"
                     : info->dtype == DRULE_complex || d->op == OP_complex ? "c128"
                                                                           : dtype;
    text_print(&text, "graph(%%0: %s[2][3]", dtype);
    if (pair)
        text_print(&text, ", %%1: %s[3]", dtype);
    text_print(&text, ") {\n  %%2 = %s %%0%s : %s[2][3]\n  return %%2\n}\n", info->name,
               pair ? ", %1" : "", to);
    run(text_cstr(&text), d->low, d->high);
    text_free(&text);
}

static void run_case(const Case *c)
{
    Text text = {0};
    Str body = str_of(c->body), name = {0}; /* of the last node that is in no region */
    for (size_t i = 0; i + 3 < body.len; i++)
        if ((i == 0 || body.at[i - 1] == '\n') && strncmp(body.at + i, "  %", 3) == 0) {
            size_t end = i + 2;
            while (body.at[end] != ' ')
                end++;
            name = str_slice(body, i + 2, end);
        }
    text_print(&text, "graph(%s) {\n%s  return %.*s\n}\n", c->params, c->body, (int)name.len,
               name.at);
    run(text_cstr(&text), 0.2, 1.9);
    text_free(&text);
}

int main(void)
{
    for (size_t i = 0; i < sizeof domains / sizeof *domains; i++) {
        covered[domains[i].op] = true;
        run_elementwise(&domains[i], "f64");
        if (domains[i].is_complex)
            run_elementwise(&domains[i], "c128");
    }
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        covered[cases[i].op] = true;
        run_case(&cases[i]);
    }
    for (int op = 0; op < OP_count; op++) {
        GradKind kind = op_info[op].grad;
        if (kind == GRAD_zero || kind == GRAD_none || covered[op])
            continue;
        count_failed++;
        printf("%s has a gradient and no case\n", op_info[op].name);
    }
    printf("%d passed, %d failed\n", passed, count_failed);
    return count_failed > 0;
}
