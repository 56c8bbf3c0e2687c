/* transform.h - graph to graph. A pass states what it needs, keeps and breaks. */
#ifndef CNX_TRANSFORM_TRANSFORM_H
#define CNX_TRANSFORM_TRANSFORM_H

#include "graph/graph.h"

/* A new graph (yours) that computes the same results: dead nodes gone, common subexpressions
   shared, nodes that change nothing removed (metadata, stop_grad, reshape to the same shape,
   as_type to the same dtype, x + 0, x * 1, ...: only what is exact for every input), constants
   folded. needs: a verified graph. keeps: results, effects and their order, parameters. */
Graph *simplify(Cx *cx, const Graph *g);

/* A new graph (yours) in which what only one branch of a condition reads, or only a predicate
   behind others, is computed there, where it may fail, may call the program or takes long (sink.c).
   needs: a verified graph. keeps: results, parameters, the order of effects but for those that
   move. */
Graph *sink(Cx *cx, const Graph *g);

/* Whether there is a condition in it, so that sink may find something. */
bool can_sink(const Graph *g);

/* What a target lacks: asked for typed nodes. */
typedef struct Lacks Lacks;
struct Lacks {
    bool (*lacks)(const Lacks *of, const Node *n);
    const void *closure;
    bool has_bytes; /* what is lacked of numbers below a byte is to be done to whole bytes, and of
                       transforms of other numbers to floats */
};

/* A new graph (yours) in which operations that the target lacks are said by others, where they have
   a body (decompose.def). needs: a verified graph. keeps: results, but for rounding; parameters.
   What has no answer (a singular matrix) may give infinities where the operation is an error. */
Graph *decompose(Cx *cx, const Graph *g, const Lacks *lacks);

/* A new graph (yours) in which sums of products of matrices are one product where that is less work
   (products.c). needs: a verified graph. keeps: results, but for rounding; parameters. */
Graph *merge_products(Cx *cx, const Graph *g);

/* The packed factors of LAPACK, in loops: g gets their nodes, NULL (false) after an error.

   The reflections of a QR of x, [..., m, n] of floats or complex numbers: what stays of x, with the
   heads of the vectors below the diagonal, and [..., min(m, n)] taus; and the first columns of the
   product of such reflections, [..., m, columns]. */
bool factor_reflections(Cx *cx, Graph *g, Node *x, Span span, Node **packed, Node **taus);
Node *factor_reflected(Cx *cx, Graph *g, Node *packed, Node *taus, int64_t columns, Span span);

/* The exchanges by which rows come into the order of an lu's permutation: [..., count] s32, for row
   i the row from i on, from 0, with which it changes places. */
Node *factor_exchanges(Cx *cx, Graph *g, Node *permutation, int64_t count, Span span);

/* Whether decompose knows the op. */
bool has_body(OpCode op);

/* memory: bytes that the gradient of a loop may keep of the loop's states. */
typedef struct GradOptions {
    int64_t memory;
} GradOptions;

#define GRAD_OPTIONS ((GradOptions){.memory = INT64_C(256) << 20})

/* Reverse-mode gradient: appends to g the nodes of d sum(y) / d xs[i]; y and xs are nodes of g or
   of graphs around it, y of any shape. dxs[i] has the shape of xs[i] and the dtype that Nx gives
   it: at least f32 and, for a real x, at least the x's own floating type; complex where y is
   complex or x reaches it through complex values. Zeros where y does not depend on xs[i]. Integers
   count as the numbers they stand for. Every op that lies between must have a gradient; else
   ArgumentError at that op's span. The result is ordinary nodes: differentiate again as often as
   wanted. Time and memory of loops: the Note in grad_while.c. */
bool grad_with(Cx *cx, Graph *g, Node *y, Node *const *xs, int count, const GradOptions *options,
               Node **dxs);

/* The same with GRAD_OPTIONS. */
bool grad(Cx *cx, Graph *g, Node *y, Node *const *xs, int count, Node **dxs);

/* The same for any cotangents: dxs[i] is the sum over j of dys[j], of the shape of ys[j], through
   the transpose of d ys[j] / d xs[i]. */
bool vjp(Cx *cx, Graph *g, Node *const *ys, Node *const *dys, int ny, Node *const *xs, int nx,
         const GradOptions *options, Node **dxs);

/* Forward mode: dys[j] is the sum over i of d ys[j] / d xs[i] applied to dxs[i], of the shape of
   xs[i] (ArgumentError else, and for a complex tangent of a real x). A tangent has the shape and
   the dtype of its value, at least f32; those of integers have the widest real type of xs and dxs,
   at least f32. Zeros where y does not depend on xs. A loop becomes a loop of as many trips. Ops
   without a gradient and integers are as in grad; for every f the real parts of <dy, jvp(dx)> and
   <vjp(dy), dx> are equal, nothing conjugated. */
bool jvp(Cx *cx, Graph *g, Node *const *xs, Node *const *dxs, int nx, Node *const *ys, int ny,
         Node **dys);

typedef enum GradVerdict { VERDICT_right, VERDICT_unclear, VERDICT_wrong } GradVerdict;

/* Compares derivatives of ys by xs, nodes of one graph, as reverse mode, forward mode and
   differences in f64 give them where the first parameters of the outermost graph are `inputs`; a
   graph in a loop or a branch is entered with the values that lead to it first. What they disagree
   about is an ArithmeticError that names the operation. Unclear where differences judge nothing:
   at a kink or a jump, where values are not finite, or where the program makes them. needs: the
   trace is complete. An interruption is left pending, too. */
GradVerdict check_grad(Cx *cx, Node *const *ys, int ny, Node *const *xs, int nx,
                       Tensor *const *inputs, int ninputs);

/* Two new graphs (yours) that compute the same, one after the other: `early` from the first `known`
   parameters the first `values` results, which depend on no others, and then whatever `late` needs
   of them; `late` from that and the other parameters the other results. Both are as simplify leaves
   them. needs: a verified graph without effects. False after an error, both then NULL. */
bool split(Cx *cx, const Graph *g, int known, int values, Graph **early, Graph **late);

/* Appends to `to` what the roots, nodes of the graph or region `from`, are computed from, and no
   more; fills in what stands for each root. own[i] stands for the explicit parameter i (may be NULL
   where it is not needed), a captured one for the same value as before. */
bool copy_needed(Cx *cx, const Graph *from, Node *const *own, Node *const *roots, int count,
                 Graph *to, Node **copies);

/* Appends to `to` copies of what the roots, nodes of `from`, are computed from, with `instead`
   (nodes of `to`) in place of the nodes `cut`; false after an error, also when a parameter is
   reached. */
bool copy_cut(Cx *cx, const Graph *from, Node *const *cut, Node *const *instead, int ncut,
              Node *const *roots, int count, Graph *to, Node **copies);

#endif
