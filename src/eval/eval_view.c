/* eval_view.c - the same elements, seen otherwise. Each op says where in its operand an index of
   the result stands (a place and a step an axis); strided_copy does the rest. */
#include "eval/eval_ops.h"

#include <string.h>

/* A copy into the whole of `to`, row-major, source steps to be filled in. */
static Copy copy_of(const Tensor *from, Tensor *to)
{
    const Shape *shape = &to->type.shape;
    Copy copy = {.dtype = to->type.dtype, .rank = shape->rank};
    memcpy(copy.dim, shape->dim, sizeof copy.dim);
    shape_strides(shape, copy.dst_step);
    copy.dst = tensor_data(to);
    copy.src = tensor_data(from);
    return copy;
}

/* Runs the copy; the result is out[0]. */
static bool finish(Call *c, Tensor *to, const Copy *copy)
{
    if (!strided_copy(c->cx, copy)) {
        tensor_free(to);
        return false;
    }
    c->out[0] = to;
    return true;
}

bool eval_reshape(Call *c)
{
    const Shape *shape = &node_type(c->node)->shape;
    Tensor *t = call_take(c, 0);
    if (t != NULL)
        t->type.shape = *shape;
    else if (c->little && c->little->bytes && (t = call_result(c)) != NULL)
        memcpy(tensor_data(t), tensor_data(c->in[0]), (size_t)c->little->bytes);
    else
        t = tensor_view(c->in[0], *shape);
    c->out[0] = t;
    return t != NULL;
}

bool eval_broadcast(Call *c)
{
    const Attr *axes = node_attr(c->node, ATTR_axes);
    const Shape *own = &c->in[0]->type.shape;
    int64_t stride[MAX_RANK];
    Tensor *to = call_result(c);
    if (to == NULL)
        return false;
    shape_strides(own, stride);
    Copy copy = copy_of(c->in[0], to);
    for (uint32_t i = 0; i < axes->count; i++)
        copy.src_step[axes->at[i]] = own->dim[i] == 1 ? 0 : stride[i];
    return finish(c, to, &copy);
}

bool eval_transpose(Call *c)
{
    const Attr *axes = node_attr(c->node, ATTR_axes);
    int64_t stride[MAX_RANK];
    Tensor *to = call_result(c);
    if (to == NULL)
        return false;
    shape_strides(&c->in[0]->type.shape, stride);
    Copy copy = copy_of(c->in[0], to);
    for (int i = 0; i < copy.rank; i++)
        copy.src_step[i] = stride[axes->at[i]];
    return finish(c, to, &copy);
}

bool eval_reverse(Call *c)
{
    const Attr *axes = node_attr(c->node, ATTR_axes);
    Tensor *to = call_result(c);
    if (to == NULL)
        return false;
    Copy copy = copy_of(c->in[0], to);
    shape_strides(&to->type.shape, copy.src_step);
    for (uint32_t i = 0; i < axes->count; i++) {
        int64_t a = axes->at[i], n = copy.dim[a];
        copy.src_at += n > 0 ? (n - 1) * copy.src_step[a] : 0;
        copy.src_step[a] = -copy.src_step[a];
    }
    return finish(c, to, &copy);
}

/* A start moved so that `length` elements, `step` apart, fit into `size`. */
static int64_t clamp_start(int64_t start, int64_t length, int64_t step, int64_t size)
{
    int64_t most = length == 0 ? size : size - 1 - (length - 1) * step;
    return start < 0 ? 0 : start > most ? most : start;
}

bool eval_slice(Call *c)
{
    const Attr *strides = node_attr(c->node, ATTR_strides);
    const int64_t *lengths = node_attr(c->node, ATTR_lengths)->at;
    const Shape *own = &c->in[0]->type.shape;
    int64_t stride[MAX_RANK], start[MAX_RANK];
    bool is_box = true;
    Tensor *to = call_result(c);
    if (to == NULL)
        return false;
    for (int i = 0; i < own->rank; i++) {
        start[i] =
            clamp_start(tensor_index(c->in[i + 1], 0), lengths[i], strides->at[i], own->dim[i]);
        is_box = is_box && (strides->at[i] == 1 || lengths[i] == 1);
    }
    int64_t at = is_box ? run_start(own, start, lengths) : -1;
    if (at >= 0) {
        copy_run(to->type.dtype, tensor_data(to), 0, tensor_data(c->in[0]), at,
                 shape_count(&to->type.shape));
        c->out[0] = to;
        return true;
    }
    shape_strides(own, stride);
    Copy copy = copy_of(c->in[0], to);
    for (int i = 0; i < copy.rank; i++) {
        copy.src_at += start[i] * stride[i];
        copy.src_step[i] = strides->at[i] * stride[i];
    }
    return finish(c, to, &copy);
}

/* Along one axis element i of the operand lands at low + i * step; cuts away those that land
   outside of 0..size: before `*from`, and after `*count` more. */
static void pad_range(int64_t low, int64_t step, int64_t count, int64_t size, int64_t *from,
                      int64_t *left)
{
    int64_t first = low < 0 ? (-low + step - 1) / step : 0;
    int64_t past = size - low <= 0 ? 0 : (size - low + step - 1) / step; /* first beyond the end */
    if (past > count)
        past = count;
    *from = first;
    *left = past > first ? past - first : 0;
}

Tensor *spread(Cx *cx, Tensor *given, DType dtype, Scalar fill, const Shape *size,
               const int64_t *low, const int64_t *apart)
{
    Tensor *from = convert(cx, given, dtype);
    Tensor *to = from ? tensor_fill(cx, (Type){dtype, *size}, fill) : NULL;
    if (to == NULL) {
        tensor_free(from);
        return NULL;
    }
    Copy copy = copy_of(from, to);
    shape_strides(&from->type.shape, copy.src_step);
    for (int i = 0; i < copy.rank; i++) {
        int64_t first, room = copy.dim[i];
        pad_range(low[i], apart[i], from->type.shape.dim[i], room, &first, &copy.dim[i]);
        copy.src_at += first * copy.src_step[i];
        copy.dst_at += (low[i] + first * apart[i]) * copy.dst_step[i];
        copy.dst_step[i] *= apart[i];
    }
    bool ok = strided_copy(cx, &copy);
    tensor_free(from);
    if (ok)
        return to;
    tensor_free(to);
    return NULL;
}

bool eval_pad(Call *c)
{
    const Type *type = node_type(c->node);
    int64_t apart[MAX_RANK];
    for (int i = 0; i < type->shape.rank; i++)
        apart[i] = node_attr(c->node, ATTR_interior)->at[i] + 1;
    c->out[0] = spread(c->cx, c->in[0], type->dtype, tensor_get(c->in[1], 0), &type->shape,
                       node_attr(c->node, ATTR_low)->at, apart);
    return c->out[0] != NULL;
}
