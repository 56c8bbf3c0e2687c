/* integer_long.c - products by Karatsuba's split, quotients by long division of blocks of digits.
 */
#include "lang/integer_long.h"

#include "base/mem.h"

#include <string.h>

/* Digits of libtommath's: its product of two numbers so long takes less than 10 ms. It subtracts
   from all of the dividend for each digit of a quotient, so longer ones are divided block by
   block. */
enum { SHORT_PRODUCT = 8000, SHORT_DIVIDEND = 64, SHORT_BLOCK = 32, LONG_BLOCK = 512 };

void must(mp_err e)
{
    if (UNLIKELY(e != MP_OKAY))
        free(mem_alloc(PTRDIFF_MAX));
}

bool long_stops(Cx *cx)
{
    return cx != NULL && interrupted(cx);
}

/* The digits from `from` to `to` of |n|, which lasts as long as n and is only read. */
static mp_int part_of(const mp_int *n, int from, int to)
{
    mp_int part = *n;
    from = from < n->used ? from : n->used;
    to = to < n->used ? to : n->used;
    part.dp = n->dp + from;
    part.used = to - from;
    part.sign = MP_ZPOS;
    while (part.used > 0 && part.dp[part.used - 1] == 0)
        part.used--;
    return part;
}

/* out = |a| |b|, where the longer is cut into pieces of the shorter's length. */
static bool multiply_pieces(Cx *cx, const mp_int *a, const mp_int *b, mp_int *out)
{
    int size = b->used;
    bool good = true;
    mp_int product;
    must(mp_init(&product));
    mp_zero(out);
    for (int at = (a->used - 1) / size * size; good && at >= 0; at -= size) {
        mp_int piece = part_of(a, at, at + size);
        good = long_multiply(cx, &piece, b, &product);
        must(mp_lshd(out, size));
        must(mp_add(out, &product, out));
    }
    mp_clear(&product);
    return good;
}

/* (a1 B + a0)(b1 B + b0) = a1 b1 B^2 + ((a1 + a0)(b1 + b0) - a1 b1 - a0 b0) B + a0 b0. */
static bool multiply_halves(Cx *cx, const mp_int *a, const mp_int *b, mp_int *out)
{
    int half = (a->used + 1) / 2;
    mp_int a0 = part_of(a, 0, half), a1 = part_of(a, half, a->used);
    mp_int b0 = part_of(b, 0, half), b1 = part_of(b, half, b->used);
    mp_int low, a01, b01, middle;
    must(mp_init_multi(&low, &a01, &b01, &middle, NULL));
    must(mp_add(&a0, &a1, &a01));
    must(mp_add(&b0, &b1, &b01));
    bool good = long_multiply(cx, &a0, &b0, &low) && long_multiply(cx, &a1, &b1, out) &&
                long_multiply(cx, &a01, &b01, &middle);
    if (good) {
        must(mp_sub(&middle, &low, &middle));
        must(mp_sub(&middle, out, &middle));
        must(mp_lshd(out, half));
        must(mp_add(out, &middle, out));
        must(mp_lshd(out, half));
        must(mp_add(out, &low, out));
    }
    mp_clear_multi(&low, &a01, &b01, &middle, NULL);
    return good;
}

bool long_multiply(Cx *cx, const mp_int *a, const mp_int *b, mp_int *out)
{
    if (a->used < b->used) {
        const mp_int *longer = b;
        b = a;
        a = longer;
    }
    if (b->used < SHORT_PRODUCT && (int64_t)a->used * b->used < (int64_t)SHORT_PRODUCT * 1000) {
        must(mp_mul(a, b, out));
        return true;
    }
    if (long_stops(cx))
        return false;
    mp_sign sign = a->sign == b->sign ? MP_ZPOS : MP_NEG;
    mp_int x = part_of(a, 0, a->used), y = part_of(b, 0, b->used);
    bool good;
    if (b->used <= a->used / 2 || b->used < SHORT_PRODUCT) {
        good = b->used > 0 && a->used > b->used ? multiply_pieces(cx, &x, &y, out)
                                                : mp_mul(&x, &y, out) == MP_OKAY;
    } else {
        good = multiply_halves(cx, &x, &y, out);
    }
    if (good && !mp_iszero(out))
        out->sign = sign;
    return good;
}

bool long_power(Cx *cx, const mp_int *base, uint32_t exponent, mp_int *out)
{
    bool good = true;
    mp_int next;
    must(mp_init(&next));
    mp_set(out, 1);
    for (int bit = 31; good && bit >= 0; bit--) {
        good = long_multiply(cx, out, out, &next);
        mp_exch(out, &next);
        if (good && exponent >> bit & 1) {
            good = long_multiply(cx, out, base, &next);
            mp_exch(out, &next);
        }
    }
    mp_clear(&next);
    return good;
}

/* Long division whose digits are blocks of `size` digits. */
static bool divide_blocks(Cx *cx, const mp_int *a, const mp_int *b, int size, mp_int *quotient,
                          mp_int *rest)
{
    mp_int part;
    must(mp_init(&part));
    must(mp_grow(quotient, a->used + size));
    memset(quotient->dp, 0, (size_t)quotient->alloc * sizeof(mp_digit));
    mp_zero(rest);
    bool good = true;
    for (int at = (a->used - 1) / size * size; good && at >= 0; at -= size) {
        mp_int block = part_of(a, at, at + size);
        must(mp_lshd(rest, size));
        must(mp_add(rest, &block, rest));
        must(mp_div(rest, b, &part, rest));
        memcpy(quotient->dp + at, part.dp, (size_t)part.used * sizeof(mp_digit));
        good = !long_stops(cx);
    }
    quotient->used = a->used;
    quotient->sign = MP_ZPOS;
    mp_clamp(quotient);
    mp_clear(&part);
    return good;
}

static bool divide_by_digit(const mp_int *a, mp_digit b, mp_int *quotient, mp_int *rest)
{
    mp_digit digit;
    must(mp_div_d(a, b, quotient, &digit));
    mp_set(rest, digit);
    return true;
}

/* As long as the divisor the fewest digits are gone through; not so long that it takes 10 ms. */
static int block_size(int divisor)
{
    return divisor < SHORT_BLOCK ? SHORT_BLOCK : divisor < LONG_BLOCK ? divisor : LONG_BLOCK;
}

bool long_divide(Cx *cx, const mp_int *a, const mp_int *b, mp_int *quotient, mp_int *remainder)
{
    if (a->used < SHORT_DIVIDEND || a->used < b->used) {
        must(mp_div(a, b, quotient, remainder));
        return true;
    }
    mp_int x = part_of(a, 0, a->used), y = part_of(b, 0, b->used), q, r;
    must(mp_init_multi(&q, &r, NULL));
    bool good = b->used == 1 ? divide_by_digit(&x, y.dp[0], &q, &r)
                             : divide_blocks(cx, &x, &y, block_size(b->used), &q, &r);
    if (!mp_iszero(&q))
        q.sign = a->sign == b->sign ? MP_ZPOS : MP_NEG;
    if (!mp_iszero(&r))
        r.sign = a->sign;
    if (quotient)
        mp_exch(&q, quotient);
    if (remainder)
        mp_exch(&r, remainder);
    mp_clear_multi(&q, &r, NULL);
    return good;
}
