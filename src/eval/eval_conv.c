/* eval_conv.c - conv as a batch of matrix products over patches that are never copied out whole.

   The input is spread once: converted to the widest type, zeros between and around its elements.
   After that the place of (channel, kernel element) plus the place of an output position is the
   place of the element they meet at, so tables of places make each group of one image a product of
   the kernels (rows) with the output positions (columns), and the blocked kernel of dot packs the
   panels it needs. Sums run over channels, then over the kernel row-major, in order. */
#include "eval/eval_dot.h"

typedef struct Conv {
    const Call *c;
    int rank; /* spatial axes */
    int64_t groups, batch_groups, images;
    int64_t out, channels;     /* of a group */
    int64_t kernel, positions; /* elements of a kernel; results of a channel */
    const int64_t *strides, *kernel_dilations;
    const Shape *kernel_shape, *result;
    Shape spread;
} Conv;

static int64_t product(const int64_t *dim, int n)
{
    int64_t p = 1;
    for (int i = 0; i < n; i++)
        p *= dim[i];
    return p;
}

static Conv conv_of(const Call *c)
{
    const Shape *input = &c->in[0]->type.shape;
    Conv v = {.c = c, .rank = input->rank - 2, .kernel_shape = &c->in[1]->type.shape};
    v.batch_groups = node_int(c->node, ATTR_batch_groups);
    v.groups = v.batch_groups * node_int(c->node, ATTR_feature_groups);
    v.images = input->dim[0] / v.batch_groups;
    v.out = v.kernel_shape->dim[0] / v.groups;
    v.channels = v.kernel_shape->dim[1];
    v.result = &node_type(c->node)->shape;
    v.kernel = product(v.kernel_shape->dim + 2, v.rank);
    v.positions = product(v.result->dim + 2, v.rank);
    v.strides = node_attr(c->node, ATTR_strides)->at;
    v.kernel_dilations = node_attr(c->node, ATTR_kernel_dilations)->at;
    return v;
}

/* The input in the widest type, as large as the windows reach. */
static Tensor *spread_input(Conv *v, DTypeClass k)
{
    const Call *c = v->c;
    int64_t low[MAX_RANK] = {0}, apart[MAX_RANK] = {1, 1};
    v->spread = c->in[0]->type.shape;
    for (int i = 0; i < v->rank; i++) {
        low[i + 2] = node_attr(c->node, ATTR_low)->at[i];
        apart[i + 2] = node_attr(c->node, ATTR_input_dilations)->at[i];
        v->spread.dim[i + 2] = (v->result->dim[i + 2] - 1) * v->strides[i] +
                               (v->kernel_shape->dim[i + 2] - 1) * v->kernel_dilations[i] + 1;
    }
    return spread(c->cx, c->in[0], wide_dtype(k), scalar_s(0), &v->spread, low, apart);
}

/* --- tables --- */

static int64_t *table(const Conv *v, int64_t n)
{
    int64_t bytes;
    int64_t *at = size_mul_add(n, (int64_t)sizeof *at, (int64_t)sizeof *at, &bytes)
                      ? mem_try((size_t)bytes)
                      : NULL;
    if (at == NULL)
        fail(v->c->cx, v->c->node->span, EXC_SystemLimitError, "not enough memory for conv");
    return at;
}

/* at[i] of the i-th index of a block of sizes dim, row-major, where axis a steps by step[a]. */
static void fill_places(int64_t *at, int rank, const int64_t *dim, const int64_t *step)
{
    int64_t filled = 1;
    at[0] = 0;
    for (int a = rank - 1; a >= 0; a--) {
        for (int64_t i = 1; i < dim[a]; i++)
            for (int64_t j = 0; j < filled; j++)
                at[i * filled + j] = at[j] + i * step[a];
        filled *= dim[a];
    }
}

/* Kernels are rows that lie one after the other. */
static bool kernel_side(const Conv *v, DotSide *s)
{
    int64_t depth = v->channels * v->kernel, batches = v->images * v->groups;
    s->rows = v->out;
    s->batch = table(v, batches);
    s->row = table(v, v->out);
    s->depth = table(v, depth);
    if (s->batch == NULL || s->row == NULL || s->depth == NULL)
        return false;
    for (int64_t i = 0; i < batches; i++)
        s->batch[i] = i % v->groups * v->out * depth;
    for (int64_t i = 0; i < v->out; i++)
        s->row[i] = i * depth;
    for (int64_t i = 0; i < depth; i++)
        s->depth[i] = i;
    return true;
}

static bool input_side(const Conv *v, DotSide *s)
{
    int64_t stride[MAX_RANK], across[MAX_RANK] = {0}, within[MAX_RANK] = {0}, dim[MAX_RANK] = {0};
    int64_t batches = v->images * v->groups;
    shape_strides(&v->spread, stride);
    within[0] = stride[1];
    dim[0] = v->channels;
    for (int i = 0; i < v->rank; i++) {
        across[i] = stride[i + 2] * v->strides[i];
        within[i + 1] = stride[i + 2] * v->kernel_dilations[i];
        dim[i + 1] = v->kernel_shape->dim[i + 2];
    }
    s->rows = v->positions;
    s->batch = table(v, batches);
    s->row = table(v, v->positions);
    s->depth = table(v, v->channels * v->kernel);
    if (s->batch == NULL || s->row == NULL || s->depth == NULL)
        return false;
    fill_places(s->row, v->rank, v->result->dim + 2, across);
    fill_places(s->depth, v->rank + 1, dim, within);
    for (int64_t i = 0; i < batches; i++) {
        int64_t image = i / v->groups, group = i % v->groups;
        s->batch[i] = v->batch_groups > 1 ? (group * v->images + image) * stride[0]
                                          : image * stride[0] + group * v->channels * stride[1];
    }
    return true;
}

bool eval_conv(Call *c)
{
    Conv v = conv_of(c);
    DType merged = dtype_merge(c->in[0]->type.dtype, c->in[1]->type.dtype);
    Dot d = {.k = dtype_info[merged].class_, .batches = v.images * v.groups};
    if (shape_count(v.result) == 0)
        return (c->out[0] = call_result(c)) != NULL;
    d.depth = v.channels * v.kernel;
    Tensor *input = spread_input(&v, d.k);
    Tensor *kernel = input ? convert(c->cx, c->in[1], wide_dtype(d.k)) : NULL;
    d.a.t = kernel;
    d.b.t = input;
    bool ok = kernel && kernel_side(&v, &d.a) && input_side(&v, &d.b) && dot_run(&d, c);
    side_free(&d.a);
    side_free(&d.b);
    tensor_free(input);
    tensor_free(kernel);
    if (ok)
        c->out[0] = d.to;
    else
        tensor_free(d.to);
    return ok;
}
