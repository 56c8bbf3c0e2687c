/* native_random.c - :rand with the generator exsss: Erlang's own sequences.

   A state is {:exsss, [s1 | s0]}, two words of 58 bits, and is also its exported form; the process
   dictionary holds the current one. Xorshift116** by S. Vigna, seeded by splitmix64; normal numbers
   by the ziggurat of Marsaglia and Tsang with 256 strips; uniform_real with every bit that a float
   near zero has. */
#include "lang/native.h"
#include "lang/vm_state.h"

#include <math.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MASK58 ((UINT64_C(1) << 58) - 1)

typedef struct Exsss {
    uint64_t s1, s0;
} Exsss;

static const struct {
    uint64_t inside;
    double width, height;
} strips[256] = {
#define STRIP(inside, width, height) {inside, width, height},
#include "lang/ziggurat.def"
#undef STRIP
};

/* --- the generator --- */

static uint64_t splitmix(uint64_t *x)
{
    uint64_t z = *x += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* A seed word: 58 bits that are not all zero. */
static uint64_t seed58(uint64_t *x)
{
    uint64_t z;
    do
        z = splitmix(x) & MASK58;
    while (z == 0);
    return z;
}

static uint64_t exsss_next(Exsss *r)
{
    uint64_t s0 = r->s0, s1 = r->s1;
    uint64_t v = (s0 * 5) & MASK58;
    v = ((v << 7) & MASK58) | (v >> 51);
    v = (v * 9) & MASK58;
    s1 ^= (s1 << 24) & MASK58;
    s1 ^= s0 ^ (s1 >> 11) ^ (s0 >> 41);
    *r = (Exsss){s0, s1};
    return v;
}

/* --- states as values --- */

static Value exsss_value(Exsss r)
{
    Value words = value_cons(value_int((int64_t)r.s1), value_int((int64_t)r.s0));
    return TUPLE(value_atom(SYM_exsss), words);
}

static bool exsss_of(Value v, Exsss *out)
{
    if (v.tag != TAG_tuple || v.tuple->len != 2 || v.tuple->at[1].tag != TAG_cons ||
        !is_atom(v.tuple->at[0], SYM_exsss))
        return false;
    Cons *words = v.tuple->at[1].cons;
    *out = (Exsss){integer_low_bits(words->head) & MASK58, integer_low_bits(words->tail) & MASK58};
    return true;
}

static Value current(Vm *vm)
{
    return map_at(*vm_dictionary(vm), value_atom(SYM_rand_seed));
}

/* In place when nobody else has the state. */
static void exsss_store(Vm *vm, Exsss r)
{
    Value v = current(vm), *all = vm_dictionary(vm);
    vm->effects++;
    if (v.tag == TAG_tuple && is_unique(v) && v.tuple->len == 2 && v.tuple->at[1].tag == TAG_cons &&
        is_unique(v.tuple->at[1]) && is_unique(*all)) {
        v.tuple->at[1].cons->head = value_int((int64_t)r.s1);
        v.tuple->at[1].cons->tail = value_int((int64_t)r.s0);
        return;
    }
    *all = map_with(vm, *all, value_atom(SYM_rand_seed), exsss_value(r));
}

static Exsss exsss_fresh(void)
{
    Exsss r;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    uint64_t x = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec + (uint64_t)getpid();
    r.s1 = seed58(&x);
    r.s0 = seed58(&x);
    return r;
}

static Exsss exsss_load(Vm *vm)
{
    Exsss r;
    return exsss_of(current(vm), &r) ? r : exsss_fresh();
}

/* The last argument, a state; false after FunctionClauseError. */
static bool state_of(Vm *vm, const Value *args, int count, const char *function, Exsss *out)
{
    if (exsss_of(args[count - 1], out))
        return true;
    vm_no_clause(vm, function, count);
    return false;
}

static Value with_state(Value v, Exsss r)
{
    return v.tag == TAG_poison ? v : TUPLE(v, exsss_value(r));
}

/* --- seeding --- */

static bool exsss_seed(Value seed, Exsss *out)
{
    if (is_integer(seed)) {
        uint64_t x = integer_low_bits(seed);
        out->s1 = seed58(&x);
        out->s0 = seed58(&x);
        return true;
    }
    if (exsss_of(seed, out))
        return true;
    if (seed.tag == TAG_cons) { /* one or two words */
        Value second = seed.cons->tail.tag == TAG_cons ? seed.cons->tail.cons->head : value_int(0);
        out->s1 = is_integer(seed.cons->head) ? integer_low_bits(seed.cons->head) & MASK58 : 0;
        out->s0 = is_integer(second) ? integer_low_bits(second) & MASK58 : 0;
        return is_integer(seed.cons->head) && is_integer(second) && (out->s1 | out->s0) != 0;
    }
    if (seed.tag != TAG_tuple || seed.tuple->len != 3)
        return false;
    for (int i = 0; i < 3; i++)
        if (!is_integer(seed.tuple->at[i]))
            return false;
    uint64_t x = integer_low_bits(seed.tuple->at[0]);
    seed58(&x);
    x ^= integer_low_bits(seed.tuple->at[1]);
    out->s1 = seed58(&x);
    x ^= integer_low_bits(seed.tuple->at[2]);
    out->s0 = seed58(&x);
    return true;
}

/* :rand.seed_s(algorithm or state), :rand.seed_s(algorithm, seed) */
NATIVE(fn_rand_seed_s)
{
    Exsss r;
    Sym name = args[0].tag == TAG_atom ? args[0].atom : SYM_nil;
    bool known = name == SYM_exsss || name == vm_atom(vm, "default").atom;
    if (count == 1 && known)
        r = exsss_fresh();
    else if ((count == 2 && !known) || !exsss_seed(args[count - 1], &r))
        return vm_fail(vm, EXC_ArgumentError,
                       "cnx knows the generator :exsss, seeded by an integer or three");
    return exsss_value(r);
}

NATIVE(fn_rand_seed)
{
    Value state = fn_rand_seed_s(vm, args, count);
    Exsss r;
    if (exsss_of(state, &r))
        exsss_store(vm, r);
    return state;
}

NATIVE(fn_rand_export)
{
    Exsss r;
    if (count == 1)
        return state_of(vm, args, count, ":rand.export_seed_s", &r) ? exsss_value(r) : POISON;
    return exsss_of(current(vm), &r) ? exsss_value(r) : vm_atom(vm, "undefined");
}

/* --- uniform numbers --- */

/* A number of `bits` or more bits, made of whole draws after the first one; counts them in *bits.
 */
static Value draw_wide(Vm *vm, Exsss *r, uint64_t first, int64_t *bits)
{
    Value v = value_int((int64_t)first);
    int64_t have = 58;
    for (; have < *bits; have += 58) {
        Value shifted = integer_shift(vm, v, 58), next = value_int((int64_t)exsss_next(r));
        value_free(v);
        v = integer_add(shifted, next);
        value_free(shifted);
    }
    *bits = have;
    return v;
}

static int64_t bit_length(Value n)
{
    Text digits = {0};
    integer_print(NULL, &digits, n, 2);
    int64_t length = (int64_t)digits.len;
    text_free(&digits);
    return length;
}

/* 1..range for a range of more than 2^58. */
static Value draw_big(Vm *vm, Exsss *r, Value range)
{
    Value one = value_int(1), less = integer_subtract(range, one),
          both = integer_bitwise(range, less, '&');
    bool is_power = both.tag == TAG_int && both.i == 0;
    int64_t length = bit_length(range);
    value_free(both);
    for (;;) {
        /* Draws are added while the range, shifted right by those there, leaves more than one. */
        int64_t bits = is_power ? length - 1 : length + 1;
        Value v = draw_wide(vm, r, exsss_next(r), &bits), found = POISON;
        if (is_power) {
            found = integer_bitwise(v, less, '&');
        } else {
            Value i = integer_remainder(vm_cx(vm), v, range), base = integer_subtract(v, i);
            Value top = integer_shift(vm, one, bits), room = integer_subtract(top, range);
            if (integer_compare(base, room) <= 0)
                found = value_ref(i);
            value_free(i);
            value_free(base);
            value_free(top);
            value_free(room);
        }
        value_free(v);
        if (found.tag != TAG_poison) {
            Value result = integer_add(found, one);
            value_free(found);
            value_free(less);
            return result;
        }
    }
}

/* 1..range without bias: draws in the last, partial stretch of the generator are drawn again. */
static Value draw_range(Vm *vm, Exsss *r, Value range)
{
    if (range.tag == TAG_big || range.i > INT64_C(1) << 58)
        return draw_big(vm, r, range);
    uint64_t n = (uint64_t)range.i;
    for (;;) {
        uint64_t v = exsss_next(r), i = v % n;
        if (v < n || v - i <= (UINT64_C(1) << 58) - n)
            return value_int((int64_t)i + 1);
    }
}

static double draw_unit(Exsss *r)
{
    return (double)(exsss_next(r) >> 5) * 0x1p-53;
}

static bool is_range(Value v)
{
    return is_integer(v) && integer_compare(v, value_int(1)) >= 0;
}

NATIVE(fn_rand_uniform)
{
    if (count == 1 && !is_range(args[0]))
        return vm_no_clause(vm, ":rand.uniform_s", 2);
    Exsss r = exsss_load(vm);
    Value v = count ? draw_range(vm, &r, args[0]) : value_float(draw_unit(&r));
    exsss_store(vm, r);
    return v;
}

/* :rand.uniform_s(state), :rand.uniform_s(range, state) */
NATIVE(fn_rand_uniform_s)
{
    Exsss r;
    if (count == 2 && !is_range(args[0]))
        return vm_no_clause(vm, ":rand.uniform_s", 2);
    if (!state_of(vm, args, count, ":rand.uniform_s", &r))
        return POISON;
    Value v = count == 2 ? draw_range(vm, &r, args[0]) : value_float(draw_unit(&r));
    return with_state(v, r);
}

static int top_bit(uint64_t x)
{
    return 64 - __builtin_clzll(x);
}

/* In (0, 1), with all 53 bits of a float wherever it lies: leading zeros make room for more. */
static double draw_real(Exsss *r)
{
    for (int place = -56; place > -1064; place -= 56) {
        uint64_t m = exsss_next(r) >> 2;
        if (m == 0)
            continue;
        int bits = top_bit(m);
        if (bits >= 53)
            return ldexp((double)(m >> (bits - 53)), place + bits - 53);
        int missing = 53 - bits;
        uint64_t more = exsss_next(r);
        return ldexp((double)(m << missing | more >> (58 - missing)), place - missing);
    }
    return draw_real(r);
}

NATIVE(fn_rand_uniform_real)
{
    Exsss r = exsss_load(vm);
    double x = draw_real(&r);
    exsss_store(vm, r);
    return value_float(x);
}

NATIVE(fn_rand_uniform_real_s)
{
    Exsss r;
    if (!state_of(vm, args, count, ":rand.uniform_real_s", &r))
        return POISON;
    double x = draw_real(&r);
    return with_state(value_float(x), r);
}

/* --- normal numbers --- */

/* Where the tail begins. */
static const double tail = 3.6541528853610088;

static double draw_tail(Exsss *r)
{
    for (;;) {
        double x = -(1 / tail) * log(draw_unit(r)), y = -log(draw_unit(r));
        if (y + y > x * x)
            return tail + x;
    }
}

static double draw_normal(Exsss *r)
{
    for (;;) {
        uint64_t v = exsss_next(r), m = v >> 7;
        bool is_negative = v >> 6 & 1;
        unsigned i = m & 255;
        double x = (double)m * strips[i].width;
        if (m < strips[i].inside)
            return is_negative ? -x : x;
        if (i == 0)
            return is_negative ? -draw_tail(r) : draw_tail(r);
        double low = strips[i].height;
        if ((strips[i - 1].height - low) * draw_unit(r) + low < exp(-0.5 * x * x))
            return is_negative ? -x : x;
    }
}

NATIVE(fn_rand_normal)
{
    double mean = 0, variance = 1;
    if (count == 2 && (!number_double(args[0], &mean) || !number_double(args[1], &variance)))
        return fail_arithmetic(vm);
    Exsss r = exsss_load(vm);
    double x = draw_normal(&r);
    exsss_store(vm, r);
    return finite_float(vm, count == 2 ? mean + sqrt(variance) * x : x);
}

/* :rand.normal_s(state), :rand.normal_s(mean, variance, state) */
NATIVE(fn_rand_normal_s)
{
    double mean = 0, variance = 1;
    Exsss r;
    if (count == 3 &&
        (!number_double(args[0], &mean) || !number_double(args[1], &variance) || !(variance > 0)))
        return vm_no_clause(vm, ":rand.normal_s", 3);
    if (!state_of(vm, args, count, ":rand.normal_s", &r))
        return POISON;
    double x = draw_normal(&r);
    return with_state(finite_float(vm, count == 3 ? mean + sqrt(variance) * x : x), r);
}

/* --- bytes --- */

/* Seven bytes a draw, high ones first, but the last draw, of one to seven (or none) bytes, is cut
   to 56 bits from below. */
static Value draw_bytes(Exsss *r, size_t count)
{
    char *at;
    Value v = value_binary_new(count, &at);
    size_t i = 0;
    for (; count - i > 7; i += 7) {
        uint64_t word = exsss_next(r) >> 2;
        for (size_t k = 0; k < 7; k++)
            at[i + k] = (char)(word >> (48 - 8 * k));
    }
    uint64_t word = exsss_next(r);
    for (size_t k = 0; i + k < count; k++)
        at[i + k] = (char)(word >> (48 - 8 * k));
    return v;
}

enum { MOST_BYTES = 1 << 30 };

NATIVE(fn_rand_bytes)
{
    if (!is_size(args[0], 0) || args[0].i > MOST_BYTES)
        return vm_no_clause(vm, ":rand.bytes_s", 2);
    Exsss r = exsss_load(vm);
    Value v = draw_bytes(&r, (size_t)args[0].i);
    exsss_store(vm, r);
    return v;
}

NATIVE(fn_rand_bytes_s)
{
    Exsss r;
    if (!is_size(args[0], 0) || args[0].i > MOST_BYTES)
        return vm_no_clause(vm, ":rand.bytes_s", 2);
    if (!state_of(vm, args, count, ":rand.bytes_s", &r))
        return POISON;
    Value v = draw_bytes(&r, (size_t)args[0].i);
    return with_state(v, r);
}

/* --- jumps --- */

/* The state that 2^64 draws later would be. */
static Exsss jumped(Exsss r)
{
    static const uint64_t words[] = {UINT64_C(0x02f8ea6bc32c797), UINT64_C(0x345d2a0f85f788c)};
    Exsss sum = {0, 0};
    for (int w = 0; w < 2; w++)
        for (int bit = 0; bit < 58; bit++) {
            if (words[w] >> bit & 1)
                sum = (Exsss){sum.s1 ^ r.s1, sum.s0 ^ r.s0};
            exsss_next(&r);
        }
    return sum;
}

NATIVE(fn_rand_jump)
{
    Exsss r;
    if (count == 1)
        return state_of(vm, args, count, ":rand.jump", &r) ? exsss_value(jumped(r)) : POISON;
    r = jumped(exsss_load(vm));
    exsss_store(vm, r);
    return exsss_value(r);
}
