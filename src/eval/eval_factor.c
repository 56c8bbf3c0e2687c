/* eval_factor.c - triangular systems and the factors of Cholesky, LU and QR: linalg_body.h for both
   types of numbers. */
#include "eval/element.h"
#include "eval/eval_linalg.h"

#include <string.h>

/* --- numbers as the dtype holds them --- */

static double rounded(DType t, double x)
{
    if (t == DTYPE_f64)
        return x;
    if (t == DTYPE_f32)
        return (double)(float)x;
    uint64_t bits = 0;
    dtype_store(t, &bits, 0, scalar_f(x));
    return scalar_double(dtype_load(t, &bits, 0));
}

static double _Complex rounded_complex(DType t, double _Complex x)
{
    return t == DTYPE_c128 ? x : CMPLX((double)(float)creal(x), (double)(float)cimag(x));
}

/* With no sign on a zero that the numbers do not have; the division of C where squares leave the
   range. */
static double _Complex quotient_complex(double _Complex x, double _Complex y)
{
    double size = creal(y) * creal(y) + cimag(y) * cimag(y);
    if (!(size > 1e-280 && size < 1e280))
        return x / y;
    double _Complex z = complex_multiply(x, conj(y));
    return CMPLX(creal(z) / size, cimag(z) / size);
}

/* --- kernels --- */
#define BODY_FACTOR

/* clang-format off */
#define T             double
#define NAME(x)       linalg_f_##x
#define IS_COMPLEX    false
#define MUL(x, y)     ((x) * (y))
#define QUOTIENT(x, y) ((x) / (y))
#define CONJ(x)       (x)
#define SIZE(x)       fabs(x)
#define REAL(x)       (x)
#define ROUNDED(t, x) rounded(t, x)
/* clang-format on */
#include "eval/linalg_body.h"

/* clang-format off */
#define T             double _Complex
#define NAME(x)       linalg_c_##x
#define IS_COMPLEX    true
#define MUL(x, y)     complex_multiply(x, y)
#define QUOTIENT(x, y) quotient_complex(x, y)
#define CONJ(x)       conj(x)
#define SIZE(x)       cabs(x)
#define REAL(x)       creal(x)
#define ROUNDED(t, x) rounded_complex(t, x)
/* clang-format on */
#include "eval/linalg_body.h"
