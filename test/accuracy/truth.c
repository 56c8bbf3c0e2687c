/* truth.c - see truth.h. Complex functions by their textbook formulas: with this many bits what
   cancels does not matter. */
#include "accuracy/truth.h"

#include "eval/element.h"

#include <math.h>

#define N MPFR_RNDN

/* --- in double --- */

static double rsqrt_double(double x)
{
    return 1 / sqrt(x);
}

static double sigmoid_double(double x)
{
    return 1 / (1 + exp(-x));
}

/* One step of Newton's in long double from the reference's answer. */
static double erf_inv_double(double x)
{
    double y = erf_inv(x);
    if (!isfinite(y) || y == 0)
        return y;
    long double a = fabsl((long double)y), off = a > 1 ? (1 - fabsl((long double)x)) - erfcl(a)
                                                       : erfl(a) - fabsl((long double)x);
    long double better = a - off / (1.12837916709551257390L * expl(-a * a));
    return (double)copysignl(better, (long double)x);
}

static double add_double(double x, double y)
{
    return x + y;
}

static double multiply_double(double x, double y)
{
    return x * y;
}

static double divide_double(double x, double y)
{
    return x / y;
}

/* --- real --- */

static int sigmoid_real(mpfr_t out, const mpfr_t x, mpfr_rnd_t round)
{
    mpfr_t t;
    mpfr_init2(t, TRUE_BITS);
    mpfr_neg(t, x, N);
    mpfr_exp(t, t, N);
    mpfr_add_ui(t, t, 1, N);
    mpfr_ui_div(out, 1, t, round);
    mpfr_clear(t);
    return 0;
}

static int erf_inv_real(mpfr_t out, const mpfr_t x, mpfr_rnd_t round)
{
    mpfr_t y, t, slope;
    mpfr_set_d(out, erf_inv_double(mpfr_get_d(x, N)), round);
    if (!mpfr_number_p(out) || mpfr_zero_p(out))
        return 0;
    mpfr_inits2(TRUE_BITS, y, t, slope, (mpfr_ptr)NULL);
    mpfr_set(y, out, N);
    for (int i = 0; i < 3; i++) { /* each doubles the digits */
        mpfr_sqr(slope, y, N);
        mpfr_exp(slope, slope, N);
        mpfr_const_pi(t, N);
        mpfr_sqrt(t, t, N);
        mpfr_mul(slope, slope, t, N);
        mpfr_div_2ui(slope, slope, 1, N);
        mpfr_erf(t, y, N);
        mpfr_sub(t, t, x, N);
        mpfr_mul(t, t, slope, N);
        mpfr_sub(y, y, t, N);
    }
    mpfr_set(out, y, round);
    mpfr_clears(y, t, slope, (mpfr_ptr)NULL);
    return 0;
}

/* Of NaN it is NaN, always. */
static int pow_real(mpfr_t out, const mpfr_t x, const mpfr_t y, mpfr_rnd_t round)
{
    if (!mpfr_nan_p(x) && !mpfr_nan_p(y))
        return mpfr_pow(out, x, y, round);
    mpfr_set_nan(out);
    return 0;
}

static int rsqrt_real(mpfr_t out, const mpfr_t x, mpfr_rnd_t round)
{
    return mpfr_rec_sqrt(out, x, round);
}

/* --- complex --- */

void true_init(TrueComplex *z)
{
    mpfr_inits2(TRUE_BITS, z->re, z->im, (mpfr_ptr)NULL);
}

void true_clear(TrueComplex *z)
{
    mpfr_clears(z->re, z->im, (mpfr_ptr)NULL);
}

typedef void Unary(TrueComplex *out, const TrueComplex *x, const TrueComplex *unused);

#define UNARY(name)                                                                                \
    static void name(TrueComplex *out, const TrueComplex *x, const TrueComplex *unused)

static void set(TrueComplex *out, const TrueComplex *x)
{
    mpfr_set(out->re, x->re, N);
    mpfr_set(out->im, x->im, N);
}

static void add_c(TrueComplex *out, const TrueComplex *x, const TrueComplex *y)
{
    mpfr_add(out->re, x->re, y->re, N);
    mpfr_add(out->im, x->im, y->im, N);
}

static void subtract_c(TrueComplex *out, const TrueComplex *x, const TrueComplex *y)
{
    mpfr_sub(out->re, x->re, y->re, N);
    mpfr_sub(out->im, x->im, y->im, N);
}

static void multiply_c(TrueComplex *out, const TrueComplex *x, const TrueComplex *y)
{
    TrueComplex t;
    true_init(&t);
    mpfr_fmms(t.re, x->re, y->re, x->im, y->im, N);
    mpfr_fmma(t.im, x->re, y->im, x->im, y->re, N);
    set(out, &t);
    true_clear(&t);
}

static void divide_c(TrueComplex *out, const TrueComplex *x, const TrueComplex *y)
{
    TrueComplex t;
    mpfr_t size;
    true_init(&t);
    mpfr_init2(size, TRUE_BITS);
    mpfr_fmma(size, y->re, y->re, y->im, y->im, N);
    mpfr_fmma(t.re, x->re, y->re, x->im, y->im, N);
    mpfr_fmms(t.im, x->im, y->re, x->re, y->im, N);
    mpfr_div(out->re, t.re, size, N);
    mpfr_div(out->im, t.im, size, N);
    mpfr_clear(size);
    true_clear(&t);
}

UNARY(exp_c)
{
    TrueComplex t;
    (void)unused;
    true_init(&t);
    mpfr_sin_cos(t.im, t.re, x->im, N);
    mpfr_t size;
    mpfr_init2(size, TRUE_BITS);
    mpfr_exp(size, x->re, N);
    mpfr_mul(out->re, t.re, size, N);
    mpfr_mul(out->im, t.im, size, N);
    mpfr_clear(size);
    true_clear(&t);
}

UNARY(log_c)
{
    TrueComplex t;
    (void)unused;
    true_init(&t);
    mpfr_hypot(t.re, x->re, x->im, N);
    mpfr_log(t.re, t.re, N);
    mpfr_atan2(t.im, x->im, x->re, N);
    set(out, &t);
    true_clear(&t);
}

/* x times i. */
static void turn(TrueComplex *out, const TrueComplex *x)
{
    mpfr_t re;
    mpfr_init2(re, TRUE_BITS);
    mpfr_neg(re, x->im, N);
    mpfr_set(out->im, x->re, N);
    mpfr_set(out->re, re, N);
    mpfr_clear(re);
}

static void scale(TrueComplex *z, double by)
{
    mpfr_mul_d(z->re, z->re, by, N);
    mpfr_mul_d(z->im, z->im, by, N);
}

static void add_one(TrueComplex *out, const TrueComplex *x, int one)
{
    mpfr_add_si(out->re, x->re, one, N);
    mpfr_set(out->im, x->im, N);
}

UNARY(expm1_c)
{
    exp_c(out, x, unused);
    add_one(out, out, -1);
}

UNARY(log1p_c)
{
    TrueComplex t;
    true_init(&t);
    add_one(&t, x, 1);
    log_c(out, &t, unused);
    true_clear(&t);
}

UNARY(inverse_c)
{
    TrueComplex one;
    (void)unused;
    true_init(&one);
    mpfr_set_ui(one.re, 1, N);
    mpfr_set_ui(one.im, 0, N);
    divide_c(out, &one, x);
    true_clear(&one);
}

UNARY(sigmoid_c)
{
    TrueComplex t;
    true_init(&t);
    mpfr_neg(t.re, x->re, N);
    mpfr_neg(t.im, x->im, N);
    exp_c(&t, &t, unused);
    add_one(&t, &t, 1);
    inverse_c(out, &t, unused);
    true_clear(&t);
}

/* (e^z - sign e^-z) / 2 */
static void hyperbolic(TrueComplex *out, const TrueComplex *x, bool is_sinh)
{
    TrueComplex a, b;
    true_init(&a);
    true_init(&b);
    exp_c(&a, x, NULL);
    inverse_c(&b, &a, NULL);
    (is_sinh ? subtract_c : add_c)(out, &a, &b);
    scale(out, 0.5);
    true_clear(&a);
    true_clear(&b);
}

UNARY(sinh_c)
{
    (void)unused;
    hyperbolic(out, x, true);
}

UNARY(cosh_c)
{
    (void)unused;
    hyperbolic(out, x, false);
}

UNARY(tanh_c)
{
    TrueComplex s;
    (void)unused;
    true_init(&s);
    hyperbolic(&s, x, true);
    hyperbolic(out, x, false);
    divide_c(out, &s, out);
    true_clear(&s);
}

/* f(iz) / i, for sin, tan, asin, atan by their hyperbolic functions */
static void turned(TrueComplex *out, const TrueComplex *x, Unary *f)
{
    TrueComplex t;
    true_init(&t);
    turn(&t, x);
    f(&t, &t, NULL);
    mpfr_set(out->re, t.im, N);
    mpfr_neg(out->im, t.re, N);
    true_clear(&t);
}

UNARY(sin_c)
{
    (void)unused;
    turned(out, x, sinh_c);
}

UNARY(tan_c)
{
    (void)unused;
    turned(out, x, tanh_c);
}

UNARY(cos_c)
{
    TrueComplex t;
    true_init(&t);
    turn(&t, x);
    cosh_c(out, &t, unused);
    true_clear(&t);
}

UNARY(sqrt_c)
{
    TrueComplex t;
    true_init(&t);
    log_c(&t, x, unused);
    scale(&t, 0.5);
    exp_c(out, &t, unused);
    true_clear(&t);
}

UNARY(rsqrt_c)
{
    sqrt_c(out, x, unused);
    inverse_c(out, out, unused);
}

UNARY(cbrt_c)
{
    log_c(out, x, unused);
    mpfr_div_ui(out->re, out->re, 3, N);
    mpfr_div_ui(out->im, out->im, 3, N);
    exp_c(out, out, unused);
}

/* log(z + sqrt(z^2 + 1)) */
UNARY(asinh_c)
{
    TrueComplex t;
    true_init(&t);
    multiply_c(&t, x, x);
    add_one(&t, &t, 1);
    sqrt_c(&t, &t, unused);
    add_c(&t, &t, x);
    log_c(out, &t, unused);
    true_clear(&t);
}

/* log(z + sqrt(z + 1) sqrt(z - 1)) */
UNARY(acosh_c)
{
    TrueComplex a, b;
    true_init(&a);
    true_init(&b);
    add_one(&a, x, 1);
    sqrt_c(&a, &a, unused);
    add_one(&b, x, -1);
    sqrt_c(&b, &b, unused);
    multiply_c(&a, &a, &b);
    add_c(&a, &a, x);
    log_c(out, &a, unused);
    true_clear(&a);
    true_clear(&b);
}

/* (log(1 + z) - log(1 - z)) / 2 */
UNARY(atanh_c)
{
    TrueComplex a, b;
    true_init(&a);
    true_init(&b);
    log1p_c(&a, x, unused);
    mpfr_neg(b.re, x->re, N);
    mpfr_neg(b.im, x->im, N);
    log1p_c(&b, &b, unused);
    subtract_c(out, &a, &b);
    scale(out, 0.5);
    true_clear(&a);
    true_clear(&b);
}

UNARY(asin_c)
{
    (void)unused;
    turned(out, x, asinh_c);
}

UNARY(atan_c)
{
    (void)unused;
    turned(out, x, atanh_c);
}

UNARY(acos_c)
{
    mpfr_t half;
    asin_c(out, x, unused);
    mpfr_init2(half, TRUE_BITS);
    mpfr_const_pi(half, N);
    mpfr_div_2ui(half, half, 1, N);
    mpfr_sub(out->re, half, out->re, N);
    mpfr_neg(out->im, out->im, N);
    mpfr_clear(half);
}

static void pow_c(TrueComplex *out, const TrueComplex *x, const TrueComplex *y)
{
    TrueComplex t;
    true_init(&t);
    log_c(&t, x, NULL);
    multiply_c(&t, &t, y);
    exp_c(out, &t, NULL);
    true_clear(&t);
}

/* --- the table --- */

/* clang-format off */
const TruthRow truth_rows[] = {
    {OP_exp, exp, NULL, mpfr_exp, NULL, exp_c, true},
    {OP_expm1, expm1, NULL, mpfr_expm1, NULL, expm1_c, true},
    {OP_log, log, NULL, mpfr_log, NULL, log_c, true},
    {OP_log1p, log1p, NULL, mpfr_log1p, NULL, log1p_c, true},
    {OP_sigmoid, sigmoid_double, NULL, sigmoid_real, NULL, sigmoid_c, true},
    {OP_sin, sin, NULL, mpfr_sin, NULL, sin_c, true},
    {OP_cos, cos, NULL, mpfr_cos, NULL, cos_c, true},
    {OP_tan, tan, NULL, mpfr_tan, NULL, tan_c, true},
    {OP_tanh, tanh, NULL, mpfr_tanh, NULL, tanh_c, true},
    {OP_erf, erf, NULL, mpfr_erf, NULL, NULL, true},
    {OP_sqrt, sqrt, NULL, mpfr_sqrt, NULL, sqrt_c, true},
    {OP_rsqrt, rsqrt_double, NULL, rsqrt_real, NULL, rsqrt_c, true},
    {OP_cbrt, cbrt, NULL, mpfr_cbrt, NULL, cbrt_c, true},
    {OP_sinh, sinh, NULL, mpfr_sinh, NULL, sinh_c, false},
    {OP_cosh, cosh, NULL, mpfr_cosh, NULL, cosh_c, false},
    {OP_asin, asin, NULL, mpfr_asin, NULL, asin_c, false},
    {OP_acos, acos, NULL, mpfr_acos, NULL, acos_c, false},
    {OP_atan, atan, NULL, mpfr_atan, NULL, atan_c, false},
    {OP_asinh, asinh, NULL, mpfr_asinh, NULL, asinh_c, false},
    {OP_acosh, acosh, NULL, mpfr_acosh, NULL, acosh_c, false},
    {OP_atanh, atanh, NULL, mpfr_atanh, NULL, atanh_c, false},
    {OP_erfc, erfc, NULL, mpfr_erfc, NULL, NULL, false},
    {OP_erf_inv, erf_inv_double, NULL, erf_inv_real, NULL, NULL, false},
    {OP_add, NULL, add_double, NULL, mpfr_add, add_c, false},
    {OP_multiply, NULL, multiply_double, NULL, mpfr_mul, multiply_c, false},
    {OP_divide, NULL, divide_double, NULL, mpfr_div, divide_c, false},
    {OP_pow, NULL, float_pow, NULL, pow_real, pow_c, false},
    {OP_remainder, NULL, fmod, NULL, mpfr_fmod, NULL, false},
    {OP_atan2, NULL, atan2, NULL, mpfr_atan2, NULL, false},
};
/* clang-format on */

const int truth_count = sizeof truth_rows / sizeof truth_rows[0];

/* --- distances --- */

double ulp_of_double(double got, double truth, int bits, int least)
{
    uint64_t code;
    memcpy(&code, &truth, sizeof code);
    int exponent = (int)(code >> 52 & 0x7ff) - 1023;
    if (exponent == 1024 || isnan(got) || isinf(got)) {
        if (isnan(truth) || isnan(got))
            return isnan(truth) && isnan(got) ? 0 : INFINITY;
        /* what is beyond the largest number by half a unit rounds to infinity */
        double edge = ldexp(2 - ldexp(1, -bits), 1 - least);
        double a = isinf(truth) ? truth : fabs(truth) >= edge ? copysign(INFINITY, truth) : truth;
        return a == got ? 0 : INFINITY;
    }
    if (exponent < least)
        exponent = least;
    uint64_t inverse = (uint64_t)(1023 + bits - 1 - exponent) << 52;
    double per_unit;
    memcpy(&per_unit, &inverse, sizeof per_unit);
    return fabs(got - truth) * per_unit;
}

/* The exponent of the unit of the last place. */
static long unit_of(const mpfr_t size, int bits, int least)
{
    long exponent = mpfr_zero_p(size) ? least : (long)mpfr_get_exp(size) - 1;
    return (exponent < least ? least : exponent) - bits + 1;
}

static bool rounds_to_infinity(const mpfr_t truth, int bits, int least)
{
    mpfr_t edge;
    if (!mpfr_number_p(truth))
        return mpfr_inf_p(truth);
    mpfr_init2(edge, 64);
    mpfr_set_ui_2exp(edge, 1, 1 - bits - 1, N);
    mpfr_ui_sub(edge, 2, edge, N);
    mpfr_mul_2si(edge, edge, 1 - least, N);
    bool is_beyond = mpfr_cmpabs(truth, edge) >= 0;
    mpfr_clear(edge);
    return is_beyond;
}

double ulp_of_real(double got, const mpfr_t truth, int bits, int least)
{
    if (isnan(got) || mpfr_nan_p(truth))
        return isnan(got) && mpfr_nan_p(truth) ? 0 : INFINITY;
    bool beyond = rounds_to_infinity(truth, bits, least);
    if (isinf(got) || mpfr_inf_p(truth))
        return isinf(got) && beyond && (got < 0) == (mpfr_sgn(truth) < 0) ? 0 : INFINITY;
    mpfr_t off;
    mpfr_init2(off, TRUE_BITS);
    mpfr_sub_d(off, truth, got, N);
    mpfr_mul_2si(off, off, -unit_of(truth, bits, least), N);
    double units = fabs(mpfr_get_d(off, N));
    mpfr_clear(off);
    return units;
}

double ulp_of_complex(double re, double im, const TrueComplex *truth, int bits, int least)
{
    bool is_number = mpfr_number_p(truth->re) && mpfr_number_p(truth->im);
    if (!is_number || rounds_to_infinity(truth->re, bits, least) ||
        rounds_to_infinity(truth->im, bits, least))
        return 0; /* which infinity or NaN stands there is not a matter of accuracy */
    if (!isfinite(re) || !isfinite(im))
        return INFINITY;
    mpfr_t size, dr, di;
    mpfr_inits2(TRUE_BITS, size, dr, di, (mpfr_ptr)NULL);
    mpfr_hypot(size, truth->re, truth->im, N);
    mpfr_sub_d(dr, truth->re, re, N);
    mpfr_sub_d(di, truth->im, im, N);
    mpfr_hypot(dr, dr, di, N);
    mpfr_mul_2si(dr, dr, -unit_of(size, bits, least), N);
    double units = mpfr_get_d(dr, N);
    mpfr_clears(size, dr, di, (mpfr_ptr)NULL);
    return units;
}
