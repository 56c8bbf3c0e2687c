/* dtype_test.c - element types, their conversions and their text against slow and obvious truths.

   A float format is the sorted list of its numbers, made with ldexp; rounding is looking for the
   nearest in that list. What the printed digits are compared with is the C library's printf and
   strtold. With CNX_TEST_WHOLE set a million random f32 are tried in place of 200,000. */
#include "base/mem.h"
#include "tensor/dtype.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int passed, failures;

#define CHECK(claim) check((claim), __LINE__, #claim)

static void check(bool is_true, int line, const char *claim)
{
    if (is_true) {
        passed++;
    } else if (failures++ < 30) {
        printf("%s:%d: %s\n", __FILE__, line, claim);
    }
}

/* xorshift64*. */
static uint64_t random_bits(void)
{
    static uint64_t state = 88172645463325252u;
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return state * 2685821657736338717u;
}

/* --- float formats as lists of numbers --- */

typedef struct Format {
    DType dtype;
    int bits, fraction, bias;
    int finite; /* codes 0 .. finite-1 are finite and not negative */
    bool has_infinity;
    double *value; /* by code, and at [finite] what would come next */
} Format;

/* clang-format off */
static Format formats[] = {
    {DTYPE_f8,         8,  2,  15, 0x7c,   true,  NULL},
    {DTYPE_f8_e4m3fn,  8,  3,   7, 0x7f,   false, NULL},
    {DTYPE_bf16,      16,  7, 127, 0x7f80, true,  NULL},
    {DTYPE_f16,       16, 10,  15, 0x7c00, true,  NULL},
};
/* clang-format on */
enum { FORMATS = sizeof formats / sizeof formats[0] };

static void formats_make(void)
{
    for (int i = 0; i < FORMATS; i++) {
        Format *f = &formats[i];
        f->value = mem_alloc(((size_t)f->finite + 1) * sizeof *f->value);
        for (int code = 0; code <= f->finite; code++) {
            int exponent = code >> f->fraction, fraction = code & ((1 << f->fraction) - 1);
            int hidden = exponent ? 1 << f->fraction : 0;
            f->value[code] =
                ldexp(hidden + fraction, (exponent ? exponent : 1) - f->bias - f->fraction);
        }
    }
}

static const Format *format_of(DType t)
{
    for (int i = 0; i < FORMATS; i++) {
        if (formats[i].dtype == t)
            return &formats[i];
    }
    return NULL;
}

/* The code nearest to x, even on ties. NaN gives -1. */
static int nearest(const Format *f, long double x)
{
    if (x != x)
        return -1;
    int sign = signbit(x) ? 1 << (f->bits - 1) : 0, low = 0, high = f->finite;
    x = fabsl(x);
    if (x >= (long double)f->value[high])
        return sign | (f->has_infinity ? high : high - 1);
    while (high - low > 1) {
        int middle = (low + high) / 2;
        if ((long double)f->value[middle] <= x)
            low = middle;
        else
            high = middle;
    }
    long double half = ((long double)f->value[low] + (long double)f->value[high]) / 2;
    int code = x > half || (x == half && low % 2) ? high : low;
    if (code == f->finite && !f->has_infinity)
        code--;
    return sign | code;
}

static double decode(const Format *f, int code)
{
    int sign = code >> (f->bits - 1), magnitude = code & ((1 << (f->bits - 1)) - 1);
    double x = magnitude < f->finite                       ? f->value[magnitude]
               : f->has_infinity && magnitude == f->finite ? (double)INFINITY
                                                           : (double)NAN;
    return sign ? -x : x;
}

static bool same_double(double a, double b)
{
    return (a != a && b != b) || (a == b && signbit(a) == signbit(b));
}

static int stored_code(const Format *f, double x)
{
    uint16_t code = 0;
    dtype_store(f->dtype, &code, 0, scalar_f(x));
    return code;
}

static bool rounds_right(const Format *f, double x)
{
    int code = nearest(f, x);
    return code < 0 ? decode(f, stored_code(f, x)) != decode(f, stored_code(f, x))
                    : stored_code(f, x) == code;
}

static void test_codes(const Format *f)
{
    for (int code = 0; code < 1 << f->bits; code++) {
        uint16_t raw = (uint16_t)code;
        double x = decode(f, code), loaded = dtype_load(f->dtype, &raw, 0).f;
        CHECK(same_double(loaded, x));
        CHECK(x != x ? rounds_right(f, x) : stored_code(f, x) == code || isinf(x));
    }
    CHECK(rounds_right(f, INFINITY) && rounds_right(f, -INFINITY) && rounds_right(f, NAN));
    CHECK(rounds_right(f, DBL_MAX) && rounds_right(f, DBL_TRUE_MIN));
}

static void test_midpoints(const Format *f)
{
    for (int code = 0; code < f->finite; code++) {
        double low = f->value[code], high = f->value[code + 1], middle = (low + high) / 2;
        double between = low + (high - low) * (double)(random_bits() >> 11) * 0x1p-53;
        CHECK(rounds_right(f, middle) && rounds_right(f, -middle));
        CHECK(rounds_right(f, nextafter(middle, 0)) && rounds_right(f, nextafter(middle, 1e300)));
        CHECK(rounds_right(f, between) && rounds_right(f, -between));
    }
}

static void test_f32_rounding(void)
{
    for (int i = 0; i < 100000; i++) {
        uint32_t low = (uint32_t)(random_bits() >> 33) % 0x7f7fffff, high = low + 1, even, out[3];
        float a, b;
        memcpy(&a, &low, 4);
        memcpy(&b, &high, 4);
        double middle = ((double)a + (double)b) / 2;
        double x[3] = {nextafter(middle, 0), middle, nextafter(middle, 1e300)};
        dtype_store_block(DTYPE_f32, out, 0, 3, DCLASS_f, x);
        even = low % 2 ? high : low;
        CHECK(out[0] == low && out[1] == even && out[2] == high);
    }
}

/* --- conversions between all pairs --- */

static const long double samples[] = {
    0,
    1,
    2,
    3,
    5,
    7,
    8,
    127,
    128,
    129,
    200,
    255,
    256,
    257,
    32767,
    32768,
    65504,
    65519.999,
    65520,
    65535,
    65536,
    16777217,
    2147483647,
    2147483648,
    4294967295,
    4294967296,
    9007199254740993,
    1125899906842625,
    9223372036854775807,
    9223372036854775808.0L,
    18446744073709551615.0L,
    0x1p64L,
    0x1.8p70L,
    1e20L,
    1e39L,
    1e300L,
    0.5L,
    0.75L,
    1.5L,
    1.9999999L,
    2.5L,
    0.1L,
    1e-3L,
    1e-7L,
    1e-40L,
    1e-310L,
    464,
    61440,
    0x8080000000000001p0L,
    0x8080000000000000p0L,
};

/* What integer type t stores for x. */
static uint64_t integer_truth(DType t, long double x)
{
    int bits = dtype_info[t].bits;
    if (x != x)
        return 0;
    if (isinf(x))
        return (x > 0 ? dtype_max_finite(t) : dtype_min_finite(t)).u;
    long double rest = fmodl(truncl(x), ldexpl(1, bits));
    if (rest < 0)
        rest += ldexpl(1, bits);
    if (dtype_info[t].class_ == DCLASS_s && rest >= ldexpl(1, bits - 1))
        return (uint64_t)(int64_t)(rest - ldexpl(1, bits));
    return (uint64_t)rest;
}

static double float_truth(DType t, long double x)
{
    const Format *f = format_of(t);
    if (f)
        return x != x ? (double)NAN : decode(f, nearest(f, x));
    return t == DTYPE_f32 ? (double)(float)x : (double)x;
}

/* An element of type t with this value, if a number of its class can say it. */
static long double value_of(DType t, const void *data, int64_t index)
{
    Scalar x = dtype_load(t, data, index);
    switch (x.class_) {
    case DCLASS_u:
        return (long double)x.u;
    case DCLASS_s:
        return (long double)x.s;
    case DCLASS_f:
        return (long double)x.f;
    case DCLASS_c:
        return (long double)creal(x.c);
    }
    return 0;
}

static bool holds(DType t, const void *data, int64_t index, long double x)
{
    Scalar got = dtype_load(t, data, index);
    if (dtype_is_integer(t))
        return got.u == integer_truth(t, x);
    if (dtype_is_complex(t))
        return same_double(creal(got.c), float_truth(dtype_to_real(t), x)) && cimag(got.c) == 0;
    return same_double(got.f, float_truth(t, x));
}

enum { MANY = 700 };

/* Fills `data` with the samples, with both signs and the special numbers. */
static void fill_samples(DType t, void *data)
{
    int kinds = (int)(sizeof samples / sizeof samples[0]);
    for (int i = 0; i < MANY; i++) {
        long double x = samples[i % kinds] * (i / kinds % 2 ? -1 : 1);
        if (i % 61 == 60)
            x = i % 3 == 0 ? (long double)NAN : i % 3 == 1 ? (long double)INFINITY : -INFINITY;
        if (i > MANY / 2 && i < MANY / 2 + 200)
            x = i % 100; /* a stretch without large numbers, which is converted in vectors */
        dtype_store(t, data, i,
                    x != x || fabsl(x) >= 0x1p63L ? scalar_f((double)x)
                    : x == truncl(x)              ? scalar_s((int64_t)x)
                                                  : scalar_f((double)x));
    }
}

static void test_pair(DType from, DType to)
{
    static char source[MANY * 16], target[MANY * 16], before[MANY * 16];
    static double block[MANY * 2];
    const int skip = 5, count = MANY - 12;
    fill_samples(from, source);
    for (size_t i = 0; i < sizeof target; i++)
        target[i] = before[i] = (char)random_bits();
    DTypeClass class_ = dtype_info[from].class_;
    dtype_load_block(from, source, skip, count, class_, block);
    dtype_store_block(to, target, skip + 2, count, class_, block);
    bool right = true;
    for (int i = 0; i < count; i++)
        right &= holds(to, target, skip + 2 + i, value_of(from, source, skip + i));
    for (int i = 0; i < MANY; i++) {
        if (i < skip + 2 || i >= skip + 2 + count) {
            Scalar a = dtype_load(to, target, i), b = dtype_load(to, before, i);
            right &= memcmp(&a, &b, sizeof a) == 0;
        }
    }
    if (!right)
        printf("%s to %s:\n", dtype_info[from].name, dtype_info[to].name);
    CHECK(right);
}

/* Random bits as f32, to every type that is narrower. */
static void test_random_f32(int count)
{
    static float source[MANY];
    static uint16_t target[MANY];
    static double block[MANY];
    for (int done = 0; done < count; done += MANY) {
        for (int i = 0; i < MANY; i++) {
            uint32_t bits = (uint32_t)(random_bits() >> 32);
            memcpy(&source[i], &bits, 4);
        }
        dtype_load_block(DTYPE_f32, source, 0, MANY, DCLASS_f, block);
        for (int to = 0; to < DTYPE_count; to++) {
            if (dtype_info[to].bits >= 32)
                continue;
            dtype_store_block((DType)to, target, 0, MANY, DCLASS_f, block);
            bool right = true;
            for (int i = 0; i < MANY; i++)
                right &= holds((DType)to, target, i, (long double)source[i]);
            CHECK(right);
        }
    }
}

/* Wider classes than the type's own hold its elements as they are. */
static void test_wider_class(DType t, DTypeClass class_)
{
    static char source[MANY * 16], target[MANY * 16];
    static double block[MANY * 2];
    memset(target, 0, sizeof target);
    fill_samples(t, source);
    dtype_load_block(t, source, 0, MANY, class_, block);
    dtype_store_block(t, target, 0, MANY, class_, block);
    bool right = true;
    for (int i = 0; i < MANY; i++)
        right &= holds(t, target, i, value_of(t, source, i));
    CHECK(right);
}

static void test_conversions(void)
{
    for (int from = 0; from < DTYPE_count; from++) {
        for (int to = 0; to < DTYPE_count; to++)
            test_pair((DType)from, (DType)to);
        if (!dtype_is_integer((DType)from) || dtype_info[from].bits < 64) {
            for (int c = (int)dtype_info[from].class_; c <= (int)DCLASS_c; c++)
                test_wider_class((DType)from, (DTypeClass)c);
        }
    }
    uint8_t packed[2] = {0, 0};
    for (int i = 0; i < 4; i++)
        dtype_store(DTYPE_u2, packed, i, scalar_s((i + 1) % 4));
    CHECK(packed[0] == 'l');
    dtype_store(DTYPE_s4, packed, 0, scalar_s(-1));
    dtype_store(DTYPE_s4, packed, 1, scalar_s(7));
    CHECK(packed[0] == 247 && packed[1] == 0);
}

/* --- rules --- */

static void test_merge(void)
{
    static const char *const order = "u2 u4 u8 u16 u32 u64 s2 s4 s8 s16 s32 s64 f8 f8_e4m3fn f16 "
                                     "bf16 f32 f64 c64 c128";
    /* clang-format off */
    static const char *const rows[DTYPE_count] = {
        "u2 u4 u8 u16 u32 u64 s4 s4 s8 s16 s32 s64 f8 f8_e4m3fn f16 bf16 f32 f64 c64 c128",
        "u4 u4 u8 u16 u32 u64 s8 s8 s8 s16 s32 s64 f8 f8_e4m3fn f16 bf16 f32 f64 c64 c128",
        "u8 u8 u8 u16 u32 u64 s16 s16 s16 s16 s32 s64 f8 f8_e4m3fn f16 bf16 f32 f64 c64 c128",
        "u16 u16 u16 u16 u32 u64 s32 s32 s32 s32 s32 s64 f8 f8_e4m3fn f16 bf16 f32 f64 c64 c128",
        "u32 u32 u32 u32 u32 u64 s64 s64 s64 s64 s64 s64 f8 f8_e4m3fn f16 bf16 f32 f64 c64 c128",
        "u64 u64 u64 u64 u64 u64 s64 s64 s64 s64 s64 s64 f8 f8_e4m3fn f16 bf16 f32 f64 c64 c128",
        "s4 s8 s16 s32 s64 s64 s2 s4 s8 s16 s32 s64 f8 f8_e4m3fn f16 bf16 f32 f64 c64 c128",
        "s4 s8 s16 s32 s64 s64 s4 s4 s8 s16 s32 s64 f8 f8_e4m3fn f16 bf16 f32 f64 c64 c128",
        "s8 s8 s16 s32 s64 s64 s8 s8 s8 s16 s32 s64 f8 f8_e4m3fn f16 bf16 f32 f64 c64 c128",
        "s16 s16 s16 s32 s64 s64 s16 s16 s16 s16 s32 s64 f8 f8_e4m3fn f16 bf16 f32 f64 c64 c128",
        "s32 s32 s32 s32 s64 s64 s32 s32 s32 s32 s32 s64 f8 f8_e4m3fn f16 bf16 f32 f64 c64 c128",
        "s64 s64 s64 s64 s64 s64 s64 s64 s64 s64 s64 s64 f8 f8_e4m3fn f16 bf16 f32 f64 c64 c128",
        "f8 f8 f8 f8 f8 f8 f8 f8 f8 f8 f8 f8 f8 f8 f16 f8 f32 f64 c64 c128",
        "f8_e4m3fn f8_e4m3fn f8_e4m3fn f8_e4m3fn f8_e4m3fn f8_e4m3fn f8_e4m3fn f8_e4m3fn f8_e4m3fn "
        "f8_e4m3fn f8_e4m3fn f8_e4m3fn f8_e4m3fn f8_e4m3fn f8_e4m3fn f8_e4m3fn f8_e4m3fn f8_e4m3fn "
        "c64 c128",
        "f16 f16 f16 f16 f16 f16 f16 f16 f16 f16 f16 f16 f16 f16 f16 f16 f32 f64 c64 c128",
        "bf16 bf16 bf16 bf16 bf16 bf16 bf16 bf16 bf16 bf16 bf16 bf16 f8 f8_e4m3fn f16 bf16 f32 f64 "
        "c64 c128",
        "f32 f32 f32 f32 f32 f32 f32 f32 f32 f32 f32 f32 f32 f32 f32 f32 f32 f64 c64 c128",
        "f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 f64 c128 c128",
        "c64 c64 c64 c64 c64 c64 c64 c64 c64 c64 c64 c64 c64 c64 c64 c64 c64 c128 c64 c128",
        "c128 c128 c128 c128 c128 c128 c128 c128 c128 c128 c128 c128 c128 c128 c128 c128 c128 c128 "
        "c128 c128",
    };
    /* clang-format on */
    const char *left = order;
    for (int r = 0; r < DTYPE_count; r++, left += strcspn(left, " ") + 1) {
        const char *right = order, *want = rows[r];
        for (int c = 0; c < DTYPE_count; c++) {
            DType a, b, m;
            CHECK(dtype_of_name((Str){left, strcspn(left, " ")}, &a) &&
                  dtype_of_name((Str){right, strcspn(right, " ")}, &b) &&
                  dtype_of_name((Str){want, strcspn(want, " ")}, &m) && dtype_merge(a, b) == m);
            right += strcspn(right, " ") + 1;
            want += strcspn(want, " ") + 1;
        }
    }
}

static void test_rules(void)
{
    test_merge();
    CHECK(dtype_merge_number(DTYPE_u8, scalar_s(5)) == DTYPE_u8);
    CHECK(dtype_merge_number(DTYPE_u8, scalar_s(300)) == DTYPE_u16);
    CHECK(dtype_merge_number(DTYPE_u8, scalar_s(-5)) == DTYPE_s16);
    CHECK(dtype_merge_number(DTYPE_u8, scalar_s(-32769)) == DTYPE_s32);
    CHECK(dtype_merge_number(DTYPE_u2, scalar_s(1)) == DTYPE_u2);
    CHECK(dtype_merge_number(DTYPE_u2, scalar_s(2)) == DTYPE_u8);
    CHECK(dtype_merge_number(DTYPE_u2, scalar_s(-1)) == DTYPE_s4);
    CHECK(dtype_merge_number(DTYPE_s4, scalar_s(2)) == DTYPE_s8);
    CHECK(dtype_merge_number(DTYPE_s8, scalar_s(127)) == DTYPE_s8);
    CHECK(dtype_merge_number(DTYPE_s8, scalar_s(200)) == DTYPE_s16);
    CHECK(dtype_merge_number(DTYPE_s8, scalar_s(-128)) == DTYPE_s8);
    CHECK(dtype_merge_number(DTYPE_u64, scalar_s(-5)) == DTYPE_s64);
    CHECK(dtype_merge_number(DTYPE_s32, scalar_u(UINT64_MAX)) == DTYPE_s64);
    CHECK(dtype_merge_number(DTYPE_s16, scalar_f(2.5)) == DTYPE_f32);
    CHECK(dtype_merge_number(DTYPE_bf16, scalar_f(2.5)) == DTYPE_bf16);
    CHECK(dtype_merge_number(DTYPE_f8_e4m3fn, scalar_s(1)) == DTYPE_f32);
    CHECK(dtype_merge_number(DTYPE_f64, scalar_c(0, 1)) == DTYPE_c128);
    CHECK(dtype_to_aggregate(DTYPE_u64) == DTYPE_s64 && dtype_to_aggregate(DTYPE_u2) == DTYPE_u32);
    CHECK(dtype_to_aggregate(DTYPE_s4) == DTYPE_s32 && dtype_to_aggregate(DTYPE_f8) == DTYPE_f8);
    CHECK(dtype_to_real(DTYPE_c128) == DTYPE_f64 && dtype_to_real(DTYPE_s8) == DTYPE_f32);
    CHECK(dtype_to_complex(DTYPE_f64) == DTYPE_c128 && dtype_to_complex(DTYPE_u8) == DTYPE_c64);
    CHECK(dtype_to_floating(DTYPE_u64) == DTYPE_f32 && dtype_to_floating(DTYPE_f8) == DTYPE_f8);
    DType t;
    CHECK(dtype_of_kind(STR("bf"), 16, &t) && t == DTYPE_bf16);
    CHECK(dtype_of_kind(STR("f8_e4m3fn"), 8, &t) && t == DTYPE_f8_e4m3fn);
    CHECK(!dtype_of_kind(STR("c"), 32, &t) && !dtype_of_name(STR("f128"), &t));
    CHECK(dtype_min_finite(DTYPE_s64).s == INT64_MIN &&
          dtype_max_finite(DTYPE_u64).u == UINT64_MAX);
    CHECK(dtype_min_finite(DTYPE_s2).s == -2 && dtype_max_finite(DTYPE_s4).s == 7);
    for (int i = 0; i < FORMATS; i++) {
        const Format *f = &formats[i];
        CHECK(dtype_max_finite(f->dtype).f == f->value[f->finite - 1]);
        CHECK(dtype_smallest_normal(f->dtype).f == f->value[1 << f->fraction]);
    }
}

/* --- floats as text --- */

static bool reads_as(DType t, const char *text, double x)
{
    if (t == DTYPE_f64)
        return strtod(text, NULL) == x;
    if (t == DTYPE_f32)
        return (double)strtof(text, NULL) == x;
    const Format *f = format_of(t);
    long double read = strtold(text, NULL);
    int code = nearest(f, read);
    long double end = ((long double)f->value[f->finite - 1] + (long double)f->value[f->finite]) / 2;
    return read <= end && decode(f, code) == x;
}

/* The digits of a printed number without zeros around them. */
static int digits_of(const char *text, char *digits)
{
    int n = 0;
    for (; *text && *text != 'e'; text++) {
        if (*text >= '0' && *text <= '9' && (n > 0 || *text != '0'))
            digits[n++] = *text;
    }
    while (n > 0 && digits[n - 1] == '0')
        n--;
    digits[n] = 0;
    return n;
}

/* Whether a decimal of n digits near x reads back. The nearest two are tried. */
static bool has_shorter(DType t, double x, int n)
{
    char text[64], digits[40];
    if (n < 1)
        return false;
    snprintf(text, sizeof text, "%.*e", n - 1, x);
    if (reads_as(t, text, x))
        return true;
    const char *e = strchr(text, 'e');
    digits[0] = text[0];
    for (int i = 1; i < n; i++)
        digits[i] = text[i + 1];
    digits[n] = 0;
    int64_t number = strtoll(digits, NULL, 10), power = strtoll(e + 1, NULL, 10) - n + 1;
    for (int step = -1; step <= 1; step += 2) {
        snprintf(text, sizeof text, "%llde%lld", (long long)(number + step), (long long)power);
        if (reads_as(t, text, x))
            return true;
    }
    return false;
}

/* Positive and finite x: reads back, no shorter digits do, and of those as short they are the
   nearest. A power of ten counts as shorter than a nearer digit one place below: 0.1, not 0.09. */
static bool prints_shortest(DType t, double x)
{
    char digits[64], closest[64], text[64];
    Text out = {0};
    float_print(&out, t, x);
    int n = digits_of(text_cstr(&out), digits);
    bool right = reads_as(t, text_cstr(&out), x) && !has_shorter(t, x, n - 1);
    snprintf(text, sizeof text, "%.*e", n - 1, x);
    digits_of(text, closest);
    bool is_power_of_ten = strcmp(digits, "1") == 0;
    right &= strcmp(digits, closest) == 0 || is_power_of_ten || !reads_as(t, text, x);
    if (!right)
        printf("%s %a: %s\n", dtype_info[t].name, x, text_cstr(&out));
    text_free(&out);
    return right;
}

static void test_digits(int f32_count)
{
    for (int i = 0; i < FORMATS; i++) {
        for (int code = 1; code < formats[i].finite; code++)
            CHECK(prints_shortest(formats[i].dtype, formats[i].value[code]));
    }
    for (int i = 0; i < f32_count; i++) {
        float x;
        uint32_t bits = (uint32_t)(random_bits() >> 33) % 0x7f7fffff + 1;
        memcpy(&x, &bits, 4);
        CHECK(prints_shortest(DTYPE_f32, (double)x));
    }
    for (int i = 0; i < f32_count / 2; i++) {
        double x;
        uint64_t bits = (random_bits() >> 1) % 0x7feffffffffffffful + 1;
        memcpy(&x, &bits, 8);
        CHECK(prints_shortest(DTYPE_f64, x));
    }
    for (int e = -1074; e < 1024; e++) {
        CHECK(prints_shortest(DTYPE_f64, ldexp(1, e)));
        CHECK(prints_shortest(DTYPE_f64, nextafter(ldexp(1, e), 0)) || e == -1074);
        if (e >= -149 && e < 128)
            CHECK(prints_shortest(DTYPE_f32, ldexp(1, e)));
    }
    for (int e = -323; e <= 308; e++) {
        char text[16];
        snprintf(text, sizeof text, "1e%d", e);
        CHECK(prints_shortest(DTYPE_f64, strtod(text, NULL)));
    }
}

static bool prints(DType t, Scalar x, const char *want)
{
    Text out = {0};
    scalar_print(&out, t, x);
    bool same = str_is(text_str(&out), want);
    if (!same)
        printf("%s is not %s\n", text_cstr(&out), want);
    text_free(&out);
    return same;
}

static void test_notation(void)
{
    /* clang-format off */
    static const struct { DType t; double x; const char *text; } numbers[] = {
        {DTYPE_f32, 1e10, "1e10"}, {DTYPE_f32, 123456792, "123456790.0"},
        {DTYPE_f32, 127452744, "127452744.0"}, {DTYPE_f32, 0.001f, "0.001"},
        {DTYPE_f32, 1e-4f, "1e-4"}, {DTYPE_f32, 1.2345e-4f, "1.2345e-4"},
        {DTYPE_f32, 1e7, "1e7"}, {DTYPE_f32, 9999999, "9999999.0"}, {DTYPE_f32, 100, "100.0"},
        {DTYPE_f32, 1000, "1e3"}, {DTYPE_f32, 85166970, "85166970.0"},
        {DTYPE_f32, 2147483648, "2.1474836e9"}, {DTYPE_f32, 0x1p-149, "1e-45"},
        {DTYPE_f32, 3.4028234663852886e38, "3.4028235e38"}, {DTYPE_f32, -0.0, "-0.0"},
        {DTYPE_f16, 65504, "6.55e4"}, {DTYPE_f16, -46944, "-46940.0"}, {DTYPE_f16, 0x1p-24, "6e-8"},
        {DTYPE_f16, 3.140625, "3.14"}, {DTYPE_f16, 0.10614013671875, "0.10614"},
        {DTYPE_bf16, 0x1p-7, "0.0078"}, {DTYPE_bf16, 0x1.FEp127, "3.39e38"},
        {DTYPE_f8, 57344, "6e4"}, {DTYPE_f8, 64, "60.0"}, {DTYPE_f8, 0x1p-16, "2e-5"},
        {DTYPE_f8_e4m3fn, 448, "450.0"}, {DTYPE_f8_e4m3fn, 0.0625, "0.062"},
        {DTYPE_f8_e4m3fn, 100, "100.0"}, {DTYPE_f32, INFINITY, "Inf"}, {DTYPE_f64, -INFINITY, "-Inf"},
        {DTYPE_f8, NAN, "NaN"}, {DTYPE_f64, 1e10, "1.0e10"}, {DTYPE_f64, 1e-4, "0.0001"},
        {DTYPE_f64, 1e-5, "1.0e-5"}, {DTYPE_f64, 65504, "65504.0"}, {DTYPE_f64, 0x1p53, "9.007199254740992e15"},
        {DTYPE_f64, 0x1.fffffffffffffp52, "9007199254740991.0"}, {DTYPE_f64, 1e23, "1.0e23"},
        {DTYPE_f64, 5e-324, "5.0e-324"}, {DTYPE_f64, 100, "100.0"}, {DTYPE_f64, 1000, "1.0e3"},
        {DTYPE_f64, 123456789.123, "123456789.123"}, {DTYPE_f64, 2.5e-310, "2.5e-310"},
        {DTYPE_f64, DBL_MAX, "1.7976931348623157e308"}, {DTYPE_f64, 0.1 + 0.2, "0.30000000000000004"},
    };
    static const struct { double x; const char *text; } inspected[] = {
        {1e15, "1000000000000000.0"}, {1e16, "1.0e16"}, {0x1p53, "9007199254740992.0"},
        {1500, "1500.0"}, {-1e10, "-10000000000.0"}, {0.000123, "1.23e-4"}, {1e-4, "0.0001"},
        {12345678901234567.0, "1.2345678901234568e16"}, {12345678.9, "12345678.9"}, {-0.0, "-0.0"},
    };
    /* clang-format on */
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        CHECK(prints(numbers[i].t, scalar_f(numbers[i].x), numbers[i].text));
    for (size_t i = 0; i < sizeof inspected / sizeof inspected[0]; i++) {
        Text out = {0};
        double_inspect(&out, inspected[i].x);
        CHECK(str_is(text_str(&out), inspected[i].text));
        text_free(&out);
    }
    CHECK(prints(DTYPE_c64, scalar_c(1e20f, -1e-20f), "1e20-1e-20i"));
    CHECK(prints(DTYPE_c64, scalar_c(-0.0, -0.0), "-0.0-0.0i"));
    CHECK(prints(DTYPE_c64, scalar_c(-INFINITY, INFINITY), "-Inf+Infi"));
    CHECK(prints(DTYPE_c128, scalar_c(0.1, -0.7), "0.1-0.7i"));
    CHECK(prints(DTYPE_c64, scalar_c(NAN, -(double)NAN), "NaN+NaNi"));
    CHECK(prints(DTYPE_u64, scalar_u(UINT64_MAX), "18446744073709551615"));
    CHECK(prints(DTYPE_s64, scalar_s(INT64_MIN), "-9223372036854775808"));
}

int main(void)
{
    int many = getenv("CNX_TEST_WHOLE") ? 1000000 : 200000;
    formats_make();
    for (int i = 0; i < FORMATS; i++) {
        test_codes(&formats[i]);
        test_midpoints(&formats[i]);
    }
    test_f32_rounding();
    test_conversions();
    test_rules();
    test_notation();
    test_random_f32(many);
    test_digits(many);
    for (int i = 0; i < FORMATS; i++)
        free(formats[i].value);
    printf("%d passed, %d failed\n", passed, failures);
    return failures > 0;
}
