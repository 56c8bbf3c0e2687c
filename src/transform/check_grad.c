/* check_grad.c - derivatives against differences, at a point.

   The function is copied in f64 (widen.c) and made a number: z, the sum of its results times fixed
   random weights. One x at a time moves along a fixed random direction v of its own size, and three
   figures must agree: <dz/dx, v> of reverse mode, the tangent of z along v of forward mode, and the
   slope of z. The slope is judged by central differences of two steps, h and h/2, extrapolated;
   where they say different things, or those to the left and to the right do, there is a kink or a
   jump nearby, and another h is tried. */
#include "transform/check_grad.h"

#include "eval/eval.h"

#include <float.h>
#include <math.h>

enum { MOST_ALONE = 8 }; /* more xs than these move together */

typedef struct Trial {
    Cx *cx;
    const GradPoint *at;
    Graph *g;
    int nparams;
    Node **steps, **speeds; /* by x: parameters, how far it is moved and how fast its tangent is */
    Node **directions;      /* by x; NULL: it stands still */
    Tensor **inputs;
    Map base, moved; /* nodes of at->from to those of g, where the xs are and where they move to */
    Graph *value, *forward, *reverse;
} Trial;

void forget_error(Cx *cx)
{
    if (cx->error && cx->error->exc != EXC_Interrupted)
        error_free(error_take(cx));
}

void find_moving(const GradPoint *at, Map *needed, Map *moving)
{
    graph_mark(at->from, at->ys, at->ny, needed);
    for (int i = 0; i < at->nx; i++)
        map_put(moving, map_key(at->xs[i]));
    for (size_t i = 0; i < at->from->nodes.len; i++) {
        const Node *n = at->from->nodes.at[i];
        for (int j = 0; j < n->nargs && n->op != OP_stop_grad; j++)
            if (map_get(moving, map_key(n->args[j])) && map_get(needed, map_key(n)))
                map_put(moving, map_key(n));
    }
}

Tensor *input_at(Cx *cx, const GradPoint *at, int i)
{
    const Type *type = node_type(at->from->params.at[i]);
    return at->inputs[i]
               ? tensor_widened(cx, at->inputs[i])
               : tensor_fill(cx, (Type){dtype_widened(type->dtype), type->shape}, scalar_f(0));
}

bool values_at(Cx *cx, const Graph *g, Tensor *const *inputs, Tensor **values)
{
    Graph *simple = simplify(cx, g);
    bool ok = simple && eval(cx, simple, inputs, NULL, values);
    graph_free(simple);
    return ok;
}

/* --- random numbers, the same ones each time --- */

/* Between 0.5 and 1.5, of either sign. */
static double any_number(uint64_t *state)
{
    uint64_t x = *state += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    x ^= x >> 31;
    double size = 0.5 + (double)(x >> 12) * 0x1p-52;
    return x & 1 ? size : -size;
}

static double _Complex number_at(const Tensor *t, int64_t i)
{
    Scalar x = tensor_get(t, i);
    return x.class_ == DCLASS_c ? x.c : x.f;
}

static void set_number(Tensor *t, int64_t i, double _Complex x)
{
    tensor_set(t, i,
               dtype_is_complex(t->type.dtype) ? scalar_c(creal(x), cimag(x)) : scalar_f(creal(x)));
}

static Tensor *random_like(Cx *cx, Type type, uint64_t *state)
{
    Tensor *t = tensor_new(cx, type);
    for (int64_t i = 0; t && i < shape_count(&type.shape); i++) {
        double re = any_number(state);
        set_number(t, i, dtype_is_complex(type.dtype) ? re + I * any_number(state) : re);
    }
    return t;
}

/* Matrices that are Hermitian move as such: what reads one triangle alone means both. */
static void make_hermitian(Tensor *v, const Tensor *x)
{
    const Shape *s = &x->type.shape;
    int64_t n = s->rank < 2 ? 0 : s->dim[s->rank - 1], size = shape_count(s);
    if (s->rank < 2 || s->dim[s->rank - 2] != n)
        return;
    for (int64_t i = 0; i < size; i++) {
        int64_t row = i / n % n, other = i - i % n - row * n + i % n * n + row;
        if (number_at(x, i) != conj(number_at(x, other)))
            return;
    }
    for (int64_t i = 0; i < size; i++) {
        int64_t row = i / n % n, other = i - i % n - row * n + i % n * n + row;
        if (row < i % n)
            set_number(v, other, conj(number_at(v, i)));
        else if (row == i % n)
            set_number(v, i, creal(number_at(v, i)));
    }
}

/* A direction in which to move from x: each element by about its size. */
static Tensor *direction_at(Cx *cx, const Tensor *x, bool keeps_hermitian, uint64_t *state)
{
    Tensor *v = random_like(cx, x->type, state);
    int64_t size = shape_count(&x->type.shape);
    double most = 0;
    for (int64_t i = 0; v && i < size; i++)
        if (isfinite(cabs(number_at(x, i))))
            most = fmax(most, cabs(number_at(x, i)));
    for (int64_t i = 0; v && i < size; i++) {
        double scale = fmax(cabs(number_at(x, i)), most > 0 ? 0.01 * most : 1);
        set_number(v, i, number_at(v, i) * (isfinite(scale) ? scale : 0));
    }
    if (v && keeps_hermitian)
        make_hermitian(v, x);
    return v;
}

/* --- the graphs --- */

static bool moves(const Node *x)
{
    return !dtype_is_integer(node_type(x)->dtype);
}

static bool add_parameters(Trial *t)
{
    const GradPoint *at = t->at;
    Type number = {DTYPE_f64, {0}};
    for (int i = 0; i < t->nparams; i++) {
        const Node *old = at->from->params.at[i];
        Node *n = copy_widened(t->cx, old, NULL, t->g);
        if (n == NULL)
            return false;
        map_set(&t->base, old, n);
        t->inputs[i] = input_at(t->cx, at, i);
        if (t->inputs[i] == NULL)
            return false;
    }
    for (int i = 0; i < 2 * at->nx; i++) {
        Node *n = graph_parameter(t->cx, t->g, number, SPAN_NONE);
        (i < at->nx ? t->steps : t->speeds)[i % at->nx] = n;
    }
    return !failed(t->cx);
}

/* Steps and speeds, those of one x, or of all: which = -1. */
static bool set_numbers(Trial *t, int which, double step, double speed)
{
    for (int i = 0; i < 2 * t->at->nx; i++) {
        Tensor **slot = &t->inputs[t->nparams + i];
        double x = i < t->at->nx ? step : speed;
        tensor_free(*slot);
        *slot = tensor_fill(t->cx, (Type){DTYPE_f64, {0}},
                            scalar_f(which < 0 || which == i % t->at->nx ? x : 0));
        if (*slot == NULL)
            return false;
    }
    return true;
}

static bool reads_triangle(const Map *moving, const Graph *g)
{
    for (size_t i = 0; i < g->nodes.len; i++) {
        const Node *n = g->nodes.at[i];
        if ((n->op == OP_cholesky || n->op == OP_eigh) && map_get(moving, map_key(n)))
            return true;
    }
    return false;
}

/* Directions for the values that the xs have. */
static bool find_directions(Trial *t, bool keeps_hermitian)
{
    const GradPoint *at = t->at;
    Tensor **values = mem_alloc(sizeof *values * (size_t)(at->nx + 1));
    uint64_t state = 1;
    for (int i = 0; i < at->nx; i++)
        vec_push(&t->g->results, map_find(&t->base, at->xs[i]));
    bool ok = set_numbers(t, -1, 0, 0) && values_at(t->cx, t->g, t->inputs, values);
    t->g->results.len = 0;
    for (int i = 0; i < at->nx; i++) {
        Tensor *v =
            ok && moves(at->xs[i]) ? direction_at(t->cx, values[i], keeps_hermitian, &state) : NULL;
        t->directions[i] = v ? graph_tensor(t->cx, t->g, v, SPAN_NONE) : NULL;
        tensor_free(v);
        tensor_free(ok ? values[i] : NULL);
    }
    free(values);
    return ok && !failed(t->cx);
}

/* The function where the xs are, and again where they move to. */
static bool copy_function(Trial *t)
{
    const GradPoint *at = t->at;
    const Graph *from = at->from;
    Rule rule = {.cx = t->cx, .g = t->g}, *k = &rule;
    Map needed = {0}, moving = {0}, is_x = {0}, behind = {0};
    find_moving(at, &needed, &moving);
    graph_mark(from, at->xs, at->nx, &needed);
    for (int i = 0; i < at->nx; i++)
        map_put(&is_x, map_key(at->xs[i]));
    bool ok = copy_nodes_as(t->cx, from, &needed, copy_widened, t->g, &t->base) &&
              find_directions(t, reads_triangle(&moving, from));
    for (size_t i = 0; i < from->nodes.len && ok; i++) {
        const Node *n = from->nodes.at[i];
        map_set(&t->moved, n, map_find(&t->base, n));
        if (map_get(&moving, map_key(n)) && map_get(&is_x, map_key(n)) == NULL)
            map_put(&behind, map_key(n));
    }
    for (int i = 0; i < at->nx && ok; i++) {
        Node *x = map_find(&t->base, at->xs[i]);
        if (t->directions[i])
            map_set(&t->moved, at->xs[i], add(x, mul(t->steps[i], t->directions[i])));
    }
    ok = ok && !failed(t->cx) && copy_nodes_as(t->cx, from, &behind, copy_widened, t->g, &t->moved);
    map_free(&needed);
    map_free(&moving);
    map_free(&is_x);
    map_free(&behind);
    return ok;
}

static Node *total(Rule *k, Node *a)
{
    int64_t axes[MAX_RANK];
    int rank = a ? node_type(a)->shape.rank : 0;
    for (int i = 0; i < rank; i++)
        axes[i] = i;
    return rule_sum(k, a, axes, rank);
}

/* The real part of the sum of a * b. */
static Node *inner(Rule *k, Node *a, Node *b)
{
    Node *p = mul(a, b);
    return total(k, p && dtype_is_complex(node_type(p)->dtype) ? apply(real, p) : p);
}

/* A new graph, simplified, with these results. */
static Graph *graph_with(Trial *t, Node *const *results, int count)
{
    t->g->results.len = 0;
    for (int i = 0; i < count; i++)
        vec_push(&t->g->results, results[i]);
    return failed(t->cx) ? NULL : simplify(t->cx, t->g);
}

static bool make_reverse(Trial *t, Rule *k, Node *const *ys, Node *const *ws)
{
    int nx = t->at->nx;
    Node **xs = arena_array(graph_arena(t->g), Node *, nx);
    Node **dxs = arena_array(graph_arena(t->g), Node *, nx);
    for (int i = 0; i < nx; i++)
        xs[i] = map_find(&t->base, t->at->xs[i]);
    if (!vjp(t->cx, t->g, ys, ws, t->at->ny, xs, nx, &GRAD_OPTIONS, dxs))
        return false;
    for (int i = 0; i < nx; i++)
        dxs[i] = t->directions[i] ? inner(k, dxs[i], t->directions[i]) : t->steps[i];
    t->reverse = graph_with(t, dxs, nx);
    return t->reverse != NULL;
}

static bool make_forward(Trial *t, Rule *k, Node *const *ys, Node *const *ws)
{
    Node **xs = arena_array(graph_arena(t->g), Node *, t->at->nx);
    Node **dxs = arena_array(graph_arena(t->g), Node *, t->at->nx);
    Node **dys = arena_array(graph_arena(t->g), Node *, t->at->ny);
    Node *slope = NULL;
    int count = 0;
    for (int i = 0; i < t->at->nx; i++)
        if (t->directions[i]) {
            xs[count] = map_find(&t->base, t->at->xs[i]);
            dxs[count++] = mul(t->speeds[i], t->directions[i]);
        }
    if (failed(t->cx) || !jvp(t->cx, t->g, xs, dxs, count, ys, t->at->ny, dys))
        return false;
    for (int i = 0; i < t->at->ny; i++)
        slope = rule_plus(k, slope, inner(k, ws[i], dys[i]));
    t->forward = graph_with(t, &slope, 1);
    return t->forward != NULL;
}

static bool make_graphs(Trial *t)
{
    int ny = t->at->ny;
    Rule rule = {.cx = t->cx, .g = t->g}, *k = &rule;
    Node **ys = arena_array(graph_arena(t->g), Node *, ny);
    Node **ws = arena_array(graph_arena(t->g), Node *, ny);
    Node *value = NULL, *size = NULL;
    uint64_t state = 2;
    for (int i = 0; i < ny && !failed(t->cx); i++) {
        Node *y = map_find(&t->moved, t->at->ys[i]);
        Type type = cotangent_type(node_type(y));
        Tensor *w = random_like(t->cx, (Type){dtype_widened(type.dtype), type.shape}, &state);
        ws[i] = graph_tensor(t->cx, t->g, w, SPAN_NONE);
        tensor_free(w);
        ys[i] = map_find(&t->base, t->at->ys[i]);
        value = rule_plus(k, value, inner(k, ws[i], y));
        size = rule_plus(k, size, total(k, apply(abs, mul(ws[i], y))));
    }
    Node *numbers[] = {value, size};
    t->value = failed(t->cx) ? NULL : graph_with(t, numbers, 2);
    return t->value && make_reverse(t, k, ys, ws) && make_forward(t, k, ys, ws);
}

static void trial_end(Trial *t)
{
    for (int i = 0; i < t->nparams + 2 * t->at->nx; i++)
        tensor_free(t->inputs[i]);
    free(t->inputs);
    free(t->steps);
    map_free(&t->base);
    map_free(&t->moved);
    graph_free(t->value);
    graph_free(t->forward);
    graph_free(t->reverse);
    graph_free(t->g);
}

/* --- figures --- */

/* The numbers that g gives. */
static bool numbers_at(Trial *t, const Graph *g, int which, double step, double speed, double *out)
{
    size_t count = g->results.len;
    Tensor **values = mem_alloc(sizeof *values * (count + 1));
    bool ok = set_numbers(t, which, step, speed) && eval(t->cx, g, t->inputs, NULL, values);
    for (size_t i = 0; i < count && ok; i++) {
        out[i] = scalar_double(tensor_get(values[i], 0));
        tensor_free(values[i]);
    }
    free(values);
    return ok;
}

/* The slope by differences of step h, held against the other two. */
static GradVerdict compare(Trial *t, int which, double h, Slopes *s)
{
    const double steps[] = {0, h, -h, h / 2, -h / 2};
    enum { COUNT = sizeof steps / sizeof *steps };
    double z[COUNT][2];
    for (int i = 0; i < COUNT; i++)
        if (!numbers_at(t, t->value, which, steps[i], 0, z[i]) || !isfinite(z[i][0]))
            return VERDICT_unclear;
    double wide = (z[1][0] - z[2][0]) / (2 * h), narrow = (z[3][0] - z[4][0]) / h;
    double bend = fabs(z[1][0] + z[2][0] - 2 * z[0][0]) / h;
    double narrow_bend = fabs(z[3][0] + z[4][0] - 2 * z[0][0]) * 2 / h;
    double noise = 64 * DBL_EPSILON * z[0][1] / h;
    s->differences = (4 * narrow - wide) / 3;
    double scale = fmax(fabs(s->differences), fmax(fabs(s->forward), fabs(s->reverse)));
    double tolerance = (isfinite(scale) ? 1e-6 * scale : 0) + noise;
    bool is_right = fabs(s->forward - s->differences) <= tolerance &&
                    fabs(s->reverse - s->differences) <= tolerance;
    if (is_right)
        return VERDICT_right;
    if (fabs(wide - narrow) > fmax(tolerance, 1e-4 * fabs(s->differences)) ||
        (narrow_bend > 0.75 * bend && narrow_bend > tolerance))
        return VERDICT_unclear;
    return VERDICT_wrong;
}

static GradVerdict judge_one(Trial *t, int which, const double *reverse, Slopes *s)
{
    static const double steps[] = {1e-5, 1e-3, 1e-7};
    double size[2];
    s->reverse = 0;
    for (int i = 0; i < t->at->nx; i++)
        s->reverse += which < 0 || which == i ? reverse[i] : 0;
    if (!numbers_at(t, t->value, which, 0, 0, size) ||
        !numbers_at(t, t->forward, which, 0, 1, &s->forward))
        return VERDICT_unclear;
    GradVerdict first = compare(t, which, steps[0], s);
    Slopes other = *s;
    bool is_right = first == VERDICT_right;
    for (int i = 1; i < 3 && !is_right && !failed(t->cx); i++)
        is_right = compare(t, which, steps[i], &other) == VERDICT_right;
    if (is_right)
        return VERDICT_right;
    double scale = fmax(fabs(s->forward), fabs(s->reverse));
    bool modes_differ = fabs(s->forward - s->reverse) > 1e-6 * scale + 1e-9 * size[1];
    return isfinite(size[0]) && modes_differ ? VERDICT_wrong : first;
}

static GradVerdict judge_all(Trial *t, Slopes *s)
{
    int nx = t->at->nx;
    double *reverse = mem_alloc(sizeof *reverse * (size_t)(nx + 1));
    GradVerdict worst = VERDICT_unclear;
    if (numbers_at(t, t->reverse, -1, 0, 0, reverse)) {
        worst = VERDICT_right;
        for (int i = nx > MOST_ALONE ? -1 : 0; i < (nx > MOST_ALONE ? 0 : nx); i++) {
            GradVerdict v =
                i >= 0 && !t->directions[i] ? VERDICT_right : judge_one(t, i, reverse, s);
            worst = v > worst ? v : worst;
            if (worst == VERDICT_wrong || failed(t->cx))
                break;
        }
    }
    free(reverse);
    return worst;
}

GradVerdict judge_grad(Cx *cx, const GradPoint *at, Slopes *slopes)
{
    size_t nx = (size_t)at->nx;
    Trial t = {.cx = cx, .at = at, .g = graph_new(), .nparams = (int)at->from->params.len};
    t.steps = mem_alloc(sizeof(Node *) * (3 * nx + 1));
    t.speeds = t.steps + nx;
    t.directions = t.speeds + nx;
    t.inputs = mem_alloc(sizeof(Tensor *) * ((size_t)t.nparams + 2 * nx + 1));
    GradVerdict v = add_parameters(&t) && copy_function(&t) && make_graphs(&t)
                        ? judge_all(&t, slopes)
                        : VERDICT_unclear;
    trial_end(&t);
    forget_error(cx);
    return v;
}
