/* element.h - the functions that rows of graph/scalar.def name and libm lacks: the accurate ones,
   for the reference evaluator. Integers: MIN/-1 is MIN, shifts past the width give 0 or the sign;
   what has no answer sets *bad. */
#ifndef CNX_EVAL_ELEMENT_H
#define CNX_EVAL_ELEMENT_H

#include "base/cmplx.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* The integer with these bits. */
static inline int64_t wrap(uint64_t bits)
{
    return (int64_t)bits;
}

static inline uint64_t low_bits(uint64_t x, int bits)
{
    return bits < 64 ? x & ((UINT64_C(1) << bits) - 1) : x;
}

static inline uint64_t population_count(uint64_t x, int bits)
{
    return (uint64_t)__builtin_popcountll(low_bits(x, bits));
}

static inline uint64_t count_leading_zeros(uint64_t x, int bits)
{
    uint64_t low = low_bits(x, bits);
    return (uint64_t)(low == 0 ? bits : __builtin_clzll(low) - (64 - bits));
}

static inline uint64_t integer_pow(uint64_t x, uint64_t y)
{
    uint64_t r = 1;
    for (; y != 0; y >>= 1, x *= x)
        if (y & 1)
            r *= x;
    return r;
}

static inline int64_t signed_pow(int64_t x, int64_t y, bool *bad)
{
    if (y < 0)
        *bad = true;
    return y < 0 ? 0 : wrap(integer_pow((uint64_t)x, (uint64_t)y));
}

static inline int64_t signed_quotient(int64_t x, int64_t y, bool *bad)
{
    if (y == 0)
        *bad = true;
    return y == 0 ? 0 : y == -1 ? wrap(-(uint64_t)x) : x / y;
}

/* The sign is the dividend's. */
static inline int64_t signed_remainder(int64_t x, int64_t y, bool *bad)
{
    if (y == 0)
        *bad = true;
    return y == 0 || y == -1 ? 0 : x % y;
}

static inline int64_t signed_left_shift(int64_t x, int64_t y, bool *bad)
{
    if (y < 0)
        *bad = true;
    return y < 0 || y > 63 ? 0 : wrap((uint64_t)x << y);
}

static inline int64_t signed_right_shift(int64_t x, int64_t y, bool *bad)
{
    if (y < 0)
        *bad = true;
    return y < 0 ? 0 : x >> (y > 63 ? 63 : y);
}

/* min(max(x, low), high): high wins when the bounds cross. */
static inline uint64_t clip_u(uint64_t x, uint64_t low, uint64_t high)
{
    uint64_t t = x > low ? x : low;
    return t < high ? t : high;
}

static inline int64_t clip_s(int64_t x, int64_t low, int64_t high)
{
    int64_t t = x > low ? x : low;
    return t < high ? t : high;
}

/* NaN wins, wherever it stands. */
static inline double clip_f(double x, double low, double high)
{
    double t = x >= low || x != x ? x : low;
    return t <= high || t != t ? t : high;
}

/* Both halves are free of overflow and of cancellation. */
static inline double sigmoid(double x)
{
    double e = exp(-fabs(x));
    return x >= 0 ? 1 / (1 + e) : e / (1 + e);
}

/* e^h / (2 cosh h), h = z/2, with e^-|x|/2 taken out of both: the sums 1 + e^-|x| and 1 - e^-|x|
   are free of cancellation, and near a pole cos h.y is as exact as h.y is. */
static inline complex double complex_sigmoid(complex double z)
{
    double size = fabs(creal(z)), half = cimag(z) / 2, e = exp(-size);
    complex double turn = CMPLX(cos(half), sin(half));
    complex double below = CMPLX(creal(turn) * (1 + e), cimag(turn) * -expm1(-size));
    return creal(z) >= 0 ? turn / below : e * turn / conj(below);
}

/* e^x for |x| <= 200, clamped there, NaN for NaN, to 1 ULP of a double: enough to round to any
   narrower type. n = x / ln 2 is rounded by adding a number whose last bit counts ones; then e^r,
   |r| <= ln 2 / 2, by Taylor's polynomial, times 2^n by adding n to the exponent. Without branches,
   so that loops become vectors. */
static inline double short_exp(double x)
{
    const double round = 0x1.8p52, high = 0x1.62e42feep-1, low = 0x1.a39ef35793c76p-33;
    double at = x < -200 ? -200 : x > 200 ? 200 : x;
    double sum = at * 0x1.71547652b82fep0 + round, n = sum - round;
    double r = (at - n * high) - n * low, s = r * r;
    double p = 1.0 / 6227020800;
    p = p * r + 1.0 / 479001600;
    p = p * r + 1.0 / 39916800;
    p = p * r + 1.0 / 3628800;
    p = p * r + 1.0 / 362880;
    p = p * r + 1.0 / 40320;
    p = p * r + 1.0 / 5040;
    p = p * r + 1.0 / 720;
    p = p * r + 1.0 / 120;
    p = p * r + 1.0 / 24;
    p = p * r + 1.0 / 6;
    p = p * r + 0.5;
    double e = 1 + (r + s * p);
    uint64_t bits, exponent;
    memcpy(&bits, &e, sizeof bits);
    memcpy(&exponent, &sum, sizeof exponent);
    bits += exponent << 52;
    memcpy(&e, &bits, sizeof e);
    return x != x ? x : e;
}

/* NaN from NaN, even where pow of the C library says 1. */
static inline double float_pow(double x, double y)
{
    return x != x || y != y ? x + y : pow(x, y);
}

/* The inverse of erf on (-1, 1), within a few units in the last place; Inf at 1, NaN outside. */
double erf_inv(double x);

static inline double _Complex complex_multiply(double _Complex x, double _Complex y)
{
    double a = creal(x), b = cimag(x), c = creal(y), d = cimag(y);
    return CMPLX(a * c - b * d, a * d + b * c);
}

/* (e^z + e^-z) / 2, whose imaginary part is never -0. */
static inline double _Complex complex_cosh(double _Complex x)
{
    double _Complex r = ccosh(x);
    return CMPLX(creal(r), cimag(r) + 0.0);
}

static inline double _Complex complex_cos(double _Complex x)
{
    double _Complex r = ccos(x);
    return CMPLX(creal(r), cimag(r) + 0.0);
}

/* -1, 0 or 1: the sign of the real part, where that is 0 of the imaginary one. */
static inline double _Complex complex_sign(double _Complex x)
{
    double a = creal(x), b = cimag(x);
    double s = a != 0 ? a : b;
    return CMPLX(s > 0 ? 1 : s < 0 ? -1 : s, 0);
}

static inline bool complex_is_infinity(double _Complex x)
{
    return isinf(creal(x)) || isinf(cimag(x));
}

/* The three below keep their digits near 0, as their real cousins do. */
double _Complex complex_expm1(double _Complex x);
double _Complex complex_log1p(double _Complex x);
double _Complex complex_cbrt(double _Complex x);

/* exp(y log x), and x^0 = 1, 0^y = 0 for a positive real part of y; small whole powers by
   multiplication, which is exact where the numbers are. */
double _Complex complex_pow(double _Complex x, double _Complex y);

/* Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1,
   2, 3", 2011). Both operands and the result are two words of 32 bits, the first one high. */
static inline uint64_t threefry2x32(uint64_t key, uint64_t counter)
{
    static const unsigned char turns[] = {13, 15, 26, 6, 17, 29, 16, 24};
    uint32_t keys[3] = {(uint32_t)(key >> 32), (uint32_t)key, 0};
    uint32_t x = (uint32_t)(counter >> 32) + keys[0], y = (uint32_t)counter + keys[1];
    keys[2] = 0x1BD11BDAu ^ keys[0] ^ keys[1];
#pragma GCC unroll 20
    for (unsigned round = 0; round < 20; round++) {
        unsigned by = turns[round % 8];
        x += y;
        y = (y << by | y >> (32 - by)) ^ x;
        if (round % 4 == 3) {
            unsigned step = round / 4 + 1;
            x += keys[step % 3];
            y += keys[(step + 1) % 3] + step;
        }
    }
    return (uint64_t)x << 32 | y;
}

#endif
