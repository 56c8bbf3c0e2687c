/* lower_gather.c - gather and scatter.

   Those of StableHLO take windows from starts; here single elements of the indexed axes are named.
   So the starts are made complete: a number for each axis that is indexed or taken in part, for
   each place in the window. Starts of gather are clamped; windows of scatter that do not fit are
   dropped, for which the operand gets a margin that is cut off again. */
#include "compile/stablehlo/lower.h"

/* Which axis does what; lists of the dimension numbers. */
typedef struct Places {
    int64_t windows[MAX_RANK], gone[MAX_RANK], starts[MAX_RANK]; /* as the attributes list them */
    int64_t batches[MAX_RANK], index_batches[MAX_RANK];
    int nwindows, ngone, nstarts, nbatches, nindex_batches;
    int64_t vector; /* the axis of the indices whose numbers belong together */
    int64_t sizes[MAX_RANK];
} Places;

static bool places_of(Lower *l, const char *attr, bool is_scatter, Places *p)
{
    const HloAttr *d = hlo_attr(l->op->attrs, attr);
    if (d == NULL)
        return lower_refuse(l, "it has no dimension numbers") != NULL;
    d = d->first;
    *p = (Places){.vector = -1};
    p->nwindows =
        lower_list_in(l, d, is_scatter ? "update_window_dims" : "offset_dims", p->windows);
    p->ngone =
        lower_list_in(l, d, is_scatter ? "inserted_window_dims" : "collapsed_slice_dims", p->gone);
    p->nstarts = lower_list_in(
        l, d, is_scatter ? "scatter_dims_to_operand_dims" : "start_index_map", p->starts);
    p->nbatches = lower_list_in(l, d, is_scatter ? "input_batching_dims" : "operand_batching_dims",
                                p->batches);
    p->nindex_batches = lower_list_in(
        l, d, is_scatter ? "scatter_indices_batching_dims" : "start_indices_batching_dims",
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
        if (lower_has(p->starts, p->nstarts, i) || lower_has(p->batches, p->nbatches, i) ||
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
        if (p->sizes[named[i]] != 1 || !lower_has(p->gone, p->ngone, named[i]) || i >= p->nstarts ||
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
        bool is_named = lower_has(named, count, i);
        int at = is_named ? named_at++ : other_at++;
        if (!lower_has(p->gone, p->ngone, i) && !lower_has(p->batches, p->nbatches, i))
            order[n++] = at;
    }
    return n;
}

/* Rows of indices of single elements, each within its axis. */
static Node *clamped(Lower *l, Node *indices, const Shape *s, const int64_t *named, int count)
{
    Tensor *t = tensor_new(l->cx, (Type){DTYPE_s64, SHAPE(count)});
    for (int i = 0; t && i < count; i++)
        tensor_set(t, i, scalar_s(s->dim[named[i]] - 1));
    Node *most = t ? graph_tensor(l->cx, l->graph, t, l->op->span) : NULL;
    tensor_free(t);
    indices = make_as(l, indices, DTYPE_s64);
    return make2(l, OP_min, make2(l, OP_max, indices, make_number(l, DTYPE_s64, 0)), most);
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
        if (!l->is_ours)
            indices = clamped(l, indices, &s, named, count);
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
        if (!lower_has(order, n, i))
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
        if (!lower_has(p->windows, p->nwindows, i))
            axes[at++] = i;
    for (int i = 0; i < s->rank; i++) {
        bool gone = lower_has(p->gone, p->ngone, i) || lower_has(p->batches, p->nbatches, i);
        where[i] = gone ? -1 : p->windows[window++];
    }
    Shape to = {.rank = 1, .dim = {n}};
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < s->rank; i++) {
            if (lower_has(named, count, i) != (pass == 0))
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
    bool is_whole = scatter_op(l->op->regions, &op); /* else element by element */
    const Shape s = node_type(x)->shape, is = node_type(indices)->shape;
    int window = 0;
    if (!lower_unique(l, p.windows, p.nwindows, node_type(updates)->shape.rank))
        return false;
    for (int i = 0; i < s.rank; i++) {
        bool gone = lower_has(p.gone, p.ngone, i) || lower_has(p.batches, p.nbatches, i);
        if (!gone && window >= p.nwindows)
            return one(out, lower_refuse(l, "its dimension numbers do not fit"));
        p.sizes[i] = gone ? 1 : node_type(updates)->shape.dim[p.windows[window++]];
        ones[i] = 1;
    }
    int count = is_whole ? named_axes(&p, &s, named) : s.rank;
    for (int i = 0; i < s.rank && !is_whole; i++)
        named[i] = i;
    bool in_order = is_whole && p.vector == 1 && is.rank == 2 && count > 0;
    for (int i = 0; i < p.nwindows && in_order; i++)
        in_order = p.windows[i] == 1 + i;
    Attr attr = {ATTR_axes, (uint32_t)count, named};
    if (l->is_ours && in_order && is_plain(&p, named, count))
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
        if (!lower_has(named, count, i))
            flat.dim[flat.rank++] = s.dim[i];
    updates = make_reshape(l, updates, &flat);
    at = make_reshape(l, at, &(Shape){.rank = 2, .dim = {places, count}});
    if (!wide || !at || !updates)
        return false;
    Node *y = is_whole ? make(l, op, (Node *[]){wide, at, updates}, 3, &attr, 1)
                       : lower_scatter_each(l, l->op->regions, wide, at, updates);
    return one(out, y ? make_slice(l, y, low, s.dim, ones) : NULL);
}

const LowerRow lower_gather_rows[] = {
    {"gather", lower_gather},
    {"scatter", lower_scatter},
    {NULL, NULL},
};
