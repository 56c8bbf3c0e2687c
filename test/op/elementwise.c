/* elementwise.c - the naive cases of elementwise ops. */
#include "op/naive.h"

#include <math.h>

#undef complex /* <complex.h> would rename the op */
#undef I

typedef long double Real;
typedef long double _Complex Cplx;

static Cplx cplx(Num x)
{
    return CMPLXL(x.re, x.im);
}

static void set_c(Num *r, Cplx z)
{
    *r = num_complex(creall(z), cimagl(z));
}

/* The cipher as its paper writes it: words injected before every fourth round. */
static __int128 threefry(uint64_t key, uint64_t counter)
{
    static const int rotation[8] = {13, 15, 26, 6, 17, 29, 16, 24};
    uint64_t k[3] = {key >> 32, key % (UINT64_C(1) << 32), 0};
    uint64_t v[2] = {counter >> 32, counter % (UINT64_C(1) << 32)};
    k[2] = k[0] ^ k[1] ^ 0x1BD11BDA;
    for (uint64_t d = 0; d <= 20; d++) {
        for (uint64_t i = 0; i < 2 && d % 4 == 0; i++)
            v[i] = (v[i] + k[(d / 4 + i) % 3] + i * (d / 4)) % (UINT64_C(1) << 32);
        if (d == 20)
            break;
        v[0] = (v[0] + v[1]) % (UINT64_C(1) << 32);
        uint64_t turned = v[1] << rotation[d % 8];
        v[1] = (turned % (UINT64_C(1) << 32) + (turned >> 32)) ^ v[0];
    }
    return (__int128)(v[0] * (UINT64_C(1) << 32) + v[1]);
}

static __int128 wrapped(unsigned __int128 x)
{
    return (__int128)(uint64_t)x;
}

/* Rows that compute in floats; complex ones may have no meaning. */
#define FLOAT(name, real, c)                                                                       \
    static Naive name##_case(Num *r, const Num *a, int bits)                                       \
    {                                                                                              \
        (void)bits;                                                                                \
        Real x = a[0].re;                                                                          \
        Cplx z = cplx(a[0]);                                                                       \
        (void)z;                                                                                   \
        if (a[0].k == DCLASS_c)                                                                    \
            set_c(r, c);                                                                           \
        else                                                                                       \
            *r = num_float(real);                                                                  \
        return NAIVE_done;                                                                         \
    }

#define REAL_ONLY(name, real)                                                                      \
    static Naive name##_case(Num *r, const Num *a, int bits)                                       \
    {                                                                                              \
        (void)bits;                                                                                \
        Real x = a[0].re;                                                                          \
        *r = num_float(real);                                                                      \
        return a[0].k == DCLASS_c ? NAIVE_refused : NAIVE_done;                                    \
    }

/* erf(z) = x by halving; near the ends erfc is halved, which is exact there. */
static Real inverse_erf(Real x)
{
    Real y = fabsl(x), low = 0, high = 10;
    if (!(y <= 1))
        return NAN;
    if (y == 1)
        return copysignl(INFINITY, x);
    if (y < 1e-11L) /* the line through 0 */
        return x / M_2_SQRTPIl;
    for (int i = 0; i < 100; i++) {
        Real z = (low + high) / 2;
        bool is_below = y < 0.5L ? erfl(z) < y : erfcl(z) > 1 - y;
        *(is_below ? &low : &high) = z;
    }
    return copysignl((low + high) / 2, x);
}

/* clang-format off */
FLOAT(exp,     expl(x),   cexpl(z))
FLOAT(expm1,   expm1l(x), cexpl(z) - 1)
FLOAT(log,     logl(x),   clogl(z))
FLOAT(log1p,   log1pl(x), clogl(1 + z))
FLOAT(sigmoid, 1 / (1 + expl(-x)), 1 / (1 + cexpl(-z)))
FLOAT(cos,     cosl(x),   ccosl(z))
FLOAT(sin,     sinl(x),   csinl(z))
FLOAT(tan,     tanl(x),   ctanl(z))
FLOAT(cosh,    coshl(x),  ccoshl(z))
FLOAT(sinh,    sinhl(x),  csinhl(z))
FLOAT(tanh,    tanhl(x),  ctanhl(z))
FLOAT(acos,    acosl(x),  cacosl(z))
FLOAT(asin,    asinl(x),  casinl(z))
FLOAT(atan,    atanl(x),  catanl(z))
FLOAT(acosh,   acoshl(x), cacoshl(z))
FLOAT(asinh,   asinhl(x), casinhl(z))
FLOAT(atanh,   atanhl(x), catanhl(z))
FLOAT(sqrt,    sqrtl(x),  csqrtl(z))
FLOAT(rsqrt,   1 / sqrtl(x), 1 / csqrtl(z))
FLOAT(cbrt,    cbrtl(x),  cpowl(z, 1 / 3.0L))
REAL_ONLY(erf,     erfl(x))
REAL_ONLY(erfc,    erfcl(x))
REAL_ONLY(erf_inv, inverse_erf(x))
/* clang-format on */

/* Rows of any class: an expression for integers (i, j), floats (x, y) and complex (z, w). */
#define ANY(name, integer, real, c)                                                                \
    static Naive name##_case(Num *r, const Num *a, int bits)                                       \
    {                                                                                              \
        __int128 i = a[0].i, j = a[1].i;                                                           \
        Real x = a[0].re, y = a[1].re;                                                             \
        Cplx z = cplx(a[0]), w = cplx(a[1]);                                                       \
        (void)i, (void)j, (void)x, (void)y, (void)z, (void)w, (void)bits;                          \
        switch (a[0].k) {                                                                          \
        case DCLASS_u:                                                                             \
        case DCLASS_s:                                                                             \
            integer;                                                                               \
            break;                                                                                 \
        case DCLASS_f:                                                                             \
            real;                                                                                  \
            break;                                                                                 \
        case DCLASS_c:                                                                             \
            c;                                                                                     \
            break;                                                                                 \
        }                                                                                          \
        return NAIVE_done;                                                                         \
    }

#define I(e)   *r = num_int((__int128)(e))
#define F(e)   *r = num_float(e)
#define C(e)   set_c(r, e)
#define REFUSE return NAIVE_refused
#define BAD(e)                                                                                     \
    if (e)                                                                                         \
    return NAIVE_bad

static Real sign_of(Real x)
{
    return x > 0 ? 1 : x < 0 ? -1 : x;
}

static uint64_t low_bits(__int128 i, int bits)
{
    return bits == 64 ? (uint64_t)i : (uint64_t)i & ((UINT64_C(1) << bits) - 1);
}

static int ones(uint64_t x)
{
    int n = 0;
    for (; x; x >>= 1)
        n += (int)(x & 1);
    return n;
}

static int leading_zeros(uint64_t x, int bits)
{
    int n = 0;
    while (n < bits && !(x >> (bits - 1 - n) & 1))
        n++;
    return n;
}

static uint64_t power(uint64_t x, uint64_t y)
{
    return y == 0 ? 1 : y % 2 ? x * power(x, y - 1) : power(x * x, y / 2);
}

static Cplx complex_power(Cplx z, Cplx w)
{
    if (w == 0)
        return 1;
    return z == 0 && creall(w) > 0 ? 0 : cpowl(z, w);
}

/* The larger by `is_first`; NaN wins. */
static Real pick(Real x, Real y, bool is_first)
{
    return x != x ? x : y != y ? y : is_first ? x : y;
}

/* clang-format off */
ANY(floor,       I(i), F(floorl(x)), REFUSE)
ANY(ceil,        I(i), F(ceill(x)),  REFUSE)
ANY(round,       I(i), F(roundl(x)), REFUSE)
ANY(negate,      I(-i), F(-x), C(-z))
ANY(sign,        I((i > 0) - (i < 0)), F(sign_of(x)), C(sign_of(creall(z) != 0 ? creall(z) : cimagl(z))))
ANY(abs,         I(i < 0 ? -i : i), F(fabsl(x)), F(cabsl(z)))
ANY(conjugate,   I(i), F(x), C(conjl(z)))
ANY(real,        I(i), F(x), F(creall(z)))
ANY(imag,        I(0), F(0), F(cimagl(z)))
ANY(is_nan,      I(0), I(x != x), I(z != z))
ANY(is_infinity, I(0), I(isinf(x) != 0), I(isinf(creall(z)) || isinf(cimagl(z))))
ANY(bitwise_not, I(~i), REFUSE, REFUSE)
ANY(population_count,    I(ones(low_bits(i, bits))), REFUSE, REFUSE)
ANY(count_leading_zeros, I(leading_zeros(low_bits(i, bits), bits)), REFUSE, REFUSE)
ANY(same,        I(i), F(x), C(z))

ANY(add,         I(i + j), F(x + y), C(z + w); r->scale = cabsl(z) + cabsl(w))
ANY(subtract,    I(i - j), F(x - y), C(z - w); r->scale = cabsl(z) + cabsl(w))
ANY(multiply,    I(wrapped((unsigned __int128)(uint64_t)i * (uint64_t)j)), F(x * y), *r = num_multiply(a[0], a[1]))
ANY(divide,      REFUSE, F(x / y), C(z / w))
ANY(pow,         BAD(j < 0); I(power((uint64_t)i, (uint64_t)j)), F(x != x || y != y ? NAN : powl(x, y)), C(complex_power(z, w)))
ANY(remainder,   BAD(j == 0); I(i % j), F(fmodl(x, y)), REFUSE)
ANY(quotient,    BAD(j == 0); I(i / j), REFUSE, REFUSE)
ANY(atan2,       REFUSE, F(atan2l(x, y)), REFUSE)
ANY(max,         I(i > j ? i : j), F(pick(x, y, x >= y)), REFUSE)
ANY(min,         I(i < j ? i : j), F(pick(x, y, x <= y)), REFUSE)
ANY(bitwise_and, I(i & j), REFUSE, REFUSE)
ANY(bitwise_or,  I(i | j), REFUSE, REFUSE)
ANY(bitwise_xor, I(i ^ j), REFUSE, REFUSE)
ANY(threefry2x32, I(threefry((uint64_t)i, (uint64_t)j)), REFUSE, REFUSE)
ANY(left_shift,  BAD(j < 0); I(j > 63 ? 0 : wrapped((unsigned __int128)i << j)), REFUSE, REFUSE)
ANY(right_shift, BAD(j < 0); I(i >> (j > 100 ? 100 : j)), REFUSE, REFUSE)
ANY(equal,         I(i == j), I(x == y), I(z == w))
ANY(not_equal,     I(i != j), I(x != y), I(z != w))
ANY(greater,       I(i > j),  I(x > y),  REFUSE)
ANY(less,          I(i < j),  I(x < y),  REFUSE)
ANY(greater_equal, I(i >= j), I(x >= y), REFUSE)
ANY(less_equal,    I(i <= j), I(x <= y), REFUSE)
ANY(logical_and,   I(i && j), I(x != 0 && y != 0), I(z != 0 && w != 0))
ANY(logical_or,    I(i || j), I(x != 0 || y != 0), I(z != 0 || w != 0))
ANY(logical_xor,   I(!i != !j), I((x != 0) != (y != 0)), I((z != 0) != (w != 0)))
ANY(complex,       REFUSE, *r = num_complex(x, y), REFUSE)
/* clang-format on */

static Naive select_case(Num *r, const Num *a, int bits)
{
    (void)bits;
    *r = num_is_zero(a[0]) ? a[2] : a[1];
    return NAIVE_done;
}

static Naive clip_case(Num *r, const Num *a, int bits)
{
    Num t[2] = {a[0], a[1]};
    Naive got = max_case(&t[0], t, bits);
    t[1] = a[2];
    return got == NAIVE_done ? min_case(r, t, bits) : got;
}

#define ROW(name) [OP_##name] = name##_case

Elementwise *const elementwise_cases[OP_count] = {
    ROW(exp),
    ROW(expm1),
    ROW(log),
    ROW(log1p),
    ROW(sigmoid),
    ROW(cos),
    ROW(sin),
    ROW(tan),
    ROW(cosh),
    ROW(sinh),
    ROW(tanh),
    ROW(acos),
    ROW(asin),
    ROW(atan),
    ROW(acosh),
    ROW(asinh),
    ROW(atanh),
    ROW(sqrt),
    ROW(rsqrt),
    ROW(cbrt),
    ROW(erf),
    ROW(erfc),
    ROW(erf_inv),
    ROW(floor),
    ROW(ceil),
    ROW(round),
    ROW(negate),
    ROW(sign),
    ROW(abs),
    ROW(conjugate),
    ROW(real),
    ROW(imag),
    ROW(is_nan),
    ROW(is_infinity),
    ROW(bitwise_not),
    ROW(population_count),
    ROW(count_leading_zeros),
    ROW(add),
    ROW(subtract),
    ROW(multiply),
    ROW(divide),
    ROW(pow),
    ROW(remainder),
    ROW(quotient),
    ROW(atan2),
    ROW(max),
    ROW(min),
    ROW(bitwise_and),
    ROW(bitwise_or),
    ROW(bitwise_xor),
    ROW(threefry2x32),
    ROW(left_shift),
    ROW(right_shift),
    ROW(equal),
    ROW(not_equal),
    ROW(greater),
    ROW(less),
    ROW(greater_equal),
    ROW(less_equal),
    ROW(logical_and),
    ROW(logical_or),
    ROW(logical_xor),
    ROW(complex),
    ROW(select),
    ROW(clip),
    [OP_stop_grad] = same_case,
    [OP_metadata] = same_case,
};
