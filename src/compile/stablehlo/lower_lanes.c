/* lower_lanes.c - reductions of several operands by any region.

   The region is lowered not on scalars but on all pairs of neighbours at once, which leaves half of
   the elements, in their order, and so on: its operations must be those of elements. */
#include "compile/stablehlo/lower_fold.h"

enum { MOST_REDUCED = 8 /* operands */ };

/* x[kept axes, flat][reduced axes, flat] */
static Node *flattened(Lower *l, Node *x, const int64_t *order, const Shape *flat)
{
    return make_reshape(l, make_transpose(l, x, order), flat);
}

/* Every second column from `first` on, `count` of them. */
static Node *columns(Lower *l, Node *x, int64_t first, int64_t count)
{
    int64_t from[] = {0, first}, strides[] = {1, count > 1 ? 2 : 1};
    int64_t lengths[] = {x ? node_type(x)->shape.dim[0] : 0, count};
    return make_slice(l, x, from, lengths, strides);
}

/* What the region makes of a[0..n-1], which came first, and b, elements of this shape or scalars,
   into a; false after an error. */
static bool join(Lower *l, Node **a, Node *const *b, int n, const Shape *lanes)
{
    Node *args[2 * MOST_REDUCED];
    const Shape *outer = l->lanes;
    for (int i = 0; i < n; i++) {
        args[i] = a[i];
        args[n + i] = b[i];
        if (a[i] == NULL || b[i] == NULL)
            return false;
    }
    l->lanes = lanes;
    int count = lower_block(l, l->op->regions, args, 2 * n, a, n);
    l->lanes = outer;
    for (int i = 0; i < count; i++)
        if (node_type(a[i])->shape.rank == 0)
            a[i] = make_broadcast(l, a[i], lanes, NULL);
    return count == n || (count >= 0 && lower_refuse(l, "its region does not fit") != NULL);
}

/* Leaves half of the columns of each, the last one where it has no neighbour. */
static bool halve(Lower *l, Node **x, int n)
{
    const Shape *s = &node_type(x[0])->shape;
    int64_t half = s->dim[1] / 2, axis = 1;
    Node *odd[MOST_REDUCED], *b[MOST_REDUCED];
    bool is_odd = s->dim[1] % 2;
    Shape lanes = SHAPE(s->dim[0], half);
    for (int i = 0; i < n; i++) {
        odd[i] = is_odd ? columns(l, x[i], 2 * half, 1) : NULL;
        b[i] = columns(l, x[i], 1, half);
        x[i] = columns(l, x[i], 0, half);
    }
    if (!join(l, x, b, n, &lanes))
        return false;
    for (int i = 0; i < n && is_odd; i++) {
        Node *parts[] = {x[i], odd[i]};
        x[i] = odd[i] ? make(l, OP_concatenate, parts, 2, &(Attr){ATTR_axis, 1, &axis}, 1) : NULL;
    }
    return !failed(l->cx);
}

/* The operands and what they start from; false after an error. */
static bool take_operands(Lower *l, int n, Node **x, Node **start)
{
    for (int i = 0; i < n; i++) {
        x[i] = lower_operand(l, i);
        start[i] = lower_operand(l, n + i);
        if (x[i] == NULL || start[i] == NULL)
            return false;
        if (node_type(start[i])->shape.rank != 0 ||
            !shape_equal(&node_type(x[i])->shape, &node_type(x[0])->shape))
            return lower_refuse(l, "its operands do not fit") != NULL;
    }
    return true;
}

bool lower_in_halves(Lower *l, Results *out, const int64_t *axes, int count)
{
    int n = l->op->noperands / 2, kept = 0;
    Node *x[MOST_REDUCED], *start[MOST_REDUCED];
    int64_t order[MAX_RANK];
    if (n > MOST_REDUCED || l->op->noperands % 2)
        return one(out, lower_refuse(l, "it has too many operands"));
    if (!take_operands(l, n, x, start))
        return false;
    Shape s = node_type(x[0])->shape, rest = {0}, gone = {.rank = count};
    if (!lower_unique(l, axes, count, s.rank))
        return false;
    for (int i = 0; i < s.rank; i++)
        if (!lower_has(axes, count, i)) {
            rest.dim[rest.rank++] = s.dim[i];
            order[kept++] = i;
        }
    for (int i = 0; i < count; i++) {
        gone.dim[i] = s.dim[axes[i]];
        order[kept + i] = axes[i];
    }
    Shape flat = SHAPE(shape_count(&rest), shape_count(&gone));
    for (int i = 0; i < n; i++)
        x[i] = flattened(l, x[i], order, &flat);
    while (!failed(l->cx) && node_type(x[0])->shape.dim[1] > 1)
        halve(l, x, n);
    flat.dim[1] = flat.dim[1] < 1 ? 0 : 1;
    if (failed(l->cx) || (flat.dim[1] && !join(l, start, x, n, &flat)))
        return false;
    for (int i = 0; i < n; i++) {
        out->at[i] = flat.dim[1] ? make_reshape(l, start[i], &rest)
                                 : make_broadcast(l, start[i], &rest, NULL);
        if (out->at[i] == NULL)
            return false;
    }
    out->count = n;
    return true;
}
