/* conv.c - conv as sums of products with what lies staged (conv_stage.h): for each element of the
   kernel, results in a row meet elements of the stage in a row, so nothing is copied a second time.

   A task computes some of the results of an image and group. Where few results are wanted of large
   kernels, as in gradients by the kernel, vectors go over the kernels instead, and a task takes a
   piece of each sum; pieces are added up in order. All sizes of tasks depend on the shapes alone,
   and sums run over channels, then over the kernel, in order. */
#include "routine/conv_kernel.h"
#include "routine/conv_stage.h"
#include "routine/gemm_kernel.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum {
    STAGED = 64 * 1024, /* elements that a task stages, about */
    LEAST_EXTENT = 256, /* results in a row of a task, about */
    ENOUGH_TASKS = 16,  /* below which tasks share the output channels */
    FEW_POSITIONS = 24, /* below which vectors go over the kernels */
    PIECE = 1536        /* elements of a sum that a task takes then, about */
};

static const double SMALL_WORK = 1 << 18; /* products that one thread does */

typedef struct Work {
    Conv v;
    Stage stage;
    const ConvKernel *kernel;
    int64_t *at;          /* stage_places */
    int64_t blocks, each; /* of results along the first axis, and their length */
    int64_t panels;       /* of the kernel's rows */
    int64_t shares;       /* tasks that share a block's panels */
    char *packed;         /* kernels: group by group, panel by panel */
    /* few positions: */
    int64_t pieces, piece_channels;
    int64_t runs, run_images; /* images of a task */
    char *parts;              /* unit after unit, piece after piece: [positions][out] */
    atomic_bool no_memory;    /* only ever set */
} Work;

bool conv_knows(const Node *n)
{
    DType t = node_type(n)->dtype;
    return (t == DTYPE_f32 || t == DTYPE_f64) && node_type(n->args[0])->dtype == t &&
           node_type(n->args[1])->dtype == t && node_type(n)->shape.rank > 2;
}

/* --- where things are --- */

/* The channels of an image and group. */
static const char *input_of(const Conv *v, int64_t image, int64_t group)
{
    int64_t first = v->batch_groups > 1 ? (group * v->images + image) * v->channels
                                        : (image * v->groups + group) * v->channels;
    return (const char *)tensor_data(v->c->in[0]) + first * v->in_size * v->size;
}

static const char *kernels_of(const Conv *v, int64_t group)
{
    return (const char *)tensor_data(v->c->in[1]) + group * v->out * v->depth * v->size;
}

static char *result_of(const Conv *v, int64_t image, int64_t group)
{
    int64_t unit = image * v->groups + group;
    return (char *)tensor_data(v->c->out[0]) + unit * v->out * v->positions * v->size;
}

static void tell(const Conv *v, const char *from, int64_t count)
{
    ready_tell(v->c->ready, (from - (const char *)tensor_data(v->c->out[0])) / v->size, count);
}

/* a x b + c elements and n numbers, numbers first; NULL, noted, without memory or when stopped. */
static int64_t *room_for(Work *w, PoolRun *run, int64_t a, int64_t b, int64_t c, int64_t n)
{
    int64_t count, bytes;
    int64_t *room = NULL;
    if (!pool_stopped(run) && size_mul_add(a, b, c, &count) &&
        size_mul_add(count, w->v.size, 64 + n * (int64_t)sizeof *room, &bytes))
        room = mem_try((size_t)bytes);
    w->no_memory = w->no_memory || room == NULL;
    return room;
}

/* --- many positions --- */

/* The results of panel `panel` from a strip of `stride` elements a row. */
static void copy_results(const Work *w, const char *strip, int64_t stride, int64_t panel,
                         int64_t rows, const int64_t *lines, char *to)
{
    const Conv *v = &w->v;
    int64_t n = v->rank == 1 ? rows : v->result[v->rank - 1], count = w->stage.out_lines;
    count = v->rank == 1 ? 1 : count / w->stage.rows * rows;
    int64_t channels = least(w->kernel->rows, v->out - panel * w->kernel->rows);
    for (int64_t i = 0; i < channels; i++)
        for (int64_t line = 0; line < count; line++)
            memcpy(to + (i * v->positions + line * n) * v->size,
                   strip + (i * stride + lines[line]) * v->size, (size_t)(n * v->size));
}

static void block_task(PoolRun *run, int64_t index, void *closure)
{
    Work *w = closure;
    const Conv *v = &w->v;
    const Stage *s = &w->stage;
    int64_t share = index % w->shares, block = index / w->shares % w->blocks;
    int64_t unit = index / w->shares / w->blocks, group = unit % v->groups;
    int64_t rows = w->kernel->rows, columns = w->kernel->columns;
    int64_t stride = (s->extent + columns - 1) / columns * columns;
    int64_t *map =
        room_for(w, run, v->channels, s->channel, stride * (rows + 1), s->lines + s->out_lines);
    if (map == NULL)
        return;
    int64_t *lines = map + s->lines, first = block * w->each;
    char *staged = (char *)(lines + s->out_lines);
    char *strip = staged + (v->channels * s->channel + stride) * v->size;
    char *to = result_of(v, unit / v->groups, group);
    stage_map(v, s, first, map);
    stage_out_lines(v, s, lines);
    stage_fill(v, s, first, map, input_of(v, unit / v->groups, group), v->channels, staged);
    memset(staged + v->channels * s->channel * v->size, 0, (size_t)(stride * v->size));
    to += first * (v->positions / v->result[0]) * v->size;
    int64_t stop = w->panels * (share + 1) / w->shares;
    for (int64_t p = w->panels * share / w->shares; p < stop && !pool_stopped(run); p++) {
        const char *a = w->packed + (group * w->panels + p) * v->depth * rows * v->size;
        for (int64_t q = 0; q < stride; q += columns)
            w->kernel->slide(v->depth, a, staged + q * v->size, w->at, strip + q * v->size, stride);
        char *panel = to + p * rows * v->positions * v->size;
        int64_t count = least(w->each, v->result[0] - first);
        copy_results(w, strip, stride, p, count, lines, panel);
        for (int64_t i = 0; i < least(rows, v->out - p * rows); i++)
            tell(v, panel + i * v->positions * v->size, count * (v->positions / v->result[0]));
    }
    free(map);
}

static void pack_task(PoolRun *run, int64_t index, void *closure)
{
    Work *w = closure;
    const Conv *v = &w->v;
    int64_t panel = index % w->panels, rows = w->kernel->rows;
    const char *from = kernels_of(v, index / w->panels) + panel * rows * v->depth * v->size;
    if (!pool_stopped(run))
        gemm_pack(v->dtype, w->packed + index * v->depth * rows * v->size, from,
                  least(rows, v->out - panel * rows), rows, v->depth, v->depth, 1, false);
}

static bool run_blocks(Work *w)
{
    Conv *v = &w->v;
    int64_t bytes, inner = 1;
    for (int a = 1; a < v->rank; a++)
        inner *= v->result[a];
    if (!stage_of(v, 1, &w->stage))
        return false;
    w->each = STAGED / v->channels * v->strides[0] / w->stage.channel;
    w->each = w->each * inner < LEAST_EXTENT ? (LEAST_EXTENT + inner - 1) / inner : w->each;
    w->each = least(w->each, v->result[0]);
    w->blocks = (v->result[0] + w->each - 1) / w->each;
    w->panels = (v->out + w->kernel->rows - 1) / w->kernel->rows;
    int64_t units = v->images * v->groups, tasks = units * w->blocks;
    w->shares = tasks < ENOUGH_TASKS ? least(w->panels, (ENOUGH_TASKS + tasks - 1) / tasks) : 1;
    if (!stage_of(v, w->each, &w->stage) ||
        !size_mul(v->groups * w->panels * w->kernel->rows, v->depth, &bytes) ||
        !size_mul_add(bytes, v->size, 64, &bytes) || (w->packed = mem_try((size_t)bytes)) == NULL)
        return false;
    stage_places(v, &w->stage, v->channels, w->at);
    double work = (double)units * (double)v->out * (double)v->positions * (double)v->depth;
    bool is_small = work < SMALL_WORK;
    bool ok = is_small ? pool_run_here(v->c->cx, v->groups * w->panels, pack_task, w) &&
                             pool_run_here(v->c->cx, tasks * w->shares, block_task, w)
                       : pool_run(v->c->cx, v->groups * w->panels, pack_task, w) &&
                             pool_run(v->c->cx, tasks * w->shares, block_task, w);
    free(w->packed);
    return ok && !w->no_memory;
}

/* --- few positions --- */

/* One panel of kernels with what the results of some images meet: blocks of results at a time. */
static void meet_panel(const Work *w, const char *staged, int64_t each, int64_t images,
                       const char *packed, int64_t depth, int64_t panel, char *parts)
{
    const Conv *v = &w->v;
    int64_t rows = w->kernel->rows, columns = w->kernel->columns, first = panel * columns;
    int64_t count = images * v->positions, step = w->pieces * v->positions * v->out;
    int64_t inner = v->result[v->rank - 1], n = least(columns, v->out - first);
    int64_t lines[FEW_POSITIONS];
    double block[CONV_MOST_ROWS * CONV_MOST_COLUMNS];
    stage_out_lines(v, &w->stage, lines);
    for (int64_t i = 0; i < count; i += rows) {
        const void *at[CONV_MOST_ROWS];
        for (int64_t r = 0; r < rows; r++) {
            int64_t result = least(i + r, count - 1), position = result % v->positions;
            at[r] = staged +
                    (result / v->positions * each + lines[position / inner] + position % inner) *
                        v->size;
        }
        w->kernel->meet(depth, at, w->at, packed, block, columns);
        for (int64_t r = 0; r < rows && i + r < count; r++) {
            int64_t image = (i + r) / v->positions, position = (i + r) % v->positions;
            memcpy(parts + (image * v->groups * step + position * v->out + first) * v->size,
                   (char *)block + r * columns * v->size, (size_t)(n * v->size));
        }
    }
}

static void piece_task(PoolRun *run, int64_t index, void *closure)
{
    Work *w = closure;
    const Conv *v = &w->v;
    const Stage *s = &w->stage;
    int64_t piece = index % w->pieces, first = piece * w->piece_channels;
    int64_t image = index / w->pieces % w->runs * w->run_images;
    int64_t group = index / w->pieces / w->runs, columns = w->kernel->columns;
    int64_t images = least(w->run_images, v->images - image);
    int64_t channels = least(w->piece_channels, v->channels - first);
    int64_t depth = channels * (v->depth / v->channels), each = channels * s->channel;
    int64_t *map = room_for(w, run, images, each, depth * columns, s->lines);
    if (map == NULL)
        return;
    char *staged = (char *)(map + s->lines), *packed = staged + images * each * v->size;
    stage_map(v, s, 0, map);
    for (int64_t i = 0; i < images; i++)
        stage_fill(v, s, 0, map, input_of(v, image + i, group) + first * v->in_size * v->size,
                   channels, staged + i * each * v->size);
    const char *kernels = kernels_of(v, group) + first * (v->depth / v->channels) * v->size;
    char *parts = w->parts + ((image * v->groups + group) * w->pieces + piece) * v->positions *
                                 v->out * v->size;
    for (int64_t p = 0; p * columns < v->out && !pool_stopped(run); p++) {
        gemm_pack(v->dtype, packed, kernels + p * columns * v->depth * v->size,
                  least(columns, v->out - p * columns), columns, depth, v->depth, 1, false);
        meet_panel(w, staged, each, images, packed, depth, p, parts);
    }
    free(map);
}

/* The pieces of a unit added up, turned into rows of results. */
#define JOIN(T)                                                                                    \
    static void join_##T(const Work *w, const T *parts, T *to)                                     \
    {                                                                                              \
        const Conv *v = &w->v;                                                                     \
        int64_t count = v->positions * v->out;                                                     \
        for (int64_t i = 0; i < v->out; i++)                                                       \
            for (int64_t k = 0; k < v->positions; k++) {                                           \
                T sum = parts[k * v->out + i];                                                     \
                for (int64_t p = 1; p < w->pieces; p++)                                            \
                    sum += parts[p * count + k * v->out + i];                                      \
                to[i * v->positions + k] = sum;                                                    \
            }                                                                                      \
    }
JOIN(float)
JOIN(double)

static void join_task(PoolRun *run, int64_t index, void *closure)
{
    const Work *w = closure;
    const Conv *v = &w->v;
    const void *parts = w->parts + index * w->pieces * v->positions * v->out * v->size;
    void *to = result_of(v, index / v->groups, index % v->groups);
    if (pool_stopped(run))
        return;
    if (v->size == 8)
        join_double(w, parts, to);
    else
        join_float(w, parts, to);
    tell(v, to, v->out * v->positions);
}

static bool run_pieces(Work *w)
{
    const Conv *v = &w->v;
    int64_t units = v->images * v->groups, each = v->depth / v->channels, count, bytes;
    if (!stage_of(v, v->result[0], &w->stage))
        return false;
    w->piece_channels = least(v->channels, (PIECE + each - 1) / each);
    w->pieces = (v->channels + w->piece_channels - 1) / w->piece_channels;
    w->run_images = STAGED / w->piece_channels / w->stage.channel;
    w->run_images = w->run_images < 1 ? 1 : least(w->run_images, v->images);
    w->runs = (v->images + w->run_images - 1) / w->run_images;
    stage_places(v, &w->stage, w->piece_channels, w->at);
    if (!size_mul(units * w->pieces, v->positions * v->out, &count) ||
        !size_mul_add(count, v->size, 64, &bytes) || (w->parts = mem_try((size_t)bytes)) == NULL)
        return false;
    bool ok = pool_run(v->c->cx, v->groups * w->runs * w->pieces, piece_task, w) && !w->no_memory &&
              pool_run(v->c->cx, units, join_task, w);
    free(w->parts);
    return ok;
}

static Conv conv_of(RoutineCall *c)
{
    const Shape *input = &c->in[0]->type.shape, *kernel = &c->in[1]->type.shape;
    const Shape *result = &node_type(c->node)->shape;
    Conv v = {.c = c, .rank = input->rank - 2, .positions = 1, .in_size = 1};
    v.dtype = node_type(c->node)->dtype;
    v.size = dtype_info[v.dtype].bits / 8;
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
    if (!call_outputs(c))
        return false;
    if (shape_count(&node_type(c->node)->shape) == 0)
        return true;
    Work w = {.v = conv_of(c), .kernel = conv_kernel(node_type(c->node)->dtype)};
    int64_t bytes;
    if (w.v.depth == 0) {
        memset(tensor_data(c->out[0]), 0, (size_t)tensor_bytes(c->out[0]));
        return true;
    }
    if (!size_mul(w.v.depth, (int64_t)sizeof *w.at, &bytes) ||
        (w.at = mem_try((size_t)bytes)) == NULL)
        return call_fails(c);
    bool ok = w.v.positions < FEW_POSITIONS && w.v.out >= 4 ? run_pieces(&w) : run_blocks(&w);
    free(w.at);
    return ok || call_fails(c);
}
