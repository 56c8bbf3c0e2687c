/* fft.c - discrete Fourier transforms of rows in complex double, rounded once at the end, as the
   reference does them.

   Lengths without a large prime factor are transformed as they are (fft_core.h), others as a
   convolution with a chirp of a power of two (L. Bluestein, 1970). A row of real numbers and even
   length is a row of half as many complex ones, whose transform holds the two of the even and of
   the odd numbers. The inverse is the transform of swapped real and imaginary parts, swapped back.
 */
#include "routine/fft_core.h"

#include "eval/unit_root.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { STRIPE = 16 * 1024 /* numbers of a task */ };

typedef struct Job {
    RoutineCall *c;
    int64_t n;      /* of a row */
    int64_t inner;  /* complex numbers that are transformed: n, or half of it */
    int64_t padded; /* inner, or the chirp's power of two */
    bool is_half, is_inverse;
    Fft fft;   /* of `padded` */
    Fft turns; /* is_half: roots of n alone */
    Pairs chirp, filter;
    double *room;          /* of chirp and filter */
    atomic_bool no_memory; /* only ever set */
} Job;

/* A row at work, or a stripe of it. */
typedef struct Row {
    Job *j;
    int64_t row;
    Pairs x, other; /* padded numbers */
    void (*work)(struct Row *r, int64_t from, int64_t to);
    int64_t count; /* that `work` goes over */
} Row;

static void stripe_task(PoolRun *run, int64_t index, void *closure)
{
    Row *r = closure;
    if (!pool_stopped(run))
        r->work(r, index * STRIPE, least((index + 1) * STRIPE, r->count));
}

/* The work over 0..count; run NULL: with the pool's threads. */
static bool row_work(Row *r, PoolRun *run, int64_t count, void (*work)(Row *, int64_t, int64_t))
{
    r->work = work;
    r->count = count;
    if (run == NULL)
        return pool_run(r->j->c->cx, (count + STRIPE - 1) / STRIPE, stripe_task, r);
    for (int64_t i = 0; i * STRIPE < count && !pool_stopped(run); i++)
        stripe_task(run, i, r);
    return !pool_stopped(run);
}

/* --- in and out --- */

HOT static void split_f32(const float *from, int64_t n, double *a, double *b)
{
    for (int64_t i = 0; i < n; i++) {
        a[i] = from[2 * i];
        b[i] = from[2 * i + 1];
    }
}

HOT static void split_f64(const double *from, int64_t n, double *a, double *b)
{
    for (int64_t i = 0; i < n; i++) {
        a[i] = from[2 * i];
        b[i] = from[2 * i + 1];
    }
}

HOT static void join_f32(const double *a, const double *b, int64_t n, float *to, double scale)
{
    for (int64_t i = 0; i < n; i++) {
        to[2 * i] = (float)(a[i] * scale);
        to[2 * i + 1] = (float)(b[i] * scale);
    }
}

HOT static void join_f64(const double *a, const double *b, int64_t n, double *to, double scale)
{
    for (int64_t i = 0; i < n; i++) {
        to[2 * i] = a[i] * scale;
        to[2 * i + 1] = b[i] * scale;
    }
}

/* Numbers from..to of the row, as pairs: neighbours, or real and imaginary parts. */
static void load_work(Row *r, int64_t from, int64_t to)
{
    const Job *j = r->j;
    const Tensor *t = j->c->in[0];
    DType d = t->type.dtype;
    Pairs x = j->is_inverse ? (Pairs){r->x.im, r->x.re} : r->x;
    bool is_pairs = j->is_half || dtype_is_complex(d);
    int64_t at = r->row * j->n * (dtype_is_complex(d) ? 2 : 1) + 2 * from;
    if (is_pairs && (d == DTYPE_f32 || d == DTYPE_c64))
        split_f32((const float *)tensor_data(t) + at, to - from, x.re + from, x.im + from);
    else if (is_pairs)
        split_f64((const double *)tensor_data(t) + at, to - from, x.re + from, x.im + from);
    else
        for (int64_t i = from; i < to; i++) {
            x.re[i] = d == DTYPE_f32 ? (double)((const float *)tensor_data(t))[r->row * j->n + i]
                                     : ((const double *)tensor_data(t))[r->row * j->n + i];
            x.im[i] = 0;
        }
}

static void store(const Job *j, int64_t row, Pairs x, int64_t from, int64_t count, double scale)
{
    Tensor *t = j->c->out[0];
    int64_t at = 2 * (row * j->n + from);
    if (j->is_inverse)
        x = (Pairs){x.im, x.re};
    if (t->type.dtype == DTYPE_c64)
        join_f32(x.re, x.im, count, (float *)tensor_data(t) + at, scale);
    else
        join_f64(x.re, x.im, count, (double *)tensor_data(t) + at, scale);
}

static void store_work(Row *r, int64_t from, int64_t to)
{
    double scale = r->j->is_inverse ? 1 / (double)r->j->n : 1;
    store(r->j, r->row, (Pairs){r->x.re + from, r->x.im + from}, from, to - from, scale);
}

/* --- real rows --- */

enum { PART = 512 };

/* Results from..to of the first half, and those that mirror them. z holds the transform of pairs:
   with its mirror image z' = conj(z[half - k]), the even numbers' is (z + z')/2, the odd ones'
   (z - z')/2i, and result k is even + w odd. */
HOT static void unfold_work(Row *r, int64_t from, int64_t to)
{
    const Job *j = r->j;
    int64_t half = j->inner;
    double scale = j->is_inverse ? 1 / (double)j->n : 1;
    double lr[PART], li[PART], hr[PART], hi[PART];
    const double *zr = r->x.re, *zi = r->x.im;
    for (int64_t at = from; at < to; at += PART) {
        int64_t count = least(PART, to - at);
        double wr[PART], wi[PART];
        for (int64_t i = 0; i < count; i++)
            fft_root(&j->turns, at + i, &wr[i], &wi[i]);
        for (int64_t i = 0; i < count; i++) {
            int64_t k = at + i, mirror = k == 0 ? 0 : half - k;
            double er = (zr[k] + zr[mirror]) / 2, ei = (zi[k] - zi[mirror]) / 2;
            double odd = (zi[k] + zi[mirror]) / 2, odd_im = (zr[mirror] - zr[k]) / 2;
            double tr = wr[i] * odd - wi[i] * odd_im, ti = wr[i] * odd_im + wi[i] * odd;
            lr[i] = er + tr;
            li[i] = ei + ti;
            hr[count - 1 - i] = lr[i];
            hi[count - 1 - i] = -li[i];
        }
        Pairs low = {lr, li}, high = {hr, hi};
        store(j, r->row, low, at, count, scale);
        int64_t mirrored = at == 0 ? count - 1 : count; /* result 0 has no image */
        store(j, r->row, high, j->n - at - count + 1, mirrored, scale);
        if (at == 0) /* half: even - odd of 0 */
            store(j, r->row, (Pairs){(double[]){zr[0] - zi[0]}, (double[]){0}}, half, 1, scale);
    }
}

/* --- chirps --- */

static void chirp_work(Row *r, int64_t from, int64_t to)
{
    const Job *j = r->j;
    for (int64_t i = from; i < to; i++) {
        if (i >= j->inner) {
            r->x.re[i] = r->x.im[i] = 0;
            continue;
        }
        double a = r->x.re[i], b = r->x.im[i], c = j->chirp.re[i], d = j->chirp.im[i];
        r->x.re[i] = a * c - b * d;
        r->x.im[i] = a * d + b * c;
    }
}

/* Times the filter, parts swapped for the way back. */
HOT static void filter_work(Row *r, int64_t from, int64_t to)
{
    const Job *j = r->j;
    for (int64_t i = from; i < to; i++) {
        double a = r->x.re[i], b = r->x.im[i], c = j->filter.re[i], d = j->filter.im[i];
        r->x.im[i] = a * c - b * d;
        r->x.re[i] = a * d + b * c;
    }
}

static void unchirp_work(Row *r, int64_t from, int64_t to)
{
    const Job *j = r->j;
    double scale = 1 / (double)j->padded;
    for (int64_t i = from; i < to; i++) {
        double b = r->x.re[i] * scale, a = r->x.im[i] * scale, c = j->chirp.re[i],
               d = j->chirp.im[i];
        r->x.re[i] = a * c - b * d;
        r->x.im[i] = a * d + b * c;
    }
}

/* The chirp exp(-i pi k^2 / n) and the transform of its conjugate, wrapped around. */
static bool chirp_init(Job *j)
{
    int64_t n = j->inner, m = j->padded, square = 0; /* k^2 modulo 2n */
    double *room = j->room = mem_try((size_t)(2 * n + 4 * m) * sizeof *room + 64);
    if (room == NULL)
        return false;
    j->chirp = (Pairs){room, room + n};
    j->filter = (Pairs){room + 2 * n, room + 2 * n + m};
    memset(j->filter.re, 0, (size_t)(2 * m) * sizeof *room);
    for (int64_t k = 0; k < n; k++) {
        double _Complex root = unit_root(square, 2 * n);
        j->chirp.re[k] = creal(root);
        j->chirp.im[k] = cimag(root);
        j->filter.re[k] = j->chirp.re[k];
        j->filter.im[k] = -j->chirp.im[k];
        if (k > 0) {
            j->filter.re[m - k] = j->filter.re[k];
            j->filter.im[m - k] = j->filter.im[k];
        }
        square = (square + 2 * k + 1) % (2 * n);
    }
    Pairs other = {room + 2 * n + 2 * m, room + 2 * n + 3 * m};
    return fft_line(j->c->cx, NULL, &j->fft, j->filter, other);
}

/* --- rows --- */

static bool transform_row(Row *r, PoolRun *run)
{
    Job *j = r->j;
    Cx *cx = j->c->cx;
    bool ok = row_work(r, run, j->inner, load_work);
    if (j->padded == j->inner)
        return ok && fft_line(cx, run, &j->fft, r->x, r->other);
    return ok && row_work(r, run, j->padded, chirp_work) &&
           fft_line(cx, run, &j->fft, r->x, r->other) && row_work(r, run, j->padded, filter_work) &&
           fft_line(cx, run, &j->fft, r->x, r->other) && row_work(r, run, j->inner, unchirp_work);
}

static bool run_row(Job *j, PoolRun *run, int64_t row)
{
    int64_t m = j->padded;
    double *room = mem_try((size_t)(4 * m) * sizeof *room + 64);
    if (room == NULL)
        return false;
    Row r = {.j = j, .row = row, .x = {room, room + m}, .other = {room + 2 * m, room + 3 * m}};
    bool ok = transform_row(&r, run) &&
              row_work(&r, run, j->inner, j->is_half ? unfold_work : store_work);
    free(room);
    return ok;
}

static void row_task(PoolRun *run, int64_t index, void *closure)
{
    Job *j = closure;
    int64_t each = least(STRIPE / j->n + 1, STRIPE),
            rows = shape_count(&j->c->in[0]->type.shape) / j->n;
    for (int64_t i = index * each; i < least((index + 1) * each, rows) && !pool_stopped(run); i++)
        if (!run_row(j, run, i) && !pool_stopped(run))
            j->no_memory = true;
}

bool fft_knows(const Node *n)
{
    DType t = node_type(n->args[0])->dtype;
    const Shape *s = &node_type(n->args[0])->shape;
    return (t == DTYPE_f32 || t == DTYPE_f64 || t == DTYPE_c64 || t == DTYPE_c128) &&
           dim_at(s, 1) < INT64_MAX / 4096;
}

/* False when there is no memory, or interrupted. */
static bool job_init(Job *j)
{
    DType t = j->c->in[0]->type.dtype;
    j->is_inverse = j->c->node->op == OP_ifft;
    j->is_half = !j->is_inverse && !dtype_is_complex(t) && j->n % 2 == 0;
    j->inner = j->padded = j->is_half ? j->n / 2 : j->n;
    if (!fft_is_smooth(j->inner))
        for (j->padded = 1; j->padded < 2 * j->inner - 1;)
            j->padded *= 2;
    return (!j->is_half || fft_init(&j->turns, j->n)) && fft_init(&j->fft, j->padded) &&
           (j->padded == j->inner || chirp_init(j));
}

bool fft_run(RoutineCall *c)
{
    const Shape *s = &c->in[0]->type.shape;
    Job j = {.c = c, .n = dim_at(s, 1)};
    int64_t size = shape_count(s), rows = j.n > 0 ? size / j.n : 0;
    if (!call_outputs(c))
        return false;
    if (size == 0)
        return true;
    bool ok = job_init(&j);
    int64_t each = least(STRIPE / j.n + 1, STRIPE), tasks = (rows + each - 1) / each;
    if (ok && (rows == 1 || (rows < 8 && j.n >= 8 * STRIPE)))
        for (int64_t i = 0; i < rows && ok; i++)
            ok = run_row(&j, NULL, i);
    else if (ok)
        ok = pool_run(c->cx, tasks, row_task, &j);
    fft_end(&j.fft);
    fft_end(&j.turns);
    free(j.room);
    return (ok && !j.no_memory) || call_fails(c);
}
