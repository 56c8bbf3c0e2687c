/* gemm.h - products of matrices of f32, f64 and integers of 32 or 64 bits, for what has no library
   or wants one of its own.

   Operands are strided views. They are packed into panels as wide as a kernel's registers, and a
   kernel adds up one block of results in order of the summed index, with fused multiply-add where
   the machine has it: bits depend on the operands alone, neither on threads nor on tiles. */
#ifndef CNX_ROUTINE_GEMM_H
#define CNX_ROUTINE_GEMM_H

#include "base/pool.h"
#include "base/ready.h"
#include "tensor/dtype.h"

/* Elements are counted; c may not overlap a or b. */
typedef struct Gemm {
    DType dtype;    /* f32, f64, or an integer of 32 or 64 bits, which wraps */
    bool subtracts; /* c -= a b, else c = a b */
    int64_t m, n, k;
    const void *a; /* element (i, p) at a_row * i + a_column * p */
    int64_t a_row, a_column;
    const void *b; /* element (p, j) at b_row * p + b_column * j */
    int64_t b_row, b_column;
    void *c; /* element (i, j) at c_row * i + j */
    int64_t c_row;
    const Ready *ready; /* told of rows that are done; NULL, or c_row is n */
    int64_t first;      /* the number by which it knows c's first element */
} Gemm;

/* With the pool's threads where that pays. False after an error or when interrupted. */
bool gemm(Cx *cx, const Gemm *g);

/* On the calling thread alone: for tasks. False when there is no memory or the run has stopped. */
bool gemm_here(PoolRun *run, const Gemm *g);

#endif
