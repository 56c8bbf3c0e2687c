/* native_slow.c - second paths of graph/scalar.h over arrays, as native.h says. */
#define SCALAR_FN   static inline __attribute__((always_inline))
#define SCALAR_INSN SCALAR_FN

#include "compile/llvm/native.h"
#include "compile/llvm/scalar_clang.h"

#define SINE(op, quarter)                                                                          \
    /* Whether some are for libm. */                                                               \
    static NATIVE_CLONES int far_##op##_f32(const float *restrict x, const unsigned char *where,   \
                                            float *restrict y, long n)                             \
    {                                                                                              \
        int any = 0;                                                                               \
        for (long i = 0; i < n; i++) {                                                             \
            float far = far_sine_f32(x[i], quarter);                                               \
            y[i] = where[i] ? far : y[i];                                                          \
            any |= where[i] & rare_slow_##op##_f32(x[i]);                                          \
        }                                                                                          \
        return any;                                                                                \
    }                                                                                              \
    void array_slow_##op##_f32(const float *x, const unsigned char *where, float *y, long n)       \
    {                                                                                              \
        int any = far_##op##_f32(x, where, y, n);                                                  \
        for (long i = 0; i < n && any; i++)                                                        \
            if (where[i] && rare_slow_##op##_f32(x[i]))                                            \
                y[i] = slow_slow_##op##_f32(x[i]);                                                 \
    }                                                                                              \
    void array_slow_##op##_f64(const double *x, const unsigned char *where, double *y, long n)     \
    {                                                                                              \
        for (long i = 0; i < n; i++)                                                               \
            if (where[i])                                                                          \
                y[i] = slow_##op##_f64(x[i]);                                                      \
    }
SINE(sin, 0)
SINE(cos, 1)

void array_slow_pow_f32(const float *x, const float *exponent, const unsigned char *where, float *y,
                        long n)
{
    for (long i = 0; i < n; i++)
        if (where[i])
            y[i] = slow_pow_f32(x[i], exponent[i]);
}
