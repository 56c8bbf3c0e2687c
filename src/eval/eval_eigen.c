/* eval_eigen.c - eigenvalues of Hermitian matrices, linalg_body.h for both types of numbers, and
   singular values. */
#include "eval/element.h"
#include "eval/eval_linalg.h"
#include "eval/orient.h"

#include <string.h>

/* clang-format off */
#define T             double
#define NAME(x)       linalg_f_##x
#define IS_COMPLEX    false
#define MUL(x, y)     ((x) * (y))
#define CONJ(x)       (x)
#define SIZE(x)       fabs(x)
#define REAL(x)       (x)
/* clang-format on */
#include "eval/linalg_body.h"

/* clang-format off */
#define T             double _Complex
#define NAME(x)       linalg_c_##x
#define IS_COMPLEX    true
#define MUL(x, y)     complex_multiply(x, y)
#define CONJ(x)       conj(x)
#define SIZE(x)       cabs(x)
#define REAL(x)       creal(x)
/* clang-format on */
#include "eval/linalg_body.h"

/* --- singular values: Hestenes' rotations of rows until all are orthogonal --- */

static double dot(int64_t n, const double *x, const double *y)
{
    double sum = 0;
    for (int64_t i = 0; i < n; i++)
        sum += x[i] * y[i];
    return sum;
}

static void subtract_along(int64_t n, double *x, const double *unit)
{
    double c = dot(n, x, unit);
    for (int64_t i = 0; i < n; i++)
        x[i] -= c * unit[i];
}

/* x, a unit vector or nearly, made orthogonal to `count` unit rows and of length 1; false when
   hardly anything is left. */
static bool make_orthogonal(int64_t n, double *x, const double *rows, int64_t count, double least)
{
    for (int pass = 0; pass < 2; pass++)
        for (int64_t i = 0; i < count; i++)
            subtract_along(n, x, rows + i * n);
    double length = sqrt(dot(n, x, x));
    for (int64_t i = 0; i < n && length > least; i++)
        x[i] /= length;
    return length > least;
}

void linalg_complete_row(int64_t n, double *rows, int64_t at)
{
    double *x = rows + at * n, least = 0.5 * sqrt((double)(n - at) / (double)n);
    for (int64_t axis = 0; axis < n; axis++) {
        memset(x, 0, (size_t)n * sizeof *x);
        x[axis] = 1;
        if (make_orthogonal(n, x, rows, at, least))
            return;
    }
}

/* Turns the rows x and y, of `length`, so that they are orthogonal, and the rows of v with them;
   false when they are already. */
static bool orthogonalize(int64_t length, double *x, double *y, int64_t n, double *v, double *w)
{
    double a = dot(length, x, x), b = dot(length, y, y), c = dot(length, x, y);
    if (fabs(c) <= 1e-16 * sqrt(a) * sqrt(b))
        return false;
    double zeta = (b - a) / (2 * c);
    double t = (zeta < 0 ? -1 : 1) / (fabs(zeta) + hypot(zeta, 1));
    double cosine = 1 / hypot(t, 1), sine = t * cosine;
    linalg_f_rotate(length, x, y, cosine, sine, 1);
    linalg_f_rotate(n, v, w, cosine, sine, 1);
    return true;
}

static void swap_rows(int64_t n, double *x, double *y)
{
    for (int64_t i = 0; i < n && x != y; i++) {
        double t = x[i];
        x[i] = y[i];
        y[i] = t;
    }
}

/* n rows of length m >= n become the left singular vectors, s their lengths, descending, and the
   rows of v, at first the unit matrix, the right ones. */
static void turn(Matrix *z, int64_t m, int64_t n, double *rows, double *s, double *v)
{
    enum { MOST_SWEEPS = 60 };
    bool turned = true;
    for (int sweep = 0; sweep < MOST_SWEEPS && turned; sweep++) {
        turned = false;
        for (int64_t p = 0; p < n && !pool_stopped(z->run); p++)
            for (int64_t q = p + 1; q < n; q++)
                turned |= orthogonalize(m, rows + p * m, rows + q * m, n, v + p * n, v + q * n);
    }
    for (int64_t i = 0; i < n; i++)
        s[i] = sqrt(dot(m, rows + i * m, rows + i * m));
    for (int64_t i = 0; i < n; i++) {
        int64_t most = i;
        for (int64_t j = i + 1; j < n; j++)
            if (s[j] > s[most])
                most = j;
        swap_rows(1, s + i, s + most);
        swap_rows(m, rows + i * m, rows + most * m);
        swap_rows(n, v + i * n, v + most * n);
        double sign = linalg_f_orient(n, v + i * n);
        for (int64_t j = 0; j < m && s[i] > 0; j++)
            rows[i * m + j] *= sign / s[i];
        if (s[i] == 0 || !make_orthogonal(m, rows + i * m, rows, i, 0.5))
            linalg_complete_row(m, rows, i);
    }
}

int64_t svd_room(const Matrix *z)
{
    int64_t m = z->m > z->n ? z->m : z->n, n = z->m > z->n ? z->n : z->m;
    return m * m + n * n;
}

/* A wide matrix is turned on its side, the factors change places. */
void linalg_svd(Matrix *z, const double *a, double *u, double *s, double *vt, double *work)
{
    bool wide = z->m < z->n;
    int64_t m = wide ? z->n : z->m, n = wide ? z->m : z->n, count = z->complete ? m : n;
    double *rows = work, *v = work + m * m, scale = 0;
    for (int64_t i = 0; i < m * n; i++)
        scale = a[i] != a[i] ? NAN : fmax(scale, fabs(a[i]));
    bool finite = isfinite(scale);
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < m; j++)
            rows[i * m + j] = scale > 0 ? (wide ? a[i * m + j] : a[j * n + i]) / scale : 0;
    for (int64_t i = 0; i < n * n; i++)
        v[i] = i % (n + 1) == 0;
    if (finite)
        turn(z, m, n, rows, s, v);
    for (int64_t i = n; i < count && finite; i++)
        linalg_complete_row(m, rows, i);
    int64_t us = wide ? n : count;
    for (int64_t i = 0; i < n; i++)
        s[i] = finite ? s[i] * scale : NAN;
    for (int64_t i = 0; i < count; i++)
        for (int64_t j = 0; j < m; j++)
            *(wide ? vt + i * m + j : u + j * us + i) = finite ? rows[i * m + j] : NAN;
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++)
            *(wide ? u + j * us + i : vt + i * n + j) = finite ? v[i * n + j] : NAN;
}
