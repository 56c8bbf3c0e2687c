/* view.c - how a node's kernel sees its operands; see plan.h. */
#include "plan/plan.h"

/* The operand that says where a slice begins along an axis. */
static const Node *start_along(const Node *n, int axis)
{
    return n->args[axis + (n->op == OP_put_slice ? 2 : 1)];
}

/* Implicit broadcasting: axes are aligned at the end, those of size 1 stand still. */
static void broadcast_operand(IndexTable *t, const Shape *whole, const Shape *own, const Index *at,
                              Index *in)
{
    for (int i = 0; i < own->rank; i++) {
        int j = i + whole->rank - own->rank;
        in[i] = own->dim[i] == 1 ? index_constant(t, 0) : at[j];
    }
}

/* A start, clamped to 0 .. most. */
static Index start_index(IndexTable *t, const Node *n, int axis, int64_t most, StartFn *start,
                         void *closure)
{
    const Node *from = start_along(n, axis);
    if (most == 0)
        return index_constant(t, 0);
    if (from->op != OP_constant)
        return start(closure, &(Start){.of = from, .most = most});
    int64_t x = tensor_index(from->tensor, 0);
    return index_constant(t, x < 0 ? 0 : x > most ? most : x);
}

static void slice_operand(IndexTable *t, const Node *n, const Index *at, Index *in, StartFn *start,
                          void *closure)
{
    const Shape *own = &node_type(n->args[0])->shape;
    const int64_t *strides = node_attr(n, ATTR_strides)->at;
    const int64_t *lengths = node_attr(n, ATTR_lengths)->at;
    for (int i = 0; i < own->rank; i++) {
        int64_t most = own->dim[i] - 1 - (lengths[i] - 1) * strides[i];
        Index from = start_index(t, n, i, most, start, closure);
        in[i] = index_add(t, from, index_scale(t, at[i], strides[i]));
    }
}

/* Of operand i of a concatenate: where it begins. */
static int64_t part_start(const Node *n, int i, int64_t axis)
{
    int64_t from = 0;
    for (int j = 0; j < i; j++)
        from += node_type(n->args[j])->shape.dim[axis];
    return from;
}

Index put_start(IndexTable *t, const Node *n, int axis, StartFn *start, void *closure)
{
    int64_t most = node_type(n)->shape.dim[axis] - node_type(n->args[1])->shape.dim[axis];
    return start_index(t, n, axis, most, start, closure);
}

/* The place inside of the slice that is put, inside or not. */
static Index put_at(IndexTable *t, const Node *n, int axis, const Index *at, StartFn *start,
                    void *closure)
{
    return index_add(t, at[axis], index_scale(t, put_start(t, n, axis, start, closure), -1));
}

static Index minus(IndexTable *t, Index a, int64_t x)
{
    return index_add(t, a, index_constant(t, -x));
}

static void view_axes(IndexTable *t, const Node *n, const Index *at, Index *in)
{
    const Shape *own = &node_type(n->args[0])->shape;
    const Attr *axes = node_attr(n, ATTR_axes);
    for (int i = 0; i < own->rank && n->op == OP_reverse; i++)
        in[i] = at[i];
    for (uint32_t i = 0; i < axes->count; i++) {
        int64_t a = axes->at[i];
        if (n->op == OP_transpose)
            in[a] = at[i];
        else if (n->op == OP_broadcast)
            in[i] = own->dim[i] == 1 ? index_constant(t, 0) : at[a];
        else
            in[a] = index_add(t, index_constant(t, own->dim[a] - 1), index_scale(t, at[a], -1));
    }
}

/* Of a reduction along axes of size 1. */
static void reduced_operand(IndexTable *t, const Node *n, const Index *at, Index *in)
{
    const Shape *own = &node_type(n->args[0])->shape;
    const Attr *axes = node_attr(n, ATTR_axes);
    bool keeps = node_int(n, ATTR_keep_axes);
    for (int a = 0, j = 0; a < own->rank; a++) {
        bool is_reduced = false;
        for (uint32_t i = 0; i < axes->count; i++)
            is_reduced = is_reduced || axes->at[i] == a;
        in[a] = is_reduced ? index_constant(t, 0) : at[j];
        j += keeps || !is_reduced;
    }
}

/* Where gather takes what it gives at `at`: indexed axes where the indices say. */
static void gather_operand(IndexTable *t, const Node *n, const Index *at, Index *in, StartFn *start,
                           void *closure)
{
    const Shape *own = &node_type(n->args[0])->shape;
    const Attr *axes = node_attr(n, ATTR_axes);
    Index place[MAX_RANK];
    bool is_indexed[MAX_RANK] = {false};
    int batch = node_type(n->args[1])->shape.rank - 1;
    for (int i = 0; i < batch; i++)
        place[i] = at[i];
    for (uint32_t i = 0; i < axes->count; i++) {
        int64_t axis = axes->at[i];
        place[batch] = index_constant(t, i);
        in[axis] = start(closure, &(Start){.of = n->args[1],
                                           .at = place,
                                           .most = own->dim[axis] - 1,
                                           .gather = n,
                                           .axis = axis});
        is_indexed[axis] = true;
    }
    for (int a = 0, j = batch; a < own->rank; a++)
        if (!is_indexed[a])
            in[a] = at[j++];
}

void view_operand(IndexTable *t, const Node *n, int i, const Index *at, Index *in, StartFn *start,
                  void *closure)
{
    const Shape *whole = &node_type(n)->shape, *own = &node_type(n->args[i])->shape;
    if (op_info[n->op].class_ == CLASS_MAP || op_info[n->op].class_ == CLASS_SCAN) {
        broadcast_operand(t, whole, own, at, in);
    } else if (op_info[n->op].class_ == CLASS_REDUCE) {
        reduced_operand(t, n, at, in);
    } else if (n->op == OP_reshape) {
        index_unflatten(t, index_flatten(t, whole->rank, whole->dim, at), own->rank, own->dim, in);
    } else if (n->op == OP_gather) {
        gather_operand(t, n, at, in, start, closure);
    } else if (n->op == OP_slice) {
        slice_operand(t, n, at, in, start, closure);
    } else if (n->op == OP_put_slice) {
        for (int a = 0; a < own->rank; a++)
            in[a] = i == 0 ? at[a] : put_at(t, n, a, at, start, closure);
    } else if (n->op == OP_concatenate) {
        int64_t axis = node_int(n, ATTR_axis);
        for (int a = 0; a < own->rank; a++)
            in[a] = a == axis ? minus(t, at[a], part_start(n, i, axis)) : at[a];
    } else if (n->op == OP_pad) {
        for (int a = 0; a < own->rank && i == 0; a++)
            in[a] = index_quotient(t, minus(t, at[a], node_attr(n, ATTR_low)->at[a]),
                                   node_attr(n, ATTR_interior)->at[a] + 1);
    } else {
        view_axes(t, n, at, in);
    }
}

int view_inside(IndexTable *t, const Node *n, int i, const Index *at, Inside *out, StartFn *start,
                void *closure)
{
    const Shape *own = &node_type(n->args[i])->shape;
    int count = 0;
    if (n->op == OP_concatenate) {
        int64_t axis = node_int(n, ATTR_axis);
        Index own_at = minus(t, at[axis], part_start(n, i, axis));
        out[count++] = (Inside){own_at, 0, own->dim[axis]};
    }
    for (int a = 0; a < own->rank && n->op == OP_pad && i == 0; a++) {
        int64_t apart = node_attr(n, ATTR_interior)->at[a] + 1;
        Index from = minus(t, at[a], node_attr(n, ATTR_low)->at[a]);
        out[count++] = (Inside){from, 0, (own->dim[a] - 1) * apart + 1};
        if (apart > 1)
            out[count++] = (Inside){index_remainder(t, from, apart), 0, 1};
    }
    for (int a = 0; a < own->rank && n->op == OP_put_slice && i == 1; a++)
        out[count++] = (Inside){put_at(t, n, a, at, start, closure), 0, own->dim[a]};
    int kept = 0; /* those that always hold are dropped */
    for (int j = 0; j < count; j++)
        if (out[j].at->low < out[j].low || out[j].at->high >= out[j].high)
            out[kept++] = out[j];
    return kept;
}
