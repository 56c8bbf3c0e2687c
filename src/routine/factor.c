/* factor.c - cholesky, lu, solve and triangular_solve of f32 and f64: the matrices of a batch are
   tasks; a large matrix on its own is cut into tasks. */
#include "routine/factor_job.h"
#include "tensor/recycle.h"

#include <string.h>

enum {
    PARALLEL = 320,         /* rows from which on one matrix is worth several threads */
    PARALLEL_SIDES = 16384, /* or its unknowns, those of all right-hand sides */
    SMALL = 4096            /* numbers of a batch for which threads do not pay */
};

HOT void take_numbers(const Tensor *t, int64_t at, int64_t count, double *to)
{
    if (t->type.dtype == DTYPE_f64)
        memcpy(to, (const double *)tensor_data(t) + at, (size_t)count * sizeof *to);
    else
        for (int64_t i = 0; i < count; i++)
            to[i] = ((const float *)tensor_data(t))[at + i];
}

HOT void put_numbers(Tensor *t, int64_t at, int64_t count, const double *from)
{
    if (t->type.dtype == DTYPE_f64)
        memcpy((double *)tensor_data(t) + at, from, (size_t)count * sizeof *from);
    else
        for (int64_t i = 0; i < count; i++)
            ((float *)tensor_data(t))[at + i] = (float)from[i];
}

/* --- factors that later routines of a run may use --- */

void factors_free(Factors *f)
{
    if (f)
        recycle_give(f, f->bytes);
}

static int64_t matrix_bytes(const FactorJob *j)
{
    return j->n * j->n * dtype_info[j->c->in[0]->type.dtype].bits / 8;
}

static bool may_keep(const FactorJob *j)
{
    return j->c->memo && j->batches == 1;
}

/* What the run knows of this matrix, or NULL. */
static Factors *find_factors(const FactorJob *j)
{
    Factors *f = may_keep(j) ? j->c->memo->factors : NULL;
    const Tensor *t = j->c->in[0];
    bool is_it = f && f->dtype == t->type.dtype && f->n == j->n &&
                 memcmp(f->matrix, tensor_data(t), (size_t)matrix_bytes(j)) == 0;
    return is_it ? f : NULL;
}

/* Room for the factors of this matrix; NULL when there is none. */
static Factors *new_factors(const FactorJob *j)
{
    int64_t row = j->n + FACTOR_PAD, square, bytes = 128 + matrix_bytes(j);
    if (!size_mul_add(j->n, row, 0, &square) ||
        !size_mul_add(square + j->n, sizeof(double), bytes, &bytes))
        return NULL;
    Factors *f = recycle_take(bytes);
    if (f == NULL)
        return NULL;
    *f = (Factors){.dtype = j->c->in[0]->type.dtype, .n = j->n, .row = row, .bytes = bytes};
    f->a = (double *)(void *)((char *)f + 128);
    f->from = (int64_t *)(void *)(f->a + square);
    f->matrix = f->from + j->n;
    return f;
}

Factors *factors_of(FactorJob *j, Work *w, int64_t index)
{
    int64_t square = j->n * j->n, bytes = j->n * FACTOR_BLOCK * (int64_t)sizeof(double) + 64;
    Factors *f = find_factors(j);
    if (f)
        return f;
    f = new_factors(j);
    double *panel = f ? recycle_take(bytes) : NULL;
    if (panel == NULL) {
        factors_free(f);
        j->no_memory = true;
        return NULL;
    }
    for (int64_t i = 0; i < j->n; i++)
        take_numbers(j->c->in[0], index * square + i * j->n, j->n, f->a + i * f->row);
    lu(w, j->n, f->a, f->row, f->from, panel);
    recycle_give(panel, bytes);
    if (work_stopped(w) || w->no_memory) {
        factors_free(f);
        return NULL;
    }
    if (may_keep(j)) {
        memcpy(f->matrix, tensor_data(j->c->in[0]), (size_t)matrix_bytes(j));
        factors_free(j->c->memo->factors);
        j->c->memo->factors = f;
    }
    return f;
}

void factors_leave(const FactorJob *j, Factors *f)
{
    if (!may_keep(j))
        factors_free(f);
}

/* --- a matrix --- */

/* Row i of a factor: what is below the diagonal and ones on it, or the rest. */
HOT static void put_part(Tensor *t, int64_t at, int64_t n, int64_t i, bool lower, const double *a,
                         double *room)
{
    int64_t from = lower ? 0 : i, to = lower ? i : n;
    memset(room, 0, (size_t)n * sizeof *room);
    memcpy(room + from, a + from, (size_t)(to - from) * sizeof *room);
    if (lower)
        room[i] = 1;
    put_numbers(t, at, n, room);
}

static void run_lu(FactorJob *j, Work *w, int64_t index)
{
    int64_t n = j->n, start = index * n * n;
    Factors *f = factors_of(j, w, index);
    if (f == NULL)
        return;
    double *row = mem_alloc((size_t)n * sizeof *row);
    memset(row, 0, (size_t)n * sizeof *row);
    for (int64_t i = 0; i < n && call_needs(j->c, 0); i++) {
        row[i] = 1; /* the row that i came from has its one there */
        put_numbers(j->c->out[0], start + f->from[i] * n, n, row);
        row[i] = 0;
    }
    for (int output = 1; output <= 2; output++)
        for (int64_t i = 0; i < n && call_needs(j->c, output); i++)
            put_part(j->c->out[output], start + i * n, n, i, output == 1, f->a + i * f->row, row);
    free(row);
    factors_leave(j, f);
}

/* Rows lie apart so that a column of them does not fall into the same few places of a cache. */
static void run_cholesky(FactorJob *j, Work *w, int64_t index)
{
    int64_t n = j->n, row = n + FACTOR_PAD, bytes;
    bool fits = size_mul(n, row, &bytes) && size_mul_add(bytes, sizeof(double), 64, &bytes);
    double *a = fits ? recycle_take(bytes) : NULL;
    if (a == NULL) {
        j->no_memory = true;
        return;
    }
    for (int64_t i = 0; i < n; i++)
        take_numbers(j->c->in[0], (index * n + i) * n, i + 1, a + i * row);
    cholesky(w, n, a, row);
    for (int64_t i = 0; i < n; i++) {
        memset(a + i * row + i + 1, 0, (size_t)(n - i - 1) * sizeof *a);
        put_numbers(j->c->out[0], (index * n + i) * n, n, a + i * row);
    }
    recycle_give(a, bytes);
}

static void run_matrix(FactorJob *j, Work *w, int64_t index)
{
    switch ((int)j->c->node->op) {
    case OP_cholesky:
        run_cholesky(j, w, index);
        break;
    case OP_lu:
        run_lu(j, w, index);
        break;
    case OP_solve:
        solve_by_factors(j, w, index);
        break;
    case OP_triangular_solve:
        solve_by_triangle(j, w, index);
        break;
    }
    if (w->is_singular)
        j->is_singular = true;
    if (w->no_memory)
        j->no_memory = true;
}

static void matrix_task(PoolRun *run, int64_t index, void *closure)
{
    FactorJob *j = closure;
    Work w = {.cx = j->c->cx, .run = run, .dtype = j->c->in[0]->type.dtype};
    if (!pool_stopped(run) && !j->no_memory)
        run_matrix(j, &w, index);
}

bool factor_knows(const Node *n)
{
    DType t = node_type(n->args[0])->dtype;
    for (int i = 0; i < n->nargs; i++)
        if (node_type(n->args[i])->dtype != t)
            return false;
    return t == DTYPE_f32 || t == DTYPE_f64;
}

static int64_t sides_of(const Node *n, const Shape *a, const Shape *b)
{
    if (b->rank < a->rank)
        return 1;
    return n->op == OP_triangular_solve && node_int(n, ATTR_left_side) == 0 ? dim_at(b, 2)
                                                                            : dim_at(b, 1);
}

bool factor_run(RoutineCall *c)
{
    const Shape *a = &c->in[0]->type.shape;
    FactorJob j = {.c = c, .n = dim_at(a, 1), .batches = 1};
    for (int i = 0; i < a->rank - 2; i++)
        j.batches *= a->dim[i];
    if (c->node->nargs > 1)
        j.sides = sides_of(c->node, a, &c->in[1]->type.shape);
    if (!call_outputs(c))
        return false;
    if (j.n == 0 || j.batches == 0)
        return true;
    bool is_large = j.n >= PARALLEL || j.n * j.sides >= PARALLEL_SIDES;
    if (j.batches == 1 && is_large) {
        Work w = {.cx = c->cx, .dtype = c->in[0]->type.dtype};
        run_matrix(&j, &w, 0);
    } else if (j.batches * j.n * j.n < SMALL) {
        pool_run_here(c->cx, j.batches, matrix_task, &j);
    } else {
        pool_run(c->cx, j.batches, matrix_task, &j);
    }
    if (j.is_singular && !failed(c->cx))
        fail(c->cx, c->node->span, EXC_ArgumentError, "can't solve for singular matrix");
    return !(failed(c->cx) || interrupted(c->cx) || j.no_memory) || call_fails(c);
}
