/* eval_dot.h - the blocked product behind dot and conv; private to these. */
#ifndef CNX_EVAL_EVAL_DOT_H
#define CNX_EVAL_EVAL_DOT_H

#include "eval/eval_ops.h"

/* One operand: element (batch b, row r, contracted k) is at batch[b] + row[r] + depth[k]. */
typedef struct DotSide {
    const Tensor *t;
    int64_t *batch, *row, *depth;
    int64_t rows;
} DotSide;

/* to[b][i][j] = the sum over k of a(b, i, k) * b(b, j, k), computed in class k. */
typedef struct Dot {
    DotSide a, b;
    Tensor *to; /* made by dot_run, yours */
    DTypeClass k;
    int64_t batches, depth;
    int64_t row_tiles, column_tiles; /* private */
} Dot;

/* Computes the product into a tensor of the node's type, whose elements in order are to's. False
   after an error or when interrupted; `to` may be there even then. */
bool dot_run(Dot *d, const Call *c);

/* Frees the tables of places. */
void side_free(DotSide *s);

#endif
