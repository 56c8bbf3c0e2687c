/* slopes.c - see slopes.h.

   A slope is judged where central differences of three steps give the same: no kink, jump or steep
   place is near. Where the gradient then differs, it must not be rounding that decides: copies of
   the graph, of which every operation's result is moved by its last digit at random (Monte Carlo
   arithmetic; Parker, 1997), show how far rounding takes the value and the derivatives. Where it
   may take a difference as far as the disagreement that would be one, nothing is said:
   atanh(erf(x)) is a flight of stairs where erf is nearly 1, and its differences there are 0 or
   anything. A remainder by something tiny has a slope and jumps back at once: its differences are
   0, and rounding leaves no digit of it. */
#include "fuzz/slopes.h"
#include "fuzz/make_graph.h"

#include "eval/eval.h"
#include "transform/grad.h"

#include <math.h>
#include <string.h>

SlopesCounted slopes_counted;

/* --- inputs --- */

Tensor *input_of(Cx *cx, const Type *type, uint64_t seed, bool is_differentiable)
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

void free_all(Tensor **t)
{
    for (int i = 0; i < MOST; i++) {
        tensor_free(t[i]);
        t[i] = NULL;
    }
}

/* --- one number of the results --- */

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

/* --- differences --- */

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

static const double STEP = 5e-6; /* the shortest */

/* The slope, NAN where steps do not give the same: a kink, a jump or a steep place is near. */
static double sure_slope(Cx *cx, const Graph *g, Tensor **inputs, size_t param, int64_t i)
{
    double a = slope(cx, g, inputs, param, i, 2e-5), b = slope(cx, g, inputs, param, i, STEP);
    double c = slope(cx, g, inputs, param, i, 3e-4);
    double most = 1e-6 * (1 + fabs(a));
    bool is_sure = isfinite(a) && fabs(a) < 1e5 && fabs(a - b) < most &&
                   fabs(a - c) < 1e-3 * (1 + fabs(a)) && !has_corner(cx, g, inputs, param, i, a);
    return is_sure ? a : NAN;
}

/* --- rounding --- */

enum { ROUGH = 8 }; /* copies whose results are moved */

/* Random numbers of the type, up to `most`, beside `middle`. */
static Node *random_beside(Cx *cx, Graph *to, const Type *type, double middle, double most)
{
    static Dice dice = {1};
    Tensor *t = tensor_new(cx, *type);
    for (int64_t i = 0; t && i < shape_count(&type->shape); i++) {
        double re = between(&dice, -most, most), im = between(&dice, -most, most);
        tensor_set(t, i,
                   dtype_is_complex(type->dtype) ? scalar_c(middle + re, im)
                                                 : scalar_f(middle + re));
    }
    Node *n = t ? graph_tensor(cx, to, t, SPAN_NONE) : NULL;
    tensor_free(t);
    return n;
}

/* n, each element moved by up to the last digit of the largest: what is computed of all elements
   together is rounded so. */
static Node *moved_together(Cx *cx, Node *n, Graph *to)
{
    const Type *type = node_type(n);
    int64_t axes[MAX_RANK], keep = 0;
    if (dtype_is_integer(type->dtype) || shape_count(&type->shape) == 0)
        return n;
    for (int i = 0; i < MAX_RANK; i++)
        axes[i] = i;
    Attr attrs[] = {{ATTR_axes, (uint32_t)type->shape.rank, axes}, {ATTR_keep_axes, 1, &keep}};
    Node *size = node2(cx, to, OP_abs, n, NULL);
    Node *largest = size ? graph_node(cx, to, OP_reduce_max, &size, 1, attrs, 2, SPAN_NONE) : NULL;
    Node *by = random_beside(cx, to, type, 0, dtype_epsilon(dtype_to_real(type->dtype)).f);
    by = largest && by ? node2(cx, to, OP_multiply, by, largest) : NULL;
    return by ? node2(cx, to, OP_add, n, by) : NULL;
}

/* What stands for `old` in a rough copy: moved by up to its last digit, where it is rounded. */
static Node *copy_roughly(Cx *cx, const Node *old, Node *const *args, Graph *to)
{
    if (old->op == OP_parameter)
        return graph_parameter(cx, to, *node_type(old), old->span);
    if (old->op == OP_constant)
        return graph_constant(cx, to, *node_type(old), tensor_get(old->tensor, 0), old->span);
    if (old->op == OP_tensor)
        return graph_tensor(cx, to, old->tensor, old->span);
    OpClass class = op_info[old->op].class_;
    Node *in[2];
    bool is_together = class == CLASS_CALL && old->op != OP_runtime_call;
    for (int i = 0; is_together && i < old->nargs; i++)
        if ((in[i] = moved_together(cx, args[i], to)) == NULL)
            return NULL;
    Node *n = graph_node(cx, to, old->op, is_together ? in : args, old->nargs, old->attrs,
                         old->nattrs, old->span);
    DType t = node_type(old)->dtype;
    if (n == NULL || old->ntypes > 1 || class == CLASS_VIEW || class == CLASS_JOIN ||
        (class == CLASS_LEAF && old->op != OP_elem) || dtype_is_integer(t))
        return n;
    if (is_together)
        return moved_together(cx, n, to);
    Node *by = random_beside(cx, to, node_type(n), 1, dtype_epsilon(dtype_to_real(t)).f);
    return by ? node2(cx, to, OP_multiply, n, by) : NULL;
}

static Graph *rough_copy(Cx *cx, const Graph *g)
{
    Graph *to = graph_new();
    Map map = {0};
    for (size_t i = 0; i < g->params.len; i++)
        map_set(&map, g->params.at[i],
                graph_parameter(cx, to, *node_type(g->params.at[i]), SPAN_NONE));
    bool ok = copy_nodes_as(cx, g, NULL, copy_roughly, to, &map);
    for (size_t i = 0; i < g->results.len && ok; i++)
        vec_push(&to->results, map_find(&map, g->results.at[i]));
    map_free(&map);
    if (ok)
        return to;
    graph_free(to);
    return NULL;
}

bool measure_rounding(Cx *cx, const Graph *g, Tensor **inputs, Tensor *const *out, Tensor **far)
{
    bool ok = true;
    for (size_t i = 0; i < g->results.len; i++)
        far[i] = tensor_fill(cx, (Type){DTYPE_f64, out[i]->type.shape}, scalar_f(0));
    for (int r = 0; r < ROUGH && ok; r++) {
        Tensor *moved[MOST] = {NULL};
        Graph *rough = rough_copy(cx, g);
        ok = rough && eval(cx, rough, inputs, NULL, moved);
        for (size_t i = 0; i < g->results.len && ok; i++)
            for (int64_t j = 0; j < shape_count(&out[i]->type.shape); j++) {
                double by = fabs(scalar_double(tensor_get(moved[i], j)) -
                                 scalar_double(tensor_get(out[i], j)));
                by = isfinite(by) ? fmax(by, tensor_get(far[i], j).f) : INFINITY;
                tensor_set(far[i], j, scalar_f(by));
            }
        free_all(moved);
        graph_free(rough);
    }
    error_free(error_take(cx));
    return ok;
}

/* --- all slopes of one graph --- */

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

/* A graph whose results are y, its gradient by each parameter, and its change along `direction`, on
   inputs; what these gave, and how far rounding may take each, once that is asked for. */
typedef struct Judge {
    Cx *cx;
    const Graph *g;
    Tensor **inputs, **direction;
    Tensor *out[MOST], *far[MOST];
    bool is_measured;
    int64_t compared;
} Judge;

/* How far rounding may take element i of a result, with a margin for what chance did not show. */
static double rounding(Judge *a, size_t result, int64_t i)
{
    const double margin = 16;
    if (!a->is_measured && !measure_rounding(a->cx, a->g, a->inputs, a->out, a->far))
        return INFINITY;
    a->is_measured = true;
    return margin * tensor_get(a->far[result], i).f;
}

/* Whether y may go up and down within any step: by a remainder of which rounding leaves a digit at
   most. Such a remainder is anywhere up to its divisor, and so are its rough copies: that all of
   them are within a sixteenth of it happens once in 8^ROUGH. */
static bool is_sawtooth(Judge *a)
{
    Graph probe = *a->g;
    Tensor *out[MOST] = {NULL}, *far[MOST] = {NULL};
    bool found = false;
    memset(&probe.results, 0, sizeof probe.results);
    for (size_t i = 0; i < a->g->nodes.len && probe.results.len < MOST; i++)
        if (a->g->nodes.at[i]->op == OP_remainder)
            vec_push(&probe.results, a->g->nodes.at[i]);
    bool ok = probe.results.len > 0 && eval(a->cx, &probe, a->inputs, NULL, out) &&
              measure_rounding(a->cx, &probe, a->inputs, out, far);
    for (size_t r = 0; ok && r < probe.results.len; r++)
        for (int64_t i = 0; i < shape_count(&out[r]->type.shape); i++)
            found |= tensor_get(far[r], i).f > fabs(scalar_double(tensor_get(out[r], i))) / 16;
    error_free(error_take(a->cx));
    vec_free(&probe.results);
    free_all(out);
    free_all(far);
    return found;
}

/* Whether element i of a gradient is the slope, where that is known. */
static bool is_slope(Judge *a, size_t param, int64_t i)
{
    double want = sure_slope(a->cx, a->g, a->inputs, param, i);
    double got = scalar_double(tensor_get(a->out[param + 1], i));
    if (!isfinite(want) || !isfinite(got)) /* such as 0 times an infinite slope */
        return true;
    double off = fabs(got - want), most = 1e-5 * (1 + fabs(want));
    double far = off > most ? rounding(a, param + 1, i) + rounding(a, 0, 0) / STEP : 0;
    if (off > most && (off <= most + far || is_sawtooth(a))) {
        slopes_counted.rounding++;
        return true;
    }
    a->compared++;
    return off <= most;
}

/* Whether forward mode is the gradient along the direction. */
static bool is_forward(Judge *a)
{
    size_t count = a->g->params.len;
    double along = 0, size = 1, far = 0, forward = scalar_double(tensor_get(a->out[count + 1], 0));
    for (size_t p = 0; p < count; p++)
        for (int64_t i = 0; i < shape_count(&a->inputs[p]->type.shape); i++) {
            double part =
                scalar_double(tensor_get(a->out[p + 1], i)) * tensor_get(a->direction[p], i).f;
            along += part;
            size += fabs(part);
        }
    if (!isfinite(forward) || !isfinite(size) || fabs(forward - along) <= 1e-8 * size)
        return true;
    far = rounding(a, count + 1, 0);
    for (size_t p = 0; p < count; p++)
        for (int64_t i = 0; i < shape_count(&a->inputs[p]->type.shape); i++)
            far += rounding(a, p + 1, i) * fabs(tensor_get(a->direction[p], i).f);
    slopes_counted.rounding += fabs(forward - along) <= 1e-8 * size + far;
    return fabs(forward - along) <= 1e-8 * size + far;
}

static Slopes judge(Judge *a, int64_t operations)
{
    Slopes verdict = SLOPES_hold;
    if (eval(a->cx, a->g, a->inputs, NULL, a->out)) {
        verdict = is_forward(a) ? SLOPES_hold : SLOPES_not_forward;
        for (size_t p = 0; p < a->g->params.len && fabs(tensor_get(a->out[0], 0).f) < 1e6; p++)
            for (int64_t i = 0; i < shape_count(&a->inputs[p]->type.shape); i++)
                if (!is_slope(a, p, i))
                    verdict = SLOPES_not_gradient;
    }
    slopes_counted.slopes += a->compared;
    slopes_counted.graphs += a->compared > 0;
    slopes_counted.large += a->compared > 0 && operations >= 20;
    if (a->compared > 0 && operations > slopes_counted.largest)
        slopes_counted.largest = operations;
    error_free(error_take(a->cx));
    free_all(a->out);
    free_all(a->far);
    return verdict;
}

Slopes check_slopes(Cx *cx, Graph *g, Tensor **inputs, uint64_t seed)
{
    Node *y = NULL, *dxs[MOST], *tangents[MOST], *dy;
    Tensor *direction[MOST] = {NULL};
    Judge a = {.cx = cx, .g = g, .inputs = inputs, .direction = direction};
    int count = (int)g->params.len;
    int64_t operations = operations_of(g);
    for (size_t i = 0; i < g->results.len; i++) {
        Node *part = functional(cx, g, g->results.at[i], seed + 77 + 1000 * i);
        y = y && part ? node2(cx, g, OP_add, y, part) : y ? y : part;
    }
    if (y == NULL) {
        error_free(error_take(cx));
        return SLOPES_hold;
    }
    Slopes verdict = SLOPES_not_made;
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
            verdict = verify(cx, g) ? judge(&a, operations) : SLOPES_not_made;
        }
    }
    error_free(error_take(cx));
    free_all(direction);
    return verdict;
}
