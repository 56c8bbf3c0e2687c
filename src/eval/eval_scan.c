/* eval_scan.c - cumulative sums, products and extremes along an axis.

   Neighbours are combined in pairs, and the scan of these gives every second element; each of the
   others is the one before it combined with its own: two combinations an element, log2(n) deep.
   Every combination is rounded to the dtype, so the bits are those of the same steps as nodes. */
#include "eval/eval_ops.h"

#include <string.h>

typedef struct Scan {
    Combiner combiner;
    Tensor *from, *to;
    int64_t length, inner; /* line i begins at (i / inner) * length * inner + i % inner */
    int64_t wide;          /* bytes of an element as it is combined */
    int64_t each, lines;   /* lines a task */
    bool is_reversed;
} Scan;

/* The elements as the dtype holds them; `narrow` has room for n. */
static void round_all(const Scan *s, char *x, int64_t n, void *narrow)
{
    DType t = s->to->type.dtype;
    if (t == wide_dtype(s->combiner.k))
        return;
    dtype_store_block(t, narrow, 0, n, s->combiner.k, x);
    dtype_load_block(t, narrow, 0, n, s->combiner.k, x);
}

static void copy_every(const Scan *s, char *to, int64_t to_step, const char *from,
                       int64_t from_step, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        memcpy(to + i * to_step * s->wide, from + i * from_step * s->wide, (size_t)s->wide);
}

/* x[0..n) in place; work has room for 2 n elements more. */
static void scan_line(const Scan *s, PoolRun *run, char *x, int64_t n, char *work, void *narrow)
{
    int64_t half = n / 2, wide = s->wide;
    if (n < 2 || pool_stopped(run))
        return;
    char *pairs = work, *others = work + half * wide;
    copy_every(s, pairs, 1, x, 2, half); /* the first of each pair, then both */
    copy_every(s, others, 1, x + wide, 2, half);
    s->combiner.row(pairs, others, half);
    round_all(s, pairs, half, narrow);
    scan_line(s, run, pairs, half, others, narrow);
    int64_t rest = (n - 1) / 2; /* every second element from 2 on: the pairs before, and its own */
    memcpy(others, pairs, (size_t)(rest * wide));
    char *own = others + half * wide;
    copy_every(s, own, 1, x + 2 * wide, 2, rest);
    s->combiner.row(others, own, rest);
    round_all(s, others, rest, narrow);
    copy_every(s, x + wide, 2, pairs, 1, half);
    copy_every(s, x + 2 * wide, 2, others, 1, rest);
}

static void scan_task(PoolRun *run, int64_t index, void *closure)
{
    const Scan *s = closure;
    int64_t n = s->length, wide = s->wide, bytes;
    char *x = size_mul(n, 6 * wide, &bytes) ? mem_try((size_t)bytes + 128) : NULL;
    if (x == NULL) {
        pool_stop(run);
        return;
    }
    Reader reader;
    reader_init(&reader, s->from, s->combiner.k);
    int64_t to = index * s->each + s->each < s->lines ? index * s->each + s->each : s->lines;
    for (int64_t line = index * s->each; line < to && !pool_stopped(run); line++) {
        int64_t base = line / s->inner * n * s->inner + line % s->inner;
        for (int64_t i = 0; i < n; i++) {
            int64_t at = base + (s->is_reversed ? n - 1 - i : i) * s->inner;
            memcpy(x + i * wide, reader_get(&reader, at, 1), (size_t)wide);
        }
        scan_line(s, run, x, n, x + n * wide, x + 5 * n * wide);
        for (int64_t i = 0; i < n; i++) {
            int64_t at = base + (s->is_reversed ? n - 1 - i : i) * s->inner;
            block_store(s->to, at, 1, s->combiner.k, x + i * wide);
        }
    }
    free(x);
}

bool eval_scan(Call *c)
{
    const Shape *shape = &c->in[0]->type.shape;
    int axis = (int)node_int(c->node, ATTR_axis);
    Scan s = {.from = c->in[0], .length = shape->dim[axis], .inner = 1};
    int64_t size = shape_count(shape);
    s.is_reversed = node_int(c->node, ATTR_reversed) != 0;
    for (int i = axis + 1; i < shape->rank; i++)
        s.inner *= shape->dim[i];
    if (!combiner_of(c, &s.combiner) || (s.to = call_result(c)) == NULL)
        return false;
    s.wide = wide_size(s.combiner.k);
    s.lines = size > 0 ? size / s.length : 0;
    s.each = s.length > CHUNK || size == 0 ? 1 : CHUNK / s.length;
    bool ok =
        run_tasks(c->cx, s.to->type.dtype, size, (s.lines + s.each - 1) / s.each, scan_task, &s);
    if (ok) {
        c->out[0] = s.to;
        return true;
    }
    tensor_free(s.to);
    if (!failed(c->cx))
        fail(c->cx, c->node->span, EXC_SystemLimitError, "not enough memory for %s",
             op_info[c->node->op].name);
    return false;
}
