/* lower_word.c - the words that rules are written in: small nodes with their attributes. */
#include "compile/stablehlo/lower.h"

Node *make(Lower *l, OpCode op, Node *const *args, int nargs, const Attr *attrs, int nattrs)
{
    return graph_node(l->cx, l->graph, op, args, nargs, attrs, nattrs, l->op->span);
}

Node *make1(Lower *l, OpCode op, Node *x)
{
    return make(l, op, &x, 1, NULL, 0);
}

Node *make2(Lower *l, OpCode op, Node *x, Node *y)
{
    return make(l, op, (Node *[]){x, y}, 2, NULL, 0);
}

Node *make3(Lower *l, OpCode op, Node *x, Node *y, Node *z)
{
    return make(l, op, (Node *[]){x, y, z}, 3, NULL, 0);
}

Node *make_number(Lower *l, DType dtype, double x)
{
    Scalar s = dtype_is_integer(dtype) ? scalar_s((int64_t)x) : scalar_f(x);
    return graph_constant(l->cx, l->graph, (Type){dtype, shape_scalar()}, s, l->op->span);
}

Node *make_as(Lower *l, Node *x, DType dtype)
{
    int64_t value = dtype;
    if (x == NULL || node_type(x)->dtype == dtype)
        return x;
    return make(l, OP_as_type, &x, 1, &(Attr){ATTR_dtype, 1, &value}, 1);
}

Node *make_reshape(Lower *l, Node *x, const Shape *s)
{
    if (x == NULL || shape_equal(&node_type(x)->shape, s))
        return x;
    return make(l, OP_reshape, &x, 1, &(Attr){ATTR_shape, (uint32_t)s->rank, s->dim}, 1);
}

Node *make_broadcast(Lower *l, Node *x, const Shape *s, const int64_t *axes)
{
    if (x == NULL)
        return NULL;
    Attr attrs[] = {{ATTR_shape, (uint32_t)s->rank, s->dim},
                    {ATTR_axes, (uint32_t)node_type(x)->shape.rank, axes}};
    return make(l, OP_broadcast, &x, 1, attrs, 2);
}

Node *make_transpose(Lower *l, Node *x, const int64_t *axes)
{
    if (x == NULL)
        return NULL;
    Attr attr = {ATTR_axes, (uint32_t)node_type(x)->shape.rank, axes};
    return make(l, OP_transpose, &x, 1, &attr, 1);
}

Node *make_iota(Lower *l, DType dtype, const Shape *s, int64_t axis)
{
    int64_t value = dtype;
    Attr attrs[] = {
        {ATTR_shape, (uint32_t)s->rank, s->dim}, {ATTR_axis, 1, &axis}, {ATTR_dtype, 1, &value}};
    return make(l, OP_iota, NULL, 0, attrs, 3);
}

Node *make_slice(Lower *l, Node *x, const int64_t *from, const int64_t *lengths,
                 const int64_t *strides)
{
    Node *args[MAX_RANK + 1] = {x};
    if (x == NULL)
        return NULL;
    int rank = node_type(x)->shape.rank;
    for (int i = 0; i < rank; i++)
        args[i + 1] = graph_constant(l->cx, l->graph, (Type){DTYPE_s64, shape_scalar()},
                                     scalar_s(from[i]), l->op->span);
    Attr attrs[] = {{ATTR_lengths, (uint32_t)rank, lengths},
                    {ATTR_strides, (uint32_t)rank, strides}};
    return make(l, OP_slice, args, rank + 1, attrs, 2);
}

Node *make_pad(Lower *l, Node *x, Node *value, const int64_t *low, const int64_t *high,
               const int64_t *interior)
{
    if (x == NULL || value == NULL)
        return NULL;
    uint32_t n = (uint32_t)node_type(x)->shape.rank;
    Attr attrs[] = {{ATTR_low, n, low}, {ATTR_high, n, high}, {ATTR_interior, n, interior}};
    return make(l, OP_pad, (Node *[]){x, value}, 2, attrs, 3);
}
