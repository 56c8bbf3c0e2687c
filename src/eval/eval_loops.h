/* eval_loops.h - graph/scalar.def as functions over arrays. */
#ifndef CNX_EVAL_EVAL_LOOPS_H
#define CNX_EVAL_EVAL_LOOPS_H

#include "graph/graph.h"

/* out[i] = op(first[i], second[i], third[i]) for i < n; operands that the op does not have are
   NULL. `bits` is the width of the operands' dtype. out may be one of the operands. False when an
   element has no answer. */
typedef bool (*ElementLoop)(int64_t n, int bits, void *out, const void *first, const void *second,
                            const void *third);

/* The loop of a MAP op computing in class k, whose results will have this dtype; NULL when the op
   has no meaning there. */
ElementLoop element_loop(OpCode op, DTypeClass k, DType result);

/* The class of the array that this loop fills. */
DTypeClass element_result(OpCode op, DTypeClass k);

/* Whether the result is 0 or 1 whatever the class computed in. */
bool element_is_bool(OpCode op);

#endif
