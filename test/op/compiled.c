/* compiled.c - see compiled.h. */
#include "op/compiled.h"

#include "op/otherwise.h"

#include "compile/stablehlo/stablehlo.h"
#include "eval/eval.h"

#include <complex.h>
#include <math.h>
#include <string.h>

enum { MOST_NODES = 60, MOST_PRINTED = 60 };

/* --- comparing --- */

static double tolerance(DType t)
{
    DType part = dtype_is_complex(t) ? dtype_to_real(t) : t;
    return dtype_epsilon(part).f * (dtype_info[part].bits < 32 ? 4 : 128);
}

/* f8_e4m3fn has no infinity: what is too large for it is its largest number here, NaN elsewhere. */
static bool close_enough(double got, double want, double scale, DType t)
{
    if (got == want || (got != got && want != want))
        return true;
    if (t == DTYPE_f8_e4m3fn && got != got && fabs(want) == dtype_max_finite(t).f)
        return true;
    double most = dtype_max_finite(dtype_is_complex(t) ? dtype_to_real(t) : t).f;
    if (isinf(got) != isinf(want)) /* one rounded past the end of the range */
        return (got > 0) == (want > 0) && fmin(fabs(got), fabs(want)) > most * (1 - tolerance(t));
    return fabs(got - want) <= tolerance(t) * fmax(scale, 1);
}

bool agrees_within(Scalar got, Scalar want, DType t, double scale)
{
    switch (want.class_) {
    case DCLASS_u:
    case DCLASS_s:
        return got.u == want.u;
    case DCLASS_f:
        return close_enough(got.f, want.f, fmax(scale, fabs(want.f)), t);
    case DCLASS_c: {
        if (!isfinite(cabs(want.c))) /* which half is what, C leaves open */
            return !isfinite(cabs(got.c));
        scale = fmax(scale, cabs(want.c));
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

static double largest(const Tensor *t)
{
    double most = 0;
    for (int64_t i = 0; i < shape_count(&t->type.shape); i++) {
        Scalar x = tensor_get(t, i);
        double size = x.class_ == DCLASS_c ? cabs(x.c) : x.class_ == DCLASS_f ? fabs(x.f) : 0;
        most = isfinite(size) ? fmax(most, size) : most;
    }
    return most;
}

/* `scale` is what a result was computed from, at least, `sizes` what each element was; it and
   `whole` may be NULL. */
static void compare_one(Batch *b, const OpCase *of, const char *name, const Tensor *got,
                        const Tensor *want, const Tensor *whole, const Tensor *sizes, double least)
{
    Text why = {0};
    DType t = want->type.dtype;
    bool ok = true;
    for (int64_t i = 0; i < shape_count(&want->type.shape) && ok; i++) {
        Scalar x = tensor_get(got, i), y = tensor_get(want, i);
        double size = sizes ? scalar_double(tensor_get(sizes, i)) : 0;
        double scale = isfinite(size) ? fmax(least, size) : least;
        ok = agrees_within(x, y, t, scale) ||
             (whole && agrees_within(x, tensor_get(whole, i), t, scale));
        if (ok)
            continue;
        text_print(&why, "element %lld is ", (long long)i);
        scalar_print(&why, t, x);
        text_add(&why, STR(", expected "));
        scalar_print(&why, t, y);
    }
    count(b, name, ok, text_cstr(&why));
    b->counts[of->op][of->dtype][ok]++;
    text_free(&why);
}

/* --- running --- */

/* Text out, in, and out again is the same text. */
static void check_text(Batch *b, Str text, const char *name)
{
    Text again = {0};
    Graph *g = stablehlo_read(b->cx, source_add(b->cx, STR("module"), text, false));
    bool ok = g && stablehlo_print(b->cx, &again, g, NULL) && str_equal(text, text_str(&again));
    if (!ok && !failed(b->cx)) {
        size_t i = 0, line = 0;
        for (; i < text.len && i < again.len && text.at[i] == again.at[i]; i++)
            line = text.at[i] == '\n' ? i + 1 : line;
        fail(b->cx, SPAN_NONE, EXC_RuntimeError, "%.160s\n  prints again as\n%.160s",
             text.at + line, text_cstr(&again) + line);
    }
    count(b, name, ok, failed(b->cx) ? text_cstr(&b->cx->error->message) : "");
    error_free(error_take(b->cx));
    graph_free(g);
    text_free(&again);
}

static void print_module(Batch *b, const Graph *g, const char *name)
{
    Text text = {0};
    if (b->stablehlo && stablehlo_print(b->cx, &text, g, NULL)) {
        fprintf(b->stablehlo, "%s// -----\n", text_cstr(&text));
        if (strcmp(name, "runtime_call") != 0) /* a function of this process */
            check_text(b, text_str(&text), name);
    }
    text_free(&text);
}

/* A kernel of each operation gives the same bits. */
static void compare_unfused(Batch *b, const Graph *g, Tensor *const *in, Tensor *const *fused,
                            const char *name)
{
    size_t results = g->results.len;
    Tensor **out = mem_alloc((results + 1) * sizeof *out);
    b->cx->no_fuse = true;
    Program *p = compile(b->cx, g, b->compiler, NULL);
    b->cx->no_fuse = false;
    bool ok = p && program_run(b->cx, p, in, out);
    for (size_t i = 0; i < results; i++) {
        size_t bytes = ok ? (size_t)tensor_bytes(fused[i]) : 0;
        if (!ok || memcmp(tensor_data(out[i]), tensor_data(fused[i]), bytes) != 0)
            count(b, name ? name : b->names.at[i], false, "other bits than fused");
        tensor_free(out[i]);
    }
    program_free(p);
    free(out);
}

void batch_graph(Batch *b, Graph *g, Tensor *const *in, Tensor *const *want, const OpCase *of)
{
    size_t results = g->results.len;
    const char *name = of ? op_info[of->op].name : NULL;
    print_module(b, g, name ? name : b->names.at[0]);
    if (b->compiler == NULL && !failed(b->cx))
        return;
    Tensor **out = mem_alloc((results + 1) * sizeof *out);
    Program *p = failed(b->cx) ? NULL : compile(b->cx, g, b->compiler, NULL);
    bool ok = p && program_run(b->cx, p, in, out);
    if (!ok)
        count(b, name ? name : b->names.at[0], false,
              failed(b->cx) ? text_cstr(&b->cx->error->message) : "failed");
    error_free(error_take(b->cx));
    if (ok && strcmp(b->compiler->name, "llvm") == 0)
        compare_unfused(b, g, in, out, name);
    for (size_t i = 0; i < results; i++) {
        if (ok)
            compare_one(b, of ? of : &b->cases.at[i], name ? name : b->names.at[i], out[i], want[i],
                        name ? NULL : b->whole.at[i], name ? NULL : b->sizes.at[i],
                        name ? 0 : b->scales.at[i]);
        tensor_free(out[i]);
    }
    program_free(p);
    free(out);
}

/* Products in another order differ by a rounding a factor, as long as no product of some of the
   factors leaves the range: those of pairs may be infinite where the product of all is ordinary.
   So a cumulative product may also be that of its factors in a wider range. */
static Tensor *whole_products(Batch *b, const Node *n, const Tensor *x)
{
    const Shape *s = &x->type.shape;
    if (n->op != OP_cumulative_product || dtype_is_integer(x->type.dtype))
        return NULL;
    int64_t axis = node_int(n, ATTR_axis), size = s->dim[axis], apart = 1;
    bool is_reversed = node_int(n, ATTR_reversed) != 0;
    for (int64_t i = axis + 1; i < s->rank; i++)
        apart *= s->dim[i];
    Tensor *t = tensor_new(b->cx, x->type);
    for (int64_t line = 0; t && size && line < shape_count(s) / size; line++) {
        complex long double product = 1;
        for (int64_t i = 0; i < size; i++) {
            int64_t at = line / apart * apart * size + line % apart +
                         (is_reversed ? size - 1 - i : i) * apart;
            Scalar by = tensor_get(x, at);
            if (by.class_ == DCLASS_c) {
                product *= by.c;
                tensor_set(t, at, scalar_c((double)creall(product), (double)cimagl(product)));
            } else {
                product = creall(product) * by.f;
                tensor_set(t, at, scalar_f((double)creall(product)));
            }
        }
    }
    return t;
}

/* What the elements of a product of matrices or a convolution are added up from: the same of the
   operands' sizes. NULL for other nodes. */
static Tensor *sizes_of(Batch *b, const Node *n, Tensor *const *in)
{
    Tensor *out = NULL, *given[2];
    if (op_info[n->op].class_ != CLASS_CONTRACT || !dtype_is_float(node_type(n)->dtype))
        return NULL;
    Graph *g = graph_new();
    Node *args[2];
    for (int i = 0; i < 2; i++) {
        given[i] = in[i];
        Node *x = graph_parameter(b->cx, g, in[i]->type, SPAN_NONE);
        args[i] = graph_node(b->cx, g, OP_abs, &x, 1, NULL, 0, SPAN_NONE);
    }
    Node *all = graph_node(b->cx, g, n->op, args, 2, n->attrs, n->nattrs, SPAN_NONE);
    vec_push(&g->results, all);
    if (!failed(b->cx))
        eval(b->cx, g, given, NULL, &out);
    graph_free(g);
    return out;
}

void batch_add(Batch *b, const Node *n, Tensor *const *in, Tensor *const *want, const char *name)
{
    Node *args[16];
    bool is_xla = b->compiler && strcmp(b->compiler->name, "xla") == 0;
    if (is_xla && xla_differs(n, in, want))
        return;
    if (b->graph == NULL)
        b->graph = graph_new();
    for (int i = 0; i < n->nargs; i++) {
        args[i] = graph_parameter(b->cx, b->graph, in[i]->type, SPAN_NONE);
        vec_push(&b->inputs, tensor_ref(in[i]));
    }
    double scale = 0; /* what elementwise ops compute from is their result's size */
    for (int i = 0; i < n->nargs && op_info[n->op].class_ != CLASS_MAP; i++)
        scale = fmax(scale, largest(in[i]));
    Node *made = graph_node(b->cx, b->graph, n->op, args, n->nargs, n->attrs, n->nattrs, SPAN_NONE);
    for (int i = 0; made && i < made->ntypes; i++) {
        vec_push(&b->graph->results, graph_elem(b->cx, b->graph, made, i));
        vec_push(&b->wanted, tensor_ref(want[i]));
        vec_push(&b->whole, n->nargs ? whole_products(b, n, in[0]) : NULL);
        vec_push(&b->sizes, sizes_of(b, n, in));
        vec_push(&b->names, strdup(name));
        vec_push(&b->scales, scale);
        vec_push(&b->cases, ((OpCase){n->op, (n->nargs ? in[0] : want[i])->type.dtype}));
    }
    if (b->graph->results.len >= MOST_NODES)
        batch_run(b);
}

void batch_run(Batch *b)
{
    if (b->graph && b->graph->results.len)
        batch_graph(b, b->graph, b->inputs.at, b->wanted.at, NULL);
    for (size_t i = 0; i < b->inputs.len; i++)
        tensor_free(b->inputs.at[i]);
    for (size_t i = 0; i < b->wanted.len; i++) {
        tensor_free(b->wanted.at[i]);
        tensor_free(b->whole.at[i]);
        tensor_free(b->sizes.at[i]);
        free(b->names.at[i]);
    }
    vec_free(&b->inputs);
    vec_free(&b->wanted);
    vec_free(&b->whole);
    vec_free(&b->sizes);
    vec_free(&b->names);
    vec_free(&b->scales);
    vec_free(&b->cases);
    graph_free(b->graph);
    b->graph = NULL;
}
