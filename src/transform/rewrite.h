/* rewrite.h - private: a graph copied, regions included, with other nodes in the place of some. */
#ifndef CNX_TRANSFORM_REWRITE_H
#define CNX_TRANSFORM_REWRITE_H

#include "graph/graph.h"

typedef struct Rewrite Rewrite;
struct Rewrite {
    Cx *cx;
    /* What stands for `old`, over its new operands, in `to`: a node a type; NULL: a copy of it, or
       an error. */
    Node **(*instead)(Rewrite *w, const Node *old, Node *const *args, Graph *to);
    const void *closure;
    bool changed; /* something stands for something */
    Map nodes;    /* private: old node to new node */
    Map results;  /* private: old node to the array of what stands for its types */
};

/* The new graph (yours), or NULL after an error. */
Graph *rewrite_graph(Rewrite *w, const Graph *g);

/* The new node for one that came before; NULL: there is none. */
Node *rewritten(const Rewrite *w, const Node *old);

#endif
