/* grad_rule.c - gradients of ops that are neither elementwise with a partial nor linear. */
#include "transform/grad.h"

/* --- elementwise --- */

/* conj(x)/|x|, for real x its sign, 1 at 0 as in Nx */
RULE(abs)
{
    Node *zero = num(0, y);
    if (dtype_is_complex(node_type(x[0])->dtype))
        dx[0] = pick(equals(y, zero), zero, over(mul(dy, apply(conjugate, x[0])), y));
    else
        dx[0] = pick(rule_op(k, OP_greater_equal, x[0], zero, NULL), dy, neg(dy));
}

RULE(select)
{
    Node *none = zeros_like(dy);
    DX(1) = pick(x[0], dy, none);
    DX(2) = pick(x[0], none, dy);
}

/* Between the bounds the operand has the cotangent, elsewhere the bound that is taken, the high
   one where they meet or cross. */
RULE(clip)
{
    Node *none = zeros_like(dy);
    Node *low = rule_op(k, OP_less_equal, x[0], x[1], NULL);
    Node *high = rule_op(k, OP_greater_equal, x[0], x[2], NULL);
    DX(0) = pick(rule_op(k, OP_logical_or, low, high, NULL), none, dy);
    DX(1) = pick(both(low, exceeds(x[2], x[1])), dy, none);
    Node *met = rule_op(k, OP_greater_equal, x[1], x[2], NULL);
    DX(2) = pick(rule_op(k, OP_logical_or, high, met, NULL), dy, none);
}

/* --- reductions --- */

/* The elements that are the result share the cotangent evenly. */
static Node *share(Rule *k, Node *x, Node *y, Node *dy)
{
    Node *chosen = equals(x, rule_spread(k, y, x, y));
    Node *count = rule_node(k, OP_sum, &chosen, 1, y->attrs, y->nattrs);
    DType t = dtype_merge(node_type(dy)->dtype, dtype_to_floating(node_type(y)->dtype));
    Node *part = rule_spread(k, over(rule_cast(k, dy, t), count), x, y);
    return part ? pick(chosen, part, zeros_like(part)) : NULL;
}

RULE(reduce_max)
{
    dx[0] = share(k, x[0], y, dy);
}

RULE(reduce_min)
{
    dx[0] = share(k, x[0], y, dy);
}

/* a moved by `by` along its last axis (right when positive), ones coming in. */
static Node *shifted(Rule *k, Node *a, int64_t by)
{
    if (a == NULL)
        return NULL;
    uint32_t rank = (uint32_t)node_type(a)->shape.rank;
    int64_t low[MAX_RANK] = {0}, high[MAX_RANK] = {0}, none[MAX_RANK] = {0};
    low[rank - 1] = by;
    high[rank - 1] = -by;
    Node *args[] = {a, rule_fill(k, 1, node_type(a)->dtype, &(Shape){0})};
    Attr attrs[] = {{ATTR_low, rank, low}, {ATTR_high, rank, high}, {ATTR_interior, rank, none}};
    return rule_node(k, OP_pad, args, 2, attrs, 3);
}

/* Along the last axis, of n elements: the product of all before (sign 1) or after (sign -1) each
   element, by doubling the reach. */
static Node *exclusive_product(Rule *k, Node *a, int64_t n, int sign)
{
    a = shifted(k, a, sign);
    for (int64_t reach = 1; reach < n; reach *= 2)
        a = mul(a, shifted(k, a, sign * reach));
    return a;
}

/* Each element gets the product of the others: of those before times of those after, so zeros need
   no care and the result has derivatives of its own. The reduced axes become one, in the end. */
Node *rule_others(Rule *k, Node *x, Node *y)
{
    const Shape *shape = &node_type(x)->shape;
    const Attr *reduced = node_attr(y, ATTR_axes);
    int64_t order[MAX_RANK], back[MAX_RANK];
    int count = 0;
    Shape moved = {.rank = shape->rank}, flat = {0};
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < shape->rank; i++) {
            bool gone = false;
            for (uint32_t j = 0; j < reduced->count; j++)
                gone |= reduced->at[j] == i;
            if (gone != (pass == 1))
                continue;
            moved.dim[count] = shape->dim[i];
            back[i] = count;
            order[count++] = i;
        }
    flat.rank = shape->rank - (int)reduced->count + 1;
    flat.dim[flat.rank - 1] = 1;
    for (int i = 0; i < shape->rank; i++)
        if (i < flat.rank - 1)
            flat.dim[i] = moved.dim[i];
        else
            flat.dim[flat.rank - 1] *= moved.dim[i];
    int64_t n = flat.dim[flat.rank - 1];
    Node *a = rule_reshape(k, rule_transpose(k, x, order), &flat);
    Node *others = mul(exclusive_product(k, a, n, 1), exclusive_product(k, a, n, -1));
    return rule_transpose(k, rule_reshape(k, others, &moved), back);
}

RULE(product)
{
    dx[0] = mul(rule_spread(k, dy, x[0], y), rule_others(k, x[0], y));
}

/* --- sort --- */

Node *rule_sort_by(Rule *k, Node *key, Node *const *others, int count, const Node *y)
{
    Node **args = arena_array(graph_arena(k->g), Node *, count + 1);
    args[0] = key;
    for (int i = 0; i < count; i++)
        args[i + 1] = others[i];
    return rule_node(k, OP_sort, args, count + 1, y->attrs, y->nattrs);
}

/* The place along the axis of y from which a sort of `key` takes each element. */
static Node *places_of(Rule *k, Node *key, const Node *y)
{
    const Shape *shape = &node_type(key)->shape;
    int64_t dtype = DTYPE_s64;
    Attr attrs[] = {{ATTR_shape, (uint32_t)shape->rank, shape->dim},
                    *node_attr(y, ATTR_axis),
                    {ATTR_dtype, 1, &dtype}};
    Node *places = rule_node(k, OP_iota, NULL, 0, attrs, 3);
    return graph_elem(k->cx, k->g, rule_sort_by(k, key, &places, 1, y), 1);
}

/* What looks at values lets cotangents through; what makes values has no derivative. */
RULE(runtime_call)
{
    if (!node_int(y, ATTR_passes)) {
        grad_refuse(k->cx, y);
        return;
    }
    for (int i = 0; i < y->nargs; i++)
        dx[i] = k->dys[i];
}

/* Each cotangent goes back to where its element came from: sorted by these places, ascending. */
RULE(sort)
{
    int64_t ascending = 0;
    Attr attrs[] = {
        *node_attr(y, ATTR_axis), {ATTR_descending, 1, &ascending}, *node_attr(y, ATTR_stable)};
    Node **args = arena_array(graph_arena(k->g), Node *, y->nargs + 1);
    int count = 1;
    args[0] = places_of(k, x[0], y);
    for (int i = 0; i < y->nargs; i++)
        if (k->wants[i] && k->dys[i])
            args[count++] = k->dys[i];
    if (count == 1)
        return;
    Node *back = rule_node(k, OP_sort, args, count, attrs, 3);
    for (int i = 0, at = 1; i < y->nargs; i++)
        if (k->wants[i] && k->dys[i])
            dx[i] = graph_elem(k->cx, k->g, back, at++);
}
