/* jvp_window.c - forward rules of windows. */
#include "transform/jvp.h"

/* Each result moves as the element that `arg` chooses for it does, one of padding alone not at all:
   its index is one past the last element. */
static Node *follow_chosen(Rule *k, OpCode arg, Node *x, Node *y, Node *dx)
{
    const Shape *from = &node_type(x)->shape, *to = &node_type(y)->shape;
    int64_t dtype = DTYPE_s64, axis = 0, none = 0, one = 1;
    Attr attrs[6];
    for (int i = 0; i < 5; i++)
        attrs[i] = y->attrs[i];
    attrs[5] = (Attr){ATTR_dtype, 1, &dtype};
    Shape all = {.rank = 1, .dim = {1}}, column = {.rank = 2, .dim = {1, 1}};
    for (int i = 0; i < from->rank; i++)
        all.dim[0] *= from->dim[i];
    for (int i = 0; i < to->rank; i++)
        column.dim[0] *= to->dim[i];
    Node *flat = rule_between_zeros(k, rule_reshape(k, dx, &all), &none, &one, &none);
    Node *args[] = {flat, rule_reshape(k, rule_node(k, arg, &x, 1, attrs, 6), &column)};
    Attr axes = {ATTR_axes, 1, &axis};
    return rule_reshape(k, rule_node(k, OP_gather, args, 2, &axes, 1), to);
}

FORWARD(window_max)
{
    dy[0] = follow_chosen(k, OP_window_argmax, x[0], y, dx[0]);
}

FORWARD(window_min)
{
    dy[0] = follow_chosen(k, OP_window_argmin, x[0], y, dx[0]);
}
