/* eval_linalg.c - the decompositions: a task for each matrix of a batch loads it in double or
   complex double, runs the kernel (eval_linalg.h) and stores the results. */
#include "eval/eval_linalg.h"

#include <stdatomic.h>
#include <string.h>

enum { MOST_RESULTS = 3 };

typedef struct Job {
    const Call *c;
    DTypeClass k; /* f or c: of the kernel's numbers */
    Matrix matrix;
    Triangle triangle;
    int64_t batches, work;                      /* matrices; numbers of scratch space */
    int64_t in_size[2], out_size[MOST_RESULTS]; /* elements that belong to one matrix */
    atomic_bool is_singular;                    /* some matrix was */
} Job;

/* --- one matrix --- */

/* The kernel on what stands at `at`: the operands, the results, the scratch space. */
static void run_f(Job *j, Matrix *z, double *const *at)
{
    switch ((int)j->c->node->op) {
    case OP_triangular_solve:
        memcpy(at[2], at[1], (size_t)j->in_size[1] * sizeof **at);
        linalg_f_triangular_solve(z, &j->triangle, at[0], at[2]);
        break;
    case OP_solve:
        linalg_f_solve(z, at[0], at[1], j->triangle.sides, at[2], at[3]);
        break;
    case OP_cholesky:
        linalg_f_cholesky(z, at[0], at[1]);
        break;
    case OP_lu:
        linalg_f_lu(z, at[0], at[1], at[2], at[3], at[4]);
        break;
    case OP_qr:
        linalg_f_qr(z, at[0], at[1], at[2], at[3]);
        break;
    case OP_eigh:
        linalg_f_eigh(z, at[0], at[1], at[2], at[3]);
        break;
    case OP_svd:
        linalg_svd(z, at[0], at[1], at[2], at[3], at[4]);
        break;
    }
}

static void run_c(Job *j, Matrix *z, double _Complex *const *at)
{
    switch ((int)j->c->node->op) {
    case OP_triangular_solve:
        memcpy(at[2], at[1], (size_t)j->in_size[1] * sizeof **at);
        linalg_c_triangular_solve(z, &j->triangle, at[0], at[2]);
        break;
    case OP_solve:
        linalg_c_solve(z, at[0], at[1], j->triangle.sides, at[2], at[3]);
        break;
    case OP_cholesky:
        linalg_c_cholesky(z, at[0], at[1]);
        break;
    case OP_lu:
        linalg_c_lu(z, at[0], at[1], at[2], at[3], at[4]);
        break;
    case OP_qr:
        linalg_c_qr(z, at[0], at[1], at[2], at[3]);
        break;
    case OP_eigh:
        linalg_c_eigh(z, at[0], (double *)at[1], at[2], at[3]);
        break;
    }
}

static bool all_numbers(const Job *j, int64_t *count)
{
    const Node *n = j->c->node;
    bool ok = true;
    *count = j->work;
    for (int i = 0; i < n->nargs; i++)
        ok = ok && size_add(*count, j->in_size[i], count);
    for (int i = 0; i < n->ntypes; i++)
        ok = ok && size_add(*count, j->out_size[i], count);
    return ok && *count < INT64_MAX / 64;
}

static void matrix_task(PoolRun *run, int64_t index, void *closure)
{
    Job *j = closure;
    const Node *n = j->c->node;
    int64_t count, wide = wide_size(j->k);
    char *room = all_numbers(j, &count) ? mem_try((size_t)((count + 1) * wide)) : NULL, *to = room;
    if (room == NULL) {
        pool_stop(run);
        return;
    }
    char *at[2 + MOST_RESULTS + 1];
    int parts = 0;
    for (int i = 0; i < n->nargs; i++) {
        const void *given = block_load(j->c->in[i], index * j->in_size[i], j->in_size[i], j->k, to);
        if (given != to)
            memcpy(to, given, (size_t)(j->in_size[i] * wide));
        at[parts++] = to;
        to += j->in_size[i] * wide;
    }
    for (int i = 0; i < n->ntypes; i++) {
        at[parts++] = to;
        to += j->out_size[i] * wide;
    }
    at[parts] = to;
    Matrix z = j->matrix;
    z.run = run;
    if (j->k == DCLASS_c)
        run_c(j, &z, (double _Complex *const *)(void *)at);
    else
        run_f(j, &z, (double *const *)(void *)at);
    if (z.is_singular)
        j->is_singular = true;
    for (int i = 0; i < n->ntypes; i++)
        block_store(j->c->out[i], index * j->out_size[i], j->out_size[i],
                    n->op == OP_eigh && i == 0 ? DCLASS_f : j->k, at[n->nargs + i]);
    free(room);
}

/* --- a batch --- */

static int64_t last(const Shape *s, int from_end)
{
    return s->rank < from_end ? 1 : s->dim[s->rank - from_end];
}

static void set_triangle(Job *j)
{
    const Node *n = j->c->node;
    const Shape *a = &j->c->in[0]->type.shape, *b = &j->c->in[1]->type.shape;
    Triangle *t = &j->triangle;
    bool vectors = b->rank == a->rank - 1, left = node_int(n, ATTR_left_side) != 0;
    int64_t transform = node_int(n, ATTR_transform);
    bool turned = (transform == 1) != !left; /* x a = b is a^T x^T = b^T */
    t->lower = (node_int(n, ATTR_lower) != 0) != turned;
    t->conjugate = transform == 2;
    t->row = turned ? 1 : last(a, 1);
    t->column = turned ? last(a, 1) : 1;
    t->sides = vectors ? 1 : last(b, left ? 1 : 2);
    t->unknown = !vectors && left ? t->sides : 1;
    t->side = !vectors && !left ? last(a, 1) : 1;
}

static void set_sizes(Job *j)
{
    const Node *n = j->c->node;
    const Shape *a = &j->c->in[0]->type.shape;
    Matrix *z = &j->matrix;
    z->m = last(a, 2);
    z->n = last(a, 1);
    z->dtype = n->op == OP_lu || n->op == OP_eigh ? n->types[1].dtype : n->types[0].dtype;
    int64_t least = z->m < z->n ? z->m : z->n;
    if (n->op == OP_qr || n->op == OP_svd)
        z->complete = node_int(n, ATTR_complete) != 0;
    z->inner = z->complete ? z->m : least;
    j->k = dtype_is_complex(z->dtype) ? DCLASS_c : DCLASS_f;
    j->batches = 1;
    for (int i = 0; i < a->rank - 2; i++)
        j->batches *= a->dim[i];
    for (int i = 0; i < n->nargs && j->batches > 0; i++)
        j->in_size[i] = shape_count(&j->c->in[i]->type.shape) / j->batches;
    for (int i = 0; i < n->ntypes && j->batches > 0; i++)
        j->out_size[i] = shape_count(&n->types[i].shape) / j->batches;
    j->work = n->op == OP_lu      ? z->n * z->n
              : n->op == OP_qr    ? (z->m + 1) * z->n
              : n->op == OP_eigh  ? 2 * z->n * z->n
              : n->op == OP_svd   ? svd_room(z)
              : n->op == OP_solve ? 4 * z->n * z->n
                                  : 0;
    if (n->op == OP_solve)
        j->triangle.sides =
            j->c->in[1]->type.shape.rank < a->rank ? 1 : last(&j->c->in[1]->type.shape, 1);
    if (n->op == OP_triangular_solve)
        set_triangle(j);
}

bool eval_linalg(Call *c)
{
    const Node *n = c->node;
    Job j = {.c = c};
    set_sizes(&j);
    bool ok = true;
    for (int i = 0; i < n->ntypes; i++)
        ok = ok && (c->out[i] = tensor_new(c->cx, n->types[i])) != NULL;
    int64_t elements;
    if (!size_mul(j.in_size[0], j.matrix.n, &elements) || !size_mul(elements, j.batches, &elements))
        elements = INT64_MAX;
    ok = ok && run_tasks(c->cx, n->types[0].dtype, elements, j.batches, matrix_task, &j);
    if (ok && j.is_singular) {
        fail(c->cx, n->span, EXC_ArgumentError, "can't solve for singular matrix");
        ok = false;
    }
    if (!ok && !failed(c->cx))
        fail(c->cx, n->span, EXC_SystemLimitError, "not enough memory for %s", op_info[n->op].name);
    for (int i = 0; i < n->ntypes && !ok; i++) {
        tensor_free(c->out[i]);
        c->out[i] = NULL;
    }
    return ok;
}
