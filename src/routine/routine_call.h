/* routine_call.h - what the files of this folder share; nobody else includes it. */
#ifndef CNX_ROUTINE_ROUTINE_CALL_H
#define CNX_ROUTINE_ROUTINE_CALL_H

#include "base/pool.h"
#include "base/port.h"
#include "base/size.h"
#include "routine/routine.h"

/* One node at work. A routine fills out[0..ntypes), or returns false after an error. */
typedef struct RoutineCall {
    Cx *cx;
    const Node *node;
    Tensor *const *in;
    const bool *needed; /* NULL: all outputs */
    RoutineMemo *memo;  /* of the run, or NULL */
    Tensor **out;       /* those that are there already are filled */
    const Ready *ready; /* NULL: nobody asks */
} RoutineCall;

/* Whether the routine knows the node (types and attributes alone), and the routine. */
#define ROUTINE(name)                                                                              \
    bool name##_knows(const Node *n);                                                              \
    bool name##_run(RoutineCall *c);

ROUTINE(factor)     /* cholesky, lu, solve, triangular_solve of f32 and f64 */
ROUTINE(spectral)   /* svd, eigh, qr by LAPACK */
ROUTINE(sort)       /* and argsort, of a byte and more */
ROUTINE(conv)       /* of f32 and f64 */
ROUTINE(window_arg) /* window_argmax and _argmin without padding, of f32 and f64 */
ROUTINE(fft)        /* and ifft, of f32, f64, c64 and c128 */

void factors_free(struct Factors *f); /* may be NULL */

static inline bool call_needs(const RoutineCall *c, int output)
{
    return c->needed == NULL || c->needed[output];
}

/* Tensors for all outputs that have none; false after an error. */
bool call_outputs(RoutineCall *c);

/* False, after "not enough memory for OP" unless the call failed or was interrupted otherwise. */
bool call_fails(RoutineCall *c);

static inline int64_t dim_at(const Shape *s, int from_end)
{
    return s->rank < from_end ? 1 : s->dim[s->rank - from_end];
}

static inline int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

#endif
