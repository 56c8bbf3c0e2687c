/* scalar_float.h - part of scalar.h: what else there is of floats, and their conversions. */

/* clang-format off */
/* --- roots and rounding --- */

F32(sqrt) { return SQRT32(x); }
F64(sqrt) { return SQRT64(x); }
F32(rsqrt) { return (float)(1.0 / SQRT64((double)x)); }
F64(rsqrt)
{
    double y = 1.0 / SQRT64(x), h = x * y, lost = FMA64(x, y, -h);
    double off = FMA64(-h, y, 1.0) - lost * y; /* NaN where x is 0 or infinite */
    return pick_f64(off == off, FMA64(0.5 * y, off, y), y);
}
F32(floor) { return FLOOR32(x); }
F64(floor) { return FLOOR64(x); }
F32(ceil) { return CEIL32(x); }
F64(ceil) { return CEIL64(x); }
F32(round)
{
    float t = TRUNC32(x), d = ABS32(x - t);
    return (d >= 0.5f ? t + COPYSIGN32(1.0f, x) : t) + 0.0f;
}
F64(round)
{
    double t = TRUNC64(x), d = ABS64(x - t);
    return (d >= 0.5 ? t + COPYSIGN64(1.0, x) : t) + 0.0;
}

/* --- by the accurate functions of doubles, element by element --- */

#define BY_LIBM1(name)                                                                             \
    F32(name) { return (float)LIBM1(name)((double)x); }                                            \
    F64(name) { return LIBM1(name)(x); }
BY_LIBM1(expm1)
BY_LIBM1(log1p)
BY_LIBM1(tan)
BY_LIBM1(cosh)
BY_LIBM1(sinh)
BY_LIBM1(acos)
BY_LIBM1(asin)
BY_LIBM1(atan)
BY_LIBM1(acosh)
BY_LIBM1(asinh)
BY_LIBM1(atanh)
BY_LIBM1(erfc)
F64(erf) { return LIBM1(erf)(x); }
F32(cbrt) { return (float)LIBM1(cbrt)((double)x); }

/* One step of Newton's, with y^3 as a sum of two. */
F64(cbrt)
{
    int tiny = ABS64(x) < 0x1p-600;
    double v = tiny ? x * 0x1p300 : x, y = LIBM1(cbrt)(v);
    double square = y * y, lost = FMA64(y, y, -square), cube = square * y;
    double off = (cube - v) + (FMA64(square, y, -cube) + lost * y), better = y - off / (3.0 * square);
    y = pick_f64(ABS64(off) < ABS64(v), better, y); /* not where it is 0 or infinite */
    return tiny ? y * 0x1p-100 : y;
}

#define BY_LIBM2(name, function)                                                                   \
    SCALAR_FN float name##_f32(float x, float y) { return (float)LIBM2(function)((double)x, (double)y); } \
    SCALAR_FN double name##_f64(double x, double y) { return LIBM2(function)(x, y); }
BY_LIBM2(atan2, atan2)
BY_LIBM2(remainder, fmod)

/* --- floats, the rest --- */

#define FLOATS(t, T, ABS)                                                                          \
    SCALAR_FN T negate_##t(T x) { return -x; }                                                     \
    SCALAR_FN T sign_##t(T x) { return x > 0 ? (T)1 : x < 0 ? (T)-1 : x; }                         \
    SCALAR_FN T abs_##t(T x) { return ABS(x); }                                                    \
    SCALAR_FN T conjugate_##t(T x) { return x; }                                                   \
    SCALAR_FN T real_##t(T x) { return x; }                                                        \
    SCALAR_FN T imag_##t(T x) { (void)x; return 0; }                                               \
    SCALAR_FN unsigned char is_nan_##t(T x) { return x != x; }                                     \
    SCALAR_FN unsigned char is_infinity_##t(T x) { return ABS(x) == (T)INFINITY; }                 \
    SCALAR_FN T add_##t(T x, T y) { return x + y; }                                                \
    SCALAR_FN T subtract_##t(T x, T y) { return x - y; }                                           \
    SCALAR_FN T multiply_##t(T x, T y) { return x * y; }                                           \
    SCALAR_FN T divide_##t(T x, T y) { return x / y; }                                             \
    SCALAR_FN T max_##t(T x, T y) { T most = y > x ? y : x; return y != y ? y + y : most;   }            \
    SCALAR_FN T min_##t(T x, T y) { T most = y < x ? y : x; return y != y ? y + y : most;   }            \
    SCALAR_FN T clip_##t(T x, T y, T z)                                                            \
    {                                                                                              \
        T v = x >= y || x != x ? x : y;                                                            \
        return v <= z || v != v ? v : z;                                                           \
    }
FLOATS(f32, float, ABS32)
FLOATS(f64, double, ABS64)

/* x / d where `by`, which is 1 / d, is known: Markstein's step from x by. What is left of x, with its
   sign turned so that zeros keep theirs, is exact, and the result rounded as x / d is, for x from LEAST
   on (or 0) and d from 1 to MOST. Where x is infinite, a number stands for what is left, a NaN. */
#define DIVIDE_BY(t, T, U, BITS, FMA, LEAST, MOST, MUCH)                                           \
    SCALAR_FN T divide_by_##t(T x, T d, T by)                                                      \
    {                                                                                              \
        T q = x * by, left = FMA(q, d, -x);                                                        \
        return FMA(left < MUCH ? left : MUCH, -by, q);                                             \
    }                                                                                              \
    SCALAR_FN unsigned char rare_divide_by_##t(T x, T d, T by)                                     \
    {   /* twice the bits of x go on from those of LEAST around to 0; those here are odd */          \
        U below = 2 * BITS(LEAST) - 1;                                                             \
        return (void)by, 2 * BITS(x) - below >= (((d >= 1) & (d <= MOST)) ? 1 - below : 1);         \
    }                                                                                              \
    SCALAR_FN T slow_divide_by_##t(T x, T d, T by) { return (void)by, x / d; }
DIVIDE_BY(f32, float, unsigned, BITS_U32, FMA32, 0x1p-90f, 0x1p36f, 0x1p120f)
DIVIDE_BY(f64, double, unsigned long, BITS_U64, FMA64, 0x1p-900, 0x1p100, 0x1p1000)

#define COMPARE(t, T)                                                                              \
    SCALAR_FN unsigned char equal_##t(T x, T y) { return x == y; }                                 \
    SCALAR_FN unsigned char not_equal_##t(T x, T y) { return x != y; }                             \
    SCALAR_FN unsigned char greater_##t(T x, T y) { return x > y; }                                \
    SCALAR_FN unsigned char less_##t(T x, T y) { return x < y; }                                   \
    SCALAR_FN unsigned char greater_equal_##t(T x, T y) { return x >= y; }                         \
    SCALAR_FN unsigned char less_equal_##t(T x, T y) { return x <= y; }                            \
    SCALAR_FN unsigned char logical_and_##t(T x, T y) { return (x != 0) & (y != 0); }              \
    SCALAR_FN unsigned char logical_or_##t(T x, T y) { return (x != 0) | (y != 0); }               \
    SCALAR_FN unsigned char logical_xor_##t(T x, T y) { return (x != 0) ^ (y != 0); }

/* --- floats to integers: truncated and wrapped when finite, infinities saturate, NaN is 0 --- */

SCALAR_FN unsigned long wrapped_f64(double x)
{
    double a = ABS64(x);
    unsigned long bits = BITS_U64(a), high = bits >> 52, fraction = (bits & 0xffffffffffffful) | 0x10000000000000ul;
    unsigned long big = high < 1075 + 64 ? fraction << ((high - 1075) & 63) : 0;
    unsigned long whole = (unsigned long)(long)(a < 0x1p63 ? a : 0.0);
    unsigned long magnitude = a < 0x1p63 ? whole : big;
    return x < 0 ? 0 - magnitude : magnitude;
}

/* The same in 32 bits, for integers that have no more. */
SCALAR_FN unsigned wrapped_f32(float x)
{
    float a = ABS32(x);
    unsigned bits = BITS_U32(a), high = bits >> 23, fraction = (bits & 0x7fffffu) | 0x800000u;
    unsigned big = high < 150 + 32 ? fraction << ((high - 150) & 31) : 0;
    unsigned whole = (unsigned)(int)(a < 0x1p31f ? a : 0.0f);
    unsigned magnitude = a < 0x1p31f ? whole : big;
    return x < 0 ? 0 - magnitude : magnitude;
}

#define TO_INTEGER(t, T, from, F, LOW, HIGH)                                                       \
    SCALAR_FN T to_##t##_##from(F x)                                                               \
    {                                                                                              \
        T y = (T)wrapped_##from(x);                                                                \
        y = x == INFINITY ? (T)HIGH : x == -INFINITY ? (T)LOW : y;                                 \
        return x != x ? (T)0 : y;                                                                  \
    }
#define TO_INTEGERS(t, T, LOW, HIGH) TO_INTEGER(t, T, f32, float, LOW, HIGH) TO_INTEGER(t, T, f64, double, LOW, HIGH)
TO_INTEGERS(u8, unsigned char, 0, 255)
TO_INTEGERS(u16, unsigned short, 0, 65535)
TO_INTEGERS(u32, unsigned int, 0, 4294967295u)
TO_INTEGER(u64, unsigned long, f64, double, 0, 18446744073709551615ul)
TO_INTEGERS(s8, signed char, -128, 127)
TO_INTEGERS(s16, short, -32768, 32767)
TO_INTEGERS(s32, int, -2147483647 - 1, 2147483647)
TO_INTEGER(s64, long, f64, double, -9223372036854775807l - 1, 9223372036854775807l)

/* --- narrow floats: their codes and f32 --- */

SCALAR_FN float from_bf16(unsigned short code) { return F32_BITS((unsigned)code << 16); }

SCALAR_FN unsigned short to_bf16(float x)
{
    unsigned bits = BITS_U32(x);
    unsigned y = (bits + 0x7fffu + (bits >> 16 & 1)) >> 16;
    return x != x ? (unsigned short)0x7fc0 : (unsigned short)y;
}

/* A format with `fraction` stored bits and an exponent bias; codes of normal numbers are the top bits
   of the float, subnormal ones come from adding a power of two. */
SCALAR_FN unsigned narrowed(float x, unsigned fraction, unsigned bias, unsigned largest, unsigned nan, unsigned width)
{
    unsigned bits = BITS_U32(x), sign = bits >> 31, magnitude = bits & 0x7fffffffu;
    unsigned dropped = 23 - fraction;
    unsigned half = (1u << (dropped - 1)) - 1 + (magnitude >> dropped & 1);
    unsigned normal = ((magnitude + half) >> dropped) - ((127 - bias) << fraction);
    float magic = F32_BITS((127 + 1 - bias - fraction + 23) << 23);
    unsigned subnormal = BITS_U32(F32_BITS(magnitude) + magic) - BITS_U32(magic);
    unsigned code = F32_BITS(magnitude) < F32_BITS((128 - bias) << 23) ? subnormal : normal;
    code = code > largest || magnitude >= 0x7f800000u ? largest : code;
    code |= sign << (width - 1);
    return x != x ? nan : code;
}

SCALAR_FN float widened(unsigned code, unsigned fraction, unsigned bias, unsigned largest, int has_infinity, unsigned width)
{
    unsigned sign = code >> (width - 1), magnitude = code & ((1u << (width - 1)) - 1);
    float x = F32_BITS(magnitude << (23 - fraction)) * F32_BITS((254 - bias) << 23);
    x = has_infinity && magnitude == largest ? F32_BITS(0x7f800000u) : x;
    x = magnitude > largest ? F32_BITS(0x7fc00000u) : x;
    return F32_BITS(BITS_U32(x) | sign << 31);
}

SCALAR_FN float from_f8(unsigned char code) { return widened(code, 2, 15, 0x7c, 1, 8); }
SCALAR_FN unsigned char to_f8(float x) { return (unsigned char)narrowed(x, 2, 15, 0x7c, 0x7e, 8); }
SCALAR_FN float from_f8_e4m3fn(unsigned char code) { return widened(code, 3, 7, 0x7e, 0, 8); }
SCALAR_FN unsigned char to_f8_e4m3fn(float x) { return (unsigned char)narrowed(x, 3, 7, 0x7e, 0x7f, 8); }
SCALAR_FN float from_f16(unsigned short code) { return widened(code, 10, 15, 0x7c00, 1, 16); }
SCALAR_FN unsigned short to_f16(float x) { return (unsigned short)narrowed(x, 10, 15, 0x7c00, 0x7e00, 16); }
/* clang-format on */
