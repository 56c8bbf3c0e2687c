/* grad_conv.c - the gradients of conv, which are convolutions again.

   With strides s, input dilations d, kernel dilations e and padding, an output position p meets the
   input position q with kernel element t where p s + t e = q d + low. Solved for q that is a
   convolution over p with the kernel mirrored: strides d, input dilations s. Solved for t it is one
   of the input with the cotangent as the kernel: strides e, kernel dilations s. Channels and batch
   change places accordingly, feature groups and batch groups too. */
#include "transform/grad.h"

typedef struct Conv {
    const Shape *input, *kernel, *output;
    int rank; /* spatial axes */
    const int64_t *strides, *low, *input_dilations, *kernel_dilations;
    int64_t feature_groups, batch_groups;
} Conv;

static Conv conv_of(Node *const *x, const Node *y)
{
    return (Conv){.input = &node_type(x[0])->shape,
                  .kernel = &node_type(x[1])->shape,
                  .output = &node_type(y)->shape,
                  .rank = node_type(y)->shape.rank - 2,
                  .strides = node_attr(y, ATTR_strides)->at,
                  .low = node_attr(y, ATTR_low)->at,
                  .input_dilations = node_attr(y, ATTR_input_dilations)->at,
                  .kernel_dilations = node_attr(y, ATTR_kernel_dilations)->at,
                  .feature_groups = node_int(y, ATTR_feature_groups),
                  .batch_groups = node_int(y, ATTR_batch_groups)};
}

static bool is_empty(const Shape *s)
{
    for (int i = 0; i < s->rank; i++)
        if (s->dim[i] == 0)
            return true;
    return false;
}

/* How far n > 0 elements reach that stand `apart`. */
static int64_t reach(int64_t n, int64_t apart)
{
    return (n - 1) * apart;
}

/* conv(a, b) whose result has the spatial sizes `size`. */
static Node *convolve(Rule *k, Node *a, Node *b, const int64_t *size, const int64_t *strides,
                      const int64_t *low, const int64_t *input_dilations,
                      const int64_t *kernel_dilations, int64_t feature_groups, int64_t batch_groups)
{
    if (a == NULL || b == NULL)
        return NULL;
    uint32_t rank = (uint32_t)node_type(a)->shape.rank - 2;
    int64_t high[MAX_RANK];
    for (uint32_t i = 0; i < rank; i++)
        high[i] = reach(size[i], strides[i]) +
                  reach(node_type(b)->shape.dim[i + 2], kernel_dilations[i]) -
                  reach(node_type(a)->shape.dim[i + 2], input_dilations[i]) - low[i];
    Node *args[] = {a, b};
    Attr attrs[] = {{ATTR_strides, rank, strides},
                    {ATTR_low, rank, low},
                    {ATTR_high, rank, high},
                    {ATTR_input_dilations, rank, input_dilations},
                    {ATTR_kernel_dilations, rank, kernel_dilations},
                    {ATTR_feature_groups, 1, &feature_groups},
                    {ATTR_batch_groups, 1, &batch_groups}};
    return rule_node(k, OP_conv, args, 2, attrs, 7);
}

/* The first axis of a, seen as [groups, n], and its second axis m become [groups * m, n] (`out`
   false) or, of an axis [groups, m] that is second, [groups * n, m] (`out` true). */
static Node *regroup(Rule *k, Node *a, int64_t groups, bool out)
{
    if (a == NULL || groups == 1)
        return a;
    const Shape *s = &node_type(a)->shape;
    if (s->rank == MAX_RANK) {
        fail(k->cx, k->span, EXC_SystemLimitError, "a tensor has at most %d axes", MAX_RANK);
        return NULL;
    }
    Shape apart = {.rank = s->rank + 1}, back = *s;
    int64_t order[MAX_RANK];
    apart.dim[0] = out ? s->dim[0] : groups;
    apart.dim[1] = out ? groups : s->dim[0] / groups;
    apart.dim[2] = out ? s->dim[1] / groups : s->dim[1];
    for (int i = 0; i < apart.rank; i++) {
        order[i] = i;
        if (i > 2)
            apart.dim[i] = s->dim[i - 1];
    }
    order[0] = out ? 1 : 0;
    order[1] = out ? 0 : 2;
    order[2] = out ? 2 : 1;
    back.dim[0] = out ? s->dim[0] * groups : groups * s->dim[1];
    back.dim[1] = out ? s->dim[1] / groups : s->dim[0] / groups;
    return rule_reshape(k, rule_transpose(k, rule_reshape(k, a, &apart), order), &back);
}

/* Batch and channels change places. */
static Node *flip(Rule *k, Node *a)
{
    int64_t order[MAX_RANK];
    for (int i = 0; i < MAX_RANK; i++)
        order[i] = i < 2 ? 1 - i : i;
    return rule_transpose(k, a, order);
}

static Node *by_input(Rule *k, const Conv *c, Node *kernel, Node *dy)
{
    int64_t axes[MAX_RANK], low[MAX_RANK], groups = c->feature_groups * c->batch_groups;
    for (int i = 0; i < c->rank; i++) {
        axes[i] = i + 2;
        low[i] = reach(c->kernel->dim[i + 2], c->kernel_dilations[i]) - c->low[i];
    }
    Attr attr = {ATTR_axes, (uint32_t)c->rank, axes};
    Node *mirrored = c->rank > 0 ? rule_node(k, OP_reverse, &kernel, 1, &attr, 1) : kernel;
    mirrored = groups == 1 ? flip(k, mirrored) : regroup(k, mirrored, groups, false);
    Node *dx = convolve(k, dy, mirrored, c->input->dim + 2, c->input_dilations, low, c->strides,
                        c->kernel_dilations, groups, 1);
    return c->batch_groups > 1 ? regroup(k, dx, c->batch_groups, true) : dx;
}

static Node *by_kernel(Rule *k, const Conv *c, Node *input, Node *dy)
{
    Node *d = convolve(k, flip(k, input), flip(k, dy), c->kernel->dim + 2, c->kernel_dilations,
                       c->low, c->input_dilations, c->strides, c->batch_groups, c->feature_groups);
    return flip(k, d);
}

LINEAR(conv)
{
    Conv c = conv_of(x, y);
    if (is_empty(c.input) || is_empty(c.kernel) || is_empty(c.output))
        return;
    DX(0) = by_input(k, &c, x[1], dy);
    DX(1) = by_kernel(k, &c, x[0], dy);
}
