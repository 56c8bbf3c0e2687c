/* eval_join.c - several tensors into one. */
#include "eval/eval_ops.h"

#include <string.h>

/* Copies the whole of `part` to where its first element has the index `start` in `to`. */
static bool put(const Call *c, Tensor *to, Tensor *part, const int64_t *start)
{
    Tensor *from = convert(c->cx, part, to->type.dtype);
    if (from == NULL)
        return false;
    const Shape *shape = &from->type.shape;
    int64_t at = run_start(&to->type.shape, start, shape->dim);
    if (at >= 0) {
        copy_run(to->type.dtype, tensor_data(to), at, tensor_data(from), 0, shape_count(shape));
        tensor_free(from);
        return true;
    }
    Copy copy = {.dtype = to->type.dtype, .rank = shape->rank};
    memcpy(copy.dim, shape->dim, sizeof copy.dim);
    shape_strides(shape, copy.src_step);
    shape_strides(&to->type.shape, copy.dst_step);
    for (int i = 0; i < copy.rank; i++)
        copy.dst_at += start[i] * copy.dst_step[i];
    copy.dst = tensor_data(to);
    copy.src = tensor_data(from);
    bool ok = shape_count(shape) == 0 || strided_copy(c->cx, &copy);
    tensor_free(from);
    return ok;
}

bool eval_concatenate(Call *c)
{
    int64_t axis = node_int(c->node, ATTR_axis), start[MAX_RANK] = {0};
    Tensor *to = call_result(c);
    bool ok = to != NULL;
    for (int i = 0; ok && i < c->node->nargs; i++) {
        ok = put(c, to, c->in[i], start);
        start[axis] += c->in[i]->type.shape.dim[axis];
    }
    if (!ok)
        tensor_free(to);
    else
        c->out[0] = to;
    return ok;
}

Tensor *writable(const Call *c, int i)
{
    bool is_twice = false;
    for (int j = 0; j < c->node->nargs; j++)
        is_twice = is_twice || (j != i && c->in[j] == c->in[i]);
    Tensor *to = is_twice ? NULL : call_reuse(c, i);
    if (to != NULL)
        return to;
    DType dtype = node_type(c->node)->dtype;
    if (c->in[i]->type.dtype != dtype)
        return convert(c->cx, c->in[i], dtype);
    to = call_result(c);
    if (to != NULL)
        memcpy(tensor_data(to), tensor_data(c->in[i]), (size_t)tensor_bytes(to));
    return to;
}

bool eval_put_slice(Call *c)
{
    const Shape *whole = &c->in[0]->type.shape, *part = &c->in[1]->type.shape;
    int64_t start[MAX_RANK];
    for (int i = 0; i < whole->rank; i++) {
        int64_t at = tensor_index(c->in[i + 2], 0), most = whole->dim[i] - part->dim[i];
        start[i] = at < 0 ? 0 : at > most ? most : at;
    }
    Tensor *to = writable(c, 0);
    if (to == NULL || !put(c, to, c->in[1], start)) {
        tensor_free(to);
        return false;
    }
    c->out[0] = to;
    return true;
}
