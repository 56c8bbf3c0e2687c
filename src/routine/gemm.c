/* gemm.c - see gemm.h. b is packed once, whole, by the tasks of a first run; then a task packs
   STRIPE rows of a, DEPTH summed indices at a time, and multiplies them with all of b's panels. */
#include "routine/gemm.h"

#include "base/size.h"
#include "routine/gemm_kernel.h"
#include "tensor/recycle.h"

#include <stdlib.h>
#include <string.h>

enum {
    STRIPE = 96, /* rows of a task; a multiple of every kernel's rows */
    DEPTH = 256, /* summed indices of a block */
    PANELS = 8   /* of b, packed by one task */
};

static const double SMALL_WORK = 1 << 18; /* products below which threads do not pay */

typedef struct Job {
    const Gemm *g;
    const GemmKernel *kernel;
    int64_t size;           /* bytes of an element */
    int64_t panels, padded; /* of b; columns they hold together */
    int64_t bytes;
    char *b;     /* packed: blocks of DEPTH, in each panel after panel */
    bool failed; /* only ever set */
} Job;

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static void pack_b(const Job *j, int64_t from, int64_t to)
{
    const Gemm *g = j->g;
    int width = j->kernel->columns;
    for (int64_t p = 0; p < g->k; p += DEPTH) {
        int64_t depth = least(DEPTH, g->k - p);
        for (int64_t i = from; i < to; i++) {
            const char *at =
                (const char *)g->b + (p * g->b_row + i * width * g->b_column) * j->size;
            gemm_pack(g->dtype, j->b + (p * j->padded + i * width * depth) * j->size, at,
                      least(width, g->n - i * width), width, depth, g->b_column, g->b_row, false);
        }
    }
}

/* Rows from..from+rows of c in one block of depth; `a` is packed. */
static void multiply(const Job *j, int64_t from, int64_t rows, int64_t p, const char *a)
{
    const Gemm *g = j->g;
    const GemmKernel *k = j->kernel;
    int64_t depth = least(DEPTH, g->k - p);
    bool adds = p > 0 || g->subtracts;
    double edge[GEMM_MOST_ROWS * GEMM_MOST_COLUMNS];
    for (int64_t panel = 0; panel < j->panels; panel++) {
        int64_t column = panel * k->columns, columns = least(k->columns, g->n - column);
        const char *b = j->b + (p * j->padded + column * depth) * j->size;
        for (int64_t i = 0; i < rows; i += k->rows) {
            int64_t count = least(k->rows, rows - i);
            char *c = (char *)g->c + ((from + i) * g->c_row + column) * j->size;
            const char *block = a + i * depth * j->size;
            if (count == k->rows && columns == k->columns) {
                k->run(depth, block, b, c, g->c_row, adds);
                continue;
            }
            for (int64_t r = 0; r < count && adds; r++)
                memcpy((char *)edge + r * k->columns * j->size, c + r * g->c_row * j->size,
                       (size_t)(columns * j->size));
            k->run(depth, block, b, edge, k->columns, adds);
            for (int64_t r = 0; r < count; r++)
                memcpy(c + r * g->c_row * j->size, (char *)edge + r * k->columns * j->size,
                       (size_t)(columns * j->size));
        }
    }
}

static bool run_rows(const Job *j, PoolRun *run, int64_t from, int64_t rows)
{
    const Gemm *g = j->g;
    int width = j->kernel->rows;
    _Alignas(64) char room[STRIPE * DEPTH * sizeof(double)];
    for (int64_t p = 0; p < g->k && !pool_stopped(run); p += DEPTH) {
        int64_t depth = least(DEPTH, g->k - p);
        for (int64_t i = 0; i < rows; i += width)
            gemm_pack(g->dtype, room + i * depth * j->size,
                      (const char *)g->a + ((from + i) * g->a_row + p * g->a_column) * j->size,
                      least(width, rows - i), width, depth, g->a_row, g->a_column, g->subtracts);
        multiply(j, from, rows, p, room);
    }
    if (pool_stopped(run))
        return false;
    ready_tell(g->ready, g->first + from * g->c_row, rows * g->c_row);
    return true;
}

static void pack_task(PoolRun *run, int64_t index, void *closure)
{
    const Job *j = closure;
    if (!pool_stopped(run))
        pack_b(j, index * PANELS, least((index + 1) * PANELS, j->panels));
}

static void rows_task(PoolRun *run, int64_t index, void *closure)
{
    const Job *j = closure;
    run_rows(j, run, index * STRIPE, least(STRIPE, j->g->m - index * STRIPE));
}

static void clear(const Gemm *g, int64_t size)
{
    for (int64_t i = 0; i < g->m && !g->subtracts; i++)
        memset((char *)g->c + i * g->c_row * size, 0, (size_t)(g->n * size));
}

/* False when there is no memory, or nothing to do (c is then done). */
static bool job_init(Job *j, const Gemm *g, bool *ok)
{
    *j = (Job){.g = g, .kernel = gemm_kernel(g->dtype), .size = dtype_info[g->dtype].bits / 8};
    *ok = true;
    if (g->m == 0 || g->n == 0 || g->k == 0) {
        clear(g, j->size);
        return false;
    }
    j->panels = (g->n + j->kernel->columns - 1) / j->kernel->columns;
    j->padded = j->panels * j->kernel->columns;
    *ok = size_mul(j->padded, g->k, &j->bytes) && size_mul_add(j->bytes, j->size, 64, &j->bytes) &&
          (j->b = recycle_take(j->bytes)) != NULL;
    return *ok;
}

bool gemm_here(PoolRun *run, const Gemm *g)
{
    Job j;
    bool ok;
    if (!job_init(&j, g, &ok))
        return ok;
    pack_b(&j, 0, j.panels);
    for (int64_t i = 0; i < g->m && ok; i += STRIPE)
        ok = run_rows(&j, run, i, least(STRIPE, g->m - i));
    recycle_give(j.b, j.bytes);
    return ok;
}

static void whole_task(PoolRun *run, int64_t index, void *closure)
{
    Job *j = closure;
    (void)index;
    j->failed = !gemm_here(run, j->g) && !pool_stopped(run);
}

bool gemm(Cx *cx, const Gemm *g)
{
    Job j = {.g = g};
    bool ok;
    if ((double)g->m * (double)g->n * (double)g->k < SMALL_WORK) {
        ok = pool_run_here(cx, 1, whole_task, &j) && !j.failed;
    } else if (job_init(&j, g, &ok)) {
        ok = pool_run(cx, (j.panels + PANELS - 1) / PANELS, pack_task, &j) &&
             pool_run(cx, (g->m + STRIPE - 1) / STRIPE, rows_task, &j);
        recycle_give(j.b, j.bytes);
    }
    if (!ok && !interrupted(cx) && !failed(cx))
        fail(cx, SPAN_NONE, EXC_SystemLimitError, "not enough memory for a product of matrices");
    return ok;
}
