/* scalar_integer.h - part of scalar.h: integers, and random bits. */

/* clang-format off */
/* --- integers: U the unsigned type of T's width --- */

#define INTEGERS(t, T, U, BITS)                                                                    \
    COMPARE(t, T)                                                                                  \
    SCALAR_FN T floor_##t(T x) { return x; }                                                       \
    SCALAR_FN T ceil_##t(T x) { return x; }                                                        \
    SCALAR_FN T round_##t(T x) { return x; }                                                       \
    SCALAR_FN T negate_##t(T x) { return (T)(0 - (U)x); }                                          \
    SCALAR_FN T sign_##t(T x) { return (T)((x > 0) - (x < 0)); }                                   \
    SCALAR_FN T abs_##t(T x) { return x < 0 ? (T)(0 - (U)x) : x; }                                 \
    SCALAR_FN T conjugate_##t(T x) { return x; }                                                   \
    SCALAR_FN T real_##t(T x) { return x; }                                                        \
    SCALAR_FN T imag_##t(T x) { (void)x; return 0; }                                               \
    SCALAR_FN unsigned char is_nan_##t(T x) { (void)x; return 0; }                                 \
    SCALAR_FN unsigned char is_infinity_##t(T x) { (void)x; return 0; }                            \
    SCALAR_FN T bitwise_not_##t(T x) { return (T)~x; }                                             \
    SCALAR_FN T population_count_##t(T x) { return (T)POPCOUNT64((unsigned long)(U)x); }           \
    SCALAR_FN T count_leading_zeros_##t(T x)                                                       \
    {                                                                                              \
        return x == 0 ? (T)BITS : (T)(CLZ64((unsigned long)(U)x | 1ul) - (64 - BITS) +             \
                                      ((U)x == 0));                                                \
    }                                                                                              \
    SCALAR_FN T add_##t(T x, T y) { return (T)((U)x + (U)y); }                                     \
    SCALAR_FN T subtract_##t(T x, T y) { return (T)((U)x - (U)y); }                                \
    SCALAR_FN T multiply_##t(T x, T y) { return (T)((unsigned long)x * (unsigned long)y); }        \
    SCALAR_FN T max_##t(T x, T y) { return x > y ? x : y; }                                        \
    SCALAR_FN T min_##t(T x, T y) { return x < y ? x : y; }                                        \
    SCALAR_FN T bitwise_and_##t(T x, T y) { return x & y; }                                        \
    SCALAR_FN T bitwise_or_##t(T x, T y) { return x | y; }                                         \
    SCALAR_FN T bitwise_xor_##t(T x, T y) { return x ^ y; }                                        \
    SCALAR_FN T left_shift_##t(T x, T y)                                                           \
    {                                                                                              \
        return (U)y < BITS ? (T)((unsigned long)x << ((U)y & (BITS - 1))) : (T)0;                  \
    }                                                                                              \
    SCALAR_FN T right_shift_##t(T x, T y)                                                          \
    {                                                                                              \
        return (U)y < BITS ? (T)(x >> ((U)y & (BITS - 1))) : x < 0 ? (T)-1 : (T)0;                 \
    }                                                                                              \
    SCALAR_FN T pow_##t(T x, T y)                                                                  \
    {                                                                                              \
        unsigned long r = 1, p = (unsigned long)x;                                                 \
        for (U n = y < 0 ? 0 : (U)y; n != 0; n >>= 1, p *= p)                                      \
            r *= n & 1 ? p : 1;                                                                    \
        return y < 0 ? (T)0 : (T)r;                                                                \
    }                                                                                              \
    SCALAR_FN T clip_##t(T x, T y, T z)                                                            \
    {                                                                                              \
        T v = x > y ? x : y;                                                                       \
        return v < z ? v : z;                                                                      \
    }

#define UNSIGNED(t, T, BITS)                                                                       \
    INTEGERS(t, T, T, BITS)                                                                        \
    SCALAR_FN T quotient_##t(T x, T y) { return y == 0 ? (T)-1 : (T)(x / (y == 0 ? 1 : y)); }      \
    SCALAR_FN T remainder_##t(T x, T y) { return y == 0 ? x : (T)(x % (y == 0 ? 1 : y)); }

/* -1 is divided by as the negation it is. */
#define SIGNED(t, T, U, BITS)                                                                      \
    INTEGERS(t, T, U, BITS)                                                                        \
    SCALAR_FN T quotient_##t(T x, T y)                                                             \
    {                                                                                              \
        T safe = y == 0 || y == -1 ? (T)1 : y, q = (T)(x / safe);                                  \
        return y == 0 ? (T)-1 : y == -1 ? (T)(0 - (U)x) : q;                                       \
    }                                                                                              \
    SCALAR_FN T remainder_##t(T x, T y)                                                            \
    {                                                                                              \
        T safe = y == 0 || y == -1 ? (T)1 : y, r = (T)(x % safe);                                  \
        return y == 0 ? x : y == -1 ? (T)0 : r;                                                    \
    }

UNSIGNED(u8, unsigned char, 8)
UNSIGNED(u16, unsigned short, 16)
UNSIGNED(u32, unsigned int, 32)
UNSIGNED(u64, unsigned long, 64)
SIGNED(s8, signed char, unsigned char, 8)
SIGNED(s16, short, unsigned short, 16)
SIGNED(s32, int, unsigned int, 32)
SIGNED(s64, long, unsigned long, 64)
COMPARE(f32, float)
COMPARE(f64, double)

/* --- Threefry-2x32, 20 rounds; operands and result are two words, the first one high --- */

SCALAR_FN unsigned turn_u32(unsigned x, unsigned by) { return x << by | x >> (32 - by); }

SCALAR_FN unsigned long threefry2x32_u64(unsigned long key, unsigned long counter)
{
    unsigned k0 = (unsigned)(key >> 32), k1 = (unsigned)key, k2 = 0x1BD11BDAu ^ k0 ^ k1;
    unsigned a = (unsigned)(counter >> 32) + k0, b = (unsigned)counter + k1;
#define ROUND(by) a += b, b = turn_u32(b, by) ^ a
#define FIRST ROUND(13), ROUND(15), ROUND(26), ROUND(6)
#define SECOND ROUND(17), ROUND(29), ROUND(16), ROUND(24)
    FIRST, a += k1, b += k2 + 1;
    SECOND, a += k2, b += k0 + 2;
    FIRST, a += k0, b += k1 + 3;
    SECOND, a += k1, b += k2 + 4;
    FIRST, a += k2, b += k0 + 5;
    return (unsigned long)a << 32 | b;
}
/* clang-format on */
