/* compiled.h - cases of ops run by a compiler and compared with the reference.

   Cases are collected into graphs of many, each with its operands as parameters and its outcome as
   results, since a compiler takes milliseconds a program. Floats agree within a tolerance of their
   dtype, whatever the compiler; integers exactly. */
#ifndef CNX_TEST_OP_COMPILED_H
#define CNX_TEST_OP_COMPILED_H

#include "compile/compile.h"

#include <stdio.h>

/* What a result is a case of: an op on a dtype of its first operand, or of its result. */
typedef struct OpCase {
    OpCode op;
    DType dtype;
} OpCase;

typedef struct Batch {
    Cx *cx;
    const Compiler *compiler; /* NULL: only printed */
    FILE *stablehlo;          /* where the graphs are written as StableHLO, or NULL */
    Graph *graph;
    VEC(Tensor *) inputs, wanted;
    VEC(Tensor *) sizes; /* of what each element was added up from; NULL: unknown */
    VEC(Tensor *) whole; /* beside what is wanted, what is right as well; NULL: nothing */
    VEC(char *) names;   /* of the case behind each result */
    VEC(double) scales;
    VEC(OpCase) cases;
    int passed, failed;
    int counts[OP_count][DTYPE_count][2]; /* of results compared: that differ, that agree */
} Batch;

/* One node: its operands and what the reference gave for them, one tensor a type. Borrowed. */
void batch_add(Batch *b, const Node *n, Tensor *const *in, Tensor *const *want, const char *name);

/* A whole graph likewise, on its own, a case of something; without one the collected ones stand for
   its results. */
void batch_graph(Batch *b, Graph *g, Tensor *const *in, Tensor *const *want, const OpCase *of);

/* Runs and compares what was collected. */
void batch_run(Batch *b);

/* Whether the element agrees within the tolerance of its dtype, on a scale of at least 1. */
bool agrees_within(Scalar got, Scalar want, DType t, double scale);

#endif
