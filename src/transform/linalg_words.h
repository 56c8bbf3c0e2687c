/* linalg_words.h - words for the rules of decompositions, in both directions. A matrix is the last
   two axes of a node, those before it are batches; a NULL operand gives NULL. */
#ifndef CNX_TRANSFORM_LINALG_WORDS_H
#define CNX_TRANSFORM_LINALG_WORDS_H

#include "transform/grad.h"

/* How triangular_solve takes its matrix. */
enum { AS_IS, TRANSPOSED, CONJUGATE };

Node *mat_mul(Rule *k, Node *a, Node *b);
Node *mat_conjugate(Rule *k, Node *a);
Node *mat_transpose(Rule *k, Node *a);
Node *mat_adjoint(Rule *k, Node *a);

/* a where its row stands in this relation to its column, elsewhere 0: OP_greater is the strict
   lower triangle, OP_equal the diagonal. */
Node *mat_keep(Rule *k, Node *a, OpCode relation);
/* The strict lower triangle and half of the diagonal, of which the imaginary part is dropped. */
Node *mat_half(Rule *k, Node *a);

/* Vectors as the rows' or the columns' factors: [..., n] as [..., n, 1] or [..., 1, n]. */
Node *mat_by_row(Rule *k, Node *v);
Node *mat_by_column(Rule *k, Node *v);
/* The diagonal as a vector, and a vector as a diagonal. */
Node *mat_diagonal_of(Rule *k, Node *a);
Node *mat_of_diagonal(Rule *k, Node *v);
/* 1 / (v[j] - v[i]) at (i, j), on the diagonal 0. */
Node *mat_gaps(Rule *k, Node *v);

/* Columns from .. to, rows from .. to. */
Node *mat_columns(Rule *k, Node *a, int64_t from, int64_t to);
Node *mat_rows(Rule *k, Node *a, int64_t from, int64_t to);
Node *mat_beside(Rule *k, Node *a, Node *b);

int64_t mat_dim(const Node *a, int from_end);

Node *mat_solve(Rule *k, Node *a, Node *b, bool lower, bool left_side, int transform);
/* a^-1 b for any square a. */
Node *mat_solve_any(Rule *k, Node *a, Node *b);
/* a^-H b and b a^-H for a triangular a. */
Node *mat_solve_adjoint(Rule *k, Node *a, Node *b, bool lower, bool left_side);

/* y, an svd of x, or one whose factors are not completed to square ones. */
Node *mat_reduced_svd(Rule *k, Node *x, Node *y);

/* What of the columns d is orthogonal to the columns of u, divided by s; NULL is nothing. */
Node *mat_outside(Rule *k, Node *u, Node *d, Node *s);

#endif
