/* compiled.c - see compiled.h. */
#include "op/compiled.h"

#include "compile/stablehlo/stablehlo.h"

#include <math.h>
#include <string.h>

enum { MOST_NODES = 60, MOST_PRINTED = 60 };

/* --- comparing --- */

static double tolerance(DType t)
{
    DType part = dtype_is_complex(t) ? dtype_to_real(t) : t;
    return dtype_epsilon(part).f * (dtype_info[part].bits < 32 ? 4 : 128);
}

static bool close_enough(double got, double want, double scale, DType t)
{
    if (got == want || (got != got && want != want))
        return true;
    double most = dtype_max_finite(dtype_is_complex(t) ? dtype_to_real(t) : t).f;
    if (isinf(got) != isinf(want)) /* one rounded past the end of the range */
        return (got > 0) == (want > 0) && fmin(fabs(got), fabs(want)) > most * (1 - tolerance(t));
    return fabs(got - want) <= tolerance(t) * fmax(scale, 1);
}

bool agrees_within(Scalar got, Scalar want, DType t)
{
    switch (want.class_) {
    case DCLASS_u:
    case DCLASS_s:
        return got.u == want.u;
    case DCLASS_f:
        return close_enough(got.f, want.f, fabs(want.f), t);
    case DCLASS_c: {
        double scale = isfinite(cabs(want.c)) ? cabs(want.c) : 1;
        return close_enough(creal(got.c), creal(want.c), scale, t) &&
               close_enough(cimag(got.c), cimag(want.c), scale, t);
    }
    }
    return false;
}

static void count(Batch *b, const char *name, bool ok, const char *why)
{
    b->passed += ok;
    b->failed += !ok;
    if (!ok && b->failed <= MOST_PRINTED)
        printf("%s: %s\n", name, why);
}

static void compare_one(Batch *b, const char *name, const Tensor *got, const Tensor *want)
{
    Text why = {0};
    DType t = want->type.dtype;
    bool ok = true;
    for (int64_t i = 0; i < shape_count(&want->type.shape) && ok; i++) {
        Scalar x = tensor_get(got, i), y = tensor_get(want, i);
        ok = agrees_within(x, y, t);
        if (ok)
            continue;
        text_print(&why, "element %lld is ", (long long)i);
        scalar_print(&why, t, x);
        text_add(&why, STR(", expected "));
        scalar_print(&why, t, y);
    }
    count(b, name, ok, text_cstr(&why));
    text_free(&why);
}

/* --- running --- */

static void print_module(Batch *b, const Graph *g)
{
    Text text = {0};
    if (b->stablehlo && stablehlo_print(b->cx, &text, g, NULL))
        fprintf(b->stablehlo, "%s// -----\n", text_cstr(&text));
    text_free(&text);
}

void batch_graph(Batch *b, Graph *g, Tensor *const *in, Tensor *const *want, const char *name)
{
    size_t results = g->results.len;
    print_module(b, g);
    if (b->compiler == NULL && !failed(b->cx))
        return;
    Tensor **out = mem_alloc((results + 1) * sizeof *out);
    Program *p = failed(b->cx) ? NULL : compile(b->cx, g, b->compiler, NULL);
    bool ok = p && program_run(b->cx, p, in, out);
    if (!ok)
        count(b, name, false, failed(b->cx) ? text_cstr(&b->cx->error->message) : "failed");
    error_free(error_take(b->cx));
    for (size_t i = 0; i < results; i++) {
        if (ok)
            compare_one(b, b->names.len ? b->names.at[i] : name, out[i], want[i]);
        tensor_free(out[i]);
    }
    program_free(p);
    free(out);
}

void batch_add(Batch *b, const Node *n, Tensor *const *in, Tensor *const *want, const char *name)
{
    Node *args[16];
    if (b->graph == NULL)
        b->graph = graph_new();
    for (int i = 0; i < n->nargs; i++) {
        args[i] = graph_parameter(b->cx, b->graph, in[i]->type, SPAN_NONE);
        vec_push(&b->inputs, tensor_ref(in[i]));
    }
    Node *made = graph_node(b->cx, b->graph, n->op, args, n->nargs, n->attrs, n->nattrs, SPAN_NONE);
    for (int i = 0; made && i < made->ntypes; i++) {
        vec_push(&b->graph->results, graph_elem(b->cx, b->graph, made, i));
        vec_push(&b->wanted, tensor_ref(want[i]));
        vec_push(&b->names, strdup(name));
    }
    if (b->graph->results.len >= MOST_NODES)
        batch_run(b);
}

void batch_run(Batch *b)
{
    if (b->graph && b->graph->results.len)
        batch_graph(b, b->graph, b->inputs.at, b->wanted.at, b->names.at[0]);
    for (size_t i = 0; i < b->inputs.len; i++)
        tensor_free(b->inputs.at[i]);
    for (size_t i = 0; i < b->wanted.len; i++) {
        tensor_free(b->wanted.at[i]);
        free(b->names.at[i]);
    }
    vec_free(&b->inputs);
    vec_free(&b->wanted);
    vec_free(&b->names);
    graph_free(b->graph);
    b->graph = NULL;
}
