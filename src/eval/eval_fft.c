/* eval_fft.c - discrete Fourier transforms of rows, in complex doubles: y[k] = sum of x[j] w^(jk),
   w = exp(-2 pi i / n), and back with the conjugate of w and 1/n.

   Powers of two by the iterative radix-2 algorithm of Cooley and Tukey on bit-reversed input; other
   lengths as a convolution with a chirp (Bluestein: jk = (j^2 + k^2 - (k - j)^2) / 2) of the next
   power of two that holds it. Every root of unity is computed in its first octant, so the exact
   ones are exact. */
#include "eval/eval_ops.h"
#include "eval/element.h"
#include "eval/unit_root.h"

#include <math.h>
#include <string.h>

typedef double _Complex Complex;

Complex unit_root(int64_t k, int64_t n)
{
    int64_t octant = 8 * k / n, rest = 8 * k - octant * n; /* the angle past the octant's start */
    int64_t part = octant % 2 == 0 ? rest : n - rest;
    double angle = M_PI / 4 * ((double)part / (double)n), c = cos(angle), s = sin(angle);
    double x[] = {c, s, -s, -c, -c, -s, s, c}, y[] = {s, c, c, s, -s, -c, -c, -s};
    return CMPLX(x[octant], -y[octant]);
}

void unit_roots(int64_t n, int64_t step, int64_t count, double *re, double *im)
{
    for (int64_t i = 0; i < count; i++) {
        Complex x = unit_root(i * step % n, n);
        re[i] = creal(x);
        im[i] = cimag(x);
    }
}

/* What all rows of one length share. */
typedef struct Plan {
    int64_t n, two;  /* the length; the power of two in which it is transformed */
    Complex *roots;  /* two / 2 of them */
    Complex *chirp;  /* n != two: exp(-i pi j^2 / n) */
    Complex *filter; /* n != two: the transform of the conjugate chirp, wrapped around */
    bool is_inverse;
    const Tensor *from;
    Tensor *to;
} Plan;

/* In place, `n` a power of two, with n / 2 roots of unity. */
static void transform(Complex *x, int64_t n, const Complex *roots)
{
    for (int64_t i = 1, j = 0; i < n; i++) {
        int64_t bit = n >> 1;
        for (; j & bit; bit >>= 1)
            j ^= bit;
        j ^= bit;
        if (i < j) {
            Complex t = x[i];
            x[i] = x[j];
            x[j] = t;
        }
    }
    for (int64_t half = 1; half < n; half *= 2)
        for (int64_t i = 0; i < n; i += 2 * half)
            for (int64_t j = 0; j < half; j++) {
                Complex a = x[i + j];
                Complex b = complex_multiply(x[i + j + half], roots[j * (n / (2 * half))]);
                x[i + j] = a + b;
                x[i + j + half] = a - b;
            }
}

static void conjugate(Complex *x, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        x[i] = conj(x[i]);
}

/* x of p->n elements; `work` of p->two. */
static void transform_row(const Plan *p, Complex *x, Complex *work)
{
    if (p->n == p->two) {
        transform(x, p->n, p->roots);
        return;
    }
    memset(work, 0, (size_t)p->two * sizeof *work);
    for (int64_t i = 0; i < p->n; i++)
        work[i] = complex_multiply(x[i], p->chirp[i]);
    transform(work, p->two, p->roots);
    for (int64_t i = 0; i < p->two; i++)
        work[i] = conj(complex_multiply(work[i], p->filter[i]));
    transform(work, p->two, p->roots);
    for (int64_t i = 0; i < p->n; i++)
        x[i] = complex_multiply(conj(work[i]) / (double)p->two, p->chirp[i]);
}

static void row_task(PoolRun *run, int64_t row, void *closure)
{
    const Plan *p = closure;
    Complex *x = mem_alloc((size_t)(p->n + p->two) * sizeof *x);
    const void *given = block_load(p->from, row * p->n, p->n, DCLASS_c, x);
    if (given != x)
        memcpy(x, given, (size_t)p->n * sizeof *x);
    if (p->is_inverse)
        conjugate(x, p->n);
    if (!pool_stopped(run))
        transform_row(p, x, x + p->n);
    if (p->is_inverse)
        for (int64_t i = 0; i < p->n; i++)
            x[i] = conj(x[i]) / (double)p->n;
    block_store(p->to, row * p->n, p->n, DCLASS_c, x);
    free(x);
}

/* The chirp and the transform of its conjugate. */
static void fill_chirp(Plan *p)
{
    int64_t square = 0; /* j^2 modulo 2n */
    for (int64_t j = 0; j < p->n; j++) {
        p->chirp[j] = unit_root(square, 2 * p->n);
        p->filter[j] = conj(p->chirp[j]);
        if (j > 0)
            p->filter[p->two - j] = p->filter[j];
        square = (square + 2 * j + 1) % (2 * p->n);
    }
    transform(p->filter, p->two, p->roots);
}

static bool plan_init(Plan *p, const Call *c)
{
    int64_t most = INT64_MAX / 1024;
    p->two = 1;
    while (p->two < p->n && p->n < most)
        p->two *= 2;
    bool is_power = p->two == p->n;
    while (!is_power && p->two < 2 * p->n - 1 && p->n < most)
        p->two *= 2;
    int64_t count = p->two / 2 + (is_power ? 0 : p->n + p->two);
    if (p->n < most)
        p->roots = mem_try((size_t)(count + 1) * sizeof(Complex));
    if (p->roots == NULL) {
        fail(c->cx, c->node->span, EXC_SystemLimitError, "not enough memory for %s",
             op_info[c->node->op].name);
        return false;
    }
    memset(p->roots, 0, (size_t)(count + 1) * sizeof(Complex));
    for (int64_t i = 0; i < p->two / 2; i++)
        p->roots[i] = unit_root(i, p->two);
    p->chirp = p->roots + p->two / 2;
    p->filter = p->chirp + p->n;
    if (!is_power)
        fill_chirp(p);
    return true;
}

bool eval_fft(Call *c)
{
    const Shape *shape = &c->in[0]->type.shape;
    Plan p = {.n = shape->dim[shape->rank - 1], .is_inverse = c->node->op == OP_ifft};
    p.from = c->in[0];
    if ((p.to = call_result(c)) == NULL)
        return false;
    int64_t size = shape_count(shape);
    bool ok = size == 0 || (plan_init(&p, c) &&
                            run_tasks(c->cx, p.to->type.dtype, size, size / p.n, row_task, &p));
    free(p.roots);
    if (ok)
        c->out[0] = p.to;
    else
        tensor_free(p.to);
    return ok;
}
