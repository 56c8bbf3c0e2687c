/* otherwise.h - what XLA defines otherwise than cnx (doc/xla.md), for one node and its elements. */
#ifndef CNX_TEST_OTHERWISE_H
#define CNX_TEST_OTHERWISE_H

#include "graph/graph.h"

/* Whether XLA's answer is another one, on purpose, when the reference computes `out` from `in`. */
bool xla_differs(const Node *n, Tensor *const *in, Tensor *const *out);

#endif
