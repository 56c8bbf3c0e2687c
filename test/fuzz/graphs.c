/* graphs.c - random graphs (make_graph.c), and what must hold for each:

     - the verifier accepts it
     - its text reads back, and prints as the same text; so does its StableHLO
     - simplified, it gives the same bits (whatever the payload of a NaN)
     - the gradient of an f64 graph agrees with central differences, where two steps give the same;
       forward mode agrees with the gradient

       graphs [--seed N] [--count N] [--seconds N] [--keep FOLDER]

   A graph depends on its number and the seed alone. One that fails is made smaller as long as the
   same claim fails: results dropped, nodes replaced by constants, sizes by 1; its text is
   printed, and kept as a file for graph_test in the folder named. */
#include "fuzz/make_graph.h"
#include "op/otherwise.h"

#include "compile/compile.h"
#include "compile/stablehlo/stablehlo.h"
#include "eval/eval.h"
#include "transform/transform.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

typedef enum Claim {
    HOLDS,
    NO_CLAIM, /* not a graph: only while one is made smaller */
    READS_BACK,
    SIMPLIFIED_IS_SAME,
    GRADIENT_IS_MADE,
    GRADIENT_IS_SLOPE,
    FORWARD_IS_GRADIENT,
    COMPILED_IS_CLOSE,
    UNFUSED_IS_SAME,
    STABLEHLO_READS_BACK
} Claim;

static const char *const claims[] = {
    "all is well",
    "the graph is not accepted",
    "the text does not read back",
    "the simplified graph gives something else",
    "the gradient is refused",
    "the gradient is not the slope",
    "forward mode is not the gradient",
    "the compiled graph gives something else",
    "fused it gives other bits",
    "its StableHLO reads back as something else",
};

enum { MOST = 32, MAX_OPERANDS = 16 };

static int64_t gradients_compared, graphs_compared, large_compared, largest_compared;
static int64_t count_left_out;
static const char *kept_in;     /* a folder, or NULL */
static const char *compiled_by; /* a compiler's name, or NULL */

/* --- inputs: the same for the same parameter and seed --- */

static Tensor *input_of(Cx *cx, const Type *type, uint64_t seed, bool is_differentiable)
{
    static const double ends[] = {0, -0.0, 1, -1, INFINITY, -INFINITY, NAN, 1e30};
    Dice d = {seed};
    Tensor *t = tensor_new(cx, *type);
    for (int64_t i = 0; t && i < shape_count(&type->shape); i++) {
        double x = between(&d, is_differentiable ? 0.3 : -3, 2.5), y = between(&d, -2, 2);
        if (!is_differentiable && below(&d, 6) == 0)
            x = ends[below(&d, 8)];
        if (dtype_is_integer(type->dtype))
            tensor_set(t, i, scalar_s((int64_t)y));
        else
            tensor_set(t, i, dtype_is_complex(type->dtype) ? scalar_c(x, y) : scalar_f(x));
    }
    return t;
}

static void free_all(Tensor **t)
{
    for (int i = 0; i < MOST; i++) {
        tensor_free(t[i]);
        t[i] = NULL;
    }
}

/* --- claims --- */

static Graph *read_text(Cx *cx, Str text)
{
    Graph *g = graph_read(cx, source_add(cx, STR("graph"), text, false));
    if (g && !verify(cx, g)) {
        graph_free(g);
        g = NULL;
    }
    error_free(error_take(cx));
    return g;
}

static bool prints_as(Cx *cx, const Graph *g, Str text)
{
    Text again = {0};
    graph_print(&again, cx, g);
    bool ok = str_equal(text_str(&again), text);
    text_free(&again);
    return ok;
}

/* Whether the graph calls functions of this process, which no text can name. */
static bool has_host_calls(const Graph *g)
{
    bool has = false;
    for (size_t i = 0; i < g->nodes.len && !has; i++) {
        has = g->nodes.at[i]->op == OP_runtime_call;
        for (int r = 0; r < g->nodes.at[i]->nregions && !has; r++)
            has = has_host_calls(g->nodes.at[i]->regions[r]);
    }
    return has;
}

/* The graph as StableHLO reads back as a graph that prints as the same text. */
static bool stablehlo_reads_back(Cx *cx, const Graph *g)
{
    Text text = {0}, again = {0};
    bool ok = stablehlo_print(cx, &text, g, NULL);
    Graph *h =
        ok ? stablehlo_read(cx, source_add(cx, STR("module"), text_str(&text), false)) : NULL;
    ok = h && stablehlo_print(cx, &again, h, NULL) && str_equal(text_str(&text), text_str(&again));
    if (failed(cx))
        printf("%s\n", text_cstr(&cx->error->message));
    error_free(error_take(cx));
    graph_free(h);
    text_free(&text);
    text_free(&again);
    return ok;
}

static bool same_double(double a, double b)
{
    return (a != a && b != b) || (a == b && signbit(a) == signbit(b));
}

static bool same_bits(const Tensor *a, const Tensor *b)
{
    for (int64_t i = 0; i < shape_count(&a->type.shape); i++) {
        Scalar x = tensor_get(a, i), y = tensor_get(b, i);
        bool ok = x.u == y.u;
        if (x.class_ == DCLASS_f)
            ok = same_double(x.f, y.f);
        else if (x.class_ == DCLASS_c)
            ok = same_double(creal(x.c), creal(y.c)) && same_double(cimag(x.c), cimag(y.c));
        if (!ok)
            return false;
    }
    return true;
}

/* A graph without an answer (division by zero) claims nothing. */
static bool same_simplified(Cx *cx, const Graph *g, Tensor **inputs)
{
    Tensor *want[MOST] = {NULL}, *got[MOST] = {NULL};
    bool has_answer = eval(cx, g, inputs, NULL, want), ok = true;
    error_free(error_take(cx));
    if (has_answer) {
        Graph *simple = simplify(cx, g);
        ok = simple && verify(cx, simple) && eval(cx, simple, inputs, NULL, got);
        for (size_t i = 0; ok && i < g->results.len; i++)
            ok = type_equal(&want[i]->type, &got[i]->type) && same_bits(want[i], got[i]);
        graph_free(simple);
    }
    error_free(error_take(cx));
    free_all(want);
    free_all(got);
    return ok;
}

/* --- compiled --- */

/* How far apart neighbours of 1 are in the coarsest float type that the graph computes in. */
static double coarsest(const Graph *g)
{
    double eps = 0;
    for (size_t i = 0; i < g->nodes.len; i++) {
        const Node *n = g->nodes.at[i];
        for (int j = 0; j < n->ntypes; j++) {
            DType t = dtype_to_real(n->types[j].dtype);
            eps = fmax(eps, dtype_is_float(n->types[j].dtype) || dtype_is_complex(n->types[j].dtype)
                                ? dtype_epsilon(t).f
                                : 0);
        }
        for (int j = 0; j < n->nregions; j++)
            eps = fmax(eps, coarsest(n->regions[j]));
    }
    return eps;
}

enum { MOVES = 8 };

/* How far move number `move` takes element j of an input, as a part of `by`: all of it up, all of
   it down, then every element its own way. */
static double part_of_move(int move, size_t input, int64_t j)
{
    uint64_t dice = ((uint64_t)j + 1) * UINT64_C(0x9e3779b97f4a7c15) +
                    ((uint64_t)input + 1) * (uint64_t)move * UINT64_C(0xbf58476d1ce4e5b9);
    dice = (dice ^ dice >> 29) * UINT64_C(0x94d049bb133111eb);
    return move < 2 ? 1 - 2 * move : (double)(int64_t)dice * 0x1p-63;
}

/* Evaluates on inputs moved by up to `by` of themselves, and keeps in `far` how far each element of
   each result went at most. */
static bool add_move(Cx *cx, const Graph *g, Tensor **inputs, double by, int move, Tensor **want,
                     double **far)
{
    Tensor *moved[MOST] = {NULL}, *out[MOST] = {NULL};
    for (size_t i = 0; i < g->params.len; i++) {
        moved[i] =
            tensor_of_bytes(cx, inputs[i]->type, tensor_data(inputs[i]), tensor_bytes(inputs[i]));
        for (int64_t j = 0;
             dtype_is_float(inputs[i]->type.dtype) && j < shape_count(&inputs[i]->type.shape); j++)
            tensor_set(moved[i], j,
                       scalar_f(tensor_get(inputs[i], j).f * (1 + by * part_of_move(move, i, j))));
    }
    bool ok = eval(cx, g, moved, NULL, out);
    for (size_t i = 0; ok && i < g->results.len; i++)
        for (int64_t j = 0; j < shape_count(&want[i]->type.shape); j++) {
            double by_now =
                fabs(scalar_double(tensor_get(out[i], j)) - scalar_double(tensor_get(want[i], j)));
            far[i][j] = isfinite(by_now) ? fmax(far[i][j], by_now) : INFINITY;
        }
    error_free(error_take(cx));
    free_all(moved);
    free_all(out);
    return ok;
}

/* The real parts; what moves a lot when inputs move a little says nothing. */
static bool is_close(const Tensor *got, const Tensor *want, const double *far, double eps)
{
    for (int64_t i = 0; i < shape_count(&want->type.shape); i++) {
        double a = scalar_double(tensor_get(got, i)), b = scalar_double(tensor_get(want, i));
        if (a == b || (a != a && b != b) || !isfinite(far[i]) || dtype_is_complex(want->type.dtype))
            continue;
        if (!(fabs(a - b) <= 8 * far[i] + 64 * eps * fmax(1, fabs(b))))
            return false;
    }
    return true;
}

/* Whether an operation asks of floats what their last digit decides, which is the compiler's: their
   bits (of a NaN, too), whether they are zero or equal, and how often one goes into an integer,
   which has more digits than they have. */
static bool asks_last_digit(const Node *n)
{
    bool asks = n->op == OP_bitcast || n->op == OP_equal || n->op == OP_not_equal ||
                n->op == OP_logical_and || n->op == OP_logical_or || n->op == OP_logical_xor ||
                (n->op == OP_remainder && n->args[0]->types[0].dtype != n->args[1]->types[0].dtype);
    for (int j = 0; j < n->nargs && asks; j++) {
        DType from = n->args[j]->types[0].dtype;
        if (dtype_is_float(from) || dtype_is_complex(from))
            return true;
    }
    for (int r = 0; r < n->nregions; r++)
        for (size_t i = 0; i < n->regions[r]->nodes.len; i++)
            if (asks_last_digit(n->regions[r]->nodes.at[i]))
                return true;
    return false;
}

/* Whether such an operation stands on the way to the result. */
static bool follows_last_digit(const Graph *g, size_t result)
{
    Map follows = {0};
    for (size_t i = 0; i < g->nodes.len; i++) {
        const Node *n = g->nodes.at[i];
        bool does = asks_last_digit(n);
        for (int j = 0; j < n->nargs; j++)
            does = does || map_get(&follows, map_key(n->args[j])) != NULL;
        if (does)
            map_put(&follows, map_key(n));
    }
    bool does = map_get(&follows, map_key(g->results.at[result])) != NULL;
    map_free(&follows);
    return does;
}

static bool are_close(const Graph *g, Tensor **got, Tensor **want, double **far, double eps)
{
    bool ok = true;
    for (size_t i = 0; ok && i < g->results.len; i++)
        ok = type_equal(&want[i]->type, &got[i]->type) &&
             (is_close(got[i], want[i], far[i], eps) || follows_last_digit(g, i));
    return ok;
}

/* Whether XLA defines something in a region otherwise, as far as its types tell. */
static bool region_differs_on_xla(const Graph *g)
{
    for (size_t i = 0; i < g->nodes.len; i++) {
        const Node *n = g->nodes.at[i];
        for (int j = 0; j < n->ntypes; j++)
            if (n->types[j].dtype == DTYPE_f8_e4m3fn)
                return true;
        for (int r = 0; r < n->nregions; r++)
            if (region_differs_on_xla(n->regions[r]))
                return true;
    }
    return false;
}

/* Whether XLA defines something otherwise (op/otherwise.h) that the graph, simplified, comes to on
   these inputs. Tuples are seen by the parts of them that are used. */
static bool differs_on_xla(Cx *cx, const Graph *g, Tensor **inputs)
{
    Graph *simple = simplify(cx, g);
    size_t count = simple ? simple->nodes.len : 0, known = 0;
    Tensor **out = mem_alloc((count + 1) * sizeof *out), *in[MAX_OPERANDS];
    Map value = {0};
    if (simple)
        simple->results.len = 0;
    for (size_t i = 0; i < count; i++)
        if (simple->nodes.at[i]->ntypes == 1) {
            *map_put(&value, map_key(simple->nodes.at[i])) = known++;
            vec_push(&simple->results, simple->nodes.at[i]);
        }
    bool differs = simple == NULL || !eval(cx, simple, inputs, NULL, out);
    known = differs ? 0 : known;
    for (size_t i = 0; i < count && !differs; i++) {
        Node *n = simple->nodes.at[i];
        uint64_t *at = map_get(&value, map_key(n));
        for (int r = 0; r < n->nregions; r++)
            differs = differs || region_differs_on_xla(n->regions[r]);
        for (int j = 0; at && j < n->nargs && j < MAX_OPERANDS; j++) {
            uint64_t *operand = map_get(&value, map_key(n->args[j]));
            in[j] = out[operand ? *operand : *at];
        }
        differs = differs || (at && n->nargs <= MAX_OPERANDS && xla_differs(n, in, &out[*at]));
    }
    for (size_t i = 0; i < known; i++)
        tensor_free(out[i]);
    free(out);
    map_free(&value);
    graph_free(simple);
    error_free(error_take(cx));
    return differs;
}

/* Whether a kernel for each operation gives these bits, too. */
static bool same_unfused(Cx *cx, const Graph *g, Tensor **inputs, Tensor **fused)
{
    Tensor *got[MOST] = {NULL};
    cx->no_fuse = true;
    Program *p = compile(cx, g, compiler_of_name(cx, str_of(compiled_by)), NULL);
    cx->no_fuse = false;
    bool ok = p && program_run(cx, p, inputs, got);
    for (size_t i = 0; ok && i < g->results.len; i++)
        ok = same_bits(fused[i], got[i]);
    program_free(p);
    free_all(got);
    return ok;
}

/* A graph without an answer claims nothing: compiled code does not look for division by zero. */
static Claim check_compiled(Cx *cx, const Graph *g, Tensor **inputs)
{
    Tensor *want[MOST] = {NULL}, *got[MOST] = {NULL};
    double eps = coarsest(g), *far[MOST] = {NULL};
    bool ok = true, same = true, has_answer = eval(cx, g, inputs, NULL, want);
    bool is_xla = strcmp(compiled_by, "xla") == 0;
    if (has_answer && is_xla && differs_on_xla(cx, g, inputs)) {
        has_answer = false;
        count_left_out++;
    }
    error_free(error_take(cx));
    for (size_t i = 0; has_answer && i < g->results.len; i++) {
        size_t bytes = (size_t)shape_count(&want[i]->type.shape) * sizeof *far[i];
        far[i] = memset(mem_alloc(bytes), 0, bytes);
    }
    if (has_answer && add_move(cx, g, inputs, 4 * eps, 0, want, far) &&
        add_move(cx, g, inputs, 4 * eps, 1, want, far)) {
        const Compiler *c = compiler_of_name(cx, str_of(compiled_by));
        Program *p = c ? compile(cx, g, c, NULL) : NULL;
        bool runs = p && program_run(cx, p, inputs, got);
        if (failed(cx))
            printf("%s\n", text_cstr(&cx->error->message));
        for (int move = 2; runs && move < MOVES && !are_close(g, got, want, far, eps); move++)
            add_move(cx, g, inputs, 4 * eps, move, want, far);
        ok = runs && are_close(g, got, want, far, eps);
        same = !ok || is_xla || same_unfused(cx, g, inputs, got);
        program_free(p);
    }
    error_free(error_take(cx));
    for (int i = 0; i < MOST; i++)
        free(far[i]);
    free_all(want);
    free_all(got);
    return !ok ? COMPILED_IS_CLOSE : same ? HOLDS : UNFUSED_IS_SAME;
}

/* --- gradients --- */

static Node *node2(Cx *cx, Graph *g, OpCode op, Node *a, Node *b)
{
    Node *args[] = {a, b};
    return graph_node(cx, g, op, args, op_info[op].arity, NULL, 0, SPAN_NONE);
}

/* The sum over n's elements, with weights, of real and imaginary parts: one f64; NULL where n is of
   a type that rounds. */
static Node *functional(Cx *cx, Graph *g, Node *n, uint64_t seed)
{
    const Type *type = node_type(n);
    Node *total = NULL;
    if (type->dtype != DTYPE_f64 && type->dtype != DTYPE_c128)
        return NULL;
    for (int i = 0; i < (type->dtype == DTYPE_c128 ? 2 : 1); i++) {
        Node *part = type->dtype == DTYPE_f64 ? n : node2(cx, g, i ? OP_imag : OP_real, n, NULL);
        Tensor *w = input_of(cx, &(Type){DTYPE_f64, type->shape}, seed + (uint64_t)i, true);
        part = node2(cx, g, OP_multiply, part, graph_tensor(cx, g, w, SPAN_NONE));
        tensor_free(w);
        int64_t axes[MAX_RANK], keep = 0;
        for (int j = 0; j < MAX_RANK; j++)
            axes[j] = j;
        Attr attrs[] = {{ATTR_axes, (uint32_t)type->shape.rank, axes}, {ATTR_keep_axes, 1, &keep}};
        part = graph_node(cx, g, OP_sum, &part, 1, attrs, 2, SPAN_NONE);
        total = total ? node2(cx, g, OP_add, total, part) : part;
    }
    return total;
}

static double value_of(Cx *cx, const Graph *g, Tensor **inputs)
{
    Tensor *out[MOST] = {NULL};
    double y = eval(cx, g, inputs, NULL, out) ? scalar_double(tensor_get(out[0], 0)) : NAN;
    error_free(error_take(cx));
    free_all(out);
    return y;
}

static double slope(Cx *cx, const Graph *g, Tensor **inputs, size_t param, int64_t i, double h)
{
    double y[2], x = tensor_get(inputs[param], i).f;
    for (int side = 0; side < 2; side++) {
        tensor_set(inputs[param], i, scalar_f(side ? x + h : x - h));
        y[side] = value_of(cx, g, inputs);
    }
    tensor_set(inputs[param], i, scalar_f(x));
    return (y[1] - y[0]) / (2 * h);
}

/* Whether y jumps or bends at the place itself, as on the branch cut of a complex function. */
static bool has_corner(Cx *cx, const Graph *g, Tensor **inputs, size_t param, int64_t i,
                       double slope_here)
{
    double h = 2e-5, x = tensor_get(inputs[param], i).f, here = value_of(cx, g, inputs);
    tensor_set(inputs[param], i, scalar_f(x + h));
    double ahead = (value_of(cx, g, inputs) - here) / h;
    tensor_set(inputs[param], i, scalar_f(x));
    return !(fabs(ahead - slope_here) < 1e-2 * (1 + fabs(slope_here)));
}

/* The slope, NAN where steps do not give the same: a kink, a jump or a steep place is near. */
static double sure_slope(Cx *cx, const Graph *g, Tensor **inputs, size_t param, int64_t i)
{
    double a = slope(cx, g, inputs, param, i, 2e-5), b = slope(cx, g, inputs, param, i, 5e-6);
    double c = slope(cx, g, inputs, param, i, 3e-4);
    double most = 1e-6 * (1 + fabs(a));
    bool is_sure = isfinite(a) && fabs(a) < 1e5 && fabs(a - b) < most &&
                   fabs(a - c) < 1e-3 * (1 + fabs(a)) && !has_corner(cx, g, inputs, param, i, a);
    return is_sure ? a : NAN;
}

/* Whether the gradient at results[param + 1] is the same beside the place: not the noise of a steep
   function whose values lie at the end of their range, as of atanh near 1. */
static bool is_steady(Cx *cx, const Graph *g, Tensor **inputs, size_t param, int64_t i, double got)
{
    double x = tensor_get(inputs[param], i).f;
    bool steady = true;
    for (int side = -1; side <= 1; side += 2) {
        Tensor *out[MOST] = {NULL};
        tensor_set(inputs[param], i, scalar_f(x + side * 1e-7));
        steady = steady && eval(cx, g, inputs, NULL, out) &&
                 fabs(scalar_double(tensor_get(out[param + 1], i)) - got) < 1e-5 * (1 + fabs(got));
        error_free(error_take(cx));
        free_all(out);
    }
    tensor_set(inputs[param], i, scalar_f(x));
    return steady;
}

/* The operations that the results are computed by; not those of regions. */
static int64_t operations_of(const Graph *g)
{
    Map seen = {0};
    int64_t count = 0;
    for (size_t i = 0; i < g->results.len; i++)
        map_put(&seen, map_key(g->results.at[i]));
    for (size_t i = g->nodes.len; i-- > 0;) {
        const Node *n = g->nodes.at[i];
        if (map_get(&seen, map_key(n)) == NULL)
            continue;
        count += op_info[n->op].class_ != CLASS_LEAF;
        for (int j = 0; j < n->nargs; j++)
            map_put(&seen, map_key(n->args[j]));
    }
    map_free(&seen);
    return count;
}

static void count_compared(int64_t size, int64_t slopes)
{
    gradients_compared += slopes;
    graphs_compared += slopes > 0;
    large_compared += slopes > 0 && size >= 20;
    if (slopes > 0 && size > largest_compared)
        largest_compared = size;
}

/* Results of g: y, its gradient by each parameter, and its change along `direction`; y was computed
   by `operations` of them and what makes one number of their results. */
static Claim compare_slopes(Cx *cx, const Graph *g, int64_t operations, Tensor **inputs,
                            Tensor **direction)
{
    Tensor *out[MOST] = {NULL};
    size_t count = g->params.len;
    double along = 0, size = 1;
    int64_t compared = 0;
    Claim broken = HOLDS;
    bool is_sure = eval(cx, g, inputs, NULL, out) && fabs(tensor_get(out[0], 0).f) < 1e6;
    for (size_t p = 0; p < count && out[0] && fabs(tensor_get(out[0], 0).f) < 1e6; p++)
        for (int64_t i = 0; i < shape_count(&inputs[p]->type.shape); i++) {
            double want = sure_slope(cx, g, inputs, p, i);
            double got = scalar_double(tensor_get(out[p + 1], i));
            bool is_sure_here = isfinite(want) && isfinite(got); /* not 0 times an infinite slope */
            if (is_sure_here && !(fabs(got - want) <= 2e-4 * (1 + fabs(want)))) {
                is_sure_here = is_steady(cx, g, inputs, p, i, got);
                broken = is_sure_here ? GRADIENT_IS_SLOPE : broken;
            }
            compared += is_sure_here;
            is_sure = is_sure && is_sure_here;
            along += got * tensor_get(direction[p], i).f;
            size += fabs(got * tensor_get(direction[p], i).f);
        }
    count_compared(operations, compared);
    if (is_sure && broken == HOLDS) {
        double forward = scalar_double(tensor_get(out[count + 1], 0));
        if (isfinite(forward) && fabs(forward - along) > 1e-8 * size)
            broken = FORWARD_IS_GRADIENT;
    }
    error_free(error_take(cx));
    free_all(out);
    return broken;
}

static Claim check_gradient(Cx *cx, Graph *g, Tensor **inputs, uint64_t seed)
{
    Node *y = NULL, *dxs[MOST], *tangents[MOST], *dy;
    Tensor *direction[MOST] = {NULL};
    int count = (int)g->params.len;
    int64_t operations = operations_of(g);
    for (size_t i = 0; i < g->results.len; i++) {
        Node *part = functional(cx, g, g->results.at[i], seed + 77 + 1000 * i);
        y = y && part ? node2(cx, g, OP_add, y, part) : y ? y : part;
    }
    if (y == NULL) {
        error_free(error_take(cx));
        return HOLDS;
    }
    Claim broken = GRADIENT_IS_MADE;
    if (grad(cx, g, y, g->params.at, count, dxs)) {
        g->results.len = 0;
        vec_push(&g->results, y);
        for (int i = 0; i < count; i++) {
            vec_push(&g->results, dxs[i]);
            direction[i] = input_of(cx, node_type(g->params.at[i]), seed + 99 + (uint64_t)i, true);
            tangents[i] = graph_tensor(cx, g, direction[i], SPAN_NONE);
        }
        if (jvp(cx, g, g->params.at, tangents, count, &y, 1, &dy)) {
            vec_push(&g->results, dy);
            broken = verify(cx, g) ? compare_slopes(cx, g, operations, inputs, direction)
                                   : GRADIENT_IS_MADE;
        }
    }
    error_free(error_take(cx));
    free_all(direction);
    return broken;
}

/* What a text's graph breaks. */
static Claim check_text(Str text, uint64_t seed, bool is_differentiable)
{
    Cx cx;
    cx_init(&cx);
    Tensor *inputs[MOST] = {NULL};
    Claim broken = NO_CLAIM;
    Graph *g = read_text(&cx, text);
    if (g && g->params.len + 2 < MOST && g->results.len > 0 && g->results.len < MOST) {
        for (size_t i = 0; i < g->params.len; i++)
            inputs[i] = input_of(&cx, node_type(g->params.at[i]), seed + i, is_differentiable);
        Text again = {0};
        graph_print(&again, &cx, g);
        Graph *h = read_text(&cx, text_str(&again));
        if (h == NULL || !prints_as(&cx, h, text_str(&again)))
            broken = READS_BACK;
        else if (!has_host_calls(g) && !stablehlo_reads_back(&cx, g))
            broken = STABLEHLO_READS_BACK;
        else if (!same_simplified(&cx, g, inputs))
            broken = SIMPLIFIED_IS_SAME;
        else if (compiled_by)
            broken = check_compiled(&cx, g, inputs);
        else
            broken = is_differentiable ? check_gradient(&cx, g, inputs, seed) : HOLDS;
        graph_free(h);
        text_free(&again);
    }
    free_all(inputs);
    graph_free(g);
    cx_free(&cx);
    return broken;
}

/* --- making smaller: on the text, line by line --- */

typedef struct Shrinker {
    Text text;
    uint64_t seed;
    bool is_differentiable;
    Claim claim;
} Shrinker;

/* Takes the text over if the same claim still fails. */
static bool keep_if_broken(Shrinker *s, Text other)
{
    bool better = !str_equal(text_str(&other), text_str(&s->text)) &&
                  check_text(text_str(&other), s->seed, s->is_differentiable) == s->claim;
    text_free(better ? &s->text : &other);
    if (better)
        s->text = other;
    return better;
}

static size_t line_end(Str text, size_t at)
{
    while (at < text.len && text.at[at] != '\n')
        at++;
    return at < text.len ? at + 1 : at;
}

static size_t indent_of(Str line)
{
    size_t n = 0;
    while (n < line.len && line.at[n] == ' ')
        n++;
    return n;
}

/* Past the node that begins at `at`, with the lines of its regions. */
static size_t node_end(Str text, size_t at)
{
    size_t end = line_end(text, at), depth = indent_of(str_slice(text, at, end));
    while (end < text.len && indent_of(str_slice(text, end, text.len)) > depth)
        end = line_end(text, end);
    return end;
}

/* The type at the end of a node's line; empty for a tuple. */
static Str type_of_line(Str line)
{
    for (size_t i = line.len; i > 1; i--)
        if (line.at[i - 1] == ' ' && line.at[i - 2] == ':')
            return str_slice(line, i, line.len - (line.at[line.len - 1] == '\n'));
    return STR("");
}

/* "%3 = constant 1.0 : f64[2]" in place of the node's line. */
static void constant_line(Text *out, Str line)
{
    Str type = type_of_line(line);
    size_t name = indent_of(line), name_end = name;
    while (name_end < line.len && line.at[name_end] != ' ')
        name_end++;
    const char *one = type.len && type.at[0] == 'c'                          ? "(1.0, 0.0)"
                      : type.len && (type.at[0] == 'f' || type.at[0] == 'b') ? "1.0"
                                                                             : "1";
    text_print(out, "%.*s = constant %s : %.*s\n", (int)name_end, line.at, one, (int)type.len,
               type.at);
}

/* Each node's lines removed, or the node made a constant. */
static bool shrink_lines(Shrinker *s)
{
    bool any = false;
    for (int pass = 0; pass < 2; pass++)
        for (size_t at = line_end(text_str(&s->text), 0); at < s->text.len;) {
            Str text = text_str(&s->text), line = str_slice(text, at, line_end(text, at));
            size_t end = node_end(text, at);
            bool is_node = indent_of(line) < line.len && line.at[indent_of(line)] == '%';
            Text other = {0};
            text_add(&other, str_slice(text, 0, at));
            if (pass == 1)
                constant_line(&other, line);
            text_add(&other, str_slice(text, end, text.len));
            bool better = is_node && keep_if_broken(s, other);
            if (!is_node)
                text_free(&other);
            any = any || better;
            if (!better || pass == 1)
                at = line_end(text_str(&s->text), at);
        }
    return any;
}

/* "return %1, %2, %3" without one of them. */
static bool shrink_results(Shrinker *s)
{
    Str text = text_str(&s->text);
    size_t at = text.len;
    while (at > 0 && !str_starts(str_slice(text, at, text.len), STR("  return ")))
        at--;
    for (size_t from = at + 9; from < text.len && text.at[from] == '%';) {
        size_t to = from;
        while (to < text.len && text.at[to] != ',' && text.at[to] != '\n')
            to++;
        size_t next = to < text.len && text.at[to] == ',' ? to + 2 : to;
        size_t start = next == to && from > at + 9 ? from - 2 : from;
        Text other = {0};
        text_add(&other, str_slice(text, 0, start));
        text_add(&other, str_slice(text, next, text.len));
        if (keep_if_broken(s, other))
            return true;
        from = next > to ? next : text.len;
    }
    return false;
}

/* Every size of `from` in brackets made 1. */
static bool shrink_size(Shrinker *s, int64_t from)
{
    Text other = {0};
    Str text = text_str(&s->text);
    int depth = 0;
    for (size_t i = 0; i < text.len;) {
        char c = text.at[i];
        depth += (c == '[') - (c == ']');
        size_t end = i;
        while (end < text.len && text.at[end] >= '0' && text.at[end] <= '9')
            end++;
        if (depth > 0 && end > i && strtoll(text.at + i, NULL, 10) == from)
            text_char(&other, '1');
        else
            text_add(&other, str_slice(text, i, end > i ? end : i + 1));
        i = end > i ? end : i + 1;
    }
    return keep_if_broken(s, other);
}

static void shrink(Shrinker *s)
{
    for (bool any = true; any;) {
        any = shrink_results(s);
        any = shrink_lines(s) || any;
        for (int64_t size = 2; size < 10; size++)
            any = shrink_size(s, size) || any;
    }
}

/* --- running --- */

static double seconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void report(Shrinker *s, uint64_t run, int64_t number)
{
    shrink(s);
    printf("seed %llu, graph %lld: %s\n%s", (unsigned long long)run, (long long)number,
           claims[s->claim], text_cstr(&s->text));
    if (s->claim == GRADIENT_IS_SLOPE || s->claim == FORWARD_IS_GRADIENT)
        printf("(inputs are those of input seed %llu)\n", (unsigned long long)s->seed);
    Text path = {0};
    text_print(&path, "%s/fuzz-%llu-%lld.graph", kept_in ? kept_in : ".", (unsigned long long)run,
               (long long)number);
    FILE *f = kept_in ? fopen(text_cstr(&path), "w") : NULL;
    if (f) {
        fprintf(f, "// %s; seed %llu, graph %lld.\n%s%s", claims[s->claim], (unsigned long long)run,
                (long long)number,
                s->claim == SIMPLIFIED_IS_SAME  ? "// after: simplify\n"
                : s->claim > SIMPLIFIED_IS_SAME ? "// after: grad\n"
                                                : "",
                text_cstr(&s->text));
        fclose(f);
        printf("kept as %s\n", text_cstr(&path));
    }
    text_free(&path);
}

/* One graph; whether all held. */
static bool run_one(uint64_t run, int64_t number)
{
    Dice dice = {run * 0x9e3779b97f4a7c15u + (uint64_t)number};
    Shrinker s = {.seed = roll(&dice), .is_differentiable = number % 3 == 0};
    Cx cx;
    cx_init(&cx);
    Graph *g = make_graph(&cx, &dice, s.is_differentiable);
    bool is_accepted = g && verify(&cx, g);
    graph_print(&s.text, &cx, g);
    if (!is_accepted) {
        printf("seed %llu, graph %lld: the verifier refuses what was made: %s\n%s",
               (unsigned long long)run, (long long)number,
               failed(&cx) ? text_cstr(&cx.error->message) : "", text_cstr(&s.text));
        error_free(error_take(&cx));
    }
    graph_free(g);
    cx_free(&cx);
    s.claim = check_text(text_str(&s.text), s.seed, s.is_differentiable);
    if (s.claim != HOLDS)
        report(&s, run, number);
    text_free(&s.text);
    return is_accepted && s.claim == HOLDS;
}

int main(int argc, char **argv)
{
    enum { MOST_FAILURES = 10, ENOUGH = 2000 };
    uint64_t seed = 1;
    int64_t count = 1500, passed = 0, count_failed = 0;
    double until = INFINITY;
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--seed") == 0)
            seed = strtoull(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--count") == 0)
            count = strtoll(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--keep") == 0)
            kept_in = argv[i + 1];
        else if (strcmp(argv[i], "--compiler") == 0)
            compiled_by = argv[i + 1];
        else if (strcmp(argv[i], "--seconds") == 0)
            until = seconds_now() + strtod(argv[i + 1], NULL), count = INT64_MAX;
    }
    for (int64_t i = 0; i < count && count_failed < MOST_FAILURES && seconds_now() < until; i++) {
        if (run_one(seed, i))
            passed++;
        else
            count_failed++;
    }
    for (int op = 0; op < OP_count && passed >= ENOUGH; op++)
        if (made_ops[op] == 0) {
            printf("%s was never made\n", op_info[op].name);
            count_failed++;
        }
    printf("seed %llu, %lld slopes of %lld graphs held against differences; %lld graphs had 20 "
           "operations or more, the largest %lld\n",
           (unsigned long long)seed, (long long)gradients_compared, (long long)graphs_compared,
           (long long)large_compared, (long long)largest_compared);
    if (compiled_by)
        printf("%lld left out: the compiler defines them otherwise\n", (long long)count_left_out);
    printf("%lld passed, %lld failed\n", (long long)passed, (long long)count_failed);
    return count_failed > 0;
}
