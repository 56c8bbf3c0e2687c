/* dot.h - products of matrices, for programs made of kernels.

   oneDNN (libdnnl.so.2), opened when first needed, multiplies matrices of f32 in tiles of constant
   size, one thread each and the summed axis never cut, so the bits do not depend on the number of
   threads. Products of f64, and of f32 where the library is missing, are our own
   (routine/gemm.h). */
#ifndef CNX_COMPILE_DOT_H
#define CNX_COMPILE_DOT_H

#include "base/ready.h"
#include "graph/graph.h"

/* Batches of an m x k by a k x n matrix of f32, f64, or integers of 32 or 64 bits, row-major, or
   stored transposed. */
typedef struct DotForm {
    DType dtype;
    int64_t batch, m, n, k;
    bool is_turned_a, is_turned_b;
} DotForm;

/* Whether the node is a dot of this form and worth a call (the thresholds: dot.c). */
bool dot_form(const Node *n, DotForm *out);

/* Whether a product without a call, of numbers that kernels know, is faster as a sum in a kernel
   than by the evaluator. */
bool dot_is_for_kernels(const Node *n);

/* c = a b for every batch; `ready` (NULL: nobody) is told of c's elements. False after an error or
   when interrupted. */
bool dot_product(Cx *cx, const DotForm *form, const void *a, const void *b, void *c,
                 const Ready *ready);

#endif
