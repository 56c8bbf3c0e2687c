/* jvp_rule.c - forward rules of ops that are neither elementwise with a partial nor linear. */
#include "transform/jvp.h"

/* --- elementwise --- */

/* re(conj(x) dx)/|x|, of which the driver takes the real part; for real x dx with x's sign */
FORWARD(abs)
{
    Node *zero = num(0, y);
    if (dtype_is_complex(node_type(x[0])->dtype))
        dy[0] = pick(equals(y, zero), zero, over(mul(apply(conjugate, x[0]), dx[0]), y));
    else
        dy[0] = pick(rule_op(k, OP_greater_equal, x[0], zero, NULL), dx[0], neg(dx[0]));
}

FORWARD(select)
{
    Node *zero = num(0, y);
    dy[0] = pick(x[0], dx[1] ? dx[1] : zero, dx[2] ? dx[2] : zero);
}

/* Between the bounds the operand's, elsewhere that of the bound that is taken. */
FORWARD(clip)
{
    Node *zero = num(0, y);
    Node *low = rule_op(k, OP_less_equal, x[0], x[1], NULL);
    Node *high = rule_op(k, OP_greater_equal, x[0], x[2], NULL);
    Node *by_x = pick(rule_op(k, OP_logical_or, low, high, NULL), zero, dx[0]);
    Node *by_low = pick(both(low, exceeds(x[2], x[1])), dx[1], zero);
    Node *met = rule_op(k, OP_greater_equal, x[1], x[2], NULL);
    Node *by_high = pick(rule_op(k, OP_logical_or, high, met, NULL), dx[2], zero);
    dy[0] = rule_plus(k, rule_plus(k, by_x, by_low), by_high);
}

/* --- reductions --- */

/* The mean over the elements that are the result. */
static Node *mean_of_chosen(Rule *k, Node *x, Node *y, Node *dx)
{
    Node *chosen = equals(x, rule_spread(k, y, x, y));
    Node *count = rule_node(k, OP_sum, &chosen, 1, y->attrs, y->nattrs);
    Node *part = pick(chosen, dx, num(0, dx));
    return over(rule_node(k, OP_sum, &part, 1, y->attrs, y->nattrs), count);
}

FORWARD(reduce_max)
{
    dy[0] = mean_of_chosen(k, x[0], y, dx[0]);
}

FORWARD(reduce_min)
{
    dy[0] = mean_of_chosen(k, x[0], y, dx[0]);
}

/* Each element moves the result by the product of the others. */
FORWARD(product)
{
    Node *moves = mul(dx[0], rule_others(k, x[0], y));
    dy[0] = rule_node(k, OP_sum, &moves, 1, y->attrs, y->nattrs);
}

/* --- sort --- */

/* Tangents go where their elements go. */
FORWARD(runtime_call)
{
    if (!node_int(y, ATTR_passes))
        grad_refuse(k->cx, y);
    for (int i = 0; i < y->nargs && node_int(y, ATTR_passes); i++)
        dy[i] = dx[i];
}

FORWARD(sort)
{
    Node **moved = arena_array(graph_arena(k->g), Node *, y->nargs);
    int count = 0;
    for (int i = 0; i < y->nargs; i++)
        if (dx[i])
            moved[count++] = dx[i];
    Node *sorted = rule_sort_by(k, x[0], moved, count, y);
    for (int i = 0, at = 1; i < y->nargs; i++)
        if (dx[i])
            dy[i] = graph_elem(k->cx, k->g, sorted, at++);
}
