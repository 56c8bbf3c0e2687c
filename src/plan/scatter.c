/* scatter.c - how slices are put into an array: see plan.h, groups of kind scatter. */
#include "plan/plan.h"

#include "plan/group.h"

enum {
    RANGES = 4,          /* tasks of a scatter that is not small */
    SMALL_WORK = 1 << 16 /* elements put and made that one task does best */
};

/* Axes from the first on, so that places of slices are neighbours. */
static bool are_first(const Attr *axes)
{
    for (uint32_t i = 0; i < axes->count; i++)
        if (axes->at[i] != i)
            return false;
    return true;
}

/* Integers wrap in their own dtype; of few numbers the sum is as good in f32. */
static DType sums_of(const Node *n, int64_t count)
{
    DType own = node_type(n)->dtype;
    bool is_own =
        n->op == OP_indexed_put || !dtype_is_float(own) || (own == DTYPE_f32 && count <= LANES);
    return is_own ? own : DTYPE_f64;
}

Scatter scatter_of(const Node *n)
{
    const Attr *axes = node_attr(n, ATTR_axes);
    const Shape *whole = &node_type(n)->shape;
    int64_t places = 1, total = shape_count(whole);
    for (uint32_t i = 0; i < axes->count; i++)
        places *= whole->dim[axes->at[i]];
    Scatter s = {.count = node_type(n->args[1])->shape.dim[0], .size = total / places};
    s.sums = sums_of(n, s.count);
    s.in_tiles = s.size < WIDE_SLICE;
    bool is_cut = are_first(axes) && total + s.count * (s.size + 4) > SMALL_WORK;
    s.ranges = !is_cut ? 1 : places < RANGES ? places : RANGES;
    s.span = (places + s.ranges - 1) / s.ranges * s.size;
    s.ranges = s.ranges == 1 ? 1 : (total + s.span - 1) / s.span;
    if (s.ranges == 1)
        s.span = total;
    return s;
}

bool scatter_has_sums(const Node *n)
{
    return n->op == OP_indexed_add && scatter_of(n).sums != node_type(n)->dtype;
}

int scatter_base(const Plan *p, const Group *g)
{
    const Node *n = g->kind == GROUP_scatter ? g->members.at[0] : NULL;
    if (n == NULL || scatter_has_sums(n))
        return -1;
    int base = plan_value(p, n->args[0], true);
    bool is_same = base >= 0 && p->values.at[base].blocks == 1 &&
                   p->values.at[base].stored == node_type(n)->dtype;
    return is_same ? base : -1;
}
