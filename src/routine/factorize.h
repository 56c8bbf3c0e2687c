/* factorize.h - triangular systems and the factors of Cholesky and LU of one matrix of doubles.

   Each element of a factor or solution is rounded to `dtype` (f32 or f64) before others are
   computed from it. Results are the same bits on any number of threads. */
#ifndef CNX_ROUTINE_FACTORIZE_H
#define CNX_ROUTINE_FACTORIZE_H

#include "base/pool.h"
#include "tensor/dtype.h"

#include <stdatomic.h>

enum {
    FACTOR_BLOCK = 64, /* columns factored before what is behind them is updated */
    FACTOR_PAD = 8     /* numbers between rows: columns then fall into all places of a cache */
};

/* One matrix at work: in a task of a batch, or alone, then with tasks of its own. */
typedef struct Work {
    Cx *cx;
    PoolRun *run; /* NULL: alone */
    DType dtype;
    atomic_bool is_singular, no_memory; /* only ever set */
} Work;

/* The tasks on the pool's threads, or those of a batch's matrix one after the other. */
void work_tasks(Work *w, int64_t count, PoolTask task, void *closure);

/* Interrupted, or failed elsewhere: what was computed is then of no use. */
bool work_stopped(const Work *w);

/* n rows of n numbers, `row` apart, ones on its diagonal if `unit`. */
typedef struct Triangle {
    bool lower, unit;
    int64_t n, row;
    const double *t;
} Triangle;

/* t x = b in place of b: n rows of `sides` numbers, at most FACTOR_BLOCK. The first `zeros` rows of
   b are zero and stay (0 for upper triangles). On the thread of `run`; what goes wrong is in w. */
void solve_triangle(Work *w, PoolRun *run, const Triangle *t, double *x, int64_t sides,
                    int64_t zeros);

/* The lower triangle of a, rows `row` apart, in place; what stands above the diagonal is of no use
   afterwards. */
void cholesky(Work *w, int64_t n, double *a, int64_t row);

/* With partial pivoting, rows `row` apart, in place: the unit lower factor below the diagonal of
   the upper one. from[i]: the row that came to place i. panel: room for n * FACTOR_BLOCK. */
void lu(Work *w, int64_t n, double *a, int64_t row, int64_t *from, double *panel);

/* to[j * to_row + i] = from[i * from_row + j]. */
void turn_matrix(int64_t rows, int64_t columns, const double *from, int64_t from_row, double *to,
                 int64_t to_row);

#endif
