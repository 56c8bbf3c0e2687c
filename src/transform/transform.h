/* transform.h - graph to graph. A pass states what it needs, keeps and breaks. */
#ifndef CNX_TRANSFORM_TRANSFORM_H
#define CNX_TRANSFORM_TRANSFORM_H

#include "graph/graph.h"

/* A new graph (yours) that computes the same results: dead nodes gone, common subexpressions
   shared, nodes that change nothing removed (metadata, stop_grad, reshape to the same shape,
   as_type to the same dtype, x + 0, x * 1, ...: only what is exact for every input), constants
   folded. needs: a verified graph. keeps: results, effects and their order, parameters. */
Graph *simplify(Cx *cx, const Graph *g);

/* Reverse-mode gradient: appends to g the nodes of d y / d xs[i], y a scalar (real or complex) of
   g. dxs[i] has the shape of xs[i] and its dtype made floating; zeros where y does not depend on
   it. Every op that lies between must have a gradient; else ArgumentError at the span of the user's
   call. The result is ordinary nodes: differentiate again as often as wanted. */
bool grad(Cx *cx, Graph *g, Node *y, Node *const *xs, int count, Node **dxs);

#endif
