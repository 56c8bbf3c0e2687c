/* naive.h - what each op of graph/op.def means, computed the plainest way: one element at a time,
   in long double or 128-bit integers, from what op.def, attr.def and Nx say. It shares no code with
   the evaluator, which is held against it. */
#ifndef CNX_TEST_NAIVE_H
#define CNX_TEST_NAIVE_H

#include "graph/graph.h"

typedef enum Naive {
    NAIVE_done,
    NAIVE_bad,     /* there is no answer: the evaluator must fail, too */
    NAIVE_refused, /* the op has no meaning for the operands' type: likewise */
    NAIVE_missing, /* no case for this op */
} Naive;

/* A number: an integer, or a complex number of which real ones use the real part. `scale` is the
   size of what it was computed from, by which rounding errors are measured. */
typedef struct Num {
    DTypeClass k;
    __int128 i;
    long double re, im, scale;
} Num;

/* Runs one node on its operands; fills node->ntypes outputs, yours. scale (may be NULL) takes one
   number an element of the first output. */
Naive naive(Cx *cx, const Node *n, Tensor *const *in, Tensor **out, long double *scale);

/* The same for a graph and its results. */
Naive naive_graph(Cx *cx, const Graph *g, Tensor *const *in, Tensor **out);

/* --- numbers; private to the files beside this one --- */

Num num_load(const Tensor *t, int64_t index);
void num_store(Tensor *t, int64_t index, Num x);
Num num_int(__int128 i);
Num num_float(long double re);
Num num_complex(long double re, long double im);
Num num_as(Num x, DTypeClass k); /* to a wider class */
bool num_is_zero(Num x);
Num num_add(Num x, Num y);      /* of one class; the scales add up */
Num num_multiply(Num x, Num y); /* likewise */

/* An elementwise op on operands of one class. `bits`: of the operands' dtype. */
typedef Naive Elementwise(Num *r, const Num *x, int bits);
extern Elementwise *const elementwise_cases[OP_count];

/* Every other op: Work says what it works on. */
typedef struct Work {
    Cx *cx;
    const Node *node;
    Tensor *const *in;
    Tensor **out;
    long double *scale;
} Work;

typedef Naive Case(Work *w);

/* Stores an element of the first output and its scale. */
void put(Work *w, int64_t index, Num x);

/* Where an index of a shape stands, and back. */
void place_of(const Shape *s, int64_t index, int64_t *place);
int64_t index_at(const Shape *s, const int64_t *place);

Case reshape_case, broadcast_case, transpose_case, reverse_case, slice_case, pad_case,
    concatenate_case, put_slice_case, iota_case, gather_case, indexed_add_case, indexed_put_case,
    sort_case;
Case scan_case, fold_case, argmax_case, dot_case, conv_case, window_case, window_argmax_case,
    fft_case, reduce_case, window_reduce_case;

#endif
