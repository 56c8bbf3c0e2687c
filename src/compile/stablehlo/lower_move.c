/* lower_move.c - operations that move elements, products, and calls.

   Gather and scatter of StableHLO take windows from starts; here single elements of the indexed
   axes are named. So the starts are made complete: a number for each axis that is indexed or taken
   in part, for each place in the window. Starts of gather are clamped; windows of scatter that do
   not fit are dropped, for which the operand gets a margin that is cut off again. */
#include "compile/stablehlo/lower.h"

#include <string.h>

static bool one(Results *out, Node *n)
{
    out->at[0] = n;
    out->count = 1;
    return n != NULL;
}

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

static Node *make_pad(Lower *l, Node *x, Node *value, const int64_t *low, const int64_t *high,
                      const int64_t *interior)
{
    if (x == NULL || value == NULL)
        return NULL;
    uint32_t n = (uint32_t)node_type(x)->shape.rank;
    Attr attrs[] = {{ATTR_low, n, low}, {ATTR_high, n, high}, {ATTR_interior, n, interior}};
    return make(l, OP_pad, (Node *[]){x, value}, 2, attrs, 3);
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

/* --- gather and scatter --- */

/* Which axis does what; lists of the dimension numbers. */
typedef struct Places {
    int64_t windows[MAX_RANK], gone[MAX_RANK], starts[MAX_RANK]; /* as the attributes list them */
    int64_t batches[MAX_RANK], index_batches[MAX_RANK];
    int nwindows, ngone, nstarts, nbatches, nindex_batches;
    int64_t vector; /* the axis of the indices whose numbers belong together */
    int64_t sizes[MAX_RANK];
} Places;

static bool has(const int64_t *at, int count, int64_t x)
{
    for (int i = 0; i < count; i++)
        if (at[i] == x)
            return true;
    return false;
}

static int list_of(Lower *l, const HloAttr *d, const char *name, int64_t *out)
{
    int n = lower_any_list(l, d, name, out);
    return n < 0 ? 0 : n;
}

static bool places_of(Lower *l, const char *attr, bool is_scatter, Places *p)
{
    const HloAttr *d = hlo_attr(l->op->attrs, attr);
    if (d == NULL)
        return lower_refuse(l, "it has no dimension numbers") != NULL;
    d = d->first;
    *p = (Places){.vector = -1};
    p->nwindows = list_of(l, d, is_scatter ? "update_window_dims" : "offset_dims", p->windows);
    p->ngone = list_of(l, d, is_scatter ? "inserted_window_dims" : "collapsed_slice_dims", p->gone);
    p->nstarts =
        list_of(l, d, is_scatter ? "scatter_dims_to_operand_dims" : "start_index_map", p->starts);
    p->nbatches =
        list_of(l, d, is_scatter ? "input_batching_dims" : "operand_batching_dims", p->batches);
    p->nindex_batches =
        list_of(l, d, is_scatter ? "scatter_indices_batching_dims" : "start_indices_batching_dims",
                p->index_batches);
    if (!lower_unique(l, p->windows, p->nwindows, MAX_RANK) ||
        !lower_unique(l, p->gone, p->ngone, MAX_RANK) ||
        !lower_unique(l, p->starts, p->nstarts, MAX_RANK))
        return false;
    const HloAttr *v = hlo_attr(d, "index_vector_dim");
    p->vector = v ? v->number : 0;
    return true;
}

/* The indices as [n, nstarts] in s64, and the shape of what n counts. */
static Node *flat_starts(Lower *l, const Places *p, Node *indices, Shape *batch)
{
    const Shape *s = &node_type(indices)->shape;
    int64_t axes[MAX_RANK], n = 1;
    *batch = (Shape){0};
    for (int i = 0; i < s->rank; i++)
        if (i != p->vector) {
            axes[batch->rank] = i;
            n *= s->dim[i];
            batch->dim[batch->rank++] = s->dim[i];
        }
    indices = make_as(l, indices, DTYPE_s64);
    if (p->vector < s->rank && p->vector < s->rank - 1) {
        axes[s->rank - 1] = p->vector;
        indices = make_transpose(l, indices, axes);
    }
    Shape flat = {.rank = 2, .dim = {n, p->nstarts}};
    return make_reshape(l, indices, &flat);
}

/* Column `c` of [n, k], as [n]. */
static Node *column(Lower *l, Node *x, int64_t c)
{
    int64_t n = node_type(x)->shape.dim[0];
    Node *y = make_slice(l, x, (int64_t[]){0, c}, (int64_t[]){n, 1}, (int64_t[]){1, 1});
    return make_reshape(l, y, &(Shape){.rank = 1, .dim = {n}});
}

/* Which axes of the operand are named one by one: indexed, or taken in part. */
static int named_axes(const Places *p, const Shape *s, int64_t *out)
{
    int count = 0;
    for (int i = 0; i < s->rank; i++)
        if (has(p->starts, p->nstarts, i) || has(p->batches, p->nbatches, i) ||
            p->sizes[i] != s->dim[i])
            out[count++] = i;
    return count;
}

/* The start of an axis for each of the n windows: indexed, by its place in the batch, or 0. */
static Node *start_of(Lower *l, const Places *p, Node *starts, const Shape *batch, int64_t axis)
{
    Shape flat = {.rank = 1, .dim = {node_type(starts)->shape.dim[0]}};
    for (int i = 0; i < p->nstarts; i++)
        if (p->starts[i] == axis)
            return column(l, starts, i);
    for (int i = 0; i < p->nbatches && i < p->nindex_batches; i++)
        if (p->batches[i] == axis) {
            int64_t at = p->index_batches[i];
            at -= p->vector < at;
            return make_reshape(l, make_iota(l, DTYPE_s64, batch, at), &flat);
        }
    return make_broadcast(l, make_number(l, DTYPE_s64, 0), &flat, NULL);
}

/* All places that windows name, as [n, the windows' sizes of the named axes ..., named axes]. */
static Node *all_places(Lower *l, const Places *p, Node *const *start, const int64_t *named,
                        int count)
{
    Node *columns[MAX_RANK];
    Shape s = {.rank = 1, .dim = {node_type(start[0])->shape.dim[0]}};
    for (int i = 0; i < count; i++)
        s.dim[s.rank++] = p->sizes[named[i]];
    Shape one_more = s;
    one_more.dim[one_more.rank++] = 1;
    for (int i = 0; i < count; i++) {
        Node *x = make_broadcast(l, start[i], &s, (int64_t[]){0});
        if (p->sizes[named[i]] > 1)
            x = make2(l, OP_add, x, make_iota(l, DTYPE_s64, &s, i + 1));
        columns[i] = make_reshape(l, x, &one_more);
        if (columns[i] == NULL)
            return NULL;
    }
    int64_t axis = s.rank;
    return make(l, OP_concatenate, columns, count, &(Attr){ATTR_axis, 1, &axis}, 1);
}

/* Whether axes not named come along whole and named ones have a size of 1 each. */
static bool is_plain(const Places *p, const int64_t *named, int count)
{
    for (int i = 0; i < count; i++)
        if (p->sizes[named[i]] != 1 || !has(p->gone, p->ngone, named[i]) || i >= p->nstarts ||
            p->starts[i] != named[i])
            return false;
    return count == p->nstarts && p->nbatches == 0;
}

static Node *gather_node(Lower *l, Node *x, Node *indices, const int64_t *axes, int count)
{
    Attr attr = {ATTR_axes, (uint32_t)count, axes};
    return make(l, OP_gather, (Node *[]){x, indices}, 2, &attr, 1);
}

/* Puts [batch ..., window axes by operand axis ...] into the order that offset_dims asks for. */
static Node *arrange(Lower *l, const Places *p, Node *x, int batches)
{
    int64_t axes[MAX_RANK];
    int rank = node_type(x)->shape.rank, batch = 0;
    bool moves = false;
    for (int i = 0; i < rank; i++) {
        int from = -1;
        for (int j = 0; j < p->nwindows; j++)
            if (p->windows[j] == i)
                from = batches + j;
        axes[i] = from >= 0 ? from : batch++;
        moves |= axes[i] != i;
    }
    return moves ? make_transpose(l, x, axes) : x;
}

static bool clamp_starts(Lower *l, const Places *p, const Shape *s, const int64_t *named, int count,
                         Node **start)
{
    for (int i = 0; i < count; i++) {
        Node *most = make_number(l, DTYPE_s64, (double)(s->dim[named[i]] - p->sizes[named[i]]));
        start[i] = make3(l, OP_clip, start[i], make_number(l, DTYPE_s64, 0), most);
        if (start[i] == NULL)
            return false;
    }
    return true;
}

/* From [n, sizes of named axes..., other axes...] the axes of the window by operand axis, without
   those that go; `order` tells where each stands behind n. */
static int window_order(const Places *p, int rank, const int64_t *named, int count, int64_t *order)
{
    int n = 0, named_at = 1, other_at = 1 + count;
    for (int i = 0; i < rank; i++) {
        bool is_named = has(named, count, i);
        int at = is_named ? named_at++ : other_at++;
        if (!has(p->gone, p->ngone, i) && !has(p->batches, p->nbatches, i))
            order[n++] = at;
    }
    return n;
}

static bool lower_gather(Lower *l, Results *out)
{
    Places p;
    Shape batch;
    Node *x = lower_operand(l, 0), *indices = lower_operand(l, 1), *start[MAX_RANK];
    int64_t named[MAX_RANK], order[MAX_RANK], perm[MAX_RANK] = {0};
    if (x == NULL || indices == NULL || !places_of(l, "dimension_numbers", false, &p))
        return false;
    const Shape s = node_type(x)->shape, is = node_type(indices)->shape;
    if (!lower_list(l, "slice_sizes", s.rank, 1, p.sizes))
        return false;
    int count = named_axes(&p, &s, named);
    bool in_order = p.vector == is.rank - 1;
    for (int i = 0; i < p.nwindows && in_order; i++)
        in_order = p.windows[i] == is.rank - 1 + i;
    if (in_order && is_plain(&p, named, count) && count > 0) {
        for (int i = 0; i < count; i++)
            if (s.dim[named[i]] < 1)
                return one(out, lower_refuse(l, "it takes from an axis without elements"));
        return one(out, gather_node(l, x, indices, named, count));
    }
    Node *starts = flat_starts(l, &p, indices, &batch);
    if (count == 0) { /* every window is the whole */
        named[0] = 0;
        count = s.rank > 0;
    }
    if (starts == NULL || count == 0)
        return starts && one(out, lower_refuse(l, "it takes from a scalar"));
    for (int i = 0; i < count; i++)
        if ((start[i] = start_of(l, &p, starts, &batch, named[i])) == NULL)
            return false;
    if (!clamp_starts(l, &p, &s, named, count, start))
        return false;
    Node *y = gather_node(l, x, all_places(l, &p, start, named, count), named, count);
    if (y == NULL)
        return false;
    int n = window_order(&p, s.rank, named, count, order);
    /* axes of size 1 that go are moved to the end and reshaped away */
    int at = 1, rank = node_type(y)->shape.rank;
    for (int i = 0; i < n; i++)
        perm[at++] = order[i];
    for (int i = 1; i < rank; i++)
        if (!has(order, n, i))
            perm[at++] = i;
    y = make_transpose(l, y, perm);
    Shape full = batch;
    for (int i = 0; i < n && y; i++)
        full.dim[full.rank++] = node_type(y)->shape.dim[1 + i];
    y = make_reshape(l, y, &full);
    return one(out, y ? arrange(l, &p, y, batch.rank) : NULL);
}

/* What a scatter's region does with the old and the new. */
static bool scatter_op(const HloBlock *b, OpCode *op)
{
    *op = OP_indexed_put;
    if (b->nargs == 2 && b->ops == b->last && b->last->noperands == 1 &&
        str_equal(b->last->operands[0], b->args[1]))
        return true;
    *op = OP_indexed_add;
    return str_is(lower_single(b, false), "stablehlo.add");
}

/* Updates as [n, sizes of named axes ..., other axes ...]. */
static Node *arrange_updates(Lower *l, const Places *p, Node *updates, const Shape *s,
                             const int64_t *named, int count, int64_t n)
{
    int64_t axes[MAX_RANK], where[MAX_RANK];
    int rank = node_type(updates)->shape.rank, at = 0, window = 0;
    for (int i = 0; i < rank; i++)
        if (!has(p->windows, p->nwindows, i))
            axes[at++] = i;
    for (int i = 0; i < s->rank; i++) {
        bool gone = has(p->gone, p->ngone, i) || has(p->batches, p->nbatches, i);
        where[i] = gone ? -1 : p->windows[window++];
    }
    Shape to = {.rank = 1, .dim = {n}};
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < s->rank; i++) {
            if (has(named, count, i) != (pass == 0))
                continue;
            if (where[i] >= 0)
                axes[at++] = where[i];
            to.dim[to.rank++] = p->sizes[i];
        }
    return make_reshape(l, make_transpose(l, updates, axes), &to);
}

/* Starts of windows that fit, one more than their size moved into the margin for the others. */
static bool keep_fitting(Lower *l, const Places *p, const Shape *s, const int64_t *named, int count,
                         Node **start)
{
    Node *fits = NULL;
    for (int i = 0; i < count; i++) {
        Node *most = make_number(l, DTYPE_s64, (double)(s->dim[named[i]] - p->sizes[named[i]]));
        Node *in = make2(l, OP_logical_and,
                         make2(l, OP_greater_equal, start[i], make_number(l, DTYPE_s64, 0)),
                         make2(l, OP_less_equal, start[i], most));
        fits = fits ? make2(l, OP_logical_and, fits, in) : in;
    }
    for (int i = 0; i < count; i++) {
        Node *outside = make_number(l, DTYPE_s64, i == 0 ? (double)s->dim[named[0]] : 0);
        start[i] = make3(l, OP_select, fits, start[i], outside);
    }
    return start[count - 1] != NULL;
}

static bool lower_scatter(Lower *l, Results *out)
{
    Places p;
    Shape batch;
    OpCode op;
    int64_t named[MAX_RANK], low[MAX_RANK] = {0}, margin[MAX_RANK] = {0}, ones[MAX_RANK];
    Node *start[MAX_RANK] = {NULL};
    if (l->op->noperands != 3 || l->op->nregions != 1)
        return one(out, lower_refuse(l, "several operands are not supported"));
    Node *x = lower_operand(l, 0), *indices = lower_operand(l, 1), *updates = lower_operand(l, 2);
    if (!x || !indices || !updates || !places_of(l, "scatter_dimension_numbers", true, &p))
        return false;
    if (!scatter_op(l->op->regions, &op))
        return one(out, lower_refuse(l, "its region neither adds nor replaces"));
    const Shape s = node_type(x)->shape, is = node_type(indices)->shape;
    int window = 0;
    if (!lower_unique(l, p.windows, p.nwindows, node_type(updates)->shape.rank))
        return false;
    for (int i = 0; i < s.rank; i++) {
        bool gone = has(p.gone, p.ngone, i) || has(p.batches, p.nbatches, i);
        if (!gone && window >= p.nwindows)
            return one(out, lower_refuse(l, "its dimension numbers do not fit"));
        p.sizes[i] = gone ? 1 : node_type(updates)->shape.dim[p.windows[window++]];
        ones[i] = 1;
    }
    int count = named_axes(&p, &s, named);
    bool in_order = p.vector == 1 && is.rank == 2 && count > 0;
    for (int i = 0; i < p.nwindows && in_order; i++)
        in_order = p.windows[i] == 1 + i;
    Attr attr = {ATTR_axes, (uint32_t)count, named};
    if (in_order && is_plain(&p, named, count))
        return one(out, make(l, op, (Node *[]){x, indices, updates}, 3, &attr, 1));
    Node *starts = flat_starts(l, &p, indices, &batch);
    if (count == 0 || starts == NULL)
        return starts && one(out, lower_refuse(l, "it names no axis"));
    for (int i = 0; i < count; i++)
        if ((start[i] = start_of(l, &p, starts, &batch, named[i])) == NULL)
            return false;
    int64_t n = node_type(start[0])->shape.dim[0], places = n;
    if (!keep_fitting(l, &p, &s, named, count, start))
        return false;
    margin[named[0]] = p.sizes[named[0]];
    Node *wide = make_pad(l, x, make_number(l, node_type(x)->dtype, 0), low, margin, low);
    Node *at = all_places(l, &p, start, named, count);
    updates = arrange_updates(l, &p, updates, &s, named, count, n);
    for (int i = 0; i < count; i++)
        places *= p.sizes[named[i]];
    Shape flat = {.rank = 1, .dim = {places}};
    for (int i = 0; i < s.rank; i++)
        if (!has(named, count, i))
            flat.dim[flat.rank++] = s.dim[i];
    updates = make_reshape(l, updates, &flat);
    at = make_reshape(l, at, &(Shape){.rank = 2, .dim = {places, count}});
    if (!wide || !at || !updates)
        return false;
    Node *y = make(l, op, (Node *[]){wide, at, updates}, 3, &attr, 1);
    return one(out, y ? make_slice(l, y, low, s.dim, ones) : NULL);
}

/* --- products --- */

/* Puts the batch axes in front, as op.def has them. */
static Node *batches_first(Lower *l, Node *x, int64_t *batch, int nb, int64_t *contract, int nc)
{
    int64_t axes[MAX_RANK], place[MAX_RANK];
    int rank = node_type(x)->shape.rank, at = 0;
    bool moves = false;
    for (int i = 0; i < nb; i++) {
        moves |= batch[i] != i;
        axes[at++] = batch[i];
    }
    if (!moves)
        return x;
    for (int i = 0; i < rank; i++)
        if (!has(batch, nb, i))
            axes[at++] = i;
    for (int i = 0; i < rank; i++)
        place[axes[i]] = i;
    for (int i = 0; i < nb; i++)
        batch[i] = i;
    for (int i = 0; i < nc; i++)
        contract[i] = place[contract[i]];
    return make_transpose(l, x, axes);
}

/* "[0] x [1]" or the numbers' names in the generic form: two lists. */
static void two_lists(Lower *l, const char *pretty, const char *a, const char *b,
                      int64_t out[2][MAX_RANK], int count[2])
{
    const HloAttr *lists = hlo_attr(l->op->attrs, pretty);
    const HloAttr *numbers = hlo_attr(l->op->attrs, "dot_dimension_numbers");
    count[0] = count[1] = 0;
    int i = 0;
    for (const HloAttr *at = lists ? lists->first : NULL; at && i < 2; at = at->next, i++)
        for (const HloAttr *n = at->first; n && count[i] < MAX_RANK; n = n->next)
            out[i][count[i]++] = n->number;
    if (numbers) {
        count[0] = list_of(l, numbers->first, a, out[0]);
        count[1] = list_of(l, numbers->first, b, out[1]);
    }
}

static bool lower_dot(Lower *l, Results *out)
{
    int64_t contract[2][MAX_RANK], batch[2][MAX_RANK];
    int nc[2], nb[2];
    Node *x = lower_operand(l, 0), *y = lower_operand(l, 1);
    if (x == NULL || y == NULL)
        return false;
    DType to = lower_type(l, 0)->dtype;
    two_lists(l, "contracting_dims", "lhs_contracting_dimensions", "rhs_contracting_dimensions",
              contract, nc);
    two_lists(l, "batching_dims", "lhs_batching_dimensions", "rhs_batching_dimensions", batch, nb);
    if (!lower_unique(l, contract[0], nc[0], node_type(x)->shape.rank) ||
        !lower_unique(l, batch[0], nb[0], node_type(x)->shape.rank) ||
        !lower_unique(l, contract[1], nc[1], node_type(y)->shape.rank) ||
        !lower_unique(l, batch[1], nb[1], node_type(y)->shape.rank))
        return false;
    x = batches_first(l, make_as(l, x, to), batch[0], nb[0], contract[0], nc[0]);
    y = batches_first(l, make_as(l, y, to), batch[1], nb[1], contract[1], nc[1]);
    Attr attrs[] = {{ATTR_contract_a, (uint32_t)nc[0], contract[0]},
                    {ATTR_batch_a, (uint32_t)nb[0], batch[0]},
                    {ATTR_contract_b, (uint32_t)nc[1], contract[1]},
                    {ATTR_batch_b, (uint32_t)nb[1], batch[1]}};
    return one(out, x && y ? make(l, OP_dot, (Node *[]){x, y}, 2, attrs, 4) : NULL);
}

/* "[b, 0, 1, f]": where `first`, `second` and the spatial axes in order stand. */
static bool conv_axes(Lower *l, const HloAttr *list, const char *first, const char *second,
                      int64_t *out, int rank)
{
    int n = 0;
    for (int i = 0; i < rank; i++)
        out[i] = -1;
    for (const HloAttr *a = list ? list->first : NULL; a && n < rank; a = a->next, n++) {
        if (a->kind == HATTR_int && a->number >= 0 && a->number < rank - 2)
            out[a->number + 2] = n;
        else if (str_is(a->word, first))
            out[0] = n;
        else if (str_is(a->word, second))
            out[1] = n;
        else
            return lower_refuse(l, "its dimension numbers cannot be read") != NULL;
    }
    return lower_unique(l, out, rank, rank);
}

static Node *transposed(Lower *l, Node *x, const int64_t *axes)
{
    bool moves = false;
    for (int i = 0; x && i < node_type(x)->shape.rank; i++)
        moves |= axes[i] != i;
    return moves ? make_transpose(l, x, axes) : x;
}

/* An attribute of the window: of its dictionary in the pretty form. */
static bool window_list(Lower *l, const char *pretty, const char *generic, int count,
                        int64_t otherwise, int64_t *out)
{
    const HloAttr *window = hlo_attr(l->op->attrs, "window");
    int n = window ? lower_any_list(l, window->first, pretty, out)
                   : lower_any_list(l, l->op->attrs, generic, out);
    for (int i = 0; n < 0 && i < count; i++)
        out[i] = otherwise;
    return n < 0 || n == count || lower_refuse(l, "its window does not fit");
}

static bool window_pads(Lower *l, int count, int64_t *low, int64_t *high)
{
    const HloAttr *window = hlo_attr(l->op->attrs, "window");
    const HloAttr *pads = window ? hlo_attr(window->first, "pad") : NULL;
    const HloAttr *dense = hlo_attr(l->op->attrs, "padding");
    int64_t flat[MAX_RANK] = {0};
    for (int i = 0; i < count; i++)
        low[i] = high[i] = 0;
    if (dense && count <= MAX_RANK / 2) {
        int n = lower_any_list(l, l->op->attrs, "padding", flat);
        for (int i = 0; i < count && 2 * i + 1 < n; i++) {
            low[i] = flat[2 * i];
            high[i] = flat[2 * i + 1];
        }
    }
    int i = 0;
    for (const HloAttr *a = pads ? pads->first : NULL; a && i < count; a = a->next, i++)
        if (a->first && a->first->next) {
            low[i] = a->first->number;
            high[i] = a->first->next->number;
        }
    return true;
}

static bool lower_conv(Lower *l, Results *out)
{
    int64_t in[MAX_RANK], kernel[MAX_RANK], result[MAX_RANK], back[MAX_RANK], reversal[MAX_RANK];
    int64_t strides[MAX_RANK], low[MAX_RANK], high[MAX_RANK], input[MAX_RANK], spread[MAX_RANK];
    Node *x = lower_operand(l, 0), *k = lower_operand(l, 1);
    const HloAttr *numbers = hlo_attr(l->op->attrs, "dim_numbers");
    if (numbers == NULL)
        numbers = hlo_attr(l->op->attrs, "dimension_numbers");
    const HloAttr *a = numbers ? numbers->first : NULL, *b = a ? a->next : NULL;
    if (x == NULL || k == NULL || b == NULL || b->next == NULL)
        return x && k && one(out, lower_refuse(l, "it has no dimension numbers"));
    int rank = node_type(x)->shape.rank, n = rank - 2;
    if (rank < 2 || !conv_axes(l, a, "b", "f", in, rank) ||
        !conv_axes(l, b, "o", "i", kernel, rank) ||
        !conv_axes(l, b->next, "b", "f", result, rank) ||
        !window_list(l, "stride", "window_strides", n, 1, strides) ||
        !window_list(l, "lhs_dilate", "lhs_dilation", n, 1, input) ||
        !window_list(l, "rhs_dilate", "rhs_dilation", n, 1, spread) ||
        !window_list(l, "reverse", "window_reversal", n, 0, reversal) ||
        !window_pads(l, n, low, high))
        return false;
    int64_t features = lower_int(l, "feature_group_count", 1);
    int64_t groups = lower_int(l, "batch_group_count", 1), turned[MAX_RANK];
    uint32_t nturned = 0, u = (uint32_t)n;
    for (int i = 0; i < n; i++)
        if (reversal[i])
            turned[nturned++] = i + 2;
    x = transposed(l, x, in);
    k = transposed(l, k, kernel);
    if (nturned && k)
        k = make(l, OP_reverse, &k, 1, &(Attr){ATTR_axes, nturned, turned}, 1);
    Attr attrs[] = {{ATTR_strides, u, strides},
                    {ATTR_low, u, low},
                    {ATTR_high, u, high},
                    {ATTR_input_dilations, u, input},
                    {ATTR_kernel_dilations, u, spread},
                    {ATTR_feature_groups, 1, &features},
                    {ATTR_batch_groups, 1, &groups}};
    Node *y = x && k ? make(l, OP_conv, (Node *[]){x, k}, 2, attrs, 7) : NULL;
    for (int i = 0; i < rank; i++)
        back[result[i]] = i;
    return one(out, y ? make_as(l, transposed(l, y, back), lower_type(l, 0)->dtype) : NULL);
}

/* --- calls --- */

static bool fft_is(Lower *l, const char *kind)
{
    return lower_is(l, "type", kind) || lower_is(l, "fft_type", kind);
}

/* Of several axes the last one first, each made last in turn. */
static Node *fft_axes(Lower *l, OpCode op, Node *x, int count)
{
    for (int i = 0; i < count && x; i++) {
        int64_t axes[MAX_RANK];
        int rank = node_type(x)->shape.rank;
        for (int j = 0; j < rank; j++)
            axes[j] = j;
        axes[rank - 1] = rank - 1 - i;
        axes[rank - 1 - i] = rank - 1;
        x = i ? make_transpose(l, make1(l, op, make_transpose(l, x, axes)), axes) : make1(l, op, x);
    }
    return x;
}

/* The half that a real transform leaves out, made from the other: x[n - k] is conj x[k]. */
static Node *whole_spectrum(Lower *l, Node *x, int64_t n)
{
    Shape s = node_type(x)->shape;
    int64_t from[MAX_RANK] = {0}, ones[MAX_RANK], axis = s.rank - 1;
    for (int i = 0; i < MAX_RANK; i++)
        ones[i] = 1;
    from[axis] = 1;
    s.dim[axis] = n - s.dim[axis];
    Node *rest = make1(l, OP_conjugate, make_slice(l, x, from, s.dim, ones));
    if (rest == NULL)
        return NULL;
    rest = make(l, OP_reverse, &rest, 1, &(Attr){ATTR_axes, 1, &axis}, 1);
    return rest ? make(l, OP_concatenate, (Node *[]){x, rest}, 2, &(Attr){ATTR_axis, 1, &axis}, 1)
                : NULL;
}

static bool lower_fft(Lower *l, Results *out)
{
    int64_t length[MAX_RANK], zeros[MAX_RANK] = {0}, ones[MAX_RANK];
    int count = lower_any_list(l, l->op->attrs, "length", length);
    if (count < 0)
        count = lower_any_list(l, l->op->attrs, "fft_length", length);
    Node *x = lower_operand(l, 0);
    const Type *to = lower_type(l, 0);
    if (x == NULL || count < 1 || count > node_type(x)->shape.rank)
        return x && one(out, lower_refuse(l, "it has no length"));
    for (int i = 0; i < MAX_RANK; i++)
        ones[i] = 1;
    if (fft_is(l, "FFT") || fft_is(l, "IFFT"))
        return one(out, fft_axes(l, fft_is(l, "FFT") ? OP_fft : OP_ifft, x, count));
    if (count > 1)
        return one(out, lower_refuse(l, "real transforms of several axes are not supported"));
    if (fft_is(l, "RFFT"))
        return one(out, make_slice(l, make1(l, OP_fft, x), zeros, to->shape.dim, ones));
    return one(out, make1(l, OP_real, make1(l, OP_ifft, whole_spectrum(l, x, length[0]))));
}

static bool lower_cholesky(Lower *l, Results *out)
{
    Node *x = lower_operand(l, 0);
    if (x && !lower_is(l, "lower", "true"))
        return one(out, lower_refuse(l, "only the lower factor is supported"));
    return one(out, make1(l, OP_cholesky, x));
}

static bool lower_triangular(Lower *l, Results *out)
{
    int64_t lower = lower_is(l, "lower", "true"), left = lower_is(l, "left_side", "true");
    bool is_adjoint = lower_is(l, "transpose_a", "ADJOINT");
    int64_t transform = is_adjoint || lower_is(l, "transpose_a", "TRANSPOSE");
    Node *args[] = {lower_operand(l, 0), lower_operand(l, 1)};
    Attr attrs[] = {
        {ATTR_lower, 1, &lower}, {ATTR_left_side, 1, &left}, {ATTR_transform, 1, &transform}};
    if (args[0] && lower_is(l, "unit_diagonal", "true"))
        args[0] = make_unit_diagonal(l, args[0]);
    if (args[0] && is_adjoint && dtype_is_complex(node_type(args[0])->dtype))
        args[0] = make1(l, OP_conjugate, args[0]);
    return one(out, args[0] && args[1] ? make(l, OP_triangular_solve, args, 2, attrs, 3) : NULL);
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
    {"gather", lower_gather},
    {"scatter", lower_scatter},
    {"dot_general", lower_dot},
    {"convolution", lower_conv},
    {"fft", lower_fft},
    {"cholesky", lower_cholesky},
    {"triangular_solve", lower_triangular},
    {NULL, NULL},
};
