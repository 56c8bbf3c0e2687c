/* truth.h - what elementwise functions are, to far more digits than any dtype holds: by MPFR, and
   for dtypes of 32 bits and less by libm in double. Functions are known by their rows of op.def. */
#ifndef CNX_TEST_TRUTH_H
#define CNX_TEST_TRUTH_H

#include "graph/graph.h"

#include <mpfr.h>

typedef struct TrueComplex {
    mpfr_t re, im;
} TrueComplex;

enum { TRUE_BITS = 320 };

typedef struct TruthRow {
    OpCode op;
    double (*in_double)(double);           /* of one operand, or NULL */
    double (*in_double_2)(double, double); /* of two */
    int (*real)(mpfr_t, const mpfr_t, mpfr_rnd_t);
    int (*real_2)(mpfr_t, const mpfr_t, const mpfr_t, mpfr_rnd_t);
    /* NULL: not for complex numbers */
    void (*complex_)(TrueComplex *out, const TrueComplex *x, const TrueComplex *y);
    bool is_exhaustive; /* measured on every f32 */
} TruthRow;

extern const TruthRow truth_rows[];
extern const int truth_count;

void true_init(TrueComplex *z);
void true_clear(TrueComplex *z);

/* The distance of got from the truth in units of the last place that a float of this many bits of
   significand and this least exponent has there; infinite where one is NaN or infinite and the
   other is not. */
double ulp_of_double(double got, double truth, int bits, int least);
double ulp_of_real(double got, const mpfr_t truth, int bits, int least);
/* The same with the units of the truth's absolute value. */
double ulp_of_complex(double re, double im, const TrueComplex *truth, int bits, int least);

#endif
