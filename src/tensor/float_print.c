/* float_print.c - the shortest decimal digits of a float; see dtype.h.

   Free-format printing after Steele and White (1990) and Burger and Dybvig (1996), in exact
   integers. A number v = f * 2^e stands for all decimals between the midpoints to its neighbours
   (the midpoints themselves when f is even, for reading rounds ties to even). Digits of v come out
   one by one until what is left is less than the distance to one of the midpoints; the last digit
   is the nearer of the two that qualify, the even one when v lies halfway.

   Invariants: v = r/s * 10^place; the midpoints are v - below/s * 10^place and
   v + above/s * 10^place, with r/s < 10 once `place` is right. */
#include "tensor/dtype_float.h"

#include <string.h>

/* A natural number in base 2^32, least word first. f64 needs at most 1074 + 53 bits, two for the
   midpoints and four for a digit's worth of room. */
enum { BIG_WORDS = 40 };

typedef struct Big {
    int len; /* no leading zero words */
    uint32_t word[BIG_WORDS];
} Big;

static void big_add_word(Big *a, uint64_t carry, int at)
{
    for (; carry; at++) {
        while (a->len <= at)
            a->word[a->len++] = 0;
        carry += a->word[at];
        a->word[at] = (uint32_t)carry;
        carry >>= 32;
    }
}

static void big_shift(Big *a, int bits)
{
    int words = bits / 32;
    uint64_t factor = 1ull << bits % 32, carry = 0;
    for (int i = 0; i < a->len; i++) {
        carry += a->word[i] * factor;
        a->word[i] = (uint32_t)carry;
        carry >>= 32;
    }
    big_add_word(a, carry, a->len);
    if (a->len == 0 || words == 0)
        return;
    memmove(a->word + words, a->word, (size_t)a->len * sizeof *a->word);
    memset(a->word, 0, (size_t)words * sizeof *a->word);
    a->len += words;
}

static Big big_of(uint64_t x, int shift)
{
    Big a = {0};
    big_add_word(&a, x, 0);
    big_shift(&a, shift);
    return a;
}

static void big_scale(Big *a, uint32_t factor)
{
    uint64_t carry = 0;
    for (int i = 0; i < a->len; i++) {
        carry += (uint64_t)a->word[i] * factor;
        a->word[i] = (uint32_t)carry;
        carry >>= 32;
    }
    big_add_word(a, carry, a->len);
}

static void big_scale_power(Big *a, int tens)
{
    for (; tens >= 9; tens -= 9)
        big_scale(a, 1000000000);
    for (; tens > 0; tens--)
        big_scale(a, 10);
}

static int big_compare(const Big *a, const Big *b)
{
    if (a->len != b->len)
        return a->len < b->len ? -1 : 1;
    for (int i = a->len - 1; i >= 0; i--) {
        if (a->word[i] != b->word[i])
            return a->word[i] < b->word[i] ? -1 : 1;
    }
    return 0;
}

static Big big_sum(const Big *a, const Big *b)
{
    const Big *longer = a->len >= b->len ? a : b, *shorter = a->len >= b->len ? b : a;
    Big sum = *longer;
    uint64_t carry = 0;
    for (int i = 0; i < shorter->len; i++) {
        carry += (uint64_t)sum.word[i] + shorter->word[i];
        sum.word[i] = (uint32_t)carry;
        carry >>= 32;
    }
    big_add_word(&sum, carry, shorter->len);
    return sum;
}

/* a -= b, for b <= a. */
static void big_subtract(Big *a, const Big *b)
{
    int64_t borrow = 0;
    for (int i = 0; i < a->len; i++) {
        borrow += (int64_t)a->word[i] - (i < b->len ? b->word[i] : 0);
        a->word[i] = (uint32_t)borrow;
        borrow >>= 32;
    }
    while (a->len > 0 && a->word[a->len - 1] == 0)
        a->len--;
}

/* --- digits --- */

typedef struct Digits {
    int len, exponent; /* d.ddd * 10^exponent, without zeros at the end */
    char at[20];
} Digits;

typedef struct Exact {
    Big r, s, below, above;
    bool ends_included;
} Exact;

/* How many bits the significand of a dtype has, and the exponent of its smallest number. */
static void float_shape(DType t, int *bits, int *least)
{
    /* clang-format off */
    static const struct { int bits, least; } shapes[DTYPE_count] = {
        [DTYPE_f8]   = {3,  -16},  [DTYPE_f8_e4m3fn] = {4,  -9},
        [DTYPE_bf16] = {8,  -133}, [DTYPE_f16]       = {11, -24},
        [DTYPE_f32]  = {24, -149}, [DTYPE_f64]       = {53, -1074},
    };
    /* clang-format on */
    *bits = shapes[t].bits;
    *least = shapes[t].least;
}

/* Splits positive x of dtype t and sets up place 0; returns log10 of x rounded down or one less. */
static int exact_of(DType t, double x, Exact *out)
{
    int bits, least, e;
    float_shape(t, &bits, &least);
    double top = frexp(x, &e);
    int log2 = e - 1;
    e = e - bits < least ? least : e - bits;
    uint64_t f = (uint64_t)ldexp(top, log2 + 1 - e);
    /* Below a power of two the neighbour is only half as far, unless both are subnormal. */
    int nearer = f == 1ull << (bits - 1) && e > least;
    int up = e > 0 ? e : 0, down = e > 0 ? 0 : -e;
    *out = (Exact){
        .r = big_of(f, up + 2),
        .s = big_of(1, down + 2),
        .below = big_of(1, up + 1 - nearer),
        .above = big_of(1, up + 1),
        .ends_included = f % 2 == 0,
    };
    return (int)floor(log2 * 0.30102999566398114);
}

/* Whether v + above reaches 10^(place+1) where the factor is 10, 10^place where it is 1. */
static bool reaches(const Exact *x, uint32_t factor)
{
    Big high = big_sum(&x->r, &x->above), s = x->s;
    big_scale(&s, factor);
    int order = big_compare(&high, &s);
    return order > 0 || (order == 0 && x->ends_included);
}

static void exact_ten_times(Exact *x)
{
    big_scale(&x->r, 10);
    big_scale(&x->below, 10);
    big_scale(&x->above, 10);
}

static Digits shortest(DType t, double value)
{
    Exact x;
    int place = exact_of(t, value, &x);
    big_scale_power(&x.s, place);
    big_scale_power(&x.r, -place);
    big_scale_power(&x.below, -place);
    big_scale_power(&x.above, -place);
    for (; reaches(&x, 10); place++)
        big_scale(&x.s, 10);
    Digits d = {.exponent = place};
    for (bool done = false; !done; exact_ten_times(&x)) {
        int digit = 0;
        for (; big_compare(&x.r, &x.s) >= 0; digit++)
            big_subtract(&x.r, &x.s);
        int low = big_compare(&x.r, &x.below);
        bool down = low < 0 || (low == 0 && x.ends_included), up = reaches(&x, 1);
        if (down && up) {
            Big twice = big_sum(&x.r, &x.r);
            int half = big_compare(&twice, &x.s);
            up = half > 0 || (half == 0 && digit % 2 != 0);
        }
        done = down || up;
        d.at[d.len++] = (char)('0' + digit + (up ? 1 : 0));
    }
    return d;
}

/* --- notations --- */

/* Appends the digits without an exponent: 1234.0, 0.0012. */
static void print_decimal(Text *out, const Digits *d)
{
    int whole = d->exponent + 1;
    if (whole <= 0) {
        text_add(out, STR("0."));
        text_pad(out, '0', -whole);
        text_add(out, (Str){d->at, (size_t)d->len});
        return;
    }
    int shown = whole < d->len ? whole : d->len;
    text_add(out, (Str){d->at, (size_t)shown});
    text_pad(out, '0', whole - shown);
    text_char(out, '.');
    if (shown < d->len)
        text_add(out, (Str){d->at + shown, (size_t)(d->len - shown)});
    else
        text_char(out, '0');
}

/* Appends d.dde5; a single digit is written 1.0e5 or 1e5. */
static void print_scientific(Text *out, const Digits *d, bool point_always)
{
    text_char(out, d->at[0]);
    if (d->len > 1)
        text_char(out, '.');
    text_add(out, (Str){d->at + 1, (size_t)d->len - 1});
    if (d->len == 1 && point_always)
        text_add(out, STR(".0"));
    text_print(out, "e%d", d->exponent);
}

/* Whether the notation with an exponent is the shorter one, counting one digit as 1.0. */
static bool scientific_is_shorter(const Digits *d)
{
    int e = d->exponent, whole = e + 1;
    int decimal = e < 0 ? 1 - e + d->len : whole >= d->len ? whole + 2 : d->len + 1;
    int magnitude = e < 0 ? -e : e;
    int exponent = (e < 0) + (magnitude >= 100 ? 3 : magnitude >= 10 ? 2 : 1);
    return (d->len == 1 ? 3 : d->len + 1) + 1 + exponent < decimal;
}

/* Handles zero and what is not finite; the sign of everything else is printed and dropped. */
static bool print_special(Text *out, double *x)
{
    if (*x != *x) {
        text_add(out, STR("NaN"));
        return true;
    }
    if (signbit(*x))
        text_char(out, '-');
    *x = fabs(*x);
    if (*x != 0 && !isinf(*x))
        return false;
    text_add(out, *x == 0 ? STR("0.0") : STR("Inf"));
    return true;
}

void double_print(Text *out, double x)
{
    if (print_special(out, &x))
        return;
    Digits d = shortest(DTYPE_f64, x);
    if (x >= 0x1p53 || scientific_is_shorter(&d))
        print_scientific(out, &d, true);
    else
        print_decimal(out, &d);
}

void double_inspect(Text *out, double x)
{
    if (fabs(x) >= 1 && fabs(x) < 1e16 && trunc(x) == x)
        text_print(out, "%lld.0", (long long)x);
    else
        double_print(out, x);
}

/* f64 is printed as Elixir prints floats. The narrower types write single digits as 1e5, and all
   numbers below 0.001 with an exponent. */
void float_print(Text *out, DType t, double x)
{
    if (t == DTYPE_f64) {
        double_print(out, x);
        return;
    }
    if (print_special(out, &x))
        return;
    Digits d = shortest(t, x);
    if (d.exponent < -3 || (d.exponent >= 0 && scientific_is_shorter(&d)))
        print_scientific(out, &d, false);
    else
        print_decimal(out, &d);
}

static void complex_print(Text *out, DType t, double re, double im)
{
    DType half = dtype_to_real(t);
    float_print(out, half, re);
    if (im != im || !signbit(im))
        text_char(out, '+');
    float_print(out, half, im);
    text_char(out, 'i');
}

void scalar_print(Text *out, DType t, Scalar x)
{
    if (dtype_is_complex(t))
        complex_print(out, t, scalar_double(x), x.class_ == DCLASS_c ? cimag(x.c) : 0);
    else if (dtype_is_float(t))
        float_print(out, t, scalar_double(x));
    else if (x.class_ == DCLASS_u)
        text_print(out, "%llu", (unsigned long long)x.u);
    else
        text_print(out, "%lld",
                   (long long)(x.class_ == DCLASS_s ? x.s : (int64_t)scalar_double(x)));
}
