/* scan_pairs.c - cumulative ops said by others, and their gradients, which are those of what is
   said.

   Neighbours are combined in pairs, and the scan of these gives every second element; each of the
   others is the one before it combined with its own. */
#include "transform/jvp.h"

#undef least

/* Every `step`-th element of a along the axis, `count` of them from `from` on. */
static Node *every(Rule *k, Node *a, int axis, int64_t from, int64_t count, int64_t step)
{
    const Shape *s = &node_type(a)->shape;
    Node *args[MAX_RANK + 1] = {a};
    int64_t lengths[MAX_RANK], strides[MAX_RANK];
    for (int i = 0; i < s->rank; i++) {
        args[i + 1] = rule_fill(k, i == axis ? (double)from : 0, DTYPE_s64, &(Shape){0});
        lengths[i] = i == axis ? count : s->dim[i];
        strides[i] = i == axis ? step : 1;
    }
    Attr attrs[] = {{ATTR_lengths, (uint32_t)s->rank, lengths},
                    {ATTR_strides, (uint32_t)s->rank, strides}};
    return rule_node(k, OP_slice, args, s->rank + 1, attrs, 2);
}

static Node *join(Rule *k, Node *a, Node *b, int axis)
{
    int64_t at = axis;
    Attr attr = {ATTR_axis, 1, &at};
    return rule_node(k, OP_concatenate, (Node *[]){a, b}, 2, &attr, 1);
}

/* a and b, one element of each in turn. */
static Node *in_turn(Rule *k, Node *a, Node *b, int axis)
{
    Shape apart = node_type(a)->shape, whole = apart;
    whole.dim[axis] *= 2;
    for (int i = apart.rank++; i > axis + 1; i--)
        apart.dim[i] = apart.dim[i - 1];
    apart.dim[axis + 1] = 1;
    return rule_reshape(
        k, join(k, rule_reshape(k, a, &apart), rule_reshape(k, b, &apart), axis + 1), &whole);
}

static OpCode combination(OpCode op)
{
    return op == OP_cumulative_sum       ? OP_add
           : op == OP_cumulative_product ? OP_multiply
           : op == OP_cumulative_max     ? OP_max
                                         : OP_min;
}

/* Depth: the logarithm of the axis. */
static Node *scan(Rule *k, Node *x, OpCode combine, int axis)
{
    int64_t size = x ? node_type(x)->shape.dim[axis] : 0, half = size / 2, rest = (size - 1) / 2;
    if (size < 2 || failed(k->cx))
        return x;
    Node *pairs =
        rule_op(k, combine, every(k, x, axis, 0, half, 2), every(k, x, axis, 1, half, 2), NULL);
    Node *seconds = scan(k, pairs, combine, axis), *head = every(k, x, axis, 0, 1, 1);
    if (rest == 0 || failed(k->cx))
        return join(k, head, seconds, axis);
    Node *before = rest < half ? every(k, seconds, axis, 0, rest, 1) : seconds;
    Node *thirds = rule_op(k, combine, before, every(k, x, axis, 2, rest, 2), NULL);
    if (rest == half)
        return join(k, head, in_turn(k, seconds, thirds, axis), axis);
    return in_turn(k, join(k, head, thirds, axis), seconds, axis);
}

static Node *turned(Rule *k, Node *a, const Attr *axis)
{
    Attr attr = {ATTR_axes, 1, axis->at};
    return rule_node(k, OP_reverse, &a, 1, &attr, 1);
}

Node *rule_by_pairs(Rule *k, Node *x, const Node *y)
{
    const Attr *axis = node_attr(y, ATTR_axis);
    bool is_reversed = node_int(y, ATTR_reversed) != 0;
    Node *from = is_reversed ? turned(k, x, axis) : x;
    Node *to = scan(k, from, combination(y->op), (int)axis->at[0]);
    return is_reversed && to ? turned(k, to, axis) : to;
}

/* --- gradients --- */

/* Each cotangent counts for all elements before it. */
LINEAR(cumulative_sum)
{
    int64_t back = !node_int(y, ATTR_reversed);
    Attr attrs[] = {*node_attr(y, ATTR_axis), {ATTR_reversed, 1, &back}};
    DX(0) = rule_node(k, OP_cumulative_sum, &dy, 1, attrs, 2);
}

static void back_through(Rule *k, Node *x, const Node *y, Node *dy, Node **dx)
{
    Node *said = rule_by_pairs(k, x, y);
    if (!failed(k->cx))
        backward(k->cx, k->g, &said, &dy, 1, &x, 1, k->options, dx);
}

static void forth_through(Rule *k, Node *x, const Node *y, Node *dx, Node **dy)
{
    Node *said = rule_by_pairs(k, x, y);
    if (!failed(k->cx))
        jvp(k->cx, k->g, &x, &dx, 1, &said, 1, dy);
}

RULE(cumulative_product)
{
    back_through(k, x[0], y, dy, dx);
}

RULE(cumulative_max)
{
    back_through(k, x[0], y, dy, dx);
}

RULE(cumulative_min)
{
    back_through(k, x[0], y, dy, dx);
}

FORWARD(cumulative_product)
{
    forth_through(k, x[0], y, dx[0], dy);
}

FORWARD(cumulative_max)
{
    forth_through(k, x[0], y, dx[0], dy);
}

FORWARD(cumulative_min)
{
    forth_through(k, x[0], y, dx[0], dy);
}
