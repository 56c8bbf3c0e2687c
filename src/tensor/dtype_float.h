/* dtype_float.h - how numbers round to element types, one at a time (private to src/tensor/).

   A double becomes a narrower float in one rounding, to nearest, ties to even. The codes of normal
   numbers are the top bits of the double with another exponent bias: adding just below half of the
   last kept place carries into them. Subnormal numbers are multiples of the smallest one: adding
   2^52 times the smallest, whose last place it is, rounds to them and leaves the code in the low
   bits of the sum. All is free of branches, so loops over it vectorize. */
#ifndef CNX_TENSOR_DTYPE_FLOAT_H
#define CNX_TENSOR_DTYPE_FLOAT_H

#include "tensor/dtype.h"

#include <math.h>
#include <string.h>

typedef struct FloatFormat {
    int fraction;     /* stored bits of the significand */
    int bias;         /* of the exponent */
    int width;        /* bits in all */
    uint64_t largest; /* the code that overflow gives: infinity, or the greatest finite number */
    uint64_t nan;     /* the code of the NaN we store */
    bool has_infinity;
} FloatFormat;

/* clang-format off */
static const FloatFormat FORMAT_f8        = { 2,  15,  8, 0x7c,   0x7e,   true },
                         FORMAT_f8_e4m3fn = { 3,   7,  8, 0x7e,   0x7f,   false},
                         FORMAT_bf16      = { 7, 127, 16, 0x7f80, 0x7fc0, true },
                         FORMAT_f16       = {10,  15, 16, 0x7c00, 0x7e00, true };
/* clang-format on */

static inline uint64_t bits_of_double(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline double double_of_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* 2^e for a normal exponent. */
static inline double power_of_two(int e)
{
    return double_of_bits((uint64_t)(1023 + e) << 52);
}

static inline double float_decode(FloatFormat f, uint64_t code)
{
    uint64_t sign = code >> (f.width - 1), magnitude = code & ~(UINT64_MAX << (f.width - 1));
    double x = double_of_bits(magnitude << (52 - f.fraction)) * power_of_two(1023 - f.bias);
    x = f.has_infinity && magnitude == f.largest ? (double)INFINITY : x;
    x = magnitude > f.largest ? (double)NAN : x;
    return double_of_bits(bits_of_double(x) | sign << 63);
}

static inline uint64_t float_encode(FloatFormat f, double x)
{
    uint64_t bits = bits_of_double(x), sign = bits >> 63, magnitude = bits & ~(1ull << 63);
    int dropped = 52 - f.fraction;
    uint64_t half = (1ull << (dropped - 1)) - 1 + (magnitude >> dropped & 1);
    uint64_t normal = ((magnitude + half) >> dropped) - ((uint64_t)(1023 - f.bias) << f.fraction);
    double magic = power_of_two(1 - f.bias - f.fraction + 52);
    uint64_t subnormal = bits_of_double(fabs(x) + magic) - bits_of_double(magic);
    uint64_t code = fabs(x) < power_of_two(1 - f.bias) ? subnormal : normal;
    code = code > f.largest ? f.largest : code;
    code |= sign << (f.width - 1);
    return x != x ? f.nan : code;
}

/* An integer as a double that rounds to any format narrower than f64 as the integer itself would:
   what does not fit 53 bits sticks to a bit far below every rounding place. */
static inline double double_of_integer(uint64_t bits, bool is_signed)
{
    bool negative = is_signed && bits >> 63;
    uint64_t magnitude = negative ? 0 - bits : bits;
    if (magnitude >> 53)
        magnitude = (magnitude & ~0x7ffull) | ((magnitude & 0x7ff) ? 0x800 : 0);
    return negative ? -(double)magnitude : (double)magnitude;
}

/* The 64-bit pattern whose low bits integer type t stores for x: truncated toward zero and wrapped
   when finite, the nearest end of the range for infinities, 0 for NaN. */
static inline int64_t integer_of_double(DType t, double x)
{
    if (fabs(x) < 0x1p63)
        return (int64_t)x;
    if (x != x)
        return 0;
    if (isinf(x))
        return (int64_t)(x > 0 ? dtype_max_finite(t) : dtype_min_finite(t)).u;
    uint64_t bits = bits_of_double(x);
    int shift = (int)(bits >> 52 & 0x7ff) - 1023 - 52;
    uint64_t significand = (bits & ~(UINT64_MAX << 52)) | 1ull << 52;
    uint64_t magnitude = shift < 64 ? significand << shift : 0;
    return (int64_t)(bits >> 63 ? 0 - magnitude : magnitude);
}

#endif
