/* slopes.h - whether the derivatives of a random graph are its slopes. */
#ifndef CNX_TEST_SLOPES_H
#define CNX_TEST_SLOPES_H

#include "graph/graph.h"

enum { MOST = 32 }; /* inputs or results of a graph */

typedef enum Slopes {
    SLOPES_hold,
    SLOPES_not_made,     /* the gradient is refused */
    SLOPES_not_gradient, /* reverse mode is not the difference of values */
    SLOPES_not_forward   /* forward mode is not reverse mode */
} Slopes;

/* Compares the derivatives of one number made of the results, by each parameter, at the inputs,
   with each other and with central differences. What makes the number depends on the seed alone.
   Appends to g. What rounding may decide is no verdict: see the head of slopes.c. */
Slopes check_slopes(Cx *cx, Graph *g, Tensor **inputs, uint64_t seed);

/* How far rounding of what is computed on the way takes each element of each result out[i] of the
   graph: far[i] (yours) is f64, of the shape of out[i]. */
bool measure_rounding(Cx *cx, const Graph *g, Tensor **inputs, Tensor *const *out, Tensor **far);

/* What was compared so far. */
typedef struct SlopesCounted {
    int64_t slopes, graphs, large; /* large: of 20 operations or more */
    int64_t largest;               /* operations */
    int64_t rounding;              /* slopes of which rounding decides */
} SlopesCounted;

extern SlopesCounted slopes_counted;

/* Random numbers that are the same for the same type and seed; those for differentiable graphs lie
   where most functions have a slope. */
Tensor *input_of(Cx *cx, const Type *type, uint64_t seed, bool is_differentiable);

void free_all(Tensor **t); /* MOST of them */

#endif
