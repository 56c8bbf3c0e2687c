/* compiled.h - whether a compiler gives what the reference gives. */
#ifndef CNX_TEST_COMPILED_H
#define CNX_TEST_COMPILED_H

#include "graph/graph.h"

typedef enum Compiled { COMPILED_close, COMPILED_differs, COMPILED_differs_fused } Compiled;

/* Holds the compiler of this name to the reference where it is not the last digit that decides,
   and, but for xla, to its own bits with a kernel for each operation. */
Compiled check_compiled(Cx *cx, const Graph *g, Tensor **inputs, const char *compiler);

/* Graphs with results of which nothing was claimed: the compiler gives something else there, and
   defines an operation on the way to them otherwise. */
extern int64_t compiled_left_out;

/* Whether two tensors of one type have the same bits, whatever the payload of a NaN. */
bool same_bits(const Tensor *a, const Tensor *b);

#endif
