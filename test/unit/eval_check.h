/* eval_check.h - what the tests of the evaluator share: running one op on tensors, building
   tensors, comparing to the letter, counting. Each test is one program of one file. */
#ifndef CNX_TEST_EVAL_CHECK_H
#define CNX_TEST_EVAL_CHECK_H

#include "base/pool.h"
#include "eval/eval.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static Cx cx;
static int passed, failed_count;
static uint64_t seed = 0x9e3779b97f4a7c15;

static inline bool check(bool ok, const char *what)
{
    if (ok)
        passed++;
    else {
        failed_count++;
        printf("FAILED %s\n", what);
    }
    return ok;
}

static inline uint64_t next_random(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

static inline int64_t below(int64_t n)
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

#define LIST(...)                                                                                  \
    (sizeof((int64_t[]){__VA_ARGS__}) / sizeof(int64_t)), (int64_t[])                              \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }

static inline void add_attr(Op *o, AttrName name, size_t count, const int64_t *at)
{
    o->attrs[o->nattrs++] = (Attr){name, (uint32_t)count, at};
}

/* The result, or NULL after an error, which stays pending. Frees no operand. */
static inline Tensor *run(const Op *o, Tensor *const *in, int n)
{
    Arena arena = {0};
    Node args[MOST_ARGS] = {0}, *pointers[MOST_ARGS];
    for (int i = 0; i < n; i++) {
        args[i].op = OP_parameter;
        args[i].ntypes = 1;
        args[i].types = &in[i]->type;
        pointers[i] = &args[i];
    }
    Node node = {.op = o->op, .nargs = n, .args = pointers, .nattrs = o->nattrs, .attrs = o->attrs};
    Tensor *out = NULL;
    if (node_infer(&cx, &arena, &node))
        eval_node(&cx, &node, in, &out);
    arena_free(&arena);
    return out;
}

static inline Tensor *run_op(OpCode op, Tensor *const *in, int n)
{
    Op o = {.op = op};
    return run(&o, in, n);
}

static inline void clear_error(void)
{
    Error *e = error_take(&cx);
    if (e != NULL)
        error_free(e);
}

/* --- tensors --- */

static inline Tensor *doubles(DType dtype, Shape shape, const double *x)
{
    Tensor *t = tensor_new(&cx, (Type){dtype, shape});
    for (int64_t i = 0, n = shape_count(&shape); i < n; i++)
        tensor_set(t, i, scalar_f(x[i]));
    return t;
}

#define ROW(dtype, ...)                                                                            \
    doubles(dtype, SHAPE(sizeof((double[]){__VA_ARGS__}) / sizeof(double)), (double[]){__VA_ARGS__})

static inline Tensor *number(DType dtype, double x)
{
    return doubles(dtype, shape_scalar(), &x);
}

/* Small values, so that sums of any dtype stay exact; `nasty` mixes in what is not finite. */
static inline Tensor *random_tensor(DType dtype, Shape shape, int64_t span, bool nasty)
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

static inline bool same_double(double a, double b)
{
    return (a != a && b != b) || (a == b && signbit(a) == signbit(b));
}

static inline bool same_scalar(Scalar a, Scalar b)
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
static inline void expect_values(const char *what, Tensor *got, int64_t n, const double *want)
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

static inline void expect_error(const char *what, Tensor *got, Exc exc, const char *message)
{
    bool ok = got == NULL && failed(&cx) && cx.error->exc == exc &&
              str_is(text_str(&cx.error->message), message);
    if (!check(ok, what) && failed(&cx))
        printf("  %s\n", text_cstr(&cx.error->message));
    tensor_free(got);
    clear_error();
}

/* Runs and frees the operands. */
static inline Tensor *unary(OpCode op, Tensor *x)
{
    Tensor *r = run_op(op, &x, 1);
    tensor_free(x);
    return r;
}

static inline Tensor *binary(OpCode op, Tensor *x, Tensor *y)
{
    Tensor *r = run_op(op, (Tensor *[]){x, y}, 2);
    tensor_free(x);
    tensor_free(y);
    return r;
}

static inline Tensor *ternary(OpCode op, Tensor *x, Tensor *y, Tensor *z)
{
    Tensor *r = run_op(op, (Tensor *[]){x, y, z}, 3);
    tensor_free(x);
    tensor_free(y);
    tensor_free(z);
    return r;
}

/* The closing line, and what main returns. */
static inline int finish(void)
{
    printf("%d passed, %d failed\n", passed, failed_count);
    return failed_count > 0;
}

#endif
