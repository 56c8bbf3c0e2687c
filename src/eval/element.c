/* element.c - see element.h. */
#include "eval/element.h"

static const double sqrt_pi = 1.7724538509055160273;

/* A start within half a percent from the closed form -1 + erf(z)^2 ~ -exp(-z^2 (4/pi + a z^2) / (1
   + a z^2)), a = 0.147 (S. Winitzki), then steps of Halley's method, each of which triples the
   digits. The tail solves erfc(z) = 1 - |x|, where the difference is exact. */
double erf_inv(double x)
{
    const double a = 0.147, pi = 3.14159265358979323846;
    double y = fabs(x);
    if (!(y < 1))
        return y == 1 ? copysign(INFINITY, x) : NAN;
    if (y < 1e-9)
        return x * (sqrt_pi / 2);
    double l = log1p(-y * y);
    double h = 2 / (pi * a) + l / 2;
    double z = sqrt(sqrt(h * h - l / a) - h);
    for (int step = 0; step < 4; step++) {
        double miss = y < 0.5 ? erf(z) - y : (1 - y) - erfc(z);
        double newton = miss / (2 / sqrt_pi * exp(-z * z));
        z -= newton / (1 + z * newton);
    }
    return copysign(z, x);
}

/* e^(a+bi) - 1 = (expm1(a) cos b - 2 sin^2(b/2)) + i e^a sin b. */
double _Complex complex_expm1(double _Complex x)
{
    double a = creal(x), b = cimag(x), s = sin(b / 2);
    return CMPLX(expm1(a) * cos(b) - 2 * s * s, exp(a) * sin(b));
}

/* |1 + x|^2 = 1 + a (2 + a) + b^2. */
double _Complex complex_log1p(double _Complex x)
{
    double a = creal(x), b = cimag(x);
    double arg = atan2(b, 1 + a);
    if (fabs(a) > 0.5 || fabs(b) > 0.5)
        return CMPLX(log(hypot(1 + a, b)), arg);
    return CMPLX(log1p(a * (2 + a) + b * b) / 2, arg);
}

double _Complex complex_cbrt(double _Complex x)
{
    double r = cbrt(cabs(x)), t = carg(x) / 3;
    return t == 0 ? CMPLX(r, t) : CMPLX(r * cos(t), r * sin(t));
}

double _Complex complex_pow(double _Complex x, double _Complex y)
{
    double p = creal(y);
    if (p == 0 && cimag(y) == 0)
        return 1;
    if (creal(x) == 0 && cimag(x) == 0 && p > 0)
        return 0;
    if (cimag(y) == 0 && p == floor(p) && fabs(p) <= 64) {
        double _Complex r = 1;
        for (unsigned n = (unsigned)fabs(p); n != 0; n >>= 1, x = complex_multiply(x, x))
            if (n & 1)
                r = complex_multiply(r, x);
        return p < 0 ? 1.0 / r : r;
    }
    /* exp(y log x) multiplies the rounding of the logarithm by |y|: more digits on the way. */
    return (double _Complex)cpowl(x, y);
}
