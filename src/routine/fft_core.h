/* fft_core.h - private to fft: transforms of smooth lengths in double, as arrays of real and of
   imaginary parts. */
#ifndef CNX_ROUTINE_FFT_CORE_H
#define CNX_ROUTINE_FFT_CORE_H

#include "routine/routine_call.h"

enum { FFT_LANES = 8, FFT_MOST_STEPS = 64, FFT_MOST_RADIX = 13 };

/* Real and imaginary parts of numbers. */
typedef struct Pairs {
    double *re, *im;
} Pairs;

/* A transform of one length in registers and cache: its radices and roots of unity. */
typedef struct FftStage {
    int64_t n;
    int steps, radix[FFT_MOST_STEPS];
    Pairs roots; /* n of them */
} FftStage;

/* y[k] = sum of x[j] exp(-2 pi i jk / n) for n = first.n * second.n: columns, then rows. */
typedef struct Fft {
    int64_t n;
    FftStage first, second;
    Pairs lanes;        /* exp(-2 pi i k l / n), first.n x FFT_LANES */
    Pairs coarse, fine; /* roots of n: numbers coarse_step apart, and those between */
    int64_t coarse_step;
    double *room;
} Fft;

/* Whether fft_init takes this length: no prime factor above FFT_MOST_RADIX. */
bool fft_is_smooth(int64_t n);

/* False when there is no memory. */
bool fft_init(Fft *f, int64_t n);
void fft_end(Fft *f);

/* Transforms x in place with the help of `other`, n numbers each. run NULL: with the pool's
   threads. False when there is no memory, or when interrupted. */
bool fft_line(Cx *cx, PoolRun *run, const Fft *f, Pairs x, Pairs other);

/* exp(-2 pi i k / n) for k of f's n, to two roundings. */
static inline void fft_root(const Fft *f, int64_t k, double *re, double *im)
{
    int64_t high = k / f->coarse_step, low = k - high * f->coarse_step;
    double a = f->coarse.re[high], b = f->coarse.im[high], c = f->fine.re[low], d = f->fine.im[low];
    *re = a * c - b * d;
    *im = a * d + b * c;
}

#endif
