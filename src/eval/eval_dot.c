/* eval_dot.c - dot: products and sums in double (of f32 they are exact), in exact integers, or in
   complex doubles; each result summed over the contracted index in order, one after the other.

   Both operands are matrices to it, of rows and contracted indices, batch by batch: tables say how
   far each row and each contracted index lies from the first element, so any choice of axes is the
   same loop. The result is cut into tiles, a task each; a task packs panels of the operands, ROWS
   or COLUMNS wide, and its kernel keeps ROWS x COLUMNS sums in registers. No fused operations: the
   same bits from every vector width and for every tiling. */
#include "eval/eval_dot.h"

#include "eval/element.h"

#include <string.h>

enum {
    ROWS = 4,
    COLUMNS = 16,
    TILE_ROWS = 64, /* of a task; multiples of ROWS and COLUMNS */
    TILE_COLUMNS = 128,
    DEPTH = 256 /* contracted indices packed at once */
};

/* --- kernels: sums[ROWS][COLUMNS] += over n contracted indices of a[ROWS] x b[COLUMNS] --- */

typedef double Eight __attribute__((vector_size(64), aligned(8)));
typedef uint64_t EightU __attribute__((vector_size(64), aligned(8)));

enum { LANES = 8, VECTORS = COLUMNS / LANES };

#define KERNEL(name, T, V)                                                                         \
    HOT static void name(int64_t n, const void *pa, const void *pb, void *sums, int64_t stride)    \
    {                                                                                              \
        const T *a = pa, *b = pb;                                                                  \
        T *to = sums;                                                                              \
        V s[ROWS][VECTORS];                                                                        \
        for (int i = 0; i < ROWS; i++)                                                             \
            for (int j = 0; j < VECTORS; j++)                                                      \
                s[i][j] = *(const V *)(to + i * stride + j * LANES);                               \
        for (int64_t k = 0; k < n; k++, a += ROWS, b += COLUMNS)                                   \
            for (int i = 0; i < ROWS; i++)                                                         \
                for (int j = 0; j < VECTORS; j++)                                                  \
                    s[i][j] += a[i] * *(const V *)(b + j * LANES);                                 \
        for (int i = 0; i < ROWS; i++)                                                             \
            for (int j = 0; j < VECTORS; j++)                                                      \
                *(V *)(to + i * stride + j * LANES) = s[i][j];                                     \
    }

KERNEL(kernel_f, double, Eight)
KERNEL(kernel_u, uint64_t, EightU)

static void kernel_c(int64_t n, const void *pa, const void *pb, void *sums, int64_t stride)
{
    const double _Complex *a = pa, *b = pb;
    double _Complex *to = sums;
    for (int64_t k = 0; k < n; k++)
        for (int i = 0; i < ROWS; i++)
            for (int j = 0; j < COLUMNS; j++)
                to[i * stride + j] += complex_multiply(a[k * ROWS + i], b[k * COLUMNS + j]);
}

/* --- packing --- */

static bool is_consecutive(const int64_t *at, int64_t n)
{
    for (int64_t i = 1; i < n; i++)
        if (at[i] != at[i - 1] + 1)
            return false;
    return true;
}

/* One element into a wide one. */
static void load_one(const Tensor *t, int64_t at, DTypeClass k, void *to)
{
    double room[2];
    memcpy(to, block_load(t, at, 1, k, room), (size_t)wide_size(k));
}

/* to[k * width + i] = x[k], or x[i] for all i of one k. */
static void scatter(void *to, const void *from, int64_t n, int64_t step, DTypeClass k)
{
    if (k == DCLASS_c)
        for (int64_t i = 0; i < n; i++)
            ((double _Complex *)to)[i * step] = ((const double _Complex *)from)[i];
    else
        for (int64_t i = 0; i < n; i++)
            ((uint64_t *)to)[i * step] = ((const uint64_t *)from)[i];
}

/* panel[j * width + i] = x[row[i] + deep[j]], elements that are wide already. */
static void gather(void *panel, int64_t width, const void *x, const int64_t *row, int64_t n,
                   const int64_t *deep, int64_t depth, DTypeClass k)
{
    for (int64_t j = 0; j < depth; j++) {
        if (k == DCLASS_c)
            for (int64_t i = 0; i < n; i++)
                ((double _Complex *)panel)[j * width + i] =
                    ((const double _Complex *)x)[row[i] + deep[j]];
        else
            for (int64_t i = 0; i < n; i++)
                ((uint64_t *)panel)[j * width + i] = ((const uint64_t *)x)[row[i] + deep[j]];
    }
}

/* Rows from..from+n (n <= width) and contracted indices k0..k0+depth as a panel: `width` elements
   for each contracted index, zeros for rows that are not there. */
static void pack(const DotSide *s, DTypeClass k, int64_t base, int64_t from, int64_t n,
                 int64_t width, int64_t k0, int64_t depth, char *panel)
{
    _Alignas(64) double room[DEPTH * 2];
    int64_t size = wide_size(k);
    const int64_t *row = s->row + from, *deep = s->depth + k0;
    if (n < width)
        memset(panel, 0, (size_t)(width * depth * size));
    if (is_consecutive(deep, depth)) {
        for (int64_t i = 0; i < n; i++)
            scatter(panel + i * size, block_load(s->t, base + row[i] + deep[0], depth, k, room),
                    depth, width, k);
    } else if (is_consecutive(row, n)) {
        for (int64_t j = 0; j < depth; j++)
            memcpy(panel + j * width * size, block_load(s->t, base + row[0] + deep[j], n, k, room),
                   (size_t)(n * size));
    } else if (s->t->type.dtype == wide_dtype(k)) {
        gather(panel, width, (const char *)tensor_data(s->t) + base * size, row, n, deep, depth, k);
    } else {
        for (int64_t j = 0; j < depth; j++)
            for (int64_t i = 0; i < n; i++)
                load_one(s->t, base + row[i] + deep[j], k, panel + (j * width + i) * size);
    }
}

/* All panels of `rows` rows. */
static void pack_tile(const DotSide *s, DTypeClass k, int64_t base, int64_t from, int64_t rows,
                      int64_t width, int64_t k0, int64_t depth, char *panels)
{
    for (int64_t i = 0; i < rows; i += width)
        pack(s, k, base, from + i, rows - i < width ? rows - i : width, width, k0, depth,
             panels + i * depth * wide_size(k));
}

/* --- tiles --- */

typedef void (*Kernel)(int64_t n, const void *a, const void *b, void *sums, int64_t stride);

static int64_t round_up(int64_t n, int64_t unit)
{
    return (n + unit - 1) / unit * unit;
}

static void dot_task(PoolRun *run, int64_t index, void *closure)
{
    const Dot *d = closure;
    int64_t size = wide_size(d->k), column_tile = index % d->column_tiles;
    int64_t row_tile = index / d->column_tiles % d->row_tiles;
    int64_t batch = index / d->column_tiles / d->row_tiles;
    int64_t i0 = row_tile * TILE_ROWS, j0 = column_tile * TILE_COLUMNS;
    int64_t rows = d->a.rows - i0 < TILE_ROWS ? d->a.rows - i0 : TILE_ROWS;
    int64_t columns = d->b.rows - j0 < TILE_COLUMNS ? d->b.rows - j0 : TILE_COLUMNS;
    int64_t most = d->depth < DEPTH ? d->depth : DEPTH;
    int64_t stride = round_up(columns, COLUMNS), high = round_up(rows, ROWS);
    char *sums = mem_alloc((size_t)(high * stride * size));
    char *a = mem_alloc((size_t)(high * most * size));
    char *b = mem_alloc((size_t)(stride * most * size));
    Kernel kernel = d->k == DCLASS_f ? kernel_f : d->k == DCLASS_c ? kernel_c : kernel_u;
    for (int64_t k0 = 0; k0 < d->depth && !pool_stopped(run); k0 += DEPTH) {
        int64_t n = d->depth - k0 < DEPTH ? d->depth - k0 : DEPTH;
        pack_tile(&d->a, d->k, d->a.batch[batch], i0, rows, ROWS, k0, n, a);
        pack_tile(&d->b, d->k, d->b.batch[batch], j0, columns, COLUMNS, k0, n, b);
        for (int64_t j = 0; j < columns; j += COLUMNS)
            for (int64_t i = 0; i < rows; i += ROWS)
                kernel(n, a + i * n * size, b + j * n * size, sums + (i * stride + j) * size,
                       stride);
    }
    for (int64_t i = 0; i < rows; i++)
        block_store(d->to, (batch * d->a.rows + i0 + i) * d->b.rows + j0, columns, d->k,
                    sums + i * stride * size);
    free(sums);
    free(a);
    free(b);
}

/* --- tables --- */

/* The places of all index combinations of the axes, the last running fastest; yours. NULL after an
   error. */
static int64_t *places(const Call *c, const Shape *shape, const int64_t *axes, int64_t naxes,
                       int64_t *count)
{
    int64_t stride[MAX_RANK], n = 1;
    shape_strides(shape, stride);
    for (int64_t i = 0; i < naxes; i++)
        n *= shape->dim[axes[i]];
    *count = n;
    int64_t *at = mem_try((size_t)(n + 1) * sizeof *at);
    if (at == NULL) {
        fail(c->cx, c->node->span, EXC_SystemLimitError, "not enough memory for dot");
        return NULL;
    }
    at[0] = 0;
    int64_t filled = n > 0 ? 1 : 0;
    for (int64_t i = naxes - 1; i >= 0 && filled > 0; i--) {
        int64_t dim = shape->dim[axes[i]], step = stride[axes[i]];
        for (int64_t j = 1; j < dim; j++)
            for (int64_t k = 0; k < filled; k++)
                at[j * filled + k] = at[k] + j * step;
        filled *= dim;
    }
    return at;
}

static bool side_init(DotSide *s, const Call *c, int operand, AttrName batch_name,
                      AttrName contract_name, int64_t *batches, int64_t *depth)
{
    s->t = c->in[operand];
    const Shape *shape = &s->t->type.shape;
    const Attr *batch = node_attr(c->node, batch_name);
    const Attr *contract = node_attr(c->node, contract_name);
    int64_t free_axes[MAX_RANK], nfree = 0;
    for (int64_t i = 0; i < shape->rank; i++) {
        bool is_free = true;
        for (uint32_t j = 0; j < batch->count; j++)
            is_free = is_free && batch->at[j] != i;
        for (uint32_t j = 0; j < contract->count; j++)
            is_free = is_free && contract->at[j] != i;
        if (is_free)
            free_axes[nfree++] = i;
    }
    s->batch = places(c, shape, batch->at, batch->count, batches);
    s->depth = places(c, shape, contract->at, contract->count, depth);
    s->row = places(c, shape, free_axes, nfree, &s->rows);
    return s->batch != NULL && s->depth != NULL && s->row != NULL;
}

void side_free(DotSide *s)
{
    free(s->batch);
    free(s->depth);
    free(s->row);
}

bool dot_run(Dot *d, const Call *c)
{
    const Type *type = node_type(c->node);
    d->row_tiles = (d->a.rows + TILE_ROWS - 1) / TILE_ROWS;
    d->column_tiles = (d->b.rows + TILE_COLUMNS - 1) / TILE_COLUMNS;
    if ((d->to = call_result(c)) == NULL)
        return false;
    int64_t results = shape_count(&type->shape), work;
    if (!size_mul(results, d->depth, &work))
        work = INT64_MAX;
    int64_t count = results == 0 ? 0 : d->batches * d->row_tiles * d->column_tiles;
    return run_tasks(c->cx, type->dtype, work, count, dot_task, d);
}

bool eval_dot(Call *c)
{
    Dot d = {0};
    bool ok = side_init(&d.a, c, 0, ATTR_batch_a, ATTR_contract_a, &d.batches, &d.depth);
    ok = side_init(&d.b, c, 1, ATTR_batch_b, ATTR_contract_b, &d.batches, &d.depth) && ok;
    d.k = wider(dtype_info[node_type(c->node)->dtype].class_,
                dtype_info[dtype_merge(c->in[0]->type.dtype, c->in[1]->type.dtype)].class_);
    ok = ok && dot_run(&d, c);
    side_free(&d.a);
    side_free(&d.b);
    if (ok)
        c->out[0] = d.to;
    else
        tensor_free(d.to);
    return ok;
}
