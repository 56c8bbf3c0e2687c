/* grad.h - private: what gradient rules are written with.

   A rule is named after its op and registered by its row in op.def. Inside a rule `k` is the
   context, x the operands, y the node itself:

       PARTIAL(multiply)  d[i] becomes dy/dx[i], elementwise; the driver multiplies by the
                          cotangent, sums out broadcast axes and adds up
       LINEAR(sum)        dx[i] becomes the transposed map applied to the cotangent dy of y
       RULE(sort)         the same for ops that are neither

   D(i) assigns only where the driver wants operand i; what is left NULL gets no cotangent. The
   words below (mul, neg, ...) append nodes; a NULL operand gives NULL, so a rule checks nothing.

   Dtypes follow the values: cotangents start as f32 and take the type that arithmetic with the
   operands gives them, as in Nx; what is still f32 in an f64 graph is exact. Partials see operands
   in the op's floating type, so integers are differentiated as the floats they stand for, and
   conversions to integers let cotangents through. Complex: the cotangent of f is df/d(re) -
   i df/d(im), which for holomorphic f is the derivative itself, as in Nx. */
#ifndef CNX_TRANSFORM_GRAD_H
#define CNX_TRANSFORM_GRAD_H

#include "transform/transform.h"

#undef complex /* <complex.h> would rename the op */

typedef struct Walk Walk;

typedef struct Rule {
    Cx *cx;
    Graph *g;
    Span span;
    const bool *wants; /* by operand */
    Node *const *dys;  /* cond, while: the cotangents of the results, NULL where there is none */
    Walk *walk;
    const GradOptions *options;
} Rule;

typedef void PartialFn(Rule *k, Node *const *x, Node *y, Node **d);
typedef void TransposeFn(Rule *k, Node *const *x, Node *y, Node *dy, Node **dx);

/* Not every rule needs all of these. */
#define RULE_SEES Rule *k RULE_MAY, Node *const *x RULE_MAY, Node *y RULE_MAY
#define RULE_MAY  __attribute__((unused))

#define PARTIAL(op) void partial_##op(RULE_SEES, Node **d)
#define LINEAR(op)  void linear_##op(RULE_SEES, Node *dy RULE_MAY, Node **dx)
#define RULE(op)    void rule_##op(RULE_SEES, Node *dy RULE_MAY, Node **dx RULE_MAY)

#define D(i)                                                                                       \
    if (k->wants[i])                                                                               \
    d[i]
#define DX(i)                                                                                      \
    if (k->wants[i])                                                                               \
    dx[i]

/* --- a declaration and a name for every rule that op.def asks for --- */

/* clang-format off */
#define GRAD_ROW_partial(name, X) X(PARTIAL, partial, name)
#define GRAD_ROW_linear(name, X)  X(LINEAR, linear, name)
#define GRAD_ROW_rule(name, X)    X(RULE, rule, name)
#define GRAD_ROW_zero(name, X)
#define GRAD_ROW_none(name, X)
#define GRAD_DECLARE(KIND, prefix, name) KIND(name);
#define OP(name, arity, class, attributes, dtype, shape, grad, hlo) GRAD_ROW_##grad(name, GRAD_DECLARE)
#include "graph/op.def"
#undef OP
/* clang-format on */

/* --- words --- */

Node *rule_op(Rule *k, OpCode op, Node *a, Node *b, Node *c);
/* A number, of the floating (for a complex one its real) type of `like`. */
Node *rule_number(Rule *k, double x, const Node *like);
/* x in every element of the shape, in dtype t. */
Node *rule_fill(Rule *k, double x, DType t, const Shape *shape);

#define add(a, b)      rule_op(k, OP_add, a, b, NULL)
#define sub(a, b)      rule_op(k, OP_subtract, a, b, NULL)
#define mul(a, b)      rule_op(k, OP_multiply, a, b, NULL)
#define over(a, b)     rule_op(k, OP_divide, a, b, NULL)
#define power(a, b)    rule_op(k, OP_pow, a, b, NULL)
#define equals(a, b)   rule_op(k, OP_equal, a, b, NULL)
#define exceeds(a, b)  rule_op(k, OP_greater, a, b, NULL)
#define both(a, b)     rule_op(k, OP_logical_and, a, b, NULL)
#define pick(p, a, b)  rule_op(k, OP_select, p, a, b)
#define apply(name, a) rule_op(k, OP_##name, a, NULL, NULL)
#define neg(a)         apply(negate, a)
#define square(a)      mul(a, a)
#define num(c, like)   rule_number(k, c, like)
#define zeros_like(a)  rule_fill(k, 0, node_type(a)->dtype, &node_type(a)->shape)

/* x i, i the imaginary unit. */
Node *rule_imaginary(Rule *k, double x, const Node *like);

/* A node with attributes. */
Node *rule_node(Rule *k, OpCode op, Node *const *args, int nargs, const Attr *attrs, int nattrs);
Node *rule_reshape(Rule *k, Node *a, const Shape *shape);
Node *rule_transpose(Rule *k, Node *a, const int64_t *axes);
Node *rule_cast(Rule *k, Node *a, DType t);
/* The sum over axes, without them. */
Node *rule_sum(Rule *k, Node *a, const int64_t *axes, int naxes);
/* a between zeros: gap[i] of them between neighbours on axis i, low[i] and high[i] on the sides. */
Node *rule_between_zeros(Rule *k, Node *a, const int64_t *low, const int64_t *high,
                         const int64_t *gap);
/* a, of the shape of a reduction's result y, spread over the shape of its operand x. */
Node *rule_spread(Rule *k, Node *a, const Node *x, const Node *y);
/* a summed to a shape that broadcasts to that of a. */
Node *rule_sum_to(Rule *k, Node *a, const Shape *shape);
/* a + b, where NULL is zero. */
Node *rule_plus(Rule *k, Node *a, Node *b);

/* --- what the rules of both directions share --- */

/* For each element of x the product of the others that y, a product of x, reduces with it. */
Node *rule_others(Rule *k, Node *x, Node *y);
/* The operands `others`, of the shape of `key`, moved as the sort y of the key moves it: the
   results of a sort node from 1 on. */
Node *rule_sort_by(Rule *k, Node *key, Node *const *others, int count, const Node *y);

/* What the cumulative op y makes of x, in operations on its parts (scan_pairs.c). */
Node *rule_by_pairs(Rule *k, Node *x, const Node *y);

/* --- the driver (grad.c) --- */

/* The partials of n, an op of such a row: d[i] is dy/dx[i] where k->wants[i]. */
void rule_partials(Rule *k, Node *n, Node **d);
/* dy * d for a partial d of n. */
Node *rule_chain(Rule *k, const Node *n, Node *dy, Node *d);
/* Records that the op of n has no derivative. */
void grad_refuse(Cx *cx, const Node *n);

/* Adds a cotangent of element `index` of a tuple. */
void walk_give(Walk *w, const Node *n, int index, Node *cotangent);

/* The vector-Jacobian product within g: dxs[i] is the sum over results of dys[j] transposed through
   dys[j]/dxs[i], NULL where no ys[j] depends on xs[i]. False after an error. */
bool backward(Cx *cx, Graph *g, Node *const *ys, Node *const *dys, int nys, Node *const *xs,
              int nxs, const GradOptions *options, Node **dxs);

/* --- copies (copy.c) --- */

/* Appends to `to` copies of the nodes of `from`, or of those in `needed` alone (NULL: all); never
   parameters, for which, as for whatever else the copies use, `map` has what stands for them. Adds
   each copy to it. */
bool copy_nodes(Cx *cx, const Graph *from, const Map *needed, Graph *to, Map *map);

/* The same, where `copy` makes the nodes without regions, of the copies of their operands, and the
   explicit parameters of regions. */
typedef Node *CopyFn(Cx *cx, const Node *old, Node *const *args, Graph *to);
bool copy_nodes_as(Cx *cx, const Graph *from, const Map *needed, CopyFn *copy, Graph *to, Map *map);

/* --- wider copies (widen.c) --- */

/* The widest dtype of its class among floats and complex ones, f64 and c128; integers as they are.
 */
DType dtype_widened(DType t);
/* The elements in that dtype; yours. */
Tensor *tensor_widened(Cx *cx, Tensor *t);
/* Copies nodes of any graph into one whose values have the widened dtypes. What calls the program
   is not called, and an error where it gives values. */
CopyFn copy_widened;

#endif
