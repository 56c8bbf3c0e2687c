/* decompose_window.c - bodies of operations over windows: slices of the padded operand, one for
   each place in the window, combined; of long windows fewer. */
#include "transform/decompose.h"

#include <math.h>

enum { MOST_PLACES = 128, MANY_PLACES = MOST_PLACES + 1 };

/* How many places a window has, at most MANY_PLACES; 0 where there are no windows. */
static int64_t count_places(const Node *y)
{
    const Attr *window = node_attr(y, ATTR_window);
    int64_t places = 1;
    for (uint32_t i = 0; i < window->count && places <= MOST_PLACES; i++)
        places *= window->at[i];
    return shape_count(&node_type(y)->shape) == 0 ? 0 : places > MOST_PLACES ? MANY_PLACES : places;
}

static Node *pad_windows(Rule *k, Node *a, const Node *y, Scalar value)
{
    int64_t gap[MAX_RANK] = {0};
    Type number = {dtype_of(a), {0}};
    Node *args[] = {a, graph_constant(k->cx, k->g, number, value, k->span)};
    const Attr *low = node_attr(y, ATTR_low);
    Attr attrs[] = {*low, *node_attr(y, ATTR_high), {ATTR_interior, low->count, gap}};
    return rule_node(k, OP_pad, args, 2, attrs, 3);
}

/* What all windows have at place p, a strided slice of the padded operand. */
static Node *place_of_windows(Rule *k, Node *padded, const Node *y, int64_t p)
{
    const int64_t *window = node_attr(y, ATTR_window)->at;
    const Shape *to = &node_type(y)->shape;
    Node *starts[MAX_RANK] = {NULL};
    int64_t at[MAX_RANK];
    for (int i = to->rank; i-- > 0; p /= window[i])
        at[i] = p % window[i] * node_attr(y, ATTR_dilations)->at[i];
    for (int i = 0; i < to->rank; i++)
        starts[i] = number_of(k, (double)at[i], DTYPE_s64);
    return part_of(k, padded, starts, to->dim, node_attr(y, ATTR_strides)->at);
}

/* What combines windows: an operation that may take its operands in any grouping. */
typedef struct Combine {
    OpCode op;
    Scalar identity;
} Combine;

/* For each place in the window the elements that all windows have there, combined in the order of
   places. */
static Node *by_slices(Rule *k, Node *a, const Node *y, const Combine *c)
{
    int64_t places = count_places(y);
    Node *padded = pad_windows(k, a, y, c->identity), *sum = NULL;
    for (int64_t p = 0; p < places; p++) {
        Node *part = place_of_windows(k, padded, y, p);
        sum = sum ? rule_op(k, c->op, sum, part, NULL) : part;
    }
    return sum;
}

/* The axes along which windows have several elements, or the operand is padded, or cut. */
static bool is_busy(const Node *y, const Node *a, int i)
{
    return node_attr(y, ATTR_window)->at[i] > 1 ||
           node_type(y)->shape.dim[i] != node_type(a)->shape.dim[i] ||
           node_attr(y, ATTR_low)->at[i] != 0 || node_attr(y, ATTR_high)->at[i] != 0;
}

/* The windows of one axis alone. */
static Node *along_axis(Rule *k, Node *a, const Node *y, int axis)
{
    const AttrName names[] = {ATTR_window, ATTR_strides, ATTR_dilations, ATTR_low, ATTR_high};
    int64_t at[5][MAX_RANK];
    Attr attrs[5];
    int rank = node_type(a)->shape.rank;
    for (int j = 0; j < 5; j++) {
        const Attr *own = node_attr(y, names[j]);
        for (int i = 0; i < rank; i++)
            at[j][i] = i == axis ? own->at[i] : j < 3;
        attrs[j] = (Attr){names[j], (uint32_t)rank, at[j]};
    }
    return rule_node(k, y->op, &a, 1, attrs, 5);
}

/* `count` elements of a along the axis from `from` on, every by-th. */
static Node *stretch(Rule *k, Node *a, int axis, int64_t from, int64_t count, int64_t by)
{
    Node *starts[MAX_RANK] = {NULL};
    int64_t lengths[MAX_RANK], strides[MAX_RANK];
    for (int i = 0; a && i < node_type(a)->shape.rank; i++) {
        lengths[i] = i == axis ? count : node_type(a)->shape.dim[i];
        strides[i] = i == axis ? by : 1;
    }
    starts[axis] = number_of(k, (double)from, DTYPE_s64);
    return part_of(k, a, starts, lengths, strides);
}

/* Long windows along one axis: what 1, 2, 4, .. elements in a row come to, each of two of the ones
   before, and of these as many as the window's length has bits. */
static Node *by_doubling(Rule *k, Node *a, const Node *y, int axis, const Combine *c)
{
    int64_t window = node_attr(y, ATTR_window)->at[axis], done = 0;
    int64_t by = node_attr(y, ATTR_strides)->at[axis], results = node_type(y)->shape.dim[axis];
    int64_t apart = node_attr(y, ATTR_dilations)->at[axis];
    Node *row = pad_windows(k, a, y, c->identity), *sum = NULL;
    int64_t places = (results - 1) * by + (window - 1) * apart + 1;
    for (int64_t length = 1; length <= window; length *= 2) {
        if (length > 1) {
            places -= length / 2 * apart;
            row = rule_op(k, c->op, stretch(k, row, axis, 0, places, 1),
                          stretch(k, row, axis, length / 2 * apart, places, 1), NULL);
        }
        if (window & length) {
            Node *part = stretch(k, row, axis, done * apart, results, by);
            sum = sum ? rule_op(k, c->op, sum, part, NULL) : part;
            done += length;
        }
    }
    return sum;
}

/* Windows of many elements axis by axis, those of sums and products in wide numbers; along one axis
   by doubling, or, where few windows meet each element, element by element of the window. */
static Node *many_places(Rule *k, Node *a, const Node *y, const Combine *c)
{
    DType t = dtype_of(y), wide = t == DTYPE_f32 ? DTYPE_f64 : t == DTYPE_f64 ? t : DTYPE_f32;
    int axis = -1, busy = 0;
    if ((c->op == OP_add || c->op == OP_multiply) && dtype_is_float(t) && t != wide) {
        a = rule_cast(k, a, wide);
        return rule_cast(k, rule_node(k, y->op, &a, 1, y->attrs, y->nattrs), t);
    }
    for (int i = node_type(a)->shape.rank; i-- > 0;)
        if (is_busy(y, a, i))
            axis = i, busy++;
    int64_t window = node_attr(y, ATTR_window)->at[axis], doublings = 0;
    for (int i = 0; i < node_type(a)->shape.rank && busy > 1; i++)
        if (is_busy(y, a, i))
            a = along_axis(k, a, y, i);
    if (busy > 1)
        return a;
    while (window >> doublings)
        doublings++;
    if (node_attr(y, ATTR_strides)->at[axis] * doublings * 2 < window)
        return by_doubling(k, a, y, axis, c);
    Fold f = {.op = c->op, .axes = 1, .result = &node_type(y)->shape};
    f.count[0] = window;
    f.axis[0] = axis;
    f.step[0] = node_attr(y, ATTR_dilations)->at[axis];
    f.strides = node_attr(y, ATTR_strides)->at;
    Node *none = graph_constant(k->cx, k->g, (Type){dtype_of(a), {0}}, c->identity, k->span);
    return fold_in_order(k, pad_windows(k, a, y, c->identity), none, &f);
}

static Node *windows_of(Rule *k, Node *a, const Node *y, OpCode op, Scalar identity)
{
    Combine c = {op, identity};
    int64_t places = count_places(y);
    bool is_many = places == MANY_PLACES;
    if (places == 0 || (is_many && dtype_is_complex(dtype_of(y))))
        return NULL;
    a = is_many ? many_places(k, a, y, &c) : by_slices(k, a, y, &c);
    bool has_sign = op == OP_add && !dtype_is_integer(dtype_of(y)); /* -0.0 alone comes to 0.0 */
    return has_sign ? add(a, number_of(k, 0, dtype_of(a))) : a;
}

DECOMPOSE(window_sum)
{
    out[0] = windows_of(k, x[0], y, OP_add, scalar_s(0));
}

DECOMPOSE(window_product)
{
    out[0] = windows_of(k, x[0], y, OP_multiply, scalar_s(1));
}

/* The least or largest number of a dtype, as `toward` says. */
static Scalar end_of(DType t, double toward)
{
    if (dtype_is_integer(t))
        return toward < 0 ? dtype_min_finite(t) : dtype_max_finite(t);
    return scalar_f(toward);
}

DECOMPOSE(window_max)
{
    out[0] = windows_of(k, x[0], y, OP_max, end_of(dtype_of(y), -INFINITY));
}

DECOMPOSE(window_min)
{
    out[0] = windows_of(k, x[0], y, OP_min, end_of(dtype_of(y), INFINITY));
}

/* The place in the operand of what is chosen: one that is at least (at most) what was found before,
   or NaN, takes its place, but padding never does. */
static Node *chosen_places(Rule *k, Node *a, const Node *y, OpCode beats)
{
    const Shape *from = &node_type(a)->shape;
    int64_t places = count_places(y), size = shape_count(from);
    DType t = size < INT32_MAX ? DTYPE_s32 : DTYPE_s64;
    if (places == 0 || places == MANY_PLACES || dtype_is_complex(dtype_of(a)))
        return NULL;
    Node *in = pad_windows(k, a, y, dtype_is_integer(dtype_of(a)) ? scalar_s(0) : scalar_f(0));
    Node *at = pad_windows(k, places_along(k, from, -1, t), y, scalar_s(size));
    bool is_padded = in && !shape_equal(&node_type(in)->shape, from);
    Node *best = NULL, *found = NULL, *none = number_of(k, (double)size, t);
    for (int64_t p = 0; p < places; p++) {
        Node *x = place_of_windows(k, in, y, p), *place = place_of_windows(k, at, y, p);
        if (best) {
            Node *takes = rule_op(k, beats, x, best, NULL);
            if (dtype_is_float(dtype_of(a)))
                takes = bits_or(takes, unequal(x, x));
            if (is_padded)
                takes = bits_and(bits_or(takes, equals(found, none)), unequal(place, none));
            x = pick(takes, x, best);
            place = pick(takes, place, found);
        }
        best = x, found = place;
    }
    return found;
}

DECOMPOSE(window_argmax)
{
    out[0] = chosen_places(k, x[0], y, OP_greater_equal);
}

DECOMPOSE(window_argmin)
{
    out[0] = chosen_places(k, x[0], y, OP_less_equal);
}
