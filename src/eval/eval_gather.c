/* eval_gather.c - elements picked and put by index. Each index tuple names the place of a slice:
   the indexed axes fixed, all others whole. */
#include "eval/eval_ops.h"

#include <string.h>

/* How index tuples meet a tensor: the indexed axes, and the slice of the others. */
typedef struct Slices {
    const Tensor *indices;
    Shape shape;          /* of the indexed tensor */
    int64_t count, width; /* tuples; indices in each */
    const int64_t *axes;
    int64_t stride[MAX_RANK];
    int rank; /* of a slice */
    int64_t dim[MAX_RANK], step[MAX_RANK], size;
} Slices;

static Slices slices_of(const Call *c, const Tensor *whole, const Tensor *indices)
{
    const Attr *axes = node_attr(c->node, ATTR_axes);
    Slices s = {.indices = indices, .shape = whole->type.shape, .width = axes->count, .size = 1};
    s.axes = axes->at;
    s.count = 1;
    for (int i = 0; i < indices->type.shape.rank - 1; i++)
        s.count *= indices->type.shape.dim[i];
    shape_strides(&s.shape, s.stride);
    for (int i = 0; i < s.shape.rank; i++) {
        bool is_indexed = false;
        for (uint32_t j = 0; j < axes->count; j++)
            is_indexed = is_indexed || axes->at[j] == i;
        if (is_indexed)
            continue;
        s.dim[s.rank] = s.shape.dim[i];
        s.step[s.rank++] = s.stride[i];
        s.size *= s.shape.dim[i];
    }
    return s;
}

/* Where the slice of a tuple begins; false after an error when it lies outside. */
static bool slice_place(const Call *c, const Slices *s, int64_t tuple, int64_t *place)
{
    *place = 0;
    for (int64_t i = 0; i < s->width; i++) {
        int64_t at = tensor_index(s->indices, tuple * s->width + i), axis = s->axes[i];
        if (at < 0 || at >= s->shape.dim[axis]) {
            Text text = {0};
            shape_print(&text, &s->shape);
            fail(c->cx, c->node->span, EXC_ArgumentError,
                 "index %lld is out of bounds for axis %lld in shape %s", (long long)at,
                 (long long)axis, text_cstr(&text));
            text_free(&text);
            return false;
        }
        *place += at * s->stride[axis];
    }
    return true;
}

/* The copy of one slice between the whole tensor and a row-major row of slices. */
static Copy slice_copy(const Slices *s, DType dtype)
{
    Copy copy = {.dtype = dtype, .rank = s->rank};
    int64_t step = 1;
    memcpy(copy.dim, s->dim, sizeof copy.dim);
    memcpy(copy.src_step, s->step, sizeof copy.src_step);
    for (int i = s->rank - 1; i >= 0; i--) {
        copy.dst_step[i] = step;
        step *= s->dim[i];
    }
    return copy;
}

bool eval_gather(Call *c)
{
    Slices s = slices_of(c, c->in[0], c->in[1]);
    Tensor *to = call_result(c);
    bool ok = to != NULL;
    Copy copy = slice_copy(&s, c->in[0]->type.dtype);
    copy.src = tensor_data(c->in[0]);
    copy.dst = ok ? tensor_data(to) : NULL;
    for (int64_t i = 0; ok && i < s.count; i++) {
        copy.dst_at = i * s.size;
        ok = slice_place(c, &s, i, &copy.src_at);
        if (ok && s.rank == 0)
            copy_run(copy.dtype, copy.dst, copy.dst_at, copy.src, copy.src_at, 1);
        else if (ok)
            ok = strided_copy(c->cx, &copy);
        ok = ok && (i % BLOCK != 0 || !interrupted(c->cx));
    }
    if (ok)
        c->out[0] = to;
    else
        tensor_free(to);
    return ok;
}

/* --- indexed_put --- */

static bool put_slices(const Call *c, const Slices *s, Tensor *to, const Tensor *updates)
{
    Copy copy = slice_copy(s, to->type.dtype);
    int64_t step[MAX_RANK];
    memcpy(step, copy.dst_step, sizeof step);
    memcpy(copy.dst_step, copy.src_step, sizeof step);
    memcpy(copy.src_step, step, sizeof step);
    copy.src = tensor_data(updates);
    copy.dst = tensor_data(to);
    for (int64_t i = 0; i < s->count; i++) {
        copy.src_at = i * s->size;
        if (!slice_place(c, s, i, &copy.dst_at) || !strided_copy(c->cx, &copy) ||
            (i % BLOCK == 0 && interrupted(c->cx)))
            return false;
    }
    return true;
}

/* --- indexed_add --- */

static void add_one(DTypeClass k, void *sums, int64_t at, const void *x)
{
    switch (k) {
    case DCLASS_u:
    case DCLASS_s:
        ((uint64_t *)sums)[at] += *(const uint64_t *)x;
        break;
    case DCLASS_f:
        ((double *)sums)[at] += *(const double *)x;
        break;
    case DCLASS_c:
        ((double _Complex *)sums)[at] += *(const double _Complex *)x;
        break;
    }
}

/* Adds the slices of one tuple, element by element in the order of the updates. */
static void add_slice(const Slices *s, DTypeClass k, void *sums, int64_t place, Reader *updates,
                      int64_t from)
{
    int64_t index[MAX_RANK] = {0};
    for (int64_t i = 0; i < s->size; i++) {
        add_one(k, sums, place, reader_get(updates, from + i, 1));
        for (int a = s->rank - 1; a >= 0; a--) {
            place += s->step[a];
            if (++index[a] < s->dim[a])
                break;
            place -= s->dim[a] * s->step[a];
            index[a] = 0;
        }
    }
}

/* Everything is summed in the widest type of the class and rounded once. */
static bool add_slices(const Call *c, const Slices *s, Tensor *to, const Tensor *updates)
{
    DTypeClass k = dtype_info[to->type.dtype].class_;
    int64_t size = shape_count(&to->type.shape), wide = wide_size(k), bytes;
    char *sums = size_mul(size, wide, &bytes) ? mem_try((size_t)bytes) : NULL;
    if (sums == NULL) {
        fail(c->cx, c->node->span, EXC_SystemLimitError, "not enough memory for indexed_add");
        return false;
    }
    Reader reader;
    bool ok = true;
    reader_init(&reader, to, k);
    for (int64_t i = 0; i < size; i += BLOCK) {
        int64_t n = size - i < BLOCK ? size - i : BLOCK;
        memcpy(sums + i * wide, reader_get(&reader, i, n), (size_t)(n * wide));
    }
    reader_init(&reader, updates, k);
    for (int64_t i = 0, place; ok && i < s->count; i++) {
        ok = slice_place(c, s, i, &place) && !interrupted(c->cx);
        if (ok)
            add_slice(s, k, sums, place, &reader, i * s->size);
    }
    for (int64_t i = 0; ok && i < size; i += BLOCK)
        block_store(to, i, size - i < BLOCK ? size - i : BLOCK, k, sums + i * wide);
    free(sums);
    return ok;
}

bool eval_indexed(Call *c)
{
    Slices s = slices_of(c, c->in[0], c->in[1]);
    Tensor *to = writable(c, 0);
    if (to == NULL)
        return false;
    bool ok;
    if (c->node->op == OP_indexed_put) {
        Tensor *updates = convert(c->cx, c->in[2], to->type.dtype);
        ok = updates != NULL && put_slices(c, &s, to, updates);
        tensor_free(updates);
    } else {
        ok = add_slices(c, &s, to, c->in[2]);
    }
    if (ok)
        c->out[0] = to;
    else
        tensor_free(to);
    return ok;
}
