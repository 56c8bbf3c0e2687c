/* draft.c - what op.def says of attributes and operands, op by op: each drafter draws those of one
   op so that they fit, mostly. */
#include "fuzz/maker.h"

#include <string.h>

/* --- attributes --- */

static int64_t *attr_add(Draft *d, AttrName name, int count)
{
    d->attrs[d->nattrs] = (Attr){name, (uint32_t)count, d->values[d->nattrs]};
    return d->values[d->nattrs++];
}

void attr_one(Draft *d, AttrName name, int64_t value)
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
const Attr *attr_axes(Maker *m, Draft *d, int rank)
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

/* --- op by op --- */

static Shape *shape_of_arg(const Draft *d, int i)
{
    return (Shape *)&node_type(d->args[i])->shape;
}

/* One operand in four is one of the numbers that algebra knows rules about. */
static Node *known_number(Maker *m, const Node *like)
{
    static const double numbers[] = {0, -0.0, 1, -1, 2, 0.5};
    Type type = {node_type(like)->dtype, chance(m, 2) ? shape_scalar() : node_type(like)->shape};
    double x = numbers[below(m->dice, 6)];
    Scalar number = dtype_is_complex(type.dtype)   ? scalar_c(x, 0)
                    : dtype_is_integer(type.dtype) ? scalar_s((int64_t)x)
                                                   : scalar_f(x);
    return graph_constant(m->cx, m->g, type, number, SPAN_NONE);
}

void draft_map(Maker *m, Draft *d, OpCode op)
{
    add_arg(d, any_node(m));
    while (d->nargs < op_info[op].arity)
        add_arg(d, chance(m, 4) ? known_number(m, d->args[0]) : partner(m, d->args[0]));
    if (d->nargs == 2 && chance(m, 2)) {
        Node *first = d->args[0];
        d->args[0] = d->args[1];
        d->args[1] = first;
    }
}

static void draft_clip(Maker *m, Draft *d, OpCode op)
{
    (void)op;
    add_arg(d, any_node(m));
    for (int i = 0; i < 2; i++)
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

/* One that only looks, at one or two values. */
static void draft_runtime_call(Maker *m, Draft *d, OpCode op)
{
    (void)op;
    for (int64_t i = 1 + below(m->dice, 2); i > 0; i--)
        add_arg(d, any_node(m));
    attr_one(d, ATTR_callback, -1);
    attr_one(d, ATTR_serial, below(m->dice, 1000));
    attr_one(d, ATTR_passes, 1);
    attr_add(d, ATTR_types, 0);
}

static void draft_sort(Maker *m, Draft *d, OpCode op)
{
    add_arg(d, any_node(m));
    int rank = shape_of_arg(d, 0)->rank;
    for (int i = 0; op == OP_sort && i < 3; i++) {
        Node *other = any_node(m);
        if (shape_equal(&node_type(other)->shape, shape_of_arg(d, 0)))
            add_arg(d, other);
    }
    attr_one(d, ATTR_axis, rank ? below(m->dice, rank) : 0);
    attr_one(d, ATTR_descending, below(m->dice, 2));
    attr_one(d, ATTR_stable, below(m->dice, 2));
    if (op == OP_argsort)
        attr_one(d, ATTR_dtype, DTYPE_s32);
}

static void draft_scan(Maker *m, Draft *d, OpCode op)
{
    (void)op;
    add_arg(d, any_node(m));
    int rank = shape_of_arg(d, 0)->rank;
    attr_one(d, ATTR_axis, rank ? below(m->dice, rank) : 0);
    attr_one(d, ATTR_reversed, below(m->dice, 2));
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

void draft_places(Maker *m, Draft *d, int rank)
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

/* A square matrix: a node, or two rows of numbers with a heavy diagonal. */
static Node *square_matrix(Maker *m)
{
    Node *n = any_node(m);
    const Shape *s = &node_type(n)->shape;
    if (s->rank >= 2 && s->dim[s->rank - 1] == s->dim[s->rank - 2])
        return n;
    Tensor *t =
        tensor_new(m->cx, (Type){m->is_differentiable ? DTYPE_f64 : any_dtype(m), SHAPE(2, 2)});
    for (int64_t i = 0; t && i < 4; i++)
        tensor_set(t, i, scalar_f(i % 3 ? between(m->dice, 0, 1) : between(m->dice, 2, 4)));
    n = t ? graph_tensor(m->cx, m->g, t, SPAN_NONE) : NULL;
    tensor_free(t);
    return n;
}

static void draft_matrix(Maker *m, Draft *d, OpCode op)
{
    add_arg(d, square_matrix(m));
    if (op == OP_qr || op == OP_svd)
        attr_one(d, ATTR_complete, below(m->dice, 2));
}

static void draft_solve(Maker *m, Draft *d, OpCode op)
{
    add_arg(d, square_matrix(m));
    Shape s = *shape_of_arg(d, 0);
    s.rank -= (int)below(m->dice, 2);
    Node *sides = any_node(m);
    bool fits = shape_equal(&node_type(sides)->shape, &s);
    add_arg(d, fits ? sides : tensor_of(m, m->is_differentiable ? DTYPE_f64 : any_dtype(m), s));
    if (op != OP_triangular_solve)
        return;
    attr_one(d, ATTR_lower, below(m->dice, 2));
    attr_one(d, ATTR_left_side, below(m->dice, 2));
    attr_one(d, ATTR_transform, below(m->dice, 3));
}

/* clang-format off */
Drafter *const drafters[OP_count] = {
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
    [OP_cumulative_sum] = draft_scan,   [OP_cumulative_product] = draft_scan,
    [OP_cumulative_max] = draft_scan,   [OP_cumulative_min] = draft_scan,
    [OP_gather] = draft_index,          [OP_indexed_add] = draft_index,  [OP_indexed_put] = draft_index,
    [OP_runtime_call] = draft_runtime_call,
    [OP_sort] = draft_sort,             [OP_argsort] = draft_sort,       [OP_triangular_solve] = draft_solve,
    [OP_solve] = draft_solve,           [OP_cholesky] = draft_matrix,    [OP_lu] = draft_matrix,
    [OP_qr] = draft_matrix,             [OP_eigh] = draft_matrix,        [OP_svd] = draft_matrix,
};
/* clang-format on */
