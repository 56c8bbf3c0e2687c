/* routine.h - operations that are no generated kernels: a fast routine for each, which gives what
   the reference gives within the tolerance of the dtype (movement and integers exactly), and the
   same bits on any number of threads.

   A routine takes a node with the values of its operands, as eval_node does. What has none here, or
   is of a dtype that it does not know, is evaluated by the reference. */
#ifndef CNX_ROUTINE_ROUTINE_H
#define CNX_ROUTINE_ROUTINE_H

#include "graph/graph.h"

/* Fills outputs, a tensor a type of the node (yours); false after an error, outputs then all NULL.
   `needed` says which outputs anyone reads (NULL: all); the others may be left NULL. */
bool routine_run(Cx *cx, const Node *n, Tensor *const *inputs, const bool *needed,
                 Tensor **outputs);

/* Whether a routine knows this node, so that it is not left to the reference. */
bool routine_knows(const Node *n);

#endif
