/* spectral.c - singular values, eigenvalues and QR by LAPACK in double or complex double, rounded
   at the end. Signs and phases are then made the reference's: vectors are oriented (eval/orient.h),
   the diagonal of r is positive where a column was reflected.

   What LAPACK leaves open otherwise (the vectors of equal values) may differ. The library computes
   one matrix at a time, so batches gain nothing from threads, and Ctrl-C waits for a matrix. */
#include "eval/eval.h"
#include "eval/orient.h"
#include "routine/lapack.h"
#include "routine/routine_call.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef double _Complex Complex;

enum { SMALL = 16 }; /* sides below which the reference is as fast */

bool spectral_knows(const Node *n)
{
    const Type *t = node_type(n->args[0]);
    int64_t rows = dim_at(&t->shape, 2), columns = dim_at(&t->shape, 1);
    if (t->dtype != DTYPE_f32 && t->dtype != DTYPE_f64 && t->dtype != DTYPE_c64 &&
        t->dtype != DTYPE_c128)
        return false;
    if (n->op == OP_qr && node_int(n, ATTR_complete) && rows > columns)
        return false; /* which columns complete q, reflections decide */
    return least(rows, columns) >= SMALL && rows < INT32_MAX / 2 && columns < INT32_MAX / 2 &&
           (double)rows * (double)columns < INT32_MAX && lapack_is_there();
}

/* One node; the matrices of its batch one after the other, in the same memory. */
typedef struct Job {
    RoutineCall *c;
    int m, n, least;
    bool is_complex;
    double *a, *values, *u, *v; /* complex numbers as pairs */
} Job;

static DTypeClass class_of(const Job *j)
{
    return j->is_complex ? DCLASS_c : DCLASS_f;
}

static void store(const Job *j, int output, int64_t index, int64_t size, DTypeClass k,
                  const void *from)
{
    Tensor *t = j->c->out[output];
    dtype_store_block(t->type.dtype, tensor_data(t), index * size, size, k, from);
}

/* --- svd: rows of a are columns to LAPACK, so its u is our v and the other way round --- */

/* Rows of v, of length n, are oriented; those of u, of length m, go with them. */
static void orient_pairs(int64_t count, int64_t n, double *v, int64_t m, double *u)
{
    for (int64_t i = 0; i < count; i++)
        if (linalg_f_orient(n, v + i * n) < 0)
            for (int64_t k = 0; k < m; k++)
                u[i * m + k] = -u[i * m + k];
}

/* to[column][row] = from[row][column]. */
static void turn(int64_t rows, int64_t columns, const double *from, double *to)
{
    for (int64_t i = 0; i < rows; i++)
        for (int64_t k = 0; k < columns; k++)
            to[k * rows + i] = from[i * columns + k];
}

static bool svd_matrix(Job *j, int64_t index)
{
    const Node *node = j->c->node;
    int64_t m = j->m, n = j->n, k = j->least;
    int64_t us = dim_at(&node->types[0].shape, 1), vs = dim_at(&node->types[2].shape, 2);
    bool vectors = call_needs(j->c, 0) || call_needs(j->c, 2);
    if (lapack_gesdd(vectors ? 'S' : 'N', j->n, j->m, j->a, j->values, j->v, j->u) != 0)
        return false;
    store(j, 1, index, k, DCLASS_f, j->values);
    if (!vectors)
        return true;
    turn(m, k, j->u, j->a); /* rows are vectors now, as in v */
    memcpy(j->u, j->a, (size_t)(m * k) * sizeof *j->u);
    if (m >= n)
        orient_pairs(k, n, j->v, m, j->u);
    else
        orient_pairs(k, m, j->u, n, j->v);
    for (int64_t i = k; i < us; i++)
        linalg_complete_row(m, j->u, i);
    for (int64_t i = k; i < vs; i++)
        linalg_complete_row(n, j->v, i);
    turn(us, m, j->u, j->a);
    store(j, 0, index, m * us, DCLASS_f, j->a);
    store(j, 2, index, n * vs, DCLASS_f, j->v);
    return true;
}

/* --- eigh: the lower triangle of a is the upper one of its transpose, the conjugate of a --- */

static bool eigh_matrix(Job *j, int64_t index)
{
    int64_t n = j->n;
    bool vectors = call_needs(j->c, 1);
    Complex *a = (Complex *)(void *)j->a, *to = (Complex *)(void *)j->u;
    int info = j->is_complex ? lapack_heevd(vectors ? 'V' : 'N', j->n, a, j->values)
                             : lapack_syevd(vectors ? 'V' : 'N', j->n, j->a, j->values);
    if (info != 0)
        return false;
    store(j, 0, index, n, DCLASS_f, j->values);
    for (int64_t i = 0; i < n && vectors && !j->is_complex; i++)
        linalg_f_orient(n, j->a + i * n);
    if (vectors && !j->is_complex)
        turn(n, n, j->a, j->u);
    for (int64_t i = 0; i < n && vectors && j->is_complex; i++) {
        for (int64_t k = 0; k < n; k++)
            a[i * n + k] = conj(a[i * n + k]);
        linalg_c_orient(n, a + i * n);
        for (int64_t k = 0; k < n; k++)
            to[k * n + i] = a[i * n + k];
    }
    if (vectors)
        store(j, 1, index, n * n, class_of(j), j->u);
    return true;
}

/* --- qr --- */

/* Whether row i of r, and column i of q, change their sign. The reference reflects to a positive
   diagonal; reflections keep the volume but for its sign, so the next row that was not reflected
   makes up for what changed before it. */
static void qr_signs(int64_t count, const double *r, int64_t step, const double *tau, bool *flips)
{
    bool odd = false;
    for (int64_t i = 0; i < count; i++) {
        flips[i] = tau[i] != 0 ? r[i * step] < 0 : odd;
        odd = tau[i] != 0 && odd != flips[i];
    }
}

static bool qr_real(Job *j, bool *flips)
{
    int64_t m = j->m, n = j->n, k = j->least;
    double *a = j->u, *tau = j->values;
    turn(m, n, j->a, a);
    if (lapack_geqrf(j->m, j->n, a, tau) != 0)
        return false;
    qr_signs(k, a, m + 1, tau, flips);
    for (int64_t i = 0; i < k; i++)
        for (int64_t c = 0; c < n; c++)
            j->v[i * n + c] = c < i ? 0 : flips[i] ? -a[c * m + i] : a[c * m + i];
    if (lapack_orgqr(j->m, j->least, j->least, a, tau) != 0)
        return false;
    for (int64_t i = 0; i < m; i++)
        for (int64_t c = 0; c < k; c++)
            j->a[i * k + c] = flips[c] ? -a[c * m + i] : a[c * m + i];
    return true;
}

static bool qr_complex(Job *j, bool *flips)
{
    int64_t m = j->m, n = j->n, k = j->least;
    Complex *q = (Complex *)(void *)j->a, *a = (Complex *)(void *)j->u;
    Complex *tau = (Complex *)(void *)j->values, *r = (Complex *)(void *)j->v;
    for (int64_t i = 0; i < m; i++)
        for (int64_t c = 0; c < n; c++)
            a[c * m + i] = q[i * n + c];
    if (lapack_zgeqrf(j->m, j->n, a, tau) != 0)
        return false;
    for (int64_t i = 0; i < k; i++) {
        flips[i] = creal(a[i * m + i]) < 0;
        for (int64_t c = 0; c < n; c++)
            r[i * n + c] = c < i ? 0 : flips[i] ? -a[c * m + i] : a[c * m + i];
    }
    if (lapack_ungqr(j->m, j->least, j->least, a, tau) != 0)
        return false;
    for (int64_t i = 0; i < m; i++)
        for (int64_t c = 0; c < k; c++)
            q[i * k + c] = flips[c] ? -a[c * m + i] : a[c * m + i];
    return true;
}

static bool qr_matrix(Job *j, int64_t index)
{
    bool *flips = mem_alloc((size_t)j->least * sizeof *flips);
    bool ok = j->is_complex ? qr_complex(j, flips) : qr_real(j, flips);
    free(flips);
    if (ok) {
        store(j, 0, index, (int64_t)j->m * j->least, class_of(j), j->a);
        store(j, 1, index, (int64_t)j->least * j->n, class_of(j), j->v);
    }
    return ok;
}

/* --- a node --- */

/* False: the matrix is the reference's, as LAPACK promises nothing of what is not finite. */
static bool load(Job *j, int64_t index)
{
    const Tensor *t = j->c->in[0];
    int64_t size = (int64_t)j->m * j->n, parts = j->is_complex ? 2 : 1;
    dtype_load_block(t->type.dtype, tensor_data(t), index * size, size, class_of(j), j->a);
    for (int64_t i = 0; i < size * parts; i++)
        if (!isfinite(j->a[i]))
            return false;
    return true;
}

static bool run_matrices(Job *j, int64_t count)
{
    OpCode op = j->c->node->op;
    bool ok = true;
    lapack_lock();
    for (int64_t i = 0; i < count && ok; i++)
        ok = !interrupted(j->c->cx) && load(j, i) &&
             (op == OP_svd    ? svd_matrix(j, i)
              : op == OP_eigh ? eigh_matrix(j, i)
                              : qr_matrix(j, i));
    lapack_unlock();
    return ok;
}

bool spectral_run(RoutineCall *c)
{
    const Shape *s = &c->in[0]->type.shape;
    Job j = {.c = c, .m = (int)dim_at(s, 2), .n = (int)dim_at(s, 1)};
    int most = j.m > j.n ? j.m : j.n;
    j.is_complex = dtype_is_complex(c->in[0]->type.dtype);
    j.least = j.m < j.n ? j.m : j.n;
    if (!call_outputs(c))
        return false;
    /* Each holds any matrix of the node, of up to most x most numbers. */
    int64_t count = shape_count(s) / ((int64_t)j.m * j.n), square, bytes;
    double *room = NULL;
    if (size_mul(most, most, &square) && size_mul(square, 2 * (int64_t)sizeof *room, &square) &&
        size_mul_add(square, 3, 2 * (int64_t)sizeof *room * most + 64, &bytes))
        room = mem_try((size_t)bytes);
    if (room == NULL)
        return call_fails(c);
    square /= (int64_t)sizeof *room;
    j.a = room, j.u = room + square, j.v = room + 2 * square, j.values = room + 3 * square;
    bool ok = run_matrices(&j, count);
    free(room);
    if (ok || failed(c->cx))
        return ok;
    for (int i = 0; i < c->node->ntypes; i++)
        tensor_free(c->out[i]);
    return eval_node(c->cx, c->node, c->in, c->out);
}
