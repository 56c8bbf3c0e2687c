/* emit_reduce.h - private to src/compile/stablehlo: what reductions over axes and windows share. */
#ifndef CNX_COMPILE_STABLEHLO_EMIT_REDUCE_H
#define CNX_COMPILE_STABLEHLO_EMIT_REDUCE_H

#include "compile/stablehlo/emit.h"

/* How a reduction by one operation goes: in which dtype, by what, from where. */
typedef struct Combine {
    int dtype;
    const char *op;
    Scalar start;
} Combine;

/* What argmax and argmin compare by. */
typedef struct Pick {
    const char *better; /* GT or LT */
    bool last;          /* of equal elements */
    bool last_nan;
    int64_t none; /* the index that stands for no element; -1: there is always one */
} Pick;

/* How the node combines, if it does so by one operation. */
bool emit_combine_of(const Node *n, Combine *out);

/* Whether its region uses captured values that XLA would have to carry along: it is left to the
   host. */
bool emit_needs_host(const Emit *e, const Node *n);

/* What is combined, and what it starts from: by an operation (c) or by the node's region (NULL). */
void emit_folded(Emit *e, const Node *n, const Combine *c, Val in[2]);

/* The bodies: of an operation, of the node's region, whose first parameter is the element, and of a
   choice between pairs, in[0] elements and in[1] their indices. */
void emit_combine_body(Emit *e, const Combine *c);
void emit_region_body(Emit *e, const Node *n);
void emit_pick_body(Emit *e, const Pick *p, const Val *in);

/* The dtype that counts to `most`: the node's, or wider. */
int emit_index_dtype(const Node *n, int64_t most);

#endif
