/* fft_core.c - see fft_core.h. A length is split into two factors near its root (D. Bailey, FFTs in
   external or hierarchical memory, 1990): FFT_LANES columns at a time are transformed, multiplied
   by roots, and written as rows; then FFT_LANES rows at a time. What lies in the lanes of a vector
   are always different transforms, so every step is whole vectors; a step is Stockham's, which
   needs no reordering (C. Van Loan, Computational frameworks for the fast Fourier transform, 1.7).
 */
#include "routine/fft_core.h"

#include "eval/unit_root.h"

#include <stdlib.h>
#include <string.h>

typedef double Lanes __attribute__((vector_size(64), aligned(64)));

/* --- one step: x, `count` transforms of n each, to y; n/radix remain --- */

typedef struct Step {
    int64_t n, count, scale; /* roots of n are every scale-th of the stage's */
    const double *wr, *wi;
    const Lanes *xr, *xi;
    Lanes *yr, *yi;
} Step;

FUSED VECTOR_CLONES static void step_4(const Step *s)
{
    int64_t m = s->n / 4, c = s->count, far = m * c;
    for (int64_t p = 0; p < m; p++) {
        double r1 = s->wr[p * s->scale], i1 = s->wi[p * s->scale];
        double r2 = s->wr[2 * p * s->scale], i2 = s->wi[2 * p * s->scale];
        double r3 = s->wr[3 * p * s->scale], i3 = s->wi[3 * p * s->scale];
        const Lanes *xr = s->xr + p * c, *xi = s->xi + p * c;
        Lanes *yr = s->yr + 4 * p * c, *yi = s->yi + 4 * p * c;
        for (int64_t q = 0; q < c; q++) {
            Lanes ar = xr[q] + xr[q + 2 * far], ai = xi[q] + xi[q + 2 * far];
            Lanes br = xr[q] - xr[q + 2 * far], bi = xi[q] - xi[q + 2 * far];
            Lanes cr = xr[q + far] + xr[q + 3 * far], ci = xi[q + far] + xi[q + 3 * far];
            Lanes dr = xr[q + far] - xr[q + 3 * far], di = xi[q + far] - xi[q + 3 * far];
            Lanes er = br + di, ei = bi - dr, fr = ar - cr, fi = ai - ci, gr = br - di,
                  gi = bi + dr;
            yr[q] = ar + cr;
            yi[q] = ai + ci;
            yr[q + c] = r1 * er - i1 * ei;
            yi[q + c] = r1 * ei + i1 * er;
            yr[q + 2 * c] = r2 * fr - i2 * fi;
            yi[q + 2 * c] = r2 * fi + i2 * fr;
            yr[q + 3 * c] = r3 * gr - i3 * gi;
            yi[q + 3 * c] = r3 * gi + i3 * gr;
        }
    }
}

FUSED VECTOR_CLONES static void step_2(const Step *s)
{
    int64_t m = s->n / 2, c = s->count, far = m * c;
    for (int64_t p = 0; p < m; p++) {
        double r = s->wr[p * s->scale], i = s->wi[p * s->scale];
        const Lanes *xr = s->xr + p * c, *xi = s->xi + p * c;
        Lanes *yr = s->yr + 2 * p * c, *yi = s->yi + 2 * p * c;
        for (int64_t q = 0; q < c; q++) {
            Lanes dr = xr[q] - xr[q + far], di = xi[q] - xi[q + far];
            yr[q] = xr[q] + xr[q + far];
            yi[q] = xi[q] + xi[q + far];
            yr[q + c] = r * dr - i * di;
            yi[q + c] = r * di + i * dr;
        }
    }
}

/* Any radix, as the definition says; pairs t and radix - t share what they multiply. */
FUSED VECTOR_CLONES static void step_odd(const Step *s, int radix, int64_t unit)
{
    int64_t m = s->n / radix, c = s->count, far = m * c;
    for (int64_t p = 0; p < m; p++)
        for (int64_t q = 0; q < c; q++) {
            const Lanes *xr = s->xr + p * c + q, *xi = s->xi + p * c + q;
            Lanes *yr = s->yr + radix * p * c + q, *yi = s->yi + radix * p * c + q;
            for (int k = 0; k < radix; k++) {
                Lanes sr = xr[0], si = xi[0];
                for (int t = 1; t <= radix / 2; t++) {
                    double wr = s->wr[t * k % radix * unit], wi = s->wi[t * k % radix * unit];
                    Lanes ar = xr[t * far] + xr[(radix - t) * far];
                    Lanes ai = xi[t * far] + xi[(radix - t) * far];
                    Lanes br = xr[t * far] - xr[(radix - t) * far];
                    Lanes bi = xi[t * far] - xi[(radix - t) * far];
                    sr += wr * ar - wi * bi;
                    si += wr * ai + wi * br;
                }
                double r = s->wr[p * k * s->scale], i = s->wi[p * k * s->scale];
                yr[k * c] = r * sr - i * si;
                yi[k * c] = r * si + i * sr;
            }
        }
}

/* x and y: n vectors each of real and of imaginary parts; gives the one that holds the outcome. */
static Pairs stage_run(const FftStage *f, Pairs x, Pairs y)
{
    Step s = {.n = f->n, .count = 1, .scale = 1, .wr = f->roots.re, .wi = f->roots.im};
    for (int i = 0; i < f->steps; i++) {
        int radix = f->radix[i];
        s.xr = (const Lanes *)x.re, s.xi = (const Lanes *)x.im;
        s.yr = (Lanes *)y.re, s.yi = (Lanes *)y.im;
        if (radix == 4)
            step_4(&s);
        else if (radix == 2)
            step_2(&s);
        else
            step_odd(&s, radix, f->n / radix);
        s.n /= radix;
        s.count *= radix;
        s.scale *= radix;
        Pairs t = x;
        x = y;
        y = t;
    }
    return x;
}

/* --- a line: columns, then rows --- */

typedef struct Line {
    const Fft *f;
    Pairs x, t;     /* t: row after row what became of columns */
    bool no_memory; /* only ever set */
} Line;

/* Room for both arrays of a stage; NULL when there is no memory. */
static double *stage_room(Line *l, int64_t n, Pairs *a, Pairs *b)
{
    int64_t size = n * FFT_LANES;
    double *room = mem_try((size_t)(4 * size) * sizeof *room);
    if (room == NULL)
        l->no_memory = true;
    else
        *a = (Pairs){room, room + size}, *b = (Pairs){room + 2 * size, room + 3 * size};
    return room;
}

/* to[i][lane] = from[i * step + lane], zeros in lanes that are not there. */
FUSED VECTOR_CLONES static void load_lanes(double *to, const double *from, int64_t n, int64_t step,
                                           int64_t count)
{
    if (count == FFT_LANES)
        for (int64_t i = 0; i < n; i++)
            for (int64_t k = 0; k < FFT_LANES; k++)
                to[i * FFT_LANES + k] = from[i * step + k];
    else
        for (int64_t i = 0; i < n; i++)
            for (int64_t k = 0; k < FFT_LANES; k++)
                to[i * FFT_LANES + k] = k < count ? from[i * step + k] : 0;
}

static void store_lanes(double *to, const double *from, int64_t n, int64_t step, int64_t count)
{
    for (int64_t i = 0; i < n; i++)
        memcpy(to + i * step, from + i * FFT_LANES, (size_t)count * sizeof *to);
}

/* Each column is multiplied by the roots of its number times the row's. */
FUSED VECTOR_CLONES static void twiddle(const Fft *f, Pairs y, int64_t column)
{
    Lanes *yr = (Lanes *)y.re, *yi = (Lanes *)y.im;
    const Lanes *lr = (const Lanes *)f->lanes.re, *li = (const Lanes *)f->lanes.im;
    for (int64_t k = 0; k < f->first.n; k++) {
        double r, i;
        fft_root(f, column * k, &r, &i);
        Lanes wr = r * lr[k] - i * li[k], wi = r * li[k] + i * lr[k];
        Lanes a = yr[k] * wr - yi[k] * wi;
        yi[k] = yr[k] * wi + yi[k] * wr;
        yr[k] = a;
    }
}

FUSED VECTOR_CLONES static void turn_lanes(double *to, const double *from, int64_t n, int64_t count)
{
    for (int64_t k = 0; k < count; k++)
        for (int64_t i = 0; i < n; i++)
            to[k * n + i] = from[i * FFT_LANES + k];
}

/* `count` lanes from `from` on of x, transformed by the stage; NULL when the run has stopped or
   there is no memory, else room that is yours and holds y. */
static double *run_lanes(PoolRun *run, Line *l, const FftStage *stage, Pairs x, int64_t from,
                         int64_t step, int64_t count, Pairs *y)
{
    Pairs a, b;
    double *room = pool_stopped(run) ? NULL : stage_room(l, stage->n, &a, &b);
    if (room == NULL)
        return NULL;
    load_lanes(a.re, x.re + from, stage->n, step, count);
    load_lanes(a.im, x.im + from, stage->n, step, count);
    *y = stage_run(stage, a, b);
    return room;
}

static void columns_task(PoolRun *run, int64_t index, void *closure)
{
    Line *l = closure;
    const Fft *f = l->f;
    int64_t n = f->first.n, from = index * FFT_LANES, step = f->second.n;
    int64_t count = least(FFT_LANES, step - from);
    Pairs y;
    double *room = run_lanes(run, l, &f->first, l->x, from, step, count, &y);
    if (room == NULL)
        return;
    if (from > 0 || count > 1)
        twiddle(f, y, from);
    turn_lanes(l->t.re + from * n, y.re, n, count);
    turn_lanes(l->t.im + from * n, y.im, n, count);
    free(room);
}

static void rows_task(PoolRun *run, int64_t index, void *closure)
{
    Line *l = closure;
    const Fft *f = l->f;
    int64_t n = f->second.n, from = index * FFT_LANES, step = f->first.n;
    int64_t count = least(FFT_LANES, step - from);
    Pairs y;
    double *room = run_lanes(run, l, &f->second, l->t, from, step, count, &y);
    if (room == NULL)
        return;
    store_lanes(l->x.re + from, y.re, n, step, count);
    store_lanes(l->x.im + from, y.im, n, step, count);
    free(room);
}

static bool line_tasks(Cx *cx, PoolRun *run, Line *l, int64_t lines, PoolTask task)
{
    enum { WORTH_THREADS = 1 << 13 };
    int64_t count = (lines + FFT_LANES - 1) / FFT_LANES;
    if (run == NULL)
        return l->f->n < WORTH_THREADS ? pool_run_here(cx, count, task, l)
                                       : pool_run(cx, count, task, l);
    for (int64_t i = 0; i < count && !pool_stopped(run); i++)
        task(run, i, l);
    return !pool_stopped(run);
}

bool fft_line(Cx *cx, PoolRun *run, const Fft *f, Pairs x, Pairs other)
{
    Line l = {.f = f, .x = x, .t = other};
    return line_tasks(cx, run, &l, f->second.n, columns_task) &&
           line_tasks(cx, run, &l, f->first.n, rows_task) && !l.no_memory;
}

/* --- making --- */

bool fft_is_smooth(int64_t n)
{
    for (int p = 2; p <= FFT_MOST_RADIX; p++)
        while (n % p == 0 && n > 0)
            n /= p;
    return n == 1;
}

/* The factor of n whose square is nearest below n, of those that its primes give greedily. */
static int64_t near_root(int64_t n)
{
    int64_t factor = 1, rest = n;
    for (int p = FFT_MOST_RADIX; p > 1; p--)
        while (rest % p == 0) {
            rest /= p;
            if (factor * p * factor * p <= n)
                factor *= p;
        }
    return factor;
}

static void stage_init(FftStage *s, int64_t n, double *room)
{
    s->n = n;
    s->roots = (Pairs){room, room + n};
    unit_roots(n, 1, n, s->roots.re, s->roots.im);
    for (int p = 4; n > 1; p = p == 4 ? 2 : p == 2 ? 3 : p + 2)
        for (; n % p == 0; n /= p)
            s->radix[s->steps++] = p;
}

bool fft_init(Fft *f, int64_t n)
{
    *f = (Fft){.n = n};
    int64_t second = near_root(n), first = n / second, step = 1;
    while (step * step < n)
        step *= 2;
    f->coarse_step = step;
    int64_t coarse = n / step + 1;
    int64_t count = 2 * (first + second + first * FFT_LANES + coarse + step) + 64;
    if ((f->room = mem_try((size_t)count * sizeof *f->room)) == NULL)
        return false;
    double *at = f->room;
    f->lanes = (Pairs){at, at + first * FFT_LANES};
    at += 2 * first * FFT_LANES;
    stage_init(&f->first, first, at);
    at += 2 * first;
    stage_init(&f->second, second, at);
    at += 2 * second;
    f->coarse = (Pairs){at, at + coarse};
    at += 2 * coarse;
    f->fine = (Pairs){at, at + step};
    unit_roots(n, step, coarse, f->coarse.re, f->coarse.im);
    unit_roots(n, 1, step, f->fine.re, f->fine.im);
    for (int64_t k = 0; k < first; k++)
        unit_roots(n, k, FFT_LANES, f->lanes.re + k * FFT_LANES, f->lanes.im + k * FFT_LANES);
    return true;
}

void fft_end(Fft *f)
{
    free(f->room);
    f->room = NULL;
}
