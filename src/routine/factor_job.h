/* factor_job.h - what factor.c and solve.c share: a node at work on the matrices of its batch. */
#ifndef CNX_ROUTINE_FACTOR_JOB_H
#define CNX_ROUTINE_FACTOR_JOB_H

#include "routine/factorize.h"
#include "routine/routine_call.h"

typedef struct FactorJob {
    RoutineCall *c;
    int64_t n, sides, batches; /* sides: of b, 0 where there is none */
    atomic_bool is_singular, no_memory;
} FactorJob;

/* The LU factors of a matrix, in one block of memory. */
typedef struct Factors {
    DType dtype;
    int64_t n, row, bytes; /* bytes: of the block */
    double *a;             /* rows `row` apart */
    int64_t *from;         /* as lu leaves them */
    void *matrix;          /* its own elements */
} Factors;

/* The factors of a matrix of the batch: those that the run's memo knows, or new ones, which it is
   to know. NULL without memory or after an interrupt. factors_leave when done with them. */
Factors *factors_of(FactorJob *j, Work *w, int64_t index);
void factors_leave(const FactorJob *j, Factors *f);

/* `count` elements of a tensor of f32 or f64 side by side, as doubles and back. */
void take_numbers(const Tensor *t, int64_t at, int64_t count, double *to);
void put_numbers(Tensor *t, int64_t at, int64_t count, const double *from);

/* One matrix of a node `solve` or `triangular_solve`. */
void solve_by_factors(FactorJob *j, Work *w, int64_t index);
void solve_by_triangle(FactorJob *j, Work *w, int64_t index);

#endif
