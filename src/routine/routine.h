/* routine.h - operations that are no generated kernels: a fast routine for each, which gives what
   the reference gives within the tolerance of the dtype (movement and integers exactly), and the
   same bits on any number of threads.

   A routine takes a node with the values of its operands, as eval_node does. What has none here, or
   is of a dtype that it does not know, is evaluated by the reference. */
#ifndef CNX_ROUTINE_ROUTINE_H
#define CNX_ROUTINE_ROUTINE_H

#include "base/ready.h"
#include "graph/graph.h"

/* Fills outputs, a tensor a type of the node (yours); false after an error, outputs then all NULL.
   `needed` says which outputs anyone reads (NULL: all); the others may be left NULL. */
bool routine_run(Cx *cx, const Node *n, Tensor *const *inputs, const bool *needed,
                 Tensor **outputs);

/* What routines of one run leave for those after them: the factors of the last matrix. Begins as
   zeros; routine_forget frees what it holds. */
typedef struct RoutineMemo {
    struct Factors *factors;
} RoutineMemo;

/* The same, which may look into the memo and leave something there. */
bool routine_run_with(Cx *cx, const Node *n, Tensor *const *inputs, const bool *needed,
                      RoutineMemo *memo, Tensor **outputs);
void routine_forget(RoutineMemo *memo);

/* The same into the memory of `out`, of the type of the node's one result; `ready` (NULL: nobody)
   is told of its elements, by convolutions. */
bool routine_fill(Cx *cx, const Node *n, Tensor *const *inputs, Tensor *out, const Ready *ready);

/* Whether the routine of the node could use what that of another one left: both factor a matrix. */
bool routine_shares(const Node *n);

/* Whether a routine knows this node, so that it is not left to the reference. */
bool routine_knows(const Node *n);

#endif
