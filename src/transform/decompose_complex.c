/* decompose_complex.c - bodies of operations on complex numbers by their real and imaginary parts;
   of real ones these operations have none. */
#include "transform/decompose.h"

Parts parts_in(Rule *k, Node *a, DType t)
{
    if (dtype_is_complex(dtype_of(a)))
        return (Parts){rule_cast(k, apply(real, a), t), rule_cast(k, apply(imag, a), t)};
    return (Parts){rule_cast(k, a, t), number_of(k, 0, t)};
}

Parts parts_of(Rule *k, Node *a, const Node *y)
{
    return parts_in(k, a, dtype_to_real(is_complex(y) ? dtype_of(y) : dtype_of(a)));
}

#define IF_COMPLEX                                                                                 \
    if (!is_complex(y))                                                                            \
        return;                                                                                    \
    Parts a = parts_of(k, x[0], y)

/* What rounds more than once is done in f64: each part of a c64 is then rounded well. */
#define IF_COMPLEX_WIDE                                                                            \
    if (!is_complex(y))                                                                            \
        return;                                                                                    \
    Parts a = parts_in(k, x[0], DTYPE_f64)

DECOMPOSE(conjugate)
{
    IF_COMPLEX;
    out[0] = pair(a.re, neg(a.im));
}

DECOMPOSE(add)
{
    IF_COMPLEX;
    Parts b = parts_of(k, x[1], y);
    out[0] = pair(add(a.re, b.re), add(a.im, b.im));
}

DECOMPOSE(subtract)
{
    IF_COMPLEX;
    Parts b = parts_of(k, x[1], y);
    out[0] = pair(sub(a.re, b.re), sub(a.im, b.im));
}

DECOMPOSE(multiply)
{
    IF_COMPLEX_WIDE;
    Parts b = parts_in(k, x[1], DTYPE_f64);
    out[0] = pair(sub(mul(a.re, b.re), mul(a.im, b.im)), add(mul(a.re, b.im), mul(a.im, b.re)));
}

/* Neither infinite nor NaN. */
static Node *is_number(Rule *k, Node *a)
{
    return equals(sub(a, a), num(0, a));
}

/* Both parts over the larger part of the divisor, so that no square overflows (R. L. Smith). */
DECOMPOSE(divide)
{
    IF_COMPLEX_WIDE;
    Parts b = parts_in(k, x[1], DTYPE_f64);
    Node *wide = at_least(apply(abs, b.re), apply(abs, b.im));
    Node *large = pick(wide, b.re, b.im), *small = pick(wide, b.im, b.re);
    Node *r = over(small, large), *d = add(large, mul(small, r));
    Node *re = pick(wide, add(a.re, mul(a.im, r)), add(mul(a.re, r), a.im));
    Node *im = pick(wide, sub(a.im, mul(a.re, r)), sub(mul(a.im, r), a.re));
    Node *zero = num(0, d),
         *far = rule_op(k, OP_logical_or, apply(is_infinity, b.re), apply(is_infinity, b.im), NULL);
    Node *near = rule_op(k, OP_logical_and, is_number(k, a.re), is_number(k, a.im), NULL);
    Node *none = both(far, near); /* a number over infinity */
    out[0] = pair(pick(none, zero, over(re, d)), pick(none, zero, over(im, d)));
}

DECOMPOSE(exp)
{
    IF_COMPLEX_WIDE;
    Node *size = apply(exp, a.re), *zero = num(0, size), *none = equals(size, zero);
    out[0] = pair(pick(none, zero, mul(size, apply(cos, a.im))),
                  pick(none, zero, mul(size, apply(sin, a.im))));
}

DECOMPOSE(log)
{
    IF_COMPLEX_WIDE;
    out[0] = pair(apply(log, apply(abs, pair(a.re, a.im))), rule_op(k, OP_atan2, a.im, a.re, NULL));
}

/* sin(a + bi) = sin a cosh b + i cos a sinh b */
DECOMPOSE(sin)
{
    IF_COMPLEX_WIDE;
    out[0] =
        pair(mul(apply(sin, a.re), apply(cosh, a.im)), mul(apply(cos, a.re), apply(sinh, a.im)));
}

DECOMPOSE(cos)
{
    IF_COMPLEX_WIDE;
    Node *im = neg(mul(apply(sin, a.re), apply(sinh, a.im)));
    out[0] = pair(mul(apply(cos, a.re), apply(cosh, a.im)), im);
}

/* t = sqrt((|z| + |a|) / 2) is one part, b / 2t the other; the sign of b is that of the imaginary
   one. */
DECOMPOSE(sqrt)
{
    IF_COMPLEX_WIDE;
    Node *zero = num(0, a.re), *half = num(0.5, a.re);
    Node *t = apply(sqrt, mul(half, add(apply(abs, pair(a.re, a.im)), apply(abs, a.re))));
    Node *other = pick(equals(t, zero), zero, over(mul(half, apply(abs, a.im)), t));
    Node *right = at_least(a.re, zero), *down = is_less(a.im, zero);
    Node *im = pick(right, other, t);
    out[0] = pair(pick(right, t, other), pick(down, neg(im), im));
}

DECOMPOSE(equal)
{
    if (!is_complex(x[0]) && !is_complex(x[1]))
        return;
    Parts a = parts_of(k, x[0], x[1]), b = parts_of(k, x[1], x[0]);
    out[0] = both(equals(a.re, b.re), equals(a.im, b.im));
}

DECOMPOSE(not_equal)
{
    if (!is_complex(x[0]) && !is_complex(x[1]))
        return;
    Parts a = parts_of(k, x[0], x[1]), b = parts_of(k, x[1], x[0]);
    out[0] = rule_op(k, OP_logical_or, unequal(a.re, b.re), unequal(a.im, b.im), NULL);
}
