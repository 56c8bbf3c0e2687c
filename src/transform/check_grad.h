/* check_grad.h - private: a function, a point, and whether its derivatives are right there. */
#ifndef CNX_TRANSFORM_CHECK_GRAD_H
#define CNX_TRANSFORM_CHECK_GRAD_H

#include "transform/grad.h"

/* ys as functions of xs, nodes of the outermost graph `from`, where its parameters are `inputs`
   (NULL for one that they do not depend on). */
typedef struct GradPoint {
    const Graph *from;
    Node *const *ys, *const *xs;
    int ny, nx;
    Tensor *const *inputs;
} GradPoint;

/* The derivative along one direction: by the gradient, by tangents, by differences of values. */
typedef struct Slopes {
    double reverse, forward, differences;
} Slopes;

/* Compares the three; those that disagree, if so, are left in *slopes. Errors of the function make
   it unclear; an interruption stays pending. */
GradVerdict judge_grad(Cx *cx, const GradPoint *at, Slopes *slopes);

/* The nodes of at->from that the ys need and, among them, those that a move of the xs moves: what
   lies behind a stop_grad stands still. */
void find_moving(const GradPoint *at, Map *needed, Map *moving);

/* The value of parameter i, widened; yours. NULL after an error. */
Tensor *input_at(Cx *cx, const GradPoint *at, int i);

/* One tensor a result of g (yours), whose parameters are the inputs. False after an error, then all
   are NULL. */
bool values_at(Cx *cx, const Graph *g, Tensor *const *inputs, Tensor **values);

/* Drops a pending error unless it is an interruption. */
void forget_error(Cx *cx);

#endif
