/* unit_root.h - roots of unity, for all who transform. */
#ifndef CNX_EVAL_UNIT_ROOT_H
#define CNX_EVAL_UNIT_ROOT_H

#include <complex.h>
#include <stdint.h>

/* exp(-2 pi i k / n), 0 <= k < n, computed in the first octant, so that the exact ones are exact.
 */
double _Complex unit_root(int64_t k, int64_t n);

/* `count` of them: k = 0, step, 2 step, ..., modulo n. */
void unit_roots(int64_t n, int64_t step, int64_t count, double *re, double *im);

#endif
