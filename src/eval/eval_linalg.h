/* eval_linalg.h - what the files of the decompositions share.

   A kernel works on one matrix in double or complex double: linalg_f_NAME and linalg_c_NAME are
   made from one text, linalg_body.h. Matrices are row by row. Factors that are solved for one
   element after the other (triangular_solve, cholesky, lu) compute each from the others as they
   are stored, rounded to the result's dtype, so the product of the stored factors is as near to the
   matrix as the dtype allows; the others round at the end. */
#ifndef CNX_EVAL_EVAL_LINALG_H
#define CNX_EVAL_EVAL_LINALG_H

#include "eval/eval_ops.h"

typedef struct Matrix {
    PoolRun *run;
    DType dtype;      /* of the results */
    int64_t m, n;     /* rows and columns of the operand */
    int64_t inner;    /* qr, svd: columns of the orthogonal factors, see `complete` */
    bool complete;    /* qr, svd: the factors are square */
    bool is_singular; /* out: triangular_solve met a zero on the diagonal */
} Matrix;

/* triangular_solve: element (i, j) of the matrix is a[i * row + j * column]; unknown i of
   right-hand side r is b[i * unknown + r * side]. */
typedef struct Triangle {
    int64_t row, column, unknown, side, sides;
    bool lower, conjugate;
} Triangle;

#define LINALG_KERNELS(prefix, T)                                                                  \
    void prefix##triangular_solve(Matrix *z, const Triangle *t, const T *a, T *b);                 \
    /* `sides` right-hand sides, columns of b and x; work: 4 * n * n */                            \
    void prefix##solve(Matrix *z, const T *a, const T *b, int64_t sides, T *x, T *work);           \
    void prefix##cholesky(Matrix *z, const T *a, T *l);                                            \
    /* work: n * n */                                                                              \
    void prefix##lu(Matrix *z, const T *a, T *p, T *l, T *u, T *work);                             \
    /* work: (m + 1) * n and min(m, n) */                                                          \
    void prefix##qr(Matrix *z, const T *a, T *q, T *r, T *work);                                   \
    /* w: n eigenvalues, ascending; work: 2 * n * n */                                             \
    void prefix##eigh(Matrix *z, const T *a, double *w, T *v, T *work);

LINALG_KERNELS(linalg_f_, double)
LINALG_KERNELS(linalg_c_, double _Complex)

/* work: svd_room(z) */
void linalg_svd(Matrix *z, const double *a, double *u, double *s, double *vt, double *work);
int64_t svd_room(const Matrix *z);

#endif
