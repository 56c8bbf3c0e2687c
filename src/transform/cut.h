/* cut.h - a graph in pieces, for a target that leaves operations to others in the middle of it.

   Values that pass between pieces are numbered, parameters first. A piece is a part, a graph of its
   own for the target; or a node that is left, evaluated by whoever runs the pieces; or a condition
   with such a node in a branch, each branch a graph of its own. Pieces come in an order in which
   values are there when they are read, and nodes that are left keep theirs; there are as few parts
   as that allows. Leaves are in every part that uses them.

   Loops are never cut: what is left inside of one stays, and is for the target to refuse. */
#ifndef CNX_TRANSFORM_CUT_H
#define CNX_TRANSFORM_CUT_H

#include "transform/transform.h"

typedef struct Piece {
    const Node *node; /* of the graph that was cut; NULL: a part */
    Graph *part;      /* yours; of a node NULL */
    Graph **branches; /* of a condition: yours, node->nregions of them; else NULL */
    int nin, nout;
    int *in, *out; /* values: parameters and results of a part, operands and results of a node, of
                      which predicates are the first and captured values the parameters of each
                      branch */
} Piece;

typedef struct Pieces {
    VEC(Piece) list;
    VEC(int) results; /* the value of each result of the graph */
    int values;
} Pieces;

/* Whether the node is left: the target lacks it, or it is a condition with such a node in a branch.
 */
bool is_cut_at(const Lacks *lacks, const Node *n);

/* Whether the graph would be more than one piece. */
bool needs_cut(const Lacks *lacks, const Graph *g);

/* Fills in zeroed pieces; false after an error. needs: a verified graph without fun, which outlives
   them. keeps: results, effects and their order. */
bool cut(Cx *cx, const Graph *g, const Lacks *lacks, Pieces *out);

/* Frees the pieces, and those of their graphs that are not NULL. */
void pieces_free(Pieces *p);

#endif
