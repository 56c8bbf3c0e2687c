/* eval_sort.c - sort and argsort along an axis: each line of the first operand becomes keys that
   order as signed integers do, with their indices, and a stable merge sort orders the pairs; then
   every operand's elements follow the indices. NaN is above everything (so first when descending);
   -0.0 and 0.0 are equal. */
#include "eval/eval_ops.h"

#include <string.h>

typedef struct Pair {
    int64_t key, index;
} Pair;

typedef struct Sort {
    Tensor *const *from; /* the key first */
    Tensor **to;
    int count; /* of results */
    bool is_argsort, descending;
    int64_t length, inner, lines; /* line i begins at (i / inner) * length * inner + i % inner */
    int64_t each;                 /* lines a task */
} Sort;

enum { SMALL = 16 }; /* sorted by insertion */

static int64_t float_key(double x)
{
    if (x != x)
        return INT64_MAX;
    x += 0.0; /* one zero */
    int64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits < 0 ? bits ^ INT64_MAX : bits;
}

static int64_t key_of(DTypeClass k, const void *x)
{
    switch (k) {
    case DCLASS_u:
        return (int64_t)(*(const uint64_t *)x ^ (UINT64_C(1) << 63));
    case DCLASS_s:
        return *(const int64_t *)x;
    case DCLASS_f:
        return float_key(*(const double *)x);
    case DCLASS_c:
        break;
    }
    return 0;
}

static void insertion(Pair *p, int64_t n)
{
    for (int64_t i = 1; i < n; i++) {
        Pair x = p[i];
        int64_t j = i;
        for (; j > 0 && p[j - 1].key > x.key; j--)
            p[j] = p[j - 1];
        p[j] = x;
    }
}

/* Merges p[0..a) and p[a..n) into q. */
static void merge(Pair *q, const Pair *p, int64_t a, int64_t n)
{
    int64_t i = 0, j = a, k = 0;
    while (i < a && j < n)
        q[k++] = p[j].key < p[i].key ? p[j++] : p[i++];
    memcpy(q + k, p + i, (size_t)(a - i) * sizeof *q);
    memcpy(q + k + (a - i), p + j, (size_t)(n - j) * sizeof *q);
}

/* Sorts p with the help of q; returns the one of the two that holds the outcome. */
static Pair *merge_sort(PoolRun *run, Pair *p, Pair *q, int64_t n)
{
    for (int64_t i = 0; i < n; i += SMALL)
        insertion(p + i, n - i < SMALL ? n - i : SMALL);
    for (int64_t width = SMALL; width < n && !pool_stopped(run); width *= 2) {
        for (int64_t i = 0; i < n; i += 2 * width) {
            int64_t left = n - i < width ? n - i : width;
            merge(q + i, p + i, left, n - i < 2 * width ? n - i : 2 * width);
            if (i % CHUNK == 0 && pool_stopped(run))
                break;
        }
        Pair *t = p;
        p = q;
        q = t;
    }
    return p;
}

/* The line of `from` that begins at `base`, in the order of the pairs. */
static void follow(const Sort *s, const Tensor *from, Tensor *to, int64_t base, const Pair *sorted)
{
    DType dtype = to->type.dtype;
    for (int64_t i = 0; i < s->length; i++)
        copy_run(dtype, tensor_data(to), base + i * s->inner, tensor_data(from),
                 base + sorted[i].index * s->inner, 1);
}

static void sort_line(const Sort *s, PoolRun *run, Reader *reader, int64_t line, Pair *p, Pair *q)
{
    DTypeClass class_ = reader->k;
    int64_t base = line / s->inner * s->length * s->inner + line % s->inner;
    for (int64_t i = 0; i < s->length; i++) {
        int64_t key = key_of(class_, reader_get(reader, base + i * s->inner, 1));
        p[i] = (Pair){s->descending ? ~key : key, i};
    }
    const Pair *sorted = merge_sort(run, p, q, s->length);
    for (int64_t i = 0; s->is_argsort && i < s->length; i++)
        block_store(s->to[0], base + i * s->inner, 1, DCLASS_s, &sorted[i].index);
    for (int k = 0; !s->is_argsort && k < s->count; k++)
        follow(s, s->from[k], s->to[k], base, sorted);
}

static void sort_task(PoolRun *run, int64_t index, void *closure)
{
    const Sort *s = closure;
    Reader reader;
    Pair *pairs = mem_try((size_t)s->length * 2 * sizeof *pairs);
    if (pairs == NULL) {
        pool_stop(run);
        return;
    }
    reader_init(&reader, s->from[0], dtype_info[s->from[0]->type.dtype].class_);
    int64_t from = index * s->each, to = from + s->each < s->lines ? from + s->each : s->lines;
    for (int64_t i = from; i < to && !pool_stopped(run); i++)
        sort_line(s, run, &reader, i, pairs, pairs + s->length);
    free(pairs);
}

/* The results' tensors, and the narrowest of their dtypes; false after an error. */
static bool make_results(Call *c, DType *narrowest)
{
    const Node *node = c->node;
    *narrowest = node->types[0].dtype;
    for (int i = 0; i < node->ntypes; i++) {
        if ((c->out[i] = tensor_new(c->cx, node->types[i])) == NULL)
            return false;
        DType t = node->types[i].dtype;
        *narrowest = dtype_info[t].bits < dtype_info[*narrowest].bits ? t : *narrowest;
    }
    return true;
}

bool eval_sort(Call *c)
{
    const Node *node = c->node;
    const Type *key = &c->in[0]->type;
    const Shape *shape = &key->shape;
    int64_t axis = node_int(node, ATTR_axis), size = shape_count(shape);
    Sort s = {.from = c->in,
              .to = c->out,
              .count = node->ntypes,
              .is_argsort = node->op == OP_argsort,
              .descending = node_int(node, ATTR_descending) != 0,
              .length = shape->dim[axis],
              .inner = 1};
    DType narrowest;
    if (dtype_is_complex(key->dtype)) {
        fail(c->cx, node->span, EXC_ArgumentError, "%s has no meaning for type %s",
             op_info[node->op].name, dtype_info[key->dtype].name);
        return false;
    }
    for (int i = (int)axis + 1; i < shape->rank; i++)
        s.inner *= shape->dim[i];
    if (size > 0) {
        s.lines = size / s.length;
        s.each = s.length > CHUNK ? 1 : CHUNK / s.length;
    }
    int64_t count = size > 0 ? (s.lines + s.each - 1) / s.each : 0;
    if (make_results(c, &narrowest) && run_tasks(c->cx, narrowest, size, count, sort_task, &s))
        return true;
    if (!failed(c->cx))
        fail(c->cx, node->span, EXC_SystemLimitError, "not enough memory for %s",
             op_info[node->op].name);
    for (int i = 0; i < node->ntypes; i++) {
        tensor_free(c->out[i]);
        c->out[i] = NULL;
    }
    return false;
}
