/* rules.h - private: declares NAME_shape and NAME_dtype for every row of op.def that says `own`,
   and NAME_types for those that say `tuple`, so that a row without its function does not link, and
   lists them for the tables. */
#ifndef CNX_GRAPH_RULES_H
#define CNX_GRAPH_RULES_H

#include "graph/node.h"

#undef complex /* <complex.h> would rename the op */

/* ONLY_own(name, X) is X(name), for every other rule nothing. */
/* clang-format off */
#define ONLY_own(name, X)       X(name)
#define ONLY_merge(name, X)
#define ONLY_floating(name, X)
#define ONLY_same(name, X)
#define ONLY_u8(name, X)
#define ONLY_attr(name, X)
#define ONLY_real(name, X)
#define ONLY_complex(name, X)
#define ONLY_aggregate(name, X)
#define ONLY_integer(name, X)
#define ONLY_broadcast(name, X)
#define ONLY_reduce(name, X)
#define ONLY_given(name, X)
#define ONLY_tuple(name, X)
#define ONLY_region(name, X)

/* TUPLE_tuple(name, X) is X(name), for every other shape rule nothing. */
#define TUPLE_tuple(name, X)     X(name)
#define TUPLE_own(name, X)
#define TUPLE_same(name, X)
#define TUPLE_broadcast(name, X)
#define TUPLE_reduce(name, X)
#define TUPLE_given(name, X)
#define TUPLE_region(name, X)

#define DECLARE_SHAPE(name) ShapeFn name##_shape;
#define DECLARE_DTYPE(name) DTypeFn name##_dtype;
#define DECLARE_TYPES(name) TypesFn name##_types;

#define OP(name, arity, class, attributes, dtype, shape, grad, hlo)                                \
    ONLY_##shape(name, DECLARE_SHAPE) ONLY_##dtype(name, DECLARE_DTYPE)                            \
    TUPLE_##shape(name, DECLARE_TYPES)
#include "graph/op.def"
#undef OP
/* clang-format on */

/* What the rules of all files share. */
bool refuse_text(Cx *cx, const Node *n, const char *text);
bool refuse_axis(Cx *cx, Span span, int64_t axis, int rank);
/* Whether 0 <= axis < rank; else Nx's error. */
bool check_axis(Cx *cx, Span span, int64_t axis, int rank);

#endif
