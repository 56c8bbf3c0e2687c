/* lapack.c - see lapack.h. Arguments go by address, and each text is followed by its length at the
   end, as Fortran's compilers want it. A call with lwork -1 asks for the workspace's size. */
#include "routine/lapack.h"

#include "base/mem.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef double _Complex Complex;

/* clang-format off */
typedef void Gesdd(const char *, const int *, const int *, double *, const int *, double *, double *, const int *,
                   double *, const int *, double *, const int *, int *, int *, size_t);
typedef void Syevd(const char *, const char *, const int *, double *, const int *, double *, double *, const int *,
                   int *, const int *, int *, size_t, size_t);
typedef void Heevd(const char *, const char *, const int *, Complex *, const int *, double *, Complex *, const int *,
                   double *, const int *, int *, const int *, int *, size_t, size_t);
typedef void Geqrf(const int *, const int *, void *, const int *, void *, void *, const int *, int *);
typedef void Orgqr(const int *, const int *, const int *, void *, const int *, const void *, void *, const int *, int *);
/* clang-format on */

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool is_there;
static Gesdd *dgesdd;
static Syevd *dsyevd;
static Heevd *zheevd;
static Geqrf *dgeqrf, *zgeqrf;
static Orgqr *dorgqr, *zungqr;

static void open_library(void)
{
    void *library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL)
        library = dlopen("liblapack.so.3", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL)
        return;
    const struct {
        const char *name;
        void *at;
    } names[] = {{"dgesdd_", &dgesdd}, {"dsyevd_", &dsyevd}, {"zheevd_", &zheevd},
                 {"dgeqrf_", &dgeqrf}, {"zgeqrf_", &zgeqrf}, {"dorgqr_", &dorgqr},
                 {"zungqr_", &zungqr}};
    is_there = true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        void *symbol = dlsym(library, names[i].name);
        memcpy(names[i].at, &symbol, sizeof symbol);
        is_there = is_there && symbol;
    }
    void (*set_threads)(int), *symbol = dlsym(library, "openblas_set_num_threads");
    memcpy(&set_threads, &symbol, sizeof symbol);
    if (set_threads)
        set_threads(1);
}

bool lapack_is_there(void)
{
    pthread_once(&once, open_library);
    return is_there;
}

void lapack_lock(void)
{
    pthread_mutex_lock(&lock);
}

void lapack_unlock(void)
{
    pthread_mutex_unlock(&lock);
}

enum { NO_MEMORY = -1000 };

/* Runs a call twice: for the sizes of its workspace, then with it. */
typedef struct Space {
    int lwork, lrwork, liwork;
    Complex *work;
    double *rwork;
    int *iwork;
    Complex size;
    double rsize;
    int isize;
} Space;

static void space_init(Space *s)
{
    *s = (Space){.lwork = -1, .lrwork = -1, .liwork = -1};
    s->work = &s->size;
    s->rwork = &s->rsize;
    s->iwork = &s->isize;
}

/* What was asked for; `lwork` elements of `wide` bytes. */
static bool space_take(Space *s, size_t wide)
{
    double most = creal(s->size);
    s->lwork = most < 1 ? 1 : most > INT32_MAX ? INT32_MAX : (int)most;
    s->lrwork = s->rsize < 1 ? 1 : (int)s->rsize;
    s->liwork = s->isize < 1 ? 1 : s->isize;
    s->work = mem_try((size_t)s->lwork * wide);
    s->rwork = mem_try((size_t)s->lrwork * sizeof(double));
    s->iwork = mem_try((size_t)s->liwork * sizeof(int));
    return s->work && s->rwork && s->iwork;
}

static void space_free(Space *s)
{
    free(s->work);
    free(s->rwork);
    free(s->iwork);
}

/* `call` uses `s` and sets `info`. */
#define WITH_SPACE(wide, call)                                                                     \
    Space s;                                                                                       \
    int info = 0;                                                                                  \
    space_init(&s);                                                                                \
    call;                                                                                          \
    if (info != 0)                                                                                 \
        return info;                                                                               \
    if (space_take(&s, wide))                                                                      \
        call;                                                                                      \
    else                                                                                           \
        info = NO_MEMORY;                                                                          \
    space_free(&s);                                                                                \
    return info

int lapack_gesdd(char jobz, int m, int n, double *a, double *sv, double *u, double *vt)
{
    int least = m < n ? m : n, *whole = mem_try((size_t)least * 8 * sizeof *whole + 64);
    if (whole == NULL)
        return NO_MEMORY;
    Space s;
    int info = 0;
    space_init(&s);
    dgesdd(&jobz, &m, &n, a, &m, sv, u, &m, vt, &least, (double *)s.work, &s.lwork, whole, &info,
           1);
    if (info == 0 && space_take(&s, sizeof(double))) {
        dgesdd(&jobz, &m, &n, a, &m, sv, u, &m, vt, &least, (double *)s.work, &s.lwork, whole,
               &info, 1);
        space_free(&s);
    } else if (info == 0) {
        space_free(&s);
        info = NO_MEMORY;
    }
    free(whole);
    return info;
}

int lapack_syevd(char jobz, int n, double *a, double *w)
{
    WITH_SPACE(sizeof(double), dsyevd(&jobz, "U", &n, a, &n, w, (double *)s.work, &s.lwork, s.iwork,
                                      &s.liwork, &info, 1, 1));
}

int lapack_heevd(char jobz, int n, Complex *a, double *w)
{
    WITH_SPACE(sizeof(Complex), zheevd(&jobz, "U", &n, a, &n, w, s.work, &s.lwork, s.rwork,
                                       &s.lrwork, s.iwork, &s.liwork, &info, 1, 1));
}

int lapack_geqrf(int m, int n, double *a, double *tau)
{
    WITH_SPACE(sizeof(double), dgeqrf(&m, &n, a, &m, tau, s.work, &s.lwork, &info));
}

int lapack_zgeqrf(int m, int n, Complex *a, Complex *tau)
{
    WITH_SPACE(sizeof(Complex), zgeqrf(&m, &n, a, &m, tau, s.work, &s.lwork, &info));
}

int lapack_orgqr(int m, int columns, int count, double *a, const double *tau)
{
    WITH_SPACE(sizeof(double), dorgqr(&m, &columns, &count, a, &m, tau, s.work, &s.lwork, &info));
}

int lapack_ungqr(int m, int columns, int count, Complex *a, const Complex *tau)
{
    WITH_SPACE(sizeof(Complex), zungqr(&m, &columns, &count, a, &m, tau, s.work, &s.lwork, &info));
}
