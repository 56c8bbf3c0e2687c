/* exp_test.c - exp and sigmoid of f32 are those of the C library in double, rounded once: for a
   million numbers spread over all f32, infinities and NaN among them. */
#include "eval/eval.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { STEP = 4099 };

static double sigmoid_of(double x)
{
    double e = exp(-fabs(x));
    return x >= 0 ? 1 / (1 + e) : e / (1 + e);
}

static Tensor *all_numbers(Cx *cx)
{
    int64_t count = (int64_t)((UINT64_C(1) << 32) / STEP);
    Tensor *t = tensor_new(cx, (Type){DTYPE_f32, SHAPE(count)});
    uint32_t *bits = tensor_data(t);
    for (int64_t i = 0; i < count; i++)
        bits[i] = (uint32_t)(i * STEP);
    const double ends[] = {INFINITY, -INFINITY, NAN, 0, -0.0, 88.8, -104, 1e30, -1e30};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        tensor_set(t, (int64_t)i, scalar_f(ends[i]));
    return t;
}

/* How many results are not the one that is wanted. */
static int64_t count_wrong(Cx *cx, OpCode op, Tensor *x, double (*f)(double))
{
    Node operand = {.op = OP_parameter, .ntypes = 1, .types = &x->type}, *args[] = {&operand};
    Node n = {.op = op, .nargs = 1, .args = args, .ntypes = 1, .types = &x->type};
    Tensor *y = NULL;
    int64_t wrong = !eval_node(cx, &n, &x, &y);
    for (int64_t i = 0; y && i < shape_count(&x->type.shape); i++) {
        float want = (float)f(tensor_get(x, i).f), got = (float)tensor_get(y, i).f;
        wrong += !(got == want || (got != got && want != want));
    }
    tensor_free(y);
    return wrong;
}

int main(void)
{
    Cx cx;
    cx_init(&cx);
    Tensor *x = all_numbers(&cx);
    int64_t wrong_exp = count_wrong(&cx, OP_exp, x, exp);
    int64_t wrong_sigmoid = count_wrong(&cx, OP_sigmoid, x, sigmoid_of);
    if (wrong_exp + wrong_sigmoid > 0)
        printf("exp: %lld wrong, sigmoid: %lld wrong\n", (long long)wrong_exp,
               (long long)wrong_sigmoid);
    tensor_free(x);
    cx_free(&cx);
    int failed = (wrong_exp > 0) + (wrong_sigmoid > 0);
    printf("%d passed, %d failed\n", 2 - failed, failed);
    return failed > 0;
}
