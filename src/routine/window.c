/* window.c - window_argmax and window_argmin of f32 and f64 without padding: for each element of
   the window, in row-major order, a run of results along the innermost axis is compared with what
   it meets. Of equals, and of NaN before all else, the last is taken. */
#include "routine/routine_call.h"

#include <string.h>

enum { RUN = 128 /* results of a row that are made together */ };

typedef struct Windows {
    RoutineCall *c;
    int rank; /* at least 1 */
    int64_t count[MAX_RANK], step[MAX_RANK], window[MAX_RANK], stride[MAX_RANK], dilation[MAX_RANK];
    int64_t elements, runs; /* of a window; of a row */
    bool is_max;
} Windows;

bool window_arg_knows(const Node *n)
{
    DType t = node_type(n->args[0])->dtype;
    const Attr *low = node_attr(n, ATTR_low), *high = node_attr(n, ATTR_high);
    for (uint32_t i = 0; i < low->count; i++)
        if (low->at[i] != 0 || high->at[i] != 0)
            return false;
    return (t == DTYPE_f32 || t == DTYPE_f64) && node_type(n)->shape.rank > 0 &&
           shape_count(&node_type(n->args[0])->shape) < INT32_MAX;
}

/* x[i * stride] takes the place of best[i], found at `place` + i * stride. */
#define BEAT(name, T, BEATS)                                                                       \
    HOT static void name(const T *x, int64_t n, int64_t stride, int32_t place, T *best,            \
                         int32_t *found)                                                           \
    {                                                                                              \
        for (int64_t i = 0; i < n; i++) {                                                          \
            T a = x[i * stride], b = best[i];                                                      \
            bool takes = (BEATS) | (a != a);                                                       \
            best[i] = takes ? a : b;                                                               \
            found[i] = takes ? place + (int32_t)(i * stride) : found[i];                           \
        }                                                                                          \
    }
BEAT(beat_max_f32, float, a >= b)
BEAT(beat_min_f32, float, a <= b)
BEAT(beat_max_f64, double, a >= b)
BEAT(beat_min_f64, double, a <= b)

static void beat(const Windows *w, int64_t place, int64_t n, double *best, int32_t *found)
{
    const Tensor *t = w->c->in[0];
    int64_t stride = w->stride[w->rank - 1];
    if (t->type.dtype == DTYPE_f32)
        (w->is_max ? beat_max_f32 : beat_min_f32)((const float *)tensor_data(t) + place, n, stride,
                                                  (int32_t)place, (float *)best, found);
    else
        (w->is_max ? beat_max_f64 : beat_min_f64)((const double *)tensor_data(t) + place, n, stride,
                                                  (int32_t)place, best, found);
}

/* What loses to every element, the first included. */
static void start(const Windows *w, int64_t n, double *best)
{
    double worst = w->is_max ? -__builtin_inf() : __builtin_inf();
    for (int64_t i = 0; i < n; i++)
        if (w->c->in[0]->type.dtype == DTYPE_f32)
            ((float *)best)[i] = (float)worst;
        else
            best[i] = worst;
}

static void run_task(PoolRun *run, int64_t index, void *closure)
{
    enum { ROWS = 32 };
    const Windows *w = closure;
    Tensor *to = w->c->out[0];
    int last = w->rank - 1;
    int64_t all = shape_count(&to->type.shape) / w->count[last] * w->runs;
    for (int64_t r = index * ROWS; r < least((index + 1) * ROWS, all) && !pool_stopped(run); r++) {
        int64_t row = r / w->runs, from = r % w->runs * RUN, n = least(RUN, w->count[last] - from);
        int64_t base = from * w->stride[last] * w->step[last], rest = row, wide[RUN];
        double best[RUN];
        int32_t found[RUN];
        for (int a = last - 1; a >= 0; a--) {
            base += rest % w->count[a] * w->stride[a] * w->step[a];
            rest /= w->count[a];
        }
        start(w, n, best);
        for (int64_t e = 0; e < w->elements; e++) {
            int64_t place = base, left = e;
            for (int a = last; a >= 0; a--) {
                place += left % w->window[a] * w->dilation[a] * w->step[a];
                left /= w->window[a];
            }
            beat(w, place, n, best, found);
        }
        for (int64_t i = 0; i < n; i++)
            wide[i] = found[i];
        dtype_store_block(to->type.dtype, tensor_data(to), row * w->count[last] + from, n, DCLASS_s,
                          wide);
    }
}

bool window_arg_run(RoutineCall *c)
{
    const Shape *from = &c->in[0]->type.shape, *to = &node_type(c->node)->shape;
    Windows w = {.c = c, .rank = from->rank, .elements = 1};
    w.is_max = c->node->op == OP_window_argmax;
    if (!call_outputs(c))
        return false;
    shape_strides(from, w.step);
    for (int i = 0; i < w.rank; i++) {
        w.count[i] = to->dim[i];
        w.window[i] = node_attr(c->node, ATTR_window)->at[i];
        w.stride[i] = node_attr(c->node, ATTR_strides)->at[i];
        w.dilation[i] = node_attr(c->node, ATTR_dilations)->at[i];
        w.elements *= w.window[i];
    }
    int64_t results = shape_count(to);
    if (results == 0)
        return true;
    w.runs = (w.count[w.rank - 1] + RUN - 1) / RUN;
    int64_t tasks = (results / w.count[w.rank - 1] * w.runs + 31) / 32;
    bool ok = results < 4096 ? pool_run_here(c->cx, tasks, run_task, &w)
                             : pool_run(c->cx, tasks, run_task, &w);
    return ok || call_fails(c);
}
