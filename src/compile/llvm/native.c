/* native.c - see native.h: the table, and libm under the names that graph/scalar.h has for it. */
#include "compile/llvm/native.h"

#include "eval/element.h"

#define LIBM(name, function)                                                                       \
    double cnx_libm_##name(double x);                                                              \
    double cnx_libm_##name(double x)                                                               \
    {                                                                                              \
        return function(x);                                                                        \
    }
#define LIBM_2(name, function)                                                                     \
    double cnx_libm_##name(double x, double y);                                                    \
    double cnx_libm_##name(double x, double y)                                                     \
    {                                                                                              \
        return function(x, y);                                                                     \
    }

/* clang-format off */
LIBM(sin, sin) LIBM(cos, cos) LIBM(tan, tan)
LIBM(asin, asin) LIBM(acos, acos) LIBM(atan, atan)
LIBM(sinh, sinh) LIBM(cosh, cosh)
LIBM(asinh, asinh) LIBM(acosh, acosh) LIBM(atanh, atanh)
LIBM(expm1, expm1) LIBM(log1p, log1p) LIBM(cbrt, cbrt)
LIBM(erf, erf) LIBM(erfc, erfc) LIBM(erf_inv, erf_inv)
LIBM_2(float_pow, float_pow) LIBM_2(atan2, atan2) LIBM_2(fmod, fmod)
/* clang-format on */

#define NATIVE(name) void name(void); /* whatever it takes */
#include "compile/llvm/native.def"
#undef NATIVE

                const Native natives[] = {
#define NATIVE(name) {#name, (void *)name},
#include "compile/llvm/native.def"
#undef NATIVE
                    {"memcpy", (void *)memcpy},
                    {"memset", (void *)memset},
                    {"memmove", (void *)memmove},
};

const int natives_count = sizeof natives / sizeof natives[0];
