/* eval_window.c - windows that move over a tensor: sums, products, extremes, and where the extremes
   are. The operand is converted to its widest type once. A row of results (the innermost axis) is
   made at a time: for each element of the window, in row-major order, the elements that it meets
   for the results of the row are combined into them; those outside of the operand are left out. */
#include "eval/eval_ops.h"

#include <math.h>
#include <string.h>

enum { STRIPE = 512 /* results of a row that are made together */ };

typedef struct Windows {
    Combiner combiner;
    Tensor *from, *to;                                       /* from: in the widest type */
    int rank;                                                /* at least 1 */
    int64_t size[MAX_RANK], step[MAX_RANK], count[MAX_RANK]; /* operand, its strides, result */
    int64_t window[MAX_RANK], stride[MAX_RANK], low[MAX_RANK], dilation[MAX_RANK];
    int64_t elements; /* of a window */
    bool is_max;      /* window_argmax */
} Windows;

/* --- where a window element meets a row --- */

/* A row of results: its place on the outer axes. */
typedef struct Row {
    int64_t at[MAX_RANK];
} Row;

static Row row_at(const Windows *w, int64_t index)
{
    Row row = {{0}};
    for (int a = w->rank - 2; a >= 0; a--) {
        row.at[a] = index % w->count[a];
        index /= w->count[a];
    }
    return row;
}

/* The results from..to of results [first, first + n) of the row that window element `index` meets
   inside of the operand, and the operand's element for result `from`; false when there are none. */
static bool meet(const Windows *w, const Row *row, int64_t index, int64_t first, int64_t n,
                 int64_t *from, int64_t *to, int64_t *place)
{
    int last = w->rank - 1;
    int64_t inner = index % w->window[last];
    *place = 0;
    index /= w->window[last];
    for (int a = last - 1; a >= 0; a--) {
        int64_t at = row->at[a] * w->stride[a] + index % w->window[a] * w->dilation[a] - w->low[a];
        if (at < 0 || at >= w->size[a])
            return false;
        *place += at * w->step[a];
        index /= w->window[a];
    }
    int64_t stride = w->stride[last], shift = inner * w->dilation[last] - w->low[last];
    int64_t low = shift < 0 ? (-shift + stride - 1) / stride : 0;
    int64_t high = w->size[last] - shift <= 0 ? 0 : (w->size[last] - shift + stride - 1) / stride;
    *from = low > first ? low : first;
    *to = high < first + n ? high : first + n;
    *place += *from * stride + shift;
    return *from < *to;
}

/* n elements, `stride` apart, side by side: where they are, or in `room`. */
static const void *elements(const Windows *w, int64_t at, int64_t stride, int64_t n, void *room)
{
    int64_t size = wide_size(w->combiner.k);
    const char *x = (const char *)tensor_data(w->from) + at * size;
    if (stride == 1)
        return x;
    if (size == 16)
        for (int64_t i = 0; i < n; i++)
            ((double _Complex *)room)[i] = ((const double _Complex *)x)[i * stride];
    else
        for (int64_t i = 0; i < n; i++)
            ((uint64_t *)room)[i] = ((const uint64_t *)x)[i * stride];
    return room;
}

/* Stripe number `index` of all rows: the row, its first result and how many. */
static Row stripe_at(const Windows *w, int64_t index, int64_t *number, int64_t *first, int64_t *n)
{
    int64_t inner = w->count[w->rank - 1], stripes = (inner + STRIPE - 1) / STRIPE;
    *number = index / stripes;
    *first = index % stripes * STRIPE;
    *n = inner - *first < STRIPE ? inner - *first : STRIPE;
    return row_at(w, *number);
}

/* --- combining --- */

static void combine_task(PoolRun *run, int64_t index, void *closure)
{
    const Windows *w = closure;
    _Alignas(64) double _Complex acc[STRIPE], room[STRIPE];
    int64_t size = wide_size(w->combiner.k), number, first, n, from, to, place;
    Row row = stripe_at(w, index, &number, &first, &n);
    for (int64_t i = 0; i < n; i++)
        memcpy((char *)acc + i * size, &w->combiner.identity, (size_t)size);
    for (int64_t e = 0; e < w->elements; e++) {
        if (e % 256 == 255 && pool_stopped(run))
            return;
        if (!meet(w, &row, e, first, n, &from, &to, &place))
            continue;
        const void *x = elements(w, place, w->stride[w->rank - 1], to - from, room);
        w->combiner.row((char *)acc + (from - first) * size, x, to - from);
    }
    block_store(w->to, number * w->count[w->rank - 1] + first, n, w->combiner.k, acc);
}

/* --- extremes' places --- */

/* best[i] and place[i] where x[i] is no worse; NaN beats all numbers. */
#define ARG(name, T, is_nan)                                                                       \
    static void arg_##name(bool is_max, void *acc, int64_t *places, const void *from, int64_t n,   \
                           int64_t place, int64_t stride, int64_t none)                            \
    {                                                                                              \
        T *best = acc;                                                                             \
        const T *x = from;                                                                         \
        for (int64_t i = 0; i < n; i++) {                                                          \
            bool wins = is_max ? x[i] >= best[i] : x[i] <= best[i];                                \
            if (places[i] == none || wins || is_nan(x[i])) {                                       \
                best[i] = x[i];                                                                    \
                places[i] = place + i * stride;                                                    \
            }                                                                                      \
        }                                                                                          \
    }

#define NEVER(x) (false)

ARG(u, uint64_t, NEVER)
ARG(s, int64_t, NEVER)
ARG(f, double, isnan)

static void arg_task(PoolRun *run, int64_t index, void *closure)
{
    const Windows *w = closure;
    double best[STRIPE], room[STRIPE];
    int64_t places[STRIPE], none = shape_count(&w->from->type.shape);
    int64_t number, first, n, from, to, place, stride = w->stride[w->rank - 1];
    Row row = stripe_at(w, index, &number, &first, &n);
    for (int64_t i = 0; i < n; i++)
        places[i] = none;
    for (int64_t e = 0; e < w->elements; e++) {
        if (e % 256 == 255 && pool_stopped(run))
            return;
        if (!meet(w, &row, e, first, n, &from, &to, &place))
            continue;
        const void *x = elements(w, place, stride, to - from, room);
        DTypeClass k = w->combiner.k;
        (k == DCLASS_u   ? arg_u
         : k == DCLASS_s ? arg_s
                         : arg_f)(w->is_max, best + (from - first), places + (from - first), x,
                                  to - from, place, stride, none);
    }
    block_store(w->to, number * w->count[w->rank - 1] + first, n, DCLASS_s, places);
}

/* --- the ops --- */

/* Scalars count as one axis of size 1. */
static bool windows_init(Windows *w, const Call *c, DTypeClass k)
{
    const Shape *from = &c->in[0]->type.shape, *to = &node_type(c->node)->shape;
    if ((w->from = convert(c->cx, c->in[0], wide_dtype(k))) == NULL ||
        (w->to = call_result(c)) == NULL)
        return false;
    w->elements = w->rank = 1;
    w->size[0] = w->step[0] = w->count[0] = w->window[0] = w->stride[0] = w->dilation[0] = 1;
    if (from->rank > 0) {
        w->rank = from->rank;
        shape_strides(from, w->step);
    }
    for (int i = 0; i < from->rank; i++) {
        w->size[i] = from->dim[i];
        w->count[i] = to->dim[i];
        w->window[i] = node_attr(c->node, ATTR_window)->at[i];
        w->stride[i] = node_attr(c->node, ATTR_strides)->at[i];
        w->low[i] = node_attr(c->node, ATTR_low)->at[i];
        w->dilation[i] = node_attr(c->node, ATTR_dilations)->at[i];
        if (!size_mul(w->elements, w->window[i], &w->elements)) {
            fail(c->cx, c->node->span, EXC_SystemLimitError, "a window of %s is too large",
                 op_info[c->node->op].name);
            return false;
        }
    }
    return true;
}

/* Runs the task over all stripes; the result is out[0]. */
static bool windows_run(Windows *w, Call *c, bool ready, PoolTask task)
{
    if (ready) {
        int64_t results = shape_count(&w->to->type.shape), inner = w->count[w->rank - 1], work;
        int64_t tasks = results == 0 ? 0 : results / inner * ((inner + STRIPE - 1) / STRIPE);
        if (!size_mul(results, w->elements, &work))
            work = INT64_MAX;
        ready = run_tasks(c->cx, w->to->type.dtype, work, tasks, task, w);
    }
    tensor_free(w->from);
    if (ready)
        c->out[0] = w->to;
    else
        tensor_free(w->to);
    return ready;
}

bool eval_window(Call *c)
{
    Windows w = {0};
    bool ready = combiner_of(c, &w.combiner) && windows_init(&w, c, w.combiner.k);
    return windows_run(&w, c, ready, combine_task);
}

bool eval_window_arg(Call *c)
{
    Windows w = {.is_max = c->node->op == OP_window_argmax};
    w.combiner.k = dtype_info[c->in[0]->type.dtype].class_;
    return windows_run(&w, c, windows_init(&w, c, w.combiner.k), arg_task);
}
