/* eval_reduce.c - sum, product, max, min, all, any over any axes, in double or exact integers, in
   one order whatever the number of threads:

   The operand's axes are merged into as few as possible, kept and reduced ones in turn. When the
   innermost is reduced, each result is combined from runs: short ones in order, from FEW elements
   on in LANES interleaved lanes that are added up as a tree, and runs of more than CHUNK elements
   in pieces of CHUNK whose results are combined in order. When the innermost is kept, rows are
   combined into a row of results, in order. */
#include "eval/eval_ops.h"
#include "eval/element.h"

#include <string.h>

enum { LANES = 8, FEW = 256, STRIPE = 256 /* results of a row that are made together */ };

typedef enum Combine { ADD, MULTIPLY, MAX, MIN, AND, OR } Combine;

typedef struct Reduce {
    const Tensor *from;
    Tensor *to;
    Combine combine;
    DTypeClass k;
    bool is_truth; /* all, any: elements are 0 or not */
    /* Kept axes around the results, reduced axes around each, and the innermost axis. */
    int kept, reduced;
    int64_t kept_dim[MAX_RANK], kept_step[MAX_RANK];
    int64_t reduced_dim[MAX_RANK], reduced_step[MAX_RANK];
    int64_t inner,
        rows; /* length of the innermost axis; how many reduced runs or rows a result has */
    bool inner_is_kept;
    int64_t outer; /* results, or rows of results */
    double _Complex identity;
    double _Complex *partial; /* pieces * outer, when runs are cut */
    int64_t pieces, each;     /* of a run; results a task */
} Reduce;

/* --- combining arrays --- */

#define ADD_u(a, b)      ((a) + (b))
#define MULTIPLY_u(a, b) ((a) * (b))
#define MAX_u(a, b)      ((a) > (b) ? (a) : (b))
#define MIN_u(a, b)      ((a) < (b) ? (a) : (b))
#define AND_u(a, b)      ((uint64_t)(((a) != 0) & ((b) != 0)))
#define OR_u(a, b)       ((uint64_t)(((a) != 0) | ((b) != 0)))
#define MAX_f(a, b)      ((a) >= (b) || (a) != (a) ? (a) : (b))
#define MIN_f(a, b)      ((a) <= (b) || (a) != (a) ? (a) : (b))
#define MULTIPLY_c(a, b) complex_factor((a), (b))

/* 1, which every product begins with, leaves the other factor as it is: multiplied out, 1 + 0i
   times Inf + 3i has an imaginary part of NaN. */
static inline double _Complex complex_factor(double _Complex a, double _Complex b)
{
    return a == 1 ? b : b == 1 ? a : complex_multiply(a, b);
}

/* Three loops a combination: a run in order, a run in lanes, a row into a row. */
#define LOOPS(name, T, OP, hot)                                                                    \
    hot static void run_##name(void *acc, const void *from, int64_t n)                             \
    {                                                                                              \
        const T *x = from;                                                                         \
        T a = *(T *)acc;                                                                           \
        for (int64_t i = 0; i < n; i++)                                                            \
            a = OP(a, x[i]);                                                                       \
        *(T *)acc = a;                                                                             \
    }                                                                                              \
    hot static void lanes_##name(void *acc, const void *from, int64_t n)                           \
    {                                                                                              \
        const T *x = from;                                                                         \
        T a[LANES];                                                                                \
        memcpy(a, acc, sizeof a);                                                                  \
        for (int64_t i = 0; i < n; i += LANES)                                                     \
            for (int64_t j = 0; j < LANES; j++)                                                    \
                a[j] = OP(a[j], x[i + j]);                                                         \
        memcpy(acc, a, sizeof a);                                                                  \
    }                                                                                              \
    hot static void row_##name(void *acc, const void *from, int64_t n)                             \
    {                                                                                              \
        const T *restrict x = from;                                                                \
        T *restrict a = acc;                                                                       \
        for (int64_t i = 0; i < n; i++)                                                            \
            a[i] = OP(a[i], x[i]);                                                                 \
    }

LOOPS(add_u, uint64_t, ADD_u, HOT)
LOOPS(add_f, double, ADD_u, HOT)
LOOPS(add_c, double _Complex, ADD_u, )
LOOPS(multiply_u, uint64_t, MULTIPLY_u, HOT)
LOOPS(multiply_f, double, MULTIPLY_u, HOT)
LOOPS(multiply_c, double _Complex, MULTIPLY_c, )
LOOPS(max_u, uint64_t, MAX_u, HOT)
LOOPS(max_s, int64_t, MAX_u, HOT)
LOOPS(max_f, double, MAX_f, HOT)
LOOPS(min_u, uint64_t, MIN_u, HOT)
LOOPS(min_s, int64_t, MIN_u, HOT)
LOOPS(min_f, double, MIN_f, HOT)
LOOPS(and_u, uint64_t, AND_u, HOT)
LOOPS(or_u, uint64_t, OR_u, HOT)

typedef struct Loops {
    void (*run)(void *acc, const void *from, int64_t n);
    void (*lanes)(void *acc, const void *from, int64_t n); /* n a multiple of LANES */
    void (*row)(void *acc, const void *from, int64_t n);
} Loops;

#define ROW(name)                                                                                  \
    {                                                                                              \
        run_##name, lanes_##name, row_##name                                                       \
    }

/* clang-format off */
static const Loops loops_of[OR + 1][DCLASS_c + 1] = {
    [ADD]      = {ROW(add_u),      ROW(add_u),      ROW(add_f),      ROW(add_c)},
    [MULTIPLY] = {ROW(multiply_u), ROW(multiply_u), ROW(multiply_f), ROW(multiply_c)},
    [MAX]      = {ROW(max_u),      ROW(max_s),      ROW(max_f),      {NULL, NULL, NULL}},
    [MIN]      = {ROW(min_u),      ROW(min_s),      ROW(min_f),      {NULL, NULL, NULL}},
    [AND]      = {ROW(and_u),      ROW(and_u),      ROW(and_u),      ROW(and_u)},
    [OR]       = {ROW(or_u),       ROW(or_u),       ROW(or_u),       ROW(or_u)},
};
/* clang-format on */

/* --- elements --- */

typedef struct Elements {
    Reader reader;
    uint64_t truth[BLOCK];
} Elements;

/* n <= BLOCK elements from `at` on, in the class that is combined. */
static const void *elements(const Reduce *r, Elements *s, int64_t at, int64_t n)
{
    const void *x = reader_get(&s->reader, at, n);
    if (!r->is_truth || s->reader.k == DCLASS_u || s->reader.k == DCLASS_s)
        return x;
    const double *f = x;
    if (s->reader.k == DCLASS_f)
        for (int64_t i = 0; i < n; i++)
            s->truth[i] = f[i] != 0;
    else
        for (int64_t i = 0; i < n; i++)
            s->truth[i] = (f[2 * i] != 0) | (f[2 * i + 1] != 0);
    return s->truth;
}

/* The place of the index-th element of axes dim with steps. */
static int64_t offset_of(int rank, const int64_t *dim, const int64_t *step, int64_t index)
{
    int64_t offset = 0;
    for (int a = rank - 1; a >= 0; a--) {
        offset += index % dim[a] * step[a];
        index /= dim[a];
    }
    return offset;
}

/* An accumulator, or lanes of it, of any class. */
typedef union Acc {
    double _Complex c[LANES];
    double f[LANES];
    uint64_t u[LANES];
} Acc;

static void acc_fill(const Reduce *r, void *acc, int64_t n)
{
    int64_t size = wide_size(r->k);
    for (int64_t i = 0; i < n; i++)
        memcpy((char *)acc + i * size, &r->identity, (size_t)size);
}

/* Combines elements from..to of a run that begins at `at` into acc. */
static void reduce_run(const Reduce *r, Elements *s, PoolRun *run, int64_t at, int64_t n, void *acc)
{
    const Loops *l = &loops_of[r->combine][r->k];
    Acc lanes;
    int64_t size = wide_size(r->k);
    bool in_lanes = n >= FEW;
    acc_fill(r, &lanes, LANES);
    while (n > 0 && !pool_stopped(run)) {
        int64_t now = n < BLOCK ? n : BLOCK, even = in_lanes ? now / LANES * LANES : 0;
        const char *x = elements(r, s, at, now);
        l->lanes(&lanes, x, even);
        l->run(in_lanes ? (void *)&lanes : acc, x + even * size, now - even);
        at += now;
        n -= now;
    }
    if (!in_lanes)
        return;
    for (int64_t half = LANES / 2; half > 0; half /= 2)
        l->row(&lanes, (char *)&lanes + half * size, half);
    l->run(acc, &lanes, 1);
}

/* --- tasks --- */

/* Results whose innermost axis is reduced: `each` of them a task. */
static void runs_task(PoolRun *run, int64_t index, void *closure)
{
    Reduce *r = closure;
    Elements s;
    _Alignas(16) char result[BLOCK * 16];
    int64_t from = index * r->each, to = from + r->each < r->outer ? from + r->each : r->outer;
    int64_t size = wide_size(r->k), held = 0;
    reader_init(&s.reader, r->from, dtype_info[r->from->type.dtype].class_);
    for (int64_t i = from; i < to; i++) {
        int64_t base = offset_of(r->kept, r->kept_dim, r->kept_step, i);
        char *acc = result + held * size;
        acc_fill(r, acc, 1);
        for (int64_t j = 0; j < r->rows; j++)
            reduce_run(r, &s, run, base + offset_of(r->reduced, r->reduced_dim, r->reduced_step, j),
                       r->inner, acc);
        if (pool_stopped(run))
            return;
        if (++held == BLOCK || i + 1 == to) {
            block_store(r->to, i + 1 - held, held, r->k, result);
            held = 0;
        }
    }
}

/* One piece of one result's one long run. */
static void piece_task(PoolRun *run, int64_t index, void *closure)
{
    Reduce *r = closure;
    Elements s;
    int64_t piece = index % r->pieces, result = index / r->pieces;
    int64_t from = piece * CHUNK, left = r->inner - from;
    reader_init(&s.reader, r->from, dtype_info[r->from->type.dtype].class_);
    acc_fill(r, &r->partial[index], 1);
    reduce_run(r, &s, run, offset_of(r->kept, r->kept_dim, r->kept_step, result) + from,
               left < CHUNK ? left : CHUNK, &r->partial[index]);
}

/* A stripe of a row of results. */
static void stripe_task(PoolRun *run, int64_t index, void *closure)
{
    Reduce *r = closure;
    Elements s;
    double _Complex acc[STRIPE];
    const Loops *l = &loops_of[r->combine][r->k];
    int64_t stripes = (r->inner + STRIPE - 1) / STRIPE;
    int64_t at = index % stripes * STRIPE, n = r->inner - at < STRIPE ? r->inner - at : STRIPE;
    int64_t row = index / stripes;
    int64_t base = offset_of(r->kept, r->kept_dim, r->kept_step, row) + at;
    reader_init(&s.reader, r->from, dtype_info[r->from->type.dtype].class_);
    acc_fill(r, acc, n);
    for (int64_t j = 0; j < r->rows; j++) {
        int64_t offset = r->reduced == 1
                             ? j * r->reduced_step[0]
                             : offset_of(r->reduced, r->reduced_dim, r->reduced_step, j);
        l->row(acc, elements(r, &s, base + offset, n), n);
        if (j % 64 == 0 && pool_stopped(run))
            return;
    }
    block_store(r->to, row * r->inner + at, n, r->k, acc);
}

/* --- the op --- */

/* Merges the operand's axes and sorts them into kept, reduced and the innermost. */
static void sort_axes(Reduce *r, const Shape *shape, const Attr *axes)
{
    bool is_reduced[MAX_RANK] = {false}, flag[MAX_RANK];
    int64_t dim[MAX_RANK], step = 1;
    int n = 0;
    for (uint32_t i = 0; i < axes->count; i++)
        is_reduced[axes->at[i]] = true;
    for (int i = 0; i < shape->rank; i++) {
        if (shape->dim[i] == 1)
            continue;
        if (n > 0 && flag[n - 1] == is_reduced[i])
            dim[n - 1] *= shape->dim[i];
        else
            dim[n] = shape->dim[i], flag[n++] = is_reduced[i];
    }
    if (n == 0)
        dim[0] = 1, flag[0] = true, n = 1;
    r->inner = dim[n - 1];
    r->inner_is_kept = !flag[n - 1];
    r->rows = r->outer = 1;
    r->kept = r->reduced = 0;
    step = r->inner;
    int64_t steps[MAX_RANK];
    for (int i = n - 2; i >= 0; i--) {
        steps[i] = step;
        step *= dim[i];
    }
    for (int i = 0; i < n - 1; i++) {
        if (flag[i]) {
            r->reduced_dim[r->reduced] = dim[i], r->reduced_step[r->reduced++] = steps[i];
            r->rows *= dim[i];
        } else {
            r->kept_dim[r->kept] = dim[i], r->kept_step[r->kept++] = steps[i];
            r->outer *= dim[i];
        }
    }
}

static bool choose(Reduce *r, const Call *c)
{
    OpCode op = c->node->op;
    DType own = c->in[0]->type.dtype;
    r->combine = op == OP_sum || op == OP_window_sum || op == OP_cumulative_sum ? ADD
                 : op == OP_product || op == OP_window_product || op == OP_cumulative_product
                     ? MULTIPLY
                 : op == OP_reduce_max || op == OP_window_max || op == OP_cumulative_max ? MAX
                 : op == OP_reduce_min || op == OP_window_min || op == OP_cumulative_min ? MIN
                 : op == OP_all                                                          ? AND
                                                                                         : OR;
    r->is_truth = r->combine == AND || r->combine == OR;
    r->k = r->is_truth ? DCLASS_u : dtype_info[own].class_;
    double _Complex start = 0;
    if (r->combine == MAX || r->combine == MIN) {
        Scalar least = r->combine == MAX ? dtype_min_finite(own) : dtype_max_finite(own);
        if (r->k == DCLASS_f)
            start = r->combine == MAX ? -INFINITY : INFINITY;
        else
            memcpy(&start, &least.u, sizeof least.u);
    } else if (r->combine == MULTIPLY || r->combine == AND) {
        const uint64_t one = 1;
        start = 1;
        if (r->k == DCLASS_u || r->k == DCLASS_s)
            memcpy(&start, &one, sizeof one);
    }
    r->identity = start;
    if (loops_of[r->combine][r->k].row != NULL)
        return true;
    fail(c->cx, c->node->span, EXC_ArgumentError, "%s has no meaning for type %s", op_info[op].name,
         dtype_info[own].name);
    return false;
}

bool combiner_of(const Call *c, Combiner *out)
{
    Reduce r = {.from = c->in[0]};
    if (!choose(&r, c))
        return false;
    *out = (Combiner){r.k, r.identity, loops_of[r.combine][r.k].row};
    return true;
}

/* Runs of more than CHUNK elements: pieces, then each result from its pieces in order. */
static bool reduce_pieces(Reduce *r, const Call *c)
{
    int64_t count, bytes;
    r->pieces = (r->inner + CHUNK - 1) / CHUNK;
    if (!size_mul(r->pieces, r->outer, &count) || !size_mul(count, 16, &bytes) ||
        (r->partial = mem_try((size_t)bytes)) == NULL) {
        fail(c->cx, c->node->span, EXC_SystemLimitError, "not enough memory for a reduction");
        return false;
    }
    bool ok = run_tasks(c->cx, DTYPE_f64, count * CHUNK, count, piece_task, r);
    const Loops *l = &loops_of[r->combine][r->k];
    for (int64_t i = 0; ok && i < r->outer; i++) {
        Acc acc;
        acc_fill(r, &acc, 1);
        for (int64_t j = 0; j < r->pieces; j++)
            l->run(&acc, &r->partial[i * r->pieces + j], 1);
        block_store(r->to, i, 1, r->k, &acc);
    }
    free(r->partial);
    return ok;
}

static bool run_reduce(Reduce *r, const Call *c)
{
    int64_t results = shape_count(&r->to->type.shape), size = shape_count(&r->from->type.shape);
    if (results == 0)
        return true;
    DType written = r->to->type.dtype;
    if (r->inner_is_kept)
        return run_tasks(c->cx, written, size, r->outer * ((r->inner + STRIPE - 1) / STRIPE),
                         stripe_task, r);
    if (r->rows == 1 && r->inner > CHUNK)
        return reduce_pieces(r, c);
    int64_t work = r->rows * r->inner;
    r->each = work > CHUNK ? 1 : CHUNK / (work > 0 ? work : 1);
    return run_tasks(c->cx, written, size, (r->outer + r->each - 1) / r->each, runs_task, r);
}

bool eval_reduce(Call *c)
{
    Reduce r = {.from = c->in[0]};
    if (!choose(&r, c) || (r.to = call_result(c)) == NULL)
        return false;
    sort_axes(&r, &r.from->type.shape, node_attr(c->node, ATTR_axes));
    if (!run_reduce(&r, c)) {
        tensor_free(r.to);
        return false;
    }
    c->out[0] = r.to;
    return true;
}
