/* grad_while_test.c - gradients of loops: right, in bounded memory, in linear time.

   Each case is a loop in the text form whose %0 is the number of steps (or what decides it) and
   whose other parameters are differentiated by. Its gradient, with room for two states or three or
   many, is held against that of the same loop unrolled, and for f64 against finite differences; the
   gradient of the gradient against the unrolled one's. A loop adds up the cotangents of a captured
   value step by step and the unrolled one use by use, so the last digit may differ: 1e-15 and 1e-7
   are a few units of it. Each case runs twice: as it is, and with a test that hides the count. */
#include "eval/eval.h"
#include "transform/grad.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST = 8 }; /* parameters and results of a case */

static int passed, count_failed;

static void check(bool ok, const char *what, const char *name, int64_t n, int64_t room)
{
    passed += ok;
    count_failed += !ok;
    if (!ok)
        printf("%s: %s, %lld steps, room for %lld\n", name, what, (long long)n, (long long)room);
}

/* --- the cases --- */

typedef struct Case {
    const char *name, *text; /* @ stands for the number of steps */
    int64_t most;            /* steps to try, at most */
    double low, high;        /* the range of the inputs */
    bool is_smooth;          /* differences tell */
} Case;

/* clang-format off */
static const Case cases[] = {
    {"logistic", "graph(%0: s64, %1: f64, %2: f64) {\n"
     "  %3 = constant 0 : s64\n"
     "  %4 = while %3, %1, %0, %2 states=2 : (s64, f64)\n"
     "    region(%5a: s64, %6a: f64, %7a: s64, %8a: f64) {\n"
     "      %70a = less %5a, %7a : u8\n      return %70a\n    }\n"
     "    region(%5b: s64, %6b: f64, %7b: s64, %8b: f64) {\n"
     "      %9b = constant 1 : s64\n      %10b = add %5b, %9b : s64\n"
     "      %11b = sin %6b : f64\n      %12b = multiply %11b, %8b : f64\n      %13b = multiply %12b, %6b : f64\n      %14b = add %13b, %8b : f64\n"
     "      return %10b, %14b\n    }\n"
     "  %15 = elem %4 index=1 : f64\n  return %15\n}\n", 1000, 0.3, 0.6, true},

    {"down from a number", "graph(%0: s64, %1: f64, %2: f64) {\n"
     "  %4 = while %0, %1, %2 states=2 : (s64, f64)\n"
     "    region(%5a: s64, %6a: f64, %8a: f64) {\n"
     "      %9a = constant 1 : s64\n      %70a = greater_equal %5a, %9a : u8\n      return %70a\n    }\n"
     "    region(%5b: s64, %6b: f64, %8b: f64) {\n"
     "      %9b = constant 1 : s64\n      %10b = subtract %5b, %9b : s64\n"
     "      %11b = sin %6b : f64\n      %12b = multiply %11b, %8b : f64\n      %14b = add %12b, %8b : f64\n"
     "      return %10b, %14b\n    }\n"
     "  %15 = elem %4 index=1 : f64\n  return %15\n}\n", 100, 0.3, 0.9, true},

    {"up to what the test computes", "graph(%0: s64, %1: f64, %2: f64) {\n"
     "  %3 = constant -2 : s32\n"
     "  %4 = while %3, %1, %0, %2 states=2 : (s32, f64)\n"
     "    region(%5a: s32, %6a: f64, %7a: s64, %8a: f64) {\n"
     "      %9a = constant 3 : s64\n      %10a = subtract %7a, %9a : s64\n"
     "      %70a = less_equal %5a, %10a : u8\n      return %70a\n    }\n"
     "    region(%5b: s32, %6b: f64, %7b: s64, %8b: f64) {\n"
     "      %9b = constant 1 : s32\n      %10b = add %5b, %9b : s32\n"
     "      %11b = cos %6b : f64\n      %12b = multiply %11b, %8b : f64\n"
     "      return %10b, %12b\n    }\n"
     "  %15 = elem %4 index=1 : f64\n  return %15\n}\n", 100, 0.3, 0.9, true},

    {"single precision", "graph(%0: s64, %1: f32, %2: f32) {\n"
     "  %3 = constant 0 : s64\n"
     "  %4 = while %3, %1, %0, %2 states=2 : (s64, f32)\n"
     "    region(%5a: s64, %6a: f32, %7a: s64, %8a: f32) {\n"
     "      %70a = less %5a, %7a : u8\n      return %70a\n    }\n"
     "    region(%5b: s64, %6b: f32, %7b: s64, %8b: f32) {\n"
     "      %9b = constant 1 : s64\n      %10b = add %5b, %9b : s64\n"
     "      %11b = cos %6b : f32\n      %12b = multiply %11b, %8b : f32\n"
     "      return %10b, %12b\n    }\n"
     "  %15 = elem %4 index=1 : f32\n  return %15\n}\n", 1000, 0.3, 0.9, false},

    {"complex", "graph(%0: s64, %1: c128, %2: f64) {\n"
     "  %3 = constant 0 : s64\n"
     "  %4 = while %3, %1, %2, %0 states=3 : (s64, c128, f64)\n"
     "    region(%5a: s64, %6a: c128, %7a: f64, %8a: s64) {\n"
     "      %70a = less %5a, %8a : u8\n      return %70a\n    }\n"
     "    region(%5b: s64, %6b: c128, %7b: f64, %8b: s64) {\n"
     "      %9b = constant 1 : s64\n      %10b = add %5b, %9b : s64\n"
     "      %11b = sin %6b : c128\n      %12b = multiply %11b, %7b : c128\n"
     "      %13b = real %12b : f64\n      %14b = cos %13b : f64\n      %15b = multiply %14b, %7b : f64\n"
     "      return %10b, %12b, %15b\n    }\n"
     "  %16 = elem %4 index=1 : c128\n  %17 = elem %4 index=2 : f64\n  %18 = add %16, %17 : c128\n  return %18\n}\n", 100, 0.3, 0.9, false},

    {"a test of the state", "graph(%0: s64, %1: f64, %2: f64) {\n"
     "  %3 = as_type %0 dtype=f64 : f64\n"
     "  %4 = while %1, %3, %2 states=1 : f64\n"
     "    region(%5a: f64, %6a: f64, %7a: f64) {\n      %8a = less %5a, %6a : u8\n      return %8a\n    }\n"
     "    region(%5b: f64, %6b: f64, %7b: f64) {\n"
     "      %9b = cos %5b : f64\n      %10b = multiply %9b, %9b : f64\n      %11b = multiply %10b, %7b : f64\n      %12b = add %5b, %11b : f64\n"
     "      %13b = constant 0.51 : f64\n      %14b = add %12b, %13b : f64\n      return %14b\n    }\n"
     "  return %4\n}\n", 1000, 0.3, 0.9, true},

    {"parts that change places, and one that does not matter", "graph(%0: s64, %1: f64[2], %2: f64[2], %3: f64) {\n"
     "  %4 = constant 0 : s64\n  %5 = constant 1.0 : f64[5]\n"
     "  %6 = while %1, %5, %4, %2, %3, %0 states=5 : (f64[2], f64[5], s64, f64[2], f64)\n"
     "    region(%10a: f64[2], %11a: f64[5], %12a: s64, %13a: f64[2], %14a: f64, %15a: s64) {\n"
     "      %70a = less %12a, %15a : u8\n      return %70a\n    }\n"
     "    region(%10b: f64[2], %11b: f64[5], %12b: s64, %13b: f64[2], %14b: f64, %15b: s64) {\n"
     "      %16b = constant 1 : s64\n      %17b = add %12b, %16b : s64\n      %18b = exp %11b : f64[5]\n      %19b = sin %18b : f64[5]\n"
     "      %20b = multiply %10b, %13b : f64[2]\n      %21b = multiply %20b, %14b : f64[2]\n      %22b = sin %21b : f64[2]\n      %23b = add %22b, %14b : f64[2]\n"
     "      return %13b, %19b, %17b, %23b, %14b\n    }\n"
     "  %30 = elem %6 index=0 : f64[2]\n  %31 = elem %6 index=4 : f64\n  %32 = multiply %30, %31 : f64[2]\n  return %32\n}\n", 1000, 0.3, 0.9, true},

    {"linear", "graph(%0: s64, %1: f64[3], %2: f64[3][3]) {\n"
     "  %3 = constant 0 : s64\n"
     "  %4 = while %3, %1, %0, %2 states=2 : (s64, f64[3])\n"
     "    region(%5a: s64, %6a: f64[3], %7a: s64, %8a: f64[3][3]) {\n"
     "      %70a = less %5a, %7a : u8\n      return %70a\n    }\n"
     "    region(%5b: s64, %6b: f64[3], %7b: s64, %8b: f64[3][3]) {\n"
     "      %9b = constant 1 : s64\n      %10b = add %5b, %9b : s64\n      %11b = constant 0.4 : f64\n      %12b = multiply %6b, %11b : f64[3]\n"
     "      %13b = dot %12b, %8b contract_a=[0] batch_a=[] contract_b=[0] batch_b=[] : f64[3]\n"
     "      return %10b, %13b\n    }\n"
     "  %15 = elem %4 index=1 : f64[3]\n  return %15\n}\n", 100, 0.3, 0.9, true},

    {"rows of a tensor", "graph(%0: s64, %1: f64[4][2], %2: f64[7]) {\n"
     "  %3 = constant 0 : s64\n  %4 = constant 0.5 : f64[2]\n  %40 = constant 4 : s64\n"
     "  %5 = while %3, %4, %0, %1, %2, %40 states=2 : (s64, f64[2])\n"
     "    region(%10a: s64, %11a: f64[2], %12a: s64, %13a: f64[4][2], %14a: f64[7], %15a: s64) {\n"
     "      %70a = less %10a, %12a : u8\n      return %70a\n    }\n"
     "    region(%10b: s64, %11b: f64[2], %12b: s64, %13b: f64[4][2], %14b: f64[7], %15b: s64) {\n"
     "      %16b = constant 1 : s64\n      %17b = add %10b, %16b : s64\n      %18b = remainder %10b, %15b : s64\n      %19b = constant 0 : s64\n"
     "      %20b = slice %13b, %18b, %19b lengths=[1, 2] strides=[1, 1] : f64[1][2]\n      %21b = reshape %20b shape=[2] : f64[2]\n"
     "      %22b = reshape %18b shape=[1] : s64[1]\n      %23b = gather %14b, %22b axes=[0] : f64\n"
     "      %24b = multiply %11b, %23b : f64[2]\n      %25b = add %24b, %21b : f64[2]\n      %26b = sin %25b : f64[2]\n"
     "      return %17b, %26b\n    }\n"
     "  %30 = elem %5 index=1 : f64[2]\n  return %30\n}\n", 100, 0.3, 0.9, true},

    {"a loop and a condition in a loop", "graph(%0: s64, %1: f64, %2: f64) {\n"
     "  %3 = constant 0 : s64\n"
     "  %4 = while %3, %1, %0, %2 states=2 : (s64, f64)\n"
     "    region(%5a: s64, %6a: f64, %7a: s64, %8a: f64) {\n"
     "      %70a = less %5a, %7a : u8\n      return %70a\n    }\n"
     "    region(%5b: s64, %6b: f64, %7b: s64, %8b: f64) {\n"
     "      %9b = constant 1 : s64\n      %10b = add %5b, %9b : s64\n      %11b = constant 5 : s64\n      %12b = remainder %5b, %11b : s64\n"
     "      %13b = constant 0 : s64\n"
     "      %14b = while %6b, %13b, %12b, %8b states=2 : (f64, s64)\n"
     "        region(%20c: f64, %21c: s64, %22c: s64, %23c: f64) {\n          %24c = less %21c, %22c : u8\n          return %24c\n        }\n"
     "        region(%20d: f64, %21d: s64, %22d: s64, %23d: f64) {\n"
     "          %24d = constant 1 : s64\n          %25d = add %21d, %24d : s64\n          %26d = multiply %20d, %23d : f64\n          %27d = sin %26d : f64\n"
     "          return %27d, %25d\n        }\n"
     "      %30b = elem %14b index=0 : f64\n"
     "      %31b = cond %12b, %30b, %8b : f64\n"
     "        region(%32e: f64, %33e: f64) {\n          %34e = multiply %32e, %33e : f64\n          return %34e\n        }\n"
     "        region(%32f: f64, %33f: f64) {\n          %34f = cos %32f : f64\n          return %34f\n        }\n"
     "      return %10b, %31b\n    }\n"
     "  %40 = elem %4 index=1 : f64\n  return %40\n}\n", 100, 0.5, 0.9, true},

    {"a loop in a condition", "graph(%0: s64, %1: f64, %2: f64) {\n"
     "  %3 = constant 0.0 : f64\n  %4 = greater %1, %3 : u8\n  %5 = constant 0 : s64\n"
     "  %6 = cond %4, %0, %1, %2, %5 : (f64, f64)\n"
     "    region(%10a: s64, %11a: f64, %12a: f64, %13a: s64) {\n"
     "      %14a = while %11a, %13a, %10a, %12a states=2 : (f64, s64)\n"
     "        region(%20b: f64, %21b: s64, %22b: s64, %23b: f64) {\n          %24b = less %21b, %22b : u8\n          return %24b\n        }\n"
     "        region(%20c: f64, %21c: s64, %22c: s64, %23c: f64) {\n"
     "          %24c = constant 1 : s64\n          %25c = add %21c, %24c : s64\n          %26c = multiply %20c, %23c : f64\n          %27c = sin %26c : f64\n"
     "          return %27c, %25c\n        }\n"
     "      %30a = elem %14a index=0 : f64\n      return %30a, %12a\n    }\n"
     "    region(%10d: s64, %11d: f64, %12d: f64, %13d: s64) {\n      return %12d, %11d\n    }\n"
     "  %40 = elem %6 index=0 : f64\n  %41 = elem %6 index=1 : f64\n  %42 = multiply %40, %41 : f64\n  return %42\n}\n", 100, 0.5, 0.9, true},

    {"an integer state that depends on the variable", "graph(%0: s64, %1: f64, %2: f64) {\n"
     "  %3 = constant 0 : s64\n  %4 = constant 9.0 : f64\n  %5 = multiply %1, %4 : f64\n  %6 = as_type %5 dtype=s32 : s32\n"
     "  %7 = while %3, %1, %6, %0, %2 states=3 : (s64, f64, s32)\n"
     "    region(%10a: s64, %11a: f64, %12a: s32, %13a: s64, %14a: f64) {\n"
     "      %70a = less %10a, %13a : u8\n      return %70a\n    }\n"
     "    region(%10b: s64, %11b: f64, %12b: s32, %13b: s64, %14b: f64) {\n"
     "      %16b = constant 1 : s64\n      %17b = add %10b, %16b : s64\n      %18b = constant 1 : s32\n      %19b = add %12b, %18b : s32\n"
     "      %20b = multiply %11b, %12b : f64\n      %21b = multiply %20b, %14b : f64\n      %22b = sin %21b : f64\n"
     "      return %17b, %22b, %19b\n    }\n"
     "  %30 = elem %7 index=1 : f64\n  return %30\n}\n", 100, 0.3, 0.9, false},

    {"known steps", "graph(%0: s64, %1: f64, %2: f64) {\n"
     "  %3 = constant 0 : s64\n"
     "  %4 = while %3, %1, %2 states=2 : (s64, f64)\n"
     "    region(%5a: s64, %6a: f64, %8a: f64) {\n"
     "      %7a = constant @ : s64\n      %70a = greater %7a, %5a : u8\n      return %70a\n    }\n"
     "    region(%5b: s64, %6b: f64, %8b: f64) {\n"
     "      %9b = constant 1 : s64\n      %10b = add %9b, %5b : s64\n"
     "      %11b = sin %6b : f64\n      %12b = multiply %11b, %8b : f64\n      %13b = multiply %12b, %5b : f64\n      %14b = cos %13b : f64\n"
     "      return %10b, %14b\n    }\n"
     "  %15 = elem %4 index=1 : f64\n  return %15\n}\n", 100, 0.3, 0.6, false},

    {"known steps downwards", "graph(%0: s64, %1: f64[2], %2: f64) {\n"
     "  %3 = constant @ : s64\n  %30 = constant 3 : s64\n"
     "  %4 = while %3, %1, %30, %2 states=2 : (s64, f64[2])\n"
     "    region(%5a: s64, %6a: f64[2], %7a: s64, %8a: f64) {\n"
     "      %9a = constant 2 : s64\n      %70a = greater_equal %5a, %9a : u8\n      return %70a\n    }\n"
     "    region(%5b: s64, %6b: f64[2], %7b: s64, %8b: f64) {\n"
     "      %10b = subtract %5b, %7b : s64\n"
     "      %11b = sin %6b : f64[2]\n      %12b = multiply %11b, %8b : f64[2]\n      %14b = cos %12b : f64[2]\n"
     "      return %10b, %14b\n    }\n"
     "  %15 = elem %4 index=1 : f64[2]\n  return %15\n}\n", 1000, 0.3, 0.6, true},
};
/* clang-format on */

/* --- values --- */

static uint64_t random_state;

static double random_between(double low, double high)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return low + (high - low) * ((double)(random_state >> 11) * 0x1p-53);
}

static Tensor *random_tensor(Cx *cx, const Type *type, double low, double high)
{
    Tensor *t = tensor_new(cx, *type);
    for (int64_t i = 0; i < shape_count(&type->shape); i++) {
        double re = random_between(low, high), im = random_between(0.1, 0.6);
        tensor_set(t, i, dtype_is_complex(type->dtype) ? scalar_c(re, im) : scalar_f(re));
    }
    return t;
}

/* %0 is n; the same values for the same case whatever the room. */
static void make_inputs(Cx *cx, const Graph *g, const Case *c, int64_t n, Tensor **inputs)
{
    random_state = 17;
    inputs[0] = tensor_fill(cx, *node_type(g->params.at[0]), scalar_s(n));
    for (size_t i = 1; i < g->params.len; i++)
        inputs[i] = random_tensor(cx, node_type(g->params.at[i]), c->low, c->high);
}

static void free_all(Tensor **list)
{
    for (int i = 0; i < MOST; i++) {
        tensor_free(list[i]);
        list[i] = NULL;
    }
}

static bool evaluate(Cx *cx, Graph *g, Node *const *results, int count, Tensor *const *inputs,
                     Tensor **out)
{
    g->results.len = 0;
    for (int i = 0; i < count; i++)
        vec_push(&g->results, results[i]);
    return eval(cx, g, inputs, NULL, out);
}

/* The same numbers; a zero may have another sign. */
static bool same(Tensor *const *a, Tensor *const *b, int count, double tolerance)
{
    bool ok = true;
    for (int i = 0; i < count && ok; i++) {
        ok = a[i] && b[i] && shape_equal(&a[i]->type.shape, &b[i]->type.shape);
        for (int64_t j = 0; ok && j < shape_count(&a[i]->type.shape); j++) {
            Scalar x = tensor_get(a[i], j), y = tensor_get(b[i], j);
            double _Complex p = x.class_ == DCLASS_c ? x.c : scalar_double(x);
            double _Complex q = y.class_ == DCLASS_c ? y.c : scalar_double(y);
            ok = cabs(p - q) <= tolerance * (1 + cabs(q));
            if (!ok)
                printf("%.17g%+.17gi and %.17g%+.17gi\n", creal(p), cimag(p), creal(q), cimag(q));
        }
    }
    return ok;
}

/* --- graphs --- */

static Node *node2(Cx *cx, Graph *g, OpCode op, Node *a, Node *b)
{
    Node *args[] = {a, b};
    return graph_node(cx, g, op, args, op_info[op].arity, NULL, 0, SPAN_NONE);
}

/* sum(re(n) * w) + sum(im(n) * w), w different for each element: a scalar. */
static Node *functional(Cx *cx, Graph *g, Node *n)
{
    Node *total = NULL;
    OpCode part[] = {OP_real, OP_imag};
    int parts = dtype_is_complex(node_type(n)->dtype) ? 2 : 1;
    for (int i = 0; i < parts; i++) {
        Node *x = parts == 2 ? node2(cx, g, part[i], n, NULL) : n;
        random_state = 5;
        Type type = *node_type(x);
        Tensor *w = random_tensor(cx, &type, -1, 1);
        x = node2(cx, g, OP_multiply, x, graph_tensor(cx, g, w, SPAN_NONE));
        tensor_free(w);
        int64_t axes[] = {0, 1, 2, 3}, keep = 0;
        Attr attrs[] = {{ATTR_axes, (uint32_t)type.shape.rank, axes}, {ATTR_keep_axes, 1, &keep}};
        x = graph_node(cx, g, OP_sum, &x, 1, attrs, 2, SPAN_NONE);
        total = total ? node2(cx, g, OP_add, total, x) : x;
    }
    return total;
}

/* Loops are unrolled while they are computed: every node that is made has its value beside it. */
typedef struct Unroll {
    Cx *cx;
    Graph *g;
    Map values; /* node to Tensor * */
} Unroll;

static bool compute(Unroll *u, Node *n)
{
    Tensor *in[MOST + 2], *out = NULL;
    for (int i = 0; n && i < n->nargs; i++)
        in[i] = map_find(&u->values, n->args[i]);
    bool ok = n && eval_node(u->cx, n, in, &out);
    if (ok)
        map_set(&u->values, n, out);
    return ok;
}

static bool is_true(const Unroll *u, const Node *n)
{
    return !scalar_is_zero(tensor_get(map_find(&u->values, n), 0));
}

static void unroll_end(Unroll *u)
{
    for (size_t i = 0; i < u->values.cap; i++)
        if (u->values.slots[i].used)
            tensor_free((Tensor *)(uintptr_t)u->values.slots[i].value);
    map_free(&u->values);
}

static bool unroll(Unroll *u, const Graph *from, Node *const *params, Node **results);

/* What stands for the results of a while or cond over `args`. */
static bool unroll_node(Unroll *u, const Node *n, Node **args, Node **results)
{
    if (n->op == OP_cond) {
        int r = 0, last = n->nregions - 1;
        while (r < last && !is_true(u, args[r]))
            r++;
        return unroll(u, n->regions[r], args + last, results);
    }
    size_t size = sizeof *args * (size_t)node_int(n, ATTR_states);
    for (;;) {
        Node *more = NULL, *next[MOST];
        if (!unroll(u, n->regions[0], args, &more))
            return false;
        if (!is_true(u, more)) {
            memcpy(results, args, size);
            return true;
        }
        if (!unroll(u, n->regions[1], args, next))
            return false;
        memcpy(args, next, size);
    }
}

/* The nodes of `from` made again in u->g, its parameters replaced by params. */
static bool unroll(Unroll *u, const Graph *from, Node *const *params, Node **results)
{
    Map map = {0}, tuples = {0};
    Arena arena = {0};
    bool ok = true;
    for (size_t i = 0; i < from->params.len; i++)
        map_set(&map, from->params.at[i], params[i]);
    for (size_t i = 0; i < from->nodes.len && ok; i++) {
        const Node *old = from->nodes.at[i];
        Node *n = NULL, **args = arena_array(&arena, Node *, old->nargs + 1);
        if (old->op == OP_parameter)
            continue;
        for (int j = 0; j < old->nargs; j++)
            args[j] = map_find(&map, old->args[j]);
        if (old->op == OP_elem) {
            n = ((Node **)map_find(&tuples, old->args[0]))[node_int(old, ATTR_index)];
        } else if (old->nregions) {
            Node **all = arena_array(&arena, Node *, old->ntypes);
            ok = unroll_node(u, old, args, all);
            map_set(&tuples, old, all);
            n = all[0];
        } else {
            n = old->op == OP_constant ? graph_constant(u->cx, u->g, *node_type(old),
                                                        tensor_get(old->tensor, 0), SPAN_NONE)
                                       : graph_node(u->cx, u->g, old->op, args, old->nargs,
                                                    old->attrs, old->nattrs, SPAN_NONE);
            ok = compute(u, n);
        }
        map_set(&map, old, n);
    }
    for (size_t i = 0; i < from->results.len && ok; i++)
        results[i] = map_find(&map, from->results.at[i]);
    map_free(&map);
    map_free(&tuples);
    arena_free(&arena);
    return ok;
}

/* --- a case --- */

typedef struct Trial {
    Cx cx;
    const Case *c;
    int64_t n, room; /* states in half the memory */
    GradOptions options;
    Graph *g;
    int count; /* of what is differentiated by: parameters 1.. */
    Tensor *inputs[MOST];
    bool is_hidden;
} Trial;

/* The test of a hidden loop is nothing to count by. */
static bool trial_begin(Trial *t)
{
    static const char tested[] = "return %70a";
    Text text = {0};
    cx_init(&t->cx);
    for (const char *at = t->c->text; *at; at++)
        if (*at == '@')
            text_print(&text, "%lld", (long long)t->n);
        else if (t->is_hidden && strncmp(at, tested, strlen(tested)) == 0)
            text_print(&text, "%%71a = bitwise_and %%70a, %%70a : u8\n      return %%71a"),
                at += strlen(tested) - 1;
        else
            text_char(&text, *at);
    t->g = graph_read(&t->cx, source_add(&t->cx, STR("case"), text_str(&text), false));
    text_free(&text);
    if (t->g == NULL)
        return false;
    make_inputs(&t->cx, t->g, t->c, t->n, t->inputs);
    t->count = (int)t->g->params.len - 1;
    return true;
}

static void trial_end(Trial *t)
{
    if (failed(&t->cx)) {
        Text message = {0};
        error_print(&message, &t->cx, t->cx.error, &palette_plain);
        printf("%s\n", text_cstr(&message));
        text_free(&message);
    }
    free_all(t->inputs);
    graph_free(t->g);
    cx_free(&t->cx);
}

/* Gradients of y, as nodes. */
static bool gradients(Trial *t, Node *y, Node **dxs)
{
    return y && grad_with(&t->cx, t->g, y, t->g->params.at + 1, t->count, &t->options, dxs);
}

/* The sum of functionals of the gradients, to be differentiated again. */
static Node *sum_of(Trial *t, Node *const *dxs)
{
    Node *z = NULL;
    for (int i = 0; i < t->count; i++) {
        Node *part = functional(&t->cx, t->g, dxs[i]);
        z = z ? node2(&t->cx, t->g, OP_add, z, part) : part;
    }
    return z;
}

static bool differences_agree(Trial *t, Node *y, Tensor *const *got)
{
    const double h = 1e-6;
    bool ok = true;
    for (int p = 1; p <= t->count && ok; p++)
        for (int64_t i = 0; i < shape_count(&t->inputs[p]->type.shape) && ok; i++) {
            double x = scalar_double(tensor_get(t->inputs[p], i)), at[2] = {0};
            for (int side = 0; side < 2 && ok; side++) {
                Tensor *out = NULL;
                tensor_set(t->inputs[p], i, scalar_f(side ? x + h : x - h));
                ok = evaluate(&t->cx, t->g, &y, 1, t->inputs, &out);
                at[side] = ok ? scalar_double(tensor_get(out, 0)) : 0;
                tensor_free(out);
            }
            tensor_set(t->inputs[p], i, scalar_f(x));
            double want = (at[1] - at[0]) / (2 * h), dx = scalar_double(tensor_get(got[p - 1], i));
            ok = ok && fabs(dx - want) <= 1e-6 * (1 + fabs(want));
            if (!ok)
                printf("%.12g, by differences %.12g\n", dx, want);
        }
    return ok;
}

/* Whether the simplified graph gives the same bits. */
static bool simplified_agrees(Trial *t, Tensor *const *want)
{
    Tensor *got[MOST] = {NULL};
    Graph *simple = simplify(&t->cx, t->g);
    bool ok = simple && verify(&t->cx, simple) && eval(&t->cx, simple, t->inputs, NULL, got) &&
              same(got, want, t->count, 0);
    free_all(got);
    graph_free(simple);
    return ok;
}

static void try(const Case *c, int64_t n, int64_t room, int orders, bool is_hidden)
{
    Trial t = {.c = c, .n = n, .room = room, .is_hidden = is_hidden};
    Tensor *loop[MOST] = {NULL}, *flat[MOST] = {NULL};
    Node *dxs[MOST] = {NULL}, *dys[MOST] = {NULL}, *last[MOST] = {NULL};
    t.options.memory = room;
    bool ok = trial_begin(&t);
    Node *y = ok ? functional(&t.cx, t.g, t.g->results.at[0]) : NULL;
    Unroll u = {.cx = &t.cx, .g = t.g};
    Graph *copy = ok ? graph_read(&t.cx, 1) : NULL;
    for (size_t i = 0; copy && i < t.g->params.len; i++)
        map_set(&u.values, t.g->params.at[i], tensor_ref(t.inputs[i]));
    ok = copy && unroll(&u, copy, t.g->params.at, last);
    Node *z = ok ? functional(&t.cx, t.g, last[0]) : NULL;
    ok = gradients(&t, y, dxs) && gradients(&t, z, dys) && verify(&t.cx, t.g) &&
         evaluate(&t.cx, t.g, dys, t.count, t.inputs, flat) &&
         evaluate(&t.cx, t.g, dxs, t.count, t.inputs, loop);
    double tolerance = y && node_type(y)->dtype == DTYPE_f32 ? 1e-7 : 1e-15;
    check(ok && same(loop, flat, t.count, tolerance), "not the unrolled loop's gradient", c->name,
          n, room);
    if (n <= 100)
        check(ok && simplified_agrees(&t, loop), "not the same when simplified", c->name, n, room);
    if (c->is_smooth)
        check(ok && differences_agree(&t, y, loop), "not the differences", c->name, n, room);
    free_all(loop);
    free_all(flat);
    if (orders > 1 && n <= 7 && (room == 0 || room > 1000)) {
        Node *ddx[MOST] = {NULL}, *ddy[MOST] = {NULL};
        ok = ok && gradients(&t, sum_of(&t, dxs), ddx) && gradients(&t, sum_of(&t, dys), ddy) &&
             verify(&t.cx, t.g) && evaluate(&t.cx, t.g, ddy, t.count, t.inputs, flat) &&
             evaluate(&t.cx, t.g, ddx, t.count, t.inputs, loop);
        tolerance = node_type(y)->dtype == DTYPE_f32 ? 1e-5 : 1e-9;
        check(ok && same(loop, flat, t.count, tolerance), "not the unrolled loop's second gradient",
              c->name, n, room);
        free_all(loop);
        free_all(flat);
    }
    unroll_end(&u);
    graph_free(copy);
    trial_end(&t);
}

int main(void)
{
#ifdef CNX_SANITIZE /* slow, and where all keys of a hash table collide large graphs are slower */
    static const int64_t steps[] = {-3, 0, 1, 2, 7, 40};
    const int orders = 1;
#else
    static const int64_t steps[] = {-3, 0, 1, 2, 7, 100, 1000};
    const int orders = 2;
#endif
    static const int64_t rooms[] = {0, INT64_C(256) << 20, 80000, 150, 300, 600};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t s = 0; s < sizeof steps / sizeof *steps && steps[s] <= cases[i].most; s++)
            for (size_t r = 0; r < sizeof rooms / sizeof *rooms; r++)
                for (int hidden = 0; hidden < 2; hidden++)
                    if (rooms[r] == 80000  ? steps[s] == 1000 && !hidden
                        : steps[s] == 1000 ? r < 2 && !hidden
                        : steps[s] == 100  ? !hidden || rooms[r] == 0
                                           : true)
                        try(&cases[i], steps[s], rooms[r], hidden && r > 0 ? 1 : orders, hidden);
    printf("%d passed, %d failed\n", passed, count_failed);
    return count_failed > 0;
}
