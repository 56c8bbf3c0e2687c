/* factor.c - triangular systems and the factors of Cholesky and LU, block by block: a block of
   columns is factored as the reference does it, what lies behind is updated by a product of
   matrices (G. Golub and C. Van Loan, Matrix Computations, 3.2.11, 4.2.9).

   Numbers are computed in double, and each element of a factor or solution is rounded to the dtype
   before others are computed from it, which is the reference's rule: f32 gives its bits nearly
   always. The matrices of a batch are tasks; a large matrix on its own is cut into tasks. */
#include "routine/gemm.h"
#include "routine/routine_call.h"
#include "tensor/recycle.h"

#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum {
    BLOCK = 64,    /* columns factored before what is behind them is updated */
    CHUNK = 64,    /* columns, or rows, of a task */
    PAD = 8,       /* numbers between rows */
    FEW = 8,       /* columns of a panel that are factored before the others see them */
    PARALLEL = 320 /* rows from which on one matrix is worth several threads */
};

#define FUSED __attribute__((optimize("O3", "fp-contract=fast"))) VECTOR_CLONES

/* One matrix at work: in a task of a batch, or alone, then with tasks of its own. */
typedef struct Work {
    Cx *cx;
    PoolRun *run; /* NULL: alone */
    DType dtype;
    atomic_bool is_singular, no_memory; /* only ever set */
} Work;

static bool work_stopped(const Work *w)
{
    return w->run ? pool_stopped(w->run) : failed(w->cx);
}

static void work_tasks(Work *w, int64_t count, PoolTask task, void *closure)
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
FUSED static bool solve_block(DType dtype, bool lower, bool unit, int64_t n, const double *t,
                              int64_t row, double *x, int64_t stride, int64_t sides)
{
    return sides == CHUNK ? solve_sides(dtype, lower, unit, n, t, row, x, stride, CHUNK)
                          : solve_sides(dtype, lower, unit, n, t, row, x, stride, sides);
}

typedef struct Triangle {
    Work *w;
    bool lower, unit;
    int64_t n, row, sides;
    const double *t;
    double *x; /* n x sides, row by row */
} Triangle;

static void triangle_task(PoolRun *run, int64_t index, void *closure)
{
    const Triangle *s = closure;
    int64_t first = index * CHUNK, sides = least(CHUNK, s->sides - first);
    double *x = s->x + first;
    for (int64_t done = 0; done < s->n && !pool_stopped(run); done += BLOCK) {
        int64_t n = least(BLOCK, s->n - done), from = s->lower ? done : s->n - done - n;
        if (!solve_block(s->w->dtype, s->lower, s->unit, n, s->t + from * (s->row + 1), s->row,
                         x + from * s->sides, s->sides, sides)) {
            s->w->is_singular = true;
            return;
        }
        int64_t rest = s->lower ? from + n : 0;
        Gemm g = {.dtype = DTYPE_f64, .subtracts = true, .n = sides, .k = n};
        g.m = s->lower ? s->n - rest : from;
        g.a = s->t + rest * s->row + from, g.a_row = s->row, g.a_column = 1;
        g.b = x + from * s->sides, g.b_row = s->sides, g.b_column = 1;
        g.c = x + rest * s->sides, g.c_row = s->sides;
        subtract_product(s->w, run, &g);
    }
}

static void solve_triangle(Triangle s)
{
    work_tasks(s.w, (s.sides + CHUNK - 1) / CHUNK, triangle_task, &s);
}

/* --- Cholesky: the lower triangle of a, in place --- */

/* Column by column, its rows side by side; what is computed above the diagonal is left. */
FUSED static void cholesky_block(DType dtype, int64_t n, double *a, int64_t row)
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
FUSED static void divide_rows(DType dtype, int64_t n, const double *l, int64_t row, double *x,
                              int64_t rows)
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

/* What stands above the diagonal is of no use afterwards. */
static void cholesky(Work *w, int64_t n, double *a, int64_t row)
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
FUSED static int64_t find_pivot(const double *column, int64_t from, int64_t rows)
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
FUSED static void lu_columns(DType dtype, int64_t rows, int64_t from, int64_t to, int64_t size,
                             double *p, int64_t *pivots)
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
FUSED static void lu_behind(DType dtype, int64_t rows, int64_t k, const double *p, double *x)
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
    int64_t n, at, size;
    double *a;
    const int64_t *pivots; /* of the block's columns, counted from row `at` */
} Lu;

/* The columns outside of the block change rows; those behind it are solved and updated. */
static void lu_task(PoolRun *run, int64_t index, void *closure)
{
    const Lu *s = closure;
    int64_t from = index * CHUNK, count = least(CHUNK, s->n - from);
    if (pool_stopped(run) || from / BLOCK == s->at / BLOCK)
        return;
    double *x = s->a + s->at * s->n + from;
    for (int64_t k = 0; k < s->size; k++)
        for (int64_t j = 0; j < count && s->pivots[k] != k; j++) {
            double t = x[k * s->n + j];
            x[k * s->n + j] = x[s->pivots[k] * s->n + j];
            x[s->pivots[k] * s->n + j] = t;
        }
    if (from < s->at)
        return;
    const double *l = s->a + s->at * (s->n + 1);
    solve_block(s->w->dtype, true, true, s->size, l, s->n, x, s->n, count);
    Gemm g = {.dtype = DTYPE_f64, .subtracts = true, .n = count, .k = s->size};
    g.m = s->n - s->at - s->size;
    g.a = l + s->size * s->n, g.a_row = s->n, g.a_column = 1;
    g.b = x, g.b_row = s->n, g.b_column = 1;
    g.c = x + s->size * s->n, g.c_row = s->n;
    subtract_product(s->w, run, &g);
}

_Static_assert(BLOCK == CHUNK, "a block of columns is a task's");

/* panel: room for n * BLOCK. */
static void lu(Work *w, int64_t n, double *a, int64_t *from, double *panel)
{
    int64_t pivots[BLOCK];
    for (int64_t i = 0; i < n; i++)
        from[i] = i;
    for (int64_t at = 0; at < n && !work_stopped(w); at += BLOCK) {
        int64_t rows = n - at;
        Lu s = {w, n, at, least(BLOCK, rows), a, pivots};
        for (int64_t i = 0; i < rows; i++)
            for (int64_t j = 0; j < s.size; j++)
                panel[j * rows + i] = a[(at + i) * n + at + j];
        lu_panel(w->dtype, rows, s.size, panel, pivots);
        for (int64_t i = 0; i < rows; i++)
            for (int64_t j = 0; j < s.size; j++)
                a[(at + i) * n + at + j] = panel[j * rows + i];
        for (int64_t k = 0; k < s.size; k++) {
            int64_t t = from[at + k];
            from[at + k] = from[at + pivots[k]];
            from[at + pivots[k]] = t;
        }
        work_tasks(w, (n + CHUNK - 1) / CHUNK, lu_task, &s);
    }
}

/* --- a node --- */

typedef struct Job {
    RoutineCall *c;
    int64_t n, sides, batches;
    int64_t panel; /* numbers that stand before the unknowns: a square, or a panel */
    atomic_bool is_singular, no_memory;
} Job;

HOT static void load(const Tensor *t, int64_t at, int64_t count, double *to)
{
    if (t->type.dtype == DTYPE_f64)
        memcpy(to, (const double *)tensor_data(t) + at, (size_t)count * sizeof *to);
    else
        for (int64_t i = 0; i < count; i++)
            to[i] = ((const float *)tensor_data(t))[at + i];
}

HOT static void store(Tensor *t, int64_t at, int64_t count, const double *from)
{
    if (t->type.dtype == DTYPE_f64)
        memcpy((double *)tensor_data(t) + at, from, (size_t)count * sizeof *from);
    else
        for (int64_t i = 0; i < count; i++)
            ((float *)tensor_data(t))[at + i] = (float)from[i];
}

/* The factors of one matrix, as lu leaves them, with the matrix's own bytes. */
struct Factors {
    DType dtype;
    int64_t n;
    double *a;
    int64_t *from;
    char matrix[];
};

void factors_free(struct Factors *f)
{
    if (f == NULL)
        return;
    free(f->a);
    free(f->from);
    free(f);
}

static size_t matrix_bytes(const Job *j)
{
    return (size_t)(j->n * j->n * dtype_info[j->c->in[0]->type.dtype].bits / 8);
}

/* What the run knows of this matrix, or NULL. */
static const struct Factors *find_factors(const Job *j)
{
    const struct Factors *f = j->c->memo && j->batches == 1 ? j->c->memo->factors : NULL;
    const Tensor *t = j->c->in[0];
    return f && f->dtype == t->type.dtype && f->n == j->n &&
                   memcmp(f->matrix, tensor_data(t), matrix_bytes(j)) == 0
               ? f
               : NULL;
}

/* Leaves copies for later routines; none when there is no memory for them. */
static void keep_factors(const Job *j, const double *a, const int64_t *from)
{
    if (j->c->memo == NULL || j->batches != 1)
        return;
    size_t count = (size_t)(j->n * j->n), bytes = matrix_bytes(j);
    struct Factors *f = mem_try(sizeof *f + bytes);
    double *copy = mem_try(count * sizeof *copy);
    int64_t *rows = mem_try((size_t)(j->n + 1) * sizeof *rows);
    if (f == NULL || copy == NULL || rows == NULL) {
        free(f);
        free(copy);
        free(rows);
        return;
    }
    *f = (struct Factors){j->c->in[0]->type.dtype, j->n, copy, rows};
    memcpy(copy, a, count * sizeof *copy);
    memcpy(rows, from, (size_t)j->n * sizeof *rows);
    memcpy(f->matrix, tensor_data(j->c->in[0]), bytes);
    factors_free(j->c->memo->factors);
    j->c->memo->factors = f;
}

/* The factors of a matrix of the batch: known, or made in `a`. `panel` is room for them. */
static const double *factors_of(Job *j, Work *w, int64_t index, double *a, double *panel,
                                int64_t *from)
{
    int64_t square = j->n * j->n;
    const struct Factors *known = find_factors(j);
    if (known) {
        memcpy(from, known->from, (size_t)j->n * sizeof *from);
        return known->a;
    }
    load(j->c->in[0], index * square, square, a);
    lu(w, j->n, a, from, panel);
    if (!work_stopped(w) && !w->no_memory)
        keep_factors(j, a, from);
    return a;
}

static void run_lu(Job *j, Work *w, int64_t index, double *room, double *made)
{
    int64_t n = j->n, *from = mem_alloc((size_t)(n + 1) * sizeof *from);
    const double *a = factors_of(j, w, index, made, room, from);
    if (call_needs(j->c, 0)) {
        memset(room, 0, (size_t)(n * n) * sizeof *room);
        for (int64_t i = 0; i < n; i++)
            room[from[i] * n + i] = 1;
        store(j->c->out[0], index * n * n, n * n, room);
    }
    for (int64_t i = 0; i < n && call_needs(j->c, 1); i++)
        for (int64_t k = 0; k < n; k++)
            room[i * n + k] = i == k ? 1 : i > k ? a[i * n + k] : 0;
    if (call_needs(j->c, 1))
        store(j->c->out[1], index * n * n, n * n, room);
    for (int64_t i = 0; i < n && call_needs(j->c, 2); i++)
        for (int64_t k = 0; k < n; k++)
            room[i * n + k] = i > k ? 0 : a[i * n + k];
    if (call_needs(j->c, 2))
        store(j->c->out[2], index * n * n, n * n, room);
    free(from);
}

static void run_solve(Job *j, Work *w, int64_t index, double *made, double *room)
{
    int64_t n = j->n, size = n * j->sides, *from = mem_alloc((size_t)(n + 1) * sizeof *from);
    double *x = room + j->panel, *b = x + size;
    const double *a = factors_of(j, w, index, made, room, from);
    load(j->c->in[1], index * size, size, b);
    for (int64_t i = 0; i < n; i++)
        memcpy(x + i * j->sides, b + from[i] * j->sides, (size_t)j->sides * sizeof *x);
    solve_triangle((Triangle){w, true, true, n, n, j->sides, a, x});
    solve_triangle((Triangle){w, false, false, n, n, j->sides, a, x});
    store(j->c->out[0], index * size, size, x);
    free(from);
}

/* Rows lie apart so that a column of them does not fall into the same few places of a cache. */
static void run_cholesky(Job *j, Work *w, int64_t index, double *a)
{
    int64_t n = j->n, row = n + PAD;
    for (int64_t i = 0; i < n; i++)
        load(j->c->in[0], (index * n + i) * n, i + 1, a + i * row);
    cholesky(w, n, a, row);
    for (int64_t i = 0; i < n; i++) {
        memset(a + i * row + i + 1, 0, (size_t)(n - i - 1) * sizeof *a);
        store(j->c->out[0], (index * n + i) * n, n, a + i * row);
    }
}

/* x a = b is a^T x^T = b^T: columns of x, or of its transpose, are the right-hand sides. */
static void run_triangular(Job *j, Work *w, int64_t index, double *a, double *room)
{
    const Node *node = j->c->node;
    bool left = node_int(node, ATTR_left_side) != 0;
    bool turned = (node_int(node, ATTR_transform) == 1) != !left;
    bool lower = (node_int(node, ATTR_lower) != 0) != turned;
    bool vectors = j->c->in[1]->type.shape.rank < j->c->in[0]->type.shape.rank;
    int64_t n = j->n, size = n * j->sides;
    double *t = a, *x = room + j->panel, *b = x + size;
    if (turned) {
        t = room;
        for (int64_t i = 0; i < n; i++)
            for (int64_t k = 0; k < n; k++)
                t[i * n + k] = a[k * n + i];
    }
    bool flip = !left && !vectors;
    load(j->c->in[1], index * size, size, flip ? b : x);
    for (int64_t i = 0; i < n && flip; i++)
        for (int64_t s = 0; s < j->sides; s++)
            x[i * j->sides + s] = b[s * n + i];
    solve_triangle((Triangle){w, lower, false, n, n, j->sides, t, x});
    for (int64_t i = 0; i < n && flip; i++)
        for (int64_t s = 0; s < j->sides; s++)
            b[s * n + i] = x[i * j->sides + s];
    store(j->c->out[0], index * size, size, flip ? b : x);
}

static void run_matrix(Job *j, Work *w, int64_t index)
{
    int64_t n = j->n, square = n * n, count;
    OpCode op = j->c->node->op;
    double *a = NULL;
    if (size_mul(n, j->sides, &count) && size_mul_add(count, 2, square + j->panel, &count) &&
        size_mul_add(count, sizeof *a, 64, &count))
        a = recycle_take(count);
    if (a == NULL) {
        j->no_memory = true;
        return;
    }
    if (op == OP_triangular_solve)
        load(j->c->in[0], index * square, square, a);
    switch ((int)op) {
    case OP_cholesky:
        run_cholesky(j, w, index, a);
        break;
    case OP_lu:
        run_lu(j, w, index, a + square, a);
        break;
    case OP_solve:
        run_solve(j, w, index, a, a + square);
        break;
    case OP_triangular_solve:
        run_triangular(j, w, index, a, a + square);
        break;
    }
    if (w->is_singular)
        j->is_singular = true;
    if (w->no_memory)
        j->no_memory = true;
    recycle_give(a, count);
}

static void matrix_task(PoolRun *run, int64_t index, void *closure)
{
    Job *j = closure;
    Work w = {.cx = j->c->cx, .run = run, .dtype = j->c->in[0]->type.dtype};
    if (!pool_stopped(run) && !j->no_memory)
        run_matrix(j, &w, index);
}

bool factor_knows(const Node *n)
{
    DType t = node_type(n->args[0])->dtype;
    for (int i = 0; i < n->nargs; i++)
        if (node_type(n->args[i])->dtype != t)
            return false;
    return t == DTYPE_f32 || t == DTYPE_f64;
}

static int64_t sides_of(const Node *n, const Shape *a, const Shape *b)
{
    if (b->rank < a->rank)
        return 1;
    return n->op == OP_triangular_solve && node_int(n, ATTR_left_side) == 0 ? dim_at(b, 2)
                                                                            : dim_at(b, 1);
}

bool factor_run(RoutineCall *c)
{
    const Shape *a = &c->in[0]->type.shape;
    Job j = {.c = c, .n = dim_at(a, 1), .batches = 1};
    for (int i = 0; i < a->rank - 2; i++)
        j.batches *= a->dim[i];
    j.panel = j.n * (j.n > BLOCK ? j.n : BLOCK); /* or the padding of rows */
    if (c->node->nargs > 1)
        j.sides = sides_of(c->node, a, &c->in[1]->type.shape);
    if (!call_outputs(c))
        return false;
    if (j.n == 0 || j.batches == 0)
        return true;
    bool is_large = j.n >= PARALLEL || j.n * j.sides >= 4 * CHUNK * CHUNK;
    if (j.batches == 1 && is_large) {
        Work w = {.cx = c->cx, .dtype = c->in[0]->type.dtype};
        run_matrix(&j, &w, 0);
    } else if (j.batches * j.n * j.n < CHUNK * CHUNK) {
        pool_run_here(c->cx, j.batches, matrix_task, &j);
    } else {
        pool_run(c->cx, j.batches, matrix_task, &j);
    }
    if (j.is_singular && !failed(c->cx))
        fail(c->cx, c->node->span, EXC_ArgumentError, "can't solve for singular matrix");
    return !(failed(c->cx) || interrupted(c->cx) || j.no_memory) || call_fails(c);
}
