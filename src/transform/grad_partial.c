/* grad_partial.c - the partial derivatives of elementwise ops. */
#include "transform/grad.h"

#include <math.h>

/* x - 1, 1 + x and 1 - x. Of a complex x the sign of a zero imaginary part, which says on what side
   of a branch cut x lies, stays what it is or turns, since only +0 is taken from it. */
static Node *less_one(Rule *k, Node *x, Node *y)
{
    return sub(x, num(1, y));
}

static Node *one_plus(Rule *k, Node *x, Node *y)
{
    return sub(x, num(-1, y));
}

static Node *one_less(Rule *k, Node *x, Node *y)
{
    return neg(less_one(k, x, y));
}

/* 1/sqrt(1 - x^2), as a product of roots with asin's branch cuts on the complex plane */
static Node *arc_slope(Rule *k, Node *x, Node *y)
{
    if (!dtype_is_complex(node_type(y)->dtype))
        return apply(rsqrt, sub(num(1, y), square(x)));
    return mul(apply(rsqrt, one_less(k, x, y)), apply(rsqrt, one_plus(k, x, y)));
}

/* For the test of those who check: one rule that is wrong. */
#ifdef CNX_WRONG_RULE
#define TANH_SLOPE_START 2
#else
#define TANH_SLOPE_START 1
#endif

/* clang-format off */

/* --- one operand --- */

PARTIAL(exp)     { d[0] = y; }
PARTIAL(expm1)   { d[0] = add(y, num(1, y)); }
PARTIAL(log)     { d[0] = over(num(1, y), x[0]); }
PARTIAL(log1p)   { d[0] = over(num(1, y), add(x[0], num(1, y))); }

/* (1 - y) y, where 1 - y = exp(-x) y does not cancel. It is rounded to 1 long before exp(-x)
   overflows, so it is taken no further down than that. */
PARTIAL(sigmoid)
{
    if (dtype_is_complex(node_type(y)->dtype)) {
        d[0] = mul(y, sub(num(1, y), y));
        return;
    }
    double largest = log(scalar_double(dtype_max_finite(node_type(y)->dtype)));
    Node *above = rule_op(k, OP_max, x[0], num(-fmin(0.9 * largest, 40), y), NULL);
    d[0] = mul(mul(apply(exp, neg(above)), apply(sigmoid, above)), y);
}

PARTIAL(sin)     { d[0] = apply(cos, x[0]); }
PARTIAL(cos)     { d[0] = neg(apply(sin, x[0])); }
PARTIAL(tan)     { d[0] = over(over(num(1, y), apply(cos, x[0])), apply(cos, x[0])); }
PARTIAL(asin)    { d[0] = arc_slope(k, x[0], y); }
PARTIAL(acos)    { d[0] = neg(arc_slope(k, x[0], y)); }
PARTIAL(atan)    { d[0] = over(num(1, y), add(num(1, y), square(x[0]))); }
PARTIAL(sinh)    { d[0] = apply(cosh, x[0]); }
PARTIAL(cosh)    { d[0] = apply(sinh, x[0]); }
PARTIAL(tanh)    { d[0] = sub(num(TANH_SLOPE_START, y), square(y)); }
PARTIAL(atanh)   { d[0] = over(num(1, y), sub(num(1, y), square(x[0]))); }

/* 1/sqrt((x-1)(x+1)); as a product of roots it has acosh's branch cut on the complex plane */
PARTIAL(acosh)
{
    d[0] = mul(apply(rsqrt, less_one(k, x[0], y)), apply(rsqrt, one_plus(k, x[0], y)));
}

/* 1/sqrt(1 + x^2); complex as the product of the roots of 1 + ix and 1 - ix */
PARTIAL(asinh)
{
    if (!dtype_is_complex(node_type(y)->dtype)) {
        d[0] = apply(rsqrt, add(square(x[0]), num(1, y)));
        return;
    }
    Node *re = apply(real, x[0]), *im = apply(imag, x[0]);
    Node *up = rule_op(k, OP_complex, sub(num(1, y), im), re, NULL);
    Node *down = rule_op(k, OP_complex, add(num(1, y), im), neg(re), NULL);
    d[0] = mul(apply(rsqrt, up), apply(rsqrt, down));
}

PARTIAL(sqrt)    { d[0] = over(num(0.5, y), y); }
PARTIAL(rsqrt)   { d[0] = over(mul(num(-0.5, y), y), x[0]); }
PARTIAL(cbrt)    { d[0] = over(num(1, y), mul(num(3, y), square(y))); }

/* erf' = 2/sqrt(pi) exp(-x^2) */
PARTIAL(erf)     { d[0] = mul(num(M_2_SQRTPI, y), apply(exp, neg(square(x[0])))); }
PARTIAL(erfc)    { d[0] = mul(num(-M_2_SQRTPI, y), apply(exp, neg(square(x[0])))); }
PARTIAL(erf_inv) { d[0] = mul(num(1 / M_2_SQRTPI, y), apply(exp, square(y))); }

PARTIAL(negate)  { d[0] = num(-1, y); }

/* --- two operands --- */

PARTIAL(add)      { D(0) = num(1, y);  D(1) = num(1, y); }
PARTIAL(subtract) { D(0) = num(1, y);  D(1) = num(-1, y); }
PARTIAL(multiply) { D(0) = x[1];       D(1) = x[0]; }

/* x0/x1: by x1 it is -y/x1 */
PARTIAL(divide)   { D(0) = over(num(1, y), x[1]);  D(1) = neg(over(y, x[1])); }

/* x^(e-1) for a number e; where e is 0 the partial is 0 whatever stands here. */
static Node *power_below(Rule *k, Node *x, const Node *exponent, const Node *y)
{
    double e = scalar_double(tensor_get(exponent->tensor, 0));
    double below = e == 0.0 ? 1.0 : e - 1.0;
    return below == 1.0 ? x : rule_op(k, OP_pow, x, rule_number(k, below, y), NULL);
}

/* y x^(y-1), which is 0 for y = 0 even where x is 0; x^y log x, which is 0 for x = 0 */
PARTIAL(pow)
{
    Node *zero = num(0, y), *one = num(1, y);
    bool is_fixed = x[1]->op == OP_constant && !dtype_is_complex(node_type(x[1])->dtype);
    D(0) = mul(x[1], is_fixed ? power_below(k, x[0], x[1], y)
                              : power(x[0], pick(equals(x[1], zero), one, sub(x[1], one))));
    D(1) = mul(y, apply(log, pick(equals(x[0], zero), one, x[0])));
}

/* x0 - x1 q with the whole number q = (x0 - y) / x1, rounded because the division is not exact */
PARTIAL(remainder)
{
    D(0) = num(1, y);
    D(1) = neg(apply(round, over(sub(x[0], y), x[1])));
}

PARTIAL(atan2)
{
    Node *r2 = add(square(x[0]), square(x[1]));
    D(0) = over(x[1], r2);
    D(1) = neg(over(x[0], r2));
}

/* Equal operands share the cotangent, as in Nx. */
PARTIAL(max)
{
    Node *tie = equals(x[0], x[1]), *half = num(0.5, y);
    D(0) = pick(tie, half, exceeds(x[0], x[1]));
    D(1) = pick(tie, half, exceeds(x[1], x[0]));
}

PARTIAL(min)
{
    Node *tie = equals(x[0], x[1]), *half = num(0.5, y);
    D(0) = pick(tie, half, exceeds(x[1], x[0]));
    D(1) = pick(tie, half, exceeds(x[0], x[1]));
}
/* clang-format on */
