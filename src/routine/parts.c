/* parts.c - complex numbers from their parts and back: real, imag, complex of f32 and f64. */
#include "routine/routine_call.h"

enum { STRIPE = 64 * 1024 };

typedef struct Parts {
    RoutineCall *c;
    int64_t count;
} Parts;

/* to[i] = from[2 i + part] and to[2 i] = a[i], to[2 i + 1] = b[i]. */
#define KERNELS(T)                                                                                 \
    HOT static void part_##T(const T *restrict from, int64_t n, T *restrict to)                    \
    {                                                                                              \
        for (int64_t i = 0; i < n; i++)                                                            \
            to[i] = from[2 * i];                                                                   \
    }                                                                                              \
    HOT static void join_##T(const T *restrict a, const T *restrict b, int64_t n, T *restrict to)  \
    {                                                                                              \
        for (int64_t i = 0; i < n; i++) {                                                          \
            to[2 * i] = a[i];                                                                      \
            to[2 * i + 1] = b[i];                                                                  \
        }                                                                                          \
    }
KERNELS(float)
KERNELS(double)

static void parts_task(PoolRun *run, int64_t index, void *closure)
{
    const Parts *p = closure;
    const RoutineCall *c = p->c;
    int64_t at = index * STRIPE, n = least(STRIPE, p->count - at), part = c->node->op == OP_imag;
    bool is_wide =
        node_type(c->node)->dtype == DTYPE_f64 || node_type(c->node)->dtype == DTYPE_c128;
    const void *a = tensor_data(c->in[0]), *b = c->node->nargs > 1 ? tensor_data(c->in[1]) : NULL;
    void *to = tensor_data(c->out[0]);
    if (pool_stopped(run))
        return;
    if (b && is_wide)
        join_double((const double *)a + at, (const double *)b + at, n, (double *)to + 2 * at);
    else if (b)
        join_float((const float *)a + at, (const float *)b + at, n, (float *)to + 2 * at);
    else if (is_wide)
        part_double((const double *)a + 2 * at + part, n, (double *)to + at);
    else
        part_float((const float *)a + 2 * at + part, n, (float *)to + at);
}

bool parts_knows(const Node *n)
{
    DType t = node_type(n)->dtype, of = node_type(n->args[0])->dtype;
    if (n->op != OP_complex)
        return of == DTYPE_c64 || of == DTYPE_c128;
    const Type *a = node_type(n->args[0]), *b = node_type(n->args[1]);
    return type_equal(a, b) && a->dtype == dtype_to_real(t) &&
           shape_equal(&a->shape, &node_type(n)->shape);
}

bool parts_run(RoutineCall *c)
{
    if (!call_outputs(c))
        return false;
    Parts p = {c, shape_count(&c->out[0]->type.shape)};
    return pool_run(c->cx, (p.count + STRIPE - 1) / STRIPE, parts_task, &p) || call_fails(c);
}
