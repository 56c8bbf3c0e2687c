/* gather.c - gather, indexed_add and indexed_put whose indexed axes are the first ones: slices are
   runs of neighbouring elements.

   Gathered slices are copied by tasks, the next ones being fetched ahead. What scatters is cut by
   where it goes: each task owns a range of the result and applies, in their order, the updates that
   fall into it, so no two write to one place and bits do not depend on threads. Sums are made in
   the widest type of the class and rounded once, as the reference does. */
#include "eval/eval.h"
#include "routine/routine_call.h"

#include <stdlib.h>
#include <string.h>

enum {
    TASK_BYTES = 256 * 1024, /* that a task of gather moves, about */
    AHEAD = 8,               /* slices fetched before they are copied */
    RANGES = 4,              /* of a result that is scattered to */
    FEW_BYTES = 32 * 1024    /* moved by one thread */
};

typedef struct Slices {
    RoutineCall *c;
    const Tensor *indices;
    int64_t count, width;        /* tuples; indices in each */
    int64_t dim[MAX_RANK];       /* of the indexed axes */
    int64_t places, size, bytes; /* slices of the whole; elements and bytes of one */
    int64_t each;                /* tuples of a task; slices of a range */
    int64_t *at;                 /* which slice each tuple names */
} Slices;

static bool are_first(const Node *n)
{
    const Attr *axes = node_attr(n, ATTR_axes);
    for (uint32_t i = 0; i < axes->count; i++)
        if (axes->at[i] != i)
            return false;
    return dtype_info[node_type(n->args[0])->dtype].bits >= 8;
}

bool gather_knows(const Node *n)
{
    return are_first(n);
}

bool scatter_knows(const Node *n)
{
    DType t = node_type(n)->dtype;
    return are_first(n) && node_type(n->args[0])->dtype == t && node_type(n->args[2])->dtype == t;
}

static Slices slices_of(RoutineCall *c)
{
    const Attr *axes = node_attr(c->node, ATTR_axes);
    const Shape *whole = &c->in[0]->type.shape, *index = &c->in[1]->type.shape;
    Slices s = {.c = c, .indices = c->in[1], .count = 1, .width = axes->count, .places = 1};
    for (int i = 0; i < index->rank - 1; i++)
        s.count *= index->dim[i];
    for (uint32_t i = 0; i < axes->count; i++) {
        s.dim[i] = whole->dim[i];
        s.places *= whole->dim[i];
    }
    s.size = s.places > 0 ? shape_count(whole) / s.places : 0;
    s.bytes = s.size * (dtype_info[c->in[0]->type.dtype].bits / 8);
    return s;
}

/* Which slices tuples from..from+n name, row-major; false when one lies outside. */
static bool find_places(const Slices *s, int64_t from, int64_t n, int64_t *at)
{
    const Tensor *t = s->indices;
    DType d = t->type.dtype;
    enum { ROOM = 512 };
    int64_t block[ROOM], per = s->width > 1 ? ROOM / s->width : ROOM;
    for (int64_t i = 0; i < n; i++) {
        const int64_t *index = block + i % per * s->width;
        if (i % per == 0) {
            int64_t count = least(per, n - i) * s->width;
            dtype_load_block(d, tensor_data(t), (from + i) * s->width, count,
                             dtype_info[d].class_ == DCLASS_u ? DCLASS_u : DCLASS_s, block);
        }
        int64_t place = 0;
        for (int64_t k = 0; k < s->width; k++) {
            if (index[k] < 0 || index[k] >= s->dim[k])
                return false;
            place = place * s->dim[k] + index[k];
        }
        at[i] = place;
    }
    return true;
}

static void copy_slices(const Slices *s, const int64_t *at, int64_t n, const char *from, char *to)
{
    size_t bytes = (size_t)s->bytes;
    for (int64_t i = 0; i < n; i++, to += bytes) {
        if (bytes == 4) {
            memcpy(to, from + at[i] * 4, 4);
            continue;
        }
        if (i + AHEAD < n) {
            const char *next = from + at[i + AHEAD] * s->bytes;
            for (size_t k = 0; k < bytes && k < 512; k += 64)
                __builtin_prefetch(next + k);
        }
        memcpy(to, from + at[i] * s->bytes, bytes);
    }
}

static void gather_task(PoolRun *run, int64_t index, void *closure)
{
    Slices *s = closure;
    enum { PART = 256 };
    int64_t at[PART], to = least((index + 1) * s->each, s->count);
    for (int64_t i = index * s->each; i < to && !pool_stopped(run); i += PART) {
        int64_t n = least(PART, to - i);
        if (!find_places(s, i, n, at)) {
            pool_stop(run);
            return;
        }
        copy_slices(s, at, n, tensor_data(s->c->in[0]),
                    (char *)tensor_data(s->c->out[0]) + i * s->bytes);
    }
}

/* What went wrong, in the reference's words. */
static bool by_reference(RoutineCall *c)
{
    if (failed(c->cx))
        return false;
    for (int i = 0; i < c->node->ntypes; i++)
        tensor_free(c->out[i]);
    return eval_node(c->cx, c->node, c->in, c->out);
}

bool gather_run(RoutineCall *c)
{
    Slices s = slices_of(c);
    if (!call_outputs(c))
        return false;
    int64_t bytes = tensor_bytes(c->out[0]);
    s.each = s.bytes > 0 ? TASK_BYTES / s.bytes + 1 : TASK_BYTES;
    int64_t tasks = (s.count + s.each - 1) / s.each;
    bool ok = bytes < FEW_BYTES ? pool_run_here(c->cx, tasks, gather_task, &s)
                                : pool_run(c->cx, tasks, gather_task, &s);
    return ok || by_reference(c);
}

/* --- scatter --- */

static void put_task(PoolRun *run, int64_t index, void *closure)
{
    Slices *s = closure;
    int64_t low = index * s->each, high = least(low + s->each, s->places);
    char *to = tensor_data(s->c->out[0]);
    const char *from = tensor_data(s->c->in[2]);
    if (pool_stopped(run))
        return;
    memcpy(to + low * s->bytes, (const char *)tensor_data(s->c->in[0]) + low * s->bytes,
           (size_t)((high - low) * s->bytes));
    for (int64_t i = 0; i < s->count; i++)
        if (s->at[i] >= low && s->at[i] < high)
            memcpy(to + s->at[i] * s->bytes, from + i * s->bytes, (size_t)s->bytes);
}

HOT static void add_f32(double *sums, const float *x, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        sums[i] += x[i];
}

HOT static void add_f64(double *sums, const double *x, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        sums[i] += x[i];
}

HOT static void add_u64(uint64_t *sums, const uint64_t *x, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        sums[i] += x[i];
}

/* Adds slice i of the updates to sums of the class's widest type; room for `size` of these. */
static void add_slice(const Slices *s, DTypeClass k, char *sums, int64_t i, void *room)
{
    const Tensor *t = s->c->in[2];
    const char *x = (const char *)tensor_data(t) + i * s->bytes;
    if (t->type.dtype == DTYPE_f32) {
        add_f32((double *)(void *)sums, (const float *)(const void *)x, s->size);
    } else if (t->type.dtype == DTYPE_f64) {
        add_f64((double *)(void *)sums, (const double *)(const void *)x, s->size);
    } else {
        dtype_load_block(t->type.dtype, tensor_data(t), i * s->size, s->size, k, room);
        if (k == DCLASS_u || k == DCLASS_s)
            add_u64((uint64_t *)(void *)sums, room, s->size);
        else
            add_f64((double *)(void *)sums, room, k == DCLASS_c ? 2 * s->size : s->size);
    }
}

static void add_task(PoolRun *run, int64_t index, void *closure)
{
    Slices *s = closure;
    Tensor *to = s->c->out[0];
    DType d = to->type.dtype;
    DTypeClass k = dtype_info[d].class_;
    int64_t low = index * s->each, high = least(low + s->each, s->places), bytes;
    int64_t wide = k == DCLASS_c ? 16 : 8, count = (high - low) * s->size;
    char *sums = NULL;
    if (!pool_stopped(run) && size_mul(count + s->size, wide, &bytes))
        sums = mem_try((size_t)bytes + 64);
    if (sums == NULL) {
        pool_stop(run);
        return;
    }
    dtype_load_block(d, tensor_data(s->c->in[0]), low * s->size, count, k, sums);
    const float *one = s->size == 1 && d == DTYPE_f32 ? tensor_data(s->c->in[2]) : NULL;
    for (int64_t i = 0; i < s->count; i++)
        if (one && s->at[i] >= low && s->at[i] < high)
            ((double *)(void *)sums)[s->at[i] - low] += one[i];
        else if (s->at[i] >= low && s->at[i] < high)
            add_slice(s, k, sums + (s->at[i] - low) * s->size * wide, i, sums + count * wide);
    dtype_store_block(d, tensor_data(to), low * s->size, count, k, sums);
    free(sums);
}

bool scatter_run(RoutineCall *c)
{
    Slices s = slices_of(c);
    int64_t bytes;
    if (!call_outputs(c))
        return false;
    if (shape_count(&c->out[0]->type.shape) == 0) /* but indices must be right */
        return by_reference(c);
    if (size_mul(s.count, (int64_t)sizeof *s.at, &bytes))
        s.at = mem_try((size_t)bytes + 64);
    if (s.at == NULL)
        return call_fails(c);
    s.each = (s.places + RANGES - 1) / RANGES;
    PoolTask task = c->node->op == OP_indexed_put ? put_task : add_task;
    int64_t tasks = (s.places + s.each - 1) / s.each;
    bool ok = find_places(&s, 0, s.count, s.at);
    bool is_small = tensor_bytes(c->out[0]) + s.count * s.bytes < FEW_BYTES;
    ok =
        ok && (is_small ? pool_run_here(c->cx, tasks, task, &s) : pool_run(c->cx, tasks, task, &s));
    free(s.at);
    return ok || by_reference(c);
}
