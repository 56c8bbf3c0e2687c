/* scan.c - cumulative sums, products and extremes in two passes: each block of a line is combined
   to one number, then scanned from what all blocks before it come to (G. Blelloch, Prefix sums and
   their applications, 1990). Where the axis is not the innermost, lines lie side by side and whole
   rows are combined, without blocks.

   Blocks are of constant size, and what is before a block is combined in order, so bits do not
   depend on threads. Along a line, FEW elements at a time are scanned within a vector, whose last
   element starts the next: sums of narrow floats and of f32 are made in double, of integers in
   their own type, which wraps. */
#include "routine/routine_call.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    BLOCK = 16 * 1024, /* elements of a line that a task scans */
    FEW = 8,           /* elements of a vector */
    STRIPE = 256       /* lines side by side that a task scans */
};

/* --- kernels: x is what is combined before, and gets what is combined then --- */

#define ADD(a, b)      ((a) + (b))
#define MULTIPLY(a, b) ((a) * (b))
#define MAX_i(a, b)    ((a) > (b) ? (a) : (b))
#define MIN_i(a, b)    ((a) < (b) ? (a) : (b))
#define MAX_f(a, b)    ((a) >= (b) || (a) != (a) ? (a) : (b))
#define MIN_f(a, b)    ((a) <= (b) || (a) != (a) ? (a) : (b))

/* `step` is 1 or, for reversed lines, -1. fold: the combination alone. The order of combining is
   that of scan, so that a block starts where the one before it ends. */
#define LINES(name, T, A, OP, start)                                                               \
    HOT static void vector_##name(A *v)                                                            \
    {                                                                                              \
        A t[FEW];                                                                                  \
        for (int d = 1; d < FEW; d *= 2) {                                                         \
            for (int i = 0; i < FEW; i++)                                                          \
                t[i] = i >= d ? OP(v[i - (i >= d ? d : 0)], v[i]) : v[i];                          \
            memcpy(v, t, sizeof t);                                                                \
        }                                                                                          \
    }                                                                                              \
    HOT static void scan_##name(const void *from, void *to, int64_t n, int64_t step, void *before) \
    {                                                                                              \
        const T *x = from;                                                                         \
        T *y = to;                                                                                 \
        A acc = *(A *)before;                                                                      \
        int64_t i = 0;                                                                             \
        for (; i + FEW <= n; i += FEW) {                                                           \
            A v[FEW];                                                                              \
            for (int k = 0; k < FEW; k++)                                                          \
                v[k] = (A)x[(i + k) * step];                                                       \
            vector_##name(v);                                                                      \
            for (int k = 0; k < FEW; k++)                                                          \
                y[(i + k) * step] = (T)OP(acc, v[k]);                                              \
            acc = OP(acc, v[FEW - 1]);                                                             \
        }                                                                                          \
        for (; i < n; i++) {                                                                       \
            acc = OP(acc, (A)x[i * step]);                                                         \
            y[i * step] = (T)acc;                                                                  \
        }                                                                                          \
        *(A *)before = acc;                                                                        \
    }                                                                                              \
    HOT static void fold_##name(const void *from, int64_t n, void *result)                         \
    {                                                                                              \
        const T *x = from;                                                                         \
        A acc[4 * FEW];                                                                            \
        for (int k = 0; k < 4 * FEW; k++)                                                          \
            acc[k] = (A)start;                                                                     \
        int64_t i = 0;                                                                             \
        for (; i + 4 * FEW <= n; i += 4 * FEW)                                                     \
            for (int k = 0; k < 4 * FEW; k++)                                                      \
                acc[k] = OP(acc[k], (A)x[i + k]);                                                  \
        for (int k = 1; k < 4 * FEW; k++)                                                          \
            acc[0] = OP(acc[0], acc[k]);                                                           \
        for (; i < n; i++)                                                                         \
            acc[0] = OP(acc[0], (A)x[i]);                                                          \
        *(A *)result = acc[0];                                                                     \
    }                                                                                              \
    HOT static void rows_##name(const void *from, void *to, int64_t n, int64_t rows, int64_t step) \
    {                                                                                              \
        A acc[STRIPE];                                                                             \
        for (int64_t k = 0; k < n; k++)                                                            \
            acc[k] = (A)start;                                                                     \
        for (int64_t i = 0; i < rows; i++) {                                                       \
            const T *x = (const T *)from + i * step;                                               \
            T *y = (T *)to + i * step;                                                             \
            for (int64_t k = 0; k < n; k++) {                                                      \
                acc[k] = OP(acc[k], (A)x[k]);                                                      \
                y[k] = (T)acc[k];                                                                  \
            }                                                                                      \
        }                                                                                          \
    }                                                                                              \
    static void join_##name(void *before, const void *next)                                        \
    {                                                                                              \
        *(A *)before = OP(*(A *)before, *(const A *)next);                                         \
    }                                                                                              \
    static void start_##name(void *before)                                                         \
    {                                                                                              \
        *(A *)before = (A)start;                                                                   \
    }

/* Sums and products wrap, so they are made of unsigned numbers. */
#define OF_INTEGER(name, T, U, least, most)                                                        \
    LINES(sum_##name, U, U, ADD, 0)                                                                \
    LINES(product_##name, U, U, MULTIPLY, 1)                                                       \
    LINES(max_##name, T, T, MAX_i, least)                                                          \
    LINES(min_##name, T, T, MIN_i, most)

#define OF_FLOAT(name, T)                                                                          \
    LINES(sum_##name, T, double, ADD, 0)                                                           \
    LINES(product_##name, T, double, MULTIPLY, 1)                                                  \
    LINES(max_##name, T, T, MAX_f, -INFINITY)                                                      \
    LINES(min_##name, T, T, MIN_f, INFINITY)

OF_INTEGER(u32, uint32_t, uint32_t, 0, UINT32_MAX)
OF_INTEGER(u64, uint64_t, uint64_t, 0, UINT64_MAX)
OF_INTEGER(s32, int32_t, uint32_t, INT32_MIN, INT32_MAX)
OF_INTEGER(s64, int64_t, uint64_t, INT64_MIN, INT64_MAX)
OF_FLOAT(f32, float)
OF_FLOAT(f64, double)

typedef struct Lines {
    void (*scan)(const void *from, void *to, int64_t n, int64_t step, void *before);
    void (*fold)(const void *from, int64_t n, void *result);
    void (*rows)(const void *from, void *to, int64_t n, int64_t rows, int64_t step);
    void (*join)(void *before, const void *next);
    void (*start)(void *before);
} Lines;

#define ROW(name)                                                                                  \
    {                                                                                              \
        scan_##name, fold_##name, rows_##name, join_##name, start_##name                           \
    }
#define ROWS(name)                                                                                 \
    {                                                                                              \
        ROW(sum_##name), ROW(product_##name), ROW(max_##name), ROW(min_##name)                     \
    }

/* By dtype, then in the order of the ops. */
static const Lines lines_of[DTYPE_count][4] = {
    [DTYPE_u32] = ROWS(u32), [DTYPE_u64] = ROWS(u64), [DTYPE_s32] = ROWS(s32),
    [DTYPE_s64] = ROWS(s64), [DTYPE_f32] = ROWS(f32), [DTYPE_f64] = ROWS(f64),
};

static const Lines *lines_for(const Node *n)
{
    int kind = (int)n->op - (int)OP_cumulative_sum;
    const Lines *l = &lines_of[node_type(n)->dtype][kind];
    return l->scan ? l : NULL;
}

/* --- a node --- */

typedef struct Scan {
    const Lines *lines;
    const char *from;
    char *to;
    int64_t size, length, inner, blocks, stripes;
    bool is_reversed;
    uint64_t *before; /* what each block comes to, then what is before it */
} Scan;

/* Block `index` of all: its first element (the last when reversed) and length. */
static int64_t block_at(const Scan *s, int64_t index, int64_t *count)
{
    int64_t line = index / s->blocks, from = index % s->blocks * BLOCK;
    *count = least(BLOCK, s->length - from);
    return line * s->length + (s->is_reversed ? s->length - 1 - from : from);
}

static void fold_task(PoolRun *run, int64_t index, void *closure)
{
    const Scan *s = closure;
    int64_t n, at = block_at(s, index, &n);
    if (!pool_stopped(run) && index % s->blocks < s->blocks - 1)
        s->lines->fold(s->from + (s->is_reversed ? at - n + 1 : at) * s->size, n,
                       s->before + index);
}

static void scan_task(PoolRun *run, int64_t index, void *closure)
{
    const Scan *s = closure;
    int64_t n, at = block_at(s, index, &n);
    if (!pool_stopped(run))
        s->lines->scan(s->from + at * s->size, s->to + at * s->size, n, s->is_reversed ? -1 : 1,
                       s->before + index);
}

static void stripe_task(PoolRun *run, int64_t index, void *closure)
{
    const Scan *s = closure;
    int64_t from = index % s->stripes * STRIPE, n = least(STRIPE, s->inner - from);
    int64_t at = index / s->stripes * s->length * s->inner + from;
    if (s->is_reversed)
        at += (s->length - 1) * s->inner;
    if (!pool_stopped(run))
        s->lines->rows(s->from + at * s->size, s->to + at * s->size, n, s->length,
                       s->is_reversed ? -s->inner : s->inner);
}

static bool scan_lines(Scan *s, Cx *cx, int64_t lines)
{
    int64_t count = lines * s->blocks;
    s->before = mem_try((size_t)count * sizeof *s->before + 64);
    if (s->before == NULL)
        return false;
    bool ok = s->blocks == 1 || pool_run(cx, count, fold_task, s);
    for (int64_t i = 0; i < count && ok; i++) {
        if (i % s->blocks == 0) {
            uint64_t before;
            s->lines->start(&before);
            for (int64_t k = i; k < i + s->blocks; k++) {
                uint64_t own = s->before[k];
                s->before[k] = before;
                if (k + 1 < i + s->blocks)
                    s->lines->join(&before, &own);
            }
        }
    }
    ok = ok && (s->length * lines < BLOCK ? pool_run_here(cx, count, scan_task, s)
                                          : pool_run(cx, count, scan_task, s));
    free(s->before);
    return ok;
}

bool scan_knows(const Node *n)
{
    return lines_for(n) != NULL;
}

bool scan_run(RoutineCall *c)
{
    const Shape *shape = &c->in[0]->type.shape;
    int axis = (int)node_int(c->node, ATTR_axis);
    int64_t count = shape_count(shape);
    if (!call_outputs(c))
        return false;
    if (count == 0)
        return true;
    Scan s = {.lines = lines_for(c->node), .length = shape->dim[axis], .inner = 1};
    s.size = dtype_info[node_type(c->node)->dtype].bits / 8;
    s.from = tensor_data(c->in[0]);
    s.to = tensor_data(c->out[0]);
    s.is_reversed = node_int(c->node, ATTR_reversed) != 0;
    for (int i = axis + 1; i < shape->rank; i++)
        s.inner *= shape->dim[i];
    s.blocks = (s.length + BLOCK - 1) / BLOCK;
    s.stripes = (s.inner + STRIPE - 1) / STRIPE;
    int64_t outer = count / s.length / s.inner;
    bool ok = s.inner == 1 ? scan_lines(&s, c->cx, outer)
                           : pool_run(c->cx, outer * s.stripes, stripe_task, &s);
    return ok || call_fails(c);
}
