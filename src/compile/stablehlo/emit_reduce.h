/* emit_reduce.h - private to src/compile/stablehlo: what reductions over axes and windows share. */
#ifndef CNX_COMPILE_STABLEHLO_EMIT_REDUCE_H
#define CNX_COMPILE_STABLEHLO_EMIT_REDUCE_H

#include "compile/stablehlo/emit.h"

/* How a reduction by one operation goes: in which dtype, by what, from where. */
typedef struct Combine {
    DType dtype;
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

/* Whether a reduction by a region has a form: none where the region uses captured values, which XLA
   would have to carry along, or calls. */
bool emit_has_fold(const Node *n);

/* What is combined, and what it starts from. False where there is no form: the host has been called
   instead. */
bool emit_folded(Emit *e, const Node *n, Val in[2]);

/* The bodies: of an operation, of what the node combines by, an operation or its region, whose
   first parameter is the element, and of a choice between pairs, in[0] elements and in[1] their
   indices. */
void emit_combine_body(Emit *e, const Combine *c);
void emit_fold_body(Emit *e, const Node *n);
void emit_pick_body(Emit *e, const Pick *p, const Val *in);

/* The dtype that counts to `most`: the node's, or wider. */
DType emit_index_dtype(const Node *n, int64_t most);

#endif
