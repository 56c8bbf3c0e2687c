/* decompose_axes.c - words about places, and bodies of operations over axes. */
#include "transform/decompose.h"

Node *swap_axes(Rule *k, Node *a, int i, int j)
{
    int64_t order[MAX_RANK];
    if (a == NULL)
        return NULL;
    for (int axis = 0; axis < node_type(a)->shape.rank; axis++)
        order[axis] = axis == i ? j : axis == j ? i : axis;
    return rule_transpose(k, a, order);
}

Node *places_along(Rule *k, const Shape *shape, int axis, DType t)
{
    int64_t at = axis, dtype = (int64_t)t;
    Attr attrs[] = {{ATTR_shape, (uint32_t)shape->rank, shape->dim},
                    {ATTR_axis, 1, &at},
                    {ATTR_dtype, 1, &dtype}};
    return rule_node(k, OP_iota, NULL, 0, attrs, 3);
}

Node *part_of(Rule *k, Node *a, Node *const *starts, const int64_t *lengths, const int64_t *strides)
{
    Node *args[MAX_RANK + 1] = {a};
    int64_t ones[MAX_RANK];
    if (a == NULL)
        return NULL;
    int rank = node_type(a)->shape.rank;
    for (int i = 0; i < rank; i++) {
        ones[i] = 1;
        args[i + 1] = starts[i] ? starts[i] : number_of(k, 0, DTYPE_s64);
    }
    Attr attrs[] = {{ATTR_lengths, (uint32_t)rank, lengths},
                    {ATTR_strides, (uint32_t)rank, strides ? strides : ones}};
    return rule_node(k, OP_slice, args, rank + 1, attrs, 2);
}

/* --- loops --- */

bool rule_loop(Rule *k, int64_t count, Node **state, int states, LoopBody *body, const void *given)
{
    return rule_loop_while(k, count, state, states, body, NULL, given);
}

bool rule_loop_while(Rule *k, int64_t most, Node **state, int states, LoopBody *body,
                     LoopTest *more, const void *given)
{
    Arena *arena = graph_arena(k->g);
    Node **initial = arena_array(arena, Node *, states + 1);
    Node **now = arena_array(arena, Node *, states), **before = arena_array(arena, Node *, states);
    Graph *test = graph_region(k->g), *step = graph_region(k->g);
    Rule in_test = {.cx = k->cx, .g = test, .span = k->span};
    Rule in_step = {.cx = k->cx, .g = step, .span = k->span};
    initial[0] = number_of(k, 0, DTYPE_s64);
    for (int i = 0; i < states; i++)
        initial[i + 1] = state[i];
    Node *counts[2] = {NULL};
    for (int i = 0; i <= states; i++) {
        if (initial[i] == NULL)
            return false;
        Type t = *node_type(initial[i]);
        Node *p = graph_parameter(k->cx, test, t, k->span);
        Node *q = graph_parameter(k->cx, step, t, k->span);
        if (i == 0)
            counts[0] = p, counts[1] = q;
        else
            before[i - 1] = p, now[i - 1] = q;
    }
    Node *limit = number_of(&in_test, (double)most, DTYPE_s64);
    Node *goes_on = rule_op(&in_test, OP_less, counts[0], limit, NULL);
    if (more)
        goes_on = rule_op(&in_test, OP_logical_and, goes_on, more(&in_test, before), NULL);
    vec_push(&test->results, goes_on);
    body(&in_step, counts[1], now, given);
    Node *one = number_of(&in_step, 1, DTYPE_s64);
    vec_push(&step->results, rule_op(&in_step, OP_add, counts[1], one, NULL));
    for (int i = 0; i < states; i++)
        vec_push(&step->results, now[i]);
    if (failed(k->cx))
        return false;
    Node *loop = graph_while(k->cx, k->g, initial, states + 1, test, step, k->span);
    for (int i = 0; i < states; i++)
        state[i] = graph_elem(k->cx, k->g, loop, i + 1);
    return loop != NULL;
}

/* --- reductions --- */

DECOMPOSE(all)
{
    Node *truth = unequal(x[0], number_of(k, 0, dtype_of(x[0])));
    out[0] = rule_node(k, OP_reduce_min, &truth, 1, y->attrs, y->nattrs);
}

DECOMPOSE(any)
{
    Node *truth = unequal(x[0], number_of(k, 0, dtype_of(x[0])));
    out[0] = rule_node(k, OP_reduce_max, &truth, 1, y->attrs, y->nattrs);
}

/* Whether an element and its place fit one integer. */
static bool fits_key(const Node *a, int64_t count)
{
    DType t = dtype_of(a);
    return dtype_info[t].bits <= 32 && t != DTYPE_u32 && count < INT32_MAX;
}

/* Integers, s64, in the order of the elements: 0.0 and -0.0 are one, NaN is `nan`. Negative floats
   have the sign's bit, and their other bits grow as they fall. */
static Node *order_of(Rule *k, Node *a, double nan)
{
    if (!dtype_is_float(dtype_of(a)))
        return rule_cast(k, a, DTYPE_s64);
    int64_t dtype = DTYPE_s32;
    Node *x = rule_cast(k, a, DTYPE_f32), *zero = number_of(k, 0, DTYPE_s32);
    Node *bits = rule_node(k, OP_bitcast, &x, 1, &(Attr){ATTR_dtype, 1, &dtype}, 1);
    bits = pick(is_less(bits, zero), bits_xor(bits, number_of(k, INT32_MAX, DTYPE_s32)), bits);
    bits = pick(equals(x, number_of(k, 0, DTYPE_f32)), zero, bits);
    bits = pick(unequal(x, x), number_of(k, nan, DTYPE_s32), bits);
    return rule_cast(k, bits, DTYPE_s64);
}

/* The place by one reduction: of integers whose upper half is the element's order, the lower the
   place, counted from the end where the reduction would take the other of equals. */
static Node *place_by_key(Rule *k, Node *a, const Node *y, OpCode most, const Attr *given)
{
    bool is_max = most == OP_reduce_max, is_plain = is_max == (node_int(y, ATTR_last) != 0);
    const Attr *axes = node_attr(y, ATTR_axes);
    const Shape *shape = &node_type(a)->shape;
    int axis = axes->count == 1 && shape->rank > 1 ? (int)axes->at[0] : -1;
    Node *places = places_along(k, shape, axis, DTYPE_s64);
    Node *low = number_of(k, UINT32_MAX, DTYPE_s64);
    Node *order = order_of(k, a, is_max ? INT32_MAX : INT32_MIN);
    Node *key = mul(order, number_of(k, 0x1p32, DTYPE_s64));
    key = add(key, is_plain ? places : sub(low, places));
    key = rule_node(k, most, &key, 1, given, 2);
    return is_plain ? bits_and(key, low) : sub(low, bits_and(key, low));
}

/* The first place (the last, if y says so) whose element is the greatest or least one, or NaN: of
   NaNs the first counts always. */
static Node *place_of(Rule *k, Node *a, const Node *y, OpCode most)
{
    const Attr *axes = node_attr(y, ATTR_axes), *keep = node_attr(y, ATTR_keep_axes);
    const Shape *shape = &node_type(a)->shape;
    bool is_last = node_int(y, ATTR_last) != 0, is_float = dtype_is_float(dtype_of(a));
    int64_t one = 1, count = shape_count(shape);
    if (dtype_is_complex(dtype_of(a)) || count == 0)
        return NULL;
    Attr kept[] = {*axes, {ATTR_keep_axes, 1, &one}}, given[] = {*axes, *keep};
    if (fits_key(a, count) && !(is_float && is_last))
        return place_by_key(k, a, y, most, given);
    DType t = count < INT32_MAX ? DTYPE_s32 : DTYPE_s64;
    Node *is_it = equals(a, rule_node(k, most, &a, 1, kept, 2)), *is_nan = unequal(a, a);
    if (is_float && !is_last)
        is_it = bits_or(is_it, is_nan);
    int axis = axes->count == 1 && shape->rank > 1 ? (int)axes->at[0] : -1;
    Node *places = places_along(k, shape, axis, t), *end = number_of(k, (double)count, t);
    Node *place = pick(is_it, places, is_last ? number_of(k, -1, t) : end);
    place = rule_node(k, is_last ? OP_reduce_max : OP_reduce_min, &place, 1, given, 2);
    if (!is_float || !is_last)
        return place;
    Node *nan = pick(is_nan, places, end);
    nan = rule_node(k, OP_reduce_min, &nan, 1, given, 2);
    return pick(is_less(nan, end), nan, place);
}

DECOMPOSE(argmax)
{
    out[0] = place_of(k, x[0], y, OP_reduce_max);
}

DECOMPOSE(argmin)
{
    out[0] = place_of(k, x[0], y, OP_reduce_min);
}

/* The places, moved as the sorted elements are. */
DECOMPOSE(argsort)
{
    const Attr *axis = node_attr(y, ATTR_axis);
    Attr attrs[] = {*axis, *node_attr(y, ATTR_descending), *node_attr(y, ATTR_stable)};
    Node *args[] = {x[0], places_along(k, &node_type(x[0])->shape, (int)axis->at[0], DTYPE_s64)};
    out[0] = graph_elem(k->cx, k->g, rule_node(k, OP_sort, args, 2, attrs, 3), 1);
}

/* Narrow numbers are scanned in wider ones, and give the same integers; complex ones part by part.
 */
static Node *scan_of(Rule *k, Node *a, const Node *y)
{
    DType t = dtype_of(y);
    DType wide = dtype_is_float(t)                  ? DTYPE_f32
                 : dtype_info[t].class_ == DCLASS_u ? DTYPE_u32
                                                    : DTYPE_s32;
    if (dtype_is_complex(t) && y->op == OP_cumulative_sum) {
        Parts p = parts_of(k, a, y);
        return pair(rule_node(k, y->op, &p.re, 1, y->attrs, y->nattrs),
                    rule_node(k, y->op, &p.im, 1, y->attrs, y->nattrs));
    }
    if (dtype_is_complex(t) || dtype_info[t].bits >= 32)
        return rule_by_pairs(k, a, y);
    a = rule_cast(k, a, wide);
    return rule_node(k, y->op, &a, 1, y->attrs, y->nattrs);
}

DECOMPOSE(cumulative_sum)
{
    out[0] = scan_of(k, x[0], y);
}

DECOMPOSE(cumulative_product)
{
    out[0] = scan_of(k, x[0], y);
}

DECOMPOSE(cumulative_max)
{
    out[0] = scan_of(k, x[0], y);
}

DECOMPOSE(cumulative_min)
{
    out[0] = scan_of(k, x[0], y);
}
