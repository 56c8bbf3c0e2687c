/* orient.h - which of the vectors that a decomposition leaves open it gives: the reference's
   choice, for all who compute one. */
#ifndef CNX_EVAL_ORIENT_H
#define CNX_EVAL_ORIENT_H

#include <complex.h>
#include <stdint.h>

/* v multiplied by a sign or phase so that the largest of its elements, the first of equals, is
   positive; gives the factor. */
double linalg_f_orient(int64_t n, double *v);
double _Complex linalg_c_orient(int64_t n, double _Complex *v);

/* Row `at` of n elements becomes the unit vector nearest to the first axis that leaves one, which
   is orthogonal to the rows before. */
void linalg_complete_row(int64_t n, double *rows, int64_t at);

#endif
