/* factorize.c - see factorize.h. A block of columns is factored as the reference does it, what lies
   behind is updated by a product of matrices (G. Golub and C. Van Loan, Matrix
   Computations, 3.2.11, 4.2.9). Sums are made in double, which the reference does, too: f32 gives
   its bits nearly always. */
#include "routine/factorize.h"

#include "routine/gemm.h"
#include "routine/routine_call.h"

#include <math.h>
#include <string.h>

enum {
    BLOCK = FACTOR_BLOCK,
    CHUNK = 64,   /* columns, or rows, of a task */
    STRIPE = 192, /* rows of a task that updates what is behind */
    FEW = 8,      /* columns of a panel that are factored before the others see them */
    NEAR = 8      /* lines that are turned together */
};

bool work_stopped(const Work *w)
{
    return w->run ? pool_stopped(w->run) : failed(w->cx);
}

void work_tasks(Work *w, int64_t count, PoolTask task, void *closure)
{
    if (w->run == NULL)
        pool_run(w->cx, count, task, closure);
    for (int64_t i = 0; i < count && w->run && !pool_stopped(w->run); i++)
        task(w->run, i, closure);
}

static void subtract_product(Work *w, PoolRun *run, const Gemm *g)
{
    if (!gemm_here(run, g) && !pool_stopped(run))
        w->no_memory = true;
}

static inline double rounded(DType t, double x)
{
    return t == DTYPE_f64 ? x : (double)(float)x;
}

/* --- triangles: t x = b in place of b, rows from..from+n of a block of columns --- */

/* x[i] for `sides` right-hand sides, at most CHUNK, which lie side by side; `row` apart in t. */
static inline __attribute__((always_inline)) bool solve_sides(DType dtype, bool lower, bool unit,
                                                              int64_t n, const double *t,
                                                              int64_t row, double *x,
                                                              int64_t stride, int64_t sides)
{
    for (int64_t step = 0; step < n; step++) {
        int64_t i = lower ? step : n - 1 - step;
        int64_t from = lower ? 0 : i + 1, to = lower ? i : n;
        double sum[CHUNK], diagonal = t[i * row + i];
        if (!unit && diagonal == 0)
            return false;
        for (int64_t c = 0; c < sides; c++)
            sum[c] = x[i * stride + c];
        for (int64_t k = from; k < to; k++)
            for (int64_t c = 0; c < sides; c++)
                sum[c] -= t[i * row + k] * x[k * stride + c];
        for (int64_t c = 0; c < sides && !unit; c++)
            sum[c] /= diagonal;
        for (int64_t c = 0; c < sides; c++)
            x[i * stride + c] = dtype == DTYPE_f64 ? sum[c] : (double)(float)sum[c];
    }
    return true;
}

/* A whole chunk has its sums in registers. */
FUSED VECTOR_CLONES static bool solve_block(DType dtype, bool lower, bool unit, int64_t n,
                                            const double *t, int64_t row, double *x, int64_t stride,
                                            int64_t sides)
{
    return sides == CHUNK ? solve_sides(dtype, lower, unit, n, t, row, x, stride, CHUNK)
                          : solve_sides(dtype, lower, unit, n, t, row, x, stride, sides);
}

void solve_triangle(Work *w, PoolRun *run, const Triangle *t, double *x, int64_t sides,
                    int64_t zeros)
{
    for (int64_t done = zeros / BLOCK * BLOCK; done < t->n && !pool_stopped(run); done += BLOCK) {
        int64_t n = least(BLOCK, t->n - done), from = t->lower ? done : t->n - done - n;
        if (!solve_block(w->dtype, t->lower, t->unit, n, t->t + from * (t->row + 1), t->row,
                         x + from * sides, sides, sides)) {
            w->is_singular = true;
            return;
        }
        int64_t rest = t->lower ? from + n : 0;
        Gemm g = {.dtype = DTYPE_f64, .subtracts = true, .n = sides, .k = n};
        g.m = t->lower ? t->n - rest : from;
        g.a = t->t + rest * t->row + from, g.a_row = t->row, g.a_column = 1;
        g.b = x + from * sides, g.b_row = sides, g.b_column = 1;
        g.c = x + rest * sides, g.c_row = sides;
        subtract_product(w, run, &g);
    }
}

/* --- Cholesky: the lower triangle of a, in place --- */

/* Column by column, its rows side by side; what is computed above the diagonal is left. */
FUSED VECTOR_CLONES static void cholesky_block(DType dtype, int64_t n, double *a, int64_t row)
{
    double t[BLOCK][CHUNK] = {{0}};
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j <= i; j++)
            t[j][i] = a[i * row + j];
    for (int64_t j = 0; j < n; j++) {
        double sum[CHUNK];
        memcpy(sum, t[j], sizeof sum);
        for (int64_t k = 0; k < j; k++)
            for (int64_t i = 0; i < CHUNK; i++)
                sum[i] -= t[k][j] * t[k][i];
        double diagonal = rounded(dtype, sqrt(sum[j]));
        for (int64_t i = 0; i < CHUNK; i++)
            sum[i] /= diagonal;
        for (int64_t i = 0; i < CHUNK; i++)
            t[j][i] = dtype == DTYPE_f64 ? sum[i] : (double)(float)sum[i];
        t[j][j] = diagonal;
    }
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j <= i; j++)
            a[i * row + j] = t[j][i];
}

/* Rows times the inverse of the block's transpose: l is lower, x is solved row by row. */
FUSED VECTOR_CLONES static void divide_rows(DType dtype, int64_t n, const double *l, int64_t row,
                                            double *x, int64_t rows)
{
    double t[BLOCK][CHUNK];
    for (int64_t i = 0; i < rows; i++)
        for (int64_t j = 0; j < n; j++)
            t[j][i] = x[i * row + j];
    for (int64_t j = 0; j < n; j++) {
        double sum[CHUNK];
        memcpy(sum, t[j], sizeof sum);
        for (int64_t k = 0; k < j; k++)
            for (int64_t i = 0; i < CHUNK; i++)
                sum[i] -= l[j * row + k] * t[k][i];
        for (int64_t i = 0; i < CHUNK; i++)
            sum[i] /= l[j * row + j];
        for (int64_t i = 0; i < CHUNK; i++)
            t[j][i] = dtype == DTYPE_f64 ? sum[i] : (double)(float)sum[i];
    }
    for (int64_t i = 0; i < rows; i++)
        for (int64_t j = 0; j < n; j++)
            x[i * row + j] = t[j][i];
}

typedef struct Cholesky {
    Work *w;
    int64_t n, row, at, size; /* the block of columns at..at+size of rows `row` apart */
    double *a;
} Cholesky;

static void divide_task(PoolRun *run, int64_t index, void *closure)
{
    const Cholesky *s = closure;
    int64_t from = s->at + s->size + index * CHUNK;
    if (!pool_stopped(run))
        divide_rows(s->w->dtype, s->size, s->a + s->at * (s->row + 1), s->row,
                    s->a + from * s->row + s->at, least(CHUNK, s->n - from));
}

/* A stripe of rows behind the block, as far as the diagonal. */
static void update_task(PoolRun *run, int64_t index, void *closure)
{
    const Cholesky *s = closure;
    int64_t first = s->at + s->size, from = first + index * CHUNK;
    Gemm g = {.dtype = DTYPE_f64, .subtracts = true, .k = s->size};
    g.m = least(CHUNK, s->n - from), g.n = from + g.m - first;
    g.a = s->a + from * s->row + s->at, g.a_row = s->row, g.a_column = 1;
    g.b = s->a + first * s->row + s->at, g.b_row = 1, g.b_column = s->row;
    g.c = s->a + from * s->row + first, g.c_row = s->row;
    if (!pool_stopped(run))
        subtract_product(s->w, run, &g);
}

void cholesky(Work *w, int64_t n, double *a, int64_t row)
{
    for (int64_t at = 0; at < n && !work_stopped(w); at += BLOCK) {
        Cholesky s = {w, n, row, at, least(BLOCK, n - at), a};
        int64_t stripes = (n - at - s.size + CHUNK - 1) / CHUNK;
        cholesky_block(w->dtype, s.size, a + at * (row + 1), row);
        work_tasks(w, stripes, divide_task, &s);
        work_tasks(w, stripes, update_task, &s);
    }
}

/* --- LU with partial pivoting, in place; from[i]: the row that came to place i --- */

/* The first of the largest; NaN is only the largest when it stands first. */
FUSED VECTOR_CLONES static int64_t find_pivot(const double *column, int64_t from, int64_t rows)
{
    double most = fabs(column[from]);
    for (int64_t i = from + 1; i < rows; i++)
        most = fabs(column[i]) > most ? fabs(column[i]) : most;
    for (int64_t i = from + 1; i < rows && fabs(column[from]) < most; i++)
        if (fabs(column[i]) == most)
            return i;
    return from;
}

/* Columns from..to of `size`, which have seen those before `from`; rows change places in all. */
FUSED VECTOR_CLONES static void lu_columns(DType dtype, int64_t rows, int64_t from, int64_t to,
                                           int64_t size, double *p, int64_t *pivots)
{
    for (int64_t k = from; k < to; k++) {
        double *column = p + k * rows;
        int64_t pivot = find_pivot(column, k, rows);
        pivots[k] = pivot;
        for (int64_t j = 0; j < size; j++) {
            double t = p[j * rows + k];
            p[j * rows + k] = p[j * rows + pivot];
            p[j * rows + pivot] = t;
        }
        for (int64_t j = k; j < to; j++)
            p[j * rows + k] = rounded(dtype, p[j * rows + k]);
        double diagonal = column[k];
        if (diagonal == 0)
            continue;
        for (int64_t i = k + 1; i < rows; i++)
            column[i] =
                dtype == DTYPE_f64 ? column[i] / diagonal : (double)(float)(column[i] / diagonal);
        for (int64_t j = k + 1; j < to; j++) {
            double *x = p + j * rows, u = x[k];
            for (int64_t i = k + 1; i < rows; i++)
                x[i] -= u * column[i];
        }
    }
}

/* A column behind columns k..k+FEW, which are done: solved, then updated by all of them at once. */
FUSED VECTOR_CLONES static void lu_behind(DType dtype, int64_t rows, int64_t k, const double *p,
                                          double *x)
{
    const double *l = p + k * rows;
    double u[FEW];
    for (int64_t i = 0; i < FEW; i++) {
        u[i] = x[k + i];
        for (int64_t j = 0; j < i; j++)
            u[i] -= u[j] * l[j * rows + k + i];
        x[k + i] = u[i] = rounded(dtype, u[i]);
    }
    for (int64_t i = k + FEW; i < rows; i++) {
        double sum = x[i];
        for (int64_t j = 0; j < FEW; j++)
            sum -= u[j] * l[j * rows + i];
        x[i] = sum;
    }
}

/* Columns [0, size) of `rows` rows, which stand column by column in p: a few at a time, which fit
   into the nearest cache, then those behind them. */
static void lu_panel(DType dtype, int64_t rows, int64_t size, double *p, int64_t *pivots)
{
    for (int64_t k = 0; k < size; k += FEW) {
        int64_t to = least(k + FEW, size);
        lu_columns(dtype, rows, k, to, size, p, pivots);
        for (int64_t j = to; j < size; j++)
            lu_behind(dtype, rows, k, p, p + j * rows);
    }
}

typedef struct Lu {
    Work *w;
    int64_t n, row, at, size;
    double *a;
    const int64_t *pivots; /* of the block's columns, counted from row `at` */
} Lu;

/* The columns outside of the block change rows; those behind it are solved. */
static void lu_task(PoolRun *run, int64_t index, void *closure)
{
    const Lu *s = closure;
    int64_t from = index * CHUNK, count = least(CHUNK, s->n - from), row = s->row;
    if (pool_stopped(run) || from / BLOCK == s->at / BLOCK)
        return;
    double *x = s->a + s->at * row + from;
    for (int64_t k = 0; k < s->size; k++)
        for (int64_t j = 0; j < count && s->pivots[k] != k; j++) {
            double t = x[k * row + j];
            x[k * row + j] = x[s->pivots[k] * row + j];
            x[s->pivots[k] * row + j] = t;
        }
    if (from > s->at)
        solve_block(s->w->dtype, true, true, s->size, s->a + s->at * (row + 1), row, x, row, count);
}

/* A stripe of rows behind the block. */
static void lu_update_task(PoolRun *run, int64_t index, void *closure)
{
    const Lu *s = closure;
    int64_t behind = s->at + s->size, from = behind + index * STRIPE;
    Gemm g = {.dtype = DTYPE_f64, .subtracts = true, .n = s->n - behind, .k = s->size};
    g.m = least(STRIPE, s->n - from);
    g.a = s->a + from * s->row + s->at, g.a_row = s->row, g.a_column = 1;
    g.b = s->a + s->at * s->row + behind, g.b_row = s->row, g.b_column = 1;
    g.c = s->a + from * s->row + behind, g.c_row = s->row;
    if (!pool_stopped(run))
        subtract_product(s->w, run, &g);
}

_Static_assert(BLOCK == CHUNK, "a block of columns is a task's");

/* A few lines at a time, so that what is written fills lines of the cache. */
HOT void turn_matrix(int64_t rows, int64_t columns, const double *restrict from, int64_t from_row,
                     double *restrict to, int64_t to_row)
{
    for (int64_t first = 0; first < rows; first += NEAR)
        for (int64_t j = 0; j < columns; j++)
            for (int64_t i = first; i < least(first + NEAR, rows); i++)
                to[j * to_row + i] = from[i * from_row + j];
}

void lu(Work *w, int64_t n, double *a, int64_t row, int64_t *from, double *panel)
{
    int64_t pivots[BLOCK];
    for (int64_t i = 0; i < n; i++)
        from[i] = i;
    for (int64_t at = 0; at < n && !work_stopped(w); at += BLOCK) {
        int64_t rows = n - at;
        Lu s = {w, n, row, at, least(BLOCK, rows), a, pivots};
        turn_matrix(rows, s.size, a + at * (row + 1), row, panel, rows);
        lu_panel(w->dtype, rows, s.size, panel, pivots);
        turn_matrix(s.size, rows, panel, rows, a + at * (row + 1), row);
        for (int64_t k = 0; k < s.size; k++) {
            int64_t t = from[at + k];
            from[at + k] = from[at + pivots[k]];
            from[at + pivots[k]] = t;
        }
        work_tasks(w, (n + CHUNK - 1) / CHUNK, lu_task, &s);
        work_tasks(w, (rows - s.size + STRIPE - 1) / STRIPE, lu_update_task, &s);
    }
}
