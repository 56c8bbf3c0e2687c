/* grad_words.c - the words in which gradient rules are written. */
#include "transform/grad.h"

Node *rule_node(Rule *k, OpCode op, Node *const *args, int nargs, const Attr *attrs, int nattrs)
{
    return graph_node(k->cx, k->g, op, args, nargs, attrs, nattrs, k->span);
}

Node *rule_op(Rule *k, OpCode op, Node *a, Node *b, Node *c)
{
    Node *args[] = {a, b, c};
    return rule_node(k, op, args, op_info[op].arity, NULL, 0);
}

Node *rule_fill(Rule *k, double x, DType t, const Shape *shape)
{
    return graph_constant(k->cx, k->g, (Type){t, *shape}, scalar_f(x), k->span);
}

Node *rule_number(Rule *k, double x, const Node *like)
{
    DType t = node_type(like)->dtype;
    t = dtype_is_complex(t) ? dtype_to_real(t) : dtype_to_floating(t);
    return rule_fill(k, x, t, &(Shape){0});
}

Node *rule_imaginary(Rule *k, double x, const Node *like)
{
    Type t = {dtype_to_complex(node_type(like)->dtype), {0}};
    return graph_constant(k->cx, k->g, t, scalar_c(0, x), k->span);
}

Node *rule_reshape(Rule *k, Node *a, const Shape *shape)
{
    if (a == NULL || shape_equal(&node_type(a)->shape, shape))
        return a;
    Attr attr = {ATTR_shape, (uint32_t)shape->rank, shape->dim};
    return rule_node(k, OP_reshape, &a, 1, &attr, 1);
}

Node *rule_transpose(Rule *k, Node *a, const int64_t *axes)
{
    if (a == NULL)
        return NULL;
    int rank = node_type(a)->shape.rank;
    bool moves = false;
    for (int i = 0; i < rank; i++)
        moves |= axes[i] != i;
    Attr attr = {ATTR_axes, (uint32_t)rank, axes};
    return moves ? rule_node(k, OP_transpose, &a, 1, &attr, 1) : a;
}

Node *rule_cast(Rule *k, Node *a, DType t)
{
    if (a == NULL || node_type(a)->dtype == t)
        return a;
    int64_t value = (int64_t)t;
    Attr attr = {ATTR_dtype, 1, &value};
    return rule_node(k, OP_as_type, &a, 1, &attr, 1);
}

Node *rule_sum(Rule *k, Node *a, const int64_t *axes, int naxes)
{
    int64_t keep = 0;
    Attr attrs[] = {{ATTR_axes, (uint32_t)naxes, axes}, {ATTR_keep_axes, 1, &keep}};
    return naxes == 0 ? a : rule_node(k, OP_sum, &a, 1, attrs, 2);
}

Node *rule_spread(Rule *k, Node *a, const Node *x, const Node *y)
{
    if (a == NULL)
        return NULL;
    const Shape *to = &node_type(x)->shape;
    const Attr *reduced = node_attr(y, ATTR_axes);
    Shape kept = {0};
    int64_t axes[MAX_RANK];
    for (int i = 0, r = 0; i < to->rank; i++) {
        if (r < (int)reduced->count && reduced->at[r] == i) {
            r++;
            continue;
        }
        axes[kept.rank] = i;
        kept.dim[kept.rank++] = to->dim[i];
    }
    a = rule_reshape(k, a, &kept);
    Attr attrs[] = {{ATTR_shape, (uint32_t)to->rank, to->dim},
                    {ATTR_axes, (uint32_t)kept.rank, axes}};
    return rule_node(k, OP_broadcast, &a, 1, attrs, 2);
}

Node *rule_sum_to(Rule *k, Node *a, const Shape *shape)
{
    if (a == NULL || shape_equal(&node_type(a)->shape, shape))
        return a;
    const Shape *from = &node_type(a)->shape;
    int skip = from->rank - shape->rank, count = 0;
    int64_t axes[MAX_RANK];
    for (int i = 0; i < from->rank; i++)
        if (i < skip || (shape->dim[i - skip] == 1 && from->dim[i] != 1))
            axes[count++] = i;
    return rule_reshape(k, rule_sum(k, a, axes, count), shape);
}

Node *rule_plus(Rule *k, Node *a, Node *b)
{
    return a && b ? add(a, b) : a ? a : b;
}

Node *rule_between_zeros(Rule *k, Node *a, const int64_t *low, const int64_t *high,
                         const int64_t *gap)
{
    if (a == NULL)
        return NULL;
    uint32_t rank = (uint32_t)node_type(a)->shape.rank;
    Node *args[] = {a, rule_fill(k, 0, node_type(a)->dtype, &(Shape){0})};
    Attr attrs[] = {{ATTR_low, rank, low}, {ATTR_high, rank, high}, {ATTR_interior, rank, gap}};
    return rule_node(k, OP_pad, args, 2, attrs, 3);
}
