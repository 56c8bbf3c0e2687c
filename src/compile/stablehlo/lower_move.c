/* lower_move.c - operations that move elements to places which the text says: views, slices, pads.
 */
#include "compile/stablehlo/lower.h"

/* --- views --- */

static bool lower_iota(Lower *l, Results *out)
{
    const Type *t = lower_type(l, 0);
    int64_t axis = lower_int(l, "dim", lower_int(l, "iota_dimension", 0));
    return one(out, make_iota(l, t->dtype, &t->shape, axis));
}

static bool lower_reshape(Lower *l, Results *out)
{
    return one(out, make_reshape(l, lower_operand(l, 0), &lower_type(l, 0)->shape));
}

/* The list `dims`, as the generic form calls it or the pretty one. */
static int dims_of(Lower *l, const char *generic, int64_t *out)
{
    int n = lower_any_list(l, l->op->attrs, "dims", out);
    return n >= 0 ? n : lower_any_list(l, l->op->attrs, generic, out);
}

/* Axes may land in any order here, there they ascend. */
static bool lower_broadcast(Lower *l, Results *out)
{
    int64_t axes[MAX_RANK], order[MAX_RANK], sorted[MAX_RANK];
    Node *x = lower_operand(l, 0);
    int n = dims_of(l, "broadcast_dimensions", axes);
    bool ascends = true;
    if (x == NULL || n != node_type(x)->shape.rank)
        return x && one(out, lower_refuse(l, "it needs a place for each axis"));
    for (int i = 0; i < n; i++) {
        int rank = 0;
        for (int j = 0; j < n; j++)
            rank += axes[j] < axes[i] || (axes[j] == axes[i] && j < i);
        order[rank] = i;
        sorted[rank] = axes[i];
        ascends &= rank == i;
    }
    if (!ascends)
        x = make_transpose(l, x, order);
    return one(out, make_broadcast(l, x, &lower_type(l, 0)->shape, sorted));
}

static bool lower_transpose(Lower *l, Results *out)
{
    int64_t axes[MAX_RANK];
    Node *x = lower_operand(l, 0);
    int n = dims_of(l, "permutation", axes);
    if (x && n != node_type(x)->shape.rank)
        return one(out, lower_refuse(l, "it needs a permutation of all axes"));
    return one(out, make_transpose(l, x, axes));
}

static bool lower_reverse(Lower *l, Results *out)
{
    int64_t axes[MAX_RANK], sorted[MAX_RANK];
    Node *x = lower_operand(l, 0);
    int n = dims_of(l, "dimensions", axes), count = 0;
    for (int64_t i = 0; i < MAX_RANK; i++)
        for (int j = 0; j < n; j++)
            if (axes[j] == i)
                sorted[count++] = i;
    Attr attr = {ATTR_axes, (uint32_t)count, sorted};
    return one(out, x ? make(l, OP_reverse, &x, 1, &attr, 1) : NULL);
}

/* --- slices --- */

static bool lower_slice(Lower *l, Results *out)
{
    int64_t from[MAX_RANK] = {0}, to[MAX_RANK], strides[MAX_RANK], lengths[MAX_RANK];
    const HloAttr *ranges = hlo_attr(l->op->attrs, "ranges");
    Node *x = lower_operand(l, 0);
    int n = 0;
    if (x == NULL)
        return false;
    int rank = node_type(x)->shape.rank;
    for (const HloAttr *a = ranges ? ranges->first : NULL; a && n < MAX_RANK; a = a->next, n++) {
        int64_t numbers[MAX_RANK] = {0, 0, 1};
        int count = 0;
        for (const HloAttr *b = a->first; b && count < 3; b = b->next)
            numbers[count++] = b->number;
        from[n] = numbers[0];
        to[n] = numbers[1];
        strides[n] = count == 3 ? numbers[2] : 1;
    }
    if (ranges == NULL)
        n = lower_list(l, "start_indices", rank, 0, from) &&
                    lower_list(l, "limit_indices", rank, 0, to) &&
                    lower_list(l, "strides", rank, 1, strides)
                ? rank
                : -1;
    for (int i = 0; i < n && i < rank; i++) {
        if (strides[i] < 1 || from[i] < 0 || to[i] < from[i] || to[i] > node_type(x)->shape.dim[i])
            return one(out, lower_refuse(l, "its bounds do not fit"));
        lengths[i] = (to[i] - from[i] + strides[i] - 1) / strides[i];
        strides[i] = lengths[i] > 1 ? strides[i] : 1;
    }
    if (n != rank)
        return one(out, lower_refuse(l, "it needs bounds for each axis"));
    return one(out, make_slice(l, x, from, lengths, strides));
}

static bool lower_dynamic_slice(Lower *l, Results *out)
{
    Node *args[MAX_RANK + 1];
    int64_t sizes[MAX_RANK], ones[MAX_RANK];
    int n = l->op->noperands, count = lower_any_list(l, l->op->attrs, "sizes", sizes);
    if (count < 0)
        count = lower_any_list(l, l->op->attrs, "slice_sizes", sizes);
    if (n < 1 || n > MAX_RANK + 1 || count != n - 1)
        return one(out, lower_refuse(l, "it needs a start and a size for each axis"));
    for (int i = 0; i < n; i++) {
        ones[i < MAX_RANK ? i : 0] = 1;
        if ((args[i] = lower_operand(l, i)) == NULL)
            return false;
    }
    Attr attrs[] = {{ATTR_lengths, (uint32_t)count, sizes}, {ATTR_strides, (uint32_t)count, ones}};
    return one(out, make(l, OP_slice, args, n, attrs, 2));
}

static bool lower_update(Lower *l, Results *out)
{
    Node *args[MAX_RANK + 2];
    int n = l->op->noperands;
    for (int i = 0; i < n && i < MAX_RANK + 2; i++)
        if ((args[i] = lower_operand(l, i)) == NULL)
            return false;
    return one(out, n > MAX_RANK + 2 ? lower_refuse(l, "it has too many operands")
                                     : make(l, OP_put_slice, args, n, NULL, 0));
}

static bool lower_pad(Lower *l, Results *out)
{
    int64_t low[MAX_RANK], high[MAX_RANK], interior[MAX_RANK];
    Node *x = lower_operand(l, 0), *value = lower_operand(l, 1);
    bool is_pretty = hlo_attr(l->op->attrs, "low") != NULL;
    int rank = x ? node_type(x)->shape.rank : 0;
    bool ok = x && value && lower_list(l, is_pretty ? "low" : "edge_padding_low", rank, 0, low) &&
              lower_list(l, is_pretty ? "high" : "edge_padding_high", rank, 0, high) &&
              lower_list(l, is_pretty ? "interior" : "interior_padding", rank, 0, interior);
    return one(out, ok ? make_pad(l, x, value, low, high, interior) : NULL);
}

static bool lower_concatenate(Lower *l, Results *out)
{
    int64_t axis = lower_int(l, "dim", lower_int(l, "dimension", 0));
    int n = l->op->noperands;
    Node **args = arena_array(l->arena, Node *, n + 1);
    for (int i = 0; i < n; i++)
        if ((args[i] = lower_operand(l, i)) == NULL)
            return false;
    return one(out, make(l, OP_concatenate, args, n, &(Attr){ATTR_axis, 1, &axis}, 1));
}

const LowerRow lower_move_rows[] = {
    {"iota", lower_iota},
    {"reshape", lower_reshape},
    {"broadcast_in_dim", lower_broadcast},
    {"transpose", lower_transpose},
    {"reverse", lower_reverse},
    {"slice", lower_slice},
    {"dynamic_slice", lower_dynamic_slice},
    {"dynamic_update_slice", lower_update},
    {"pad", lower_pad},
    {"concatenate", lower_concatenate},
    {NULL, NULL},
};
