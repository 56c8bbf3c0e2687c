/* node.h - private to src/graph: what the files that make, type and check nodes share. */
#ifndef CNX_GRAPH_NODE_H
#define CNX_GRAPH_NODE_H

#include "graph/graph.h"

/* --- making (graph.c) --- */

/* Appends a copy of a finished node to g and gives it its id. */
Node *node_append(Graph *g, const Node *model);

/* Copies the attributes into the order of op.def; false after an error when one is missing,
   unknown or malformed. */
bool node_copy_attrs(Cx *cx, Arena *arena, Node *n, const Attr *attrs, int nattrs);

/* Whether the values are what the attribute's kind allows. */
bool attr_fits(const Attr *a);

/* Makes the index of every parameter its place in g->params. */
void graph_number_params(Graph *g);

/* --- regions (region.c) --- */

enum { FOLD_OPERANDS = 2 }; /* of reduce and window_reduce, before what they capture */

static inline bool is_fold(OpCode op)
{
    return op == OP_reduce || op == OP_window_reduce;
}

/* --- typing (infer.c, rules*.c) --- */

/* The op's own rule, for rows that say `own`. */
typedef bool ShapeFn(Cx *cx, const Node *n, Shape *out);
typedef bool DTypeFn(Cx *cx, const Node *n, DType *out);

/* The types of all results of a row that says `tuple`, at most MAX_RESULTS or as many as operands;
   how many, 0 after an error. */
typedef int TypesFn(Cx *cx, const Node *n, Type *out);

enum { MAX_RESULTS = 3 };

extern TypesFn *const own_types[OP_count];
extern ShapeFn *const own_shape[OP_count];
extern DTypeFn *const own_dtype[OP_count];

/* The dtype of reduce and window_reduce: that of their region's parameters and result. */
DTypeFn fold_dtype;

/* {:f, 32}, as Nx's messages show a dtype. */
void dtype_print_kind(Text *out, DType t);

/* Records an ArgumentError: before, the dtype as Nx shows it, after. False. */
bool refuse_dtype(Cx *cx, Span span, const char *before, DType t, const char *after);

/* Records "x {2, 3} y", both shapes as Elixir prints tuples: before, a, middle, b, after. False. */
bool refuse_shapes(Cx *cx, Span span, const char *before, const Shape *a, const char *middle,
                   const Shape *b, const char *after);

/* Adds a note to the error just recorded: "the left is f32[2], the right is f32[3]" and `more`. */
void note_sides(Cx *cx, const Node *n, const char *more);

/* The operand's shape without n's axes, or with 1 in their place. */
bool shape_reduced(Cx *cx, const Node *n, Shape *out);

/* Whether every value is an axis of a shape of `rank` and they ascend strictly; else an error. */
bool check_axes(Cx *cx, Span span, const Attr *axes, int rank);

static inline const Shape *arg_shape(const Node *n, int i)
{
    return &n->args[i]->types[0].shape;
}

static inline DType arg_dtype(const Node *n, int i)
{
    return n->args[i]->types[0].dtype;
}

/* Whether `axis` is among the values of the attribute. */
bool attr_has(const Attr *a, int64_t axis);

/* --- printing (graph_print.c, rules.c) --- */

/* Numbers the nodes of g and its regions from 0 in the order in which they are printed. */
void graph_number(const Graph *g, Map *numbers);

/* Appends f32[2], or (f32, s32) for a tuple. */
void types_print(Text *out, const Type *types, int count);

/* Appends [0, 1]. */
void list_print(Text *out, const int64_t *at, uint32_t count);

#endif
