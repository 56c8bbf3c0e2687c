/* conv.c - conv as products of matrices: the kernels, one a row, times the patches of the input
   that they meet, which are copied out block by block (K. Chellapilla, S. Puri, P. Simard, 2006).

   A task is a block of results of one image and group. Blocks are of a size that depends on the
   shapes alone, and sums run over channels, then over the kernel, in order.

   Where few results are wanted of large kernels, as in gradients by the kernel, patches are the
   rows, and a task takes a piece of PIECE elements of each sum at least; pieces are added up in
   order. */
#include "routine/gemm.h"
#include "routine/routine_call.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum {
    PATCHES = 128 * 1024, /* elements that are copied out at once, about */
    LEAST_BLOCK = 96,     /* results of a block */
    FEW_POSITIONS = 24,   /* below which patches are the rows */
    PIECE = 4096          /* elements of a sum that a task takes, of few positions */
};

typedef struct Conv {
    RoutineCall *c;
    int rank; /* spatial axes, at least 1 */
    int64_t size, groups, batch_groups, images, out, channels, depth, positions, block, blocks;
    int64_t input[MAX_RANK], kernel[MAX_RANK], result[MAX_RANK]; /* spatial sizes */
    int64_t in_size;                                             /* elements of a channel */
    const int64_t *strides, *low, *input_dilations, *kernel_dilations;
    int64_t pieces, piece_channels; /* of a sum, where positions are few; else 0 */
    char *parts;                    /* unit after unit, piece after piece: [positions][out] */
    atomic_bool no_memory;          /* only ever set */
} Conv;

bool conv_knows(const Node *n)
{
    DType t = node_type(n)->dtype;
    return (t == DTYPE_f32 || t == DTYPE_f64) && node_type(n->args[0])->dtype == t &&
           node_type(n->args[1])->dtype == t && node_type(n)->shape.rank > 2;
}

/* --- patches --- */

/* Where a place on an axis meets the input: a place of it, or -1. */
static int64_t meet(const Conv *v, int axis, int64_t at, int64_t k)
{
    int64_t x = at * v->strides[axis] + k * v->kernel_dilations[axis] - v->low[axis];
    int64_t apart = v->input_dilations[axis];
    if (x < 0 || x % apart != 0 || x / apart >= v->input[axis])
        return -1;
    return x / apart;
}

/* n elements of an input row from place `at`, with zeros where that is outside. */
static void copy_padded(const Conv *v, char *to, const char *x, int64_t at, int64_t n)
{
    size_t size = (size_t)v->size;
    int64_t before = at < 0 ? least(-at, n) : 0, end = v->input[v->rank - 1] - at;
    int64_t stop = end < before ? before : least(end, n);
    if (before > 0)
        memset(to, 0, (size_t)before * size);
    if (stop > before)
        memcpy(to + (size_t)before * size, x + (at + before) * v->size,
               (size_t)(stop - before) * size);
    if (stop < n)
        memset(to + (size_t)stop * size, 0, (size_t)(n - stop) * size);
}

/* Results from..from+n along the innermost axis, where it meets row `x` of the input. */
static void copy_row(const Conv *v, char *to, const char *x, int64_t from, int64_t n, int64_t k)
{
    int axis = v->rank - 1;
    size_t size = (size_t)v->size;
    if (v->strides[axis] == 1 && v->input_dilations[axis] == 1) {
        int64_t at = from + k * v->kernel_dilations[axis] - v->low[axis];
        copy_padded(v, to, x, at, n);
        return;
    }
    for (int64_t i = 0; i < n; i++) {
        int64_t at = meet(v, axis, from + i, k);
        if (at < 0)
            memset(to + (size_t)i * size, 0, size);
        else
            memcpy(to + (size_t)i * size, x + at * v->size, size);
    }
}

/* The row of results that begins at `position`: where it meets the channel at `x` for the element
   k[..] of the kernel; NULL when it lies outside. */
static const char *row_at(const Conv *v, const char *x, int64_t position, const int64_t *k)
{
    int64_t row = position / v->result[v->rank - 1], place = 0, step = v->input[v->rank - 1];
    for (int a = v->rank - 2; a >= 0; a--) {
        int64_t at = meet(v, a, row % v->result[a], k[a]);
        if (at < 0)
            return NULL;
        place += at * step;
        step *= v->input[a];
        row /= v->result[a];
    }
    return x + place * v->size;
}

/* to[depth][n]: what results from..from+n of the image's group meet. */
static void copy_patches(const Conv *v, const char *x, int64_t from, int64_t n, char *to)
{
    int64_t k[MAX_RANK] = {0}, width = v->result[v->rank - 1];
    for (int64_t d = 0; d < v->depth; d++) {
        for (int64_t done = 0; done < n;) {
            int64_t at = from + done, column = at % width, count = least(width - column, n - done);
            const char *row = row_at(v, x, at, k);
            if (row)
                copy_row(v, to + done * v->size, row, column, count, k[v->rank - 1]);
            else
                memset(to + done * v->size, 0, (size_t)(count * v->size));
            done += count;
        }
        to += n * v->size;
        int a = v->rank - 1;
        while (a >= 0 && ++k[a] == v->kernel[a])
            k[a--] = 0;
        x += a < 0 ? v->in_size * v->size : 0;
    }
}

/* The elements of the kernel along its innermost axis, where the window that begins at `at` meets
   row `x` of the input. */
static void copy_window(const Conv *v, char *to, const char *x, int64_t position)
{
    int axis = v->rank - 1;
    int64_t n = v->kernel[axis];
    size_t size = (size_t)v->size;
    if (v->kernel_dilations[axis] == 1 && v->input_dilations[axis] == 1) {
        int64_t at = position * v->strides[axis] - v->low[axis];
        copy_padded(v, to, x, at, n);
        return;
    }
    for (int64_t k = 0; k < n; k++) {
        int64_t at = meet(v, axis, position, k);
        if (at < 0)
            memset(to + (size_t)k * size, 0, size);
        else
            memcpy(to + (size_t)k * size, x + at * v->size, size);
    }
}

/* to[positions][channels x kernel]: what all results meet in some channels. */
static void copy_windows(const Conv *v, const char *x, int64_t channels, char *to)
{
    int64_t inner = v->kernel[v->rank - 1], rows = v->depth / v->channels / inner;
    for (int64_t position = 0; position < v->positions; position++)
        for (int64_t channel = 0; channel < channels; channel++)
            for (int64_t row = 0; row < rows; row++) {
                int64_t k[MAX_RANK] = {0}, rest = row;
                for (int a = v->rank - 2; a >= 0; a--) {
                    k[a] = rest % v->kernel[a];
                    rest /= v->kernel[a];
                }
                const char *from = row_at(v, x + channel * v->in_size * v->size, position, k);
                if (from)
                    copy_window(v, to, from, position % v->result[v->rank - 1]);
                else
                    memset(to, 0, (size_t)(inner * v->size));
                to += inner * v->size;
            }
}

/* --- tasks --- */

/* The channels of image and group number `unit`. */
static const char *input_of(const Conv *v, int64_t unit)
{
    int64_t group = unit % v->groups, image = unit / v->groups;
    int64_t first = v->batch_groups > 1 ? (group * v->images + image) * v->channels
                                        : (image * v->groups + group) * v->channels;
    return (const char *)tensor_data(v->c->in[0]) + first * v->in_size * v->size;
}

static const char *kernels_of(const Conv *v, int64_t unit)
{
    return (const char *)tensor_data(v->c->in[1]) + unit % v->groups * v->out * v->depth * v->size;
}

static char *result_of(const Conv *v, int64_t unit)
{
    return (char *)tensor_data(v->c->out[0]) + unit * v->out * v->positions * v->size;
}

static char *room_for(Conv *v, PoolRun *run, int64_t rows, int64_t columns)
{
    int64_t bytes;
    char *room = NULL;
    if (!pool_stopped(run) && size_mul(rows, columns, &bytes) &&
        size_mul_add(bytes, v->size, 64, &bytes))
        room = mem_try((size_t)bytes);
    v->no_memory = v->no_memory || room == NULL;
    return room;
}

static void block_task(PoolRun *run, int64_t index, void *closure)
{
    Conv *v = closure;
    int64_t unit = index / v->blocks, from = index % v->blocks * v->block;
    int64_t n = least(v->block, v->positions - from);
    char *patches = room_for(v, run, v->depth, n);
    if (patches == NULL)
        return;
    copy_patches(v, input_of(v, unit), from, n, patches);
    Gemm g = {.dtype = node_type(v->c->node)->dtype, .m = v->out, .n = n, .k = v->depth};
    g.a = kernels_of(v, unit), g.a_row = v->depth, g.a_column = 1;
    g.b = patches, g.b_row = n, g.b_column = 1;
    g.c = result_of(v, unit) + from * v->size, g.c_row = v->positions;
    if (!gemm_here(run, &g))
        v->no_memory = true;
    free(patches);
}

/* One piece of the sums of all results of a unit. */
static void piece_task(PoolRun *run, int64_t index, void *closure)
{
    Conv *v = closure;
    int64_t unit = index / v->pieces, first = index % v->pieces * v->piece_channels;
    int64_t channels = least(v->piece_channels, v->channels - first);
    int64_t each = v->depth / v->channels, depth = channels * each;
    char *windows = room_for(v, run, depth, v->positions);
    if (windows == NULL)
        return;
    copy_windows(v, input_of(v, unit) + first * v->in_size * v->size, channels, windows);
    Gemm g = {.dtype = node_type(v->c->node)->dtype, .m = v->positions, .n = v->out, .k = depth};
    g.a = windows, g.a_row = depth, g.a_column = 1;
    g.b = kernels_of(v, unit) + first * each * v->size, g.b_row = 1, g.b_column = v->depth;
    g.c = v->parts + index * v->positions * v->out * v->size, g.c_row = v->out;
    if (!gemm_here(run, &g))
        v->no_memory = true;
    free(windows);
}

/* The pieces of a unit added up, turned into rows of results. */
#define JOIN(T)                                                                                    \
    static void join_##T(const Conv *v, const T *parts, T *to)                                     \
    {                                                                                              \
        int64_t count = v->positions * v->out;                                                     \
        for (int64_t i = 0; i < v->out; i++)                                                       \
            for (int64_t k = 0; k < v->positions; k++) {                                           \
                T sum = parts[k * v->out + i];                                                     \
                for (int64_t p = 1; p < v->pieces; p++)                                            \
                    sum += parts[p * count + k * v->out + i];                                      \
                to[i * v->positions + k] = sum;                                                    \
            }                                                                                      \
    }
JOIN(float)
JOIN(double)

static bool run_pieces(Conv *v)
{
    int64_t units = v->images * v->groups, each = v->positions * v->out * v->size, bytes;
    if (size_mul(units * v->pieces, each, &bytes))
        v->parts = mem_try((size_t)bytes + 64);
    bool ok = v->parts && pool_run(v->c->cx, units * v->pieces, piece_task, v) && !v->no_memory;
    for (int64_t unit = 0; unit < units && ok; unit++) {
        void *parts = v->parts + unit * v->pieces * each, *to = result_of(v, unit);
        if (v->size == 8)
            join_double(v, parts, to);
        else
            join_float(v, parts, to);
    }
    free(v->parts);
    return ok;
}

static Conv conv_of(RoutineCall *c)
{
    const Shape *input = &c->in[0]->type.shape, *kernel = &c->in[1]->type.shape;
    const Shape *result = &node_type(c->node)->shape;
    Conv v = {.c = c, .rank = input->rank - 2, .positions = 1, .in_size = 1};
    v.size = dtype_info[node_type(c->node)->dtype].bits / 8;
    v.batch_groups = node_int(c->node, ATTR_batch_groups);
    v.groups = v.batch_groups * node_int(c->node, ATTR_feature_groups);
    v.images = input->dim[0] / v.batch_groups;
    v.out = kernel->dim[0] / v.groups;
    v.depth = v.channels = kernel->dim[1];
    for (int i = 0; i < v.rank; i++) {
        v.input[i] = input->dim[i + 2];
        v.kernel[i] = kernel->dim[i + 2];
        v.result[i] = result->dim[i + 2];
        v.in_size *= v.input[i];
        v.depth *= v.kernel[i];
        v.positions *= v.result[i];
    }
    v.strides = node_attr(c->node, ATTR_strides)->at;
    v.low = node_attr(c->node, ATTR_low)->at;
    v.input_dilations = node_attr(c->node, ATTR_input_dilations)->at;
    v.kernel_dilations = node_attr(c->node, ATTR_kernel_dilations)->at;
    return v;
}

bool conv_run(RoutineCall *c)
{
    enum { SMALL_WORK = 1 << 18 };
    if (!call_outputs(c))
        return false;
    if (shape_count(&node_type(c->node)->shape) == 0)
        return true;
    Conv v = conv_of(c);
    if (v.depth == 0) {
        memset(tensor_data(c->out[0]), 0, (size_t)tensor_bytes(c->out[0]));
        return true;
    }
    int64_t each = v.depth / v.channels;
    if (v.positions < FEW_POSITIONS && v.out >= 4) {
        v.piece_channels = (PIECE + each - 1) / each;
        v.pieces = (v.channels + v.piece_channels - 1) / v.piece_channels;
        return run_pieces(&v) || call_fails(c);
    }
    v.block = PATCHES / v.depth < LEAST_BLOCK ? LEAST_BLOCK : PATCHES / v.depth;
    v.blocks = (v.positions + v.block - 1) / v.block;
    int64_t tasks = v.images * v.groups * v.blocks;
    double work = (double)shape_count(&node_type(c->node)->shape) * (double)v.depth;
    bool ok = work < SMALL_WORK ? pool_run_here(c->cx, tasks, block_task, &v)
                                : pool_run(c->cx, tasks, block_task, &v);
    return (ok && !v.no_memory) || call_fails(c);
}
