/* grad_test.c - every op that has a gradient against finite differences.

   For each row of op.def whose gradient is partial, linear or rule there is at least one case, a
   graph in the text form; elementwise ops get theirs from the table of domains. The result r of
   a case becomes y = sum(r * w) with random w, so that every cotangent counts, and dy/dx is held
   against (y(x + h) - y(x - h)) / 2h in f64. Then the same for z = sum(dy/dx * v): second
   derivatives. The simplified graph must give the same bits. Complex parameters move along both
   axes: the gradient is dy/d(re) - i dy/d(im). */
#include "grad_check.h"

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

static void run(const char *text, double low, double high)
{
    Cx cx;
    cx_init(&cx);
    Tensor *inputs[8] = {NULL};
    Graph *g = read_case(&cx, text, low, high, inputs);
    Node *z = g ? differentiate(&cx, g, functional(&cx, g, g->results.at[0])) : NULL;
    report(&cx, text, z && verify(&cx, g) && compare(&cx, g, inputs, "first derivative"));
    z = z ? differentiate(&cx, g, z) : NULL;
    report(&cx, text, z && verify(&cx, g) && compare(&cx, g, inputs, "second derivative"));
    report(&cx, text, z && same_simplified(&cx, g, inputs));
    for (int i = 0; i < 8; i++)
        tensor_free(inputs[i]);
    graph_free(g);
    cx_free(&cx);
}

int main(void)
{
    run_all_cases();
    printf("%d passed, %d failed\n", passed, count_failed);
    return count_failed > 0;
}
