/* lapack.h - private to this folder: functions of LAPACK in double, from a library opened when
   first needed (libopenblas.so.0, else liblapack.so.3), which computes on one thread. */
#ifndef CNX_ROUTINE_LAPACK_H
#define CNX_ROUTINE_LAPACK_H

#include <complex.h>
#include <stdbool.h>

/* Whether the library is there with all that is called. */
bool lapack_is_there(void);

/* The library is not made to be entered by several threads. */
void lapack_lock(void);
void lapack_unlock(void);

/* As LAPACK has them, column by column; the workspace is theirs. What they return is LAPACK's info,
   or -1000 when there is no memory. */

/* Singular values, and with vectors those of the smaller side: jobz 'S' or 'N'. */
int lapack_gesdd(char jobz, int m, int n, double *a, double *s, double *u, double *vt);
/* Of a matrix whose upper triangle is read; with jobz 'V' the vectors replace it. */
int lapack_syevd(char jobz, int n, double *a, double *w);
int lapack_heevd(char jobz, int n, double _Complex *a, double *w);
/* a = q r: r in the upper triangle, then the first `columns` columns of q in its place. */
int lapack_geqrf(int m, int n, double *a, double *tau);
int lapack_orgqr(int m, int columns, int count, double *a, const double *tau);
int lapack_zgeqrf(int m, int n, double _Complex *a, double _Complex *tau);
int lapack_ungqr(int m, int columns, int count, double _Complex *a, const double _Complex *tau);

#endif
