/* scalar_clang.h - private to src/compile/llvm: graph/scalar.h as clang compiles it, for this
   machine and as bitcode. SCALAR_FN and SCALAR_INSN are defined before. */
#ifndef CNX_COMPILE_LLVM_SCALAR_CLANG_H
#define CNX_COMPILE_LLVM_SCALAR_CLANG_H

#define SCALAR_TABLE(T, name, n) static const T name[n]

#define FMA32(a, b, c)   __builtin_fmaf(a, b, c)
#define FMA64(a, b, c)   __builtin_fma(a, b, c)
#define FLOOR32(x)       __builtin_floorf(x)
#define FLOOR64(x)       __builtin_floor(x)
#define CEIL32(x)        __builtin_ceilf(x)
#define CEIL64(x)        __builtin_ceil(x)
#define TRUNC32(x)       __builtin_truncf(x)
#define TRUNC64(x)       __builtin_trunc(x)
#define SQRT32(x)        __builtin_sqrtf(x)
#define SQRT64(x)        __builtin_sqrt(x)
#define ABS32(x)         __builtin_fabsf(x)
#define ABS64(x)         __builtin_fabs(x)
#define COPYSIGN32(x, y) __builtin_copysignf(x, y)
#define COPYSIGN64(x, y) __builtin_copysign(x, y)
#define POPCOUNT64(x)    __builtin_popcountl(x)
#define CLZ64(x)         __builtin_clzl(x)
#define BITS_U32(x)      __builtin_bit_cast(unsigned, (float)(x))
#define BITS_U64(x)      __builtin_bit_cast(unsigned long, (double)(x))
#define F32_BITS(x)      __builtin_bit_cast(float, (unsigned)(x))
#define F64_BITS(x)      __builtin_bit_cast(double, (unsigned long)(x))
#define INFINITY         __builtin_inf()
#define LIBM1(name)      cnx_libm_##name
#define LIBM2(name)      cnx_libm_##name

#define DECLARE(name)   double cnx_libm_##name(double x);
#define DECLARE_2(name) double cnx_libm_##name(double x, double y);
/* clang-format off */
DECLARE(sin) DECLARE(cos) DECLARE(expm1) DECLARE(log1p) DECLARE(tan) DECLARE(cosh) DECLARE(sinh)
DECLARE(acos) DECLARE(asin) DECLARE(atan) DECLARE(acosh) DECLARE(asinh) DECLARE(atanh)
DECLARE(cbrt) DECLARE(erfc) DECLARE(erf_inv) DECLARE(erf)
DECLARE_2(float_pow) DECLARE_2(atan2) DECLARE_2(fmod)
/* clang-format on */

#include "graph/scalar.h"

#endif
