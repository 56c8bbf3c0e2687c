/* lower_fold.h - private to the rules of sorts, reductions and windows: what their regions do. */
#ifndef CNX_COMPILE_STABLEHLO_LOWER_FOLD_H
#define CNX_COMPILE_STABLEHLO_LOWER_FOLD_H

#include "compile/stablehlo/lower.h"

enum { MOST_ASKED = 32 /* arguments of a region that is run */ };

/* Runs the region on scalars, as many as it has parameters, for up to 8 results; false when it has
   no answer. */
bool lower_ask(Lower *l, const Graph *g, const double *x, Scalar *out);

double lower_number(Scalar x);

/* Up to 5 numbers to ask about, NaN for floats alone; how many. */
int lower_samples(DType t, double *out);

/* A reduction along the axes, in rising order, of all operands of the operation by its region. */
bool lower_in_halves(Lower *l, Results *out, const int64_t *axes, int count);

#endif
