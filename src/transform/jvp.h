/* jvp.h - private: what the forward direction is written with.

   The table is that of the gradient: a partial row needs nothing more, a linear row is applied to
   tangents as it stands, a rule row has a rule here:

       FORWARD(sort)  dy[i] becomes the tangent of result i from the tangents dx of the operands x;
                      a NULL in dx is a tangent of zeros, what is left NULL in dy becomes one

   Words and conventions are those of grad.h. A tangent has the shape of its node and the dtype that
   tangent_type gives: the driver broadcasts and converts what a rule returns, and of a complex
   tangent of a real node it keeps the real part. */
#ifndef CNX_TRANSFORM_JVP_H
#define CNX_TRANSFORM_JVP_H

#include "transform/grad.h"

typedef struct Forward Forward;

typedef void ForwardFn(Rule *k, Node *const *x, Node *y, const Forward *f, Node *const *dx,
                       Node **dy);

#define FORWARD(op)                                                                                \
    void forward_##op(RULE_SEES, const Forward *f RULE_MAY, Node *const *dx RULE_MAY, Node **dy)

/* --- a declaration for every rule that op.def asks for --- */

/* clang-format off */
#define FORWARD_ROW_partial(name)
#define FORWARD_ROW_linear(name)
#define FORWARD_ROW_rule(name) FORWARD(name);
#define FORWARD_ROW_zero(name)
#define FORWARD_ROW_none(name)
#define OP(name, arity, class, attributes, dtype, shape, grad, hlo) FORWARD_ROW_##grad(name)
#include "graph/op.def"
#undef OP
/* clang-format on */

/* --- which values carry a tangent (jvp_carry.c) --- */

/* A value (one result of a node) carries a tangent when it depends on some x and some y depends on
   it, in both cases through operands that tangents go through. */
typedef struct Carry {
    Map depends, matters; /* by the address of the value's type */
    bool changed;
} Carry;

/* Whether a small change of operand i changes the results by a small amount that has a rule: true
   but for indices, predicates and operands of ops that are flat almost everywhere. */
bool takes_tangent(const Node *n, int i);

void carry_mark(Carry *c, const Graph *g, Node *const *xs, int nxs, Node *const *ys, int nys);
bool carry_has(const Carry *c, const Node *n, int index);
void carry_free(Carry *c);

/* --- the driver (jvp.c) --- */

struct Forward {
    Cx *cx;
    Graph *g;
    DType least; /* the dtype of the tangents of integers */
    Carry carry;
    Map tangents; /* by the address of the value's type */
};

/* The dtype of the tangents of values of dtype t: t itself, at least f32. */
DType tangent_type(const Forward *f, DType t);

/* The tangent dy as one of a value of this type: its shape, its dtype; zeros for NULL. */
Node *tangent_of_type(Rule *k, const Forward *f, Node *dy, const Type *type);

/* The Jacobian-vector product within g: dys[j] is the sum over xs of d ys[j]/d xs[i] applied to
   dxs[i], NULL where that is zero for certain. All nodes are in g; dxs have their final types.
   False after an error. */
bool forward(Cx *cx, Graph *g, DType least, Node *const *xs, Node *const *dxs, int nxs,
             Node *const *ys, int nys, Node **dys);

#endif
