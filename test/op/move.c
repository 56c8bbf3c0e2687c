/* move.c - the naive cases of ops that move elements: views, joins, gathers, scatters, sorts. */
#include "op/naive.h"

static bool has(const Attr *a, int64_t axis)
{
    for (uint32_t i = 0; i < a->count; i++)
        if (a->at[i] == axis)
            return true;
    return false;
}

/* Start `i` of a slice, clamped so that `length` places fit into `size`. */
static int64_t start(const Work *w, int operand, int64_t reach, int64_t size)
{
    __int128 at = num_load(w->in[operand], 0).i;
    at = at > size - reach ? size - reach : at;
    return at < 0 ? 0 : (int64_t)at;
}

Naive reshape_case(Work *w)
{
    for (int64_t i = 0; i < shape_count(&w->out[0]->type.shape); i++)
        put(w, i, num_load(w->in[0], i));
    return NAIVE_done;
}

/* For each place of the result, the place of the operand that `from` gives. */
#define FOR_PLACES(w, from)                                                                        \
    const Shape *to = &(w)->out[0]->type.shape, *own = &(w)->in[0]->type.shape;                    \
    int64_t out[MAX_RANK], in[MAX_RANK];                                                           \
    for (int64_t i = 0; i < shape_count(to); i++) {                                                \
        place_of(to, i, out);                                                                      \
        from;                                                                                      \
        put(w, i, num_load((w)->in[0], index_at(own, in)));                                        \
    }                                                                                              \
    return NAIVE_done

Naive broadcast_case(Work *w)
{
    const Attr *axes = node_attr(w->node, ATTR_axes);
    FOR_PLACES(w,
               for (int a = 0; a < own->rank; a++) in[a] = own->dim[a] == 1 ? 0 : out[axes->at[a]]);
}

Naive transpose_case(Work *w)
{
    const Attr *axes = node_attr(w->node, ATTR_axes);
    FOR_PLACES(w, for (int a = 0; a < own->rank; a++) in[axes->at[a]] = out[a]);
}

Naive reverse_case(Work *w)
{
    const Attr *axes = node_attr(w->node, ATTR_axes);
    FOR_PLACES(w, for (int a = 0; a < own->rank; a++) in[a] =
                      has(axes, a) ? own->dim[a] - 1 - out[a] : out[a]);
}

Naive slice_case(Work *w)
{
    const Attr *strides = node_attr(w->node, ATTR_strides);
    FOR_PLACES(
        w, for (int a = 0; a < own->rank; a++) {
            int64_t reach = (to->dim[a] - 1) * strides->at[a] + 1;
            in[a] = start(w, 1 + a, reach, own->dim[a]) + out[a] * strides->at[a];
        });
}

Naive pad_case(Work *w)
{
    const Shape *to = &w->out[0]->type.shape, *own = &w->in[0]->type.shape;
    int64_t out[MAX_RANK], in[MAX_RANK];
    for (int64_t i = 0; i < shape_count(to); i++) {
        place_of(to, i, out);
        bool is_inside = true;
        for (int a = 0; a < own->rank; a++) {
            int64_t step = node_attr(w->node, ATTR_interior)->at[a] + 1;
            int64_t at = out[a] - node_attr(w->node, ATTR_low)->at[a];
            is_inside = is_inside && at >= 0 && at % step == 0 && at / step < own->dim[a];
            in[a] = at / step;
        }
        put(w, i, is_inside ? num_load(w->in[0], index_at(own, in)) : num_load(w->in[1], 0));
    }
    return NAIVE_done;
}

Naive concatenate_case(Work *w)
{
    const Shape *to = &w->out[0]->type.shape;
    int64_t axis = node_int(w->node, ATTR_axis), place[MAX_RANK];
    for (int64_t i = 0; i < shape_count(to); i++) {
        place_of(to, i, place);
        int j = 0;
        while (place[axis] >= w->in[j]->type.shape.dim[axis])
            place[axis] -= w->in[j++]->type.shape.dim[axis];
        put(w, i, num_load(w->in[j], index_at(&w->in[j]->type.shape, place)));
    }
    return NAIVE_done;
}

Naive put_slice_case(Work *w)
{
    const Shape *to = &w->out[0]->type.shape, *slice = &w->in[1]->type.shape;
    int64_t place[MAX_RANK];
    for (int64_t i = 0; i < shape_count(to); i++) {
        place_of(to, i, place);
        bool is_inside = true;
        for (int a = 0; a < to->rank; a++) {
            place[a] -= start(w, 2 + a, slice->dim[a], to->dim[a]);
            is_inside = is_inside && place[a] >= 0 && place[a] < slice->dim[a];
        }
        put(w, i, is_inside ? num_load(w->in[1], index_at(slice, place)) : num_load(w->in[0], i));
    }
    return NAIVE_done;
}

Naive iota_case(Work *w)
{
    int64_t axis = node_int(w->node, ATTR_axis), place[MAX_RANK];
    for (int64_t i = 0; i < shape_count(&w->out[0]->type.shape); i++) {
        place_of(&w->out[0]->type.shape, i, place);
        put(w, i, num_int(axis < 0 ? i : place[axis]));
    }
    return NAIVE_done;
}

/* --- by index --- */

/* Fills the indexed axes of `place` from a tuple; false when it lies outside. */
static bool indexed(const Work *w, int64_t tuple, int64_t *place)
{
    const Attr *axes = node_attr(w->node, ATTR_axes);
    for (uint32_t j = 0; j < axes->count; j++) {
        __int128 at = num_load(w->in[1], tuple * axes->count + j).i;
        if (at < 0 || at >= w->in[0]->type.shape.dim[axes->at[j]])
            return false;
        place[axes->at[j]] = (int64_t)at;
    }
    return true;
}

/* The axes that are not indexed, from `rest`. */
static void other_axes(const Work *w, const int64_t *rest, int64_t *place)
{
    const Attr *axes = node_attr(w->node, ATTR_axes);
    for (int a = 0, j = 0; a < w->in[0]->type.shape.rank; a++)
        if (!has(axes, a))
            place[a] = rest[j++];
}

Naive gather_case(Work *w)
{
    const Shape *to = &w->out[0]->type.shape, *indices = &w->in[1]->type.shape;
    int64_t out[MAX_RANK], place[MAX_RANK];
    Shape batch = shape_of(indices->rank - 1, indices->dim);
    for (int64_t i = 0; i < shape_count(&batch); i++)
        if (!indexed(w, i, place))
            return NAIVE_bad;
    for (int64_t i = 0; i < shape_count(to); i++) {
        place_of(to, i, out);
        indexed(w, index_at(&batch, out), place);
        other_axes(w, out + batch.rank, place);
        put(w, i, num_load(w->in[0], index_at(&w->in[0]->type.shape, place)));
    }
    return NAIVE_done;
}

static Naive scatter(Work *w, bool adds)
{
    const Shape *to = &w->out[0]->type.shape, *updates = &w->in[2]->type.shape;
    int64_t place[MAX_RANK], at[MAX_RANK], count = shape_count(to);
    DTypeClass k = dtype_info[w->out[0]->type.dtype].class_;
    Num *all = mem_alloc((size_t)count * sizeof *all + 1);
    Naive got = NAIVE_done;
    for (int64_t i = 0; i < count; i++)
        all[i] = num_as(num_load(w->in[0], i), k);
    for (int64_t i = 0; i < w->in[1]->type.shape.dim[0]; i++)
        got = indexed(w, i, place) ? got : NAIVE_bad;
    for (int64_t i = 0; i < shape_count(updates) && got == NAIVE_done; i++) {
        place_of(updates, i, at);
        indexed(w, at[0], place);
        other_axes(w, at + 1, place);
        Num x = num_as(num_load(w->in[2], i), k), *old = &all[index_at(to, place)];
        *old = adds ? num_add(*old, x) : x;
    }
    for (int64_t i = 0; i < count && got == NAIVE_done; i++)
        put(w, i, all[i]);
    free(all);
    return got;
}

Naive indexed_add_case(Work *w)
{
    return scatter(w, true);
}

Naive indexed_put_case(Work *w)
{
    return scatter(w, false);
}

/* --- sort and argsort: each element's place is how many come before it --- */

/* x before y when they are different: NaN is above everything. */
static bool is_less(Num x, Num y)
{
    if (x.k != DCLASS_f)
        return x.i < y.i;
    return x.re != x.re ? false : y.re != y.re || x.re < y.re;
}

Naive sort_case(Work *w)
{
    const Shape *s = &w->in[0]->type.shape;
    int64_t axis = node_int(w->node, ATTR_axis), place[MAX_RANK];
    bool descending = node_int(w->node, ATTR_descending) != 0;
    if (dtype_is_complex(w->in[0]->type.dtype))
        return NAIVE_refused;
    for (int64_t i = 0; i < shape_count(s); i++) {
        Num x = num_load(w->in[0], i);
        place_of(s, i, place);
        int64_t own = place[axis], before = 0;
        for (int64_t j = 0; j < s->dim[axis]; j++) {
            place[axis] = j;
            Num y = num_load(w->in[0], index_at(s, place));
            bool first = descending ? is_less(x, y) : is_less(y, x);
            bool second = descending ? is_less(y, x) : is_less(x, y);
            before += first || (!second && j < own);
        }
        place[axis] = before;
        put(w, index_at(s, place), w->node->op == OP_sort ? x : num_int(own));
        for (int j = 1; j < w->node->ntypes; j++)
            num_store(w->out[j], index_at(s, place), num_load(w->in[j], i));
    }
    return NAIVE_done;
}
