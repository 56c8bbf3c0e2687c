/* simplify.h - private: what the pass and its rules share. */
#ifndef CNX_TRANSFORM_SIMPLIFY_H
#define CNX_TRANSFORM_SIMPLIFY_H

#include "graph/graph.h"

/* One graph being rebuilt: the outermost one or a region. Nodes are shared within it. */
typedef struct Scope {
    Cx *cx;
    Graph *to;
    Map *nodes;  /* old node to new node, for all scopes of the pass */
    Map *tuples; /* old tuple to the array of its new elements, where its node is gone */
    Arena *scratch;
    Map table; /* hash of a node of `to` to 1 + its place in `links` */
    VEC(struct Link {
        Node *node;
        size_t next;
    })
    links;
} Scope;

/* The node that computes op of args in s->to: an existing one where a rule or an equal node gives
   it, a new one otherwise. */
Node *simple_node(Scope *s, OpCode op, Node *const *args, int nargs, const Attr *attrs, int nattrs,
                  Span span);
Node *simple_constant(Scope *s, Type type, Scalar x, Span span);
Node *simple_tensor(Scope *s, Tensor *t, Span span);

/* What may stand for the typed node `n` (not part of a graph, its operands in s->to): one of its
   operands, or something made from them. NULL when no rule applies. */
Node *rewrite(Scope *s, const Node *n);

/* The same for slices, put_slices and concatenations whose places are known (algebra_pieces.c). */
Node *rewrite_pieces(Scope *s, const Node *n);

/* The value of the typed node `n`, likewise, where it is known and small; NULL where it is not. */
Node *fold(Scope *s, const Node *n);

/* Whether n is one number, whatever its shape. */
static inline bool is_constant(const Node *n)
{
    return n->op == OP_constant;
}

#endif
