/* make_graph.c - see make_graph.h.

   Nodes are made one after the other: an op is drawn, operands are drawn from the nodes so far, and
   attributes are drawn to fit the operands. What the graph refuses all the same (operands that do
   not broadcast, dtypes without meaning) is drawn again. Nodes that grow too large are not used. */
#include "fuzz/maker.h"

#include <string.h>

enum { MOST_ELEMENTS = 200, MOST_TRIES = 40, MOST_OPERATIONS = 40, MOST_RESULTS = 24 };

int64_t made_ops[OP_count];

/* --- dice --- */

uint64_t roll(Dice *d)
{
    d->state += 0x9e3779b97f4a7c15u;
    uint64_t x = d->state;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

int64_t below(Dice *d, int64_t n)
{
    return (int64_t)(roll(d) % (uint64_t)n);
}

double between(Dice *d, double low, double high)
{
    return low + (high - low) * ((double)(roll(d) >> 11) * 0x1p-53);
}

bool chance(Maker *m, int64_t in)
{
    return below(m->dice, in) == 0;
}

/* --- leaves --- */

DType any_dtype(Maker *m)
{
    static const DType common[] = {DTYPE_f32, DTYPE_f64, DTYPE_s32, DTYPE_u8, DTYPE_s64};
    if (m->is_differentiable)
        return chance(m, 8) ? DTYPE_c128 : DTYPE_f64;
    return chance(m, 2) ? common[below(m->dice, 5)] : (DType)below(m->dice, DTYPE_count);
}

Shape any_shape(Maker *m)
{
    Shape s = {.rank = (int)below(m->dice, 4)};
    for (int i = 0; i < s.rank; i++)
        s.dim[i] = !m->is_differentiable && chance(m, 40) ? 0 : 1 + below(m->dice, 4);
    return s;
}

static Scalar any_number(Maker *m, DType t)
{
    double x = chance(m, 2) ? (double)below(m->dice, 4) : between(m->dice, -2, 2);
    if (dtype_is_integer(t))
        return scalar_s((int64_t)x);
    return dtype_is_complex(t) ? scalar_c(x, between(m->dice, -2, 2)) : scalar_f(x);
}

Node *constant_of(Maker *m, DType dtype, Shape shape)
{
    return graph_constant(m->cx, m->g, (Type){dtype, shape}, any_number(m, dtype), SPAN_NONE);
}

Node *tensor_of(Maker *m, DType dtype, Shape shape)
{
    Tensor *t = tensor_new(m->cx, (Type){dtype, shape});
    for (int64_t i = 0; t && i < shape_count(&shape); i++)
        tensor_set(t, i, any_number(m, dtype));
    Node *n = t ? graph_tensor(m->cx, m->g, t, SPAN_NONE) : NULL;
    tensor_free(t);
    return n;
}

/* Indices below what `size` says for each of `width` columns; the rows differ. */
Node *indices_of(Maker *m, int64_t rows, int width, const int64_t *size)
{
    Tensor *t = tensor_new(m->cx, (Type){DTYPE_s64, SHAPE(rows, width)});
    int64_t first = below(m->dice, 1000);
    for (int64_t r = 0; t && r < rows; r++)
        for (int64_t j = 0, rest = first + r; j < width; j++, rest /= size[j - 1])
            tensor_set(t, r * width + j, scalar_s(rest % size[j]));
    Node *n = t ? graph_tensor(m->cx, m->g, t, SPAN_NONE) : NULL;
    tensor_free(t);
    return n;
}

/* --- operands --- */

Node *any_node(Maker *m)
{
    return m->pool.at[below(m->dice, (int64_t)m->pool.len)];
}

static bool is_scalar(const Node *n)
{
    return node_type(n)->shape.rank == 0;
}

/* A scalar of the pool or a new one. */
Node *any_scalar(Maker *m, DType dtype)
{
    for (int i = 0; i < 4; i++) {
        Node *n = any_node(m);
        if (is_scalar(n) && !chance(m, 3))
            return n;
    }
    return constant_of(m, dtype, shape_scalar());
}

/* A node that broadcasts against n, if there is one. */
Node *partner(Maker *m, const Node *n)
{
    for (int i = 0; i < 12; i++) {
        Node *other = any_node(m);
        const Shape *a = &node_type(n)->shape, *b = &node_type(other)->shape;
        bool fits = true;
        for (int j = 1; j <= a->rank && j <= b->rank; j++) {
            int64_t x = a->dim[a->rank - j], y = b->dim[b->rank - j];
            fits = fits && (x == y || x == 1 || y == 1);
        }
        if (fits)
            return other;
    }
    return any_scalar(m, node_type(n)->dtype);
}

Node *integer_scalar(Maker *m)
{
    Type type = {DTYPE_s64, shape_scalar()};
    return graph_constant(m->cx, m->g, type, scalar_s(below(m->dice, 6) - 1), SPAN_NONE);
}

/* --- regions --- */

/* One node more that has the type of n, from n alone. */
static Node *same_type(Maker *m, Graph *g, Node *n)
{
    static const OpCode unary[] = {OP_negate, OP_floor, OP_abs, OP_sign, OP_stop_grad};
    static const OpCode binary[] = {OP_add, OP_multiply, OP_subtract, OP_max};
    bool is_complex = dtype_is_complex(node_type(n)->dtype);
    OpCode op = chance(m, 2) && !is_complex && !m->is_differentiable
                    ? unary[below(m->dice, 5)]
                    : binary[below(m->dice, is_complex ? 3 : 4)];
    Node *args[] = {n, n};
    made_ops[op]++;
    return graph_node(m->cx, g, op, args, op_info[op].arity, NULL, 0, SPAN_NONE);
}

/* A node of the region g that has the type of the outer or own node n. */
static Node *region_result(Maker *m, Graph *g, Node *n)
{
    Node *r = graph_use(m->cx, g, n);
    for (int64_t i = below(m->dice, 3); i > 0 && r; i--)
        r = same_type(m, g, r);
    return r;
}

static Node *make_cond(Maker *m)
{
    Node *predicates[2];
    Graph *regions[3];
    int count = 1 + (int)below(m->dice, 2), results = 1 + (int)below(m->dice, 2);
    Node *like[2] = {any_node(m), any_node(m)};
    for (int i = 0; i < count; i++)
        predicates[i] = any_scalar(m, DTYPE_u8);
    for (int i = 0; i <= count; i++) {
        regions[i] = graph_region(m->g);
        for (int j = 0; j < results; j++)
            vec_push(&regions[i]->results, region_result(m, regions[i], like[j]));
    }
    return graph_cond(m->cx, m->g, predicates, count, regions, SPAN_NONE);
}

static Node *make_while(Maker *m)
{
    Type counter = {DTYPE_s32, shape_scalar()};
    Node *initial[] = {any_node(m), graph_constant(m->cx, m->g, counter, scalar_s(0), SPAN_NONE)};
    Graph *condition = graph_region(m->g), *body = graph_region(m->g);
    Node *params[2][2];
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++)
            params[i][j] =
                graph_parameter(m->cx, i ? body : condition, *node_type(initial[j]), SPAN_NONE);
    Scalar trips = scalar_s(below(m->dice, 4));
    Node *limit[] = {params[0][1], graph_constant(m->cx, condition, counter, trips, SPAN_NONE)};
    Node *step[] = {params[1][1], graph_constant(m->cx, body, counter, scalar_s(1), SPAN_NONE)};
    vec_push(&condition->results,
             graph_node(m->cx, condition, OP_less, limit, 2, NULL, 0, SPAN_NONE));
    vec_push(&body->results, region_result(m, body, params[1][0]));
    vec_push(&body->results, graph_node(m->cx, body, OP_add, step, 2, NULL, 0, SPAN_NONE));
    return graph_while(m->cx, m->g, initial, 2, condition, body, SPAN_NONE);
}

/* A call of a function of two arguments that captures a third value. */
static Node *make_fun(Maker *m)
{
    Node *args[] = {any_node(m), any_node(m)}, *other = any_node(m);
    Graph *region = graph_region(m->g);
    for (int i = 0; i < 2; i++) {
        Node *p = graph_parameter(m->cx, region, *node_type(args[i]), SPAN_NONE);
        vec_push(&region->results, region_result(m, region, p));
    }
    vec_push(&region->results, region_result(m, region, other));
    return graph_fun(m->cx, m->g, args, 2, region, SPAN_NONE);
}

/* 2 x + c x, and that this is its derivative. */
static Node *make_custom_grad(Maker *m)
{
    Node *x = any_node(m), *c = constant_of(m, node_type(x)->dtype, shape_scalar());
    Node *parts[] = {NULL, NULL}, *pair[] = {x, x};
    Node *product[] = {x, c};
    parts[0] = graph_node(m->cx, m->g, OP_add, pair, 2, NULL, 0, SPAN_NONE);
    parts[1] = graph_node(m->cx, m->g, OP_multiply, product, 2, NULL, 0, SPAN_NONE);
    Node *y = graph_node(m->cx, m->g, OP_add, parts, 2, NULL, 0, SPAN_NONE);
    if (y == NULL)
        return NULL;
    Graph *region = graph_region(m->g);
    Node *dy = graph_parameter(m->cx, region, cotangent_type(node_type(y)), SPAN_NONE);
    Node *twice[] = {dy, dy}, *times[] = {dy, c};
    Node *sum[] = {graph_node(m->cx, region, OP_add, twice, 2, NULL, 0, SPAN_NONE),
                   graph_node(m->cx, region, OP_multiply, times, 2, NULL, 0, SPAN_NONE)};
    vec_push(&region->results, graph_node(m->cx, region, OP_add, sum, 2, NULL, 0, SPAN_NONE));
    return graph_custom_grad(m->cx, m->g, y, &x, 1, region, SPAN_NONE);
}

static Node *make_fold(Maker *m, OpCode op)
{
    static const OpCode combine[] = {OP_add, OP_multiply, OP_subtract, OP_max};
    Draft d = {.nargs = 0};
    Node *x = any_node(m), *params[2];
    DType dtype = node_type(x)->dtype;
    Graph *region = graph_region(m->g);
    for (int i = 0; i < 2; i++)
        params[i] = graph_parameter(m->cx, region, (Type){dtype, shape_scalar()}, SPAN_NONE);
    Node *so_far = params[below(m->dice, 2)];
    for (int i = (int)below(m->dice, 3); i >= 0; i--) { /* one operation to three */
        OpCode by = combine[below(m->dice, dtype_is_complex(dtype) ? 3 : 4)];
        Node *other = so_far == params[0] ? params[1]
                      : below(m->dice, 3) == 0
                          ? graph_constant(m->cx, region, (Type){dtype, shape_scalar()},
                                           scalar_u(1), SPAN_NONE)
                          : params[below(m->dice, 2)];
        Node *args[2] = {so_far, other};
        so_far = graph_node(m->cx, region, by, args, 2, NULL, 0, SPAN_NONE);
    }
    vec_push(&region->results, so_far);
    if (op == OP_window_reduce) {
        draft_places(m, &d, node_type(x)->shape.rank);
    } else {
        attr_axes(m, &d, node_type(x)->shape.rank);
        attr_one(&d, ATTR_keep_axes, below(m->dice, 2));
    }
    Node *initial = constant_of(m, dtype, shape_scalar());
    return graph_fold(m->cx, m->g, op, x, initial, region, d.attrs, d.nattrs, SPAN_NONE);
}

/* --- one node --- */

/* Ops that have a derivative of which differences in random graphs say nothing, and why.
   test/grad_check.h has cases of them that are made for it. */
static const char *const no_differences[OP_count] = {
    [OP_bitcast] = "bits are no numbers: its derivative is zero, and the slope of a way there and "
                   "back is not",
    [OP_stop_grad] = "its derivative is not its slope, on purpose",
    [OP_cholesky] = "it reads half of a symmetric matrix, the derivative is that of both halves",
    [OP_eigh] = "likewise, and eigenvectors may have any sign",
    [OP_svd] = "singular vectors may have any sign, and equal values no derivative",
    [OP_lu] = "rows change places at any ratio of elements",
    [OP_qr] = "what completes the columns is free, and columns may depend on each other",
};

static bool fits_differences(OpCode op)
{
    return no_differences[op] == NULL && op_info[op].grad != GRAD_none;
}

/* Whether numbers become integers in n though its derivative says that they stay what they are. */
static bool is_rounding(const Node *n)
{
    bool rounds = false;
    for (int i = 0; i < n->nargs; i++)
        rounds = rounds || !dtype_is_integer(node_type(n->args[i])->dtype);
    return rounds && dtype_is_integer(n->types[0].dtype) && op_info[n->op].grad != GRAD_zero;
}

static Node *make_node(Maker *m, OpCode op)
{
    Draft d = {.nargs = 0};
    if (op == OP_constant)
        return constant_of(m, any_dtype(m), any_shape(m));
    if (op == OP_tensor)
        return tensor_of(m, any_dtype(m), any_shape(m));
    if (op == OP_cond)
        return make_cond(m);
    if (op == OP_while)
        return make_while(m);
    if (op == OP_fun)
        return make_fun(m);
    if (op == OP_custom_grad)
        return make_custom_grad(m);
    if (op == OP_reduce || op == OP_window_reduce)
        return make_fold(m, op);
    if (op == OP_threefry2x32) { /* keys and counters are rare among the nodes so far */
        d.nargs = 2;
        d.args[0] = constant_of(m, DTYPE_u64, shape_scalar());
        d.args[1] = tensor_of(m, DTYPE_u64, any_shape(m));
    } else if (drafters[op])
        drafters[op](m, &d, op);
    else if (op_info[op].class_ == CLASS_MAP)
        draft_map(m, &d, op);
    else
        return NULL;
    return graph_node(m->cx, m->g, op, d.args, d.nargs, d.attrs, d.nattrs, SPAN_NONE);
}

/* Whether later nodes may use n. */
static bool is_usable(const Node *n)
{
    int64_t count;
    return n->types[0].shape.rank <= 5 && shape_size(&n->types[0].shape, &count) &&
           count <= MOST_ELEMENTS;
}

static void add_node(Maker *m)
{
    for (int i = 0; i < MOST_TRIES; i++) {
        OpCode op = (OpCode)below(m->dice, OP_count);
        if (m->is_differentiable && !fits_differences(op) && op != OP_while)
            continue;
        Node *n = make_node(m, op);
        error_free(error_take(m->cx));
        if (n == NULL || !is_usable(n) || (m->is_differentiable && is_rounding(n)))
            continue;
        made_ops[n->op]++;
        if (n->ntypes > 1) {
            n = graph_elem(m->cx, m->g, n, op == OP_while ? 0 : (int)below(m->dice, n->ntypes));
            made_ops[OP_elem]++;
        }
        vec_push(&m->pool, n);
        return;
    }
}

static bool is_used(const Graph *g, const Node *n)
{
    for (size_t i = 0; i < g->nodes.len; i++)
        for (int j = 0; j < g->nodes.at[i]->nargs; j++)
            if (g->nodes.at[i]->args[j] == n)
                return true;
    return false;
}

/* The last node and every fourth; of a graph to be differentiated all that nobody uses, so that
   each operation counts. */
static void choose_results(Maker *m, size_t first)
{
    for (size_t i = m->pool.len; i-- > first && m->g->results.len < MOST_RESULTS;) {
        Node *n = m->pool.at[i];
        if (i + 1 == m->pool.len || (m->is_differentiable ? !is_used(m->g, n) : chance(m, 4)))
            vec_push(&m->g->results, n);
    }
    if (m->g->results.len == 0)
        vec_push(&m->g->results, m->pool.at[0]);
}

Graph *make_graph(Cx *cx, Dice *dice, bool is_differentiable)
{
    static const int64_t sizes[] = {6, 16, MOST_OPERATIONS};
    Maker m = {.cx = cx, .dice = dice, .g = graph_new(), .is_differentiable = is_differentiable};
    for (int64_t i = 1 + below(dice, 3); i > 0; i--) {
        Type type = {is_differentiable ? DTYPE_f64 : any_dtype(&m), any_shape(&m)};
        vec_push(&m.pool, graph_parameter(cx, m.g, type, SPAN_NONE));
        made_ops[OP_parameter]++;
    }
    size_t first = m.pool.len;
    for (int64_t i = 1 + below(dice, sizes[below(dice, 3)]); i > 0; i--)
        add_node(&m);
    choose_results(&m, first);
    vec_free(&m.pool);
    return m.g;
}
