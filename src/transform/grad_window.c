/* grad_window.c - gradients of windows and of Fourier transforms. */
#include "transform/grad.h"

/* --- windows --- */

/* A window sum again: of the cotangents, set apart by the strides, with the padding that lets every
   operand element see the windows it was in. A window is its own mirror image. */
LINEAR(window_sum)
{
    const Shape *from = &node_type(x[0])->shape, *to = &node_type(y)->shape;
    uint32_t rank = (uint32_t)from->rank;
    int64_t none[MAX_RANK] = {0}, ones[MAX_RANK], gap[MAX_RANK], low[MAX_RANK], high[MAX_RANK];
    const Attr *window = node_attr(y, ATTR_window), *dilations = node_attr(y, ATTR_dilations);
    for (uint32_t i = 0; i < rank; i++) {
        int64_t reach = (window->at[i] - 1) * dilations->at[i];
        int64_t stride = node_attr(y, ATTR_strides)->at[i];
        int64_t size = to->dim[i] > 0 ? (to->dim[i] - 1) * stride + 1 : 0;
        ones[i] = 1;
        gap[i] = stride - 1;
        low[i] = reach - node_attr(y, ATTR_low)->at[i];
        high[i] = from->dim[i] + reach - size - low[i];
    }
    Node *apart = rule_between_zeros(k, dy, none, none, gap);
    Attr attrs[] = {*window,
                    {ATTR_strides, rank, ones},
                    {ATTR_low, rank, low},
                    {ATTR_high, rank, high},
                    *dilations};
    DX(0) = apart ? rule_node(k, OP_window_sum, &apart, 1, attrs, 5) : NULL;
}

/* Whether each element is in one window at most, and all windows are inside. */
static bool are_apart(const Node *y)
{
    const Attr *low = node_attr(y, ATTR_low), *high = node_attr(y, ATTR_high);
    bool ok = 2 * node_type(y)->shape.rank <= MAX_RANK;
    for (uint32_t i = 0; i < low->count; i++) {
        int64_t window = node_attr(y, ATTR_window)->at[i];
        ok = ok && low->at[i] == 0 && high->at[i] == 0 &&
             window <= node_attr(y, ATTR_strides)->at[i] &&
             (window == 1 || node_attr(y, ATTR_dilations)->at[i] == 1);
    }
    return ok;
}

/* For such windows, element by element: the window's cotangent where it chose this place, else 0.
   An axis becomes two, windows and the places of each. */
static Node *take_if_chosen(Rule *k, Node *chosen, Node *x, const Node *y, Node *dy)
{
    const Shape *from = &node_type(x)->shape, *to = &node_type(y)->shape;
    const Attr *strides = node_attr(y, ATTR_strides);
    Shape own = {.rank = 2 * to->rank}, split = own, whole = *to;
    int64_t none[MAX_RANK] = {0}, more[MAX_RANK], fewer[MAX_RANK], flat = -1, dtype = DTYPE_s64;
    for (int i = 0; i < to->rank; i++) {
        own.dim[2 * i] = split.dim[2 * i] = to->dim[i];
        own.dim[2 * i + 1] = 1;
        split.dim[2 * i + 1] = strides->at[i];
        whole.dim[i] = to->dim[i] * strides->at[i];
        more[i] = whole.dim[i] - from->dim[i];
        fewer[i] = -more[i];
    }
    Attr attrs[] = {{ATTR_shape, (uint32_t)from->rank, from->dim},
                    {ATTR_axis, 1, &flat},
                    {ATTR_dtype, 1, &dtype}};
    Node *places = rule_node(k, OP_iota, NULL, 0, attrs, 3);
    places = rule_reshape(k, rule_between_zeros(k, places, none, more, none), &split);
    Node *is_it = equals(places, rule_reshape(k, chosen, &own));
    Node *zero = rule_fill(k, 0, node_type(dy)->dtype, &(Shape){0});
    Node *dx = rule_reshape(k, pick(is_it, rule_reshape(k, dy, &own), zero), &whole);
    return rule_between_zeros(k, dx, none, fewer, none);
}

/* Each window's cotangent goes to the element that `arg` chooses; those of windows that see padding
   alone go to one place too many, which is cut off. */
static Node *give_to_chosen(Rule *k, OpCode arg, Node *x, const Node *y, Node *dy)
{
    const Shape *from = &node_type(x)->shape, *to = &node_type(y)->shape;
    int64_t dtype = DTYPE_s64, axis = 0, one = 1;
    Attr attrs[6];
    for (int i = 0; i < 5; i++)
        attrs[i] = y->attrs[i];
    attrs[5] = (Attr){ATTR_dtype, 1, &dtype};
    Shape column = {.rank = 2, .dim = {1, 1}}, flat = {.rank = 1, .dim = {1}}, all = flat;
    for (int i = 0; i < to->rank; i++)
        flat.dim[0] *= to->dim[i];
    for (int i = 0; i < from->rank; i++)
        all.dim[0] *= from->dim[i];
    column.dim[0] = flat.dim[0];
    Shape more = {.rank = 1, .dim = {all.dim[0] + 1}};
    Node *chosen = rule_node(k, arg, &x, 1, attrs, 6);
    if (are_apart(y) && shape_count(from) > 0 && shape_count(to) > 0)
        return take_if_chosen(k, chosen, x, y, dy);
    Node *args[] = {rule_fill(k, 0, node_type(dy)->dtype, &more), rule_reshape(k, chosen, &column),
                    rule_reshape(k, dy, &flat)};
    Attr axes = {ATTR_axes, 1, &axis};
    Node *sums = rule_node(k, OP_indexed_add, args, 3, &axes, 1);
    Node *slice[] = {sums, rule_fill(k, 0, DTYPE_s64, &(Shape){0})};
    Attr cut[] = {{ATTR_lengths, 1, all.dim}, {ATTR_strides, 1, &one}};
    return rule_reshape(k, rule_node(k, OP_slice, slice, 2, cut, 2), from);
}

RULE(window_max)
{
    DX(0) = give_to_chosen(k, OP_window_argmax, x[0], y, dy);
}

RULE(window_min)
{
    DX(0) = give_to_chosen(k, OP_window_argmin, x[0], y, dy);
}

/* --- Fourier transforms: their matrices are symmetric --- */

LINEAR(fft)
{
    DX(0) = apply(fft, dy);
}

LINEAR(ifft)
{
    DX(0) = apply(ifft, dy);
}
