/* rules_index.c - the shape rules of slices, padding, indexing and dot. */
#include "graph/rules.h"

#include "base/size.h"

/* --- slices --- */

/* Operands from `first` on are one scalar integer start per axis. */
static bool check_starts(Cx *cx, const Node *n, int first, int rank)
{
    if (n->nargs - first != rank) {
        fail(cx, n->span, EXC_ArgumentError, "invalid start indices rank for shape of rank %d",
             rank);
        return false;
    }
    for (int i = first; i < n->nargs; i++) {
        if (!dtype_is_integer(arg_dtype(n, i))) {
            Text axis = {0};
            text_print(&axis, " for axis %d", i - first);
            refuse_dtype(cx, n->span, "index must be integer type, got ", arg_dtype(n, i),
                         text_cstr(&axis));
            text_free(&axis);
            return false;
        }
        if (arg_shape(n, i)->rank != 0) {
            Text got = {0};
            shape_print(&got, arg_shape(n, i));
            fail(cx, n->span, EXC_ArgumentError, "index must be scalar, got shape %s for axis %d",
                 text_cstr(&got), i - first);
            text_free(&got);
            return false;
        }
    }
    return true;
}

/* Axis `i` of a slice: `length` elements, `stride` apart, out of `size`. */
static bool check_length(Cx *cx, const Node *n, int i, int64_t length, int64_t stride, int64_t size)
{
    if (stride < 1) {
        fail(cx, n->span, EXC_ArgumentError,
             "stride at axis %d must be greater than or equal to 1, got: %lld", i,
             (long long)stride);
        return false;
    }
    int64_t reach;
    if (length >= 0 &&
        (length == 0 || (size_mul_add(length - 1, stride, 1, &reach) && reach <= size)))
        return true;
    fail(cx, n->span, EXC_ArgumentError,
         "length at axis %d must be less than axis size of %lld, got: %lld", i, (long long)size,
         (long long)length);
    return false;
}

bool slice_shape(Cx *cx, const Node *n, Shape *out)
{
    if (n->nargs == 0)
        return refuse_text(cx, n, "slice needs a tensor");
    const Shape *from = arg_shape(n, 0);
    const Attr *lengths = node_attr(n, ATTR_lengths), *strides = node_attr(n, ATTR_strides);
    if (!check_starts(cx, n, 1, from->rank))
        return false;
    if (strides->count != (uint32_t)from->rank || lengths->count != (uint32_t)from->rank) {
        fail(cx, n->span, EXC_ArgumentError, "invalid %s rank for shape of rank %d",
             lengths->count == (uint32_t)from->rank ? "strides" : "lengths", from->rank);
        return false;
    }
    out->rank = from->rank;
    for (int i = 0; i < from->rank; i++) {
        out->dim[i] = lengths->at[i];
        if (!check_length(cx, n, i, lengths->at[i], strides->at[i], from->dim[i]))
            return false;
    }
    return true;
}

bool put_slice_shape(Cx *cx, const Node *n, Shape *out)
{
    if (n->nargs < 2)
        return refuse_text(cx, n, "put_slice needs a tensor and a slice");
    *out = *arg_shape(n, 0);
    const Shape *slice = arg_shape(n, 1);
    if (!check_starts(cx, n, 2, out->rank))
        return false;
    if (slice->rank != out->rank) {
        fail(cx, n->span, EXC_ArgumentError,
             "invalid slice for put_slice, rank of slice must match %d, got: %d", out->rank,
             slice->rank);
        return false;
    }
    for (int i = 0; i < out->rank; i++)
        if (slice->dim[i] > out->dim[i])
            return refuse_shapes(cx, n->span, "slice shape ", slice,
                                 " must be less than or equal to tensor shape ", out, "");
    return true;
}

/* The size of an axis after padding; false when it is negative or too large. */
static bool padded(int64_t size, int64_t low, int64_t high, int64_t interior, int64_t *out)
{
    int64_t gaps = 0;
    if (size > 0 && !size_mul(size - 1, interior, &gaps))
        return false;
    return !__builtin_add_overflow(size, gaps, &size) &&
           !__builtin_add_overflow(size, low, &size) && size_add(size, high, out);
}

bool pad_shape(Cx *cx, const Node *n, Shape *out)
{
    *out = *arg_shape(n, 0);
    const Attr *low = node_attr(n, ATTR_low), *high = node_attr(n, ATTR_high);
    const Attr *interior = node_attr(n, ATTR_interior);
    if (arg_shape(n, 1)->rank != 0)
        return refuse_text(cx, n, "padding value must be a scalar and non-vectorized");
    uint32_t rank = (uint32_t)out->rank;
    if (low->count != rank || high->count != rank || interior->count != rank)
        return refuse_text(cx, n,
                           "invalid padding configuration, rank of padding configuration and shape "
                           "must match");
    for (int i = 0; i < out->rank; i++) {
        if (interior->at[i] < 0)
            return refuse_text(
                cx, n, "invalid padding configuration, interior padding must be non-negative");
        if (!padded(out->dim[i], low->at[i], high->at[i], interior->at[i], &out->dim[i])) {
            fail(cx, n->span, EXC_ArgumentError,
                 "invalid padding configuration, axis %d cannot get a size below 0 or above 2^63",
                 i);
            return false;
        }
    }
    return true;
}

/* --- by index --- */

static bool check_indices(Cx *cx, const Node *n, const char *text)
{
    DType t = arg_dtype(n, 1);
    return dtype_is_integer(t) || refuse_dtype(cx, n->span, text, t, "");
}

/* The last axis of the indices names one element of each of n's axes. */
static bool check_index_size(Cx *cx, const Node *n, const Attr *axes)
{
    const Shape *indices = arg_shape(n, 1);
    if (indices->rank == 0)
        return refuse_text(cx, n, "expected indices rank to be at least 1, got: 0");
    int64_t size = indices->dim[indices->rank - 1];
    if (size == axes->count)
        return true;
    if (size > arg_shape(n, 0)->rank)
        fail(cx, n->span, EXC_ArgumentError,
             "expected the last indices dimension size (%lld) to be less than or equal to the "
             "tensor rank (%d)",
             (long long)size, arg_shape(n, 0)->rank);
    else
        fail(cx, n->span, EXC_ArgumentError,
             "expected the last indices dimension size (%lld) to match the number of axes (%u)",
             (long long)size, axes->count);
    return false;
}

bool gather_shape(Cx *cx, const Node *n, Shape *out)
{
    const Shape *from = arg_shape(n, 0), *indices = arg_shape(n, 1);
    const Attr *axes = node_attr(n, ATTR_axes);
    if (!check_indices(cx, n, "indices must be an integer tensor, got ") ||
        !check_axes(cx, n->span, axes, from->rank) || !check_index_size(cx, n, axes))
        return false;
    int rank = indices->rank - 1 + from->rank - (int)axes->count;
    if (rank > MAX_RANK) {
        fail(cx, n->span, EXC_SystemLimitError, "a tensor has at most %d axes, got %d", MAX_RANK,
             rank);
        return false;
    }
    out->rank = 0;
    for (int i = 0; i < indices->rank - 1; i++)
        out->dim[out->rank++] = indices->dim[i];
    for (int i = 0; i < from->rank; i++)
        if (!attr_has(axes, i))
            out->dim[out->rank++] = from->dim[i];
    return true;
}

/* Updates are [n, the operand's other axes ...]. */
static bool check_updates(Cx *cx, const Node *n, const Attr *axes)
{
    const Shape *to = arg_shape(n, 0), *indices = arg_shape(n, 1), *updates = arg_shape(n, 2);
    if (indices->rank == 2 && updates->rank > 0 && indices->dim[0] != updates->dim[0])
        return refuse_shapes(cx, n->span, "expected the leading axis of indices (", indices,
                             ") and leading axis of updates (", updates, ") to match");
    if (indices->rank != 2 || to->rank != updates->rank + (int)indices->dim[1] - 1) {
        Text shape = {0};
        shape_print(&shape, indices);
        fail(cx, n->span, EXC_ArgumentError,
             "expected the rank of the input (%d) to be equal to the rank of the updates (%d) plus "
             "the trailing axis of indices (%s) minus one",
             to->rank, updates->rank, text_cstr(&shape));
        text_free(&shape);
        return false;
    }
    for (int i = 0, j = 1; i < to->rank; i++) {
        if (attr_has(axes, i))
            continue;
        if (updates->dim[j] != to->dim[i]) {
            Text shape = {0};
            text_print(&shape, "axis (%d) of updates (", j);
            shape_print(&shape, updates);
            text_print(&shape, ") must be less than or equal to the axis (%d) of ", i);
            shape_print(&shape, to);
            fail(cx, n->span, EXC_ArgumentError, "%s)", text_cstr(&shape));
            text_free(&shape);
            return false;
        }
        j++;
    }
    return true;
}

bool indexed_add_shape(Cx *cx, const Node *n, Shape *out)
{
    const Attr *axes = node_attr(n, ATTR_axes);
    *out = *arg_shape(n, 0);
    return check_indices(cx, n, "indices must be an integer tensor, got type: ") &&
           check_axes(cx, n->span, axes, out->rank) && check_updates(cx, n, axes) &&
           check_index_size(cx, n, axes);
}

bool indexed_put_shape(Cx *cx, const Node *n, Shape *out)
{
    return indexed_add_shape(cx, n, out);
}

/* --- dot --- */

/* Batch axes are the first ones, in order, and not contracted as well. */
static bool check_batch(Cx *cx, const Node *n, const char *side, const Attr *batch,
                        const Attr *contract)
{
    Text list = {0}, other = {0};
    list_print(&list, batch->at, batch->count);
    list_print(&other, contract->at, contract->count);
    bool ok = true;
    for (uint32_t i = 0; i < batch->count && ok; i++) {
        ok = false;
        if (attr_has(contract, batch->at[i]))
            fail(cx, n->span, EXC_ArgumentError,
                 "dot batch axes for %s tensor (%s) cannot be in contract axes (%s)", side,
                 text_cstr(&list), text_cstr(&other));
        else if (batch->at[i] != (int64_t)i)
            fail(cx, n->span, EXC_ArgumentError,
                 "invalid dot batch axis for the %s tensor, batch axes must be successive "
                 "dimensions starting from 0, got %s",
                 side, text_cstr(&list));
        else
            ok = true;
    }
    text_free(&list);
    text_free(&other);
    return ok;
}

static bool check_side(Cx *cx, const Node *n, const char *side, int arg, AttrName contract_name,
                       AttrName batch_name)
{
    const Attr *contract = node_attr(n, contract_name), *batch = node_attr(n, batch_name);
    int rank = arg_shape(n, arg)->rank;
    bool seen[MAX_RANK] = {false};
    for (uint32_t i = 0; i < batch->count; i++)
        if (!check_axis(cx, n->span, batch->at[i], rank))
            return false;
    for (uint32_t i = 0; i < contract->count; i++) {
        if (!check_axis(cx, n->span, contract->at[i], rank))
            return false;
        if (seen[contract->at[i]])
            return refuse_text(cx, n, "dot contracts an axis twice");
        seen[contract->at[i]] = true;
    }
    return check_batch(cx, n, side, batch, contract);
}

static void dims_print(Text *out, const Shape *s, const Attr *axes)
{
    int64_t dims[MAX_RANK];
    for (uint32_t i = 0; i < axes->count; i++)
        dims[i] = s->dim[axes->at[i]];
    list_print(out, dims, axes->count);
}

/* Nx's text, in which a space is missing before "and". */
static bool refuse_batch_sizes(Cx *cx, const Node *n, const Attr *batch_a, const Attr *batch_b)
{
    Text text = {0};
    text_add(&text, STR("dot batch dimension sizes must match, but the left batch dimension of "
                        "axes "));
    list_print(&text, batch_a->at, batch_a->count);
    text_add(&text, STR(" has dimension sizes "));
    dims_print(&text, arg_shape(n, 0), batch_a);
    text_add(&text, STR("and the right batch dimension of axes "));
    list_print(&text, batch_b->at, batch_b->count);
    text_add(&text, STR(" has sizes "));
    dims_print(&text, arg_shape(n, 1), batch_b);
    refuse_text(cx, n, text_cstr(&text));
    text_free(&text);
    return false;
}

static bool check_pairs(Cx *cx, const Node *n)
{
    const Shape *a = arg_shape(n, 0), *b = arg_shape(n, 1);
    const Attr *ca = node_attr(n, ATTR_contract_a), *cb = node_attr(n, ATTR_contract_b);
    const Attr *ba = node_attr(n, ATTR_batch_a), *bb = node_attr(n, ATTR_batch_b);
    if (ba->count != bb->count)
        return refuse_text(cx, n,
                           ba->count > bb->count
                               ? "right tensor must be batched if left tensor is batched"
                               : "left tensor must be batched if right tensor is batched");
    if (ca->count != cb->count) {
        fail(cx, n->span, EXC_ArgumentError,
             "dot contracts %u axes on the left and %u on the right", ca->count, cb->count);
        return false;
    }
    for (uint32_t i = 0; i < ba->count; i++)
        if (a->dim[ba->at[i]] != b->dim[bb->at[i]])
            return refuse_batch_sizes(cx, n, ba, bb);
    for (uint32_t i = 0; i < ca->count; i++) {
        int64_t left = a->dim[ca->at[i]], right = b->dim[cb->at[i]];
        if (left == right)
            continue;
        fail(cx, n->span, EXC_ArgumentError,
             "dot/zip expects shapes to be compatible, dimension %lld of left-side (%lld) does not "
             "equal dimension %lld of right-side (%lld)",
             (long long)ca->at[i], (long long)left, (long long)cb->at[i], (long long)right);
        note_sides(cx, n, "");
        return false;
    }
    return true;
}

/* Appends the axes that are neither contracted nor batch; false when there are too many. */
static bool add_free(Shape *out, const Shape *s, const Attr *contract, const Attr *batch)
{
    for (int i = 0; i < s->rank; i++) {
        if (attr_has(contract, i) || attr_has(batch, i))
            continue;
        if (out->rank == MAX_RANK)
            return false;
        out->dim[out->rank++] = s->dim[i];
    }
    return true;
}

bool dot_shape(Cx *cx, const Node *n, Shape *out)
{
    if (!check_side(cx, n, "left", 0, ATTR_contract_a, ATTR_batch_a) ||
        !check_side(cx, n, "right", 1, ATTR_contract_b, ATTR_batch_b) || !check_pairs(cx, n))
        return false;
    const Attr *batch_a = node_attr(n, ATTR_batch_a), *batch_b = node_attr(n, ATTR_batch_b);
    out->rank = 0;
    for (uint32_t i = 0; i < batch_a->count; i++)
        out->dim[out->rank++] = arg_shape(n, 0)->dim[batch_a->at[i]];
    if (add_free(out, arg_shape(n, 0), node_attr(n, ATTR_contract_a), batch_a) &&
        add_free(out, arg_shape(n, 1), node_attr(n, ATTR_contract_b), batch_b))
        return true;
    fail(cx, n->span, EXC_SystemLimitError, "a tensor has at most %d axes", MAX_RANK);
    return false;
}

bool dot_is_in_order(const Node *n, int operand)
{
    const Attr *batch = node_attr(n, operand == 0 ? ATTR_batch_a : ATTR_batch_b);
    const Attr *contract = node_attr(n, operand == 0 ? ATTR_contract_a : ATTR_contract_b);
    int64_t first = batch->count, last = arg_shape(n, operand)->rank - (int64_t)contract->count;
    bool in_order = true, is_first = true, is_last = true;
    for (uint32_t i = 0; i < batch->count; i++)
        in_order = in_order && batch->at[i] == i;
    for (uint32_t i = 0; i < contract->count; i++) {
        is_first = is_first && contract->at[i] == first + i;
        is_last = is_last && contract->at[i] == last + i;
    }
    return in_order && (is_first || is_last);
}

bool dot_is_widened(const Node *n)
{
    const double least_work = 1 << 20, least_ratio = 16;
    const DTypeInfo *own = &dtype_info[node_type(n)->dtype];
    if (!dtype_is_integer(node_type(n)->dtype) || own->bits >= 32 || own->bits < 8)
        return false;
    const Attr *contract = node_attr(n, ATTR_contract_a);
    double moved = (double)shape_count(&node_type(n)->shape), work = moved;
    for (uint32_t i = 0; i < contract->count; i++)
        work *= (double)arg_shape(n, 0)->dim[contract->at[i]];
    for (int i = 0; i < 2; i++)
        moved += (double)shape_count(arg_shape(n, i));
    return work >= least_work && work >= least_ratio * moved;
}
