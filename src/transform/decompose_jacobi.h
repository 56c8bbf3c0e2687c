/* decompose_jacobi.h - private: what eigenvalues and singular values by rotations have in common.

   2 h columns turn in pairs, column i with column h + i, all pairs at once; then the columns change
   seats as the players of a tournament do, so that after 2 h - 1 turns each has met each other (R.
   P. Brent, F. T. Luk). Numbers are of f64 or c128. Rows are [..., 1, n], a number for a column. */
#ifndef CNX_TRANSFORM_DECOMPOSE_JACOBI_H
#define CNX_TRANSFORM_DECOMPOSE_JACOBI_H

#include "transform/decompose.h"
#include "transform/linalg_words.h"

/* A turn of each pair: the first becomes cosine first - conj(sine) second, the second
   sine first + cosine second. tangent is what sizes change by. */
typedef struct Turn {
    Node *cosine, *sine, *tangent;
} Turn;

/* The turns that make [a c; conj(c) b] diagonal, a - tangent |c| and b + tangent |c|; none where c
   is 0. */
Turn jacobi_turn(Rule *k, Node *a, Node *b, Node *c);

/* Both halves of x's columns, or rows, turned. Rows turn by what makes them the adjoint of columns
   that have turned. */
typedef struct Halves {
    Node *first, *second;
} Halves;
Halves jacobi_columns(Rule *k, Node *x, Turn t);
Halves jacobi_rows(Rule *k, Node *x, Turn t);

/* Halves side by side, or one below the other; and so after they have changed seats. */
Node *jacobi_join(Rule *k, Halves x, bool are_rows);
Node *jacobi_seats(Rule *k, Halves x, bool are_rows);

/* A reduction over both axes, kept as axes of 1. */
Node *over_matrix(Rule *k, OpCode op, Node *x);

/* Puts the columns of the matrix in the order of `key`, a row, which is ordered too. */
void jacobi_order(Rule *k, Node **key, Node **matrix, bool descending);

/* For each column the factor of size 1 that makes its largest element, the first of equals,
   positive. */
Node *jacobi_phase(Rule *k, Node *x);

/* x with its rows and columns continued by zeros. */
Node *zeros_beyond(Rule *k, Node *x, int64_t rows, int64_t columns);

/* What x is divided by so that its largest element is of size 1, [..., 1, 1]; 1 where it has none.
   `finite`: whether all are numbers. Others become 0. */
typedef struct Scaled {
    Node *x, *by, *finite;
} Scaled;
Scaled scaled_down(Rule *k, Node *x);
/* x, or NaN where not all was finite. */
Node *nan_unless(Rule *k, Node *finite, Node *x);

#endif
