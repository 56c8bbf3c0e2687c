/* eval_argmax.c - where the greatest or least element along one axis stands, or of all axes by flat
   index. The first NaN counts as greatest and as least; `last` lets the last of equal ones win. */
#include "eval/eval_ops.h"

typedef struct ArgMax {
    const Tensor *from;
    Tensor *to;
    DTypeClass k;
    bool is_min, last;
    int64_t outer, length, inner; /* the operand as three axes, the middle one searched */
    int64_t each;                 /* outer ones a task */
} ArgMax;

/* Whether x takes the place of the best so far. */
#define BEATS(x, best)                                                                             \
    ((a->is_min ? (x) < (best) : (x) > (best)) || (a->last && (x) == (best)) ||                    \
     ((x) != (x) && (best) == (best)))

#define SEARCH(T)                                                                                  \
    for (int64_t i = 0; i < n; i++) {                                                              \
        T v = ((const T *)x)[i], *b = (T *)best + (along ? 0 : i);                                 \
        if ((along && at + i == 0) || (!along && at == 0) || BEATS(v, *b)) {                       \
            *b = v;                                                                                \
            found[along ? 0 : i] = along ? at + i : at;                                            \
        }                                                                                          \
    }

/* n elements: `along` the searched axis from index `at` on, or one of each column at index `at`. */
static void search(const ArgMax *a, const void *x, int64_t n, bool along, int64_t at, void *best,
                   int64_t *found)
{
    switch (a->k) {
    case DCLASS_u:
        SEARCH(uint64_t);
        break;
    case DCLASS_s:
        SEARCH(int64_t);
        break;
    case DCLASS_f:
        SEARCH(double);
        break;
    case DCLASS_c:
        break;
    }
}

static void search_run(const ArgMax *a, Reader *reader, PoolRun *run, int64_t outer)
{
    double best = 0;
    int64_t found = 0;
    for (int64_t i = 0; i < a->length && !pool_stopped(run); i += BLOCK) {
        int64_t n = a->length - i < BLOCK ? a->length - i : BLOCK;
        search(a, reader_get(reader, outer * a->length + i, n), n, true, i, &best, &found);
    }
    block_store(a->to, outer, 1, DCLASS_s, &found);
}

static void search_columns(const ArgMax *a, Reader *reader, PoolRun *run, int64_t outer)
{
    double best[BLOCK];
    int64_t found[BLOCK] = {0};
    for (int64_t at = 0; at < a->inner; at += BLOCK) {
        int64_t n = a->inner - at < BLOCK ? a->inner - at : BLOCK;
        for (int64_t i = 0; i < a->length && !pool_stopped(run); i++) {
            int64_t place = (outer * a->length + i) * a->inner + at;
            search(a, reader_get(reader, place, n), n, false, i, best, found);
        }
        block_store(a->to, outer * a->inner + at, n, DCLASS_s, found);
    }
}

static void argmax_task(PoolRun *run, int64_t index, void *closure)
{
    const ArgMax *a = closure;
    Reader reader;
    int64_t from = index * a->each, to = from + a->each < a->outer ? from + a->each : a->outer;
    reader_init(&reader, a->from, a->k);
    for (int64_t i = from; i < to && !pool_stopped(run); i++) {
        if (a->inner == 1)
            search_run(a, &reader, run, i);
        else
            search_columns(a, &reader, run, i);
    }
}

bool eval_argmax(Call *c)
{
    const Node *node = c->node;
    const Shape *shape = &c->in[0]->type.shape;
    const Attr *axes = node_attr(node, ATTR_axes);
    ArgMax a = {.from = c->in[0],
                .k = dtype_info[c->in[0]->type.dtype].class_,
                .is_min = node->op == OP_argmin,
                .last = node_int(node, ATTR_last) != 0,
                .outer = 1,
                .length = shape_count(shape),
                .inner = 1};
    if (a.k == DCLASS_c) {
        fail(c->cx, node->span, EXC_ArgumentError, "%s has no meaning for type %s",
             op_info[node->op].name, dtype_info[a.from->type.dtype].name);
        return false;
    }
    if (axes->count == 1) {
        a.length = shape->dim[axes->at[0]];
        for (int i = 0; i < shape->rank; i++)
            *(i < axes->at[0] ? &a.outer : &a.inner) *= i == axes->at[0] ? 1 : shape->dim[i];
    }
    if ((a.to = call_result(c)) == NULL)
        return false;
    int64_t size = shape_count(shape), work = a.length * a.inner;
    a.each = work > CHUNK ? 1 : CHUNK / (work > 0 ? work : 1);
    int64_t count = shape_count(&a.to->type.shape) == 0 ? 0 : (a.outer + a.each - 1) / a.each;
    if (!run_tasks(c->cx, a.to->type.dtype, size, count, argmax_task, &a)) {
        tensor_free(a.to);
        return false;
    }
    c->out[0] = a.to;
    return true;
}
