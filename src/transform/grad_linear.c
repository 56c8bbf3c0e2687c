/* grad_linear.c - the transposes of linear ops: what maps y's cotangent to the operand's. */
#include "transform/grad.h"

static bool is_complex(const Node *n)
{
    return dtype_is_complex(node_type(n)->dtype);
}

/* clang-format off */

/* --- elementwise --- */

LINEAR(metadata)  { dx[0] = dy; }
LINEAR(conjugate) { dx[0] = is_complex(x[0]) ? apply(conjugate, dy) : apply(real, dy); }
LINEAR(real)      { dx[0] = dy; }
LINEAR(imag)      { dx[0] = mul(dy, rule_imaginary(k, -1, y)); }
LINEAR(complex)   { DX(0) = dy;  DX(1) = mul(dy, rule_imaginary(k, 1, y)); }

/* As in Nx a conversion to integers lets the cotangent through. */
LINEAR(as_type)   { dx[0] = dy; }

/* --- views --- */

LINEAR(sum)       { dx[0] = rule_spread(k, dy, x[0], y); }
LINEAR(reshape)   { dx[0] = rule_reshape(k, dy, &node_type(x[0])->shape); }
LINEAR(reverse)   { dx[0] = rule_node(k, OP_reverse, &dy, 1, y->attrs, y->nattrs); }
/* clang-format on */

LINEAR(transpose)
{
    const Attr *axes = node_attr(y, ATTR_axes);
    int64_t back[MAX_RANK];
    for (uint32_t i = 0; i < axes->count; i++)
        back[axes->at[i]] = i;
    dx[0] = rule_transpose(k, dy, back);
}

LINEAR(broadcast)
{
    const Shape *from = &node_type(x[0])->shape, *to = &node_type(y)->shape;
    const Attr *axes = node_attr(y, ATTR_axes);
    int64_t summed[MAX_RANK];
    int count = 0;
    for (int i = 0, j = 0; i < to->rank; i++) {
        bool lands = j < (int)axes->count && axes->at[j] == i;
        if (!lands || from->dim[j] != to->dim[i])
            summed[count++] = i;
        j += lands;
    }
    dx[0] = rule_reshape(k, rule_sum(k, dy, summed, count), from);
}

/* --- slices --- */

/* `from` at the start operands, which are x[first ..]. */
static Node *slice_at(Rule *k, Node *from, Node *const *starts, const Shape *lengths,
                      const int64_t *strides)
{
    if (from == NULL)
        return NULL;
    Node *args[MAX_RANK + 1] = {from};
    uint32_t rank = (uint32_t)lengths->rank;
    for (uint32_t i = 0; i < rank; i++)
        args[i + 1] = starts[i];
    Attr attrs[] = {{ATTR_lengths, rank, lengths->dim}, {ATTR_strides, rank, strides}};
    return rule_node(k, OP_slice, args, (int)rank + 1, attrs, 2);
}

static Node *put_at(Rule *k, Node *to, Node *slice, Node *const *starts)
{
    if (to == NULL || slice == NULL)
        return NULL;
    Node *args[MAX_RANK + 2] = {to, slice};
    int rank = node_type(to)->shape.rank;
    for (int i = 0; i < rank; i++)
        args[i + 2] = starts[i];
    return rule_node(k, OP_put_slice, args, rank + 2, NULL, 0);
}

/* Strided elements are set apart by zeros first; the block then fits where the slice did. */
LINEAR(slice)
{
    const Shape *from = &node_type(x[0])->shape;
    const int64_t *strides = node_attr(y, ATTR_strides)->at;
    int64_t none[MAX_RANK] = {0}, gap[MAX_RANK];
    bool apart = false;
    for (int i = 0; i < from->rank; i++) {
        gap[i] = strides[i] - 1;
        apart |= gap[i] != 0;
    }
    Node *zeros = rule_fill(k, 0, node_type(dy)->dtype, from);
    Node *block = apart ? rule_between_zeros(k, dy, none, none, gap) : dy;
    DX(0) = put_at(k, zeros, block, x + 1);
}

LINEAR(put_slice)
{
    int64_t ones[MAX_RANK];
    const Shape *slice = &node_type(x[1])->shape;
    for (int i = 0; i < slice->rank; i++)
        ones[i] = 1;
    /* read before it is overwritten, so that the overwriting can be done in place */
    DX(1) = slice_at(k, dy, x + 2, slice, ones);
    DX(0) = put_at(k, dy, rule_fill(k, 0, node_type(dy)->dtype, slice), x + 2);
}

/* A start of 0 for every axis. */
static void zero_starts(Rule *k, Node **starts, int rank)
{
    for (int i = 0; i < rank; i++)
        starts[i] = rule_fill(k, 0, DTYPE_s64, &(Shape){0});
}

/* Where y holds the padding value and not an element of x. */
static Node *is_padding(Rule *k, Node *const *x, Node *y)
{
    Node *args[] = {rule_fill(k, 0, DTYPE_u8, &node_type(x[0])->shape),
                    rule_fill(k, 1, DTYPE_u8, &(Shape){0})};
    return rule_node(k, OP_pad, args, 2, y->attrs, y->nattrs);
}

/* Back to x: the sides are cut off (what was cut comes back as zeros), then every gap skipped. */
LINEAR(pad)
{
    const Shape *from = &node_type(x[0])->shape;
    const Attr *low = node_attr(y, ATTR_low), *high = node_attr(y, ATTR_high);
    int64_t cut_low[MAX_RANK], cut_high[MAX_RANK], none[MAX_RANK] = {0}, step[MAX_RANK];
    bool empty = false;
    for (int i = 0; i < from->rank; i++) {
        cut_low[i] = -low->at[i];
        cut_high[i] = -high->at[i];
        step[i] = node_attr(y, ATTR_interior)->at[i] + 1;
        empty |= from->dim[i] == 0;
    }
    if (k->wants[0] && !empty) {
        Node *starts[MAX_RANK];
        zero_starts(k, starts, from->rank);
        dx[0] = slice_at(k, rule_between_zeros(k, dy, cut_low, cut_high, none), starts, from, step);
    }
    if (k->wants[1])
        dx[1] = rule_sum_to(k, pick(is_padding(k, x, y), dy, zeros_like(dy)), &(Shape){0});
}

LINEAR(concatenate)
{
    int64_t axis = node_int(y, ATTR_axis), at = 0, ones[MAX_RANK];
    int rank = node_type(y)->shape.rank;
    for (int i = 0; i < rank; i++)
        ones[i] = 1;
    for (int i = 0; i < y->nargs; i++) {
        Node *starts[MAX_RANK];
        zero_starts(k, starts, rank);
        starts[axis] = graph_constant(k->cx, k->g, (Type){DTYPE_s64, {0}}, scalar_s(at), k->span);
        DX(i) = slice_at(k, dy, starts, &node_type(x[i])->shape, ones);
        at += node_type(x[i])->shape.dim[axis];
    }
}

/* --- by index --- */

static Node *gather_at(Rule *k, Node *from, Node *indices, const Attr *axes)
{
    Node *args[] = {from, indices};
    return rule_node(k, OP_gather, args, 2, axes, 1);
}

static Node *indexed(Rule *k, OpCode op, Node *to, Node *indices, Node *updates, const Attr *axes)
{
    Node *args[] = {to, indices, updates};
    return rule_node(k, op, args, 3, axes, 1);
}

/* All indices in one column of rows. */
LINEAR(gather)
{
    const Shape *from = &node_type(x[0])->shape, *indices = &node_type(x[1])->shape;
    const Shape *out = &node_type(y)->shape;
    int batch = indices->rank - 1;
    Shape rows = {.rank = 2, .dim = {1, indices->dim[batch]}}, updates = {.rank = 1, .dim = {1}};
    for (int i = 0; i < batch; i++)
        rows.dim[0] *= indices->dim[i];
    updates.dim[0] = rows.dim[0];
    for (int i = batch; i < out->rank; i++)
        updates.dim[updates.rank++] = out->dim[i];
    Node *zeros = rule_fill(k, 0, node_type(dy)->dtype, from);
    DX(0) = indexed(k, OP_indexed_add, zeros, rule_reshape(k, x[1], &rows),
                    rule_reshape(k, dy, &updates), node_attr(y, ATTR_axes));
}

LINEAR(indexed_add)
{
    DX(0) = dy;
    DX(2) = gather_at(k, dy, x[1], node_attr(y, ATTR_axes));
}

/* Of several updates to one place only the last counts; their indices are taken to differ. */
LINEAR(indexed_put)
{
    const Attr *axes = node_attr(y, ATTR_axes);
    Node *zeros = rule_fill(k, 0, node_type(dy)->dtype, &node_type(x[2])->shape);
    DX(2) = gather_at(k, dy, x[1], axes);
    DX(0) = indexed(k, OP_indexed_put, dy, x[1], zeros, axes);
}

/* --- dot --- */

typedef struct Side {
    Node *x;
    const Attr *contract, *batch;
    int64_t free[MAX_RANK]; /* axes that are neither, ascending */
    int nfree;
} Side;

static Side side_of(Node *x, const Attr *contract, const Attr *batch)
{
    Side s = {.x = x, .contract = contract, .batch = batch};
    for (int i = 0; i < node_type(x)->shape.rank; i++) {
        bool bound = false;
        for (uint32_t j = 0; j < contract->count; j++)
            bound |= contract->at[j] == i;
        for (uint32_t j = 0; j < batch->count; j++)
            bound |= batch->at[j] == i;
        if (!bound)
            s.free[s.nfree++] = i;
    }
    return s;
}

/* Where a's axes are among those of the product of dy and `b`: batch, a's free axes, and b's
   contracted ones in ascending order, which pair with a's; or, with b on the left, batch,
   contracted, free. */
static void places_of(const Side *a, const Side *b, bool is_b_left, int64_t *back)
{
    int batch = (int)a->batch->count, contracted = (int)a->contract->count;
    int free = is_b_left ? batch + contracted : batch,
        paired = is_b_left ? batch : batch + a->nfree;
    for (int i = 0; i < batch; i++)
        back[a->batch->at[i]] = i;
    for (int i = 0; i < a->nfree; i++)
        back[a->free[i]] = free++;
    for (int axis = 0; axis < node_type(b->x)->shape.rank; axis++)
        for (int i = 0; i < contracted; i++)
            if (b->contract->at[i] == axis)
                back[a->contract->at[i]] = paired++;
}

/* The cotangent of `a`: dy's axes are batch, free of the left, free of the right; those of the
   other side `b`, which begin at `other`, are summed against b. b stands on the side where the
   product has a's axes in order, if there is one. */
static Node *dot_back(Rule *k, Node *dy, const Side *a, const Side *b, int other)
{
    int64_t batch[MAX_RANK], summed[MAX_RANK], back[MAX_RANK];
    int rank = node_type(a->x)->shape.rank;
    bool is_b_left = true;
    for (uint32_t i = 0; i < a->batch->count; i++)
        batch[i] = i;
    for (int i = 0; i < b->nfree; i++)
        summed[i] = other + i;
    places_of(a, b, is_b_left, back);
    for (int i = 0; i < rank; i++)
        is_b_left &= back[i] == i;
    places_of(a, b, is_b_left, back);
    const Attr contract_dy = {0, (uint32_t)b->nfree, summed},
               batch_dy = {0, a->batch->count, batch},
               contract_b = {0, (uint32_t)b->nfree, b->free};
    Node *args[] = {is_b_left ? b->x : dy, is_b_left ? dy : b->x};
    Attr attrs[] = {is_b_left ? contract_b : contract_dy, is_b_left ? *b->batch : batch_dy,
                    is_b_left ? contract_dy : contract_b, is_b_left ? batch_dy : *b->batch};
    for (int i = 0; i < 4; i++)
        attrs[i].name = op_info[OP_dot].attrs[i];
    return rule_transpose(k, rule_node(k, OP_dot, args, 2, attrs, 4), back);
}

LINEAR(dot)
{
    Side a = side_of(x[0], node_attr(y, ATTR_contract_a), node_attr(y, ATTR_batch_a));
    Side b = side_of(x[1], node_attr(y, ATTR_contract_b), node_attr(y, ATTR_batch_b));
    int batch = (int)a.batch->count;
    DX(0) = dot_back(k, dy, &a, &b, batch + a.nfree);
    DX(1) = dot_back(k, dy, &b, &a, batch);
}
