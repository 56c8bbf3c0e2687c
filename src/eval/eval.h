/* eval.h - the reference evaluator: what every compiler is held against.

   Each element is computed in double or exact integers (complex: two doubles) with the accurate
   function and rounded once; reductions accumulate in double or exact integers in one fixed order.
   The loops are typed and blocked, so it is not slow, and never clever. */
#ifndef CNX_EVAL_EVAL_H
#define CNX_EVAL_EVAL_H

#include "graph/graph.h"

/* Runs the graph on one input tensor per parameter, of the parameters' types; fills one tensor per
   result (yours). False after an error (ArithmeticError on integer division by zero, memory,
   interruption), with outputs all NULL. `inputs` is borrowed; an input is only overwritten if
   its slot says so: donated[i] (may be NULL) hands the caller's count over. */
bool eval(Cx *cx, const Graph *g, Tensor *const *inputs, const bool *donated, Tensor **outputs);

/* One node on its operands' values: how eager calls run. node_infer must have filled its types.
   outputs: node->ntypes of them. */
bool eval_node(Cx *cx, const Node *node, Tensor *const *inputs, Tensor **outputs);

/* The same, which may overwrite inputs that are dying (dying[i]) and nobody else's. */
bool eval_node_over(Cx *cx, const Node *node, Tensor *const *inputs, const bool *dying,
                    Tensor **outputs);

#endif
