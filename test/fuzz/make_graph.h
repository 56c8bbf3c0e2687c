/* make_graph.h - random graphs over all ops, small ones. */
#ifndef CNX_TEST_MAKE_GRAPH_H
#define CNX_TEST_MAKE_GRAPH_H

#include "graph/graph.h"

/* A stream of numbers that a seed gives. */
typedef struct Dice {
    uint64_t state;
} Dice;

uint64_t roll(Dice *d);            /* any */
int64_t below(Dice *d, int64_t n); /* 0 .. n - 1 */
double between(Dice *d, double low, double high);

/* A graph with results. Differentiable ones have f64 parameters and nothing between them and the
   results that rounds. NULL only when it went wrong, with an error pending. */
Graph *make_graph(Cx *cx, Dice *d, bool is_differentiable);

/* How many nodes of each op were made so far. */
extern int64_t made_ops[OP_count];

#endif
