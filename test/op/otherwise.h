/* otherwise.h - what a compiler defines otherwise than the reference, for one node and its
 * elements. */
#ifndef CNX_TEST_OTHERWISE_H
#define CNX_TEST_OTHERWISE_H

#include "graph/graph.h"

/* Whether XLA's answer is another one, on purpose, when the reference computes `out` from `in`. */
bool xla_differs(const Node *n, Tensor *const *in, Tensor *const *out);

/* Whether an order decides, as of infinities in a transform or in a product of complex matrices,
   which come to infinity or to NaN, of a transform's sum that cancels (where `out` is known), of
   the factors of a matrix whose columns depend on each other, or a machine, as of the bits of a
   NaN. */
bool order_decides(const Node *n, Tensor *const *in, Tensor *const *out);

#endif
