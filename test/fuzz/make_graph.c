/* make_graph.c - see make_graph.h.

   Nodes are made one after the other: an op is drawn, operands are drawn from the nodes so far, and
   attributes are drawn to fit the operands. What the graph refuses all the same (operands that do
   not broadcast, dtypes without meaning) is drawn again. Nodes that grow too large are not used. */
#include "fuzz/make_graph.h"

#include <string.h>

enum { MOST_ELEMENTS = 200, MOST_TRIES = 40, MOST_ATTRS = 8 };

int64_t made_ops[OP_count];

typedef VEC(Node *) Pool;

typedef struct Maker {
    Cx *cx;
    Dice *dice;
    Graph *g;  /* that nodes are appended to */
    Pool pool; /* what operands are drawn from */
    bool is_differentiable;
    int depth;
} Maker;

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

static bool chance(Maker *m, int64_t in)
{
    return below(m->dice, in) == 0;
}

/* --- leaves --- */

static DType any_dtype(Maker *m)
{
    static const DType common[] = {DTYPE_f32, DTYPE_f64, DTYPE_s32, DTYPE_u8, DTYPE_s64};
    if (m->is_differentiable)
        return chance(m, 8) ? DTYPE_c128 : DTYPE_f64;
    return chance(m, 2) ? common[below(m->dice, 5)] : (DType)below(m->dice, DTYPE_count);
}

static Shape any_shape(Maker *m)
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

static Node *constant_of(Maker *m, DType dtype, Shape shape)
{
    return graph_constant(m->cx, m->g, (Type){dtype, shape}, any_number(m, dtype), SPAN_NONE);
}

static Node *tensor_of(Maker *m, DType dtype, Shape shape)
{
    Tensor *t = tensor_new(m->cx, (Type){dtype, shape});
    for (int64_t i = 0; t && i < shape_count(&shape); i++)
        tensor_set(t, i, any_number(m, dtype));
    Node *n = t ? graph_tensor(m->cx, m->g, t, SPAN_NONE) : NULL;
    tensor_free(t);
    return n;
}

/* Indices below what `size` says for each of `width` columns; the rows differ. */
static Node *indices_of(Maker *m, int64_t rows, int width, const int64_t *size)
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

static Node *any_node(Maker *m)
{
    return m->pool.at[below(m->dice, (int64_t)m->pool.len)];
}

static bool is_scalar(const Node *n)
{
    return node_type(n)->shape.rank == 0;
}

/* A scalar of the pool or a new one. */
static Node *any_scalar(Maker *m, DType dtype)
{
    for (int i = 0; i < 4; i++) {
        Node *n = any_node(m);
        if (is_scalar(n) && !chance(m, 3))
            return n;
    }
    return constant_of(m, dtype, shape_scalar());
}

/* A node that broadcasts against n, if there is one. */
static Node *partner(Maker *m, const Node *n)
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

static Node *integer_scalar(Maker *m)
{
    Type type = {DTYPE_s64, shape_scalar()};
    return graph_constant(m->cx, m->g, type, scalar_s(below(m->dice, 6) - 1), SPAN_NONE);
}

/* --- attributes --- */

typedef struct Draft {
    Node *args[16];
    int nargs;
    Attr attrs[MOST_ATTRS];
    int nattrs;
    int64_t values[MOST_ATTRS][MAX_RANK];
} Draft;

static int64_t *attr_add(Draft *d, AttrName name, int count)
{
    d->attrs[d->nattrs] = (Attr){name, (uint32_t)count, d->values[d->nattrs]};
    return d->values[d->nattrs++];
}

static void attr_one(Draft *d, AttrName name, int64_t value)
{
    attr_add(d, name, 1)[0] = value;
}

static void attr_fill(Maker *m, Draft *d, AttrName name, int count, int64_t least, int64_t most)
{
    int64_t *at = attr_add(d, name, count);
    for (int i = 0; i < count; i++)
        at[i] = least + below(m->dice, most - least + 1);
}

static void attr_shape(Draft *d, const Shape *s)
{
    memcpy(attr_add(d, ATTR_shape, s->rank), s->dim, sizeof(int64_t) * (size_t)s->rank);
}

/* Some of the axes, ascending. */
static const Attr *attr_axes(Maker *m, Draft *d, int rank)
{
    int64_t *at = attr_add(d, ATTR_axes, 0);
    Attr *a = &d->attrs[d->nattrs - 1];
    for (int i = 0; i < rank; i++)
        if (chance(m, 2))
            at[a->count++] = i;
    return a;
}

static void add_arg(Draft *d, Node *n)
{
    d->args[d->nargs++] = n;
}

/* --- drafts: what op.def says of attributes and operands, op by op --- */

typedef void Drafter(Maker *m, Draft *d, OpCode op);

static Shape *shape_of_arg(const Draft *d, int i)
{
    return (Shape *)&node_type(d->args[i])->shape;
}

static void draft_map(Maker *m, Draft *d, OpCode op)
{
    add_arg(d, any_node(m));
    while (d->nargs < op_info[op].arity)
        add_arg(d, partner(m, d->args[0]));
}

static void draft_clip(Maker *m, Draft *d, OpCode op)
{
    (void)op;
    add_arg(d, any_node(m));
    add_arg(d, any_scalar(m, node_type(d->args[0])->dtype));
    add_arg(d, any_scalar(m, node_type(d->args[0])->dtype));
}

static void draft_dtype(Maker *m, Draft *d, OpCode op)
{
    add_arg(d, any_node(m));
    DType from = node_type(d->args[0])->dtype, to = any_dtype(m);
    for (int i = 0; op == OP_bitcast && i < 30 && dtype_info[to].bits != dtype_info[from].bits; i++)
        to = (DType)below(m->dice, DTYPE_count);
    attr_one(d, ATTR_dtype, to);
}

static void draft_iota(Maker *m, Draft *d, OpCode op)
{
    (void)op;
    Shape s = any_shape(m);
    attr_shape(d, &s);
    attr_one(d, ATTR_axis, below(m->dice, s.rank + 1) - 1);
    attr_one(d, ATTR_dtype, m->is_differentiable ? DTYPE_f64 : any_dtype(m));
}

static void draft_reshape(Maker *m, Draft *d, OpCode op)
{
    (void)op;
    add_arg(d, any_node(m));
    const Shape *s = shape_of_arg(d, 0);
    Shape to = {.rank = 1, .dim = {shape_count(s)}};
    if (chance(m, 2) && s->rank < 4) {
        to = *s;
        int at = (int)below(m->dice, s->rank + 1);
        memmove(&to.dim[at + 1], &to.dim[at], sizeof(int64_t) * (size_t)(s->rank - at));
        to.dim[at] = 1;
        to.rank++;
    } else if (chance(m, 2) && to.dim[0] % 2 == 0) {
        to = SHAPE(2, to.dim[0] / 2);
    }
    attr_shape(d, &to);
}

static void draft_broadcast(Maker *m, Draft *d, OpCode op)
{
    (void)op;
    add_arg(d, any_node(m));
    const Shape *s = shape_of_arg(d, 0);
    Shape to = {0};
    int64_t axes[MAX_RANK];
    for (int i = 0; i < s->rank; i++) {
        if (to.rank < 4 && chance(m, 3))
            to.dim[to.rank++] = 1 + below(m->dice, 3);
        axes[i] = to.rank;
        to.dim[to.rank++] = s->dim[i] == 1 ? 1 + below(m->dice, 3) : s->dim[i];
    }
    if (to.rank < 4 && chance(m, 2))
        to.dim[to.rank++] = 1 + below(m->dice, 3);
    attr_shape(d, &to);
    memcpy(attr_add(d, ATTR_axes, s->rank), axes, sizeof(int64_t) * (size_t)s->rank);
}

static void draft_transpose(Maker *m, Draft *d, OpCode op)
{
    (void)op;
    add_arg(d, any_node(m));
    int rank = shape_of_arg(d, 0)->rank;
    int64_t *at = attr_add(d, ATTR_axes, rank);
    for (int i = 0; i < rank; i++) {
        int64_t j = below(m->dice, i + 1);
        at[i] = at[j];
        at[j] = i;
    }
}

static void draft_axes(Maker *m, Draft *d, OpCode op)
{
    add_arg(d, any_node(m));
    attr_axes(m, d, shape_of_arg(d, 0)->rank);
    if (op != OP_reverse)
        attr_one(d, ATTR_keep_axes, below(m->dice, 2));
}

static void draft_argmax(Maker *m, Draft *d, OpCode op)
{
    (void)op;
    add_arg(d, any_node(m));
    int rank = shape_of_arg(d, 0)->rank, count = rank && chance(m, 2) ? 1 : rank;
    int64_t *at = attr_add(d, ATTR_axes, count);
    for (int i = 0; i < count; i++)
        at[i] = count == 1 ? below(m->dice, rank) : i;
    attr_one(d, ATTR_keep_axes, below(m->dice, 2));
    attr_one(d, ATTR_last, below(m->dice, 2));
    attr_one(d, ATTR_dtype, chance(m, 2) ? DTYPE_s32 : DTYPE_s64);
}

static void draft_sort(Maker *m, Draft *d, OpCode op)
{
    add_arg(d, any_node(m));
    int rank = shape_of_arg(d, 0)->rank;
    attr_one(d, ATTR_axis, rank ? below(m->dice, rank) : 0);
    attr_one(d, ATTR_descending, below(m->dice, 2));
    attr_one(d, ATTR_stable, below(m->dice, 2));
    if (op == OP_argsort)
        attr_one(d, ATTR_dtype, DTYPE_s32);
}

static void draft_slice(Maker *m, Draft *d, OpCode op)
{
    (void)op;
    add_arg(d, any_node(m));
    const Shape *s = shape_of_arg(d, 0);
    int64_t *lengths = attr_add(d, ATTR_lengths, s->rank);
    int64_t *strides = attr_add(d, ATTR_strides, s->rank);
    for (int i = 0; i < s->rank; i++) {
        lengths[i] = s->dim[i] ? 1 + below(m->dice, s->dim[i]) : 0;
        strides[i] = lengths[i] * 2 <= s->dim[i] + 1 ? 1 + below(m->dice, 2) : 1;
        add_arg(d, integer_scalar(m));
    }
}

static void draft_put_slice(Maker *m, Draft *d, OpCode op)
{
    (void)op;
    add_arg(d, any_node(m));
    Shape s = *shape_of_arg(d, 0);
    for (int i = 0; i < s.rank; i++)
        s.dim[i] = s.dim[i] ? 1 + below(m->dice, s.dim[i]) : 0;
    Node *slice = any_node(m);
    bool fits = shape_equal(&node_type(slice)->shape, &s);
    add_arg(d, fits ? slice : tensor_of(m, any_dtype(m), s));
    for (int i = 0; i < s.rank; i++)
        add_arg(d, integer_scalar(m));
}

static void draft_pad(Maker *m, Draft *d, OpCode op)
{
    (void)op;
    add_arg(d, any_node(m));
    add_arg(d, any_scalar(m, node_type(d->args[0])->dtype));
    int rank = shape_of_arg(d, 0)->rank;
    attr_fill(m, d, ATTR_low, rank, -1, 2);
    attr_fill(m, d, ATTR_high, rank, -1, 2);
    attr_fill(m, d, ATTR_interior, rank, 0, 1);
}

static void draft_concatenate(Maker *m, Draft *d, OpCode op)
{
    (void)op;
    add_arg(d, any_node(m));
    Shape s = *shape_of_arg(d, 0);
    int64_t axis = s.rank ? below(m->dice, s.rank) : 0, count = below(m->dice, 3);
    attr_one(d, ATTR_axis, axis);
    for (int64_t i = 0; i < count; i++) {
        Node *n = any_node(m);
        bool fits = shape_equal(&node_type(n)->shape, &s);
        s.dim[axis] = fits || !s.rank ? s.dim[axis] : below(m->dice, 3);
        add_arg(d, fits ? n : tensor_of(m, any_dtype(m), s));
        s = *shape_of_arg(d, 0);
    }
}

static void draft_dot(Maker *m, Draft *d, OpCode op)
{
    (void)op;
    add_arg(d, any_node(m));
    const Shape *a = shape_of_arg(d, 0);
    Shape b = {0};
    int batch = a->rank > 1 && chance(m, 2) ? 1 : 0;
    int64_t contract_a[MAX_RANK], contract_b[MAX_RANK], zero[1] = {0};
    int count = 0;
    for (int i = 0; i < batch; i++)
        b.dim[b.rank++] = a->dim[i];
    if (chance(m, 2))
        b.dim[b.rank++] = 1 + below(m->dice, 3);
    for (int i = batch; i < a->rank; i++)
        if (chance(m, 2)) {
            contract_a[count] = i;
            contract_b[count++] = b.rank;
            b.dim[b.rank++] = a->dim[i];
        }
    add_arg(d, tensor_of(m, m->is_differentiable ? DTYPE_f64 : any_dtype(m), b));
    size_t size = sizeof(int64_t) * (size_t)count;
    memcpy(attr_add(d, ATTR_contract_a, count), contract_a, size);
    memcpy(attr_add(d, ATTR_batch_a, batch), zero, sizeof(int64_t) * (size_t)batch);
    memcpy(attr_add(d, ATTR_contract_b, count), contract_b, size);
    memcpy(attr_add(d, ATTR_batch_b, batch), zero, sizeof(int64_t) * (size_t)batch);
}

static void draft_conv(Maker *m, Draft *d, OpCode op)
{
    (void)op;
    add_arg(d, any_node(m));
    const Shape *s = shape_of_arg(d, 0);
    int spatial = s->rank < 2 ? 0 : s->rank - 2;
    int64_t features = 1, batches = 1;
    if (s->rank >= 2 && s->dim[1] % 2 == 0 && chance(m, 2))
        features = 2;
    else if (s->rank >= 2 && s->dim[0] % 2 == 0 && chance(m, 2))
        batches = 2;
    Shape kernel = {.rank = s->rank, .dim = {2 * (1 + below(m->dice, 2)), s->dim[1] / features}};
    for (int i = 2; i < kernel.rank; i++)
        kernel.dim[i] = 1 + below(m->dice, 2);
    add_arg(d, tensor_of(m, m->is_differentiable ? DTYPE_f64 : any_dtype(m), kernel));
    attr_fill(m, d, ATTR_strides, spatial, 1, 2);
    attr_fill(m, d, ATTR_low, spatial, 0, 2);
    attr_fill(m, d, ATTR_high, spatial, 0, 2);
    attr_fill(m, d, ATTR_input_dilations, spatial, 1, 2);
    attr_fill(m, d, ATTR_kernel_dilations, spatial, 1, 2);
    attr_one(d, ATTR_feature_groups, features);
    attr_one(d, ATTR_batch_groups, batches);
}

static void draft_places(Maker *m, Draft *d, int rank)
{
    attr_fill(m, d, ATTR_window, rank, 1, 3);
    attr_fill(m, d, ATTR_strides, rank, 1, 2);
    attr_fill(m, d, ATTR_low, rank, 0, 1);
    attr_fill(m, d, ATTR_high, rank, 0, 1);
    attr_fill(m, d, ATTR_dilations, rank, 1, 2);
}

static void draft_window(Maker *m, Draft *d, OpCode op)
{
    add_arg(d, any_node(m));
    draft_places(m, d, shape_of_arg(d, 0)->rank);
    if (op == OP_window_argmax || op == OP_window_argmin)
        attr_one(d, ATTR_dtype, DTYPE_s32);
}

static void draft_index(Maker *m, Draft *d, OpCode op)
{
    add_arg(d, any_node(m));
    const Shape *s = shape_of_arg(d, 0);
    const Attr *axes = attr_axes(m, d, s->rank);
    int64_t size[MAX_RANK] = {0}, places = 1;
    Shape updates = {.rank = 1};
    for (int i = 0, j = 0; i < s->rank; i++) {
        bool is_indexed = j < (int)axes->count && axes->at[j] == i;
        if (is_indexed)
            places *= size[j++] = s->dim[i];
        else
            updates.dim[updates.rank++] = s->dim[i];
    }
    int64_t rows = places == 0 ? 0 : 1 + below(m->dice, op == OP_indexed_put ? places : 4);
    rows = rows > 4 ? 4 : rows;
    add_arg(d, indices_of(m, rows, (int)axes->count, size));
    updates.dim[0] = rows;
    if (op != OP_gather)
        add_arg(d, tensor_of(m, any_dtype(m), updates));
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

static Node *make_fold(Maker *m, OpCode op)
{
    static const OpCode combine[] = {OP_add, OP_multiply, OP_subtract, OP_max};
    Draft d = {.nargs = 0};
    Node *x = any_node(m), *params[2];
    DType dtype = node_type(x)->dtype;
    Graph *region = graph_region(m->g);
    for (int i = 0; i < 2; i++)
        params[i] = graph_parameter(m->cx, region, (Type){dtype, shape_scalar()}, SPAN_NONE);
    OpCode by = combine[below(m->dice, dtype_is_complex(dtype) ? 3 : 4)];
    vec_push(&region->results, graph_node(m->cx, region, by, params, 2, NULL, 0, SPAN_NONE));
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

/* clang-format off */
static Drafter *const drafters[OP_count] = {
    [OP_iota] = draft_iota,             [OP_as_type] = draft_dtype,      [OP_bitcast] = draft_dtype,
    [OP_clip] = draft_clip,             [OP_reshape] = draft_reshape,    [OP_broadcast] = draft_broadcast,
    [OP_transpose] = draft_transpose,   [OP_reverse] = draft_axes,       [OP_slice] = draft_slice,
    [OP_pad] = draft_pad,               [OP_concatenate] = draft_concatenate, [OP_put_slice] = draft_put_slice,
    [OP_sum] = draft_axes,              [OP_product] = draft_axes,       [OP_reduce_max] = draft_axes,
    [OP_reduce_min] = draft_axes,       [OP_all] = draft_axes,           [OP_any] = draft_axes,
    [OP_argmax] = draft_argmax,         [OP_argmin] = draft_argmax,      [OP_dot] = draft_dot,
    [OP_conv] = draft_conv,             [OP_window_sum] = draft_window,  [OP_window_product] = draft_window,
    [OP_window_max] = draft_window,     [OP_window_min] = draft_window,  [OP_window_argmax] = draft_window,
    [OP_window_argmin] = draft_window,  [OP_fft] = draft_map,            [OP_ifft] = draft_map,
    [OP_gather] = draft_index,          [OP_indexed_add] = draft_index,  [OP_indexed_put] = draft_index,
    [OP_sort] = draft_sort,             [OP_argsort] = draft_sort,
};
/* clang-format on */

/* Whether differences say something about the op's derivative. */
static bool fits_differences(OpCode op)
{
    return op != OP_bitcast && op != OP_stop_grad && op_info[op].grad != GRAD_none;
}

/* Whether n may stand on a branch cut where its derivative is a root with a cut of its own: which
   side counts is then a matter of the sign of zeros. */
static bool is_on_cut(const Node *n)
{
    bool has_cut = n->op == OP_acos || n->op == OP_asin || n->op == OP_acosh || n->op == OP_asinh;
    return has_cut && dtype_is_complex(node_type(n)->dtype);
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
    if (op == OP_reduce || op == OP_window_reduce)
        return make_fold(m, op);
    if (drafters[op])
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
        if (n == NULL || !is_usable(n) || (m->is_differentiable && is_on_cut(n)))
            continue;
        made_ops[n->op]++;
        if (n->op == OP_cond || n->op == OP_while) {
            bool is_tuple = n->ntypes > 1;
            n = graph_elem(m->cx, m->g, n, n->op == OP_cond ? (int)below(m->dice, n->ntypes) : 0);
            made_ops[OP_elem] += is_tuple;
        }
        vec_push(&m->pool, n);
        return;
    }
}

Graph *make_graph(Cx *cx, Dice *dice, bool is_differentiable)
{
    Maker m = {.cx = cx, .dice = dice, .g = graph_new(), .is_differentiable = is_differentiable};
    for (int64_t i = 1 + below(dice, 3); i > 0; i--) {
        Type type = {is_differentiable ? DTYPE_f64 : any_dtype(&m), any_shape(&m)};
        vec_push(&m.pool, graph_parameter(cx, m.g, type, SPAN_NONE));
        made_ops[OP_parameter]++;
    }
    size_t first = m.pool.len;
    for (int64_t i = 1 + below(dice, is_differentiable ? 6 : 16); i > 0; i--)
        add_node(&m);
    for (size_t i = first; i < m.pool.len; i++)
        if (i + 1 == m.pool.len || chance(&m, 4))
            vec_push(&m.g->results, m.pool.at[i]);
    if (m.g->results.len == 0)
        vec_push(&m.g->results, m.pool.at[0]);
    vec_free(&m.pool);
    return m.g;
}
