/* decompose_map.c - bodies of elementwise operations on real numbers. Those of functions keep their
   digits where the plain formula would cancel; complex operands have decompose_complex.c. */
#include "transform/decompose.h"

#include <math.h>

/* a in the dtype in which y computes. */
static Node *in_type(Rule *k, Node *a, const Node *y)
{
    return rule_cast(k, a, dtype_of(y));
}

/* size with the sign of x. */
static Node *signed_as(Rule *k, Node *size, Node *x)
{
    return pick(is_less(x, num(0, size)), neg(size), size);
}

static Node *either(Rule *k, Node *a, Node *b)
{
    return rule_op(k, OP_logical_or, a, b, NULL);
}

/* --- functions --- */

/* (u - 1) x / log u for u = exp x: the errors of both parts cancel (W. Kahan). */
DECOMPOSE(expm1)
{
    Node *a = in_type(k, x[0], y), *one = num(1, y), *u = apply(exp, a), *less = sub(u, one);
    if (is_complex(y)) {
        out[0] = less;
        return;
    }
    Node *small = is_less(apply(abs, a), num(0.5, y));
    Node *near = pick(equals(u, one), a, over(mul(less, a), apply(log, u)));
    out[0] = pick(small, near, less);
}

/* log u x / (u - 1) for u = 1 + x, likewise. */
DECOMPOSE(log1p)
{
    Node *a = in_type(k, x[0], y), *one = num(1, y), *u = add(one, a);
    if (is_complex(y)) {
        out[0] = apply(log, u);
        return;
    }
    Node *small = is_less(apply(abs, a), num(0.5, y));
    Node *near = pick(equals(u, one), a, over(mul(apply(log, u), a), sub(u, one)));
    out[0] = pick(small, near, apply(log, u));
}

DECOMPOSE(sigmoid)
{
    Node *a = in_type(k, x[0], y), *one = num(1, y);
    if (is_complex(y)) {
        out[0] = over(one, add(one, apply(exp, neg(a))));
        return;
    }
    Node *e = apply(exp, neg(apply(abs, a)));
    out[0] = over(pick(at_least(a, num(0, y)), one, e), add(one, e));
}

DECOMPOSE(tan)
{
    Node *a = in_type(k, x[0], y);
    out[0] = over(apply(sin, a), apply(cos, a));
}

/* (h^2 + h^-2) / 2 for h = exp(|x| / 2), which is still finite where the result is. */
DECOMPOSE(cosh)
{
    Node *a = in_type(k, x[0], y), *half = num(0.5, y);
    Node *h = apply(exp, mul(half, is_complex(y) ? a : apply(abs, a)));
    out[0] = add(mul(mul(half, h), h), over(over(half, h), h));
}

DECOMPOSE(sinh)
{
    Node *a = in_type(k, x[0], y), *half = num(0.5, y);
    if (is_complex(y)) {
        Node *h = apply(exp, mul(half, a));
        out[0] = sub(mul(mul(half, h), h), over(over(half, h), h));
        return;
    }
    Node *size = apply(abs, a), *m = apply(expm1, size), *h = apply(exp, mul(half, size));
    Node *small = mul(half, add(m, over(m, add(m, num(1, y)))));
    Node *middle = sub(mul(mul(half, h), h), over(over(half, h), h));
    out[0] = signed_as(k, pick(is_less(size, num(1, y)), small, middle), a);
}

DECOMPOSE(tanh)
{
    Node *a = in_type(k, x[0], y), *two = num(2, y);
    if (is_complex(y)) {
        out[0] = over(apply(sinh, a), apply(cosh, a));
        return;
    }
    Node *m = apply(expm1, mul(num(-2, y), apply(abs, a)));
    out[0] = signed_as(k, neg(over(m, add(m, two))), a);
}

DECOMPOSE(asin)
{
    Node *a = in_type(k, x[0], y), *one = num(1, y);
    if (!is_complex(y))
        out[0] = rule_op(k, OP_atan2, a, apply(sqrt, mul(sub(one, a), add(one, a))), NULL);
}

DECOMPOSE(acos)
{
    Node *a = in_type(k, x[0], y), *one = num(1, y);
    if (!is_complex(y))
        out[0] = mul(num(2, y), rule_op(k, OP_atan2, apply(sqrt, sub(one, a)),
                                        apply(sqrt, add(one, a)), NULL));
}

DECOMPOSE(atan)
{
    if (!is_complex(y))
        out[0] = rule_op(k, OP_atan2, in_type(k, x[0], y), num(1, y), NULL);
}

/* Where 1 + x^2 is x^2 log(2x), else log1p of what is small where x is. */
DECOMPOSE(asinh)
{
    Node *size = apply(abs, in_type(k, x[0], y)), *one = num(1, y), *s2 = square(size);
    if (is_complex(y))
        return;
    Node *near = apply(log1p, add(size, over(s2, add(one, apply(sqrt, add(one, s2))))));
    Node *far = add(apply(log, size), num(M_LN2, y));
    out[0] = signed_as(k, pick(is_less(size, num(1e8, y)), near, far), x[0]);
}

DECOMPOSE(acosh)
{
    Node *a = in_type(k, x[0], y), *t = sub(a, num(1, y));
    if (is_complex(y))
        return;
    Node *near = apply(log1p, add(t, apply(sqrt, add(mul(num(2, y), t), square(t)))));
    Node *far = add(apply(log, a), num(M_LN2, y));
    out[0] = pick(exceeds(a, num(1e8, y)), far, near);
}

DECOMPOSE(atanh)
{
    Node *a = in_type(k, x[0], y);
    if (is_complex(y))
        return;
    Node *size = apply(abs, a);
    Node *part = over(mul(num(2, y), size), sub(num(1, y), size));
    out[0] = signed_as(k, mul(num(0.5, y), apply(log1p, part)), a);
}

DECOMPOSE(rsqrt)
{
    out[0] = over(num(1, y), apply(sqrt, in_type(k, x[0], y)));
}

/* exp(log |x| / 3), and a step of Newton's method for its last digits. */
DECOMPOSE(cbrt)
{
    Node *a = in_type(k, x[0], y), *third = num(1.0 / 3, y);
    if (is_complex(y))
        return;
    Node *size = apply(abs, a), *t = apply(exp, mul(third, apply(log, size)));
    Node *better = sub(t, mul(third, sub(t, over(size, square(t)))));
    Node *plain = either(k, equals(size, num(0, y)), apply(is_infinity, size));
    out[0] = signed_as(k, pick(plain, size, better), a);
}

/* --- rounding and signs --- */

DECOMPOSE(ceil)
{
    out[0] = dtype_is_integer(dtype_of(y)) ? x[0] : neg(apply(floor, neg(x[0])));
}

/* Half away from zero: the part behind the point is exact. */
DECOMPOSE(round)
{
    if (dtype_is_integer(dtype_of(y))) {
        out[0] = x[0];
        return;
    }
    Node *size = apply(abs, x[0]), *whole = apply(floor, size);
    Node *up = at_least(sub(size, whole), num(0.5, y));
    Node *rounded = pick(up, add(whole, num(1, y)), whole);
    Node *zero = num(0, y);
    out[0] = pick(equals(rounded, zero), zero, signed_as(k, rounded, x[0]));
    out[0] = pick(unequal(x[0], x[0]), x[0], out[0]);
}

DECOMPOSE(negate)
{
    DType t = dtype_of(y);
    out[0] = dtype_is_integer(t) ? sub(number_of(k, 0, t), x[0]) : mul(x[0], num(-1, y));
}

DECOMPOSE(sign)
{
    DType t = dtype_of(y);
    if (dtype_is_complex(t))
        return;
    Node *zero = number_of(k, 0, t), *one = number_of(k, 1, t);
    Node *below = dtype_info[t].class_ == DCLASS_u
                      ? x[0]
                      : pick(is_less(x[0], zero), number_of(k, -1, t), x[0]);
    out[0] = pick(exceeds(x[0], zero), one, below);
}

/* |a + bi| as the larger part times sqrt(1 + r^2), r the ratio of the parts. */
static Node *complex_abs(Rule *k, Node *z, Node *y)
{
    Node *a = apply(abs, apply(real, z)), *b = apply(abs, apply(imag, z));
    Node *small = pick(is_less(a, b), a, b), *large = pick(is_less(a, b), b, a);
    Node *zero = num(0, y), *r = over(small, large);
    Node *size = mul(large, apply(sqrt, add(num(1, y), square(r))));
    Node *plain = either(k, equals(large, zero), apply(is_infinity, large));
    return pick(plain, large, size);
}

DECOMPOSE(abs)
{
    if (is_complex(x[0])) {
        out[0] = complex_abs(k, x[0], y);
        return;
    }
    DType t = dtype_of(x[0]);
    Node *zero = number_of(k, 0, t);
    out[0] =
        dtype_info[t].class_ == DCLASS_u ? x[0] : pick(exceeds(x[0], zero), x[0], sub(zero, x[0]));
}

DECOMPOSE(is_nan)
{
    out[0] = unequal(x[0], x[0]);
}

DECOMPOSE(is_infinity)
{
    DType t = dtype_of(x[0]);
    if (dtype_is_complex(t)) {
        out[0] =
            either(k, apply(is_infinity, apply(real, x[0])), apply(is_infinity, apply(imag, x[0])));
        return;
    }
    if (dtype_is_integer(t)) {
        out[0] = number_of(k, 0, DTYPE_u8);
        return;
    }
    Node *inf = number_of(k, INFINITY, t), *less = number_of(k, -INFINITY, t);
    out[0] = either(k, equals(x[0], inf), equals(x[0], less));
}

/* NaN wins; of integers the second comparison never holds. */
DECOMPOSE(max)
{
    Node *a = in_type(k, x[0], y), *b = in_type(k, x[1], y);
    out[0] = pick(either(k, at_least(a, b), unequal(a, a)), a, b);
}

DECOMPOSE(clip)
{
    Node *low = in_type(k, x[1], y), *high = in_type(k, x[2], y);
    out[0] = least(rule_op(k, OP_max, x[0], low, NULL), high);
}

/* --- logic and integers --- */

static Node *truth(Rule *k, Node *a)
{
    return unequal(a, number_of(k, 0, dtype_of(a)));
}

DECOMPOSE(logical_and)
{
    out[0] = bits_and(truth(k, x[0]), truth(k, x[1]));
}

DECOMPOSE(logical_or)
{
    out[0] = bits_or(truth(k, x[0]), truth(k, x[1]));
}

DECOMPOSE(logical_xor)
{
    out[0] = bits_xor(truth(k, x[0]), truth(k, x[1]));
}

/* Of integers; of floats it is no short matter. */
DECOMPOSE(remainder)
{
    Node *a = in_type(k, x[0], y), *b = in_type(k, x[1], y);
    if (dtype_is_integer(dtype_of(y)))
        out[0] = sub(a, mul(b, rule_op(k, OP_quotient, a, b, NULL)));
}

static Node *u64(Rule *k, uint64_t x)
{
    Type type = {DTYPE_u64, {0}};
    return graph_constant(k->cx, k->g, type, scalar_u(x), k->span);
}

/* The bits of an integer, in the low ones of a u64. */
static Node *low_bits(Rule *k, Node *a)
{
    int bits = dtype_info[dtype_of(a)].bits;
    Node *wide = rule_cast(k, a, DTYPE_u64);
    return bits == 64 ? wide : bits_and(wide, u64(k, (UINT64_C(1) << bits) - 1));
}

/* Sums of neighbours: of bits, pairs, fours, then of all bytes by one product. */
static Node *count_ones(Rule *k, Node *n)
{
    Node *odd = u64(k, 0x5555555555555555u), *pairs = u64(k, 0x3333333333333333u);
    Node *fours = u64(k, 0x0f0f0f0f0f0f0f0fu);
    n = sub(n, bits_and(shift_down(n, u64(k, 1)), odd));
    n = add(bits_and(n, pairs), bits_and(shift_down(n, u64(k, 2)), pairs));
    n = bits_and(add(n, shift_down(n, u64(k, 4))), fours);
    return shift_down(mul(n, u64(k, 0x0101010101010101u)), u64(k, 56));
}

DECOMPOSE(population_count)
{
    out[0] = count_ones(k, low_bits(k, x[0]));
}

/* The width less the ones once everything below the highest one is one. */
DECOMPOSE(count_leading_zeros)
{
    Node *n = low_bits(k, x[0]);
    for (uint64_t by = 1; by < 64; by *= 2)
        n = bits_or(n, shift_down(n, u64(k, by)));
    out[0] = sub(u64(k, (uint64_t)dtype_info[dtype_of(x[0])].bits), count_ones(k, n));
}

/* See eval/element.h: words of 32 bits in the low halves of u64. */
DECOMPOSE(threefry2x32)
{
    static const unsigned char turns[] = {13, 15, 26, 6, 17, 29, 16, 24};
    Node *mask = u64(k, 0xffffffffu), *half = u64(k, 32), *keys[3], *words[2];
#define WORD(a) bits_and(a, mask)
    keys[0] = shift_down(x[0], half);
    keys[1] = WORD(x[0]);
    keys[2] = bits_xor(u64(k, 0x1BD11BDAu), bits_xor(keys[0], keys[1]));
    words[0] = WORD(add(shift_down(x[1], half), keys[0]));
    words[1] = WORD(add(x[1], keys[1]));
    for (unsigned round = 0; round < 20; round++) {
        uint64_t by = turns[round % 8];
        words[0] = WORD(add(words[0], words[1]));
        Node *turned = WORD(shift_up(words[1], u64(k, by)));
        turned = bits_or(turned, shift_down(words[1], u64(k, 32 - by)));
        words[1] = bits_xor(turned, words[0]);
        unsigned step = round / 4 + 1;
        if (round % 4 == 3) {
            words[0] = WORD(add(words[0], keys[step % 3]));
            words[1] = WORD(add(add(words[1], keys[(step + 1) % 3]), u64(k, step)));
        }
    }
#undef WORD
    out[0] = bits_or(shift_up(words[0], half), words[1]);
}
