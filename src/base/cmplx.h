/* cmplx.h - C11's complex numbers with CMPLX, which the C library's header gives to gcc alone. */
#ifndef CNX_BASE_CMPLX_H
#define CNX_BASE_CMPLX_H

#include <complex.h>

#ifndef CMPLX
#define CMPLX(re, im) __builtin_complex((double)(re), (double)(im))
#endif

#endif
