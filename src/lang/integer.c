/* integer.c - integers of any size: int64_t while they fit, libtommath's beyond.

   Invariant: a TAG_big never holds a number that fits int64_t, so equal integers have equal tags.
   No result has more than MOST_BITS bits; what would have more is refused. */
#include "lang/vm.h"

#include "base/mem.h"
#include "lang/integer_long.h"

#include <math.h>

struct Big {
    Object object;
    mp_int n;
};

/* Of numbers of more than LONG_DIGITS digits of libtommath's each step asks whether to go on. */
enum { MOST_BITS = 1 << 26, WORD_BITS = 64, LONG_DIGITS = 1000 };

bool is_integer(Value v)
{
    return v.tag == TAG_int || v.tag == TAG_big;
}

bool is_number(Value v)
{
    return is_integer(v) || v.tag == TAG_float;
}

void big_free(struct Big *big)
{
    mp_clear(&big->n);
    free(big);
}

uint64_t big_hash(const struct Big *big)
{
    uint64_t h = str_hash((Str){(const char *)big->n.dp, (size_t)big->n.used * sizeof(mp_digit)});
    return mp_isneg(&big->n) ? ~h : h;
}

/* --- between the two forms --- */

/* An integer as libtommath sees it; `own` holds it when it was small. */
typedef struct Operand {
    mp_int own;
    const mp_int *n;
} Operand;

static void operand_open(Operand *o, Value v)
{
    if (v.tag == TAG_big) {
        o->n = &v.big->n;
        return;
    }
    must(mp_init_i64(&o->own, v.i));
    o->n = &o->own;
}

static void operand_close(Operand *o)
{
    if (o->n == &o->own)
        mp_clear(&o->own);
}

static bool fits_small(const mp_int *n)
{
    int bits = mp_count_bits(n);
    return bits < WORD_BITS || (bits == WORD_BITS && mp_isneg(n) && mp_cnt_lsb(n) == WORD_BITS - 1);
}

/* The number in its one form; takes n. POISON when it has too many bits. */
static Value settle(mp_int *n)
{
    bool small = fits_small(n), large = mp_count_bits(n) > MOST_BITS;
    if (small || large) {
        Value v = large ? POISON : value_int(mp_get_i64(n));
        mp_clear(n);
        return v;
    }
    struct Big *b = mem_alloc(sizeof *b);
    b->object = (Object){1, TAG_big};
    b->n = *n;
    return (Value){.tag = TAG_big, .big = b};
}

typedef mp_err (*Operation)(const mp_int *a, const mp_int *b, mp_int *out);

static Value with_big(Operation operation, Value a, Value b)
{
    Operand x, y;
    mp_int out;
    operand_open(&x, a);
    operand_open(&y, b);
    must(mp_init(&out));
    must(operation(x.n, y.n, &out));
    operand_close(&x);
    operand_close(&y);
    return settle(&out);
}

static int bits_of(Value v)
{
    if (v.tag == TAG_big)
        return mp_count_bits(&v.big->n);
    uint64_t magnitude = v.i < 0 ? 0 - (uint64_t)v.i : (uint64_t)v.i;
    return magnitude ? WORD_BITS - __builtin_clzll(magnitude) : 0;
}

static bool is_negative(Value v)
{
    return v.tag == TAG_big ? mp_isneg(&v.big->n) : v.i < 0;
}

/* --- arithmetic --- */

Value integer_add(Value a, Value b)
{
    int64_t r;
    if (a.tag == TAG_int && b.tag == TAG_int && !__builtin_add_overflow(a.i, b.i, &r))
        return value_int(r);
    return with_big(mp_add, a, b);
}

Value integer_subtract(Value a, Value b)
{
    int64_t r;
    if (a.tag == TAG_int && b.tag == TAG_int && !__builtin_sub_overflow(a.i, b.i, &r))
        return value_int(r);
    return with_big(mp_sub, a, b);
}

/* The same for what may take long; POISON when interrupted. */
typedef bool (*LongOperation)(Cx *cx, const mp_int *a, const mp_int *b, mp_int *out);

static Value with_long(Cx *cx, LongOperation operation, Value a, Value b)
{
    Operand x, y;
    mp_int out;
    operand_open(&x, a);
    operand_open(&y, b);
    must(mp_init(&out));
    bool good = operation(cx, x.n, y.n, &out);
    operand_close(&x);
    operand_close(&y);
    if (good)
        return settle(&out);
    mp_clear(&out);
    return POISON;
}

Value integer_multiply(Cx *cx, Value a, Value b)
{
    int64_t r;
    if (a.tag == TAG_int && b.tag == TAG_int && !__builtin_mul_overflow(a.i, b.i, &r))
        return value_int(r);
    if (bits_of(a) + bits_of(b) > MOST_BITS + 1)
        return POISON;
    return with_long(cx, long_multiply, a, b);
}

Value integer_negate(Value a)
{
    return integer_subtract(value_int(0), a);
}

static bool quotient(Cx *cx, const mp_int *a, const mp_int *b, mp_int *out)
{
    return long_divide(cx, a, b, out, NULL);
}

static bool remainder_of(Cx *cx, const mp_int *a, const mp_int *b, mp_int *out)
{
    return long_divide(cx, a, b, NULL, out);
}

Value integer_quotient(Cx *cx, Value a, Value b)
{
    if (a.tag == TAG_int && b.tag == TAG_int && !(a.i == INT64_MIN && b.i == -1))
        return value_int(a.i / b.i);
    return with_long(cx, quotient, a, b);
}

Value integer_remainder(Cx *cx, Value a, Value b)
{
    if (b.tag == TAG_int && (b.i == 1 || b.i == -1))
        return value_int(0);
    if (a.tag == TAG_int && b.tag == TAG_int)
        return value_int(a.i % b.i);
    return with_long(cx, remainder_of, a, b);
}

static Value too_large(Vm *vm)
{
    return vm_fail(vm, EXC_SystemLimitError, "a system limit has been reached");
}

Value integer_power(Vm *vm, Value base, Value exponent)
{
    if (exponent.tag == TAG_int && exponent.i == 0)
        return value_int(1);
    if (base.tag == TAG_int && base.i >= -1 && base.i <= 1)
        return value_int(base.i == -1 && integer_low_bits(exponent) % 2 == 0 ? 1 : base.i);
    if (exponent.tag == TAG_big || exponent.i > MOST_BITS ||
        exponent.i * (bits_of(base) - 1) >= MOST_BITS)
        return too_large(vm);
    Operand x;
    mp_int out;
    operand_open(&x, base);
    must(mp_init(&out));
    bool good = long_power(vm_cx(vm), x.n, (uint32_t)exponent.i, &out);
    operand_close(&x);
    if (!good) {
        mp_clear(&out);
        return POISON;
    }
    Value v = settle(&out);
    return v.tag == TAG_poison ? too_large(vm) : v;
}

/* --- bits --- */

Value integer_bitwise(Value a, Value b, char op)
{
    if (a.tag == TAG_int && b.tag == TAG_int)
        return value_int(op == '&' ? a.i & b.i : op == '|' ? a.i | b.i : a.i ^ b.i);
    return with_big(op == '&' ? mp_and : op == '|' ? mp_or : mp_xor, a, b);
}

Value integer_shift(Vm *vm, Value a, int64_t left)
{
    if (left <= 0 && a.tag == TAG_int)
        return value_int(left <= -WORD_BITS ? (a.i < 0 ? -1 : 0) : a.i >> -left);
    if (left <= -MOST_BITS)
        return value_int(is_negative(a) ? -1 : 0);
    if (a.tag == TAG_int && a.i == 0)
        return a;
    if (left > MOST_BITS || left + bits_of(a) > MOST_BITS)
        return too_large(vm);
    Operand x;
    mp_int out;
    operand_open(&x, a);
    must(mp_init(&out));
    must(left < 0 ? mp_signed_rsh(x.n, (int)-left, &out) : mp_mul_2d(x.n, (int)left, &out));
    operand_close(&x);
    return settle(&out);
}

uint64_t integer_low_bits(Value a)
{
    return a.tag == TAG_int ? (uint64_t)a.i : mp_get_u64(&a.big->n);
}

/* --- comparing, and doubles --- */

int integer_compare(Value a, Value b)
{
    if (a.tag == TAG_int && b.tag == TAG_int)
        return (a.i > b.i) - (a.i < b.i);
    if (a.tag == TAG_int) /* a big number is beyond all small ones */
        return is_negative(b) ? 1 : -1;
    if (b.tag == TAG_int)
        return is_negative(a) ? -1 : 1;
    return mp_cmp(&a.big->n, &b.big->n);
}

/* The upper 64 bits hold the mantissa and more; all bits below matter only to a tie, for which one
   sticky bit stands. */
double integer_double(Value a)
{
    if (a.tag == TAG_int)
        return (double)a.i;
    int drop = mp_count_bits(&a.big->n) - WORD_BITS;
    double sign = is_negative(a) ? -1 : 1;
    if (drop <= 0)
        return sign * (double)mp_get_mag_u64(&a.big->n);
    mp_int upper;
    must(mp_init(&upper));
    must(mp_div_2d(&a.big->n, drop, &upper, NULL));
    uint64_t top = mp_get_mag_u64(&upper);
    mp_clear(&upper);
    if (mp_cnt_lsb(&a.big->n) < drop)
        top |= 1;
    return sign * ldexp((double)top, drop);
}

static const double small_limit = 0x1p63;

int integer_compare_double(Value a, double b)
{
    if (b >= small_limit || b < -small_limit) {
        if (a.tag == TAG_int || isinf(b))
            return b > 0 ? -1 : 1;
        Value whole = integer_of_double(b);
        int order = integer_compare(a, whole);
        value_free(whole);
        return order;
    }
    if (a.tag == TAG_big)
        return is_negative(a) ? -1 : 1;
    int64_t whole = (int64_t)b;
    if (a.i != whole)
        return a.i < whole ? -1 : 1;
    double rest = b - (double)whole;
    return rest > 0 ? -1 : rest < 0 ? 1 : 0;
}

Value integer_of_double(double truncated)
{
    if (truncated < small_limit && truncated >= -small_limit)
        return value_int((int64_t)truncated);
    int exponent;
    int64_t mantissa = (int64_t)ldexp(frexp(truncated, &exponent), 53);
    mp_int n;
    must(mp_init_i64(&n, mantissa));
    must(mp_mul_2d(&n, exponent - 53, &n));
    return settle(&n);
}

/* --- text --- */

/* The largest power of the base that fits a digit of libtommath, and its exponent: digits are
   printed and read that many at a time. */
static mp_digit chunk_of(int base, int *digits)
{
    mp_digit chunk = 1;
    for (*digits = 0; chunk <= MP_DIGIT_MAX / (mp_digit)base; ++*digits)
        chunk *= (mp_digit)base;
    return chunk;
}

static const char digit_letters[] = "0123456789abcdefghijklmnopqrstuvwxyz";

static void print_reversed(Text *out, uint64_t n, int base, int least)
{
    for (; n > 0 || least > 0; n /= (uint64_t)base, least--)
        text_char(out, digit_letters[n % (uint64_t)base]);
}

void integer_print(Cx *cx, Text *out, Value a, int base)
{
    if (a.tag == TAG_int && base == 10) {
        text_print(out, "%lld", (long long)a.i);
        return;
    }
    if (is_negative(a))
        text_char(out, '-');
    Text reversed = {0};
    if (a.tag == TAG_int) {
        print_reversed(&reversed, a.i < 0 ? 0 - (uint64_t)a.i : (uint64_t)a.i, base, 1);
    } else {
        int digits;
        mp_digit chunk = chunk_of(base, &digits), rest;
        mp_int n;
        must(mp_init(&n));
        must(mp_abs(&a.big->n, &n));
        while (!mp_iszero(&n) && !(n.used > LONG_DIGITS && long_stops(cx))) {
            must(mp_div_d(&n, chunk, &n, &rest));
            print_reversed(&reversed, rest, base, mp_iszero(&n) ? 0 : digits);
        }
        mp_clear(&n);
    }
    for (size_t i = reversed.len; i-- > 0;)
        text_char(out, reversed.at[i]);
    text_free(&reversed);
}

static int digit_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'Z')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'z' ? c - 'a' + 10 : 99;
}

/* POISON when it has too many bits or is interrupted. */
static Value parse_long(Cx *cx, Str digits, int base)
{
    int most;
    mp_digit chunk = chunk_of(base, &most);
    mp_int n;
    must(mp_init(&n));
    for (size_t i = 0; i < digits.len;) {
        size_t count = (digits.len - i) % (size_t)most; /* the first part may be short */
        count = count ? count : (size_t)most;
        mp_digit part = 0;
        for (size_t end = i + count; i < end; i++)
            part = part * (mp_digit)base + (mp_digit)digit_value(digits.at[i]);
        must(mp_mul_d(&n, chunk, &n));
        must(mp_add_d(&n, part, &n));
        if (n.used > LONG_DIGITS && long_stops(cx)) {
            mp_clear(&n);
            return POISON;
        }
    }
    return settle(&n);
}

bool integer_parse(Cx *cx, Str digits, int base, Value *out)
{
    bool negative = digits.len > 0 && digits.at[0] == '-';
    if (negative || (digits.len > 0 && digits.at[0] == '+'))
        digits = str_slice(digits, 1, digits.len);
    if (digits.len == 0 || digits.len > MOST_BITS)
        return false;
    uint64_t n = 0;
    bool is_long = false;
    for (size_t i = 0; i < digits.len; i++) {
        int d = digit_value(digits.at[i]);
        if (d >= base)
            return false;
        is_long = is_long || __builtin_mul_overflow(n, (uint64_t)base, &n) ||
                  __builtin_add_overflow(n, (uint64_t)d, &n) || n > INT64_MAX;
    }
    Value v = is_long ? parse_long(cx, digits, base) : value_int((int64_t)n);
    if (v.tag == TAG_poison)
        return false;
    if (negative) {
        Value positive = v;
        v = integer_negate(positive);
        value_free(positive);
    }
    *out = v;
    return true;
}

Value value_integer_of_digits(Str digits)
{
    Value v;
    return integer_parse(NULL, digits, 10, &v) ? v : POISON;
}
