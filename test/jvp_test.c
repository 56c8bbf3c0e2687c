/* jvp_test.c - the forward direction of every op that has a gradient.

   For each case of grad_check.h with results r, random tangents v and random cotangents w:
   jvp(v) is held against (r(x + hv) - r(x - hv)) / 2h in f64, and re<w, jvp(v)> against
   re<vjp(w), v>, which agree but for rounding. The same is then done for r' = jvp(v) itself and for
   the gradient of a weighted sum of r, so that every pair of directions is nested. Loops of 0, 1
   and 5 trips and what is special to tangents follow. */
#include "grad_check.h"

enum { MOST = 8 };

/* --- one level --- */

/* Results of g whose derivative is taken, with its directions. */
typedef struct Level {
    Cx *cx;
    Graph *g;
    Tensor **inputs;
    Node *ys[MOST], *dys[MOST];
    int ny;
    Tensor *v[MOST], *w[MOST]; /* by parameter, by y */
} Level;

static Node **as_nodes(Level *l, Tensor *const *tensors, int count, Node **out)
{
    for (int i = 0; i < count; i++)
        out[i] = graph_tensor(l->cx, l->g, tensors[i], SPAN_NONE);
    return out;
}

/* Random directions; the graph's results become ys, their tangents and the cotangents of xs. */
static bool append(Level *l)
{
    Node *dxs[MOST], *seeds[MOST], *back[MOST];
    int nx = (int)l->g->params.len;
    GradOptions options = GRAD_OPTIONS;
    for (int i = 0; i < nx; i++)
        l->v[i] = random_tensor(l->cx, node_type(l->g->params.at[i]), -1, 1);
    for (int i = 0; i < l->ny; i++)
        l->w[i] = random_tensor(l->cx, node_type(l->ys[i]), -1, 1);
    as_nodes(l, l->v, nx, dxs);
    as_nodes(l, l->w, l->ny, seeds);
    if (!jvp(l->cx, l->g, l->g->params.at, dxs, nx, l->ys, l->ny, l->dys) ||
        !vjp(l->cx, l->g, l->ys, seeds, l->ny, l->g->params.at, nx, &options, back))
        return false;
    l->g->results.len = 0;
    for (int i = 0; i < l->ny; i++)
        vec_push(&l->g->results, l->ys[i]);
    for (int i = 0; i < l->ny; i++)
        vec_push(&l->g->results, l->dys[i]);
    for (int i = 0; i < nx; i++)
        vec_push(&l->g->results, back[i]);
    return verify(l->cx, l->g);
}

static double _Complex element(const Tensor *t, int64_t i)
{
    Scalar x = tensor_get(t, i);
    return x.class_ == DCLASS_c ? x.c : scalar_double(x);
}

/* The results at x + by v. */
static bool values_at(Level *l, double by, Tensor **out)
{
    Tensor *moved[MOST] = {NULL};
    bool ok = true;
    for (size_t p = 0; p < l->g->params.len; p++) {
        const Tensor *x = l->inputs[p];
        moved[p] = tensor_new(l->cx, x->type);
        for (int64_t i = 0; i < shape_count(&x->type.shape); i++) {
            double _Complex to = element(x, i) + by * element(l->v[p], i);
            tensor_set(moved[p], i,
                       dtype_is_complex(x->type.dtype) ? scalar_c(creal(to), cimag(to))
                                                       : scalar_f(creal(to)));
        }
    }
    ok = eval(l->cx, l->g, moved, NULL, out);
    for (size_t p = 0; p < l->g->params.len; p++)
        tensor_free(moved[p]);
    return ok;
}

/* The real part of the sum of products. */
static double inner(const Tensor *a, const Tensor *b)
{
    double sum = 0;
    for (int64_t i = 0; i < shape_count(&a->type.shape); i++)
        sum += creal(element(a, i) * element(b, i));
    return sum;
}

static bool check_slopes(const Level *l, Tensor *const *at, Tensor *const *below,
                         Tensor *const *above, double h, const char *what)
{
    for (int y = 0; y < l->ny; y++)
        for (int64_t i = 0; i < shape_count(&at[y]->type.shape); i++) {
            double _Complex want = (element(above[y], i) - element(below[y], i)) / (2 * h);
            double _Complex got = element(at[l->ny + y], i);
            if (close_to(creal(got), creal(want)) && close_to(cimag(got), cimag(want)))
                continue;
            printf("%s: tangent %d, element %lld: %.12g%+.12gi, by differences %.12g%+.12gi\n",
                   what, y, (long long)i, creal(got), cimag(got), creal(want), cimag(want));
            return false;
        }
    return true;
}

static bool check_adjoint(const Level *l, Tensor *const *at, const char *what)
{
    double forward = 0, back = 0;
    for (int y = 0; y < l->ny; y++)
        forward += inner(l->w[y], at[l->ny + y]);
    for (size_t p = 0; p < l->g->params.len; p++)
        back += inner(at[2 * l->ny + (int)p], l->v[p]);
    if (fabs(forward - back) <= 1e-11 * (1 + fabs(forward)))
        return true;
    printf("%s: <w, jvp v> is %.17g, <vjp w, v> %.17g\n", what, forward, back);
    return false;
}

/* Both directions of ys; the tangents are left in l->dys. */
static bool check_level(Level *l, const char *what)
{
    enum { OUT = 3 * MOST };
    const double h = 1e-5;
    Tensor *at[OUT] = {NULL}, *below[OUT] = {NULL}, *above[OUT] = {NULL};
    bool ok = append(l) && values_at(l, 0, at) && values_at(l, -h, below) && values_at(l, h, above);
    ok = ok && check_slopes(l, at, below, above, h, what) && check_adjoint(l, at, what);
    for (int i = 0; i < OUT; i++) {
        tensor_free(at[i]);
        tensor_free(below[i]);
        tensor_free(above[i]);
    }
    for (int i = 0; i < MOST; i++) {
        tensor_free(l->v[i]);
        tensor_free(l->w[i]);
    }
    return ok && !failed(l->cx);
}

/* --- the sweep --- */

static Level level_of(const Level *l, Node *const *ys, int ny)
{
    Level next = {.cx = l->cx, .g = l->g, .inputs = l->inputs, .ny = ny};
    for (int i = 0; i < ny; i++)
        next.ys[i] = ys[i];
    return next;
}

static void check_graph(Cx *cx, const char *text, Graph *g, Tensor **inputs)
{
    Level first = {.cx = cx, .g = g, .inputs = inputs};
    Node *dxs[MOST];
    for (size_t i = 0; g && i < g->results.len; i++)
        first.ys[first.ny++] = g->results.at[i];
    bool ok = g && check_level(&first, "forward");
    report(cx, text, ok);
    if (!ok)
        return;
    Level again = level_of(&first, first.dys, first.ny);
    report(cx, text, check_level(&again, "forward of forward"));
    Node *z = functional(cx, g, first.ys[0]);
    ok = z && grad(cx, g, z, g->params.at, (int)g->params.len, dxs);
    Level hessian = level_of(&first, dxs, (int)g->params.len);
    report(cx, text, ok && check_level(&hessian, "forward of gradient"));
}

static void run(const char *text, double low, double high)
{
    Cx cx;
    cx_init(&cx);
    Tensor *inputs[MOST] = {NULL};
    Graph *g = read_case(&cx, text, low, high, inputs);
    check_graph(&cx, text, g, inputs);
    for (int i = 0; i < MOST; i++)
        tensor_free(inputs[i]);
    graph_free(g);
    cx_free(&cx);
}

/* --- what is special to tangents --- */

/* A graph, its inputs and tangents as numbers filling the parameters, and the graph of the tangents
   alone as text, or the error. */
typedef struct Special {
    const char *what, *text;
    double x[2], dx[2];
    DType tangent;
    double want; /* the first element of the first tangent */
    DType type;  /* of it */
} Special;

/* clang-format off */
static const Special specials[] = {
    {"the greater of equal operands counts half each", "graph(%0: f64, %1: f64) {\n  %2 = max %0, %1 : f64\n  return %2\n}\n",
     {3, 3}, {1, 5}, DTYPE_f64, 3, DTYPE_f64},
    {"equal greatest elements share", "graph(%0: f32[4]) {\n  %1 = reduce_max %0 axes=[0] keep_axes=false : f32\n  return %1\n}\n",
     {3, 0}, {2, 0}, DTYPE_f32, 2, DTYPE_f32},
    {"half floats move in f32", "graph(%0: f16) {\n  %1 = exp %0 : f16\n  return %1\n}\n",
     {0, 0}, {0.1, 0}, DTYPE_f32, 0.1f, DTYPE_f32},
    {"integers move as the numbers they are", "graph(%0: s32) {\n  %1 = multiply %0, %0 : s32\n  return %1\n}\n",
     {3, 0}, {1, 0}, DTYPE_f32, 6, DTYPE_f32},
    {"tangents go through integers", "graph(%0: f64) {\n  %1 = as_type %0 dtype=s64 : s64\n  %2 = multiply %1, %1 : s64\n  return %2\n}\n",
     {2.5, 0}, {0.125, 0}, DTYPE_f64, 0.5, DTYPE_f64},
    {"integer tangents are read as floats", "graph(%0: f64) {\n  %1 = sqrt %0 : f64\n  return %1\n}\n",
     {4, 0}, {2, 0}, DTYPE_s32, 0.5, DTYPE_f64},
    {"what is flat does not move", "graph(%0: f64) {\n  %1 = floor %0 : f64\n  return %1\n}\n",
     {2.5, 0}, {1, 0}, DTYPE_f64, 0, DTYPE_f64},
    {"one operand that broadcasts", "graph(%0: f64, %1: f64[3]) {\n  %2 = stop_grad %1 : f64[3]\n  %3 = add %0, %2 : f64[3]\n  return %3\n}\n",
     {1, 1}, {2, 7}, DTYPE_f64, 2, DTYPE_f64},
    {"|0| moves as 1 x", "graph(%0: f64) {\n  %1 = abs %0 : f64\n  return %1\n}\n",
     {0, 0}, {3, 0}, DTYPE_f64, 3, DTYPE_f64},
    {"a complex value is real in a real place", "graph(%0: f64) {\n  %1 = as_type %0 dtype=c128 : c128\n  %2 = multiply %1, %1 : c128\n  %3 = abs %2 : f64\n  return %3\n}\n",
     {3, 0}, {1, 0}, DTYPE_f64, 6, DTYPE_f64},
};
/* clang-format on */

static Tensor *filled(Cx *cx, const Type *type, double x)
{
    Tensor *t = tensor_new(cx, *type);
    for (int64_t i = 0; i < shape_count(&type->shape); i++)
        tensor_set(t, i, scalar_f(x));
    return t;
}

static void run_special(const Special *s)
{
    Cx cx;
    cx_init(&cx);
    Graph *g = graph_read(&cx, source_add(&cx, STR("special"), str_of(s->text), false));
    Tensor *inputs[2] = {NULL}, *out[1] = {NULL};
    Node *dxs[2], *dy = NULL;
    int nx = g ? (int)g->params.len : 0;
    for (int i = 0; i < nx; i++) {
        Type type = *node_type(g->params.at[i]), moves = {s->tangent, type.shape};
        inputs[i] = filled(&cx, &type, s->x[i]);
        dxs[i] = graph_constant(&cx, g, moves, scalar_f(s->dx[i]), SPAN_NONE);
    }
    bool ok = g && jvp(&cx, g, g->params.at, dxs, nx, g->results.at, 1, &dy);
    if (ok)
        g->results.at[0] = dy;
    ok = ok && verify(&cx, g) && eval(&cx, g, inputs, NULL, out);
    if (ok && (out[0]->type.dtype != s->type || scalar_double(tensor_get(out[0], 0)) != s->want)) {
        ok = false;
        printf("%.17g of type %s, expected %.17g\n", scalar_double(tensor_get(out[0], 0)),
               dtype_info[out[0]->type.dtype].name, s->want);
    }
    report(&cx, s->what, ok);
    for (int i = 0; i < nx; i++)
        tensor_free(inputs[i]);
    tensor_free(out[0]);
    graph_free(g);
    cx_free(&cx);
}

/* --- errors and shared xs --- */

/* Derives `text` by its parameters along constants of these types; the error's text, or "". */
static void run_error(const char *text, const Type *moves, const char *want)
{
    Cx cx;
    cx_init(&cx);
    Graph *g = graph_read(&cx, source_add(&cx, STR("error"), str_of(text), false));
    Node *dy = NULL, *dx = g ? graph_constant(&cx, g, *moves, scalar_f(1), SPAN_NONE) : NULL;
    bool ok = dx && !jvp(&cx, g, g->params.at, &dx, 1, g->results.at, 1, &dy) && failed(&cx);
    Error *e = error_take(&cx);
    if (ok && strcmp(text_cstr(&e->message), want) != 0) {
        printf("got: %s\n", text_cstr(&e->message));
        ok = false;
    }
    error_free(e);
    report(&cx, want, ok);
    graph_free(g);
    cx_free(&cx);
}

/* xs may depend on one another, and be given twice: their tangents add up. */
static void run_shared(void)
{
    Cx cx;
    cx_init(&cx);
    Graph *g = graph_new();
    Type type = {DTYPE_f64, {0}};
    Node *x = graph_parameter(&cx, g, type, SPAN_NONE), *dy = NULL;
    Node *square = node2(&cx, g, OP_multiply, x, x), *y = node2(&cx, g, OP_sin, square, NULL);
    Node *xs[] = {x, square, x}, *dxs[3];
    for (int i = 0; i < 3; i++)
        dxs[i] = graph_constant(&cx, g, type, scalar_f(i + 1), SPAN_NONE);
    Tensor *at = filled(&cx, &type, 3), *out[1] = {NULL};
    bool ok = jvp(&cx, g, xs, dxs, 3, &y, 1, &dy);
    vec_push(&g->results, dy);
    ok = ok && eval(&cx, g, &at, NULL, out);
    report(&cx, "shared xs",
           ok && close_to(scalar_double(tensor_get(out[0], 0)), cos(9) * (2 + 2 * 3 * (1 + 3))));
    tensor_free(at);
    tensor_free(out[0]);
    graph_free(g);
    cx_free(&cx);
}

/* Only what moves and matters has a tangent in a loop: of counter and value, the value. */
static void run_states(void)
{
    Cx cx;
    cx_init(&cx);
    Graph *g = graph_read(&cx, source_add(&cx, STR("loop"), str_of(trips_of(0, 3)), false));
    Node *dxs[2], *dy = NULL;
    int64_t states = 0;
    for (int i = 0; i < 2; i++)
        dxs[i] = graph_constant(&cx, g, *node_type(g->params.at[i]), scalar_f(1), SPAN_NONE);
    bool ok = jvp(&cx, g, g->params.at, dxs, 2, g->results.at, 1, &dy);
    for (size_t i = 0; i < g->nodes.len; i++)
        if (g->nodes.at[i]->op == OP_while)
            states = node_int(g->nodes.at[i], ATTR_states);
    report(&cx, "states of a loop", ok && states == 3);
    graph_free(g);
    cx_free(&cx);
}

int main(void)
{
    run_all_cases();
    for (size_t i = 0; i < sizeof specials / sizeof *specials; i++)
        run_special(&specials[i]);
    Type scalar = {DTYPE_f64, {0}}, pair = {DTYPE_f64, SHAPE(2)}, turned = {DTYPE_c128, {0}};
    const char *copy = "graph(%0: f64) {\n  return %0\n}\n";
    run_error(copy, &pair,
              "expected the tangent of f64 to have its shape and a real type, got f64[2]");
    run_error(copy, &turned,
              "expected the tangent of f64 to have its shape and a real type, got c128");
    run_error("graph(%0: s64) {\n  %1 = quotient %0, %0 : s64\n  return %1\n}\n", &scalar,
              "cannot compute gradient for Nx.quotient/2.\n\nIf a floating point computation is "
              "acceptable, consider using an implementation of floor division. See the "
              "documentation of `Nx.quotient` for more details.\n");
    run_shared();
    run_states();
    printf("%d passed, %d failed\n", passed, count_failed);
    return count_failed > 0;
}
