/* maker.h - private to make_graph.c and draft.c: a graph in the making. */
#ifndef CNX_TEST_MAKER_H
#define CNX_TEST_MAKER_H

#include "fuzz/make_graph.h"

enum { MOST_ATTRS = 8 };

typedef VEC(Node *) Pool;

typedef struct Maker {
    Cx *cx;
    Dice *dice;
    Graph *g;  /* that nodes are appended to */
    Pool pool; /* what operands are drawn from */
    bool is_differentiable;
} Maker;

/* --- drawing: make_graph.c --- */

bool chance(Maker *m, int64_t in); /* one in so many */
DType any_dtype(Maker *m);
Shape any_shape(Maker *m);

/* New leaves with random numbers. */
Node *constant_of(Maker *m, DType dtype, Shape shape);
Node *tensor_of(Maker *m, DType dtype, Shape shape);
/* Indices below what `size` says for each of `width` columns; the rows differ. */
Node *indices_of(Maker *m, int64_t rows, int width, const int64_t *size);
Node *integer_scalar(Maker *m);

/* A node of the pool; a scalar, perhaps a new one; one that broadcasts against n. */
Node *any_node(Maker *m);
Node *any_scalar(Maker *m, DType dtype);
Node *partner(Maker *m, const Node *n);

/* --- drafts: draft.c --- */

/* The operands and attributes of a node to be. */
typedef struct Draft {
    Node *args[16];
    int nargs;
    Attr attrs[MOST_ATTRS];
    int nattrs;
    int64_t values[MOST_ATTRS][MAX_RANK];
} Draft;

typedef void Drafter(Maker *m, Draft *d, OpCode op);

/* Those of the ops that need more than operands. */
extern Drafter *const drafters[OP_count];
/* Operands alone. */
Drafter draft_map;

void attr_one(Draft *d, AttrName name, int64_t value);
/* Some of the axes, ascending. */
const Attr *attr_axes(Maker *m, Draft *d, int rank);
/* The attributes of windows. */
void draft_places(Maker *m, Draft *d, int rank);

#endif
