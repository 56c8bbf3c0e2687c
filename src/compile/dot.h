/* dot.h - products of matrices by a library, for programs made of kernels.

   oneDNN (libdnnl.so.2), opened when first needed, multiplies tiles of constant size, one thread
   each and the summed axis never cut, so the bits do not depend on the number of threads. */
#ifndef CNX_COMPILE_DOT_H
#define CNX_COMPILE_DOT_H

#include "graph/graph.h"

/* Batches of an m x k by a k x n matrix of f32, row-major, or stored transposed. */
typedef struct DotForm {
    int64_t batch, m, n, k;
    bool is_turned_a, is_turned_b;
} DotForm;

/* Whether the node is a dot of this form and worth a call; never where the library is missing. */
bool dot_form(const Node *n, DotForm *out);

/* c = a b for every batch. False after an error or when interrupted. */
bool dot_product(Cx *cx, const DotForm *form, const float *a, const float *b, float *c);

#endif
