/* dot.c - see dot.h. Measured on 2 cores with AVX-512: of f32 the library is 1.05 to 1.3 times as
   fast as our own products, of f64 it has none. It reaches 95 % of the machine with 16 rows of
   results as with 256, but 90 % with 64 columns and less with fewer, so rows are cut first. A
   second matrix that is turned it copies, unless there are no more than 12 rows: pieces of so many
   are twice as fast then, where the sums are long enough. Small products, thin ones (fewer than
   LEAST_SIDE rows or columns) where they would be ours, and small ones of integers are sums in
   kernels: of 8 x 8 numbers in 0.3 us instead of 1.2, a matrix by a vector up to 30 times as fast
   as packed; integers packed take as long as in a kernel for 64 x 64 x 64, two thirds of it from 96
   x 96 x 96 on. */
#include "compile/dot.h"

#include "base/pool.h"
#include "routine/gemm.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
    TILE_ROWS = 256, /* of tiles, the tasks of a product by the library; fewer where ... */
    TILE_COLUMNS = 512,
    ENOUGH_TILES = 8, /* ... there would be fewer than this, and they keep LEAST_TILE */
    LEAST_ROWS = 16,
    LEAST_TURNED = 64, /* rows, where the second matrix is turned */
    LEAST_COLUMNS = 128,
    ROW_UNIT = 8,            /* rows that the library sums up together */
    TURNED_ROWS = 12,        /* of tiles, where the second matrix is turned, the sums are ... */
    TURNED_DEPTH = 256,      /* ... this long, and there are fewer than ... */
    MOST_TURNED = 256,       /* ... this many rows, */
    MOST_TURNED_FAR = 128,   /* or than this, with a second matrix of more than ... */
    NEAR_ELEMENTS = 1 << 19, /* ... these elements */
    LEAST_SIDE = 4           /* of results, for our own */
};

/* Products of numbers: of a tile; below which a call does not pay, and of integers one of our own;
   one thread's. */
static const double LEAST_TILE = 1 << 19, LEAST_WORK = 4096, LEAST_WHOLE = 1 << 19,
                    SMALL_WORK = 1 << 20;

/* Row-major; 0 is success. */
typedef int Sgemm(char turn_a, char turn_b, int64_t m, int64_t n, int64_t k, float alpha,
                  const float *a, int64_t a_row, const float *b, int64_t b_row, float beta,
                  float *c, int64_t c_row);

static pthread_once_t once = PTHREAD_ONCE_INIT;
static Sgemm *sgemm;
static void (*set_threads)(int); /* of the calling thread's calls */

static void open_library(void)
{
    const char *choice = getenv("CNX_ONEDNN");
    bool is_off = choice && strcmp(choice, "off") == 0;
    void *library = is_off ? NULL : dlopen("libdnnl.so.2", RTLD_NOW | RTLD_LOCAL), *symbol;
    if (library == NULL)
        return;
    symbol = dlsym(library, "omp_set_num_threads");
    memcpy(&set_threads, &symbol, sizeof symbol);
    symbol = set_threads ? dlsym(library, "dnnl_sgemm") : NULL;
    memcpy(&sgemm, &symbol, sizeof symbol);
}

static bool is_by_library(const DotForm *f)
{
    return f->dtype == DTYPE_f32 && sgemm != NULL;
}

/* Whether axes of a rank are the batch axes, then `first` ones in order, then the others. */
static bool is_in_order(const Attr *batch, const Attr *contract, int rank, bool contract_first)
{
    int count = (int)contract->count, from = contract_first ? (int)batch->count : rank - count;
    for (int i = 0; i < (int)batch->count; i++)
        if (batch->at[i] != i)
            return false;
    for (int i = 0; i < count; i++)
        if (contract->at[i] != from + i)
            return false;
    return true;
}

static int64_t product(const Shape *s, int from, int to)
{
    int64_t size = 1;
    for (int i = from; i < to; i++)
        size *= s->dim[i];
    return size;
}

/* The sizes of a dot; false when its axes are in another order, or it has no elements. */
static bool sizes_of(const Node *n, DotForm *out)
{
    DType t = node_type(n)->dtype;
    if (n->op != OP_dot || node_type(n->args[0])->dtype != t || node_type(n->args[1])->dtype != t)
        return false;
    out->dtype = t;
    const Shape *a = &node_type(n->args[0])->shape, *b = &node_type(n->args[1])->shape;
    const Attr *contract_a = node_attr(n, ATTR_contract_a), *batch_a = node_attr(n, ATTR_batch_a);
    const Attr *contract_b = node_attr(n, ATTR_contract_b), *batch_b = node_attr(n, ATTR_batch_b);
    int batches = (int)batch_a->count, contracted = (int)contract_a->count;
    out->is_turned_a = !is_in_order(batch_a, contract_a, a->rank, false);
    out->is_turned_b = !is_in_order(batch_b, contract_b, b->rank, true);
    if ((out->is_turned_a && !is_in_order(batch_a, contract_a, a->rank, true)) ||
        (out->is_turned_b && !is_in_order(batch_b, contract_b, b->rank, false)))
        return false;
    out->batch = product(a, 0, batches);
    out->k = out->is_turned_a ? product(a, batches, batches + contracted)
                              : product(a, a->rank - contracted, a->rank);
    int64_t size_a = shape_count(a), size_b = shape_count(b);
    if (size_a == 0 || size_b == 0)
        return false;
    out->m = size_a / out->batch / out->k;
    out->n = size_b / out->batch / out->k;
    return true;
}

static double work_of(const DotForm *f)
{
    return (double)f->m * (double)f->n * (double)f->k * (double)f->batch;
}

bool dot_is_for_kernels(const Node *n)
{
    DotForm f;
    return sizes_of(n, &f) && !dot_form(n, &f);
}

bool dot_form(const Node *n, DotForm *out)
{
    if (!sizes_of(n, out) || dtype_info[out->dtype].bits < 32)
        return false;
    bool is_whole = dtype_is_integer(out->dtype), is_float = dtype_is_float(out->dtype);
    if (!(is_whole || is_float) || work_of(out) < (is_whole ? LEAST_WHOLE : LEAST_WORK))
        return false;
    pthread_once(&once, open_library);
    return is_by_library(out) || (out->m >= LEAST_SIDE && out->n >= LEAST_SIDE);
}

typedef struct Product {
    const DotForm *form;
    const void *a, *b;
    void *c;
    const Ready *ready;
    int64_t tile_rows, tile_columns;
    int64_t rows, columns; /* tiles of a matrix */
    bool failed;           /* only ever set */
} Product;

static void run_tile(PoolRun *run, int64_t index, void *closure)
{
    Product *p = closure;
    const DotForm *f = p->form;
    int64_t tile = index % (p->rows * p->columns), batch = index / (p->rows * p->columns);
    int64_t i = tile / p->columns * p->tile_rows, j = tile % p->columns * p->tile_columns;
    int64_t m = f->m - i < p->tile_rows ? f->m - i : p->tile_rows;
    int64_t n = f->n - j < p->tile_columns ? f->n - j : p->tile_columns;
    const float *a = (const float *)p->a + batch * f->m * f->k + (f->is_turned_a ? i : i * f->k);
    const float *b = (const float *)p->b + batch * f->k * f->n + (f->is_turned_b ? j * f->k : j);
    if (pool_stopped(run))
        return;
    set_threads(1);
    if (sgemm(f->is_turned_a ? 'T' : 'N', f->is_turned_b ? 'T' : 'N', m, n, f->k, 1, a,
              f->is_turned_a ? f->m : f->k, b, f->is_turned_b ? f->k : f->n, 0,
              (float *)p->c + batch * f->m * f->n + i * f->n + j, f->n) != 0) {
        __atomic_store_n(&p->failed, true, __ATOMIC_RELAXED);
        pool_stop(run);
        return;
    }
    int64_t first = batch * f->m * f->n + i * f->n + j;
    if (n == f->n)
        ready_tell(p->ready, first, m * n);
    else
        for (int64_t row = 0; row < m; row++)
            ready_tell(p->ready, first + row * f->n, n);
}

static int64_t quotient_up(int64_t a, int64_t b)
{
    return (a + b - 1) / b;
}

static int64_t at_most(int64_t x, int64_t most)
{
    return x < most ? x : most;
}

/* The height of at least `count` tiles of `rows` rows that leaves two threads the least to wait. */
static int64_t even_rows(int64_t rows, int64_t count)
{
    int64_t units = quotient_up(rows, ROW_UNIT), best = 0, least = INT64_MAX;
    for (int64_t n = count; n <= 2 * count; n++) {
        int64_t height = quotient_up(units, n),
                half = quotient_up(quotient_up(units, height), 2) * height;
        if (half < least)
            least = half, best = height;
    }
    return best * ROW_UNIT;
}

static bool is_cut_low(const DotForm *f)
{
    int64_t most = f->n * f->k > NEAR_ELEMENTS ? MOST_TURNED_FAR : MOST_TURNED;
    return f->is_turned_b && f->k >= TURNED_DEPTH && f->m > TURNED_ROWS && f->m < most;
}

static void cut_rows(Product *p, int64_t wanted, int64_t least)
{
    const DotForm *f = p->form;
    int64_t rows = quotient_up(wanted, p->columns * f->batch);
    if (rows <= p->rows || f->m <= least)
        return;
    p->tile_rows = even_rows(f->m, at_most(rows, f->m / least));
    p->rows = quotient_up(f->m, p->tile_rows);
}

static void cut_columns(Product *p, int64_t wanted)
{
    const DotForm *f = p->form;
    int64_t columns = quotient_up(wanted, p->rows * f->batch);
    if (columns <= p->columns || f->n <= LEAST_COLUMNS)
        return;
    p->tile_columns = quotient_up(f->n, at_most(columns, f->n / LEAST_COLUMNS));
    p->columns = quotient_up(f->n, p->tile_columns);
}

/* Cuts the results into tiles, by the shape alone: their bits are the same on any number of
 * threads. */
static void set_tiles(Product *p)
{
    const DotForm *f = p->form;
    int64_t wanted = at_most((int64_t)(work_of(f) / LEAST_TILE), ENOUGH_TILES);
    p->tile_rows = at_most(f->m, TILE_ROWS);
    p->tile_columns = at_most(f->n, TILE_COLUMNS);
    p->rows = quotient_up(f->m, p->tile_rows);
    p->columns = quotient_up(f->n, p->tile_columns);
    if (is_cut_low(f)) {
        p->tile_rows = quotient_up(f->m, (quotient_up(f->m, TURNED_ROWS) + 1) / 2 * 2);
        p->rows = quotient_up(f->m, p->tile_rows);
    } else if (f->is_turned_b) {
        cut_columns(p, wanted);
        cut_rows(p, wanted, f->k < TURNED_DEPTH ? LEAST_TURNED : MOST_TURNED_FAR);
    } else {
        cut_rows(p, wanted, LEAST_ROWS);
        cut_columns(p, wanted);
    }
}

/* --- our own --- */

static Gemm gemm_of(const Product *p, int64_t batch)
{
    const DotForm *f = p->form;
    int64_t size = dtype_info[f->dtype].bits / 8;
    Gemm g = {.dtype = f->dtype, .m = f->m, .n = f->n, .k = f->k, .c_row = f->n};
    g.a = (const char *)p->a + batch * f->m * f->k * size;
    g.b = (const char *)p->b + batch * f->k * f->n * size;
    g.c = (char *)p->c + batch * f->m * f->n * size;
    g.ready = p->ready;
    g.first = batch * f->m * f->n;
    g.a_row = f->is_turned_a ? 1 : f->k;
    g.a_column = f->is_turned_a ? f->m : 1;
    g.b_row = f->is_turned_b ? 1 : f->n;
    g.b_column = f->is_turned_b ? f->k : 1;
    return g;
}

static void own_task(PoolRun *run, int64_t batch, void *closure)
{
    Product *p = closure;
    Gemm g = gemm_of(p, batch);
    if (pool_stopped(run) || gemm_here(run, &g) || pool_stopped(run))
        return;
    __atomic_store_n(&p->failed, true, __ATOMIC_RELAXED);
    pool_stop(run);
}

bool dot_product(Cx *cx, const DotForm *form, const void *a, const void *b, void *c,
                 const Ready *ready)
{
    Product p = {.form = form, .a = a, .b = b, .c = c, .ready = ready};
    PoolTask task = is_by_library(form) ? run_tile : own_task;
    double work = work_of(form);
    if (task == own_task && form->batch == 1) {
        Gemm g = gemm_of(&p, 0);
        return gemm(cx, &g) && !failed(cx);
    }
    set_tiles(&p);
    int64_t count = task == own_task ? form->batch : p.rows * p.columns * form->batch;
    bool ok =
        work < SMALL_WORK ? pool_run_here(cx, count, task, &p) : pool_run(cx, count, task, &p);
    if (p.failed)
        fail(cx, SPAN_NONE, EXC_SystemLimitError, "not enough memory for a product of matrices");
    return ok && !failed(cx);
}
